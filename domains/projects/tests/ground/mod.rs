//! What the small cities of the tests stand on: units, a line, acts. Each test program uses a part of it.

#![allow(dead_code)]

use std::sync::Arc;

use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_board::commitments::commands::Acting;
use qipan_board::lines::{self, model::Line};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Fen, Id, IdSource, Outcome};
use qipan_projects::approvals::model::Filing;
use qipan_projects::approvals::rules::asks_paper;
use qipan_projects::book::model::{Kind, Level, ProjectData};
use qipan_projects::papers;
use qipan_projects::papers::model::Taken;
use qipan_store::{Db, Migration};
use qipan_testkit::noon;

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

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A database with units and a line of work.
pub struct Ground {
    pub db: Db,
    pub ids: Arc<IdSource>,
    pub book: Arc<Rulebook>,
    pub units: Vec<Id>,
    pub line: Id,
}

impl Ground {
    /// With a bureau of each of these names (Chinese, English).
    pub fn new(db: &Db, names: &'static [(&'static str, &'static str)]) -> Ground {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let (operator, make) = (Context { actor: Actor::operator(), now: noon("2026-01-05") }, ids.clone());
        let (units, line) = db
            .write_now(move |tx| {
                let mut made = Vec::new();
                for (zh, en) in names {
                    let data = UnitData {
                        kind: UnitKind::Bureau,
                        name_zh: (*zh).into(),
                        name_en: (*en).into(),
                        ..UnitData::default()
                    };
                    made.push(units::commands::create(tx, &operator, &make, data)?);
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
                Ok((made, lines::commands::put(tx, &operator, &make, &line)?))
            })
            .unwrap();
        Ground { db, ids, book: Arc::new(Rulebook::built_in()), units, line }
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

    /// The least that is written down of a project: a name and a total of one million yuan.
    pub fn bare(&self, name: &str) -> ProjectData {
        ProjectData {
            name: name.into(),
            code: String::new(),
            parent: None,
            level: Level::District,
            industry: "交通".into(),
            kind: Kind::Enterprise,
            lead_unit: self.units[0],
            cooperating: vec![],
            line: self.line,
            owner: String::new(),
            leader: "王示例".into(),
            leader_link: None,
            liaison: String::new(),
            place: String::new(),
            point: None,
            scale: String::new(),
            capacity: String::new(),
            total: Fen(100 * WAN),
            before: Fen(0),
            planned_start: None,
            planned_finish: None,
        }
    }
}

/// A paper that is handed in by who acts, ready to be named.
pub fn paper(acting: &mut Acting<'_, '_>, project: Id, name: &str) -> Outcome<Id> {
    let file = Taken { name: name.into(), media: "application/pdf".into(), size: 9, digest: "ab".repeat(32) };
    Ok(papers::commands::keep(acting, project, &[file])?[0].id)
}

/// A filing with the papers that it needs.
pub fn with_papers(acting: &mut Acting<'_, '_>, project: Id, filing: &Filing) -> Outcome<Filing> {
    let mut filing = filing.clone();
    if filing.papers.is_empty() && asks_paper(filing.kind) {
        filing.papers = vec![paper(acting, project, "报批文件（示例）.pdf")?];
    }
    if filing.report_paper.is_none() && !filing.report.is_empty() {
        filing.report_paper = Some(paper(acting, project, "超估算报告（示例）.pdf")?);
    }
    Ok(filing)
}
