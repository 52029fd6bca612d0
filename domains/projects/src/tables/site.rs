//! The ledger of projects under construction (在建、新开工项目台账): a page for each project, with what it is, its
//! investment, and its building nodes with limit, progress, unit and person.

use qipan_accounts::table::{Line, Sheet};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Outcome};
use qipan_web::cells::{plain, record, safe_cell, unguarded};
use qipan_web::{Markup, html};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::columns::{Column, TableKind};
use super::draw::words;
use super::figures::{Period, Unit, period};
use super::grid::{head, title};
use super::layout::SITE;
use super::measure;
use super::model::{At, Held, Value};
use super::pages::names;
use super::permits::step;
use super::reading::{Cells, Head, RowIn, RowKind, TableIn};
use super::synonyms::meant;
use super::values::{Names, value};
use super::xlsx::{A4, Formats, SIZE, print_set_up, put, tab};
use crate::nodes::model::{Node, NodeKind};

/// The columns of nodes.
const NODES: [Column; 5] =
    [Column::NodeName, Column::NodeDue, Column::NodeProgress, Column::NodeUnit, Column::Person];
/// Columns of a page.
const WIDTH: usize = 6;

/// What takes a whole row.
fn is_long(column: Column) -> bool {
    matches!(
        column,
        Column::Name | Column::Scale | Column::Goal | Column::Image | Column::Problems | Column::Capacity
    )
}

/// The rows of pairs: long ones alone, the others three to a row.
fn rows() -> Vec<Vec<Column>> {
    let mut all: Vec<Vec<Column>> = Vec::new();
    for column in SITE {
        match all.last_mut() {
            Some(row) if !is_long(*column) && row.len() < WIDTH / 2 && !is_long(row[0]) => row.push(*column),
            _ => all.push(vec![*column]),
        }
    }
    all
}

fn building(one: &Held) -> impl Iterator<Item = &Node> {
    one.nodes.iter().filter(|node| node.kind != NodeKind::Permit && !node.withdrawn())
}

/// The words of a node column's head.
fn node_head(column: Column, at: At, names: &Names<'_>) -> String {
    if column == Column::NodeName { names.t("table-site-node") } else { head(column, at, names) }
}

/// The pages as a workbook, a sheet for each.
pub fn xlsx(at: At, all: &[Held], names: &Names<'_>) -> Outcome<Vec<u8>> {
    let mut book = Workbook::new();
    for (number, one) in all.iter().enumerate() {
        let sheet = book.add_worksheet();
        page(sheet, (number + 1, at), one, names).map_err(Failure::internal)?;
    }
    if all.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer().map_err(Failure::internal)
}

/// Widths of a page's columns: words and values by turns, as an A4 page across takes them.
const WIDTHS: [f64; WIDTH] = [17.0, 28.0, 17.0, 28.0, 17.0, 28.0];

/// Where the columns of nodes begin and end: the name goes over two.
fn node_span(place: usize) -> (usize, usize) {
    if place == 0 { (0, 1) } else { (place + 1, place + 1) }
}

/// Writes a value over some columns, and says how many lines it takes.
fn spread(
    sheet: &mut Worksheet,
    (row, from, to): (u32, usize, usize),
    value: &Value,
    format: &Format,
    formats: &Formats,
) -> Result<usize, XlsxError> {
    let (first, last) = (from as u16, to as u16);
    if to > from {
        sheet.merge_range(row, first, row, last, "", format)?;
    }
    put(sheet, (row, first), value, format, formats)?;
    let text = if let Value::Text(text) = value { text.as_str() } else { "" };
    Ok(measure::lines(text, WIDTHS[from..=to].iter().sum(), SIZE))
}

