//! 中止 and 恢复办理: what stops, what goes on, and what a past day shows.

use qipan_board::commitments::commands::{self, ReportInput};
use qipan_board::commitments::model::{Commitment, State};
use qipan_board::commitments::suspension::{self, Resumption, SuspensionInput};
use qipan_board::commitments::{rules, store};
use qipan_board::grid::compare::compare;
use qipan_board::grid::model::Counts;
use qipan_board::grid::position::Position;
use qipan_board::lights::Light;
use qipan_board::lists::{self, Filter, Sort};
use qipan_kernel::{Context, FailureKind, Id, Moment, Outcome, Progress, Role};
use qipan_store::{journal, journal_verify, outbox};
use qipan_testkit::{acting_for, both, noon};

use crate::common::{City, MIGRATIONS, day};

fn halt(since: &str) -> SuspensionInput {
    SuspensionInput {
        reason: "投资方资金未到位".into(),
        since: day(since),
        expected: Some(day("2026-08-01")),
        approved_by: "区政府第 9 次常务会议".into(),
    }
}

fn again(on: &str) -> Resumption {
    Resumption { day: day(on), due: None, approved_by: String::new(), note: "资金到位".into() }
}

fn suspend(city: &City, by: &Context, id: Id, input: SuspensionInput) -> Outcome<Commitment> {
    city.act(by, move |a| suspension::suspend(a, id, &input, None))
}

fn resume(city: &City, by: &Context, id: Id, input: Resumption) -> Outcome<Commitment> {
    city.act(by, move |a| suspension::resume(a, id, &input))
}

/// Half of it verified, half of its time gone.
fn half_done(city: &City) -> Id {
    let id = city.running(0, "2026-06-30", "2026-01-06").id;
    let handler = acting_for(Role::UnitHandler, city.units[0], "2026-03-31");
    let half = Progress::percent(50).unwrap();
    city.act(&handler, move |a| {
        commands::report(a, id, &ReportInput { claimed: half, ..ReportInput::default() })
    })
    .unwrap();
    city.act(&city.office("2026-04-01"), move |a| commands::verify(a, id, half, "")).unwrap();
    id
}

#[test]
fn a_suspended_commitment_is_grey_and_its_limit_moves_by_the_days_of_the_suspension() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = half_done(&city);
        let held = suspend(&city, &city.office("2026-04-02"), id, halt("2026-04-02")).unwrap();
        assert_eq!(held.version.state, State::Suspended);
        let light = |version: &qipan_board::commitments::model::Version, on: &str| version.light_at(noon(on));
        assert_eq!(light(&held.version, "2026-12-31"), Light::Grey, "no limit runs, however late");
        let why = held.version.lights.reason_at(&city.book.calendar, noon("2026-05-01"));
        assert_eq!(why.key, "light-why-suspended-until");
        let why = held.version.lights.reason_at(&city.book.calendar, noon("2026-08-03"));
        assert_eq!(why.key, "light-why-suspended-beyond", "it says that it is late");

        // Nobody reports on it, closes it or suspends it twice; evidence of what was done may still come.
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-05-06");
        let refused =
            city.act(&handler, move |a| commands::report(a, id, &ReportInput::default())).unwrap_err();
        assert_eq!(refused.message.key, "commitment-wrong-state");
        let twice = suspend(&city, &city.office("2026-05-06"), id, halt("2026-05-06")).unwrap_err();
        assert_eq!(twice.message.key, "commitment-wrong-state");

        // 101 days on the calendar, from 2 April to 12 July.
        let running = resume(&city, &city.office("2026-07-12"), id, again("2026-07-12")).unwrap();
        let version = &running.version;
        assert_eq!((version.state, version.suspended_days()), (State::InProgress, 101));
        assert_eq!(version.terms.due_day, Some(day("2026-06-30") + 101));
        assert_eq!(version.first_due, Some(day("2026-06-30")), "assessment keeps to the first limit");
        assert_eq!(light(version, "2026-07-13"), Light::Green, "as little behind as when it stopped");
        assert_eq!(light(version, "2026-08-15"), Light::Yellow, "the plan goes on where it stopped");
        assert_eq!(light(version, "2026-10-09"), Light::Yellow);
        assert_eq!(light(version, "2026-10-10"), Light::Red);

        let history = t.db.read_now(|tx| store::history(tx, id)).unwrap();
        for pair in history.windows(2) {
            assert_eq!(pair[0].version.valid_to, pair[1].version.valid_from);
        }
        let acts: Vec<String> =
            t.db.read_now(|tx| journal::of_subject(tx, "commitment", id, 50))
                .unwrap()
                .into_iter()
                .map(|entry| entry.act)
                .collect();
        assert_eq!(acts[..2], ["commitment.resume", "commitment.suspend"]);
        assert!(t.db.read_now(|tx| journal_verify::verify(tx, |_| {})).unwrap().sound());
    });
}

