//! Rows of entities, of what they can be found by, and of their history.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::edit::{Change, What};
use qipan_ngsild::{Attr, Entity, Text, Timestamp, evolution};
use qipan_store::{Row, Tx, Value, params};

use super::keys::{self, Keys};
use crate::hub::Hub;
use crate::temporal::store as history;
use crate::temporal::tail_store::{self, Pending};

/// An entity's row.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The row.
    pub id: i64,
    /// The entity; `None` when only its history is left.
    pub entity: Option<Entity>,
}

fn parse(doc: &str) -> Outcome<Entity> {
    serde_json::from_str(doc).map_err(|e| Failure::internal(format!("a stored entity: {e}")))
}

/// The row of `uri`, locked on PostgreSQL until the act is over.
pub fn lock(tx: &mut Tx<'_>, tenant: i64, uri: &str) -> Outcome<Option<Stored>> {
    tx.first(
        "select id, doc from hub_entity where tenant = $1 and uri = $2 for update",
        params![tenant, uri],
        stored,
    )
}

/// Identifiers that one statement asks for.
const TOGETHER: usize = 16;

static LOCK_MANY: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (2..TOGETHER + 2).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    format!(
        "select id, doc, uri from hub_entity where tenant = $1 and uri in ({places}) order by uri for update"
    )
});

/// The rows of these, as [`lock`] gives each, locked in the order of their URIs; `None` for those that have none.
pub fn lock_many(tx: &mut Tx<'_>, tenant: i64, uris: &[&str]) -> Outcome<HashMap<String, Option<Stored>>> {
    let mut found: HashMap<String, Option<Stored>> =
        uris.iter().map(|uri| ((*uri).to_owned(), None)).collect();
    let mut sorted = uris.to_vec();
    sorted.sort_unstable();
    for some in sorted.chunks(TOGETHER) {
        let last = some.last().copied().unwrap_or_default();
        let mut given = params![tenant].to_vec();
        given.extend((0..TOGETHER).map(|at| Value::from(*some.get(at).unwrap_or(&last))));
        tx.each(&LOCK_MANY, &given, |row| {
            found.insert(row.get(2)?, Some(stored(row)?));
            Ok(())
        })?;
    }
    Ok(found)
}

fn stored(row: &Row<'_>) -> Outcome<Stored> {
    let doc: Option<String> = row.get(1)?;
    Ok(Stored { id: row.get(0)?, entity: doc.as_deref().map(parse).transpose()? })
}

/// The entity `uri`, if it is there and has not expired.
pub fn get(tx: &mut Tx<'_>, tenant: i64, uri: &str, now: Timestamp) -> Outcome<Option<Entity>> {
    let found = tx.first(
        "select doc from hub_entity where tenant = $1 and uri = $2 and doc is not null",
        params![tenant, uri],
        |row| parse(&row.get::<String>(0)?),
    )?;
    Ok(found.filter(|entity| entity.expires_at.is_none_or(|end| end > now)))
}

/// What one act does to one entity.
pub struct Act<'a> {
    /// The tenant.
    pub tenant: i64,
    /// Its row, if there is one.
    pub row: Option<i64>,
    /// As it was; `None` when it was not there.
    pub before: Option<&'a Entity>,
    /// As it is now; `None` when it goes.
    pub after: Option<&'a Entity>,
    /// What changed, for the history and the subscriptions.
    pub changes: &'a [Change],
    /// When.
    pub now: Timestamp,
}

impl Act<'_> {
    /// The entity as it is now, or as it was when it goes.
    pub fn entity(&self) -> Option<&Entity> {
        self.after.or(self.before)
    }
}

/// Writes an act: the entity, its keys and its history. Of two creations of the same entity at the same time the second is
/// refused by the store, and decided anew.
pub fn save(tx: &mut Tx<'_>, hub: &Hub, act: &Act<'_>, fresh: &mut Vec<i64>) -> Outcome<()> {
    let Some(entity) = act.entity() else { return Err(Failure::internal("an act on nothing")) };
    let text = act.after.map(Text::of).transpose().map_err(Failure::internal)?;
    let doc = text.as_ref().map(Text::as_str);
    let past = if act.after.is_none() { Some(past(entity, act.now)) } else { None };
    let expires = act.after.and_then(next_expiry);
    let id = match act.row {
        Some(id) => {
            tx.queue(
                "update hub_entity set doc = $2, past = $3, expires_at = $4 where id = $1",
                params![id, doc, past.as_deref(), expires],
            )?;
            id
        }
        None => {
            let id = hub.next_id(act.now).0;
            tx.add(
                "insert into hub_entity (id, tenant, uri, doc, past, expires_at) values ($1, $2, $3, $4, $5, $6)",
                params![id, act.tenant, &entity.id, doc, past.as_deref(), expires],
            )?;
            id
        }
    };
    save_keys(tx, hub, act, id, fresh)?;
    let mut instances = Vec::with_capacity(act.changes.len());
    for change in act.changes {
        instances.extend(instance(tx, hub, act, change, fresh)?);
    }
    instances.extend(instance_of_scopes(tx, hub, act, fresh)?);
    // What goes by itself is looked for by its time, so it is put in its place at once.
    let (transient, lasting): (Vec<Pending<'_>>, Vec<Pending<'_>>) =
        instances.into_iter().partition(|(_, _, attr)| attr.expires_at.is_some());
    for (name, instance, attr) in transient {
        let attr = tail_store::written(attr.into_owned(), act.now);
        history::insert(tx, act.tenant, (id, name, instance), &attr, act.now)?;
    }
    tail_store::put(tx, act.tenant, id, &lasting, text.as_ref(), act.now)?;
    hub.last_write.note(act.now);
    Ok(())
}

