//! A large city, written straight into the tables: as the acts would have written it, but in bulk.

use std::sync::Arc;

use qipan_accounts::tokens;
use qipan_board::commitments::commands::{self, Acting, ReportInput};
use qipan_board::commitments::model::{State, Terms, Version};
use qipan_board::grid::model::base_code;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_store::journal::{Entry, GENESIS, Hash, seal};
use qipan_store::{Db, Engine, Tx, params, search};
use serde_json::json;

use super::super::operator;
use super::BenchArgs;
use crate::output::Output;

const UNITS: i64 = 1_000_000;
const LINES: i64 = 2_000_000;
const COMMITMENTS: i64 = 10_000_000;

/// Identifier of the unit with this number.
pub fn unit_id(number: usize) -> Id {
    Id(UNITS + number as i64)
}

/// Identifier of the line with this number.
pub fn line_id(number: usize) -> Id {
    Id(LINES + number as i64)
}

/// Identifier of the commitment with this number.
pub fn commitment_id(number: usize) -> Id {
    Id(COMMITMENTS + number as i64)
}

/// Somebody who may report on every commitment of the city.
pub fn handler() -> Context {
    let actor = Actor {
        id: Id(7),
        name: "陈示例".into(),
        role: Role::UnitHandler,
        unit: Some(unit_id(0)),
        scope: Vec::new(),
    };
    Context { actor: Actor { role: Role::Supervision, ..actor }, now: crate::wiring::now() }
}

/// The act of the benchmark.
pub fn report(tx: &mut Tx<'_>, context: &Context, ids: &IdSource, book: &Rulebook, id: Id) -> Outcome<()> {
    let mut context = context.clone();
    context.actor.role = Role::UnitHandler;
    context.actor.scope = vec![qipan_board::commitments::store::load(tx, id)?.version.terms.lead_unit];
    let input =
        ReportInput { claimed: Progress(4_200), progress_text: "bench".into(), ..ReportInput::default() };
    commands::report(&mut Acting { tx, context: &context, ids, book }, id, &input).map(drop)
}

const STATEMENTS: [&str; 6] = [
    "完成危化品仓库消防通道整改并通过复查",
    "新建改造农村公路{n}公里",
    "完成{n}个业务系统与区级平台的接口改造",
    "推动轨道Z2线站点主体结构封顶第{n}段",
    "排查整治老旧小区燃气隐患{n}处",
    "编制政务数据目录并挂接数据资源{n}项",
];

/// A life that many commitments share but for unit, line and words: its versions with their light instants.
struct Life(Vec<Version>);

fn lives(book: &Rulebook, today: Day, versions: usize) -> Outcome<Vec<Life>> {
    let mut lives = Vec::new();
    for n in 0..997_i32 {
        let start = today - 30 - (n * 37 % 690);
        let due = start + 60 + (n * 53 % 420);
        let mut version = Version::first(Id(0), start.start(), terms(start, due));
        let mut all = Vec::new();
        for no in 0..versions as i32 {
            let at = start.start().plus_ms(i64::from(no) * 86_400_000 * 6 + 3_600_000);
            version.no = i64::from(no) + 1;
            version.valid_from = at;
            match no {
                0 => {}
                1 => {
                    version.state = State::Issued;
                    version.issued_at = Some(at);
                }
                2 => {
                    version.state = State::Signed;
                    version.signed_at = Some(at);
                }
                _ => {
                    version.state = State::InProgress;
                    version.claimed = Some(Progress((n * 91 % 100) * 100));
                    version.verified = Some(Progress((n * 91 % 100) * if n % 3 == 0 { 80 } else { 100 }));
                    version.last_report_at = Some(at);
                    if no == versions as i32 - 1 && n % 4 == 0 {
                        version.state = State::Closed;
                        version.closed_at = Some(at);
                    }
                }
            }
            version.lights = book.evaluate(&version, Vec::new(), at)?;
            all.push(version.clone());
        }
        lives.push(Life(all));
    }
    Ok(lives)
}

fn terms(start: Day, due: Day) -> Terms {
    Terms {
        statement: String::new(),
        kind: Default::default(),
        line: line_id(0),
        lead_unit: unit_id(0),
        cooperating: vec![],
        leader: "周示例".into(),
        leader_link: None,
        contact: String::new(),
        measure: String::new(),
        limit_words: String::new(),
        start_day: start,
        due_day: Some(due),
        schedule: None,
        rule_set: "generic".into(),
    }
}

