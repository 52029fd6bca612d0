//! Floor 4: documents, evidence files and numbering.

pub mod files;
pub mod reading;
