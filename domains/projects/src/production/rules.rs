//! What a capacity is, and when it is reached. Pure.

use qipan_kernel::{Day, Failure, Outcome};

use super::model::{Basis, Capacity, Output, OutputInput};
use crate::book::model::{Project, Stage};
use crate::invest::rules::Ratio;

/// Months that must have been entered before a year's rate is judged by them.
pub const LEAST_MONTHS: usize = 3;

const YEARLY: &[&str] =
    &["年产", "年均", "年处理", "年加工", "每年", "/年", "／年", "a year", "per year", "/year", "annual"];

/// The capacity that words state: the first number with what multiplies it and its unit. `RULE production.capacity`.
///
/// A yearly one says so (年产, 每年, a year); everything else is a level. Words without a number state none.
pub fn capacity(words: &str) -> Option<Capacity> {
    let text: String = words.chars().map(|c| if c == '\u{3000}' { ' ' } else { c }).collect();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (digits, rest) = split_number(&text[start..]);
    let rest = rest.trim_start();
    let multiples: [(&str, i64); 7] = [
        ("亿", 100_000_000),
        ("万", 10_000),
        ("千", 1_000),
        ("百", 100),
        ("billion ", 1_000_000_000),
        ("million ", 1_000_000),
        ("thousand ", 1_000),
    ];
    let (times, rest) = multiples
        .iter()
        .find_map(|(word, times)| rest.strip_prefix(word).map(|rest| (*times, rest)))
        .unwrap_or((1, rest));
    let amount = thousandths(&digits)?.checked_mul(times)?;
    let lower = text.to_lowercase();
    let basis = if YEARLY.iter().any(|word| lower.contains(word)) { Basis::Year } else { Basis::Level };
    let end = rest.find(['/', '／', '，', ',', '。', '；', ';', '（', '(', '每']).unwrap_or(rest.len());
    let unit = rest[..end].trim();
    let unit = unit.strip_suffix(" a year").or_else(|| unit.strip_suffix(" per year")).unwrap_or(unit).trim();
    (amount > 0).then(|| Capacity { amount, unit: unit.to_owned(), basis })
}

/// The digits that a text begins with, without what separates thousands, and what follows them.
fn split_number(text: &str) -> (String, &str) {
    let mut digits = String::new();
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let digit_follows = next.is_some_and(|c| c.is_ascii_digit());
        match c {
            '0'..='9' => digits.push(c),
            '.' if digit_follows && !digits.contains('.') => digits.push('.'),
            ',' | '，' | ' ' | '\u{a0}' if digit_follows => {}
            _ => return (digits, &text[at..]),
        }
    }
    (digits, "")
}

/// A decimal number with at most three decimals, in thousandths.
pub fn thousandths(text: &str) -> Option<i64> {
    let plain: String = text.trim().chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || part.len() > 3 || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok()
}

/// An amount as people write it.
pub fn plain(thousandths: i64) -> String {
    let (whole, part) = (thousandths / 1_000, thousandths.unsigned_abs() % 1_000);
    let part = format!("{part:03}");
    match part.trim_end_matches('0') {
        "" => whole.to_string(),
        part => format!("{whole}.{part}"),
    }
}

/// 达产率: what is put out against the design capacity. `RULE production.rate`.
///
/// A level is that of the last month. A yearly capacity is measured by the last twelve months that were entered, taken
/// to a year; by fewer than three nothing is said.
pub fn rate(capacity: &Capacity, outputs: &[Output]) -> Option<Ratio> {
    let last = outputs.len().saturating_sub(12);
    let recent = &outputs[last..];
    match capacity.basis {
        Basis::Level => Ratio::of(recent.last()?.amount, capacity.amount),
        Basis::Year if recent.len() < LEAST_MONTHS => None,
        Basis::Year => {
            let sum: i64 = recent.iter().map(|one| one.amount).sum();
            Ratio::of(sum.checked_mul(12)?, capacity.amount.checked_mul(recent.len() as i64)?)
        }
    }
}

