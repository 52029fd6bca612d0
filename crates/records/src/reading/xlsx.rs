//! Excel workbooks: sheets in order as tables, merged regions repeated, dates and percentages as a person sees them.

use std::collections::HashMap;

use qipan_kernel::{Day, Failure, FailureKind, Outcome};

use super::Limits;
use super::container::{Container, Step, Xml, attribute, name};
use super::draft::{Draft, Piece, PieceCell, PieceKind};

/// How a number is shown.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Show {
    Plain,
    Date,
    Time,
    Percent(usize),
}

/// Largest sheet of the format.
const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;

#[derive(Default)]
struct Sheet {
    /// Rows in order: number, and cells (column, text).
    rows: Vec<(usize, Vec<(usize, String)>)>,
    /// Merged regions: first row, first column, last row, last column.
    merges: Vec<[usize; 4]>,
}

/// What cells refer to.
#[derive(Default)]
struct Book {
    strings: Vec<String>,
    shows: Vec<Show>,
    /// Days count from 1904 instead of 1900.
    late: bool,
}

/// Reads a workbook.
pub(crate) fn read(container: &mut Container<'_>, limits: &Limits) -> Outcome<Draft> {
    let mut book = Book::default();
    let part = container.required("xl/workbook.xml")?;
    let (sheets, late) = sheet_names(container.xml(&part))?;
    book.late = late;
    let targets = match container.part("xl/_rels/workbook.xml.rels")? {
        Some(part) => relations(container.xml(&part))?,
        None => HashMap::new(),
    };
    if let Some(part) = container.part("xl/sharedStrings.xml")? {
        book.strings = shared_strings(container.xml(&part))?;
    }
    if let Some(part) = container.part("xl/styles.xml")? {
        book.shows = styles(container.xml(&part))?;
    }
    let mut draft = Draft::default();
    let mut cells = limits.cells;
    let mut tables = 0;
    for (label, id) in &sheets {
        let Some(target) = targets.get(id) else { continue };
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("xl/{target}"),
        };
        // Chart sheets and the like have no cells.
        let Some(part) = container.part(&path)? else { continue };
        let sheet = book.sheet(container.xml(&part), &mut cells)?;
        let before = draft.pieces.len();
        if sheets.len() > 1 {
            draft.push(PieceKind::Heading(2), label);
        }
        let named = draft.pieces.len();
        lay_out(sheet, tables, &mut draft, &mut cells, limits)?;
        if draft.pieces.len() == named {
            // An empty sheet needs no heading.
            draft.pieces.truncate(before);
        } else {
            tables += 1;
        }
    }
    Ok(draft)
}

/// The names and relation ids of the sheets that are shown, and whether days count from 1904.
fn sheet_names(mut xml: Xml<'_>) -> Outcome<(Vec<(String, String)>, bool)> {
    let (mut sheets, mut late) = (Vec::new(), false);
    while let Some(step) = xml.step()? {
        let Step::Open(element, _) = step else { continue };
        match name(&element) {
            "workbookPr" => late = matches!(attribute(&element, "date1904").as_deref(), Some("1" | "true")),
            "sheet" if attribute(&element, "state").is_none_or(|state| state == "visible") => {
                let label = attribute(&element, "name").unwrap_or_default();
                sheets.push((label, attribute(&element, "id").unwrap_or_default()));
            }
            _ => {}
        }
    }
    Ok((sheets, late))
}

fn relations(mut xml: Xml<'_>) -> Outcome<HashMap<String, String>> {
    let mut targets = HashMap::new();
    while let Some(step) = xml.step()? {
        if let Step::Open(element, _) = step
            && let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target"))
        {
            targets.insert(id, target);
        }
    }
    Ok(targets)
}

fn shared_strings(mut xml: Xml<'_>) -> Outcome<Vec<String>> {
    let mut strings: Vec<String> = Vec::new();
    let mut inside = false;
    while let Some(step) = xml.step()? {
        match step {
            Step::Open(element, empty) => match name(&element) {
                "si" => strings.push(String::new()),
                "t" => inside = !empty,
                "rPh" if !empty => xml.skip()?,
                _ => {}
            },
            Step::Text(text) if inside => {
                if let Some(last) = strings.last_mut() {
                    last.push_str(&text);
                }
            }
            Step::Close(closed) if closed == "t" => inside = false,
            _ => {}
        }
    }
    Ok(strings)
}

