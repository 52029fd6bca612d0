//! The JSON API of projects, `/api/v1/projects…`.

pub(crate) mod dto;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes};
use qipan_board::board::once;
use qipan_kernel::{Failure, Outcome};

use crate::book::model::{ProjectData, Year};
use crate::book::{commands, store};
use crate::invest::model::EntryInput;
use crate::nodes::model::{NodeChange, NodeInput};
use crate::{invest, nodes, pages};
use dto::{
    ChangeIn, EndingOut, LeaveIn, ListedOut, NodeOut, PageOut, ProjectOut, StageIn, StandingIn, YearIn,
};
use qipan_accounts::http::asked;

/// Rows of a page, and most.
const PAGE: usize = 50;
const PAGE_MAX: usize = 500;

const LIST_PARAMS: &[Param] = &[
    Param { name: "unit", about: "Lead unit, with all units below it" },
    Param { name: "stage", about: "Stage" },
    Param { name: "class", about: "Class in the list of the year" },
    Param { name: "level", about: "national, municipal or district" },
    Param { name: "kind", about: "government, enterprise or joint" },
    Param { name: "industry", about: "Industry" },
    Param { name: "year", about: "The year of plan and investment; this year when absent" },
    Param { name: "listed", about: "1: only those in the list of the year" },
    Param { name: "ended", about: "1: also those that were taken out or have ended" },
    Param { name: "q", about: "Words that must be there" },
    Param { name: "limit", about: "Rows a page, 1 to 500" },
    Param { name: "after", about: "Cursor of the page after" },
];

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    let tag = "Projects";
    let doc = |id, about| Doc::new(id, tag, about);
    routes.api(
        Method::GET,
        "/api/v1/projects",
        view,
        doc("listProjects", "Projects by filter with their money of a year, a page at a time")
            .gives::<PageOut>()
            .asks(LIST_PARAMS),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects",
        manage,
        doc("createProject", "Enters a project in the book")
            .takes::<ProjectData>()
            .gives::<ProjectOut>()
            .status(201),
        create,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}",
        view,
        doc("getProject", "One project with its years, months and nodes").gives::<ProjectOut>(),
        one,
    );
    routes.api(
        Method::PUT,
        "/api/v1/projects/{id}",
        manage,
        doc("changeProject", "Changes what is written down; refused when somebody was faster")
            .takes::<ChangeIn>()
            .gives::<ProjectOut>(),
        change,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/stage",
        manage,
        doc("advanceProject", "Takes it through the gate to the next stage, or says all that is missing")
            .takes::<StageIn>()
            .gives::<ProjectOut>(),
        stage,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/standing",
        manage,
        doc("setProjectStanding", "Slows it down, halts it, takes it out, ends it, lets it go on")
            .takes::<StandingIn>()
            .gives::<ProjectOut>(),
        standing,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/ending",
        manage,
        doc(
            "getProjectEnding",
            "What would be withdrawn from the board, and what would stay, if it were taken out or ended now",
        )
        .gives::<EndingOut>(),
        ending,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/years",
        manage,
        doc("listProjectInYear", "Enters it in the list of a year, or adjusts how it stands there")
            .takes::<YearIn>()
            .gives::<ProjectOut>(),
        year,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/years/leave",
        manage,
        doc("leaveProjectList", "Takes it out of the list of a year")
            .takes::<LeaveIn>()
            .gives::<ProjectOut>(),
        leave,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/nodes",
        manage,
        doc("openNodes", "Opens nodes: each is registered on the board and given to its unit")
            .takes::<Vec<NodeInput>>()
            .gives::<Vec<NodeOut>>()
            .status(201),
        open,
    );
    routes.api(
        Method::PUT,
        "/api/v1/projects/{id}/nodes/{node}",
        manage,
        doc("changeNode", "Changes a node that is not done; its first limit stays beside the new one")
            .takes::<NodeChange>()
            .gives::<NodeOut>(),
        change_node,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/months",
        report,
        doc("enterMonths", "Enters investment and image progress of months or ten-days, all or none")
            .takes::<Vec<EntryInput>>()
            .gives::<ProjectOut>(),
        enter,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let filter = pages::filter(&call)?;
    let limit = asked::parsed(&call, "limit")?.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let after = asked::after(&call)?.unwrap_or_default();
    let mut rows = call.read(move |tx| store::list(tx, &filter, after, limit + 1)).await?;
    let after = asked::cut(&mut rows, limit, |one| one.project.id).map(|cursor| cursor.encode());
    call.answer(&PageOut { after, items: rows.iter().map(ListedOut::of).collect() })
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let project = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            ProjectOut::load(tx, &project)
        })
        .await?;
    call.answer(&found)
}

async fn create(call: Call) -> Outcome<Response> {
    let data = call.json::<ProjectData>()?;
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::create(acting, &data)?;
        ProjectOut::load(acting.tx, &made)
    })
    .await
}

async fn change(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ChangeIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::change(acting, id, input.version, &input.data, &input.reason)?;
        ProjectOut::load(acting.tx, &done)
    })
    .await
}

async fn stage(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<StageIn>()?, call.view.today);
    once(&call, StatusCode::OK, move |acting| {
        let day = input.day.unwrap_or(today);
        let done = commands::advance(acting, id, input.to, day, &input.note)?;
        ProjectOut::load(acting.tx, &done)
    })
    .await
}

async fn standing(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<StandingIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::set_standing(acting, id, input.to, &input.reason)?;
        ProjectOut::load(acting.tx, &done)
    })
    .await
}

async fn ending(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let project = commands::seen(tx, &actor, id)?;
            access::require_for(&actor, Act::ProjectManage, &project.target())?;
            commands::ending(tx, id)
        })
        .await?;
    call.answer(&EndingOut::of(&found))
}

async fn year(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<YearIn>()?, call.view.today);
    once(&call, StatusCode::OK, move |acting| {
        let entry = Year {
            year: input.year,
            class: input.class,
            plan: input.plan,
            goal: input.goal.clone(),
            listed_on: today,
            listed_why: input.why.clone(),
            left_on: None,
            left_why: String::new(),
        };
        let done = commands::list_in(acting, id, &entry)?;
        ProjectOut::load(acting.tx, &done)
    })
    .await
}

async fn leave(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<LeaveIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::leave(acting, id, input.year, &input.reason)?;
        ProjectOut::load(acting.tx, &done)
    })
    .await
}

async fn open(call: Call) -> Outcome<Response> {
    let (id, all) = (call.id("id")?, call.json::<Vec<NodeInput>>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        let opened = nodes::commands::open(acting, id, &all)?;
        Ok(opened.iter().map(NodeOut::of).collect::<Vec<_>>())
    })
    .await
}

async fn change_node(call: Call) -> Outcome<Response> {
    let (id, node, change) = (call.id("id")?, call.id("node")?, call.json::<NodeChange>()?);
    once(&call, StatusCode::OK, move |acting| {
        nodes::commands::change(acting, id, node, &change).map(|node| NodeOut::of(&node))
    })
    .await
}

async fn enter(call: Call) -> Outcome<Response> {
    let (id, all) = (call.id("id")?, call.json::<Vec<EntryInput>>()?);
    once(&call, StatusCode::OK, move |acting| {
        invest::commands::enter(acting, id, &all)?;
        let found = store::find(acting.tx, id)?.ok_or_else(Failure::not_found)?;
        ProjectOut::load(acting.tx, &found)
    })
    .await
}
