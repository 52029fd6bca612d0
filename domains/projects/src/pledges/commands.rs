//! The acts on contracts, working groups and visits. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act};
use qipan_accounts::people::Roster;
use qipan_accounts::{Units, people, units};
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Day, Failure, Id, Outcome};
use serde_json::json;

use super::model::{Group, GroupInput, Opened, Pledge, PledgeInput, Role, Visit, VisitData, VisitInput};
use super::{rules, store};
use crate::book::commands::{load as load_project, told};
use crate::book::model::{Project, ProjectData};
use crate::book::store as projects;
use crate::problems::model::{AssignInput, Problem, ProblemInput};
use crate::problems::{self};
use crate::work::commands::reasoned;
use crate::work::store as work;
use crate::work::{Sort, Thing};

/// 包联: somebody stands behind a project from a day on.
///
/// # Errors
/// Forbidden; not found; what `rules::check` refuses; a post, person or unit that is not there.
pub fn pledge(acting: &mut Acting<'_, '_>, project: Id, input: &PledgeInput) -> Outcome<Pledge> {
    let found = load_project(acting, project, Act::ProjectManage)?;
    rules::check(input)?;
    people::roster::check(acting.tx, input.bearer, "bearer")?;
    there(acting, input.unit, "unit")?;
    let one = Pledge {
        id: acting.ids.next(acting.context.now),
        project,
        data: PledgeInput { name: input.name.trim().to_owned(), ..input.clone() },
        to: None,
        why: String::new(),
        visited: None,
    };
    store::put(acting.tx, &one)?;
    if one.data.role == Role::Main {
        leads(acting, found, Some(&one.data))?;
    }
    told(
        acting.tx,
        acting.context,
        project,
        "project.pledge",
        &json!({ "pledge": one.id, "data": one.data }),
    )?;
    Ok(one)
}

/// The main leader by contract is the leader of the project, wherever one is shown.
fn leads(acting: &mut Acting<'_, '_>, before: Project, by: Option<&PledgeInput>) -> Outcome<()> {
    let roster = Roster::load(acting.tx)?;
    let units = Units::load(acting.tx)?;
    let today = acting.context.now.day();
    let (leader, leader_link) = match by {
        Some(PledgeInput { bearer: Some(bearer), .. }) => {
            let holder = roster.bearer(*bearer, today).map(|holder| holder.person.name.clone());
            (holder.unwrap_or_else(|| roster.name(*bearer, &units, false)), Some(*bearer))
        }
        Some(PledgeInput { name, .. }) => (name.trim().to_owned(), None),
        None => (String::new(), None),
    };
    let data = ProjectData { leader, leader_link, ..before.data.clone() };
    projects::put(acting.tx, &Project { no: before.no + 1, data, changed_at: acting.context.now, ..before })
}

fn there(acting: &mut Acting<'_, '_>, unit: Option<Id>, field: &'static str) -> Outcome<()> {
    match unit {
        Some(unit) if units::store::get(acting.tx, unit)?.is_none() => {
            Err(Failure::invalid("commitment-unit-unknown").at(field))
        }
        _ => Ok(()),
    }
}

/// A contract ends, with the reason. A successor in its post needs no new one.
///
/// # Errors
/// Forbidden; not found; no reason; ended already.
pub fn end(acting: &mut Acting<'_, '_>, id: Id, last: Day, why: &str) -> Outcome<Pledge> {
    reasoned(why, "why")?;
    let before = store::load(acting.tx, id)?;
    let project = load_project(acting, before.project, Act::ProjectManage)?;
    if before.to.is_some() {
        return Err(Failure::conflict("pledge-ended"));
    }
    if last < before.data.from {
        return Err(Failure::invalid("pledge-end-before").at("to"));
    }
    let next = Pledge { to: Some(last), why: why.trim().to_owned(), ..before };
    store::put(acting.tx, &next)?;
    if next.data.role == Role::Main {
        let others = store::of_project(acting.tx, next.project)?;
        leads(acting, project, store::main(&others).map(|one| &one.data))?;
    }
    let body = json!({ "pledge": id, "to": last, "reason": why.trim() });
    told(acting.tx, acting.context, next.project, "project.pledge-end", &body)?;
    Ok(next)
}

