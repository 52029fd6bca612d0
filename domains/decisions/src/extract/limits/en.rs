//! English forms of a time limit.

use std::ops::Range;

use qipan_kernel::Day;

use super::super::rules;
use super::super::types::{RuleId, TimeForm, TimeLimit, TimeUnit};
use super::{Clock, Hit, Place, absolute, from_reference, quarter_end, recurring, relative, undated};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
const VAGUE: &[&str] = &[
    "as soon as possible",
    "promptly",
    "immediately",
    "without delay",
    "at once",
    "within a time limit",
    "within the time limit",
    "in due course",
    "as early as possible",
    "on time",
];
const LONG_TERM: &[&str] = &["on an ongoing basis", "long term", "in the long run", "ongoing"];

struct Words<'a> {
    list: Vec<(String, Range<usize>)>,
    text: &'a str,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Words<'a> {
        let mut list = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let inner = c.is_ascii_alphanumeric();
            match (inner, start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    list.push((text[from..at].to_ascii_lowercase(), from..at));
                    start = None;
                }
                _ => {}
            }
        }
        Words { list, text }
    }

    fn word(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |(word, _)| word)
    }

    /// The words from `at` on begin with `phrase`; gives the index after it.
    fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut index = at;
        for word in phrase.split(' ') {
            if self.word(index) != word {
                return None;
            }
            index += 1;
        }
        Some(index)
    }

    fn any(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|phrase| self.phrase(at, phrase))
    }

    fn span(&self, from: usize, to: usize) -> Range<usize> {
        self.list[from].1.start..self.list[to - 1].1.end
    }

    fn month(&self, at: usize) -> Option<u32> {
        let word = self.word(at);
        let index = MONTHS.iter().position(|month| {
            *month == word
                || (word.len() >= 3
                    && word != "mar"
                    && word != "may"
                    && month.starts_with(word)
                    && word.len() <= 4)
        })?;
        // “may” is a modal unless written with a capital.
        let capital = self.text[self.list[at].1.clone()].starts_with(|c: char| c.is_ascii_uppercase());
        capital.then_some(index as u32 + 1)
    }

    fn number(&self, at: usize) -> Option<u32> {
        let word = self.word(at);
        NUMBERS.iter().position(|name| *name == word).map(|n| n as u32).or_else(|| match word {
            "a" | "an" => Some(1),
            _ => word.parse().ok(),
        })
    }

    fn day(&self, at: usize) -> Option<u32> {
        self.word(at)
            .trim_end_matches(|c: char| c.is_ascii_alphabetic())
            .parse()
            .ok()
            .filter(|day| (1..=99).contains(day))
    }

    fn year(&self, at: usize) -> Option<i32> {
        self.word(at).parse().ok().filter(|year| (1949..=2199).contains(year))
    }
}

fn unit(word: &str) -> Option<TimeUnit> {
    Some(match word.trim_end_matches('s') {
        "hour" => TimeUnit::Hour,
        "day" => TimeUnit::Day,
        "week" => TimeUnit::Week,
        "month" => TimeUnit::Month,
        "quarter" => TimeUnit::Quarter,
        "year" => TimeUnit::Year,
        _ => return None,
    })
}

/// All English limits in `text`.
pub fn scan(text: &str, clock: Clock, place: Place) -> Vec<Hit> {
    let words = Words::new(text);
    let mut hits = Vec::new();
    let mut at = 0;
    while at < words.list.len() {
        match parse(&words, at, clock, place) {
            Some((end, limit, rule)) => {
                hits.push(Hit { range: words.span(at, end), limit, rule });
                at = end;
            }
            None => at += 1,
        }
    }
    hits
}

type Parsed = (usize, TimeLimit, RuleId);

fn parse(words: &Words, at: usize, clock: Clock, place: Place) -> Option<Parsed> {
    every(words, at)
        .or_else(|| within(words, at, clock))
        .or_else(|| deadline(words, at, clock, place))
        .or_else(|| words.any(at, VAGUE).map(|end| (end, undated(TimeForm::Vague), rules::LIMIT_VAGUE)))
        .or_else(|| {
            words.any(at, LONG_TERM).map(|end| (end, undated(TimeForm::LongTerm), rules::LIMIT_LONG_TERM))
        })
}

/// “each month by the 25th”, “every quarter”, “monthly”, “a node in one year”.
fn every(words: &Words, at: usize) -> Option<Parsed> {
    let found = |end, every, day| Some((end, recurring(every, day), rules::LIMIT_RECURRING));
    if matches!(words.word(at), "each" | "every") {
        let every = unit(words.word(at + 1))?;
        let day = words
            .any(at + 2, &["by the", "on the", "before the"])
            .and_then(|end| Some((end + 1, words.day(end)?)));
        return match day {
            Some((end, day)) => found(end, every, Some(day)),
            None => found(at + 2, every, None),
        };
    }
    if let Some(end) = words.any(at, &["by the", "on the", "before the"])
        && let Some(day) = words.day(end)
        && let Some(end) =
            words.any(end + 1, &["of each month", "of every month", "each month", "every month"])
    {
        return found(end, TimeUnit::Month, Some(day));
    }
    let adverb = match words.word(at) {
        "monthly" => TimeUnit::Month,
        "quarterly" => TimeUnit::Quarter,
        "weekly" => TimeUnit::Week,
        "annually" | "yearly" => TimeUnit::Year,
        _ => {
            // “one node a year”, “a node in one year”: a thing per period.
            words.number(at).filter(|n| *n == 1)?;
            let thing = words.word(at + 1);
            if thing.is_empty() || unit(thing).is_some() {
                return None;
            }
            let end = words.any(at + 2, &["a", "per", "each", "every", "in one", "in a"])?;
            return found(end + 1, unit(words.word(end))?, None);
        }
    };
    found(at + 1, adverb, None)
}

