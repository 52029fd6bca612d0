//! Rows of rules, links and steps.

use std::collections::BTreeSet;

use qipan_kernel::{Context, Day, Failure, Id, Moment, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Sort, Step, Thing};
use super::query_store::Query;
use super::rules::{self, WorkRules};

/// Most things of a chain.
const CHAIN_MAX: usize = 40;

/// All sets of rules: the one that is shipped, then those that were entered, by their day.
pub fn rule_sets(tx: &mut Tx<'_>) -> Outcome<Vec<WorkRules>> {
    let mut all = vec![WorkRules::built_in()?];
    all.extend(entered(tx)?.into_iter().map(|one| one.set));
    Ok(all)
}

/// A set that was entered here, why, when and by whom.
pub struct Entered {
    /// The set.
    pub set: WorkRules,
    /// Why.
    pub why: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

/// The sets that were entered, by their day.
pub fn entered(tx: &mut Tx<'_>) -> Outcome<Vec<Entered>> {
    tx.rows("select body, why, entered_at, entered_by from work_rule order by from_day", &[], |row| {
        Ok(Entered { set: column::json(row, 0)?, why: row.get(1)?, at: row.get(2)?, by: row.get(3)? })
    })
}

/// The rules of a day.
pub fn rules_on(tx: &mut Tx<'_>, day: Day) -> Outcome<WorkRules> {
    let all = rule_sets(tx)?;
    rules::in_force(&all, day).cloned().ok_or_else(|| Failure::internal("no rules of the work"))
}

/// Whether a set that was entered begins on that day.
pub fn begins(tx: &mut Tx<'_>, day: Day) -> Outcome<bool> {
    let count: i64 =
        tx.one("select count(*) from work_rule where from_day = $1", params![day], |row| row.get(0))?;
    Ok(count > 0)
}

/// Adds a set of rules.
pub fn add_rules(tx: &mut Tx<'_>, context: &Context, id: Id, set: &WorkRules, why: &str) -> Outcome<()> {
    tx.queue(
        "insert into work_rule (id, from_day, body, why, entered_at, entered_by) values ($1, $2, $3, $4, $5, $6)",
        params![id, set.from, json!(set).to_string(), why, context.now, &context.actor.name],
    )
}

/// Notes that one thing was opened from, or belongs to, another. Linking twice is linking once.
pub fn link(tx: &mut Tx<'_>, from: Thing, to: Thing, at: Moment) -> Outcome<()> {
    tx.queue(
        "insert into work_link (a_sort, a, b_sort, b, at) values ($1, $2, $3, $4, $5)
         on conflict (a_sort, a, b_sort, b) do nothing",
        params![from.sort.as_str(), from.id, to.sort.as_str(), to.id, at],
    )
}

fn thing(row: &Row<'_>) -> Outcome<Thing> {
    let sort: String = row.get(0)?;
    Ok(Thing::new(sort.parse().map_err(Failure::internal)?, row.get(1)?))
}

/// What is linked to any of these, either way.
fn linked(tx: &mut Tx<'_>, to: &[Thing]) -> Outcome<Vec<Thing>> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let pairs: Vec<(String, String)> =
        to.iter().map(|one| (query.param(one.sort.as_str().to_owned()), query.param(one.id))).collect();
    let any = |side: &str| {
        let each = pairs.iter().map(|(sort, id)| format!("({side}_sort = {sort} and {side} = {id})"));
        each.collect::<Vec<_>>().join(" or ")
    };
    let sql = format!(
        "select b_sort, b from work_link where {} union select a_sort, a from work_link where {} order by 2",
        any("a"),
        any("b")
    );
    tx.rows(&sql, &query.params, thing)
}

/// The chain in which a thing stands: everything reached from it by links, a statement a step away. A project and a meeting
/// have many problems that have nothing to do with each other: a chain passes neither of them, unless it is asked for from
/// there.
pub fn chain(tx: &mut Tx<'_>, of: Thing) -> Outcome<Vec<Thing>> {
    let mut found = BTreeSet::from([of]);
    let mut edge = vec![of];
    while !edge.is_empty() && found.len() < CHAIN_MAX {
        let mut next = linked(tx, &edge)?;
        next.retain(|one| found.len() < CHAIN_MAX && found.insert(*one));
        next.retain(|one| !matches!(one.sort, Sort::Project | Sort::Meeting));
        edge = next;
    }
    Ok(found.into_iter().collect())
}

/// What of one sort was opened from things of another: pairs of what it was opened from, and what.
pub fn opened_from(tx: &mut Tx<'_>, (from, ids): (Sort, &[Id]), sort: Sort) -> Outcome<Vec<(Id, Id)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    query.is("a_sort", Some(from.as_str().to_owned()));
    query.is("b_sort", Some(sort.as_str().to_owned()));
    let condition = query.any_of("a", ids);
    query.and(&condition);
    let sql = format!("select a, b from work_link where {} order by a, b", query.sql);
    tx.rows(&sql, &query.params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Notes a step.
pub fn add_step(tx: &mut Tx<'_>, id: Id, of: Thing, step: &Step) -> Outcome<()> {
    tx.queue(
        "insert into work_step (id, of_sort, of_id, word, at, who, unit, note) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, of.sort.as_str(), of.id, &step.word, step.at, &step.who, step.unit, &step.note],
    )
}

/// The steps of a thing, oldest first.
pub fn steps(tx: &mut Tx<'_>, of: Thing) -> Outcome<Vec<Step>> {
    tx.rows(
        "select word, at, who, unit, note from work_step where of_sort = $1 and of_id = $2 order by id",
        params![of.sort.as_str(), of.id],
        |row| {
            Ok(Step {
                word: row.get(0)?,
                at: row.get(1)?,
                who: row.get(2)?,
                unit: row.get(3)?,
                note: row.get(4)?,
            })
        },
    )
}
