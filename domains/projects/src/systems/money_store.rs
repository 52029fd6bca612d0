//! Rows of requests for money.

use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Row, Tx, column, params};

use super::money::{Money, MoneyInput, MoneyKind, MoneyState};

const COLUMNS: &str =
    "id, system, kind, year, amount, what, day, state, filed_by, filed_name, filed_at, decided_by,
  decided_name, decided_at, why";

fn read(row: &Row<'_>) -> Outcome<Money> {
    Ok(Money {
        id: row.get(0)?,
        system: row.get(1)?,
        input: MoneyInput {
            kind: column::word(row, 2)?,
            year: row.get(3)?,
            amount: row.get::<i64>(4).map(Fen)?,
            what: row.get(5)?,
        },
        day: row.get(6)?,
        state: column::word(row, 7)?,
        filed: (row.get(8)?, row.get(9)?, row.get(10)?),
        decided: column::signed(row, 11)?,
        why: row.get(14)?,
    })
}

/// Adds a request, or replaces the one with its identifier.
pub fn put(tx: &mut Tx<'_>, one: &Money) -> Outcome<()> {
    let (decider, name, decided_at) = column::of_signed(one.decided.as_ref());
    tx.queue(
        "insert into info_money (id, system, kind, year, amount, what, day, state, filed_by, filed_name, filed_at, decided_by,
           decided_name, decided_at, why)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict (id) do update set state = excluded.state, decided_by = excluded.decided_by,
           decided_name = excluded.decided_name, decided_at = excluded.decided_at, why = excluded.why",
        params![
            one.id,
            one.system,
            one.input.kind.as_str(),
            one.input.year,
            one.input.amount,
            &one.input.what,
            one.day,
            one.state.as_str(),
            one.filed.0,
            &one.filed.1,
            one.filed.2,
            decider,
            name,
            decided_at,
            &one.why
        ],
    )
}

/// A request, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Money> {
    let sql = format!("select {COLUMNS} from info_money where id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// The requests of a system, oldest first.
pub fn of_system(tx: &mut Tx<'_>, system: Id) -> Outcome<Vec<Money>> {
    tx.rows(&format!("select {COLUMNS} from info_money where system = $1 order by id"), params![system], read)
}

/// All requests of one kind that were not refused, by system and day.
pub fn standing(tx: &mut Tx<'_>, kind: MoneyKind) -> Outcome<Vec<Money>> {
    let sql = format!(
        "select {COLUMNS} from info_money where kind = $1 and state <> 'refused' order by system, day, id"
    );
    tx.rows(&sql, params![kind.as_str()], read)
}

/// Requests that wait, oldest first.
pub fn waiting(tx: &mut Tx<'_>) -> Outcome<Vec<Money>> {
    let sql = format!("select {COLUMNS} from info_money where state = $1 order by id");
    tx.rows(&sql, params![MoneyState::Waiting.as_str()], read)
}
