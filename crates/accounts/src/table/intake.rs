//! Lists with one row of headers: which column is which field, what a row's cells say, and what is wrong, at its line and
//! column. Pure.

use std::collections::HashMap;

use qipan_kernel::{Failure, Outcome};

use super::wording::letters;
use super::{Line, Table};

/// Rows that may stand above the header: a title, a note.
const HEADER_WITHIN: usize = 10;

/// Fields with the headers that mean them; the first is what our own template says.
pub type Headers = &'static [(&'static str, &'static [&'static str])];

/// The headers of a template, in order: what an empty file to fill in begins with.
pub fn template(headers: Headers) -> impl Iterator<Item = &'static str> {
    headers.iter().map(|(_, words)| words[0])
}

/// The value that a word means.
pub fn meaning<T: Copy>(all: &[(T, &[&str])], text: &str) -> Option<T> {
    let text = letters(text);
    all.iter().find(|(_, words)| words.iter().any(|word| letters(word) == text)).map(|(value, _)| *value)
}

/// A fault of a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line in the file; 0 for the file as a whole.
    pub line: usize,
    /// The column's header as the file has it; empty for the row as a whole.
    pub column: String,
    /// What is wrong, with the field's name in `field`.
    pub failure: Failure,
}

/// What taking a list in would do, row by row.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan<R> {
    /// Rows that can be read, in the file's order.
    pub rows: Vec<R>,
    /// What is wrong. With any fault nothing is taken in.
    pub faults: Vec<Fault>,
    /// Headers that mean nothing to us; their columns are left aside.
    pub ignored: Vec<String>,
}

impl<R> Plan<R> {
    /// Of a table whose header was found; without one nothing can be read.
    pub fn begin(header: &Outcome<Header>) -> Plan<R> {
        let (faults, ignored) = match header {
            Ok(header) => (Vec::new(), header.ignored.clone()),
            Err(failure) => (vec![whole(0, failure.clone())], Vec::new()),
        };
        Plan { rows: Vec::new(), faults, ignored }
    }

    /// A list without rows is at fault.
    pub fn end(&mut self, header: &Header) {
        if self.rows.is_empty() && self.faults.is_empty() {
            self.faults.push(whole(header.line, Failure::invalid("intake-no-rows")));
        }
    }

    /// Refuses a plan with faults: one failure that counts them, with every fault in `more`, each `at` its line and column.
    ///
    /// # Errors
    /// `intake-refused`.
    pub fn accept(&self) -> Outcome<()> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut failure = Failure::invalid("intake-refused").with("count", self.faults.len()).at("file");
        let told = self.faults.iter();
        failure.more =
            told.map(|fault| fault.failure.clone().at(format!("{}:{}", fault.line, fault.column))).collect();
        Err(failure)
    }

    /// How many rows are so.
    pub fn count(&self, is: impl Fn(&R) -> bool) -> usize {
        self.rows.iter().filter(|row| is(row)).count()
    }
}

fn whole(line: usize, failure: Failure) -> Fault {
    Fault { line, column: String::new(), failure }
}

/// Where each field stands: column and header.
pub struct Header {
    columns: HashMap<&'static str, (usize, String)>,
    line: usize,
    ignored: Vec<String>,
}

impl Header {
    /// Finds the line that names the fields without which a list makes no sense.
    ///
    /// # Errors
    /// `none` when there is no such line; `intake-header-twice`.
    pub fn find(table: &Table, headers: Headers, needed: &[&str], none: &'static str) -> Outcome<Header> {
        let fields: HashMap<String, &'static str> = headers
            .iter()
            .flat_map(|(field, words)| words.iter().map(move |word| (letters(word), *field)))
            .collect();
        for line in table.lines.iter().take(HEADER_WITHIN) {
            let mut columns: HashMap<&'static str, (usize, String)> = HashMap::new();
            let mut ignored = Vec::new();
            let mut twice = None;
            for (column, cell) in line.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                match fields.get(&letters(cell)) {
                    Some(field) if columns.contains_key(field) => twice = Some(cell.clone()),
                    Some(field) => {
                        columns.insert(field, (column, cell.clone()));
                    }
                    None => ignored.push(cell.clone()),
                }
            }
            // A title above the table may hold one word that is also a header; a header line has more than one.
            let title = columns.len() == 1 && twice.is_none() && line.cells.len() > 1;
            if !title && needed.iter().all(|field| columns.contains_key(field)) {
                return match twice {
                    Some(cell) => Err(Failure::invalid("intake-header-twice").with("header", cell)),
                    None => Ok(Header { columns, line: line.number, ignored }),
                };
            }
        }
        Err(Failure::invalid(none))
    }

    /// The rows below.
    pub fn rows<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = Reading<'a>> {
        let below = table.lines.iter().filter(|line| line.number > self.line);
        below.map(|line| Reading { header: self, line, faults: Vec::new() })
    }

    /// What is wrong with a line, at the column of the field that the failure names.
    pub fn fault(&self, line: usize, failure: Failure) -> Fault {
        let column = failure.field.as_deref().and_then(|field| self.columns.get(field));
        Fault { line, column: column.map(|(_, header)| header.clone()).unwrap_or_default(), failure }
    }
}

