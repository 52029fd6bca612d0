//! Serving: one's own city, or the demonstration city.

use std::net::SocketAddr;
use std::process::ExitCode;

use qipan_accounts::http::openapi as document;
use qipan_kernel::Outcome;
use qipan_store::Db;

use crate::config::Config;
use crate::output::Output;
use crate::{demo, log, serve, wiring};

pub fn serve(config: &Config, out: &Output, listen: Option<SocketAddr>) -> Outcome<ExitCode> {
    log::start(config);
    let config = Config { listen: listen.unwrap_or(config.listen), ..config.clone() };
    let db = wiring::open(&config)?;
    if !demo::is_built(&db)? {
        out.say(out.t("serve-no-users"));
    }
    start(&config, out, db)
}

fn start(config: &Config, out: &Output, db: Db) -> Outcome<ExitCode> {
    let site = wiring::site(config, db)?;
    serve::run(config, site, |address| out.say(format!("{} http://{address}", out.t("serve-listening"))))?;
    Ok(ExitCode::SUCCESS)
}

pub fn demo(
    config: &Config,
    out: &Output,
    listen: Option<SocketAddr>,
    fresh: bool,
    build_only: bool,
) -> Outcome<ExitCode> {
    let config = demo::config(config);
    let config = Config { listen: listen.unwrap_or(config.listen), ..config };
    // A demonstration speaks to its user, not to a log collector.
    log::start(&Config { log: "warn".into(), ..config.clone() });
    if fresh && !config.database.starts_with("postgres") {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", config.database));
        }
    }
    let db = wiring::open(&config)?;
    if !demo::is_built(&db)? {
        let ids = wiring::ids(&db, &config)?;
        let bar = out.bar(&out.t("demo-building"), 1);
        let files = config.files()?;
        demo::build(&db, &ids, &files, wiring::now().day(), |done, total| {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
    }
    out.say(out.t("demo-users"));
    for (name, display, role, unit) in demo::USERS {
        out.say(format!(
            "  {name:<8} {display} · {role}{}",
            unit.map(|u| format!(" · {u}")).unwrap_or_default()
        ));
    }
    out.say(format!("  {} {}", out.t("demo-password"), demo::PASSWORD));
    if build_only {
        db.close();
        return Ok(ExitCode::SUCCESS);
    }
    start(&config, out, db)
}

pub fn migrate(config: &Config, out: &Output) -> Outcome<ExitCode> {
    let before = Db::open(&config.database, &qipan_store::Options::default())
        .and_then(|db| qipan_store::migrate::missing(&db, wiring::MIGRATIONS));
    wiring::open(config)?;
    let ran = before.unwrap_or_default();
    if out.json {
        println!("{}", serde_json::json!({ "ran": ran }));
    } else if ran.is_empty() {
        out.say(out.t("migrate-nothing"));
    }
    ran.iter().for_each(|name| out.say(name));
    Ok(ExitCode::SUCCESS)
}

pub fn openapi() -> Outcome<ExitCode> {
    let document = document(wiring::routes().list(), env!("CARGO_PKG_VERSION"));
    println!("{document:#}");
    Ok(ExitCode::SUCCESS)
}
