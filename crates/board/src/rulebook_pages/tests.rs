//! Changes of rule sets and of the calendar, on both engines.

use std::sync::Arc;

use qipan_accounts::units::{self, UnitData};
use qipan_kernel::{Actor, Context, Day, FailureKind, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, acting_for, both, noon};

use super::change::{Change, days, rule_set};
use super::commands::{apply, judge_anew, preview};
use crate::commitments::commands::{self, Acting, Registration, ReportInput};
use crate::commitments::model::{Commitment, Terms};
use crate::commitments::store;
use crate::lights::Light;
use crate::lines::{self, model::Line};
use crate::rulebook::Rulebook;

pub(super) static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_records::MIGRATIONS, crate::MIGRATIONS];

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) struct City {
    db: Db,
    pub(super) ids: Arc<IdSource>,
    unit: Id,
    line: Id,
}

impl City {
    pub(super) fn new(db: &Db) -> City {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let (operator, make) = (Context { actor: Actor::operator(), now: noon("2026-01-05") }, ids.clone());
        let (unit, line) = db
            .write_now(move |tx| {
                let data = UnitData { name_zh: "区应急管理局".into(), ..UnitData::default() };
                let unit = units::commands::create(tx, &operator, &make, data)?;
                let line = Line {
                    id: Id(0),
                    code: "safety".into(),
                    name_zh: "安全发展".into(),
                    name_en: "Safe development".into(),
                    keywords: vec![],
                    sort: 1,
                    active: true,
                };
                Ok((unit, lines::commands::put(tx, &operator, &make, &line)?))
            })
            .unwrap();
        City { db, ids, unit, line }
    }

    fn act<T: Send + 'static>(
        &self,
        context: &Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (context, ids) = (context.clone(), self.ids.clone());
        self.db.write_now(move |tx| {
            let book = Rulebook::load(tx)?;
            run(&mut Acting { tx, context: &context, ids: &ids, book: &book })
        })
    }

    pub(super) fn running(&self, start: &str, due: &str) -> Id {
        let terms = Terms {
            statement: format!("消除隐患 {start} {due}"),
            kind: Default::default(),
            line: self.line,
            lead_unit: self.unit,
            cooperating: vec![],
            leader: String::new(),
            leader_link: None,
            contact: String::new(),
            measure: String::new(),
            limit_words: String::new(),
            start_day: day(start),
            due_day: Some(day(due)),
            schedule: None,
            rule_set: "generic".into(),
        };
        let registration = Registration { terms, sources: vec![], number: None };
        let office = acting(Role::Supervision, start);
        let made = self.act(&office, move |a| commands::register(a, std::slice::from_ref(&registration)));
        let id = made.unwrap()[0].id;
        self.act(&office, move |a| commands::issue(a, id)).unwrap();
        let handler = acting_for(Role::UnitHandler, self.unit, start);
        self.act(&handler, move |a| commands::sign_for(a, id)).unwrap();
        id
    }

    pub(super) fn claim(&self, id: Id, percent: i32, on: &str) {
        let claimed = Progress::percent(percent).unwrap();
        let input = ReportInput { claimed, ..ReportInput::default() };
        let handler = acting_for(Role::UnitHandler, self.unit, on);
        self.act(&handler, move |a| commands::report(a, id, &input)).unwrap();
        self.act(&acting(Role::Supervision, on), move |a| commands::verify(a, id, claimed, "")).unwrap();
    }

    pub(super) fn now(&self, id: Id) -> Commitment {
        self.db.read_now(|tx| store::as_of(tx, id, Moment(i64::MAX - 1))).unwrap().unwrap()
    }

    fn book(&self) -> Rulebook {
        self.db.read_now(Rulebook::load).unwrap()
    }
}

pub(super) fn stricter(book: &Rulebook, from: &str, points: i32) -> String {
    let generic = book.sets.at("generic", day(from)).unwrap();
    let mut set = generic.clone();
    set.effective_from = day(from);
    set.effective_to = None;
    set.pace.as_mut().unwrap().yellow.basis_points = points;
    serde_json::to_string(&set).unwrap()
}

