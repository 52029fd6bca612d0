//! Documents at the command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use qipan_kernel::{Failure, Outcome};

use crate::config::Config;
use crate::output::Output;

pub fn import(config: &Config, out: &Output, paths: &[PathBuf]) -> Outcome<ExitCode> {
    let _ = (config, out, paths);
    Err(Failure::internal("documents are being wired"))
}

pub fn extract(
    out: &Output,
    paths: &[PathBuf],
    score: Option<&Path>,
    units: Option<&Path>,
    all: bool,
) -> Outcome<ExitCode> {
    let _ = (out, paths, score, units, all);
    Err(Failure::internal("extraction is being wired"))
}
