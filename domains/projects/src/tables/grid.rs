//! A table to be printed: its rows in the order of the office, with totals and groups. Pure; how it is drawn (a page, a
//! workbook, CSV) is said elsewhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use qipan_kernel::{Fen, Id, Message};

use super::columns::{Column, Group, Sort, TableKind};
use super::model::{At, Held, Value};
use super::values::{Names, amount, value};
use crate::book::model::{Kind, Level, Stage};
use crate::invest::rules::Ratio;
use crate::nodes::model::NodeKind;

/// A row.
#[derive(Clone, PartialEq, Debug)]
pub enum Line {
    /// A total of some projects, with its label and its cells.
    Total(String, Vec<Value>),
    /// A group with its number, its label and its subtotals.
    Group(String, String, Vec<Value>),
    /// A project.
    Item(Item),
}

/// The row of a project, or of one of its steps.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// The project.
    pub project: Id,
    /// Its cells.
    pub cells: Vec<Value>,
    /// It goes on from the row above: the same project's next step.
    pub goes_on: bool,
}

/// A table.
#[derive(Clone, PartialEq, Debug)]
pub struct Grid {
    /// Which.
    pub kind: TableKind,
    /// Its time.
    pub at: At,
    /// Its rows.
    pub lines: Vec<Line>,
    /// How many projects it has.
    pub projects: usize,
}

/// Whether a project belongs into a table.
pub fn belongs(kind: TableKind, held: &Held) -> bool {
    let project = &held.project;
    let listed = held.year.as_ref().filter(|year| year.left_on.is_none());
    match kind {
        TableKind::Monthly | TableKind::TenDay | TableKind::Goals | TableKind::Targets => listed.is_some(),
        TableKind::Site => {
            listed.is_some() && project.stage >= Stage::Started && project.stage < Stage::Completed
        }
        TableKind::Permits => {
            project.stage < Stage::Started
                && held.nodes.iter().any(|node| node.kind == NodeKind::Permit && !node.withdrawn())
        }
        TableKind::FiveYear => held.term.is_some(),
        TableKind::Funds => listed.is_some() || !held.funds.0.is_empty(),
        TableKind::Participants => !held.contracts.is_empty(),
        TableKind::Promotion => {
            project.data.kind != Kind::Government
                && (Stage::Negotiating..=Stage::Started).contains(&project.stage)
        }
    }
}

/// The words of a head.
pub fn head(column: Column, at: At, names: &Names<'_>) -> String {
    let message = Message::new(column.key())
        .with("year", at.year.to_string())
        .with("month", i64::from(at.month))
        .with("part", ten_day(at.part, names));
    names.words.msg(names.lang, &message).into_owned()
}

/// 上旬, 中旬, 下旬; empty for none.
fn ten_day(part: u32, names: &Names<'_>) -> String {
    match part {
        1 => names.t("invest-part-1"),
        2 => names.t("invest-part-2"),
        3 => names.t("invest-part-3"),
        _ => String::new(),
    }
}

/// The words of a head over several columns.
pub fn group_head(group: Group, names: &Names<'_>) -> String {
    let message = match group {
        Group::Done => Message::new("table-group-done"),
        Group::Month => Message::new("table-group-month"),
        Group::Leaders => Message::new("table-group-leaders"),
        Group::Sources => Message::new("table-group-sources"),
        Group::PaidIn => Message::new("table-group-paid-in"),
        Group::FundYear => Message::new("table-group-fund-year"),
        Group::Contract => Message::new("table-group-contract"),
        Group::Term => Message::new("table-group-term"),
        Group::Site => Message::new("table-group-site"),
        Group::OfMonth(month) => Message::new("invest-month-of").with("month", i64::from(month)),
    };
    names.words.msg(names.lang, &message).into_owned()
}

/// The title of a table.
pub fn title(kind: TableKind, at: At, names: &Names<'_>) -> String {
    let key = match kind {
        TableKind::Monthly => "table-title-monthly",
        TableKind::TenDay => "table-title-ten-day",
        TableKind::Goals => "table-title-goals",
        TableKind::Site => "table-title-site",
        TableKind::Permits => "table-title-permits",
        TableKind::Targets => "table-title-targets",
        TableKind::FiveYear => "table-title-five-year",
        TableKind::Promotion => "table-title-promotion",
        TableKind::Funds => "table-title-funds",
        TableKind::Participants => "table-title-participants",
    };
    let message = Message::new(key)
        .with("year", at.year.to_string())
        .with("last", (at.year + 4).to_string())
        .with("month", i64::from(at.month))
        .with("part", ten_day(at.part, names));
    names.words.msg(names.lang, &message).into_owned()
}

/// The line that names the unit of amounts, where a table has any.
pub fn unit_line(kind: TableKind, names: &Names<'_>) -> String {
    let amounts = kind.columns().iter().any(|column| column.sort() == Sort::Amount);
    if amounts { names.t("table-unit-line") } else { String::new() }
}

/// The note under a table.
pub fn foot(kind: TableKind, names: &Names<'_>) -> String {
    names.t(match kind {
        TableKind::Funds => "table-foot-funds",
        TableKind::Participants | TableKind::Permits => "table-foot-star",
        _ => "table-foot",
    })
}

/// Sums of the columns of amounts.
#[derive(Clone, Default)]
struct Sums {
    /// Projects that are no part of another in the table.
    count: usize,
    /// Projects that are.
    parts: usize,
    amounts: BTreeMap<Column, i64>,
}

