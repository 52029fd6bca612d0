//! The acts on proposals. Each loads, decides, and saves, in one transaction with one journal entry of its own.

use qipan_accounts::access::{self, Act};
use qipan_accounts::units;
use qipan_board::commitments::commands::Acting;
use qipan_board::lines;
use qipan_kernel::{Arg, Context, Failure, Fen, Id, Message, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::{Value, json};

use super::model::{Kind, Proposal, ProposalData, ProposalState, Verdict, VerdictInput};
use super::register::Looked;
use super::rules::{self, Facts};
use super::store;
use crate::book::store as projects;
use crate::record::say;
use crate::savings::store as savings;
use crate::systems::commands::{another_person, reasoned, verdict as said_of};
use crate::systems::duties::{self, DutyKind, Opening};
use crate::systems::model::{Compliance, State, System, SystemData};
use crate::systems::parameters::Parameter;
use crate::systems::{commands as of_systems, parameters_store, store as systems};

/// Topic of the event of every new or changed proposal.
pub const CHANGED: &str = "proposal.changed";

/// Files a proposal with what is like it.
///
/// # Errors
/// Forbidden; what is wrong with the data; a system that is not planned, or waits already.
pub fn file(acting: &mut Acting<'_, '_>, data: &ProposalData, looked: &Looked) -> Outcome<Proposal> {
    access::require(&acting.context.actor, Act::SystemFile)?;
    let data = checked(acting, data)?;
    let now = acting.context.now;
    let one = Proposal {
        id: acting.ids.next(now),
        no: 1,
        state: ProposalState::Waiting,
        data,
        found: looked.0.clone(),
        taxonomy: looked.1.clone(),
        filed: (acting.context.actor.id, acting.context.actor.name.clone(), now),
        changed_at: now,
    };
    store::put(acting.tx, &one)?;
    told(
        acting.tx,
        acting.context,
        one.id,
        "proposal.file",
        &json!({ "data": one.data, "like": like(&one) }),
    )?;
    open_decision(acting, &one)?;
    Ok(one)
}

/// What is like it, in short: for the journal.
fn like(one: &Proposal) -> Value {
    json!(one.found.iter().map(|found| (&found.name, found.score)).collect::<Vec<_>>())
}

fn checked(acting: &mut Acting<'_, '_>, data: &ProposalData) -> Outcome<ProposalData> {
    let mut data = data.clone();
    data.name = data.name.trim().to_owned();
    data.purpose = data.purpose.trim().to_owned();
    rules::check(&data)?;
    let actor = &acting.context.actor;
    if access::visible_units(actor).is_some_and(|units| !units.contains(&data.unit)) {
        return Err(Failure::invalid("system-unit-not-own").at("unit"));
    }
    if units::store::get(acting.tx, data.unit)?.is_none() {
        return Err(Failure::invalid("project-unit-unknown").at("unit"));
    }
    if !lines::store::exists(acting.tx, data.line)? {
        return Err(Failure::invalid("project-line-unknown").at("line"));
    }
    if let Some(project) = data.project
        && projects::find(acting.tx, project)?.is_none()
    {
        return Err(Failure::invalid("system-project-unknown").at("project"));
    }
    if let Some(system) = data.system {
        let found = systems::find(acting.tx, system)?.filter(|one| one.data.unit == data.unit);
        let found = found.ok_or_else(|| Failure::invalid("proposal-target-unknown").at("system"))?;
        let waits = store::of_system(acting.tx, system)?;
        if found.state != State::Planned || waits.iter().any(|one| one.state == ProposalState::Waiting) {
            return Err(Failure::conflict("proposal-system-state").at("system"));
        }
    }
    Ok(data)
}

fn open_decision(acting: &mut Acting<'_, '_>, one: &Proposal) -> Outcome<()> {
    let parameters = parameters_store::load(acting.tx)?;
    let today = acting.context.now.day();
    let alert = parameters.on(Parameter::OverlapAlert, today);
    let statement = say(&Message::new("duty-say-proposal")
        .with("name", one.data.name.as_str())
        .with("count", rules::alerts(&one.found, alert).count()));
    let days = parameters.count_on(Parameter::DecideDays, today);
    duties::open(
        acting,
        &Opening {
            subject: one.id,
            kind: DutyKind::DecideProposal,
            word: "",
            // After a reversal it is decided anew: each state of waiting has a duty of its own.
            cause: Id(one.no),
            statement,
            unit: parameters.office(today).unwrap_or(one.data.unit),
            line: one.data.line,
            start: today,
            due: acting.book.calendar.add_working_days(today, days).day,
            cited: "国办发〔2019〕57号",
        },
    )
}

/// Signs the decision on a proposal: what follows is done with it. `looked` is what is like the proposal now.
///
/// # Errors
/// Forbidden; the same person as who filed it; what `rules::check_verdict` refuses.
pub fn decide(
    acting: &mut Acting<'_, '_>,
    id: Id,
    input: &VerdictInput,
    looked: &Looked,
) -> Outcome<(Proposal, Verdict)> {
    let before = load(acting, id, Act::SystemDecide)?;
    another_person(acting, before.filed.0).map_err(|failure| failure.at("kind"))?;
    let target = match input.target {
        Some(target) => systems::find(acting.tx, target)?.filter(|one| one.state.is_open()),
        None => None,
    };
    let facts = Facts { target_yearly: target.as_ref().map(|one| one.data.yearly) };
    rules::check_verdict(&before, input, &facts)?;
    let now = acting.context.now;
    let actor = &acting.context.actor;
    let verdict = Verdict {
        id: acting.ids.next(now),
        proposal: id,
        input: VerdictInput { reason: input.reason.trim().to_owned(), ..input.clone() },
        found: looked.0.clone(),
        reverses: None,
        signed: (actor.id, actor.name.clone(), now),
    };
    let mut next = Proposal {
        no: before.no + 1,
        state: input.kind.leads_to(),
        found: looked.0.clone(),
        taxonomy: looked.1.clone(),
        changed_at: now,
        ..before
    };
    if next.state == ProposalState::GoesOn && next.data.system.is_none() {
        next.data.system = Some(enter(acting, &next.data)?.id);
    }
    store::put(acting.tx, &next)?;
    store::sign(acting.tx, &verdict)?;
    let body = json!({ "verdict": verdict.id, "decided": verdict.input, "like": like(&next) });
    told(acting.tx, acting.context, id, "proposal.decide", &body)?;
    if input.avoided.0 > 0 {
        savings::post(acting, &next, &verdict, input.avoided)?;
    }
    let said = said_of(next.state == ProposalState::GoesOn, &verdict.input.reason);
    duties::meet(acting, id, &said, |duty| duty.kind == DutyKind::DecideProposal)?;
    if let Some(target) = target {
        carry_out(acting, &next, &verdict, &target)?;
    }
    settle_system(acting, &next)?;
    Ok((next, verdict))
}

/// Whoever has to merge, to use or to retire gets the duty to do it.
fn carry_out(acting: &mut Acting<'_, '_>, one: &Proposal, verdict: &Verdict, target: &System) -> Outcome<()> {
    let parameters = parameters_store::load(acting.tx)?;
    let today = acting.context.now.day();
    let (key, unit) = match verdict.input.kind {
        Kind::Merge => ("duty-say-merge", one.data.unit),
        Kind::Reuse => ("duty-say-reuse", one.data.unit),
        _ => ("duty-say-retire", target.data.unit),
    };
    let message =
        Message::new(key).with("name", one.data.name.as_str()).with("target", target.data.name.as_str());
    let days = parameters.count_on(Parameter::RectifyDays, today);
    duties::open(
        acting,
        &Opening {
            subject: one.id,
            kind: DutyKind::CarryOut,
            word: verdict.input.kind.as_str(),
            cause: verdict.id,
            statement: say(&message),
            unit,
            line: one.data.line,
            start: today,
            due: acting.book.calendar.add_working_days(today, days).day,
            cited: "国办发〔2019〕57号",
        },
    )
}

/// Enters what was proposed in the register, as planned: a consequence of the decision, whoever signed it.
fn enter(acting: &mut Acting<'_, '_>, data: &ProposalData) -> Outcome<System> {
    let now = acting.context.now;
    let system = System {
        id: acting.ids.next(now),
        no: 1,
        state: State::Planned,
        completed_on: None,
        accepted_on: None,
        retired_on: None,
        evaluated_on: None,
        data: of_systems::tidy(&SystemData {
            name: data.name.clone(),
            short: String::new(),
            code: String::new(),
            unit: data.unit,
            users: Vec::new(),
            line: data.line,
            purpose: data.purpose.clone(),
            functions: data.functions.clone(),
            items: data.items.clone(),
            interfaces: String::new(),
            level: 0,
            invested: data.amount,
            estimate: Fen(0),
            yearly: data.yearly,
            vendor: String::new(),
            launched: None,
            project: data.project,
            basis: data.basis.clone(),
        }),
        compliance: Compliance::fresh(),
        created_at: now,
        changed_at: now,
    };
    systems::put(acting.tx, &system)?;
    let body = json!({ "data": system.data, "state": system.state });
    of_systems::told(acting.tx, acting.context, system.id, "system.create", &body)?;
    Ok(system)
}

/// The conditions of the system's gate follow what was decided.
fn settle_system(acting: &mut Acting<'_, '_>, one: &Proposal) -> Outcome<()> {
    let Some(system) = one.data.system else { return Ok(()) };
    match systems::find(acting.tx, system)? {
        Some(system) => of_systems::settle(acting, &system),
        None => Ok(()),
    }
}

/// Reverses the decision that stands: by another person than who filed and who signed, with a reason; the proposal waits again, what was avoided is
/// posted back.
///
/// # Errors
/// Forbidden; what `rules::may_reverse` refuses; its system is being built.
pub fn reverse(acting: &mut Acting<'_, '_>, id: Id, verdict: Id, reason: &str) -> Outcome<Proposal> {
    let before = load(acting, id, Act::SystemDecide)?;
    let verdicts = store::verdicts(acting.tx, id)?;
    let one = rules::may_reverse(before.filed.0, &verdicts, verdict, acting.context.actor.id, reason)?;
    if let (ProposalState::GoesOn, Some(system)) = (before.state, before.data.system) {
        let begun = systems::find(acting.tx, system)?.is_some_and(|found| found.state != State::Planned);
        if begun {
            return Err(Failure::conflict("proposal-begun").at("reason"));
        }
    }
    let now = acting.context.now;
    let actor = &acting.context.actor;
    let reversal = Verdict {
        id: acting.ids.next(now),
        proposal: id,
        input: VerdictInput {
            kind: Kind::Reverse,
            target: None,
            reason: reason.trim().to_owned(),
            avoided: Fen(0),
        },
        found: Vec::new(),
        reverses: Some(verdict),
        signed: (actor.id, actor.name.clone(), now),
    };
    let next = Proposal { no: before.no + 1, state: ProposalState::Waiting, changed_at: now, ..before };
    store::put(acting.tx, &next)?;
    store::sign(acting.tx, &reversal)?;
    let body = json!({ "verdict": reversal.id, "reverses": verdict, "reason": reversal.input.reason });
    told(acting.tx, acting.context, id, "proposal.reverse", &body)?;
    savings::reverse(acting, &next, &one, &reversal)?;
    let said = say(&Message::new("duty-said-reversed").with("why", Arg::Text(reversal.input.reason)));
    duties::void(acting, id, &said, |duty| duty.kind == DutyKind::CarryOut)?;
    open_decision(acting, &next)?;
    Ok(next)
}

/// Takes a proposal back.
///
/// # Errors
/// Forbidden; it does not wait; no reason.
pub fn withdraw(acting: &mut Acting<'_, '_>, id: Id, reason: &str) -> Outcome<Proposal> {
    reasoned(reason)?;
    let before = load(acting, id, Act::SystemFile)?;
    if before.state != ProposalState::Waiting {
        return Err(Failure::conflict("filing-decided").at("reason"));
    }
    let next = Proposal {
        no: before.no + 1,
        state: ProposalState::Withdrawn,
        changed_at: acting.context.now,
        ..before
    };
    store::put(acting.tx, &next)?;
    told(acting.tx, acting.context, id, "proposal.withdraw", &json!({ "reason": reason }))?;
    duties::void(acting, id, reason, |_| true)?;
    Ok(next)
}

/// Loads a proposal for `act`, or says that there is none, or that the actor may not.
pub fn load(acting: &mut Acting<'_, '_>, id: Id, act: Act) -> Outcome<Proposal> {
    let found = store::load(acting.tx, id)?;
    access::require_for(&acting.context.actor, act, &found.target())?;
    Ok(found)
}

/// The journal entry of an act, and the event of its proposal.
fn told(tx: &mut Tx<'_>, context: &Context, id: Id, act: &str, body: &Value) -> Outcome<()> {
    journal::append(tx, context, act, ("proposal", id), body)?;
    outbox::emit(tx, context, CHANGED, id, &json!({}))
}
