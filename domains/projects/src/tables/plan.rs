//! What the rows of a table would do: each becomes changes of a project, cell by cell, or is refused with what is wrong in
//! which cell. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use qipan_accounts::people::Roster;
use qipan_accounts::table::cell_name;
use qipan_kernel::{Day, Fen, Id, Message};
use serde::Serialize;

use super::columns::{Column, Sort, TableKind};
use super::figures::Unit;
use super::matching::{Index, Match};
use super::model::{At, Choice, Held};
use super::reading::{RowIn, RowKind, TableIn};
use super::row::{Draft, RowReader, Running};
use super::sums;
use super::values::Names;
use crate::book::model::{Kind, Level};

/// What a person chooses for a whole file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which table it is; found out where it is not said.
    pub kind: Option<TableKind>,
    /// The year; the title's where it is not said.
    pub year: Option<i32>,
    /// The month; the title's or the heads' where it is not said.
    pub month: Option<u32>,
    /// The ten-day.
    pub part: Option<u32>,
    /// Why plans and data change: needed where any does.
    pub reason: String,
    /// Rows that no project is like are entered as new ones.
    pub create: bool,
    /// Lead unit of new projects whose row names none.
    pub lead_unit: Option<Id>,
    /// Line of new projects.
    pub line: Option<Id>,
    /// Whose money new projects are.
    pub money: Option<Kind>,
    /// Level of new projects whose row says none.
    pub level: Option<Level>,
    /// Industry of new projects that stand in no group.
    pub industry: String,
    /// A cumulative amount that stands as before is an entry of nothing for its month.
    pub zeros: bool,
    /// Problems that the project does not have open are not told.
    pub leave_problems: bool,
    /// Totals and shares that do not agree were looked at by a person.
    pub accept_sums: bool,
    /// Rows with something wrong are left out; without it they keep the whole file out.
    pub leave_faulty: bool,
    /// What rows are taken for, by sheet and line (`1!12`).
    pub choices: BTreeMap<String, Choice>,
}

/// Something about a cell.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Remark {
    /// The sheet, empty where a file has only one.
    pub sheet: String,
    /// The cell as spreadsheets name it (`C7`); the line alone when no cell is meant.
    pub cell: String,
    /// Its head.
    pub head: String,
    /// What is said.
    pub message: Message,
}

/// What a cell changes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// The cell.
    pub cell: String,
    /// Its head.
    pub head: String,
    /// What is held.
    pub was: String,
    /// What is to be held.
    pub becomes: String,
}

/// What became, or would become, of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It changes a project.
    Changed,
    /// Everything that it says is held already.
    Same,
    /// It is a project that the book does not have yet.
    New,
    /// A person must say which project it is.
    Ask,
    /// Something in it is wrong.
    Faulty,
    /// A person left it out.
    Skipped,
    /// A group, a total, heads, a note.
    Other,
}

/// One row of the file.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RowReport {
    /// Number of its sheet, from 1.
    pub sheet: usize,
    /// Its line, from 1.
    pub line: usize,
    /// The name that it gives, or the words of the group or total.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// The project that it means.
    pub project: Option<Id>,
    /// The name of that project.
    pub known_as: String,
    /// Projects with names like it.
    pub near: Vec<(Id, String)>,
    /// What it changes.
    pub changes: Vec<Change>,
    /// What is wrong.
    pub faults: Vec<Remark>,
    /// What is to be known, and stops nothing.
    pub notes: Vec<Remark>,
}

impl RowReport {
    /// It changes what needs a reason, and none was given.
    pub fn needs_reason(&self) -> bool {
        let keys = ["table-reason-needed", "table-correction-needed"];
        self.notes.iter().any(|note| keys.contains(&note.message.key.as_ref()))
    }
}

/// A row that can be carried out.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its place among the rows of the report.
    pub row: usize,
    /// Where the project stands among the held; `None` for a new one.
    pub held: Option<usize>,
    /// What is to be held.
    pub draft: Draft,
}

/// The plan of a file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which table it is.
    pub kind: TableKind,
    /// The time it speaks of.
    pub at: At,
    /// Every row below the heads.
    pub rows: Vec<RowReport>,
    /// What can be carried out.
    pub planned: Vec<Planned>,
    /// Totals and shares that do not agree.
    pub sums: Vec<Remark>,
    /// What is to be known of the file as a whole.
    pub notes: Vec<Remark>,
    /// Heads that were not understood; their columns were not read.
    pub unknown_heads: Vec<String>,
}