/// Builds the city unless it is there, and gives two fresh tokens: one that sees everything, one that reports.
pub fn build(out: &Output, db: &Db, args: &BenchArgs) -> Outcome<(String, String)> {
    let there: i64 = db.read_now(|tx| tx.one("select count(*) from commitment", &[], |row| row.get(0)))?;
    if there == 0 {
        units_and_lines(db, args)?;
        commitments(out, db, args)?;
        let now = crate::wiring::now();
        db.write_now(move |tx| seal(tx, now))?;
        db.write_now(|tx| tx.exec("analyze", &[]))?;
    }
    Ok((token(db, Role::Supervision, None)?, token(db, Role::UnitHandler, Some(unit_id(0)))?))
}

/// Units and lines alone, and a token that sees everything.
pub fn reader(db: &Db, args: &BenchArgs) -> Outcome<String> {
    units_and_lines(db, args)?;
    token(db, Role::Supervision, None)
}

fn token(db: &Db, role: Role, unit: Option<Id>) -> Outcome<String> {
    let context = operator(Role::Administrator);
    let ids = IdSource::new(1);
    let secret = tokens::secret(&mut crate::wiring::chance);
    let new = tokens::NewToken { name: "bench".into(), role, unit, until: context.now.day() + 2 };
    let kept = secret.clone();
    db.write_now(move |tx| tokens::issue(tx, &context, &ids, &new, &kept))?;
    Ok(secret)
}

fn units_and_lines(db: &Db, args: &BenchArgs) -> Outcome<()> {
    let (units, lines) = (args.units, args.lines);
    db.write_now(move |tx| {
        for n in 0..units {
            // One root; forty below it; the rest below those.
            let parent = match n {
                0 => None,
                1..=40 => Some(unit_id(0)),
                _ => Some(unit_id(1 + n % 40)),
            };
            let kind = ["functional_zone", "bureau", "street_town"][n % 3];
            tx.queue(
                "insert into unit (id, parent, kind, code, credit_code, name_zh, name_en, short_zh, short_en, aliases, sort,
                   valid_from, valid_to, version) values ($1, $2, $3, null, null, $4, $5, $4, $5, '[]', $6, null, null, 1)",
                params![unit_id(n), parent, kind, format!("示例单位{n}"), format!("Example unit {n}"), n],
            )?;
        }
        for n in 0..lines {
            let line = qipan_board::lines::model::Line {
                id: line_id(n),
                code: format!("line-{n}"),
                name_zh: format!("工作线{n}"),
                name_en: format!("Line {n}"),
                keywords: vec![],
                sort: n as i64,
                active: true,
            };
            qipan_board::lines::store::put(tx, &line)?;
        }
        Ok(())
    })
}

fn commitments(out: &Output, db: &Db, args: &BenchArgs) -> Outcome<()> {
    let now = crate::wiring::now();
    let lives = Arc::new(lives(&Rulebook::built_in(), now.day(), args.versions)?);
    let (total, units, lines) = (args.commitments, args.units, args.lines);
    let bar = out.bar("city", total as u64);
    let mut seq = 0;
    for first in (0..total).step_by(5_000) {
        let lives = lives.clone();
        let from = seq;
        seq = db.write_now(move |tx| {
            let mut seq = from;
            for number in first..(first + 5_000).min(total) {
                seq = one(tx, number, &lives[number % lives.len()], (units, lines), seq)?;
            }
            Ok(seq)
        })?;
        bar.set_position(first as u64);
    }
    if db.engine() == Engine::Postgres {
        db.write_now(move |tx| tx.one("select setval('journal_seq', $1)", params![seq], |_| Ok(())))?;
    }
    bar.finish_and_clear();
    Ok(())
}

