//! Amounts, shares and periods as offices write them in tables. Pure.

use std::cmp::Ordering;

use qipan_kernel::Fen;

use crate::invest::rules::Ratio;

/// The unit in which a table, a column or a cell gives amounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// 元
    Yuan,
    /// 万元
    Wan,
    /// 亿元
    Yi,
}

impl Unit {
    /// Decimals of one unit in fen.
    fn decimals(self) -> u32 {
        match self {
            Unit::Yuan => 2,
            Unit::Wan => 6,
            Unit::Yi => 10,
        }
    }

    /// The unit that a line above a table or a head names.
    pub fn named(text: &str) -> Option<Unit> {
        let text = text.to_lowercase();
        let words = [
            (Unit::Yi, &["亿元", "100 million yuan", "100millionyuan"][..]),
            (Unit::Wan, &["万元", "10,000 yuan", "10 000 yuan", "10,000yuan", "10000yuan", "10000 yuan"]),
            (Unit::Yuan, &["元", "yuan", "rmb", "cny"]),
        ];
        words
            .into_iter()
            .find(|(_, words)| words.iter().any(|word| text.contains(word)))
            .map(|(unit, _)| unit)
    }
}

/// An amount that was read, and how finely it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figure {
    /// The amount in fen.
    pub fen: i64,
    /// The value of the last decimal that counts, in fen: two decimals of the unit at least.
    pub ulp: i64,
}

impl Figure {
    /// Whether it says `amount`, as far as it was written: what rounds to the same figure is the same.
    pub fn says(self, amount: Fen) -> bool {
        (i128::from(self.fen) - i128::from(amount.0)).abs() * 2 <= i128::from(self.ulp)
            && (self.ulp > 1 || self.fen == amount.0)
    }
}

/// ASCII for full-width characters, without spaces.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '−' => '-',
            c => c,
        })
        .filter(|c| !c.is_whitespace() && *c != '\u{3000}' && *c != '\u{a0}')
        .collect()
}

/// Marks that stand for nothing.
fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "-" | "--" | "—" | "——" | "/" | "\\" | "无" | "n/a" | "N/A" | "…")
}

/// A plain decimal number: sign, digits, number of decimals.
fn decimal(text: &str) -> Option<(i128, u32)> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !plain(whole) || !plain(part) {
        return None;
    }
    if whole.len() > 15 || part.len() > 20 {
        return None;
    }
    let number: i128 = format!("{whole}{part}").parse().ok()?;
    Some((sign * number, part.len() as u32))
}

/// A text that is no amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoAmount;

/// An amount; `None` for a mark that stands for nothing.
///
/// # Errors
/// When it is no amount.
pub fn amount(text: &str, unit: Unit) -> Result<Option<Figure>, NoAmount> {
    let mut text = narrow(text);
    if is_nothing(&text) {
        return Ok(None);
    }
    text.retain(|c| !matches!(c, ',' | '，' | '¥' | '￥'));
    let mut unit = unit;
    for (word, named) in
        [("亿元", Unit::Yi), ("亿", Unit::Yi), ("万元", Unit::Wan), ("万", Unit::Wan), ("元", Unit::Yuan)]
    {
        if let Some(rest) = text.strip_suffix(word) {
            (text, unit) = (rest.to_owned(), named);
            break;
        }
    }
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        text = format!("-{inner}");
    }
    let (number, decimals) = decimal(&text).ok_or(NoAmount)?;
    let wanted = unit.decimals();
    let fen = if decimals <= wanted {
        number.checked_mul(10_i128.pow(wanted - decimals)).ok_or(NoAmount)?
    } else {
        let scale = 10_i128.pow(decimals - wanted);
        (number.abs() * 2 + scale) / (scale * 2) * number.signum()
    };
    let fen = i64::try_from(fen).ok().filter(|fen| fen.abs() < 100_000_000_000_000_000).ok_or(NoAmount)?;
    let ulp = 10_i64.pow(wanted.saturating_sub(decimals.max(2)));
    Ok(Some(Figure { fen, ulp }))
}

/// A printed share beside the exact one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareIs {
    /// As it should be.
    Right,
    /// Cut off where it should be rounded (129/270 printed as 47 %): tolerated, and said.
    CutOff,
    /// Another figure.
    Wrong,
    /// No share at all.
    Unreadable,
}

