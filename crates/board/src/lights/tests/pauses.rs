//! What a suspension stops, and how the plan goes on after it.

use super::cases::{check, issued};
use super::*;

use Light::{Green, Grey, Red, Yellow};

fn pause(since: &str, until: Option<&str>, expected: Option<&str>) -> Pause {
    Pause { since: day(since), until: until.map(day), reason: "停建".into(), expected: expected.map(day) }
}

/// Hundred days from 1 March to 8 June, half of it verified.
fn half() -> Facts {
    Facts {
        start: Some(day("2026-03-01")),
        due: Some(day("2026-06-08")),
        first_due: Some(day("2026-06-08")),
        verified: Some(percent(50)),
        ..issued("2026-03-01")
    }
}

fn held(expected: Option<&str>) -> Facts {
    Facts { standing: Standing::Suspended, pauses: vec![pause("2026-04-20", None, expected)], ..half() }
}

#[test]
fn while_it_is_suspended_it_is_grey_and_says_why() {
    check(vec![
        (
            "no limit, no plan and no report runs",
            "generic",
            Facts { schedule: Some(Schedule::Monthly { by_day: 25 }), ..held(None) },
            &[
                ("2026-04-20", Grey, "light-why-suspended-since"),
                ("2026-06-09", Grey, "light-why-suspended-since"),
                ("2027-12-31", Grey, "light-why-suspended-since"),
            ],
        ),
        (
            "what goes on beyond its day says so",
            "generic",
            held(Some("2026-07-31")),
            &[
                ("2026-07-31", Grey, "light-why-suspended-until"),
                ("2026-08-01", Grey, "light-why-suspended-beyond"),
            ],
        ),
        (
            "a report that was sent back before waits too",
            "suqian-2025",
            Facts { returned_at: Some(at("2026-04-10")), ..held(None) },
            &[("2026-04-21", Grey, "light-why-suspended-since")],
        ),
    ]);
}

#[test]
fn after_it_the_plan_goes_on_where_it_stopped() {
    // Suspended on 20 April, by whose beginning 50 of 100 days had passed, taken up again 30 days later.
    let again = |facts: Facts| Facts {
        due: facts.due.map(|due| due + 30),
        pauses: vec![pause("2026-04-20", Some("2026-05-20"), None)],
        ..facts
    };
    check(vec![
        (
            "as many points behind as before: none, and ten after ten days",
            "generic",
            again(half()),
            &[
                ("2026-05-20", Green, "light-why-on-plan-verified"),
                ("2026-05-30", Green, "light-why-on-plan-verified"),
                ("2026-05-31", Yellow, "light-why-behind-verified"),
                ("2026-07-08", Yellow, "light-why-behind-verified"),
                ("2026-07-09", Red, "light-why-overdue"),
            ],
        ),
        (
            "its own plan curve moves as well",
            "generic",
            again(Facts {
                plan_curve: Some(vec![(day("2026-04-19"), percent(50)), (day("2026-04-29"), percent(70))]),
                ..half()
            }),
            &[
                ("2026-05-25", Green, "light-why-on-plan-verified"),
                ("2026-05-26", Yellow, "light-why-behind-verified"),
            ],
        ),
        (
            "two suspensions add up",
            "generic",
            Facts {
                due: Some(day("2026-06-08") + 40),
                pauses: vec![
                    pause("2026-03-10", Some("2026-03-20"), None),
                    pause("2026-04-30", Some("2026-05-30"), None),
                ],
                ..half()
            },
            &[
                ("2026-06-09", Green, "light-why-on-plan-verified"),
                ("2026-06-10", Yellow, "light-why-behind-verified"),
            ],
        ),
    ]);
}

#[test]
fn reports_that_fell_due_in_it_are_not_asked_for() {
    let reported = |on: &str, pause: Pause| Facts {
        start: Some(day("2026-03-01")),
        schedule: Some(Schedule::Monthly { by_day: 25 }),
        reports: vec![Reported { at: at(on), period: None }],
        pauses: vec![pause],
        ..issued("2026-03-01")
    };
    check(vec![
        (
            "those of April and May; June's is (the 25th is a Thursday)",
            "generic",
            reported("2026-03-25", pause("2026-04-20", Some("2026-06-01"), None)),
            &[("2026-06-25", Green, "light-why-on-plan"), ("2026-06-26", Yellow, "light-why-report-missing")],
        ),
        (
            "nor one sooner after it than a first report would be",
            "generic",
            reported("2026-03-25", pause("2026-04-20", Some("2026-06-23"), None)),
            &[("2026-06-26", Green, "light-why-on-plan"), ("2026-07-28", Yellow, "light-why-report-missing")],
        ),
        (
            "what was missed before stays missed",
            "generic",
            reported("2026-03-25", pause("2026-05-06", Some("2026-06-01"), None)),
            &[("2026-06-02", Yellow, "light-why-report-missing")],
        ),
        (
            "a set that keeps the memory of missed periods forgives those alone",
            "ouhai-2020",
            Facts {
                reports: vec![
                    Reported { at: at("2026-03-25"), period: Some(day("2026-03-25")) },
                    Reported { at: at("2026-06-24"), period: Some(day("2026-06-24")) },
                ],
                ..reported("2026-03-25", pause("2026-04-20", Some("2026-06-01"), None))
            },
            &[("2026-06-26", Green, "light-why-on-plan")],
        ),
    ]);
}
