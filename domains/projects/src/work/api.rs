//! The JSON API of what problems, requests, visits and meetings share.

use qipan_accounts::http::Routes;

/// Registers the calls.
pub fn routes(_routes: &mut Routes) {}
