//! Looking at what a change would do, and applying it.

use qipan_accounts::access::{self, Act};
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Id, Message, Moment, Outcome};
use qipan_store::{Tx, journal};
use serde_json::json;

use super::change::{Change, next_version};
use super::store;
use crate::commitments::commands::Acting;
use crate::commitments::model::{Commitment, Version};
use crate::commitments::store as commitment_store;
use crate::lights::{Evaluation, Light, evaluate, would_change};
use crate::rulebook::{Rulebook, facts};

/// A commitment whose light, or whose limit's day, a change touches.
#[derive(Clone, PartialEq, Debug)]
pub struct Touched {
    /// Identifier.
    pub id: Id,
    /// Number.
    pub number: String,
    /// What is promised.
    pub statement: String,
    /// Lead unit.
    pub lead_unit: Id,
    /// Its light on the day of the change, as it is and as it would be; `None` when no light changes.
    pub light: Option<Lights>,
    /// The limit, when its day is no longer worked, and the next day that is. Limits that were promised as a day are
    /// not moved by a calendar; they are shown so that somebody can amend them.
    pub limit: Option<(Day, Day)>,
}

/// A light before and after.
#[derive(Clone, PartialEq, Debug)]
pub struct Lights {
    /// The light on the day of the change.
    pub now: (Light, Light),
    /// Why.
    pub why: (Message, Message),
    /// When it changes next by time alone, and into what.
    pub next: (Next, Next),
}

/// The next change by time alone: when, and into what.
pub type Next = Option<(Moment, Light)>;

/// What the change of rulebooks would do to the commitments that are open, from `now` on.
pub fn touched(tx: &mut Tx<'_>, before: &Rulebook, after: &Rulebook, now: Moment) -> Outcome<Vec<Touched>> {
    let mut all = Vec::new();
    for (commitment, reports) in store::open(tx)? {
        let light = lights(&commitment.version, &reports, (before, after), now)?;
        let due = commitment.version.terms.due_day;
        let limit = due.and_then(|due| moved(due, &before.calendar, &after.calendar));
        if light.is_some() || limit.is_some() {
            let Commitment { id, number, version, .. } = commitment;
            let (statement, lead_unit) = (version.terms.statement, version.terms.lead_unit);
            all.push(Touched { id, number, statement, lead_unit, light, limit });
        }
    }
    Ok(all)
}

fn moved(due: Day, before: &Calendar, after: &Calendar) -> Option<(Day, Day)> {
    let lost = before.is_working(due) && !after.is_working(due);
    lost.then(|| (due, after.next_working_day(due)))
}

fn lights(
    version: &Version,
    reports: &[Moment],
    (before, after): (&Rulebook, &Rulebook),
    now: Moment,
) -> Outcome<Option<Lights>> {
    let name = &version.terms.rule_set;
    let (Some(old), Some(new)) = (before.sets.at(name, now.day()), after.sets.at(name, now.day())) else {
        return Ok(None);
    };
    if old == new && before.calendar == after.calendar {
        return Ok(None);
    }
    let facts = facts(version, reports.to_vec())?;
    let changes = would_change((old, &before.calendar), (new, &after.calendar), [((), facts)], now);
    Ok(changes.into_iter().next().map(|change| {
        let next =
            |evaluation: &Evaluation| evaluation.next_change(now).map(|at| (at, evaluation.light_at(at)));
        Lights {
            now: change.now,
            why: (
                change.before.reason_at(&before.calendar, now),
                change.after.reason_at(&after.calendar, now),
            ),
            next: (next(&change.before), next(&change.after)),
        }
    }))
}

/// What a change would do if it were applied now: the lights on the first day on which it counts.
///
/// # Errors
/// Forbidden; what the change itself refuses.
pub fn preview(
    tx: &mut Tx<'_>,
    context: &qipan_kernel::Context,
    book: &Rulebook,
    change: &Change,
) -> Outcome<Vec<Touched>> {
    access::require(&context.actor, act_of(change))?;
    let after = change.on(book)?;
    let day = change.from(context.now.day());
    touched(tx, book, &after, context.now.max(day.start()))
}

fn act_of(change: &Change) -> Act {
    match change {
        Change::RuleSet(_) => Act::RuleSetManage,
        Change::Calendar { .. } => Act::CalendarManage,
    }
}

/// Applies a change: stores it, and writes a new version with new instants for every commitment whose light it touches,
/// in the act's own transaction. The versions before stay as they were judged. Gives the rulebook that is in force from
/// now on, which the caller puts in the place of the old one, and how many commitments were judged anew.
///
/// # Errors
/// Forbidden; what the change itself refuses.
pub fn apply(acting: &mut Acting<'_, '_>, change: &Change) -> Outcome<(Rulebook, usize)> {
    access::require(&acting.context.actor, act_of(change))?;
    store::hold(acting.tx)?;
    // Another process may have changed it since this one loaded it.
    let before = Rulebook::load(acting.tx)?;
    let change = &renumbered(change, &before);
    let after = change.on(&before)?;
    let subject = match change {
        Change::RuleSet(_) => ("rule_set", Id(0)),
        Change::Calendar { .. } => ("calendar", Id(0)),
    };
    let body = json!({ "change": change, "calendar_version": after.calendar.version });
    let seq = journal::append(acting.tx, acting.context, "rulebook.apply", subject, &body)?;
    match change {
        Change::RuleSet(set) => store::insert_rule_set(acting.tx, acting.context, set, seq)?,
        Change::Calendar { notice, days } => {
            store::insert_days(acting.tx, acting.context, acting.ids, (*notice, days), seq)?;
        }
    }
    let count = judge_anew(acting, &after)?;
    Ok((after, count))
}

/// The version is one more than the last that there is now.
fn renumbered(change: &Change, book: &Rulebook) -> Change {
    let mut change = change.clone();
    if let Change::RuleSet(set) = &mut change {
        set.version = next_version(book, &set.id);
    }
    change
}

/// Judges every open commitment by `book`, and writes a new version where the light or a coming instant differs from
/// what is stored. Also to be run on the first moment of each day on which a version of a rule set comes into force:
/// until then its lights are those of the version before.
pub fn judge_anew(acting: &mut Acting<'_, '_>, book: &Rulebook) -> Outcome<usize> {
    let now = acting.context.now;
    let mut count = 0;
    for (before, reports) in store::open(acting.tx)? {
        let stored = &before.version.lights;
        let Some(rules) = book.sets.at(&before.version.terms.rule_set, now.day()) else { continue };
        let fresh = evaluate(rules, &book.calendar, &facts(&before.version, reports)?, now);
        let ahead = |evaluation: &Evaluation| {
            let instants = [evaluation.blue_at, evaluation.yellow_at, evaluation.red_at];
            instants.map(|instant| instant.map(|instant| instant.max(now)))
        };
        if stored.light_at(now) == fresh.light_at(now) && ahead(stored) == ahead(&fresh) {
            continue;
        }
        let next = Version { id: acting.ids.next(now), ..before.version.clone() };
        let body = json!({
            "rule_set": [stored.rule_version, fresh.rule_version],
            "calendar": [stored.calendar_version, fresh.calendar_version],
        });
        let (tx, context) = (&mut *acting.tx, acting.context);
        commitment_store::save(tx, context, book, &before, next, "commitment.judge_anew", &body)?;
        count += 1;
    }
    Ok(count)
}
