//! A note of a site, as values.

use qipan_board::commitments::model::Commitment;
use qipan_kernel::{Day, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// What it is about.
    NoteKind, "site-note", {
        /// 安全
        Safety = "safety",
        /// 质量
        Quality = "quality",
        /// 环保与文明施工
        Order = "order",
    }
}

worded! {
    /// How grave it is.
    Severity, "severity", {
        /// 提示: nothing has to be put right.
        Remark = "remark",
        /// 一般
        General = "general",
        /// 重大
        Major = "major",
    }
}

/// What is written down.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteInput {
    /// What it is about.
    pub kind: NoteKind,
    /// How grave it is.
    pub severity: Severity,
    /// When it was found.
    #[schemars(with = "String")]
    pub found_on: Day,
    /// What was found, and where on the site.
    pub finding: String,
    /// A photograph of the project that shows it.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub photo: Option<Id>,
    /// By when it is to be put right; opens a commitment on the board.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub due_day: Option<Day>,
    /// Who puts it right; the project's lead unit when nobody is named.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub unit: Option<Id>,
    /// 措施.
    #[serde(default)]
    pub measure: String,
    /// 责任人.
    #[serde(default)]
    pub person: String,
    /// 资金.
    #[serde(default)]
    pub money: String,
    /// 预案.
    #[serde(default)]
    pub contingency: String,
}

/// A note.
#[derive(Clone, PartialEq, Debug)]
pub struct Note {
    /// Identifier.
    pub id: Id,
    /// Its project.
    pub project: Id,
    /// What is written down.
    pub data: NoteInput,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// By whom.
    pub recorded_by: String,
    /// What is to be done about it: limit, light and whether it is done are the board's to say.
    pub commitment: Option<Commitment>,
}

impl Note {
    /// Something still has to be put right.
    pub fn is_open(&self) -> bool {
        self.commitment.as_ref().is_some_and(|one| one.version.state.is_open())
    }
}
