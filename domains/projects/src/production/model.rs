//! Output and capacity, as values.

use qipan_kernel::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a capacity counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// So much in a year: the months add up (年产 20 万辆).
    Year,
    /// So much at any time: a month states how much is there (床位 60 张, 日产 10 万吨).
    Level,
}

/// 设计能力, as the words of a project state it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Capacity {
    /// How much, in thousandths of the unit.
    pub amount: i64,
    /// The unit, in the words of the project.
    pub unit: String,
    /// How it counts.
    pub basis: Basis,
}

/// What was put out in a month.
#[derive(Clone, PartialEq, Debug)]
pub struct Output {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// How much, in thousandths of the unit of the capacity.
    pub amount: i64,
    /// A note.
    pub note: String,
    /// When it was entered.
    pub entered_at: Moment,
    /// By whom.
    pub entered_by: String,
}

/// What is to be entered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputInput {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// How much, in thousandths of the unit of the capacity.
    pub amount: i64,
    /// A note.
    #[serde(default)]
    pub note: String,
}
