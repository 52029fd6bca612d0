//! A binding and its readings, as values.

use qipan_kernel::{Id, Moment, Progress};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the values of many entities become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// The value that was observed last.
    #[default]
    Latest,
    /// Their sum.
    Sum,
    /// Their mean.
    Avg,
    /// How many there are.
    Count,
    /// The greatest.
    Max,
    /// The least.
    Min,
}

impl Aggregate {
    /// All of them.
    pub const ALL: [Aggregate; 6] =
        [Aggregate::Latest, Aggregate::Sum, Aggregate::Avg, Aggregate::Count, Aggregate::Max, Aggregate::Min];

    /// The word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Aggregate::Latest => "latest",
            Aggregate::Sum => "sum",
            Aggregate::Avg => "avg",
            Aggregate::Count => "count",
            Aggregate::Max => "max",
            Aggregate::Min => "min",
        }
    }

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Aggregate::Latest => "reading-aggregate-latest",
            Aggregate::Sum => "reading-aggregate-sum",
            Aggregate::Avg => "reading-aggregate-avg",
            Aggregate::Count => "reading-aggregate-count",
            Aggregate::Max => "reading-aggregate-max",
            Aggregate::Min => "reading-aggregate-min",
        }
    }
}

/// Which values count: those observed in this period. A value's time is what its source says (`observedAt`), else when
/// it reached the hub.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Whatever the hub holds.
    #[default]
    All,
    /// Since the commitment's work began.
    SinceStart,
    /// The current calendar day.
    Day,
    /// The current calendar month.
    Month,
    /// The current quarter.
    Quarter,
    /// The current calendar year.
    Year,
}

impl Period {
    /// All of them.
    pub const ALL: [Period; 6] =
        [Period::All, Period::SinceStart, Period::Day, Period::Month, Period::Quarter, Period::Year];

    /// The word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Period::All => "all",
            Period::SinceStart => "since_start",
            Period::Day => "day",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Period::All => "reading-period-all",
            Period::SinceStart => "reading-period-since-start",
            Period::Day => "reading-period-day",
            Period::Month => "reading-period-month",
            Period::Quarter => "reading-period-quarter",
            Period::Year => "reading-period-year",
        }
    }
}

/// What is asked of the hub.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Query {
    /// Type of the entities: a term of the context, or a full name.
    #[serde(rename = "type")]
    pub entity_type: String,
    /// Which of them (NGSI-LD query language, ETSI GS CIM 009 clause 4.9); empty for all.
    #[serde(default)]
    pub q: String,
    /// The attribute that is read; may be empty where entities are counted.
    #[serde(default)]
    pub attribute: String,
    /// URL of the context that the names above are terms of; empty for the core context.
    #[serde(default)]
    pub context: String,
    /// How many values become one.
    pub aggregate: Aggregate,
    /// Which values count.
    pub period: Period,
}

/// Which way is forward.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The value is to rise to the target.
    #[default]
    Up,
    /// The value is to fall to the target.
    Down,
}

impl Direction {
    /// The word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Direction::Up => "reading-direction-up",
            Direction::Down => "reading-direction-down",
        }
    }
}

/// The measure as numbers: from the baseline, where nothing is done, to the target, where all is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// Which way is forward.
    pub direction: Direction,
    /// The value at the start.
    pub baseline: f64,
    /// The value that was promised.
    pub target: f64,
    /// The unit in words: 家, 万元, µg/m³.
    #[serde(default)]
    pub unit: String,
}

/// What a commitment's measure is bound to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Binding {
    /// What is asked.
    pub query: Query,
    /// What the answer is held against.
    pub measure: Measure,
}

/// A stored binding.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    /// The commitment.
    pub commitment: Id,
    /// Rises with every change.
    pub version: i64,
    /// It is in force.
    pub active: bool,
    /// What it says.
    pub binding: Binding,
    /// Digest of the query.
    pub digest: String,
    /// When it was last changed.
    pub changed_at: Moment,
    /// By whom.
    pub changed_by: String,
}

/// What a query gave.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Observed {
    /// The value; `None` without data.
    pub value: Option<f64>,
    /// How many entities had a part in it.
    pub entities: i64,
}

/// A stored reading.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// Identifier.
    pub id: Id,
    /// When it was first found so.
    pub at: Moment,
    /// When it was last found so.
    pub last_at: Moment,
    /// How often.
    pub times: i64,
    /// What was found.
    pub observed: Observed,
    /// Version of the binding.
    pub binding: i64,
    /// Digest of the query.
    pub digest: String,
    /// The progress that it gives; `None` without data.
    pub verified: Option<Progress>,
    /// It moved the commitment's verified progress.
    pub moved: bool,
}
