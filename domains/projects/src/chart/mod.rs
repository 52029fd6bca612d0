//! The wall chart (挂图作战): the projects of a year's list and their nodes over its months, with red flags for what is done
//! and black flags for what is late, to hang on a wall or to print.

mod pages;
pub mod rules;
mod view;

use qipan_accounts::http::Routes;

/// Registers the page.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
