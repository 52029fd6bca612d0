//! Drafts (拟立项事项): commitments that the rules propose from a document and a person confirms, corrects or drops.

pub mod commands;
pub mod import;
pub mod knowledge;
pub mod model;
pub mod new_unit;
pub mod passages;
pub mod review;
pub mod rules;
pub mod similar;
pub mod store;

pub use import::{FileResult, Taken, extract_files, import_files};
pub use knowledge::Knowledge;
pub use model::{Data, Draft, Origin, Status, Unknown};
