//! Industrial chains (产业链): links from upstream to downstream, who and what stands on each, which are missing or weak and why, and
//! the projects in the reserve or under negotiation that would fill them.

mod api;
pub mod commands;
mod drawing;
pub mod model;
mod pages;
mod pages_view;
pub mod rules;
pub mod store;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
