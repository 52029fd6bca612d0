//! Safety and quality notes of a site (安全质量): what was found, how grave it is, and what is to be put right by when. What is to
//! be put right is a commitment on the board; the board says when it is done.

mod api;
pub mod commands;
pub mod model;
mod pages;
pub mod rules;
pub mod store;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
