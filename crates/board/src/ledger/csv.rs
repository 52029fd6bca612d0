//! The ledger as CSV: UTF-8 with a byte order mark (spreadsheets on Chinese Windows need it), one head row, no groups.

use qipan_kernel::Outcome;
use qipan_web::cells::{plain, record, safe_cell};

use super::columns::Column;
use super::shown::{Printing, Shown};
use super::store::Entry;

/// Longest cell, in characters: what a spreadsheet takes.
const CELL_MAX: usize = 32_000;

/// The ledger of these entries, in the order given.
pub fn export_csv(entries: &[Entry], with: &Printing<'_>) -> Outcome<Vec<u8>> {
    let mut out = String::with_capacity(256 * (entries.len() + 1));
    out.push('\u{feff}');
    let heads: Vec<_> = Column::FLAT.iter().map(|column| with.t(column.key())).collect();
    record(&mut out, heads.iter().map(|head| head.as_ref()));
    for (index, entry) in entries.iter().enumerate() {
        let cells = Column::FLAT.map(|column| match with.cell(entry, column, index + 1) {
            Shown::Text(text) => safe_cell(&plain(&text, CELL_MAX)).into_owned(),
            Shown::Count(count) => count.to_string(),
            Shown::Share(share) => share.to_string(),
            Shown::Day(day) => day.to_string(),
            Shown::Nothing => String::new(),
        });
        record(&mut out, cells.iter().map(String::as_str));
    }
    Ok(out.into_bytes())
}
