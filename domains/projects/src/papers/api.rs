//! Papers in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::Outcome;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Of, Paper};
use super::{commands, pages, take};

/// A paper.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PaperOut {
    id: i64,
    /// What it belongs to; absent until an act names it.
    of: Option<Of>,
    name: String,
    media_type: String,
    /// Bytes.
    size: i64,
    /// SHA-256 of the bytes.
    digest: String,
    handed_at: String,
    handed_by: String,
}

impl PaperOut {
    pub(crate) fn of(one: &Paper) -> PaperOut {
        PaperOut {
            id: one.id.0,
            of: one.of.map(|(of, _)| of),
            name: one.file.name.clone(),
            media_type: one.file.media.clone(),
            size: one.file.size,
            digest: one.file.digest.clone(),
            handed_at: one.handed_at.rfc3339(),
            handed_by: one.handed_name.clone(),
        }
    }
}

/// Registers the calls.
pub(super) fn routes(routes: &mut Routes) {
    let doc = |id, about| Doc::new(id, "Approvals", about);
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/papers",
        Access::May(Act::ApprovalOpinion),
        doc(
            "handInPapers",
            "Hands papers in: multipart/form-data with `papers`; the filing, opinion, decision or result that follows names them",
        )
        .gives::<Vec<PaperOut>>()
        .status(201),
        hand_in,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/papers/{paper}",
        Access::May(Act::ProjectView),
        doc("getPaper", "The file itself, as it was handed in"),
        pages::give,
    );
}

async fn hand_in(call: Call) -> Outcome<Response> {
    let (id, files) = (call.id("id")?, take::taken(&call, None, Act::ApprovalOpinion).await?);
    once(&call, StatusCode::CREATED, move |acting| {
        let papers = commands::hand_in(acting, id, &files)?;
        Ok(papers.iter().map(PaperOut::of).collect::<Vec<_>>())
    })
    .await
}
