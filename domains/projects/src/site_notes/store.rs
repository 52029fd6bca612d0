//! Rows of notes.

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Id, Outcome};
use qipan_store::{Row, Tx, Value, column, params};
use serde_json::json;

use super::model::{Note, NoteInput};

const COLUMNS: &str = "n.id, n.project, n.data, n.recorded_at, n.recorded_by, n.commitment";

type Bare = (Note, Option<Id>);

fn read(row: &Row<'_>) -> Outcome<Bare> {
    let data: NoteInput = column::json(row, 2)?;
    let note = Note {
        id: row.get(0)?,
        project: row.get(1)?,
        data,
        recorded_at: row.get(3)?,
        recorded_by: row.get(4)?,
        commitment: None,
    };
    Ok((note, row.get(5)?))
}

fn on_board(tx: &mut Tx<'_>, rows: Vec<Bare>) -> Outcome<Vec<Note>> {
    let wanted: Vec<Id> = rows.iter().filter_map(|(_, commitment)| *commitment).collect();
    let mut known = commitments::current(tx, &wanted)?;
    let note = |(note, commitment): Bare| {
        let commitment = commitment.and_then(|id| known.remove(&id));
        Note { commitment, ..note }
    };
    Ok(rows.into_iter().map(note).collect())
}

/// Adds a note whose commitment, if it has one, is on the board already.
pub fn insert(tx: &mut Tx<'_>, note: &Note) -> Outcome<()> {
    let data = &note.data;
    tx.queue(
        "insert into site_note (id, project, kind, severity, found_on, photo, commitment, data, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            note.id,
            note.project,
            data.kind.as_str(),
            data.severity.as_str(),
            data.found_on,
            data.photo,
            note.commitment.as_ref().map(|one| one.id),
            json!(data).to_string(),
            note.recorded_at,
            &note.recorded_by
        ],
    )
}

/// The notes of a project, the newest first, as the board has what is to be put right.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Note>> {
    let sql =
        format!("select {COLUMNS} from site_note n where n.project = $1 order by n.found_on desc, n.id desc");
    let rows = tx.rows(&sql, params![project], read)?;
    on_board(tx, rows)
}

/// Notes of all projects that `visible` units lead or cooperate in (`None`: of all), the newest first, at most `limit`.
pub fn all(tx: &mut Tx<'_>, visible: Option<&[Id]>, limit: usize) -> Outcome<Vec<Note>> {
    let mut values: Vec<Value<'_>> = Vec::new();
    let mut seen = String::new();
    if let Some(units) = visible {
        let places = |values: &mut Vec<Value<'_>>| {
            let all: Vec<String> = units
                .iter()
                .map(|unit| {
                    values.push(Value::from(*unit));
                    format!("${}", values.len())
                })
                .collect();
            if all.is_empty() { "null".to_owned() } else { all.join(", ") }
        };
        let (lead, with) = (places(&mut values), places(&mut values));
        seen = format!(
            " where (p.lead_unit in ({lead}) or exists (select 1 from project_unit u where u.project = p.id and u.unit in ({with})))"
        );
    }
    values.push(Value::from(limit));
    let sql = format!(
        "select {COLUMNS} from site_note n join project p on p.id = n.project{seen} order by n.found_on desc, n.id desc limit ${}",
        values.len()
    );
    let rows = tx.rows(&sql, &values, read)?;
    on_board(tx, rows)
}