/// 专班: forms a working group for projects.
///
/// # Errors
/// Forbidden; what `rules::check_group` refuses; units, people or projects that are not there.
pub fn form(acting: &mut Acting<'_, '_>, input: &GroupInput) -> Outcome<Group> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    rules::check_group(input)?;
    people::roster::check(acting.tx, input.head, "head")?;
    there(acting, Some(input.lead_unit), "lead_unit")?;
    for member in &input.members {
        there(acting, Some(member.unit), "members")?;
    }
    let unknown = |_| Failure::invalid("work-project-unknown").at("projects");
    for project in &input.projects {
        load_project(acting, *project, Act::ProjectManage).map_err(unknown)?;
    }
    let data = GroupInput { name: input.name.trim().to_owned(), ..input.clone() };
    let from = acting.context.now.day();
    let group = Group { id: acting.ids.next(acting.context.now), no: 1, data, from, to: None };
    store::put_group(acting.tx, &group)?;
    let first = input.projects.first().copied().unwrap_or(group.id);
    told(
        acting.tx,
        acting.context,
        first,
        "project.group",
        &json!({ "group": group.id, "data": group.data }),
    )?;
    Ok(group)
}

/// 走访: notes a visit with what was found and promised, and opens the problems that came up. The supervision office gives them
/// out at once where it names unit and limit; others propose them.
///
/// # Errors
/// Forbidden; not found; what `rules::check_visit` refuses; a contract of another project.
pub fn visit(acting: &mut Acting<'_, '_>, project: Id, input: &VisitInput) -> Outcome<Visit> {
    load_project(acting, project, Act::ProjectReport)?;
    let (now, today) = (acting.context.now, acting.context.now.day());
    rules::check_visit(input, today)?;
    if let Some(pledge) = input.pledge
        && !store::of_project(acting.tx, project)?.iter().any(|one| one.id == pledge)
    {
        return Err(Failure::invalid("visit-pledge-unknown").at("pledge"));
    }
    let one = Visit {
        id: acting.ids.next(now),
        project,
        pledge: input.pledge,
        day: input.day,
        data: VisitData {
            who: input.who.trim().to_owned(),
            found: input.found.trim().to_owned(),
            promised: input.promised.trim().to_owned(),
        },
        entered_at: now,
        entered_by: acting.context.actor.name.clone(),
    };
    store::add_visit(acting.tx, &one)?;
    work::link(acting.tx, Thing::new(Sort::Project, project), one.thing(), now)?;
    let body = json!({ "visit": one.id, "pledge": one.pledge, "day": one.day, "data": one.data });
    told(acting.tx, acting.context, project, "project.visit", &body)?;
    for opened in &input.problems {
        open(acting, Some(project), opened, one.thing())?;
    }
    Ok(one)
}

/// Opens a problem from a visit or a meeting; given out at once where a unit and a limit are named and whoever acts may.
///
/// # Errors
/// What the acts on problems refuse.
pub fn open(
    acting: &mut Acting<'_, '_>,
    project: Option<Id>,
    opened: &Opened,
    from: Thing,
) -> Outcome<Problem> {
    let input = ProblemInput {
        project,
        class: opened.class,
        text: opened.text.clone(),
        ask: String::new(),
        line: None,
    };
    let problem = problems::commands::propose(acting, &input, Some(from))?;
    let may = access::may(acting.context.actor.role, Act::ProjectManage);
    let (Some(unit), Some(due_day), true) = (opened.unit, opened.due_day, may) else { return Ok(problem) };
    problems::commands::accept(acting, problem.id, "")?;
    let given =
        AssignInput { unit, cooperating: Vec::new(), person: String::new(), due_day, measure: String::new() };
    problems::commands::assign(acting, problem.id, &given)
}
