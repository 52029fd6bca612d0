//! The board in the terminal, and ledgers.

use std::path::Path;
use std::process::ExitCode;

use qipan_accounts::units::Units;
use qipan_board::grid::store::grid;
use qipan_board::lines::store as lines;
use qipan_kernel::{Failure, Outcome};
use qipan_web::Lang;
use serde_json::json;

use super::day;
use crate::config::Config;
use crate::output::Output;
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
    out.say(format!("Σ {} · ● {} · ▲ {} · ✓ {} · ▨ {}", all.total, all.red, all.yellow, all.done, all.unverified));
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

pub fn ledger(config: &Config, out: &Output, path: &Path, at: Option<&str>) -> Outcome<ExitCode> {
    let _ = (config, out, path, at);
    Err(Failure::internal("the ledger is being wired"))
}

pub fn import_ledger(config: &Config, out: &Output, path: &Path, dry_run: bool) -> Outcome<ExitCode> {
    let _ = (config, out, path, dry_run);
    Err(Failure::internal("the ledger is being wired"))
}
