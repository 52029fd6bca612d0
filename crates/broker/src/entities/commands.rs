//! One act on one entity: read it, decide, save it with its keys, its history and whatever it makes others do, all in
//! one transaction.

use qipan_kernel::Outcome;
use qipan_ngsild::edit::Edited;
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp};
use qipan_store::Tx;

use super::store::{self, Act, Stored};
use crate::http::Call;
use crate::hub::Hub;
use crate::subscriptions::{self, Index};

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
    Ok(act_on(tx, hub, tenant, uri, now, fresh, false, decide)?.map(|done| done.edited))
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
) -> Outcome<Fallible<Done>> {
    let index = hub.subscriptions.index(tx, now)?;
    let stored = store::lock(tx, tenant, uri)?;
    act_locked(tx, hub, (tenant, uri, stored), now, fresh, expired, &index, decide)
}

/// What an act did, and the entity before and after it: they travel with the answer, so that whoever asked lets go of
/// them and not the writer, for which others wait.
pub struct Done {
    /// What it did.
    pub edited: Edited,
    _before: Option<Entity>,
    _after: Option<Box<Entity>>,
}

/// The same on an entity that is locked already, with the subscriptions as they are in this transaction.
#[allow(clippy::too_many_arguments)]
pub fn act_locked(
    tx: &mut Tx<'_>,
    hub: &Hub,
    (tenant, uri, stored): (i64, &str, Option<Stored>),
    now: Timestamp,
    fresh: &mut Vec<i64>,
    expired: bool,
    index: &Index,
    decide: &mut dyn Decide,
) -> Outcome<Fallible<Done>> {
    if let Err(error) = crate::own::check(uri) {
        return Ok(Err(error));
    }
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
        Decided::Leave(edited) => return Ok(Ok(Done { edited, _before: held, _after: None })),
        Decided::Keep(entity, edited) => (Some(entity), edited),
        Decided::Remove(edited) => (None, edited),
    };
    let act =
        Act { tenant, row, before: held.as_ref(), after: after.as_deref(), changes: &edited.changes, now };
    store::save(tx, hub, &act, fresh)?;
    if let Some(entity) = act.entity() {
        hub.own.touch(entity);
    }
    subscriptions::notify(tx, hub, index, &act)?;
    Ok(Ok(Done { edited, _before: held, _after: after }))
}

/// Runs one act of a caller durably, within its rights, together with its line in the log.
pub async fn act(call: &Call, tenant: i64, uri: &str, mut decide: impl Decide + 'static) -> Fallible<Edited> {
    let (hub, now, uri) = (call.hub.clone(), call.now, uri.to_owned());
    let (rights, trace) = (call.rights.clone(), call.trace.clone());
    let status = if call.adds() { 201 } else { 204 };
    let done = call
        .hub
        .db
        .write(move |tx| {
            let (mut fresh, mut about) = (Vec::new(), String::new());
            let mut guarded = |there: Option<&Entity>| {
                let decided = rights.within(there, &mut decide)?;
                about = subject(&uri, there, &decided);
                Ok(decided)
            };
            let edited = act_in(tx, &hub, tenant, &uri, now, &mut fresh, &mut guarded)?;
            if let Ok(edited) = &edited {
                trace.about(&about);
                trace.write_in(tx, &hub, if edited.complete() { status } else { 207 })?;
            }
            Ok((edited, fresh))
        })
        .await;
    let (edited, fresh) = done.map_err(crate::fault)?;
    if edited.is_ok() {
        call.trace.done();
    }
    call.hub.names.learn(&fresh);
    call.hub.subscriptions.committed(now);
    edited
}

/// An entity and its types, for the log.
fn subject(uri: &str, there: Option<&Entity>, decided: &Decided) -> String {
    let entity = match decided {
        Decided::Keep(entity, _) => Some(&**entity),
        _ => there,
    };
    let types = entity.map(|entity| entity.types.join(" ")).unwrap_or_default();
    format!("{uri} {types}")
}

/// There is no such entity.
pub fn absent(uri: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-entity-unknown").with("id", uri)
}

/// An entity of this URI is there already.
pub fn exists(uri: &str) -> Error {
    Error::new(ErrorKind::AlreadyExists, "hub-entity-exists").with("id", uri)
}
