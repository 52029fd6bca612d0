//! Rows of lessons.

use qipan_kernel::{Id, Outcome};
use qipan_overlap::Teaching;
use qipan_store::{Tx, column, params};
use serde_json::json;

use super::model::{self, Given};

/// All lessons, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<Given>> {
    tx.rows(
        "select version, body, undoes, reason, actor_name, at from capability_lesson order by version",
        &[],
        |row| {
            Ok(Given {
                version: row.get(0)?,
                lesson: column::json(row, 1)?,
                undoes: row.get(2)?,
                reason: row.get(3)?,
                by: row.get(4)?,
                at: row.get(5)?,
            })
        },
    )
}

/// The number of the last lesson.
pub fn version(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select coalesce(max(version), 0) from capability_lesson", &[], |row| row.get(0))
}

/// What the lessons come to.
pub fn teaching(tx: &mut Tx<'_>) -> Outcome<Teaching> {
    Ok(model::teaching(&all(tx)?))
}

/// Adds a lesson. Its number is unique: of two at the same moment one is done again with the next.
pub fn add(tx: &mut Tx<'_>, id: Id, actor: Id, one: &Given) -> Outcome<()> {
    let kind = one.lesson.as_ref().map_or("undo", model::Lesson::kind);
    tx.queue(
        "insert into capability_lesson (id, version, kind, body, undoes, reason, at, actor, actor_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            id,
            one.version,
            kind,
            json!(one.lesson).to_string(),
            one.undoes,
            &one.reason,
            one.at,
            actor,
            &one.by
        ],
    )
}
