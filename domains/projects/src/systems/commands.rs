//! The acts on systems. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act};
use qipan_accounts::table::Table;
use qipan_accounts::{Units, units};
use qipan_board::commitments::commands::Acting;
use qipan_board::lines;
use qipan_kernel::{Context, Day, Failure, Fen, Id, Message, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::{Value, json};

use super::duties::{self, DutyKind, Opening};
use super::model::{Compliance, State, System, SystemData};
use super::money::{self, Facts, Money, MoneyInput, MoneyKind, MoneyState};
use super::parameters::{Parameter, Parameters};
use super::rules::{self, Block};
use super::{import, money_store, parameters_store, store};
use crate::book::store as projects;
use crate::record::say;

/// Topic of the event of every new or changed system.
pub const CHANGED: &str = "system.changed";

/// Enters a system in the register. A unit enters its own; one that is not new comes with its state.
///
/// # Errors
/// Forbidden; what is wrong with the data; a code that another system has.
pub fn create(acting: &mut Acting<'_, '_>, data: &SystemData, state: State) -> Outcome<System> {
    access::require(&acting.context.actor, Act::SystemFile)?;
    let data = checked(acting, None, data)?;
    // What units enter themselves stays to be established; the office takes over what is there already.
    if state != State::Planned {
        access::require(&acting.context.actor, Act::ProjectManage)?;
    }
    let now = acting.context.now;
    let since = data.launched.unwrap_or(now.day()).min(now.day());
    let accepted = matches!(state, State::Accepted | State::Running | State::Retiring | State::Retired);
    let system = System {
        id: acting.ids.next(now),
        no: 1,
        state,
        completed_on: (state == State::Trial).then_some(since),
        accepted_on: accepted.then_some(since),
        retired_on: (state == State::Retired).then_some(now.day()),
        evaluated_on: None,
        data,
        compliance: Compliance::fresh(),
        created_at: now,
        changed_at: now,
    };
    own(acting, &system)?;
    store::put(acting.tx, &system)?;
    told(
        acting.tx,
        acting.context,
        system.id,
        "system.create",
        &json!({ "data": system.data, "state": state }),
    )?;
    clocks(acting, &system)?;
    Ok(system)
}

/// Changes what is written down of a system. `seen` is the state that the editor saw.
///
/// # Errors
/// Forbidden; somebody was faster; what is wrong with the data; no reason.
pub fn change(
    acting: &mut Acting<'_, '_>,
    id: Id,
    seen: i64,
    data: &SystemData,
    reason: &str,
) -> Outcome<System> {
    reasoned(reason)?;
    let before = load(acting, id, Act::SystemFile)?;
    if before.no != seen {
        return Err(Failure::conflict("project-changed-since"));
    }
    let data = checked(acting, Some(id), data)?;
    let next = System { no: before.no + 1, data, changed_at: acting.context.now, ..before };
    own(acting, &next)?;
    store::put(acting.tx, &next)?;
    let body = json!({ "data": next.data, "reason": reason });
    told(acting.tx, acting.context, id, "system.change", &body)?;
    settle(acting, &next)?;
    Ok(next)
}

/// A unit's people enter and change systems of their own unit.
fn own(acting: &Acting<'_, '_>, system: &System) -> Outcome<()> {
    let actor = &acting.context.actor;
    let fine = access::visible_units(actor).is_none_or(|units| units.contains(&system.data.unit));
    if fine { Ok(()) } else { Err(Failure::invalid("system-unit-not-own").at("unit")) }
}

/// Takes a table of systems in, all rows or none, and says how many were entered and changed.
///
/// # Errors
/// Forbidden; every fault of the table, each at its line and column.
pub fn import(
    acting: &mut Acting<'_, '_>,
    table: &Table,
    units: &Units,
    line: Id,
) -> Outcome<(usize, usize)> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    let plan = import::plan(table, units, &store::all(acting.tx)?, line);
    plan.accept()?;
    let reason = say(&Message::new("system-import-reason"));
    for row in &plan.rows {
        let done = match row.change {
            import::Change::Create => create(acting, &row.data, row.state).map(drop),
            import::Change::Amend(id, no) => change(acting, id, no, &row.data, &reason).map(drop),
            import::Change::Same(_) => Ok(()),
        };
        done.map_err(|mut failure| {
            let field = failure.field.take().unwrap_or_default();
            failure.at(format!("{}:{field}", row.line))
        })?;
    }
    let (created, amended, _) = import::counts(&plan);
    Ok((created, amended))
}

