//! What a wall chart says of a node. Pure.

use qipan_kernel::Day;

/// A flag on the chart. Laixi hangs a red flag for a step that is done and a black one for a step that is late
/// (`reference/execution.md` 2.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Flag {
    /// Not done, and its limit has passed, by so many days: black.
    Late(i32),
    /// Still to come: no flag yet.
    Due,
    /// Done after its limit, by so many days: red, with the days.
    DoneLate(i32),
    /// Done in time: red.
    Done,
}

/// Rule chart-flag — the flag of a node on a day.
pub fn flag(due: Day, done: Option<Day>, today: Day) -> Flag {
    match done {
        Some(done) if done > due => Flag::DoneLate(done - due),
        Some(_) => Flag::Done,
        None if today > due => Flag::Late(today - due),
        None => Flag::Due,
    }
}

/// The month of the chart of a year (1 to 12) in which a node stands: that of its limit. What was due before the year and was
/// not done when it began is carried to its first month; what is of other years is not on the chart.
pub fn month(due: Day, done: Option<Day>, year: i32) -> Option<u32> {
    let (of, month, _) = due.ymd();
    match of.cmp(&year) {
        std::cmp::Ordering::Equal => Some(month),
        std::cmp::Ordering::Less if done.is_none_or(|done| done.year() >= year) => Some(1),
        _ => None,
    }
}

/// The Chinese numeral of a group on a printed ledger: 一、二 … 九十九.
pub fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0 | 100.. => number.to_string(),
        1..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        _ => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn flags() {
        for (due, done, expected) in [
            ("2026-10-31", Some("2026-10-31"), Flag::Done),
            ("2026-10-31", Some("2026-09-01"), Flag::Done),
            ("2026-10-31", Some("2026-11-03"), Flag::DoneLate(3)),
            ("2026-10-31", None, Flag::Late(19)),
            ("2026-11-19", None, Flag::Due),
            ("2026-11-18", None, Flag::Late(1)),
        ] {
            assert_eq!(flag(day(due), done.map(day), day("2026-11-19")), expected, "{due} {done:?}");
        }
        assert!(Flag::Late(1) < Flag::Due && Flag::Due < Flag::Done, "the worst stands first");
    }

    #[test]
    fn months() {
        for (due, done, expected) in [
            ("2026-10-31", None, Some(10)),
            ("2026-01-01", Some("2025-12-01"), Some(1)),
            ("2025-10-31", None, Some(1)),
            ("2025-10-31", Some("2026-02-01"), Some(1)),
            ("2025-10-31", Some("2025-12-31"), None),
            ("2027-01-01", None, None),
        ] {
            assert_eq!(month(day(due), done.map(day), 2026), expected, "{due} {done:?}");
        }
    }

    #[test]
    fn numerals_of_groups() {
        for (number, expected) in
            [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九"), (100, "100")]
        {
            assert_eq!(numeral(number), expected);
        }
    }
}
