//! Approvals in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Approval, Decision, Filing, MoreInput, Opinion, OpinionInput, Stance, State};
use super::{commands, store};
use crate::book::store as projects;
use crate::papers::model::{Of, Paper};
use crate::papers::{PaperOut, pages, store as papers};

/// An opinion.
#[derive(Serialize, JsonSchema)]
struct OpinionOut {
    unit: Option<i64>,
    stance: Stance,
    text: String,
    signed_at: String,
    signed_by: String,
    papers: Vec<PaperOut>,
}

impl OpinionOut {
    fn of(one: &Opinion, papers: &[Paper]) -> OpinionOut {
        OpinionOut {
            unit: one.unit.map(|unit| unit.0),
            stance: one.stance,
            text: one.text.clone(),
            signed_at: one.signed_at.rfc3339(),
            signed_by: one.signed_name.clone(),
            papers: pages::of(papers, Of::Opinion, one.id).map(PaperOut::of).collect(),
        }
    }
}

/// An approval with what was filed, what was said of it and what was decided.
#[derive(Serialize, JsonSchema)]
struct ApprovalOut {
    id: i64,
    state: State,
    filing: Filing,
    filed_at: String,
    filed_by: String,
    opinions: Vec<OpinionOut>,
    decision: Option<Decision>,
    decided_at: Option<String>,
    decided_by: Option<String>,
    /// Papers of the filing, of the report on its estimate, and of the decision.
    papers: Vec<PaperOut>,
}

impl ApprovalOut {
    fn load(tx: &mut Tx<'_>, one: &Approval) -> Outcome<ApprovalOut> {
        let decided = one.decision.as_ref();
        let papers = papers::of_project(tx, one.project)?;
        let own = |sort| pages::of(&papers, sort, one.id).map(PaperOut::of);
        Ok(ApprovalOut {
            id: one.id.0,
            state: one.state,
            filing: one.filing.clone(),
            filed_at: one.filed_at.rfc3339(),
            filed_by: one.filed_name.clone(),
            opinions: store::opinions(tx, one.id)?.iter().map(|said| OpinionOut::of(said, &papers)).collect(),
            decision: decided.map(|decided| decided.decision.clone()),
            decided_at: decided.map(|decided| decided.at.rfc3339()),
            decided_by: decided.map(|decided| decided.name.clone()),
            papers: own(Of::Filing).chain(own(Of::Report)).chain(own(Of::Decision)).collect(),
        })
    }
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let doc = |id, about| Doc::new(id, "Approvals", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/approvals",
        May(Act::ProjectView),
        doc("listApprovals", "What was filed for approval, with opinions and decisions")
            .gives::<Vec<ApprovalOut>>(),
        all,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/approvals",
        May(Act::ApprovalFile),
        doc("fileForApproval", "Files a paper for approval; refused by article")
            .takes::<Filing>()
            .gives::<ApprovalOut>()
            .status(201),
        file,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/approvals/{approval}/opinions",
        May(Act::ApprovalOpinion),
        doc("giveOpinion", "Signs an opinion on what was filed")
            .takes::<OpinionInput>()
            .gives::<ApprovalOut>()
            .status(201),
        say,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/approvals/{approval}/papers",
        May(Act::ApprovalFile),
        doc("addApprovalPapers", "Adds papers to what was filed and waits, by who filed it")
            .takes::<MoreInput>()
            .gives::<ApprovalOut>()
            .status(201),
        add_papers,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/approvals/{approval}/decision",
        May(Act::ApprovalDecide),
        doc("decideApproval", "Approves, refuses with reasons, or sends back; never by who filed it")
            .takes::<Decision>()
            .gives::<ApprovalOut>(),
        decide,
    );
}

async fn all(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            let all = store::of_project(tx, id)?;
            all.iter().map(|one| ApprovalOut::load(tx, one)).collect::<Outcome<Vec<_>>>()
        })
        .await?;
    call.answer(&found)
}

async fn file(call: Call) -> Outcome<Response> {
    let (id, filing) = (call.id("id")?, call.json::<Filing>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        let filed = commands::file(acting, id, &filing)?;
        ApprovalOut::load(acting.tx, &filed)
    })
    .await
}

async fn say(call: Call) -> Outcome<Response> {
    let (id, approval, input) = (call.id("id")?, call.id("approval")?, call.json::<OpinionInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::say(acting, id, approval, &input)?;
        let one = commands::one(acting.tx, id, approval)?;
        ApprovalOut::load(acting.tx, &one)
    })
    .await
}

async fn add_papers(call: Call) -> Outcome<Response> {
    let (id, approval, input) = (call.id("id")?, call.id("approval")?, call.json::<MoreInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::add_papers(acting, id, approval, &input)?;
        let one = commands::one(acting.tx, id, approval)?;
        ApprovalOut::load(acting.tx, &one)
    })
    .await
}

async fn decide(call: Call) -> Outcome<Response> {
    let (id, approval, input) = (call.id("id")?, call.id("approval")?, call.json::<Decision>()?);
    once(&call, StatusCode::OK, move |acting| {
        let decided = commands::decide(acting, id, approval, &input)?;
        ApprovalOut::load(acting.tx, &decided)
    })
    .await
}
