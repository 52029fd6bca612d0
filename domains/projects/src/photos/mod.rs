//! Photographs of image progress (实景照片): what is handed in is checked by its content, compared with the device, the
//! clock, the site and what came before, and shown month by month. What does not fit is flagged and never refused.

pub mod clean;
pub mod commands;
pub mod exif;
mod flagged;
pub mod model;
pub mod pages;
mod pages_view;
pub mod picture;
pub mod rules;
pub mod store;
pub mod take;

mod api;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    flagged::routes(routes);
    api::routes(routes);
}
