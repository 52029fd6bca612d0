//! From sheets of text to the rows of a table: which table it is, where its heads are, which row is a project, which a
//! group, a total or a note. Pure.

use std::collections::{BTreeMap, HashSet};

use qipan_accounts::table::wording::{is_total, strip_group};
use qipan_accounts::table::{self, Bounds, Line, Merge, Sheet};
use qipan_kernel::{Failure, Outcome};
use qipan_web::cells::unguarded;

use super::columns::{Column, Sort, TableKind};
use super::figures::{Period, Unit, amount, period};
use super::synonyms::{Meant, meant};

/// Rows that may stand above the heads.
const HEADS_WITHIN: usize = 15;
/// Rows of heads, at most.
const HEAD_ROWS: usize = 3;

/// A head, as it stands in the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Head {
    /// Its column in the file, from 0.
    pub index: usize,
    /// What it means.
    pub column: Column,
    /// Its words, with those of the head above.
    pub text: String,
    /// The unit that it names.
    pub unit: Option<Unit>,
    /// The line of its value, where each head has a line of its own.
    pub line: Option<usize>,
}

/// A table as it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct TableIn {
    /// The sheet's name.
    pub sheet: String,
    /// Which table it is.
    pub kind: TableKind,
    /// The time that title and heads name.
    pub period: Period,
    /// The unit that the lines above name.
    pub unit: Option<Unit>,
    /// The heads that were understood.
    pub heads: Vec<Head>,
    /// The others: said, so that nobody believes that their columns were read.
    pub unknown: Vec<String>,
    /// Every row below the heads that is not empty.
    pub rows: Vec<RowIn>,
}

/// Cells by column: place in the file and text.
pub type Cells = BTreeMap<Column, (usize, String)>;

/// A row below the heads.
#[derive(Clone, PartialEq, Debug)]
pub struct RowIn {
    /// Its line in the file, from 1.
    pub line: usize,
    /// What it is.
    pub kind: RowKind,
    /// Its cells that are not empty.
    pub cells: Cells,
    /// Cells that hold an error instead of a value.
    pub broken: Cells,
}

impl RowIn {
    /// It adds up the rows of its project.
    pub fn adds_up(&self, kind: TableKind) -> bool {
        let marked = kind.marker().and_then(|marker| self.cells.get(&marker));
        marked.is_some_and(|(_, text)| is_total(text))
    }

    fn has_amount(&self) -> bool {
        let amounts = self.cells.iter().filter(|(column, _)| column.sort() == Sort::Amount);
        amounts.into_iter().any(|(_, (_, text))| matches!(amount(text, Unit::Wan), Ok(Some(_))))
    }
}

/// Which rows a total is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sum {
    /// All of the table.
    All,
    /// Those of the group above.
    Group,
    /// Those under construction.
    Building,
    /// Those in preparation.
    Preparing,
}

/// What a row is.
#[derive(Clone, PartialEq, Debug)]
pub enum RowKind {
    /// A project, with its name without marks; a part of the project above when it stands as “其中：…”.
    Item {
        /// The name.
        name: String,
        /// It is part of another.
        part: bool,
    },
    /// A group with its name, and how many it says it has.
    Group(String, Option<usize>),
    /// A total, and how many it says there are.
    Total(Sum, Option<usize>),
    /// Heads that are repeated, notes.
    Other,
}

/// Reads the tables of a file: all its sheets of one kind.
///
/// # Errors
/// Those of [`table::sheets`]; `table-no-heads`.
pub fn read(bytes: &[u8], kind: Option<TableKind>) -> Outcome<Vec<TableIn>> {
    let sheets = table::sheets(bytes, &Bounds::LEDGER)?;
    let kind = kind.or_else(|| sheets.iter().find_map(kind_of));
    let kind = kind.ok_or_else(|| Failure::invalid("table-no-heads"))?;
    let mut found = Vec::new();
    for sheet in sheets {
        if kind == TableKind::Site {
            found.extend(super::site::read(&sheet));
        } else {
            found.extend(one(sheet, kind));
        }
    }
    if found.is_empty() { Err(Failure::invalid("table-no-heads")) } else { Ok(found) }
}

