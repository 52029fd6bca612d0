//! Contracts and estimates in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{BudgetInput, ChangeInput, ContractInput, PersonInput, SettlementInput, Step};
use super::{commands, store};
use crate::book::store as projects;

/// A contract.
#[derive(Serialize, JsonSchema)]
struct ContractOut {
    id: i64,
    terms: ContractInput,
    /// As changed, in fen.
    amount: i64,
    changes: Vec<ChangeOut>,
    /// With what is kept back, in fen.
    paid: i64,
    kept: i64,
    settled: Option<i64>,
    settled_on: Option<String>,
    settled_paper: Option<String>,
}

/// A change of a contract.
#[derive(Serialize, JsonSchema)]
struct ChangeOut {
    amount: i64,
    reason: String,
    paper: String,
    day: String,
    by: String,
}

/// An estimate beside the last before it.
#[derive(Serialize, JsonSchema)]
struct EstimateOut {
    step: Step,
    /// In fen.
    amount: Option<i64>,
    /// Above the last before it, in per cent with two decimals.
    over: Option<String>,
    /// By more than a tenth.
    beyond: bool,
}

/// Contracts and estimates of a project.
#[derive(Serialize, JsonSchema)]
struct ContractsOut {
    contracts: Vec<ContractOut>,
    estimates: Vec<EstimateOut>,
}

impl ContractsOut {
    fn load(tx: &mut Tx<'_>, project: Id) -> Outcome<ContractsOut> {
        let contracts = store::of_project(tx, project)?.into_iter().map(|one| ContractOut {
            id: one.id.0,
            amount: one.amount().0,
            changes: one
                .changes
                .iter()
                .map(|change| ChangeOut {
                    amount: change.amount.0,
                    reason: change.reason.clone(),
                    paper: change.paper.clone(),
                    day: change.day.to_string(),
                    by: change.by_name.clone(),
                })
                .collect(),
            paid: one.paid.0,
            kept: one.kept.0,
            settled: one.settled.as_ref().map(|(amount, _, _)| amount.0),
            settled_on: one.settled.as_ref().map(|(_, day, _)| day.to_string()),
            settled_paper: one.settled.as_ref().map(|(_, _, paper)| paper.clone()),
            terms: one.terms,
        });
        let contracts = contracts.collect();
        let estimates = commands::estimates(tx, project)?.into_iter().map(|one| EstimateOut {
            step: one.step,
            amount: one.amount.map(|amount| amount.0),
            over: one.over,
            beyond: one.beyond,
        });
        Ok(ContractsOut { contracts, estimates: estimates.collect() })
    }
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let post = May(Act::FundPost);
    let doc = |id, about| Doc::new(id, "Contracts", about).gives::<ContractsOut>();
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/contracts",
        May(Act::ProjectView),
        doc("listContracts", "Contracts with changes and payments, and the estimates side by side"),
        all,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/contracts",
        post,
        doc("signContract", "Enters a contract; refused above the approved estimate")
            .takes::<ContractInput>()
            .status(201),
        sign,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/contracts/{contract}/changes",
        post,
        doc("changeContract", "Changes the amount of a contract, with its reason and paper")
            .takes::<ChangeInput>()
            .status(201),
        change,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/contracts/{contract}/person",
        post,
        doc("replaceContractPerson", "Says who answers for a contract from now on").takes::<PersonInput>(),
        replace,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/contracts/{contract}/settlement",
        post,
        doc("settleContract", "Settles a contract (结算)").takes::<SettlementInput>(),
        settle,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/budget",
        post,
        doc("enterBudget", "Enters the budget (施工图预算)").takes::<BudgetInput>().status(201),
        budget,
    );
}

async fn all(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            ContractsOut::load(tx, id)
        })
        .await?;
    call.answer(&found)
}

async fn sign(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ContractInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::sign(acting, id, &input)?;
        ContractsOut::load(acting.tx, id)
    })
    .await
}

async fn change(call: Call) -> Outcome<Response> {
    let (id, contract, input) = (call.id("id")?, call.id("contract")?, call.json::<ChangeInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::change(acting, id, contract, &input)?;
        ContractsOut::load(acting.tx, id)
    })
    .await
}

async fn replace(call: Call) -> Outcome<Response> {
    let (id, contract, input) = (call.id("id")?, call.id("contract")?, call.json::<PersonInput>()?);
    once(&call, StatusCode::OK, move |acting| {
        commands::replace(acting, id, contract, &input)?;
        ContractsOut::load(acting.tx, id)
    })
    .await
}

async fn settle(call: Call) -> Outcome<Response> {
    let (id, contract, input) = (call.id("id")?, call.id("contract")?, call.json::<SettlementInput>()?);
    once(&call, StatusCode::OK, move |acting| {
        commands::settle(acting, id, contract, &input)?;
        ContractsOut::load(acting.tx, id)
    })
    .await
}

async fn budget(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<BudgetInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::budget(acting, id, &input)?;
        ContractsOut::load(acting.tx, id)
    })
    .await
}
