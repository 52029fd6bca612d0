//! `cargo run -p xtask -- tidy | rules | lock-migrations | new-domain NAME | ngsild-suite`.

use std::process::ExitCode;

use xtask::{floors, keys, migrations, new_domain, root, rules, sources, suite};

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => {
            let checks = [
                floors::check(),
                sources::long_files(),
                sources::stray_sql(),
                sources::acts_without_words(),
                keys::writes_without_keys(),
                sources::impure_rules(),
                sources::stray_clocks(),
                sources::left_behind(),
                migrations::check(),
            ];
            let found: Vec<String> = checks.into_iter().flatten().collect();
            found.iter().for_each(|line| println!("{line}"));
            if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Some("rules") => {
            for (id, about, place) in rules::index() {
                println!("{id}\t{about}\t{place}");
            }
            ExitCode::SUCCESS
        }
        Some("lock-migrations") => {
            match std::fs::write(root().join(migrations::LOCK), migrations::lock_text()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("{}: {error}", migrations::LOCK);
                    ExitCode::FAILURE
                }
            }
        }
        Some("new-domain") => {
            let name = std::env::args().nth(2).unwrap_or_default();
            match new_domain::write(&root(), &name) {
                Ok(left) => {
                    println!("{left}");
                    ExitCode::SUCCESS
                }
                Err(why) => {
                    eprintln!("{why}");
                    ExitCode::FAILURE
                }
            }
        }
        Some("ngsild-suite") => suite::main(std::env::args().skip(2)),
        _ => {
            eprintln!(
                "usage: cargo run -p xtask -- tidy | rules | lock-migrations | new-domain NAME | ngsild-suite"
            );
            ExitCode::from(2)
        }
    }
}
