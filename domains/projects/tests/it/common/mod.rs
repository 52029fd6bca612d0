//! A small city with projects, for tests.

use std::sync::Arc;

use qipan_accounts::units::{self, UnitKind};
use qipan_board::commitments::commands::{self as board, Acting};
use qipan_board::commitments::model::Evidence;
use qipan_board::lines;
use qipan_board::lines::model::Line;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Fen, Id, IdSource, Moment, Outcome, Role};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Kind, Level, Project, ProjectData, Stage};
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, acting_for, noon};

/// The migrations of everything that projects stand on.
pub static MIGRATIONS: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
    qipan_projects::MIGRATIONS,
];

/// One 万元 in fen.
pub const WAN: i64 = 1_000_000;

/// Three units, one line.
pub struct City {
    pub db: Db,
    pub ids: Arc<IdSource>,
    pub book: Arc<Rulebook>,
    pub units: Vec<Id>,
    pub line: Id,
}

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl City {
    pub fn new(db: &Db) -> City {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
        let make = ids.clone();
        let (units, line) = db
            .write_now(move |tx| {
                let mut unit = |name: &str| {
                    let data = units::UnitData {
                        parent: None,
                        kind: UnitKind::Bureau,
                        code: None,
                        credit_code: None,
                        name_zh: name.into(),
                        name_en: format!("{name} bureau"),
                        short_zh: name.into(),
                        short_en: name.into(),
                        aliases: vec![],
                        sort: 1,
                        valid_from: None,
                        valid_to: None,
                    };
                    units::commands::create(tx, &operator, &make, data)
                };
                let units = vec![unit("住建委")?, unit("经开区")?, unit("民政局")?];
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
        City { db, ids, book: Arc::new(Rulebook::built_in()), units, line }
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

    /// The supervision office on a day.
    pub fn office(&self, day: &str) -> Context {
        acting(Role::Supervision, day)
    }

    /// What is written down of a project: complete enough for every gate.
    pub fn data(&self, name: &str, kind: Kind) -> ProjectData {
        ProjectData {
            name: name.into(),
            code: String::new(),
            parent: None,
            level: Level::District,
            industry: "交通".into(),
            kind,
            lead_unit: self.units[0],
            cooperating: vec![self.units[1]],
            line: self.line,
            owner: "示例建设公司".into(),
            leader: "周示例".into(),
            leader_link: None,
            liaison: String::new(),
            place: "示例路".into(),
            point: Some((117_700_000, 39_000_000)),
            scale: "建设道路 3 公里".into(),
            capacity: "年产 15 万辆".into(),
            total: Fen(12_000 * WAN),
            before: Fen(0),
            planned_start: Some(day("2026-03-01")),
            planned_finish: Some(day("2026-12-31")),
        }
    }

    /// A project in the book.
    pub fn project(&self, data: ProjectData, day: &str) -> Project {
        self.act(&self.office(day), move |a| commands::create(a, &data)).unwrap()
    }

    /// Takes a project to a stage on a day.
    pub fn advance(&self, id: Id, to: Stage, on: &str) -> Outcome<Project> {
        let at = day(on);
        self.act(&self.office(on), move |a| commands::advance(a, id, to, at, ""))
    }

    /// A node of a project, to be opened.
    pub fn node(&self, name: &str, kind: NodeKind, start: &str, due: &str) -> NodeInput {
        NodeInput {
            kind,
            word: String::new(),
            name: name.into(),
            unit: None,
            person: String::new(),
            start_day: day(start),
            due_day: day(due),
            after: vec![],
            after_rows: vec![],
        }
    }

    /// Takes a commitment of the first unit to its closing: signed for, reported with evidence, submitted, closed.
    pub fn close(&self, commitment: Id, on: &str) {
        let handler = acting_for(Role::UnitHandler, self.units[0], on);
        let leader = acting_for(Role::UnitLeader, self.units[0], on);
        let paper = Evidence {
            id: Id(0),
            report: None,
            at: Moment(0),
            actor_name: String::new(),
            name: "批复.pdf".into(),
            media_type: "application/pdf".into(),
            size: 9,
            digest: "0".repeat(64),
            note: String::new(),
        };
        self.act(&handler, move |a| board::sign_for(a, commitment)).unwrap();
        self.act(&handler, move |a| board::add_evidence(a, commitment, paper.clone())).unwrap();
        self.act(&leader, move |a| board::submit(a, commitment, "已完成")).unwrap();
        self.act(&self.office(on), move |a| board::close(a, commitment, "")).unwrap();
    }
}
