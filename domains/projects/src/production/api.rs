//! The JSON API of production, `/api/v1/projects/{id}/outputs`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Basis, OutputInput};
use super::{commands, rules, store};
use crate::book::store as projects;

/// What a project puts out, against what it was built for.
#[derive(Serialize, JsonSchema)]
struct ProductionOut {
    /// Design capacity in the words of the project.
    capacity: String,
    /// In thousandths of the unit; absent when the words state no number.
    capacity_amount: Option<i64>,
    /// The unit.
    unit: Option<String>,
    /// Whether the months add up to a year; otherwise each month states a level.
    yearly: bool,
    /// 达产率 in per cent, two decimals; absent while nothing can be said.
    rate: Option<String>,
    /// Months, oldest first.
    months: Vec<OutputInput>,
}

pub(super) fn routes(routes: &mut Routes) {
    let path = "/api/v1/projects/{id}/outputs";
    let doc = |id, about| Doc::new(id, "Projects", about);
    routes.api(
        Method::GET,
        path,
        Access::May(Act::ProjectView),
        doc("getProjectOutputs", "What a project puts out, and its rate of the design capacity")
            .gives::<ProductionOut>(),
        get,
    );
    routes.api(
        Method::POST,
        path,
        Access::May(Act::ProjectReport),
        doc("enterProjectOutput", "Enters or corrects the output of a month")
            .takes::<OutputInput>()
            .gives::<ProductionOut>(),
        enter,
    );
}

fn out(tx: &mut Tx<'_>, id: Id, words: &str) -> Outcome<ProductionOut> {
    let outputs = store::of_project(tx, id)?;
    let capacity = rules::capacity(words);
    let rate = capacity.as_ref().and_then(|capacity| rules::rate(capacity, &outputs));
    Ok(ProductionOut {
        capacity: words.to_owned(),
        capacity_amount: capacity.as_ref().map(|one| one.amount),
        unit: capacity.as_ref().map(|one| one.unit.clone()),
        yearly: capacity.is_some_and(|one| one.basis == Basis::Year),
        rate: rate.map(|rate| rate.percent(2)),
        months: outputs
            .into_iter()
            .map(|one| OutputInput { year: one.year, month: one.month, amount: one.amount, note: one.note })
            .collect(),
    })
}

async fn get(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            out(tx, id, &project.data.capacity)
        })
        .await?;
    call.answer(&found)
}

async fn enter(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<OutputInput>()?);
    once(&call, StatusCode::OK, move |acting| {
        commands::enter(acting, id, &input)?;
        let project = projects::find(acting.tx, id)?.ok_or_else(Failure::not_found)?;
        out(acting.tx, id, &project.data.capacity)
    })
    .await
}
