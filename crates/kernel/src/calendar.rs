//! The working calendar of the State Council's notices: which days are worked, and when a time limit ends.
//!
//! A day named in a notice is what the notice says; any other day is worked from Monday to Friday. A notice for one
//! year can reach back into December of the year before, so facts are kept by day and never by file or year.
//! Every question is answered in O(log n) of the number of excepted days: the working days up to a day are the
//! weekdays (arithmetic) plus the sum of the exceptions so far (a prefix sum).

mod limits;
mod notices;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::time::Day;

pub use limits::{Clock, Limit, Shift, Term, shifts};

/// What a day is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayKind<'a> {
    /// An ordinary working weekday.
    Working,
    /// A Saturday or Sunday that is worked in exchange for a holiday (调休上班), with the holiday's name.
    MakeUp(&'a str),
    /// A Saturday or Sunday.
    Weekend,
    /// A day of rest by a notice, with the holiday's name.
    Holiday(&'a str),
}

/// One day that a notice settles.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayChange {
    /// The day.
    pub day: Day,
    /// Whether it is worked.
    pub working: bool,
    /// The holiday that it belongs to, as in the notice (`春节`).
    pub name: String,
}

/// A day that a notice names, with the sum of all exceptions up to and including it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Exception {
    day: Day,
    working: bool,
    name: Arc<str>,
    /// Working days gained (make-up days) less those lost (holidays) from the beginning to this day.
    sum: i32,
}

/// A working calendar: a version of the facts and the questions that can be put to it. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Grows with each notice; stored with everything that was computed from this calendar.
    pub version: i32,
    /// First day of the first year that a notice covers; earlier days are provisional.
    pub first_noticed: Day,
    /// Last day of the last year that a notice covers (2026-12-31 for the built-in calendar); later days are
    /// provisional: they follow the week alone until the next notice comes.
    pub last_noticed: Day,
    exceptions: Arc<[Exception]>,
}

fn on_weekend(day: Day) -> bool {
    day.weekday() >= 5
}

/// Weekdays (Monday to Friday) from Monday 1969-12-29 up to and including `day`; negative before.
fn weekdays_until(day: Day) -> i64 {
    let days = i64::from(day.0) + 3;
    days.div_euclid(7) * 5 + (days.rem_euclid(7) + 1).min(5)
}

impl Calendar {
    /// The calendar of all notices known to this program; its version is their number.
    pub fn state_council() -> Calendar {
        static BUILT_IN: OnceLock<Calendar> = OnceLock::new();
        BUILT_IN.get_or_init(|| Calendar::of(notices::all())).clone()
    }

    /// The built-in calendar as it was when only the first `version` notices were published, to repeat what was
    /// computed then. `None` when there is no such version.
    pub fn state_council_version(version: i32) -> Option<Calendar> {
        let notices = notices::all();
        let count = usize::try_from(version).ok().filter(|count| (1..=notices.len()).contains(count))?;
        Some(Calendar::of(&notices[..count]))
    }

    fn of(notices: &[notices::Notice]) -> Calendar {
        let empty = Calendar {
            version: 0,
            first_noticed: notices.iter().map(|notice| notice.first_day()).min().unwrap_or(Day(0)),
            last_noticed: Day(i32::MIN),
            exceptions: Arc::new([]),
        };
        let changes: Vec<DayChange> = notices.iter().flat_map(|notice| notice.days.iter().cloned()).collect();
        let last = notices.iter().map(|notice| notice.last_day()).max().unwrap_or(Day(0));
        Calendar { version: notices.len() as i32, last_noticed: last, ..empty.with_changes(&changes) }
    }

