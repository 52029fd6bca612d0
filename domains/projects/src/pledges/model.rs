//! Contracts of leaders, working groups and visits, as values.

use qipan_accounts::people::Bearer;
use qipan_kernel::{Day, Id, Moment, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problems::model::Class;
use crate::work::{Sort, Thing};

worded! {
    /// What somebody does for a project (五个一, Neijiang: `reference/execution.md` 2.2).
    Role, "pledge-role", {
        /// 包联领导（主）
        Main = "main",
        /// 包联领导（协助）
        Other = "other",
        /// 责任单位负责人
        Head = "head",
        /// 驻点干部
        Resident = "resident",
        /// 联络员
        Liaison = "liaison",
    }
}

impl Role {
    /// A leader, from whom visits are asked.
    pub fn leads(self) -> bool {
        matches!(self, Role::Main | Role::Other)
    }
}

/// What is written down of a contract.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PledgeInput {
    /// What is done.
    pub role: Role,
    /// The name, for somebody who is in no list of people.
    #[serde(default)]
    pub name: String,
    /// What the duty is tied to: a post, whose holder of the day bears it, or a person.
    #[serde(default)]
    pub bearer: Option<Bearer>,
    /// The unit, of a resident cadre or of liaison.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub unit: Option<Id>,
    /// Months between visits, where the rule of the role is not followed; 0 for none.
    #[serde(default)]
    pub every: Option<i32>,
    /// From when.
    #[schemars(with = "String")]
    pub from: Day,
}

/// A contract.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pledge {
    /// Identifier.
    pub id: Id,
    /// The project.
    pub project: Id,
    /// What is written down of it.
    pub data: PledgeInput,
    /// Its last day; none while it goes on.
    pub to: Option<Day>,
    /// Why it ended.
    pub why: String,
    /// The day of the last visit.
    pub visited: Option<Day>,
}

/// A member of a working group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The unit.
    #[schemars(with = "i64")]
    pub unit: Id,
    /// Who.
    #[serde(default)]
    pub person: String,
    /// What for.
    #[serde(default)]
    pub duty: String,
}

/// What is written down of a working group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupInput {
    /// 专班名称.
    pub name: String,
    /// 牵头单位.
    #[schemars(with = "i64")]
    pub lead_unit: Id,
    /// 召集人: a post or a person.
    #[serde(default)]
    pub head: Option<Bearer>,
    /// Members.
    #[serde(default)]
    pub members: Vec<Member>,
    /// The projects that it is for.
    #[schemars(with = "Vec<i64>")]
    pub projects: Vec<Id>,
    /// 职责.
    #[serde(default)]
    pub duties: String,
}

/// A working group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1.
    pub no: i64,
    /// What is written down of it.
    pub data: GroupInput,
    /// From when.
    pub from: Day,
    /// Its last day.
    pub to: Option<Day>,
}

/// A problem that a visit or a meeting opens; given out at once where a unit and a limit are named.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// What is missing.
    pub class: Class,
    /// What is wrong, or what was promised.
    pub text: String,
    /// Who is to do it.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub unit: Option<Id>,
    /// By when.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub due_day: Option<Day>,
}

/// What is noted of a visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitInput {
    /// Whose contract it kept.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub pledge: Option<Id>,
    /// The day.
    #[schemars(with = "String")]
    pub day: Day,
    /// Who came.
    pub who: String,
    /// What was found.
    pub found: String,
    /// What was promised.
    #[serde(default)]
    pub promised: String,
    /// The problems that it opens.
    #[serde(default)]
    pub problems: Vec<Opened>,
}

/// What is kept of a visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VisitData {
    /// Who came.
    pub who: String,
    /// What was found.
    pub found: String,
    /// What was promised.
    #[serde(default)]
    pub promised: String,
}

/// A visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Identifier.
    pub id: Id,
    /// The project.
    pub project: Id,
    /// Whose contract it kept.
    pub pledge: Option<Id>,
    /// The day.
    pub day: Day,
    /// What is kept of it.
    pub data: VisitData,
    /// When it was noted.
    pub entered_at: Moment,
    /// By whom.
    pub entered_by: String,
}

impl Visit {
    /// This visit in a chain.
    pub fn thing(&self) -> Thing {
        Thing::new(Sort::Visit, self.id)
    }
}
