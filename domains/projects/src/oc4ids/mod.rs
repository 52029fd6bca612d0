//! The project book in the Open Contracting for Infrastructure Data Standard (OC4IDS 0.9.5): what the book holds of a
//! project, in the words that other countries publish theirs in. No names of people: what is exported is published.

mod api;
mod contracting;
pub mod map;
pub mod store;

use qipan_accounts::http::Routes;

/// Registers the page's download and the call.
pub fn routes(routes: &mut Routes) {
    api::routes(routes);
}
