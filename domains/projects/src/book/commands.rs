//! The acts on projects. Each loads, decides, and saves, in one transaction with one journal entry.

use std::collections::BTreeSet;

use qipan_accounts::access::{self, Act};
use qipan_accounts::{people, units};
use qipan_board::commitments::commands::{self as board, Acting};
use qipan_board::commitments::model::Commitment;
use qipan_board::commitments::store as commitments;
use qipan_board::commitments::suspension::{self, Resumption, SuspensionInput};
use qipan_board::lines;
use qipan_board::on_board::as_system;
use qipan_kernel::{Actor, Context, Day, Failure, FailureKind, Fen, Id, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::{Value, json};

use super::model::{Project, ProjectData, Stage, Standing, Step, Year};
use super::rules::{self, Standings};
use super::{code, store};
use crate::work::belongs_store;
use crate::{approvals, invest, money, nodes, pledges, production};

/// Topic of the event of every new or changed project.
pub const CHANGED: &str = "project.changed";

/// Enters a project in the book, as conceived.
///
/// # Errors
/// Forbidden; what is wrong with the data; a code that another project has.
pub fn create(acting: &mut Acting<'_, '_>, data: &ProjectData) -> Outcome<Project> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    let data = checked(acting, None, data)?;
    let now = acting.context.now;
    let project = Project {
        id: acting.ids.next(now),
        no: 1,
        stage: Stage::Conceived,
        standing: Standing::Active,
        started_on: None,
        data,
        created_at: now,
        changed_at: now,
    };
    let step =
        Step { word: Stage::Conceived.as_str().to_owned(), day: now.day(), at: now, note: String::new() };
    store::put(acting.tx, &project)?;
    store::add_step(acting.tx, acting.ids.next(now), project.id, &step)?;
    told(acting.tx, acting.context, project.id, "project.create", &json!(project.data))?;
    Ok(project)
}

/// Changes what is written down of a project. `seen` is the state that the editor saw.
///
/// # Errors
/// Forbidden; somebody was faster; what is wrong with the data; no reason; what only an approval may change.
pub fn change(
    acting: &mut Acting<'_, '_>,
    id: Id,
    seen: i64,
    data: &ProjectData,
    reason: &str,
) -> Outcome<Project> {
    reasoned(reason)?;
    let before = load(acting, id, Act::ProjectManage)?;
    if before.no != seen {
        return Err(Failure::conflict("project-changed-since"));
    }
    let data = checked(acting, Some(id), data)?;
    let leader = |data: &ProjectData| (data.leader.trim().to_owned(), data.leader_link);
    if leader(&data) != leader(&before.data)
        && pledges::store::main(&pledges::store::of_project(acting.tx, id)?).is_some()
    {
        return Err(Failure::conflict("project-leader-pledged").at("leader"));
    }
    approvals::rules::may_rewrite(&before.data, &data, &approvals::store::of_project(acting.tx, id)?)?;
    let next = Project { no: before.no + 1, data, changed_at: acting.context.now, ..before };
    store::put(acting.tx, &next)?;
    let body = json!({ "data": next.data, "reason": reason });
    told(acting.tx, acting.context, id, "project.change", &body)?;
    Ok(next)
}

/// Takes a project through the gate to a stage.
///
/// # Errors
/// Forbidden; a day that is to come or before that of the last stage; everything that the gate still misses.
pub fn advance(acting: &mut Acting<'_, '_>, id: Id, to: Stage, day: Day, note: &str) -> Outcome<Project> {
    let before = load(acting, id, Act::ProjectManage)?;
    if day > acting.context.now.day() {
        return Err(Failure::invalid("project-day-to-come").at("day"));
    }
    rules::in_order(&store::steps(acting.tx, id)?, day)?;
    let missing = rules::gate(&before, to, &standings(acting.tx, &before, day)?);
    Failure::collect(missing.into_iter().map(|failure| failure.at("to")).collect())?;
    let started_on = if to == Stage::Started { Some(day) } else { before.started_on };
    let next = Project { no: before.no + 1, stage: to, started_on, changed_at: acting.context.now, ..before };
    stepped(acting, &next, to.as_str(), day, note, "project.stage")?;
    Ok(next)
}

