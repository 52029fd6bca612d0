//! Measurements.

use std::process::ExitCode;

use clap::Args;
use qipan_kernel::{Failure, Outcome};

use crate::output::Output;

/// What to measure.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Current commitments
    #[arg(long, default_value_t = 200_000)]
    pub commitments: usize,
}

pub fn run(out: &Output, args: &BenchArgs) -> Outcome<ExitCode> {
    let _ = (out, args);
    Err(Failure::internal("the benchmark is being wired"))
}
