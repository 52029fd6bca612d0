//! What asking for a self-evaluation, its form and its review do to the clock; and the acts of asking.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::{self as board, Acting, ReportInput};
use qipan_board::commitments::model::{State, Terms};
use qipan_board::commitments::store as commitments;
use qipan_board::on_board::{self, as_system, close};
use qipan_kernel::{Day, Failure, Id, Message, Outcome, Progress};
use serde_json::json;

use super::model::{AskInput, Clock};
use super::{rules, store};
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::book::store as projects;
use crate::evaluation::commands::check_year;
use crate::record::say;

/// Most projects that are asked in one act.
const MOST: usize = 2_000;

/// Asks for the self-evaluation of a project's year: from now on it is a commitment of its unit.
///
/// # Errors
/// Forbidden; a year outside 2000 to 2100; asked for already; what `rules::may_ask` refuses; what the board refuses.
pub fn ask(acting: &mut Acting<'_, '_>, project: Id, year: i32, input: AskInput) -> Outcome<Clock> {
    let found = load(acting, project, Act::ProjectManage)?;
    let due = limit(acting, year, input)?;
    if store::of(acting.tx, project, year)?.is_some() {
        return Err(Failure::conflict("evaluation-asked").at("due"));
    }
    open(acting, &found, year, due)
}

/// Asks all whose spending of a year is to be evaluated and who were not asked yet; how many they are.
///
/// # Errors
/// Forbidden; a year outside 2000 to 2100; nobody is left to ask; what `rules::may_ask` refuses; what the board refuses.
pub fn ask_all(acting: &mut Acting<'_, '_>, year: i32, input: AskInput) -> Outcome<usize> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    let due = limit(acting, year, input)?;
    let filter = store::Filter { year, unasked: true, ..store::Filter::default() };
    let unasked = store::list(acting.tx, &filter, Id(0), MOST)?;
    let ids: Vec<Id> = unasked.iter().map(|one| one.project).collect();
    if ids.is_empty() {
        return Err(Failure::conflict("evaluation-all-asked").with("year", i64::from(year)).at("due"));
    }
    for project in projects::some(acting.tx, &ids)? {
        open(acting, &project, year, due)?;
    }
    Ok(ids.len())
}

fn limit(acting: &Acting<'_, '_>, year: i32, input: AskInput) -> Outcome<Day> {
    check_year(year)?;
    let today = acting.context.now.day();
    let due = input.due.unwrap_or_else(|| rules::usual(year, today));
    rules::may_ask(year, due, today)?;
    Ok(due)
}

fn open(acting: &mut Acting<'_, '_>, project: &Project, year: i32, due: Day) -> Outcome<Clock> {
    let clock = start(acting, project, year, due)?;
    let body = json!({ "year": year, "due": due, "commitment": clock.commitment });
    told(acting.tx, acting.context, project.id, "evaluation.ask", &body)?;
    Ok(clock)
}

fn start(acting: &mut Acting<'_, '_>, project: &Project, year: i32, due: Day) -> Outcome<Clock> {
    let data = &project.data;
    let statement =
        Message::new("evaluation-say").with("project", data.name.as_str()).with("year", year.to_string());
    let terms = Terms {
        leader: data.leader.clone(),
        leader_link: data.leader_link,
        contact: data.liaison.clone(),
        due_day: Some(due),
        ..on_board::terms(say(&statement), data.line, data.lead_unit, acting.context.now.day())
    };
    let registration = on_board::registration(
        terms,
        String::new(),
        "项目支出绩效评价管理办法（财预〔2020〕10号）".to_owned(),
    );
    let opened = as_system(acting, |acting| on_board::give(acting, &registration))?;
    let clock = Clock {
        commitment: opened.id,
        due,
        asked_name: acting.context.actor.name.clone(),
        returned: String::new(),
    };
    store::start(acting.tx, project.id, year, &clock, acting.context.now)?;
    Ok(clock)
}

/// The unit fills the form in: where nobody has asked for it, its clock begins now.
///
/// # Errors
/// What the board refuses.
pub(crate) fn begun(acting: &mut Acting<'_, '_>, project: &Project, year: i32) -> Outcome<()> {
    if store::of(acting.tx, project.id, year)?.is_some() {
        return Ok(());
    }
    let due = rules::usual(year, acting.context.now.day());
    start(acting, project, year, due).map(drop)
}

/// The form is submitted: its unit claims that it is done.
///
/// # Errors
/// What the board refuses.
pub(crate) fn submitted(acting: &mut Acting<'_, '_>, project: Id, year: i32) -> Outcome<()> {
    let Some(clock) = store::of(acting.tx, project, year)? else { return Ok(()) };
    store::returned(acting.tx, project, year, "")?;
    let said = say(&Message::new("evaluation-said-submitted"));
    as_system(acting, |acting| {
        if commitments::load(acting.tx, clock.commitment)?.version.state == State::Issued {
            board::sign_for(acting, clock.commitment)?;
        }
        match commitments::load(acting.tx, clock.commitment)?.version.state {
            State::Signed | State::InProgress => {
                let input =
                    ReportInput { claimed: Progress::FULL, progress_text: said, ..ReportInput::default() };
                board::report(acting, clock.commitment, &input).map(drop)
            }
            // The office has taken it off the board, or the unit reported of itself.
            _ => Ok(()),
        }
    })
}

/// What was submitted is taken back or sent back: the claim falls.
///
/// # Errors
/// What the board refuses.
pub(crate) fn reopened(acting: &mut Acting<'_, '_>, project: Id, year: i32, why: &str) -> Outcome<()> {
    let Some(clock) = store::of(acting.tx, project, year)? else { return Ok(()) };
    as_system(acting, |acting| match commitments::load(acting.tx, clock.commitment)?.version.state {
        State::Reported | State::Submitted => board::send_back(acting, clock.commitment, why).map(drop),
        _ => Ok(()),
    })
}

/// The form is confirmed: what was asked is done.
///
/// # Errors
/// What the board refuses.
pub(crate) fn confirmed(acting: &mut Acting<'_, '_>, project: Id, year: i32, said: &Message) -> Outcome<()> {
    let Some(clock) = store::of(acting.tx, project, year)? else { return Ok(()) };
    let said = say(said);
    as_system(acting, |acting| close(acting, clock.commitment, &said))
}
