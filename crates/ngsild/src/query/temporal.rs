//! Which times are asked for (clause 4.11), and how they are summed up (clause 4.5.19).

use crate::error::{Error, Fallible};
use crate::model::Attr;
use crate::time::Timestamp;

/// A temporal query.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TemporalQ {
    /// The time that counts.
    pub property: TimeProperty,
    /// `timerel`; `None` where all times are meant.
    pub window: Option<Window>,
    /// Only the last so many instances of each attribute and `datasetId`.
    pub last_n: Option<usize>,
}

/// The time of an instance that counts (clause 4.8).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TimeProperty {
    /// `observedAt`
    #[default]
    ObservedAt,
    /// `createdAt`
    CreatedAt,
    /// `modifiedAt`
    ModifiedAt,
    /// `deletedAt`
    DeletedAt,
}

/// A span of time: from (included) until (excluded).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// `None`: from the beginning (`before`).
    pub from: Option<Timestamp>,
    /// `None`: until today (`after`).
    pub until: Option<Timestamp>,
}

/// How instances are summed up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aggregation {
    /// The methods, each once, in the order asked.
    pub methods: Vec<Method>,
    /// How long each period is.
    pub period: Period,
}

/// What is worked out over a period (clause 4.5.19.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// `totalCount`
    TotalCount,
    /// `distinctCount`
    DistinctCount,
    /// `sum`
    Sum,
    /// `avg`
    Avg,
    /// `min`
    Min,
    /// `max`
    Max,
    /// `stddev`
    Stddev,
    /// `sumsq`
    Sumsq,
}

/// A duration of ISO 8601: calendar months and an exact time. Zero stands for the whole range asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Period {
    /// Years and months, in months.
    pub months: u32,
    /// Weeks, days, hours, minutes and seconds, in microseconds.
    pub micros: i64,
}

impl TemporalQ {
    /// Reads the parameters.
    ///
    /// # Errors
    /// `BadRequestData` where a parameter cannot be read or one is missing that another asks for.
    pub fn parse(
        timerel: Option<&str>,
        time_at: Option<&str>,
        end_time_at: Option<&str>,
        timeproperty: Option<&str>,
        last_n: Option<&str>,
    ) -> Fallible<TemporalQ> {
        let moment = |text: &str, field: &'static str| {
            // Moments of NGSI-LD are UTC (clause 4.6.3).
            let moment = Timestamp::parse(text).filter(|_| text.ends_with('Z'));
            moment.ok_or_else(|| Error::bad("ngsild-query-moment").with("given", text).at(field))
        };
        let at = || match time_at {
            Some(text) => moment(text, "timeAt"),
            None => Err(Error::bad("ngsild-query-time-missing").with("name", "timeAt").at("timeAt")),
        };
        let window = match timerel {
            None if time_at.is_some() || end_time_at.is_some() => {
                return Err(Error::bad("ngsild-query-time-missing").with("name", "timerel").at("timerel"));
            }
            None => None,
            Some("before") => Some(Window { from: None, until: Some(at()?) }),
            Some("after") => Some(Window { from: Some(at()?), until: None }),
            Some("between") => {
                let Some(end) = end_time_at else {
                    return Err(Error::bad("ngsild-query-time-missing")
                        .with("name", "endTimeAt")
                        .at("endTimeAt"));
                };
                let (from, until) = (at()?, moment(end, "endTimeAt")?);
                if until < from {
                    return Err(Error::bad("ngsild-query-time-order").at("endTimeAt"));
                }
                Some(Window { from: Some(from), until: Some(until) })
            }
            Some(other) => return Err(Error::bad("ngsild-query-timerel").with("given", other).at("timerel")),
        };
        let property = match timeproperty {
            None => TimeProperty::default(),
            Some(name) => TimeProperty::named(name).ok_or_else(|| {
                Error::bad("ngsild-query-timeproperty").with("given", name).at("timeproperty")
            })?,
        };
        let last_n = match last_n {
            None => None,
            Some(text) => match text.parse::<u32>() {
                Ok(number) if number > 0 => Some(number as usize),
                _ => return Err(Error::bad("ngsild-query-last-n").with("given", text).at("lastN")),
            },
        };
        Ok(TemporalQ { property, window, last_n })
    }
}

