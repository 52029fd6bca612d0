//! Rows of requests to go through a gate.

use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{GateInput, GateState, Request};

const COLUMNS: &str =
    "id, system, gate, note, amount, papers, state, checklist, filed_by, filed_name, filed_at, decided_by,
  decided_name, decided_at, reason";

fn read(row: &Row<'_>) -> Outcome<Request> {
    Ok(Request {
        id: row.get(0)?,
        system: row.get(1)?,
        input: GateInput {
            gate: column::word(row, 2)?,
            note: row.get(3)?,
            amount: row.get::<i64>(4).map(Fen)?,
            papers: column::json(row, 5)?,
        },
        state: column::word(row, 6)?,
        checklist: column::json(row, 7)?,
        filed: (row.get(8)?, row.get(9)?, row.get(10)?),
        decided: column::signed(row, 11)?,
        reason: row.get(14)?,
    })
}

/// Adds a request, or replaces the one with its identifier.
pub fn put(tx: &mut Tx<'_>, one: &Request) -> Outcome<()> {
    let (decider, name, decided_at) = column::of_signed(one.decided.as_ref());
    tx.queue(
        "insert into info_gate (id, system, gate, note, amount, papers, state, checklist, filed_by, filed_name, filed_at,
           decided_by, decided_name, decided_at, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict (id) do update set papers = excluded.papers, state = excluded.state, checklist = excluded.checklist,
           decided_by = excluded.decided_by, decided_name = excluded.decided_name, decided_at = excluded.decided_at,
           reason = excluded.reason",
        params![
            one.id,
            one.system,
            one.input.gate.as_str(),
            &one.input.note,
            one.input.amount,
            json!(one.input.papers).to_string(),
            one.state.as_str(),
            json!(one.checklist).to_string(),
            one.filed.0,
            &one.filed.1,
            one.filed.2,
            decider,
            name,
            decided_at,
            &one.reason
        ],
    )
}

/// A request, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Request> {
    let sql = format!("select {COLUMNS} from info_gate where id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// The requests of a system, newest first.
pub fn of_system(tx: &mut Tx<'_>, system: Id) -> Outcome<Vec<Request>> {
    tx.rows(
        &format!("select {COLUMNS} from info_gate where system = $1 order by id desc"),
        params![system],
        read,
    )
}

/// The one of a system that waits.
pub fn open_of(tx: &mut Tx<'_>, system: Id) -> Outcome<Option<Request>> {
    Ok(of_system(tx, system)?.into_iter().find(|one| one.state == GateState::Waiting))
}

/// All that wait, oldest first.
pub fn waiting(tx: &mut Tx<'_>) -> Outcome<Vec<Request>> {
    let sql = format!("select {COLUMNS} from info_gate where state = $1 order by id");
    tx.rows(&sql, params![GateState::Waiting.as_str()], read)
}
