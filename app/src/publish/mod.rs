//! The board speaks through the hub, and the hub answers to the board. Board and broker are on one floor and do not know
//! each other; what joins them is here.
//!
//! Every act that changes a commitment, a project, a unit, a line or a document leaves an event in the outbox, in its own
//! transaction. [`run`] takes the events in batches and writes the entities of their subjects as they are now, each batch
//! with its place in the outbox in one transaction: what was not written is taken again, what is written twice changes
//! nothing. A light that time changes leaves the same event ([`lights`]). The other way round, readings are taken when
//! entities change and at regular times ([`readings`]).

pub mod entity;
pub mod meter;
mod project_entity;
mod readings;
mod store;
mod take;
mod worker;

use qipan_accounts::Act;
use qipan_accounts::access::{may, visible_units};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_broker::Hub;
use qipan_broker::own::Readable;
use qipan_kernel::{Actor, Outcome};

use entity::Sort;

pub use take::{Found, READER, all, drain};
pub use worker::{Desk, days, lights, round, start};

/// The context document of the vocabulary.
pub const CONTEXT: &str = include_str!("qipan.jsonld");
/// Where the server gives it.
pub const CONTEXT_PATH: &str = "/contexts/qipan.jsonld";

/// Registers the routes.
pub fn routes(routes: &mut Routes) {
    use axum::http::header;
    use axum::response::IntoResponse;
    routes.page(CONTEXT_PATH, Access::Public, |_: Call| async move {
        let headers = [
            (header::CONTENT_TYPE, "application/ld+json"),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ];
        let answer = (headers, CONTEXT).into_response();
        Outcome::Ok(answer)
    });
}

/// Tells a hub what the house publishes and who may read it.
pub fn join(hub: &Hub) {
    hub.own.offer(CONTEXT_PATH, CONTEXT);
    hub.own.set_reader(Box::new(readable));
}

/// What the access rules of the board leave of the house's entities: of commitments those that the actor's unit leads or
/// cooperates in, of projects and their problems likewise, of documents none to those who may not read documents; units and lines are everybody's. On a hub that
/// its operator has opened, whoever calls reads everything.
fn readable(actor: Option<&Actor>) -> Option<Readable> {
    let actor = actor?;
    let documents = may(actor.role, Act::DocumentView);
    let scopes: Option<Vec<String>> =
        visible_units(actor).map(|units| units.iter().map(|unit| entity::scope(*unit)).collect());
    if documents && scopes.is_none() {
        return None;
    }
    let partly = [Sort::Commitment, Sort::Project, Sort::Problem].map(Sort::full);
    let document = Sort::Document.full();
    Some(Readable::new(move |entity| {
        let is = |name: &String| entity.types.contains(name);
        let own = |scopes: &Vec<String>| entity.scopes.iter().flatten().any(|scope| scopes.contains(scope));
        if partly.iter().any(is) { scopes.as_ref().is_none_or(own) } else { documents || !is(&document) }
    }))
}