impl TimeProperty {
    /// The property of that name.
    pub fn named(name: &str) -> Option<TimeProperty> {
        Some(match name {
            "observedAt" => TimeProperty::ObservedAt,
            "createdAt" => TimeProperty::CreatedAt,
            "modifiedAt" => TimeProperty::ModifiedAt,
            "deletedAt" => TimeProperty::DeletedAt,
            _ => return None,
        })
    }

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            TimeProperty::ObservedAt => "observedAt",
            TimeProperty::CreatedAt => "createdAt",
            TimeProperty::ModifiedAt => "modifiedAt",
            TimeProperty::DeletedAt => "deletedAt",
        }
    }

    /// That time of an instance.
    pub fn of(self, attr: &Attr) -> Option<Timestamp> {
        match self {
            TimeProperty::ObservedAt => attr.observed_at,
            TimeProperty::CreatedAt => attr.created_at,
            TimeProperty::ModifiedAt => attr.modified_at,
            TimeProperty::DeletedAt => attr.deleted_at,
        }
    }
}

impl Window {
    /// The moment lies in it.
    pub fn holds(&self, moment: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= moment) && self.until.is_none_or(|until| moment < until)
    }
}

impl Aggregation {
    /// Reads `aggrMethods` (`avg,max`) and `aggrPeriodDuration` (`P1D`; none stands for `PT0S`, the whole range).
    ///
    /// # Errors
    /// `BadRequestData` where a method is not known or the duration cannot be read.
    pub fn parse(methods: &str, period: Option<&str>) -> Fallible<Aggregation> {
        let mut found = Vec::new();
        for name in methods.split(',') {
            let method = Method::named(name.trim())
                .ok_or_else(|| Error::bad("ngsild-query-method").with("given", name).at("aggrMethods"))?;
            if !found.contains(&method) {
                found.push(method);
            }
        }
        let period = match period {
            None => Period::default(),
            Some(text) => Period::parse(text).ok_or_else(|| {
                Error::bad("ngsild-query-duration").with("given", text).at("aggrPeriodDuration")
            })?,
        };
        Ok(Aggregation { methods: found, period })
    }
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 8] = [
        Method::TotalCount,
        Method::DistinctCount,
        Method::Sum,
        Method::Avg,
        Method::Min,
        Method::Max,
        Method::Stddev,
        Method::Sumsq,
    ];

    /// The method of that name.
    pub fn named(name: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Method::TotalCount => "totalCount",
            Method::DistinctCount => "distinctCount",
            Method::Sum => "sum",
            Method::Avg => "avg",
            Method::Min => "min",
            Method::Max => "max",
            Method::Stddev => "stddev",
            Method::Sumsq => "sumsq",
        }
    }
}

