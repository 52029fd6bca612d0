//! A commitment and its versions, as values.

use qipan_accounts::people::Bearer;
use qipan_kernel::{Day, Id, Moment, Progress};
use serde::{Deserialize, Serialize};

use super::suspension::Suspension;
use crate::lights::{Evaluation, Light};

/// The state of a commitment (`reference/execution.md` 7.3). Overdue is derived from the clock and never a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已立项: on the books, not yet given to its unit.
    Registered,
    /// 已交办·待签收: given to its unit, which has not signed for it.
    Issued,
    /// 办理中 (signed for): the unit has taken it on and not reported yet.
    Signed,
    /// 办理中: work has been reported and reviewed, more is to come.
    InProgress,
    /// 已反馈: a report waits for its review.
    Reported,
    /// 申请办结: the unit says that it is done.
    Submitted,
    /// 已中止: set aside by an approved decision; its limit does not run until it is taken up again.
    Suspended,
    /// 已办结: the supervision office agrees.
    Closed,
    /// 已销号: a second person has struck it off.
    StruckOff,
    /// 已终止: withdrawn with a reason; never deleted.
    Withdrawn,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [State; 10] = [
        State::Registered,
        State::Issued,
        State::Signed,
        State::InProgress,
        State::Reported,
        State::Submitted,
        State::Suspended,
        State::Closed,
        State::StruckOff,
        State::Withdrawn,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Registered => "registered",
            State::Issued => "issued",
            State::Signed => "signed",
            State::InProgress => "in_progress",
            State::Reported => "reported",
            State::Submitted => "submitted",
            State::Suspended => "suspended",
            State::Closed => "closed",
            State::StruckOff => "struck_off",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            State::Registered => "state-registered",
            State::Issued => "state-issued",
            State::Signed => "state-signed",
            State::InProgress => "state-in-progress",
            State::Reported => "state-reported",
            State::Submitted => "state-submitted",
            State::Suspended => "state-suspended",
            State::Closed => "state-closed",
            State::StruckOff => "state-struck-off",
            State::Withdrawn => "state-withdrawn",
        }
    }

    /// True while somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Closed | State::StruckOff | State::Withdrawn)
    }
}

impl std::str::FromStr for State {
    type Err = String;
    fn from_str(text: &str) -> Result<State, String> {
        State::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// The kind of a commitment: what sort of promise it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize, Default, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A task (任务): to be done once, by a day.
    #[default]
    Task,
    /// A target (指标): a value to be reached.
    Target,
    /// A node of a project (节点).
    Node,
    /// Something to be put right (整改).
    Rectification,
    /// A matter without an end (长期).
    Standing,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Task, Kind::Target, Kind::Node, Kind::Rectification, Kind::Standing];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Task => "task",
            Kind::Target => "target",
            Kind::Node => "node",
            Kind::Rectification => "rectification",
            Kind::Standing => "standing",
        }
    }

    /// The locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Task => "kind-task",
            Kind::Target => "kind-target",
            Kind::Node => "kind-node",
            Kind::Rectification => "kind-rectification",
            Kind::Standing => "kind-standing",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Kind, String> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// What was promised: the part of a commitment that its registrar writes and an amendment changes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Terms {
    /// One sentence: what is to be done (一事一项).
    pub statement: String,
    /// Sort of promise.
    #[serde(default)]
    pub kind: Kind,
    /// Line of work: the column of the board.
    #[schemars(with = "i64")]
    pub line: Id,
    /// Lead unit (牵头单位): the row of the board.
    #[schemars(with = "i64")]
    pub lead_unit: Id,
    /// Cooperating units (配合单位).
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub cooperating: Vec<Id>,
    /// Responsible leader (责任领导): the name as written in the document, who need not be a user.
    #[serde(default)]
    pub leader: String,
    /// What the responsibility is tied to: a post, whose holder of the day bears it, or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader_link: Option<Bearer>,
    /// Liaison (联系人).
    #[serde(default)]
    pub contact: String,
    /// The measure in words: quantity, unit and direction.
    #[serde(default)]
    pub measure: String,
    /// The time limit as the source says it (月底前); empty when it says none.
    #[serde(default)]
    pub limit_words: String,
    /// The day work starts to count (序时进度 runs from here).
    #[schemars(with = "String")]
    pub start_day: Day,
    /// The last day; `None` when no limit was stated.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub due_day: Option<Day>,
    /// When reports are due: `monthly:25`, `quarterly`, `ten_day`, `weekly`; `None` when none is asked for.
    #[serde(default)]
    pub schedule: Option<String>,
    /// Which rule set decides the light.
    #[serde(default = "generic")]
    pub rule_set: String,
}

fn generic() -> String {
    "generic".to_owned()
}

