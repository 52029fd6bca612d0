//! `qipan bench --projects N`: the month-end of a large book, its tables and its pages, with the bare engine beside each.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qipan_accounts::Units;
use qipan_board::commitments::commands::Acting;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Context, Fen, Id, IdSource, Outcome, Role};
use qipan_projects::tables::columns::TableKind;
use qipan_projects::tables::commands::{self, File};
use qipan_projects::tables::export::{self, Form};
use qipan_projects::tables::model::At;
use qipan_projects::tables::plan::Options as Reading;
use qipan_projects::tables::values::Names;
use qipan_store::{Db, Options};

use super::client::{Client, Server};
use super::projects_store as book;
use super::report::{Report, time_many};
use super::{BenchArgs, city_store, engine_name};
use crate::commands::operator;
use crate::output::Output;

/// What is measured of a book of `projects` projects.
pub fn measure(out: &Output, args: &BenchArgs, projects: usize, folder: &Path, url: &str) -> Outcome<Report> {
    let db = Db::open(url, &Options::default())?;
    qipan_store::migrate::run(&db, crate::wiring::MIGRATIONS, crate::wiring::now())?;
    let started = Instant::now();
    let token = city_store::reader(&db, args)?;
    let today = crate::wiring::now().day();
    let month = today.month_start() - 1;
    let (year, over) = (month.year(), month.ymd().1);
    book::build(&db, projects, (year, over))?;
    let title = format!(
        "{projects} projects with {} months each on {}; built in {:.0} s",
        over.saturating_sub(1) + 12,
        engine_name(db.engine()),
        started.elapsed().as_secs_f64()
    );
    let mut report = Report::titled(title);

    let at = At::of(TableKind::Monthly, year, over, 0);
    let units = db.read_now(Units::load)?;
    let names = Names { words: &out.words, lang: out.lang, units: &units };
    let (files, making) = month_end(&db, at, &names)?;
    report.plain(
        "monthly table as XLSX and CSV",
        format!("{:.2} s and {:.2} s", making[0].as_secs_f64(), making[1].as_secs_f64()),
    );

    // The same month once more by plain SQL, on months of its own, so that both begin with nothing there.
    let bare = book::bare_month(&db, projects, (year - 3, over))?;
    let took = month_end_import(&db, out, &files[0])?;
    report.add("month-end entry by import (.xlsx)", format!("{projects} projects"), Some(bare), took);
    let again = Instant::now();
    let same = read_in(&db, out, &files[0], false)?;
    report.add("the same file once more", format!("{} changed", same.changed), None, again.elapsed());

    let bare_rows = time_many(10, |_| db.read_now(|tx| book::bare_table(tx, year)).map(drop))?;
    let bare_one =
        time_many(100, |n| db.read_now(|tx| book::bare_one(tx, book::id(n * 37 % projects))).map(drop))?;
    let bare_list = time_many(100, |_| db.read_now(book::bare_list).map(drop))?;
    db.close();
    drop(db);

    let mut server = Server::start(url, folder)?;
    let mut client = Client::connect(server.address, &token)?;
    let path = format!("/projects/tables/monthly?year={year}&month={over}");
    let table = time_many(10, |_| client.get(&path))?;
    report.timed("monthly table, the page", &table, Some(bare_rows.clone()));
    let path = format!("/api/v1/projects/tables/monthly?year={year}&month={over}");
    let table = time_many(10, |_| client.get(&path))?;
    report.timed("monthly table (API)", &table, Some(bare_rows));
    let one = time_many(200, |n| client.get(&format!("/projects/{}", book::id(n * 37 % projects))))?;
    report.timed("project page", &one, Some(bare_one));
    let list = time_many(60, |_| client.get("/projects"))?;
    report.timed("list page of 50, with sums over all", &list, Some(bare_list));
    report.plain("resident memory after these", format!("{} MiB", server.resident_mib()));
    server.stop();
    Ok(report)
}

/// The month's table as offices would send it: what is held, with another month of investment on top.
fn month_end(db: &Db, at: At, names: &Names<'_>) -> Outcome<([Vec<u8>; 1], [Duration; 2])> {
    let mut held = db.read_now(|tx| export::held(tx, TableKind::Monthly, at, None))?;
    for (n, one) in held.iter_mut().enumerate() {
        book::add_month(one, at, n);
    }
    let started = Instant::now();
    let xlsx = export::file(TableKind::Monthly, at, &held, names, Form::Xlsx)?;
    let first = started.elapsed();
    let started = Instant::now();
    export::file(TableKind::Monthly, at, &held, names, Form::Csv)?;
    Ok(([xlsx], [first, started.elapsed()]))
}

fn month_end_import(db: &Db, out: &Output, bytes: &[u8]) -> Outcome<Duration> {
    let started = Instant::now();
    let done = read_in(db, out, bytes, true)?;
    let took = started.elapsed();
    eprintln!("  changed {}, faulty {}, asked {}", done.changed, done.faulty, done.ask);
    Ok(took)
}

/// From the bytes of the file to the durable commit.
fn read_in(db: &Db, out: &Output, bytes: &[u8], must: bool) -> Outcome<commands::Imported> {
    let options = Reading::default();
    let tables = commands::tables(bytes, &options)?;
    let (words, lang) = (crate::wiring::words(), out.lang);
    let context: Context = operator(Role::Supervision);
    let highest: Id = db.read_now(qipan_board::commitments::store::highest_id)?;
    let ids = Arc::new(IdSource::after(1, highest));
    let rules = Rulebook::built_in();
    let done = db.write_now(move |tx| {
        let mut acting = Acting { tx, context: &context, ids: &ids, book: &rules };
        commands::apply(&mut acting, (&words, lang), &File { tables: &tables, digest: "bench" }, &options)
    })?;
    if must && done.changed == 0 {
        return Err(qipan_kernel::Failure::internal("nothing was imported"));
    }
    let _ = Fen(0);
    Ok(done)
}
