//! Who may do what on the hub: the one place that decides.

use axum::http::Method;
use qipan_kernel::Role;
use qipan_ngsild::{Error, ErrorKind};

use crate::http::Call;

/// Whether the caller may send this method to this resource.
///
/// # Errors
/// `Forbidden`.
pub fn check(call: &Call, path: &[&str]) -> Result<(), Error> {
    let Some(actor) = &call.actor else { return Ok(()) };
    let asks = call.method == Method::GET || path.last() == Some(&"query");
    // Who only looks on changes nothing, here as on the board.
    if !asks && matches!(actor.role, Role::Auditor | Role::CityLeader) {
        return Err(Error::new(ErrorKind::Forbidden, "hub-may-not"));
    }
    Ok(())
}
