//! The tail of all histories: what acts have just added, a row an act, in the order of writing.
//!
//! Histories are kept by entity, attribute and time, so an act on an entity of eight attributes has sixteen places to
//! write to, each on a page of its own. The tail takes them as one row; they are moved to their places later, many at a
//! time, and always before somebody reads or changes the history they belong to. Identifiers and times are those of the
//! act: moving an instance changes nothing about it.

use std::borrow::Cow;
use std::fmt::Write as _;

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::{Attr, Text, Timestamp};
use qipan_store::{Tx, params};

use super::store;

/// An instance on its way: number of the attribute's name, its identifier, and what it says. When it was written is said
/// by its row.
pub type Pending<'a> = (i64, i64, Cow<'a, Attr>);

/// Adds what an act did to an entity's history. `text` is the entity as the act leaves it.
pub fn put(
    tx: &mut Tx<'_>,
    tenant: i64,
    entity: i64,
    instances: &[Pending<'_>],
    text: Option<&Text<'_>>,
    now: Timestamp,
) -> Outcome<()> {
    let Some((_, id, _)) = instances.first() else { return Ok(()) };
    let mut doc = String::with_capacity(text.map_or(256, |text| text.as_str().len() + 64));
    for (name, id, attr) in instances {
        let said = match attr {
            Cow::Borrowed(attr) => text.and_then(|text| text.instance(attr)).map(Cow::Borrowed),
            Cow::Owned(_) => None,
        };
        let said = match said {
            Some(said) => said,
            None => Cow::Owned(serde_json::to_string(attr).map_err(Failure::internal)?),
        };
        let before = if doc.is_empty() { '[' } else { ',' };
        write!(doc, "{before}[{name},{id},{said}]").map_err(Failure::internal)?;
    }
    doc.push(']');
    tx.add(
        "insert into hub_tail (id, entity, tenant, at, doc) values ($1, $2, $3, $4, $5)",
        params![*id, entity, tenant, now.0, doc],
    )
}

/// Whether something of that entity is still in the tail.
pub fn holds(tx: &mut Tx<'_>, entity: i64) -> Outcome<bool> {
    let one = tx.first("select id from hub_tail where entity = $1 limit 1", params![entity], |row| {
        row.get::<i64>(0)
    })?;
    Ok(one.is_some())
}

/// The row of the entity `uri`, if something of it is still in the tail.
pub fn find(tx: &mut Tx<'_>, tenant: i64, uri: &str) -> Outcome<Option<i64>> {
    tx.first(
        "select e.id from hub_entity e where e.tenant = $1 and e.uri = $2
         and exists (select 1 from hub_tail t where t.entity = e.id)",
        params![tenant, uri],
        |row| row.get(0),
    )
}

/// The last row of the tail; `None` when it is empty.
pub fn last(tx: &mut Tx<'_>) -> Outcome<Option<i64>> {
    tx.first("select id from hub_tail order by id desc limit 1", &[], |row| row.get(0))
}

/// Whether the tail has more than `limit` rows.
pub fn longer(tx: &mut Tx<'_>, limit: usize) -> Outcome<bool> {
    let beyond =
        tx.first("select id from hub_tail order by id limit 1 offset $1", params![limit], |row| {
            row.get::<i64>(0)
        })?;
    Ok(beyond.is_some())
}

struct Row {
    id: i64,
    entity: i64,
    tenant: i64,
    at: i64,
    doc: String,
}

/// Moves what the tail has of an entity to its places.
pub fn settle(tx: &mut Tx<'_>, entity: i64) -> Outcome<()> {
    let rows = tx.rows(
        "select id, entity, tenant, at, doc from hub_tail where entity = $1 order by id for update",
        params![entity],
        read,
    )?;
    rows.iter().try_for_each(|row| settle_row(tx, row))
}

/// Moves at most `limit` rows up to row `until` to their places, entity by entity, so that what belongs together is
/// written together. Returns how many there were.
pub fn settle_some(tx: &mut Tx<'_>, until: i64, limit: usize) -> Outcome<usize> {
    let rows = tx.rows(
        "select id, entity, tenant, at, doc from hub_tail where id <= $1 order by entity, id limit $2 for update",
        params![until, limit],
        read,
    )?;
    rows.iter().try_for_each(|row| settle_row(tx, row))?;
    Ok(rows.len())
}

fn read(row: &qipan_store::Row<'_>) -> Outcome<Row> {
    Ok(Row { id: row.get(0)?, entity: row.get(1)?, tenant: row.get(2)?, at: row.get(3)?, doc: row.get(4)? })
}

/// An instance as it stands in a history: made when its act was. The trace of a deletion has no other time than its own
/// (clause 4.5.7).
pub fn written(attr: Attr, at: Timestamp) -> Attr {
    if attr.deleted_at.is_some() {
        return attr;
    }
    Attr { created_at: Some(at), modified_at: Some(at), instance_id: None, ..attr }
}

fn settle_row(tx: &mut Tx<'_>, row: &Row) -> Outcome<()> {
    let instances: Vec<(i64, i64, Attr)> = serde_json::from_str(&row.doc)
        .map_err(|error| Failure::internal(format!("a row of the tail: {error}")))?;
    for (name, id, attr) in instances {
        let attr = written(attr, Timestamp(row.at));
        store::insert(tx, row.tenant, (row.entity, name, id), &attr, Timestamp(row.at))?;
    }
    tx.queue("delete from hub_tail where id = $1", params![row.id])
}
