//! Evaluations in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::clock::model::{AskInput, Standing};
use super::model::{Figures, Form, Grade, State};
use super::{clock, commands, rules, store};
use crate::api::dto::ReasonIn;
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
    /// Absent while a value is missing.
    grade: Option<Grade>,
    /// Its limit, where it was asked for or begun.
    due: Option<String>,
    /// What it is on the board.
    commitment: Option<i64>,
    /// Why it was sent back last; empty when it was not.
    returned: String,
}

/// The self-evaluation of a project in the list of a year.
#[derive(Serialize, JsonSchema)]
struct StandingOut {
    project: i64,
    /// Absent while nothing is filled in.
    state: Option<State>,
    /// In hundredths, once it is confirmed.
    total: Option<i64>,
    /// Its limit, where it was asked for or begun.
    due: Option<String>,
    /// What it is on the board.
    commitment: Option<i64>,
    /// Why it was sent back last; empty when it was not.
    returned: String,
}

impl From<&Standing> for StandingOut {
    fn from(one: &Standing) -> StandingOut {
        let clock = one.clock.as_ref();
        StandingOut {
            project: one.project.0,
            state: one.state(),
            total: one.form.as_ref().and_then(|form| Some(rules::total(&form.form, form.frozen.as_ref()?))),
            due: clock.map(|clock| clock.due.to_string()),
            commitment: clock.map(|clock| clock.commitment.0),
            returned: clock.map_or_else(String::new, |clock| clock.returned.clone()),
        }
    }
}

/// The self-evaluations of a year, a page of them.
#[derive(Serialize, JsonSchema)]
struct StandingsOut {
    items: Vec<StandingOut>,
    /// Cursor of the next page.
    after: Option<String>,
}

/// How many were asked.
#[derive(Serialize, JsonSchema)]
struct AskedOut {
    asked: usize,
}

const LISTED: &[Param] = &[
    Param { name: "year", about: "The year; last year when absent" },
    Param { name: "state", about: "none, draft, submitted or confirmed" },
    Param { name: "unit", about: "Lead unit of the project, with all units below it" },
    Param { name: "after", about: "Cursor of the page after" },
];

/// Projects of a page of the list.
const PAGE: usize = 100;

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
        let clock = clock::store::of(tx, project, year)?;
        Ok(EvaluationOut {
            due: clock.as_ref().map(|clock| clock.due.to_string()),
            commitment: clock.as_ref().map(|clock| clock.commitment.0),
            returned: clock.map_or_else(String::new, |clock| clock.returned),
            year,
            state,
            scores: form.indicators.iter().map(|one| rules::score(one, &figures)).collect(),
            execution: rules::execution(&figures),
            total,
            grade: (rules::missing(&form, &figures) == 0).then(|| rules::grade(total)),
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
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/evaluations/{year}/ask",
        manage,
        doc("askEvaluation", "Asks for it by a day: a commitment of its unit on the board")
            .takes::<AskInput>()
            .gives::<EvaluationOut>(),
        ask,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/evaluations/{year}/return",
        manage,
        doc("returnEvaluation", "Sends a submitted one back to its unit")
            .takes::<ReasonIn>()
            .gives::<EvaluationOut>(),
        send_back,
    );
    routes.api(
        Method::GET,
        "/api/v1/evaluations",
        May(Act::ProjectView),
        doc("listEvaluations", "The self-evaluations of a year").asks(LISTED).gives::<StandingsOut>(),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/evaluations/{year}/ask",
        manage,
        doc(
            "askAllEvaluations",
            "Asks all with public money in the plan of that year who were not asked yet",
        )
        .takes::<AskInput>()
        .gives::<AskedOut>(),
        ask_all,
    );
    super::post::api::routes(routes);
}

async fn list(call: Call) -> Outcome<Response> {
    let (filter, after) = (clock::pages::filter(&call)?, asked::after(&call)?.unwrap_or_default());
    let mut rows = call.read(move |tx| clock::store::list(tx, &filter, after, PAGE + 1)).await?;
    let next = asked::cut(&mut rows, PAGE, |one| one.project);
    let items = rows.iter().map(StandingOut::from).collect();
    call.answer(&StandingsOut { items, after: next.map(|cursor| cursor.encode()) })
}

async fn ask(call: Call) -> Outcome<Response> {
    let (id, year, input) = (call.id("id")?, year_of(&call)?, call.json::<AskInput>()?);
    once(&call, StatusCode::OK, move |acting| {
        clock::commands::ask(acting, id, year, input)?;
        EvaluationOut::load(acting.tx, id, year)
    })
    .await
}

async fn ask_all(call: Call) -> Outcome<Response> {
    let (year, input) = (year_of(&call)?, call.json::<AskInput>()?);
    once(&call, StatusCode::OK, move |acting| {
        Ok(AskedOut { asked: clock::commands::ask_all(acting, year, input)? })
    })
    .await
}

async fn send_back(call: Call) -> Outcome<Response> {
    let (id, year, input) = (call.id("id")?, year_of(&call)?, call.json::<ReasonIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        commands::send_back(acting, id, year, &input.reason).map_err(|failure| {
            if failure.field.as_deref() == Some("why") { failure.at("reason") } else { failure }
        })?;
        EvaluationOut::load(acting.tx, id, year)
    })
    .await
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
