//! What the API of projects exchanges. Amounts are whole fen.

use qipan_board::commitments::model::Commitment;
use qipan_kernel::{Day, Fen, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::book::commands::Ending;
use crate::book::model::{Class, Project, ProjectData, Stage, Standing, Year};
use crate::book::store::{self, Listed};
use crate::invest::model::Correction;
use crate::nodes::model::{Node, NodeKind};
use crate::{invest, nodes};

/// Another wording of a project.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeIn {
    /// The version that was seen.
    pub version: i64,
    /// All of its data.
    pub data: ProjectData,
    /// Why it changes.
    pub reason: String,
}

/// What is noted with an act.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    /// The words.
    #[serde(default)]
    pub note: String,
}

/// Why something is taken back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonIn {
    /// Why.
    pub reason: String,
}

/// A step to a stage.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageIn {
    /// The stage.
    pub to: Stage,
    /// The day on which it was reached; today when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub day: Option<Day>,
    /// A note.
    #[serde(default)]
    pub note: String,
}

/// Another standing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingIn {
    /// The standing.
    pub to: Standing,
    /// Why.
    pub reason: String,
}

/// A place in a year's list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearIn {
    /// The year.
    pub year: i32,
    /// What is expected in it.
    pub class: Class,
    /// Planned investment, in fen.
    #[schemars(with = "i64")]
    pub plan: Fen,
    /// Goal of the year.
    #[serde(default)]
    pub goal: String,
    /// Why it comes to the list; an adjustment needs it.
    #[serde(default)]
    pub why: String,
}

/// Leaving a year's list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveIn {
    /// The year.
    pub year: i32,
    /// Why.
    pub reason: String,
}

/// A place in a year's list, as it stands.
#[derive(Serialize, JsonSchema)]
pub struct YearOut {
    year: i32,
    class: Class,
    /// Planned investment, in fen.
    plan: i64,
    goal: String,
    listed_on: String,
    listed_why: String,
    left_on: Option<String>,
    left_why: String,
}

impl YearOut {
    fn of(year: &Year) -> YearOut {
        YearOut {
            year: year.year,
            class: year.class,
            plan: year.plan.0,
            goal: year.goal.clone(),
            listed_on: year.listed_on.to_string(),
            listed_why: year.listed_why.clone(),
            left_on: year.left_on.map(|day| day.to_string()),
            left_why: year.left_why.clone(),
        }
    }
}

/// A month or ten-day.
#[derive(Serialize, JsonSchema)]
pub struct EntryOut {
    year: i32,
    month: u32,
    /// 0: the whole month; 1 to 3: a ten-day.
    part: u32,
    /// In fen.
    planned: Option<i64>,
    /// In fen.
    done: Option<i64>,
    image: String,
    entered_at: String,
    entered_by: String,
}

/// A correction of a month or ten-day: what stood and what stands instead, `null` where that was not corrected.
#[derive(Serialize, JsonSchema)]
pub struct CorrectionOut {
    year: i32,
    month: u32,
    /// 0: the whole month; 1 to 3: a ten-day.
    part: u32,
    /// In fen: what stood, and what stands instead.
    planned: Option<(i64, i64)>,
    /// In fen: what stood, and what stands instead.
    done: Option<(i64, i64)>,
    /// What stood, and what stands instead.
    image: Option<(String, String)>,
    why: String,
    at: String,
    by: String,
}

impl CorrectionOut {
    fn of(one: Correction) -> CorrectionOut {
        let fen = |(was, next): (Fen, Fen)| (was.0, next.0);
        CorrectionOut {
            year: one.year,
            month: one.month,
            part: one.part,
            planned: one.planned.map(fen),
            done: one.done.map(fen),
            image: one.image,
            why: one.why,
            at: one.at.rfc3339(),
            by: one.by,
        }
    }
}

/// A node, with the commitment that it is on the board.
#[derive(Serialize, JsonSchema)]
pub struct NodeOut {
    id: i64,
    kind: NodeKind,
    name: String,
    start_day: String,
    due_day: String,
    /// When the board closed it.
    done_on: Option<String>,
    after: Vec<i64>,
    commitment: i64,
    /// The version of its commitment, to be named when the node is changed.
    version: i64,
    number: String,
}

