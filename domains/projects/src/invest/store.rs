//! Rows of months and ten-days.

use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Engine, Row, Tx, params};

use super::model::Entry;

/// A month or a part.
fn small(row: &Row<'_>, index: usize) -> Outcome<u32> {
    u32::try_from(row.get::<i64>(index)?).map_err(Failure::internal)
}

/// Everything entered for a project, in order.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Entry>> {
    tx.rows(
        "select year, month, part, planned, done, image, entered_at, entered_by from project_month
         where project = $1 order by year, month, part",
        params![project],
        |row| {
            Ok(Entry {
                year: row.get(0)?,
                month: small(row, 1)?,
                part: small(row, 2)?,
                planned: row.get::<Option<i64>>(3)?.map(Fen),
                done: row.get::<Option<i64>>(4)?.map(Fen),
                image: row.get(5)?,
                entered_at: row.get(6)?,
                entered_by: row.get(7)?,
            })
        },
    )
}

/// Sets what stands for a month or ten-day; what the entry leaves out stays.
pub fn put(tx: &mut Tx<'_>, project: Id, entry: &Entry) -> Outcome<()> {
    tx.queue(
        "insert into project_month (project, year, month, part, planned, done, image, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (project, year, month, part) do update set planned = coalesce(excluded.planned, project_month.planned),
           done = coalesce(excluded.done, project_month.done),
           image = case when excluded.image = '' then project_month.image else excluded.image end,
           entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        params![
            project,
            entry.year,
            entry.month,
            entry.part,
            entry.planned.map(|fen| fen.0),
            entry.done.map(|fen| fen.0),
            &entry.image,
            entry.entered_at,
            &entry.entered_by
        ],
    )
}

/// Which parts of a month stand: the whole (0), ten-days (1 to 3).
pub fn parts(tx: &mut Tx<'_>, project: Id, year: i32, month: u32) -> Outcome<Vec<u32>> {
    tx.rows(
        "select part from project_month where project = $1 and year = $2 and month = $3 order by part",
        params![project, year, month],
        |row| small(row, 0),
    )
}

fn whole(tx: &Tx<'_>, sql: &str) -> String {
    if tx.engine() == Engine::Sqlite { sql.replace("::bigint", "") } else { sql.to_owned() }
}

/// Invested in the book's years before `year`.
pub fn before_year(tx: &mut Tx<'_>, project: Id, year: i32) -> Outcome<Fen> {
    let sql = whole(
        tx,
        "select coalesce(sum(done), 0)::bigint from project_month where project = $1 and year < $2",
    );
    tx.one(&sql, params![project, year], |row| row.get(0)).map(Fen)
}

/// Invested in all of the book's years, without one month or ten-day.
pub fn but_for(tx: &mut Tx<'_>, project: Id, (year, month, part): (i32, u32, u32)) -> Outcome<Fen> {
    let sql = whole(
        tx,
        "select coalesce(sum(done), 0)::bigint from project_month
         where project = $1 and not (year = $2 and month = $3 and part = $4)",
    );
    tx.one(&sql, params![project, year, month, part], |row| row.get(0)).map(Fen)
}
