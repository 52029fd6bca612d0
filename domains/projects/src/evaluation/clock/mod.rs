//! The clock of a self-evaluation: that it is asked for by a day, as a commitment on the board which its form moves.

pub mod commands;
pub mod model;
pub(super) mod pages;
pub mod rules;
pub mod store;
