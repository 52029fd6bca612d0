//! The acts on contracts and budgets. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::Tx;
use serde_json::json;

use super::model::{BudgetInput, ChangeInput, Contract, ContractInput, PersonInput, SettlementInput};
use super::rules::{self, Compared};
use super::store;
use crate::approvals;
use crate::approvals::model::Paper;
use crate::approvals::rules::{approved, ceiling};
use crate::book::commands::{load, told};

/// Enters a contract.
///
/// # Errors
/// Forbidden; a project that is over; a day that is to come; what `rules::may_sign` refuses.
pub fn sign(acting: &mut Acting<'_, '_>, project: Id, input: &ContractInput) -> Outcome<Id> {
    let found = load(acting, project, Act::FundPost)?;
    if !found.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    let now = acting.context.now;
    if input.signed_on > now.day() {
        return Err(Failure::invalid("project-day-to-come").at("signed_on"));
    }
    let others = store::of_project(acting.tx, project)?;
    rules::may_sign(input, sum(&others, None), limit(acting.tx, project)?)?;
    let id = acting.ids.next(now);
    store::insert(acting.tx, (id, project), input, (now, &acting.context.actor.name))?;
    told(acting.tx, acting.context, project, "contract.sign", &json!({ "contract": id, "terms": input }))?;
    Ok(id)
}

/// Changes a contract's amount.
///
/// # Errors
/// Forbidden; not found; what `rules::may_change` refuses.
pub fn change(acting: &mut Acting<'_, '_>, project: Id, contract: Id, input: &ChangeInput) -> Outcome<()> {
    load(acting, project, Act::FundPost)?;
    let all = store::of_project(acting.tx, project)?;
    let one = find(&all, contract)?;
    rules::may_change(one, input, sum(&all, Some(contract)), limit(acting.tx, project)?)?;
    let now = acting.context.now;
    let id = acting.ids.next(now);
    store::change(acting.tx, (id, contract), input, (now, &acting.context.actor.name))?;
    told(
        acting.tx,
        acting.context,
        project,
        "contract.change",
        &json!({ "contract": contract, "change": input }),
    )
}

/// Says who answers for a contract from now on; who did before stays in the journal.
///
/// # Errors
/// Forbidden; not found; what `rules::may_replace` refuses.
pub fn replace(acting: &mut Acting<'_, '_>, project: Id, contract: Id, input: &PersonInput) -> Outcome<()> {
    load(acting, project, Act::FundPost)?;
    let all = store::of_project(acting.tx, project)?;
    let one = find(&all, contract)?;
    rules::may_replace(one, input)?;
    let terms = ContractInput {
        manager: input.manager.trim().to_owned(),
        phone: input.phone.trim().to_owned(),
        ..one.terms.clone()
    };
    store::rewrite(acting.tx, contract, &terms)?;
    let before = json!({ "manager": one.terms.manager, "phone": one.terms.phone });
    let body = json!({ "contract": contract, "before": before, "after": input });
    told(acting.tx, acting.context, project, "contract.person", &body)
}

/// Settles a contract (结算).
///
/// # Errors
/// Forbidden; not found; what `rules::may_settle` refuses.
pub fn settle(
    acting: &mut Acting<'_, '_>,
    project: Id,
    contract: Id,
    input: &SettlementInput,
) -> Outcome<()> {
    load(acting, project, Act::FundPost)?;
    let all = store::of_project(acting.tx, project)?;
    rules::may_settle(find(&all, contract)?, input)?;
    store::settle(acting.tx, contract, input, acting.context.now.day())?;
    told(
        acting.tx,
        acting.context,
        project,
        "contract.settle",
        &json!({ "contract": contract, "settlement": input }),
    )
}

/// Enters the budget (施工图预算).
///
/// # Errors
/// Forbidden; what `rules::may_budget` refuses.
pub fn budget(acting: &mut Acting<'_, '_>, project: Id, input: &BudgetInput) -> Outcome<()> {
    load(acting, project, Act::FundPost)?;
    rules::may_budget(input, limit(acting.tx, project)?)?;
    let now = acting.context.now;
    let id = acting.ids.next(now);
    store::add_budget(acting.tx, (id, project), input, (now, &acting.context.actor.name))?;
    told(acting.tx, acting.context, project, "contract.budget", &json!(input))
}

/// Whether so much may be paid under a contract of a project; asked before money is posted.
///
/// # Errors
/// Not found at `contract`; what `rules::may_pay` refuses.
pub fn may_pay(tx: &mut Tx<'_>, project: Id, contract: Id, amount: Fen, kept: Fen) -> Outcome<()> {
    let all = store::of_project(tx, project)?;
    let one = all.iter().find(|one| one.id == contract);
    let one = one.ok_or_else(|| Failure::invalid("contract-unknown").at("contract"))?;
    rules::may_pay(one, amount, kept)
}

/// The estimates of a project side by side.
pub fn estimates(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Compared>> {
    let approvals = approvals::store::of_project(tx, project)?;
    let contracts = store::of_project(tx, project)?;
    let amount = |kind| approved(&approvals, kind).and_then(|one| one.filing.amount);
    let settled: i64 = contracts.iter().filter_map(|one| one.settled.as_ref()).map(|(fen, _, _)| fen.0).sum();
    let all_settled = !contracts.is_empty() && contracts.iter().all(|one| one.settled.is_some());
    let budget = store::budget(tx, project)?.map(|budget| budget.input.amount);
    Ok(rules::compare([
        amount(Paper::Feasibility),
        ceiling(&approvals),
        budget,
        (!contracts.is_empty()).then(|| sum(&contracts, None)),
        all_settled.then_some(Fen(settled)),
        amount(Paper::FinalAccounts),
    ]))
}

fn find(all: &[Contract], contract: Id) -> Outcome<&Contract> {
    all.iter().find(|one| one.id == contract).ok_or_else(Failure::not_found)
}

/// The contracts together, as changed, but for one.
fn sum(all: &[Contract], but: Option<Id>) -> Fen {
    Fen(all.iter().filter(|one| Some(one.id) != but).map(|one| one.most().0).sum())
}

/// The approved estimate of a project.
fn limit(tx: &mut Tx<'_>, project: Id) -> Outcome<Option<Fen>> {
    Ok(ceiling(&approvals::store::of_project(tx, project)?))
}