/// Takes a step that needs no gate: building is completed, an accepted system runs, one is to be retired or goes on.
///
/// # Errors
/// Forbidden; a day that is to come; a step that there is not.
pub fn step(acting: &mut Acting<'_, '_>, id: Id, to: State, day: Day, note: &str) -> Outcome<System> {
    let before = load(acting, id, Act::SystemFile)?;
    let now = acting.context.now;
    if day > now.day() {
        return Err(Failure::invalid("project-day-to-come").at("day"));
    }
    if !rules::steps(before.state, to) {
        return Err(Failure::conflict("system-step").at("to"));
    }
    let mut next = System { no: before.no + 1, state: to, changed_at: now, ..before };
    match to {
        State::Trial => next.completed_on = Some(day),
        State::Running if next.data.launched.is_none() => next.data.launched = Some(day),
        _ => {}
    }
    store::put(acting.tx, &next)?;
    let body = json!({ "to": to, "day": day, "note": note });
    told(acting.tx, acting.context, id, "system.step", &body)?;
    clocks(acting, &next)?;
    settle(acting, &next)?;
    Ok(next)
}

/// Signs what was found of a system: sharing, listing, catalogue, security, cryptography. Whoever is blocked by it gets
/// the duty to put it right.
///
/// # Errors
/// Forbidden; a day that is to come; an exemption without its basis.
pub fn find(acting: &mut Acting<'_, '_>, id: Id, seen: i64, found: &Compliance) -> Outcome<System> {
    let before = load(acting, id, Act::ProjectManage)?;
    if before.no != seen {
        return Err(Failure::conflict("project-changed-since"));
    }
    rules::check_compliance(found)?;
    let now = acting.context.now;
    let on = found.on.unwrap_or(now.day());
    if on > now.day() {
        return Err(Failure::invalid("project-day-to-come").at("on"));
    }
    let compliance = Compliance { on: Some(on), by: acting.context.actor.name.clone(), ..found.clone() };
    let next = System { no: before.no + 1, compliance, changed_at: now, ..before };
    store::put(acting.tx, &next)?;
    let body = json!({ "found": next.compliance });
    told(acting.tx, acting.context, id, "system.find", &body)?;
    settle(acting, &next)?;
    Ok(next)
}

/// Notes that the results of a system were evaluated, and what came of it.
///
/// # Errors
/// Forbidden; not accepted; before the window begins; a day that is to come; no result.
pub fn evaluate(acting: &mut Acting<'_, '_>, id: Id, day: Day, result: &str) -> Outcome<System> {
    reasoned(result).map_err(|failure| failure.at("result"))?;
    let before = load(acting, id, Act::SystemFile)?;
    if day > acting.context.now.day() {
        return Err(Failure::invalid("project-day-to-come").at("day"));
    }
    let parameters = parameters_store::load(acting.tx)?;
    let accepted = before.accepted_on.unwrap_or(day);
    rules::may_evaluate(&before, day, parameters.count_on(Parameter::EvaluationFrom, accepted))?;
    let next =
        System { no: before.no + 1, evaluated_on: Some(day), changed_at: acting.context.now, ..before };
    store::put(acting.tx, &next)?;
    told(acting.tx, acting.context, id, "system.evaluate", &json!({ "day": day, "result": result }))?;
    duties::meet(acting, id, result, |duty| duty.kind == DutyKind::Evaluation)?;
    Ok(next)
}

