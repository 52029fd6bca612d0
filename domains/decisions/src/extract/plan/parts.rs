//! Rows that hold several tasks at once: ①… ②… in one cell, with units or limits numbered alike in the cells beside it.

use std::ops::Range;

use qipan_records::reading::Cell;

use super::super::labels::Role;
use super::super::number;
use super::super::text::trim;
use super::super::types::Span;
use super::table::{Columns, Row, Table};

impl Table<'_, '_> {
    /// Each task of a row that numbers several: where its words stand, and its cells. Empty for a row of one task.
    pub(super) fn apart(&self, row: &Row, columns: &Columns) -> Vec<(Span, Vec<Cell>)> {
        let role = |cell: &Cell| columns.get(cell.column).copied().flatten();
        let counted: Vec<Vec<Range<usize>>> =
            row.cells.iter().map(|cell| numbered(self.words(cell))).collect();
        let task = |role: Role| matches!(role, Role::Task | Role::Subtask | Role::Detail);
        let of = |told: &dyn Fn(Role) -> bool| {
            let cells = row.cells.iter().zip(&counted).filter(|(cell, _)| role(cell).is_some_and(told));
            cells.map(|(_, parts)| parts.len()).filter(|count| *count > 1).collect::<Vec<_>>()
        };
        let tasks = of(&task);
        let fields = of(&|role| role.names_unit() || matches!(role, Role::Limit | Role::Leader));
        let Some(count) = fields.into_iter().find(|count| tasks.contains(count)) else { return Vec::new() };
        let narrowed = |part: usize| {
            let narrow = |(cell, parts): (&Cell, &Vec<Range<usize>>)| {
                let start = self.span(cell).start;
                match parts.get(part).filter(|_| parts.len() == count) {
                    Some(range) => {
                        Cell { start: start + range.start, end: start + range.end, ..cell.clone() }
                    }
                    None => cell.clone(),
                }
            };
            let cells: Vec<Cell> = row.cells.iter().zip(&counted).map(narrow).collect();
            let named = |(cell, parts): &(&Cell, &Vec<Range<usize>>)| {
                parts.len() == count && role(cell).is_some_and(task)
            };
            let words = cells.iter().zip(&counted).find(named).map(|(cell, _)| self.span(cell));
            (words.unwrap_or(row.span), cells)
        };
        (0..count).map(narrowed).collect()
    }
}

/// The parts of a text that is numbered from 1 on, without their numbers; empty for any other text.
pub(super) fn numbered(text: &str) -> Vec<Range<usize>> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut kind = None;
    let mut before = '\n';
    for (at, c) in text.char_indices() {
        if let Some((value, len, found)) = marker(&text[at..])
            && value as usize == starts.len() + 1
            && (found == Kind::Circle || matches!(before, '\n' | '；' | ';' | '。' | ' ' | '，'))
            && kind.is_none_or(|kind| kind == found)
        {
            if starts.is_empty() && !text[..at].trim().is_empty() {
                return Vec::new();
            }
            kind = Some(found);
            starts.push((at, at + len));
        }
        before = c;
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let parts: Vec<Range<usize>> = starts
        .iter()
        .zip(ends)
        .map(|((_, from), to)| {
            let range = trim(text, *from..to);
            let kept = text[range.clone()].trim_end_matches(['；', ';', '，', '、']).len();
            range.start..range.start + kept
        })
        .collect();
    if parts.iter().any(Range::is_empty) { Vec::new() } else { parts }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Circle,
    Bracket,
    Point,
}

/// The number that `text` begins with: ①, （1）, 1. or 1、.
fn marker(text: &str) -> Option<(u32, usize, Kind)> {
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some((first as u32 - '①' as u32 + 1, first.len_utf8(), Kind::Circle));
    }
    let open = if matches!(first, '（' | '(') { first.len_utf8() } else { 0 };
    let (value, len) = number::whole(&text[open..], 30).filter(|_| open > 0 || first.is_ascii_digit())?;
    let close = text[open + len..].chars().next()?;
    let end = open + len + close.len_utf8();
    if open > 0 || matches!(close, '）' | ')') {
        return matches!(close, '）' | ')').then_some((value, end, Kind::Bracket));
    }
    let digit = text[end..].chars().next().is_some_and(|c| number::digit(c).is_some());
    (matches!(close, '.' | '、' | '．') && !digit).then_some((value, end, Kind::Point))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_parts() {
        for (text, parts) in [
            ("①甲；②乙", vec!["甲", "乙"]),
            ("1.建园\n2.修路1.5公里", vec!["建园", "修路1.5公里"]),
            ("（1）甲；（2）乙；（3）丙。", vec!["甲", "乙", "丙。"]),
            ("1、甲 2、乙", vec!["甲", "乙"]),
            ("完成①号楼", vec![]),
            ("建成公园2.5公顷", vec![]),
            ("1.建园", vec!["建园"]),
        ] {
            let found: Vec<&str> = numbered(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, parts, "{text}");
        }
    }
}
