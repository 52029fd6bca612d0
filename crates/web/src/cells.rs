//! Cells of exported tables: their guard, what text may stand in them, a record of CSV, the numbers of groups.

use std::borrow::Cow;

/// A text that no spreadsheet takes for a formula: an apostrophe goes before a leading `=`, `+`, `-`, `@`, tab,
/// carriage return or line feed (OWASP, CSV injection), also in their full-width forms. Only for texts; numbers
/// are written as numbers.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// The text of a cell that was guarded against being taken for a formula when it was written.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if safe_cell(rest).len() > rest.len() => rest,
        _ => text,
    }
}

/// Text as it may stand in a file: no control characters but line ends and tabs.
pub fn plain(text: &str, max: usize) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.contains(bad) && text.len() <= max {
        return Cow::Borrowed(text);
    }
    let mut kept: String = text.chars().filter(|c| !bad(*c)).take(max).collect();
    if text.chars().count() > max {
        kept.push('…');
    }
    Cow::Owned(kept)
}

/// 一, 二, … 十一, 九十九: the numbers of groups.
pub fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        1..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        20..=99 => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        _ => number.to_string(),
    }
}

/// One record (RFC 4180), quoted where it must be.
pub fn record<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r', ';', '\t']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for evil in ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝HYPERLINK(1)"] {
            assert_eq!(safe_cell(evil), format!("'{evil}"));
        }
        for fine in ["", "经开区", "a=b", "2026-11-22", "'=x"] {
            assert_eq!(safe_cell(fine), fine);
        }
    }
}
