//! Documents at the command line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use qipan_accounts::people::Roster;
use qipan_accounts::table;
use qipan_accounts::units::{Units, import};
use qipan_board::lines::store as lines;
use qipan_decisions::drafts::import::{Importer, Taken, extract_files};
use qipan_decisions::drafts::knowledge::{Knowledge, unit_index};
use qipan_decisions::extract::score::{Label, Scored, score};
use qipan_decisions::extract::{Class, Extraction, LineWords, Options, Passage, UnitIndex};
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Failure, Id, Outcome, Role};
use qipan_records::reading::{Limits, Reading};
use qipan_web::Lang;
use serde_json::{Value, json};

use super::{operator, read_file};
use crate::config::Config;
use crate::output::{FAILED, Output};
use crate::{demo, wiring};

/// Name and bytes of files; the name is how the user wrote it, without folders.
fn load(paths: &[PathBuf]) -> Outcome<Vec<(String, Vec<u8>)>> {
    let name = |path: &PathBuf| {
        path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    paths.iter().map(|path| Ok((name(path), read_file(path)?))).collect()
}

pub fn import(config: &Config, out: &Output, paths: &[PathBuf]) -> Outcome<ExitCode> {
    let files = load(paths)?;
    let db = wiring::open(config)?;
    let (units, roster, lines) =
        db.read_now(|tx| Ok((Units::load(tx)?, Roster::load(tx)?, lines::all(tx)?)))?;
    let context = operator(Role::Supervision);
    let (units, roster) = (Arc::new(units), Arc::new(roster));
    let today = context.now.day();
    let knowledge = Knowledge::of(&units, &roster, &lines, &Calendar::state_council(), today);
    let importer = Importer {
        ids: wiring::ids(&db, config)?,
        db,
        files: config.files()?,
        knowledge: Arc::new(knowledge),
        limits: Limits::default(),
    };
    let bar = out.bar(&out.t("import-running"), files.len() as u64);
    let (mut results, mut refused) = (Vec::new(), 0);
    for (name, bytes) in &files {
        let result = importer.take(&context, name, bytes);
        bar.inc(1);
        let (state, detail) = match &result.taken {
            Taken::New { document, title, drafts } => {
                ("new", json!({ "document": document, "title": title, "drafts": drafts }))
            }
            Taken::Known { document, title } => ("known", json!({ "document": document, "title": title })),
            Taken::Refused(failure) => {
                refused += 1;
                ("refused", json!({ "reason": out.words.msg(out.lang, &failure.message) }))
            }
        };
        results.push(json!({ "file": name, "result": state, "detail": detail }));
    }
    bar.finish_and_clear();
    if out.json {
        println!("{}", json!(results));
    }
    for result in &results {
        let detail = &result["detail"];
        let line = match result["result"].as_str() {
            Some("new") => format!("✓ {} · {} ({})", result["file"], detail["title"], detail["drafts"]),
            Some("known") => format!("= {} · {}", result["file"], detail["title"]),
            _ => format!("✗ {} · {}", result["file"], detail["reason"]),
        };
        out.say(line.replace('"', ""));
    }
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// The units that passages are matched against: a table of the user's, or those of the demonstration city.
fn known_units(path: Option<&Path>) -> Outcome<(UnitIndex, Units)> {
    let bytes = match path {
        Some(path) => read_file(path)?,
        None => demo::UNITS.to_vec(),
    };
    let table = table::read(&bytes)?;
    let plan = import::plan(&table, &Units::new(Vec::new()));
    plan.accept()?;
    let units = Units::new(
        plan.rows
            .iter()
            .map(|row| qipan_accounts::Unit { id: row.id, version: 1, data: row.data.clone() })
            .collect(),
    );
    Ok((unit_index(&units, wiring::now().day()), units))
}

pub fn extract(
    out: &Output,
    paths: &[PathBuf],
    labels: Option<&Path>,
    units: Option<&Path>,
    all: bool,
) -> Outcome<ExitCode> {
    let files = load(paths)?;
    let (index, units) = known_units(units)?;
    let lines = demo::lines().into_iter().zip(1..);
    let lines: Vec<LineWords> = lines
        .map(|(line, n)| LineWords {
            id: Id(n),
            names: vec![line.name_zh, line.name_en],
            keywords: line.keywords,
        })
        .collect();
    let options = Options { reference_day: None, lines };
    let mut read = Vec::new();
    for extracted in extract_files(&files, &index, &options) {
        let (reading, found) = extracted.result.map_err(|failure| failure.at(extracted.name.clone()))?;
        read.push((extracted.name, reading, found));
    }
    if let Some(path) = labels {
        return score_labels(out, path, &read);
    }
    if out.json {
        let documents: Vec<Value> =
            read.iter().map(|(name, reading, found)| document(name, reading, found, &units, all)).collect();
        // One write: standard output would be flushed at every line.
        let text = format!("{:#}\n", json!(documents));
        std::io::stdout().write_all(text.as_bytes()).map_err(Failure::internal)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (name, reading, found) in &read {
        table_of(out, name, reading, found, &units, all);
    }
    Ok(ExitCode::SUCCESS)
}

fn score_labels(out: &Output, path: &Path, read: &[(String, Reading, Extraction)]) -> Outcome<ExitCode> {
    let text =
        String::from_utf8(read_file(path)?).map_err(|e| Failure::invalid("extract-labels-bad").because(e))?;
    let mut labels: Vec<Label> = Vec::new();
    for (row, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |e: serde_json::Error| {
            let failure = Failure::invalid("extract-labels-bad").with("row", row + 1);
            failure.at(path.display().to_string()).because(e)
        };
        labels.push(serde_json::from_str(line).map_err(wrong)?);
    }
    let docs: Vec<Scored<'_>> = read
        .iter()
        .map(|(name, reading, found)| Scored { name, text: &reading.text, extraction: found })
        .collect();
    let score = score(&labels, &docs);
    for miss in &score.misses {
        println!("{} {} {} [{}] {}", miss.kind, miss.doc, miss.n, miss.rule, miss.start);
    }
    let _ = out;
    println!("precision {:.3} recall {:.3} f1 {:.3}", score.precision, score.recall, score.f1);
    Ok(ExitCode::SUCCESS)
}

fn shown(found: &Extraction, all: bool) -> impl Iterator<Item = &Passage> {
    found.passages.iter().filter(move |passage| all || passage.class == Class::Commitment)
}

fn document(name: &str, reading: &Reading, found: &Extraction, units: &Units, all: bool) -> Value {
    let passages: Vec<Value> = shown(found, all)
        .map(|passage| {
            let mut value = json!(passage);
            value["words"] = json!(passage.span.of(&reading.text));
            if let Some(lead) = passage.draft.as_ref().and_then(|draft| draft.lead.as_ref()) {
                let unit = lead.matched.and_then(|id| units.get(id));
                value["draft"]["lead"]["unit"] = json!(unit.map(|unit| unit.data.name(false)));
            }
            value
        })
        .collect();
    json!({
        "file": name, "format": reading.format, "encoding": reading.encoding, "script": reading.script,
        "facts": found.facts, "passages": passages
    })
}

fn table_of(out: &Output, name: &str, reading: &Reading, found: &Extraction, units: &Units, all: bool) {
    let english = out.lang == Lang::En;
    println!("\n{name}");
    let fact = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            println!("  {}: {value}", out.t(key));
        }
    };
    fact("extract-fact-title", found.facts.title.as_ref().map(|found| found.value.clone()));
    fact("extract-fact-number", found.facts.number.as_ref().map(|found| found.value.clone()));
    fact("extract-fact-date", found.facts.date.as_ref().map(|found| found.value.to_string()));
    for (n, passage) in shown(found, all).enumerate() {
        println!(
            "{:>4}. {}",
            n + 1,
            passage.draft.as_ref().map_or(passage.span.of(&reading.text), |d| &d.statement)
        );
        if let Some(draft) = &passage.draft {
            let lead = draft.lead.as_ref().map(|unit| {
                let known = unit.matched.and_then(|id| units.get(id)).map(|unit| unit.data.name(english));
                known.map_or_else(|| format!("{} (?)", unit.name), str::to_owned)
            });
            fact("extract-field-lead", lead);
            let others: Vec<&str> = draft.cooperating.iter().map(|unit| unit.name.as_str()).collect();
            fact("extract-field-cooperating", (!others.is_empty()).then(|| others.join("、")));
            let limit = draft.limit.as_ref().map(|limit| match limit.value.day {
                Some(day) => format!("{} → {day}", limit.words),
                None => limit.words.clone(),
            });
            fact("extract-field-limit", Some(limit.unwrap_or_else(|| out.t("extract-no-limit"))));
            let measures: Vec<&str> = draft.measures.iter().map(|measure| measure.words.as_str()).collect();
            fact("extract-field-measure", (!measures.is_empty()).then(|| measures.join("；")));
        }
        fact("extract-field-rule", Some(out.t(&passage.rule.key())));
    }
}

/// How many commitments a text gives; for the benchmark.
pub fn count_commitments(name: &str, bytes: &[u8]) -> usize {
    let files = [(name.to_owned(), bytes.to_vec())];
    let extracted = extract_files(&files, &UnitIndex::default(), &Options::default());
    extracted
        .iter()
        .filter_map(|one| one.result.as_ref().ok())
        .map(|(_, found)| shown(found, false).count())
        .sum()
}
