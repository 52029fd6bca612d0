//! The acts on self-evaluations, and what the data say of a year.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Arg, Day, Failure, Fen, Id, Message, Outcome};
use qipan_store::Tx;
use serde_json::json;

use super::model::{Evaluation, Figures, Form, State};
use super::{clock, rules, store};
use crate::approvals;
use crate::approvals::rules::ceiling;
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::book::rules::TEXT_MAX;
use crate::book::store as projects;
use crate::money::model::Source as Fund;
use crate::record::say;
use crate::{invest, money, nodes};

/// What the data say of a project's year.
pub fn figures(tx: &mut Tx<'_>, project: &Project, year: i32) -> Outcome<Figures> {
    let own = money::store::balances(tx, project.id)?;
    let carried = own.carried_over(year);
    let public = Fund::ALL.iter().filter(|source| source.is_public());
    let initial: i64 = money::store::first_plans(tx, project.id, year)?
        .iter()
        .filter(|(account, _)| matches!(account, money::model::Account::Plan(_)))
        .map(|(_, fen)| fen.0)
        .sum();
    let months = invest::rules::months(&invest::store::of_project(tx, project.id)?, year);
    let listed =
        projects::years(tx, project.id)?.into_iter().find(|one| one.year == year && one.left_on.is_none());
    let end = Day::from_ymd(year, 12, 31).unwrap_or(Day(0));
    let nodes = nodes::store::of_project(tx, project.id)?;
    let due: Vec<_> = nodes
        .iter()
        .filter(|node| !node.withdrawn() && node.due_day().year() == year && node.due_day() <= end)
        .collect();
    let in_time = due.iter().filter(|node| node.done_on().is_some_and(|done| done <= node.due_day())).count();
    let approvals = approvals::store::of_project(tx, project.id)?;
    Ok(Figures {
        initial: Fen(initial),
        budget: Fen(own.planned(Some(year)).0 + carried.0),
        public: Fen(public.map(|source| own.plan_of(*source, Some(year)).0).sum()),
        carried,
        paid: own.paid_out(Some(year)),
        invested: Fen(months.iter().filter_map(|(_, done)| *done).map(|fen| fen.0).sum()),
        plan: listed.map_or(Fen(0), |listed| listed.plan),
        nodes: (due.len() as i64, in_time as i64),
        costs: own.sum(|account, of| money::model::Figure::Cost.counts(account) && of <= year),
        estimate: ceiling(&approvals).unwrap_or(project.data.total),
    })
}

/// Whether a year can be evaluated at all.
pub(super) fn check_year(year: i32) -> Outcome<()> {
    if (2000..=2100).contains(&year) {
        return Ok(());
    }
    Err(Failure::invalid("project-year-range").at("year"))
}

/// Fills the form in, or fills it in again; what was submitted is a draft again.
///
/// # Errors
/// Forbidden; a year outside 2000 to 2100; confirmed already; what `rules::check` refuses; what the board refuses.
pub fn save(acting: &mut Acting<'_, '_>, project: Id, year: i32, form: &Form) -> Outcome<()> {
    let found = load(acting, project, Act::ProjectReport)?;
    check_year(year)?;
    rules::check(form)?;
    match store::find(acting.tx, project, year)?.map(|known| known.state) {
        Some(State::Confirmed) => return Err(Failure::conflict("evaluation-confirmed").at("goal")),
        Some(State::Submitted) => {
            let said = say(&Message::new("evaluation-said-again"));
            clock::commands::reopened(acting, project, year, &said)?;
        }
        Some(State::Draft) | None => {}
    }
    clock::commands::begun(acting, &found, year)?;
    store::save(acting.tx, project, year, form, (acting.context.now, &acting.context.actor.name))?;
    told(acting.tx, acting.context, project, "evaluation.save", &json!({ "year": year, "form": form }))
}

/// Submits the form: a claim on the board that it is done.
///
/// # Errors
/// Forbidden; not filled in; submitted already; what `rules::may_submit` refuses; what the board refuses.
pub fn submit(acting: &mut Acting<'_, '_>, project: Id, year: i32) -> Outcome<()> {
    let found = load(acting, project, Act::ProjectReport)?;
    let one = in_state(acting.tx, project, year, State::Draft)?;
    rules::may_submit(&one.form, &figures(acting.tx, &found, year)?)?;
    let (actor, now) = (&acting.context.actor, acting.context.now);
    store::submit(acting.tx, project, year, (actor.id, now, &actor.name))?;
    clock::commands::submitted(acting, project, year)?;
    told(acting.tx, acting.context, project, "evaluation.submit", &json!({ "year": year }))
}

/// Sends a submitted form back to its unit.
///
/// # Errors
/// Forbidden; not submitted; no reason; what the board refuses.
pub fn send_back(acting: &mut Acting<'_, '_>, project: Id, year: i32, why: &str) -> Outcome<()> {
    load(acting, project, Act::ProjectManage)?;
    let why = why.trim();
    if why.is_empty() {
        return Err(Failure::invalid("form-required").at("why"));
    }
    if why.chars().count() > TEXT_MAX {
        return Err(Failure::invalid("form-too-long").with("max", TEXT_MAX).at("why"));
    }
    in_state(acting.tx, project, year, State::Submitted)?;
    store::reopen(acting.tx, project, year)?;
    clock::store::returned(acting.tx, project, year, why)?;
    clock::commands::reopened(acting, project, year, why)?;
    told(acting.tx, acting.context, project, "evaluation.return", &json!({ "year": year, "why": why }))
}

/// Confirms the form; its figures stay as they are now, and its commitment is closed.
///
/// # Errors
/// Forbidden; not submitted; by who submitted it; what the board refuses.
pub fn confirm(acting: &mut Acting<'_, '_>, project: Id, year: i32) -> Outcome<()> {
    let found = load(acting, project, Act::ProjectManage)?;
    let one = in_state(acting.tx, project, year, State::Submitted)?;
    if one.submitted.is_some_and(|(by, _, _)| by == acting.context.actor.id) {
        return Err(Failure::conflict("evaluation-own").at("goal"));
    }
    let figures = figures(acting.tx, &found, year)?;
    store::confirm(acting.tx, project, year, &figures, (acting.context.now, &acting.context.actor.name))?;
    let total = rules::total(&one.form, &figures);
    let said = Message::new("evaluation-said-confirmed")
        .with("score", rules::hundredths(total))
        .with("grade", Arg::Key(rules::grade(total).key().into()));
    clock::commands::confirmed(acting, project, year, &said)?;
    let body = json!({ "year": year, "score": rules::hundredths(total), "figures": figures });
    told(acting.tx, acting.context, project, "evaluation.confirm", &body)
}

fn in_state(tx: &mut Tx<'_>, project: Id, year: i32, state: State) -> Outcome<Evaluation> {
    let found = store::find(tx, project, year)?.ok_or_else(Failure::not_found)?;
    if found.state == state { Ok(found) } else { Err(Failure::conflict("evaluation-state").at("goal")) }
}
