//! The board in the terminal, and ledgers.

use std::path::Path;
use std::process::ExitCode;

use qipan_accounts::people::Roster;
use qipan_accounts::units::Units;
use qipan_board::commitments::commands::Acting;
use qipan_board::grid::store::grid;
use qipan_board::ledger::{self, Printing};
use qipan_board::lines::store as lines;
use qipan_board::lists::Filter;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Failure, Outcome, Role};
use qipan_web::Lang;
use serde_json::json;

use super::{day, operator, read_file};
use crate::config::Config;
use crate::output::{FOUND, Output};
use crate::wiring;

pub fn show(config: &Config, out: &Output, at: Option<&str>) -> Outcome<ExitCode> {
    let db = wiring::open(config)?;
    let moment = at.map(day).transpose()?.map_or_else(wiring::now, |day| day.end());
    let (units, lines, grid) =
        db.read_now(|tx| Ok((Units::load(tx)?, lines::all(tx)?, grid(tx, moment)?)))?;
    if out.json {
        let cells: Vec<_> = grid
            .cells
            .iter()
            .map(|((unit, line), counts)| json!({ "unit": unit, "line": line, "counts": counts }))
            .collect();
        println!("{}", json!({ "at": moment.rfc3339(), "cells": cells }));
        return Ok(ExitCode::SUCCESS);
    }
    let english = out.lang == Lang::En;
    let heads: Vec<String> = lines.iter().map(|line| pad(line.name(out.lang), 12)).collect();
    out.say(format!("{}{}", pad(&moment.day().to_string(), 18), heads.concat()));
    for unit in units.iter() {
        let cells: Vec<_> = lines.iter().map(|line| grid.cells.get(&(unit.id, line.id))).collect();
        if cells.iter().all(Option::is_none) {
            continue;
        }
        let shown = cells.iter().map(|cell| {
            let text = cell.map_or("·".to_owned(), |c| format!("{} {}", mark(c.worst()), c.total));
            pad(&text, 12)
        });
        out.say(format!("{}{}", pad(unit.data.short(english), 18), shown.collect::<String>()));
    }
    let all = grid.sum(|_, _| true);
    out.say(format!(
        "Σ {} · ● {} · ▲ {} · ✓ {} · ▨ {}",
        all.total, all.red, all.yellow, all.done, all.unverified
    ));
    Ok(ExitCode::SUCCESS)
}

/// A letter for each light: a terminal may have no colours.
fn mark(light: qipan_board::lights::Light) -> char {
    use qipan_board::lights::Light;
    match light {
        Light::Red => '●',
        Light::Yellow => '▲',
        Light::Blue => '◆',
        Light::Green => '○',
        Light::Grey => '-',
        Light::Done => '✓',
    }
}

/// Pads to a width in columns: Chinese characters take two.
fn pad(text: &str, width: usize) -> String {
    let columns: usize = text.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns).max(1)))
}

/// Writes the ledger of everything on the board as of a day.
pub fn ledger(config: &Config, out: &Output, path: &Path, at: Option<&str>) -> Outcome<ExitCode> {
    let db = wiring::open(config)?;
    let now = wiring::now();
    let past = at.map(day).transpose()?.map(|day| day.end()).filter(|end| *end < now);
    let (moment, current) = past.map_or((now, true), |end| (end, false));
    let filter = Filter { with_done: true, ..Filter::default() };
    let bar = out.spinner(&path.display().to_string());
    let (units, roster, lines, book, entries) = db.read_now(|tx| {
        let entries = ledger::store::gather(tx, &filter, (moment, current))?;
        Ok((Units::load(tx)?, Roster::load(tx)?, lines::all(tx)?, Rulebook::load(tx)?, entries))
    })?;
    let with = Printing {
        words: &out.words,
        lang: out.lang,
        units: &units,
        roster: &roster,
        lines: &lines,
        book: &book,
        at: moment,
    };
    let csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let bytes =
        if csv { ledger::export_csv(&entries, &with)? } else { ledger::export_xlsx(&entries, &with)? };
    std::fs::write(path, bytes).map_err(|e| {
        Failure::invalid("cli-cannot-write").at(path.display().to_string()).with("reason", e.to_string())
    })?;
    bar.finish_and_clear();
    out.say(format!("{} ✓ ({})", path.display(), entries.len()));
    Ok(ExitCode::SUCCESS)
}

/// Brings a ledger onto the board, or says what that would do.
pub fn import_ledger(config: &Config, out: &Output, path: &Path, dry_run: bool) -> Outcome<ExitCode> {
    let bytes = read_file(path)?;
    let db = wiring::open(config)?;
    let (ids, context) = (wiring::ids(&db, config)?, operator(Role::Supervision));
    let book = db.read_now(Rulebook::load)?;
    let words = wiring::words();
    let today = context.now.day();
    let options = ledger::plan::Options { reference: today, line: None, start: today };
    let done = db.write_now(move |tx| {
        let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
        ledger::import(&mut acting, &words, &bytes, &options, dry_run)
    });
    let done = done.map_err(|failure| failure.at(path.display().to_string()))?;
    if out.json {
        println!("{}", json!(done));
    }
    for row in &done.rows {
        for fault in &row.faults {
            out.say(format!("✗ {}: {}", fault.cell, out.words.msg(out.lang, &fault.message)));
        }
    }
    out.say(format!("✓ {} ✗ {} = {}", done.accepted, done.faulty, done.duplicates));
    if dry_run {
        out.say(out.t("cli-dry-run"));
    }
    Ok(if done.faulty > 0 { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
