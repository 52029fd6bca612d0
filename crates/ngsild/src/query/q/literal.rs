//! Values in a query, and how they compare with values of attributes.

use std::cmp::Ordering;

use chrono::{NaiveDate, NaiveTime, Timelike};
use regex::{Regex, RegexBuilder};
use serde_json::Value;

use crate::time::Timestamp;

/// A value in a query.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// A JSON number.
    Number(f64),
    /// A quoted string, or a bare word.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A moment (clause 4.6.3).
    DateTime(Timestamp),
    /// A calendar date: days since 1970-01-01.
    Date(i64),
    /// A time of day: microseconds since midnight, UTC.
    Time(i64),
    /// A URI without quotes, or an expanded term.
    Uri(String),
}

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// `None` where it is no regular expression, or one that would take too much memory.
    pub(super) fn new(source: &str) -> Option<Pattern> {
        let regex = RegexBuilder::new(source)
            .size_limit(1 << 20)
            .dfa_size_limit(1 << 20)
            .nest_limit(64)
            .build()
            .ok()?;
        Some(Pattern { source: source.to_owned(), regex })
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// It is found anywhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl Literal {
    /// A word without quotes; `None` where it is none of the values that have a form of their own.
    pub(super) fn bare(word: &str) -> Option<Literal> {
        match word {
            "true" => return Some(Literal::Bool(true)),
            "false" => return Some(Literal::Bool(false)),
            _ => {}
        }
        if word.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            // JSON's own grammar of numbers; one that is too large for a float is none.
            if let Ok(number) = serde_json::from_str::<f64>(word) {
                return number.is_finite().then_some(Literal::Number(number));
            }
            if let Some(moment) = Literal::temporal(word) {
                return Some(moment);
            }
        }
        None
    }

    /// A DateTime, a date or a time.
    pub(crate) fn temporal(text: &str) -> Option<Literal> {
        let bytes = text.as_bytes();
        let mark = |at: usize, mark: u8| bytes.get(at) == Some(&mark);
        if mark(4, b'-') && mark(7, b'-') {
            if mark(10, b'T') {
                return Timestamp::parse(text).map(Literal::DateTime);
            }
            let date =
                (bytes.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()?;
            return Some(Literal::Date(date.signed_duration_since(NaiveDate::default()).num_days()));
        }
        if mark(2, b':') && mark(5, b':') && bytes.last() == Some(&b'Z') {
            let plain = text.trim_end_matches('Z').replacen(',', ".", 1);
            let time = NaiveTime::parse_from_str(&plain, "%H:%M:%S%.f").ok()?;
            let seconds = i64::from(time.num_seconds_from_midnight());
            return Some(Literal::Time(seconds * 1_000_000 + i64::from(time.nanosecond() / 1_000)));
        }
        None
    }

    /// It has an order, so that `>`, `<` and ranges may be asked.
    pub(super) fn ordered(&self) -> bool {
        !matches!(self, Literal::Bool(_) | Literal::Uri(_))
    }

    pub(super) fn same_kind(&self, other: &Literal) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// How a value stands to this one; `None` where they are of different types.
    pub fn order_of(&self, value: &Value) -> Option<Ordering> {
        // A typed value (`{"@type": "DateTime", "@value": …}`) counts as what it holds.
        let value = match value {
            Value::Object(map) => map.get("@value")?,
            other => other,
        };
        match (self, value) {
            (Literal::Number(literal), Value::Number(number)) => number.as_f64()?.partial_cmp(literal),
            (Literal::Bool(literal), Value::Bool(value)) => Some(value.cmp(literal)),
            (literal, Value::String(text)) => literal.order_of_text(text),
            _ => None,
        }
    }

    /// How a string stands to this value. Texts that both are moments, dates or times compare as such.
    pub(crate) fn order_of_text(&self, text: &str) -> Option<Ordering> {
        match self {
            Literal::Text(literal) | Literal::Uri(literal) => {
                match (Literal::temporal(text), Literal::temporal(literal)) {
                    (Some(value), Some(literal)) if value.same_kind(&literal) => {
                        value.order_in_time(&literal)
                    }
                    // Code points: what the order of UTF-8 bytes in an index gives, too.
                    _ => Some(text.cmp(literal)),
                }
            }
            literal => Literal::temporal(text)?.order_in_time(literal),
        }
    }

    /// How a moment stands to this value.
    pub(super) fn order_of_time(&self, moment: Timestamp) -> Option<Ordering> {
        match self {
            Literal::DateTime(literal) => Some(moment.cmp(literal)),
            Literal::Text(text) => Timestamp::parse(text).map(|literal| moment.cmp(&literal)),
            _ => None,
        }
    }

    fn order_in_time(&self, other: &Literal) -> Option<Ordering> {
        match (self, other) {
            (Literal::DateTime(one), Literal::DateTime(other)) => Some(one.cmp(other)),
            (Literal::Date(one), Literal::Date(other)) | (Literal::Time(one), Literal::Time(other)) => {
                Some(one.cmp(other))
            }
            _ => None,
        }
    }

    /// The text of a string or URI.
    pub fn text(&self) -> Option<&str> {
        match self {
            Literal::Text(text) | Literal::Uri(text) => Some(text),
            _ => None,
        }
    }
}
