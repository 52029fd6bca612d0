//! A small city for tests.

use std::sync::Arc;

use qipan_accounts::units::{self, UnitKind, Units};
use qipan_board::commitments::commands::{self, Acting, Registration};
use qipan_board::commitments::model::{Commitment, Terms};
use qipan_board::lines;
use qipan_board::lines::model::Line;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Outcome, Role};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, acting_for, noon};

pub static MIGRATIONS: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
];

/// Three units and two lines.
pub struct City {
    pub db: Db,
    pub ids: Arc<IdSource>,
    pub book: Arc<Rulebook>,
    pub units: Vec<Id>,
    pub lines: Vec<Id>,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl City {
    pub fn new(db: &Db) -> City {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
        let make = ids.clone();
        let (units, lines) = db
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
                let units = vec![unit("民政局")?, unit("应急局")?, unit("住建委")?];
                let mut line = |code: &str, sort| {
                    let line = Line {
                        id: Id(0),
                        code: code.into(),
                        name_zh: code.into(),
                        name_en: code.into(),
                        keywords: vec![],
                        sort,
                        active: true,
                    };
                    lines::commands::put(tx, &operator, &make, &line)
                };
                Ok((units, vec![line("safety", 1)?, line("relief", 2)?]))
            })
            .unwrap();
        let loaded = db.read_now(Units::load).unwrap();
        assert_eq!(loaded.len(), 3);
        City { db, ids, book: Arc::new(Rulebook::built_in()), units, lines }
    }

    pub fn terms(&self, unit: usize, due: &str) -> Terms {
        Terms {
            statement: "完成危化品仓库消防通道整改".into(),
            kind: Default::default(),
            line: self.lines[0],
            lead_unit: self.units[unit],
            cooperating: vec![],
            leader: "周示例".into(),
            leader_link: None,
            contact: String::new(),
            measure: String::new(),
            limit_words: String::new(),
            start_day: day("2026-01-05"),
            due_day: Some(day(due)),
            schedule: None,
            rule_set: "generic".into(),
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

    pub fn register(&self, terms: Terms, day: &str) -> Commitment {
        let registration = Registration { terms, sources: vec![], number: None };
        let all =
            self.act(&self.office(day), move |a| commands::register(a, std::slice::from_ref(&registration)));
        all.unwrap().remove(0)
    }

    /// Registered, issued and signed for on `day`.
    pub fn running(&self, unit: usize, due: &str, day: &str) -> Commitment {
        let made = self.register(self.terms(unit, due), day);
        let id = made.id;
        self.act(&self.office(day), move |a| commands::issue(a, id)).unwrap();
        let handler = acting_for(Role::UnitHandler, self.units[unit], day);
        self.act(&handler, move |a| commands::sign_for(a, id)).unwrap()
    }
}
