//! A request, as values.

use std::collections::BTreeSet;

use qipan_accounts::access::Target;
use qipan_board::commitments::model::Commitment;
use qipan_kernel::{Day, Id, Moment, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problems::model::Class;
use crate::work::{Sort, Thing};

worded! {
    /// Where a request stands (`reference/execution.md` 7.3).
    State, "request-state", {
        /// 受理: to be given to units.
        Received = "received",
        /// 办理: its units are at it.
        Handling = "handling",
        /// 答复: the enterprise was answered and is to be asked after.
        Replied = "replied",
        /// 办结: after a visit back.
        Closed = "closed",
        /// 不予受理
        Declined = "declined",
    }
}

impl State {
    /// Something is still to be done about it.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Closed | State::Declined)
    }
}

worded! {
    /// What a unit does for a request.
    Role, "request-role", {
        /// 主办: answers the enterprise.
        Lead = "lead",
        /// 协办: helps the lead unit.
        Cooperating = "cooperating",
        /// 分办: answers for its own part.
        Parallel = "parallel",
    }
}

impl Role {
    /// It answers the enterprise itself: its share is a commitment.
    pub fn answers(self) -> bool {
        self != Role::Cooperating
    }
}

worded! {
    /// Where a unit's share stands.
    ShareState, "request-share", {
        /// 办理中
        Open = "open",
        /// 异议待定: the unit says that it is not its matter.
        Objected = "objected",
        /// 已改派: the objection was right.
        Released = "released",
        /// 待审签: written, and waits for the unit's leader.
        Drafted = "drafted",
        /// 已答复
        Replied = "replied",
    }
}

worded! {
    /// Whether the matter was settled, as the enterprise says.
    Solved, "request-solved", {
        /// 已解决
        Yes = "yes",
        /// 部分解决
        Partly = "partly",
        /// 未解决
        No = "no",
    }
}

worded! {
    /// How content the enterprise is.
    Satisfaction, "request-satisfaction", {
        /// 非常满意
        Very = "very",
        /// 满意
        Satisfied = "satisfied",
        /// 基本满意
        Fairly = "fairly",
        /// 不满意
        Not = "not",
    }
}

worded! {
    /// How a request came.
    Channel, "request-channel", {
        /// 走访
        Visit = "visit",
        /// 热线
        Hotline = "hotline",
        /// 窗口
        Counter = "counter",
        /// 网上
        Online = "online",
        /// 会议
        Meeting = "meeting",
    }
}

/// What is taken in of a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestInput {
    /// 企业名称.
    pub enterprise: String,
    /// 联系人, by post; no number that identifies a person.
    #[serde(default)]
    pub contact: String,
    /// How it came.
    pub channel: Channel,
    /// What it is about.
    pub class: Class,
    /// 诉求内容.
    pub text: String,
    /// The project that it is about.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub project: Option<Id>,
    /// The line of work, for a request about no project.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub line: Option<Id>,
    /// The day on which it came.
    #[schemars(with = "String")]
    pub received_on: Day,
    /// The word of its clocks; the first set of the rules when empty.
    #[serde(default)]
    pub clocks: String,
}

/// 转办: who does what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchInput {
    /// 主办单位.
    #[schemars(with = "i64")]
    pub lead: Id,
    /// 协办单位.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub cooperating: Vec<Id>,
    /// 分办单位.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub parallel: Vec<Id>,
    /// 转办意见.
    #[serde(default)]
    pub note: String,
}

/// 回访: what the enterprise says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitInput {
    /// The day.
    #[schemars(with = "String")]
    pub day: Day,
    /// Whether the matter was settled.
    pub solved: Solved,
    /// How content it is.
    pub satisfaction: Satisfaction,
    /// What it said.
    #[serde(default)]
    pub words: String,
}

/// An extension that was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Extension {
    /// The day on which it was asked for.
    pub asked_on: Day,
    /// The limit that is wanted.
    pub to: Day,
    /// Why.
    pub reason: String,
    /// Whether it was given; none while that is open.
    #[serde(default)]
    pub granted: Option<bool>,
}