fn page(
    sheet: &mut Worksheet,
    (number, at): (usize, At),
    one: &Held,
    names: &Names<'_>,
) -> Result<(), XlsxError> {
    let formats = Formats::new(names);
    let last = WIDTH - 1;
    sheet.set_name(tab(&format!("{number} {}", one.project.data.name)))?;
    for (column, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    sheet.merge_range(0, 0, 0, last as u16, &title(TableKind::Site, at, names), &formats.title)?;
    sheet.set_row_height(0, 40)?;
    sheet.merge_range(1, 3, 1, last as u16, &names.t("table-unit-line"), &formats.right)?;
    let mut row = 2;
    for columns in rows() {
        let mut lines = 1;
        for (place, column) in columns.iter().enumerate() {
            let from = place * 2;
            let words = head(*column, at, names);
            lines = lines.max(measure::lines(&words, WIDTHS[from], SIZE + 1.0));
            sheet.write_string_with_format(row, from as u16, words, &formats.head)?;
            // The last goes on to the end of the row.
            let to = if place + 1 == columns.len() { last } else { from + 1 };
            let value = value(*column, one, at, names);
            lines = lines.max(spread(sheet, (row, from + 1, to), &value, &formats.text, &formats)?);
        }
        let least = if is_long(columns[0]) { 30.0 } else { 26.0 };
        sheet.set_row_height(row, measure::height(lines, SIZE).max(least))?;
        row += 1;
    }
    for (place, column) in NODES.into_iter().enumerate() {
        let (from, to) = node_span(place);
        let words = Value::Text(node_head(column, at, names));
        spread(sheet, (row, from, to), &words, &formats.head, &formats)?;
    }
    sheet.set_row_height(row, 26)?;
    for node in building(one) {
        row += 1;
        let mut lines = 1;
        for (place, column) in NODES.into_iter().enumerate() {
            let (from, to) = node_span(place);
            let value = step(column, node, names);
            lines = lines.max(spread(sheet, (row, from, to), &value, &formats.text, &formats)?);
        }
        sheet.set_row_height(row, measure::height(lines, SIZE).max(26.0))?;
    }
    sheet.set_print_area(0, 0, row, last as u16)?;
    print_set_up(sheet, A4, names)
}

/// The pages one below the other.
pub fn csv(at: At, all: &[Held], names: &Names<'_>) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    let text = |value: &Value| match value {
        Value::Nothing => String::new(),
        Value::Count(count) => count.to_string(),
        Value::Text(text) => safe_cell(&plain(text, 32_000)).into_owned(),
        Value::Amount(amount) => amount.wan_exact(),
        Value::Share(share) => share.percent(1),
        Value::Day(day) => day.to_string(),
    };
    let mut line = |mut cells: Vec<String>| {
        cells.resize(WIDTH, String::new());
        record(&mut out, cells.iter().map(String::as_str));
    };
    line(vec![title(TableKind::Site, at, names)]);
    line(vec![names.t("table-unit-line")]);
    for one in all {
        for columns in rows() {
            let pairs = columns
                .iter()
                .flat_map(|column| [head(*column, at, names), text(&value(*column, one, at, names))]);
            line(pairs.collect());
        }
        line(NODES.map(|column| node_head(column, at, names)).into());
        for node in building(one) {
            line(NODES.map(|column| text(&step(column, node, names))).into());
        }
    }
    out.into_bytes()
}

