//! Public money: a ledger in which every figure is a sum of postings, and what it says of a project and of the book.

pub mod api;
pub mod audit_store;
pub mod commands;
mod fund_page;
pub mod funds;
pub mod model;
mod pages;
mod postings_page;
pub mod rules;
pub mod store;

pub(crate) use pages::{page_with, routes};
