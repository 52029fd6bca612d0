//! Rows of the ledger.

use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Fen, Id, Outcome};
use qipan_store::{Tx, params};

use super::model::Entry;
use crate::proposals::model::{Proposal, Verdict};

/// Posts what a decision avoids; part of the act that signs it.
pub fn post(acting: &mut Acting<'_, '_>, of: &Proposal, verdict: &Verdict, amount: Fen) -> Outcome<()> {
    insert(acting, of, verdict, amount, None)
}

/// Posts back what a decision had avoided; part of the act that reverses it.
pub fn reverse(
    acting: &mut Acting<'_, '_>,
    of: &Proposal,
    reversed: &Verdict,
    reversal: &Verdict,
) -> Outcome<()> {
    let posted: Option<(Id, i64)> = acting.tx.first(
        "select id, amount from info_saving where verdict = $1",
        params![reversed.id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    match posted {
        Some((id, amount)) => insert(acting, of, reversal, Fen(-amount), Some(id)),
        None => Ok(()),
    }
}

fn insert(
    acting: &mut Acting<'_, '_>,
    of: &Proposal,
    verdict: &Verdict,
    amount: Fen,
    reverses: Option<Id>,
) -> Outcome<()> {
    let (now, day) = (acting.context.now, acting.context.now.day());
    let id = acting.ids.next(now);
    acting.tx.queue(
        "insert into info_saving (id, year, day, unit, amount, proposal, verdict, reverses, at, actor_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            day.year(),
            day,
            of.data.unit,
            amount,
            of.id,
            verdict.id,
            reverses,
            now,
            &acting.context.actor.name
        ],
    )
}

/// All entries, newest first.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<Entry>> {
    tx.rows(
        "select s.id, s.year, s.day, s.unit, s.amount, s.proposal, p.name, v.kind, s.reverses, s.actor_name
         from info_saving s join info_proposal p on p.id = s.proposal join info_verdict v on v.id = s.verdict
         order by s.id desc",
        &[],
        |row| {
            Ok(Entry {
                id: row.get(0)?,
                year: row.get(1)?,
                day: row.get(2)?,
                unit: row.get(3)?,
                amount: row.get::<i64>(4).map(Fen)?,
                proposal: row.get(5)?,
                name: row.get(6)?,
                kind: row.get(7)?,
                reverses: row.get(8)?,
                by: row.get(9)?,
            })
        },
    )
}
