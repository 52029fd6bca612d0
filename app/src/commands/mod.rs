//! The commands of the command line, one file a subject.

mod backup;
pub mod bench;
mod board;
mod doctor;
mod documents;
mod hub;
mod journal;
mod overlap;
mod people;
mod projects;
mod server;

use std::process::ExitCode;

use clap::CommandFactory;
use qipan_kernel::{Actor, Context, Failure, Outcome, Role};

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::output::Output;

/// Runs the command and gives its exit code.
pub fn run(cli: &Cli, config: &Config) -> ExitCode {
    let out = Output::new(cli.lang.as_deref(), cli.json);
    let done = match &cli.command {
        Command::Serve { listen } => server::serve(config, &out, *listen),
        Command::Demo { listen, fresh, build_only } => {
            server::demo(config, &out, *listen, *fresh, *build_only)
        }
        Command::Import { paths } => documents::import(config, &out, paths),
        Command::ImportLedger { path, dry_run } => board::import_ledger(config, &out, path, *dry_run),
        Command::Extract { paths, score, units, all } => {
            documents::extract(&out, paths, score.as_deref(), units.as_deref(), *all)
        }
        Command::Board { at } => board::show(config, &out, at.as_deref()),
        Command::Ledger { path, at } => board::ledger(config, &out, path, at.as_deref()),
        Command::Projects { command } => projects::run(config, &out, command),
        Command::Hub { command } => hub::run(config, &out, command),
        Command::Journal { command } => journal::run(config, &out, command),
        Command::Backup { target } => backup::backup(config, &out, target),
        Command::Restore { source } => backup::restore(config, &out, source),
        Command::User { command } => people::user(config, &out, command),
        Command::Token { command } => people::token(config, &out, command),
        Command::Unit { command } => people::unit(config, &out, command),
        Command::Overlap(args) => overlap::run(&out, args),
        Command::Migrate => server::migrate(config, &out),
        Command::Doctor => doctor::run(config, &out),
        Command::Openapi => server::openapi(),
        Command::Bench(args) => bench::run(&out, args),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "qipan", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|failure| out.fail(&failure))
}

/// The operator at the command line, acting in `role`, now.
fn operator(role: Role) -> Context {
    Context { actor: Actor { role, ..Actor::operator() }, now: crate::wiring::now() }
}

/// The bytes of a file of the user.
fn read_file(path: &std::path::Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|e| {
        Failure::invalid("cli-cannot-read").at(path.display().to_string()).with("reason", e.to_string())
    })
}

/// A day that was typed.
fn day(text: &str) -> Outcome<qipan_kernel::Day> {
    text.parse().map_err(|_| Failure::invalid("form-not-a-date").at("--at").with("text", text))
}
