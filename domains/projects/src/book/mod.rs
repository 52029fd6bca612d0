//! The project book: what a key project is, where it stands, and in which year's list.

pub mod batches;
pub mod code;
pub mod commands;
pub mod model;
pub mod rules;
pub mod store;
