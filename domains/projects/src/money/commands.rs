//! The acts on money. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Tx, journal};
use serde_json::json;

use super::model::{Balances, Entry, EntryKind, Order, OrderInput, Terms};
use super::rules::{self, Facts};
use super::store;
use crate::approvals::model::Approval;
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::{approvals, contracts};

/// What orders on the money of a project are decided on.
#[derive(Clone, PartialEq, Debug)]
pub struct Grounds {
    /// Its approvals.
    pub approvals: Vec<Approval>,
    /// Its own balances.
    pub own: Balances,
    /// Its balances with those of its parts.
    pub whole: Balances,
    /// Approved estimates of what it is a part of, each with all that was paid for in it.
    pub above: Vec<(Fen, Fen)>,
}

impl Grounds {
    /// Loads them.
    pub fn of(tx: &mut Tx<'_>, project: &Project) -> Outcome<Grounds> {
        let approvals = approvals::store::of_project(tx, project.id)?;
        let (own, whole) = (store::balances(tx, project.id)?, store::whole(tx, project.id)?);
        let mut above = Vec::new();
        let mut parent = project.data.parent;
        for _ in 0..8 {
            let Some(found) = (match parent {
                Some(id) => projects::find(tx, id)?,
                None => None,
            }) else {
                break;
            };
            let known = approvals::store::of_project(tx, found.id)?;
            if let Some(most) = approvals::rules::ceiling(&known) {
                above.push((most, store::whole(tx, found.id)?.costs(None)));
            }
            parent = found.data.parent;
        }
        Ok(Grounds { approvals, own, whole, above })
    }

    /// As the facts of rules.
    pub fn facts<'f>(&'f self, project: &'f Project) -> Facts<'f> {
        Facts { project, approvals: &self.approvals, own: &self.own, whole: &self.whole, above: &self.above }
    }
}

/// Posts what was planned, paid in, paid out, released or returned.
///
/// # Errors
/// Forbidden; a day that is to come; no voucher, or one that stands already; what `rules::postings` refuses.
pub fn post(acting: &mut Acting<'_, '_>, project: Id, input: &OrderInput) -> Outcome<Entry> {
    let found = load(acting, project, Act::FundPost)?;
    let now = acting.context.now;
    let day = input.day.unwrap_or_else(|| now.day());
    check(input, day > now.day())?;
    let kind = input.order.kind();
    let paper = input.paper.trim();
    if kind != EntryKind::Plan && store::with_paper(acting.tx, project, kind, paper)?.is_some() {
        return Err(Failure::conflict("fund-paper-taken").at("paper"));
    }
    if let Some(contract) = input.contract {
        let (amount, kept) = match &input.order {
            Order::PayOut { amount, kept, .. } => (*amount, *kept),
            _ => (Fen(0), Fen(0)),
        };
        contracts::commands::may_pay(acting.tx, project, contract, amount, kept)?;
    }
    let grounds = Grounds::of(acting.tx, &found)?;
    let postings = rules::postings(&grounds.facts(&found), &input.order, day)?;
    let entry = Entry {
        id: acting.ids.next(now),
        kind,
        day,
        at: now,
        by: acting.context.actor.id,
        by_name: acting.context.actor.name.clone(),
        paper: paper.to_owned(),
        note: input.note.trim().to_owned(),
        contract: input.contract,
        reverses: None,
        reversed_by: None,
        postings,
    };
    store::post(acting.tx, project, &entry)?;
    told(
        acting.tx,
        acting.context,
        project,
        "fund.post",
        &json!({ "entry": entry.id, "input": input, "day": day }),
    )?;
    Ok(entry)
}

fn check(input: &OrderInput, to_come: bool) -> Outcome<()> {
    let mut wrong = Vec::new();
    if to_come {
        wrong.push(Failure::invalid("project-day-to-come").at("day"));
    }
    if input.paper.trim().is_empty() && !matches!(input.order, Order::Plan { .. }) {
        wrong.push(Failure::invalid("fund-paper").at("paper"));
    }
    if input.paper.chars().count() > LINE_MAX {
        wrong.push(Failure::invalid("project-text-long").with("most", LINE_MAX).at("paper"));
    }
    if input.note.chars().count() > TEXT_MAX {
        wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("note"));
    }
    if input.contract.is_some() && !matches!(input.order, Order::PayOut { .. } | Order::Release { .. }) {
        wrong.push(Failure::invalid("fund-contract-for").at("contract"));
    }
    Failure::collect(wrong)
}

/// Takes an entry back by another with the other sign (冲销). Postings are never changed.
///
/// # Errors
/// Forbidden; not found; no reason; taken back already, or itself a reversal; by who posted it; what `rules::reversal`
/// refuses.
pub fn reverse(acting: &mut Acting<'_, '_>, project: Id, id: Id, reason: &str) -> Outcome<Entry> {
    let found = load(acting, project, Act::FundReverse)?;
    let before = store::find(acting.tx, project, id)?.ok_or_else(Failure::not_found)?;
    if reason.trim().is_empty() {
        return Err(Failure::invalid("project-reason-missing").at("reason"));
    }
    if reason.chars().count() > TEXT_MAX {
        return Err(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("reason"));
    }
    if before.reversed_by.is_some() || before.kind == EntryKind::Reversal {
        return Err(Failure::conflict("fund-reversed").at("reason"));
    }
    if before.by == acting.context.actor.id && !access::is_system(&acting.context.actor) {
        return Err(Failure::conflict("fund-reverse-own").at("reason"));
    }
    let grounds = Grounds::of(acting.tx, &found)?;
    let postings =
        rules::reversal(&grounds.facts(&found), &before.postings).map_err(|failure| failure.at("reason"))?;
    let now = acting.context.now;
    let entry = Entry {
        id: acting.ids.next(now),
        kind: EntryKind::Reversal,
        day: now.day(),
        at: now,
        by: acting.context.actor.id,
        by_name: acting.context.actor.name.clone(),
        note: reason.trim().to_owned(),
        reverses: Some(id),
        postings,
        ..before
    };
    store::post(acting.tx, project, &entry)?;
    let body = json!({ "entry": entry.id, "reverses": id, "reason": reason });
    told(acting.tx, acting.context, project, "fund.reverse", &body)?;
    Ok(entry)
}

/// Sets by what idle money and the light of payment are told.
///
/// # Errors
/// Forbidden; what `rules::check_terms` refuses.
pub fn set_terms(acting: &mut Acting<'_, '_>, terms: Terms) -> Outcome<()> {
    access::require(&acting.context.actor, Act::RuleSetManage)?;
    rules::check_terms(terms)?;
    let id = acting.ids.next(acting.context.now);
    store::set_terms(acting.tx, id, terms, (acting.context.now, &acting.context.actor.name))?;
    journal::append(acting.tx, acting.context, "fund.terms", ("fund", id), &json!(terms)).map(drop)
}
