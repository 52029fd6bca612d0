//! The journal at the command line.

use std::process::ExitCode;

use qipan_kernel::{Message, Outcome};
use qipan_store::{journal as store, journal_verify};

use crate::cli::JournalCommand;
use crate::config::Config;
use crate::output::{FOUND, Output};
use crate::wiring;

pub fn run(config: &Config, out: &Output, command: &JournalCommand) -> Outcome<ExitCode> {
    let db = wiring::open(config)?;
    match command {
        JournalCommand::Seal => {
            let now = wiring::now();
            let seal = db.write_now(move |tx| store::seal(tx, now))?;
            let entries = seal.map_or(0, |seal| seal.entries);
            out.say(out.words.msg(out.lang, &Message::new("journal-sealed").with("entries", entries)));
            Ok(ExitCode::SUCCESS)
        }
        JournalCommand::Verify => {
            let bar = out.spinner(&out.t("journal-verifying"));
            let verdict =
                db.read_now(|tx| journal_verify::verify(tx, |seen| bar.set_message(seen.to_string())))?;
            bar.finish_and_clear();
            if out.json {
                println!("{}", serde_json::json!(verdict));
            }
            let summary = Message::new("journal-verified")
                .with("entries", verdict.entries)
                .with("chains", verdict.chains)
                .with("seals", verdict.seals)
                .with("unsealed", verdict.unsealed);
            out.say(out.words.msg(out.lang, &summary));
            for finding in &verdict.findings {
                out.say(format!("✗ {} [{}] {}", finding.seq, finding.subject, out.t(finding.key)));
            }
            out.say(if verdict.sound() { out.t("journal-sound") } else { out.t("journal-unsound") });
            Ok(if verdict.sound() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
        }
    }
}
