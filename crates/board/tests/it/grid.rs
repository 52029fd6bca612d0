//! The grid: SQL is the definition, the position in memory gives the same numbers.

use qipan_board::commitments::commands::{self, ReportInput};
use qipan_board::grid::compare::compare;
use qipan_board::grid::position::Position;
use qipan_board::grid::store;
use qipan_kernel::{Progress, Role};
use qipan_testkit::{acting, acting_for, both, noon};

use crate::common::{City, MIGRATIONS, day};

/// Some commitments at every stage, spread over half a year.
fn busy(city: &City) {
    let dues = ["2026-02-10", "2026-03-31", "2026-06-30", "2026-12-31"];
    for n in 0..24usize {
        let (unit, due) = (n % 3, dues[n % 4]);
        let mut terms = city.terms(unit, due);
        terms.line = city.lines[n % 2];
        let id = city.register(terms, "2026-01-06").id;
        if n % 5 == 0 {
            continue;
        }
        city.act(&city.office("2026-01-07"), move |a| commands::issue(a, id)).unwrap();
        let handler = |day: &str| acting_for(Role::UnitHandler, city.units[unit], day);
        city.act(&handler("2026-01-08"), move |a| commands::sign_for(a, id)).unwrap();
        if n % 3 == 0 {
            let claimed = Progress::percent(10 + n as i32 * 3).unwrap();
            let input = ReportInput { claimed, ..Default::default() };
            city.act(&handler("2026-01-25"), move |a| commands::report(a, id, &input)).unwrap();
            if n % 2 == 0 {
                city.act(&city.office("2026-01-27"), move |a| commands::verify(a, id, claimed, "")).unwrap();
            }
        }
        if n % 7 == 0 {
            city.act(&city.office("2026-02-20"), move |a| commands::withdraw(a, id, "并入其他事项")).unwrap();
        }
        if n % 11 == 0 {
            let mut terms = city.terms(unit, "2027-03-31");
            terms.line = city.lines[n % 2];
            let seen =
                city.db.read_now(|tx| qipan_board::commitments::store::history(tx, id)).unwrap().len() as i64;
            if n % 7 != 0 {
                city.act(&city.office("2026-02-21"), move |a| commands::amend(a, id, seen, &terms, "延期"))
                    .unwrap();
            }
        }
    }
}

#[test]
fn the_position_and_the_definition_agree_on_every_day() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let position = Position::new();
        // Asked before there is anything, so that it has to catch up.
        t.db.read_now(|tx| position.grid(tx, noon("2026-01-05"))).unwrap();
        busy(&city);
        let mut seen = std::collections::BTreeSet::new();
        let mut at = day("2026-01-01");
        while at < day("2027-04-10") {
            let moment = at.end();
            let (fast, defined) =
                t.db.read_now(|tx| Ok((position.grid(tx, moment)?, store::grid(tx, moment)?))).unwrap();
            assert_eq!(fast, defined, "{at}");
            let sum = defined.sum(|_, _| true);
            assert_eq!(sum.total, sum.red + sum.yellow + sum.blue + sum.green + sum.grey + sum.done);
            seen.insert(format!("{:?}", sum.worst()));
            at = at + 3;
        }
        assert!(seen.contains("Red") && seen.contains("Yellow"), "the city has seen trouble: {seen:?}");
    });
}

#[test]
fn a_comparison_says_what_happened_between_two_days() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let old = city.running(0, "2026-03-31", "2026-01-06").id;
        let slips = city.register(city.terms(1, "2026-05-31"), "2026-01-06");
        let turns = city.running(2, "2026-02-27", "2026-01-06").id;
        let fresh = city.register(city.terms(1, "2026-06-30"), "2026-02-15").id;
        let leader = acting_for(Role::UnitLeader, city.units[0], "2026-02-20");
        let report = ReportInput { claimed: Progress::FULL, ..Default::default() };
        let handler = acting_for(Role::UnitHandler, city.units[0], "2026-02-18");
        city.act(&handler, move |a| commands::report(a, old, &report)).unwrap();
        city.act(&city.office("2026-02-19"), move |a| commands::verify(a, old, Progress::FULL, "")).unwrap();
        city.act(&leader, move |a| commands::submit(a, old, "")).unwrap();
        city.act(&acting(Role::Supervision, "2026-02-24"), move |a| commands::close(a, old, "")).unwrap();
        let later = city.terms(1, "2026-08-31");
        let (slip, seen) = (slips.id, slips.version.no);
        city.act(&city.office("2026-02-24"), move |a| commands::amend(a, slip, seen, &later, "延期"))
            .unwrap();

        let position = Position::new();
        let changes =
            t.db.read_now(|tx| {
                compare(&position, tx, day("2026-02-10").end(), day("2026-03-02").end(), |_, _| true)
            })
            .unwrap();
        assert_eq!(changes.closed, [old]);
        assert_eq!(changes.slipped, [slip]);
        assert_eq!(changes.turned_red, [turns]);
        assert_eq!(changes.new, [fresh]);
    });
}
