//! Production and capacity after completion (投产、达产): what a project puts out month by month, against what it was built
//! for. Benefit is tracked apart from building: a project that is finished has not yet done what it promised.

pub mod commands;
pub mod model;
mod pages;
pub mod rules;
pub mod store;

mod api;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
