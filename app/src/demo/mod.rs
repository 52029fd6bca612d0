//! The demonstration city: the real units of Binhai New Area, invented commitments over more than two years.
//!
//! Everything is done by the program's own acts at the moments at which it would have been done, so that journal,
//! versions and lights are as real as those of a city that has worked with Qipan since 2024. The same seed and day give
//! the same city. All people are fictional (张示例 and others named 示例).

mod city;
mod evaluation;
mod field;
mod life;
mod money;
mod places;
mod posts;
mod projects;
mod projects_list;
mod suspensions;
mod systems;
mod systems_list;
mod tables;
mod work;
mod work_plan;

pub use city::lines;
use life::EVIDENCE;

use std::sync::Arc;

use qipan_accounts::people::Roster;
use qipan_accounts::units::Units;
use qipan_accounts::users::model::UserData;
use qipan_accounts::users::password::PasswordHash;
use qipan_accounts::{table, units, users};
use qipan_board::lines;
use qipan_board::rulebook::Rulebook;
use qipan_decisions::drafts::import::{Importer, Taken};
use qipan_decisions::drafts::knowledge::Knowledge;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Moment, Outcome, Role};
use qipan_records::files::Files;
use qipan_records::reading::Limits;
use qipan_store::Db;

use crate::config::Config;

/// The units of the demonstration city, as a table.
pub const UNITS: &[u8] = include_bytes!("../../../crates/accounts/data/binhai.csv");

/// Sign-in names of the demonstration city; all have [`PASSWORD`].
pub const USERS: [(&str, &str, Role, Option<&str>); 7] = [
    ("admin", "系统管理员（示例）", Role::Administrator, None),
    ("ducha", "张示例", Role::Supervision, None),
    ("ducha2", "李示例", Role::Supervision, None),
    ("leader", "王示例", Role::CityLeader, None),
    ("audit", "赵示例", Role::Auditor, None),
    ("mz", "陈示例", Role::UnitHandler, Some("民政局")),
    ("mzld", "刘示例", Role::UnitLeader, Some("民政局")),
];

/// The password of every user of the demonstration city.
pub const PASSWORD: &str = "yipanqi-2026";

/// Where the demonstration city lives, when nothing else is configured.
pub fn config(config: &Config) -> Config {
    let mut config = config.clone();
    if config.database == Config::default().database {
        config.database = "data/demo.db".into();
        config.files = "data/demo-files".into();
    }
    config
}

/// Builds the city in an empty database, as of `today`. `progress` is told how far it is, of how much.
pub fn build(
    db: &Db,
    ids: &Arc<IdSource>,
    files: &Files,
    today: Day,
    mut progress: impl FnMut(usize, usize),
) -> Outcome<()> {
    files.put(EVIDENCE)?;
    money::store_papers(files)?;
    let founded = city::FOUNDED.start().plus_ms(9 * 3_600_000);
    let operator = Context { actor: Actor::operator(), now: founded };
    let table = table::read(UNITS)?;
    let (context, ids_in) = (operator.clone(), ids.clone());
    db.write_now(move |tx| units::commands::import(tx, &context, &ids_in, &table))?;
    let units = Arc::new(db.read_now(Units::load)?);
    let (roster, leader) = posts::add(db, ids, &operator, &units, today)?;
    add_users(db, ids, &operator, &units, leader)?;
    let (context, ids_in) = (operator.clone(), ids.clone());
    let lines = db.write_now(move |tx| {
        city::lines()
            .into_iter()
            .map(|line| lines::commands::put(tx, &context, &ids_in, &line))
            .collect::<Outcome<Vec<Id>>>()
    })?;
    let book = Arc::new(Rulebook::built_in());
    projects::live(db, ids, &book, &units, &lines, today)?;
    tables::live(db, ids, &book, today)?;
    evaluation::live(db, ids, &book, today)?;
    work::live(db, ids, &book, (&units, &roster), today)?;
    field::live(db, ids, &book, files, today)?;
    systems::live(db, ids, &book, &units, &lines, today)?;
    life::live(db, ids, &book, (&units, &roster), &lines, today, &mut progress)?;
    suspensions::live(db, ids, &book, today)?;
    add_documents(db, ids, files, (&units, &Arc::new(roster)), &book, today)
}

/// Two invented documents that wait to be reviewed, read in some days ago.
fn add_documents(
    db: &Db,
    ids: &Arc<IdSource>,
    files: &Files,
    (units, roster): (&Arc<Units>, &Arc<Roster>),
    book: &Rulebook,
    today: Day,
) -> Outcome<()> {
    let lines = db.read_now(lines::store::all)?;
    let importer = Importer {
        db: db.clone(),
        files: files.clone(),
        ids: ids.clone(),
        knowledge: Arc::new(Knowledge::of(units, roster, &lines, &book.calendar, today)),
        limits: Limits::default(),
    };
    let actor = Actor { name: "张示例".into(), ..Actor::system() };
    let documents: [(&str, &[u8]); 2] = [
        ("示例区政府第58次常务会议纪要.txt", include_bytes!("../../data/minutes.txt")),
        ("安全发展重点任务分工方案（示例）.txt", include_bytes!("../../data/plan.txt")),
    ];
    for (back, (name, bytes)) in documents.into_iter().enumerate() {
        let context = Context { actor: actor.clone(), now: at(today - 4 + back as i32, 10, 0) };
        if let Taken::Refused(failure) = importer.take(&context, name, bytes).taken {
            return Err(failure);
        }
    }
    Ok(())
}

fn add_users(
    db: &Db,
    ids: &Arc<IdSource>,
    operator: &Context,
    units: &Arc<Units>,
    leader: Id,
) -> Outcome<()> {
    // One hash serves all: hashing is slow on purpose.
    let password = PasswordHash::new(PASSWORD, "demo", "demo", &mut crate::wiring::chance)?;
    let (context, ids, units) = (operator.clone(), ids.clone(), units.clone());
    db.write_now(move |tx| {
        for (name, display, role, unit) in USERS {
            let unit = unit.and_then(|unit| units.by_name(unit)).map(|unit| unit.id);
            let person = (role == Role::CityLeader).then_some(leader);
            let data = UserData { name: name.into(), display: display.into(), role, unit, person };
            users::commands::create(tx, &context, &ids, data, &password, false)?;
        }
        Ok(())
    })
}

/// True when the database has a city already.
pub fn is_built(db: &Db) -> Outcome<bool> {
    db.read_now(|tx| Ok(users::store::count(tx)? > 0))
}

/// A moment of the working day.
fn at(day: Day, hour: i64, minute: i64) -> Moment {
    day.start().plus_ms(hour * 3_600_000 + minute * 60_000)
}
