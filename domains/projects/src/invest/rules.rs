//! Completion and 序时进度, exactly (`reference/execution.md` 8.2). Pure.
//!
//! Ratios are kept as fractions of whole numbers and rounded half up once, where they are shown: rounding the completion
//! first and subtracting then gives another figure than the cities publish.

use std::cmp::Ordering;

use qipan_kernel::{Day, Failure, Fen, Moment, Outcome};

use super::model::{Correction, Entry, EntryInput};
use crate::book::model::Stage;
use crate::book::rules::TEXT_MAX;

/// A ratio, exactly: `over / under`, `under` above zero.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    over: i128,
    under: i128,
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other) == Ordering::Equal
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
        (self.over * other.under).cmp(&(other.over * self.under))
    }
}

impl Ratio {
    /// `over / under`; `None` where `under` is not above zero.
    pub fn of(over: i64, under: i64) -> Option<Ratio> {
        (under > 0).then(|| Ratio { over: i128::from(over), under: i128::from(under) })
    }

    /// Percentage points, exactly.
    pub fn points(points: i64) -> Ratio {
        Ratio { over: i128::from(points), under: 100 }
    }

    /// `self - other`.
    #[must_use]
    pub fn minus(self, other: Ratio) -> Ratio {
        Ratio { over: self.over * other.under - other.over * self.under, under: self.under * other.under }
    }

    /// Per cent with `decimals` decimals, rounded half up (away from zero at exactly half).
    pub fn percent(self, decimals: u32) -> String {
        let scale = 10_i128.pow(decimals);
        let scaled = self.over * 100 * scale * 2;
        let sign = if self.over < 0 { "-" } else { "" };
        let rounded = (scaled.abs() + self.under) / (self.under * 2);
        let sign = if rounded == 0 { "" } else { sign };
        if decimals == 0 {
            return format!("{sign}{rounded}");
        }
        format!("{sign}{}.{:0width$}", rounded / scale, rounded % scale, width = decimals as usize)
    }

    /// [`Ratio::percent`] with a plus where it is above zero: points ahead.
    pub fn signed(self, decimals: u32) -> String {
        let text = self.percent(decimals);
        if self.over > 0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
            format!("+{text}")
        } else {
            text
        }
    }

    /// As a number for charts.
    pub fn as_f64(self) -> f64 {
        self.over as f64 / self.under as f64
    }
}

/// How far a year is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Done from the beginning of the year.
    pub done: Fen,
    /// The year's plan.
    pub plan: Fen,
    /// What of the plan is done.
    pub completion: Ratio,
    /// What of the year has passed, or of its own plan curve is due.
    pub time: Ratio,
}

impl Pace {
    /// Points ahead of time (negative: behind).
    pub fn lead(&self) -> Ratio {
        self.completion.minus(self.time)
    }
}

/// 序时进度 after `month` months of a year. `RULE project.pace`: completion is done ÷ plan; time is month ÷ 12.
pub fn pace(done: Fen, plan: Fen, month: u32) -> Option<Pace> {
    let completion = Ratio::of(done.0, plan.0)?;
    Some(Pace { done, plan, completion, time: Ratio { over: i128::from(month.min(12)), under: 12 } })
}

/// The same against the project's own plan curve: what was planned to be done by then.
pub fn pace_by_plan(done: Fen, plan: Fen, due: Fen) -> Option<Pace> {
    let completion = Ratio::of(done.0, plan.0)?;
    Some(Pace { done, plan, completion, time: Ratio::of(due.0, plan.0)? })
}

/// What is entered.
///
/// # Errors
/// All of what is wrong.
pub fn check(input: &EntryInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    if !(2000..=2100).contains(&input.year) {
        wrong.push(Failure::invalid("project-year-range").at("year"));
    }
    if !(1..=12).contains(&input.month) || input.part > 3 {
        wrong.push(Failure::invalid("invest-period").at("month"));
    }
    for (field, amount) in [("planned", input.planned), ("done", input.done)] {
        if amount.is_some_and(|amount| amount < Fen(0)) {
            wrong.push(Failure::invalid("project-amount-negative").at(field));
        }
    }
    for (field, text) in [("image", &input.image), ("why", &input.why)] {
        if text.chars().count() > TEXT_MAX {
            wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at(field));
        }
    }
    if input.planned.is_none() && input.done.is_none() && input.image.trim().is_empty() {
        wrong.push(Failure::invalid("invest-nothing").at("done"));
    }
    Failure::collect(wrong)
}

