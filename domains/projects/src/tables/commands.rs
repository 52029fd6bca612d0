//! Reading a table in: a dry run that writes nothing, and one act that carries everything out or nothing.

use std::collections::BTreeSet;

use qipan_accounts::Units;
use qipan_accounts::access::{self, Act};
use qipan_accounts::people::Roster;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Context, Failure, Id, Outcome};
use qipan_store::{Tx, journal};
use qipan_web::{Lang, Words};
use serde::Serialize;
use serde_json::json;

use super::columns::{Column, TableKind};
use super::export;
use super::matching::{Index, Match};
use super::model::{Choice, Held};
use super::plan::{Against, Fate, Options, Plan, Planned, Remark, RowReport, plan, time_of};
use super::reading::{Head, RowKind, TableIn, read};
use super::store;
use super::values::Names;
use crate::book::commands::{CHANGED, checked, create, listed_first};
use crate::book::model::Project;
use crate::book::store::{self as book, Filter};
use crate::invest::model::EntryInput;
use crate::money::commands::Grounds;
use crate::problems::model::{ProblemInput, State};
use crate::{contracts, invest, money, nodes, problems};

/// What an import did, or would do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Imported {
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// Which table it is.
    pub kind: TableKind,
    /// The year that it speaks of.
    pub year: i32,
    /// The month.
    pub month: u32,
    /// The ten-day; 0 where there is none.
    pub part: u32,
    /// It was carried out; `false` after a dry run.
    pub applied: bool,
    /// Rows that change a project.
    pub changed: usize,
    /// Rows whose words are held already.
    pub same: usize,
    /// Projects that are entered.
    pub new: usize,
    /// Rows for which a person must say which project they mean.
    pub ask: usize,
    /// Rows with something wrong.
    pub faulty: usize,
    /// Problems that rows tell.
    pub problems: usize,
    /// Totals and shares that do not agree.
    pub sums: Vec<Remark>,
    /// What is to be known of the file.
    pub notes: Vec<Remark>,
    /// Heads that were not understood; their columns were not read.
    pub unknown_heads: Vec<String>,
    /// Every row below the heads.
    pub rows: Vec<RowReport>,
}

impl Imported {
    fn of(digest: &str, plan: Plan) -> Imported {
        let count = |fate| plan.rows.iter().filter(|row| row.fate == fate).count();
        Imported {
            digest: digest.to_owned(),
            kind: plan.kind,
            year: plan.at.year,
            month: plan.at.month,
            part: plan.at.part,
            applied: false,
            changed: count(Fate::Changed),
            same: count(Fate::Same),
            new: count(Fate::New),
            ask: count(Fate::Ask),
            faulty: count(Fate::Faulty),
            problems: plan.planned.iter().map(|row| row.draft.problems.len()).sum(),
            sums: plan.sums,
            notes: plan.notes,
            unknown_heads: plan.unknown_heads,
            rows: plan.rows,
        }
    }

    /// What keeps it from being carried out, with these options.
    pub fn blocked(&self, options: &Options) -> Option<Failure> {
        let (faulty, ask) = (self.faulty, self.ask);
        let reasoned = !options.reason.trim().is_empty();
        if faulty > 0 && !options.leave_faulty {
            return Some(Failure::invalid("table-blocked-faulty").with("count", faulty).at("file"));
        }
        if ask > 0 && !options.leave_faulty {
            return Some(Failure::invalid("table-blocked-ask").with("count", ask).at("file"));
        }
        if !self.sums.is_empty() && !options.accept_sums {
            return Some(
                Failure::invalid("table-blocked-sums").with("count", self.sums.len()).at("accept_sums"),
            );
        }
        if !reasoned && self.rows.iter().any(RowReport::needs_reason) {
            return Some(Failure::invalid("project-reason-missing").at("reason"));
        }
        None
    }
}

/// The file that is read.
pub struct File<'f> {
    /// Its tables.
    pub tables: &'f [TableIn],
    /// Its digest.
    pub digest: &'f str,
}

/// The tables of a file, found out or as chosen.
///
/// # Errors
/// Those of `reading::read`.
pub fn tables(bytes: &[u8], options: &Options) -> Outcome<Vec<TableIn>> {
    read(bytes, options.kind)
}

