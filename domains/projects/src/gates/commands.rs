//! The acts on gates. Each loads, decides, and saves, in one transaction with one journal entry of its own.

use std::collections::BTreeMap;

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_store::Tx;
use serde_json::json;

use super::model::{Check, Gate, GateInput, GateState, Paper, Request};
use super::rules::{self, Facts, Overlap};
use super::store;
use crate::proposals;
use crate::record::say;
use crate::systems::commands::{another_person, clocks, load, reasoned, told, verdict};
use crate::systems::duties::{self, DutyKind, Opening};
use crate::systems::model::System;
use crate::systems::money::MoneyState;
use crate::systems::parameters::Parameter;
use crate::systems::{money_store, parameters_store, store as systems};

/// Files a request to go through a gate. What is open on its checklist becomes a duty of the unit; deciding it becomes a
/// duty of the office.
///
/// # Errors
/// Forbidden; what `rules::check` refuses; another request of the system waits.
pub fn file(acting: &mut Acting<'_, '_>, id: Id, input: &GateInput) -> Outcome<Request> {
    let system = load(acting, id, Act::SystemFile)?;
    rules::check(input, system.state)?;
    if store::open_of(acting.tx, id)?.is_some() {
        return Err(Failure::conflict("gate-waits").at("gate"));
    }
    let now = acting.context.now;
    let mut input = input.clone();
    input.papers.retain(|_, text| !text.trim().is_empty());
    let checklist = checklist(acting.tx, &system, input.gate, &input.papers)?;
    let one = Request {
        id: acting.ids.next(now),
        system: id,
        input,
        state: GateState::Waiting,
        checklist,
        filed: (acting.context.actor.id, acting.context.actor.name.clone(), now),
        decided: None,
        reason: String::new(),
    };
    store::put(acting.tx, &one)?;
    let open: Vec<&str> =
        one.checklist.iter().filter(|check| !check.met).map(|check| check.word.as_str()).collect();
    let body = json!({ "request": one.id, "gate": one.input.gate, "papers": one.input.papers, "open": open });
    told(acting.tx, acting.context, id, "system.gate-file", &body)?;
    open_duties(acting, &system, &one)?;
    Ok(one)
}

fn open_duties(acting: &mut Acting<'_, '_>, system: &System, one: &Request) -> Outcome<()> {
    let parameters = parameters_store::load(acting.tx)?;
    let today = acting.context.now.day();
    let within = |acting: &Acting<'_, '_>, parameter| {
        acting.book.calendar.add_working_days(today, parameters.count_on(parameter, today)).day
    };
    let gate = qipan_kernel::Arg::Key(one.input.gate.key().into());
    let name = system.data.name.as_str();
    for check in one.checklist.iter().filter(|check| !check.met) {
        let says = say(&check.says);
        let message = Message::new("duty-say-condition").with("system", name).with("gate", gate.clone());
        let due = within(acting, Parameter::ConditionDays);
        duties::open(
            acting,
            &Opening {
                subject: system.id,
                kind: DutyKind::Condition,
                word: &check.word,
                cause: one.id,
                statement: say(&message.with("condition", says)),
                unit: system.data.unit,
                line: system.data.line,
                start: today,
                due,
                cited: "国办发〔2019〕57号",
            },
        )?;
    }
    let due = within(acting, Parameter::DecideDays);
    let statement = say(&Message::new("duty-say-gate").with("system", name).with("gate", gate));
    duties::open(
        acting,
        &Opening {
            subject: system.id,
            kind: DutyKind::DecideGate,
            word: "",
            cause: one.id,
            statement,
            unit: parameters.office(today).unwrap_or(system.data.unit),
            line: system.data.line,
            start: today,
            due,
            cited: "国办发〔2019〕57号",
        },
    )
}

/// Adds papers to a request that waits.
///
/// # Errors
/// Forbidden; it does not wait; a paper that the gate does not ask for.
pub fn supply(
    acting: &mut Acting<'_, '_>,
    request: Id,
    papers: &BTreeMap<Paper, String>,
) -> Outcome<Request> {
    let mut one = store::load(acting.tx, request)?;
    let system = load(acting, one.system, Act::SystemFile)?;
    waits(&one)?;
    one.input.papers.extend(papers.iter().map(|(paper, text)| (*paper, text.trim().to_owned())));
    one.input.papers.retain(|_, text| !text.is_empty());
    rules::check(&one.input, system.state)?;
    store::put(acting.tx, &one)?;
    let body = json!({ "request": request, "papers": papers });
    told(acting.tx, acting.context, system.id, "system.gate-supply", &body)?;
    settle(acting, &system)?;
    Ok(one)
}