/// For each cell format, how its numbers are shown.
fn styles(mut xml: Xml<'_>) -> Outcome<Vec<Show>> {
    let mut custom: HashMap<u32, Show> = HashMap::new();
    let mut shows = Vec::new();
    let mut in_cells = false;
    while let Some(step) = xml.step()? {
        match step {
            Step::Open(element, empty) => match name(&element) {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    custom.insert(id, show_of(&attribute(&element, "formatCode").unwrap_or_default()));
                }
                "cellXfs" => in_cells = !empty,
                "xf" if in_cells => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    shows.push(custom.get(&id).copied().unwrap_or(match id {
                        9 => Show::Percent(0),
                        10 => Show::Percent(2),
                        // 27 to 31, 36 and 50 to 58 are dates in Chinese editions.
                        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Show::Date,
                        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Show::Time,
                        _ => Show::Plain,
                    }));
                }
                _ => {}
            },
            Step::Close(closed) if closed == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    Ok(shows)
}

/// What a custom format code shows: letters outside quotes, brackets and escapes decide.
fn show_of(code: &str) -> Show {
    let mut letters = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => break,
            _ => letters.push(c.to_ascii_lowercase()),
        }
    }
    if letters.contains('%') {
        let decimals = letters
            .split_once('.')
            .map_or(0, |(_, end)| end.chars().take_while(|c| *c == '0' || *c == '#').count());
        return Show::Percent(decimals.min(6));
    }
    if letters.contains("general") {
        return Show::Plain;
    }
    if letters.contains(['y', 'd', 'e']) && !letters.contains(['0', '#']) || letters.contains("mmm") {
        Show::Date
    } else if letters.contains(['h', 's']) {
        Show::Time
    } else {
        Show::Plain
    }
}

