//! Problems (问题): what stands in a project's way, who must remove it, by when, and who decides when they do not.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

pub(crate) mod api;
pub(crate) mod pages;
