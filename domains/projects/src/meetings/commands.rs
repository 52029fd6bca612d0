//! The acts on meetings. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act};
use qipan_accounts::{people, units};
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::store as commitments;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::journal;
use serde_json::json;

use super::model::{DecisionInput, Item, Meeting, MeetingData, MeetingInput, State};
use super::{rules, store};
use crate::book::store as projects;
use crate::problems;
use crate::problems::model::{AssignInput, Filed, ProblemInput};
use crate::work::commands::{Opening, open};
use crate::work::store as work;
use crate::work::{Sort, Thing};

/// Plans a meeting.
///
/// # Errors
/// Forbidden; what `rules::check` refuses; projects, people or an earlier meeting that are not there.
pub fn plan(acting: &mut Acting<'_, '_>, input: &MeetingInput) -> Outcome<Meeting> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    check(acting, None, input)?;
    let now = acting.context.now;
    let year = input.day.year();
    let number = commitments::take_numbers(acting.tx, &format!("meeting-{year}"), 1)?;
    let meeting = Meeting {
        id: acting.ids.next(now),
        no: 1,
        number: format!("XC-{year}-{number:02}"),
        state: State::Planned,
        day: input.day,
        before: input.before,
        data: data(input),
        created_at: now,
        sites: input.sites.clone(),
    };
    saved(acting, &meeting, "meeting.plan", input)?;
    Ok(meeting)
}

/// Changes a meeting that has not been held. `seen` is the state that the editor saw.
///
/// # Errors
/// Forbidden; held already; somebody was faster; what [`plan`] refuses.
pub fn change(acting: &mut Acting<'_, '_>, id: Id, seen: i64, input: &MeetingInput) -> Outcome<Meeting> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    let before = store::load(acting.tx, id)?;
    if before.state != State::Planned {
        return Err(Failure::conflict("meeting-held"));
    }
    if before.no != seen {
        return Err(Failure::conflict("project-changed-since"));
    }
    check(acting, Some(id), input)?;
    let next = Meeting {
        no: before.no + 1,
        day: input.day,
        before: input.before,
        data: data(input),
        sites: input.sites.clone(),
        ..before
    };
    saved(acting, &next, "meeting.change", input)?;
    Ok(next)
}

fn data(input: &MeetingInput) -> MeetingData {
    MeetingData {
        title: input.title.trim().to_owned(),
        place: input.place.trim().to_owned(),
        chair: input.chair.trim().to_owned(),
        chair_link: input.chair_link,
        attendees: input.attendees.trim().to_owned(),
        purpose: input.purpose.trim().to_owned(),
    }
}

fn check(acting: &mut Acting<'_, '_>, id: Option<Id>, input: &MeetingInput) -> Outcome<()> {
    rules::check(input)?;
    people::roster::check(acting.tx, input.chair_link, "chair_link")?;
    for site in &input.sites {
        if projects::find(acting.tx, site.project)?.is_none() {
            return Err(Failure::invalid("work-project-unknown").at("sites"));
        }
    }
    match input.before {
        Some(before) if Some(before) == id || store::find(acting.tx, before)?.is_none() => {
            Err(Failure::invalid("meeting-before-unknown").at("before"))
        }
        _ => Ok(()),
    }
}

fn saved(acting: &mut Acting<'_, '_>, meeting: &Meeting, act: &str, input: &MeetingInput) -> Outcome<()> {
    store::put(acting.tx, meeting)?;
    let subject = ("meeting", meeting.id);
    journal::append(
        acting.tx,
        acting.context,
        act,
        subject,
        &json!({ "number": meeting.number, "data": input }),
    )
    .map(drop)
}

/// 议定事项: enters what was decided at the meeting, in one act: each item becomes a commitment on the board. An item that decides
/// a problem gives the problem out; an item with a class opens a problem of its own.
///
/// # Errors
/// Forbidden; what `rules::check_decisions` refuses; what the acts on problems and the board refuse, with `row` naming the item.
pub fn decide(acting: &mut Acting<'_, '_>, id: Id, all: &[DecisionInput]) -> Outcome<Vec<Item>> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    let before = store::load(acting.tx, id)?;
    rules::check_decisions(&before, all, acting.context.now.day())?;
    let there = store::items(acting.tx, id)?;
    let first = there.last().map_or(1, |item| item.place + 1);
    let mut items = Vec::with_capacity(all.len());
    for (row, one) in all.iter().enumerate() {
        let item = decided(acting, &before, first + row as i64, one).map_err(|mut failure| {
            failure.message = failure.message.with("row", row + 1);
            failure.field = Some("items".into());
            failure
        })?;
        store::add_item(acting.tx, id, &item)?;
        items.push(item);
    }
    let next = Meeting { no: before.no + 1, state: State::Held, ..before };
    store::put(acting.tx, &next)?;
    let body = json!({ "items": items.iter().map(|item| json!({ "text": item.text, "project": item.project,
        "problem": item.problem, "commitment": item.commitment.id })).collect::<Vec<_>>() });
    journal::append(acting.tx, acting.context, "meeting.decide", ("meeting", id), &body)?;
    Ok(items)
}

