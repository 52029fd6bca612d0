//! Scores extraction against labels: `score LABELS.jsonl FILE…`.
//!
//! Prints what was missed, line by line, and last `precision P recall R f1 F`. With a first argument `--show`, prints
//! every passage with its class instead; with `--fields`, the labels are of fields (see `extract::score::ItemLabel`).

use std::path::Path;

use qipan_decisions::extract::score::{ItemLabel, Label, Scored, score, score_fields};
use qipan_decisions::extract::{Extraction, Options, UnitIndex, extract};
use qipan_records::reading::{Limits, read};
use serde::de::DeserializeOwned;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mode = args.first().filter(|arg| arg.starts_with("--")).cloned();
    if mode.is_some() {
        args.remove(0);
    }
    let labels = if mode.as_deref() == Some("--show") { None } else { Some(args.remove(0)) };
    let mut docs = Vec::new();
    for path in &args {
        let name =
            Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let reading = read(&name, &std::fs::read(path)?, &Limits::default())
            .map_err(|failure| format!("{path}: {failure:?}"))?;
        let extraction = extract(&reading, &UnitIndex::default(), &Options::default());
        docs.push((name, reading.text, extraction));
    }
    let scored: Vec<Scored> =
        docs.iter().map(|(name, text, extraction)| Scored { name, text, extraction }).collect();
    match (mode.as_deref(), labels) {
        (Some("--show"), _) => docs.iter().for_each(|(name, text, extraction)| show(name, text, extraction)),
        (Some("--fields"), Some(path)) => {
            let score = score_fields(&lines::<ItemLabel>(&path)?, &scored);
            for (doc, field, wanted, found) in &score.wrong {
                println!("{doc} {field}: wanted {wanted} found {found}");
            }
            println!("fields {}/{} extra {}", score.right, score.asked, score.extra);
        }
        (_, Some(path)) => {
            let score = score(&lines::<Label>(&path)?, &scored);
            for miss in &score.misses {
                println!("{} {} {} [{}] {}", miss.kind, miss.doc, miss.n, miss.rule, miss.start);
            }
            println!("precision {:.3} recall {:.3} f1 {:.3}", score.precision, score.recall, score.f1);
        }
        _ => {}
    }
    Ok(())
}

fn lines<T: DeserializeOwned>(path: &str) -> Result<Vec<T>, Failed> {
    let text = std::fs::read_to_string(path)?;
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn show(name: &str, text: &str, extraction: &Extraction) {
    println!("== {name}\n{:#?}", extraction.facts);
    for passage in &extraction.passages {
        let class = format!("{:?}", passage.class).to_lowercase();
        println!("{class} {} [{}] {}", passage.confidence, passage.rule.0, passage.span.of(text));
        if let Some(draft) = &passage.draft {
            let names: Vec<&str> = draft.cooperating.iter().map(|unit| unit.name.as_str()).collect();
            println!("    → {}", draft.statement);
            println!(
                "      lead {:?} with {names:?} leader {:?} limit {:?} measures {:?} path {:?}",
                draft.lead.as_ref().map(|unit| &unit.name),
                draft.leader.as_ref().map(|leader| &leader.value),
                draft.limit.as_ref().map(|limit| (limit.value.to_string(), &limit.words)),
                draft.measures.iter().map(|measure| &measure.words).collect::<Vec<_>>(),
                passage.heading_path
            );
        }
    }
}
