//! One project: loading.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use qipan_web::Kept;

use super::detail_view;
use super::together::{self, Together};
use crate::book::commands::{seen, standings};
use crate::book::model::{Project, Stage, Step, Year};
use crate::book::rules::gate;
use crate::book::store;
use crate::chains::model::Chain;
use crate::invest::model::{Correction, Entry};
use crate::nodes::model::Node;
use crate::photos::model::Brief;
use crate::{chains, invest, money, nodes, photos};

/// Most photographs of the months; all of them have a page of their own.
const PHOTOS: usize = 400;

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
    /// What was corrected of it, the newest first.
    pub corrections: Vec<Correction>,
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// Its money.
    pub money: money::funds::Of,
    /// What hangs together with it.
    pub together: Together,
    /// The industrial chains on which it stands.
    pub chains: Vec<Chain>,
    /// Its photographs, the newest first; each month shows its own.
    pub photos: Vec<Brief>,
    /// What is missing at the gate before each stage that may come next.
    pub gates: Vec<(Stage, Vec<Failure>)>,
    /// Values and faults of the form that was refused.
    pub kept: Kept,
}

fn load(tx: &mut Tx<'_>, setting: Setting, id: Id, kept: Kept) -> Outcome<Shown> {
    let project = seen(tx, &setting.actor, id)?;
    let standings = standings(tx, &project, setting.today())?;
    let next = Stage::ALL.iter().filter(|to| crate::book::rules::follows(project.stage, **to));
    let gates = next.map(|to| (*to, gate(&project, *to, &standings))).collect();
    let parent = match project.data.parent {
        Some(parent) => store::find(tx, parent)?,
        None => None,
    };
    let nodes = nodes::store::of_project(tx, id)?;
    Ok(Shown {
        parent,
        parts: store::parts(tx, id)?,
        years: store::years(tx, id)?,
        steps: store::steps(tx, id)?,
        entries: invest::store::of_project(tx, id)?,
        corrections: invest::store::corrections(tx, id)?,
        money: money::funds::of(tx, id, setting.today())?,
        together: together::load(tx, &setting, id, &nodes)?,
        chains: chains::store::of_project(tx, id)?,
        photos: photos::store::briefs(tx, id, PHOTOS)?,
        nodes,
        gates,
        project,
        setting,
        kept,
    })
}

/// Everything the page shows, with a form that was refused.
pub async fn shown(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    call.read(move |tx| load(tx, setting, id, kept)).await
}

/// `GET /projects/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    call.page(detail_view::page(&shown))
}
