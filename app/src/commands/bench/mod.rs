//! `qipan bench`: builds a large city, starts this very program on it as a server of its own, and measures from the
//! outside, over loopback, with the bare engine's figure beside each in the same run.

mod city_store;
mod client;
mod cost;
mod funds;
mod hub;
mod hub_store;
mod hub_streams;
mod projects;
mod projects_store;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use qipan_board::grid::store as grid_store;
use qipan_kernel::{Failure, Moment, Outcome};
use qipan_store::{Db, Engine, Options, journal_verify};

use self::city_store as city;
use self::client::{Client, Server};
use self::report::{Report, time_many};
use super::hub::publish_all;
use crate::config::Config;
use crate::output::Output;

/// What to measure.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Current commitments
    #[arg(long, default_value_t = 200_000)]
    pub commitments: usize,
    /// Versions of each commitment
    #[arg(long, default_value_t = 5)]
    pub versions: usize,
    /// Units
    #[arg(long, default_value_t = 2_000)]
    pub units: usize,
    /// Lines of work
    #[arg(long, default_value_t = 12)]
    pub lines: usize,
    /// Clients that report at the same time
    #[arg(long, default_value_t = 64)]
    pub clients: usize,
    /// Seconds of reporting
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// An empty PostgreSQL database instead of a SQLite file
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
    /// Keep (and use again) the city in this folder
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Measure the hub instead of the board
    #[arg(long)]
    pub hub: bool,
    /// Entities in the hub
    #[arg(long, default_value_t = 1_000)]
    pub entities: usize,
    /// Measure key projects instead of the board: a book of so many
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5000")]
    pub projects: Option<usize>,
    /// Measure the ledger of public money instead of the board
    #[arg(long)]
    pub funds: bool,
    /// Postings in the ledger
    #[arg(long, default_value_t = 1_000_000)]
    pub postings: usize,
    /// Only the phases of the hub whose name has these words
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub only: String,
    /// Documents for the speed of extraction are made from this text
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
}