/// Whether the capacity is reached: the gate before 达产.
pub fn reached(words: &str, outputs: &[Output]) -> bool {
    let rate = capacity(words).and_then(|capacity| rate(&capacity, outputs));
    rate.is_some_and(|rate| rate >= Ratio::points(100))
}

/// Whether an output may be entered.
///
/// # Errors
/// Not completed yet; no capacity in numbers to measure it by; no month; a month to come; less than nothing.
pub fn check(project: &Project, input: &OutputInput, today: Day) -> Outcome<()> {
    if project.stage < Stage::Completed {
        return Err(Failure::conflict("output-not-completed"));
    }
    if capacity(&project.data.capacity).is_none() {
        return Err(Failure::conflict("output-no-capacity"));
    }
    let first = Day::from_ymd(input.year, input.month, 1).filter(|day| day.year() >= 2000);
    let Some(first) = first else { return Err(Failure::invalid("output-month").at("month")) };
    if first > today {
        return Err(Failure::invalid("output-month-to-come").at("month"));
    }
    if input.amount < 0 {
        return Err(Failure::invalid("output-negative").at("amount"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Moment;

    use super::*;

    #[test]
    fn capacities_in_the_words_of_projects() {
        for (words, wanted) in [
            ("年产整车 20 万辆", Some((200_000, "辆", Basis::Year))),
            ("15万辆/年", Some((150_000, "辆", Basis::Year))),
            ("年产值 12 亿元", Some((1_200_000_000, "元", Basis::Year))),
            ("日产淡水 10 万吨", Some((100_000, "吨", Basis::Level))),
            ("学位 2 160 个", Some((2_160, "个", Basis::Level))),
            ("1.2 万亩", Some((12_000, "亩", Basis::Level))),
            ("床位 60 张，门诊 3 间", Some((60, "张", Basis::Level))),
            ("150,000 vehicles a year", Some((150_000, "vehicles", Basis::Year))),
            ("1.5 million tonnes per year", Some((1_500_000, "tonnes", Basis::Year))),
            ("建成后形成完整能力", None),
            ("", None),
            ("0 辆", None),
        ] {
            let found = capacity(words);
            let found = found.as_ref().map(|one| (one.amount / 1_000, one.unit.as_str(), one.basis));
            assert_eq!(found, wanted, "{words}");
        }
    }

    #[test]
    fn amounts_back_and_forth() {
        for (text, value, shown) in [
            ("12", Some(12_000), "12"),
            ("1,234.5", Some(1_234_500), "1234.5"),
            ("0.125", Some(125), "0.125"),
        ] {
            assert_eq!(thousandths(text), value, "{text}");
            assert_eq!(plain(value.unwrap()), shown);
        }
        for text in ["", "-1", "1.2345", "十二", "1.2.3"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }

    fn outputs(amounts: &[i64]) -> Vec<Output> {
        let one = |(at, amount): (usize, &i64)| Output {
            year: 2026,
            month: at as u32 + 1,
            amount: amount * 1_000,
            note: String::new(),
            entered_at: Moment(0),
            entered_by: String::new(),
        };
        amounts.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_year_is_judged_by_its_months_and_a_level_by_the_last() {
        for (words, amounts, percent, is_reached) in [
            ("年产 1 200 辆", &[100, 100][..], None, false),
            ("年产 1 200 辆", &[50, 100, 120], Some("90.0"), false),
            ("年产 1 200 辆", &[90, 100, 110], Some("100.0"), true),
            // Only the last twelve months count.
            (
                "年产 1 200 辆",
                &[0, 0, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100],
                Some("100.0"),
                true,
            ),
            ("床位 60 张", &[60, 45], Some("75.0"), false),
            ("床位 60 张", &[10, 66], Some("110.0"), true),
            ("床位 60 张", &[], None, false),
            ("没有数字", &[60], None, false),
        ] {
            let outputs = outputs(amounts);
            let found = capacity(words).and_then(|capacity| rate(&capacity, &outputs));
            assert_eq!(found.map(|rate| rate.percent(1)).as_deref(), percent, "{words} {amounts:?}");
            assert_eq!(reached(words, &outputs), is_reached, "{words} {amounts:?}");
        }
    }
}