/// What rows are held against.
pub struct Against<'a> {
    /// The projects that the actor may see.
    pub held: &'a [Held],
    /// Names and words.
    pub names: Names<'a>,
    /// Posts and people.
    pub roster: &'a Roster,
    /// The day of the act.
    pub today: Day,
    /// The actor may change what is written down of projects, and their plans.
    pub manages: bool,
    /// What a person chose for the whole file.
    pub options: &'a Options,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: &'a str,
}

/// The time that a file speaks of: as chosen, else as its title and heads say, else the month before today's.
pub fn time_of(tables: &[TableIn], options: &Options, today: Day) -> At {
    let kind = tables.first().map_or(TableKind::Monthly, |table| table.kind);
    let said = |pick: fn(&TableIn) -> Option<u32>| tables.iter().find_map(pick);
    let year = options.year.or_else(|| tables.iter().find_map(|table| table.period.year));
    let month = options.month.or_else(|| said(|table| table.period.month));
    let part = options.part.or_else(|| said(|table| table.period.part));
    let last = today.month_start() - 1;
    let last = if today == today.month_end() { today } else { last };
    At::of(kind, year.unwrap_or(last.year()), month.unwrap_or(last.ymd().1), part.unwrap_or(1))
}

/// Plans the tables of a file.
pub fn plan(tables: &[TableIn], at: At, against: &Against<'_>) -> Plan {
    let index = Index::of(against.held);
    let mut plan = Plan {
        kind: tables.first().map_or(TableKind::Monthly, |table| table.kind),
        at,
        rows: Vec::new(),
        planned: Vec::new(),
        sums: Vec::new(),
        notes: Vec::new(),
        unknown_heads: Vec::new(),
    };
    let mut before = Before::default();
    let several = tables.len() > 1;
    for (number, table) in tables.iter().enumerate() {
        plan.unknown_heads.extend(table.unknown.iter().cloned());
        let sheet = if several { table.sheet.clone() } else { String::new() };
        let amounts = table.heads.iter().any(|head| head.column.sort() == Sort::Amount);
        if amounts && table.unit.is_none() && table.heads.iter().all(|head| head.unit.is_none()) {
            plan.notes.push(Remark {
                sheet: sheet.clone(),
                cell: String::new(),
                head: String::new(),
                message: Message::new("table-unit-supposed"),
            });
        }
        let first = plan.rows.len();
        let mut group = String::new();
        for row in &table.rows {
            if let RowKind::Group(name, _) = &row.kind {
                group.clone_from(name);
            }
            let place = Place { number: number + 1, sheet: &sheet, table, row, group: &group };
            let report = one(&mut plan, &place, (at, against, &index), &mut before);
            plan.rows.push(report);
        }
        let reports = &plan.rows[first..];
        let found = sums::check(table, reports, against.held, &sheet);
        plan.sums.extend(found);
    }
    plan
}

/// What the rows before have come to.
#[derive(Default)]
struct Before {
    /// The cells that name projects of which a table has one row.
    seen: HashMap<Id, String>,
    /// Names of projects that are entered.
    names: HashSet<String>,
    /// Of projects that have several rows, by their place among the held.
    running: HashMap<usize, Running>,
}

/// Where a row stands.
pub(super) struct Place<'a> {
    number: usize,
    /// The sheet's name, where there are several.
    pub(super) sheet: &'a str,
    /// Its table.
    pub(super) table: &'a TableIn,
    /// The row.
    pub(super) row: &'a RowIn,
    /// The group it stands in.
    pub(super) group: &'a str,
}

impl Place<'_> {
    /// The unit of a column's amounts.
    pub(super) fn unit(&self, column: Column) -> Unit {
        let head = self.table.heads.iter().find(|head| head.column == column);
        head.and_then(|head| head.unit).or(self.table.unit).unwrap_or(Unit::Wan)
    }

    /// Something about the cell of a column, or about the line where there is no such cell.
    pub(super) fn remark(&self, column: Column, message: Message) -> Remark {
        let head = self.table.heads.iter().find(|head| head.column == column);
        let own = self.row.cells.get(&column).or_else(|| self.row.broken.get(&column));
        let cell = match (head, own) {
            (Some(head), _) if head.line.is_some_and(|_| !self.row.cells.contains_key(&Column::NodeName)) => {
                cell_name(head.line.unwrap_or(self.row.line), head.index)
            }
            (_, Some((index, _))) => cell_name(self.row.line, *index),
            (Some(head), None) => cell_name(self.row.line, head.index),
            (None, None) => self.row.line.to_string(),
        };
        let head = head.map(|head| head.text.clone()).unwrap_or_default();
        Remark { sheet: self.sheet.to_owned(), cell, head, message }
    }
}