/// Runs everything and prints a table.
pub fn run(out: &Output, args: &BenchArgs) -> Outcome<ExitCode> {
    let temporary;
    let folder: &Path = match &args.keep {
        Some(folder) => folder,
        None => {
            temporary = std::env::temp_dir().join(format!("qipan-bench-{}", std::process::id()));
            &temporary
        }
    };
    std::fs::create_dir_all(folder).map_err(Failure::internal)?;
    let url = args.postgres.clone().unwrap_or_else(|| folder.join("bench.db").display().to_string());
    let result = match args.projects {
        Some(count) => projects::measure(out, args, count, folder, &url),
        None if args.funds => funds::measure(out, args, &url),
        None if args.hub => hub::measure(out, args, folder, &url),
        None => measure(out, args, folder, &url),
    };
    if args.keep.is_none() {
        let _ = std::fs::remove_dir_all(folder);
    }
    let report = result?;
    if out.json {
        println!("{}", report.json());
    } else {
        print!("{}", report.markdown());
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(out: &Output, args: &BenchArgs, folder: &Path, url: &str) -> Outcome<Report> {
    let db = Db::open(url, &Options::default())?;
    qipan_store::migrate::run(&db, crate::wiring::MIGRATIONS, crate::wiring::now())?;
    let built = Instant::now();
    let (reader, reporter) = city::build(out, &db, args)?;
    let mut report = Report::new(db.engine(), args, built.elapsed());

    engine_figures(&db, args, &mut report)?;
    let journal = Instant::now();
    let verdict = db.read_now(|tx| journal_verify::verify(tx, |_| {}))?;
    if !verdict.sound() {
        return Err(Failure::conflict("journal-unsound"));
    }
    report.add("journal verify", format!("{} entries", verdict.entries), None, journal.elapsed());
    db.close();
    drop(db);
    // Opened anew, as the server will open it: building has left much to write back.
    let db = Db::open(url, &Options::default())?;
    let bare_acts = bare_reports(&db, args)?;
    db.close();
    drop(db);

    // A city that has been running is on its hub already; only what changes goes there while the figures are taken.
    let published = Instant::now();
    let config = Config {
        database: url.to_owned(),
        key_file: folder.join("bench.key").display().to_string(),
        ..Config::default()
    };
    let found = publish_all(&config, out)?;
    let rate = found.written as f64 / published.elapsed().as_secs_f64();
    report
        .plain("published on the hub for the first time", format!("{} entities, {rate:.0}/s", found.written));

    let mut server = Server::start(url, folder)?;
    report.plain("start to first answer (/readyz)", format!("{:.0} ms", server.started.as_secs_f64() * 1e3));
    let mut client = Client::connect(server.address, &reader)?;
    let first = Instant::now();
    client.get("/")?;
    report.plain("first board page after start", format!("{:.0} ms", first.elapsed().as_secs_f64() * 1e3));
    pages(&mut client, args, &mut report)?;
    report.plain("resident memory, board loaded", format!("{} MiB", server.resident_mib()));

    let db = Db::open(url, &Options { readers: 1, writers: 1, ..Options::default() })?;
    let clock = cost::Clock::new(&db, server.process());
    let before = clock.now();
    let done = client::reports(server.address, &reporter, args)?;
    let cost = clock.each(before, done.answered as f64);
    drop(db);
    let latency = format!("{}; {cost}", done.latency());
    report.rate("reports through the API, durable", done.rate(), bare_acts, &latency);
    report.plain("resident memory, after the reports", format!("{} MiB", server.resident_mib()));
    server.stop();

    let after = Db::open(url, &Options::default())?;
    let reported = after.read_now(|tx| city::count_reports(tx, client::WORDS))?;
    report.plain("answered reports found in the store", format!("{reported} of {}", done.answered));
    if reported < done.answered as i64 {
        return Err(Failure::internal("an answered report is missing"));
    }
    idle(folder, &mut report)?;
    extraction(args, &mut report);
    Ok(report)
}

/// The bare engine: the SQL itself, without server, page or position.
fn engine_figures(db: &Db, args: &BenchArgs, report: &mut Report) -> Outcome<()> {
    let now = crate::wiring::now();
    let bare = |at: Moment| time_many(8, |_| db.read_now(|tx| grid_store::grid(tx, at)).map(drop));
    report.bare_grid_today = Some(bare(now)?);
    report.bare_grid_past = Some(bare((now.day() - 400).end())?);
    report.bare_list =
        Some(time_many(200, |i| db.read_now(|tx| city::bare_page(tx, city::unit_id(i * 7 % args.units))))?);
    Ok(())
}

/// Pages and calls, one after the other, over one connection.
fn pages(client: &mut Client, args: &BenchArgs, report: &mut Report) -> Outcome<()> {
    let today = crate::wiring::now().day();
    let grid = time_many(30, |_| client.get("/api/v1/board"))?;
    report.timed("grid today (API)", &grid, report.bare_grid_today.clone());
    let past = time_many(30, |i| client.get(&format!("/api/v1/board?at={}", today - 40 - (i as i32) * 23)))?;
    report.timed("grid of a past day (API)", &past, report.bare_grid_past.clone());
    let page = time_many(30, |_| client.get("/"))?;
    report.timed("board page, whole", &page, report.bare_grid_today.clone());
    let lights = ["red", "yellow", "blue", "green", "grey"];
    let list = time_many(300, |i| {
        let (unit, line) = (city::unit_id(i * 13 % args.units), city::line_id(i % args.lines));
        client.get(&match i % 4 {
            0 => format!("/commitments?unit={unit}"),
            1 => format!("/commitments?line={line}"),
            2 => format!("/commitments?line={line}&light={}", lights[i / 4 % 5]),
            _ => format!("/commitments?unit={unit}&light={}", lights[i / 4 % 5]),
        })
    })?;
    report.timed("filtered list page", &list, report.bare_list.clone());
    let words = ["消防通道", "公里", "接口改造", "Z2", "燃气隐患", "数据资源"];
    let search =
        time_many(120, |i| client.get(&format!("/api/v1/commitments?q={}", client::encode(words[i % 6]))))?;
    report.timed("search (API)", &search, None);
    let one = time_many(100, |i| {
        client.get(&format!("/commitments/{}", city::commitment_id(i * 997 % args.commitments)))
    })?;
    report.timed("commitment page", &one, None);
    Ok(())
}

/// The same acts without HTTP: what the store and the rules alone can do.
fn bare_reports(db: &Db, args: &BenchArgs) -> Outcome<f64> {
    let until = Instant::now() + Duration::from_secs(args.seconds.min(5));
    let ids = std::sync::Arc::new(qipan_kernel::IdSource::after(
        1,
        db.read_now(qipan_board::commitments::store::highest_id)?,
    ));
    let book = std::sync::Arc::new(qipan_board::rulebook::Rulebook::built_in());
    let started = Instant::now();
    let threads: Vec<_> = (0..args.clients)
        .map(|number| {
            let (db, ids, book, args) =
                (db.clone(), ids.clone(), book.clone(), (args.commitments, args.clients));
            std::thread::spawn(move || {
                let (mut done, mut turn) = (0_u64, 0);
                while Instant::now() < until {
                    let id = city::commitment_id((number + turn * args.1) % args.0);
                    turn += 1;
                    let (ids, book) = (ids.clone(), book.clone());
                    let context = city::handler();
                    let kept = db.write_now(move |tx| city::report(tx, &context, &ids, &book, id));
                    done += u64::from(kept.is_ok());
                }
                done
            })
        })
        .collect();
    let done: u64 = threads.into_iter().map(|thread| thread.join().unwrap_or(0)).sum();
    Ok(done as f64 / started.elapsed().as_secs_f64())
}

/// Memory of a server with an empty city.
fn idle(folder: &Path, report: &mut Report) -> Outcome<()> {
    let mut server = Server::start(&folder.join("idle.db").display().to_string(), folder)?;
    std::thread::sleep(Duration::from_secs(3));
    report.plain("resident memory, idle server", format!("{} MiB", server.resident_mib()));
    server.stop();
    Ok(())
}

/// 100 documents of ten pages: read, normalised, extracted.
fn extraction(args: &BenchArgs, report: &mut Report) {
    let text = args.text.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
    let base = text.unwrap_or_else(|| include_str!("../../../data/minutes.txt").to_owned());
    let mut document = String::new();
    while document.chars().count() < 10_000 {
        document.push_str(&base);
        document.push('\n');
    }
    let started = Instant::now();
    let mut found = 0;
    for number in 0..100 {
        let bytes = format!("{number}\n{document}").into_bytes();
        found += super::documents::count_commitments("bench.txt", &bytes);
    }
    report.add("extract 100 documents of 10 pages", format!("{found} commitments"), None, started.elapsed());
}

/// The engine's name in the report.
fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite (WAL, synchronous=FULL)",
        Engine::Postgres => "PostgreSQL",
    }
}