/// What is remembered of an entity that is gone: types, scopes, times.
fn past(entity: &Entity, now: Timestamp) -> String {
    let gone = Entity {
        id: entity.id.clone(),
        types: entity.types.clone(),
        scopes: entity.scopes.clone(),
        created_at: entity.created_at,
        modified_at: Some(now),
        deleted_at: Some(now),
        ..Entity::default()
    };
    serde_json::to_string(&gone).unwrap_or_default()
}

fn save_keys(tx: &mut Tx<'_>, hub: &Hub, act: &Act<'_>, id: i64, fresh: &mut Vec<i64>) -> Outcome<()> {
    let before = act.before.map_or_else(Keys::new, |entity| keys::beside(entity, act.after));
    let mut after = act.after.map_or_else(Keys::new, |entity| keys::beside(entity, act.before));
    if act.after.is_none()
        && let Some(entity) = act.before
    {
        after.extend(entity.types.iter().map(|name| (name.as_str(), keys::PAST_TYPE.to_vec())));
    } else if act.before.is_none() && act.row.is_some() {
        // It comes back: its history is found by the entity again.
        tx.queue("delete from hub_index where entity = $1 and key = $2 and name in (select id from hub_name where tenant = $3)",
            params![id, keys::PAST_TYPE, act.tenant])?;
    }
    fn row(name: i64, key: &[u8], id: i64) -> Vec<Value<'_>> {
        params![name, key, id].to_vec()
    }
    let gone: Vec<_> = before
        .difference(&after)
        .map(|(name, key)| row(crate::names::number(act.tenant, name), key, id))
        .collect();
    tx.each_of("delete from hub_index where name = $1 and key = $2 and entity = $3", &gone)?;
    let mut new = Vec::with_capacity(after.len());
    for (name, key) in after.difference(&before) {
        new.push(row(hub.names.keep(tx, act.tenant, name, fresh)?, key, id));
    }
    tx.each_of("insert into hub_index (name, key, entity) values ($1, $2, $3) on conflict do nothing", &new)
}

/// What a change adds to the history of an attribute. It was made now; a deletion leaves a trace that has no other time
/// than its own (clause 4.5.7).
fn instance<'a>(
    tx: &mut Tx<'_>,
    hub: &Hub,
    act: &Act<'a>,
    change: &Change,
    fresh: &mut Vec<i64>,
) -> Outcome<Option<Pending<'a>>> {
    let now = act.after.and_then(|entity| change.now(entity));
    let instance = match (change.what, now, &change.before) {
        // The history of a transient attribute goes with it (clause 4.22), by the sweeper.
        (What::Deleted, _, Some(before)) if before.expires_at.is_some_and(|end| end <= act.now) => {
            return Ok(None);
        }
        (What::Deleted, _, Some(before)) => Cow::Owned(Attr {
            instance_id: None,
            ..evolution::tombstone(before.kind, before.dataset_id.clone(), String::new(), act.now)
        }),
        (_, Some(after), _) => Cow::Borrowed(after),
        _ => return Ok(None),
    };
    let name = hub.names.keep(tx, act.tenant, &change.attr, fresh)?;
    Ok(Some((name, hub.next_id(act.now).0, instance)))
}

/// What is added to the history of the scopes, where they changed. Its `observedAt` is the time of the change (clause
/// 4.5.6).
fn instance_of_scopes(
    tx: &mut Tx<'_>,
    hub: &Hub,
    act: &Act<'_>,
    fresh: &mut Vec<i64>,
) -> Outcome<Option<Pending<'static>>> {
    fn scopes(entity: Option<&Entity>) -> &[String] {
        entity.and_then(|entity| entity.scopes.as_deref()).unwrap_or_default()
    }
    let (before, after) = (scopes(act.before), scopes(act.after));
    if before == after {
        return Ok(None);
    }
    let instance =
        Attr { instance_id: None, ..evolution::scope_instance(Some(after), String::new(), act.now) };
    let name = hub.names.keep(tx, act.tenant, keys::SCOPE, fresh)?;
    Ok(Some((name, hub.next_id(act.now).0, Cow::Owned(instance))))
}

/// When something of an entity goes by itself: the entity, or one of its attributes.
fn next_expiry(entity: &Entity) -> Option<i64> {
    let attrs = entity.attrs.values().flatten().filter_map(|attr| attr.expires_at);
    attrs.chain(entity.expires_at).min().map(|end| end.0)
}
