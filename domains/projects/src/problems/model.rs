//! A problem, as values.

use std::collections::BTreeSet;

use qipan_accounts::access::Target;
use qipan_board::commitments::model::{Commitment, State as BoardState};
use qipan_kernel::{Day, Id, Moment, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::work::{Sort, Thing};

worded! {
    /// What is missing (要素保障, `reference/execution.md` 7.1).
    Class, "problem-class", {
        /// 用地
        Land = "land",
        /// 林地
        Forest = "forest",
        /// 征拆
        Clearance = "clearance",
        /// 规划
        Planning = "planning",
        /// 环评
        Environment = "environment",
        /// 能耗
        Energy = "energy",
        /// 资金
        Funds = "funds",
        /// 施工许可
        Permit = "permit",
        /// 水电气
        Utilities = "utilities",
        /// 管线迁改
        Pipelines = "pipelines",
        /// 道路
        Roads = "roads",
        /// 用工
        Labour = "labour",
        /// 政策
        Policy = "policy",
        /// 纠纷
        Dispute = "dispute",
        /// 其他
        Other = "other",
    }
}

worded! {
    /// Who must decide (提级).
    Level, "problem-level", {
        /// 县区、部门
        Unit = "unit",
        /// 分管市领导
        Deputy = "deputy",
        /// 主要领导
        Chief = "chief",
    }
}

impl Level {
    /// The level above.
    pub fn above(self) -> Option<Level> {
        match self {
            Level::Unit => Some(Level::Deputy),
            Level::Deputy => Some(Level::Chief),
            Level::Chief => None,
        }
    }
}

worded! {
    /// Where a problem stands before the board knows of it.
    Filed, "problem-filed", {
        /// 提出
        Proposed = "proposed",
        /// 受理
        Accepted = "accepted",
        /// 会商
        Consulting = "consulting",
        /// 交办: its commitment says the rest.
        Assigned = "assigned",
        /// 不予受理
        Declined = "declined",
    }
}

worded! {
    /// Where a problem stands (`reference/execution.md` 7.3). From 交办 on this is what the board says of its commitment.
    State, "problem-state", {
        /// 提出
        Proposed = "proposed",
        /// 受理
        Accepted = "accepted",
        /// 会商
        Consulting = "consulting",
        /// 交办: its unit has not signed for it.
        Assigned = "assigned",
        /// 办理
        Handling = "handling",
        /// 反馈: a report or a submission waits for its review.
        Reported = "reported",
        /// 中止: its project is halted, or it was set aside by decision.
        Suspended = "suspended",
        /// 验收（回访）: it was checked and found solved.
        Checked = "checked",
        /// 销号: a second person struck it off.
        StruckOff = "struck-off",
        /// 不予受理
        Declined = "declined",
        /// 终止
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// The way of a problem that goes well.
    pub const WAY: [State; 8] = [
        State::Proposed,
        State::Accepted,
        State::Consulting,
        State::Assigned,
        State::Handling,
        State::Reported,
        State::Checked,
        State::StruckOff,
    ];

    /// Somebody still has to do something, be it to strike it off.
    pub fn is_open(self) -> bool {
        !matches!(self, State::StruckOff | State::Declined | State::Withdrawn)
    }

    /// It still stands in the way.
    pub fn unsolved(self) -> bool {
        self.is_open() && self != State::Checked
    }

    /// The state of a commitment, as one of a problem.
    pub fn of_board(state: BoardState) -> State {
        match state {
            BoardState::Registered | BoardState::Issued => State::Assigned,
            BoardState::Signed | BoardState::InProgress => State::Handling,
            BoardState::Reported | BoardState::Submitted => State::Reported,
            BoardState::Suspended => State::Suspended,
            BoardState::Closed => State::Checked,
            BoardState::StruckOff => State::StruckOff,
            BoardState::Withdrawn => State::Withdrawn,
        }
    }

    /// The states of commitments that are this state.
    pub fn on_board(self) -> Vec<BoardState> {
        BoardState::ALL.into_iter().filter(|state| State::of_board(*state) == self).collect()
    }
}

/// What is told of a problem.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemInput {
    /// The project in whose way it stands.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub project: Option<Id>,
    /// What is missing.
    pub class: Class,
    /// 问题描述.
    pub text: String,
    /// 需协调事项: what is asked, and of whom.
    #[serde(default)]
    pub ask: String,
    /// The line of work, for a problem of no project.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub line: Option<Id>,
}

/// 交办: who solves it, and by when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignInput {
    /// 责任单位.
    #[schemars(with = "i64")]
    pub unit: Id,
    /// 配合单位.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub cooperating: Vec<Id>,
    /// 责任人.
    #[serde(default)]
    pub person: String,
    /// 解决时限.
    #[schemars(with = "String")]
    pub due_day: Day,
    /// 解决措施、要求.
    #[serde(default)]
    pub measure: String,
}

