//! On-site meetings (现场办公会): a route over sites, the pack that is carried along, what was decided, and what became of it.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

pub(crate) mod api;
pub(crate) mod pages;
