//! Documents: read in once, kept as they came, described by facts that people may correct.

pub mod commands;
pub mod model;
pub mod store;

pub use model::{Document, Facts, KINDS, Listed};
