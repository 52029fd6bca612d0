//! `qipan doctor`: is everything there that the program needs, and does the database answer for itself?

use std::process::{Command, ExitCode, Stdio};

use qipan_kernel::{Message, Outcome};
use qipan_projects::money::audit_store::{self, Fault};
use qipan_store::{jobs, journal_verify};
use serde_json::json;

use crate::config::Config;
use crate::key_file;
use crate::output::{FOUND, Output};
use crate::wiring;

pub fn run(config: &Config, out: &Output) -> Outcome<ExitCode> {
    let mut checks: Vec<(&str, bool, String)> = Vec::new();
    let shown = Config { database: hide_password(&config.database), ..config.clone() };
    checks.push(("doctor-config", true, serde_json::to_string(&shown).unwrap_or_default()));
    match wiring::open(config) {
        Ok(db) => {
            checks.push(("doctor-database", true, shown.database));
            let verdict = db.read_now(|tx| journal_verify::verify(tx, |_| {}))?;
            checks.push((
                "doctor-journal",
                verdict.sound(),
                format!("{} / {}", verdict.entries, verdict.seals),
            ));
            let faults = db.read_now(audit_store::faults)?;
            checks.push(("doctor-ledger", faults.is_empty(), ledger(out, &faults)));
            let counts = db.read_now(jobs::counts)?;
            let dead = counts.iter().find(|(state, _)| state == "dead").map_or(0, |(_, count)| *count);
            checks.push(("doctor-jobs", dead == 0, dead.to_string()));
            let path = config.key_path();
            let name = path.display().to_string();
            checks.push(match key_file::vault(&path).and_then(|vault| key_file::unopened(&db, &vault)) {
                Ok(0) => ("doctor-key", true, name),
                Ok(lost) => {
                    let about = Message::new("doctor-key-lost").with("count", lost).with("file", name);
                    ("doctor-key", false, out.words.msg(out.lang, &about).into_owned())
                }
                Err(failure) => ("doctor-key", false, out.words.msg(out.lang, &failure.message).into_owned()),
            });
        }
        Err(failure) => {
            checks.push(("doctor-database", false, out.words.msg(out.lang, &failure.message).into_owned()))
        }
    }
    let files = config.files()?;
    checks.push(match files.check() {
        Ok(()) => ("doctor-files", true, files.to_string()),
        Err(failure) => {
            let about = format!("{files}: {}", out.words.msg(out.lang, &failure.message));
            ("doctor-files", false, about)
        }
    });
    // Without it PDF documents are refused with a clear message; everything else works.
    let pdf =
        Command::new("pdftotext").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    checks.push(("doctor-pdf", pdf, "pdftotext (poppler-utils)".into()));
    let well = checks.iter().all(|(key, good, _)| *good || *key == "doctor-pdf");
    if out.json {
        let all: Vec<_> = checks
            .iter()
            .map(|(key, good, about)| json!({ "check": key, "good": good, "about": about }))
            .collect();
        println!("{}", json!({ "well": well, "checks": all }));
    }
    for (key, good, about) in &checks {
        out.say(format!("{} {:<12} {about}", if *good { "✓" } else { "✗" }, out.t(key)));
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// Faults of the ledger that are told one by one; the rest is counted.
const FAULTS_MAX: usize = 20;

/// What is wrong with the ledger of public money, by project.
fn ledger(out: &Output, faults: &[Fault]) -> String {
    let mut projects: Vec<_> = faults.iter().map(|fault| fault.project).collect();
    projects.dedup();
    let about =
        Message::new("doctor-ledger-of").with("projects", projects.len()).with("faults", faults.len());
    let mut text = out.words.msg(out.lang, &about).into_owned();
    for fault in faults.iter().take(FAULTS_MAX) {
        let says = out.words.msg(out.lang, &fault.says());
        text.push_str(&format!("\n  {} {}: {says}", fault.project, fault.name));
    }
    text
}

/// The password in a database URL is nobody's business.
fn hide_password(text: &str) -> String {
    let Some((before, rest)) = text.split_once("://") else { return text.to_owned() };
    match rest.split_once('@') {
        Some((user, after)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{before}://{user}@{after}")
        }
        None => text.to_owned(),
    }
}
