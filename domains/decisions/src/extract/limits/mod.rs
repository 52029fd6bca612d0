//! Time limits: found in prose or in a table cell, resolved to a day where the document's date allows.
//!
//! Natural-day clocks follow the Civil Code: the first day is not counted (art. 201), months end on the corresponding
//! day or the month's last (art. 202). Working-day clocks are left to the caller's calendar.

mod en;
mod zh;

use std::ops::Range;

use qipan_kernel::Day;

use super::types::{RuleId, TimeForm, TimeLimit, TimeProblem, TimeUnit};

/// What dates count from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// The document's date.
    pub reference: Option<Day>,
    /// The year that the document is about (2026年重点工作…), for dates without a year.
    pub year: Option<i32>,
    /// Years count from the Republic's founding (115年6月底).
    pub republic: bool,
}

/// Where the text stands: prose needs a word that makes a date a limit (前, 底, by); a limit cell does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A sentence.
    Prose,
    /// A cell or attribute that holds nothing but a limit.
    Cell,
}

/// A limit found at a byte range.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Where, in the text given.
    pub range: Range<usize>,
    /// What.
    pub limit: TimeLimit,
    /// By which rule.
    pub rule: RuleId,
}

/// All limits in `text`, in order.
pub fn scan(text: &str, clock: Clock, place: Place) -> Vec<Hit> {
    let mut hits = zh::scan(text, clock, place);
    if text.bytes().any(|b| b.is_ascii_alphabetic()) {
        // A bare number that one language takes for a year is part of the other's longer date.
        for hit in en::scan(text, clock, place) {
            let apart =
                |other: &Hit| other.range.end <= hit.range.start || hit.range.end <= other.range.start;
            hits.retain(|other| apart(other) || other.range.len() > hit.range.len());
            if hits.iter().all(apart) {
                hits.push(hit);
            }
        }
        hits.sort_by_key(|hit| hit.range.start);
    }
    hits
}

/// The year before the first of the Republic's count.
pub const REPUBLIC_BEGINS: i32 = 1911;

/// The year that a title names by the Republic's count: 民國115年度施政計畫 is about 2026.
pub fn minguo_year(title: &str) -> Option<i32> {
    title.char_indices().find_map(|(at, _)| zh::minguo(&title[at..])).map(|(year, _)| year)
}

/// A month by its number alone, as columns of months hold it: 5, 11.
pub fn month(text: &str, clock: Clock) -> Option<Hit> {
    let month: u32 = text.trim().parse().ok().filter(|month| (1..=12).contains(month))?;
    let limit = absolute(None, month, None, clock);
    Some(Hit { range: 0..text.len(), limit, rule: super::rules::LIMIT_DATE })
}

/// Chooses the limit of a passage: dated before relative before recurring before long-term before vague; of several
/// dates the latest, since the earlier ones are steps on the way.
pub fn choose(hits: &[Hit]) -> Option<usize> {
    let rank = |hit: &Hit| match hit.limit.form {
        TimeForm::Absolute { .. } => 4,
        TimeForm::Relative { .. } => 3,
        TimeForm::Recurring { .. } => 2,
        TimeForm::LongTerm => 1,
        TimeForm::Vague => 0,
    };
    let key = |hit: &Hit| (rank(hit), hit.limit.day.map_or(i32::MIN, |day| day.0));
    let mut best: Option<usize> = None;
    for (index, hit) in hits.iter().enumerate() {
        if best.is_none_or(|at| key(hit) > key(&hits[at])) {
            best = Some(index);
        }
    }
    best
}

/// A point of the year: a month, and a day of it (`None` = its last).
pub(super) fn absolute(year: Option<i32>, month: u32, day: Option<u32>, clock: Clock) -> TimeLimit {
    let form = TimeForm::Absolute { year, month, day };
    let on = |year: i32| match day {
        Some(day) => Day::from_ymd(year, month, day),
        None => Day::from_ymd(year, month, 1).map(Day::month_end),
    };
    // 29 February exists in leap years only, so a date without a year is tried in one.
    if on(year.unwrap_or(2024)).is_none() {
        return TimeLimit { form, day: None, problem: Some(TimeProblem::Impossible) };
    }
    let resolved = match (year.or(clock.year), clock.reference) {
        (Some(year), _) => on(year),
        // A limit lies ahead of the document that sets it.
        (None, Some(today)) => on(today.year()).filter(|day| *day >= today).or_else(|| on(today.year() + 1)),
        (None, None) => return TimeLimit { form, day: None, problem: Some(TimeProblem::NoReferenceDay) },
    };
    let problem = resolved.is_none().then_some(TimeProblem::Impossible);
    TimeLimit { form, day: resolved, problem }
}

