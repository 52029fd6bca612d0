//! The JSON API of contracts, working groups and visits.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Day, Failure, Id, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Group, GroupInput, Pledge, PledgeInput, Visit, VisitData, VisitInput};
use super::rules::{Due, due};
use super::{commands, store};
use crate::book::store as projects;
use crate::work::rules::VisitRules;
use crate::work::store as work;

/// A contract.
#[derive(Serialize, JsonSchema)]
struct PledgeOut {
    id: i64,
    project: i64,
    #[serde(flatten)]
    data: PledgeInput,
    #[schemars(with = "Option<String>")]
    to: Option<Day>,
    why: String,
    /// The day of the last visit.
    #[schemars(with = "Option<String>")]
    visited: Option<Day>,
    /// The day by which the next visit is due.
    #[schemars(with = "Option<String>")]
    next_visit: Option<Day>,
    /// Whether that day is past.
    overdue: bool,
}

impl PledgeOut {
    fn of(one: &Pledge, rules: &VisitRules, today: Day) -> PledgeOut {
        let due = due(one, rules, today);
        let next_visit = match due {
            Due::Never => None,
            Due::On(day) | Due::Near(day) | Due::Over(day) => Some(day),
        };
        PledgeOut {
            id: one.id.0,
            project: one.project.0,
            data: one.data.clone(),
            to: one.to,
            why: one.why.clone(),
            visited: one.visited,
            next_visit,
            overdue: matches!(due, Due::Over(_)),
        }
    }
}

/// A working group.
#[derive(Serialize, JsonSchema)]
struct GroupOut {
    id: i64,
    #[serde(flatten)]
    data: GroupInput,
    #[schemars(with = "String")]
    from: Day,
}

impl GroupOut {
    fn of(one: &Group) -> GroupOut {
        GroupOut { id: one.id.0, data: one.data.clone(), from: one.from }
    }
}

/// A visit.
#[derive(Serialize, JsonSchema)]
struct VisitOut {
    id: i64,
    project: i64,
    pledge: Option<i64>,
    #[schemars(with = "String")]
    day: Day,
    #[serde(flatten)]
    #[schemars(with = "serde_json::Value")]
    data: VisitData,
}

impl VisitOut {
    fn of(one: &Visit) -> VisitOut {
        VisitOut {
            id: one.id.0,
            project: one.project.0,
            pledge: one.pledge.map(|id| id.0),
            day: one.day,
            data: one.data.clone(),
        }
    }
}

/// Who stands behind a project.
#[derive(Serialize, JsonSchema)]
struct TeamOut {
    pledges: Vec<PledgeOut>,
    groups: Vec<GroupOut>,
    /// The newest first.
    visits: Vec<VisitOut>,
}

/// The end of a contract.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EndIn {
    /// The contract.
    #[schemars(with = "i64")]
    pledge: Id,
    /// Its last day.
    #[schemars(with = "String")]
    to: Day,
    /// Why.
    why: String,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    let doc = |id, about| Doc::new(id, "Teams", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/team",
        view,
        doc("getTeam", "Who stands behind a project, and the visits paid to it").gives::<TeamOut>(),
        team,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/pledges",
        manage,
        doc("addPledge", "Somebody stands behind a project")
            .takes::<PledgeInput>()
            .gives::<PledgeOut>()
            .status(201),
        pledge,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/pledges/end",
        manage,
        doc("endPledge", "A contract ends, with the reason").takes::<EndIn>().gives::<PledgeOut>(),
        end,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/groups",
        manage,
        doc("formGroup", "Forms a special working group")
            .takes::<GroupInput>()
            .gives::<GroupOut>()
            .status(201),
        group,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/visits",
        report,
        doc("noteVisit", "Notes a visit and opens the problems that came up")
            .takes::<VisitInput>()
            .gives::<VisitOut>()
            .status(201),
        visit,
    );
}

async fn team(call: Call) -> Outcome<Response> {
    let (id, actor, today) = (call.id("id")?, call.actor()?.clone(), call.view.today);
    let found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            let rules = work::rules_on(tx, today)?.visits;
            let pledges = store::of_project(tx, id)?;
            Ok(TeamOut {
                pledges: pledges.iter().map(|one| PledgeOut::of(one, &rules, today)).collect(),
                groups: store::groups(tx, Some(id))?.iter().map(GroupOut::of).collect(),
                visits: store::visits(tx, id, 200)?.iter().map(VisitOut::of).collect(),
            })
        })
        .await?;
    call.answer(&found)
}

async fn pledge(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<PledgeInput>()?, call.view.today);
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::pledge(acting, id, &input)?;
        Ok(PledgeOut::of(&made, &work::rules_on(acting.tx, today)?.visits, today))
    })
    .await
}

async fn end(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<EndIn>()?, call.view.today);
    once(&call, StatusCode::OK, move |acting| {
        let ended = commands::end(acting, input.pledge, input.to, &input.why)?;
        if ended.project != id {
            return Err(Failure::not_found());
        }
        Ok(PledgeOut::of(&ended, &work::rules_on(acting.tx, today)?.visits, today))
    })
    .await
}

async fn group(call: Call) -> Outcome<Response> {
    let input = call.json::<GroupInput>()?;
    once(&call, StatusCode::CREATED, move |acting| Ok(GroupOut::of(&commands::form(acting, &input)?))).await
}

async fn visit(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<VisitInput>()?);
    once(&call, StatusCode::CREATED, move |acting| Ok(VisitOut::of(&commands::visit(acting, id, &input)?)))
        .await
}
