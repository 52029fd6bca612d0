//! Rows of rule sets and calendar changes, and what a preview reads.

use std::collections::HashMap;

use qipan_kernel::calendar::DayChange;
use qipan_kernel::{Context, Failure, Id, IdSource, Moment, Outcome};
use qipan_store::{Tx, params};

use super::change::{with_days, with_version};
use crate::commitments::model::Commitment;
use crate::commitments::store::{COLUMNS, read};
use crate::lights::RuleSet;
use crate::rulebook::Rulebook;

impl Rulebook {
    /// The rules in force: those of the program with what was changed here, in the order in which it was applied.
    pub fn load(tx: &mut Tx<'_>) -> Outcome<Rulebook> {
        let mut book = Rulebook::built_in();
        let bodies: Vec<String> =
            tx.rows("select body from rule_set_version order by applied_at, version", &[], |row| row.get(0))?;
        for body in bodies {
            let set: RuleSet = serde_json::from_str(&body).map_err(Failure::internal)?;
            book.sets = with_version(&book.sets, &set)?;
        }
        for (_, notice, days) in batches(tx)? {
            book.calendar = with_days(&book.calendar, notice, &days);
        }
        Ok(book)
    }
}

/// A number that changes with every change of rule sets or calendar: another process that sees it differ from what it
/// loaded with loads anew.
pub fn stamp(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one(
        "select (select count(*) from rule_set_version) * 100000 + (select coalesce(max(batch), 0) from calendar_change)",
        &[],
        |row| row.get(0),
    )
}

type Batch = (i64, Option<i32>, Vec<DayChange>);

fn batches(tx: &mut Tx<'_>) -> Outcome<Vec<Batch>> {
    let mut batches: Vec<Batch> = Vec::new();
    tx.each(
        "select batch, notice_year, day, working, name from calendar_change order by batch, id",
        &[],
        |row| {
            let (batch, notice): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
            let day = DayChange { day: row.get(2)?, working: row.get(3)?, name: row.get(4)? };
            match batches.last_mut() {
                Some((last, _, days)) if *last == batch => days.push(day),
                _ => batches.push((batch, notice.map(|year| year as i32), vec![day])),
            }
            Ok(())
        },
    )?;
    Ok(batches)
}

/// Two changes never run at once: the second waits for the first and sees what it did.
pub fn hold(tx: &mut Tx<'_>) -> Outcome<()> {
    if tx.engine() == qipan_store::Engine::Postgres {
        tx.exec("lock table rule_set_version, calendar_change in share row exclusive mode", &[])?;
    }
    Ok(())
}

/// Adds a version of a rule set.
pub fn insert_rule_set(tx: &mut Tx<'_>, context: &Context, set: &RuleSet, seq: i64) -> Outcome<()> {
    tx.queue(
        "insert into rule_set_version (set_id, version, effective_from, body, applied_at, actor_name, journal_seq)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            &set.id,
            i64::from(set.version),
            set.effective_from,
            serde_json::to_string(set).map_err(Failure::internal)?,
            context.now,
            &context.actor.name,
            seq
        ],
    )
}

/// Adds a batch of days.
pub fn insert_days(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    (notice, days): (Option<i32>, &[DayChange]),
    seq: i64,
) -> Outcome<()> {
    let last: i64 = tx.one("select coalesce(max(batch), 0) from calendar_change", &[], |row| row.get(0))?;
    for day in days {
        tx.queue(
            "insert into calendar_change (id, batch, notice_year, day, working, name, applied_at, actor_name,
               journal_seq) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                ids.next(context.now),
                last + 1,
                notice.map(i64::from),
                day.day,
                day.working,
                &day.name,
                context.now,
                &context.actor.name,
                seq
            ],
        )?;
    }
    Ok(())
}

/// Every commitment that still needs somebody, with the moments of its reports where periods of reports matter.
pub fn open(tx: &mut Tx<'_>) -> Outcome<Vec<(Commitment, Vec<Moment>)>> {
    let mut reports: HashMap<Id, Vec<Moment>> = HashMap::new();
    tx.each(
        "select r.commitment, r.at from report r join commitment_version v
           on v.commitment = r.commitment and v.valid_to = $1 and v.schedule is not null order by r.at",
        params![Moment::NEVER],
        |row| {
            reports.entry(row.get(0)?).or_default().push(row.get(1)?);
            Ok(())
        },
    )?;
    let sql = format!(
        "select {COLUMNS} from commitment_version v join commitment c on c.id = v.commitment
         where v.valid_to = $1 and v.base < 5 order by v.due_sort, v.commitment"
    );
    tx.rows(&sql, params![Moment::NEVER], |row| {
        let commitment = read(row)?;
        let reports = reports.remove(&commitment.id).unwrap_or_default();
        Ok((commitment, reports))
    })
}

/// Who applied which version of which set when: (set, version, moment, name).
pub fn applied(tx: &mut Tx<'_>) -> Outcome<Vec<(String, i64, Moment, String)>> {
    tx.rows(
        "select set_id, version, applied_at, actor_name from rule_set_version order by applied_at",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}
