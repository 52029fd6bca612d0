//! Evaluations in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Figures, Form, Grade, State};
use super::{commands, rules, store};
use crate::book::store as projects;

/// An evaluation with its scores.
#[derive(Serialize, JsonSchema)]
struct EvaluationOut {
    year: i32,
    /// Absent while nothing is filled in.
    state: Option<State>,
    form: Form,
    /// What the data say; as they were when it was confirmed.
    figures: Figures,
    /// In hundredths of a point.
    execution: i64,
    /// Of each indicator, in hundredths; `null` while a value is missing.
    scores: Vec<Option<i64>>,
    /// In hundredths.
    total: i64,
    grade: Grade,
}

impl EvaluationOut {
    fn load(tx: &mut Tx<'_>, project: Id, year: i32) -> Outcome<EvaluationOut> {
        let found = projects::find(tx, project)?.ok_or_else(Failure::not_found)?;
        let known = store::find(tx, project, year)?;
        let figures = match known.as_ref().and_then(|known| known.frozen) {
            Some(frozen) => frozen,
            None => commands::figures(tx, &found, year)?,
        };
        let state = known.as_ref().map(|known| known.state);
        let form = known.map(|known| known.form).unwrap_or_default();
        let total = rules::total(&form, &figures);
        Ok(EvaluationOut {
            year,
            state,
            scores: form.indicators.iter().map(|one| rules::score(one, &figures)).collect(),
            execution: rules::execution(&figures),
            total,
            grade: rules::grade(total),
            form,
            figures,
        })
    }
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (report, manage) = (May(Act::ProjectReport), May(Act::ProjectManage));
    let doc = |id, about| Doc::new(id, "Evaluation", about);
    let path = "/api/v1/projects/{id}/evaluations/{year}";
    routes.api(
        Method::GET,
        path,
        May(Act::ProjectView),
        doc(
            "getEvaluation",
            "The self-evaluation of a year with its scores, computed from the ledger and the book",
        )
        .gives::<EvaluationOut>(),
        one,
    );
    routes.api(
        Method::PUT,
        path,
        report,
        doc("saveEvaluation", "Fills the form in").takes::<Form>().gives::<EvaluationOut>(),
        save,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/evaluations/{year}/submit",
        report,
        doc("submitEvaluation", "Submits it, when it is whole and says why what is below its target is")
            .gives::<EvaluationOut>(),
        submit,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/evaluations/{year}/confirm",
        manage,
        doc("confirmEvaluation", "Confirms it, never by who submitted it").gives::<EvaluationOut>(),
        confirm,
    );
    super::post::api::routes(routes);
}

fn year_of(call: &Call) -> Outcome<i32> {
    call.param("year").parse().ok().filter(|year| (2000..=2100).contains(year)).ok_or_else(Failure::not_found)
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, year, actor) = (call.id("id")?, year_of(&call)?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            EvaluationOut::load(tx, id, year)
        })
        .await?;
    call.answer(&found)
}

async fn save(call: Call) -> Outcome<Response> {
    let (id, year, form) = (call.id("id")?, year_of(&call)?, call.json::<Form>()?);
    once(&call, StatusCode::OK, move |acting| {
        commands::save(acting, id, year, &form)?;
        EvaluationOut::load(acting.tx, id, year)
    })
    .await
}

async fn submit(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call)?);
    once(&call, StatusCode::OK, move |acting| {
        commands::submit(acting, id, year)?;
        EvaluationOut::load(acting.tx, id, year)
    })
    .await
}

async fn confirm(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call)?);
    once(&call, StatusCode::OK, move |acting| {
        commands::confirm(acting, id, year)?;
        EvaluationOut::load(acting.tx, id, year)
    })
    .await
}