fn planned(
    tx: &mut Tx<'_>,
    context: &Context,
    (words, lang): (&Words, Lang),
    file: &File<'_>,
    options: &Options,
) -> Outcome<(Plan, Vec<Held>)> {
    access::require(&context.actor, Act::ProjectReport)?;
    let (units, roster) = (Units::load(tx)?, Roster::load(tx)?);
    let today = context.now.day();
    let at = time_of(file.tables, options, today);
    let visible = access::visible_units(&context.actor).map(<[Id]>::to_vec);
    let mut held =
        store::held(tx, &Filter { visible, year: at.year, with_ended: true, ..Filter::default() }, at)?;
    let kind = file.tables.first().map(|table| &table.kind);
    if matches!(kind, Some(TableKind::Site | TableKind::Permits)) {
        store::with_nodes(tx, &mut held)?;
    }
    let tells = |head: &Head| matches!(head.column, Column::Problems | Column::Coordinate);
    if file.tables.iter().flat_map(|table| &table.heads).any(tells) {
        // Whoever tells of a problem again does not open it twice, whoever has it.
        store::with_problems(tx, &mut held, None, State::is_open)?;
    }
    if let Some(kind) = kind.filter(|kind| matches!(kind, TableKind::Funds | TableKind::Participants)) {
        export::with_money(tx, *kind, &mut held)?;
        for place in meant(file.tables, &held, options) {
            held[place].grounds = Some(Grounds::of(tx, &held[place].project)?);
        }
    }
    let against = Against {
        held: &held,
        names: Names { words, lang, units: &units },
        roster: &roster,
        today,
        manages: access::require(&context.actor, Act::ProjectManage).is_ok(),
        options,
        digest: file.digest,
    };
    let made = plan(file.tables, at, &against);
    if made.rows.iter().all(|row| row.fate == Fate::Other) {
        return Err(Failure::invalid("table-no-projects").at("file"));
    }
    Ok((made, held))
}

/// The places of the projects that rows mean.
fn meant(tables: &[TableIn], held: &[Held], options: &Options) -> BTreeSet<usize> {
    let index = Index::of(held);
    let named = tables.iter().flat_map(|table| &table.rows).filter_map(|row| {
        let RowKind::Item { name, .. } = &row.kind else { return None };
        let code = row.cells.get(&Column::Code).map_or("", |(_, text)| text.as_str());
        match index.find(name, code) {
            Match::One(place) => Some(place),
            Match::Near(_) => None,
        }
    });
    let chosen = options.choices.values().filter_map(|choice| match choice {
        Choice::Project(id) => held.binary_search_by_key(id, |one| one.project.id).ok(),
        _ => None,
    });
    named.chain(chosen).collect()
}

/// What reading this file in would do now; changes nothing.
///
/// # Errors
/// Forbidden; `table-no-projects`.
pub fn dry_run(
    tx: &mut Tx<'_>,
    context: &Context,
    words: (&Words, Lang),
    file: &File<'_>,
    options: &Options,
) -> Outcome<Imported> {
    let (plan, _) = planned(tx, context, words, file, options)?;
    Ok(Imported::of(file.digest, plan))
}

/// Carries a file out: every row, or none. The same file a second time changes nothing.
///
/// # Errors
/// Forbidden; what [`Imported::blocked`] names.
pub fn apply(
    acting: &mut Acting<'_, '_>,
    words: (&Words, Lang),
    file: &File<'_>,
    options: &Options,
) -> Outcome<Imported> {
    let (plan, held) = planned(acting.tx, acting.context, words, file, options)?;
    let rows = plan.planned.clone();
    let mut imported = Imported::of(file.digest, plan);
    if let Some(failure) = imported.blocked(options) {
        return Err(failure);
    }
    let ids: Vec<Id> = rows.iter().filter_map(|row| row.held).map(|place| held[place].project.id).collect();
    lock(acting, &ids, &held)?;
    let batch = acting.ids.next(acting.context.now);
    for row in rows {
        let report = &mut imported.rows[row.row];
        let id = carry_out(
            acting,
            (batch, report, &imported_at(&imported.kind, imported.year)),
            &row,
            &held,
            options,
        )?;
        imported.rows[row.row].project = Some(id);
    }
    imported.applied = true;
    let body = json!({
        "digest": imported.digest, "table": imported.kind, "year": imported.year, "month": imported.month,
        "part": imported.part, "changed": imported.changed, "new": imported.new, "same": imported.same,
        "left": imported.faulty + imported.ask, "sums": imported.sums.len(), "reason": options.reason.trim(),
    });
    journal::append(acting.tx, acting.context, "project.table", ("project-table", batch), &body)?;
    Ok(imported)
}

