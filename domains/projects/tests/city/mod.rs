//! A small city with a small book, for tests of what goes out and in.

use std::sync::Arc;

use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_board::commitments::commands::Acting;
use qipan_board::lines::{self, model::Line};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Fen, Id, IdSource, Outcome, Role};
use qipan_projects::book::commands as book;
use qipan_projects::book::model::{Class, Kind, Level, ProjectData, Stage, Year};
use qipan_projects::invest;
use qipan_projects::invest::model::EntryInput;
use qipan_projects::nodes;
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, noon};
use qipan_web::Words;

pub static MIGRATIONS: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
    qipan_projects::MIGRATIONS,
];

/// One 万元 in fen.
pub const WAN: i64 = 1_000_000;

pub struct City {
    pub db: Db,
    pub ids: Arc<IdSource>,
    #[allow(dead_code)] // not every test prints
    pub words: Arc<Words>,
    pub units: Vec<Id>,
    pub line: Id,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn office() -> Context {
    acting(Role::Supervision, "2026-11-22")
}

fn words() -> Words {
    let mut sources =
        vec![qipan_web::LOCALES, qipan_accounts::LOCALES, qipan_records::LOCALES, qipan_board::LOCALES];
    sources.extend_from_slice(qipan_projects::LOCALES);
    Words::new(&sources)
}

impl City {
    pub fn new(db: &Db) -> City {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
        let make = ids.clone();
        let (units, line) = db
            .write_now(move |tx| {
                let mut unit = |zh: &str, en: &str| {
                    let data = UnitData {
                        kind: UnitKind::Bureau,
                        name_zh: zh.into(),
                        name_en: en.into(),
                        ..UnitData::default()
                    };
                    units::commands::create(tx, &operator, &make, data)
                };
                let units = vec![
                    unit("区住房和建设委员会", "Housing and Construction Commission")?,
                    unit("区交通运输局", "Transport Bureau")?,
                ];
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
        City { db, ids, words: Arc::new(words()), units, line }
    }

    pub fn act<T: Send + 'static>(
        &self,
        context: &Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (context, ids) = (context.clone(), self.ids.clone());
        self.db.write_now(move |tx| {
            let rules = Rulebook::built_in();
            run(&mut Acting { tx, context: &context, ids: &ids, book: &rules })
        })
    }

    pub fn data(&self, name: &str, industry: &str) -> ProjectData {
        ProjectData {
            name: name.into(),
            code: String::new(),
            parent: None,
            level: Level::District,
            industry: industry.into(),
            kind: Kind::Enterprise,
            lead_unit: self.units[0],
            cooperating: vec![],
            line: self.line,
            owner: "示例建设公司".into(),
            leader: "周示例".into(),
            leader_link: None,
            liaison: "王示例".into(),
            place: "示例大道".into(),
            point: Some((117_713_000, 39_003_000)),
            scale: "建设厂房 3 万平方米，\n配套管网".into(),
            capacity: "年产 10 万件".into(),
            total: Fen(20_000 * WAN + 123_456),
            before: Fen(3_000 * WAN),
            planned_start: Some(day("2025-03-15")),
            planned_finish: Some(day("2027-12-20")),
        }
    }

    /// A small book: a project under construction with a part, one in preparation, one that is being negotiated.
    pub fn fill(&self) -> Vec<Id> {
        let whole = ProjectData { level: Level::Municipal, ..self.data("示例快速路", "交通") };
        let part =
            ProjectData {
                total: Fen(5_000 * WAN), before: Fen(0), ..self.data("示例快速路一期", "交通")
            };
        let plant = ProjectData {
            planned_start: Some(day("2026-12-01")),
            before: Fen(0),
            lead_unit: self.units[1],
            ..self.data("=示例整车厂", "制造业")
        };
        let talk = self.data("示例数据中心", "信息");
        self.act(&office(), move |acting| {
            let whole = book::create(acting, &whole)?;
            let part = book::create(acting, &ProjectData { parent: Some(whole.id), ..part.clone() })?;
            let plant = book::create(acting, &plant)?;
            let talk = book::create(acting, &talk)?;
            for to in [Stage::Reserved, Stage::Negotiating] {
                book::advance(acting, talk.id, to, day("2026-02-01"), "")?;
            }
            for (id, class, plan) in [
                (whole.id, Class::New, 6_000),
                (part.id, Class::New, 2_000),
                (plant.id, Class::Preparatory, 100),
            ] {
                let year = Year {
                    year: 2026,
                    class,
                    plan: Fen(plan * WAN),
                    goal: "完成主体结构".into(),
                    listed_on: day("2026-01-05"),
                    listed_why: String::new(),
                    left_on: None,
                    left_why: String::new(),
                };
                book::list_in(acting, id, &year)?;
            }
            let month = |month, part, done: i64, image: &str| EntryInput {
                year: 2026,
                month,
                part,
                planned: (part == 0).then_some(Fen(500 * WAN)),
                done: Some(Fen(done)),
                image: image.into(),
            };
            invest::commands::enter(
                acting,
                whole.id,
                &[
                    month(8, 0, 400 * WAN + 7, "路基完成 40%"),
                    month(9, 0, 450 * WAN, ""),
                    month(10, 0, 470 * WAN, "路基完成 70%"),
                ],
            )?;
            invest::commands::enter(
                acting,
                part.id,
                &[
                    month(9, 0, 100 * WAN, "桩基施工"),
                    month(10, 1, 50 * WAN, "桩基完成"),
                    month(10, 2, 60 * WAN, "承台施工"),
                ],
            )?;
            let permit = |name: &str, word: &str| NodeInput {
                kind: NodeKind::Permit,
                word: word.into(),
                name: name.into(),
                unit: None,
                person: "赵示例".into(),
                start_day: day("2026-02-01"),
                due_day: day("2026-12-15"),
                after: vec![],
                after_rows: vec![],
            };
            nodes::commands::open(
                acting,
                plant.id,
                &[permit("可研批复", "feasibility"), permit("环评批复", "environment")],
            )?;
            let building = NodeInput { kind: NodeKind::Building, ..permit("主体封顶", "topping-out") };
            nodes::commands::open(acting, whole.id, &[building])?;
            // It was under construction before the book began.
            let begun = qipan_projects::book::model::Project {
                stage: Stage::Building,
                started_on: Some(day("2026-03-01")),
                ..qipan_projects::book::store::load(acting.tx, whole.id)?
            };
            qipan_projects::book::store::put(acting.tx, &begun)?;
            Ok(vec![whole.id, part.id, plant.id, talk.id])
        })
        .unwrap()
    }
}
