//! The clock of the final accounts (竣工财务决算): it begins with acceptance, is a commitment on the board, and ends when they are
//! filed.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

mod api;
pub(crate) mod pages;

pub(crate) use api::ClosingOut;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
