//! A small city with a small book, for tests of what goes out and in.

#[path = "../ground/mod.rs"]
mod ground;

use std::ops::Deref;
use std::sync::Arc;

use qipan_kernel::{Context, Fen, Id, Role};
use qipan_projects::book::commands as book;
use qipan_projects::book::model::{Class, Level, ProjectData, Stage, Year};
use qipan_projects::invest::model::EntryInput;
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_projects::{invest, nodes};
use qipan_store::Db;
use qipan_testkit::acting;
use qipan_web::Words;

#[allow(unused_imports)] // not every test files
pub use ground::with_papers;
pub use ground::{Ground, MIGRATIONS, WAN, day};

pub struct City {
    ground: Ground,
    #[allow(dead_code)] // not every test prints
    pub words: Arc<Words>,
}

impl Deref for City {
    type Target = Ground;
    fn deref(&self) -> &Ground {
        &self.ground
    }
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
        let names = &[
            ("区住房和建设委员会", "Housing and Construction Commission"),
            ("区交通运输局", "Transport Bureau"),
        ];
        City { ground: Ground::new(db, names), words: Arc::new(words()) }
    }

    pub fn data(&self, name: &str, industry: &str) -> ProjectData {
        ProjectData {
            industry: industry.into(),
            owner: "示例建设公司".into(),
            leader: "周示例".into(),
            liaison: "王示例".into(),
            place: "示例大道".into(),
            point: Some((117_713_000, 39_003_000)),
            scale: "建设厂房 3 万平方米，\n配套管网".into(),
            capacity: "年产 10 万件".into(),
            total: Fen(20_000 * WAN + 123_456),
            before: Fen(3_000 * WAN),
            planned_start: Some(day("2025-03-15")),
            planned_finish: Some(day("2027-12-20")),
            ..self.bare(name)
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
                why: String::new(),
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
