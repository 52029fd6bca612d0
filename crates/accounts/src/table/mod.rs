//! Tables as officials send them: CSV (UTF-8, UTF-16 or GB 18030; comma, semicolon or tab) and XLSX. What comes out is
//! rows of text with their line numbers; nothing is trusted, everything is bounded.

pub mod intake;
pub mod intake_pages;
pub mod wording;
mod xls;

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, DataType, Reader, Xlsx, XlsxError};
use qipan_kernel::{Failure, FailureKind, Outcome};

/// Bytes of a file, at most.
pub const FILE_MAX: usize = 8 * 1024 * 1024;
/// Rows, at most.
pub const ROWS_MAX: usize = 10_000;

/// How much a table may hold.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes of an XLSX file once unpacked: what a file of small size may grow to.
    pub unpacked: u64,
    /// Rows.
    pub rows: usize,
}

impl Bounds {
    /// For lists that a person looks through.
    pub const LIST: Bounds = Bounds { file: FILE_MAX, unpacked: 96 * 1024 * 1024, rows: ROWS_MAX };
    /// For the ledger of a whole city over years.
    pub const LEDGER: Bounds = Bounds { file: 48 * 1024 * 1024, unpacked: 256 * 1024 * 1024, rows: 100_000 };
}

/// Sheets with cells, at most.
const SHEETS_MAX: usize = 6_000;
/// Columns, at most.
pub const COLUMNS_MAX: usize = 64;
/// Characters of one cell, at most.
const CELL_MAX: usize = 4_000;

/// A row that is not empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number in the file, from 1, as a spreadsheet or an editor shows it.
    pub number: usize,
    /// Its cells, without space around them.
    pub cells: Vec<String>,
}

/// A table: its rows in order, the header among them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// Rows that are not empty.
    pub lines: Vec<Line>,
    /// Cells that hold an error (`#REF!`), by row (from 1) and column (from 0); the cell's text is the error's.
    pub errors: Vec<(usize, usize)>,
}

/// An area that is one cell for the eye: rows from 1, columns from 0, both ends within.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merge {
    /// First and last row.
    pub rows: (usize, usize),
    /// First and last column.
    pub columns: (usize, usize),
}

/// A sheet of a workbook, or the whole of a CSV file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sheet {
    /// What its tab says; empty for CSV.
    pub name: String,
    /// Its cells.
    pub table: Table,
    /// Its merged areas.
    pub merged: Vec<Merge>,
}

/// Reads a file by what it is, not by what it is called. A cell with an error is refused.
pub fn read(bytes: &[u8]) -> Outcome<Table> {
    let table = read_within(bytes, &Bounds::LIST)?;
    match table.errors.first() {
        Some((row, column)) => Err(Failure::invalid("table-cell-error").at(cell_name(*row, *column))),
        None => Ok(table),
    }
}

/// As [`read`] within other bounds; cells with errors are told and refuse nothing.
pub fn read_within(bytes: &[u8], bounds: &Bounds) -> Outcome<Table> {
    first_sheet(bytes, bounds).map(|sheet| sheet.table)
}

/// The first sheet that has cells; a template's notes come after the table, not before it.
///
/// # Errors
/// As [`read`], cells with errors apart.
pub fn first_sheet(bytes: &[u8], bounds: &Bounds) -> Outcome<Sheet> {
    some_sheets(bytes, bounds, 1)?.pop().ok_or_else(|| Failure::invalid("table-empty"))
}

/// All sheets that have cells; rows are bounded over all of them.
///
/// # Errors
/// As [`read`], cells with errors apart; `table-sheets-many`.
pub fn sheets(bytes: &[u8], bounds: &Bounds) -> Outcome<Vec<Sheet>> {
    some_sheets(bytes, bounds, SHEETS_MAX)
}

