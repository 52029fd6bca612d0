//! Days and moments. A day is a whole number of days since 1970-01-01, a moment a whole number of milliseconds
//! since then (UTC): one representation in memory, in SQLite and in PostgreSQL.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// China has one time zone, UTC+8, and no daylight saving since 1991.
pub const CITY_OFFSET_MINUTES: i64 = 8 * 60;

const DAY_MS: i64 = 86_400_000;

/// A calendar day of the city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(pub i32);

impl Day {
    /// The day of a civil date; `None` when there is no such date (30 February).
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::from_date)
    }

    fn from_date(date: NaiveDate) -> Day {
        Day(date.signed_duration_since(NaiveDate::default()).num_days() as i32)
    }

    fn date(self) -> NaiveDate {
        NaiveDate::default()
            .checked_add_signed(chrono::Duration::days(i64::from(self.0)))
            .unwrap_or(NaiveDate::MAX)
    }

    /// Civil year, month (1–12) and day of month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The civil year.
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// Day of the week, Monday = 0 … Sunday = 6.
    pub fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7) as u32
    }

    /// The last day of this day's month.
    pub fn month_end(self) -> Day {
        self.month_start().plus_months(1) - 1
    }

    /// The first day of this day's month.
    pub fn month_start(self) -> Day {
        let (_, _, day) = self.ymd();
        self - (day as i32 - 1)
    }

    /// The corresponding day `months` later, or that month's last day where there is none (Civil Code art. 202).
    pub fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.ymd();
        let index = year * 12 + month as i32 - 1 + months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) as u32 + 1);
        (0..4).find_map(|back| Day::from_ymd(year, month, day - back)).unwrap_or(self)
    }

    /// The first moment of the day in the city.
    pub fn start(self) -> Moment {
        Moment(i64::from(self.0) * DAY_MS - CITY_OFFSET_MINUTES * 60_000)
    }

    /// The last millisecond of the day in the city.
    pub fn end(self) -> Moment {
        Moment((self + 1).start().0 - 1)
    }
}

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    fn sub(self, days: i32) -> Day {
        Day(self.0 - days)
    }
}

impl Sub<Day> for Day {
    type Output = i32;
    fn sub(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADay(pub String);

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a date: {}", self.0)
    }
}

impl std::error::Error for NotADay {}

impl FromStr for Day {
    type Err = NotADay;

    /// Reads `2026-11-22`; also `2026/11/22`, `2026.11.22` and `2026年11月22日`, as people write them in ledgers.
    fn from_str(text: &str) -> Result<Day, NotADay> {
        let text = text.trim();
        let mut parts =
            text.split(['-', '/', '.', '年', '月', '日']).map(str::trim).filter(|part| !part.is_empty());
        let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
        let parsed = match (number(), number(), number()) {
            (Some(year @ 1900..=2199), Some(month), Some(day)) => Day::from_ymd(year as i32, month, day),
            _ => None,
        };
        match (parsed, parts.next()) {
            (Some(day), None) => Ok(day),
            _ => Err(NotADay(text.to_owned())),
        }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Day, NotADay> {
        text.parse()
    }
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// After every real moment: the `valid_to` of what is current, the instant of what never happens.
    pub const NEVER: Moment = Moment(i64::MAX);

    /// The city's day at this moment.
    pub fn day(self) -> Day {
        Day(((self.0 + CITY_OFFSET_MINUTES * 60_000).div_euclid(DAY_MS)) as i32)
    }

    /// Hour and minute of the city's clock.
    pub fn hour_minute(self) -> (u32, u32) {
        let minutes = (self.0 + CITY_OFFSET_MINUTES * 60_000).rem_euclid(DAY_MS) / 60_000;
        ((minutes / 60) as u32, (minutes % 60) as u32)
    }

    /// `2026-11-22 17:05`, in the city's time.
    pub fn local(self) -> String {
        let (hour, minute) = self.hour_minute();
        format!("{} {hour:02}:{minute:02}", self.day())
    }

    /// RFC 3339 with the city's offset, as the API writes moments.
    pub fn rfc3339(self) -> String {
        let ms = (self.0 + CITY_OFFSET_MINUTES * 60_000).rem_euclid(DAY_MS);
        let (hour, minute) = self.hour_minute();
        format!("{}T{hour:02}:{minute:02}:{:02}.{:03}+08:00", self.day(), ms / 1000 % 60, ms % 1000)
    }

    /// This moment moved by `ms` milliseconds.
    pub fn plus_ms(self, ms: i64) -> Moment {
        Moment(self.0.saturating_add(ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_trip_and_know_their_weekday() {
        let day: Day = "2026-11-22".parse().unwrap();
        assert_eq!(day.weekday(), 6, "a Sunday");
        assert_eq!(day.to_string(), "2026-11-22");
        assert_eq!("2026年2月3日".parse::<Day>().unwrap(), Day::from_ymd(2026, 2, 3).unwrap());
        for wrong in ["2026-02-30", "2026-13-01", "tomorrow", "2026-01-01-01", ""] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn months_end_on_the_corresponding_day_or_the_last() {
        for (from, months, to) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-30", 3, "2027-02-28"),
        ] {
            assert_eq!(from.parse::<Day>().unwrap().plus_months(months).to_string(), to);
        }
        assert_eq!("2026-02-10".parse::<Day>().unwrap().month_end().to_string(), "2026-02-28");
    }

    #[test]
    fn a_day_starts_at_sixteen_hundred_utc_the_day_before() {
        let day: Day = "1970-01-02".parse().unwrap();
        assert_eq!(day.start(), Moment(16 * 3_600_000));
        assert_eq!(day.start().day(), day);
        assert_eq!(day.end().day(), day);
        assert_eq!(day.end().plus_ms(1).day(), day + 1);
        assert_eq!(day.start().rfc3339(), "1970-01-02T00:00:00.000+08:00");
    }
}