fn one(
    tx: &mut Tx<'_>,
    number: usize,
    life: &Life,
    (units, lines): (usize, usize),
    mut seq: i64,
) -> Outcome<i64> {
    let id = commitment_id(number);
    let statement = STATEMENTS[number % 6].replace("{n}", &(number % 977).to_string());
    tx.queue(
        "insert into commitment (id, number, created_at) values ($1, $2, $3)",
        params![id, format!("2026-{number:06}"), life.0[0].valid_from],
    )?;
    let mut prev: Hash = GENESIS;
    for (i, v) in life.0.iter().enumerate() {
        seq += 1;
        let until = life.0.get(i + 1).map_or(Moment::NEVER, |next| next.valid_from);
        insert_version(tx, id, number, v, until, &statement, (units, lines), seq)?;
        prev = insert_entry(tx, id, v, prev, seq)?;
    }
    let tokens = search::index_tokens(&statement);
    match tx.engine() {
        Engine::Sqlite => {
            tx.queue("insert into commitment_search (rowid, tokens) values ($1, $2)", params![id, tokens])?
        }
        Engine::Postgres => tx.queue(
            "insert into commitment_search (id, tokens) values ($1, to_tsvector('simple', $2))",
            params![id, tokens],
        )?,
    }
    Ok(seq)
}

#[allow(clippy::too_many_arguments)] // a row of the table has that many sources
fn insert_version(
    tx: &mut Tx<'_>,
    id: Id,
    number: usize,
    v: &Version,
    until: Moment,
    statement: &str,
    (units, lines): (usize, usize),
    seq: i64,
) -> Outcome<()> {
    let instant = |at: Option<Moment>| at.unwrap_or(Moment::NEVER);
    tx.queue(
        "insert into commitment_version (id, commitment, no, valid_from, valid_to, statement, kind, line, lead_unit,
           cooperating, leader, contact, measure, limit_words, start_day, due_day, due_sort, first_due, schedule, rule_set,
           state, issued_at, signed_at, closed_at, closed_by, last_report_at, claimed, verified, unverified,
           unreviewed_since, returned_at, base, on_time, blue_at, yellow_at, red_at, lights, journal_seq)
         values ($1, $2, $3, $4, $5, $6, 'task', $7, $8, '[]', $9, '', '', '', $10, $11, $11, $11, null, 'generic',
           $12, $13, $14, $15, null, $16, $17, $18, $19, null, null, $20, $26, $21, $22, $23, $24, $25)",
        params![
            Id(100_000_000 + seq),
            id,
            v.no,
            v.valid_from,
            until,
            statement,
            line_id(number * 7 % lines),
            unit_id(number * 31 % units),
            &v.terms.leader,
            v.terms.start_day,
            v.terms.due_day,
            v.state.as_str(),
            v.issued_at,
            v.signed_at,
            v.closed_at,
            v.last_report_at,
            v.claimed,
            v.verified,
            v.unverified(),
            base_code(v),
            instant(v.lights.blue_at),
            instant(v.lights.yellow_at),
            instant(v.lights.red_at),
            json!(v.lights).to_string(),
            seq,
            v.closed_on_time()
        ],
    )
}

fn insert_entry(tx: &mut Tx<'_>, id: Id, v: &Version, prev: Hash, seq: i64) -> Outcome<Hash> {
    let entry = Entry {
        seq,
        at: v.valid_from,
        actor: Id(7),
        actor_name: "张示例".into(),
        act: "commitment.bench".into(),
        kind: "commitment".into(),
        subject: id,
        n: v.no,
        body: "{}".into(),
    };
    let hash = entry.hash(&prev);
    tx.queue(
        "insert into journal (seq, at, actor, actor_name, act, kind, subject, n, body, prev, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            seq,
            entry.at,
            entry.actor,
            &entry.actor_name,
            &entry.act,
            &entry.kind,
            id,
            entry.n,
            "{}",
            &prev,
            &hash
        ],
    )?;
    Ok(hash)
}

/// A page of 50 rows as the bare engine gives it: one indexed query, nothing made of the rows.
pub fn bare_page(tx: &mut Tx<'_>, unit: Id) -> Outcome<()> {
    let sql =
        "select commitment, statement, due_day from commitment_version where valid_to = 9223372036854775807
               and lead_unit = $1 order by due_sort, commitment limit 50";
    tx.rows(sql, params![unit], |row| row.get::<String>(1)).map(drop)
}

/// How many reports say these words.
pub fn count_reports(tx: &mut Tx<'_>, words: &str) -> Outcome<i64> {
    tx.one("select count(*) from report where progress_text = $1", params![words], |row| row.get(0))
}

/// The process of PostgreSQL that answers this.
pub fn backend(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select pg_backend_pid()::bigint", &[], |row| row.get(0))
}
