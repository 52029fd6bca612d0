//! Rules of the work: who enters a set, when it holds, what it would change.

use qipan_board::rulebook::Rulebook;
use qipan_kernel::Role;
use qipan_projects::problems::commands as problems;
use qipan_projects::problems::model::{Class, ProblemInput};
use qipan_projects::problems::rules::Why;
use qipan_projects::work::{WorkRules, commands, store};
use qipan_testkit::{acting, both};

use crate::desk::*;

fn set(from: &str, accept_days: i32) -> WorkRules {
    let mut set = WorkRules::built_in().unwrap();
    (set.from, set.name_zh) = (day(from), "示例区规则".into());
    set.problems.accept_days = accept_days;
    set
}

#[test]
fn the_office_enters_rules_for_days_to_come() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let enter = |who, set: WorkRules, why: &'static str| {
            desk.act(who, move |acting| commands::enter_rules(acting, &set, why))
        };
        let on = "2026-03-02";
        assert_eq!(
            refused(enter(acting(Role::Auditor, on), set("2026-04-01", 5), "示例")),
            "failure-forbidden"
        );
        assert_eq!(refused(enter(handler(desk.land, on), set("2026-04-01", 5), "示例")), "failure-forbidden");
        for (from, days, why, wanted) in [
            ("2026-03-02", 5, "示例", ("work-rule-past", "from")),
            ("2026-04-01", 0, "示例", ("form-out-of-range", "accept_days")),
            ("2026-04-01", 5, " ", ("form-required", "why")),
        ] {
            let found = field(enter(office(on), set(from, days), why));
            assert_eq!((found.0.as_str(), found.1.as_deref()), (wanted.0, Some(wanted.1)));
        }
        enter(office(on), set("2026-04-01", 5), "提高效率").unwrap();
        let taken = field(enter(acting(Role::Administrator, on), set("2026-04-01", 6), "再改"));
        assert_eq!(taken, ("work-rule-day-taken".into(), Some("from".into())));
        let entered = desk.read(store::entered);
        assert_eq!(
            (entered.len(), entered[0].why.as_str(), entered[0].set.problems.accept_days),
            (1, "提高效率", 5)
        );
        let days = |on: &str| {
            let on = day(on);
            desk.read(move |tx| store::rules_on(tx, on)).problems.accept_days
        };
        assert_eq!((days("2026-03-31"), days("2026-04-01")), (2, 5));
    });
}

#[test]
fn a_preview_names_the_problems_that_rise_otherwise() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let input = ProblemInput {
            project: Some(desk.project),
            class: Class::Land,
            text: "用地报批未完成".into(),
            ask: String::new(),
            line: None,
        };
        let told = desk
            .act(handler(desk.builder, "2026-03-02"), move |acting| problems::propose(acting, &input, None))
            .unwrap();
        let look = |from: &str, accept_days: i32| {
            let (set, calendar) = (set(from, accept_days), Rulebook::built_in().calendar);
            let found = desk.read(move |tx| commands::preview(tx, &calendar, &set));
            found.into_iter().map(|one| (one.problem.id, one.before, one.after)).collect::<Vec<_>>()
        };
        // Told of on Monday 2 March; on Friday four working days have passed: more than two, not more than five.
        assert_eq!(look("2026-03-06", 5), [(told.id, Some(Why::NotAccepted(4)), None)]);
        assert_eq!(look("2026-03-06", 2), []);
        assert_eq!(look("2026-03-04", 1), [(told.id, None, Some(Why::NotAccepted(2)))]);
        // Looking changes nothing.
        assert!(desk.read(store::entered).is_empty());
    });
}
