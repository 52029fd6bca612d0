//! The JSON API of on-site meetings, `/api/v1/projects/meetings…`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::{once, visible};
use qipan_board::commitments::model::State as BoardState;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Day, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commands;
use super::model::{DecisionInput, Item, Meeting, MeetingInput, SiteInput, State};
use super::pages::seen;
use super::store;

/// What was decided.
#[derive(Serialize, JsonSchema)]
struct ItemOut {
    place: i64,
    project: Option<i64>,
    problem: Option<i64>,
    text: String,
    unit: i64,
    #[schemars(with = "Option<String>")]
    due_day: Option<Day>,
    commitment: i64,
    state: BoardState,
}

impl ItemOut {
    fn of(one: &Item) -> ItemOut {
        let version = &one.commitment.version;
        ItemOut {
            place: one.place,
            project: one.project.map(|id| id.0),
            problem: one.problem.map(|id| id.0),
            text: one.text.clone(),
            unit: version.terms.lead_unit.0,
            due_day: version.terms.due_day,
            commitment: one.commitment.id.0,
            state: version.state,
        }
    }
}

/// A meeting.
#[derive(Serialize, JsonSchema)]
struct MeetingOut {
    id: i64,
    number: String,
    title: String,
    #[schemars(with = "String")]
    day: Day,
    state: State,
    /// The meeting whose items it follows up.
    before: Option<i64>,
    /// In the order of the route.
    sites: Vec<SiteInput>,
    items: Vec<ItemOut>,
    /// Version, from 1.
    version: i64,
}

impl MeetingOut {
    fn of(one: &Meeting, items: &[Item]) -> MeetingOut {
        MeetingOut {
            id: one.id.0,
            number: one.number.clone(),
            title: one.data.title.clone(),
            day: one.day,
            state: one.state,
            before: one.before.map(|id| id.0),
            sites: one.sites.clone(),
            items: items.iter().map(ItemOut::of).collect(),
            version: one.no,
        }
    }
}

/// All meetings, the latest first.
#[derive(Serialize, JsonSchema)]
struct ListOut {
    items: Vec<MeetingOut>,
}

/// Another plan of a meeting.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangeIn {
    /// The version that was seen.
    version: i64,
    /// All of it.
    data: MeetingInput,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage) = (May(Act::ProjectView), May(Act::ProjectManage));
    let doc = |id, about| Doc::new(id, "Meetings", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/meetings",
        view,
        doc("listMeetings", "On-site meetings, the latest first").gives::<ListOut>(),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/meetings",
        manage,
        doc("planMeeting", "Plans an on-site meeting")
            .takes::<MeetingInput>()
            .gives::<MeetingOut>()
            .status(201),
        plan,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/meetings/{id}",
        view,
        doc("getMeeting", "One meeting with its sites and what it decided").gives::<MeetingOut>(),
        one,
    );
    routes.api(
        Method::PUT,
        "/api/v1/projects/meetings/{id}",
        manage,
        doc("changeMeeting", "Changes the plan of a meeting; refused when somebody was faster")
            .takes::<ChangeIn>()
            .gives::<MeetingOut>(),
        change,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/meetings/{id}/decisions",
        manage,
        doc("decideAtMeeting", "Enters what was decided: each item becomes a commitment, all or none")
            .takes::<Vec<DecisionInput>>()
            .gives::<Vec<ItemOut>>()
            .status(201),
        decide,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let seen = visible(call.actor()?);
    let found = call.read(move |tx| store::list(tx, seen.as_deref(), None, 200)).await?;
    call.answer(&ListOut { items: found.iter().map(|one| MeetingOut::of(one, &[])).collect() })
}

async fn plan(call: Call) -> Outcome<Response> {
    let input = call.json::<MeetingInput>()?;
    once(&call, StatusCode::CREATED, move |acting| Ok(MeetingOut::of(&commands::plan(acting, &input)?, &[])))
        .await
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let found = call
        .read(move |tx| {
            let seen = seen(tx, &setting, id)?;
            Ok(MeetingOut::of(&seen.meeting, &seen.items))
        })
        .await?;
    call.answer(&found)
}

async fn change(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ChangeIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        Ok(MeetingOut::of(&commands::change(acting, id, input.version, &input.data)?, &[]))
    })
    .await
}

async fn decide(call: Call) -> Outcome<Response> {
    let (id, all) = (call.id("id")?, call.json::<Vec<DecisionInput>>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        Ok(commands::decide(acting, id, &all)?.iter().map(ItemOut::of).collect::<Vec<_>>())
    })
    .await
}
