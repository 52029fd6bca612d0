//! How wide columns and how high rows must be that nothing in them is cut off: spreadsheets do not fit rows themselves when
//! they open or print a workbook that a program has written. Pure.

use super::columns::{Column, Sort, TableKind};

/// Characters of column width that a landscape A3 page takes at full size (400 mm; a character of the default font is
/// 7 pixels at 96 dots an inch).
pub(super) const A3_WIDE: f64 = 200.0;
/// Size in points of the font in which widths of columns are counted.
const COUNTED_IN: f64 = 11.0;

/// The width of a character in digits of the same size.
fn wide(c: char) -> f64 {
    match c {
        '\u{1100}'.. => 2.0,
        '·' => 2.0,
        'M' | 'W' | 'm' | 'w' | '%' => 1.6,
        'A'..='Z' => 1.25,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | ',' | '.' | ':' => 0.6,
        _ => 1.0,
    }
}

/// The lines that a text takes in a column.
pub(super) fn lines(text: &str, width: f64, size: f64) -> usize {
    let room = (width - 1.3).max(1.0) * COUNTED_IN / size;
    let of = |line: &str| {
        let (mut count, mut used, mut word) = (1, 0.0_f64, 0.0_f64);
        for c in line.chars() {
            let own = wide(c);
            // Words of letters go to the next line as a whole.
            word = if c.is_ascii_alphanumeric() { word + own } else { 0.0 };
            if used + own > room && used > 0.0 {
                count += 1;
                used = if word < room { word.max(own) } else { own };
            } else {
                used += own;
            }
        }
        count
    };
    text.split('\n').map(of).sum()
}

/// The height in points of a row with so many lines of text.
pub(super) fn height(lines: usize, size: f64) -> f64 {
    (lines.max(1) as f64 * size * 1.38 + 6.0).clamp(20.0, 400.0)
}

/// Columns that a second page repeats: number and name.
pub(super) const REPEATED: usize = 2;

/// The column with which the second of two pages begins: twelve months are too many for one.
pub(super) fn split(kind: TableKind) -> Option<usize> {
    kind.columns().iter().position(|column| *column == Column::Planned(7))
}

/// The widths of a table's columns: columns of words take what a page has left.
pub(super) fn widths(kind: TableKind) -> Vec<f64> {
    let columns = kind.columns();
    let mut least: Vec<f64> = columns.iter().map(|column| column.width()).collect();
    if let Some((split, pages)) = split(kind).map(|at| (at, [&least[..at], &least[at..]])) {
        // Both pages are of one width: only so a spreadsheet that fits them breaks where the half-year begins.
        let [first, second] = pages.map(|page| page.iter().sum::<f64>());
        let repeated: f64 = least[..REPEATED].iter().sum();
        let wider = (first - second - repeated) / (columns.len() - split) as f64;
        least[split..].iter_mut().for_each(|width| *width += wider);
        return least;
    }
    let sum: f64 = least.iter().sum();
    let stretches = |column: &Column| column.sort() == Sort::Text && column.width() >= 15.0;
    let words: f64 = columns.iter().filter(|column| stretches(column)).map(|column| column.width()).sum();
    if sum >= A3_WIDE || words == 0.0 {
        return least;
    }
    let factor = ((A3_WIDE - sum) / words + 1.0).min(1.7);
    columns
        .iter()
        .map(|column| if stretches(column) { column.width() * factor } else { column.width() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_cells() {
        for (text, width, expected) in [
            ("", 10.0, 1),
            ("示例建设公司\n王示例", 17.0, 2),
            ("示例建设投资集团有限公司", 17.0, 2),
            ("建设厂房三万平方米，配套管网、道路和绿化，新建变电站一座", 26.0, 3),
            ("Invested before the year", 13.0, 2),
            ("2026", 5.0, 1),
        ] {
            assert_eq!(lines(text, width, 10.0), expected, "{text}");
        }
    }

    #[test]
    fn tables_fill_a_page_and_stay_readable() {
        for kind in TableKind::ALL.iter().filter(|kind| **kind != TableKind::Site) {
            let sum: f64 = widths(*kind).iter().sum();
            // Below 70 % of ten points nobody reads a printed table.
            let pages = if split(*kind).is_some() { 2.0 } else { 1.0 };
            assert!(sum >= 160.0 && sum <= pages * A3_WIDE / 0.7, "{} {sum}", kind.as_str());
        }
    }
}
