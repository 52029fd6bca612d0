//! Lists of units: cut into names, whatever stands between them.

use std::ops::Range;

use super::text::is_han;
use super::units::{UnitIndex, looks_like_unit};

/// Cuts a list of units into names: at 、，；, line ends and spaces, and at 和 / 及 / and between two names.
/// Brackets are kept together with the name before them.
pub fn split_list(text: &str, index: &UnitIndex) -> Vec<Range<usize>> {
    let chinese = text.chars().any(is_han);
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_i32);
    for (at, c) in text.char_indices() {
        depth += i32::from(matches!(c, '（' | '(')) - i32::from(matches!(c, '）' | ')'));
        let separator = matches!(c, '、' | '，' | ',' | '；' | ';' | '\n' | '\t' | '/' | '／' | '|' | '。')
            || (chinese && c.is_whitespace());
        if separator && depth <= 0 {
            parts.push(start..at);
            start = at + c.len_utf8();
        }
    }
    parts.push(start..text.len());
    let parts = join_wrapped(text, join_levels(text, parts), index);
    let mut names = Vec::new();
    for part in parts {
        let part = super::text::trim(text, part);
        if !part.is_empty() {
            split_and(text, part, index, &mut names);
        }
    }
    let names = names.into_iter().filter_map(|range| tidy(text, range));
    names.flat_map(|range| unglue(text, range, index)).collect()
}

/// 市住建局市公安局: two names that lost what stood between them (a line end in a cell).
fn unglue(text: &str, range: Range<usize>, index: &UnitIndex) -> Vec<Range<usize>> {
    let name = &text[range.clone()];
    if name.chars().count() < 6 || index.lookup(name).is_some() || name.contains(['（', '(']) {
        return vec![range];
    }
    for (at, c) in name.char_indices().skip(2) {
        let (left, right) = name.split_at(at);
        // 县安委会各成员单位: the members of one body.
        let level = matches!(c, '市' | '区' | '县' | '省' | '州' | '旗' | '各')
            && !right.starts_with("各成员单位")
            && !right.starts_with("市场")
            && !right.starts_with("区域")
            && !right.starts_with("县域");
        let ended = left.ends_with(['局', '委', '办', '厅', '部', '院', '会', '心', '司', '联', '队']);
        let glued = level && ended && looks_like_unit(left) && right.chars().count() > 2;
        let known = index.may_end(left) && index.lookup(left).is_some() && index.lookup(right).is_some();
        if glued || known {
            let cut = range.start + at;
            let mut parts = Vec::new();
            parts.push(range.start..cut);
            parts.extend(unglue(text, cut..range.end, index));
            return parts;
        }
    }
    vec![range]
}

/// 各县、市、区政府: the levels behind one 各 are one body of them.
fn join_levels(text: &str, parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let bare = |words: &str| {
        let words = words.trim_end_matches(['）', ')']).trim_end_matches(['县', '市', '区']);
        words.is_empty() || words.ends_with(['（', '(']) && words.chars().count() == 1
    };
    let level = |words: &str| {
        let words =
            ["人民政府", "政府", "管委会"].iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words);
        !words.is_empty() && words.chars().count() <= 4 && bare(words)
    };
    let mut joined: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last)
                if text[last.end..part.start].trim() == "、"
                    && text[last.clone()].trim().strip_prefix('各').is_some_and(|rest| {
                        rest.split('、').all(|one| !one.is_empty() && level(one) && !one.ends_with("政府"))
                    })
                    && level(text[part.clone()].trim()) =>
            {
                last.end = part.end;
            }
            _ => joined.push(part),
        }
    }
    joined
}

/// A cell may break a name over two lines; the halves are put together when only the whole looks like a unit.
fn join_wrapped(text: &str, parts: Vec<Range<usize>>, index: &UnitIndex) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for part in parts {
        let broken = joined.last().is_some_and(|last| {
            let gap = &text[last.end..part.start];
            let (a, b) = (text[last.clone()].trim(), text[part.clone()].trim());
            let whole = format!("{a}{b}");
            let unit = |name: &str| index.lookup(name).is_some() || looks_like_unit(name);
            let open = a.matches(['（', '(']).count() > a.matches(['）', ')']).count();
            let latin = format!("{a} {b}");
            let words = gap.contains('\n') && a.is_ascii() && b.is_ascii();
            if words && gap.trim().is_empty() && !a.is_empty() {
                return !unit(a) && unit(&latin);
            }
            // 各县市人民政府 begins no second half.
            if b.starts_with('各') && unit(b) {
                return false;
            }
            gap.trim().is_empty()
                && (a.chars().any(is_han) || b.chars().any(is_han))
                && !a.is_empty()
                && !b.is_empty()
                && (open
                    || b.starts_with(['（', '('])
                    || (!unit(a) && unit(&whole))
                    || (!unit(b) && b.chars().count() < 3 && unit(&whole)))
        });
        match joined.last_mut() {
            Some(last) if broken => last.end = part.end,
            _ => joined.push(part),
        }
    }
    joined
}

fn split_and(text: &str, part: Range<usize>, index: &UnitIndex, names: &mut Vec<Range<usize>>) {
    let name = &text[part.clone()];
    if index.lookup(name).is_some() {
        names.push(part);
        return;
    }
    for word in ["以及", "和", "及", "与", "会同", "联合", " and ", " & "] {
        for (at, _) in name.match_indices(word) {
            let (left, right) = (&name[..at], &name[at + word.len()..]);
            let unit = |name: &str| {
                let name = name.trim();
                index.lookup(name).is_some() || looks_like_unit(name)
            };
            if !left.trim().is_empty() && unit(left) && unit(right) {
                let left_end = part.start + at;
                split_and(text, super::text::trim(text, part.start..left_end), index, names);
                split_and(text, super::text::trim(text, left_end + word.len()..part.end), index, names);
                return;
            }
        }
    }
    names.push(part);
}

/// A name without “and”, “the”, 等部门 and stray marks; `None` when nothing is left.
fn tidy(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut range = super::text::trim(text, range);
    for word in ["负责落实", "组织实施", "负责", "落实"] {
        if text[range.clone()].ends_with(word) {
            range.end -= word.len();
            break;
        }
    }
    for word in [
        "按照职责分工",
        "按职责分工",
        "按各自职责",
        "按照各自职责",
        "依职责分工",
        "按分工",
        "按职责",
        "依职责",
        "分别",
        "共同",
    ] {
        if text[range.clone()].ends_with(word) {
            range.end -= word.len();
            break;
        }
    }
    for word in
        ["等有关部门", "等相关部门", "等有关单位", "等相关单位", "等部门和单位", "等部门", "等单位", "等"]
    {
        if text[range.clone()].ends_with(word) {
            range.end -= word.len();
            break;
        }
    }
    for word in ["together with ", "jointly with ", "and ", "the ", "The ", "及", "和", "与", "由"] {
        let name = &text[range.clone()];
        if name.starts_with(word) && name.len() > word.len() {
            range.start += word.len();
        }
    }
    let name = &text[range.clone()];
    let start = range.start
        + (name.len()
            - name.trim_start_matches(['：', ':', '*', '★', '☆', '▲', '△', '◎', '※', '-', '—', ' ']).len());
    let end = start + text[start..range.end].trim_end_matches(['.', '。', ':', '：', ' ', '*']).len();
    let name = &text[start..end];
    let count = name.chars().count();
    ((count > 1 || matches!(name, "镇" | "乡"))
        && !matches!(name, "无" | "--" | "etc")
        && name.chars().any(char::is_alphabetic))
    .then_some(start..end)
}
