//! What problems, requests, visits and meetings share: the rules with their days, the links between them, and the steps of
//! each.

pub mod belongs_store;
pub mod chain;
pub mod commands;
pub mod model;
pub mod query_store;
pub mod rules;
pub mod store;

pub(crate) mod api;
mod my;
pub(crate) mod pages;
mod rules_page;
mod rules_view;

pub use model::{Sort, Thing};
pub use rules::WorkRules;