/// So many units from the reference day.
pub(super) fn relative(count: u32, unit: TimeUnit, clock: Clock) -> TimeLimit {
    let form = TimeForm::Relative { count, unit };
    if unit == TimeUnit::WorkingDay {
        return TimeLimit { form, day: None, problem: Some(TimeProblem::WorkingDays) };
    }
    let n = count.min(10_000) as i32;
    let day = clock.reference.map(|start| match unit {
        TimeUnit::Hour => start + (n + 23) / 24,
        TimeUnit::Day | TimeUnit::WorkingDay => start + n,
        TimeUnit::Week => start + 7 * n,
        TimeUnit::TenDays => start + 10 * n,
        TimeUnit::Month => start.plus_months(n),
        TimeUnit::Quarter => start.plus_months(3 * n),
        TimeUnit::HalfYear => start.plus_months(6 * n),
        TimeUnit::Year => start.plus_months(12 * n),
    });
    TimeLimit { form, day, problem: day.is_none().then_some(TimeProblem::NoReferenceDay) }
}

/// A day counted from the reference day by the rule of the caller (本周五, 下月底); unknown without one.
pub(super) fn from_reference(clock: Clock, day: impl Fn(Day) -> Day) -> TimeLimit {
    match clock.reference.map(day) {
        Some(day) => {
            let (year, month, number) = day.ymd();
            let form = TimeForm::Absolute { year: Some(year), month, day: Some(number) };
            TimeLimit { form, day: Some(day), problem: None }
        }
        None => TimeLimit {
            form: TimeForm::Relative { count: 0, unit: TimeUnit::Day },
            day: None,
            problem: Some(TimeProblem::NoReferenceDay),
        },
    }
}

pub(super) fn recurring(every: TimeUnit, at: Option<u32>) -> TimeLimit {
    TimeLimit { form: TimeForm::Recurring { every, at }, day: None, problem: None }
}

pub(super) fn undated(form: TimeForm) -> TimeLimit {
    TimeLimit { form, day: None, problem: Some(TimeProblem::NoDate) }
}

