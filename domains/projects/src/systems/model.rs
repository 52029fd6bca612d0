//! An application system, as values.

use qipan_accounts::access::Target;
use qipan_kernel::{Day, Fen, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// Where a system is in its life.
    State, "system-state", {
        /// 规划
        Planned = "planned",
        /// 在建
        Building = "building",
        /// 试运行: building is completed.
        Trial = "trial",
        /// 验收
        Accepted = "accepted",
        /// 运行
        Running = "running",
        /// 拟下线
        Retiring = "retiring",
        /// 已下线
        Retired = "retired",
    }
}

impl State {
    /// Something is still done with it.
    pub fn is_open(self) -> bool {
        self != State::Retired
    }

    /// Money is spent on keeping it running.
    pub fn operates(self) -> bool {
        matches!(self, State::Trial | State::Accepted | State::Running | State::Retiring)
    }
}

worded! {
    /// Whether its data are shared as required.
    Sharing, "system-sharing", {
        /// Nobody has looked.
        Unassessed = "unassessed",
        /// 按要求共享
        Shared = "shared",
        /// Some of what has to be shared is.
        Partly = "partly",
        /// 应共享未共享
        Unshared = "unshared",
        /// 不予共享, with its legal basis in the note.
        Exempt = "exempt",
    }
}

worded! {
    /// Whether it stands in the master catalogue of systems (政务信息系统总目录).
    Listing, "system-listing", {
        /// 未列入
        Unlisted = "unlisted",
        /// 已列入
        Listed = "listed",
    }
}

worded! {
    /// How far its catalogue of information resources has come.
    Catalogue, "system-catalogue", {
        /// 未编制
        Missing = "missing",
        /// 预编制
        Drafted = "drafted",
        /// 已挂接: loaded into the catalogue of the sharing platform.
        Loaded = "loaded",
    }
}

worded! {
    /// What an assessment of security (等保) or cryptography (密评) came to.
    Assessment, "system-assessment", {
        /// 未测评
        Missing = "missing",
        /// 通过
        Passed = "passed",
        /// 未通过
        Failed = "failed",
        /// 过期
        Expired = "expired",
        /// 不适用: it need not be assessed, with the reason in the note.
        Exempt = "exempt",
    }
}

impl Assessment {
    /// Nothing stands against it.
    pub fn is_fine(self) -> bool {
        matches!(self, Assessment::Passed | Assessment::Exempt)
    }
}

worded! {
    /// What a system does with a data item.
    Part, "system-part", {
        /// Asked of people and enterprises, by forms or by hand (采集).
        Collected = "collected",
        /// Made in the course of its business (产生).
        Produced = "produced",
        /// Received from other systems (使用).
        Consumed = "consumed",
    }
}

/// A data item of a system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name (信息项名称).
    pub name: String,
    /// What the system does with it.
    pub part: Part,
}

/// What is written down of a system.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemData {
    /// Full name.
    pub name: String,
    /// Short name.
    #[serde(default)]
    pub short: String,
    /// Its code in the master catalogue; empty until there is one.
    #[serde(default)]
    pub code: String,
    /// The unit that owns it.
    #[schemars(with = "i64")]
    pub unit: Id,
    /// Units that use it as well.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub users: Vec<Id>,
    /// The line of work in which its conditions stand on the board.
    #[schemars(with = "i64")]
    pub line: Id,
    /// What it is for.
    pub purpose: String,
    /// Functions, in the words of its papers.
    #[serde(default)]
    pub functions: Vec<String>,
    /// Data items.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Interfaces that it offers and uses.
    #[serde(default)]
    pub interfaces: String,
    /// Security level (等保级别), 1 to 5; 0 until it is set.
    #[serde(default)]
    pub level: u8,
    /// Original investment, in fen.
    #[schemars(with = "i64")]
    pub invested: Fen,
    /// Approved estimate (概算) of what is being built, in fen; 0 when nothing is.
    #[serde(default)]
    #[schemars(with = "i64")]
    pub estimate: Fen,
    /// Operating money a year, in fen.
    #[schemars(with = "i64")]
    pub yearly: Fen,
    /// Who built it.
    #[serde(default)]
    pub vendor: String,
    /// When it was taken into use.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub launched: Option<Day>,
    /// The project of the project book that builds it.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub project: Option<Id>,
    /// Legal basis.
    #[serde(default)]
    pub basis: String,
}

/// What was found of a system; the supervision office signs for it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compliance {
    /// Whether its data are shared as required.
    pub sharing: Sharing,
    /// Whether it is in the master catalogue of systems.
    pub listing: Listing,
    /// Its catalogue of information resources.
    pub catalogue: Catalogue,
    /// 等保.
    pub security: Assessment,
    /// 密评.
    pub crypto: Assessment,
    /// What it was found from; for what is exempt, the basis.
    #[serde(default)]
    pub note: String,
    /// When.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub on: Option<Day>,
    /// By whom.
    #[serde(default)]
    pub by: String,
}

impl Compliance {
    /// Of a system that nobody has looked at.
    pub fn fresh() -> Compliance {
        Compliance {
            sharing: Sharing::Unassessed,
            listing: Listing::Unlisted,
            catalogue: Catalogue::Missing,
            security: Assessment::Missing,
            crypto: Assessment::Missing,
            note: String::new(),
            on: None,
            by: String::new(),
        }
    }
}

/// A system.
#[derive(Clone, PartialEq, Debug)]
pub struct System {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1; an editor says which one it saw.
    pub no: i64,
    /// Where it is in its life.
    pub state: State,
    /// When building was completed: the acceptance clock begins.
    pub completed_on: Option<Day>,
    /// When it was accepted: the evaluation clock begins.
    pub accepted_on: Option<Day>,
    /// When it was taken out of use.
    pub retired_on: Option<Day>,
    /// When its results were evaluated.
    pub evaluated_on: Option<Day>,
    /// What is written down of it.
    pub data: SystemData,
    /// What was found of it.
    pub compliance: Compliance,
    /// When it was entered.
    pub created_at: Moment,
    /// When it was changed last.
    pub changed_at: Moment,
}

impl System {
    /// Whose it is, for the decision of access.
    pub fn target(&self) -> Target {
        Target { lead: self.data.unit, cooperating: self.data.users.clone() }
    }
}
