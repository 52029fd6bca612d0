//! The post-evaluation (后评价) of what was built: a project is chosen, an intermediary evaluates it within its clock, and what
//! it found is entered with its report.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

pub(super) mod api;
pub(super) mod pages;