/// What `input` corrects of what stands: figures and words that it replaces by others. What it leaves out stays, what it
/// adds or says again corrects nothing.
pub fn corrected(before: &Entry, input: &EntryInput, at: Moment, by: &str) -> Option<Correction> {
    let amount = |was: Option<Fen>, becomes: Option<Fen>| was.zip(becomes).filter(|(was, next)| was != next);
    let (was, next) = (before.image.trim(), input.image.trim());
    let reworded = !was.is_empty() && !next.is_empty() && was != next;
    let found = Correction {
        year: before.year,
        month: before.month,
        part: before.part,
        planned: amount(before.planned, input.planned),
        done: amount(before.done, input.done),
        image: reworded.then(|| (was.to_owned(), next.to_owned())),
        why: input.why.trim().to_owned(),
        at,
        by: by.to_owned(),
    };
    let any = found.planned.is_some() || found.done.is_some() || found.image.is_some();
    any.then_some(found)
}

/// `RULE project.month.correction`: a figure that was entered is corrected with a reason only. Nobody alters collected
/// figures of their own accord, and who signs them answers for them (Statistics Law, articles 7 and 24).
///
/// # Errors
/// No reason.
pub fn reasoned(correction: &Correction) -> Outcome<()> {
    if correction.why.is_empty() {
        return Err(Failure::invalid("invest-correction-why")
            .with("year", correction.year.to_string())
            .with("month", i64::from(correction.month))
            .at("why"));
    }
    Ok(())
}

/// What of each month of a year was planned and done. A month is either entered as a whole or by ten-days; the store
/// keeps the two apart.
pub fn months(entries: &[Entry], year: i32) -> [(Option<Fen>, Option<Fen>); 12] {
    let mut all = [(None, None); 12];
    let add = |sum: &mut Option<Fen>, amount: Option<Fen>| {
        if let Some(amount) = amount {
            *sum = Some(Fen(sum.map_or(0, |sum| sum.0) + amount.0));
        }
    };
    for entry in entries.iter().filter(|entry| entry.year == year) {
        if let Some(month) = all.get_mut(entry.month as usize - 1) {
            add(&mut month.0, entry.planned);
            add(&mut month.1, entry.done);
        }
    }
    all
}

