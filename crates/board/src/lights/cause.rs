//! Why a light is what it is, and the sentence that says so with the numbers of a moment.

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Fen, Message, Moment, Progress};
use serde::{Deserialize, Serialize};

use super::Light;
use super::line::{Basis, PaceLine};
use super::pace::Ratio;
use super::sets::Over;

/// The cause of a light: stored with it, and enough to say the reason at any moment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause")]
pub enum Cause {
    /// Not issued yet.
    Draft,
    /// Set aside.
    Suspended {
        /// Since; `None` where nobody said.
        since: Option<Day>,
        /// Why.
        reason: String,
        /// When work is expected to be taken up again.
        expected: Option<Day>,
    },
    /// Withdrawn.
    Withdrawn,
    /// Issued, and nobody has signed for it.
    Unsigned,
    /// Signed for, and no data yet.
    NoData,
    /// By its data on plan.
    OnPlan {
        /// Progress that review, evidence or a reading supports.
        verified: Option<Progress>,
        /// Progress that its unit states.
        claimed: Option<Progress>,
    },
    /// Closed.
    Closed {
        /// The day of closing.
        on: Day,
        /// The limit as first given.
        first_due: Option<Day>,
    },
    /// Few working days remain.
    NearDue {
        /// The limit.
        due: Day,
        /// The rule's number of working days.
        within: i32,
    },
    /// The limit has passed.
    Overdue {
        /// The limit.
        due: Day,
    },
    /// Behind 序时进度 by more than a threshold.
    Behind {
        /// What the lag is computed from.
        line: Box<PaceLine>,
        /// The threshold.
        over: Over,
    },
    /// Behind, but by less than the threshold of a light: only a mark.
    SlightlyBehind {
        /// What the lag is computed from.
        line: Box<PaceLine>,
    },
    /// The report of a period is missing.
    ReportMissing {
        /// First day of the period.
        from: Day,
        /// Last day of the period.
        to: Day,
        /// The last day on which it would have been in time.
        due: Day,
    },
    /// The report of a period was missed and made up.
    ReportMadeUp {
        /// First day of the period.
        from: Day,
        /// Last day of the period.
        to: Day,
        /// The day on which it was made up.
        on: Day,
        /// Within the next period.
        in_time: bool,
    },
    /// A report was sent back for rework.
    Returned {
        /// Since.
        on: Day,
    },
    /// A slip is open.
    SlipOpen {
        /// Its colour.
        colour: Light,
        /// Its day of issue.
        on: Day,
        /// The last day to do what it asks.
        answer_by: Option<Day>,
    },
    /// What a slip asked was not done.
    SlipUnmet {
        /// Its colour.
        colour: Light,
        /// The last day to do it.
        answer_by: Day,
    },
    /// Not begun on site.
    NotStarted {
        /// The day planned.
        planned: Day,
        /// The rule's number of months.
        after_months: i32,
    },
    /// Paid less than required.
    Unpaid {
        /// Required.
        planned: Fen,
        /// Paid.
        paid: Fen,
        /// By this day.
        by: Day,
    },
    /// No statistics entry.
    NoStatistics {
        /// The last entry, or the start on site.
        since: Day,
        /// The rule's number of months.
        after_months: i32,
    },
}