/// The last day of a quarter's or half-year's month in the reference year.
pub(super) fn quarter_end(day: Day) -> Day {
    let (year, month, _) = day.ymd();
    let last = month.div_ceil(3) * 3;
    Day::from_ymd(year, last, 1).map_or(day, Day::month_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sunday 22 November 2026.
    fn clock() -> Clock {
        Clock { reference: Day::from_ymd(2026, 11, 22), ..Clock::default() }
    }

    fn found(text: &str, place: Place) -> Vec<String> {
        scan(text, clock(), place)
            .iter()
            .map(|hit| format!("{}={}", &text[hit.range.clone()], hit.limit))
            .collect()
    }

    #[test]
    fn limits_in_prose() {
        for (text, expected) in [
            ("2026年6月底前完成", vec!["2026年6月底前=2026-06-30"]),
            ("于3月15日前报送", vec!["3月15日前=2027-03-15"]),
            ("力争年底前建成", vec!["年底前=2026-12-31"]),
            ("到2027年，覆盖率达到40%", vec!["2027年=2027-12-31"]),
            ("2027年上半年完成", vec!["2027年上半年=2027-06-30"]),
            ("明年一季度末开工", vec!["明年一季度末=2027-03-31"]),
            ("会后10个工作日内上报", vec!["10个工作日内=relative"]),
            ("30日内反馈", vec!["30日内=2026-12-22"]),
            ("一周内整改到位", vec!["一周内=2026-11-29"]),
            ("月底前完成", vec!["月底前=2026-11-30"]),
            ("本周五前报送", vec!["本周五前=2026-11-20"]),
            ("下月10日前报送", vec!["下月10日前=2026-12-10"]),
            ("每月25日前报送进度", vec!["每月25日前=recurring"]),
            ("每季度末通报", vec!["每季度末=recurring"]),
            ("坚持一年一个节点", vec!["一年一个节点=recurring"]),
            ("要抓紧推进", vec!["抓紧=vague"]),
            ("长期坚持", vec!["长期坚持=long_term"]),
            ("2月30日前完成", vec!["2月30日前=unresolved"]),
            ("2025年实现生产总值3000亿元", vec!["2025年=2025-12-31"]),
            ("自2026年3月1日起施行", vec![]),
            ("2018年7月7日下午，召开会议", vec![]),
            ("近3年内新增", vec![]),
            ("2026年3月至6月完成", vec!["2026年3月至6月=2026-06-30"]),
            ("二〇二六年十二月底前", vec!["二〇二六年十二月底前=2026-12-31"]),
            ("by the end of 2027", vec!["by the end of 2027=2027-12-31"]),
            ("go into production in June this year", vec!["in June this year=2026-06-30"]),
            ("within 10 working days", vec!["within 10 working days=relative"]),
            ("report each month by the 25th", vec!["each month by the 25th=recurring"]),
            ("adhere to a node in one year", vec!["a node in one year=recurring"]),
            ("as soon as possible", vec!["as soon as possible=vague"]),
            ("before 30 June 2027", vec!["before 30 June 2027=2027-06-30"]),
            ("It may be done", vec![]),
            ("问题即查即改", vec!["即查即改=vague"]),
            ("国庆节前完成布展", vec!["国庆节前=2027-10-01"]),
            ("1-3月完成摸底", vec!["1-3月=2027-03-31"]),
            ("於民國115年12月31日前完成", vec!["民國115年12月31日前=2026-12-31"]),
            ("于中华民国一百一十六年六月底前建成", vec!["中华民国一百一十六年六月底前=2027-06-30"]),
            ("民国26年建成的厂房", vec![]),
            ("自民國115年3月1日起施行", vec![]),
        ] {
            assert_eq!(found(text, Place::Prose), expected, "{text}");
        }
    }

    #[test]
    fn years_of_the_republic_in_titles() {
        assert_eq!(minguo_year("桃園市政府民國115年度重點工作分工表"), Some(2026));
        assert_eq!(minguo_year("中華民國 一百一十六年施政計畫"), Some(2027));
        assert_eq!(minguo_year("115年度重點工作"), None);
    }

    #[test]
    fn years_of_the_republic_without_the_era() {
        let day = |text, republic| {
            let clock = Clock { republic, ..clock() };
            let hit = scan(text, clock, Place::Cell).into_iter().next();
            hit.map(|hit| hit.limit.to_string())
        };
        assert_eq!(day("115年10月底", true).as_deref(), Some("2026-10-31"));
        assert_ne!(day("115年10月底", false).as_deref(), Some("2026-10-31"));
        assert_eq!(day("2027年6月30日", true).as_deref(), Some("2027-06-30"));
    }

    #[test]
    fn limits_in_cells() {
        for (text, expected) in [
            ("2026.6", vec!["2026.6=2026-06-30"]),
            ("2026-06-30 00:00:00", vec!["2026-06-30 00:00:00=2026-06-30"]),
            ("6.30前", vec!["6.30前=2027-06-30"]),
            ("2027年6月", vec!["2027年6月=2027-06-30"]),
            ("2026年", vec!["2026年=2026-12-31"]),
            ("2026年1月—2027年12月", vec!["2026年1月—2027年12月=2027-12-31"]),
            ("长期", vec!["长期=long_term"]),
            ("持续推进", vec!["持续推进=long_term"]),
            ("第三季度", vec!["第三季度=2027-09-30"]),
            ("全年", vec!["全年=2026-12-31"]),
            ("一个月", vec!["一个月=2026-12-22"]),
            ("立行立改", vec!["立行立改=vague"]),
            ("每学期", vec!["每学期=recurring"]),
            ("每两周", vec!["每两周=recurring"]),
            ("10-12月", vec!["10-12月=2026-12-31"]),
            ("民國 115年第3季", vec!["民國 115年第3季=2026-09-30"]),
            ("民國116年", vec!["民國116年=2027-12-31"]),
            ("H1 2027", vec!["H1 2027=2027-06-30"]),
            ("Second quarter", vec!["Second quarter=2027-06-30"]),
        ] {
            assert_eq!(found(text, Place::Cell), expected, "{text}");
        }
    }
}
