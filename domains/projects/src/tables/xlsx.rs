//! A table as a workbook that prints as offices print it: A3 across, one page wide, merged heads in two rows that repeat
//! on each page, unit line at the right, groups with subtotals, a note under the table.

use qipan_kernel::{Day, Failure, Outcome};
use qipan_web::Lang;
use qipan_web::cells::plain;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::columns::Column;
use super::grid::{Grid, Line, foot, group_head, head, title, unit_line};
use super::measure;
use super::model::Value;
use super::values::Names;

/// Longest cell, in characters, that a spreadsheet takes (32 767), with room for the mark of what was left out.
const CELL_MAX: usize = 32_000;
/// Paper size code of A3 (ECMA-376 part 1, 18.3.1.63).
pub const A3: u8 = 8;
/// The same of A4.
pub const A4: u8 = 9;
/// Title, unit, two rows of heads.
const HEAD_ROW: u32 = 2;
const FIRST_ROW: u32 = 4;
/// Days from the spreadsheet's day 0 to 1970-01-01.
const DAY_ZERO: i32 = 25_569;
/// One 万元 in fen.
const WAN: f64 = 1_000_000.0;

/// Size of words in cells, in points.
pub const SIZE: f64 = 10.0;

/// The formats of cells.
pub struct Formats {
    /// The title.
    pub title: Format,
    /// A line at the left, without borders.
    pub left: Format,
    /// A line at the right.
    pub right: Format,
    /// A head.
    pub head: Format,
    /// Words.
    pub text: Format,
    /// Words in the middle.
    pub center: Format,
    amount: Format,
    share: Format,
    day: Format,
    number: Format,
    sum: [Format; 3],
}

impl Formats {
    /// The formats in a language.
    pub fn new(names: &Names<'_>) -> Formats {
        let (font, bold) = (names.t("table-font"), names.t("table-font-head"));
        let base =
            || Format::new().set_font_name(&font).set_font_size(SIZE).set_align(FormatAlign::VerticalCenter);
        // The quote prefix keeps a text a text even after somebody edits the cell.
        let cell = || base().set_border(FormatBorder::Thin).set_text_wrap();
        let centred = || cell().set_align(FormatAlign::Center);
        let strong = |format: Format| format.set_font_name(&bold).set_bold();
        let sum = || strong(cell()).set_background_color(0x00F2_F2F2_u32);
        let zh = names.lang == Lang::Zh;
        let day = if zh { "yyyy\".\"m\".\"d" } else { "d mmm yyyy" };
        // Room at the right, that figures do not touch the words of the next cell.
        let (amount, share) = ("#,##0.00_ ", "0.0_ ");
        let title = Format::new().set_font_name(&bold).set_bold().set_font_size(20.0);
        Formats {
            title: title.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            left: base().set_align(FormatAlign::Left).set_text_wrap(),
            right: base().set_align(FormatAlign::Right),
            head: strong(centred()).set_background_color(0x00E7_E6E6_u32),
            text: cell().set_align(FormatAlign::Left).set_quote_prefix(),
            center: centred().set_quote_prefix(),
            amount: cell().set_num_format(amount),
            share: cell().set_num_format(share),
            day: centred().set_num_format(day),
            number: sum().set_align(FormatAlign::Center).set_quote_prefix(),
            sum: [sum().set_quote_prefix(), sum().set_num_format(amount), sum().set_num_format(share)],
        }
    }
}

/// The table as XLSX.
pub fn xlsx(grid: &Grid, names: &Names<'_>) -> Outcome<Vec<u8>> {
    let mut book = Workbook::new();
    write(book.add_worksheet(), grid, names).map_err(Failure::internal)?;
    book.save_to_buffer().map_err(Failure::internal)
}

