//! The life of a commitment.

use qipan_board::commitments::commands::{self, ReportInput};
use qipan_board::commitments::model::{Evidence, State};
use qipan_board::commitments::store;
use qipan_board::lights::Light;
use qipan_kernel::{FailureKind, Id, Moment, Progress, Role};
use qipan_store::{journal, journal_verify};
use qipan_testkit::{acting, acting_for, both, noon};

use crate::common::{City, MIGRATIONS, day};

fn claim(percent: i32) -> ReportInput {
    ReportInput {
        claimed: Progress::percent(percent).unwrap(),
        progress_text: "按计划推进".into(),
        ..Default::default()
    }
}

fn paper() -> Evidence {
    Evidence {
        id: Id(0),
        report: None,
        at: Moment(0),
        actor_name: String::new(),
        name: "验收单.pdf".into(),
        media_type: "application/pdf".into(),
        size: 9,
        digest: "0".repeat(64),
        note: String::new(),
    }
}

#[test]
fn from_registering_to_striking_off_every_act_leaves_a_version_and_an_entry() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.running(0, "2026-06-30", "2026-01-06").id;
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-03-02");
        let leader = acting_for(Role::UnitLeader, city.units[0], "2026-06-01");

        let (reported, _) = city.act(&handler, move |a| commands::report(a, id, &claim(40))).unwrap();
        assert_eq!((reported.version.state, reported.version.unverified()), (State::Reported, true));
        let verify = move |a: &mut commands::Acting<'_, '_>| {
            commands::verify(a, id, Progress::percent(35).unwrap(), "部分属实")
        };
        let verified = city.act(&city.office("2026-03-04"), verify).unwrap();
        assert_eq!(
            (verified.version.state, verified.version.verified.unwrap().0),
            (State::InProgress, 3_500)
        );

        let submitted = city.act(&leader, move |a| commands::submit(a, id, "已完成")).unwrap();
        assert_eq!(submitted.version.state, State::Submitted);
        let office = city.office("2026-06-03");
        let refused = city.act(&office, move |a| commands::close(a, id, "")).unwrap_err();
        assert_eq!(refused.message.key, "commitment-no-evidence");
        city.act(&acting_for(Role::UnitHandler, city.units[0], "2026-06-03"), move |a| {
            commands::add_evidence(a, id, paper())
        })
        .unwrap();
        let closed = city.act(&office, move |a| commands::close(a, id, "同意")).unwrap();
        assert_eq!(closed.version.light_at(noon("2026-07-30")), Light::Done, "closed in time, never red");
        let same = city.act(&office, move |a| commands::strike_off(a, id, "")).unwrap_err();
        assert_eq!(same.message.key, "commitment-same-person");
        let city_leader = acting(Role::CityLeader, "2026-06-05");
        let struck = city.act(&city_leader, move |a| commands::strike_off(a, id, "")).unwrap();
        assert_eq!(struck.version.state, State::StruckOff);

        let history = t.db.read_now(|tx| store::history(tx, id)).unwrap();
        assert_eq!(
            history.len(),
            8,
            "registered, issued, signed, reported, verified, submitted, closed, struck off"
        );
        for pair in history.windows(2) {
            assert_eq!(pair[0].version.valid_to, pair[1].version.valid_from, "versions join without gaps");
        }
        let entries = t.db.read_now(|tx| journal::of_subject(tx, "commitment", id, 50)).unwrap();
        assert_eq!(entries.len(), 9, "one an act, the evidence included");
        assert!(t.db.read_now(|tx| journal_verify::verify(tx, |_| {})).unwrap().sound());
    });
}