impl Cause {
    /// The id of the rule that speaks.
    pub fn rule(&self) -> &'static str {
        match self {
            Cause::Draft | Cause::Suspended { .. } | Cause::Withdrawn => "light-grey-standing",
            Cause::Unsigned | Cause::NoData => "light-grey-no-data",
            Cause::OnPlan { .. } => "light-green-on-plan",
            Cause::Closed { .. } => "light-done-closed",
            Cause::NearDue { .. } => "light-blue-near-due",
            Cause::Overdue { .. } => "light-red-overdue",
            Cause::Behind { .. } => "light-pace",
            Cause::SlightlyBehind { .. } => "light-pace-slight",
            Cause::ReportMissing { .. } => "light-report-missed",
            Cause::ReportMadeUp { .. } => "light-report-made-up",
            Cause::Returned { .. } => "light-rework",
            Cause::SlipOpen { .. } | Cause::SlipUnmet { .. } => "light-slip",
            Cause::NotStarted { .. } => "light-start",
            Cause::Unpaid { .. } => "light-payment",
            Cause::NoStatistics { .. } => "light-statistics",
        }
    }

    /// The sentence, with the numbers of the moment `at`.
    pub fn say(&self, calendar: &Calendar, at: Moment) -> Message {
        let today = at.day();
        match self {
            Cause::Draft => Message::new("light-why-draft"),
            Cause::Suspended { since: None, .. } => Message::new("light-why-suspended"),
            Cause::Suspended { since: Some(since), reason, expected } => {
                suspended((*since, reason), *expected, today)
            }
            Cause::Withdrawn => Message::new("light-why-withdrawn"),
            Cause::Unsigned => Message::new("light-why-unsigned"),
            Cause::NoData => Message::new("light-why-no-data"),
            Cause::OnPlan { verified: Some(verified), claimed } if claimed.is_none_or(|c| c <= *verified) => {
                Message::new("light-why-on-plan-verified").with("verified", *verified)
            }
            Cause::OnPlan { verified, claimed: Some(claimed) } => Message::new("light-why-on-plan-claimed")
                .with("claimed", *claimed)
                .with("verified", verified.unwrap_or(Progress::NONE)),
            Cause::OnPlan { .. } => Message::new("light-why-on-plan"),
            Cause::Closed { on, first_due } => closed(calendar, *on, *first_due),
            Cause::NearDue { due, within } => {
                let days = calendar.working_days_between(today, *due);
                let key = if *due <= today { "light-why-due-today" } else { "light-why-near-due" };
                Message::new(key).with("days", days).with("due", *due).with("within", *within)
            }
            Cause::Overdue { due } => {
                let days = calendar.working_days_between(*due, today);
                let key = if days > 0 { "light-why-overdue" } else { "light-why-overdue-just" };
                Message::new(key).with("days", days).with("due", *due)
            }
            Cause::Behind { line, over } => {
                let threshold = Ratio::of(Progress(over.basis_points)).points();
                behind(line, calendar, at, false).with("threshold", threshold)
            }
            Cause::SlightlyBehind { line } => behind(line, calendar, at, true),
            Cause::ReportMissing { from, to, due } => {
                Message::new("light-why-report-missing").with("from", *from).with("to", *to).with("due", *due)
            }
            Cause::ReportMadeUp { from, to, on, in_time } => {
                let key = if *in_time { "light-why-report-made-up" } else { "light-why-report-made-up-late" };
                Message::new(key).with("from", *from).with("to", *to).with("on", *on)
            }
            Cause::Returned { on } => Message::new("light-why-returned").with("on", *on),
            Cause::SlipOpen { colour, on, answer_by: None } => {
                let keys =
                    ["light-why-slip-blue-open", "light-why-slip-orange-open", "light-why-slip-red-open"];
                slip(*colour, keys).with("on", *on)
            }
            Cause::SlipOpen { colour, on, answer_by: Some(due) } => {
                let keys = ["light-why-slip-blue", "light-why-slip-orange", "light-why-slip-red"];
                slip(*colour, keys).with("on", *on).with("due", *due)
            }
            Cause::SlipUnmet { colour, answer_by } => {
                let keys =
                    ["light-why-slip-blue-unmet", "light-why-slip-orange-unmet", "light-why-slip-red-unmet"];
                slip(*colour, keys).with("due", *answer_by)
            }
            Cause::NotStarted { planned, after_months } => {
                let (year, month, _) = planned.ymd();
                let (now_year, now_month, _) = today.ymd();
                let months = (now_year - year) * 12 + now_month as i32 - month as i32;
                Message::new("light-why-not-started")
                    .with("planned", *planned)
                    .with("months", months)
                    .with("threshold", *after_months)
            }
            Cause::Unpaid { planned, paid, by } => Message::new("light-why-unpaid")
                .with("planned", planned.to_string())
                .with("paid", paid.to_string())
                .with("by", *by),
            Cause::NoStatistics { since, after_months } => Message::new("light-why-no-statistics")
                .with("since", *since)
                .with("days", today - *since)
                .with("threshold", *after_months),
        }
    }
}

/// A suspension says why, and until when: one that goes on beyond its day must not be forgotten.
fn suspended((since, reason): (Day, &str), expected: Option<Day>, today: Day) -> Message {
    let said = |key| Message::new(key).with("since", since).with("reason", reason);
    match expected {
        None => said("light-why-suspended-since"),
        Some(day) if day < today => said("light-why-suspended-beyond").with("expected", day),
        Some(day) => said("light-why-suspended-until").with("expected", day),
    }
}

/// Assessment keeps to the first limit, also where a later one was granted.
fn closed(calendar: &Calendar, on: Day, first_due: Option<Day>) -> Message {
    match first_due {
        None => Message::new("light-why-closed").with("on", on),
        Some(due) if on <= due => Message::new("light-why-closed-in-time").with("on", on).with("due", due),
        Some(due) => {
            let days = calendar.working_days_between(due, on);
            let key = if days > 0 { "light-why-closed-late" } else { "light-why-closed-late-just" };
            Message::new(key).with("on", on).with("due", due).with("days", days)
        }
    }
}

/// The message for a slip's colour: blue, orange, red.
fn slip(colour: Light, keys: [&'static str; 3]) -> Message {
    Message::new(match colour {
        Light::Red => keys[2],
        Light::Yellow => keys[1],
        _ => keys[0],
    })
}

/// The lag with its numbers, in words that say what counts.
fn behind(line: &PaceLine, calendar: &Calendar, at: Moment, slight: bool) -> Message {
    let Some(reading) = line.reading(calendar, at) else { return Message::new("light-why-on-plan") };
    let key = match (reading.basis, slight) {
        (Basis::Claimed, false) => "light-why-behind-claimed",
        (Basis::Verified, false) => "light-why-behind-verified",
        (Basis::Lapsed, false) => "light-why-behind-lapsed",
        (Basis::Nothing, false) => "light-why-behind-nothing",
        (Basis::Claimed, true) => "light-why-slight-claimed",
        (Basis::Verified, true) => "light-why-slight-verified",
        (Basis::Lapsed, true) => "light-why-slight-lapsed",
        (Basis::Nothing, true) => "light-why-slight-nothing",
    };
    Message::new(key)
        .with("counted", reading.counted)
        .with("claimed", line.claimed())
        .with("review", line.review_working_days)
        .with("expected", reading.expected.progress())
        .with("lag", reading.lag().points())
}
