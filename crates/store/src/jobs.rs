//! Work that happens later. A job is a row, written in the transaction that wants it done; any process takes it under
//! a lease, and a job whose process died is taken again when the lease ends.

use qipan_kernel::{Moment, Outcome};

use crate::{Engine, Tx, params};

/// A job that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Identifier of the row.
    pub id: i64,
    /// Chooses the handler.
    pub kind: String,
    /// The handler's input, as JSON.
    pub body: String,
    /// How often it has been tried, this time included.
    pub attempts: i64,
}

/// After so many failed attempts a job is set aside as `dead` and shown to the operator.
pub const MAX_ATTEMPTS: i64 = 12;
/// How long a process may hold a job.
pub const LEASE_MS: i64 = 5 * 60_000;

/// Adds a job for `run_at` or later. With a `unique_key` a job that is already there is left as it is.
pub fn enqueue(
    tx: &mut Tx<'_>,
    kind: &str,
    body: &serde_json::Value,
    unique_key: Option<&str>,
    run_at: Moment,
    now: Moment,
) -> Outcome<()> {
    tx.queue(
        "insert into job (kind, body, unique_key, run_at, created_at) values ($1, $2, $3, $4, $5)
         on conflict (unique_key) do nothing",
        params![kind, body.to_string(), unique_key, run_at, now],
    )
}

/// Takes the job that is due longest; `None` when none is due.
pub fn take(tx: &mut Tx<'_>, now: Moment) -> Outcome<Option<Job>> {
    let due = "select id from job where (state = 'waiting' and run_at <= $1) or (state = 'running' and lease_until <= $1)
               order by run_at limit 1";
    let lock = if tx.engine() == Engine::Postgres { " for update skip locked" } else { "" };
    let Some(id) = tx.first::<i64>(&format!("{due}{lock}"), params![now], |row| row.get(0))? else {
        return Ok(None);
    };
    tx.exec(
        "update job set state = 'running', attempts = attempts + 1, lease_until = $2 where id = $1",
        params![id, now.plus_ms(LEASE_MS)],
    )?;
    tx.first("select id, kind, body, attempts from job where id = $1", params![id], |row| {
        Ok(Job { id: row.get(0)?, kind: row.get(1)?, body: row.get(2)?, attempts: row.get(3)? })
    })
}

/// The job is done; its row goes.
pub fn done(tx: &mut Tx<'_>, job: &Job) -> Outcome<()> {
    tx.exec("delete from job where id = $1", params![job.id]).map(drop)
}

/// The job failed: it waits twice as long each time (1 s, 2 s, 4 s … at most an hour), then is set aside.
pub fn failed(tx: &mut Tx<'_>, job: &Job, error: &str, now: Moment) -> Outcome<()> {
    let state = if job.attempts >= MAX_ATTEMPTS { "dead" } else { "waiting" };
    let wait = 1_000_i64.checked_shl(job.attempts.min(12) as u32).unwrap_or(i64::MAX).min(3_600_000);
    tx.exec(
        "update job set state = $2, run_at = $3, last_error = $4 where id = $1",
        params![job.id, state, now.plus_ms(wait), error],
    )
    .map(drop)
}

/// How many jobs are in each state, for health and metrics.
pub fn counts(tx: &mut Tx<'_>) -> Outcome<Vec<(String, i64)>> {
    tx.rows("select state, count(*) from job group by state order by state", &[], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
