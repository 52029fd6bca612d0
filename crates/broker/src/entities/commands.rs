//! One act on one entity: read it, decide, save it with its keys, its history and whatever it makes others do, all in
//! one transaction.

use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::edit::Edited;
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp};
use qipan_store::Tx;

use super::store::{self, Act, Stored};
use crate::hub::Hub;
use crate::subscriptions;

/// What a rule decided about an entity.
pub enum Decided {
    /// It is this now.
    Keep(Box<Entity>, Edited),
    /// It goes.
    Remove(Edited),
    /// Nothing is written.
    Leave(Edited),
}

/// A decision about an entity, given as it is now; may be asked again when a transaction has to be repeated.
pub trait Decide: FnMut(Option<&Entity>) -> Fallible<Decided> + Send {}
impl<F: FnMut(Option<&Entity>) -> Fallible<Decided> + Send> Decide for F {}

/// Runs one act inside a transaction that may hold others (a batch). A refusal has written nothing.
pub fn act_in(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    uri: &str,
    now: Timestamp,
    fresh: &mut Vec<i64>,
    decide: &mut dyn Decide,
) -> Outcome<Fallible<Edited>> {
    act_on(tx, hub, tenant, uri, now, fresh, false, decide)
}

/// The same; with `expired`, an entity whose time is over counts as being there still: so that it can be taken away.
#[allow(clippy::too_many_arguments)]
pub fn act_on(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    uri: &str,
    now: Timestamp,
    fresh: &mut Vec<i64>,
    expired: bool,
    decide: &mut dyn Decide,
) -> Outcome<Fallible<Edited>> {
    let stored = store::lock(tx, tenant, uri)?;
    let (row, held) = match stored {
        Some(Stored { id, entity }) => (Some(id), entity),
        None => (None, None),
    };
    // What has expired is not there any more, whether or not the sweeper has come by.
    let live = held.as_ref().filter(|entity| expired || entity.expires_at.is_none_or(|end| end > now));
    let decided = match decide(live) {
        Ok(decided) => decided,
        Err(error) => return Ok(Err(error)),
    };
    let (after, edited) = match decided {
        Decided::Leave(edited) => return Ok(Ok(edited)),
        Decided::Keep(entity, edited) => (Some(entity), edited),
        Decided::Remove(edited) => (None, edited),
    };
    let act =
        Act { tenant, row, before: held.as_ref(), after: after.as_deref(), changes: &edited.changes, now };
    let id = store::save(tx, hub, &act, fresh)?;
    subscriptions::notify(tx, hub, &act, id)?;
    Ok(Ok(edited))
}

/// Runs one act durably.
pub async fn act(
    hub: &Arc<Hub>,
    tenant: i64,
    uri: &str,
    now: Timestamp,
    mut decide: impl Decide + 'static,
) -> Fallible<Edited> {
    let (own, uri) = (hub.clone(), uri.to_owned());
    let done = hub
        .db
        .write(move |tx| {
            let mut fresh = Vec::new();
            let edited = act_in(tx, &own, tenant, &uri, now, &mut fresh, &mut decide)?;
            Ok((edited, fresh))
        })
        .await;
    let (edited, fresh) = done.map_err(crate::fault)?;
    hub.names.learn(&fresh);
    hub.subscriptions.committed(now);
    edited
}

/// There is no such entity.
pub fn absent(uri: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-entity-unknown").with("id", uri)
}

/// An entity of this URI is there already.
pub fn exists(uri: &str) -> Error {
    Error::new(ErrorKind::AlreadyExists, "hub-entity-exists").with("id", uri)
}