impl Period {
    /// Reads `P3Y6M4DT12H30M5S` or `P2W`. Parts may be left out, their order may not change, fractions are allowed in
    /// seconds only, and there must be at least one part.
    pub fn parse(text: &str) -> Option<Period> {
        const SECOND: i64 = 1_000_000;
        let mut rest = text.strip_prefix('P')?;
        if text.len() > 64 {
            return None;
        }
        let (mut months, mut micros) = (0_i64, 0_i64);
        let mut place = 0;
        let mut parts = 0;
        let mut weeks = false;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('T') {
                if place >= 4 || after.is_empty() {
                    return None;
                }
                place = 4;
                rest = after;
                continue;
            }
            let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let (number, unit) = (&rest[..end], rest[end..].chars().next()?);
            rest = &rest[end + 1..];
            // Each unit has its place; places only grow. `T` opens the fourth.
            let (at, months_each, micros_each) = match (unit, place >= 4) {
                ('Y', false) => (1, 12, 0),
                ('M', false) => (2, 1, 0),
                ('D', false) => (3, 0, 86_400 * SECOND),
                ('W', false) => (3, 0, 7 * 86_400 * SECOND),
                ('H', true) => (5, 0, 3_600 * SECOND),
                ('M', true) => (6, 0, 60 * SECOND),
                ('S', true) => (7, 0, SECOND),
                _ => return None,
            };
            if at <= place {
                return None;
            }
            place = at;
            weeks |= unit == 'W';
            parts += 1;
            let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let fractional = whole.len() < number.len();
            if whole.is_empty()
                || !digits(whole)
                || !digits(fraction)
                || (fractional && (unit != 'S' || fraction.is_empty()))
            {
                return None;
            }
            let whole: i64 = whole.parse().ok()?;
            months = months.checked_add(whole.checked_mul(months_each)?)?;
            micros = micros.checked_add(whole.checked_mul(micros_each)?)?;
            if fractional {
                let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
                micros = micros.checked_add(six.parse().ok()?)?;
            }
        }
        // Weeks stand alone.
        if parts == 0 || (weeks && parts > 1) {
            return None;
        }
        Some(Period { months: u32::try_from(months).ok().filter(|months| *months <= 120_000)?, micros })
    }

    /// It stands for the whole range.
    pub fn whole(&self) -> bool {
        *self == Period::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        const HOUR: i64 = 3_600_000_000;
        for (text, months, micros) in [
            ("PT1H", 0, HOUR),
            ("P1D", 0, 24 * HOUR),
            ("P2W", 0, 14 * 24 * HOUR),
            ("P1M", 1, 0),
            ("P1Y", 12, 0),
            ("P3Y6M4DT12H30M5S", 42, 4 * 24 * HOUR + 12 * HOUR + 30 * 60_000_000 + 5_000_000),
            ("PT0S", 0, 0),
            ("P0D", 0, 0),
            ("PT0.5S", 0, 500_000),
            ("PT4M", 0, 240_000_000),
        ] {
            assert_eq!(Period::parse(text), Some(Period { months, micros }), "{text}");
        }
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "1D",
            "PD",
            "P1DT",
            "PT1D",
            "P1H",
            "P1M1Y",
            "PT1S1M",
            "P1W1D",
            "P-1D",
            "P1.5D",
            "p1d",
            "P99999999999999999999D",
            "P2003-01-01",
            "PT1H1H",
            "P1D ",
            "PTT1H",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn temporal_queries_are_read() {
        let at = |text| Timestamp::parse(text);
        let (one, two) = ("2020-08-01T12:00:00Z", "2020-08-02T12:00:00Z");
        let parse = |rel, from, until| TemporalQ::parse(rel, from, until, None, None).map(|q| q.window);
        assert_eq!(parse(Some("before"), Some(one), None), Ok(Some(Window { from: None, until: at(one) })));
        assert_eq!(parse(Some("after"), Some(one), None), Ok(Some(Window { from: at(one), until: None })));
        assert_eq!(
            parse(Some("between"), Some(one), Some(two)),
            Ok(Some(Window { from: at(one), until: at(two) }))
        );
        assert_eq!(parse(None, None, None), Ok(None));
        for (rel, from, until, field) in [
            (Some("between"), Some(one), None, "endTimeAt"),
            (Some("between"), Some(two), Some(one), "endTimeAt"),
            (Some("after"), None, None, "timeAt"),
            (Some("after"), Some("2020-08-01"), None, "timeAt"),
            (Some("after"), Some("2020-08-01T12:00:00+08:00"), None, "timeAt"),
            (Some("during"), Some(one), None, "timerel"),
            (None, Some(one), None, "timerel"),
        ] {
            assert_eq!(parse(rel, from, until).expect_err(field).field.as_deref(), Some(field));
        }
        for wrong in ["0", "-1", "x", "1.5"] {
            assert!(TemporalQ::parse(None, None, None, None, Some(wrong)).is_err());
        }
        assert!(TemporalQ::parse(None, None, None, Some("sometime"), None).is_err());
    }

    #[test]
    fn bounds_are_half_open() {
        let window = Window { from: Some(Timestamp(10)), until: Some(Timestamp(20)) };
        let held: Vec<i64> = (8..=21).filter(|at| window.holds(Timestamp(*at))).collect();
        assert_eq!(held, (10..20).collect::<Vec<_>>());
    }

    #[test]
    fn aggregations_are_read() {
        let read = Aggregation::parse("avg,max,avg", Some("P1D")).expect("read");
        assert_eq!(read.methods, [Method::Avg, Method::Max]);
        assert!(Aggregation::parse("avg,median", None).is_err());
        assert!(Aggregation::parse("", None).is_err());
        assert!(Aggregation::parse("avg", Some("day")).is_err());
        assert!(Aggregation::parse("avg", None).expect("read").period.whole());
    }
}