fn write(sheet: &mut Worksheet, grid: &Grid, names: &Names<'_>) -> Result<(), XlsxError> {
    let formats = Formats::new(names);
    let columns = grid.kind.columns();
    let last = columns.len() as u16 - 1;
    let widths = measure::widths(grid.kind);
    sheet.set_name(tab(&names.t(grid.kind.key())))?;
    for (index, width) in widths.iter().enumerate() {
        sheet.set_column_width(index as u16, *width)?;
    }
    // Each page that stands beside another has title and unit of its own.
    let split = measure::split(grid.kind).map(|at| at as u16);
    for (first, end) in [(0, split.map_or(last, |at| at - 1))].into_iter().chain(split.map(|at| (at, last))) {
        sheet.merge_range(0, first, 0, end, &title(grid.kind, grid.at, names), &formats.title)?;
        let unit = unit_line(grid.kind, names);
        sheet.merge_range(1, first.midpoint(end) + 1, 1, end, &unit, &formats.right)?;
    }
    sheet.set_row_height(0, 36)?;
    sheet.set_row_height(1, 18)?;
    heads(sheet, grid, (names, &widths), &formats)?;
    let mut row = FIRST_ROW;
    for (place, line) in grid.lines.iter().enumerate() {
        match line {
            Line::Total(label, cells) => sums(sheet, row, ("", label), cells, &formats)?,
            Line::Group(number, label, cells) => sums(sheet, row, (number, label), cells, &formats)?,
            Line::Item(item) => {
                for (index, (value, column)) in item.cells.iter().zip(columns).enumerate() {
                    put(sheet, (row, index as u16), value, words(*column, &formats), &formats)?;
                }
            }
        }
        sheet.set_row_height(row, height(grid, place, &widths))?;
        row += 1;
    }
    merge_steps(sheet, grid, &formats)?;
    let foot = foot(grid.kind, names);
    sheet.merge_range(row, 0, row, last, &foot, &formats.left)?;
    sheet.set_row_height(row, measure::height(measure::lines(&foot, widths.iter().sum(), SIZE), SIZE))?;
    sheet.set_freeze_panes(FIRST_ROW, 2)?;
    print_set_up(sheet, A3, names)?;
    sheet.set_print_area(0, 0, row, last)?;
    sheet.set_repeat_rows(if split.is_some() { 0 } else { HEAD_ROW }, HEAD_ROW + 1)?;
    if measure::split(grid.kind).is_some() {
        sheet.set_print_fit_to_pages(2, 0).set_repeat_columns(0, measure::REPEATED as u16 - 1)?;
    }
    Ok(())
}

/// How words of a column stand.
fn words(column: Column, formats: &Formats) -> &Format {
    let centred = matches!(
        column,
        Column::Serial
            | Column::Level
            | Column::Nature
            | Column::Stage
            | Column::Span
            | Column::Leader
            | Column::LeaderCity
            | Column::LeaderDistrict
            | Column::Role
            | Column::FundSource
            | Column::Manager
            | Column::Person
    );
    if centred { &formats.center } else { &formats.text }
}

/// What a cell prints, as far as it may need more than one line.
fn printed(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { "" }
}

/// The height of a row; what stands over several rows is not counted.
fn height(grid: &Grid, place: usize, widths: &[f64]) -> f64 {
    let goes_on = |line: &Line| matches!(line, Line::Item(item) if item.goes_on);
    let spans = grid.lines.get(place + 1).is_some_and(goes_on);
    let lines = match &grid.lines[place] {
        Line::Total(label, _) | Line::Group(_, label, _) => measure::lines(label, widths[1], SIZE + 1.0),
        Line::Item(item) => {
            let cells = item.cells.iter().zip(grid.kind.columns()).zip(widths);
            let own = cells.filter(|((_, column), _)| !(spans && column.of_project()));
            own.map(|((value, _), width)| measure::lines(printed(value), *width, SIZE)).max().unwrap_or(1)
        }
    };
    measure::height(lines, SIZE)
}

/// What a tab may say: at most 31 characters, none that a reference to a sheet needs.
pub fn tab(name: &str) -> String {
    name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect()
}

/// One page wide, across, pages counted.
pub fn print_set_up(sheet: &mut Worksheet, paper: u8, names: &Names<'_>) -> Result<(), XlsxError> {
    sheet.set_paper_size(paper).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer(format!("&C{}", names.t("ledger-page")));
    Ok(())
}

