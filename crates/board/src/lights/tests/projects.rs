//! Cases of the sets for projects (Yinchuan) and for slips (Sanming).

use qipan_kernel::Fen;
use qipan_kernel::calendar::Calendar;

use super::Light::{Blue, Green, Grey, Red, Yellow};
use super::cases::{check, issued};
use super::*;

#[test]
fn projects_of_yinchuan() {
    let planned = Facts { planned_start: Some(day("2025-04-10")), ..Facts::default() };
    let started = Facts { started: Some(day("2025-04-20")), ..planned.clone() };
    let progress = |verified: i32| Facts {
        start: Some(day("2025-01-01")),
        plan_curve: Some(vec![(day("2025-06-30"), percent(50)), (day("2025-12-31"), percent(100))]),
        verified: Some(percent(verified)),
        schedule: Some(Schedule::Quarterly),
        last_statistics_entry: Some(day("2025-09-28")),
        ..started.clone()
    };
    let payment = |paid: i64| Facts {
        payment: Some(Payment { planned: Fen(200_000_000), paid: Fen(paid), by: day("2025-05-10") }),
        ..started.clone()
    };
    check(vec![
        (
            "the planned month passes",
            "yinchuan-2025",
            planned.clone(),
            &[
                ("2025-04-30", Grey, "light-why-no-data"),
                ("2025-05-01", Yellow, "light-why-not-started"),
                ("2025-06-30", Yellow, "light-why-not-started"),
                ("2025-07-01", Red, "light-why-not-started"),
            ],
        ),
        (
            "with a good reason",
            "yinchuan-2025",
            Facts { start_excused: true, ..planned },
            &[("2025-09-01", Grey, "light-why-no-data")],
        ),
        (
            "started; no statistics entry since",
            "yinchuan-2025",
            started.clone(),
            &[
                ("2025-05-20", Green, "light-why-on-plan"),
                ("2025-05-21", Yellow, "light-why-no-statistics"),
                ("2025-06-20", Yellow, "light-why-no-statistics"),
                ("2025-06-21", Red, "light-why-no-statistics"),
            ],
        ),
        (
            "entered",
            "yinchuan-2025",
            Facts { last_statistics_entry: Some(day("2025-05-31")), ..started.clone() },
            &[
                ("2025-06-30", Green, "light-why-on-plan"),
                ("2025-07-01", Yellow, "light-why-no-statistics"),
                ("2025-08-01", Red, "light-why-no-statistics"),
            ],
        ),
        (
            "paid as planned",
            "yinchuan-2025",
            payment(200_000_000),
            &[("2025-05-11", Green, "light-why-on-plan")],
        ),
        (
            "paid less",
            "yinchuan-2025",
            payment(199_999_999),
            &[("2025-05-10", Green, "light-why-on-plan"), ("2025-05-11", Red, "light-why-unpaid")],
        ),
        // Half is expected when the second quarter has been reported.
        ("on plan", "yinchuan-2025", progress(50), &[("2025-07-01", Green, "light-why-on-plan-verified")]),
        (
            "a gap below 10 is green with a mark",
            "yinchuan-2025",
            progress(41),
            &[("2025-07-01", Green, "light-why-on-plan-verified")],
        ),
        (
            "10 is yellow",
            "yinchuan-2025",
            progress(40),
            &[
                ("2025-06-30", Green, "light-why-on-plan-verified"),
                ("2025-07-01", Yellow, "light-why-behind-verified"),
            ],
        ),
        (
            "30 is yellow",
            "yinchuan-2025",
            progress(20),
            &[("2025-07-01", Yellow, "light-why-behind-verified")],
        ),
        (
            "more than 30 is red",
            "yinchuan-2025",
            progress(19),
            &[
                ("2025-06-30", Green, "light-why-on-plan-verified"),
                ("2025-07-01", Red, "light-why-behind-verified"),
            ],
        ),
        (
            "overdue",
            "yinchuan-2025",
            Facts { due: Some(day("2025-05-09")), ..started.clone() },
            &[("2025-05-10", Red, "light-why-overdue-just")],
        ),
    ]);
    let calendar = Calendar::state_council();
    let slight = evaluate(&set("yinchuan-2025"), &calendar, &progress(41), at("2025-01-01"));
    assert!(slight.notes_at(&calendar, at("2025-06-30")).is_empty());
    assert_eq!(
        words("zh", &slight.notes_at(&calendar, at("2025-07-01"))[0]),
        "略有滞后：核实进度 41%，序时进度 50%，落后 9 个百分点"
    );
    let mut strict = set("yinchuan-2025");
    strict.pace.as_mut().unwrap().slight = Slight::Yellow;
    let yellow = evaluate(&strict, &calendar, &progress(49), at("2025-01-01"));
    assert_eq!((yellow.light_at(at("2025-06-30")), yellow.light_at(at("2025-07-01"))), (Green, Yellow));
}

#[test]
fn slips_of_sanming() {
    let slip = |colour, on: &str, by: Option<&str>, met: Option<&str>| Facts {
        slips: vec![Slip { colour, issued_at: at(on), answer_by: by.map(day), met_at: met.map(at) }],
        ..issued("2026-11-02")
    };
    check(vec![
        (
            "blue, then orange",
            "sanming-2017",
            slip(Blue, "2026-11-04", Some("2026-11-06"), None),
            &[
                ("2026-11-03", Grey, "light-why-no-data"),
                ("2026-11-04", Blue, "light-why-slip-blue"),
                ("2026-11-07", Yellow, "light-why-slip-blue-unmet"),
            ],
        ),
        (
            "orange, then red",
            "sanming-2017",
            slip(Yellow, "2026-11-04", Some("2026-11-06"), None),
            &[
                ("2026-11-04", Yellow, "light-why-slip-orange"),
                ("2026-11-07", Red, "light-why-slip-orange-unmet"),
            ],
        ),
        (
            "red from the beginning",
            "sanming-2017",
            slip(Red, "2026-11-04", Some("2026-11-06"), None),
            &[("2026-11-04", Red, "light-why-slip-red"), ("2026-11-07", Red, "light-why-slip-red")],
        ),
        (
            "without a day",
            "sanming-2017",
            slip(Blue, "2026-11-04", None, None),
            &[("2026-12-04", Blue, "light-why-slip-blue-open")],
        ),
        (
            "met",
            "sanming-2017",
            slip(Blue, "2026-11-04", Some("2026-11-06"), Some("2026-11-05")),
            &[("2026-11-07", Grey, "light-why-no-data")],
        ),
        (
            "other sets have no slip lights",
            "generic",
            slip(Red, "2026-11-04", None, None),
            &[("2026-11-07", Grey, "light-why-no-data")],
        ),
    ]);
}
