//! The `qipan` program: one binary for the server, the worker and the command line.

use std::process::ExitCode;

use clap::Parser;
use qipan::{cli, commands, config, output};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let config = match config::read(&cli.flags, std::env::vars()) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("qipan: configuration: {error}");
            return ExitCode::from(output::USAGE);
        }
    };
    commands::run(&cli, &config)
}
