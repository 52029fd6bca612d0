//! Totals and subtotals of a file held against its own rows. Pure.

use std::collections::HashSet;

use qipan_accounts::table::cell_name;
use qipan_kernel::{Fen, Id, Message};

use super::columns::{Column, Sort};
use super::figures::{Figure, Unit, amount};
use super::model::Held;
use super::plan::{Remark, RowReport};
use super::reading::{RowIn, RowKind, Sum, TableIn};
use crate::book::model::Stage;

/// What an item adds to totals.
struct Item<'a> {
    row: &'a RowIn,
    /// Its money is in the project that it is part of.
    part: bool,
    /// Building has begun; `None` where the project is not known.
    begun: Option<bool>,
    /// It is the first row of its project.
    first: bool,
    /// It adds up the rows of its project.
    adds: bool,
}

impl Item<'_> {
    fn counts(&self, column: Column) -> bool {
        if column.of_ledger() { !self.adds } else { !self.part }
    }
}

/// What does not agree: sums of amounts, and counts.
pub fn check(table: &TableIn, reports: &[RowReport], held: &[Held], sheet: &str) -> Vec<Remark> {
    let known =
        |id: Id| held.binary_search_by_key(&id, |one| one.project.id).ok().map(|at| &held[at].project);
    let there: HashSet<Id> = reports.iter().filter_map(|report| report.project).collect();
    let marker = table.kind.marker();
    let mut before = "";
    let items: Vec<Item<'_>> = table
        .rows
        .iter()
        .zip(reports)
        .filter_map(|(row, report)| {
            let RowKind::Item { part, name } = &row.kind else { return None };
            let first = marker.is_none() || before != name;
            before = name;
            let project = report.project.and_then(known);
            let of_another =
                project.and_then(|project| project.data.parent).is_some_and(|parent| there.contains(&parent));
            Some(Item {
                row,
                part: *part || of_another,
                begun: project.map(|project| project.stage >= Stage::Started),
                first,
                adds: row.adds_up(table.kind),
            })
        })
        .collect();
    let mut found = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        let (sum, count) = match &row.kind {
            RowKind::Total(sum, count) => (*sum, *count),
            RowKind::Group(_, count) => (Sum::Group, *count),
            _ => continue,
        };
        let heads_group = matches!(row.kind, RowKind::Group(..));
        let bounds = if sum == Sum::Group { group(table, place, heads_group) } else { (0, usize::MAX) };
        let lines = |item: &&Item<'_>| (bounds.0..bounds.1).contains(&item.row.line);
        let mine: Vec<&Item<'_>> = items.iter().filter(lines).collect();
        let kinds = matches!(sum, Sum::Building | Sum::Preparing);
        if kinds && mine.iter().any(|item| item.begun.is_none()) {
            continue;
        }
        let wanted = |item: &&&Item<'_>| match sum {
            Sum::Building => item.begun == Some(true),
            Sum::Preparing => item.begun == Some(false),
            _ => true,
        };
        let mine: Vec<&&Item<'_>> = mine.iter().filter(wanted).collect();
        if let Some(said) = count {
            let projects = || mine.iter().filter(|item| item.first);
            let (all, whole) = (projects().count(), projects().filter(|item| !item.part).count());
            if said != all && said != whole {
                let message = Message::new("table-count-other").with("said", said).with("found", whole);
                found.push(remark(table, row, Column::Name, sheet, message));
            }
        }
        for (column, (_, text)) in row.cells.iter().filter(|(column, _)| column.sort() == Sort::Amount) {
            let unit = unit(table, *column);
            let Ok(Some(said)) = amount(text, unit) else { continue };
            let figures: Vec<Figure> = mine
                .iter()
                .filter(|item| item.counts(*column))
                .filter_map(|item| amount(&item.row.cells.get(column)?.1, unit).ok().flatten())
                .collect();
            // Without a figure in any row there is nothing to add up.
            if figures.is_empty() {
                continue;
            }
            let sum: i128 = figures.iter().map(|figure| i128::from(figure.fen)).sum();
            let slack: i128 =
                figures.iter().map(|figure| i128::from(figure.ulp)).sum::<i128>() + i128::from(said.ulp);
            if (i128::from(said.fen) - sum).abs() * 2 > slack {
                let sum = i64::try_from(sum).unwrap_or(i64::MAX);
                let message = Message::new("table-sum-other")
                    .with("said", Fen(said.fen).wan())
                    .with("found", Fen(sum).wan());
                found.push(remark(table, row, *column, sheet, message));
            }
        }
    }
    found
}

/// The lines of a group: below its head, or above its subtotal.
fn group(table: &TableIn, place: usize, heads: bool) -> (usize, usize) {
    let line = table.rows[place].line;
    let bound = |row: &&RowIn| matches!(row.kind, RowKind::Group(..) | RowKind::Total(..));
    if heads {
        let end = table.rows[place + 1..].iter().find(|row| matches!(row.kind, RowKind::Group(..)));
        (line + 1, end.map_or(usize::MAX, |row| row.line))
    } else {
        let start = table.rows[..place].iter().rev().find(bound);
        (start.map_or(0, |row| row.line + 1), line)
    }
}

fn unit(table: &TableIn, column: Column) -> Unit {
    let head = table.heads.iter().find(|head| head.column == column);
    head.and_then(|head| head.unit).or(table.unit).unwrap_or(Unit::Wan)
}

fn remark(table: &TableIn, row: &RowIn, column: Column, sheet: &str, message: Message) -> Remark {
    let head = table.heads.iter().find(|head| head.column == column);
    Remark {
        sheet: sheet.to_owned(),
        cell: head.map_or_else(|| row.line.to_string(), |head| cell_name(row.line, head.index)),
        head: head.map(|head| head.text.clone()).unwrap_or_default(),
        message,
    }
}
