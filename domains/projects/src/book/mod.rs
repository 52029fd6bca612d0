//! The project book: projects, stages, nodes, investment, problems and requests.

use qipan_accounts::http::Routes;

/// The routes of this part.
pub fn routes(_routes: &mut Routes) {}
