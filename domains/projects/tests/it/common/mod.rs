//! A small city with projects, for tests.

#[path = "../../ground/mod.rs"]
mod ground;

use std::ops::Deref;

use qipan_board::commitments::commands as board;
use qipan_board::commitments::model::Evidence;
use qipan_kernel::{Context, Fen, Id, Moment, Outcome, Role};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Kind, Project, ProjectData, Stage};
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_store::Db;
use qipan_testkit::{acting, acting_for};

pub use ground::{Ground, MIGRATIONS, WAN, day};

/// Three units, one line.
pub struct City {
    ground: Ground,
}

impl Deref for City {
    type Target = Ground;
    fn deref(&self) -> &Ground {
        &self.ground
    }
}

impl City {
    pub fn new(db: &Db) -> City {
        let names = &[("住建委", "Housing"), ("经开区", "Development area"), ("民政局", "Civil affairs")];
        City { ground: Ground::new(db, names) }
    }

    /// The supervision office on a day.
    pub fn office(&self, day: &str) -> Context {
        acting(Role::Supervision, day)
    }

    /// What is written down of a project: complete enough for every gate.
    pub fn data(&self, name: &str, kind: Kind) -> ProjectData {
        ProjectData {
            kind,
            cooperating: vec![self.units[1]],
            owner: "示例建设公司".into(),
            leader: "周示例".into(),
            place: "示例路".into(),
            point: Some((117_700_000, 39_000_000)),
            scale: "建设道路 3 公里".into(),
            capacity: "年产 15 万辆".into(),
            total: Fen(12_000 * WAN),
            planned_start: Some(day("2026-03-01")),
            planned_finish: Some(day("2026-12-31")),
            ..self.bare(name)
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