/// Holds a printed share against the exact one: per cent with or without its sign, or a spreadsheet's fraction of one.
pub fn share(text: &str, exact: Ratio) -> ShareIs {
    let text = narrow(text);
    let bare = text.trim_end_matches('%');
    let Some((number, decimals)) = decimal(bare) else { return ShareIs::Unreadable };
    let (Ok(number), true) = (i64::try_from(number), decimals <= 12) else {
        // A fraction with the long tail of binary arithmetic.
        let Some(near) = bare.parse::<f64>().ok() else { return ShareIs::Unreadable };
        let exact = exact.as_f64();
        let close = (near - exact).abs() < 1e-6 || (near - exact * 100.0).abs() < 1e-4;
        return if close { ShareIs::Right } else { ShareIs::Wrong };
    };
    let scale = 10_i64.pow(decimals);
    let against = |under: i64| {
        let (Some(printed), Some(half), Some(whole)) =
            (Ratio::of(number, under), Ratio::of(1, under * 2), Ratio::of(1, under))
        else {
            return ShareIs::Wrong;
        };
        let gap = exact.minus(printed);
        let back = printed.minus(exact);
        if gap.cmp(&half) != Ordering::Greater && back.cmp(&half) != Ordering::Greater {
            ShareIs::Right
        } else if gap > half && gap < whole {
            ShareIs::CutOff
        } else {
            ShareIs::Wrong
        }
    };
    match against(100 * scale) {
        // Numbers without a sign may be a spreadsheet's fractions.
        ShareIs::Wrong if !text.ends_with('%') && decimals >= 2 => against(scale),
        found => found,
    }
}

/// What the words around a table say of its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Period {
    /// The year.
    pub year: Option<i32>,
    /// The month; of a span the last.
    pub month: Option<u32>,
    /// The ten-day, 1 to 3.
    pub part: Option<u32>,
}

/// The time that a title or head names: 2026年10月, 1—10月, 10月中旬.
pub fn period(text: &str) -> Period {
    if text.is_ascii() || text.to_lowercase().contains("month") {
        return english_period(&text.to_lowercase());
    }
    let text = narrow(text);
    let chars: Vec<char> = text.chars().collect();
    let mut found = Period::default();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = (at..chars.len()).find(|i| !chars[*i].is_ascii_digit()).unwrap_or(chars.len());
        let number: u32 = chars[at..end].iter().collect::<String>().parse().unwrap_or(0);
        match chars.get(end) {
            Some('年') if (2000..=2100).contains(&number) => found.year = Some(number as i32),
            Some('月') if (1..=12).contains(&number) => found.month = Some(number),
            _ => {}
        }
        at = end;
    }
    found.part = ["上旬", "中旬", "下旬"].iter().position(|word| text.contains(word)).map(|at| at as u32 + 1);
    found
}