/// Reads one row's cells.
pub struct Reading<'a> {
    header: &'a Header,
    line: &'a Line,
    /// What was wrong so far.
    pub faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    /// The row's line in the file.
    pub fn line(&self) -> usize {
        self.line.number
    }

    /// What stands in a field; nothing where there is no such column.
    pub fn cell(&self, field: &str) -> Option<&'a str> {
        let (column, _) = self.header.columns.get(field)?;
        self.line.cells.get(*column).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Something is wrong with a field.
    pub fn fault(&mut self, field: &str, failure: Failure) {
        self.faults.push(self.header.fault(self.line.number, failure.at(field)));
    }

    /// Puts a text where it belongs; an empty cell leaves what is there.
    pub fn text(&self, field: &str, into: &mut String) {
        if let Some(text) = self.cell(field) {
            text.clone_into(into);
        }
    }

    /// Puts what a cell means where it belongs; a cell that means nothing is a fault `key` with its text.
    pub fn put<T>(
        &mut self,
        field: &str,
        into: &mut T,
        key: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) {
        let Some(text) = self.cell(field) else { return };
        match read(text) {
            Some(value) => *into = value,
            None => self.fault(field, Failure::invalid(key).with("text", text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::read;

    const HEADERS: Headers =
        &[("name", &["名称", "name"]), ("sort", &["排序", "no."]), ("kind", &["类别（必填）"])];

    #[test]
    fn the_header_is_found_below_titles_and_by_any_of_its_words() {
        for (text, needed, found) in [
            ("名称,排序\n", &["name"][..], Ok((1, &[][..]))),
            ("Ｎａｍｅ*,NO,类别(必填)\n", &["name", "kind"], Ok((1, &[]))),
            // A title that says a header's word, a list of one column, a column that means nothing.
            ("名称,某区\n名称,排序\n", &["name"], Ok((2, &[]))),
            ("名称\n甲\n", &["name"], Ok((1, &[]))),
            ("名称,备注,排序\n", &["name"], Ok((1, &["备注"]))),
            ("名称,排序\n", &["name", "kind"], Err("none")),
            ("甲,乙\n", &["name"], Err("none")),
            ("名称,name\n", &["name"], Err("intake-header-twice")),
        ] {
            let header = Header::find(&read(text.as_bytes()).unwrap(), HEADERS, needed, "none");
            let found =
                found.map(|(line, ignored)| (line, ignored.iter().map(ToString::to_string).collect()));
            let header = header.map(|header| (header.line, header.ignored));
            assert_eq!(
                header.map_err(|failure| failure.message.key.to_string()),
                found.map_err(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn a_cell_that_means_nothing_is_a_fault_at_its_column() {
        let table = read("单位表,,\n名称,No.,\n甲,1,\n乙,一,\n".as_bytes()).unwrap();
        let header = Header::find(&table, HEADERS, &["name"], "none");
        let mut plan = Plan::begin(&header);
        let header = header.unwrap();
        for mut reading in header.rows(&table) {
            let mut row = (String::new(), 9);
            reading.text("name", &mut row.0);
            reading.put("sort", &mut row.1, "not-a-number", |text| text.parse().ok());
            plan.faults.append(&mut reading.faults);
            plan.rows.push(row);
        }
        plan.end(&header);
        assert_eq!(plan.rows, [("甲".to_owned(), 1), ("乙".to_owned(), 9)]);
        let refused = plan.accept().unwrap_err();
        assert_eq!((refused.message.key.as_ref(), refused.more.len()), ("intake-refused", 1));
        assert_eq!(
            (refused.more[0].message.key.as_ref(), refused.more[0].field.as_deref()),
            ("not-a-number", Some("4:No."))
        );
        let empty = read("名称,排序\n".as_bytes()).unwrap();
        let header = Header::find(&empty, HEADERS, &["name"], "none");
        let mut plan: Plan<()> = Plan::begin(&header);
        plan.end(&header.unwrap());
        assert_eq!(plan.accept().unwrap_err().more[0].message.key, "intake-no-rows");
    }
}
