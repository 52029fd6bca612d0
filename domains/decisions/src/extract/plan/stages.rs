//! Columns headed by periods (一季度, 上半年, 1—6月): the last one that is filled says by when.

use qipan_records::reading::Cell;

use super::super::labels::Role;
use super::super::limits::{self, Clock, Place};
use super::super::rules;
use super::super::types::{Found, Span, TimeForm, TimeLimit};
use super::table::{Columns, Table};

/// What may stand beside the period in a header.
const BESIDE: &[&str] = &[
    "工作目标",
    "目标任务",
    "推进计划",
    "工作计划",
    "工作任务",
    "工作安排",
    "推进目标",
    "形象进度",
    "目标",
    "计划",
    "进度",
    "任务",
    "安排",
    "节点",
    "工作",
    "前",
];

/// The limit that a header cell names when it is a period and nothing else.
pub fn period(words: &str, clock: Clock) -> Option<limits::Hit> {
    if words.chars().count() > 16 {
        return None;
    }
    let mut plain = words.trim();
    let english = plain.is_ascii();
    while let Some(rest) = BESIDE.iter().find_map(|word| plain.strip_suffix(word)) {
        plain = rest.trim_end_matches(['（', '(', ' ']);
    }
    let hit = limits::scan(words, clock, Place::Cell).into_iter().next()?;
    let whole = hit.range.start == 0 && hit.range.end >= plain.len();
    let dated = matches!(hit.limit.form, TimeForm::Absolute { .. });
    // A bare year heads targets and sums as well.
    let year = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '度'));
    (whole && dated && !plain.is_empty() && !year && (!english || plain.len() < 12)).then_some(hit)
}

impl Table<'_, '_> {
    /// Marks the columns that the rows `from..to` of a header head with periods, when there are several.
    pub(super) fn mark_stages(&self, columns: &mut Columns, from: usize, to: usize) {
        let stages = self.stages(from, to);
        if stages.len() < 2 {
            return;
        }
        for (column, _) in stages {
            columns[column] = Some(Role::Stage);
        }
    }

    /// The columns headed by periods, each with its limit.
    pub(super) fn stages(&self, from: usize, to: usize) -> Vec<(usize, Found<TimeLimit>)> {
        let mut found: Vec<(usize, Found<TimeLimit>)> = Vec::new();
        for row in &self.rows[from.min(to)..to] {
            for cell in row.cells.iter().filter(|cell| cell.colspan == 1 && !cell.continued) {
                let Some(hit) = period(self.words(cell), self.reader.clock) else { continue };
                let span = Span::at(self.span(cell).start, hit.range);
                let limit = Found::new(hit.limit, span, self.reader.text, rules::LIMIT_DATE);
                found.retain(|(column, _)| *column != cell.column);
                found.push((cell.column, limit));
            }
        }
        found
    }

    /// The limit of the last filled stage of a row: a date of its own, else that of its period.
    pub(super) fn stage_limit(
        &self,
        cell: &Cell,
        stages: &[(usize, Found<TimeLimit>)],
    ) -> Option<Found<TimeLimit>> {
        let own = self.reader.limits(self.span(cell), Place::Prose);
        let own = own.into_iter().rfind(|limit| limit.value.day.is_some());
        let within = cell.column..cell.column + cell.colspan;
        let of_period = || stages.iter().rfind(|(column, _)| within.contains(column));
        own.or_else(|| of_period().map(|(_, limit)| limit.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_head_columns() {
        let clock = Clock { year: Some(2026), ..Clock::default() };
        for (header, day) in [
            ("一季度", Some("2026-03-31")),
            ("第三季度目标", Some("2026-09-30")),
            ("上半年", Some("2026-06-30")),
            ("4-6月", Some("2026-06-30")),
            ("9月底节点", Some("2026-09-30")),
            ("H2", Some("2026-12-31")),
            ("2026年", None),
            ("2026年投资", None),
            ("牵头单位", None),
        ] {
            let found = period(header, clock).map(|hit| hit.limit.to_string());
            assert_eq!(found.as_deref(), day, "{header}");
        }
    }
}
