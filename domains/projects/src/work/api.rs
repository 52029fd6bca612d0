//! The JSON API of the rules of the work on difficulties.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::Outcome;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commands;
use super::rules::WorkRules;
use super::store;

/// All sets of rules, the one that is shipped first.
#[derive(Serialize, JsonSchema)]
struct RulesOut {
    /// The set in force today.
    now: WorkRules,
    /// All of them, by their first day.
    sets: Vec<WorkRules>,
}

/// A further set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RulesIn {
    /// The set; its first day lies after today.
    set: WorkRules,
    /// Why.
    why: String,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let (view, rules) = (Access::May(Act::ProjectView), Access::May(Act::WorkRuleManage));
    let doc = |id, about| Doc::new(id, "Problems", about).gives::<RulesOut>();
    routes.api(
        Method::GET,
        "/api/v1/projects/work-rules",
        view,
        doc("getWorkRules", "When problems are raised, the clocks of requests, how often leaders visit"),
        get,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/work-rules",
        rules,
        doc("addWorkRules", "Enters a set of rules that holds from a day to come")
            .takes::<RulesIn>()
            .status(201),
        add,
    );
}

async fn get(call: Call) -> Outcome<Response> {
    let today = call.view.today;
    let found = call
        .read(move |tx| Ok(RulesOut { now: store::rules_on(tx, today)?, sets: store::rule_sets(tx)? }))
        .await?;
    call.answer(&found)
}

async fn add(call: Call) -> Outcome<Response> {
    let (input, today) = (call.json::<RulesIn>()?, call.view.today);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::enter_rules(acting, &input.set, &input.why)?;
        Ok(RulesOut { now: store::rules_on(acting.tx, today)?, sets: store::rule_sets(acting.tx)? })
    })
    .await
}
