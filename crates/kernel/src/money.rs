//! Money in integer fen (1 yuan = 100 fen). No floating point ever holds an amount.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in fen; negative amounts are reversals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Fen in 万元, the unit of tables.
const WAN: i64 = 1_000_000;

impl Fen {
    /// 万元 with two decimals, rounded half up (away from zero): `1,234.50`.
    pub fn wan(self) -> String {
        let hundredths = (self.0.unsigned_abs() + WAN as u64 / 200) / (WAN as u64 / 100);
        let whole = (hundredths / 100).to_string();
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 && hundredths > 0 { "-" } else { "" };
        format!("{sign}{grouped}.{:02}", hundredths % 100)
    }

    /// 万元 to the fen and without zeros at the end, as a form takes it: `1234.5`.
    pub fn wan_exact(self) -> String {
        let (sign, all) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let text = format!("{sign}{}.{:06}", all / WAN as u64, all % WAN as u64);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Reads an amount in yuan (`decimals` 2) or 万元 (6): digits with `,` between them and at most so many decimals.
    pub fn read(text: &str, decimals: usize) -> Option<Fen> {
        let text: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fine = !whole.is_empty() && whole.len() + decimals <= 17 && part.len() <= decimals;
        if !fine || !plain(whole) || !plain(part) {
            return None;
        }
        let fen: i64 = format!("{whole}{part:0<decimals$}").parse().ok()?;
        Some(Fen(sign * fen))
    }
}

impl fmt::Display for Fen {
    /// Yuan with two decimals: `1234.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::Fen;

    #[test]
    fn amounts_are_written_in_wan_and_read_in_both_units() {
        for (fen, wan, exact) in [
            (0, "0.00", "0"),
            (1_000_000, "1.00", "1"),
            (1_234_567_890_123, "1,234,567.89", "1234567.890123"),
            (4_999, "0.00", "0.004999"),
            (5_000, "0.01", "0.005"),
            (-5_000, "-0.01", "-0.005"),
            (-4_999, "0.00", "-0.004999"),
            (999_995_000, "1,000.00", "999.995"),
        ] {
            assert_eq!((Fen(fen).wan().as_str(), Fen(fen).wan_exact().as_str()), (wan, exact), "{fen}");
            assert_eq!(Fen::read(exact, 6), Some(Fen(fen)), "{exact}");
        }
        for (text, decimals, fen) in [
            ("1,234.05", 2, Some(123_405)),
            ("1，234", 2, Some(123_400)),
            ("-1", 2, Some(-100)),
            ("1.005", 2, None),
            ("1.0000001", 6, None),
            ("", 2, None),
            (".5", 2, None),
            ("1e3", 2, None),
            ("12345678901", 6, Some(12_345_678_901_000_000)),
            ("123456789012", 6, None),
        ] {
            assert_eq!(Fen::read(text, decimals), fen.map(Fen), "{text}");
        }
    }
}