fn imported_at(kind: &TableKind, year: i32) -> (TableKind, i32) {
    (*kind, year)
}

/// Locks what is written to, and refuses when somebody was faster since it was read.
fn lock(acting: &mut Acting<'_, '_>, ids: &[Id], held: &[Held]) -> Outcome<()> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    for (id, changed_at) in store::lock(acting.tx, &ids)? {
        let known = held.binary_search_by_key(&id, |one| one.project.id).ok().map(|at| &held[at].project);
        if known.is_none_or(|project| project.changed_at != changed_at) {
            return Err(Failure::conflict("project-changed-since"));
        }
    }
    Ok(())
}

fn carry_out(
    acting: &mut Acting<'_, '_>,
    (batch, report, (kind, year)): (Id, &RowReport, &(TableKind, i32)),
    row: &Planned,
    held: &[Held],
    options: &Options,
) -> Outcome<Id> {
    let draft = &row.draft;
    let now = acting.context.now;
    let before: Project = match row.held {
        Some(place) => held[place].project.clone(),
        None => create(acting, &draft.data)?,
    };
    let rewritten = row.held.is_some() && (draft.rewritten || draft.year.is_some());
    if rewritten {
        let data = if draft.rewritten {
            checked(acting, Some(before.id), &draft.data).map_err(|failure| at_row(failure, report))?
        } else {
            before.data.clone()
        };
        let next = Project { no: before.no + 1, data, changed_at: now, ..before.clone() };
        book::put(acting.tx, &next)?;
    } else if row.held.is_some() {
        store::touch(acting.tx, before.id, now)?;
    }
    if let Some(entry) = &draft.year {
        let there = row.held.and_then(|place| held[place].year.as_ref());
        book::put_year(acting.tx, before.id, &listed_first(entry, there, now.day()))?;
    }
    for input in &draft.entries {
        let stands = row.held.and_then(|place| held[place].entry(input.month, input.part));
        let input = EntryInput { why: options.reason.trim().to_owned(), ..input.clone() };
        invest::commands::put(acting, before.id, stands, &input)
            .map_err(|failure| at_row(failure, report))?;
    }
    for (month, aim) in &draft.aims {
        store::put_aim(acting.tx, before.id, (*year, *month), aim)?;
    }
    if let Some(term) = &draft.term {
        store::put_term(acting.tx, before.id, term)?;
    }
    for order in &draft.orders {
        money::commands::post(acting, before.id, order).map_err(|failure| at_row(failure, report))?;
    }
    if let Some(contract) = &draft.contract {
        contracts::commands::sign(acting, before.id, contract).map_err(|failure| at_row(failure, report))?;
    }
    for problem in &draft.problems {
        let input = ProblemInput { project: Some(before.id), ..problem.clone() };
        problems::commands::propose(acting, &input, None).map_err(|failure| at_row(failure, report))?;
    }
    if let Some(node) = &draft.node {
        nodes::commands::open(acting, before.id, std::slice::from_ref(node))?;
    }
    let changes: Vec<_> = report
        .changes
        .iter()
        .map(|change| json!([change.cell, change.head, change.was, change.becomes]))
        .collect();
    let body = json!({
        "batch": batch, "table": kind, "sheet": report.sheet, "line": report.line, "changes": changes,
        "reason": options.reason.trim(),
    });
    journal::append(acting.tx, acting.context, "project.import", ("project", before.id), &body)?;
    qipan_store::outbox::emit(acting.tx, acting.context, CHANGED, before.id, &json!({}))?;
    Ok(before.id)
}

/// A refusal with the line that it is about.
fn at_row(failure: Failure, report: &RowReport) -> Failure {
    failure.at(report.line.to_string())
}
