//! Post-evaluations in the JSON API.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Aspect, ResultInput};
use super::{commands, store};
use crate::book::commands::seen;
use crate::evaluation::model::Grade;
use crate::papers::model::Of;
use crate::papers::{PaperOut, pages, store as papers};

/// Who evaluates.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceIn {
    evaluator: String,
}

/// What a post-evaluation found.
#[derive(Serialize, JsonSchema)]
struct ResultOut {
    day: String,
    evaluator: String,
    grade: Grade,
    #[schemars(with = "BTreeMap<String, String>")]
    conclusions: BTreeMap<Aspect, String>,
    recommendations: String,
    entered_at: String,
    entered_by: String,
    papers: Vec<PaperOut>,
}

/// A post-evaluation: its clock, and its result once there is one.
#[derive(Serialize, JsonSchema)]
struct PostOut {
    commitment: i64,
    evaluator: String,
    from: String,
    due: String,
    result: Option<ResultOut>,
}

impl PostOut {
    fn load(tx: &mut Tx<'_>, project: Id) -> Outcome<PostOut> {
        let post = store::of(tx, project)?.ok_or_else(Failure::not_found)?;
        let all = papers::of_project(tx, project)?;
        let result = store::result(tx, project)?.map(|result| ResultOut {
            day: result.day.to_string(),
            evaluator: result.evaluator,
            grade: result.grade,
            conclusions: result.conclusions,
            recommendations: result.recommendations,
            entered_at: result.entered_at.rfc3339(),
            entered_by: result.entered_name,
            papers: pages::of(&all, Of::Result, project).map(PaperOut::of).collect(),
        });
        Ok(PostOut {
            commitment: post.commitment.0,
            evaluator: post.evaluator,
            from: post.from.to_string(),
            due: post.due.to_string(),
            result,
        })
    }
}

/// Registers the calls.
pub(in crate::evaluation) fn routes(routes: &mut Routes) {
    use Access::May;
    let doc = |id, about| Doc::new(id, "Evaluation", about).gives::<PostOut>();
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/post-evaluation",
        May(Act::ProjectView),
        doc("getPostEvaluation", "The post-evaluation of a chosen project: its clock, and what was found"),
        one,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/post-evaluation",
        May(Act::ProjectManage),
        doc("choosePostEvaluation", "Chooses it for a post-evaluation: a commitment on the board")
            .takes::<ChoiceIn>()
            .status(201),
        choose,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/post-evaluation/result",
        May(Act::ProjectManage),
        doc("concludePostEvaluation", "Enters what was found, with the report, which closes the commitment")
            .takes::<ResultInput>()
            .status(201),
        conclude,
    );
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            seen(tx, &actor, id)?;
            PostOut::load(tx, id)
        })
        .await?;
    call.answer(&found)
}

async fn choose(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ChoiceIn>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::choose(acting, id, &input.evaluator)?;
        PostOut::load(acting.tx, id)
    })
    .await
}

async fn conclude(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ResultInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::conclude(acting, id, &input)?;
        PostOut::load(acting.tx, id)
    })
    .await
}
