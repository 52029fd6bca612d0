//! From a table of text to the rows of a ledger: where its heads are, which column is which, what is a group, a total
//! or a note and not a matter. Pure.

use std::collections::{HashMap, HashSet};

use qipan_accounts::table::wording::{is_count, is_total, strip_group};
use qipan_accounts::table::{self, Bounds, Line, Merge, Sheet as Read, Table};
use qipan_kernel::{Failure, Outcome};
use qipan_web::cells::unguarded;

use super::columns::Column;

/// Rows that may stand above the heads: title, day, unit, notes.
const HEADS_WITHIN: usize = 15;

/// A ledger as it was read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// Which column of the file is which, by its number from 0.
    pub columns: Vec<(usize, Column)>,
    /// Heads that mean nothing to us: said, so that nobody believes that their columns were read.
    pub unknown: Vec<String>,
    /// Every row below the heads that is not empty.
    pub rows: Vec<Row>,
}

/// A row below the heads.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: usize,
    /// What it is.
    pub kind: RowKind,
}

/// What a row is.
#[derive(Clone, PartialEq, Debug)]
pub enum RowKind {
    /// A matter: its cells, and the group it stands in.
    Matter {
        /// The group's name, empty above the first.
        group: String,
        /// Cells that are not empty: (column of the file, text).
        cells: HashMap<Column, (usize, String)>,
        /// Cells of known columns that hold an error (`#REF!`) instead of a value.
        broken: HashMap<Column, (usize, String)>,
    },
    /// A group's title (“一、安全发展 5项”), without number and count.
    Group(String),
    /// Heads that are repeated, totals, notes, numbers without a matter.
    Other,
}

/// Reads a file: XLSX or CSV in the encodings that [`table::read`] knows.
///
/// # Errors
/// Those of [`table::read`]; `ledger-no-heads` when no row names a column of tasks and one of units.
pub fn read(bytes: &[u8]) -> Outcome<Sheet> {
    let Read { mut table, merged, .. } = table::first_sheet(bytes, &Bounds::LEDGER)?;
    let errors: HashSet<(usize, usize)> = table.errors.iter().copied().collect();
    let heads = Heads::find(&table.lines)?;
    heads.fill_down(&mut table, &merged);
    let mut group = String::new();
    let rows = table.lines[heads.first_row..].iter().map(|line| {
        let kind = heads.classify(line, &group, &errors);
        if let RowKind::Group(name) = &kind {
            group.clone_from(name);
        }
        Row { line: line.number, kind }
    });
    let rows = rows.collect();
    Ok(Sheet { columns: heads.columns, unknown: heads.unknown, rows })
}

struct Heads {
    columns: Vec<(usize, Column)>,
    unknown: Vec<String>,
    /// Index of the first line below.
    first_row: usize,
}

impl Heads {
    /// The row of heads is the one that names most columns; the row below it belongs to it when it holds only heads
    /// under a group's head.
    fn find(lines: &[Line]) -> Outcome<Heads> {
        let known = |line: &Line| line.cells.iter().filter(|cell| Column::of(cell).is_some()).count();
        let best =
            (0..lines.len().min(HEADS_WITHIN)).max_by_key(|at| (known(&lines[*at]), HEADS_WITHIN - at));
        let missing = || Failure::invalid("ledger-no-heads");
        let best = best.filter(|at| known(&lines[*at]) >= 2).ok_or_else(missing)?;
        // The lower of two rows can name more columns than the upper.
        let (top, below) = match best.checked_sub(1) {
            Some(above) if is_upper(&lines[above], &lines[best]) => (above, Some(best)),
            _ if lines.get(best + 1).is_some_and(|next| is_upper(&lines[best], next)) => {
                (best, Some(best + 1))
            }
            _ => (best, None),
        };
        let width = lines[top].cells.len().max(below.map_or(0, |below| lines[below].cells.len()));
        let text = |line: usize, column: usize| lines[line].cells.get(column).map_or("", String::as_str);
        let mut heads =
            Heads { columns: Vec::new(), unknown: Vec::new(), first_row: below.unwrap_or(top) + 1 };
        for index in 0..width {
            let lower = below.map_or("", |below| text(below, index));
            let head = if lower.is_empty() { text(top, index) } else { lower };
            match Column::of(head) {
                Some(column) if heads.columns.iter().all(|(_, known)| *known != column) => {
                    heads.columns.push((index, column));
                }
                _ if !head.is_empty() => heads.unknown.push(head.to_owned()),
                _ => {}
            }
        }
        let has = |column: Column| heads.columns.iter().any(|(_, known)| *known == column);
        if has(Column::Statement) && has(Column::Lead) { Ok(heads) } else { Err(missing()) }
    }