impl NodeOut {
    pub(super) fn of(node: &Node) -> NodeOut {
        NodeOut {
            id: node.id.0,
            kind: node.kind,
            name: node.name.clone(),
            start_day: node.start_day.to_string(),
            due_day: node.due_day().to_string(),
            done_on: node.done_on().map(|day| day.to_string()),
            after: node.after.iter().map(|id| id.0).collect(),
            commitment: node.commitment.id.0,
            version: node.commitment.version.no,
            number: node.commitment.number.clone(),
        }
    }
}

/// A project.
#[derive(Serialize, JsonSchema)]
pub struct ProjectOut {
    id: i64,
    /// To be named when it is changed.
    version: i64,
    stage: Stage,
    standing: Standing,
    started_on: Option<String>,
    data: ProjectData,
    years: Vec<YearOut>,
    months: Vec<EntryOut>,
    /// What was corrected of its months, the newest first.
    corrections: Vec<CorrectionOut>,
    /// What of the months was done before building began, in fen: costs of preparation only.
    before_start: i64,
    nodes: Vec<NodeOut>,
    changed_at: String,
}

impl ProjectOut {
    pub(super) fn load(tx: &mut Tx<'_>, project: &Project) -> Outcome<ProjectOut> {
        let entries = invest::store::of_project(tx, project.id)?;
        let before_start = invest::rules::before_start(project.stage, project.started_on, &entries).0;
        let entries = entries.into_iter().map(|entry| EntryOut {
            year: entry.year,
            month: entry.month,
            part: entry.part,
            planned: entry.planned.map(|fen| fen.0),
            done: entry.done.map(|fen| fen.0),
            image: entry.image,
            entered_at: entry.entered_at.rfc3339(),
            entered_by: entry.entered_by,
        });
        Ok(ProjectOut {
            id: project.id.0,
            version: project.no,
            stage: project.stage,
            standing: project.standing,
            started_on: project.started_on.map(|day| day.to_string()),
            data: project.data.clone(),
            years: store::years(tx, project.id)?.iter().map(YearOut::of).collect(),
            months: entries.collect(),
            corrections: invest::store::corrections(tx, project.id)?
                .into_iter()
                .map(CorrectionOut::of)
                .collect(),
            before_start,
            nodes: nodes::store::of_project(tx, project.id)?.iter().map(NodeOut::of).collect(),
            changed_at: project.changed_at.rfc3339(),
        })
    }
}

/// A commitment, in short.
#[derive(Serialize, JsonSchema)]
pub struct CommitmentOut {
    id: i64,
    number: String,
    statement: String,
    due_day: Option<String>,
}

/// What becomes of the open commitments of a project when it is over.
#[derive(Serialize, JsonSchema)]
pub struct EndingOut {
    /// Withdrawn from the board: those of its nodes and problems.
    withdrawn: Vec<CommitmentOut>,
    /// Still to be done.
    stays: Vec<CommitmentOut>,
}

impl EndingOut {
    pub(super) fn of(ending: &Ending) -> EndingOut {
        let short = |all: &[Commitment]| {
            let one = |one: &Commitment| CommitmentOut {
                id: one.id.0,
                number: one.number.clone(),
                statement: one.version.terms.statement.clone(),
                due_day: one.version.terms.due_day.map(|day| day.to_string()),
            };
            all.iter().map(one).collect()
        };
        EndingOut { withdrawn: short(&ending.withdrawn), stays: short(&ending.stays) }
    }
}

/// A project in a list.
#[derive(Serialize, JsonSchema)]
pub struct ListedOut {
    id: i64,
    version: i64,
    stage: Stage,
    standing: Standing,
    data: ProjectData,
    /// How it stands in the list of the year.
    year: Option<YearOut>,
    /// Invested before the year, in fen.
    earlier: i64,
    /// Invested in each month of the year, in fen.
    months: Vec<Option<i64>>,
}

impl ListedOut {
    pub(super) fn of(one: &Listed) -> ListedOut {
        ListedOut {
            id: one.project.id.0,
            version: one.project.no,
            stage: one.project.stage,
            standing: one.project.standing,
            data: one.project.data.clone(),
            year: one.year.as_ref().map(YearOut::of),
            earlier: one.project.data.before.0 + one.earlier.0,
            months: one.months.iter().map(|done| done.map(|fen| fen.0)).collect(),
        }
    }
}

/// A page of projects.
#[derive(Serialize, JsonSchema)]
pub struct PageOut {
    /// Cursor of the page after.
    pub after: Option<String>,
    /// The projects.
    pub items: Vec<ListedOut>,
}
