//! The JSON API of requests, `/api/v1/projects/requests…`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::board::once;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Day, Failure, Id, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commands::{self, Then};
use super::model::{
    Channel, DispatchInput, Request, RequestInput, Role, Satisfaction, ShareState, Solved, State, VisitInput,
};
use super::pages::{filter, visit_evidence};
use super::rules::{Rate, rates};
use super::store::{self, Filter};
use crate::api::dto::NoteIn;
use crate::problems::model::Class;

const PAGE: usize = 50;

const LIST_PARAMS: &[Param] = &[
    Param { name: "unit", about: "Unit that handles it, with all units below it" },
    Param { name: "project", about: "Project" },
    Param { name: "class", about: "What it is about" },
    Param { name: "state", about: "Where it stands" },
    Param { name: "from", about: "Came on or after this day" },
    Param { name: "until", about: "Came on or before this day" },
    Param { name: "ended", about: "1: also those that are over" },
    Param { name: "after", about: "Cursor of the page after" },
];

/// A unit's share.
#[derive(Serialize, JsonSchema)]
struct ShareOut {
    id: i64,
    unit: i64,
    role: Role,
    state: ShareState,
    #[schemars(with = "String")]
    due_day: Day,
    #[schemars(with = "String")]
    objection_day: Day,
    reply: String,
    commitment: Option<i64>,
}

/// A request.
#[derive(Serialize, JsonSchema)]
struct RequestOut {
    id: i64,
    /// Number on paper.
    number: String,
    enterprise: String,
    channel: Channel,
    class: Class,
    text: String,
    project: Option<i64>,
    state: State,
    /// The round, from 1; each redoing begins another.
    round: i64,
    #[schemars(with = "String")]
    received_on: Day,
    #[schemars(with = "Option<String>")]
    due_day: Option<Day>,
    /// The first limit ever set.
    #[schemars(with = "Option<String>")]
    first_due: Option<Day>,
    #[schemars(with = "Option<String>")]
    replied_on: Option<Day>,
    #[schemars(with = "Option<String>")]
    closed_on: Option<Day>,
    solved: Option<Solved>,
    satisfaction: Option<Satisfaction>,
    shares: Vec<ShareOut>,
    /// Version, from 1.
    version: i64,
}

impl RequestOut {
    fn of(one: &Request) -> RequestOut {
        let share = |share: &super::model::Share| ShareOut {
            id: share.id.0,
            unit: share.unit.0,
            role: share.role,
            state: share.state,
            due_day: share.due_day,
            objection_day: share.objection_day,
            reply: share.data.reply.clone(),
            commitment: share.commitment.as_ref().map(|one| one.id.0),
        };
        RequestOut {
            id: one.id.0,
            number: one.number.clone(),
            enterprise: one.data.enterprise.clone(),
            channel: one.data.channel,
            class: one.class,
            text: one.data.text.clone(),
            project: one.project.map(|id| id.0),
            state: one.state,
            round: one.round,
            received_on: one.received_on,
            due_day: one.due_day,
            first_due: one.first_due,
            replied_on: one.replied_on,
            closed_on: one.closed_on,
            solved: one.solved,
            satisfaction: one.satisfaction,
            shares: one.shares.iter().map(share).collect(),
            version: one.no,
        }
    }
}

/// A rate: `part` of `whole`.
#[derive(Serialize, JsonSchema)]
struct RateOut {
    part: i64,
    whole: i64,
}

impl From<Rate> for RateOut {
    fn from(rate: Rate) -> RateOut {
        RateOut { part: rate.part, whole: rate.whole }
    }
}

/// A page of requests, the newest first, with the rates of everything that the filter's period holds.
#[derive(Serialize, JsonSchema)]
struct PageOut {
    items: Vec<RequestOut>,
    /// Cursor of the next page.
    after: Option<String>,
    /// Answered within the first limit.
    response: RateOut,
    /// Settled, as the enterprise says.
    solution: RateOut,
    /// At least fairly content.
    satisfaction: RateOut,
}

/// What a unit says about its share.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ShareIn {
    /// The share.
    #[schemars(with = "i64")]
    share: Id,
    /// The words.
    note: String,
}

/// An extension that is asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExtensionIn {
    /// The share.
    #[schemars(with = "i64")]
    share: Id,
    /// The limit that is wanted.
    #[schemars(with = "String")]
    to: Day,
    /// Why.
    note: String,
}

/// What the supervision office decides about a share.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SettleIn {
    /// The share.
    #[schemars(with = "i64")]
    share: Id,
    /// Whether the objection is right, or the extension given.
    yes: bool,
    /// Why.
    #[serde(default)]
    note: String,
}