/// What a leader decided of a raised problem.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// In the leader's words.
    pub words: String,
    /// Who is to solve it, where the leader said so.
    #[schemars(with = "Option<i64>")]
    pub unit: Option<Id>,
    /// By when.
    #[schemars(with = "Option<String>")]
    pub due_day: Option<Day>,
    /// Who decided.
    pub who: String,
    /// When, in milliseconds.
    #[schemars(with = "i64")]
    pub at: Moment,
}

/// What no list of problems is filtered by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProblemData {
    /// 问题描述.
    pub text: String,
    /// 需协调事项.
    #[serde(default)]
    pub ask: String,
    /// The line of work in which it stands on the board.
    pub line: Id,
    /// The unit that told of it; none for the city's own people.
    #[serde(default)]
    pub told_by: Option<Id>,
    /// Who helps.
    #[serde(default)]
    pub cooperating: Vec<Id>,
    /// 责任人.
    #[serde(default)]
    pub person: String,
    /// 解决措施、要求.
    #[serde(default)]
    pub measure: String,
    /// What a leader decided last.
    #[serde(default)]
    pub decision: Option<Decision>,
}

/// A problem.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1.
    pub no: i64,
    /// Number on paper: `WT-2026-0001`.
    pub number: String,
    /// The project in whose way it stands.
    pub project: Option<Id>,
    /// What is missing.
    pub class: Class,
    /// Where it stands before the board.
    pub filed: Filed,
    /// Who must decide.
    pub level: Level,
    /// Since which day it is at that level.
    pub level_since: Day,
    /// Who solves it.
    pub unit: Option<Id>,
    /// Its limit, as it was given out; the board may have moved it since.
    pub due_day: Option<Day>,
    /// What no list is filtered by.
    pub data: ProblemData,
    /// When it was told of.
    pub created_at: Moment,
    /// When something was last done about it here.
    pub acted_at: Moment,
    /// Its commitment, as the board has it.
    pub commitment: Option<Commitment>,
    /// The unit that leads its project.
    pub project_unit: Option<Id>,
}

impl Problem {
    /// This problem in a chain.
    pub fn thing(&self) -> Thing {
        Thing::new(Sort::Problem, self.id)
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        match (&self.commitment, self.filed) {
            (Some(one), Filed::Assigned) => State::of_board(one.version.state),
            (_, Filed::Proposed) => State::Proposed,
            (_, Filed::Accepted) => State::Accepted,
            (_, Filed::Consulting) => State::Consulting,
            (_, Filed::Assigned) => State::Assigned,
            (_, Filed::Declined) => State::Declined,
        }
    }

    /// Who solves it now.
    pub fn solver(&self) -> Option<Id> {
        self.commitment.as_ref().map(|one| one.version.terms.lead_unit).or(self.unit)
    }

    /// Its limit now.
    pub fn due(&self) -> Option<Day> {
        self.commitment.as_ref().and_then(|one| one.version.terms.due_day).or(self.due_day)
    }

    /// When somebody last did something about it, here or on the board.
    pub fn last_act(&self) -> Moment {
        let version = self.commitment.as_ref().map(|one| &one.version);
        let of_board = version.into_iter().flat_map(|version| {
            [
                version.issued_at,
                version.signed_at,
                version.last_report_at,
                version.returned_at,
                version.closed_at,
                // Nobody was idle while it was suspended.
                version.suspensions.last().and_then(|one| one.until).map(Day::start),
            ]
        });
        of_board.flatten().fold(self.acted_at, Moment::max)
    }

    /// The units that it concerns.
    pub fn parties(&self) -> BTreeSet<Id> {
        let all = [self.solver(), self.unit, self.data.told_by, self.project_unit];
        all.into_iter().flatten().chain(self.data.cooperating.iter().copied()).collect()
    }

    /// Whose it is, for the decision of access: whoever solves it leads, before that who leads the project.
    pub fn target(&self) -> Target {
        let lead = self.solver().or(self.project_unit).or(self.data.told_by).unwrap_or(Id(0));
        Target { lead, cooperating: self.parties().into_iter().filter(|unit| *unit != lead).collect() }
    }
}
