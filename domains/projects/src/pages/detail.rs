//! One project: loading.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use qipan_web::Kept;

use super::detail_view;
use super::setting::Setting;
use crate::book::commands::standings;
use crate::book::model::{Project, Stage, Step, Year};
use crate::book::rules::gate;
use crate::book::store;
use crate::invest::model::Entry;
use crate::nodes::model::Node;
use crate::{invest, money, nodes};

/// What the page shows.
pub struct Shown {
    /// Words, names.
    pub setting: Setting,
    /// The project.
    pub project: Project,
    /// What it is a part of.
    pub parent: Option<Project>,
    /// Its own parts.
    pub parts: Vec<Project>,
    /// The years in whose lists it is or was.
    pub years: Vec<Year>,
    /// The steps of its life.
    pub steps: Vec<Step>,
    /// What was entered of its investment.
    pub entries: Vec<Entry>,
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// Its money.
    pub money: money::funds::Of,
    /// What is missing at the gate before each stage that may come next.
    pub gates: Vec<(Stage, Vec<Failure>)>,
    /// Values and faults of the form that was refused.
    pub kept: Kept,
}

struct Loaded {
    project: Project,
    parent: Option<Project>,
    parts: Vec<Project>,
    years: Vec<Year>,
    steps: Vec<Step>,
    entries: Vec<Entry>,
    nodes: Vec<Node>,
    money: money::funds::Of,
    gates: Vec<(Stage, Vec<Failure>)>,
}

fn load(tx: &mut Tx<'_>, setting: &Setting, id: Id) -> Outcome<Loaded> {
    let project = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
    access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
    let standings = standings(tx, &project, setting.today())?;
    let next = Stage::ALL.iter().filter(|to| crate::book::rules::follows(project.stage, **to));
    let gates = next.map(|to| (*to, gate(&project, *to, &standings))).collect();
    let parent = match project.data.parent {
        Some(parent) => store::find(tx, parent)?,
        None => None,
    };
    Ok(Loaded {
        parent,
        parts: store::parts(tx, id)?,
        years: store::years(tx, id)?,
        steps: store::steps(tx, id)?,
        entries: invest::store::of_project(tx, id)?,
        nodes: nodes::store::of_project(tx, id)?,
        money: money::funds::of(tx, id, setting.today())?,
        gates,
        project,
    })
}

/// Everything the page shows, with a form that was refused.
pub async fn shown(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::of(call)?);
    let (setting, loaded) = call
        .read(move |tx| {
            let loaded = load(tx, &setting, id)?;
            Ok((setting, loaded))
        })
        .await?;
    let Loaded { project, parent, parts, years, steps, entries, nodes, money, gates } = loaded;
    Ok(Shown { setting, project, parent, parts, years, steps, entries, nodes, money, gates, kept })
}

/// `GET /projects/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    call.page(detail_view::page(&shown))
}
