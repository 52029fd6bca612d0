//! Rows of evaluations.

use qipan_kernel::{Failure, Id, Moment, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Evaluation, Figures, Form, State};

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: [&str; 10] = [
    "year",
    "state",
    "form",
    "frozen",
    "filled_name",
    "submitted_by",
    "submitted_at",
    "submitted_name",
    "confirmed_at",
    "confirmed_name",
];

/// The columns of an evaluation in a table by this name.
pub(super) fn of(table: &str) -> String {
    COLUMNS.map(|column| format!("{table}.{column}")).join(", ")
}

/// An evaluation from the first columns of a row.
pub(super) fn read(row: &Row<'_>) -> Outcome<Evaluation> {
    let frozen: String = row.get(3)?;
    let submitted = match (row.get::<Option<Id>>(5)?, row.get::<Option<Moment>>(6)?) {
        (Some(by), Some(at)) => Some((by, at, row.get(7)?)),
        _ => None,
    };
    let confirmed = match row.get::<Option<Moment>>(8)? {
        Some(at) => Some((at, row.get(9)?)),
        None => None,
    };
    Ok(Evaluation {
        year: row.get(0)?,
        state: column::word(row, 1)?,
        form: column::json(row, 2)?,
        frozen: if frozen.is_empty() {
            None
        } else {
            Some(serde_json::from_str(&frozen).map_err(Failure::internal)?)
        },
        filled_name: row.get(4)?,
        submitted,
        confirmed,
    })
}

/// The last year for which something is filled in.
pub fn last_year(tx: &mut Tx<'_>, project: Id) -> Outcome<Option<i32>> {
    tx.first(
        "select year from project_evaluation where project = $1 order by year desc limit 1",
        params![project],
        |row| row.get(0),
    )
}

/// The evaluation of a project's year.
pub fn find(tx: &mut Tx<'_>, project: Id, year: i32) -> Outcome<Option<Evaluation>> {
    let sql = format!("select {} from project_evaluation e where e.project = $1 and e.year = $2", of("e"));
    tx.first(&sql, params![project, year], read)
}

/// Writes down what was filled in: a draft again.
pub fn save(tx: &mut Tx<'_>, project: Id, year: i32, form: &Form, by: (Moment, &str)) -> Outcome<()> {
    tx.queue(
        "insert into project_evaluation (project, year, state, form, frozen, filled_at, filled_name, submitted_name,
           confirmed_name)
         values ($1, $2, $3, $4, '', $5, $6, '', '')
         on conflict (project, year) do update set state = excluded.state, form = excluded.form,
           filled_at = excluded.filled_at, filled_name = excluded.filled_name, submitted_by = null, submitted_at = null,
           submitted_name = ''",
        params![project, year, State::Draft.as_str(), json!(form).to_string(), by.0, by.1],
    )
}

/// Submitted.
pub fn submit(tx: &mut Tx<'_>, project: Id, year: i32, by: (Id, Moment, &str)) -> Outcome<()> {
    tx.queue(
        "update project_evaluation set state = $3, submitted_by = $4, submitted_at = $5, submitted_name = $6
         where project = $1 and year = $2",
        params![project, year, State::Submitted.as_str(), by.0, by.1, by.2],
    )
}

/// Confirmed, with the figures as they are now.
pub fn confirm(
    tx: &mut Tx<'_>,
    project: Id,
    year: i32,
    figures: &Figures,
    by: (Moment, &str),
) -> Outcome<()> {
    tx.queue(
        "update project_evaluation set state = $3, frozen = $4, confirmed_at = $5, confirmed_name = $6
         where project = $1 and year = $2",
        params![project, year, State::Confirmed.as_str(), json!(figures).to_string(), by.0, by.1],
    )
}

/// A draft again, as it was filled in.
pub fn reopen(tx: &mut Tx<'_>, project: Id, year: i32) -> Outcome<()> {
    tx.queue(
        "update project_evaluation set state = $3, submitted_by = null, submitted_at = null, submitted_name = ''
         where project = $1 and year = $2",
        params![project, year, State::Draft.as_str()],
    )
}