/// Slows a project down, halts it, takes it out, ends it, or lets it go on. Nodes and problems of one that is slowed down or
/// halted (缓建, 停建) are suspended on the board until it goes on; those of one that is over are withdrawn from it.
///
/// # Errors
/// Forbidden; no reason; it stands like that already, or has ended.
pub fn set_standing(acting: &mut Acting<'_, '_>, id: Id, to: Standing, reason: &str) -> Outcome<Project> {
    reasoned(reason)?;
    let before = load(acting, id, Act::ProjectManage)?;
    if before.standing == to || before.standing == Standing::Ended {
        return Err(Failure::conflict("project-standing-same").at("standing"));
    }
    let next = Project { no: before.no + 1, standing: to, changed_at: acting.context.now, ..before };
    stepped(acting, &next, to.as_str(), acting.context.now.day(), reason, "project.standing")?;
    match to {
        Standing::Active => going_on(acting, id, reason)?,
        Standing::Slowed | Standing::Halted => halted(acting, id, reason)?,
        Standing::Removed | Standing::Ended => over(acting, id, reason)?,
    }
    Ok(next)
}

/// What becomes of the open commitments of a project when it is over.
#[derive(Clone, PartialEq, Debug)]
pub struct Ending {
    /// Withdrawn: those of its nodes and its problems.
    pub withdrawn: Vec<Commitment>,
    /// Still to be done: accounts of its money, a safe site, what an enterprise asked for or a meeting decided.
    pub stays: Vec<Commitment>,
}

/// What would become of a project's open commitments, by identifier, if it were over now.
pub fn ending(tx: &mut Tx<'_>, id: Id) -> Outcome<Ending> {
    let mut ending: BTreeSet<Id> =
        nodes::store::of_project(tx, id)?.into_iter().map(|node| node.commitment.id).collect();
    ending.extend(belongs_store::ending_with(tx, id)?);
    let others = belongs_store::of_project(tx, id, usize::MAX >> 1)?;
    let all: BTreeSet<Id> = ending.iter().copied().chain(others).collect();
    let mut known = commitments::current(tx, &all.iter().copied().collect::<Vec<_>>())?;
    let open = all.iter().filter_map(|id| known.remove(id)).filter(|one| one.version.state.is_open());
    let (withdrawn, stays) = open.partition(|one| ending.contains(&one.id));
    Ok(Ending { withdrawn, stays })
}