fn some_sheets(bytes: &[u8], bounds: &Bounds, most: usize) -> Outcome<Vec<Sheet>> {
    if bytes.is_empty() {
        return Err(Failure::invalid("table-empty"));
    }
    if bytes.len() > bounds.file {
        return Err(too_large("table-file-large", bounds.file / (1024 * 1024)));
    }
    let found = if bytes.starts_with(b"PK") {
        read_xlsx(bytes, bounds, most)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        // An OLE container: an encrypted workbook (MS-OFFCRYPTO) names its stream, else it is the old binary format.
        let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(marker.len()).any(|window| window == marker) {
            return Err(Failure::invalid("table-encrypted"));
        }
        xls::read(bytes, bounds, most)?
    } else {
        vec![Sheet { table: read_csv(bytes, bounds)?, ..Sheet::default() }]
    };
    if found.iter().all(|sheet| sheet.table.lines.is_empty()) {
        return Err(Failure::invalid("table-empty"));
    }
    Ok(found)
}

fn too_large(key: &'static str, max: usize) -> Failure {
    Failure::new(FailureKind::TooLarge, key).with("max", max)
}

/// Collects cells into lines under the limits.
struct Lines {
    lines: Vec<Line>,
    most: usize,
}

impl Lines {
    fn within(bounds: &Bounds) -> Lines {
        Lines { lines: Vec::new(), most: bounds.rows }
    }

    fn put(&mut self, number: usize, column: usize, text: &str) -> Outcome<()> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if column >= COLUMNS_MAX {
            return Err(too_large("table-columns-many", COLUMNS_MAX).at(format!("{number}")));
        }
        if text.chars().count() > CELL_MAX {
            return Err(too_large("table-cell-long", CELL_MAX).at(cell_name(number, column)));
        }
        if self.lines.last().is_none_or(|line| line.number != number) {
            if self.lines.len() >= self.most {
                return Err(too_large("table-rows-many", self.most));
            }
            self.lines.push(Line { number, cells: Vec::new() });
        }
        if let Some(line) = self.lines.last_mut() {
            if line.cells.len() <= column {
                line.cells.resize(column + 1, String::new());
            }
            line.cells[column] = text.to_owned();
        }
        Ok(())
    }
}

/// `C7`: what a spreadsheet calls row 7, column 2 (from 0).
pub fn cell_name(row: usize, column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}

fn read_csv(bytes: &[u8], bounds: &Bounds) -> Outcome<Table> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, skip)) => encoding.decode_without_bom_handling(&bytes[skip..]),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (text.into(), false),
            // Spreadsheets on Chinese Windows write CSV in GB 18030.
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes),
        },
    };
    let (text, false) = text else {
        return Err(Failure::invalid("table-encoding"));
    };
    if text.contains('\0') {
        return Err(Failure::invalid("table-not-a-table"));
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    let delimiter = [',', '\t', ';']
        .into_iter()
        .max_by_key(|mark| (count(*mark), *mark == ','))
        .map_or(b',', |mark| mark as u8);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Lines::within(bounds);
    let mut record = csv::StringRecord::new();
    // The reader's own position is before the empty lines that it skips; count from where the row itself begins.
    let (mut number, mut counted) = (1, 0);
    while reader.read_record(&mut record).map_err(|e| Failure::invalid("table-not-a-table").because(e))? {
        let mut start = record.position().map_or(0, |position| position.byte() as usize);
        while text.as_bytes().get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            start += 1;
        }
        number += text.as_bytes()[counted..start].iter().filter(|byte| **byte == b'\n').count();
        counted = start;
        for (column, cell) in record.iter().enumerate() {
            lines.put(number, column, cell)?;
        }
    }
    Ok(Table { lines: lines.lines, errors: Vec::new() })
}

fn read_xlsx(bytes: &[u8], bounds: &Bounds, most: usize) -> Outcome<Vec<Sheet>> {
    check_unpacked(bytes, bounds.unpacked)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let (mut found, mut left) = (Vec::new(), bounds.rows);
    for name in book.sheet_names() {
        let (mut lines, mut errors) = (Lines { lines: Vec::new(), most: left }, Vec::new());
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| broken(&e))?;
        while let Some(cell) = cells.next_cell().map_err(|e| broken(&e))? {
            let (row, column) = cell.get_position();
            let (number, column) = (row as usize + 1, column as usize);
            let text = match cell.get_value() {
                DataRef::Error(error) => {
                    errors.push((number, column));
                    error.to_string()
                }
                value => cell_text(value),
            };
            if lines.lines.last().is_some_and(|line| line.number > number) {
                return Err(Failure::invalid("table-damaged").because("rows out of order"));
            }
            lines.put(number, column, &text)?;
        }
        drop(cells);
        if lines.lines.is_empty() {
            continue;
        }
        left -= lines.lines.len();
        // What cannot be read here is as if nothing were merged.
        let areas = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let merged = areas.iter().map(|area| merge(area.start, area.end)).collect();
        if found.len() == SHEETS_MAX {
            return Err(too_large("table-sheets-many", SHEETS_MAX));
        }
        found.push(Sheet { name, table: Table { lines: lines.lines, errors }, merged });
        if found.len() == most && most == 1 {
            break;
        }
    }
    Ok(found)
}

