//! What the house itself says through its hub: entities whose identifiers begin with [`PREFIX`]. Only the house writes
//! them ([`put_in`]); who may read which of them is decided by the rule that the application gives, so that the hub
//! shows nobody what the board hides. Also here: context documents that the program brings along, and the types whose
//! changes the house wants to know of.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use qipan_kernel::{Actor, Failure, Outcome};
use qipan_ngsild::edit::{self, What};
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp};
use qipan_store::Tx;

use crate::entities::store::{self, Act};
use crate::hub::Hub;
use crate::subscriptions;

/// Identifiers of the house's own entities, and names of their types and attributes, begin so.
pub const PREFIX: &str = "urn:qipan:";

/// What an actor (`None`: whoever calls an open hub) may read of the house's own entities; `None`: everything.
pub type Reader = Box<dyn Fn(Option<&Actor>) -> Option<Readable> + Send + Sync>;

/// A rule of reading for one caller.
#[derive(Clone)]
pub struct Readable(Arc<dyn Fn(&Entity) -> bool + Send + Sync>);

impl Readable {
    /// A rule that is asked about the house's own entities only.
    pub fn new(rule: impl Fn(&Entity) -> bool + Send + Sync + 'static) -> Readable {
        Readable(Arc::new(rule))
    }

    /// Whether the caller may read this entity.
    pub fn allows(&self, entity: &Entity) -> bool {
        !reserved(&entity.id) || (self.0)(entity)
    }
}

impl fmt::Debug for Readable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Readable")
    }
}

/// The house's part of a hub.
#[derive(Default)]
pub struct Own {
    reader: OnceLock<Reader>,
    contexts: RwLock<HashMap<String, Arc<str>>>,
    watched: RwLock<Arc<HashSet<String>>>,
    touched: Mutex<HashSet<String>>,
}

impl Own {
    /// Sets who may read what, once.
    pub fn set_reader(&self, reader: Reader) {
        // A second rule would be a fault of wiring; the first stays.
        let _ = self.reader.set(reader);
    }

    /// The rule for one caller; `None` where nothing is hidden from it.
    pub fn readable(&self, actor: Option<&Actor>) -> Option<Readable> {
        self.reader.get()?(actor)
    }

    /// Brings a context document along: it is known wherever its URL has this path, without asking any network.
    pub fn offer(&self, path: &str, document: &str) {
        let mut known = self.contexts.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.to_owned(), document.into());
    }

    /// The document at a URL that the program brings along.
    pub fn offered(&self, url: &str) -> Option<Arc<str>> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let path = &rest[rest.find('/')?..];
        self.contexts.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Sets the types (expanded) whose changes [`Own::take_touched`] tells.
    pub fn watch(&self, types: HashSet<String>) {
        *self.watched.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(types);
    }

    /// An act on an entity is about to be committed by this process.
    pub fn touch(&self, entity: &Entity) {
        let watched = self.watched.read().unwrap_or_else(PoisonError::into_inner).clone();
        if watched.is_empty() {
            return;
        }
        for name in entity.types.iter().filter(|name| watched.contains(*name)) {
            let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
            if !touched.contains(name) {
                touched.insert(name.clone());
            }
        }
    }

    /// Watched types of which entities were changed since the last time.
    pub fn take_touched(&self) -> HashSet<String> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether this is the identifier of one of the house's own entities.
pub fn reserved(uri: &str) -> bool {
    uri.starts_with(PREFIX)
}

/// Refuses a caller's write to one of the house's own entities.
///
/// # Errors
/// `Forbidden`.
pub fn check(uri: &str) -> Fallible<()> {
    if reserved(uri) {
        return Err(Error::new(ErrorKind::Forbidden, "hub-entity-own").with("id", uri).at("id"));
    }
    Ok(())
}

/// Writes one of the house's own entities as it is now, in a transaction of the caller, and queues what subscribers are
/// told. Attributes that say the same as before are left alone; `false` when nothing differs at all.
///
/// # Errors
/// Those of the store.
pub fn put_in(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    entity: &Entity,
    now: Timestamp,
    fresh: &mut Vec<i64>,
) -> Outcome<bool> {
    if !reserved(&entity.id) {
        return Err(Failure::internal(format!("{} is not an identifier of the house", entity.id)));
    }
    let stored = store::lock(tx, tenant, &entity.id)?;
    let row = stored.as_ref().map(|stored| stored.id);
    let held = stored.and_then(|stored| stored.entity);
    let mut after = held.clone().unwrap_or_else(|| entity.clone());
    let mut edited = match held {
        Some(_) => edit::replace(&mut after, entity.clone(), now),
        None => edit::create(&mut after, now),
    };
    if let Some(held) = &held {
        edited.changes.retain(|change| {
            if change.what != What::Unchanged {
                return true;
            }
            // Written again with what it said before: it keeps its times.
            let place = after.attrs.get_mut(&change.attr).into_iter().flatten();
            if let (Some(place), Some(before)) =
                (place.into_iter().find(|one| one.dataset_id == change.dataset_id), &change.before)
            {
                *place = before.clone();
            }
            false
        });
        if !edited.touched() {
            return Ok(false);
        }
        after.created_at = held.created_at;
    }
    let act = Act { tenant, row, before: held.as_ref(), after: Some(&after), changes: &edited.changes, now };
    store::save(tx, hub, &act, fresh)?;
    let index = hub.subscriptions.index(tx, now)?;
    subscriptions::notify(tx, hub, &index, &act)?;
    hub.own.touch(&after);
    Ok(true)
}

/// The transaction of [`put_in`] is committed.
pub fn committed(hub: &Hub, fresh: &[i64], now: Timestamp) {
    hub.names.learn(fresh);
    hub.subscriptions.committed(now);
}
