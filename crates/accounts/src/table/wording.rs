//! How offices write the rows of tables: heads, numbered groups with their counts, totals, notes under a table. Pure.

/// Full-width forms of ASCII become ASCII: officials type both.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Letters and digits alone: without marks, spaces, case and width.
pub fn letters(text: &str) -> String {
    text.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A head without spaces, marks of length and case.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '★' | ':' | '：' | '\u{feff}'))
        .map(narrow)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Totals, and the notes and signatures under a table.
pub fn is_total(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let signs = ["注：", "注:", "备注：", "备注:", "填表", "制表", "审核人", "联系电话", "note:", "notes:"];
    let sums = ["合计", "总计", "小计", "共计", "合 计", "total", "subtotal"];
    signs.iter().any(|word| text.starts_with(word))
        || sums
            .iter()
            .any(|word| text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

/// A count alone: 5项.
pub fn is_count(text: &str) -> bool {
    let digits = text.trim_end_matches(['项', '件', '条', '个']).trim();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A group's name without its number (一、, （二）, 3.) and its count (5项, 5项（红 1）).
pub fn strip_group(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix(['（', '(']);
    let numbered = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit() && !"一二三四五六七八九十百".contains(c));
        end.filter(|end| *end > 0)
    };
    let mut rest = text;
    if let Some(inner) = inner
        && let Some(end) = numbered(inner)
        && let Some(after) = inner[end..].strip_prefix(['）', ')'])
    {
        rest = after.trim_start_matches(['、', '.', '．', ' ']);
    } else if let Some(end) = numbered(text)
        && let Some(after) = text[end..].strip_prefix(['、', '.', '．', ')', '）'])
    {
        rest = after;
    } else if text.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c)) {
        rest = "";
    }
    let mut rest = rest.trim();
    let mut cut = without_count(rest);
    if cut.is_none()
        && let Some(open) = rest.rfind(['（', '('])
    {
        cut = without_count(rest[..open].trim_end());
    }
    if let Some(name) = cut {
        rest = name;
    }
    rest.trim_end_matches(['（', '(', '：', ':', '共', '　', ' ', '—', '-', ',']).trim()
}

/// “… 5项”, “… 5 items”, “…（5项）” without the count; `None` when there is none.
fn without_count(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['）', ')']).trim_end();
    let less = ["项", "件", "条", "个", "items", "item", "projects", "project"]
        .iter()
        .find_map(|word| text.strip_suffix(word))?;
    let digits = less.trim_end();
    let name = digits.trim_end_matches(|c: char| c.is_ascii_digit());
    (name.len() < digits.len()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_lose_their_numbers_and_counts() {
        for (text, name) in [
            ("一、安全发展　5项", "安全发展"),
            ("一、安全发展 5项（红灯 1，黄灯 2）", "安全发展"),
            ("（二）重点项目（12项）", "重点项目"),
            ("3.民生保障", "民生保障"),
            ("1. Safe development: 5 items (red 1)", "Safe development"),
            ("A. Transport: 2 projects", "A. Transport"),
            ("十一、营商环境 共3件", "营商环境"),
            ("安全发展", "安全发展"),
            ("一", ""),
            ("12", ""),
        ] {
            assert_eq!(strip_group(text), name, "{text}");
        }
    }
}
