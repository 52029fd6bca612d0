//! Pages.
use qipan_accounts::http::Routes;
/// Registers the pages.
pub fn routes(_routes: &mut Routes) {}
