//! Evaluation of results: the self-evaluation of a year's spending, computed from the same data as everything else, and
//! the post-evaluation of what was built.

pub mod api;
pub mod clock;
pub mod commands;
pub mod model;
mod pages;
pub mod post;
pub mod rules;
pub mod store;

pub(crate) use pages::routes;