#[test]
fn a_stricter_rule_set_is_previewed_then_applied_and_the_past_stays() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        assert_eq!(city.book().sets, Rulebook::built_in().sets);
        // A hundred days of work, half over: 50 % expected on the 51st day, 43 % done, 7 points behind.
        let id = city.running("2026-03-02", "2026-06-09");
        city.claim(id, 43, "2026-04-20");
        let (administrator, book) = (acting(Role::Administrator, "2026-04-21"), city.book());
        let at = noon("2026-04-21");
        assert_eq!(city.now(id).version.light_at(at), Light::Green);
        let change = rule_set(&stricter(&book, "2026-04-21", 500), &book, day("2026-04-21")).unwrap();
        let Change::RuleSet(set) = &change else { panic!("a rule set") };
        assert_eq!(set.version, 101);
        let seen = t.db.read_now(|tx| preview(tx, &administrator, &book, &change)).unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].light.as_ref().unwrap().now, (Light::Green, Light::Yellow));
        assert_eq!(city.now(id).version.no, 5, "a preview writes nothing");

        let again = change.clone();
        let (after, count) = city.act(&administrator, move |a| apply(a, &again)).unwrap();
        assert_eq!((count, after.sets == city.book().sets), (1, true));
        let judged = city.now(id).version;
        assert_eq!((judged.no, judged.light_at(at), judged.lights.rule_version), (6, Light::Yellow, 101));
        // What stood on the board before stands there still.
        let then =
            t.db.read_now(|tx| store::as_of(tx, id, noon("2026-04-20").plus_ms(1_000))).unwrap().unwrap();
        assert_eq!(
            (then.version.light_at(noon("2026-04-20")), then.version.lights.rule_version),
            (Light::Green, 1)
        );
        let sets: Vec<_> = after.sets.all().iter().filter(|set| set.id == "generic").collect();
        assert_eq!(sets.len(), 2);
        assert_eq!(sets[0].effective_to, Some(day("2026-04-20")));

        for role in [Role::Supervision, Role::UnitLeader, Role::Auditor] {
            let (context, change) = (acting(role, "2026-04-21"), change.clone());
            let refused = city.act(&context, move |a| apply(a, &change)).unwrap_err();
            assert_eq!(refused.kind, FailureKind::Forbidden, "{role}");
        }
    });
}

#[test]
fn a_version_to_come_judges_from_its_day_on() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.running("2026-03-02", "2026-06-09");
        city.claim(id, 43, "2026-04-20");
        let (administrator, book) = (acting(Role::Administrator, "2026-04-20"), city.book());
        let change = rule_set(&stricter(&book, "2026-04-22", 500), &book, day("2026-04-20")).unwrap();
        let seen = t.db.read_now(|tx| preview(tx, &administrator, &book, &change)).unwrap();
        assert_eq!(seen[0].light.as_ref().unwrap().now, (Light::Green, Light::Yellow), "as on its first day");
        let (_, count) = city.act(&administrator, move |a| apply(a, &change)).unwrap();
        assert_eq!((count, city.now(id).version.lights.rule_version), (0, 1), "not yet");
        let system = Context { actor: Actor::system(), now: day("2026-04-22").start() };
        let judge = |a: &mut Acting<'_, '_>| {
            let book = a.book;
            judge_anew(a, book)
        };
        assert_eq!(city.act(&system, judge).unwrap(), 1);
        assert_eq!(city.now(id).version.lights.rule_version, 101);
        let again = Context { actor: Actor::system(), now: Moment(system.now.0 + 60_000) };
        assert_eq!(city.act(&again, judge).unwrap(), 0, "judged once");
    });
}

