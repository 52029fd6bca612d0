//! The acts on problems. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act};
use qipan_accounts::units;
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::store as commitments;
use qipan_board::lines;
use qipan_kernel::{Day, Failure, Id, Outcome};
use serde_json::{Value, json};

use super::model::{AssignInput, Decision, Filed, Level, Problem, ProblemData, ProblemInput};
use super::rules::{self, Move};
use super::store;
use crate::book::model::Project;
use crate::book::store as projects;
use crate::work::commands::{Opening, open, reasoned, told, within};
use crate::work::store as work;
use crate::work::{Sort, Thing};

/// 提出: tells of a problem. `from` is what it was opened from: a request, a visit, a meeting.
///
/// # Errors
/// Forbidden; a project or line that is not there; what `rules::check` refuses.
pub fn propose(acting: &mut Acting<'_, '_>, input: &ProblemInput, from: Option<Thing>) -> Outcome<Problem> {
    let actor = &acting.context.actor;
    access::require(actor, Act::ProjectReport)?;
    rules::check(input)?;
    let project = project_of(acting, input.project)?;
    let line = match (&project, input.line) {
        (Some(project), _) => project.data.line,
        (None, Some(line)) if lines::store::exists(acting.tx, line)? => line,
        _ => return Err(Failure::invalid("project-line-unknown").at("line")),
    };
    let (now, actor_unit) = (acting.context.now, acting.context.actor.unit);
    let (year, _, _) = now.day().ymd();
    let number = commitments::take_numbers(acting.tx, &format!("problem-{year}"), 1)?;
    let problem = Problem {
        id: acting.ids.next(now),
        no: 1,
        number: format!("WT-{year}-{number:04}"),
        project: input.project,
        class: input.class,
        filed: Filed::Proposed,
        level: Level::Unit,
        level_since: now.day(),
        unit: None,
        due_day: None,
        data: ProblemData {
            text: input.text.trim().to_owned(),
            ask: input.ask.trim().to_owned(),
            line,
            told_by: actor_unit,
            cooperating: Vec::new(),
            person: String::new(),
            measure: String::new(),
            decision: None,
        },
        created_at: now,
        acted_at: now,
        commitment: None,
        project_unit: project.as_ref().map(|project| project.data.lead_unit),
    };
    store::put(acting.tx, &problem)?;
    if let Some(project) = &project {
        work::link(acting.tx, Thing::new(Sort::Project, project.id), problem.thing(), now)?;
    }
    if let Some(from) = from {
        work::link(acting.tx, from, problem.thing(), now)?;
    }
    let body = json!({ "number": problem.number, "project": problem.project, "class": problem.class,
        "text": problem.data.text, "ask": problem.data.ask });
    noted(acting, &problem, ("problem.propose", "proposed"), (actor_unit, ""), &body)?;
    Ok(problem)
}

/// The project of a form, which whoever acts must see.
pub(crate) fn project_of(acting: &mut Acting<'_, '_>, id: Option<Id>) -> Outcome<Option<Project>> {
    let Some(id) = id else { return Ok(None) };
    let unknown = || Failure::invalid("work-project-unknown").at("project");
    let found = projects::find(acting.tx, id)?.ok_or_else(unknown)?;
    access::require_for(&acting.context.actor, Act::ProjectReport, &found.target()).map_err(|failure| {
        if failure.kind == qipan_kernel::FailureKind::NotFound { unknown() } else { failure }
    })?;
    Ok(Some(found))
}

/// 受理: the problem is one, and is taken up.
///
/// # Errors
/// Forbidden; not found; a state that does not allow it.
pub fn accept(acting: &mut Acting<'_, '_>, id: Id, note: &str) -> Outcome<Problem> {
    moved(acting, id, Move::Accept, ("problem.accept", "accepted"), note)
}

