//! Rows of months and ten-days.

use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Engine, Row, Tx, params};

use super::model::{Correction, Entry};

/// A month or a part.
fn small(row: &Row<'_>, index: usize) -> Outcome<u32> {
    u32::try_from(row.get::<i64>(index)?).map_err(Failure::internal)
}

fn read(row: &Row<'_>) -> Outcome<Entry> {
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
}

/// Everything entered for a project, in order.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Entry>> {
    tx.rows(
        "select year, month, part, planned, done, image, entered_at, entered_by from project_month
         where project = $1 order by year, month, part",
        params![project],
        read,
    )
}

/// What stands for a month and for its ten-days.
pub fn of_month(tx: &mut Tx<'_>, project: Id, year: i32, month: u32) -> Outcome<Vec<Entry>> {
    tx.rows(
        "select year, month, part, planned, done, image, entered_at, entered_by from project_month
         where project = $1 and year = $2 and month = $3 order by part",
        params![project, year, month],
        read,
    )
}

/// Keeps what was corrected.
pub fn keep(tx: &mut Tx<'_>, id: Id, project: Id, one: &Correction) -> Outcome<()> {
    let (planned, done, image) = (one.planned, one.done, one.image.as_ref());
    tx.queue(
        "insert into project_month_correction (id, project, year, month, part, planned_was, planned, done_was, done,
           image_was, image, why, corrected_at, corrected_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            id,
            project,
            one.year,
            one.month,
            one.part,
            planned.map(|(was, _)| was.0),
            planned.map(|(_, next)| next.0),
            done.map(|(was, _)| was.0),
            done.map(|(_, next)| next.0),
            image.map(|(was, _)| was.as_str()),
            image.map(|(_, next)| next.as_str()),
            &one.why,
            one.at,
            &one.by
        ],
    )
}

/// What was corrected of a project's months, the newest first.
pub fn corrections(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Correction>> {
    tx.rows(
        "select year, month, part, planned_was, planned, done_was, done, image_was, image, why, corrected_at, corrected_by
         from project_month_correction where project = $1 order by id desc",
        params![project],
        |row| {
            let amounts = |was: usize| -> Outcome<Option<(Fen, Fen)>> {
                let pair = row.get::<Option<i64>>(was)?.zip(row.get::<Option<i64>>(was + 1)?);
                Ok(pair.map(|(was, next)| (Fen(was), Fen(next))))
            };
            Ok(Correction {
                year: row.get(0)?,
                month: small(row, 1)?,
                part: small(row, 2)?,
                planned: amounts(3)?,
                done: amounts(5)?,
                image: row.get::<Option<String>>(7)?.zip(row.get::<Option<String>>(8)?),
                why: row.get(9)?,
                at: row.get(10)?,
                by: row.get(11)?,
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
