//! Time limits: clocks that count working days, and clocks that count natural time by the Civil Code.

use serde::{Deserialize, Serialize};

use super::Calendar;
use crate::time::Day;

/// How a limit is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Working days; make-up days count.
    WorkingDays(i32),
    /// Natural days (Civil Code art. 201, 203).
    NaturalDays(i32),
    /// Months (art. 202, 203).
    Months(i32),
    /// Years (art. 202, 203).
    Years(i32),
}

/// A limit by its definition: from a day, by a clock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Term {
    /// The day of the event that starts the clock; it is not counted.
    pub start: Day,
    /// How it is counted.
    pub clock: Clock,
}

/// The last day of a limit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Limit {
    /// The last day on which the act is in time.
    pub day: Day,
    /// The count touches days that no notice covers yet; the next notice can move the limit.
    pub provisional: bool,
}

impl Calendar {
    fn limit_on(&self, start: Day, day: Day) -> Limit {
        // Only days after the start are counted; counting back, the days down to the result are.
        let (first, last) = if day >= start { ((start + 1).min(day), day) } else { (day, start) };
        Limit { day, provisional: self.is_provisional(first) || self.is_provisional(last) }
    }

    /// The `n`-th working day after `start`, which is not counted; make-up Saturdays and Sundays count. With a
    /// negative `n`, the earliest day from which `-n` working days remain up to and including `start`.
    /// Always `working_days_between(start, result) == n`.
    pub fn add_working_days(&self, start: Day, n: i32) -> Limit {
        self.limit_on(start, self.nth_after(start, n))
    }

    /// `n` natural days: the day of the event is not counted (Civil Code art. 201), and a last day that is a
    /// statutory day of rest gives way to the next day that is not (art. 203). A make-up Saturday is no day of rest.
    pub fn add_natural_days(&self, start: Day, n: i32) -> Limit {
        self.not_on_a_day_of_rest(start + n)
    }

    /// `n` months: to the corresponding day of the last month, or its last day where there is none (art. 202);
    /// days of rest as in [`Calendar::add_natural_days`].
    pub fn add_months(&self, start: Day, n: i32) -> Limit {
        self.not_on_a_day_of_rest(start.plus_months(n))
    }

    /// `n` years, as [`Calendar::add_months`] of twelve each.
    pub fn add_years(&self, start: Day, n: i32) -> Limit {
        self.add_months(start, n * 12)
    }

    fn not_on_a_day_of_rest(&self, last: Day) -> Limit {
        let day = if self.is_working(last) { last } else { self.next_working_day(last) };
        // Natural days need no calendar on the way: only from the last day on does a notice matter.
        Limit { day, ..self.limit_on(last - 1, day) }
    }

    /// The limit of a term.
    pub fn limit(&self, term: Term) -> Limit {
        match term.clock {
            Clock::WorkingDays(n) => self.add_working_days(term.start, n),
            Clock::NaturalDays(n) => self.add_natural_days(term.start, n),
            Clock::Months(n) => self.add_months(term.start, n),
            Clock::Years(n) => self.add_years(term.start, n),
        }
    }
}

/// A limit that another calendar would change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shift<K> {
    /// What the limit belongs to.
    pub key: K,
    /// Its definition.
    pub term: Term,
    /// By the calendar in force.
    pub before: Limit,
    /// By the other calendar.
    pub after: Limit,
}

/// The limits whose last day would change when calendar `after` replaces `before`: the list to show before a new
/// notice is applied. A limit that only ceases to be provisional is not listed.
pub fn shifts<K>(
    before: &Calendar,
    after: &Calendar,
    terms: impl IntoIterator<Item = (K, Term)>,
) -> Vec<Shift<K>> {
    let compare = |(key, term): (K, Term)| {
        let (before, after) = (before.limit(term), after.limit(term));
        (before.day != after.day).then_some(Shift { key, term, before, after })
    };
    terms.into_iter().filter_map(compare).collect()
}
