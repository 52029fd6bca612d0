//! Labels of fields (牵头单位, 完成时限, …) in tables and in text, and the values after them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::limits;
use super::roles::{BODIES, LABELS};
pub use super::roles::{Role, header_role, loose_role};
use super::text::{closing, is_han, trim};
use super::units::{is_collective, looks_like_unit};

struct Labels {
    automaton: AhoCorasick,
    roles: Vec<Role>,
}

static TABLE: LazyLock<Labels> = LazyLock::new(|| {
    let words = LABELS.iter().flat_map(|(_, words)| words.iter());
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(words)
        // Constant words, far below the automaton's limits.
        .unwrap_or_else(|error| unreachable!("constant labels: {error}"));
    let roles = LABELS.iter().flat_map(|(role, words)| words.iter().map(|_| *role)).collect();
    Labels { automaton, roles }
});

/// A labelled value in text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Labelled {
    /// What it holds.
    pub role: Role,
    /// From the label to the end of the value, with the bracket around it when the bracket holds nothing else.
    pub whole: Range<usize>,
    /// The value.
    pub value: Range<usize>,
    /// The label stands at the start of its line.
    pub line_start: bool,
}

/// All labelled values of `text`. A value ends at the next label, at the bracket's end, at 。 or at the line's end.
pub fn labelled(text: &str) -> Vec<Labelled> {
    // Most sentences have no label; looking for the mark that every label needs is cheaper than looking for labels.
    if !text.contains(['：', ':', '为', '】', ']', '〕', '］', ' ', '\t', '\n', '\u{3000}', '—', '–'])
        && !["单位", "部门", "时限"].iter().any(|word| text.contains(word))
    {
        return Vec::new();
    }
    let mut heads: Vec<Head> = Vec::new();
    for found in TABLE.automaton.find_iter(text) {
        let role = TABLE.roles[found.pattern().as_usize()];
        let Some(value_at) = value_start(text, found.range(), role) else { continue };
        // 会议议定：一是…二是…: several matters follow, none of them the value.
        if role == Role::Task && text[value_at..].trim_start().starts_with("一是") {
            continue;
        }
        let role = answers(text, value_at, &text[found.range()], role);
        let start = label_start(text, found.start());
        let before = text[..start]
            .trim_end_matches([' ', '\u{3000}', '*', '【', '[', '〔', '［', '-', '—', '•', '●', '·']);
        let before = super::numbering::without_last(before);
        let line_start = before.is_empty() || before.ends_with(['\n', '\t']);
        let letter_before = text[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let inline =
            role.names_unit() || matches!(role, Role::Limit | Role::Leader | Role::Person | Role::Other);
        let known = heads.last().is_some();
        if letter_before || !(line_start || inline || (known && matches!(role, Role::Detail))) {
            continue;
        }
        // A short word such as 领导 or 牵头 is a label only where a label can stand; 各责任单位： addresses them.
        let han_before = text[..start].chars().next_back().is_some_and(is_han);
        let short = text[found.start()..found.end()].chars().count() < 4;
        let addressed =
            ["各", "有关", "相关", "其他", "由", "为"].iter().any(|word| text[..start].ends_with(word));
        if han_before && !line_start && (short || addressed) {
            continue;
        }
        // 【责任单位】市住建局: the bracket around the label is part of it.
        let open = text[..start].chars().next_back().filter(|c| matches!(c, '【' | '[' | '〔' | '［'));
        let closed = text[found.end()..value_at].contains(['】', ']', '〕', '］']);
        let start = open.filter(|_| closed).map_or(start, |c| start - c.len_utf8());
        heads.push((role, start..found.end(), value_at, line_start));
    }
    loose_heads(text, &mut heads);
    let mut found = Vec::new();
    for (index, (role, label, value_at, line_start)) in heads.iter().enumerate() {
        let limit = heads.get(index + 1).map_or(text.len(), |(_, next, _, _)| next.start);
        let limit = limit.min(enclosing(text, label.start).unwrap_or(limit));
        let end = value_end(text, *value_at, limit, *role);
        let value = super::text::trim(text, *value_at..end);
        let value = value.start
            ..value.start
                + text[value.clone()]
                    .trim_end_matches([
                        '；', ';', '，', ',', '、', '。', ' ', '【', '[', '（', '(', '〔', '［', '*', '|',
                    ])
                    .len();
        let value = if value.end < value.start { value.start..value.start } else { value };
        found.push(Labelled {
            role: *role,
            whole: label.start..end.max(value.end),
            value,
            line_start: *line_start,
        });
    }
    widen_brackets(text, &mut found);
    found
}

/// A label: its role, where it stands, where its value begins, whether it begins its line.
type Head = (Role, Range<usize>, usize, bool);

/// Labels of words of their own (牵头科室：, 推进时序要求：): a few characters before a colon, between marks, that hold what a
/// header of a kind holds.
fn loose_heads(text: &str, heads: &mut Vec<Head>) {
    let known = heads.len();
    for (colon, mark) in text.char_indices().filter(|(_, c)| matches!(c, '：' | ':')) {
        let value_at = colon + mark.len_utf8();
        if heads[..known].iter().any(|head| head.2 == value_at || head.1.contains(&colon)) {
            continue;
        }
        let mut label_end = text[..colon].trim_end_matches(['】', ']', '〕', '］', ' ']).len();
        if text[..label_end].ends_with(['）', ')'])
            && let Some(open) = text[..label_end].rfind(['（', '('])
            && text[open..label_end].chars().count() <= 20
        {
            label_end = open;
        }
        let mut start = label_end;
        for c in text[..label_end].chars().rev().take(12) {
            if !(is_han(c) || c == '/') {
                break;
            }
            start -= c.len_utf8();
        }
        let before =
            text[..start].trim_end_matches([' ', '\u{3000}', '*', '【', '[', '〔', '［', '•', '●', '·']);
        let before = super::numbering::without_last(before);
        let line_start = before.is_empty() || before.ends_with(['\n', '\t']);
        let marked = before.ends_with(['；', ';', '。', '（', '(', '，', ',']) || before.len() < start;
        if start == label_end {
            loose_english(text, colon, value_at, heads);
            continue;
        }
        if !(line_start || marked) {
            continue;
        }
        let role = loose_role(&text[start..label_end]);
        let told = matches!(
            role,
            Some(Role::Lead | Role::Responsible | Role::Cooperating | Role::Limit | Role::Leader)
        );
        // 单位：万元 counts; 责任：… names units only where units follow.
        let label = &text[start..label_end];
        let named = !matches!(role, Some(Role::Lead | Role::Responsible | Role::Cooperating))
            || label != "单位" && BODIES.iter().any(|body| label.ends_with(body))
            || super::units::looks_like_unit(
                text[value_at..]
                    .split(['、', '，', '；', '。', '\n', ';', ',', ' '])
                    .find(|v| !v.is_empty())
                    .unwrap_or(""),
            );
        if !named {
            continue;
        }
        let kept = line_start && matches!(role, Some(Role::Subtask | Role::Detail));
        if let Some(role) = role.filter(|_| told || kept) {
            heads.push((role, start..label_end, value_at, line_start));
        }
    }
    heads.sort_by_key(|head| head.1.start);
}

/// “Action: Fire Brigade (lead); Housing Bureau” names who acts, “Action: repair the dam” what is done.
fn answers(text: &str, value_at: usize, label: &str, role: Role) -> Role {
    let value = text[value_at..].split([',', ';', '.', '(', '\n']).next().unwrap_or("").trim();
    let acts = role == Role::Task && label.is_ascii() && looks_like_unit(value);
    if acts && value.starts_with(|c: char| c.is_uppercase()) { Role::Responsible } else { role }
}

/// “Responsible:”, “Supporting units:” at the start of a line or sentence.
fn loose_english(text: &str, colon: usize, value_at: usize, heads: &mut Vec<Head>) {
    let start = text[..colon].rfind(['\n', '.', ';', '(', '[', '|']).map_or(0, |at| at + 1);
    let label = trim(text, start..colon);
    let label = match super::numbering::read(&text[label.clone()]) {
        Some((super::numbering::Level::Bullet, len)) => label.start + len..label.end,
        _ => label,
    };
    let words = &text[label.clone()];
    if words.is_empty() || !words.is_ascii() || words.split_whitespace().count() > 3 {
        return;
    }
    let line_start = text[..start].trim_end_matches(' ').is_empty() || text[..start].ends_with('\n');
    let role = loose_role(words).map(|role| answers(text, value_at, words, role)).filter(|role| {
        matches!(role, Role::Lead | Role::Responsible | Role::Cooperating | Role::Limit | Role::Leader)
            || line_start && *role == Role::Detail
    });
    if let Some(role) = role {
        heads.push((role, label, value_at, line_start));
    }
}

/// Where the value of a label begins: after its colon, after 为, after the bracket that closes around the label, or,
/// for a label that begins its line, after a dash or a space.
fn value_start(text: &str, label: Range<usize>, role: Role) -> Option<usize> {
    let mut at = label.end;
    // 责任单位（排第一位的为牵头单位）：
    if let Some(close) = text[at..].starts_with(['（', '(']).then(|| closing(&text[at..])).flatten() {
        let end = at + close + text[at + close..].chars().next().map_or(1, char::len_utf8);
        let colon = text[end..].starts_with(['：', ':']);
        if colon && text[at..end].chars().count() <= 20 {
            at = end;
        }
    }
    let after = &text[at..];
    let skipped = after.len() - after.trim_start_matches([' ', '】', ']', '〕', '］', '\u{3000}', '*']).len();
    let next = after[skipped..].chars().next();
    if let Some(c) = next.filter(|c| matches!(c, '：' | ':')) {
        return Some(at + skipped + c.len_utf8());
    }
    if role.names_unit() && after.starts_with('为') {
        return Some(at + '为'.len_utf8());
    }
    // （完成时限均为2026年5月20日前）
    if role == Role::Limit
        && let Some(word) = ["均为", "统一为", "一律为", "为"].iter().find(|word| after.starts_with(**word))
    {
        return Some(at + word.len());
    }
    let told = role.names_unit()
        || matches!(role, Role::Limit | Role::Leader | Role::Person | Role::Subtask | Role::Detail);
    if !told && &text[label.clone()] != "目标任务" {
        return None;
    }
    if unmarked(text, &label, role) {
        return Some(label.end);
    }
    let open = text[..label.start].chars().next_back();
    let boxed = |open: char, close: char| after.starts_with(close) && text[..label.start].ends_with(open);
    if open.is_some() && (boxed('【', '】') || boxed('[', ']') || boxed('〔', '〕') || boxed('［', '］'))
    {
        return Some(at + skipped);
    }
    let bare = text[..label.start].trim_end_matches([' ', '\u{3000}', '*', '•', '●', '·']);
    let begins = bare.is_empty() || bare.ends_with('\n');
    let dash = after.trim_start().starts_with(['—', '–']) || after.trim_start().starts_with("- ");
    if begins && dash {
        let rest = after.trim_start().trim_start_matches(['—', '–', '-', ' ']);
        return Some(text.len() - rest.len());
    }
    let chinese = text[label.clone()].chars().filter(|c| is_han(*c)).count() >= 4;
    // 牵头单位 on a line of its own, the value on the next.
    if begins && skipped == 0 && after.trim_start_matches([' ', '\u{3000}']).starts_with('\n') {
        let rest = after.trim_start();
        return (!rest.is_empty()).then_some(text.len() - rest.len());
    }
    (begins
        && chinese
        && after.starts_with([' ', '\t', '\u{3000}'])
        && next.is_some_and(char::is_alphanumeric))
    .then_some(at + skipped)
}

/// “…，责任单位市水务局，完成时限4月底前”: no mark between label and value, where the clause begins with the label and goes
/// on with nothing but a value.
fn unmarked(text: &str, label: &Range<usize>, role: Role) -> bool {
    let before = text[..label.start].trim_end_matches(' ');
    let clause = before.is_empty() || before.ends_with(['，', '；', '。', '（', '(', '\n', ',', ';']);
    let words = &text[label.clone()];
    if !clause || words.chars().count() < 4 || !words.chars().all(is_han) {
        return false;
    }
    let rest = &text[label.end..];
    let value = rest.split(['，', '；', '、', '。', '）', '\n', '及', ' ']).next().unwrap_or("");
    match role {
        Role::Limit => {
            let hits = limits::scan(value, limits::Clock::default(), limits::Place::Cell);
            hits.first().is_some_and(|hit| hit.range.start == 0 && hit.range.len() * 2 >= value.len())
        }
        _ if role.names_unit() => {
            let said = [
                "要", "应", "须", "会", "和", "与", "及", "对", "按", "每", "将", "负责", "在", "根据", "的",
                "于",
            ];
            looks_like_unit(value)
                && !said.iter().any(|word| value.starts_with(word))
                && !value.ends_with("单位")
                && !value.ends_with("部门")
        }
        _ => false,
    }
}

/// 市级牵头单位：, 具体责任单位：: a few characters before a label, back to a mark or the line's start, belong to it.
fn label_start(text: &str, at: usize) -> usize {
    let mut start = at;
    for (count, (place, c)) in text[..at].char_indices().rev().enumerate() {
        if !is_han(c) {
            break;
        }
        if count == 6 {
            return at;
        }
        start = place;
    }
    let words = &text[start..at];
    let addressed = ["各", "有关", "相关", "其他", "由", "为", "是"];
    if addressed.iter().any(|word| words.ends_with(word)) { at } else { start }
}

/// The end of the bracket that a label stands in, where it closes on another line: its value goes on to there.
fn enclosing(text: &str, at: usize) -> Option<usize> {
    let open = text[..at].rfind(['（', '(', '【', '［'])?;
    let mut depth = 0_i32;
    let close = text[open..].char_indices().take(400).find_map(|(len, c)| {
        depth += i32::from(matches!(c, '（' | '(' | '【' | '［'))
            - i32::from(matches!(c, '）' | ')' | '】' | '］'));
        (depth == 0).then_some(open + len)
    })?;
    (close > at && text[open..close].contains('\n')).then_some(close)
}

fn value_end(text: &str, start: usize, limit: usize, role: Role) -> usize {
    let mut at = start;
    let mut depth = 0_i32;
    let mut said = false;
    while at < limit {
        let Some(c) = text[at..].chars().next() else { break };
        match c {
            '（' | '(' | '【' | '[' | '〔' | '［' => depth += 1,
            '）' | ')' | '】' | ']' | '〕' | '］' => {
                depth -= 1;
                if depth < 0 {
                    return at;
                }
            }
            '。' if depth == 0 && !matches!(role, Role::Task | Role::Subtask | Role::Detail) => {
                return at + c.len_utf8();
            }
            // A line end closes a value that has begun, unless the next line goes on with the list.
            '\n' if said
                && enclosing(text, start).is_none()
                && !text[..at].trim_end().ends_with(['、', '，', ','])
                && !(role.names_unit() && lists_units(&text[at + 1..limit])) =>
            {
                return at;
            }
            '\t' if said => return at,
            _ => {}
        }
        said |= c.is_alphanumeric();
        at += c.len_utf8();
    }
    limit.max(start)
}

/// True when the first line of `text` is nothing but names of units: a list with one name a line.
fn lists_units(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or("").trim().trim_end_matches(['。', '；']);
    !line.is_empty()
        && line
            .split(['、', '，', ' ', '；'])
            .filter(|name| !name.is_empty())
            .all(|name| looks_like_unit(name) || is_collective(name) && name.chars().count() <= 12)
}

/// When the labels of one bracket are all found, the bracket goes with them.
fn widen_brackets(text: &str, found: &mut [Labelled]) {
    for (open, c) in text.char_indices().filter(|(_, c)| matches!(c, '（' | '(' | '【' | '[' | '〔' | '［'))
    {
        let Some(close) = closing(&text[open..]).map(|len| open + len) else { continue };
        let inside: Vec<usize> = (0..found.len())
            .filter(|i| found[*i].whole.start > open && found[*i].whole.start < close)
            .collect();
        let Some(first) = inside.first() else { continue };
        // Only where the bracket begins with the label.
        if text[open + c.len_utf8()..found[*first].whole.start].trim().is_empty() {
            let end = close + text[close..].chars().next().map_or(1, char::len_utf8);
            found[*first].whole.start = open;
            for index in &inside {
                found[*index].whole.end = found[*index].whole.end.min(close);
            }
            if let Some(last) = inside.last() {
                found[*last].whole.end = end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labelled_values_are_cut_at_the_next_label() {
        let text =
            "推进建设（牵头单位：市发展改革委；配合单位：市财政局、市住建局；完成时限：2026年6月底前）";
        let values: Vec<(Role, &str)> =
            labelled(text).into_iter().map(|l| (l.role, &text[l.value])).collect();
        assert_eq!(
            values,
            [
                (Role::Lead, "市发展改革委"),
                (Role::Cooperating, "市财政局、市住建局"),
                (Role::Limit, "2026年6月底前")
            ]
        );
        assert_eq!(labelled(text)[0].whole.start, "推进建设".len());
        assert_eq!(labelled(text)[2].whole.end, text.len());
    }

    #[test]
    fn labels_stand_without_marks_on_lines_and_in_brackets() {
        for (text, values) in [
            // The value on the next line, one name a line.
            ("牵头单位\n市工信局", vec![(Role::Lead, "市工信局")]),
            ("配合单位：\n市财政局\n市审计局", vec![(Role::Cooperating, "市财政局\n市审计局")]),
            // No mark between label and value.
            (
                "购置泵车6台，责任单位区水务局，完成时限4月底前。",
                vec![(Role::Responsible, "区水务局"), (Role::Limit, "4月底前")],
            ),
            ("会议要求，责任单位要加强调度", vec![]),
            // A bracket that closes on another line.
            (
                "（牵头单位：区水务局、区综合执\n法局；完成时限：6月底前）",
                vec![(Role::Lead, "区水务局、区综合执\n法局"), (Role::Limit, "6月底前")],
            ),
            // Who acts, and what is done.
            (
                "Inspect it. Action: Fire Brigade (lead); Housing Bureau.",
                vec![(Role::Responsible, "Fire Brigade (lead); Housing Bureau.")],
            ),
            ("Action: repair the dam", vec![(Role::Task, "repair the dam")]),
        ] {
            let found: Vec<(Role, &str)> =
                labelled(text).into_iter().map(|label| (label.role, &text[label.value])).collect();
            assert_eq!(found, values, "{text}");
        }
    }
}