impl Sums {
    /// Adds a project; of one whose money is in the whole that it is part of, only what is booked by itself.
    fn add(&mut self, kind: TableKind, held: &Held, at: At, whole: bool) {
        *if whole { &mut self.count } else { &mut self.parts } += 1;
        let amounts = kind.columns().iter().filter(|column| column.sort() == Sort::Amount);
        for column in amounts.filter(|column| whole || column.of_ledger()) {
            if let Some(amount) = amount(*column, held, at) {
                *self.amounts.entry(*column).or_default() += amount.0;
            }
        }
    }

    fn cells(&self, kind: TableKind) -> Vec<Value> {
        let of = |column: Column| self.amounts.get(&column).copied();
        let cells = kind.columns().iter().map(|column| match column.sort() {
            Sort::Amount => Value::amount(of(*column).map(Fen)),
            Sort::Share => {
                let parts = column.share_of().and_then(|(done, plan)| Some((of(done)?, of(plan)?)));
                parts.and_then(|(done, plan)| Ratio::of(done, plan)).map_or(Value::Nothing, Value::Share)
            }
            _ => Value::Nothing,
        });
        cells.collect()
    }
}

/// Makes a table of projects: those that belong into it, parts after what they are part of, by industry.
pub fn grid(kind: TableKind, at: At, all: &[Held], names: &Names<'_>) -> Grid {
    let mut held: Vec<&Held> = all.iter().filter(|one| belongs(kind, one)).collect();
    let there: HashSet<Id> = held.iter().map(|one| one.project.id).collect();
    let parent = |one: &Held| one.project.data.parent.filter(|parent| there.contains(parent));
    // A part stands in the group of what it is part of.
    let industry_of: HashMap<Id, String> =
        held.iter().map(|one| (one.project.id, one.project.data.industry.clone())).collect();
    let mut order: Vec<String> = Vec::new();
    for one in &held {
        if parent(one).is_none() && !order.contains(&one.project.data.industry) {
            order.push(one.project.data.industry.clone());
        }
    }
    let place: HashMap<&String, usize> =
        order.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let group = |one: &Held| {
        let whole = parent(one).unwrap_or(one.project.id);
        industry_of.get(&whole).and_then(|name| place.get(name)).copied().unwrap_or(usize::MAX)
    };
    held.sort_by_cached_key(|one| {
        let parent = parent(one);
        (group(one), parent.unwrap_or(one.project.id), parent.is_some(), one.project.id)
    });
    // Counted and added up once for all, once for its kind, once for its group; money of parts is in the whole.
    let mut all_sums = Sums::default();
    let (mut building, mut preparing) = (Sums::default(), Sums::default());
    let mut groups = vec![Sums::default(); order.len() + 1];
    for one in &held {
        let begun = one.project.stage >= Stage::Started;
        let mine = group(one).min(order.len());
        let whole = parent(one).is_none();
        for sums in [&mut all_sums, if begun { &mut building } else { &mut preparing }, &mut groups[mine]] {
            sums.add(kind, one, at, whole);
        }
    }
    let mut lines = Vec::new();
    if !held.is_empty() && kind != TableKind::Permits {
        lines.push(total("table-all", &all_sums, kind, names));
        if kind == TableKind::Monthly {
            lines.push(total("table-building", &building, kind, names));
            lines.push(total("table-preparing", &preparing, kind, names));
        }
    }
    let (mut last, mut serial, mut numbered) = (usize::MAX, 0, 0);
    for one in &held {
        let mine = group(one).min(order.len());
        if mine != last {
            last = mine;
            numbered += 1;
            let label = Message::new("table-group")
                .with("name", order.get(mine).cloned().unwrap_or_default())
                .with("count", groups[mine].count)
                .with("parts", groups[mine].parts);
            let number = names.t("table-group-number");
            let number =
                if number == "A" { letter(numbered) } else { qipan_web::cells::chinese_number(numbered) };
            let label = names.words.msg(names.lang, &label).into_owned();
            lines.push(Line::Group(number, label, groups[mine].cells(kind)));
        }
        serial += 1;
        let part = parent(one).is_some();
        let rows = match kind {
            TableKind::Permits => super::permits::rows(one, names),
            TableKind::Funds => super::funds::rows(one, at, names),
            TableKind::Participants => super::participants::rows(one, names),
            _ => vec![kind.columns().iter().map(|column| value(*column, one, at, names)).collect()],
        };
        for (place, mut cells) in rows.into_iter().enumerate() {
            for (column, cell) in kind.columns().iter().zip(&mut cells) {
                *cell = match column {
                    column if place > 0 && column.of_project() => Value::Nothing,
                    Column::Serial => Value::Count(serial),
                    Column::Name => Value::Text(name(one, part, names)),
                    Column::Total | Column::Investor | Column::Client | Column::FundPaid | Column::Leader => {
                        value(*column, one, at, names)
                    }
                    _ => continue,
                };
            }
            lines.push(Line::Item(Item { project: one.project.id, cells, goes_on: place > 0 }));
        }
    }
    Grid { kind, at, lines, projects: held.len() }
}

/// The name as tables print it: ★ for what the state, province or city lists, “其中：” for parts.
pub fn name(one: &Held, part: bool, names: &Names<'_>) -> String {
    let star = if one.project.data.level == Level::District { "" } else { "★" };
    let part = if part { names.t("table-part") } else { String::new() };
    format!("{part}{star}{}", one.project.data.name)
}

fn letter(number: usize) -> String {
    char::from_u32('A' as u32 + (number as u32 - 1) % 26).unwrap_or('A').to_string()
}

fn total(key: &'static str, sums: &Sums, kind: TableKind, names: &Names<'_>) -> Line {
    let label = Message::new(key).with("count", sums.count).with("parts", sums.parts);
    let label = names.words.msg(names.lang, &label).into_owned();
    Line::Total(label, sums.cells(kind))
}