/// The pages one below the other, as a page of the browser.
pub(super) fn draw(setting: &Setting, at: At, held: &[Held]) -> Markup {
    let names = names(setting);
    html! {
        p class="table-unit" { (names.t("table-unit-line")) }
        @for one in held {
            div class="table-frame site-page" tabindex="0" role="region" aria-label=(one.project.data.name) {
                table class="table ledger official" {
                    caption class="sr" { (one.project.data.name) }
                    tbody {
                        @for columns in rows() {
                            tr {
                                @for column in &columns {
                                    @let wide = is_long(*column).then_some("5");
                                    th scope="row" { (head(*column, at, &names)) }
                                    td colspan=[wide] {
                                        @if *column == Column::Name {
                                            a href={ "/projects/" (one.project.id) } { (one.project.data.name) }
                                        } @else { (words(&value(*column, one, at, &names))) }
                                    }
                                }
                                @if !is_long(columns[0]) && columns.len() < WIDTH / 2 {
                                    td colspan=(WIDTH - columns.len() * 2) {}
                                }
                            }
                        }
                        tr {
                            @for column in NODES {
                                th scope="col" colspan=[(column == Column::Person).then_some("2")] { (node_head(column, at, &names)) }
                            }
                        }
                        @for node in building(one) {
                            tr {
                                @for column in NODES {
                                    td colspan=[(column == Column::Person).then_some("2")] { (words(&step(column, node, &names))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Reads the pages of a sheet: each begins where a project is named.
pub fn read(sheet: &Sheet) -> Vec<TableIn> {
    let lines = &sheet.table.lines;
    let named = |line: &Line| {
        let first = line.cells.iter().find(|cell| !cell.is_empty());
        first
            .and_then(|cell| meant(cell, "", TableKind::Site))
            .is_some_and(|meant| meant.column == Column::Name)
    };
    let starts: Vec<usize> = (0..lines.len()).filter(|at| named(&lines[*at])).collect();
    let (mut time, mut unit) = (Period::default(), None);
    for text in lines.iter().take(starts.first().copied().unwrap_or(0)).flat_map(|line| &line.cells) {
        let found = period(text);
        time = Period { year: time.year.or(found.year), month: time.month.or(found.month), part: None };
        unit = unit.or_else(|| Unit::named(text).filter(|_| text.contains("单位") || text.contains("Unit")));
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).map(|(start, end)| one(sheet, &lines[*start..end], time, unit)).collect()
}

fn one(sheet: &Sheet, lines: &[Line], time: Period, unit: Option<Unit>) -> TableIn {
    let broken_at = |line: usize, index: usize| sheet.table.errors.contains(&(line, index));
    let (mut heads, mut cells, mut broken) = (Vec::new(), Cells::new(), Cells::new());
    let mut time = time;
    let node_row = lines.iter().position(|line| {
        line.cells
            .iter()
            .any(|cell| meant(cell, "", TableKind::Site).is_some_and(|m| m.column == Column::NodeName))
    });
    for line in &lines[..node_row.unwrap_or(lines.len())] {
        let mut label: Option<(Column, String, Option<Unit>)> = None;
        for (index, text) in line.cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            if let Some(found) = meant(text, "", TableKind::Site).filter(|found| SITE.contains(&found.column))
            {
                time.month = time.month.or(found.month);
                label = Some((found.column, text.clone(), found.unit));
            } else if let Some((column, words, unit)) = label.take() {
                heads.push(Head { index, column, text: words, unit, line: Some(line.number) });
                let into = if broken_at(line.number, index) { &mut broken } else { &mut cells };
                into.insert(column, (index, unguarded(text).to_owned()));
            }
        }
    }
    let first = lines.first().map_or(1, |line| line.number);
    let name =
        cells.get(&Column::Name).map(|(_, name)| name.trim_start_matches(['★', '☆']).trim().to_owned());
    let kind = RowKind::Item { name: name.unwrap_or_default(), part: false };
    let mut rows = vec![RowIn { line: first, kind: kind.clone(), cells, broken }];
    if let Some(at) = node_row {
        let columns: Vec<(usize, Column)> = lines[at]
            .cells
            .iter()
            .enumerate()
            .filter_map(|(index, cell)| Some((index, meant(cell, "", TableKind::Site)?.column)))
            .collect();
        for (index, column) in &columns {
            let text = lines[at].cells[*index].clone();
            // The person of the project and of a node stand under one word: each keeps its own place.
            if heads.iter().all(|head| head.column != *column) {
                heads.push(Head { index: *index, column: *column, text, unit: None, line: None });
            }
        }
        for line in &lines[at + 1..] {
            let (mut cells, mut broken) = (Cells::new(), Cells::new());
            for (index, column) in &columns {
                if let Some(text) = line.cells.get(*index).filter(|text| !text.is_empty()) {
                    let into = if broken_at(line.number, *index) { &mut broken } else { &mut cells };
                    into.insert(*column, (*index, unguarded(text).to_owned()));
                }
            }
            if cells.contains_key(&Column::NodeName) {
                rows.push(RowIn { line: line.number, kind: kind.clone(), cells, broken });
            }
        }
    }
    TableIn {
        sheet: sheet.name.clone(),
        kind: TableKind::Site,
        period: time,
        unit,
        heads,
        unknown: Vec::new(),
        rows,
    }
}
