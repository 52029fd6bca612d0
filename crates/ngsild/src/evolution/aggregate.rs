//! Instances summed up over periods (clause 4.5.19).

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Months, TimeDelta, Utc};
use serde_json::Value;

use super::Evolution;
use crate::error::{Error, Fallible};
use crate::model::{Attr, Kind};
use crate::query::{Aggregation, Literal, Method, Period, TemporalQ};
use crate::time::Timestamp;

/// One period: the value over it, and from when until when it goes.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What was worked out.
    pub value: Value,
    /// The period's beginning, included.
    pub from: Timestamp,
    /// The period's end, excluded.
    pub until: Timestamp,
}

/// One attribute summed up.
#[derive(Clone, PartialEq, Debug)]
pub struct Aggregate {
    /// The kind of the attribute.
    pub kind: Kind,
    /// Which instances.
    pub dataset_id: Option<String>,
    /// Periods in which there is something to sum up, by method.
    pub rows: Vec<(Method, Vec<Row>)>,
}

impl Evolution {
    /// Sums up the instances that [`Evolution::select`] left, by attribute and `datasetId`. Periods follow each other
    /// from `timeAt`, or from the first instance of the entity where the query has none; periods without instances are
    /// left out, and so are methods that do not suit the values (tables 4.5.19.1-1 to -3). A method that works out a
    /// number gives a float, a count an integer; `stddev` is that of the whole population.
    ///
    /// # Errors
    /// `InvalidRequest` where an attribute of `requested` (expanded names) has values that none of the methods suits
    /// (clause 5.7.4.4).
    pub fn aggregate(
        &self,
        query: &TemporalQ,
        aggregation: &Aggregation,
        requested: &[String],
    ) -> Fallible<BTreeMap<String, Vec<Aggregate>>> {
        let time = |attr: &Attr| query.property.of(attr).filter(|_| !deletion(attr));
        let times = || self.attrs.values().flatten().filter_map(time);
        let Some(first) = times().min() else { return Ok(BTreeMap::new()) };
        let last = times().max().unwrap_or(first);
        let window = query.window;
        let start = window.and_then(|window| window.from).unwrap_or(first);
        let end = window.and_then(|window| window.until).unwrap_or(last);
        let periods = Periods { start, end, period: aggregation.period };
        let mut found = BTreeMap::new();
        for (name, instances) in &self.attrs {
            let mut groups: BTreeMap<Option<&str>, (Kind, BTreeMap<i64, Sums<'_>>)> = BTreeMap::new();
            for attr in instances {
                let Some(time) = time(attr) else { continue };
                let (_, sums) =
                    groups.entry(attr.dataset_id.as_deref()).or_insert_with(|| (attr.kind, BTreeMap::new()));
                sums.entry(periods.index(time)).or_default().take(attr);
            }
            let mut all = Vec::new();
            for (dataset, (kind, sums)) in groups {
                let rows = aggregation.methods.iter().map(|method| {
                    let rows = sums.iter().filter_map(|(index, sums)| {
                        let (from, until) = periods.span(*index);
                        Some(Row { value: sums.value(*method)?, from, until })
                    });
                    (*method, rows.collect::<Vec<_>>())
                });
                let rows: Vec<_> = rows.filter(|(_, rows)| !rows.is_empty()).collect();
                if !rows.is_empty() {
                    all.push(Aggregate { kind, dataset_id: dataset.map(str::to_owned), rows });
                }
            }
            if !all.is_empty() {
                found.insert(name.clone(), all);
            } else if requested.contains(name) {
                return Err(Error::invalid("ngsild-query-aggregate")
                    .with("attr", name.as_str())
                    .at("aggrMethods"));
            }
        }
        Ok(found)
    }
}

/// The instance says that the attribute was deleted.
fn deletion(attr: &Attr) -> bool {
    attr.deleted_at.is_some() && attr.modified_at.is_none() && attr.observed_at.is_none()
}

/// Periods one after the other.
struct Periods {
    start: Timestamp,
    end: Timestamp,
    period: Period,
}

impl Periods {
    /// In which period a moment lies; periods before the start have negative numbers.
    fn index(&self, time: Timestamp) -> i64 {
        if self.period.whole() {
            return 0;
        }
        let passed = time.0.saturating_sub(self.start.0);
        if self.period.months == 0 {
            return passed.div_euclid(self.period.micros.max(1));
        }
        // Near it by the mean length of a month, then exactly by the calendar.
        const MONTH: i64 = 2_629_746_000_000;
        let mean = i64::from(self.period.months).saturating_mul(MONTH).saturating_add(self.period.micros);
        let mut index = passed.div_euclid(mean.max(1));
        while self.begin(index) > time {
            index -= 1;
        }
        while self.begin(index + 1) <= time {
            index += 1;
        }
        index
    }

    fn span(&self, index: i64) -> (Timestamp, Timestamp) {
        if self.period.whole() {
            return (self.start, self.end.max(self.start));
        }
        (self.begin(index), self.begin(index + 1))
    }