/// A visit back and what follows from it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VisitIn {
    /// What the enterprise says.
    visit: VisitInput,
    /// Whether its units go at it again; otherwise it is closed.
    #[serde(default)]
    redo: bool,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    let answer = May(Act::Report);
    let doc = |id, about| Doc::new(id, "Requests", about).gives::<RequestOut>();
    routes.api(
        Method::GET,
        "/api/v1/projects/requests",
        view,
        Doc::new("listRequests", "Requests", "Requests by filter, the newest first, with their rates")
            .gives::<PageOut>()
            .asks(LIST_PARAMS),
        list,
    );
    let taking = doc("takeInRequest", "Takes a request in").takes::<RequestInput>().status(201);
    routes.api(Method::POST, "/api/v1/projects/requests", report, taking, take_in);
    routes.api(Method::GET, "/api/v1/projects/requests/{id}", view, doc("getRequest", "One request"), one);
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/decline",
        manage,
        doc("declineRequest", "Declines it, with the reason").takes::<NoteIn>(),
        decline,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/dispatch",
        manage,
        doc("dispatchRequest", "Gives it to its units, with their clocks").takes::<DispatchInput>(),
        dispatch,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/object",
        answer,
        doc("objectToRequest", "A unit says that it is not its matter").takes::<ShareIn>(),
        object,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/objection",
        manage,
        doc("settleObjection", "Decides an objection").takes::<SettleIn>(),
        objection,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/extend",
        answer,
        doc("askForExtension", "A unit asks for a later limit").takes::<ExtensionIn>(),
        extend,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/extension",
        manage,
        doc("settleExtension", "Gives or refuses an extension").takes::<SettleIn>(),
        extension,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/reply",
        answer,
        doc("replyToRequest", "A unit answers; a handler's answer waits for the unit's leader")
            .takes::<ShareIn>(),
        reply,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/requests/{id}/visit",
        manage,
        doc("visitBack", "Notes a visit back, and closes the request or has it redone").takes::<VisitIn>(),
        visit,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let (filter, today) = (filter(&call)?, call.view.today);
    let before = asked::after(&call)?;
    let (mut rows, figures) = call
        .read(move |tx| {
            let rows = store::list(tx, &filter, before, PAGE + 1)?;
            let whole = Filter { open: false, ..filter };
            Ok((rows, rates(store::outcomes(tx, &whole)?, today)))
        })
        .await?;
    let after = asked::cut(&mut rows, PAGE, |one| one.id).map(|cursor| cursor.encode());
    call.answer(&PageOut {
        items: rows.iter().map(RequestOut::of).collect(),
        after,
        response: figures.response.into(),
        solution: figures.solution.into(),
        satisfaction: figures.satisfaction.into(),
    })
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let found = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &found.target())?;
            Ok(RequestOut::of(&found))
        })
        .await?;
    call.answer(&found)
}

/// Runs an act once per idempotency key and answers with the request as it is then.
async fn acted(
    call: &Call,
    status: StatusCode,
    run: impl Fn(&mut Acting<'_, '_>) -> Outcome<Request> + Send + 'static,
) -> Outcome<Response> {
    once(call, status, move |acting| Ok(RequestOut::of(&run(acting)?))).await
}

async fn take_in(call: Call) -> Outcome<Response> {
    let input = call.json::<RequestInput>()?;
    acted(&call, StatusCode::CREATED, move |acting| commands::take_in(acting, &input, None)).await
}

async fn decline(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<NoteIn>()?);
    acted(&call, StatusCode::OK, move |acting| commands::decline(acting, id, &input.note)).await
}

async fn dispatch(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<DispatchInput>()?);
    acted(&call, StatusCode::OK, move |acting| commands::dispatch(acting, id, &input)).await
}

async fn object(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ShareIn>()?);
    acted(&call, StatusCode::OK, move |acting| commands::object(acting, id, input.share, &input.note)).await
}

async fn objection(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<SettleIn>()?);
    acted(&call, StatusCode::OK, move |acting| {
        commands::settle_objection(acting, id, input.share, input.yes, &input.note)
    })
    .await
}

async fn extend(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ExtensionIn>()?);
    acted(&call, StatusCode::OK, move |acting| {
        commands::ask_extension(acting, id, input.share, input.to, &input.note)
    })
    .await
}

async fn extension(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<SettleIn>()?);
    acted(&call, StatusCode::OK, move |acting| {
        commands::settle_extension(acting, id, input.share, input.yes, &input.note)
    })
    .await
}

async fn reply(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ShareIn>()?);
    acted(&call, StatusCode::OK, move |acting| commands::reply(acting, id, input.share, &input.note)).await
}

async fn visit(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<VisitIn>()?);
    let then = if input.redo { Then::Redo } else { Then::Close };
    let evidence = visit_evidence(&call, id, &input.visit).await?;
    acted(&call, StatusCode::OK, move |acting| {
        commands::visit_back(acting, id, &input.visit, then, &evidence)
    })
    .await
}