/// Files a request for money.
///
/// # Errors
/// Forbidden; what `money::check` refuses: of a blocked system, with the rule.
pub fn ask(acting: &mut Acting<'_, '_>, id: Id, input: &MoneyInput) -> Outcome<Money> {
    let system = load(acting, id, Act::SystemFile)?;
    let parameters = parameters_store::load(acting.tx)?;
    let now = acting.context.now;
    check_money(acting.tx, &system, input, &parameters, now.day())?;
    let recorded = input.kind == MoneyKind::Adjustment;
    let one = Money {
        id: acting.ids.next(now),
        system: id,
        input: MoneyInput { what: input.what.trim().to_owned(), ..input.clone() },
        day: now.day(),
        state: if recorded { MoneyState::Recorded } else { MoneyState::Waiting },
        filed: (acting.context.actor.id, acting.context.actor.name.clone(), now),
        decided: None,
        why: String::new(),
    };
    money_store::put(acting.tx, &one)?;
    told(acting.tx, acting.context, id, "system.ask", &json!({ "request": one.id, "input": one.input }))?;
    if !recorded {
        let days = parameters.count_on(Parameter::DecideDays, now.day());
        let statement = say(&Message::new("duty-say-money")
            .with("system", system.data.name.as_str())
            .with("year", input.year.to_string())
            .with("amount", input.amount.wan()));
        duties::open(
            acting,
            &Opening {
                subject: id,
                kind: DutyKind::DecideMoney,
                word: "",
                cause: one.id,
                statement,
                unit: parameters.office(now.day()).unwrap_or(system.data.unit),
                line: system.data.line,
                start: now.day(),
                due: acting.book.calendar.add_working_days(now.day(), days).day,
                cited: "国办发〔2019〕57号",
            },
        )?;
    }
    Ok(one)
}

fn check_money(
    tx: &mut Tx<'_>,
    system: &System,
    input: &MoneyInput,
    parameters: &Parameters,
    day: Day,
) -> Outcome<()> {
    let blocks = blocks_of(tx, system)?;
    let adjusted = money_store::of_system(tx, system.id)?
        .iter()
        .filter(|one| one.input.kind == MoneyKind::Adjustment)
        .map(|one| one.input.amount.0)
        .sum();
    let facts = Facts { system, blocks: &blocks, parameters, adjusted: Fen(adjusted), day };
    money::check(input, &facts)
}

/// Grants or refuses a request for money. Whoever filed it does not decide it; what has come to block the system since
/// then refuses the granting.
///
/// # Errors
/// Forbidden; the same person; decided already; a refusal without a reason; blocked, with the rule.
pub fn decide(acting: &mut Acting<'_, '_>, request: Id, grant: bool, why: &str) -> Outcome<Money> {
    access::require(&acting.context.actor, Act::SystemDecide)?;
    let one = money_store::load(acting.tx, request)?;
    let system = load(acting, one.system, Act::SystemDecide)?;
    another_person(acting, one.filed.0)?;
    if one.state != MoneyState::Waiting {
        return Err(Failure::conflict("filing-decided").at("decision"));
    }
    if grant {
        let blocks = blocks_of(acting.tx, &system)?;
        money::blocked(&blocks, &system.compliance)?;
    } else {
        reasoned(why)?;
    }
    let actor = &acting.context.actor;
    let next = Money {
        state: if grant { MoneyState::Granted } else { MoneyState::Refused },
        decided: Some((actor.id, actor.name.clone(), acting.context.now)),
        why: why.trim().to_owned(),
        ..one
    };
    money_store::put(acting.tx, &next)?;
    let body = json!({ "request": request, "granted": grant, "why": next.why });
    told(acting.tx, acting.context, next.system, "system.decide", &body)?;
    let said = verdict(grant, &next.why);
    duties::meet(acting, next.system, &said, |duty| {
        duty.kind == DutyKind::DecideMoney && duty.cause == request
    })?;
    Ok(next)
}