fn merge(start: (u32, u32), end: (u32, u32)) -> Merge {
    Merge { rows: (start.0 as usize + 1, end.0 as usize + 1), columns: (start.1 as usize, end.1 as usize) }
}

fn broken(error: &XlsxError) -> Failure {
    let key = match error {
        XlsxError::Password => "table-encrypted",
        _ => "table-damaged",
    };
    Failure::invalid(key).because(error)
}

/// Unpacks every part once under a limit, without keeping it: a small file that grows without end is refused before
/// anything reads it as a whole.
fn check_unpacked(bytes: &[u8], most: u64) -> Outcome<()> {
    let damaged = |e: &dyn std::fmt::Display| Failure::invalid("table-damaged").because(e);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if archive.len() > 2_000 {
        return Err(damaged(&"too many parts"));
    }
    let mut left = most;
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(reason)) if reason.contains("assword") => {
                return Err(Failure::invalid("table-encrypted"));
            }
            Err(e) => return Err(damaged(&e)),
        };
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| damaged(&e))?;
        if read > left {
            return Err(too_large("table-unpacked-large", (most / (1024 * 1024)) as usize));
        }
        left -= read;
    }
    Ok(())
}

/// A cell as text.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        // A code typed as a number comes as 120116001.0; only whole numbers are exact enough to be codes.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        other => Data::from(other.clone()).as_string().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(usize, Vec<String>)> {
        read(bytes).unwrap().lines.into_iter().map(|line| (line.number, line.cells)).collect()
    }

    fn key(bytes: &[u8]) -> String {
        read(bytes).unwrap_err().message.key.into_owned()
    }

    #[test]
    fn csv_in_the_encodings_and_with_the_marks_people_send() {
        let expected =
            vec![(1, vec!["名称".to_owned(), "代码".into()]), (3, vec!["一,二".into(), "7".into()])];
        let text = "名称,代码\n\n\"一,二\", 7 \n , \n";
        assert_eq!(rows(text.as_bytes()), expected);
        assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), expected);
        assert_eq!(rows(&encoding_rs::GB18030.encode(text).0), expected);
        let utf16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(rows(&utf16), expected);
        assert_eq!(rows("名称\t代码\r\n\r\n一,二\t7".as_bytes()), expected);
        assert_eq!(rows("名称;代码\n\n一,二;7".as_bytes()), expected);
    }

    #[test]
    fn what_is_no_table_is_refused_by_name() {
        assert_eq!(key(b""), "table-empty");
        assert_eq!(key(b" \n , \n"), "table-empty");
        assert_eq!(key(b"a\0b"), "table-not-a-table");
        assert_eq!(key(&[0xff, 0xff, 0x41]), "table-encoding");
        assert_eq!(key(b"PK\x03\x04 and then nothing"), "table-damaged");
        let mut ole = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        ole.resize(2048, 0);
        assert_eq!(key(&ole), "table-damaged");
        ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(key(&ole), "table-encrypted");
        assert_eq!(key(&vec![b'x'; FILE_MAX + 1]), "table-file-large");
        assert_eq!(key("a\n".repeat(ROWS_MAX + 1).as_bytes()), "table-rows-many");
        assert_eq!(key("a,".repeat(COLUMNS_MAX + 2).as_bytes()), "table-columns-many");
    }

    #[test]
    fn cells_have_the_names_spreadsheets_give_them() {
        assert_eq!(
            [cell_name(7, 0), cell_name(7, 25), cell_name(7, 26), cell_name(1, 701)],
            ["A7", "Z7", "AA7", "ZZ1"]
        );
    }
}
