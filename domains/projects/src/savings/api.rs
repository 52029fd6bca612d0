//! The JSON API of avoided spending.

use axum::http::Method;
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::visible;
use qipan_kernel::Outcome;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::sums;
use super::store;

/// An entry.
#[derive(Serialize, JsonSchema)]
struct EntryOut {
    id: i64,
    year: i32,
    day: String,
    unit: i64,
    /// In fen; a reversal is negative.
    amount: i64,
    proposal: i64,
    kind: String,
    reverses: Option<i64>,
    by: String,
}

/// The sum of a unit in a year.
#[derive(Serialize, JsonSchema)]
struct SumOut {
    unit: i64,
    year: i32,
    /// In fen.
    amount: i64,
}

/// The ledger.
#[derive(Serialize, JsonSchema)]
struct LedgerOut {
    /// In fen.
    total: i64,
    sums: Vec<SumOut>,
    entries: Vec<EntryOut>,
}

/// Registers the call.
pub fn routes(routes: &mut Routes) {
    routes.api(
        Method::GET,
        "/api/v1/savings",
        Access::May(Act::ProjectView),
        Doc::new(
            "listSavings",
            "Systems",
            "Spending avoided by decisions on proposals, with sums by unit and year",
        )
        .gives::<LedgerOut>(),
        list,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let mut entries = call.read(store::all).await?;
    if let Some(units) = visible(call.actor()?) {
        entries.retain(|entry| units.contains(&entry.unit));
    }
    let added = sums(&entries);
    let by_unit = added.units.iter().flat_map(|(unit, years)| {
        years.iter().map(|(year, amount)| SumOut { unit: unit.0, year: *year, amount: amount.0 })
    });
    let out = LedgerOut {
        total: added.total.0,
        sums: by_unit.collect(),
        entries: entries
            .iter()
            .map(|one| EntryOut {
                id: one.id.0,
                year: one.year,
                day: one.day.to_string(),
                unit: one.unit.0,
                amount: one.amount.0,
                proposal: one.proposal.0,
                kind: one.kind.clone(),
                reverses: one.reverses.map(|id| id.0),
                by: one.by.clone(),
            })
            .collect(),
    };
    call.answer(&out)
}