/// `RULE project.month.before-start`: what of `entries` was done in months before the one in which building began, all of
/// it where it has not begun. The monthly report has a line for projects in preparation (`reference/execution.md` 5.3), so
/// such a figure is taken; it can only be costs of preparation (前期费用), and whoever reads it is told. A project whose
/// building goes on but whose first day is not known has nothing that could be told apart.
pub fn before_start(stage: Stage, started_on: Option<Day>, entries: &[Entry]) -> Fen {
    let began = started_on.map(|day| {
        let (year, month, _) = day.ymd();
        (year, month)
    });
    let early = |entry: &&Entry| match began {
        Some(began) => (entry.year, entry.month) < began,
        None => stage < Stage::Started,
    };
    Fen(entries.iter().filter(early).filter_map(|entry| entry.done).map(|done| done.0).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_in_months_before_building_began_is_told_apart() {
        let entry = |year, month, done: Option<i64>| Entry {
            year,
            month,
            part: 0,
            planned: Some(Fen(1000)),
            done: done.map(Fen),
            image: String::new(),
            entered_at: Moment(0),
            entered_by: "陈示例".into(),
        };
        let entries = [
            entry(2025, 12, Some(1)),
            entry(2026, 2, Some(20)),
            entry(2026, 3, Some(300)),
            entry(2026, 4, None),
        ];
        for (stage, started, early) in [
            (Stage::Conceived, None, 321),
            (Stage::Preparing, None, 321),
            // The month in which it began is one of building, whatever the day.
            (Stage::Started, Some((2026, 3, 31)), 21),
            (Stage::Building, Some((2026, 1, 1)), 1),
            (Stage::Completed, Some((2025, 12, 9)), 0),
            // Building goes on; since when is not known.
            (Stage::Started, None, 0),
            (Stage::AtCapacity, None, 0),
        ] {
            let started = started.map(|(year, month, day)| Day::from_ymd(year, month, day).unwrap());
            assert_eq!(before_start(stage, started, &entries), Fen(early), "{stage:?} {started:?}");
        }
        assert_eq!(before_start(Stage::Preparing, None, &[]), Fen(0));
    }

    #[test]
    fn what_replaces_a_figure_that_stands_is_a_correction_and_needs_a_reason() {
        let entry = |planned: Option<i64>, done: Option<i64>, image: &str| Entry {
            year: 2026,
            month: 3,
            part: 0,
            planned: planned.map(Fen),
            done: done.map(Fen),
            image: image.into(),
            entered_at: Moment(0),
            entered_by: "陈示例".into(),
        };
        let pair = |was, becomes| Some((Fen(was), Fen(becomes)));
        let words = |was: &str, becomes: &str| Some((was.to_owned(), becomes.to_owned()));
        for (before, input, wanted) in [
            // Said again, added, or left out: nothing is corrected.
            (entry(Some(5), Some(7), "桩基"), (Some(5), Some(7), " 桩基 "), None),
            (entry(None, None, ""), (Some(5), Some(7), "桩基"), None),
            (entry(Some(5), Some(7), "桩基"), (None, None, ""), None),
            // A nought that was entered is a figure too.
            (entry(None, Some(0), ""), (None, Some(7), "桩基"), Some((None, pair(0, 7), None))),
            (entry(Some(5), Some(7), "桩基"), (Some(6), Some(7), ""), Some((pair(5, 6), None, None))),
            (
                entry(Some(5), Some(7), "桩基"),
                (Some(5), Some(0), "承台"),
                Some((None, pair(7, 0), words("桩基", "承台"))),
            ),
        ] {
            let (planned, done, image) = input;
            let mut input = EntryInput {
                year: 2026,
                month: 3,
                part: 0,
                planned: planned.map(Fen),
                done: done.map(Fen),
                image: image.into(),
                why: " ".into(),
            };
            let found = corrected(&before, &input, Moment(9), "李示例");
            assert_eq!(
                found.clone().map(|one| (one.planned, one.done, one.image)),
                wanted,
                "{before:?} {input:?}"
            );
            let Some(found) = found else { continue };
            let refused = reasoned(&found).unwrap_err();
            assert_eq!(
                (refused.message.key.as_ref(), refused.field.as_deref()),
                ("invest-correction-why", Some("why"))
            );
            input.why = " 漏报一笔 ".into();
            let found = corrected(&before, &input, Moment(9), "李示例").unwrap();
            assert_eq!(reasoned(&found), Ok(()));
            assert_eq!((found.why.as_str(), found.by.as_str(), found.at), ("漏报一笔", "李示例", Moment(9)));
        }
    }

    /// Figures that cities have published (`reference/execution.md` 8.2), in ten-thousandths of the unit they use.
    #[test]
    fn published_figures_are_reproduced() {
        for (city, done, plan, month, decimals, completion, lead) in [
            ("Jiangmen, January to October", 629_0000, 647_4000, 10, 1, "97.2", "+13.8"),
            ("Jiangmen 2021, January to March", 313_6400, 1015_0000, 3, 2, "30.90", "+5.90"),
            ("a city 2023, January to April", 413_0000, 984_5900, 4, 1, "41.9", "+8.6"),
        ] {
            let pace = pace(Fen(done), Fen(plan), month).unwrap();
            assert_eq!(pace.completion.percent(decimals), completion, "{city}");
            assert_eq!(pace.lead().signed(decimals), lead, "{city}");
        }
        // Growth over the year before: 313.64 is 153.34 more than 160.30, 95.66 %.
        let before = 313_6400 - 153_3400;
        assert_eq!(Ratio::of(153_3400, before).unwrap().percent(2), "95.66");
        // Guang'an, January to August: 92.6 %, 25.9 points ahead.
        assert_eq!(pace(Fen(926), Fen(1000), 8).unwrap().lead().signed(1), "+25.9");
        // What was once printed as 47 % is 47.8: nothing is cut off here.
        assert_eq!(Ratio::of(129, 270).unwrap().percent(1), "47.8");
        // Rounding first and subtracting then would give 13.9.
        let exact = pace(Fen(629_0000), Fen(647_4000), 10).unwrap();
        assert_eq!(exact.lead().percent(4), "13.8245");
    }

    #[test]
    fn halves_go_up_and_zero_has_no_sign() {
        for (over, under, decimals, text) in [
            (1, 8, 1, "12.5"),
            (125, 10_000, 1, "1.3"),
            (-125, 10_000, 1, "-1.3"),
            (124, 10_000, 1, "1.2"),
            (-1, 100_000, 1, "0.0"),
            (0, 7, 2, "0.00"),
            (2, 3, 0, "67"),
            (i64::MAX, 1, 0, "922337203685477580700"),
        ] {
            assert_eq!(Ratio::of(over, under).unwrap().percent(decimals), text, "{over}/{under}");
        }
        assert_eq!(Ratio::of(1, 0), None);
        assert_eq!(Ratio::of(1, 100_000).unwrap().signed(1), "0.0");
    }
}
