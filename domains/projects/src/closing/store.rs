//! Rows of the clocks of final accounts.

use qipan_kernel::{Id, Outcome};
use qipan_store::{Tx, params};

use super::model::Clock;

/// The clock of a project.
pub fn of(tx: &mut Tx<'_>, project: Id) -> Outcome<Option<Clock>> {
    tx.first(
        "select commitment, accepted_on, due_day, extended_why from project_accounts_clock where project = $1",
        params![project],
        |row| {
            Ok(Clock {
                commitment: row.get(0)?,
                accepted_on: row.get(1)?,
                due: row.get(2)?,
                extended_why: row.get(3)?,
            })
        },
    )
}

/// The commitments that asked for the same final accounts before this one.
pub fn earlier(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Vec<Id>> {
    tx.rows(
        "select a from work_link where b_sort = 'commitment' and b = $1 and a_sort = 'commitment' order by a",
        params![commitment],
        |row| row.get(0),
    )
}

/// Sets the clock of a project.
pub fn put(tx: &mut Tx<'_>, project: Id, clock: &Clock) -> Outcome<()> {
    tx.queue(
        "insert into project_accounts_clock (project, commitment, accepted_on, due_day, extended_why)
         values ($1, $2, $3, $4, $5)
         on conflict (project) do update set commitment = excluded.commitment, accepted_on = excluded.accepted_on,
           due_day = excluded.due_day, extended_why = excluded.extended_why",
        params![project, clock.commitment, clock.accepted_on, clock.due, &clock.extended_why],
    )
}
