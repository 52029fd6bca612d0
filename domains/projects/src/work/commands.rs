//! What the acts on problems, requests, visits and meetings share: the rules in force, steps, journal entries, commitments.

use qipan_accounts::access::{self, Act};
use qipan_accounts::people::Bearer;
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::{Commitment, Terms};
use qipan_board::on_board;
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::{Value, json};

use super::model::{Sort, Step, Thing};
use super::rules::{self, WorkRules};
use super::store;
use crate::book::commands::CHANGED;
use crate::book::rules::TEXT_MAX;
use crate::problems::model::Problem;
use crate::problems::rules::{Why, raise};
use crate::problems::store as problems;

/// Enters a set of rules that holds from a day to come.
///
/// # Errors
/// Forbidden; what [`may_enter`] refuses.
pub fn enter_rules(acting: &mut Acting<'_, '_>, set: &WorkRules, why: &str) -> Outcome<()> {
    access::require(&acting.context.actor, Act::WorkRuleManage)?;
    may_enter(acting.tx, set, why, acting.context.now.day())?;
    let id = acting.ids.next(acting.context.now);
    store::add_rules(acting.tx, acting.context, id, set, why.trim())?;
    journal::append(
        acting.tx,
        acting.context,
        "rulebook.work",
        ("rulebook", id),
        &json!({ "set": set, "reason": why }),
    )?;
    Ok(())
}

/// Whether a set of rules may be entered on a day.
///
/// # Errors
/// No reason; a day that has begun already, or on which another set begins; days that cannot be.
pub fn may_enter(tx: &mut Tx<'_>, set: &WorkRules, why: &str, today: Day) -> Outcome<()> {
    let mut wrong: Vec<Failure> =
        [reasoned(why, "why"), rules::check(set)].into_iter().filter_map(Outcome::err).collect();
    // What has been decided by the rules of a day stays decided by them.
    if set.from <= today {
        wrong.push(Failure::invalid("work-rule-past").at("from"));
    } else if store::begins(tx, set.from)? {
        wrong.push(Failure::conflict("work-rule-day-taken").at("from"));
    }
    Failure::collect(wrong)
}

/// A problem that goes to the level above by one set of rules and not by another, or for another reason.
pub struct Touched {
    /// The problem.
    pub problem: Problem,
    /// Why it would be raised by the rules that there are.
    pub before: Option<Why>,
    /// Why by those that are to be entered.
    pub after: Option<Why>,
}

/// What a set of rules would change on its first day if nothing happened until then: the problems whose level it touches.
pub fn preview(tx: &mut Tx<'_>, calendar: &Calendar, set: &WorkRules) -> Outcome<Vec<Touched>> {
    let sets = store::rule_sets(tx)?;
    let Some(now) = rules::in_force(&sets, set.from) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for problem in problems::raisable(tx)? {
        let why = |by: &WorkRules| raise(&problem, &by.problems, calendar, set.from);
        let (before, after) = (why(now), why(set));
        // The same reason counts its days alike.
        if before != after {
            all.push(Touched { problem, before, after });
        }
    }
    Ok(all)
}

/// A reason must be there, and not too long.
pub fn reasoned(text: &str, field: &'static str) -> Outcome<()> {
    if text.trim().is_empty() {
        return Err(Failure::invalid("form-required").at(field));
    }
    within(text, field)
}

/// A text is not too long.
pub fn within(text: &str, field: &'static str) -> Outcome<()> {
    let length = text.chars().count();
    if length > TEXT_MAX {
        return Err(Failure::invalid("form-too-long").with("max", TEXT_MAX).with("length", length).at(field));
    }
    Ok(())
}

/// Writes the step and the journal entry of an act, and tells that its project changed.
pub fn told(
    acting: &mut Acting<'_, '_>,
    of: Thing,
    project: Option<Id>,
    (act, word): (&str, &str),
    (unit, note): (Option<Id>, &str),
    body: &Value,
) -> Outcome<()> {
    let (now, who) = (acting.context.now, acting.context.actor.name.clone());
    let step = Step { word: word.to_owned(), at: now, who, unit, note: note.trim().to_owned() };
    store::add_step(acting.tx, acting.ids.next(now), of, &step)?;
    journal::append(acting.tx, acting.context, act, (of.sort.as_str(), of.id), body)?;
    match project {
        Some(project) => outbox::emit(acting.tx, acting.context, CHANGED, project, &json!({})),
        None => Ok(()),
    }
}

/// What a commitment is opened from.
pub struct Opening {
    /// What is to be done.
    pub statement: String,
    /// The column of the board.
    pub line: Id,
    /// Who does it.
    pub unit: Id,
    /// Who helps.
    pub cooperating: Vec<Id>,
    /// Who answers for it: the name, and the post or person.
    pub leader: (String, Option<Bearer>),
    /// 责任人.
    pub person: String,
    /// What is asked, with its measure.
    pub measure: String,
    /// The limit in words, where it is one of a rule.
    pub limit_words: String,
    /// The limit.
    pub due_day: Option<Day>,
    /// How the thing it comes from is cited.
    pub cited: String,
    /// The words of the thing it comes from.
    pub words: String,
}

/// Registers a commitment, gives it to its unit, and links it to what it was opened from.
///
/// # Errors
/// What the board refuses, at the fields of the form.
pub fn open(acting: &mut Acting<'_, '_>, from: Thing, opening: Opening) -> Outcome<Commitment> {
    let today = acting.context.now.day();
    let mut cooperating = opening.cooperating;
    cooperating.retain(|unit| *unit != opening.unit);
    let terms = Terms {
        cooperating,
        leader: opening.leader.0,
        leader_link: opening.leader.1,
        contact: opening.person,
        measure: opening.measure,
        limit_words: opening.limit_words,
        due_day: opening.due_day,
        ..on_board::terms(opening.statement, opening.line, opening.unit, today)
    };
    let registration = on_board::registration(terms, opening.words, opening.cited);
    let issued = on_board::give(acting, &registration).map_err(at_forms)?;
    store::link(acting.tx, from, Thing::new(Sort::Commitment, issued.id), acting.context.now)?;
    Ok(issued)
}

/// The board's name for the unit is that of our forms.
fn at_forms(mut failure: Failure) -> Failure {
    if failure.field.as_deref() == Some("lead_unit") {
        failure.field = Some("unit".into());
    }
    failure
}
