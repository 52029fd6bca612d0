//! A key project (重点项目), as values.

use qipan_accounts::access::Target;
use qipan_accounts::people::Bearer;
use qipan_kernel::{Day, Fen, Id, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

worded! {
    /// How far a project has come (`reference/execution.md` 7.3). A stage is where it stands; the class of a year's list
    /// is another matter ([`Class`]).
    Stage, "project-stage", {
        /// 谋划
        Conceived = "conceived",
        /// 储备（入库）
        Reserved = "reserved",
        /// 洽谈
        Negotiating = "negotiating",
        /// 签约
        Signed = "signed",
        /// 前期
        Preparing = "preparing",
        /// 开工
        Started = "started",
        /// 在建
        Building = "building",
        /// 竣工（验收）
        Completed = "completed",
        /// 投产
        Producing = "producing",
        /// 达产
        AtCapacity = "at-capacity",
    }
}

worded! {
    /// Whether a project goes on.
    Standing, "project-standing", {
        /// It goes on.
        Active = "active",
        /// 缓建
        Slowed = "slowed",
        /// 停建
        Halted = "halted",
        /// 调出
        Removed = "removed",
        /// 终止
        Ended = "ended",
    }
}

impl Standing {
    /// Something still has to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Standing::Active | Standing::Slowed | Standing::Halted)
    }
}

worded! {
    /// What a year's list expects of a project in that year.
    Class, "project-class", {
        /// 储备
        Reserve = "reserve",
        /// 前期预备
        Preparatory = "preparatory",
        /// 新开工
        New = "new",
        /// 续建
        Continuing = "continuing",
        /// 竣工投产
        Finishing = "finishing",
        /// 达产
        Capacity = "capacity",
    }
}

worded! {
    /// Who lists it.
    Level, "project-level", {
        /// 国家级
        National = "national",
        /// 省市级
        Municipal = "municipal",
        /// 区县级
        District = "district",
    }
}

worded! {
    /// Whose money builds it: the Government Investment Regulations hold for government money (article 2).
    Kind, "project-kind", {
        /// 政府投资
        Government = "government",
        /// 企业投资
        Enterprise = "enterprise",
        /// 政企合作
        Joint = "joint",
    }
}

/// What is written down of a project.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProjectData {
    /// 项目名称.
    pub name: String,
    /// 项目代码, in its usual form; empty until there is one.
    #[serde(default)]
    pub code: String,
    /// The project that it is a part of.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub parent: Option<Id>,
    /// 分级.
    pub level: Level,
    /// 行业, in the words of the list.
    pub industry: String,
    /// Whose money builds it.
    pub kind: Kind,
    /// 责任单位: leads the project.
    #[schemars(with = "i64")]
    pub lead_unit: Id,
    /// 配合单位.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub cooperating: Vec<Id>,
    /// The line of work in which its nodes stand on the board.
    #[schemars(with = "i64")]
    pub line: Id,
    /// 业主（法人单位）.
    #[serde(default)]
    pub owner: String,
    /// 包联领导, the name as written.
    #[serde(default)]
    pub leader: String,
    /// What the contract of the leader is tied to: a post, whose holder of the day bears it, or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader_link: Option<Bearer>,
    /// 联络员.
    #[serde(default)]
    pub liaison: String,
    /// 建设地点.
    #[serde(default)]
    pub place: String,
    /// Longitude and latitude (WGS 84), in millionths of a degree.
    #[serde(default)]
    pub point: Option<(i32, i32)>,
    /// 建设规模及内容.
    #[serde(default)]
    pub scale: String,
    /// 新增生产能力: how much is to be produced, with its unit.
    #[serde(default)]
    pub capacity: String,
    /// 总投资, in fen.
    #[schemars(with = "i64")]
    pub total: Fen,
    /// Invested before the book begins, in fen.
    #[serde(default)]
    #[schemars(with = "i64")]
    pub before: Fen,
    /// 计划开工.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub planned_start: Option<Day>,
    /// 计划竣工.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub planned_finish: Option<Day>,
}

/// A project.
#[derive(Clone, PartialEq, Debug)]
pub struct Project {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1; an editor says which one it saw.
    pub no: i64,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it goes on.
    pub standing: Standing,
    /// When building began (实际开工).
    pub started_on: Option<Day>,
    /// What is written down of it.
    pub data: ProjectData,
    /// When it was entered.
    pub created_at: Moment,
    /// When it was changed last.
    pub changed_at: Moment,
}

impl Project {
    /// Whose it is, for the decision of access.
    pub fn target(&self) -> Target {
        Target { lead: self.data.lead_unit, cooperating: self.data.cooperating.clone() }
    }
}

/// A project in a year's list.
#[derive(Clone, PartialEq, Debug)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// What is expected in it.
    pub class: Class,
    /// 年度计划投资, in fen.
    pub plan: Fen,
    /// 年度目标.
    pub goal: String,
    /// When it came to the list, and why if that was not at the beginning of the year.
    pub listed_on: Day,
    /// Why it came.
    pub listed_why: String,
    /// When it left the list.
    pub left_on: Option<Day>,
    /// Why it left.
    pub left_why: String,
}

/// A step of its life.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The stage reached, or the standing.
    pub word: String,
    /// The day, as its people say.
    pub day: Day,
    /// When it was entered.
    pub at: Moment,
    /// What was noted.
    pub note: String,
}
