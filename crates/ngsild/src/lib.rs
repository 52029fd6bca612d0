//! NGSI-LD as a library of its own (ETSI GS CIM 009 V1.9.1): entities and their attributes, `@context` expansion and
//! compaction, every representation both ways, the rules by which an entity is changed, and the query languages.
//! Nothing here reads a clock, a file or a network: documents that a context refers to are handed in by the caller.

pub mod context;
pub mod edit;
mod error;
pub mod evolution;
mod model;
pub mod query;
pub mod read;
mod time;
pub mod write;

pub use context::{Build, Context};
pub use error::{Error, ErrorKind, Fallible};
pub use model::{Attr, Attrs, Entity, Kind, NULL, Text};
pub use time::Timestamp;

/// Words of this crate: Chinese and English.
pub const LOCALES: [&str; 2] = [include_str!("../locales/zh.ftl"), include_str!("../locales/en.ftl")];
