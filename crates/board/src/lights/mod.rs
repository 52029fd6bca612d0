//! Lights as instants.
//!
//! Between two acts a light changes only because time passes. So [`evaluate`] turns the facts of a commitment into the
//! instants at which its light will change, once per act; the light at any moment is then a comparison of stored
//! instants ([`Evaluation::light_at`]), and its reason a sentence with the numbers of that moment
//! ([`Evaluation::reason_at`]). Rule sets are data ([`RuleSet`]), with effective dates.
//!
//! # What counts as progress
//!
//! A light comes from evidence, not from a claim; yet a claim must have its chance to be reviewed, or every stone would
//! be yellow between a report and its review. Therefore a claim that no review has answered counts for 序时进度 during
//! the review time of the rule set (`review_working_days` after the oldest unanswered report); after that only
//! verified progress counts. A claim below what was verified counts at once, a claim that a review has answered never.
//! The stone is hatched ([`Evaluation::unverified`]) all the while.
//!
//! # What a suspension stops
//!
//! While work is set aside by decision its light is grey and says since when and why. Afterwards the plan goes on where it
//! stopped: start and limit have moved by the days of the suspension, and a report that fell due in it, or sooner after it
//! than a first report would, is not asked for.
//!
//! # When progress is measured
//!
//! Progress that is reported monthly cannot be held against each day's expectation: everything would be yellow by the
//! end of each month. With a report schedule it is measured as reports fall due (序时进度 at that day), and the
//! measure holds until the next; without a schedule, at the end of each day. A work that has no plan of its own and is
//! shorter than the set's `shortest_days` is held against its limit alone.

mod cause;
mod change;
mod evaluation;
mod facts;
mod line;
pub mod pace;
mod rules;
mod sets;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use cause::Cause;
pub use change::{LightChange, would_change};
pub use evaluation::{Evaluation, Mark};
pub use facts::{Facts, Pause, Payment, Period, Reported, Schedule, Slip, Standing};
pub use rules::evaluate;
pub use sets::{
    MadeUp, NearDue, Over, PaceRule, PaymentRule, ReportRule, RuleSet, RuleSets, Slight, StartRule,
    StatisticsRule,
};

/// A light, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// The light.
    pub light: Light,
    /// The sentence.
    pub why: qipan_kernel::Message,
}

/// The colour of a stone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Not started, set aside, or no data.
    Grey,
    /// On plan, by data.
    Green,
    /// Due soon, or a reminder slip is open.
    Blue,
    /// Behind, or a report is missing (orange in sets that speak of orange).
    Yellow,
    /// Overdue, or far behind.
    Red,
    /// Closed.
    Done,
}

impl Light {
    /// All lights, from the least to the most urgent; `Done` first: it needs nobody.
    pub const ALL: [Light; 6] =
        [Light::Done, Light::Grey, Light::Green, Light::Blue, Light::Yellow, Light::Red];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Light::Grey => "grey",
            Light::Green => "green",
            Light::Blue => "blue",
            Light::Yellow => "yellow",
            Light::Red => "red",
            Light::Done => "done",
        }
    }

    /// The key of its name in the locale files.
    pub fn name_key(self) -> &'static str {
        match self {
            Light::Grey => "light-name-grey",
            Light::Green => "light-name-green",
            Light::Blue => "light-name-blue",
            Light::Yellow => "light-name-yellow",
            Light::Red => "light-name-red",
            Light::Done => "light-name-done",
        }
    }

    /// Urgency from 0 (`Done`) to 5 (`Red`): the worst light of many is the one with the greatest urgency.
    pub fn urgency(self) -> u8 {
        match self {
            Light::Done => 0,
            Light::Grey => 1,
            Light::Green => 2,
            Light::Blue => 3,
            Light::Yellow => 4,
            Light::Red => 5,
        }
    }
}

impl fmt::Display for Light {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Light {
    type Err = String;
    fn from_str(text: &str) -> Result<Light, String> {
        Light::ALL.into_iter().find(|light| light.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests;