/// Rules that whoever filed a request does not decide it.
///
/// # Errors
/// `filing-same-person`.
pub fn another_person(acting: &Acting<'_, '_>, filed_by: Id) -> Outcome<()> {
    if acting.context.actor.id == filed_by && !access::is_system(&acting.context.actor) {
        return Err(Failure::conflict("filing-same-person").at("decision"));
    }
    Ok(())
}

/// What blocks a system now.
pub fn blocks_of(tx: &mut Tx<'_>, system: &System) -> Outcome<Vec<Block>> {
    let repeated = store::confirmed(tx)?.get(&system.id).copied().unwrap_or(0);
    Ok(rules::blocks(system.state, &system.compliance, repeated))
}

/// Opens the clocks that begin with the state of a system: half a year from completion to the application for acceptance,
/// 12 to 24 months from acceptance to the evaluation of its results.
pub fn clocks(acting: &mut Acting<'_, '_>, system: &System) -> Outcome<()> {
    let parameters = parameters_store::load(acting.tx)?;
    let opening = |kind, statement, start, due| Opening {
        subject: system.id,
        kind,
        word: "",
        cause: system.id,
        statement,
        unit: system.data.unit,
        line: system.data.line,
        start,
        due,
        cited: "国办发〔2019〕57号",
    };
    let name = &system.data.name;
    if let (State::Trial, Some(day)) = (system.state, system.completed_on) {
        let months = parameters.count_on(Parameter::AcceptanceMonths, day);
        let statement =
            say(&Message::new("duty-say-acceptance").with("system", name.as_str()).with("months", months));
        duties::open(acting, &opening(DutyKind::Acceptance, statement, day, day.plus_months(months)))?;
    }
    if let (Some(day), None, true) = (system.accepted_on, system.evaluated_on, system.state.is_open()) {
        let from = parameters.count_on(Parameter::EvaluationFrom, day);
        let to = parameters.count_on(Parameter::EvaluationTo, day);
        let (start, due) = rules::evaluation(day, from, to);
        // What was accepted long before it came to the register was to be evaluated before, too.
        if due >= system.created_at.day() {
            let message = Message::new("duty-say-evaluation").with("system", name.as_str());
            let statement = say(&message.with("from", from).with("to", to));
            duties::open(acting, &opening(DutyKind::Evaluation, statement, start, due))?;
        }
    }
    Ok(())
}

/// Opens duties for what blocks a system, closes those for what no longer does, and closes conditions of gates that the
/// register now shows as met.
pub fn settle(acting: &mut Acting<'_, '_>, system: &System) -> Outcome<()> {
    let blocks = blocks_of(acting.tx, system)?;
    let parameters = parameters_store::load(acting.tx)?;
    let today = acting.context.now.day();
    let days = parameters.count_on(Parameter::RectifyDays, today);
    for block in &blocks {
        let what = Message::new(block.todo()).with("system", system.data.name.as_str());
        let statement = say(&what);
        duties::open(
            acting,
            &Opening {
                subject: system.id,
                kind: DutyKind::Rectify,
                word: block.as_str(),
                cause: system.id,
                statement,
                unit: system.data.unit,
                line: system.data.line,
                start: today,
                due: acting.book.calendar.add_working_days(today, days).day,
                cited: "国办发〔2019〕57号",
            },
        )?;
    }
    let gone = |duty: &duties::Duty| {
        duty.kind == DutyKind::Rectify && !blocks.iter().any(|block| block.as_str() == duty.word)
    };
    duties::meet(acting, system.id, &say(&Message::new("duty-said-rectified")), gone)?;
    if system.accepted_on.is_some() {
        let said = say(&Message::new("duty-said-accepted"));
        duties::meet(acting, system.id, &said, |duty| duty.kind == DutyKind::Acceptance)?;
    }
    crate::gates::commands::settle(acting, system)
}

