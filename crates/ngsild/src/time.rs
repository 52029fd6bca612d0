//! Moments as NGSI-LD writes them: UTC, ISO 8601, microseconds kept (clause 4.6.3).

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use qipan_kernel::Moment;
use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z. It is written with a fraction only where there is one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads a DateTime. An offset other than `Z` is accepted and turned into UTC; a date or a time alone is not a
    /// DateTime.
    pub fn parse(text: &str) -> Option<Timestamp> {
        // Commas are allowed by ISO 8601 as the fraction's mark; `chrono` knows the point only.
        let time = DateTime::parse_from_rfc3339(&text.replacen(',', ".", 1)).ok()?;
        text.contains('T').then(|| Timestamp(time.timestamp_micros()))
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Timestamp {
        Timestamp(moment.0.saturating_mul(1_000))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(time) = DateTime::<Utc>::from_timestamp_micros(self.0) else {
            return f.write_str("9999-12-31T23:59:59Z");
        };
        let form = match self.0.rem_euclid(1_000_000) {
            0 => SecondsFormat::Secs,
            fraction if fraction % 1_000 == 0 => SecondsFormat::Millis,
            _ => SecondsFormat::Micros,
        };
        f.write_str(&time.to_rfc3339_opts(form, true))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn moments_are_read_and_written() {
        for (given, written) in [
            ("2020-08-01T12:03:00Z", "2020-08-01T12:03:00Z"),
            ("2020-08-01T12:03:00.000Z", "2020-08-01T12:03:00Z"),
            ("2020-08-01T12:03:00.120Z", "2020-08-01T12:03:00.120Z"),
            ("2020-08-01T12:03:00,000001Z", "2020-08-01T12:03:00.000001Z"),
            ("2020-08-01T20:03:00+08:00", "2020-08-01T12:03:00Z"),
            ("1969-12-31T23:59:59.500Z", "1969-12-31T23:59:59.500Z"),
        ] {
            assert_eq!(Timestamp::parse(given).expect(given).to_string(), written);
        }
        for no in ["2020-08-01", "12:03:00Z", "2020-08-01 12:03:00Z", "2020-13-01T12:03:00Z", "", "now"] {
            assert_eq!(Timestamp::parse(no), None, "{no}");
        }
    }
}