    /// Gives every row of a tall merged cell the cell's text; serial numbers and numbers are of one row alone.
    fn fill_down(&self, table: &mut Table, merged: &[Merge]) {
        let tall = merged.iter().filter(|area| area.rows.1 > area.rows.0 && area.columns.0 == area.columns.1);
        for (first, last, column) in tall.map(|area| (&area.rows.0, &area.rows.1, &area.columns.0)) {
            let own = |kind: &Column| matches!(kind, Column::Serial | Column::Number);
            if self.columns.iter().any(|(index, kind)| index == column && own(kind)) {
                continue;
            }
            let from = table.lines.partition_point(|line| line.number < *first);
            let Some(text) = table.lines.get(from).and_then(|line| line.cells.get(*column)).cloned() else {
                continue;
            };
            if from < self.first_row || text.is_empty() {
                continue;
            }
            for line in table.lines[from..].iter_mut().take_while(|line| line.number <= *last) {
                if line.cells.len() <= *column {
                    line.cells.resize(*column + 1, String::new());
                }
                if line.cells[*column].is_empty() {
                    line.cells[*column].clone_from(&text);
                }
            }
        }
    }

    fn classify(&self, line: &Line, group: &str, errors: &HashSet<(usize, usize)>) -> RowKind {
        let (mut cells, mut broken) = (HashMap::new(), HashMap::new());
        for (index, column) in &self.columns {
            if let Some(text) = line.cells.get(*index).filter(|text| !text.is_empty()) {
                let into = if errors.contains(&(line.number, *index)) { &mut broken } else { &mut cells };
                into.insert(*column, (*index, unguarded(text).to_owned()));
            }
        }
        let heads = cells.iter().filter(|(column, (_, text))| Column::of(text) == Some(**column)).count();
        if heads >= 2 {
            return RowKind::Other;
        }
        let mut filled = line.cells.iter().filter(|cell| !cell.is_empty());
        if let (Some(text), None, true) = (filled.next(), filled.next(), broken.is_empty()) {
            return alone(text);
        }
        let first = line.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
        let statement = cells.get(&Column::Statement).map(|(_, text)| text.as_str());
        if is_total(first) && statement.is_none_or(|statement| statement == first) {
            return RowKind::Other;
        }
        let said = |column| cells.contains_key(&column) || broken.contains_key(&column);
        if !said(Column::Statement) && !said(Column::Lead) {
            // A group whose count stands in a cell of its own: “一” | “安全发展” | “5项”.
            let texts: Vec<&str> =
                line.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
            let counted = texts.iter().filter(|text| strip_group(text).is_empty() || is_count(text)).count();
            if counted + 1 == texts.len()
                && let Some(name) = texts.iter().find(|text| !strip_group(text).is_empty() && !is_count(text))
                && name.chars().count() <= 30
            {
                return RowKind::Group(strip_group(name).to_owned());
            }
        }
        RowKind::Matter { group: group.to_owned(), cells, broken }
    }
}

/// Whether `lower` is the second row of the heads that begin in `upper`: all it holds are heads, and none stands under
/// a head of the upper row that is a column itself.
fn is_upper(upper: &Line, lower: &Line) -> bool {
    if lower.number != upper.number + 1 {
        return false;
    }
    let named = upper.cells.iter().filter(|cell| Column::of(cell).is_some()).count();
    let filled: Vec<(usize, &String)> =
        lower.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).collect();
    let heads = filled.iter().filter(|(_, cell)| Column::of(cell).is_some()).count();
    named >= 1
        && filled.len() >= 2
        && heads * 2 > filled.len()
        && upper.cells.iter().filter(|c| !c.is_empty()).count() > 1
}

/// What a row with a single cell is: a group, or a total or a note.
fn alone(text: &str) -> RowKind {
    let name = strip_group(text);
    let long = name.chars().count() > 40 || name.contains(['。', '；']);
    if name.is_empty() || is_total(text) || long { RowKind::Other } else { RowKind::Group(name.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Outcome<Sheet> {
        read(text.as_bytes())
    }

    #[test]
    fn titles_above_two_rows_of_heads_groups_totals_and_notes() {
        let sheet = csv("某区重点工作台账,,,,,\n截至2026年6月,,,,,\n序号,工作任务,责任分工,,时限,天气\n,,牵头单位,配合单位,完成时限,\n\
             一、安全发展 2项,,,,,\n1,排查燃气管网,住建委,应急局,6月底前,晴\n2,'=复查,住建委,,,\n小计,,2,,,\n\
             序号,工作任务,责任分工,,时限,\n注：灯为机器所算,,,,,\n")
        .unwrap();
        let columns: Vec<Column> = sheet.columns.iter().map(|(_, column)| *column).collect();
        assert_eq!(
            columns,
            [Column::Serial, Column::Statement, Column::Lead, Column::Cooperating, Column::Due]
        );
        assert_eq!(sheet.unknown, ["天气"]);
        let kinds: Vec<(usize, bool)> =
            sheet.rows.iter().map(|row| (row.line, matches!(row.kind, RowKind::Matter { .. }))).collect();
        assert_eq!(kinds, [(5, false), (6, true), (7, true), (8, false), (9, false), (10, false)]);
        let RowKind::Matter { group, cells, .. } = &sheet.rows[2].kind else { panic!("a matter") };
        assert_eq!((group.as_str(), cells[&Column::Statement].1.as_str()), ("安全发展", "=复查"));
    }

    #[test]
    fn a_table_without_our_heads_is_no_ledger() {
        for text in ["姓名,电话\n张示例,1\n", "一\n二\n", "工作任务,完成时限\n甲,6月\n"] {
            assert_eq!(csv(text).unwrap_err().message.key, "ledger-no-heads", "{text}");
        }
    }
}
