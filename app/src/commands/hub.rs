//! The hub at the command line.

use std::process::ExitCode;
use std::sync::Arc;

use qipan_kernel::{Failure, Message, Outcome};
use serde_json::json;

use crate::cli::HubCommand;
use crate::config::Config;
use crate::output::Output;
use crate::{publish, wiring};

pub fn run(config: &Config, out: &Output, command: &HubCommand) -> Outcome<ExitCode> {
    match command {
        HubCommand::Publish => publish(config, out),
    }
}

/// Writes everything to the hub again. What is there already and says the same is left alone.
fn publish(config: &Config, out: &Output) -> Outcome<ExitCode> {
    let found = publish_all(config, out)?;
    if out.json {
        println!("{}", json!({ "seen": found.seen, "written": found.written }));
    }
    let said =
        Message::new("hub-published").with("seen", found.seen as i64).with("written", found.written as i64);
    out.say(out.words.msg(out.lang, &said));
    Ok(ExitCode::SUCCESS)
}

/// Writes everything to the hub, with a bar.
pub fn publish_all(config: &Config, out: &Output) -> Outcome<publish::Found> {
    let site = Arc::new(wiring::site(config, wiring::open(config)?)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(Failure::internal)?;
    let bar = out.bar(&out.t("hub-publishing"), 0);
    let found = runtime.block_on(publish::all(&site, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    }))?;
    bar.finish_and_clear();
    site.db.close();
    Ok(found)
}
