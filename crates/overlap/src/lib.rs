//! Redundant construction among information systems: which systems of a registry do the same as one that is proposed, and why.
//!
//! Functions are mapped to capabilities through a lexicon and a taxonomy that are data and that reviewers extend; what they leave
//! open is learnt from the registry itself. Interface and measurements: docs/overlap.md; why it is so: docs/decisions/0013-overlap.md.

mod index;
mod learn;
mod model;
mod phrases;
pub mod score;
mod taxonomy;
mod vectors;
mod words;

pub use index::Index;
pub use model::{Aligned, Figures, How, Match, Pair, Shared, System};
pub use taxonomy::{BadLine, Capability, Domain, Ruling, Taxonomy, Teaching, VERSION};
