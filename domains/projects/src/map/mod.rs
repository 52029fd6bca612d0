//! Projects on a map: drawn by the server on a plain outline, which works without a network and without a script; on tiles
//! of the installation's own where it has some.

pub mod outline;
mod pages;
pub mod rules;
mod tiles;
mod view;

pub use tiles::{LIBRARY, Maps};

use qipan_accounts::http::Routes;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