/// Signs the decision on a request. Passing needs every line of the checklist, refusing needs a reason, and both another
/// person than who filed it.
///
/// # Errors
/// Forbidden; the same person; decided already; everything that is open; a refusal without a reason.
pub fn decide(acting: &mut Acting<'_, '_>, request: Id, pass: bool, reason: &str) -> Outcome<Request> {
    access::require(&acting.context.actor, Act::SystemDecide)?;
    let one = store::load(acting.tx, request)?;
    let system = load(acting, one.system, Act::SystemDecide)?;
    another_person(acting, one.filed.0)?;
    waits(&one)?;
    let checklist = checklist(acting.tx, &system, one.input.gate, &one.input.papers)?;
    if pass {
        rules::all_met(&checklist)?;
    } else {
        reasoned(reason)?;
    }
    let (now, actor) = (acting.context.now, &acting.context.actor);
    let next = Request {
        state: if pass { GateState::Passed } else { GateState::Refused },
        checklist,
        decided: Some((actor.id, actor.name.clone(), now)),
        reason: reason.trim().to_owned(),
        ..one
    };
    store::put(acting.tx, &next)?;
    let body = json!({ "request": request, "gate": next.input.gate, "passed": pass, "reason": next.reason });
    told(acting.tx, acting.context, system.id, "system.gate-decide", &body)?;
    let said = verdict(pass, &next.reason);
    duties::meet(acting, system.id, &said, |duty| {
        duty.kind == DutyKind::DecideGate && duty.cause == request
    })?;
    duties::void(acting, system.id, &said, |duty| duty.kind == DutyKind::Condition && duty.cause == request)?;
    if pass {
        passed(acting, system, &next)?;
    }
    Ok(next)
}

fn passed(acting: &mut Acting<'_, '_>, before: System, request: &Request) -> Outcome<()> {
    let (now, gate) = (acting.context.now, request.input.gate);
    let state = rules::moves(gate, before.state).ok_or_else(|| Failure::conflict("gate-wrong-state"))?;
    let mut next = System { no: before.no + 1, state, changed_at: now, ..before };
    match gate {
        Gate::Use => next.accepted_on = Some(now.day()),
        Gate::Finalise => next.retired_on = Some(now.day()),
        // What was changed with approval is investment: the line of the share is drawn from it from now on.
        Gate::Modify => next.data.invested.0 += request.input.amount.0,
        Gate::Establish => {}
    }
    systems::put(acting.tx, &next)?;
    clocks(acting, &next)?;
    crate::systems::commands::settle(acting, &next)?;
    if gate == Gate::Finalise {
        let said = say(&Message::new("duty-said-retired"));
        duties::void(acting, next.id, &said, |_| true)?;
    }
    Ok(())
}

/// Takes a request back.
///
/// # Errors
/// Forbidden; it does not wait; no reason.
pub fn withdraw(acting: &mut Acting<'_, '_>, request: Id, reason: &str) -> Outcome<Request> {
    reasoned(reason)?;
    let one = store::load(acting.tx, request)?;
    let system = load(acting, one.system, Act::SystemFile)?;
    waits(&one)?;
    let (now, actor) = (acting.context.now, &acting.context.actor);
    let next = Request {
        state: GateState::Withdrawn,
        decided: Some((actor.id, actor.name.clone(), now)),
        reason: reason.trim().to_owned(),
        ..one
    };
    store::put(acting.tx, &next)?;
    let body = json!({ "request": request, "reason": next.reason });
    told(acting.tx, acting.context, system.id, "system.gate-withdraw", &body)?;
    duties::void(acting, system.id, reason, |duty| duty.cause == request)?;
    Ok(next)
}

/// Closes the conditions of the waiting request that are met now.
pub fn settle(acting: &mut Acting<'_, '_>, system: &System) -> Outcome<()> {
    let Some(one) = store::open_of(acting.tx, system.id)? else { return Ok(()) };
    let checklist = checklist(acting.tx, system, one.input.gate, &one.input.papers)?;
    let said = say(&Message::new("duty-said-condition"));
    duties::meet(acting, system.id, &said, |duty| {
        duty.kind == DutyKind::Condition
            && duty.cause == one.id
            && checklist.iter().any(|check| check.met && check.word == duty.word)
    })
}

fn waits(one: &Request) -> Outcome<()> {
    match one.state {
        GateState::Waiting => Ok(()),
        _ => Err(Failure::conflict("filing-decided").at("decision")),
    }
}

/// The checklist of a gate as the register is now.
pub fn checklist(
    tx: &mut Tx<'_>,
    system: &System,
    gate: Gate,
    papers: &BTreeMap<Paper, String>,
) -> Outcome<Vec<Check>> {
    let overlap = match gate {
        Gate::Establish => overlap(tx, system)?,
        _ => Overlap::GoesOn,
    };
    let repeated = systems::confirmed(tx)?.get(&system.id).copied().unwrap_or(0);
    let waiting =
        money_store::of_system(tx, system.id)?.iter().filter(|one| one.state == MoneyState::Waiting).count();
    Ok(rules::checklist(gate, papers, &Facts { system, overlap, repeated, waiting }))
}

/// What was decided of likeness of a system to others.
fn overlap(tx: &mut Tx<'_>, system: &System) -> Outcome<Overlap> {
    let alert = parameters_store::load(tx)?.on(Parameter::OverlapAlert, system.changed_at.day());
    Ok(proposals::rules::seen(&proposals::store::of_system(tx, system.id)?, alert))
}