    /// This calendar with further days settled, one version later. Where a day was settled before, or is given
    /// twice, the last word counts. The years covered stay as they are; see [`Calendar::with_notice`].
    #[must_use]
    pub fn with_changes(&self, changes: &[DayChange]) -> Calendar {
        let mut all: Vec<Exception> = self.exceptions.to_vec();
        all.extend(changes.iter().map(|change| Exception {
            day: change.day,
            working: change.working,
            name: Arc::from(change.name.as_str()),
            sum: 0,
        }));
        // The sort is stable: of equal days the latest given stands last, and is the one kept.
        all.sort_by_key(|exception| exception.day);
        let mut kept: Vec<Exception> = Vec::with_capacity(all.len());
        for exception in all {
            kept.pop_if(|last| last.day == exception.day);
            kept.push(exception);
        }
        let mut sum = 0;
        for exception in &mut kept {
            sum += match (exception.working, on_weekend(exception.day)) {
                (true, true) => 1,
                (false, false) => -1,
                _ => 0,
            };
            exception.sum = sum;
        }
        Calendar { version: self.version + 1, exceptions: kept.into(), ..self.clone() }
    }

    /// This calendar with the yearly notice for `year`: its days, and the year counts as covered.
    #[must_use]
    pub fn with_notice(&self, year: i32, changes: &[DayChange]) -> Calendar {
        let end = Day::from_ymd(year, 12, 31).unwrap_or(self.last_noticed);
        Calendar { last_noticed: self.last_noticed.max(end), ..self.with_changes(changes) }
    }

    /// This calendar under another version number (the store numbers an operator's calendars).
    #[must_use]
    pub fn numbered(self, version: i32) -> Calendar {
        Calendar { version, ..self }
    }

    fn exception(&self, day: Day) -> Option<&Exception> {
        self.exceptions
            .binary_search_by_key(&day, |exception| exception.day)
            .ok()
            .map(|at| &self.exceptions[at])
    }

    /// What `day` is.
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        match (self.exception(day), on_weekend(day)) {
            (Some(exception), _) if !exception.working => DayKind::Holiday(&exception.name),
            (Some(exception), true) => DayKind::MakeUp(&exception.name),
            (None, true) => DayKind::Weekend,
            (_, false) => DayKind::Working,
        }
    }

    /// Whether `day` is worked.
    pub fn is_working(&self, day: Day) -> bool {
        matches!(self.kind(day), DayKind::Working | DayKind::MakeUp(_))
    }

    /// Whether `day` lies in a year that no notice covers, so that its kind may still change.
    pub fn is_provisional(&self, day: Day) -> bool {
        day > self.last_noticed || day < self.first_noticed
    }

    /// Working days up to and including `day`, from an arbitrary but fixed beginning.
    fn worked_until(&self, day: Day) -> i64 {
        let before = self.exceptions.partition_point(|exception| exception.day <= day);
        let sum = before.checked_sub(1).map_or(0, |last| self.exceptions[last].sum);
        weekdays_until(day) + i64::from(sum)
    }

    /// Working days after `from` up to and including `to`; negative when `to` lies before `from`.
    pub fn working_days_between(&self, from: Day, to: Day) -> i32 {
        (self.worked_until(to) - self.worked_until(from)) as i32
    }

    /// The first working day after `day`.
    pub fn next_working_day(&self, day: Day) -> Day {
        self.nth_after(day, 1)
    }

    /// The first day `d` with `working_days_between(start, d) == n`; `start` itself for 0.
    fn nth_after(&self, start: Day, n: i32) -> Day {
        if n == 0 {
            return start;
        }
        let wanted = self.worked_until(start) + i64::from(n);
        // Exceptions move the answer by at most their number; the weeks alone give the rest.
        let slack = 2 * self.exceptions.len() as i64 + 8;
        let guess = i64::from(start.0) + i64::from(n) * 7 / 5;
        let clamp = |day: i64| day.clamp(i64::from(i32::MIN) / 2, i64::from(i32::MAX) / 2) as i32;
        let (mut low, mut high) = (clamp(guess - slack), clamp(guess + slack));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.worked_until(Day(middle)) >= wanted { high = middle } else { low = middle + 1 }
        }
        Day(low)
    }
}

#[cfg(test)]
mod tests;