/// Nodes and problems of a project on which work has stopped are suspended, with the reason of the halt: nobody can do them.
/// What the office has suspended itself stays as it is.
fn halted(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<()> {
    let open = ending(acting.tx, id)?.withdrawn;
    let input = SuspensionInput {
        reason: reason.trim().to_owned(),
        since: acting.context.now.day(),
        expected: None,
        approved_by: acting.context.actor.name.clone(),
    };
    as_system(acting, |acting| {
        for one in open.iter().filter(|one| suspension::may(one.version.state)) {
            suspension::suspend(acting, one.id, &input, Some(follows(id)))?;
        }
        Ok(())
    })
}

/// What the halt of a project suspended is taken up again: limits move by the days of the halt.
fn going_on(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<()> {
    let open = ending(acting.tx, id)?.withdrawn;
    let (input, follows) = (Resumption::now(acting.context, reason.trim()), follows(id));
    let by_halt = |one: &&Commitment| {
        one.version.suspension().is_some_and(|running| running.follows.as_deref() == Some(&follows))
    };
    as_system(acting, |acting| {
        for one in open.iter().filter(by_halt) {
            suspension::resume(acting, one.id, &input)?;
        }
        Ok(())
    })
}

/// The project, as what suspends and takes up again.
fn follows(project: Id) -> String {
    format!("project:{project}")
}

/// Nodes and problems of a project that is over are withdrawn, with the reason: nobody is behind with them any more.
fn over(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<()> {
    let open = ending(acting.tx, id)?.withdrawn;
    as_system(acting, |acting| {
        for one in open {
            board::withdraw(acting, one.id, reason)?;
        }
        Ok(())
    })
}

fn stepped(
    acting: &mut Acting<'_, '_>,
    next: &Project,
    word: &str,
    day: Day,
    note: &str,
    act: &str,
) -> Outcome<()> {
    let step = Step { word: word.to_owned(), day, at: acting.context.now, note: note.trim().to_owned() };
    store::put(acting.tx, next)?;
    store::add_step(acting.tx, acting.ids.next(acting.context.now), next.id, &step)?;
    told(acting.tx, acting.context, next.id, act, &json!({ "to": word, "day": day, "note": step.note }))
}

/// What the gates look at, as it is now.
pub fn standings(tx: &mut Tx<'_>, project: &Project, day: Day) -> Outcome<Standings> {
    let id = project.id;
    let approved = approvals::store::of_project(tx, id)?;
    let whole = money::store::whole(tx, id)?;
    let nodes = nodes::store::of_project(tx, id)?;
    let nodes =
        nodes.iter().filter(|node| !node.withdrawn()).map(|node| (node.kind, node.done_on().is_some()));
    let years = store::years(tx, id)?.into_iter().filter(|year| year.left_on.is_none());
    let outputs = production::store::of_project(tx, id)?;
    Ok(Standings {
        nodes: nodes.collect(),
        years: years.map(|year| year.year).collect(),
        capacity_reached: production::rules::reached(&project.data.capacity, &outputs),
        day: Some(day),
        before_start: money::rules::before_start(project, &approved, &whole, day.year()),
        before_completion: money::rules::before_completion(project, &approved),
    })
}

/// Enters a project in a year's list (年度清单), or changes how it stands there: an adjustment within the year needs a
/// reason.
///
/// # Errors
/// Forbidden; what `rules::check_year` refuses; no reason for an adjustment.
pub fn list_in(acting: &mut Acting<'_, '_>, id: Id, entry: &Year) -> Outcome<Project> {
    let before = load(acting, id, Act::ProjectManage)?;
    let spent = invest::store::before_year(acting.tx, id, entry.year)?;
    let approved = approvals::rules::plannable(&approvals::store::of_project(acting.tx, id)?);
    rules::check_year(&before, entry, Fen(before.data.before.0 + spent.0), approved)?;
    let known = store::years(acting.tx, id)?.into_iter().find(|year| year.year == entry.year);
    if known.is_some() && entry.listed_why.trim().is_empty() {
        return Err(Failure::invalid("project-reason-missing").at("listed_why"));
    }
    let entry = listed_first(entry, known.as_ref(), acting.context.now.day());
    let body = json!({ "year": entry.year, "class": entry.class, "plan": entry.plan.0, "goal": entry.goal, "why": entry.listed_why });
    changed_year(acting, before, &entry, "project.year", &body)
}

/// An entry in a year's list that keeps the day on which the project first came to it.
pub fn listed_first(entry: &Year, known: Option<&Year>, today: Day) -> Year {
    Year {
        listed_on: known.map_or(today, |known| known.listed_on),
        left_on: None,
        left_why: String::new(),
        ..entry.clone()
    }
}

/// Takes a project out of a year's list (调出), with the reason. It stays in the book.
///
/// # Errors
/// Forbidden; not in that list; no reason.
pub fn leave(acting: &mut Acting<'_, '_>, id: Id, year: i32, reason: &str) -> Outcome<Project> {
    reasoned(reason)?;
    let before = load(acting, id, Act::ProjectManage)?;
    let known =
        store::years(acting.tx, id)?.into_iter().find(|entry| entry.year == year && entry.left_on.is_none());
    let known = known.ok_or_else(|| Failure::conflict("project-year-unlisted").at("year"))?;
    let entry = Year { left_on: Some(acting.context.now.day()), left_why: reason.trim().to_owned(), ..known };
    changed_year(acting, before, &entry, "project.leave", &json!({ "year": year, "reason": reason }))
}

fn changed_year(
    acting: &mut Acting<'_, '_>,
    before: Project,
    entry: &Year,
    act: &str,
    body: &Value,
) -> Outcome<Project> {
    let next = Project { no: before.no + 1, changed_at: acting.context.now, ..before };
    store::put(acting.tx, &next)?;
    store::put_year(acting.tx, next.id, entry)?;
    told(acting.tx, acting.context, next.id, act, body)?;
    Ok(next)
}

/// Loads a project for `act`, or says that there is none, or that the actor may not.
pub fn load(acting: &mut Acting<'_, '_>, id: Id, act: Act) -> Outcome<Project> {
    let found = store::load(acting.tx, id)?;
    access::require_for(&acting.context.actor, act, &found.target())?;
    Ok(found)
}

/// A project as `actor` may see it, or that there is none.
pub fn seen(tx: &mut Tx<'_>, actor: &Actor, id: Id) -> Outcome<Project> {
    let found = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
    access::require_for(actor, Act::ProjectView, &found.target())?;
    Ok(found)
}

/// The journal entry of an act, and the event of its project.
pub fn told(tx: &mut Tx<'_>, context: &Context, id: Id, act: &str, body: &Value) -> Outcome<()> {
    journal::append(tx, context, act, ("project", id), body)?;
    outbox::emit(tx, context, CHANGED, id, &json!({}))
}

fn reasoned(reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Failure::invalid("project-reason-missing").at("reason"));
    }
    if reason.chars().count() > rules::TEXT_MAX {
        return Err(Failure::invalid("project-text-long").with("most", rules::TEXT_MAX).at("reason"));
    }
    Ok(())
}

/// The data in their usual form, with units, line and parent that there are, and a code of its own.
///
/// # Errors
/// All that is wrong, each at its field.
pub fn checked(acting: &mut Acting<'_, '_>, id: Option<Id>, data: &ProjectData) -> Outcome<ProjectData> {
    let (tx, actor) = (&mut *acting.tx, &acting.context.actor);
    let mut data = data.clone();
    if !data.code.trim().is_empty() {
        data.code = code::normal(&data.code)?;
    }
    data.name = data.name.trim().to_owned();
    data.industry = data.industry.trim().to_owned();
    rules::check(&data)?;
    for (field, unit) in std::iter::once(("lead_unit", data.lead_unit))
        .chain(data.cooperating.iter().map(|unit| ("cooperating", *unit)))
    {
        if units::store::get(tx, unit)?.is_none() {
            return Err(Failure::invalid("project-unit-unknown").at(field));
        }
    }
    if !lines::store::exists(tx, data.line)? {
        return Err(Failure::invalid("project-line-unknown").at("line"));
    }
    people::roster::check(tx, data.leader_link, "leader_link")?;
    if let Some(other) = store::by_code(tx, &data.code)?.filter(|other| Some(*other) != id) {
        return Err(taken(tx, actor, other, &data.code)?.at("code"));
    }
    // A parent, and what is above it, is another project.
    let mut above = data.parent;
    for _ in 0..8 {
        let Some(parent) = above else { return Ok(data) };
        let found = store::find(tx, parent)?.filter(|_| Some(parent) != id);
        above = found.ok_or_else(|| Failure::invalid("project-parent-unknown").at("parent"))?.data.parent;
    }
    Err(Failure::invalid("project-parent-unknown").at("parent"))
}

/// A code that another project has; which one is told to those who may see it.
fn taken(tx: &mut Tx<'_>, actor: &Actor, other: Id, code: &str) -> Outcome<Failure> {
    let failure = match seen(tx, actor, other) {
        Ok(other) => Failure::conflict("project-code-taken").with("name", other.data.name),
        Err(hidden) if hidden.kind == FailureKind::NotFound => Failure::conflict("project-code-taken-hidden"),
        Err(failure) => return Err(failure),
    };
    Ok(failure.with("code", code))
}
