//! A table as CSV: UTF-8 with a byte order mark (spreadsheets on Chinese Windows need it), with title, unit and the two
//! rows of heads that the workbook has.

use qipan_web::cells::{plain, record, safe_cell};

use super::grid::{Grid, Line, foot, group_head, head, title, unit_line};
use super::model::Value;
use super::values::Names;

/// Longest cell, in characters: what a spreadsheet takes.
const CELL_MAX: usize = 32_000;

/// The table.
pub fn csv(grid: &Grid, names: &Names<'_>) -> Vec<u8> {
    let columns = grid.kind.columns();
    let mut out = String::with_capacity(128 * (grid.lines.len() + 4));
    out.push('\u{feff}');
    let padded = |first: &str, last: &str| {
        let mut cells = vec![String::new(); columns.len()];
        first.clone_into(&mut cells[0]);
        if let Some(cell) = cells.last_mut().filter(|_| !last.is_empty()) {
            last.clone_into(cell);
        }
        cells
    };
    let mut put = |cells: &[String]| record(&mut out, cells.iter().map(String::as_str));
    put(&padded(&title(grid.kind, grid.at, names), ""));
    let unit = unit_line(grid.kind, names);
    if !unit.is_empty() {
        put(&padded("", &unit));
    }
    let (mut upper, mut lower, mut before) = (Vec::new(), Vec::new(), None);
    for column in columns {
        let (own, group) = (head(*column, grid.at, names), column.group(grid.kind));
        match group {
            Some(group) => {
                upper.push(if before == Some(group) { String::new() } else { group_head(group, names) });
                lower.push(own);
            }
            None => {
                upper.push(own);
                lower.push(String::new());
            }
        }
        before = group;
    }
    put(&upper);
    if lower.iter().any(|cell| !cell.is_empty()) {
        put(&lower);
    }
    for line in &grid.lines {
        let (mut first, mut second, values) = (
            None,
            None,
            match line {
                Line::Total(_, cells) | Line::Group(_, _, cells) => cells,
                Line::Item(item) => &item.cells,
            },
        );
        match line {
            Line::Total(label, _) => second = Some(label.clone()),
            Line::Group(number, label, _) => (first, second) = (Some(number.clone()), Some(label.clone())),
            Line::Item(_) => {}
        }
        let cells: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(at, value)| match (at, &mut first, &mut second) {
                (0, Some(text), _) | (1, _, Some(text)) => safe_cell(text).into_owned(),
                _ => cell(value),
            })
            .collect();
        put(&cells);
    }
    put(&padded(&foot(grid.kind, names), ""));
    out.into_bytes()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Count(count) => count.to_string(),
        Value::Text(text) => safe_cell(&plain(text, CELL_MAX)).into_owned(),
        Value::Amount(amount) => amount.wan_exact(),
        Value::Share(share) => share.percent(1),
        Value::Day(day) => day.to_string(),
    }
}
