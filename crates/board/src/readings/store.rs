//! Rows of bindings and readings.

use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Row, Tx, params};

use super::model::{Bound, Observed, Reading};

const BINDING: &str = "commitment, version, active, body, digest, changed_at, changed_by";

fn read_bound(row: &Row<'_>) -> Outcome<Bound> {
    Ok(Bound {
        commitment: row.get(0)?,
        version: row.get(1)?,
        active: row.get(2)?,
        binding: serde_json::from_str(&row.get::<String>(3)?).map_err(Failure::internal)?,
        digest: row.get(4)?,
        changed_at: row.get(5)?,
        changed_by: row.get(6)?,
    })
}

/// The binding of a commitment, in force or taken off.
pub fn get(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Option<Bound>> {
    let sql = format!("select {BINDING} from reading_binding where commitment = $1");
    tx.first(&sql, params![commitment], read_bound)
}

/// The next bindings in force of commitments after `after`, in the order of commitments.
pub fn active(tx: &mut Tx<'_>, after: Id, limit: usize) -> Outcome<Vec<Bound>> {
    let sql = format!(
        "select {BINDING} from reading_binding where active = 1 and commitment > $1 order by commitment limit $2"
    );
    tx.rows(&sql, params![after, limit], read_bound)
}

/// A number that changes with every binding.
pub fn stamp(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select coalesce(cast(sum(version) as bigint), 0) from reading_binding", &[], |row| row.get(0))
}

/// Writes a binding.
pub fn put(tx: &mut Tx<'_>, bound: &Bound) -> Outcome<()> {
    let body = serde_json::to_string(&bound.binding).map_err(Failure::internal)?;
    tx.queue(
        "insert into reading_binding (commitment, version, active, body, digest, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (commitment) do update set version = excluded.version, active = excluded.active,
           body = excluded.body, digest = excluded.digest, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by",
        params![
            bound.commitment,
            bound.version,
            bound.active,
            body,
            &bound.digest,
            bound.changed_at,
            &bound.changed_by
        ],
    )
}

const READING: &str = "id, at, last_at, times, value, entities, binding, digest, verified, moved";

fn read_reading(row: &Row<'_>) -> Outcome<Reading> {
    let value: Option<String> = row.get(4)?;
    Ok(Reading {
        id: row.get(0)?,
        at: row.get(1)?,
        last_at: row.get(2)?,
        times: row.get(3)?,
        observed: Observed {
            value: value.map(|text| text.parse()).transpose().map_err(Failure::internal)?,
            entities: row.get(5)?,
        },
        binding: row.get(6)?,
        digest: row.get(7)?,
        verified: row.get(8)?,
        moved: row.get(9)?,
    })
}

/// Readings of a commitment, newest first.
pub fn readings(tx: &mut Tx<'_>, commitment: Id, limit: usize) -> Outcome<Vec<Reading>> {
    let sql = format!("select {READING} from reading where commitment = $1 order by id desc limit $2");
    tx.rows(&sql, params![commitment, limit], read_reading)
}

/// Keeps a reading. One that says on the same day what the one before said, and moves nothing, is counted with it.
pub fn note(tx: &mut Tx<'_>, commitment: Id, reading: &Reading) -> Outcome<()> {
    let last = readings(tx, commitment, 1)?.pop().filter(|last| {
        !reading.moved
            && last.observed == reading.observed
            && last.binding == reading.binding
            && last.verified == reading.verified
            && last.at.day() == reading.at.day()
    });
    if let Some(last) = last {
        return tx.queue(
            "update reading set last_at = $2, times = times + 1 where id = $1",
            params![last.id, reading.at.max(last.last_at)],
        );
    }
    tx.queue(
        "insert into reading (id, commitment, binding, at, last_at, times, value, entities, digest, verified, moved)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            reading.id,
            commitment,
            reading.binding,
            reading.at,
            reading.last_at,
            reading.times,
            reading.observed.value.map(|value| value.to_string()),
            reading.observed.entities,
            &reading.digest,
            reading.verified,
            reading.moved
        ],
    )
}
