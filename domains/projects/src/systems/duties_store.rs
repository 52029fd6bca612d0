//! Rows of duties.

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Row, Tx, column, params};

use super::duties::Duty;

fn read(row: &Row<'_>) -> Outcome<Duty> {
    Ok(Duty {
        id: row.get(0)?,
        subject: row.get(1)?,
        kind: column::word(row, 2)?,
        word: row.get(3)?,
        cause: row.get(4)?,
        commitment: row.get(5)?,
        met_at: row.get(6)?,
    })
}

/// Adds a duty whose commitment is on the board already.
pub fn insert(tx: &mut Tx<'_>, duty: &Duty) -> Outcome<()> {
    tx.queue(
        "insert into info_duty (id, subject, kind, word, cause, commitment, met_at) values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            duty.id,
            duty.subject,
            duty.kind.as_str(),
            &duty.word,
            duty.cause,
            duty.commitment,
            duty.met_at
        ],
    )
}

/// All duties of a system or a proposal.
pub fn of(tx: &mut Tx<'_>, subject: Id) -> Outcome<Vec<Duty>> {
    tx.rows(
        "select id, subject, kind, word, cause, commitment, met_at from info_duty where subject = $1 order by id",
        params![subject],
        read,
    )
}

/// The open ones.
pub fn open_of(tx: &mut Tx<'_>, subject: Id) -> Outcome<Vec<Duty>> {
    Ok(of(tx, subject)?.into_iter().filter(|duty| duty.met_at.is_none()).collect())
}

/// Notes that a duty is met.
pub fn met(tx: &mut Tx<'_>, id: Id, at: Moment) -> Outcome<()> {
    tx.queue("update info_duty set met_at = $2 where id = $1", params![id, at])
}