/// One version of a commitment: everything that was true of it from `valid_from` until `valid_to`.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// Identifier of the version.
    pub id: Id,
    /// Number of the version, from 1.
    pub no: i64,
    /// From when.
    pub valid_from: Moment,
    /// Until when (exclusive); [`Moment::NEVER`] for the current version.
    pub valid_to: Moment,
    /// What was promised.
    pub terms: Terms,
    /// The first limit ever set: slips are counted from here for ever.
    pub first_due: Option<Day>,
    /// Where it stands.
    pub state: State,
    /// When it was given to its unit.
    pub issued_at: Option<Moment>,
    /// When the unit signed for it.
    pub signed_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Who closed it: somebody else must strike it off.
    pub closed_by: Option<Id>,
    /// When its unit last reported.
    pub last_report_at: Option<Moment>,
    /// Progress as its owner states it.
    pub claimed: Option<Progress>,
    /// Progress that a review, evidence or a reading supports.
    pub verified: Option<Progress>,
    /// When the oldest report was handed in that no review has answered.
    pub unreviewed_since: Option<Moment>,
    /// When a report was sent back that has not been answered by a new one.
    pub returned_at: Option<Moment>,
    /// When it was suspended and taken up again, oldest first; only the last can still run.
    pub suspensions: Vec<Suspension>,
    /// The light, the instants at which it will change, and why.
    pub lights: Evaluation,
    /// Position of the journal entry of the act that made this version.
    pub journal_seq: i64,
}

impl Version {
    /// Everything that a commitment starts with when it is registered at `now`.
    pub fn first(id: Id, now: Moment, terms: Terms) -> Version {
        Version {
            id,
            no: 1,
            valid_from: now,
            valid_to: Moment::NEVER,
            first_due: terms.due_day,
            terms,
            state: State::Registered,
            issued_at: None,
            signed_at: None,
            closed_at: None,
            closed_by: None,
            last_report_at: None,
            claimed: None,
            verified: None,
            unreviewed_since: None,
            returned_at: None,
            suspensions: Vec::new(),
            lights: Evaluation::none(now),
            journal_seq: 0,
        }
    }

    /// The suspension that runs.
    pub fn suspension(&self) -> Option<&Suspension> {
        self.suspensions.last().filter(|one| one.until.is_none())
    }

    /// Calendar days for which it was suspended before it was taken up again.
    pub fn suspended_days(&self) -> i32 {
        self.suspensions.iter().filter_map(Suspension::days).sum()
    }

    /// The limit that runs: none while it is suspended.
    pub fn running_due(&self) -> Option<Day> {
        self.terms.due_day.filter(|_| self.state != State::Suspended)
    }

    /// True when the owner claims more than anybody has verified.
    pub fn unverified(&self) -> bool {
        self.state.is_open() && self.claimed.unwrap_or_default() > self.verified.unwrap_or_default()
    }

    /// Whether it was closed on or before its first limit (按期办结); `None` where it is not closed or had no limit.
    pub fn closed_on_time(&self) -> Option<bool> {
        let closed = self.closed_at.filter(|_| matches!(self.state, State::Closed | State::StruckOff))?;
        Some(closed <= self.first_due.or(self.terms.due_day)?.end())
    }

    /// The light at `at`, by this version.
    pub fn light_at(&self, at: Moment) -> Light {
        self.lights.light_at(at)
    }
}

/// A commitment with one of its versions.
#[derive(Clone, PartialEq, Debug)]
pub struct Commitment {
    /// Identifier.
    pub id: Id,
    /// Number on paper: `2026-0412`.
    pub number: String,
    /// When it was registered.
    pub created_at: Moment,
    /// The version looked at.
    pub version: Version,
}

/// Where a commitment comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// The document, when it is in the archive.
    pub document: Option<Id>,
    /// Span in the document's clean text, in bytes.
    pub span: (usize, usize),
    /// The exact words.
    pub words: String,
    /// How the document is cited: title and number.
    pub cited: String,
}

/// The review of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Not reviewed yet.
    Pending,
    /// The reviewer verified some progress.
    Verified,
    /// Sent back (退回).
    Returned,
}

impl Review {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Review::Pending => "pending",
            Review::Verified => "verified",
            Review::Returned => "returned",
        }
    }
    /// Reads the word in the database; what is unknown counts as pending.
    pub fn of(text: &str) -> Review {
        match text {
            "verified" => Review::Verified,
            "returned" => Review::Returned,
            _ => Review::Pending,
        }
    }
}

/// A report of a unit on a commitment.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// Identifier.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Who.
    pub actor_name: String,
    /// The reporter's unit.
    pub unit: Option<Id>,
    /// Claimed progress.
    pub claimed: Progress,
    /// 进展情况.
    pub progress_text: String,
    /// 存在问题.
    pub problems: String,
    /// 下步措施.
    pub next_step: String,
    /// What the review said.
    pub review: Review,
    /// Progress that the reviewer verified.
    pub verified: Option<Progress>,
    /// When it was reviewed.
    pub reviewed_at: Option<Moment>,
    /// By whom.
    pub reviewer_name: Option<String>,
    /// The reviewer's words.
    pub review_note: Option<String>,
}

/// A piece of evidence (佐证材料).
#[derive(Clone, PartialEq, Debug)]
pub struct Evidence {
    /// Identifier.
    pub id: Id,
    /// The report it belongs to, if any.
    pub report: Option<Id>,
    /// When it was handed in.
    pub at: Moment,
    /// By whom.
    pub actor_name: String,
    /// File name as handed in.
    pub name: String,
    /// Media type found by looking at the bytes.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the bytes, in hexadecimal: also the name under which it is stored.
    pub digest: String,
    /// What it shows.
    pub note: String,
}
