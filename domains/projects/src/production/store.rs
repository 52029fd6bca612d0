//! Rows of output.

use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Tx, params};

use super::model::Output;

/// What a project has put out, oldest month first.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Output>> {
    tx.rows(
        "select year, month, amount, note, entered_at, entered_by from project_output where project = $1 order by year, month",
        params![project],
        |row| {
            Ok(Output {
                year: row.get(0)?,
                month: u32::try_from(row.get::<i64>(1)?).map_err(Failure::internal)?,
                amount: row.get(2)?,
                note: row.get(3)?,
                entered_at: row.get(4)?,
                entered_by: row.get(5)?,
            })
        },
    )
}

/// Sets the output of a month.
pub fn put(tx: &mut Tx<'_>, project: Id, output: &Output) -> Outcome<()> {
    tx.queue(
        "insert into project_output (project, year, month, amount, note, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (project, year, month) do update set amount = excluded.amount, note = excluded.note,
           entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        params![
            project,
            output.year,
            output.month,
            output.amount,
            &output.note,
            output.entered_at,
            &output.entered_by
        ],
    )
}