    /// When a period begins. Months are counted from the start, so that a month from the 31st on is never shortened
    /// for good by a shorter month in between.
    fn begin(&self, index: i64) -> Timestamp {
        let exact = self.period.micros.saturating_mul(index);
        if self.period.months == 0 {
            return Timestamp(self.start.0.saturating_add(exact));
        }
        let far = Timestamp(if index < 0 { i64::MIN } else { i64::MAX });
        let begin = || {
            let start = DateTime::<Utc>::from_timestamp_micros(self.start.0)?;
            let months =
                u32::try_from(index.unsigned_abs().checked_mul(u64::from(self.period.months))?).ok()?;
            let months = Months::new(months);
            let moved =
                if index < 0 { start.checked_sub_months(months) } else { start.checked_add_months(months) };
            moved?.checked_add_signed(TimeDelta::microseconds(exact))
        };
        begin().map_or(far, |time| Timestamp(time.timestamp_micros()))
    }
}

/// What a value counts as.
enum Class<'a> {
    Number(f64),
    /// The number of its elements.
    Array(usize),
    Text(&'a str),
    /// Only counted: objects, relationships, vocabularies.
    Other,
}

/// What has been seen in a period.
#[derive(Default)]
struct Sums<'a> {
    total: u64,
    distinct: HashSet<Distinct<'a>>,
    numbers: Numbers,
    sizes: Numbers,
    least: Option<&'a str>,
    most: Option<&'a str>,
    /// Times of day: how many, and their sum in microseconds.
    times: (u64, i128),
}

#[derive(PartialEq, Eq, Hash)]
enum Distinct<'a> {
    Number(u64),
    Text(&'a str),
    Json(String),
}

/// A sum as it goes, with the mean and the squares about it (Welford's method, exact for large offsets too).
#[derive(Default)]
struct Numbers {
    count: u64,
    sum: f64,
    squares: f64,
    mean: f64,
    about_mean: f64,
    least: f64,
    most: f64,
}

impl Numbers {
    fn take(&mut self, number: f64) {
        if self.count == 0 {
            (self.least, self.most) = (number, number);
        }
        self.count += 1;
        self.sum += number;
        self.squares += number * number;
        let apart = number - self.mean;
        self.mean += apart / self.count as f64;
        self.about_mean += apart * (number - self.mean);
        self.least = self.least.min(number);
        self.most = self.most.max(number);
    }

    fn value(&self, method: Method) -> Option<Value> {
        let number = match method {
            Method::Sum => self.sum,
            Method::Avg => self.sum / self.count as f64,
            Method::Min => self.least,
            Method::Max => self.most,
            Method::Stddev => (self.about_mean / self.count as f64).max(0.0).sqrt(),
            Method::Sumsq => self.squares,
            Method::TotalCount | Method::DistinctCount => return None,
        };
        Some(Value::from(number))
    }
}

impl<'a> Sums<'a> {
    fn take(&mut self, attr: &'a Attr) {
        self.total += 1;
        let value = match &attr.value {
            Value::Object(map) => map.get("@value").unwrap_or(&attr.value),
            value => value,
        };
        let class = match (attr.kind, value) {
            (Kind::Property | Kind::JsonProperty | Kind::ListProperty, value) => match value {
                Value::Number(number) => number.as_f64().map_or(Class::Other, Class::Number),
                // true counts as 1 and false as 0.
                Value::Bool(value) => Class::Number(f64::from(u8::from(*value))),
                Value::Array(all) => Class::Array(all.len()),
                Value::String(text) => Class::Text(text),
                Value::Object(_) | Value::Null => Class::Other,
            },
            _ => Class::Other,
        };
        self.distinct.insert(match (&class, value) {
            // Zero has two signs and one value.
            (Class::Number(number), Value::Number(_)) => Distinct::Number((number + 0.0).to_bits()),
            (_, Value::String(text)) => Distinct::Text(text),
            (_, value) => Distinct::Json(value.to_string()),
        });
        match class {
            Class::Number(number) => self.numbers.take(number),
            Class::Array(size) => self.sizes.take(size as f64),
            Class::Text(text) => {
                if let Some(Literal::Time(time)) = Literal::temporal(text) {
                    self.times = (self.times.0 + 1, self.times.1 + i128::from(time));
                }
                if self.least.is_none_or(|least| order(text, least).is_lt()) {
                    self.least = Some(text);
                }
                if self.most.is_none_or(|most| order(text, most).is_gt()) {
                    self.most = Some(text);
                }
            }
            Class::Other => {}
        }
    }

    /// `None` where the method does not suit the values. Of values of several types, numbers count before arrays and
    /// these before strings.
    fn value(&self, method: Method) -> Option<Value> {
        match method {
            Method::TotalCount => Some(Value::from(self.total)),
            Method::DistinctCount => Some(Value::from(self.distinct.len())),
            _ if self.numbers.count > 0 => self.numbers.value(method),
            Method::Stddev | Method::Sumsq => None,
            _ if self.sizes.count > 0 => self.sizes.value(method),
            Method::Min => self.least.map(Value::from),
            Method::Max => self.most.map(Value::from),
            Method::Avg if self.times.0 > 0 => time_of_day(self.times.1 / i128::from(self.times.0)),
            Method::Avg | Method::Sum => None,
        }
    }
}

/// Moments, dates and times by time, other texts by their characters.
fn order(one: &str, other: &str) -> Ordering {
    match (Literal::temporal(one), Literal::temporal(other)) {
        (Some(_), Some(literal)) => literal.order_of_text(one).unwrap_or_else(|| one.cmp(other)),
        _ => one.cmp(other),
    }
}

fn time_of_day(micros: i128) -> Option<Value> {
    let micros = i64::try_from(micros).ok()?;
    // A moment of the first day of the epoch has the form wanted behind its `T`.
    let moment = Timestamp(micros).to_string();
    moment.split_once('T').map(|(_, time)| Value::from(time))
}
