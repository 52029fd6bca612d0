//! An on-site meeting, as values.

use qipan_accounts::people::Bearer;
use qipan_board::commitments::model::Commitment;
use qipan_kernel::{Day, Id, Moment, worded};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problems::model::Class;
use crate::work::{Sort, Thing};

worded! {
    /// Where a meeting stands.
    State, "meeting-state", {
        /// 筹备
        Planned = "planned",
        /// 已召开
        Held = "held",
    }
}

/// A stop of the route.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteInput {
    /// The project.
    #[schemars(with = "i64")]
    pub project: Id,
    /// When it arrives, `09:00`; empty where that is open.
    #[serde(default)]
    pub arrival: String,
    /// How many minutes it stays.
    #[serde(default)]
    pub minutes: i64,
    /// What is to be looked at.
    #[serde(default)]
    pub focus: String,
}

/// What is written down of a meeting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingInput {
    /// 会议名称.
    pub title: String,
    /// The day.
    #[schemars(with = "String")]
    pub day: Day,
    /// Where it gathers.
    #[serde(default)]
    pub place: String,
    /// 主持: the name.
    #[serde(default)]
    pub chair: String,
    /// The post or person in the chair.
    #[serde(default)]
    pub chair_link: Option<Bearer>,
    /// 参加单位和人员, in words.
    #[serde(default)]
    pub attendees: String,
    /// What it is for.
    #[serde(default)]
    pub purpose: String,
    /// The meeting whose items it follows up.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub before: Option<Id>,
    /// The sites, in the order of the route.
    pub sites: Vec<SiteInput>,
}

/// What is kept of a meeting besides its columns and its sites.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MeetingData {
    /// 会议名称.
    pub title: String,
    /// Where it gathers.
    #[serde(default)]
    pub place: String,
    /// 主持.
    #[serde(default)]
    pub chair: String,
    /// The post or person in the chair.
    #[serde(default)]
    pub chair_link: Option<Bearer>,
    /// 参加单位和人员.
    #[serde(default)]
    pub attendees: String,
    /// What it is for.
    #[serde(default)]
    pub purpose: String,
}

/// Something that a meeting decides (议定事项).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    /// The project that it is about; one of the sites, or none.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub project: Option<Id>,
    /// The problem that it decides.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub problem: Option<Id>,
    /// What is to be done.
    pub text: String,
    /// What is missing, where it is a new problem; a plain commitment otherwise.
    #[serde(default)]
    pub class: Option<Class>,
    /// Who does it.
    #[schemars(with = "i64")]
    pub unit: Id,
    /// Who helps.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub cooperating: Vec<Id>,
    /// By when.
    #[schemars(with = "String")]
    pub due_day: Day,
}

/// What was decided, as it stands now.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Identifier.
    pub id: Id,
    /// Its place, from 1.
    pub place: i64,
    /// The project.
    pub project: Option<Id>,
    /// The problem.
    pub problem: Option<Id>,
    /// What is to be done.
    pub text: String,
    /// Its commitment, as the board has it.
    pub commitment: Commitment,
}

/// A meeting.
#[derive(Clone, PartialEq, Debug)]
pub struct Meeting {
    /// Identifier.
    pub id: Id,
    /// Number of the state that this is, from 1.
    pub no: i64,
    /// Number on paper: `XC-2026-01`.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// The day.
    pub day: Day,
    /// The meeting whose items it follows up.
    pub before: Option<Id>,
    /// The rest.
    pub data: MeetingData,
    /// When it was entered.
    pub created_at: Moment,
    /// The sites, in the order of the route.
    pub sites: Vec<SiteInput>,
}

impl Meeting {
    /// This meeting in a chain.
    pub fn thing(&self) -> Thing {
        Thing::new(Sort::Meeting, self.id)
    }

    /// It goes to this project.
    pub fn visits(&self, project: Id) -> bool {
        self.sites.iter().any(|site| site.project == project)
    }
}
