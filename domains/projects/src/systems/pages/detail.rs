//! One system: loading.

use std::collections::BTreeMap;

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::commitments::model::Commitment;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::journal::{self, Entry};
use qipan_web::Kept;

use super::detail_view;
use crate::book::store as projects;
use crate::gates;
use crate::gates::model::{Check, Gate, GateState, Request};
use crate::systems::duties::{self, Duty};
use crate::systems::model::System;
use crate::systems::money::{Money, MoneyKind, MoneyState, Split, splits};
use crate::systems::parameters::Parameters;
use crate::systems::rules::Block;
use crate::systems::{commands, money_store, parameters_store, store};

/// Entries of the journal that are shown.
const ENTRIES: usize = 40;

/// What the page shows.
pub struct Shown {
    /// Words, names.
    pub setting: Setting,
    /// The system.
    pub system: System,
    /// What blocks its operating money.
    pub blocks: Vec<Block>,
    /// Requests for money, oldest first.
    pub money: Vec<Money>,
    /// Upgrades that together pass a line.
    pub splits: Vec<Split>,
    /// Requests to go through gates, newest first; of the one that waits the checklist is as it is now.
    pub gates: Vec<Request>,
    /// The checklist of the gates that may come next, without papers.
    pub next: Vec<(Gate, Vec<Check>)>,
    /// Duties with their commitments.
    pub duties: Vec<(Duty, Commitment)>,
    /// The rules.
    pub parameters: Parameters,
    /// The name of the project that builds it.
    pub project: Option<String>,
    /// What was done, newest first.
    pub entries: Vec<Entry>,
    /// Values and faults of the form that was refused.
    pub kept: Kept,
}

/// The upgrades of a system that count, by day.
pub(crate) fn upgrades(money: &[Money]) -> Vec<(Id, qipan_kernel::Day, qipan_kernel::Fen)> {
    let counts = |one: &&Money| one.input.kind == MoneyKind::Upgrade && one.state != MoneyState::Refused;
    money.iter().filter(counts).map(|one| (one.id, one.day, one.input.amount)).collect()
}

/// Everything the page shows, with a form that was refused.
pub async fn shown(call: &Call, id: Id, kept: Kept) -> Outcome<Shown> {
    let setting = Setting::current(call)?;
    call.read(move |tx| {
        let system = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &system.target())?;
        let parameters = parameters_store::load(tx)?;
        let money = money_store::of_system(tx, id)?;
        let mut requests = gates::store::of_system(tx, id)?;
        for one in requests.iter_mut().filter(|one| one.state == GateState::Waiting) {
            one.checklist = gates::commands::checklist(tx, &system, one.input.gate, &one.input.papers)?;
        }
        let mut next = Vec::new();
        for gate in Gate::ALL.iter().filter(|gate| gates::rules::moves(**gate, system.state).is_some()) {
            next.push((*gate, gates::commands::checklist(tx, &system, *gate, &BTreeMap::new())?));
        }
        let project = match system.data.project {
            Some(project) => projects::find(tx, project)?.map(|found| found.data.name),
            None => None,
        };
        Ok(Shown {
            blocks: commands::blocks_of(tx, &system)?,
            splits: splits(&upgrades(&money), system.data.invested, &parameters),
            duties: duties::shown(tx, id)?,
            entries: journal::of_subject(tx, "system", id, ENTRIES)?,
            gates: requests,
            setting,
            system,
            money,
            next,
            parameters,
            project,
            kept,
        })
    })
    .await
}

/// `GET /projects/systems/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, call.id("id")?, Kept::empty()).await?;
    call.page(detail_view::page(&shown))
}