#[test]
fn a_notice_moves_instants_and_shows_limits_that_rest() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        // Due on Wednesday 6 January 2027; blue three working days before, so from Monday 4 January by the week alone.
        let near = city.running("2026-12-20", "2027-01-06");
        let rests = city.running("2026-12-21", "2027-01-05");
        let far = city.running("2026-12-21", "2027-08-31");
        let administrator = acting(Role::Administrator, "2026-12-22");
        let change = days("2027-01-01~2027-01-05 休 元旦\n2027-01-09 班 元旦", Some(2027)).unwrap();
        let seen = t.db.read_now(|tx| preview(tx, &administrator, &city.book(), &change)).unwrap();
        let ids: Vec<Id> = seen.iter().map(|one| one.id).collect();
        assert!(ids.contains(&near) && ids.contains(&rests) && !ids.contains(&far), "{ids:?}");
        let limit = seen.iter().find(|one| one.id == rests).unwrap().limit;
        assert_eq!(limit, Some((day("2027-01-05"), day("2027-01-06"))));
        let before = city.now(near).version.lights;
        let (after, count) = city.act(&administrator, move |a| apply(a, &change)).unwrap();
        assert!(count >= 2);
        assert_eq!((after.calendar.version, after.calendar.last_noticed), (15_001, day("2027-12-31")));
        assert!(
            !after.calendar.is_working(day("2027-01-04")) && after.calendar.is_working(day("2027-01-09"))
        );
        let lights = city.now(near).version.lights;
        assert_eq!(lights.calendar_version, 15_001);
        assert!(lights.blue_at < before.blue_at, "fewer working days remain: blue comes sooner");
        assert_eq!(city.book().calendar, after.calendar, "loaded as it was applied");
        let more = days("2027-01-04 班", None).unwrap();
        let (after, _) = city.act(&administrator, move |a| apply(a, &more)).unwrap();
        assert_eq!((after.calendar.version, city.book().calendar == after.calendar), (15_002, true));
        assert_eq!(t.db.read_now(super::store::stamp).unwrap(), 2);
        assert!(after.calendar.is_working(day("2027-01-04")));
    });
}

#[test]
fn what_cannot_be_read_is_refused_by_name() {
    let (book, today) = (Rulebook::built_in(), day("2026-11-22"));
    let key = |text: &str| rule_set(text, &book, today).unwrap_err().message.key.into_owned();
    let good = stricter(&book, "2026-11-22", 500);
    assert!(rule_set(&good, &book, today).is_ok());
    for (text, expected) in [
        (String::new(), "light-set-unreadable"),
        ("{\"id\":".into(), "light-set-unreadable"),
        (good.replace("\"overdue\"", "\"overdew\""), "light-set-unreadable"),
        (good.replace("\"generic\"", "\"../Generic\""), "rules-id"),
        (good.replace("2026-11-22", "2026-11-21"), "rules-from-past"),
        (good.replace("\"basis_points\":500", "\"basis_points\":-5"), "light-set-threshold"),
    ] {
        assert_eq!(key(&text), expected, "{text}");
    }
    let key = |text: &str| days(text, None).unwrap_err().message.key.into_owned();
    for (text, expected) in [
        ("", "calendar-nothing"),
        ("2027-02-30 休 元旦", "calendar-line"),
        ("2027-01-01 也许 元旦", "calendar-line"),
        ("<script>alert(1)</script>", "calendar-line"),
        ("2027-01-05~2027-01-01 休", "calendar-line"),
        ("2027-01-01~2030-01-01 休", "calendar-line"),
        ("1950-01-01 休 元旦", "calendar-year"),
        ("{\"year\": 2027}", "calendar-line"),
    ] {
        assert_eq!(key(text), expected, "{text}");
    }
    // The public calendar files are read as they are.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/calendar/2026.json");
    let text = std::fs::read_to_string(path).unwrap();
    let Change::Calendar { notice, days } = days(&text, None).unwrap() else { panic!("days") };
    assert_eq!(notice, Some(2026));
    assert!(
        days.iter().all(|day| book.calendar.is_working(day.day) == day.working),
        "as the built-in calendar"
    );
}

#[test]
fn every_word_of_ledger_rules_and_calendar_stands_in_both_languages() {
    let words = qipan_web::Words::new(&[qipan_web::LOCALES, crate::LOCALES]);
    let ours = |fault: &String| ["ledger", "rules", "calendar"].iter().any(|word| fault.contains(word));
    let faults: Vec<String> = words.faults().into_iter().filter(ours).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