/// A decision with its reason, as the board keeps it.
pub(crate) fn verdict(agreed: bool, why: &str) -> String {
    say(&Message::new(if agreed { "duty-said-agreed" } else { "duty-said-refused" }).with("why", why))
}

/// Loads a system for `act`, or says that there is none, or that the actor may not.
pub fn load(acting: &mut Acting<'_, '_>, id: Id, act: Act) -> Outcome<System> {
    let found = store::load(acting.tx, id)?;
    access::require_for(&acting.context.actor, act, &found.target())?;
    // Who uses a system sees it; only its owner acts on it.
    own(acting, &found).map_err(|_| Failure::forbidden())?;
    Ok(found)
}

/// The journal entry of an act, and the event of its system.
pub fn told(tx: &mut Tx<'_>, context: &Context, id: Id, act: &str, body: &Value) -> Outcome<()> {
    journal::append(tx, context, act, ("system", id), body)?;
    outbox::emit(tx, context, CHANGED, id, &json!({}))
}

/// A reason that is there and not too long.
///
/// # Errors
/// `project-reason-missing`, `system-text-long`.
pub fn reasoned(reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Failure::invalid("project-reason-missing").at("reason"));
    }
    if reason.chars().count() > rules::TEXT_MAX {
        return Err(Failure::invalid("system-text-long").at("reason"));
    }
    Ok(())
}

/// The data in their usual form, with units, line and project that there are, and a code of its own.
pub(crate) fn checked(acting: &mut Acting<'_, '_>, id: Option<Id>, data: &SystemData) -> Outcome<SystemData> {
    let (tx, actor) = (&mut *acting.tx, &acting.context.actor);
    let data = tidy(data);
    rules::check(&data)?;
    for (field, unit) in
        std::iter::once(("unit", data.unit)).chain(data.users.iter().map(|unit| ("users", *unit)))
    {
        if units::store::get(tx, unit)?.is_none() {
            return Err(Failure::invalid("project-unit-unknown").at(field));
        }
    }
    if !lines::store::exists(tx, data.line)? {
        return Err(Failure::invalid("project-line-unknown").at("line"));
    }
    if let Some(project) = data.project
        && projects::find(tx, project)?.is_none()
    {
        return Err(Failure::invalid("system-project-unknown").at("project"));
    }
    if let Some(other) = store::by_code(tx, &data.code)?.filter(|other| Some(*other) != id) {
        // Which one is told to those who may see it.
        let shown = store::find(tx, other)?
            .filter(|one| access::require_for(actor, Act::ProjectView, &one.target()).is_ok());
        let failure = match shown {
            Some(other) => Failure::conflict("system-code-taken").with("name", other.data.name),
            None => Failure::conflict("system-code-taken-hidden"),
        };
        return Err(failure.with("code", data.code.as_str()).at("code"));
    }
    Ok(data)
}

/// Without space around words, without empty and repeated functions and items.
pub(crate) fn tidy(data: &SystemData) -> SystemData {
    let mut data = data.clone();
    for text in [&mut data.name, &mut data.short, &mut data.code, &mut data.purpose, &mut data.vendor] {
        *text = text.trim().to_owned();
    }
    let mut seen = std::collections::HashSet::new();
    data.functions.iter_mut().for_each(|one| *one = one.trim().to_owned());
    data.functions.retain(|one| !one.is_empty() && seen.insert(one.clone()));
    let mut seen = std::collections::HashSet::new();
    data.items.iter_mut().for_each(|one| one.name = one.name.trim().to_owned());
    data.items.retain(|one| !one.name.is_empty() && seen.insert((rules::folded(&one.name), one.part)));
    data
}