/// Which table a sheet is: by its title, else by its heads.
fn kind_of(sheet: &Sheet) -> Option<TableKind> {
    let title: String = sheet
        .table
        .lines
        .iter()
        .take(4)
        .flat_map(|line| line.cells.iter())
        .map(|cell| cell.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
    let titled =
        TableKind::ALL.iter().copied().filter(|kind| kind.titles().iter().any(|word| title.contains(word)));
    // A project's ledger and its preparation are told apart before the tables whose words they share.
    let mut titled: Vec<TableKind> = titled.collect();
    titled.sort_by_key(|kind| !matches!(kind, TableKind::Permits | TableKind::Site | TableKind::TenDay));
    if let Some(kind) = titled.first() {
        return Some(*kind);
    }
    let counted = TableKind::ALL.iter().filter(|kind| **kind != TableKind::Site).filter_map(|kind| {
        let heads = Heads::find(&sheet.table.lines, *kind)?;
        Some((heads.columns.iter().filter(|head| kind.columns().contains(&head.column)).count(), *kind))
    });
    counted.max_by_key(|(count, kind)| (*count, std::cmp::Reverse(*kind))).map(|(_, kind)| kind)
}

fn one(mut sheet: Sheet, kind: TableKind) -> Option<TableIn> {
    let heads = Heads::find(&sheet.table.lines, kind)?;
    fill_down(&heads, &mut sheet.table.lines, &sheet.merged);
    let above = sheet.table.lines[..heads.top].iter().flat_map(|line| line.cells.iter());
    let (mut said, mut unit) = (Period::default(), None);
    for text in above {
        let found = period(text);
        said.year = said.year.or(found.year);
        said.month = said.month.or(found.month);
        said.part = said.part.or(found.part);
        let names = text.contains("单位") || text.to_lowercase().contains("unit") || text.contains("金额");
        unit = unit.or_else(|| names.then(|| Unit::named(text)).flatten());
    }
    said.month = said.month.or(heads.month);
    said.year = said.year.or(heads.year);
    let errors: HashSet<(usize, usize)> = sheet.table.errors.iter().copied().collect();
    let mut rows: Vec<RowIn> = Vec::new();
    for line in &sheet.table.lines[heads.first_row..] {
        let before = rows.iter().rev().find(|row| row.kind != RowKind::Other);
        let row = heads.row(line, &errors, kind, before);
        rows.push(row);
    }
    Some(TableIn {
        sheet: sheet.name,
        kind,
        period: said,
        unit,
        heads: heads.columns,
        unknown: heads.unknown,
        rows,
    })
}

struct Heads {
    columns: Vec<Head>,
    unknown: Vec<String>,
    month: Option<u32>,
    year: Option<i32>,
    top: usize,
    /// Index of the first line below.
    first_row: usize,
}

impl Heads {
    /// The block of one to three rows that names most columns, projects among them.
    fn find(lines: &[Line], kind: TableKind) -> Option<Heads> {
        let mut best: Option<Heads> = None;
        for top in 0..lines.len().min(HEADS_WITHIN) {
            for height in 1..=HEAD_ROWS.min(lines.len() - top) {
                let block = &lines[top..top + height];
                if block.windows(2).any(|pair| pair[1].number != pair[0].number + 1) {
                    break;
                }
                let found = Heads::of(block, kind, top);
                let named = found.columns.iter().any(|head| head.column == Column::Name);
                // Of blocks that name the same columns the smallest: what stands above it is title and unit.
                let rank =
                    |heads: &Heads| (heads.columns.len(), std::cmp::Reverse(heads.first_row - heads.top));
                let better = best.as_ref().is_none_or(|best| rank(&found) > rank(best));
                if named && found.columns.len() >= 3 && better {
                    best = Some(found);
                }
            }
        }
        best
    }

    fn of(block: &[Line], kind: TableKind, top: usize) -> Heads {
        let width = block.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        let text = |row: usize, column: usize| block[row].cells.get(column).map_or("", String::as_str);
        let mut heads = Heads {
            columns: Vec::new(),
            unknown: Vec::new(),
            month: None,
            year: None,
            top,
            first_row: top + block.len(),
        };
        let mut group = String::new();
        for index in 0..width {
            let rows: Vec<&str> =
                (0..block.len()).map(|row| text(row, index)).filter(|text| !text.is_empty()).collect();
            let Some(head) = rows.last() else { continue };
            let lower = block.len() > 1 && !text(block.len() - 1, index).is_empty();
            // A head above goes on to the right over columns that have only lower heads.
            if !text(0, index).is_empty() {
                group = if lower { text(0, index).to_owned() } else { String::new() };
            }
            let above = if lower { group.as_str() } else { "" };
            let whole = if above.is_empty() || above == *head {
                (*head).to_owned()
            } else {
                format!("{above}/{head}")
            };
            match meant(head, above, kind) {
                Some(Meant { column, month, year, unit })
                    if heads.columns.iter().all(|known| known.column != column) =>
                {
                    if matches!(column, Column::Cumulative | Column::MonthDone | Column::Image) {
                        heads.month = heads.month.or(month);
                    }
                    if matches!(column, Column::Plan) {
                        heads.year = heads.year.or(year);
                    }
                    heads.columns.push(Head { index, column, text: whole, unit, line: None });
                }
                _ => heads.unknown.push(whole),
            }
        }
        heads
    }

    fn row(
        &self,
        line: &Line,
        errors: &HashSet<(usize, usize)>,
        kind: TableKind,
        before: Option<&RowIn>,
    ) -> RowIn {
        let (mut cells, mut broken) = (Cells::new(), Cells::new());
        for head in &self.columns {
            if let Some(text) = line.cells.get(head.index).filter(|text| !text.is_empty()) {
                let wrong = errors.contains(&(line.number, head.index));
                let into = if wrong { &mut broken } else { &mut cells };
                into.insert(head.column, (head.index, unguarded(text).to_owned()));
            }
        }
        let mut row = RowIn { line: line.number, kind: RowKind::Other, cells, broken };
        let repeated = |(column, (_, text)): (&Column, &(usize, String))| {
            meant(text, "", kind).is_some_and(|meant| meant.column == *column)
        };
        if row.cells.iter().filter(|cell| repeated(*cell)).count() >= 2 {
            return row;
        }
        let text = |column: Column| row.cells.get(&column).map_or("", |(_, text)| text.as_str());
        let first = line.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
        let alone = line.cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
        row.kind = classify(text(Column::Serial), text(Column::Name), first, alone);
        // The second and further rows of a project stand without its name.
        let goes_on = |marker| row.cells.contains_key(&marker) || row.has_amount();
        if row.kind == RowKind::Other
            && kind.marker().is_some_and(goes_on)
            && !row.adds_up(kind)
            && !is_total(first)
            && let Some(RowKind::Item { name, part }) = before.map(|row| &row.kind)
        {
            row.kind = RowKind::Item { name: name.clone(), part: *part };
        } else if row.kind == RowKind::Other && !is_total(first) && row.has_amount() {
            row.kind = RowKind::Item { name: String::new(), part: false };
        }
        row
    }
}

/// Gives every row of a tall merged cell of words the cell's text; amounts and numbers are of one row alone.
fn fill_down(heads: &Heads, lines: &mut [Line], merged: &[Merge]) {
    for area in merged.iter().filter(|area| area.rows.1 > area.rows.0 && area.columns.0 == area.columns.1) {
        let column = area.columns.0;
        let words = heads.columns.iter().any(|head| head.index == column && head.column.sort() == Sort::Text);
        let from = lines.partition_point(|line| line.number < area.rows.0);
        if !words || from < heads.first_row {
            continue;
        }
        let Some(text) = lines.get(from).and_then(|line| line.cells.get(column)).cloned() else { continue };
        for line in lines[from..].iter_mut().take_while(|line| line.number <= area.rows.1) {
            if line.cells.len() <= column {
                line.cells.resize(column + 1, String::new());
            }
            if line.cells[column].is_empty() {
                line.cells[column].clone_from(&text);
            }
        }
    }
}

/// A group or total without the parts that it counts beside its projects: “82 项，另含子项目 5 项”.
fn without_parts(text: &str) -> &str {
    let chinese = text.find("，另含").or_else(|| text.find(",另含"));
    let english = || {
        let numbered =
            |(at, word): &(usize, &str)| text[at + word.len()..].starts_with(|c: char| c.is_ascii_digit());
        text.rmatch_indices(", and ").find(numbered).map(|(at, _)| at)
    };
    text[..chinese.or_else(english).unwrap_or(text.len())].trim_end()
}

/// How many a group or total says it has: “交通 5项”, “交通（5项）”, “Transport: 5 items”.
fn count(text: &str) -> Option<usize> {
    let text = text.trim_end_matches(['）', ')']).trim_end();
    let less = ["项", "个", "件", "projects", "project", "items", "item"]
        .iter()
        .find_map(|word| text.strip_suffix(word))?;
    let digits = less.trim_end();
    let start = digits
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + digits[at..].chars().next().map_or(1, char::len_utf8));
    digits[start..].parse().ok()
}