/// “within 10 working days”.
fn within(words: &Words, at: usize, clock: Clock) -> Option<Parsed> {
    let start = words.any(at, &["within", "in the next", "within the next"])?;
    let count = words.number(start)?;
    let (unit, end) =
        match words.any(start + 1, &["working days", "working day", "business days", "workdays"]) {
            Some(end) => (TimeUnit::WorkingDay, end),
            None => (unit(words.word(start + 1))?, start + 2),
        };
    Some((end, relative(count, unit, clock), rules::LIMIT_RELATIVE))
}

/// “by the end of June 2026”, “before 30 June”, “no later than …”, “in June this year”.
fn deadline(words: &Words, at: usize, clock: Clock, place: Place) -> Option<Parsed> {
    let lead =
        words.any(at, &["no later than", "not later than", "by", "before", "until", "prior to", "due"]);
    if let Some(start) = lead {
        return point(words, start, clock).map(|(end, limit)| (end, limit, rules::LIMIT_DATE));
    }
    if let Some(start) = words.any(at, &["in", "during", "at"]) {
        // A month or quarter of the future is a limit; “in 2018” in a report is not.
        let (end, limit) = point(words, start, clock)?;
        let ahead = words.any(start, &["the first half", "the second half"]).is_some()
            || words.any(start, &["the end of"]).is_some()
            || words.list[start..end].iter().any(|(word, _)| matches!(word.as_str(), "this" | "quarter"));
        return ahead.then_some((end, limit, rules::LIMIT_DATE));
    }
    if place == Place::Cell || words.any(at, &["end of", "the end of"]).is_some() {
        return point(words, at, clock).map(|(end, limit)| (end, limit, rules::LIMIT_DATE));
    }
    None
}

fn point(words: &Words, at: usize, clock: Clock) -> Option<(usize, TimeLimit)> {
    let this = clock.year.or(clock.reference.map(Day::year));
    let start = words.any(at, &["the end of", "end of", "the close of"]).unwrap_or(at);
    let year_after = |at: usize| match words.any(at, &["this year", "of this year"]) {
        Some(end) => (this, end),
        None => {
            let skip = usize::from(words.word(at) == "of");
            words.year(at + skip).map_or((None, at), |year| (Some(year), at + skip + 1))
        }
    };
    if let Some(month) = words.month(start) {
        let day = words.day(start + 1).filter(|_| words.year(start + 1).is_none());
        let (year, end) = year_after(start + 1 + usize::from(day.is_some()));
        return Some((end, absolute(year, month, day, clock)));
    }
    if let Some(day) = words.day(start) {
        let of = start + 1 + usize::from(words.word(start + 1) == "of");
        if let Some(month) = words.month(of) {
            let (year, end) = year_after(of + 1);
            return Some((end, absolute(year, month, Some(day), clock)));
        }
        // 2026-06-30
        if let (Some(year), Some(month), Some(day)) =
            (words.year(start), words.day(start + 1), words.day(start + 2))
        {
            return Some((start + 3, absolute(Some(year), month, Some(day), clock)));
        }
    }
    if let (Some(year), Some(month), Some(day)) =
        (words.year(start), words.day(start + 1), words.day(start + 2))
        && month <= 12
    {
        return Some((start + 3, absolute(Some(year), month, Some(day), clock)));
    }
    if let Some(year) = words.year(start) {
        return Some((start + 1, absolute(Some(year), 12, None, clock)));
    }
    let half = [
        ("the first half", 6),
        ("the second half", 12),
        ("midyear", 6),
        ("mid year", 6),
        ("the year end", 12),
        ("year end", 12),
        ("the first quarter", 3),
        ("the second quarter", 6),
        ("the third quarter", 9),
        ("the fourth quarter", 12),
        ("first half", 6),
        ("second half", 12),
        ("h1", 6),
        ("h2", 12),
        ("first quarter", 3),
        ("second quarter", 6),
        ("third quarter", 9),
        ("fourth quarter", 12),
        ("quarter 1", 3),
        ("quarter 2", 6),
        ("quarter 3", 9),
        ("quarter 4", 12),
        ("q1", 3),
        ("q2", 6),
        ("q3", 9),
        ("q4", 12),
    ];
    for (phrase, month) in half {
        if let Some(end) = words.phrase(start, phrase) {
            let end = words.any(end, &["of the year"]).unwrap_or(end);
            let (year, end) = year_after(end);
            return Some((end, absolute(year, month, None, clock)));
        }
    }
    let near = |phrase: &str, day: fn(Day) -> Day| {
        words.phrase(start, phrase).map(|end| (end, from_reference(clock, day)))
    };
    near("this year", |today| Day::from_ymd(today.year(), 12, 31).unwrap_or(today))
        .or_else(|| near("the year", |today| Day::from_ymd(today.year(), 12, 31).unwrap_or(today)))
        .or_else(|| near("this month", Day::month_end))
        .or_else(|| near("the month", Day::month_end))
        .or_else(|| near("next month", |today| today.plus_months(1).month_end()))
        .or_else(|| near("this quarter", quarter_end))
        .or_else(|| near("the quarter", quarter_end))
        .or_else(|| near("this week", |today| today - today.weekday() as i32 + 6))
        .or_else(|| near("friday", |today| today - today.weekday() as i32 + 4))
        .or_else(|| near("this friday", |today| today - today.weekday() as i32 + 4))
}
