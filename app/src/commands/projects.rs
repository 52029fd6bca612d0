//! Key projects at the command line: tables in and out.

use std::path::Path;
use std::process::ExitCode;

use qipan_accounts::Units;
use qipan_board::commitments::commands::Acting;
use qipan_board::lines::store as lines;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Failure, Outcome, Role};
use qipan_projects::book::store::Filter;
use qipan_projects::invest::lights::months_over;
use qipan_projects::oc4ids::map::{OWN_PREFIX, Publisher, package, prefix};
use qipan_projects::oc4ids::store as oc4ids;
use qipan_projects::tables::api::ImportedOut;
use qipan_projects::tables::columns::TableKind;
use qipan_projects::tables::commands::{self, File};
use qipan_projects::tables::export::{self, Form};
use qipan_projects::tables::model::At;
use qipan_projects::tables::plan::Options;
use qipan_projects::tables::values::Names;
use serde_json::json;

use super::{operator, read_file};
use crate::cli::ProjectsCommand;
use crate::config::Config;
use crate::output::{FOUND, Output};
use crate::wiring;

pub fn run(config: &Config, out: &Output, command: &ProjectsCommand) -> Outcome<ExitCode> {
    match command {
        ProjectsCommand::Import { path, dry_run, .. } => import(config, out, path, *dry_run, command),
        ProjectsCommand::Export { path, oc4ids: true, uri, prefix, .. } => {
            export_oc4ids(config, out, path, (uri, prefix.as_deref()))
        }
        ProjectsCommand::Export { path, table, year, month, part, .. } => {
            let today = wiring::now().day();
            let year = year.unwrap_or(today.year());
            let month = month.unwrap_or_else(|| months_over(today, year).max(1));
            let kind = kind(table)?;
            export_table(config, out, path, kind, At::of(kind, year, month, part.unwrap_or(1)))
        }
    }
}

fn kind(text: &str) -> Outcome<TableKind> {
    text.parse().map_err(|_| {
        Failure::invalid("query-not-understood").with("name", "table").with("text", text).at("--table")
    })
}

fn write_file(path: &Path, bytes: &[u8]) -> Outcome<()> {
    std::fs::write(path, bytes).map_err(|e| {
        Failure::invalid("cli-cannot-write").at(path.display().to_string()).with("reason", e.to_string())
    })
}

/// Reads a table in, or says what that would do.
fn import(
    config: &Config,
    out: &Output,
    path: &Path,
    dry_run: bool,
    command: &ProjectsCommand,
) -> Outcome<ExitCode> {
    let bytes = read_file(path)?;
    let db = wiring::open(config)?;
    let (ids, context) = (wiring::ids(&db, config)?, operator(Role::Supervision));
    let (book, units, all_lines) =
        db.read_now(|tx| Ok((Rulebook::load(tx)?, Units::load(tx)?, lines::all(tx)?)))?;
    let mut options = Options::default();
    if let ProjectsCommand::Import {
        table,
        year,
        month,
        part,
        reason,
        create,
        unit,
        line,
        zeros,
        leave_problems,
        accept_sums,
        leave_faulty,
        ..
    } = command
    {
        let lead_unit = unit.as_deref().map(|name| match units.by_name(name) {
            Some(unit) => Ok(unit.id),
            None => Err(Failure::invalid("project-unit-unknown").at("--unit")),
        });
        let found = |text: &str| {
            all_lines
                .iter()
                .find(|line| [&line.code, &line.name_zh, &line.name_en].iter().any(|own| *own == text))
        };
        let line = line.as_deref().map(|text| match found(text) {
            Some(line) => Ok(line.id),
            None => Err(Failure::invalid("project-line-unknown").at("--line")),
        });
        options = Options {
            kind: table.as_deref().map(kind).transpose()?,
            year: *year,
            month: *month,
            part: *part,
            reason: reason.clone(),
            create: *create,
            lead_unit: lead_unit.transpose()?,
            line: line.transpose()?,
            zeros: *zeros,
            leave_problems: *leave_problems,
            accept_sums: *accept_sums,
            leave_faulty: *leave_faulty,
            ..options
        };
    }
    let tables =
        commands::tables(&bytes, &options).map_err(|failure| failure.at(path.display().to_string()))?;
    let digest = qipan_records::files::digest(&bytes);
    let (words, lang, asked) = (wiring::words(), out.lang, options.clone());
    let done = db.write_now(move |tx| {
        let file = File { tables: &tables, digest: &digest };
        if dry_run {
            return commands::dry_run(tx, &context, (&words, lang), &file, &asked);
        }
        let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
        commands::apply(&mut acting, (&words, lang), &file, &asked)
    })?;
    let names = Names { words: &out.words, lang: out.lang, units: &units };
    let shown = ImportedOut::of(&done, &names);
    if out.json {
        println!("{}", json!(shown));
    }
    for row in &done.rows {
        let place = format!("{}!{} {}", row.sheet, row.line, row.name);
        for change in &row.changes {
            out.say(format!(
                "→ {place} {} {}: {} → {}",
                change.cell, change.head, change.was, change.becomes
            ));
        }
        for fault in row.faults.iter().chain(&row.notes) {
            out.say(format!(
                "✗ {place} {} {}: {}",
                fault.cell,
                fault.head,
                out.words.msg(out.lang, &fault.message)
            ));
        }
    }
    for sum in &done.sums {
        out.say(format!("Σ {} {}: {}", sum.cell, sum.head, out.words.msg(out.lang, &sum.message)));
    }
    out.say(format!("→ {} + {} = {} ? {} ✗ {}", done.changed, done.new, done.same, done.ask, done.faulty));
    if dry_run {
        out.say(out.t("cli-dry-run"));
    }
    Ok(if done.faulty + done.ask > 0 { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

/// Writes a table.
fn export_table(config: &Config, out: &Output, path: &Path, kind: TableKind, at: At) -> Outcome<ExitCode> {
    let db = wiring::open(config)?;
    let (units, held) = db.read_now(|tx| Ok((Units::load(tx)?, export::held(tx, kind, at, None)?)))?;
    let names = Names { words: &out.words, lang: out.lang, units: &units };
    let csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    write_file(path, &export::file(kind, at, &held, &names, if csv { Form::Csv } else { Form::Xlsx })?)?;
    if out.json {
        println!("{}", json!({ "file": path.display().to_string(), "table": kind, "projects": held.len() }));
    }
    out.say(format!("{} ✓ ({})", path.display(), held.len()));
    Ok(ExitCode::SUCCESS)
}

/// Writes the whole book, also what has ended, in OC4IDS.
fn export_oc4ids(
    config: &Config,
    out: &Output,
    path: &Path,
    (uri, registered): (&str, Option<&str>),
) -> Outcome<ExitCode> {
    let prefix = registered.map(prefix).transpose()?.unwrap_or(OWN_PREFIX);
    let db = wiring::open(config)?;
    let filter = Filter { with_ended: true, ..Filter::default() };
    let (units, all) = db.read_now(|tx| Ok((Units::load(tx)?, oc4ids::full(tx, &filter)?)))?;
    let name = out.t("oc4ids-publisher");
    let made = package(&all, &Publisher { uri, name: &name, prefix, now: wiring::now(), units: &units });
    write_file(path, &serde_json::to_vec_pretty(&made).map_err(Failure::internal)?)?;
    if out.json {
        println!("{}", json!({ "file": path.display().to_string(), "projects": all.len() }));
    }
    out.say(format!("{} ✓ ({})", path.display(), all.len()));
    Ok(ExitCode::SUCCESS)
}
