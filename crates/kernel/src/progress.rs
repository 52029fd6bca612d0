//! Progress in basis points (1/100 of a percent), so that a percentage with two decimals is exact.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Progress from 0 to 100 %, kept as 0 to 10 000 basis points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Progress(pub i32);

impl Progress {
    /// Nothing done.
    pub const NONE: Progress = Progress(0);
    /// All done.
    pub const FULL: Progress = Progress(10_000);

    /// Progress of a whole percentage; values outside 0–100 are refused.
    pub fn percent(value: i32) -> Option<Progress> {
        (0..=100).contains(&value).then_some(Progress(value * 100))
    }
}

impl fmt::Display for Progress {
    /// `74%`, or `74.5%` where a fraction matters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match part {
            0 => write!(f, "{whole}%"),
            _ if part % 10 == 0 => write!(f, "{whole}.{}%", part / 10),
            _ => write!(f, "{whole}.{part:02}%"),
        }
    }
}

/// Why a text is not a progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotProgress;

impl FromStr for Progress {
    type Err = NotProgress;

    /// Reads `74`, `74%`, `74.5` and `74.25 %`; at most two decimals, 0 to 100.
    fn from_str(text: &str) -> Result<Progress, NotProgress> {
        let text = text.trim().trim_end_matches(['%', '％']).trim();
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits =
            |text: &str| !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotProgress);
        }
        let whole: i32 = whole.parse().map_err(|_| NotProgress)?;
        let part: i32 = format!("{part:0<2}").parse().map_err(|_| NotProgress)?;
        let points = whole * 100 + part;
        if points > 10_000 { Err(NotProgress) } else { Ok(Progress(points)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_percentages() {
        for (text, points, shown) in
            [("74", 7400, "74%"), ("74.5%", 7450, "74.5%"), (" 0.25 % ", 25, "0.25%")]
        {
            let progress: Progress = text.parse().unwrap();
            assert_eq!((progress.0, progress.to_string().as_str()), (points, shown));
        }
        for wrong in ["", "101", "-1", "74.123", "1e2", "七成"] {
            assert!(wrong.parse::<Progress>().is_err(), "{wrong}");
        }
    }
}
