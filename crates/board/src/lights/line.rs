//! Progress against 序时进度 over time: what counts, what is expected, and when the lag passes a threshold.

use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Moment, Progress};
use serde::{Deserialize, Serialize};

use super::facts::{Facts, Schedule};
use super::pace::{Plan, Ratio};
use super::sets::{Over, PaceRule};

/// What the counted progress rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Basis {
    /// A claim within its review time.
    Claimed,
    /// Review, evidence or a reading.
    Verified,
    /// Verified progress, because the review time of a higher claim has passed.
    Lapsed,
    /// Nothing was ever stated.
    Nothing,
}

/// The lag at a moment.
pub(super) struct Reading {
    pub(super) counted: Progress,
    pub(super) basis: Basis,
    pub(super) expected: Ratio,
}

impl Reading {
    /// Expected less counted.
    pub(super) fn lag(&self) -> Ratio {
        self.expected.minus(Ratio::of(self.counted))
    }

    fn is_over(&self, over: Over) -> bool {
        let threshold = Ratio::of(Progress(over.basis_points));
        let lag = self.lag();
        lag > threshold || (over.inclusive && lag == threshold)
    }
}

/// Everything that the lag depends on. Kept with the light, so that its sentence has the numbers of any moment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaceLine {
    plan: Plan,
    /// With regular reports progress is measured against time when each report is due, and the measure holds until
    /// the next; `Day` is the first period's first day. Without them it is measured at the end of each day.
    schedule: Option<(Schedule, Day)>,
    claimed: Option<Progress>,
    verified: Option<Progress>,
    /// When an unanswered claim ceases to count.
    lapses_at: Option<Moment>,
    /// The review time in working days.
    pub(super) review_working_days: i32,
}

impl PaceLine {
    /// `None` where there is nothing to measure against.
    pub(super) fn of(
        rule: &PaceRule,
        calendar: &Calendar,
        facts: &Facts,
        first_period: Option<Day>,
    ) -> Option<PaceLine> {
        // The plan goes on where it stopped: the limit has moved by the same days already.
        let paused = facts.paused_days();
        let start = facts.first_day().map(|day| day + paused);
        let plan = match &facts.plan_curve {
            Some(points) if !points.is_empty() => {
                let moved: Vec<_> = points.iter().map(|(day, progress)| (*day + paused, *progress)).collect();
                Plan::curve(start, &moved)?
            }
            _ => {
                let (start, due) = (start?, facts.due?);
                (due - start + 1 >= rule.shortest_days).then(|| Plan::linear(start, due))??
            }
        };
        let lapse = |since: Moment| {
            (calendar.add_working_days(since.day(), rule.review_working_days).day + 1).start()
        };
        Some(PaceLine {
            plan,
            schedule: facts.schedule.zip(first_period),
            claimed: facts.claimed,
            verified: facts.verified,
            lapses_at: facts.unreviewed_since.map(lapse),
            review_working_days: rule.review_working_days,
        })
    }

    /// The claim that was not verified.
    pub(super) fn claimed(&self) -> Progress {
        self.claimed.unwrap_or(Progress::NONE)
    }

    /// The progress that counts at `at`: see the head of [`crate::lights`].
    fn counted(&self, at: Moment) -> (Progress, Basis) {
        let in_review = self.lapses_at.is_some_and(|lapse| at < lapse);
        match (self.claimed, self.verified) {
            (None, None) => (Progress::NONE, Basis::Nothing),
            (None, Some(verified)) => (verified, Basis::Verified),
            (Some(claimed), verified) => {
                let known = verified.unwrap_or(Progress::NONE);
                match claimed.cmp(&known) {
                    std::cmp::Ordering::Less => (claimed, Basis::Claimed),
                    std::cmp::Ordering::Equal => (known, Basis::Verified),
                    std::cmp::Ordering::Greater if in_review => (claimed, Basis::Claimed),
                    std::cmp::Ordering::Greater if self.lapses_at.is_some() => (known, Basis::Lapsed),
                    std::cmp::Ordering::Greater => (known, Basis::Verified),
                }
            }
        }
    }

    /// The last day whose expectation applies at `at`; `None` before the first.
    fn measured_day(&self, calendar: &Calendar, at: Moment) -> Option<Day> {
        let yesterday = at.day() - 1;
        let Some((schedule, first)) = self.schedule else { return Some(yesterday) };
        let mut period = schedule.period_of(first);
        let mut measured = None;
        while period.due <= yesterday && measured.is_none_or(|day| day < self.plan.last_day()) {
            if period.last_day(calendar) <= yesterday {
                measured = Some(period.due);
            }
            period = schedule.next(period);
        }
        measured
    }

    /// Counted and expected at `at`; `None` before anything is measured.
    pub(super) fn reading(&self, calendar: &Calendar, at: Moment) -> Option<Reading> {
        let expected = self.plan.expected(self.measured_day(calendar, at)?);
        let (counted, basis) = self.counted(at);
        Some(Reading { counted, basis, expected })
    }

    /// The first moment at which the lag is over the threshold, solved exactly. The expectation never falls and
    /// what counts never rises by time alone, so from then on it stays over.
    pub(super) fn first_over(&self, calendar: &Calendar, over: Over) -> Option<Moment> {
        let candidates = match self.schedule {
            None => self.daily_candidates(over),
            Some((schedule, first)) => self.period_candidates(calendar, schedule, first),
        };
        let mut candidates: Vec<Moment> = candidates.into_iter().chain(self.lapses_at).collect();
        candidates.sort();
        candidates
            .into_iter()
            .find(|at| self.reading(calendar, *at).is_some_and(|reading| reading.is_over(over)))
    }

    /// Measured daily: the days on which the plan leaves the claim, and the verified progress, behind.
    fn daily_candidates(&self, over: Over) -> Vec<Moment> {
        let before = self.lapses_at.map(|lapse| self.counted(lapse.plus_ms(-1)).0);
        let after = self.counted(Moment::NEVER).0;
        let behind = |counted: Progress| {
            let day = self.plan.first_day_over(counted.0 + over.basis_points, over.inclusive)?;
            Some((day + 1).start())
        };
        before.into_iter().chain([after]).filter_map(behind).collect()
    }

    /// Measured when reports are due: the start of the day after each.
    fn period_candidates(&self, calendar: &Calendar, schedule: Schedule, first: Day) -> Vec<Moment> {
        let mut period = schedule.period_of(first);
        let mut moments = Vec::new();
        loop {
            moments.push((period.last_day(calendar) + 1).start());
            if period.due >= self.plan.last_day() {
                return moments;
            }
            period = schedule.next(period);
        }
    }
}
