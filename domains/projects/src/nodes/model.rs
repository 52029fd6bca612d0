//! A node of a project, as values.

use qipan_board::commitments::model::Commitment;
use qipan_kernel::{Day, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// What sort of node it is.
    NodeKind, "node-kind", {
        /// 前期节点: a permit or another condition of building.
        Permit = "permit",
        /// 建设节点: a step of building.
        Building = "building",
        /// 投产节点: a step between acceptance and production.
        Production = "production",
    }
}

/// The nodes that ledgers officially have (`reference/execution.md` 2.1): the permit checklist and the steps of building.
pub const TEMPLATES: &[(NodeKind, &str)] = &[
    (NodeKind::Permit, "application"),
    (NodeKind::Permit, "feasibility"),
    (NodeKind::Permit, "preliminary-design"),
    (NodeKind::Permit, "site"),
    (NodeKind::Permit, "environment"),
    (NodeKind::Permit, "land"),
    (NodeKind::Permit, "planning-permit"),
    (NodeKind::Permit, "drawing-review"),
    (NodeKind::Permit, "tender"),
    (NodeKind::Permit, "construction-permit"),
    (NodeKind::Permit, "land-supply"),
    (NodeKind::Permit, "utilities"),
    (NodeKind::Building, "entry"),
    (NodeKind::Building, "foundation"),
    (NodeKind::Building, "structure"),
    (NodeKind::Building, "topping-out"),
    (NodeKind::Building, "installation"),
    (NodeKind::Building, "acceptance"),
    (NodeKind::Production, "trial"),
    (NodeKind::Production, "production"),
];

/// The locale key of a template's name.
pub fn template_key(word: &str) -> Option<String> {
    TEMPLATES.iter().any(|(_, known)| *known == word).then(|| format!("node-word-{word}"))
}

/// A node to be opened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NodeInput {
    /// Its sort.
    pub kind: NodeKind,
    /// The word of a template, or empty.
    #[serde(default)]
    pub word: String,
    /// What is to be done, in the words of the project.
    pub name: String,
    /// Who does it; the project's lead unit when nobody is named.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub unit: Option<Id>,
    /// Who answers for it (责任人).
    #[serde(default)]
    pub person: String,
    /// When work on it begins.
    #[schemars(with = "String")]
    pub start_day: Day,
    /// Its limit.
    #[schemars(with = "String")]
    pub due_day: Day,
    /// Nodes that must be done before, by identifier.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub after: Vec<Id>,
    /// Nodes opened before it in the same act that must be done before, from 1.
    #[serde(default)]
    pub after_rows: Vec<usize>,
}

/// What is to become of a node that is not done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeChange {
    /// The version of its commitment that was seen (`version` of the commitment).
    pub version: i64,
    /// What is to be done.
    pub name: String,
    /// Who answers for it (责任人).
    #[serde(default)]
    pub person: String,
    /// When work on it begins.
    #[schemars(with = "String")]
    pub start_day: Day,
    /// Its limit. The board keeps the first one beside it.
    #[schemars(with = "String")]
    pub due_day: Day,
    /// Nodes that must be done before, by identifier.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub after: Vec<Id>,
    /// Why: what was promised is changed.
    pub reason: String,
}

/// A node with the commitment that it is on the board.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Identifier.
    pub id: Id,
    /// Its project.
    pub project: Id,
    /// Its place in the order of the project's nodes.
    pub place: i64,
    /// Its sort.
    pub kind: NodeKind,
    /// The word of a template, or empty.
    pub word: String,
    /// What is to be done.
    pub name: String,
    /// When work on it begins.
    pub start_day: Day,
    /// Nodes that must be done before.
    pub after: Vec<Id>,
    /// The commitment: its limit, unit, light and whether it is done are the board's to say.
    pub commitment: Commitment,
}

impl Node {
    /// The day on which it was done: when the board closed it.
    pub fn done_on(&self) -> Option<Day> {
        let version = &self.commitment.version;
        (!version.state.is_open()).then_some(version.closed_at?.day())
    }

    /// Its limit now.
    pub fn due_day(&self) -> Day {
        self.commitment.version.terms.due_day.unwrap_or(self.start_day)
    }

    /// Nobody is asked for it now: it was set aside by decision, or its project is halted.
    pub fn suspended(&self) -> bool {
        self.commitment.version.suspension().is_some()
    }

    /// Its limit has passed, and it is not done: no limit passes while it is suspended.
    pub fn late(&self, today: Day) -> bool {
        self.done_on().is_none() && !self.suspended() && self.due_day() < today
    }

    /// It has been given up.
    pub fn withdrawn(&self) -> bool {
        self.commitment.version.state == qipan_board::commitments::model::State::Withdrawn
    }
}
