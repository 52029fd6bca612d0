//! What the ledger reads of the store.

use std::collections::{HashMap, HashSet};

use qipan_kernel::{Day, Id, Moment, Outcome};
use qipan_store::{Tx, params};

use crate::commitments::model::Commitment;
use crate::grid::model::WITHDRAWN;
use crate::lists::{self, Filter};

/// One commitment with what its ledger row says besides its version.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The commitment as it was.
    pub commitment: Commitment,
    /// Where it comes from, one source a line.
    pub source: String,
    /// 进展情况 of the last report.
    pub progress: String,
    /// 存在问题 of the last report.
    pub problems: String,
    /// 下步措施 of the last report.
    pub next_step: String,
    /// Names of the pieces of evidence, one a line.
    pub evidence: String,
    /// The last opinion of a leader, with the name.
    pub opinion: String,
}

fn joined(
    tx: &mut Tx<'_>,
    sql: &str,
    params: &[qipan_store::Value<'_>],
    text: impl Fn(&str, &str) -> String,
) -> Outcome<HashMap<Id, String>> {
    let mut all: HashMap<Id, String> = HashMap::new();
    tx.each(sql, params, |row| {
        let said = text(&row.get::<String>(1)?, &row.get::<String>(2)?);
        let line = all.entry(row.get(0)?).or_default();
        if !line.is_empty() {
            line.push('\n');
        }
        line.push_str(&said);
        Ok(())
    })?;
    Ok(all)
}

/// The entries of a ledger: the commitments of a filter as they were at `at` (`current`: as they are), by limit.
pub fn gather(tx: &mut Tx<'_>, filter: &Filter, (at, current): (Moment, bool)) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    lists::each(tx, filter, (at, current), |commitment| {
        entries.push(Entry {
            commitment,
            source: String::new(),
            progress: String::new(),
            problems: String::new(),
            next_step: String::new(),
            evidence: String::new(),
            opinion: String::new(),
        });
        Ok(())
    })?;
    let mut sources = joined(
        tx,
        "select commitment, cited, words from commitment_source order by commitment, id",
        &[],
        |cited, words| if cited.is_empty() { words.to_owned() } else { cited.to_owned() },
    )?;
    let mut evidence = joined(
        tx,
        "select commitment, name, note from evidence where at <= $1 order by commitment, id",
        params![at],
        |name, _| name.to_owned(),
    )?;
    let mut opinions = joined(
        tx,
        "select o.commitment, o.actor_name, o.words from opinion o join
           (select commitment, max(id) as id from opinion where at <= $1 group by commitment) last on last.id = o.id",
        params![at],
        |name, words| format!("{name}：{words}"),
    )?;
    let mut reports: HashMap<Id, [String; 3]> = HashMap::new();
    tx.each(
        "select r.commitment, r.progress_text, r.problems, r.next_step from report r join
           (select commitment, max(id) as id from report where at <= $1 group by commitment) last on last.id = r.id",
        params![at],
        |row| {
            reports.insert(row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]);
            Ok(())
        },
    )?;
    for entry in &mut entries {
        let id = entry.commitment.id;
        entry.source = sources.remove(&id).unwrap_or_default();
        entry.evidence = evidence.remove(&id).unwrap_or_default();
        entry.opinion = opinions.remove(&id).unwrap_or_default();
        [entry.progress, entry.problems, entry.next_step] = reports.remove(&id).unwrap_or_default();
    }
    Ok(entries)
}

/// A commitment with the same lead unit and statement as a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Same {
    /// Its number.
    pub number: String,
    /// It still needs somebody.
    pub open: bool,
    /// Its limit: a task that was closed comes again in another year, with another limit.
    pub due: Option<Day>,
}

/// What an import compares with.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Numbers in use.
    pub numbers: HashSet<String>,
    /// What is current, by lead unit and (folded) statement; what was withdrawn is not among it.
    pub statements: HashMap<(Id, String), Vec<Same>>,
}

/// All that an import compares with.
pub fn known(tx: &mut Tx<'_>) -> Outcome<Known> {
    let mut known = Known::default();
    tx.each(
        "select c.number, v.lead_unit, v.statement, v.base, v.due_day from commitment c
         join commitment_version v on v.commitment = c.id and v.valid_to = $1",
        params![Moment::NEVER],
        |row| {
            let (number, lead, statement): (String, Id, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let base: i64 = row.get(3)?;
            known.numbers.insert(number.clone());
            if base < i64::from(WITHDRAWN) {
                let same = Same { number, open: base < 5, due: row.get(4)? };
                known.statements.entry((lead, super::columns::fold(&statement))).or_default().push(same);
            }
            Ok(())
        },
    )?;
    Ok(known)
}

/// Sees to it that the series of numbers goes on after `last`: numbers that came with a ledger are not given again.
pub fn reserve(tx: &mut Tx<'_>, series: &str, last: i64) -> Outcome<()> {
    tx.exec(
        "insert into number_series (name, last) values ($1, $2) on conflict (name) do update
           set last = case when excluded.last > number_series.last then excluded.last else number_series.last end",
        params![series, last],
    )
    .map(drop)
}
