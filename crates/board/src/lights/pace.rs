//! 序时进度, in exact arithmetic: fractions of integers, rounded once and only for display.

use std::cmp::Ordering;

use qipan_kernel::{Day, Progress};
use serde::{Deserialize, Serialize};

/// An exact fraction; 1 is one hundred percent.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    /// Always positive.
    denominator: i128,
}

impl Ratio {
    /// `numerator / denominator`; `None` where the denominator is not positive: then there is no percentage to
    /// show, only a dash.
    pub fn new(numerator: i64, denominator: i64) -> Option<Ratio> {
        (denominator > 0).then(|| Ratio { numerator: numerator.into(), denominator: denominator.into() })
    }

    /// The fraction of a progress.
    pub fn of(progress: Progress) -> Ratio {
        Ratio { numerator: progress.0.into(), denominator: 10_000 }
    }

    /// `self - other`, exactly.
    #[must_use]
    pub fn minus(self, other: Ratio) -> Ratio {
        Ratio {
            numerator: self.numerator * other.denominator - other.numerator * self.denominator,
            denominator: self.denominator * other.denominator,
        }
    }

    /// The percentage in units of `10^-decimals`, rounded once, half away from zero: 13.8245 % with one decimal is
    /// 138, and a lag of 5.05 is as large as a lead of 5.05.
    pub fn percent_units(self, decimals: u32) -> i64 {
        let scaled = self.numerator * 100 * 10_i128.pow(decimals);
        let rounded = (2 * scaled.abs() + self.denominator) / (2 * self.denominator);
        (rounded * scaled.signum()) as i64
    }

    /// The percentage or the points with `decimals` decimals: `13.8`, `-5.90`.
    pub fn percent(self, decimals: u32) -> String {
        let units = self.percent_units(decimals);
        let scale = 10_u64.pow(decimals);
        let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
        let sign = if units < 0 { "-" } else { "" };
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}", width = decimals as usize),
        }
    }

    /// Points for a sentence: one decimal, and none where it is zero (`22`, `13.8`).
    pub fn points(self) -> String {
        let text = self.percent(1);
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    }

    /// As a progress for a sentence, rounded to a tenth of a percent, within 0 to 100 %.
    pub fn progress(self) -> Progress {
        Progress((self.percent_units(1) * 10).clamp(0, 10_000) as i32)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Ratio {}
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

/// Completion: cumulative result over annual plan, both in the same unit (fen). `None` without a positive plan.
pub fn completion(cumulative: i64, plan: i64) -> Option<Ratio> {
    Ratio::new(cumulative, plan)
}

/// Time progress of monthly reports: `month / 12`, months 1 to 12.
pub fn time_progress_month(month: u32) -> Ratio {
    Ratio { numerator: month.min(12).into(), denominator: 12 }
}

/// Time progress of the daily view: elapsed days of the year up to and including `day`, over the days of the year.
pub fn time_progress_day(day: Day) -> Ratio {
    let year = day.year();
    match (Day::from_ymd(year, 1, 1), Day::from_ymd(year + 1, 1, 1)) {
        (Some(first), Some(next)) => {
            Ratio { numerator: (day - first + 1).into(), denominator: (next - first).into() }
        }
        _ => Ratio { numerator: 0, denominator: 1 },
    }
}

/// Lead over time in percentage points (negative: a lag), exactly: `completion - time`.
pub fn lead(completion: Ratio, time: Ratio) -> Ratio {
    completion.minus(time)
}

/// What a plan expects by the end of each day: straight lines between nodes, never falling.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Plan {
    /// (day, basis points expected by its end); days rise strictly, progress never falls.
    nodes: Vec<(Day, i32)>,
}

impl Plan {
    /// Even progress from the beginning of `start` to the end of `due`. `None` when `due` lies before `start`.
    pub fn linear(start: Day, due: Day) -> Option<Plan> {
        (due >= start).then(|| Plan { nodes: vec![(start - 1, 0), (due, 10_000)] })
    }

    /// A plan's own curve: progress expected by the end of each named day. It begins at zero with `start`; without
    /// one, nothing is expected before the first named day. A curve that falls is held at its highest value so far.
    pub fn curve(start: Option<Day>, points: &[(Day, Progress)]) -> Option<Plan> {
        let mut points: Vec<(Day, i32)> = points.iter().map(|(day, progress)| (*day, progress.0)).collect();
        points.sort();
        let first = points.first()?.0;
        let mut nodes: Vec<(Day, i32)> =
            start.filter(|start| *start <= first).map(|start| (start - 1, 0)).into_iter().collect();
        let mut highest = 0;
        for (day, progress) in points {
            highest = progress.max(highest);
            nodes.pop_if(|last| last.0 == day);
            nodes.push((day, highest));
        }
        Some(Plan { nodes })
    }

    /// The last day on which the expectation still grows.
    pub fn last_day(&self) -> Day {
        self.nodes.last().map_or(Day(0), |node| node.0)
    }

    /// Expected by the end of `day`.
    pub fn expected(&self, day: Day) -> Ratio {
        let after = self.nodes.partition_point(|node| node.0 <= day);
        let whole = |points: i32| Ratio::of(Progress(points));
        match (after.checked_sub(1).map(|at| self.nodes[at]), self.nodes.get(after)) {
            (None, _) => whole(0),
            (Some((_, points)), None) => whole(points),
            (Some((d0, p0)), Some(&(d1, p1))) => {
                let (elapsed, days) = (i128::from(day - d0), i128::from(d1 - d0));
                let numerator = i128::from(p0) * days + i128::from(p1 - p0) * elapsed;
                Ratio { numerator, denominator: days * 10_000 }
            }
        }
    }

    /// The first day by whose end more than `level` basis points are expected (at least `level`, if `inclusive`).
    pub fn first_day_over(&self, level: i32, inclusive: bool) -> Option<Day> {
        let over = |points: i32| points > level || (inclusive && points == level);
        let first = self.nodes.first().filter(|node| over(node.1)).map(|node| node.0);
        first.or_else(|| {
            let pair = self.nodes.windows(2).find(|pair| over(pair[1].1))?;
            let ((d0, p0), (d1, p1)) = (pair[0], pair[1]);
            // p0 is not over and p1 is, so p1 > p0; the least whole d with (p1-p0)·d over (level-p0)·(d1-d0).
            let (wanted, slope) = (i64::from(level - p0) * i64::from(d1 - d0), i64::from(p1 - p0));
            let days =
                if inclusive { (wanted + slope - 1).div_euclid(slope) } else { wanted.div_euclid(slope) + 1 };
            Some(d0 + days as i32)
        })
    }
}
