//! Bare figures in cells, whose unit the head states in a bracket (年度目标（万平方米）) or a column beside them (单位).

use qipan_records::reading::Cell;

use super::super::labels::Role;
use super::super::measure;
use super::super::rules;
use super::super::types::{Found, Measure};
use super::table::{Columns, Row, Table};

/// For each column the unit of its figures, and the column that names the unit row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    units: Vec<(usize, &'static str)>,
    beside: Option<usize>,
}

impl Table<'_, '_> {
    /// What the rows `from..to` of a head say about the units of figures.
    pub(super) fn figures(&self, from: usize, to: usize) -> Figures {
        let mut figures = Figures::default();
        for cell in self.rows[from.min(to)..to].iter().flat_map(|row| row.cells) {
            let words = self.words(cell);
            if matches!(words, "单位" | "计量单位") {
                figures.beside = Some(cell.column);
            }
            let inner =
                words.rfind(['（', '(']).map(|open| words[open..].trim_matches(['（', '(', '）', ')']));
            if let Some(unit) = inner.and_then(measure::unit) {
                figures.units.push((cell.column, unit));
            }
        }
        figures
    }

    /// The measures of the bare figures of a row.
    pub(super) fn measured(&self, row: &Row, columns: &Columns, figures: &Figures) -> Vec<Found<Measure>> {
        let beside = || {
            let named = row.cells.iter().find(|cell| Some(cell.column) == figures.beside)?;
            measure::unit(self.words(named))
        };
        let target = |cell: &&Cell| {
            matches!(columns.get(cell.column).copied().flatten(), Some(Role::Detail | Role::Subtask))
                && !(cell.continued && cell.colspan > 1)
        };
        let figure = |cell: &Cell| {
            let headed = figures.units.iter().find(|(column, _)| *column == cell.column);
            let measure = measure::bare(self.words(cell), headed.map(|(_, unit)| *unit).or_else(beside)?)?;
            Some(Found::new(measure, self.span(cell), self.reader.text, rules::MEASURE_NUMBER))
        };
        row.cells.iter().filter(target).filter_map(figure).collect()
    }
}