/// Two rows of heads: a column of its own spans both, a group spans its columns; one row where there is no group.
fn heads(
    sheet: &mut Worksheet,
    grid: &Grid,
    (names, widths): (&Names<'_>, &[f64]),
    formats: &Formats,
) -> Result<(), XlsxError> {
    let columns = grid.kind.columns();
    let size = SIZE + 1.0;
    let (mut upper, mut lower, mut both) = (1, 1, 2);
    let mut index = 0;
    while index < columns.len() {
        let at = index as u16;
        let Some(group) = columns[index].group(grid.kind) else {
            let words = head(columns[index], grid.at, names);
            both = both.max(measure::lines(&words, widths[index], size));
            sheet.merge_range(HEAD_ROW, at, HEAD_ROW + 1, at, &words, &formats.head)?;
            index += 1;
            continue;
        };
        let inside = columns[index..].iter().take_while(|next| next.group(grid.kind) == Some(group)).count();
        let end = at + inside as u16 - 1;
        let words = group_head(group, names);
        upper = upper.max(measure::lines(&words, widths[index..index + inside].iter().sum(), size));
        sheet.merge_range(HEAD_ROW, at, HEAD_ROW, end, &words, &formats.head)?;
        for column in &columns[index..index + inside] {
            let words = head(*column, grid.at, names);
            lower = lower.max(measure::lines(&words, widths[index], size));
            sheet.write_string_with_format(HEAD_ROW + 1, index as u16, words, &formats.head)?;
            index += 1;
        }
    }
    let (first, second) = (measure::height(upper, SIZE), measure::height(lower, SIZE));
    sheet.set_row_height(HEAD_ROW, first)?;
    sheet.set_row_height(HEAD_ROW + 1, second.max(measure::height(both, SIZE) - first))?;
    Ok(())
}

fn sums(
    sheet: &mut Worksheet,
    row: u32,
    (number, label): (&str, &str),
    cells: &[Value],
    formats: &Formats,
) -> Result<(), XlsxError> {
    let [words, amount, share] = &formats.sum;
    let numbered = &formats.number;
    for (index, value) in cells.iter().enumerate() {
        let at = index as u16;
        match (index, value) {
            (0, _) if number.is_empty() => sheet.write_blank(row, at, numbered)?,
            (0, _) => sheet.write_string_with_format(row, at, number, numbered)?,
            (1, _) => sheet.write_string_with_format(row, at, plain(label, CELL_MAX).as_ref(), words)?,
            (_, Value::Amount(fen)) => sheet.write_number_with_format(row, at, fen.0 as f64 / WAN, amount)?,
            (_, Value::Share(ratio)) => {
                sheet.write_number_with_format(row, at, ratio.percent(1).parse().unwrap_or(0.0), share)?
            }
            _ => sheet.write_blank(row, at, words)?,
        };
    }
    Ok(())
}

/// Writes a value.
pub fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: &Format,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => {
            sheet.write_string_with_format(row, column, plain(text, CELL_MAX).as_ref(), format)?
        }
        Value::Count(count) => sheet.write_number_with_format(row, column, *count as u32, format)?,
        Value::Amount(fen) => {
            sheet.write_number_with_format(row, column, fen.0 as f64 / WAN, &formats.amount)?
        }
        Value::Share(share) => sheet.write_number_with_format(
            row,
            column,
            share.percent(1).parse().unwrap_or(0.0),
            &formats.share,
        )?,
        Value::Day(day) => sheet.write_number_with_format(row, column, serial(*day), &formats.day)?,
        Value::Nothing => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// The number by which a spreadsheet means a day.
fn serial(day: Day) -> f64 {
    f64::from(day.0 + DAY_ZERO)
}

/// What a table says of a project as a whole goes over all its rows.
fn merge_steps(sheet: &mut Worksheet, grid: &Grid, formats: &Formats) -> Result<(), XlsxError> {
    let goes_on = |line: &Line| matches!(line, Line::Item(item) if item.goes_on);
    for (place, line) in grid.lines.iter().enumerate() {
        let Line::Item(item) = line else { continue };
        let more = grid.lines[place + 1..].iter().take_while(|line| goes_on(line)).count();
        if item.goes_on || more == 0 {
            continue;
        }
        let (first, end) = (FIRST_ROW + place as u32, FIRST_ROW + (place + more) as u32);
        for (index, column) in grid.kind.columns().iter().enumerate() {
            let at = index as u16;
            let format = words(*column, formats);
            if column.of_project() {
                sheet.merge_range(first, at, end, at, "", format)?;
                put(sheet, (first, at), &item.cells[index], format, formats)?;
            }
        }
    }
    Ok(())
}
