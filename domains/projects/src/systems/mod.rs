//! Application systems and information projects, and the overlap between them.

use qipan_accounts::http::Routes;

/// The routes of this part.
pub fn routes(_routes: &mut Routes) {}
