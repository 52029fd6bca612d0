//! Papers (文件) of a project's approvals and evaluations: told by their bytes, kept under their digest, listed beside what they
//! belong to, and given back as they came.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

mod api;
pub(crate) mod pages;
pub(crate) mod take;

pub(crate) use api::PaperOut;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
