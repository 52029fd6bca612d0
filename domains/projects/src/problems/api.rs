//! The JSON API of problems, `/api/v1/projects/problems…`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::board::once;
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Day, Failure, Id, Moment, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{AssignInput, Class, Decision, Level, Problem, ProblemInput, State};
use super::pages::{filter, rows, shown_light};
use super::{commands, store};
use crate::api::dto::NoteIn;
use crate::work::store as work;

const PAGE: usize = 50;

const LIST_PARAMS: &[Param] = &[
    Param { name: "unit", about: "Unit that solves it, with all units below it" },
    Param { name: "project", about: "Project" },
    Param { name: "class", about: "What is missing" },
    Param { name: "level", about: "unit, deputy or chief" },
    Param { name: "state", about: "Where it stands" },
    Param { name: "light", about: "Colour: red, yellow, blue, green, grey, done" },
    Param { name: "ended", about: "1: also those that are over" },
    Param { name: "q", about: "Words that must be there" },
    Param { name: "after", about: "Cursor of the page after" },
];

/// A problem.
#[derive(Serialize, JsonSchema)]
struct ProblemOut {
    id: i64,
    /// Number on paper.
    number: String,
    project: Option<i64>,
    class: Class,
    state: State,
    level: Level,
    /// Since which day it is at that level.
    #[schemars(with = "String")]
    level_since: Day,
    text: String,
    ask: String,
    line: i64,
    /// Who solves it.
    unit: Option<i64>,
    cooperating: Vec<i64>,
    person: String,
    measure: String,
    #[schemars(with = "Option<String>")]
    due_day: Option<Day>,
    decision: Option<Decision>,
    /// Its commitment on the board.
    commitment: Option<i64>,
    /// Version, from 1.
    version: i64,
    #[schemars(with = "i64")]
    created_at: Moment,
}

impl ProblemOut {
    fn of(one: &Problem) -> ProblemOut {
        ProblemOut {
            id: one.id.0,
            number: one.number.clone(),
            project: one.project.map(|id| id.0),
            class: one.class,
            state: one.state(),
            level: one.level,
            level_since: one.level_since,
            text: one.data.text.clone(),
            ask: one.data.ask.clone(),
            line: one.data.line.0,
            unit: one.solver().map(|id| id.0),
            cooperating: one.data.cooperating.iter().map(|id| id.0).collect(),
            person: one.data.person.clone(),
            measure: one.data.measure.clone(),
            due_day: one.due(),
            decision: one.data.decision.clone(),
            commitment: one.commitment.as_ref().map(|one| one.id.0),
            version: one.no,
            created_at: one.created_at,
        }
    }
}

/// A problem of a list, with its colour.
#[derive(Serialize, JsonSchema)]
struct ListedOut {
    #[serde(flatten)]
    problem: ProblemOut,
    /// Its colour now.
    light: &'static str,
}

/// A page of problems, the newest first.
#[derive(Serialize, JsonSchema)]
struct PageOut {
    items: Vec<ListedOut>,
    /// Cursor of the next page.
    after: Option<String>,
}

/// What a leader decides.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecideIn {
    /// In the leader's words.
    words: String,
    /// Who is to solve it.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    unit: Option<Id>,
    /// By when.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    due_day: Option<Day>,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    let doc = |id, about| Doc::new(id, "Problems", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/problems",
        view,
        doc("listProblems", "Problems by filter, the newest first").gives::<PageOut>().asks(LIST_PARAMS),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems",
        report,
        doc("proposeProblem", "Tells of a problem").takes::<ProblemInput>().gives::<ProblemOut>().status(201),
        propose,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/problems/{id}",
        view,
        doc("getProblem", "One problem").gives::<ProblemOut>(),
        one,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems/{id}/accept",
        manage,
        doc("acceptProblem", "Takes a problem up").takes::<NoteIn>().gives::<ProblemOut>(),
        accept,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems/{id}/decline",
        manage,
        doc("declineProblem", "Declines it, with the reason").takes::<NoteIn>().gives::<ProblemOut>(),
        decline,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems/{id}/consult",
        manage,
        doc("consultOnProblem", "Notes a consultation of those concerned")
            .takes::<NoteIn>()
            .gives::<ProblemOut>(),
        consult,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems/{id}/assign",
        manage,
        doc("assignProblem", "Gives it to a unit: a commitment is opened on the board")
            .takes::<AssignInput>()
            .gives::<ProblemOut>(),
        assign,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems/{id}/raise",
        report,
        doc("raiseProblem", "Takes it to the level above, with the reason")
            .takes::<NoteIn>()
            .gives::<ProblemOut>(),
        raise,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/problems/{id}/decide",
        May(Act::Opinion),
        doc("decideProblem", "A leader decides a raised problem").takes::<DecideIn>().gives::<ProblemOut>(),
        decide,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let (setting, wanted) = (Setting::current(&call)?, filter(&call)?);
    let before = asked::after(&call)?;
    let found = call
        .read(move |tx| {
            let rules = work::rules_on(tx, setting.today())?.problems;
            let (found, next) = rows(tx, &setting, &rules, &wanted, before, PAGE)?;
            let after = next.map(|cursor| cursor.encode());
            let listed = |one: &Problem| ListedOut {
                problem: ProblemOut::of(one),
                light: drawn(shown_light(&setting, &rules, one).light).as_str(),
            };
            Ok(PageOut { items: found.iter().map(listed).collect(), after })
        })
        .await?;
    call.answer(&found)
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let found = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &found.target())?;
            Ok(ProblemOut::of(&found))
        })
        .await?;
    call.answer(&found)
}

async fn propose(call: Call) -> Outcome<Response> {
    let input = call.json::<ProblemInput>()?;
    once(&call, StatusCode::CREATED, move |acting| {
        Ok(ProblemOut::of(&commands::propose(acting, &input, None)?))
    })
    .await
}

/// One of the acts that take a note.
async fn noted(call: Call, run: fn(&mut Acting<'_, '_>, Id, &str) -> Outcome<Problem>) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<NoteIn>()?);
    once(&call, StatusCode::OK, move |acting| Ok(ProblemOut::of(&run(acting, id, &input.note)?))).await
}

async fn accept(call: Call) -> Outcome<Response> {
    noted(call, commands::accept).await
}

async fn decline(call: Call) -> Outcome<Response> {
    noted(call, commands::decline).await
}

async fn consult(call: Call) -> Outcome<Response> {
    noted(call, commands::consult).await
}

async fn raise(call: Call) -> Outcome<Response> {
    noted(call, commands::raise).await
}

async fn assign(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<AssignInput>()?);
    once(&call, StatusCode::OK, move |acting| Ok(ProblemOut::of(&commands::assign(acting, id, &input)?)))
        .await
}

async fn decide(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<DecideIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::decide(acting, id, &input.words, input.unit, input.due_day)?;
        Ok(ProblemOut::of(&done))
    })
    .await
}