fn decided(acting: &mut Acting<'_, '_>, meeting: &Meeting, place: i64, one: &DecisionInput) -> Outcome<Item> {
    let (now, text) = (acting.context.now, one.text.trim().to_owned());
    for unit in std::iter::once(one.unit).chain(one.cooperating.iter().copied()) {
        if units::store::get(acting.tx, unit)?.is_none() {
            return Err(Failure::invalid("commitment-unit-unknown"));
        }
    }
    let problem = match (one.problem, one.class) {
        (Some(problem), _) => {
            let found = problems::store::find(acting.tx, problem)?;
            let found = found.ok_or_else(|| Failure::invalid("meeting-problem-unknown"))?;
            if found.project.is_some_and(|project| !meeting.visits(project)) {
                return Err(Failure::invalid("meeting-problem-unknown"));
            }
            if !found.state().unsolved() {
                return Err(Failure::conflict("problem-solved"));
            }
            work::link(acting.tx, meeting.thing(), found.thing(), now)?;
            Some(found)
        }
        (None, Some(class)) => {
            let input = ProblemInput {
                project: one.project,
                class,
                text: text.clone(),
                ask: String::new(),
                line: None,
            };
            Some(problems::commands::propose(acting, &input, Some(meeting.thing()))?)
        }
        (None, None) => None,
    };
    let project = one.project.or(problem.as_ref().and_then(|problem| problem.project));
    let given = problem.as_ref().is_some_and(|problem| problem.filed == Filed::Assigned);
    let commitment = match &problem {
        Some(problem) if !given => {
            if problem.filed == Filed::Proposed {
                problems::commands::accept(acting, problem.id, &meeting.number)?;
            }
            let input = AssignInput {
                unit: one.unit,
                cooperating: one.cooperating.clone(),
                person: String::new(),
                due_day: one.due_day,
                measure: text.clone(),
            };
            let given = problems::commands::assign(acting, problem.id, &input)?;
            given
                .commitment
                .ok_or_else(|| Failure::internal("a problem was given out without a commitment"))?
        }
        // What is given out already gets a further commitment: what the meeting asks beyond it.
        _ => own_commitment(acting, meeting, project, one, &text)?,
    };
    if let Some(problem) = problem.as_ref().filter(|_| given) {
        work::link(acting.tx, problem.thing(), Thing::new(Sort::Commitment, commitment.id), now)?;
    }
    Ok(Item {
        id: acting.ids.next(now),
        place,
        project,
        problem: problem.map(|problem| problem.id),
        text,
        commitment,
    })
}

fn own_commitment(
    acting: &mut Acting<'_, '_>,
    meeting: &Meeting,
    project: Option<Id>,
    one: &DecisionInput,
    text: &str,
) -> Outcome<qipan_board::commitments::model::Commitment> {
    // An item about no site stands in the line of the first one.
    let of = project.or(meeting.sites.first().map(|site| site.project));
    let of = of.ok_or_else(|| Failure::invalid("meeting-sites-none"))?;
    let found = projects::load(acting.tx, of)?;
    let name = project.map_or_else(String::new, |_| format!("{}：", found.data.name));
    let opening = Opening {
        statement: format!("{name}{text}"),
        line: found.data.line,
        unit: one.unit,
        cooperating: one.cooperating.clone(),
        leader: (meeting.data.chair.clone(), meeting.data.chair_link),
        person: String::new(),
        measure: String::new(),
        limit_words: String::new(),
        due_day: Some(one.due_day),
        cited: format!("{}（{}）", meeting.data.title, meeting.number),
        words: text.to_owned(),
    };
    open(acting, meeting.thing(), opening)
}
