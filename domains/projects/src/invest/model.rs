//! What is entered for a month or a ten-day, as values.

use qipan_kernel::{Fen, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is entered for a month, or a ten-day of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EntryInput {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// 0: the whole month; 1 to 3: 上旬, 中旬, 下旬.
    #[serde(default)]
    pub part: u32,
    /// Planned investment, in fen; `null` leaves what is there.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub planned: Option<Fen>,
    /// Investment done, in fen; `null` leaves what is there.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub done: Option<Fen>,
    /// 形象进度; empty leaves what is there.
    #[serde(default)]
    pub image: String,
    /// Why a figure that stands is corrected; needed where one is.
    #[serde(default)]
    pub why: String,
}

/// What stands for a month, or a ten-day of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// 0: the whole month; 1 to 3: a ten-day.
    pub part: u32,
    /// Planned investment.
    pub planned: Option<Fen>,
    /// Investment done.
    pub done: Option<Fen>,
    /// 形象进度.
    pub image: String,
    /// When it was entered last.
    pub entered_at: Moment,
    /// By whom.
    pub entered_by: String,
}

/// A correction of what stood for a month or a ten-day: what it was and what it became, of each figure that changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Correction {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// 0: the whole month; 1 to 3: a ten-day.
    pub part: u32,
    /// Planned investment.
    pub planned: Option<(Fen, Fen)>,
    /// Investment done.
    pub done: Option<(Fen, Fen)>,
    /// 形象进度.
    pub image: Option<(String, String)>,
    /// Why.
    pub why: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}
