//! A draft, as values.

use qipan_accounts::people::Bearer;
use qipan_board::commitments::model::Kind;
use qipan_kernel::{Day, Id, Moment};
use serde::{Deserialize, Serialize};

use crate::extract::{self, Class, RuleId, Span};

/// Where a draft stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The rules propose it; nobody has decided.
    Proposed,
    /// A person agrees: it will be registered.
    Accepted,
    /// A person dropped it.
    Rejected,
    /// Its words went into another draft.
    Merged,
    /// It is a commitment on the board.
    Registered,
    /// It says the same as a commitment that was there before; that commitment now cites this document too.
    Linked,
}

impl Status {
    /// Every status, in the order of lists.
    pub const ALL: [Status; 6] = [
        Status::Proposed,
        Status::Accepted,
        Status::Rejected,
        Status::Merged,
        Status::Registered,
        Status::Linked,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Proposed => "proposed",
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Merged => "merged",
            Status::Registered => "registered",
            Status::Linked => "linked",
        }
    }

    /// The locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Status::Proposed => "draft-status-proposed",
            Status::Accepted => "draft-status-accepted",
            Status::Rejected => "draft-status-rejected",
            Status::Merged => "draft-status-merged",
            Status::Registered => "draft-status-registered",
            Status::Linked => "draft-status-linked",
        }
    }

    /// True while it may still be changed: proposed or accepted.
    pub fn is_open(self) -> bool {
        matches!(self, Status::Proposed | Status::Accepted)
    }
}

impl std::str::FromStr for Status {
    type Err = String;
    fn from_str(text: &str) -> Result<Status, String> {
        Status::ALL.into_iter().find(|status| status.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// A unit that the document names and that is not among the units.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Unknown {
    /// The name as written.
    pub name: String,
    /// It is named as the lead.
    #[serde(default)]
    pub lead: bool,
    /// It stands for many (各部门), so that no single unit answers for it.
    #[serde(default)]
    pub collective: bool,
}

/// What the rules found, kept as it was: every value of the draft can be compared with the words it came from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// The rule that made the passage a commitment.
    pub rule: RuleId,
    /// How sure it is, 0–100.
    pub confidence: u8,
    /// Headings above the passage, outermost first.
    #[serde(default)]
    pub headings: Vec<String>,
    /// Who speaks, where somebody does.
    #[serde(default)]
    pub speaker: Option<String>,
    /// The values with their words, places and rules.
    pub draft: extract::Draft,
}

/// What a draft says, as a person may change it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Data {
    /// One sentence: what is to be done.
    pub statement: String,
    /// Sort of promise.
    pub kind: Kind,
    /// Line of work.
    pub line: Option<Id>,
    /// Lead unit.
    pub lead: Option<Id>,
    /// Cooperating units.
    pub cooperating: Vec<Id>,
    /// Responsible leader, as the document writes the name.
    pub leader: String,
    /// The post or person that this name means, by the rules or by a person; `None` is shown as not recognised.
    pub leader_link: Option<Bearer>,
    /// The measure in words.
    pub measure: String,
    /// The time limit as the document says it.
    pub limit_words: String,
    /// The day it ends.
    pub due_day: Option<Day>,
    /// The day work starts to count; the document's day where it is not said.
    pub start_day: Option<Day>,
    /// When reports are due, as [`qipan_board`] writes it: `monthly:25`, `quarterly`, `ten_day`, `weekly`.
    pub schedule: Option<String>,
    /// Named units that are not among the units.
    pub unknown: Vec<Unknown>,
    /// What the rules found; `None` when a person made the draft from nothing.
    pub origin: Option<Origin>,
}

/// A draft.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// Identifier.
    pub id: Id,
    /// The document it comes from.
    pub document: Id,
    /// Where its words stand in the document's text.
    pub span: Span,
    /// What the rules took the passage for.
    pub class: Class,
    /// Where it stands.
    pub status: Status,
    /// A person has decided or changed something: extracting anew leaves it alone.
    pub touched: bool,
    /// Rises with every change; an edit names the version it was made from.
    pub version: i64,
    /// What it says.
    pub data: Data,
    /// The commitment that it became, or that it was linked to.
    pub commitment: Option<Id>,
    /// When it was last changed.
    pub changed_at: Moment,
    /// By whom.
    pub changed_by: String,
}

/// The field that a draft still lacks before it can be registered, by its name in the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// No lead unit.
    Lead,
    /// No line of work.
    Line,
}

/// How many drafts of a document stand where.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Counts {
    /// Waiting for a decision.
    pub proposed: i64,
    /// Agreed, not registered.
    pub accepted: i64,
    /// Dropped.
    pub rejected: i64,
    /// On the board.
    pub registered: i64,
    /// Said by a commitment that was there before.
    pub linked: i64,
}

impl Counts {
    /// Adds `count` drafts of a status.
    pub fn add(&mut self, status: Status, count: i64) {
        match status {
            Status::Proposed => self.proposed += count,
            Status::Accepted => self.accepted += count,
            Status::Rejected => self.rejected += count,
            Status::Registered => self.registered += count,
            Status::Linked => self.linked += count,
            Status::Merged => {}
        }
    }
}
