//! Commitments (事项): what was promised, by whom, until when, and what became of it.

pub mod commands;
pub mod leader;
pub mod model;
pub mod rules;
pub mod store;
pub mod suspension;
