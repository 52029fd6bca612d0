//! The facts of the notices, read from the compact table beside this file.

use std::sync::OnceLock;

use super::DayChange;
use crate::time::Day;

/// One published notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Notice {
    /// The year that it settles.
    pub(super) year: i32,
    /// Where it is published.
    pub(super) address: &'static str,
    /// Its days; they may lie in December of the year before.
    pub(super) days: Vec<DayChange>,
}

impl Notice {
    pub(super) fn first_day(&self) -> Day {
        Day::from_ymd(self.year, 1, 1).unwrap_or(Day(0))
    }
    pub(super) fn last_day(&self) -> Day {
        Day::from_ymd(self.year, 12, 31).unwrap_or(Day(0))
    }
}

/// All notices, oldest first.
pub(super) fn all() -> &'static [Notice] {
    static NOTICES: OnceLock<Vec<Notice>> = OnceLock::new();
    // The table is part of the program and read whole by the tests below; a line that cannot be read would be
    // left out, and they would fail.
    NOTICES.get_or_init(|| read(include_str!("notices.txt")))
}

fn read(table: &'static str) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(notice) = notice_line(line) {
            notices.push(notice);
        } else if let (Some(notice), Some(days)) = (notices.last_mut(), day_line(line)) {
            notice.days.extend(days);
        }
    }
    notices
}

fn notice_line(line: &'static str) -> Option<Notice> {
    let (year, address) = line.strip_prefix("notice ")?.split_once(' ')?;
    Some(Notice { year: year.parse().ok()?, address, days: Vec::new() })
}

fn day_line(line: &str) -> Option<Vec<DayChange>> {
    let (first, last, name, working) = match line.split(' ').collect::<Vec<_>>()[..] {
        ["off", first, last, name] => (first, last, name, false),
        ["on", day, name] => (day, day, name, true),
        _ => return None,
    };
    let (first, last): (Day, Day) = (first.parse().ok()?, last.parse().ok()?);
    Some((first.0..=last.0).map(|day| DayChange { day: Day(day), working, name: name.to_owned() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let table = include_str!("notices.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let days = day_line(line);
            assert!(
                notice_line(line).is_some() || days.as_ref().is_some_and(|days| !days.is_empty()),
                "{line}"
            );
        }
        let notices = all();
        assert_eq!(notices.len(), 15);
        assert!(notices.is_sorted_by_key(|notice| notice.year));
        assert!(notices.iter().all(|notice| notice.address.starts_with("www.gov.cn/")));
    }
}
