//! A proposal and what is decided of it, as values.

use qipan_accounts::access::Target;
use qipan_kernel::{Fen, Id, Moment, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::systems::model::Item;

worded! {
    /// Where a proposal stands.
    ProposalState, "proposal-state", {
        /// It waits for its decision.
        Waiting = "waiting",
        /// 建设: it goes on.
        GoesOn = "goes-on",
        /// 不新建: merged into another system, or another is used.
        Dropped = "dropped",
        /// 撤回 by the unit.
        Withdrawn = "withdrawn",
    }
}

worded! {
    /// What is decided.
    Kind, "verdict", {
        /// 整合: what is wanted becomes part of another system.
        Merge = "merge",
        /// 复用: another system is used as it is.
        Reuse = "reuse",
        /// 替代: the new system is built and another is retired.
        Retire = "retire",
        /// 继续建设.
        GoOn = "go-on",
        /// 撤销 of a decision.
        Reverse = "reverse",
    }
}

impl Kind {
    /// It names another system.
    pub fn needs_target(self) -> bool {
        matches!(self, Kind::Merge | Kind::Reuse | Kind::Retire)
    }

    /// Where a proposal stands after it.
    pub fn leads_to(self) -> ProposalState {
        match self {
            Kind::Merge | Kind::Reuse => ProposalState::Dropped,
            Kind::Retire | Kind::GoOn => ProposalState::GoesOn,
            Kind::Reverse => ProposalState::Waiting,
        }
    }
}

/// What is proposed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalData {
    /// Name of the system.
    pub name: String,
    /// The unit that proposes it.
    #[schemars(with = "i64")]
    pub unit: Id,
    /// The line of work.
    #[schemars(with = "i64")]
    pub line: Id,
    /// What it is for.
    pub purpose: String,
    /// Functions.
    #[serde(default)]
    pub functions: Vec<String>,
    /// Data items.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Investment asked for, in fen.
    #[schemars(with = "i64")]
    pub amount: Fen,
    /// Operating money a year that it would need, in fen.
    #[serde(default)]
    #[schemars(with = "i64")]
    pub yearly: Fen,
    /// Legal basis.
    #[serde(default)]
    pub basis: String,
    /// A planned system of the register that is proposed; a new one is entered when it goes on.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub system: Option<Id>,
    /// The project of the project book that would build it.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub project: Option<Id>,
}

worded! {
    /// What was found to do the same.
    Whose, "found", {
        /// A system of the register.
        System = "system",
        /// A project of the project book.
        Project = "project",
        /// Another proposal.
        Proposal = "proposal",
    }
}

/// Two phrases side by side.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Beside {
    /// Of the proposal.
    pub own: String,
    /// Of the other.
    pub other: String,
    /// How surely they mean the same; basis points.
    pub score: i64,
    /// Why: same, ruled, capability, alike or usage.
    pub how: String,
    /// The capability that both name, when that is why.
    #[serde(default)]
    pub capability: String,
}

/// Something that does the same, as it was when it was looked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// What it is.
    pub whose: Whose,
    /// Its identifier.
    #[schemars(with = "i64")]
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its unit.
    #[schemars(with = "i64")]
    pub unit: Id,
    /// How much of the work is the same; basis points.
    pub score: i64,
    /// Capabilities that both have.
    pub capabilities: Vec<String>,
    /// Functions side by side.
    pub functions: Vec<Beside>,
    /// Functions that only the proposal has.
    pub only_own: Vec<String>,
    /// Functions that only the other has.
    pub only_other: Vec<String>,
    /// Data items side by side.
    pub items: Vec<Beside>,
    /// Sentences side by side.
    pub passages: Vec<Beside>,
    /// Likeness of functions, data items, text and name; basis points.
    pub figures: [i64; 4],
}

/// What is signed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictInput {
    /// What is decided.
    pub kind: Kind,
    /// The system merged with, reused or retired.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub target: Option<Id>,
    /// Why.
    pub reason: String,
    /// Spending avoided, in fen.
    #[serde(default)]
    #[schemars(with = "i64")]
    pub avoided: Fen,
}

/// A signed decision.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// Identifier.
    pub id: Id,
    /// The proposal.
    pub proposal: Id,
    /// What was signed.
    pub input: VerdictInput,
    /// What was like the proposal then.
    pub found: Vec<Found>,
    /// The decision that it reverses.
    pub reverses: Option<Id>,
    /// Who signed it, and when.
    pub signed: (Id, String, Moment),
}

/// A proposal.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1.
    pub no: i64,
    /// Where it stands.
    pub state: ProposalState,
    /// What is proposed.
    pub data: ProposalData,
    /// What was like it when it was filed, most alike first.
    pub found: Vec<Found>,
    /// Version of the taxonomy that it was looked for with.
    pub taxonomy: String,
    /// Who filed it, and when.
    pub filed: (Id, String, Moment),
    /// When it was changed last.
    pub changed_at: Moment,
}

impl Proposal {
    /// Whose it is, for the decision of access.
    pub fn target(&self) -> Target {
        Target { lead: self.data.unit, cooperating: Vec::new() }
    }
}
