//! Taking a table out: what it holds, and the file that it becomes.

use qipan_kernel::{Id, Outcome};
use qipan_store::Tx;

use super::columns::{Column, TableKind};
use super::grid::{Grid, belongs, grid};
use super::model::{At, Held};
use super::values::Names;
use super::{csv, site, store, xlsx};
use crate::book::store::Filter;
use crate::problems::model::State;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A workbook.
    Xlsx,
    /// Comma-separated values.
    Csv,
}

impl Form {
    /// The end of a file's name, and its media type.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Form::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Form::Csv => ("csv", "text/csv; charset=utf-8"),
        }
    }
}

/// The projects of a table that units may see (`None`: all).
pub fn held(tx: &mut Tx<'_>, kind: TableKind, at: At, visible: Option<Vec<Id>>) -> Outcome<Vec<Held>> {
    // Money and contracts stay when a project has ended.
    let with_ended = matches!(kind, TableKind::Funds | TableKind::Participants);
    let filter = Filter { visible: visible.clone(), year: at.year, with_ended, ..Filter::default() };
    let mut all = store::held(tx, &filter, at)?;
    if matches!(kind, TableKind::Site | TableKind::Permits) {
        store::with_nodes(tx, &mut all)?;
    }
    with_money(tx, kind, &mut all)?;
    let prints = |column: &Column| matches!(column, Column::Problems | Column::Coordinate);
    if kind.columns().iter().any(prints) {
        store::with_problems(tx, &mut all, visible, State::unsolved)?;
    }
    all.retain(|one| belongs(kind, one));
    Ok(all)
}

/// Adds the money or the contracts that a table prints.
pub(super) fn with_money(tx: &mut Tx<'_>, kind: TableKind, all: &mut [Held]) -> Outcome<()> {
    match kind {
        TableKind::Funds => store::with_funds(tx, all),
        TableKind::Participants => store::with_contracts(tx, all),
        _ => Ok(()),
    }
}

/// A table of these projects.
pub fn made(kind: TableKind, at: At, all: &[Held], names: &Names<'_>) -> Grid {
    grid(kind, at, all, names)
}

/// A table of these projects as a file.
pub fn file(kind: TableKind, at: At, all: &[Held], names: &Names<'_>, form: Form) -> Outcome<Vec<u8>> {
    match (kind, form) {
        (TableKind::Site, Form::Xlsx) => site::xlsx(at, all, names),
        (TableKind::Site, Form::Csv) => Ok(site::csv(at, all, names)),
        (_, Form::Xlsx) => xlsx::xlsx(&made(kind, at, all, names), names),
        (_, Form::Csv) => Ok(csv::csv(&made(kind, at, all, names), names)),
    }
}