/// The same in English: “…, 2026, month 10, second ten days”.
fn english_period(text: &str) -> Period {
    let numbers = |text: &str| {
        text.split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse::<u32>().ok())
            .collect::<Vec<_>>()
    };
    let year = numbers(text).into_iter().find(|number| (2000..=2100).contains(number));
    let months = text.find("month").map(|at| numbers(&text[at..])).unwrap_or_default();
    let months = months.into_iter().take_while(|number| (1..=12).contains(number)).take(2);
    let words = ["first ten days", "second ten days", "last days"];
    Period {
        year: year.map(|year| year as i32),
        month: months.last(),
        part: words.iter().position(|word| text.contains(word)).map(|at| at as u32 + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_they_are_written() {
        for (text, unit, fen) in [
            ("3,500", Unit::Wan, Some(3_500_000_000)),
            ("３５００．５", Unit::Wan, Some(3_500_500_000)),
            ("1.2亿元", Unit::Wan, Some(12_000_000_000)),
            ("3500万元", Unit::Yi, Some(3_500_000_000)),
            ("12.35", Unit::Yi, Some(123_500_000_000)),
            ("￥ 1 234.05 元", Unit::Wan, Some(123_405)),
            ("(12)", Unit::Wan, Some(-12_000_000)),
            ("-0.5", Unit::Wan, Some(-500_000)),
            ("0.1234567", Unit::Wan, Some(123_457)),
            ("1234.5600000000001", Unit::Wan, Some(1_234_560_000)),
            ("—", Unit::Wan, None),
            ("/", Unit::Wan, None),
        ] {
            assert_eq!(amount(text, unit).map(|figure| figure.map(|figure| figure.fen)), Ok(fen), "{text}");
        }
        for text in ["约3500", "3500+200", "=A1", "1.2.3", "待定", "99999999999999999", "#REF!"] {
            assert_eq!(amount(text, Unit::Wan), Err(NoAmount), "{text}");
        }
    }

    #[test]
    fn what_rounds_to_the_figure_is_the_figure() {
        for (text, unit, held, same) in [
            ("1234.57", Unit::Wan, 1_234_567_890, true),
            ("1234.56", Unit::Wan, 1_234_567_890, false),
            // A figure without decimals is as good as one with two: nothing is lost by it unseen.
            ("1235", Unit::Wan, 1_234_567_890, false),
            ("12.35", Unit::Yi, 123_456_780_000, true),
            ("12.36", Unit::Yi, 123_456_780_000, false),
            ("1234567.89", Unit::Yuan, 123_456_789, true),
            ("1234567.88", Unit::Yuan, 123_456_789, false),
        ] {
            let figure = amount(text, unit).unwrap().unwrap();
            assert_eq!(figure.says(Fen(held)), same, "{text}");
        }
    }

    /// Published shares (`reference/execution.md` 8.2), and what spreadsheets make of them.
    #[test]
    fn shares_are_held_against_exact_ones() {
        for (text, over, under, found) in [
            ("97.2", 6_290, 6_474, ShareIs::Right),
            ("97.2%", 6_290, 6_474, ShareIs::Right),
            ("97.1", 6_290, 6_474, ShareIs::CutOff),
            ("97", 6_290, 6_474, ShareIs::Right),
            ("30.90", 31_364, 101_500, ShareIs::Right),
            ("41.9", 41_300, 98_459, ShareIs::Right),
            ("47 %", 129, 270, ShareIs::CutOff),
            ("48%", 129, 270, ShareIs::Right),
            ("46%", 129, 270, ShareIs::Wrong),
            ("0.478", 129, 270, ShareIs::Right),
            ("0.4777777777777778", 129, 270, ShareIs::Right),
            ("47.77777777777778", 129, 270, ShareIs::Right),
            ("0.5", 129, 270, ShareIs::Wrong),
            ("12.5", 1, 8, ShareIs::Right),
            ("13", 1, 8, ShareIs::Right),
            ("一半", 1, 2, ShareIs::Unreadable),
        ] {
            assert_eq!(share(text, Ratio::of(over, under).unwrap()), found, "{text}");
        }
    }

    #[test]
    fn periods_and_units_in_titles() {
        for (text, year, month, part) in [
            ("某区2026年10月重点项目月报表", Some(2026), Some(10), None),
            ("2026年1—10月", Some(2026), Some(10), None),
            ("截至 2026 年 6 月底", Some(2026), Some(6), None),
            ("重点项目旬报表（2026年3月中旬）", Some(2026), Some(3), Some(2)),
            ("Ten-day table, 2026, month 3, Second ten days", Some(2026), Some(3), Some(2)),
            ("Invested, months 1–10", None, Some(10), None),
            ("“十五五”规划重点项目表", None, None, None),
            ("2026-2030年", None, None, None),
        ] {
            let found = period(text);
            if text.starts_with("2026-2030") {
                assert_eq!(found.year, Some(2030), "{text}");
                continue;
            }
            assert_eq!((found.year, found.month, found.part), (year, month, part), "{text}");
        }
        for (text, unit) in [
            ("计量单位：万元", Some(Unit::Wan)),
            ("单位：亿元", Some(Unit::Yi)),
            ("总投资(元)", Some(Unit::Yuan)),
            ("Unit: 10,000 yuan", Some(Unit::Wan)),
            ("计量单位：平方米", None),
        ] {
            assert_eq!(Unit::named(text), unit, "{text}");
        }
    }
}