#[test]
fn the_light_is_computed_from_the_clock_and_what_was_verified() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.running(0, "2026-06-30", "2026-01-06").id;
        let at = |text: &str| {
            let moment = noon(text);
            t.db.read_now(|tx| store::as_of(tx, id, moment)).unwrap().unwrap().version.light_at(moment)
        };
        assert_eq!(at("2026-01-07"), Light::Grey, "signed for, but no data is never green");
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-03-02");
        city.act(&handler, move |a| commands::report(a, id, &claim(45))).unwrap();
        city.act(&city.office("2026-03-03"), move |a| {
            commands::verify(a, id, Progress::percent(45).unwrap(), "")
        })
        .unwrap();
        assert_eq!(at("2026-03-04"), Light::Green);
        assert_eq!(at("2026-05-20"), Light::Yellow, "45 % verified, time asks for more than ten points more");
        assert_eq!(at("2026-07-01"), Light::Red, "overdue is derived, nobody set it");
        assert_eq!(at("2026-01-07"), Light::Grey, "the past stays as it was");
    });
}

#[test]
fn nobody_acts_beyond_unit_and_role() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.running(0, "2026-06-30", "2026-01-06").id;
        let stranger = acting_for(Role::UnitHandler, city.units[1], "2026-02-02");
        let unseen = city.act(&stranger, move |a| commands::report(a, id, &claim(10))).unwrap_err();
        assert_eq!(unseen.kind, FailureKind::NotFound, "another unit's commitment is not even there");
        let auditor = acting(Role::Auditor, "2026-02-02");
        let refused = city.act(&auditor, move |a| commands::close(a, id, "")).unwrap_err();
        assert_eq!(refused.kind, FailureKind::Forbidden);
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-02-02");
        let refused = city.act(&handler, move |a| commands::submit(a, id, "")).unwrap_err();
        assert_eq!(refused.kind, FailureKind::Forbidden, "the unit's leader submits, not its handler");
    });
}

#[test]
fn the_second_editor_is_told_what_changed() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let made = city.register(city.terms(0, "2026-06-30"), "2026-01-06");
        let (id, seen) = (made.id, made.version.no);
        let mut first = city.terms(0, "2026-09-30");
        first.leader = "吴示例".into();
        let office = city.office("2026-01-08");
        city.act(&office, move |a| commands::amend(a, id, seen, &first, "延期")).unwrap();
        let second = city.terms(0, "2026-08-31");
        let told = city.act(&office, move |a| commands::amend(a, id, seen, &second, "延期")).unwrap_err();
        assert_eq!(
            (told.kind, told.message.key.as_ref()),
            (FailureKind::Conflict, "commitment-changed-meanwhile")
        );
        let said = format!("{told}");
        assert!(said.contains("due_day") && said.contains("leader"), "{said}");
        let now = t.db.read_now(|tx| store::as_of(tx, id, noon("2026-02-01"))).unwrap().unwrap();
        assert_eq!(now.version.terms.due_day, Some(day("2026-09-30")));
        assert_eq!(now.version.first_due, Some(day("2026-06-30")), "the first limit is kept for ever");
    });
}

#[test]
fn a_bad_row_of_a_batch_changes_nothing() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let good =
            commands::Registration { terms: city.terms(0, "2026-06-30"), sources: vec![], number: None };
        let mut bad = good.clone();
        bad.terms.due_day = Some(day("2025-01-01"));
        let batch = [good.clone(), bad];
        let refused =
            city.act(&city.office("2026-01-06"), move |a| commands::register(a, &batch)).unwrap_err();
        assert_eq!(refused.message.key, "commitment-due-before-start");
        assert!(format!("{refused}").contains("row=Int(2)"), "{refused}");
        let registered = city
            .act(&city.office("2026-01-06"), move |a| commands::register(a, std::slice::from_ref(&good)))
            .unwrap();
        assert_eq!(registered[0].number, "2026-0001", "the refused batch took no number");
    });
}

#[test]
fn time_goes_forward_on_the_board_when_the_clock_is_set_back() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let id = city.running(0, "2026-06-30", "2026-02-10").id;
        let earlier = acting_for(Role::UnitHandler, city.units[0], "2026-02-01");
        city.act(&earlier, move |a| commands::report(a, id, &claim(10))).unwrap();
        let history = t.db.read_now(|tx| store::history(tx, id)).unwrap();
        for pair in history.windows(2) {
            assert!(pair[0].version.valid_from < pair[1].version.valid_from);
            assert!(pair[0].version.id < pair[1].version.id);
        }
    });
}
