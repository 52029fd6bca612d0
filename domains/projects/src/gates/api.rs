//! The JSON API of gates.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{GateInput, GateState, Paper, Request};
use super::{commands, store};
use crate::api::dto::ReasonIn;
use crate::systems::store as systems;

/// Papers of a request.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PapersIn {
    /// Each by its number or title.
    #[schemars(with = "BTreeMap<String, String>")]
    papers: BTreeMap<Paper, String>,
}

/// A decision.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecideIn {
    /// It passes, or is refused.
    pass: bool,
    /// Why; a refusal needs it.
    #[serde(default)]
    reason: String,
}

/// A line of a checklist.
#[derive(Serialize, JsonSchema)]
struct CheckOut {
    /// Which.
    word: String,
    met: bool,
}

/// A request to go through a gate.
#[derive(Serialize, JsonSchema)]
struct RequestOut {
    id: i64,
    system: i64,
    input: GateInput,
    state: GateState,
    checklist: Vec<CheckOut>,
    filed_by: String,
    filed_at: String,
    decided_by: Option<String>,
    reason: String,
}

impl RequestOut {
    fn of(one: &Request) -> RequestOut {
        RequestOut {
            id: one.id.0,
            system: one.system.0,
            input: one.input.clone(),
            state: one.state,
            checklist: one
                .checklist
                .iter()
                .map(|check| CheckOut { word: check.word.clone(), met: check.met })
                .collect(),
            filed_by: one.filed.1.clone(),
            filed_at: one.filed.2.rfc3339(),
            decided_by: one.decided.as_ref().map(|(_, name, _)| name.clone()),
            reason: one.reason.clone(),
        }
    }
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, filing, deciding) = (May(Act::ProjectView), May(Act::SystemFile), May(Act::SystemDecide));
    let doc = |id, about| Doc::new(id, "Systems", about);
    routes.api(
        Method::GET,
        "/api/v1/systems/{id}/gates",
        view,
        doc("listGates", "Requests of a system to go through gates, newest first").gives::<Vec<RequestOut>>(),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/systems/{id}/gates",
        filing,
        doc("fileGate", "Files a request; what is open becomes commitments on the board")
            .takes::<GateInput>()
            .gives::<RequestOut>()
            .status(201),
        file,
    );
    routes.api(
        Method::POST,
        "/api/v1/systems/gates/{id}/papers",
        filing,
        doc("supplyGatePapers", "Adds papers to a request that waits")
            .takes::<PapersIn>()
            .gives::<RequestOut>(),
        supply,
    );
    routes.api(
        Method::POST,
        "/api/v1/systems/gates/{id}/decide",
        deciding,
        doc("decideGate", "Signs the decision, by another person than who filed it")
            .takes::<DecideIn>()
            .gives::<RequestOut>(),
        decide,
    );
    routes.api(
        Method::POST,
        "/api/v1/systems/gates/{id}/withdraw",
        filing,
        doc("withdrawGate", "Takes a request back").takes::<ReasonIn>().gives::<RequestOut>(),
        withdraw,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let system = systems::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &system.target())?;
            store::of_system(tx, id)
        })
        .await?;
    call.answer(&found.iter().map(RequestOut::of).collect::<Vec<_>>())
}

async fn file(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<GateInput>()?);
    once(&call, StatusCode::CREATED, move |acting| Ok(RequestOut::of(&commands::file(acting, id, &input)?)))
        .await
}

async fn supply(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<PapersIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        Ok(RequestOut::of(&commands::supply(acting, id, &input.papers)?))
    })
    .await
}

async fn decide(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<DecideIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        Ok(RequestOut::of(&commands::decide(acting, id, input.pass, &input.reason)?))
    })
    .await
}

async fn withdraw(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ReasonIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        Ok(RequestOut::of(&commands::withdraw(acting, id, &input.reason)?))
    })
    .await
}
