//! The temporal evolution of entities (clauses 5.6.11 to 5.6.16, 5.7.3 and 5.7.4): what was, provided and consumed.
//!
//! Every act on an entity adds to its history, and histories can be provided by themselves, for entities that are there
//! or not. Deleting an entity leaves its history; deleting the history leaves the entity.

mod ask;
mod consume;
mod evolution;
mod provide;
pub mod retention;
mod retention_store;
pub mod store;
mod sweep;
pub mod tail;
pub mod tail_store;

use axum::http::Method;
use qipan_ngsild::Fallible;

use crate::entities::commands::absent;
use crate::http::{Call, Refusal, Reply};
use crate::rights::{Needs, Rights};

pub use provide::delete_attr_of_past;
pub use sweep::sweep;

/// Requires that the caller may see the history of `uri`, if there is one, and may write it if it `changes`.
async fn within(call: &Call, uri: &str, changes: bool) -> Fallible<()> {
    if call.rights.types.is_none() {
        return Ok(());
    }
    let (tenant, own) = (call.read_tenant()?, uri.to_owned());
    let head = call.hub.glance(move |tx| store::find(tx, tenant, &own)).await.map_err(crate::fault)?;
    match head.map(|head| head.entity.types) {
        Some(types) if !call.rights.sees(&types) => Err(absent(uri)),
        Some(types) if changes && !call.rights.covers(&types) => Err(Rights::refused()),
        _ => Ok(()),
    }
}

/// Answers a call of these resources; `path` is what follows `temporal`.
pub async fn answer(call: &Call, path: &[&str]) -> Reply {
    match path {
        ["entities", id, ..] => {
            // In a tenant that nobody has written to there is nothing to complete.
            if let Ok(tenant) = call.read_tenant() {
                tail::settle(&call.hub, tenant, id).await.map_err(crate::fault)?;
            }
        }
        // What is given to be kept is completed where it is saved; whoever asks for many may mean any.
        ["entities"] if call.method == Method::POST => {}
        _ => tail::settle_all(&call.hub).await.map_err(crate::fault)?,
    }
    if let ["entities", id, ..] = path {
        within(call, id, Needs::changes(&call.method, path)).await?;
    }
    if let (false, ["entities", id, ..]) = (call.method == Method::GET, path) {
        crate::own::check(id)?;
    }
    match (call.method.as_str(), path) {
        ("POST", ["entities"]) => provide::create(call).await,
        ("GET", ["entities"]) => consume::query(call).await,
        ("GET", ["entities", id]) => consume::retrieve(call, id).await,
        ("DELETE", ["entities", id]) => provide::delete(call, id).await,
        ("POST", ["entities", id, "attrs"]) => provide::append(call, id).await,
        ("DELETE", ["entities", id, "attrs", name]) => provide::delete_attr(call, id, name).await,
        ("PATCH", ["entities", id, "attrs", name, instance]) => {
            provide::change_instance(call, id, name, instance).await
        }
        ("DELETE", ["entities", id, "attrs", name, instance]) => {
            provide::delete_instance(call, id, name, instance).await
        }
        ("POST", ["entityOperations", "query"]) => consume::query_by_post(call).await,
        _ => Err(Refusal::NotImplemented),
    }
}
