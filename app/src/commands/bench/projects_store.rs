//! A large book, written by its own store in bulk, and the same rows by plain SQL.

use std::time::{Duration, Instant};

use qipan_kernel::{Day, Fen, Id, Outcome};
use qipan_projects::book::model::{Class, Kind, Level, Project, ProjectData, Stage, Standing, Step, Year};
use qipan_projects::book::store as book;
use qipan_projects::invest::model::Entry;
use qipan_projects::invest::store as invest;
use qipan_projects::tables::model::{At, Held};
use qipan_store::{Db, Tx, params};

use super::city_store::{line_id, unit_id};

/// One 万元 in fen.
const WAN: i64 = 1_000_000;

/// The identifier of a project.
pub fn id(n: usize) -> Id {
    Id(40_000_000 + n as i64)
}

fn day(year: i32, month: u32) -> Day {
    Day::from_ymd(year, month, 15).unwrap_or(Day(0))
}

/// Writes the book: each project with a year and a few months of investment before the month that is to be entered.
pub fn build(db: &Db, projects: usize, (year, month): (i32, u32)) -> Outcome<()> {
    let now = crate::wiring::now();
    for first in (0..projects).step_by(500) {
        let last = (first + 500).min(projects);
        db.write_now(move |tx| {
            for n in first..last {
                let project = project(n, year, now);
                book::put(tx, &project)?;
                let step =
                    Step { word: "conceived".into(), day: day(year - 2, 1), at: now, note: String::new() };
                book::add_step(tx, Id(id(n).0 + 10_000_000), id(n), &step)?;
                for (of, class) in [(year - 1, Class::New), (year, Class::Continuing)] {
                    book::put_year(tx, id(n), &listed(of, class))?;
                }
                let before = (1..=12).map(|month| (year - 1, month));
                for (of, month) in before.chain((1..month).map(|month| (year, month))) {
                    invest::put(tx, id(n), &entry(n, of, month, now))?;
                }
            }
            Ok(())
        })?;
    }
    db.write_now(|tx| tx.exec("analyze", &[])).map(drop)
}

fn project(n: usize, year: i32, now: qipan_kernel::Moment) -> Project {
    let industry = ["交通", "制造业", "能源", "信息", "水务", "教育", "卫生", "文化旅游"][n % 8];
    let data = ProjectData {
        name: format!("{industry}示例工程第{n}号"),
        code: String::new(),
        parent: None,
        level: if n.is_multiple_of(9) { Level::Municipal } else { Level::District },
        industry: industry.into(),
        kind: [Kind::Enterprise, Kind::Government, Kind::Joint][n % 3],
        lead_unit: unit_id(1 + n % 40),
        cooperating: vec![unit_id(50 + n % 40)],
        line: line_id(n % 5),
        owner: format!("示例建设第{}公司", n % 200),
        leader: format!("周示例{}", n % 30),
        leader_link: None,
        liaison: "王示例".into(),
        place: format!("示例大道{n}号"),
        point: Some((117_700_000 + n as i32 % 1000, 39_000_000 + n as i32 % 997)),
        scale: "建设厂房 3 万平方米及配套管网、道路、绿化".into(),
        capacity: "年产 10 万件".into(),
        total: Fen((20_000 + n as i64 % 7_000) * WAN),
        before: Fen(1_000 * WAN),
        planned_start: Some(day(year - 1, 3)),
        planned_finish: Some(day(year + 1, 11)),
    };
    Project {
        id: id(n),
        no: 1,
        stage: Stage::Building,
        standing: Standing::Active,
        started_on: Some(day(year - 1, 3)),
        data,
        created_at: now,
        changed_at: now,
    }
}

fn listed(year: i32, class: Class) -> Year {
    Year {
        year,
        class,
        plan: Fen(6_000 * WAN),
        goal: "完成主体结构".into(),
        listed_on: day(year, 1),
        listed_why: String::new(),
        left_on: None,
        left_why: String::new(),
    }
}

fn entry(n: usize, year: i32, month: u32, now: qipan_kernel::Moment) -> Entry {
    Entry {
        year,
        month,
        part: 0,
        planned: Some(Fen(400 * WAN)),
        done: Some(Fen((300 + (n as i64 * 7 + i64::from(month)) % 150) * WAN)),
        image: format!("第{month}月：主体结构施工"),
        entered_at: now,
        entered_by: "张示例".into(),
    }
}

/// Adds the month that is to be entered to what is held: what an office's table would say.
pub fn add_month(held: &mut Held, at: At, n: usize) {
    let mut one = entry(n, at.year, at.month, crate::wiring::now());
    one.planned = None;
    held.image.clone_from(&one.image);
    held.entries.push(one);
}

/// The rows of a month-end (a month, a journal entry's worth of text, an event, a touched project) by plain SQL in one
/// transaction, without reading a file, without rules and without the chain of the journal.
pub fn bare_month(db: &Db, projects: usize, (year, month): (i32, u32)) -> Outcome<Duration> {
    let now = crate::wiring::now();
    let started = Instant::now();
    db.write_now(move |tx| {
        for n in 0..projects {
            tx.queue(
                "insert into project_month (project, year, month, part, planned, done, image, entered_at, entered_by)
                 values ($1, $2, $3, 0, null, $4, $5, $6, $7)",
                params![id(n), year, month, 300 * WAN, "主体结构施工", now, "张示例"],
            )?;
            tx.queue("update project set changed_at = $2 where id = $1", params![id(n), now])?;
            tx.queue(
                "insert into outbox (at, topic, subject, body) values ($1, 'bench.bare', $2, $3)",
                params![now, id(n), "{\"changes\":[[\"F7\",\"1–10月完成投资\",\"3,000.00\",\"3,300.00\"]]}"],
            )?;
        }
        Ok(())
    })?;
    let took = started.elapsed();
    db.write_now(move |tx| {
        tx.exec("delete from project_month where year = $1", params![year])?;
        tx.exec("delete from outbox where topic = 'bench.bare'", &[])
    })?;
    Ok(took)
}

/// The rows of the monthly table in one statement, nothing made of them.
pub fn bare_table(tx: &mut Tx<'_>, year: i32) -> Outcome<usize> {
    let rows = tx.rows(
        "select p.id, p.data, y.plan, m.done, m.image from project p
         join project_year y on y.project = p.id and y.year = $1
         left join project_month m on m.project = p.id and m.year = $1 order by p.id, m.month",
        params![year],
        |row| Ok((row.get::<String>(1)?.len(), row.get::<Option<i64>>(3)?)),
    )?;
    Ok(rows.len())
}

/// The rows of one project's page.
pub fn bare_one(tx: &mut Tx<'_>, project: Id) -> Outcome<usize> {
    let data =
        tx.first("select data from project where id = $1", params![project], |row| row.get::<String>(0))?;
    let years = tx.rows("select plan from project_year where project = $1", params![project], |row| {
        row.get::<i64>(0)
    })?;
    let months = tx.rows(
        "select done, image from project_month where project = $1 order by year, month",
        params![project],
        |row| row.get::<Option<i64>>(0),
    )?;
    Ok(data.map_or(0, |data| data.len()) + years.len() + months.len())
}

/// A page of the list: fifty rows and the sums over all.
pub fn bare_list(tx: &mut Tx<'_>) -> Outcome<usize> {
    let rows = tx.rows("select data from project order by id limit 50", &[], |row| row.get::<String>(0))?;
    tx.one("select count(*) from project", &[], |row| row.get::<i64>(0))?;
    Ok(rows.len())
}
