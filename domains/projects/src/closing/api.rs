//! The clock of the final accounts in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::ExtensionInput;
use super::{commands, rules, store};
use crate::approvals::store as approvals;

/// How the final accounts of an accepted project stand.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClosingOut {
    accepted_on: String,
    due: String,
    /// When those that stand were filed.
    filed_on: Option<String>,
    /// `green`, `blue` (near), `red` (overdue), `yellow` (filed late) or `done`.
    light: &'static str,
    /// Absent of what was accepted before the clock was kept.
    commitment: Option<i64>,
    /// Why the limit was put off; empty while it was not.
    extended_why: String,
}

impl ClosingOut {
    pub(crate) fn load(tx: &mut Tx<'_>, project: Id, today: Day) -> Outcome<Option<ClosingOut>> {
        let (all, clock) = (approvals::of_project(tx, project)?, store::of(tx, project)?);
        let shown = rules::stands(&all, clock.as_ref(), today);
        let Some((accepted, shown)) = rules::accepted(&all).zip(shown) else { return Ok(None) };
        let due = clock.as_ref().map_or_else(|| rules::due(accepted), |clock| clock.due);
        Ok(Some(ClosingOut {
            accepted_on: accepted.to_string(),
            due: due.to_string(),
            filed_on: rules::filed(&all).map(|day| day.to_string()),
            light: qipan_board::pages::setting::drawn(shown.light).as_str(),
            commitment: clock.as_ref().map(|clock| clock.commitment.0),
            extended_why: clock.map(|clock| clock.extended_why).unwrap_or_default(),
        }))
    }
}

/// Registers the calls.
pub(super) fn routes(routes: &mut Routes) {
    let about = "Puts the limit of the final accounts off, once, as 财建〔2016〕503号 article 2 allows";
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/money/extension",
        Access::May(Act::ProjectManage),
        Doc::new("extendFinalAccounts", "Money", about).takes::<ExtensionInput>().gives::<ClosingOut>(),
        extend,
    );
}

async fn extend(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<ExtensionInput>()?, call.view.today);
    once(&call, StatusCode::OK, move |acting| {
        commands::extend(acting, id, &input)?;
        ClosingOut::load(acting.tx, id, today)?.ok_or_else(Failure::not_found)
    })
    .await
}