/// The number of a group: 一, （二）, 十一; in English a capital letter.
fn is_group_number(text: &str) -> bool {
    let inner = text.trim_matches(['（', '）', '(', ')', '、', '.', '．']);
    let chinese = !inner.is_empty() && inner.chars().all(|c| "一二三四五六七八九十".contains(c));
    chinese || (inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_uppercase()))
}

fn is_numbered_group(text: &str) -> bool {
    let number: String = text.chars().take_while(|c| "一二三四五六七八九十（）()".contains(*c)).collect();
    let rest = &text[number.len()..];
    !number.is_empty()
        && is_group_number(&number)
        && (rest.starts_with(['、', '.', '．', ' ']) || number.ends_with(['）', ')']))
}

/// What stands after “其中：”.
fn of_which(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("其中").or_else(|| text.strip_prefix("Of which"))?;
    Some(rest.trim_start_matches(['：', ':', ' ']))
}

fn classify(serial: &str, name: &str, first: &str, alone: bool) -> RowKind {
    let said = without_parts(if name.is_empty() { serial } else { name });
    let first = without_parts(first);
    let inner = of_which(said).unwrap_or(said);
    let lower = inner.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    let counted = count(said);
    let total = is_total(said) || is_total(first);
    if total && begins(&["小计", "subtotal"]) {
        return RowKind::Total(Sum::Group, counted);
    }
    if total {
        let sums = begins(&["合计", "合 计", "总计", "共计", "total"]);
        return if sums { RowKind::Total(Sum::All, counted) } else { RowKind::Other };
    }
    let kinds = [
        (Sum::Building, &["在建", "续建", "under construction"][..]),
        (Sum::Preparing, &["预备", "筹建", "前期", "in preparation"]),
    ];
    for (sum, words) in kinds {
        if begins(words) && (counted.is_some() || words.contains(&lower.trim_end_matches("项目"))) {
            return RowKind::Total(sum, counted);
        }
    }
    let numbered = is_group_number(serial) && !name.is_empty();
    if numbered || (is_numbered_group(said) && (alone || counted.is_some())) {
        return RowKind::Group(strip_group(said).to_owned(), counted);
    }
    if alone && (name.is_empty() || counted.is_some()) {
        let short = strip_group(first).chars().count() <= 30 && !first.contains(['。', '；', '：', ':']);
        let group = short && !strip_group(first).is_empty() && first == said;
        return if group { RowKind::Group(strip_group(first).to_owned(), counted) } else { RowKind::Other };
    }
    if name.is_empty() {
        return RowKind::Other;
    }
    let part = of_which(name).is_some();
    let bare = if part { inner } else { name };
    let bare = bare.trim_start_matches(['★', '☆', '*', '▲', '●', '└', '　', ' ']).trim();
    RowKind::Item { name: bare.to_owned(), part }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> TableIn {
        read(text.as_bytes(), None).unwrap().remove(0)
    }

    #[test]
    fn a_monthly_table_with_titles_groups_totals_and_notes() {
        let table = csv("某区2026年10月重点项目月报表,,,,,,,,,\n,,,,,,,,,计量单位：万元\n\
            序号,项目名称,总投资,开工至上一年度底累计完成投资,年计划投资,实际完成情况,,,建设单位及责任人,挂点领导\n\
            ,,,,,1–10月完成投资,占年计划%,1–10月形象进度,,\n\
            ,合计 2项,\"3,000\",0,\"1,000\",478,47.8,,,\n,其中在建 1项,,,,,,,,\n\
            一、交通 2项,,,,,,,,,\n1,★示例快速路,\"2,000\",,600,300,50,路基完成,示例公司,李示例\n\
            2,其中：示例快速路一期,\"1,000\",,400,178,44.5,,,\n注：★为省市重点,,,,,,,,,\n");
        assert_eq!(table.kind, TableKind::Monthly);
        assert_eq!(table.period, Period { year: Some(2026), month: Some(10), part: None });
        assert_eq!(table.unit, Some(Unit::Wan));
        let columns: Vec<Column> = table.heads.iter().map(|head| head.column).collect();
        assert_eq!(columns, TableKind::Monthly.columns());
        assert_eq!(table.heads[5].text, "实际完成情况/1–10月完成投资");
        let kinds: Vec<RowKind> = table.rows.iter().map(|row| row.kind.clone()).collect();
        assert_eq!(
            kinds,
            [
                RowKind::Total(Sum::All, Some(2)),
                RowKind::Total(Sum::Building, Some(1)),
                RowKind::Group("交通".into(), Some(2)),
                RowKind::Item { name: "示例快速路".into(), part: false },
                RowKind::Item { name: "示例快速路一期".into(), part: true },
                RowKind::Other,
            ]
        );
        assert_eq!(table.rows[3].line, 8);
    }

    #[test]
    fn rows_as_they_are_written() {
        let item = |name: &str| RowKind::Item { name: name.into(), part: false };
        for (serial, name, kind) in [
            ("一", "交通　5项", RowKind::Group("交通".into(), Some(5))),
            ("一", "交通　2项，另含子项目 3 项", RowKind::Group("交通".into(), Some(2))),
            ("A", "Transport: 2 projects, and 1 part of them", RowKind::Group("Transport".into(), Some(2))),
            ("", "合计　82项，另含子项目 5 项", RowKind::Total(Sum::All, Some(82))),
            ("", "Total: 82 projects, and 5 parts of them", RowKind::Total(Sum::All, Some(82))),
            ("（二）", "能源", RowKind::Group("能源".into(), None)),
            ("A", "Roads, and rails: 2 projects", RowKind::Group("Roads, and rails".into(), Some(2))),
            ("B", "Energy: 3 items", RowKind::Group("Energy".into(), Some(3))),
            ("", "合计", RowKind::Total(Sum::All, None)),
            ("合计", "", RowKind::Total(Sum::All, None)),
            ("", "小计 3项", RowKind::Total(Sum::Group, Some(3))),
            ("", "其中：预备项目 4个", RowKind::Total(Sum::Preparing, Some(4))),
            ("", "在建项目", RowKind::Total(Sum::Building, None)),
            ("3", "前期示例工程", item("前期示例工程")),
            ("3", "一号示例桥", item("一号示例桥")),
            ("3", "★ 示例桥", item("示例桥")),
            ("", "其中：示例桥引桥", RowKind::Item { name: "示例桥引桥".into(), part: true }),
        ] {
            let first = if serial.is_empty() { name } else { serial };
            assert_eq!(classify(serial, name, first, false), kind, "{serial} {name}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for text in ["姓名,电话\n张示例,1\n", "项目名称,天气\n甲,晴\n"] {
            assert_eq!(read(text.as_bytes(), None).unwrap_err().message.key, "table-no-heads", "{text}");
        }
    }
}
