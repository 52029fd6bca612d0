//! What happened, for whoever listens: domains meet here without knowing each other. Each reader keeps its own place.

use qipan_kernel::{Context, Id, Moment, Outcome};

use crate::{Engine, Tx, params};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Position.
    pub seq: i64,
    /// What happened: `commitment.closed`.
    pub topic: String,
    /// To what.
    pub subject: Id,
    /// Particulars, as JSON.
    pub body: String,
}

/// Adds an event in the transaction that made it happen.
pub fn emit(
    tx: &mut Tx<'_>,
    context: &Context,
    topic: &str,
    subject: Id,
    body: &serde_json::Value,
) -> Outcome<()> {
    // On PostgreSQL numbers are given before commits; the lock that the journal takes keeps readers from skipping one.
    tx.add(
        "insert into outbox (at, topic, subject, body) values ($1, $2, $3, $4)",
        params![context.now, topic, subject, body.to_string()],
    )
}

/// To be called before [`emit`] in a transaction that appends nothing to the journal: readers then wait for it, as they
/// wait for whoever appends.
pub fn open(tx: &mut Tx<'_>) -> Outcome<()> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            tx.one("select pg_advisory_xact_lock_shared(487100277102::bigint)::text", &[], |_| Ok(()))
        }
    }
}

/// The next events for reader `name`, at most `limit`. Call [`advance`] in the same transaction as their effects.
pub fn next(tx: &mut Tx<'_>, name: &str, limit: usize) -> Outcome<Vec<Event>> {
    if tx.engine() == Engine::Postgres {
        // Waits for writers that have taken a number but not committed: see `journal::append`.
        tx.one("select pg_advisory_xact_lock(487100277102::bigint)::text", &[], |_| Ok(()))?;
    }
    let from: Option<i64> =
        tx.first("select seq from outbox_reader where name = $1", params![name], |r| r.get(0))?;
    tx.rows(
        "select seq, topic, subject, body from outbox where seq > $1 order by seq limit $2",
        params![from.unwrap_or(0), limit],
        |row| Ok(Event { seq: row.get(0)?, topic: row.get(1)?, subject: row.get(2)?, body: row.get(3)? }),
    )
}

/// The place of reader `name`; `None` before its first.
pub fn place(tx: &mut Tx<'_>, name: &str) -> Outcome<Option<i64>> {
    tx.first("select seq from outbox_reader where name = $1", params![name], |row| row.get(0))
}

/// The position of the newest event, 0 without any: where a reader begins that knows all before.
pub fn newest(tx: &mut Tx<'_>) -> Outcome<i64> {
    if tx.engine() == Engine::Postgres {
        tx.one("select pg_advisory_xact_lock(487100277102::bigint)::text", &[], |_| Ok(()))?;
    }
    tx.one("select coalesce(max(seq), 0) from outbox", &[], |row| row.get(0))
}

/// Whether anything waits for reader `name`; cheap, takes no lock.
pub fn waits(tx: &mut Tx<'_>, name: &str) -> Outcome<bool> {
    let found = tx.first(
        "select 1 from outbox where seq > coalesce((select seq from outbox_reader where name = $1), 0) limit 1",
        params![name],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Forgets at most `limit` events before `before` that reader `name` has dealt with.
pub fn forget(tx: &mut Tx<'_>, name: &str, before: Moment, limit: usize) -> Outcome<()> {
    tx.exec(
        "delete from outbox where seq in (select seq from outbox where at < $2
           and seq <= coalesce((select seq from outbox_reader where name = $1), 0) order by seq limit $3)",
        params![name, before, limit],
    )
    .map(drop)
}

/// Reader `name` has dealt with everything up to `seq`.
pub fn advance(tx: &mut Tx<'_>, name: &str, seq: i64) -> Outcome<()> {
    tx.exec(
        "insert into outbox_reader (name, seq) values ($1, $2) on conflict (name) do update set seq = excluded.seq",
        params![name, seq],
    )
    .map(drop)
}