/// 不予受理: it is none, or not of this kind; with the reason.
///
/// # Errors
/// As [`accept`]; no reason.
pub fn decline(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<Problem> {
    reasoned(reason, "note")?;
    moved(acting, id, Move::Decline, ("problem.decline", "declined"), reason)
}

/// 会商: those who are concerned talked about it; with what came out.
///
/// # Errors
/// As [`accept`]; nothing noted.
pub fn consult(acting: &mut Acting<'_, '_>, id: Id, note: &str) -> Outcome<Problem> {
    reasoned(note, "note")?;
    moved(acting, id, Move::Consult, ("problem.consult", "consulted"), note)
}

fn moved(
    acting: &mut Acting<'_, '_>,
    id: Id,
    step: Move,
    words: (&'static str, &'static str),
    note: &str,
) -> Outcome<Problem> {
    within(note, "note")?;
    let before = load(acting, id, Act::ProjectManage)?;
    let filed = rules::after(before.filed, step)?;
    let next = Problem { no: before.no + 1, filed, acted_at: acting.context.now, ..before };
    store::put(acting.tx, &next)?;
    noted(acting, &next, words, (None, note), &json!({ "note": note.trim() }))?;
    Ok(next)
}

/// 交办: gives the problem to a unit; from then on it is a commitment on the board.
///
/// # Errors
/// Forbidden; a state that does not allow it; what `rules::check_assign` and the board refuse.
pub fn assign(acting: &mut Acting<'_, '_>, id: Id, input: &AssignInput) -> Outcome<Problem> {
    let before = load(acting, id, Act::ProjectManage)?;
    let filed = rules::after(before.filed, Move::Assign)?;
    rules::check_assign(input, acting.context.now.day())?;
    for (field, unit) in std::iter::once(("unit", input.unit))
        .chain(input.cooperating.iter().map(|unit| ("cooperating", *unit)))
    {
        if units::store::get(acting.tx, unit)?.is_none() {
            return Err(Failure::invalid("commitment-unit-unknown").at(field));
        }
    }
    let project = match before.project {
        Some(project) => projects::find(acting.tx, project)?,
        None => None,
    };
    let name = project.as_ref().map_or_else(String::new, |project| format!("{}：", project.data.name));
    let leader = project.map(|project| (project.data.leader, project.data.leader_link)).unwrap_or_default();
    let opening = Opening {
        statement: format!("{name}解决“{}”", before.data.text),
        line: before.data.line,
        unit: input.unit,
        cooperating: input.cooperating.clone(),
        leader,
        person: input.person.trim().to_owned(),
        measure: input.measure.trim().to_owned(),
        limit_words: String::new(),
        due_day: Some(input.due_day),
        cited: format!("问题 {}", before.number),
        words: before.data.text.clone(),
    };
    let commitment = open(acting, before.thing(), opening)?;
    let data = ProblemData {
        cooperating: input.cooperating.clone(),
        person: input.person.trim().to_owned(),
        measure: input.measure.trim().to_owned(),
        ..before.data
    };
    let next = Problem {
        no: before.no + 1,
        filed,
        unit: Some(input.unit),
        due_day: Some(input.due_day),
        acted_at: acting.context.now,
        data,
        commitment: Some(commitment),
        ..before
    };
    store::put(acting.tx, &next)?;
    let body = json!({ "unit": input.unit, "cooperating": input.cooperating, "person": input.person,
        "due_day": input.due_day, "measure": input.measure, "commitment": next.commitment.as_ref().map(|one| one.id) });
    noted(acting, &next, ("problem.assign", "assigned"), (Some(input.unit), &input.measure), &body)?;
    Ok(next)
}

/// 提级: somebody whom the problem concerns takes it to the level above, with the reason.
///
/// # Errors
/// Forbidden; no reason; solved already, or at the highest level.
pub fn raise(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<Problem> {
    reasoned(reason, "note")?;
    let before = load(acting, id, Act::ProjectReport)?;
    let body = json!({ "reason": reason.trim() });
    lifted(acting, before, ("problem.raise", "raised"), reason, body)
}

fn lifted(
    acting: &mut Acting<'_, '_>,
    before: Problem,
    words: (&'static str, &str),
    note: &str,
    mut body: Value,
) -> Outcome<Problem> {
    if !before.state().unsolved() {
        return Err(Failure::conflict("problem-solved"));
    }
    let level = before.level.above().ok_or_else(|| Failure::conflict("problem-highest"))?;
    body["from"] = json!(before.level);
    body["to"] = json!(level);
    // Whether something happens is counted from here on by the level's own clock; nothing was done about it.
    let next = Problem { no: before.no + 1, level, level_since: acting.context.now.day(), ..before };
    store::put(acting.tx, &next)?;
    noted(acting, &next, words, (None, note), &body)?;
    Ok(next)
}

/// Raises everything that is to be raised by the rules of the day, each with its own entry: an act of the system. Done
/// twice on a day it does nothing the second time.
///
/// # Errors
/// What the store refuses.
pub fn raise_due(acting: &mut Acting<'_, '_>) -> Outcome<usize> {
    let today = acting.context.now.day();
    let rules = work::rules_on(acting.tx, today)?;
    let mut raised = 0;
    for problem in store::raisable(acting.tx)? {
        let calendar = &acting.book.calendar;
        let Some(why) = rules::raise(&problem, &rules.problems, calendar, today) else { continue };
        let (word, days) = why.word();
        let body = json!({ "rule": "problem-raise", "why": word, "days": days, "rules_from": rules.from,
            "calendar": calendar.version });
        let step = format!("raised-{word}");
        lifted(acting, problem, ("problem.raise", &step), &days.to_string(), body)?;
        raised += 1;
    }
    Ok(raised)
}

/// A leader decides a raised problem: what is to be done, and, if so wished, by whom and by when. The supervision office
/// gives it out accordingly.
///
/// # Errors
/// Forbidden; no words; not raised, or solved.
pub fn decide(
    acting: &mut Acting<'_, '_>,
    id: Id,
    words: &str,
    unit: Option<Id>,
    due_day: Option<Day>,
) -> Outcome<Problem> {
    reasoned(words, "words")?;
    let before = load(acting, id, Act::Opinion)?;
    if before.level == Level::Unit || !before.state().unsolved() {
        return Err(Failure::conflict("problem-not-raised"));
    }
    if due_day.is_some_and(|due| due < acting.context.now.day()) {
        return Err(Failure::invalid("problem-due-past").at("due_day"));
    }
    if let Some(unit) = unit
        && units::store::get(acting.tx, unit)?.is_none()
    {
        return Err(Failure::invalid("commitment-unit-unknown").at("unit"));
    }
    let (who, at) = (acting.context.actor.name.clone(), acting.context.now);
    let decision = Decision { words: words.trim().to_owned(), unit, due_day, who, at };
    let body = json!({ "words": decision.words, "unit": unit, "due_day": due_day });
    let data = ProblemData { decision: Some(decision), ..before.data };
    let next = Problem { no: before.no + 1, acted_at: at, data, ..before };
    store::put(acting.tx, &next)?;
    noted(acting, &next, ("problem.decide", "decided"), (unit, words), &body)?;
    Ok(next)
}

/// Loads a problem for `act`, or says that there is none, or that the actor may not.
pub fn load(acting: &mut Acting<'_, '_>, id: Id, act: Act) -> Outcome<Problem> {
    let found = store::load(acting.tx, id)?;
    access::require_for(&acting.context.actor, act, &found.target())?;
    Ok(found)
}

fn noted(
    acting: &mut Acting<'_, '_>,
    problem: &Problem,
    words: (&'static str, &str),
    said: (Option<Id>, &str),
    body: &Value,
) -> Outcome<()> {
    told(acting, problem.thing(), problem.project, words, said, body)
}