fn one(
    plan: &mut Plan,
    place: &Place<'_>,
    (at, against, index): (At, &Against<'_>, &Index<'_>),
    before: &mut Before,
) -> RowReport {
    let row = place.row;
    let mut report = RowReport {
        sheet: place.number,
        line: row.line,
        name: String::new(),
        fate: Fate::Other,
        project: None,
        known_as: String::new(),
        near: Vec::new(),
        changes: Vec::new(),
        faults: Vec::new(),
        notes: Vec::new(),
    };
    let name = match &row.kind {
        RowKind::Item { name, .. } => name,
        RowKind::Group(name, _) => {
            report.name.clone_from(name);
            return report;
        }
        _ => {
            report.name = row.cells.get(&Column::Name).map(|(_, text)| text.clone()).unwrap_or_default();
            return report;
        }
    };
    report.name.clone_from(name);
    if name.is_empty() {
        report.fate = Fate::Faulty;
        report.faults.push(place.remark(Column::Name, Message::new("table-name-missing")));
        return report;
    }
    let chosen = against.options.choices.get(&format!("{}!{}", place.number, row.line)).copied();
    let code = row.cells.get(&Column::Code).map_or("", |(_, text)| text.as_str());
    let held = match (chosen, index.find(name, code)) {
        (Some(Choice::Skip), _) => {
            report.fate = Fate::Skipped;
            return report;
        }
        (Some(Choice::Project(id)), _) => {
            let place = against.held.iter().position(|one| one.project.id == id);
            if place.is_none() {
                report.fate = Fate::Ask;
                return report;
            }
            place
        }
        (Some(Choice::New), _) => None,
        (None, Match::One(place)) => Some(place),
        (None, Match::Near(near)) => {
            let offered = near.iter().map(|place| &against.held[*place].project);
            report.near = offered.map(|project| (project.id, project.data.name.clone())).collect();
            if !(report.near.is_empty() && against.options.create) {
                report.fate = Fate::Ask;
                return report;
            }
            None
        }
    };
    if let Some(held) = held {
        let project = &against.held[held].project;
        (report.project, report.known_as) = (Some(project.id), project.data.name.clone());
        let here = place.remark(Column::Name, Message::new("table-twice"));
        // A project may have a row for each of its steps, sources or contracts.
        if !place.table.kind.marker().is_some_and(|marker| row.cells.contains_key(&marker))
            && let Some(first) = before.seen.insert(project.id, here.cell.clone())
        {
            report.fate = Fate::Faulty;
            let message =
                Message::new("table-twice").with("name", project.data.name.as_str()).with("cell", first);
            report.faults.push(place.remark(Column::Name, message));
            return report;
        }
    } else if place.table.kind.of_known() {
        report.fate = Fate::Faulty;
        report.faults.push(place.remark(Column::Name, Message::new("table-project-first")));
        return report;
    } else if !before.names.insert(super::matching::key(name)) {
        report.fate = Fate::Faulty;
        let message = Message::new("table-twice").with("name", name.as_str()).with("cell", "");
        report.faults.push(place.remark(Column::Name, message));
        return report;
    }
    let known = held.map(|place| &against.held[place]);
    let fresh = || Running { grounds: known.and_then(|one| one.grounds.clone()), ..Running::default() };
    let running = held.and_then(|place| before.running.get(&place).cloned()).unwrap_or_else(fresh);
    let read = RowReader::new(place, at, against, known, name, running).read();
    if let Some(place) = held.filter(|_| read.faults.is_empty()) {
        before.running.insert(place, read.running);
    }
    (report.changes, report.faults, report.notes) = (read.changes, read.faults, read.notes);
    report.fate = match (report.faults.is_empty(), held, report.changes.is_empty()) {
        (false, _, _) => Fate::Faulty,
        (true, None, _) => Fate::New,
        (true, Some(_), true) => Fate::Same,
        (true, Some(_), false) => Fate::Changed,
    };
    if matches!(report.fate, Fate::New | Fate::Changed) {
        plan.planned.push(Planned { row: plan.rows.len(), held, draft: read.draft });
    }
    plan.sums.extend(read.sums);
    report
}

/// The amount of fen in 万元 as the report shows it.
pub(super) fn shown(amount: Option<Fen>) -> String {
    amount.map(Fen::wan).unwrap_or_default()
}