/// What no list is filtered by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RequestData {
    /// 企业名称.
    pub enterprise: String,
    /// 联系人.
    #[serde(default)]
    pub contact: String,
    /// How it came.
    pub channel: Channel,
    /// 诉求内容.
    pub text: String,
    /// The line of work in which its shares stand on the board.
    pub line: Id,
    /// The word of its clocks.
    pub clocks: String,
    /// The unit that took it in.
    #[serde(default)]
    pub told_by: Option<Id>,
}

/// What is kept of a share besides its columns.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ShareData {
    /// Why the unit says that it is not its matter.
    #[serde(default)]
    pub objection: String,
    /// Its answer.
    #[serde(default)]
    pub reply: String,
    /// The extension that was asked for last.
    #[serde(default)]
    pub extension: Option<Extension>,
}

/// A unit's share of a request.
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// Identifier.
    pub id: Id,
    /// The round: redone requests begin another.
    pub round: i64,
    /// Whose.
    pub unit: Id,
    /// What it does.
    pub role: Role,
    /// Where it stands.
    pub state: ShareState,
    /// When it was given to it.
    pub day: Day,
    /// Until when it may object.
    pub objection_day: Day,
    /// Its limit.
    pub due_day: Day,
    /// When it answered.
    pub replied_at: Option<Moment>,
    /// The rest.
    pub data: ShareData,
    /// Its commitment, as the board has it; a cooperating unit has none.
    pub commitment: Option<Commitment>,
}

impl Share {
    /// It counts: it was not given to another unit.
    pub fn stands(&self) -> bool {
        self.state != ShareState::Released
    }

    /// Something is still to be done about it by its unit.
    pub fn waits(&self) -> bool {
        matches!(self.state, ShareState::Open | ShareState::Objected | ShareState::Drafted)
    }

    /// An extension that nobody has decided.
    pub fn extension_open(&self) -> Option<&Extension> {
        self.data.extension.as_ref().filter(|one| one.granted.is_none())
    }
}

/// A visit back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VisitBack {
    /// The round.
    pub round: i64,
    /// The day.
    pub day: Day,
    /// Who asked.
    pub who: String,
    /// Whether the matter was settled.
    pub solved: Solved,
    /// How content the enterprise is.
    pub satisfaction: Satisfaction,
    /// What it said.
    pub words: String,
}

/// A request.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1.
    pub no: i64,
    /// Number on paper: `SQ-2026-0001`.
    pub number: String,
    /// The project that it is about.
    pub project: Option<Id>,
    /// What it is about.
    pub class: Class,
    /// Where it stands.
    pub state: State,
    /// The day on which it came.
    pub received_on: Day,
    /// The round, from 1; each redoing begins another.
    pub round: i64,
    /// The lead unit's limit.
    pub due_day: Option<Day>,
    /// The first limit ever set: in time is counted from here.
    pub first_due: Option<Day>,
    /// When the enterprise was first answered.
    pub replied_on: Option<Day>,
    /// When it was closed.
    pub closed_on: Option<Day>,
    /// What the last visit back found.
    pub solved: Option<Solved>,
    /// How content the enterprise was at the last visit back.
    pub satisfaction: Option<Satisfaction>,
    /// The rest.
    pub data: RequestData,
    /// When it was taken in here.
    pub created_at: Moment,
    /// When something was last done about it.
    pub acted_at: Moment,
    /// The unit that leads its project.
    pub project_unit: Option<Id>,
    /// Its shares, oldest first.
    pub shares: Vec<Share>,
}

impl Request {
    /// This request in a chain.
    pub fn thing(&self) -> Thing {
        Thing::new(Sort::Request, self.id)
    }

    /// The shares of the round that stand.
    pub fn standing(&self) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(|share| share.stands())
    }

    /// The share of the unit that leads.
    pub fn lead(&self) -> Option<&Share> {
        self.standing().find(|share| share.role == Role::Lead)
    }

    /// The units that it concerns.
    pub fn parties(&self) -> BTreeSet<Id> {
        let all = [self.data.told_by, self.project_unit];
        all.into_iter().flatten().chain(self.standing().map(|share| share.unit)).collect()
    }

    /// Whose it is, for the decision of access.
    pub fn target(&self) -> Target {
        let lead = self.lead().map(|share| share.unit).or(self.project_unit).or(self.data.told_by);
        let lead = lead.unwrap_or(Id(0));
        Target { lead, cooperating: self.parties().into_iter().filter(|unit| *unit != lead).collect() }
    }
}