#[test]
fn past_days_lists_and_counts_show_what_was_suspended_then() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let held = city.running(0, "2026-03-31", "2026-01-06").id;
        let other = city.running(1, "2026-12-31", "2026-01-06").id;
        suspend(&city, &city.office("2026-04-10"), held, halt("2026-04-10")).unwrap();
        resume(&city, &city.office("2026-05-10"), held, again("2026-05-10")).unwrap();

        let position = Position::new();
        let sum = |on: &str| -> (Counts, Counts) {
            let at = day(on).end();
            let (fast, defined) =
                t.db.read_now(|tx| Ok((position.grid(tx, at)?, qipan_board::grid::store::grid(tx, at)?)))
                    .unwrap();
            (fast.sum(|_, _| true), defined.sum(|_, _| true))
        };
        let suspended = |on: &str, current: bool, units: Option<Vec<Id>>| {
            let filter = Filter { units, ..Filter::default() };
            t.db.read_now(|tx| lists::suspended(tx, &filter, (day(on).end(), current))).unwrap()
        };
        // (day, red, suspended): overdue before and after, and for as long as before.
        for (on, red, count) in
            [("2026-04-09", 1, 0), ("2026-04-10", 0, 1), ("2026-05-09", 0, 1), ("2026-05-10", 1, 0)]
        {
            let (fast, defined) = sum(on);
            assert_eq!(fast, defined, "{on}");
            assert_eq!((fast.red, fast.open()), (red, 2), "{on}");
            assert_eq!(suspended(on, false, None), count, "{on}");
        }
        assert_eq!(suspended("2026-04-20", false, Some(vec![city.units[1]])), 0, "another unit's");
        assert_eq!(suspended("2026-05-11", true, None), 0);

        // A limit that does not run stands last, on either path, and paging knows the place.
        let at = day("2026-04-20").end();
        for read in [true, false] {
            let page = |start, limit| {
                t.db.read_now(|tx| match read {
                    true => {
                        lists::page(&position, tx, &Filter::default(), (at, false), Sort::Due, start, limit)
                    }
                    false => lists::list(tx, &Filter::default(), (at, false), Sort::Due, start, limit),
                })
                .unwrap()
            };
            let first = page(None, 1);
            assert_eq!(first.rows[0].id, other);
            let key = lists::key(Sort::Due, &first.rows[0]);
            let second = page(Some(lists::Start { key, id: other, back: false }), 1);
            assert_eq!((second.rows[0].id, second.more_after), (held, false));
        }
        let state = Filter { state: Some(State::Suspended), ..Filter::default() };
        let found = t.db.read_now(|tx| lists::list(tx, &state, (at, false), Sort::Due, None, 9)).unwrap();
        assert_eq!(found.rows.iter().map(|one| one.id).collect::<Vec<_>>(), [held]);
        let red = Filter { light: Some(Light::Red), ..Filter::default() };
        assert!(
            t.db.read_now(|tx| lists::list(tx, &red, (at, false), Sort::Due, None, 9))
                .unwrap()
                .rows
                .is_empty()
        );

        // That the limit has moved is seen by whoever compares, not while it stands still.
        let between = |then: &str, now: &str| {
            let (then, now) = (day(then).end(), day(now).end());
            t.db.read_now(|tx| compare(&position, tx, then, now, |_, _| true)).unwrap()
        };
        assert!(between("2026-04-09", "2026-04-20").slipped.is_empty());
        assert_eq!(between("2026-04-09", "2026-05-11").slipped, [held]);
        assert_eq!(between("2026-04-20", "2026-05-11").turned_red, [held]);
    });
}

