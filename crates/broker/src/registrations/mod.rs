//! Context sources: other systems that have something to say, registered with what they may know (clause 5.9) and found
//! by it (clause 5.10).

mod commands;
mod conflicts;
pub mod forward;
mod http;
mod identity;
pub mod matching;
pub mod model;
pub mod notices;
mod operations;
mod read;
pub mod store;
mod write;

pub use commands::sweep;
pub use http::paging;

use crate::http::{Call, Refusal, Reply};
use crate::subscriptions;

/// The type of a registration.
const TYPE: &str = "ContextSourceRegistration";
/// GeoProperties of a source, by their short names.
const SPACES: [&str; 3] = ["location", "observationSpace", "operationSpace"];
/// In what is sent along to a source: as in the request that is forwarded (clause 4.3.6.5).
const FROM_REQUEST: &str = "urn:ngsi-ld:request";

/// Answers a call of these resources.
pub async fn answer(call: &Call, path: &[&str]) -> Reply {
    match (call.method.as_str(), path) {
        ("POST", ["csourceRegistrations"]) => http::create(call).await,
        ("GET", ["csourceRegistrations"]) => http::query(call).await,
        ("GET", ["csourceRegistrations", id]) => http::retrieve(call, id).await,
        ("PATCH", ["csourceRegistrations", id]) => http::change(call, id).await,
        ("DELETE", ["csourceRegistrations", id]) => http::delete(call, id).await,
        (_, ["csourceSubscriptions", rest @ ..]) => subscriptions::answer_of_sources(call, rest).await,
        ("GET", ["info", "sourceIdentity"]) => identity::answer(call).await,
        _ => Err(Refusal::NotImplemented),
    }
}
