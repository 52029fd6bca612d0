//! The old binary workbook (BIFF in a compound file; MS-CFB, MS-XLS). The reader behind it lays every sheet out as a
//! full grid, so how large these would become is measured first, record by record, without keeping anything.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataType, Reader, Xls};
use qipan_kernel::{Failure, Outcome};

use super::{Bounds, Lines, SHEETS_MAX, Sheet, Table, merge, too_large};

/// Cells of all grids together, at most.
const CELLS_MAX: u64 = 3_000_000;
/// Ends and free places of a chain of sectors begin here.
const NO_SECTOR: u32 = 0xffff_fffa;

/// The sheets that have cells, at most `most` when that is one.
pub(super) fn read(bytes: &[u8], bounds: &Bounds, most: usize) -> Outcome<Vec<Sheet>> {
    let stream = workbook(bytes).ok_or_else(|| damaged("no workbook in the compound file"))?;
    let cells = grid_cells(&stream);
    if cells > CELLS_MAX {
        return Err(too_large("table-unpacked-large", (bounds.unpacked / (1024 * 1024)) as usize)
            .because(format!("{cells} cells")));
    }
    // A reader that meets what it did not expect ends this file, not the program.
    let opened = catch_unwind(AssertUnwindSafe(|| Xls::new(Cursor::new(bytes))));
    let mut book = opened.map_err(|_| damaged("the reader gave up"))?.map_err(|e| damaged(&e.to_string()))?;
    let (mut found, mut left) = (Vec::new(), bounds.rows);
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|e| damaged(&e.to_string()))?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let (mut lines, mut errors) = (Lines { lines: Vec::new(), most: left }, Vec::new());
        for (row, column, value) in range.used_cells() {
            let (number, column) = (first_row as usize + row + 1, first_column as usize + column);
            if let Data::Error(_) = value {
                errors.push((number, column));
            }
            lines.put(number, column, &text(value))?;
        }
        if lines.lines.is_empty() {
            continue;
        }
        left -= lines.lines.len();
        if found.len() == SHEETS_MAX {
            return Err(too_large("table-sheets-many", SHEETS_MAX));
        }
        let areas = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let merged = areas.iter().map(|area| merge(area.start, area.end)).collect();
        found.push(Sheet { name, table: Table { lines: lines.lines, errors }, merged });
        if most == 1 {
            break;
        }
    }
    Ok(found)
}

fn damaged(cause: &str) -> Failure {
    Failure::invalid("table-damaged").because(cause)
}

fn text(value: &Data) -> String {
    match value {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Error(error) => error.to_string(),
        other => other.as_string().unwrap_or_default(),
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// The stream of records (`Workbook`, in older files `Book`) of a compound file.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize.checked_shl(u32::from(short(bytes, 30)?)).filter(|size| matches!(size, 512 | 4096))?;
    let sector = |at: u32| bytes.get((at as usize + 1) * size..((at as usize + 2) * size).min(bytes.len()));
    let numbers = |part: &[u8]| part.chunks_exact(4).filter_map(|four| number(four, 0)).collect::<Vec<_>>();
    let mut tables: Vec<u32> = numbers(bytes.get(76..512)?);
    let mut next = number(bytes, 68)?;
    for _ in 0..bytes.len() / size {
        let Some(part) = (next < NO_SECTOR).then(|| sector(next)).flatten() else { break };
        let mut more = numbers(part);
        next = more.pop()?;
        tables.extend(more);
    }
    let places: Vec<u32> = tables
        .into_iter()
        .filter(|at| *at < NO_SECTOR)
        .filter_map(sector)
        .take(bytes.len() / size + 1)
        .flat_map(numbers)
        .collect();
    let chain = |start: u32, places: &[u32], part: &dyn Fn(u32) -> Option<Vec<u8>>| {
        let (mut at, mut all) = (start, Vec::new());
        for _ in 0..=places.len() {
            let Some(read) = (at < NO_SECTOR).then(|| part(at)).flatten() else { break };
            all.extend(read);
            at = *places.get(at as usize)?;
        }
        Some(all)
    };
    let large = |start: u32| chain(start, &places, &|at| sector(at).map(<[u8]>::to_vec));
    let folder = large(number(bytes, 48)?)?;
    let entry = |names: &[&str]| {
        folder.chunks_exact(128).find(|entry| {
            let units: Vec<u16> =
                entry[..64].chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
            let name = String::from_utf16_lossy(&units);
            names.contains(&name.trim_end_matches('\0'))
        })
    };
    let own = entry(&["Workbook", "Book", "WORKBOOK", "BOOK"])?;
    let (start, length) = (number(own, 116)?, number(own, 120)? as usize);
    let mut stream = if length < number(bytes, 56)? as usize {
        let small = large(number(folder.get(..128)?, 116)?)?;
        let places = numbers(&large(number(bytes, 60)?)?);
        chain(start, &places, &|at| small.get(at as usize * 64..(at as usize + 1) * 64).map(<[u8]>::to_vec))?
    } else {
        large(start)?
    };
    stream.truncate(length);
    Some(stream)
}

/// How many cells the grids of all sheets have, from the corners of what is filled.
fn grid_cells(stream: &[u8]) -> u64 {
    const FILLED: [u16; 14] =
        [0x02, 0x03, 0x04, 0x05, 0x06, 0xbd, 0xd6, 0xfd, 0x203, 0x204, 0x205, 0x206, 0x27e, 0x406];
    let (mut at, mut total) = (0, 0_u64);
    let mut area: Option<[u64; 4]> = None;
    let size = |area: Option<[u64; 4]>| area.map_or(0, |a| (a[1] - a[0] + 1) * (a[3] - a[2] + 1));
    while let (Some(kind), Some(length)) = (short(stream, at), short(stream, at + 2)) {
        let body = stream.get(at + 4..at + 4 + usize::from(length)).unwrap_or_default();
        if matches!(kind, 0x809 | 0x409 | 0x209 | 0x09) {
            total += size(area.take());
        } else if FILLED.contains(&kind)
            && let (Some(row), Some(column)) = (short(body, 0), short(body, 2))
        {
            let last = if kind == 0xbd { short(body, body.len().saturating_sub(2)) } else { None };
            let (row, column, last) =
                (u64::from(row), u64::from(column), u64::from(last.unwrap_or(column)).max(u64::from(column)));
            let a = area.get_or_insert([row, row, column, last]);
            *a = [a[0].min(row), a[1].max(row), a[2].min(column), a[3].max(last)];
        }
        at += 4 + usize::from(length);
    }
    total + size(area)
}
