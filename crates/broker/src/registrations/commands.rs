//! Making, changing and deleting registrations (clause 5.9), each in one transaction.

use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::{Error, ErrorKind, Fallible, Timestamp};
use qipan_store::Tx;

use super::model::{Mode, Registration};
use super::{conflicts, notices, store};
use crate::hub::Hub;

/// What happened to a registration.
pub struct Act<'a> {
    /// The tenant.
    pub tenant: i64,
    /// As it was; `None` when it is new.
    pub before: Option<&'a Registration>,
    /// As it is; `None` when it is gone.
    pub after: Option<&'a Registration>,
    /// When.
    pub now: Timestamp,
}

/// There is no such registration.
pub fn unknown(uri: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-registration-unknown").with("id", uri)
}

/// Makes a registration.
///
/// # Errors
/// `AlreadyExists`, `Conflict`.
pub async fn create(
    hub: &Arc<Hub>,
    tenant: i64,
    mut registration: Registration,
    now: Timestamp,
) -> Fallible<()> {
    registration.created_at = Some(now);
    registration.modified_at = Some(now);
    let (own, row) = (hub.clone(), hub.next_id(now).0);
    let registration = Arc::new(registration);
    apart(hub, tenant, &registration, now).await?;
    let done = hub
        .db
        .write(move |tx| {
            store::begin(tx, tenant)?;
            if store::get(tx, tenant, &registration.id, now)?.is_some() {
                return Ok(Err(exists(&registration.id)));
            }
            if let Some(error) = in_the_way(tx, &own, tenant, &registration, now)? {
                return Ok(Err(error));
            }
            if !store::insert(tx, tenant, row, &registration, now)? {
                return Ok(Err(exists(&registration.id)));
            }
            notices::changed(tx, &own, &Act { tenant, before: None, after: Some(&registration), now })?;
            Ok(Ok(()))
        })
        .await;
    hub.registrations.changed(tenant);
    hub.subscriptions.committed(now);
    done.map_err(crate::fault)?
}

/// Changes a registration.
///
/// # Errors
/// `ResourceNotFound`, `Conflict`, and what `edit` finds wrong.
pub async fn change(
    hub: &Arc<Hub>,
    tenant: i64,
    uri: &str,
    now: Timestamp,
    edit: impl Fn(&mut Registration) -> Fallible<()> + Send + Sync + 'static,
) -> Fallible<()> {
    let (own, uri, edit) = (hub.clone(), uri.to_owned(), Arc::new(edit));
    // What it will be, for the search that takes long; the change itself is decided once more below.
    let (looked, look) = (uri.clone(), edit.clone());
    let seen = hub.db.read(move |tx| store::get(tx, tenant, &looked, now)).await.map_err(crate::fault)?;
    let (seen, _) = seen.ok_or_else(|| unknown(&uri))?;
    let mut planned = seen.registration;
    look(&mut planned)?;
    apart(hub, tenant, &Arc::new(planned), now).await?;
    let done = hub
        .db
        .write(move |tx| {
            store::begin(tx, tenant)?;
            let Some((stored, _)) = store::get(tx, tenant, &uri, now)? else { return Ok(Err(unknown(&uri))) };
            let mut after = stored.registration.clone();
            if let Err(error) = edit(&mut after) {
                return Ok(Err(error));
            }
            after.modified_at = Some(now);
            if let Some(error) = in_the_way(tx, &own, tenant, &after, now)? {
                return Ok(Err(error));
            }
            store::update(tx, stored.row, &after)?;
            let before = Some(&stored.registration);
            notices::changed(tx, &own, &Act { tenant, before, after: Some(&after), now })?;
            Ok(Ok(()))
        })
        .await;
    hub.registrations.changed(tenant);
    hub.subscriptions.committed(now);
    done.map_err(crate::fault)?
}

/// Deletes a registration.
///
/// # Errors
/// `ResourceNotFound`.
pub async fn delete(hub: &Arc<Hub>, tenant: i64, uri: &str, now: Timestamp) -> Fallible<()> {
    let (own, uri) = (hub.clone(), uri.to_owned());
    let done = hub
        .db
        .write(move |tx| {
            store::begin(tx, tenant)?;
            let Some((stored, _)) = store::get(tx, tenant, &uri, now)? else { return Ok(Err(unknown(&uri))) };
            store::delete(tx, stored.row)?;
            let before = Some(&stored.registration);
            notices::changed(tx, &own, &Act { tenant, before, after: None, now })?;
            Ok(Ok(()))
        })
        .await;
    hub.registrations.changed(tenant);
    hub.subscriptions.committed(now);
    done.map_err(crate::fault)?
}

/// Registrations swept in one transaction at most.
const SWEPT: usize = 200;

/// Takes away what has expired, and tells those who wait for that (clause 5.9.2). Until then it is passed over wherever
/// registrations are read. Returns how many went.
pub async fn sweep(hub: &Arc<Hub>, now: Timestamp) -> Outcome<usize> {
    let mut gone = 0;
    loop {
        let found = hub.glance(move |tx| store::expired(tx, now, SWEPT)).await?;
        let more = found.len() == SWEPT;
        if found.is_empty() {
            return Ok(gone);
        }
        let own = hub.clone();
        gone += hub
            .db
            .write(move |tx| {
                let mut gone = 0;
                for (tenant, row, registration) in &found {
                    store::begin(tx, *tenant)?;
                    // Another process may have been here first.
                    if store::delete(tx, *row)? {
                        gone += 1;
                        let act = Act { tenant: *tenant, before: Some(registration), after: None, now };
                        notices::changed(tx, &own, &act)?;
                    }
                }
                Ok(gone)
            })
            .await?;
        hub.subscriptions.committed(now);
        if !more {
            return Ok(gone);
        }
    }
}

fn exists(uri: &str) -> Error {
    Error::new(ErrorKind::AlreadyExists, "hub-registration-exists").with("id", uri)
}

/// Whether entities stand in the way of a group of entities being held elsewhere. The search may have to read many, so
/// it is made before the write begins and not while all other writers wait.
async fn apart(hub: &Arc<Hub>, tenant: i64, new: &Arc<Registration>, now: Timestamp) -> Fallible<()> {
    if new.mode != Mode::Redirect {
        return Ok(());
    }
    let (own, new) = (hub.clone(), new.clone());
    let found = hub.db.read(move |tx| conflicts::with_entities(tx, &own, tenant, &new, now)).await;
    found.map_err(crate::fault)?.map_or(Ok(()), Err)
}

/// What is quickly found: other registrations, and single entities.
fn in_the_way(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    new: &Registration,
    now: Timestamp,
) -> Outcome<Option<Error>> {
    if let Some(error) = conflicts::with_registrations(tx, tenant, new, now)? {
        return Ok(Some(error));
    }
    if new.mode == Mode::Exclusive { conflicts::with_entities(tx, hub, tenant, new, now) } else { Ok(None) }
}
