//! Not built yet.

use crate::http::{Call, Refusal, Reply};

/// Answers a call of these resources.
pub async fn answer(_call: &Call, _path: &[&str]) -> Reply {
    Err(Refusal::NotImplemented)
}
