//! Totals over a large ledger: project, unit and city, with the bare sum over the postings beside each.

use std::time::Instant;

use qipan_kernel::{Actor, Day, Failure, Fen, Id, IdSource, Outcome};
use qipan_projects::book::model::{Kind, Level, Project, ProjectData, Stage, Standing};
use qipan_projects::book::store as book;
use qipan_projects::money::model::{Account, Cost, Entry, EntryKind, Period, Posting, Source};
use qipan_projects::money::store;
use qipan_store::{Db, Options};

use super::report::{Report, time_many};
use super::{BenchArgs, engine_name};
use crate::output::Output;

/// Projects, and units that lead them.
const PROJECTS: usize = 5_000;
const UNITS: i64 = 60;
/// Entries of one transaction.
const BATCH: usize = 5_000;

/// Posts so many postings and measures the totals.
pub fn measure(out: &Output, args: &BenchArgs, url: &str) -> Outcome<Report> {
    let db = Db::open(url, &Options::default())?;
    let now = crate::wiring::now();
    qipan_store::migrate::run(&db, crate::wiring::MIGRATIONS, now)?;
    let ids = std::sync::Arc::new(IdSource::new(1));
    let spinner = out.spinner("postings");
    let built = Instant::now();
    let make = ids.clone();
    let projects = db.write_now(move |tx| {
        let mut all = Vec::with_capacity(PROJECTS);
        for number in 0..PROJECTS {
            let project = project(make.next(now), number, now);
            book::put(tx, &project)?;
            all.push(project.id);
        }
        Ok(all)
    })?;
    let entries = args.postings / 2;
    for start in (0..entries).step_by(BATCH) {
        let (ids, projects) = (ids.clone(), projects.clone());
        let end = (start + BATCH).min(entries);
        db.write_now(move |tx| {
            for number in start..end {
                let id = ids.next(now);
                store::post(tx, projects[number % PROJECTS], &entry(id, number / PROJECTS, now.day()))?;
            }
            Ok(())
        })?;
    }
    let built = built.elapsed();
    spinner.finish_and_clear();
    let faults = db.read_now(qipan_projects::money::audit_store::faults)?;
    if !faults.is_empty() {
        return Err(Failure::internal(format!("{faults:?}")));
    }
    let title = format!(
        "{} postings of {PROJECTS} projects on {}; posted in {:.0} s",
        entries * 2,
        engine_name(db.engine()),
        built.as_secs_f64()
    );
    let mut report = Report::titled(title);
    let bare_one = time_many(50, |i| {
        let id = projects[i * 97 % PROJECTS];
        db.read_now(|tx| store::lines(tx, id, None).map(drop))
    })?;
    let one = time_many(200, |i| {
        let id = projects[i * 97 % PROJECTS];
        db.read_now(|tx| store::balances(tx, id).map(drop))
    })?;
    report.timed("totals of a project", &one, Some(bare_one));
    let bare = time_many(5, |_| db.read_now(|tx| store::of_city_by_postings(tx).map(drop)))?;
    let units = time_many(20, |_| db.read_now(|tx| store::of_units(tx).map(drop)))?;
    report.timed("totals of every unit", &units, Some(bare.clone()));
    let city = time_many(20, |_| db.read_now(|tx| store::of_city(tx).map(drop)))?;
    report.timed("totals of the city", &city, Some(bare));
    db.close();
    Ok(report)
}

/// Plan, paid in, paid out, in turn: as a project's years go.
fn entry(id: Id, turn: usize, today: Day) -> Entry {
    let day = today - 900 + (turn % 900) as i32;
    let amount = Fen(1_000_000 + (turn as i64 * 7_919) % 900_000);
    let (kind, from, to) = match turn % 3 {
        0 => (EntryKind::Plan, Account::Planned, Account::Plan(Source::ALL[turn / 3 % 3])),
        1 => (EntryKind::PayIn, Account::Source(Source::ALL[turn / 3 % 3]), Account::Cash),
        _ => (EntryKind::PayOut, Account::Cash, Account::Cost(Cost::ALL[turn / 3 % 4])),
    };
    let line = |account, amount: i64| Posting {
        account,
        year: day.year(),
        period: Period::of(day),
        amount: Fen(amount),
    };
    Entry {
        id,
        kind,
        day,
        at: day.start(),
        by: Actor::system().id,
        by_name: Actor::system().name,
        paper: String::new(),
        note: String::new(),
        contract: None,
        reverses: None,
        reversed_by: None,
        postings: vec![line(to, amount.0), line(from, -amount.0)],
    }
}

fn project(id: Id, number: usize, now: qipan_kernel::Moment) -> Project {
    let data = ProjectData {
        name: format!("示例项目{number}"),
        code: String::new(),
        parent: None,
        level: Level::District,
        industry: "市政设施".into(),
        kind: Kind::Government,
        lead_unit: Id(number as i64 % UNITS + 1),
        cooperating: Vec::new(),
        line: Id(1),
        owner: String::new(),
        leader: String::new(),
        leader_link: None,
        liaison: String::new(),
        place: String::new(),
        point: None,
        scale: String::new(),
        capacity: String::new(),
        total: Fen(1_000_000_000_000),
        before: Fen(0),
        planned_start: None,
        planned_finish: None,
    };
    Project {
        id,
        no: 1,
        stage: Stage::Building,
        standing: Standing::Active,
        started_on: None,
        data,
        created_at: now,
        changed_at: now,
    }
}
