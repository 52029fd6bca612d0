//! A small city with two sites.

use std::sync::Arc;

use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_board::commitments::commands::Acting;
use qipan_board::lines::{self, model::Line};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Fen, Id, IdSource, Outcome, Role};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Kind, Level, ProjectData};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, acting_for, noon};

pub static MIGRATIONS: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
    qipan_projects::MIGRATIONS,
];

/// The point of the first site; the second is some 12 km to the east.
pub const SITE: (i32, i32) = (117_700_000, 39_000_000);

pub struct Field {
    pub db: Db,
    pub ids: Arc<IdSource>,
    pub book: Arc<Rulebook>,
    pub units: Vec<Id>,
    pub line: Id,
    /// A plant of the first unit, and a station of the second.
    pub projects: Vec<Id>,
}

impl Field {
    pub fn new(db: &Db) -> Field {
        let (db, ids, book) = (db.clone(), Arc::new(IdSource::new(1)), Arc::new(Rulebook::built_in()));
        let (operator, make) = (Context { actor: Actor::operator(), now: noon("2026-01-05") }, ids.clone());
        let (units, line) = db
            .write_now(move |tx| {
                let mut units = Vec::new();
                for (sort, name) in ["发改委", "交通局"].into_iter().enumerate() {
                    let data = UnitData {
                        kind: UnitKind::Bureau,
                        name_zh: name.into(),
                        name_en: format!("{name} bureau"),
                        sort: sort as i64,
                        ..UnitData::default()
                    };
                    units.push(units::commands::create(tx, &operator, &make, data)?);
                }
                let line = Line {
                    id: Id(0),
                    code: "projects".into(),
                    name_zh: "重点项目".into(),
                    name_en: "Key projects".into(),
                    keywords: vec![],
                    sort: 1,
                    active: true,
                };
                Ok((units, lines::commands::put(tx, &operator, &make, &line)?))
            })
            .unwrap();
        let mut field = Field { db, ids, book, units, line, projects: Vec::new() };
        for (name, unit, point) in [("整车厂", 0, SITE), ("车站", 1, (SITE.0 + 140_000, SITE.1))] {
            let data = field.data(name, unit, Some(point));
            let made = field.act(&field.office("2026-01-06"), move |a| commands::create(a, &data)).unwrap();
            field.projects.push(made.id);
        }
        field
    }

    pub fn data(&self, name: &str, unit: usize, point: Option<(i32, i32)>) -> ProjectData {
        ProjectData {
            name: name.into(),
            code: String::new(),
            parent: None,
            level: Level::District,
            industry: "汽车".into(),
            kind: Kind::Enterprise,
            lead_unit: self.units[unit],
            cooperating: vec![],
            line: self.line,
            owner: String::new(),
            leader: "王示例".into(),
            leader_link: None,
            liaison: String::new(),
            place: String::new(),
            point,
            scale: String::new(),
            capacity: String::new(),
            total: Fen(100_000_000),
            before: Fen(0),
            planned_start: None,
            planned_finish: None,
        }
    }

    /// One act as `context`.
    pub fn act<T: Send + 'static>(
        &self,
        context: &Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (context, ids, book) = (context.clone(), self.ids.clone(), self.book.clone());
        self.db.write_now(move |tx| run(&mut Acting { tx, context: &context, ids: &ids, book: &book }))
    }

    pub fn office(&self, day: &str) -> Context {
        acting(Role::Supervision, day)
    }

    pub fn handler(&self, unit: usize, day: &str) -> Context {
        acting_for(Role::UnitHandler, self.units[unit], day)
    }
}
