//! A small city: a bureau that leads a project, a bureau that holds land, a zone that is concerned by nothing.

use std::sync::Arc;

use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_board::commitments::commands::Acting;
use qipan_board::lines::{self, model::Line};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Failure, Fen, Id, IdSource, Outcome, Role};
use qipan_projects::book::commands as book;
use qipan_projects::book::model::{Kind, Level, ProjectData};
use qipan_store::{Migration, journal};
use qipan_testkit::{TestDb, acting, acting_for, noon};

pub static MIGRATIONS: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
    qipan_projects::MIGRATIONS,
];

pub struct Desk {
    db: qipan_store::Db,
    ids: Arc<IdSource>,
    book: Arc<Rulebook>,
    /// Leads the project.
    pub builder: Id,
    /// Solves problems of land.
    pub land: Id,
    /// Has nothing to do with any of it.
    pub other: Id,
    pub project: Id,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
    outcome.expect_err("a refusal").message.key.into_owned()
}

pub fn field<T: std::fmt::Debug>(outcome: Outcome<T>) -> (String, Option<String>) {
    let Failure { message, field, .. } = outcome.expect_err("a refusal");
    (message.key.into_owned(), field)
}

impl Desk {
    pub fn new(test: &TestDb) -> Desk {
        let ids = Arc::new(IdSource::new(1));
        let (make, operator) = (ids.clone(), Context { actor: Actor::operator(), now: noon("2026-01-05") });
        let book = Arc::new(Rulebook::built_in());
        let rules = book.clone();
        let (units, project) = test
            .db
            .write_now(move |tx| {
                let mut made = Vec::new();
                for name in ["示例住建委", "示例规划资源局", "示例功能区"] {
                    let data =
                        UnitData { kind: UnitKind::Bureau, name_zh: name.into(), ..UnitData::default() };
                    made.push(units::commands::create(tx, &operator, &make, data)?);
                }
                let line = Line {
                    id: Id(0),
                    code: "projects".into(),
                    name_zh: "重点项目".into(),
                    name_en: "Key projects".into(),
                    keywords: Vec::new(),
                    sort: 1,
                    active: true,
                };
                let line = lines::commands::put(tx, &operator, &make, &line)?;
                let mut acting = Acting { tx, context: &operator, ids: &make, book: &rules };
                let data = ProjectData {
                    name: "新能源汽车整车基地（示例）".into(),
                    code: String::new(),
                    parent: None,
                    level: Level::Municipal,
                    industry: "先进制造".into(),
                    kind: Kind::Enterprise,
                    lead_unit: made[0],
                    cooperating: Vec::new(),
                    line,
                    owner: "示例汽车有限公司".into(),
                    leader: "王示例".into(),
                    leader_link: None,
                    liaison: String::new(),
                    place: String::new(),
                    point: Some((117_702_000, 39_050_000)),
                    scale: String::new(),
                    capacity: String::new(),
                    total: Fen(820_000_000_000),
                    before: Fen(0),
                    planned_start: None,
                    planned_finish: None,
                };
                let project = book::create(&mut acting, &data)?.id;
                Ok((made, project))
            })
            .unwrap();
        Desk { db: test.db.clone(), ids, book, builder: units[0], land: units[1], other: units[2], project }
    }

    /// An act as `context`.
    pub fn act<T: Send + 'static>(
        &self,
        context: Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (ids, book) = (self.ids.clone(), self.book.clone());
        self.db.write_now(move |tx| run(&mut Acting { tx, context: &context, ids: &ids, book: &book }))
    }

    /// A question.
    pub fn read<T>(&self, read: impl FnOnce(&mut qipan_store::Tx<'_>) -> Outcome<T>) -> T {
        self.db.read_now(read).unwrap()
    }

    /// The acts that the journal holds of a subject, oldest first.
    pub fn journal(&self, kind: &'static str, id: Id) -> Vec<(String, String)> {
        let mut all = self.read(|tx| journal::of_subject(tx, kind, id, 100));
        all.sort_by_key(|entry| entry.n);
        all.into_iter().map(|entry| (entry.act, entry.actor_name)).collect()
    }
}

/// The supervision office.
pub fn office(day: &str) -> Context {
    acting(Role::Supervision, day)
}

/// Another person of the supervision office.
pub fn colleague(day: &str) -> Context {
    let mut context = acting(Role::Supervision, day);
    context.actor.id = Id(77);
    context.actor.name = "李示例".into();
    context
}

/// A leader of the city.
pub fn leader(day: &str) -> Context {
    acting(Role::CityLeader, day)
}

/// A unit's handler.
pub fn handler(unit: Id, day: &str) -> Context {
    acting_for(Role::UnitHandler, unit, day)
}

/// A unit's leader.
pub fn head(unit: Id, day: &str) -> Context {
    acting_for(Role::UnitLeader, unit, day)
}

/// The system itself.
pub fn system(day: &str) -> Context {
    Context { actor: Actor::system(), now: noon(day) }
}
