//! The JSON API of proposals. Amounts are whole fen.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::board::{once, visible};
use qipan_kernel::{Failure, Id, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Found, Kind, Proposal, ProposalData, ProposalState, Verdict, VerdictInput};
use super::pages::{look, shown};
use super::register::Register;
use super::{commands, rules, store};
use crate::api::dto::ReasonIn;

/// Reversing, or taking back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReverseIn {
    /// The decision.
    verdict: i64,
    /// Why.
    reason: String,
}

/// A signed decision.
#[derive(Serialize, JsonSchema)]
struct VerdictOut {
    id: i64,
    kind: Kind,
    target: Option<i64>,
    reason: String,
    /// In fen.
    avoided: i64,
    reverses: Option<i64>,
    signed_by: String,
    signed_at: String,
}

impl VerdictOut {
    fn of(one: &Verdict) -> VerdictOut {
        VerdictOut {
            id: one.id.0,
            kind: one.input.kind,
            target: one.input.target.map(|id| id.0),
            reason: one.input.reason.clone(),
            avoided: one.input.avoided.0,
            reverses: one.reverses.map(|id| id.0),
            signed_by: one.signed.1.clone(),
            signed_at: one.signed.2.rfc3339(),
        }
    }
}

/// A proposal.
#[derive(Serialize, JsonSchema)]
struct ProposalOut {
    id: i64,
    version: i64,
    state: ProposalState,
    data: ProposalData,
    /// What is like it, most alike first.
    found: Vec<Found>,
    /// Version of the taxonomy that it was looked for with.
    taxonomy: String,
    /// Decisions, oldest first.
    verdicts: Vec<VerdictOut>,
    /// The one that stands.
    standing: Option<i64>,
    filed_by: String,
    filed_at: String,
}

impl ProposalOut {
    fn of(one: &Proposal, found: Vec<Found>, verdicts: &[Verdict]) -> ProposalOut {
        ProposalOut {
            id: one.id.0,
            version: one.no,
            state: one.state,
            data: one.data.clone(),
            found,
            taxonomy: one.taxonomy.clone(),
            standing: rules::standing(verdicts).map(|one| one.id.0),
            verdicts: verdicts.iter().map(VerdictOut::of).collect(),
            filed_by: one.filed.1.clone(),
            filed_at: one.filed.2.rfc3339(),
        }
    }
}

/// What is like a proposal.
#[derive(Serialize, JsonSchema)]
struct LookOut {
    found: Vec<Found>,
    taxonomy: String,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, file, decide) = (May(Act::ProjectView), May(Act::SystemFile), May(Act::SystemDecide));
    let doc = |id, about| Doc::new(id, "Systems", about);
    let post = Method::POST;
    routes.api(
        Method::GET,
        "/api/v1/proposals",
        view,
        doc("listProposals", "Proposals of new systems, newest first")
            .gives::<Vec<ProposalOut>>()
            .asks(&[Param { name: "state", about: "waiting, goes-on, dropped or withdrawn" }]),
        list,
    );
    routes.api(
        post.clone(),
        "/api/v1/proposals",
        file,
        doc("fileProposal", "Files a proposal; what is like it is kept with it")
            .takes::<ProposalData>()
            .gives::<ProposalOut>()
            .status(201),
        create,
    );
    routes.api(
        post.clone(),
        "/api/v1/proposals/look",
        file,
        doc("lookForOverlap", "What does the same as this; nothing is filed")
            .takes::<ProposalData>()
            .gives::<LookOut>(),
        look_only,
    );
    routes.api(
        Method::GET,
        "/api/v1/proposals/{id}",
        view,
        doc("getProposal", "One proposal with what is like it and the decisions on it")
            .gives::<ProposalOut>(),
        one,
    );
    routes.api(
        post.clone(),
        "/api/v1/proposals/{id}/decide",
        decide,
        doc("decideProposal", "Signs merge, reuse, retire or go on, by another person than who filed it")
            .takes::<VerdictInput>()
            .gives::<ProposalOut>(),
        decide_one,
    );
    routes.api(
        post.clone(),
        "/api/v1/proposals/{id}/reverse",
        decide,
        doc("reverseProposal", "Reverses the decision that stands, by another person than who filed the proposal and who signed it")
            .takes::<ReverseIn>()
            .gives::<ProposalOut>(),
        reverse,
    );
    routes.api(
        post,
        "/api/v1/proposals/{id}/withdraw",
        file,
        doc("withdrawProposal", "Takes a proposal back").takes::<ReasonIn>().gives::<ProposalOut>(),
        withdraw,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let units = visible(call.actor()?);
    let state = asked::parsed(&call, "state")?;
    let all = call
        .read(move |tx| {
            let mut out = Vec::new();
            for one in store::list(tx, units.as_deref(), state)? {
                let verdicts = store::verdicts(tx, one.id)?;
                out.push(ProposalOut::of(&one, one.found.clone(), &verdicts));
            }
            Ok(out)
        })
        .await?;
    call.answer(&all)
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let register = call.site.part::<Arc<Register>>().clone();
    let found = call
        .read(move |tx| {
            let one = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &one.target())?;
            let (found, _) = shown(&register, tx, &one)?;
            Ok(ProposalOut::of(&one, found, &store::verdicts(tx, id)?))
        })
        .await?;
    call.answer(&found)
}

async fn look_only(call: Call) -> Outcome<Response> {
    let data = call.json::<ProposalData>()?;
    rules::check(&data)?;
    let (found, taxonomy) = look(&call, &data, None).await?;
    call.answer(&LookOut { found, taxonomy })
}

async fn create(call: Call) -> Outcome<Response> {
    let data = call.json::<ProposalData>()?;
    rules::check(&data)?;
    let looked = look(&call, &data, None).await?;
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::file(acting, &data, &looked)?;
        Ok(ProposalOut::of(&made, made.found.clone(), &[]))
    })
    .await
}

async fn decide_one(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<VerdictInput>()?);
    let one = call.read(move |tx| store::find(tx, id)?.ok_or_else(Failure::not_found)).await?;
    let looked = look(&call, &one.data, Some(id)).await?;
    once(&call, StatusCode::OK, move |acting| {
        let (done, _) = commands::decide(acting, id, &input, &looked)?;
        let verdicts = store::verdicts(acting.tx, id)?;
        Ok(ProposalOut::of(&done, done.found.clone(), &verdicts))
    })
    .await
}

async fn reverse(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ReverseIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::reverse(acting, id, Id(input.verdict), &input.reason)?;
        let verdicts = store::verdicts(acting.tx, id)?;
        Ok(ProposalOut::of(&done, done.found.clone(), &verdicts))
    })
    .await
}

async fn withdraw(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ReasonIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::withdraw(acting, id, &input.reason)?;
        let verdicts = store::verdicts(acting.tx, id)?;
        Ok(ProposalOut::of(&done, done.found.clone(), &verdicts))
    })
    .await
}
