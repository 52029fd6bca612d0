//! Labels that stand on a line of their own, with their value on the next: put together into one line.

use super::super::fields::Reader;
use super::super::labels::{Role, labelled, loose_role};
use super::super::limits::{self, Place};
use super::super::numbering;
use super::super::text::is_han;
use super::super::types::Span;
use super::super::units::{is_collective, looks_like_unit, split_list};
use super::items::Line;

/// The lines, with each bare label (牵头单位, 完成时限：) joined to the line or lines that hold its value.
pub fn join(reader: &Reader, lines: &[Line]) -> Vec<Line> {
    let mut joined = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some(last) = open_bracket(reader, &lines[at - 1..]) {
            at += last;
            joined.push(Line {
                span: Span { start: line.span.start, end: lines[at - 1].span.end },
                heading: 0,
            });
            continue;
        }
        let Some((role, colon)) = bare_label(line.span.of(reader.folded)) else {
            joined.push(line);
            continue;
        };
        let mut end = line.span.end;
        while at < lines.len() && value(reader, role, colon && end == line.span.end, lines[at]) {
            end = lines[at].span.end;
            at += 1;
            if !role.names_unit() {
                break;
            }
        }
        let heading = if end == line.span.end { line.heading } else { 0 };
        joined.push(Line { span: Span { start: line.span.start, end }, heading });
    }
    joined
}

/// How many further lines belong to a bracket of labels that the first line leaves open (（牵头单位：甲、 / 乙；…）).
fn open_bracket(reader: &Reader, lines: &[Line]) -> Option<usize> {
    let depth = |words: &str| {
        words.chars().fold(0, |depth, c| {
            depth + i32::from(matches!(c, '（' | '(' | '【' | '［'))
                - i32::from(matches!(c, '）' | ')' | '】' | '］'))
        })
    };
    let words = |line: &Line| line.span.of(reader.folded);
    let first = words(lines.first()?);
    let open = first.rfind(['（', '(', '【', '［'])?;
    if depth(first) != 1 || labelled(&first[open..]).is_empty() {
        return None;
    }
    let mut left = 1;
    for (count, line) in lines[1..].iter().enumerate().take(5) {
        if line.heading > 0 {
            return None;
        }
        left += depth(words(line));
        if left <= 0 {
            return (left == 0).then_some(count + 1);
        }
    }
    None
}

/// The role of a line that is nothing but a label, and whether a colon follows it.
fn bare_label(text: &str) -> Option<(Role, bool)> {
    if text.len() > 60 {
        return None;
    }
    let words = numbering::strip(text).trim();
    let plain = words.trim_end_matches(['：', ':', ' ', '】', ']', '〕']);
    let colon = words.ends_with(['：', ':']);
    let plain = plain.trim_start_matches(['【', '[', '〔', ' ']);
    if plain.is_empty() || plain.contains(['：', ':', '，', '。', '；', ',', ';']) {
        return None;
    }
    let role = loose_role(plain)?;
    let told = role.names_unit() || matches!(role, Role::Leader | Role::Person | Role::Limit);
    // 任务 or 目标 alone may head a section; only its colon says that a value follows.
    let body = colon && matches!(role, Role::Task | Role::Subtask | Role::Detail) && plain.len() <= 24;
    // One or two characters (牵头, 时限) need the colon too.
    let short = !colon && plain.chars().count() < 4 && plain.chars().any(is_han);
    ((told && !short) || body).then_some((role, colon))
}

/// True when `line` can be the value of a label of `role`.
fn value(reader: &Reader, role: Role, colon: bool, line: Line) -> bool {
    let words = line.span.of(reader.folded);
    if !labelled(words).is_empty() || bare_label(words).is_some() {
        return false;
    }
    let numbered = numbering::read(words).is_some();
    let count = words.chars().count();
    match role {
        Role::Limit => {
            let hits = limits::scan(words, reader.clock, Place::Cell);
            let bytes: usize = hits.iter().map(|hit| hit.range.len()).sum();
            !numbered && bytes * 2 >= words.len() || colon && count <= 20 && !hits.is_empty()
        }
        Role::Leader | Role::Person => {
            !numbered && count <= 30 && !words.contains(['。', '；']) && !words.ends_with('：')
        }
        Role::Task | Role::Subtask | Role::Detail => !numbered && line.heading == 0,
        _ => {
            let names = split_list(words, reader.index);
            let unit = |name: &str| {
                reader.index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name)
            };
            let known = names.iter().filter(|name| unit(&words[(*name).clone()])).count();
            !numbered && count <= 200 && known > 0 && known * 3 >= names.len() * 2
                || words.contains("牵头") && words.contains("配合") && count <= 80
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::limits::Clock;
    use super::super::super::units::UnitIndex;
    use super::*;

    #[test]
    fn labels_meet_their_values() {
        for (text, joined) in [
            (
                "建成公园3座。|牵头单位|市园林局|完成时限|2026年9月底前",
                vec!["建成公园3座。", "牵头单位|市园林局", "完成时限|2026年9月底前"],
            ),
            (
                "责任单位：|市财政局、|市审计局|配合单位：市统计局",
                vec!["责任单位：|市财政局、|市审计局", "配合单位：市统计局"],
            ),
            ("主要任务|推进城市更新", vec!["主要任务", "推进城市更新"]),
            ("责任单位|一、加强统筹", vec!["责任单位", "一、加强统筹"]),
            (
                "（牵头单位：市水务局、|市城管局；完成时限：6月底）|（二）绿化",
                vec!["（牵头单位：市水务局、|市城管局；完成时限：6月底）", "（二）绿化"],
            ),
        ] {
            let text = text.replace('|', "\n");
            let mut start = 0;
            let lines: Vec<Line> = text
                .split('\n')
                .map(|line| {
                    let span = Span { start, end: start + line.len() };
                    start += line.len() + 1;
                    Line { span, heading: 0 }
                })
                .collect();
            let index = UnitIndex::default();
            let reader = Reader { text: &text, folded: &text, index: &index, clock: Clock::default() };
            let found: Vec<String> =
                join(&reader, &lines).iter().map(|line| line.span.of(&text).replace('\n', "|")).collect();
            assert_eq!(found, joined);
        }
    }
}