impl Book {
    fn sheet(&self, mut xml: Xml<'_>, budget: &mut usize) -> Outcome<Sheet> {
        let mut sheet = Sheet::default();
        let (mut row, mut next_column) = (0usize, 0usize);
        let (mut column, mut kind, mut style) = (0usize, String::new(), 0usize);
        let (mut value, mut inside) = (String::new(), false);
        while let Some(step) = xml.step()? {
            match step {
                Step::Open(element, empty) => match name(&element) {
                    "row" => {
                        let number = attribute(&element, "r").and_then(|r| r.parse::<usize>().ok());
                        let following = sheet.rows.last().map_or(0, |(last, _)| last + 1);
                        row = number
                            .and_then(|n| n.checked_sub(1))
                            .filter(|n| *n < ROWS && *n >= following)
                            .unwrap_or(following);
                        next_column = 0;
                        sheet.rows.push((row, Vec::new()));
                    }
                    "c" => {
                        let place = attribute(&element, "r").and_then(|r| reference(&r));
                        column =
                            place.map_or(next_column, |(_, column)| column).max(next_column).min(COLUMNS);
                        next_column = column + 1;
                        kind = attribute(&element, "t").unwrap_or_default();
                        style = attribute(&element, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                        value.clear();
                    }
                    "v" | "t" => inside = !empty,
                    "f" | "rPh" if !empty => xml.skip()?,
                    "mergeCell" => {
                        let range = attribute(&element, "ref").unwrap_or_default();
                        let (from, to) = range.split_once(':').unwrap_or((&range, &range));
                        if let (Some(from), Some(to)) = (reference(from), reference(to))
                            && from.0 <= to.0
                            && from.1 <= to.1
                            && from != to
                        {
                            sheet.merges.push([from.0, from.1, to.0, to.1]);
                        }
                    }
                    _ => {}
                },
                Step::Text(text) if inside => value.push_str(&text),
                Step::Close(closed) => match closed.as_str() {
                    "v" | "t" => inside = false,
                    "c" => {
                        let text = self.shown(&value, &kind, style);
                        if !text.trim().is_empty() && column < COLUMNS {
                            *budget = budget.checked_sub(1).ok_or_else(too_many)?;
                            if let Some((_, cells)) = sheet.rows.last_mut().filter(|(last, _)| *last == row) {
                                cells.push((column, text));
                            }
                        }
                        value.clear();
                    }
                    _ => {}
                },
                Step::Text(_) => {}
            }
        }
        Ok(sheet)
    }

    /// A cell's value as a person sees it.
    fn shown(&self, value: &str, kind: &str, style: usize) -> String {
        match kind {
            "s" => value
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|index| self.strings.get(index))
                .cloned()
                .unwrap_or_default(),
            "b" => (if value.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
            "str" | "inlineStr" | "e" => value.to_owned(),
            "d" => value.get(..10).unwrap_or(value).to_owned(),
            _ => {
                let Ok(number) = value.trim().parse::<f64>() else { return value.to_owned() };
                match self.shows.get(style).copied().unwrap_or(Show::Plain) {
                    Show::Date => self.date(number).unwrap_or_else(|| plain(number)),
                    Show::Time if number.fract() == number => clock(number),
                    Show::Time => self.date(number).unwrap_or_else(|| plain(number)),
                    Show::Percent(decimals) => format!("{:.decimals$}%", number * 100.0),
                    Show::Plain => plain(number),
                }
            }
        }
    }

    /// `yyyy-mm-dd` of a serial day number, with the time of day when there is one.
    fn date(&self, serial: f64) -> Option<String> {
        if !(1.0..2_958_466.0).contains(&serial) {
            return None;
        }
        let days = serial.floor() as i64;
        // Day 60 is a 29 February 1900 that never was.
        let epoch = match (self.late, days > 59) {
            (true, _) => Day::from_ymd(1904, 1, 1)?,
            (false, true) => Day::from_ymd(1899, 12, 30)?,
            (false, false) => Day::from_ymd(1899, 12, 31)?,
        };
        let day = Day(epoch.0.saturating_add(days as i32));
        let time = serial.fract();
        Some(if time > 1e-6 { format!("{day} {}", clock(time)) } else { day.to_string() })
    }
}

fn clock(fraction: f64) -> String {
    let minutes = (fraction.abs().fract() * 1440.0).round() as u32 % 1440;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A number without the noise of binary fractions and without a needless `.0`.
fn plain(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    format!("{rounded}")
}

/// Row and column (from 0) of a reference such as `B3`.
fn reference(text: &str) -> Option<(usize, usize)> {
    let text = text.replace('$', "");
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = text[..letters]
        .bytes()
        .fold(0usize, |sum, b| sum * 26 + (b.to_ascii_uppercase() - b'A') as usize + 1);
    let row = text[letters..].parse::<usize>().ok()?;
    ((1..=ROWS).contains(&row) && column <= COLUMNS).then(|| (row - 1, column - 1))
}

fn too_many() -> Failure {
    Failure::new(FailureKind::TooLarge, "read-table-too-large")
}

/// Puts a sheet into the draft: leading rows of one text over the whole width as title and paragraphs, then the table.
fn lay_out(
    mut sheet: Sheet,
    table: usize,
    draft: &mut Draft,
    budget: &mut usize,
    limits: &Limits,
) -> Outcome<()> {
    sheet.rows.retain(|(_, cells)| !cells.is_empty());
    let Some(last_row) = sheet.rows.last().map(|(row, _)| *row) else { return Ok(()) };
    let width = sheet
        .rows
        .iter()
        .flat_map(|(_, cells)| cells.iter().map(|(column, _)| column + 1))
        .max()
        .unwrap_or(0);
    // The words of each merge's first cell, appended once; covered cells share the range.
    let values: HashMap<(usize, usize), usize> = (sheet.rows.iter().enumerate())
        .flat_map(|(index, (row, cells))| cells.iter().map(move |(column, _)| ((*row, *column), index)))
        .collect();
    let mut covered: HashMap<(usize, usize), usize> = HashMap::new();
    for (index, merge) in sheet.merges.iter_mut().enumerate() {
        // A merge is followed as far as the sheet has words, and only when it has words itself.
        merge[2] = merge[2].min(last_row);
        merge[3] = merge[3].min(width.max(merge[1] + 1) - 1);
        if !values.contains_key(&(merge[0], merge[1])) {
            continue;
        }
        for row in merge[0]..=merge[2] {
            *budget = budget.checked_sub(merge[3] + 1 - merge[1]).ok_or_else(too_many)?;
            covered.extend((merge[1]..=merge[3]).map(|column| ((row, column), index)));
        }
    }
    let mut ranges: HashMap<(usize, usize), (usize, usize)> = HashMap::new();
    let mut number = 0;
    let mut titled = draft.pieces.iter().any(|piece| piece.kind == PieceKind::Heading(1));
    for (row, cells) in &sheet.rows {
        let wide = cells.len() == 1
            && covered.get(&(*row, cells[0].0)).is_some_and(|&index| {
                let merge = sheet.merges[index];
                merge[0] == *row && (merge[3] - merge[1] + 1) * 3 >= width * 2 && merge[3] > merge[1]
            });
        if number == 0
            && (wide || (cells.len() == 1 && width > 2 && !is_covered_from_above(&covered, &sheet, *row)))
        {
            let text = &cells[0].1;
            let title = !titled && text.chars().count() <= 60;
            titled |= title;
            draft.push(if title { PieceKind::Heading(1) } else { PieceKind::Paragraph }, text);
            continue;
        }
        let mut placed = Vec::with_capacity(width);
        let mut own = cells.iter().peekable();
        *budget = budget.checked_sub(width).ok_or_else(too_many)?;
        for column in 0..width {
            let text = own.next_if(|(at, _)| *at == column).map_or("", |(_, text)| text.as_str());
            let merge = covered.get(&(*row, column)).map(|&index| sheet.merges[index]);
            let first = merge.map_or((*row, column), |merge| (merge[0], merge[1]));
            let continued = first != (*row, column);
            let range = match ranges.get(&first) {
                Some(range) if continued => *range,
                _ => {
                    let range = draft.append(text);
                    if merge.is_some() {
                        ranges.insert(first, range);
                    }
                    range
                }
            };
            placed.push(PieceCell {
                column,
                colspan: merge.map_or(1, |merge| merge[3] - merge[1] + 1),
                rowspan: merge.map_or(1, |merge| merge[2] - merge[0] + 1),
                continued,
                start: range.0,
                end: range.1,
            });
        }
        if draft.original.len() > limits.text_bytes {
            return Err(super::too_large("read-text-too-large", limits.text_bytes));
        }
        let (start, end) = (placed[0].start, placed[width - 1].end);
        draft.pieces.push(Piece { kind: PieceKind::Row { table, row: number, cells: placed }, start, end });
        number += 1;
    }
    Ok(())
}

/// True when a merge from an earlier row reaches into this row.
fn is_covered_from_above(covered: &HashMap<(usize, usize), usize>, sheet: &Sheet, row: usize) -> bool {
    covered.iter().any(|((at, _), index)| *at == row && sheet.merges[*index][0] < row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_numbers_as_people_see_them() {
        let book =
            Book { shows: vec![Show::Plain, Show::Date, Show::Percent(1), Show::Time], ..Book::default() };
        let cases = [
            ("12", 0, "12"),
            ("12.0", 0, "12"),
            ("0.30000000000000004", 0, "0.3"),
            ("1.5E9", 0, "1500000000"),
            ("45473", 1, "2024-06-30"),
            ("1", 1, "1900-01-01"),
            ("61", 1, "1900-03-01"),
            ("45473.75", 1, "2024-06-30 18:00"),
            ("0.856", 2, "85.6%"),
            ("0.5", 3, "12:00"),
            ("-1", 1, "-1"),
        ];
        for (value, style, text) in cases {
            assert_eq!(book.shown(value, "", style), text, "{value}");
        }
    }

    #[test]
    fn reads_format_codes_and_references() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d;@", "m/d/yy h:mm"] {
            assert_eq!(show_of(code), Show::Date, "{code}");
        }
        assert_eq!(show_of("0.00%"), Show::Percent(2));
        assert_eq!(show_of("h:mm:ss"), Show::Time);
        for code in ["General", "#,##0.00", "0.00_);[Red](0.00)", "\"days\" 0", "@", "0.00E+00"] {
            assert_eq!(show_of(code), Show::Plain, "{code}");
        }
        assert_eq!(reference("A1"), Some((0, 0)));
        assert_eq!(reference("$AB$12"), Some((11, 27)));
        assert_eq!(reference("XFE1"), None);
        assert_eq!(reference("1A"), None);
    }
}
