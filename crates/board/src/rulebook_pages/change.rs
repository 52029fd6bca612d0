//! A change of rule sets or of the calendar, as a value: how it is written down, and the rulebook that it makes. Pure.

use qipan_kernel::calendar::{Calendar, DayChange};
use qipan_kernel::{Day, Failure, Outcome};
use serde::{Deserialize, Serialize};

use crate::lights::{RuleSet, RuleSets};
use crate::rulebook::Rulebook;

/// Days of one change of the calendar, at most.
const DAYS_MAX: usize = 400;

/// What is to be changed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A further version of a rule set, or a new one.
    RuleSet(Box<RuleSet>),
    /// Days that are worked or not; with `notice`, the year whose notice this is.
    Calendar {
        /// The year that is covered from now on.
        notice: Option<i32>,
        /// The days.
        days: Vec<DayChange>,
    },
}

/// Rule rules-not-back — a rule set never comes into force before the day on which it is applied: what has been judged
/// stays judged.
///
/// Reads a rule set. Its version is given by the program: one more than the last, so that no version has two texts.
///
/// # Errors
/// `light-set-unreadable`, `light-set-threshold`, `rules-id`, `rules-from-past`: what has been is not judged anew.
pub fn rule_set(text: &str, book: &Rulebook, today: Day) -> Outcome<Change> {
    let mut set: RuleSet =
        serde_json::from_str(text.trim_start_matches('\u{feff}').trim()).map_err(|error| {
            Failure::invalid("light-set-unreadable").with("line", error.line()).because(error).at("text")
        })?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if set.id.is_empty() || set.id.len() > 60 || !set.id.chars().all(plain) {
        return Err(Failure::invalid("rules-id").at("text"));
    }
    if set.effective_from < today {
        return Err(Failure::invalid("rules-from-past").with("today", today).at("text"));
    }
    set.version = next_version(book, &set.id);
    set.check().map_err(|failure| failure.at("text"))?;
    Ok(Change::RuleSet(Box::new(set)))
}

/// Versions that are made here are numbered from here on, so that a later program's own versions never meet them.
const OWN_VERSIONS: i32 = 101;

/// The version that a change of set `id` gets.
pub(super) fn next_version(book: &Rulebook, id: &str) -> i32 {
    let versions = book.sets.all().iter().filter(|known| known.id == id).map(|known| known.version);
    (versions.max().unwrap_or(0) + 1).max(OWN_VERSIONS)
}

/// One entry of the public calendar files (`{"name", "date", "isOffDay"}`).
#[derive(Deserialize)]
struct PublicDay {
    name: String,
    date: Day,
    #[serde(rename = "isOffDay")]
    off: bool,
}

#[derive(Deserialize)]
struct PublicYear {
    year: i32,
    days: Vec<PublicDay>,
}

/// Reads days: lines such as `2027-01-01 休 元旦`, `2027-02-05~2027-02-11 休 春节`, `2027-02-14 班 春节` (English: `off`,
/// `work`), or the JSON of the public calendar files, which also names its year.
///
/// # Errors
/// `calendar-line` with the line's number, `calendar-nothing`, `calendar-many`, `calendar-year`.
pub fn days(text: &str, notice: Option<i32>) -> Outcome<Change> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let (notice, days) = if text.starts_with('{') {
        let year: PublicYear = serde_json::from_str(text).map_err(|error| {
            Failure::invalid("calendar-line").with("line", error.line()).because(error).at("text")
        })?;
        let days = year.days.into_iter();
        let days = days.map(|day| DayChange { day: day.date, working: !day.off, name: day.name });
        (notice.or(Some(year.year)), days.collect())
    } else {
        let mut days = Vec::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = || Failure::invalid("calendar-line").with("line", index + 1).at("text");
            days.extend(day_line(line).ok_or_else(wrong)?);
            if days.len() > DAYS_MAX {
                break;
            }
        }
        (notice, days)
    };
    if days.is_empty() {
        return Err(Failure::invalid("calendar-nothing").at("text"));
    }
    if days.len() > DAYS_MAX {
        return Err(Failure::invalid("calendar-many").with("max", DAYS_MAX).at("text"));
    }
    let far = |day: &DayChange| !(2000..=2100).contains(&day.day.year());
    if notice.is_some_and(|year| !(2000..=2100).contains(&year)) || days.iter().any(far) {
        return Err(Failure::invalid("calendar-year").at("notice"));
    }
    Ok(Change::Calendar { notice, days })
}

fn day_line(line: &str) -> Option<Vec<DayChange>> {
    let mut words = line.split([' ', '\t', '　', ',', '，']).filter(|word| !word.is_empty());
    let span = words.next()?;
    let working = match words.next()?.to_lowercase().as_str() {
        "休" | "放假" | "off" | "rest" => false,
        "班" | "上班" | "work" | "on" => true,
        _ => return None,
    };
    let name: String =
        words.collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(40).collect();
    let (first, last) = span.split_once(['~', '～', '至']).unwrap_or((span, span));
    let (first, last): (Day, Day) = (first.parse().ok()?, last.parse().ok()?);
    if last < first || last - first > 60 {
        return None;
    }
    Some((first.0..=last.0).map(|day| DayChange { day: Day(day), working, name: name.clone() }).collect())
}

impl Change {
    /// The rulebook with this change.
    pub fn on(&self, book: &Rulebook) -> Outcome<Rulebook> {
        match self {
            Change::RuleSet(set) => {
                Ok(Rulebook { sets: with_version(&book.sets, set)?, calendar: book.calendar.clone() })
            }
            Change::Calendar { notice, days } => {
                let calendar = with_days(&book.calendar, *notice, days);
                Ok(Rulebook { sets: book.sets.clone(), calendar })
            }
        }
    }

    /// The first day on which it changes how lights are judged.
    pub fn from(&self, today: Day) -> Day {
        match self {
            Change::RuleSet(set) => set.effective_from.max(today),
            Change::Calendar { .. } => today,
        }
    }
}

/// The sets with one more version, which ends the version before it on the day before, and replaces those that would
/// have come into force later.
pub(super) fn with_version(sets: &RuleSets, set: &RuleSet) -> Outcome<RuleSets> {
    let mut kept = RuleSets::default();
    for known in sets.all() {
        let mut known = known.clone();
        if known.id == set.id {
            if known.effective_from >= set.effective_from {
                continue;
            }
            let before = set.effective_from - 1;
            known.effective_to = Some(known.effective_to.map_or(before, |to| to.min(before)));
        }
        kept = kept.with(known)?;
    }
    kept.with(set.clone())
}

/// The calendar with further days, one version later. A calendar that was changed here is numbered apart from those of
/// the program, so that two calendars never have one number: built-in version × 1000 + number of changes.
pub(super) fn with_days(calendar: &Calendar, notice: Option<i32>, days: &[DayChange]) -> Calendar {
    let version = if calendar.version < 1000 { calendar.version * 1000 } else { calendar.version } + 1;
    match notice {
        Some(year) => calendar.with_notice(year, days),
        None => calendar.with_changes(days),
    }
    .numbered(version)
}
