//! What a light is computed from: the facts of one version of a commitment.

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Fen, Moment, Progress};
use serde::{Deserialize, Serialize};

use super::Light;

/// Whether a commitment is being worked on. "Closed" is [`Facts::closed_at`]; "overdue" is no state at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not issued yet (拟立项 to 待交办).
    Draft,
    /// Issued.
    #[default]
    Open,
    /// Suspended (中止, 挂账 by decision).
    Suspended,
    /// Withdrawn, merged or terminated.
    Withdrawn,
}

/// How often progress is reported. A limit that falls on a day of rest gives way to the next working day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every")]
pub enum Schedule {
    /// Every month, by this day of the month (or its last day, where it has fewer).
    Monthly {
        /// 1 to 31.
        by_day: u8,
    },
    /// Every quarter, by its last day.
    Quarterly,
    /// Every ten-day period (旬), by its last day.
    TenDay,
    /// Every week from Monday, by Friday.
    Weekly,
}

/// A report period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// The day by which its report is due, before days of rest are considered.
    pub due: Day,
}

impl Period {
    /// The last day on which its report is in time.
    pub fn last_day(self, calendar: &Calendar) -> Day {
        if calendar.is_working(self.due) { self.due } else { calendar.next_working_day(self.due) }
    }
}

impl Schedule {
    /// The period that `day` lies in.
    pub fn period_of(self, day: Day) -> Period {
        let (month, day_of_month) = (day.month_start(), day.ymd().2);
        match self {
            Schedule::Monthly { by_day } => {
                let end = day.month_end();
                Period { start: month, end, due: (month + (i32::from(by_day.max(1)) - 1)).min(end) }
            }
            Schedule::Quarterly => {
                let start = month.plus_months(-((month.ymd().1 as i32 - 1) % 3));
                let end = start.plus_months(3) - 1;
                Period { start, end, due: end }
            }
            Schedule::TenDay => {
                let third = (day_of_month.min(30) as i32 - 1) / 10;
                let start = month + third * 10;
                let end = if third == 2 { day.month_end() } else { start + 9 };
                Period { start, end, due: end }
            }
            Schedule::Weekly => {
                let start = day - day.weekday() as i32;
                Period { start, end: start + 6, due: start + 4 }
            }
        }
    }

    /// The period after `period`.
    pub fn next(self, period: Period) -> Period {
        self.period_of(period.end + 1)
    }
}

/// A report that was handed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reported {
    /// When.
    pub at: Moment,
    /// A day of the one period that it answers. `None`: it answers the period of the day on which it was handed in,
    /// and, progress being cumulative, makes up the period before where that was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Day>,
}

/// Payment against what the plan requires by a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// Required up to and including `by`.
    pub planned: Fen,
    /// Paid so far.
    pub paid: Fen,
    /// The day by which it is required.
    pub by: Day,
}

/// A supervision slip.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Slip {
    /// Its colour: `Blue` reminder, `Yellow` warning (orange), `Red` final.
    pub colour: Light,
    /// When it was issued.
    pub issued_at: Moment,
    /// The last day to do what it asks.
    pub answer_by: Option<Day>,
    /// When it was met.
    pub met_at: Option<Moment>,
}

/// A time in which the work was set aside by decision (中止): no limit and no expectation runs in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pause {
    /// The first day of it.
    pub since: Day,
    /// The day on which work was taken up again; `None` while it runs.
    pub until: Option<Day>,
    /// Why.
    pub reason: String,
    /// When work is expected to be taken up again.
    pub expected: Option<Day>,
}

impl Pause {
    /// Its calendar days, once it is over.
    pub fn days(&self) -> Option<i32> {
        Some(self.until? - self.since)
    }
}

/// The facts of one version of a commitment. They change only by acts; everything else is time.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Whether it is worked on.
    pub standing: Standing,
    /// First day of the work; the day of issue where there is none.
    pub start: Option<Day>,
    /// The limit in force, after extensions.
    pub due: Option<Day>,
    /// The limit as first given: assessment keeps to it.
    pub first_due: Option<Day>,
    /// When it was issued to the unit.
    pub issued_at: Option<Moment>,
    /// When the unit signed for it.
    pub signed_at: Option<Moment>,
    /// Progress as its unit last stated it.
    pub claimed: Option<Progress>,
    /// Progress that a review, evidence or a reading supports.
    pub verified: Option<Progress>,
    /// When the oldest report was handed in that no review has answered; `None` when all are answered.
    pub unreviewed_since: Option<Moment>,
    /// How often it is to be reported; `None` where nothing regular is asked.
    pub schedule: Option<Schedule>,
    /// The reports handed in. Sets that keep the memory of missed periods need all of them, others the last.
    pub reports: Vec<Reported>,
    /// Progress planned by the end of days; without it, even progress from start to due.
    pub plan_curve: Option<Vec<(Day, Progress)>>,
    /// When a report was sent back for rework that has not been answered yet.
    pub returned_at: Option<Moment>,
    /// Open and answered slips.
    pub slips: Vec<Slip>,
    /// The day on which the work was planned to begin on site.
    pub planned_start: Option<Day>,
    /// The day on which it did.
    pub started: Option<Day>,
    /// A good reason for a late start has been accepted.
    pub start_excused: bool,
    /// Payment against plan.
    pub payment: Option<Payment>,
    /// The last day on which investment was entered in the statistics.
    pub last_statistics_entry: Option<Day>,
    /// When it was set aside, oldest first.
    pub pauses: Vec<Pause>,
    /// When it was closed (办结).
    pub closed_at: Option<Moment>,
}

impl Facts {
    /// The day from which progress and reports are expected.
    pub fn first_day(&self) -> Option<Day> {
        self.start.or(self.issued_at.map(Moment::day))
    }

    /// Calendar days for which it was set aside and that no plan counts.
    pub fn paused_days(&self) -> i32 {
        self.pauses.iter().filter_map(Pause::days).sum()
    }

    /// When the last report was handed in.
    pub fn last_report(&self) -> Option<Moment> {
        self.reports.iter().map(|report| report.at).max()
    }

    /// There is a claim that goes beyond what is verified: the stone is hatched.
    pub fn is_unverified(&self) -> bool {
        self.claimed.is_some_and(|claimed| claimed > self.verified.unwrap_or(Progress::NONE))
    }
}