#[test]
fn bad_input_and_the_wrong_people_change_nothing() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.running(0, "2026-06-30", "2026-01-06").id;
        let office = city.office("2026-04-10");
        for (role, kind) in
            [(Role::UnitLeader, FailureKind::Forbidden), (Role::CityLeader, FailureKind::Forbidden)]
        {
            let by = acting_for(role, city.units[0], "2026-04-10");
            assert_eq!(suspend(&city, &by, id, halt("2026-04-10")).unwrap_err().kind, kind, "{role}");
        }
        let stranger = acting_for(Role::UnitLeader, city.units[1], "2026-04-10");
        let unseen = suspend(&city, &stranger, id, halt("2026-04-10")).unwrap_err();
        assert_eq!(unseen.kind, FailureKind::NotFound);
        let empty = SuspensionInput { reason: " ".into(), approved_by: String::new(), ..halt("2026-04-11") };
        let wrong = suspend(&city, &office, id, empty).unwrap_err();
        let fields: Vec<_> =
            std::iter::once(&wrong).chain(&wrong.more).filter_map(|one| one.field.as_deref()).collect();
        assert_eq!(fields, ["reason", "approved_by", "since"]);
        let running = resume(&city, &office, id, again("2026-04-10")).unwrap_err();
        assert_eq!(running.message.key, "commitment-wrong-state");
        let fresh = city.register(city.terms(0, "2026-06-30"), "2026-04-01").id;
        let unissued = suspend(&city, &office, fresh, halt("2026-04-10")).unwrap_err();
        assert_eq!(unissued.message.key, "commitment-wrong-state", "what is not issued has no clock to stop");

        suspend(&city, &office, id, halt("2026-04-10")).unwrap();
        let unapproved = Resumption { due: Some(day("2026-12-31")), ..again("2026-05-06") };
        let wrong = resume(&city, &city.office("2026-05-06"), id, unapproved.clone()).unwrap_err();
        assert_eq!(
            (wrong.field.as_deref(), wrong.message.key.as_ref()),
            (Some("approved_by"), "resumption-limit-unapproved")
        );
        let history = t.db.read_now(|tx| store::history(tx, id)).unwrap();
        assert_eq!(history.len(), 4, "registered, issued, signed for, suspended");
        assert_eq!(rules::wrong_state(State::Suspended).message.key, "commitment-wrong-state");

        let approved = Resumption { approved_by: "区政府".into(), ..unapproved };
        let done = resume(&city, &city.office("2026-05-06"), id, approved).unwrap();
        assert_eq!(
            (done.version.state, done.version.terms.due_day),
            (State::Signed, Some(day("2026-12-31")))
        );
        // Withdrawing needs no taking up, and ends it.
        suspend(&city, &city.office("2026-06-01"), id, halt("2026-05-06")).unwrap();
        let gone =
            city.act(&city.office("2026-06-02"), move |a| commands::withdraw(a, id, "不再建设")).unwrap();
        assert_eq!(gone.version.state, State::Withdrawn);
    });
}

#[test]
fn every_change_is_told_and_what_is_done_meanwhile_closes() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = half_done(&city);
        let newest = || t.db.read_now(outbox::newest).unwrap();
        let before = newest();
        suspend(&city, &city.office("2026-04-02"), id, halt("2026-04-02")).unwrap();
        assert_eq!(newest(), before + 1, "an event in the act's own transaction");
        let system = Context { actor: qipan_kernel::Actor::system(), now: noon("2026-05-06") };
        city.act(&system, move |a| qipan_board::on_board::close(a, id, "已建成")).unwrap();
        let closed = t.db.read_now(|tx| store::as_of(tx, id, Moment::NEVER.plus_ms(-1))).unwrap().unwrap();
        assert_eq!(closed.version.state, State::Closed);
        assert_eq!(closed.version.suspension(), None);
    });
}
