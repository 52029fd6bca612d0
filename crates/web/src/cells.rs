//! Guard for cells of exported tables.

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
