//! Enterprise requests (企业诉求): taken in, given to units with their clocks, answered, asked after, closed.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

pub(crate) mod api;
pub(crate) mod pages;
