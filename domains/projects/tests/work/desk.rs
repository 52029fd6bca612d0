//! A small city: a bureau that leads a project, a bureau that holds land, a zone that is concerned by nothing.

#[path = "../ground/mod.rs"]
mod ground;

use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Actor, Context, Failure, Fen, Id, Outcome, Role};
use qipan_projects::book::commands as book;
use qipan_projects::book::model::{Level, ProjectData};
use qipan_store::journal;
use qipan_testkit::{TestDb, acting, acting_for, noon};

pub use ground::{Ground, MIGRATIONS, day};

pub struct Desk {
    ground: Ground,
    /// Leads the project.
    pub builder: Id,
    /// Solves problems of land.
    pub land: Id,
    /// Has nothing to do with any of it.
    pub other: Id,
    pub project: Id,
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
        let names =
            &[("示例住建委", "Housing"), ("示例规划资源局", "Planning"), ("示例功能区", "Development area")];
        let ground = Ground::new(&test.db, names);
        let data = ProjectData {
            level: Level::Municipal,
            industry: "先进制造".into(),
            owner: "示例汽车有限公司".into(),
            point: Some((117_702_000, 39_050_000)),
            total: Fen(820_000_000_000),
            ..ground.bare("新能源汽车整车基地（示例）")
        };
        let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
        let project = ground.act(&operator, move |acting| Ok(book::create(acting, &data)?.id)).unwrap();
        let units = ground.units.clone();
        Desk { ground, builder: units[0], land: units[1], other: units[2], project }
    }

    /// An act as `context`.
    pub fn act<T: Send + 'static>(
        &self,
        context: Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.ground.act(&context, run)
    }

    /// A question.
    pub fn read<T>(&self, read: impl FnOnce(&mut qipan_store::Tx<'_>) -> Outcome<T>) -> T {
        self.ground.db.read_now(read).unwrap()
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
