use qipan_kernel::calendar::Calendar;

use super::*;

/// A case: what it shows, the set, the facts, and light and reason on several days (nine in the morning).
pub(super) type Case = (&'static str, &'static str, Facts, &'static [(&'static str, Light, &'static str)]);

use Light::{Blue, Done, Green, Grey, Red, Yellow};

pub(super) fn issued(on: &str) -> Facts {
    Facts { issued_at: Some(at(on)), signed_at: Some(at(on)), ..Facts::default() }
}

fn report(on: &str) -> Reported {
    Reported { at: at(on), period: None }
}

fn for_period(on: &str, period: &str) -> Reported {
    Reported { at: at(on), period: Some(day(period)) }
}

const MONTHLY: Option<Schedule> = Some(Schedule::Monthly { by_day: 25 });

/// A year's work reported monthly, last on 26 October (the 25th is a Sunday) when 81.6 % of the time had passed.
fn year(claimed: i32, verified: Option<i32>, unreviewed_since: Option<&str>) -> Facts {
    Facts {
        start: Some(day("2026-01-01")),
        due: Some(day("2026-12-31")),
        claimed: Some(percent(claimed)),
        verified: verified.map(percent),
        unreviewed_since: unreviewed_since.map(at),
        schedule: MONTHLY,
        reports: vec![report("2026-10-26")],
        ..issued("2026-01-04")
    }
}

pub(super) fn check(cases: Vec<Case>) {
    let calendar = Calendar::state_council();
    for (name, id, facts, expected) in cases {
        for (on, light, key) in expected {
            let evaluation = evaluate(&set(id), &calendar, &facts, at("2026-01-01"));
            let reason = evaluation.reason_at(&calendar, at(on));
            assert_eq!(
                (evaluation.light_at(at(on)), &*reason.key),
                (*light, *key),
                "{id}: {name}, {on}: {evaluation:#?}"
            );
            for lang in ["zh", "en"] {
                let said = words(lang, &reason);
                assert!(said.contains("->") || !said.contains('$'), "{said}");
            }
        }
    }
}

#[test]
fn standing_and_limits() {
    let short = Facts { due: Some(day("2026-11-13")), ..issued("2026-11-02") };
    let reported = Facts { reports: vec![report("2026-11-04")], ..short.clone() };
    check(vec![
        (
            "a draft waits",
            "generic",
            Facts { standing: Standing::Draft, ..short.clone() },
            &[("2026-11-03", Grey, "light-why-draft"), ("2026-12-03", Grey, "light-why-draft")],
        ),
        (
            "set aside",
            "generic",
            Facts { standing: Standing::Suspended, ..reported.clone() },
            &[("2026-12-03", Grey, "light-why-suspended")],
        ),
        (
            "withdrawn",
            "generic",
            Facts { standing: Standing::Withdrawn, ..reported.clone() },
            &[("2026-12-03", Grey, "light-why-withdrawn")],
        ),
        (
            "not signed, then by time alone",
            "generic",
            Facts { signed_at: None, ..reported.clone() },
            &[
                ("2026-11-09", Grey, "light-why-unsigned"),
                ("2026-11-10", Blue, "light-why-near-due"),
                ("2026-11-13", Blue, "light-why-due-today"),
                ("2026-11-14", Red, "light-why-overdue-just"),
                ("2026-11-16", Red, "light-why-overdue"),
            ],
        ),
        (
            "no data is never green",
            "generic",
            short.clone(),
            &[
                ("2026-11-03", Grey, "light-why-no-data"),
                ("2026-11-10", Blue, "light-why-near-due"),
                ("2026-11-23", Red, "light-why-overdue"),
            ],
        ),
        (
            "reported",
            "generic",
            reported.clone(),
            &[("2026-11-09", Green, "light-why-on-plan"), ("2026-11-10", Blue, "light-why-near-due")],
        ),
        (
            "verified without a report: a reading",
            "generic",
            Facts { verified: Some(percent(40)), ..short.clone() },
            &[("2026-11-09", Green, "light-why-on-plan-verified")],
        ),
        (
            "claimed only",
            "generic",
            Facts { claimed: Some(percent(40)), ..reported.clone() },
            &[("2026-11-09", Green, "light-why-on-plan-claimed")],
        ),
        (
            "closed in time",
            "generic",
            Facts { closed_at: Some(at("2026-11-12")), ..reported.clone() },
            &[
                ("2026-11-12", Done, "light-why-closed-in-time"),
                ("2026-12-12", Done, "light-why-closed-in-time"),
            ],
        ),
        (
            "closed within an extension: the first limit is what counts",
            "generic",
            Facts {
                first_due: Some(day("2026-11-06")),
                closed_at: Some(at("2026-11-12")),
                ..reported.clone()
            },
            &[("2026-11-12", Done, "light-why-closed-late")],
        ),
        (
            "closed on the day of the limit",
            "generic",
            Facts { closed_at: Some(at("2026-11-13")), ..reported.clone() },
            &[("2026-11-13", Done, "light-why-closed-in-time")],
        ),
        (
            "closed on the Saturday after the limit",
            "generic",
            Facts { closed_at: Some(at("2026-11-14")), ..reported.clone() },
            &[("2026-11-14", Done, "light-why-closed-late-just")],
        ),
        (
            "closed without a limit",
            "generic",
            Facts { due: None, closed_at: Some(at("2026-11-12")), ..reported.clone() },
            &[("2026-11-12", Done, "light-why-closed")],
        ),
        (
            "no limit, nothing asked",
            "generic",
            Facts { due: None, ..reported },
            &[("2030-11-12", Green, "light-why-on-plan")],
        ),
        (
            "a limit on Sunday after a make-up Saturday",
            "generic",
            Facts { due: Some(day("2026-10-11")), ..issued("2026-09-01") },
            &[
                ("2026-09-30", Yellow, "light-why-behind-nothing"),
                ("2026-10-11", Yellow, "light-why-behind-nothing"),
                ("2026-10-12", Red, "light-why-overdue"),
            ],
        ),
        (
            "sent back for rework",
            "generic",
            Facts { returned_at: Some(at("2026-11-05")), ..short },
            &[
                ("2026-11-04", Grey, "light-why-no-data"),
                ("2026-11-05", Yellow, "light-why-returned"),
                ("2026-11-12", Yellow, "light-why-returned"),
                ("2026-11-14", Red, "light-why-overdue-just"),
            ],
        ),
    ]);
}

#[test]
fn claims_and_verified_progress_against_time() {
    let unreported = Facts { schedule: None, reports: vec![], claimed: None, ..year(0, None, None) };
    check(vec![
        (
            "verified and on plan until the next report",
            "generic",
            year(80, Some(80), None),
            &[
                ("2026-11-24", Green, "light-why-on-plan-verified"),
                // The report due on 25 November is missing and 90.1 % are expected: 10.1 points.
                ("2026-11-26", Yellow, "light-why-behind-verified"),
                ("2026-12-28", Yellow, "light-why-behind-verified"),
                ("2027-01-01", Red, "light-why-overdue"),
            ],
        ),
        (
            "ahead by data, but the report is missing",
            "generic",
            year(95, Some(95), None),
            &[
                ("2026-11-25", Green, "light-why-on-plan-verified"),
                ("2026-11-26", Yellow, "light-why-report-missing"),
            ],
        ),
        // Five working days of review after 26 October end on 2 November.
        (
            "a claim in review counts, then only what is verified",
            "generic",
            year(80, Some(50), Some("2026-10-26")),
            &[
                ("2026-10-27", Green, "light-why-on-plan-claimed"),
                ("2026-11-02", Green, "light-why-on-plan-claimed"),
                ("2026-11-03", Yellow, "light-why-behind-lapsed"),
            ],
        ),
        (
            "a claim in review that is itself behind",
            "generic",
            year(60, Some(50), Some("2026-10-26")),
            &[
                ("2026-10-27", Yellow, "light-why-behind-claimed"),
                ("2026-11-03", Yellow, "light-why-behind-lapsed"),
            ],
        ),
        (
            "a claim that the review did not accept never counts",
            "generic",
            year(80, Some(50), None),
            &[("2026-10-27", Yellow, "light-why-behind-verified")],
        ),
        (
            "a claim below what was verified counts at once",
            "generic",
            year(50, Some(80), None),
            &[("2026-10-27", Yellow, "light-why-behind-claimed")],
        ),
        (
            "nothing stated: 10 points pass within 37 of 365 days",
            "generic",
            unreported.clone(),
            &[("2026-02-06", Grey, "light-why-no-data"), ("2026-02-07", Yellow, "light-why-behind-nothing")],
        ),
        (
            "its own plan curve",
            "generic",
            Facts {
                plan_curve: Some(vec![(day("2026-06-30"), percent(10)), (day("2026-07-10"), percent(30))]),
                verified: Some(percent(0)),
                ..unreported.clone()
            },
            &[
                ("2026-07-01", Green, "light-why-on-plan-verified"),
                ("2026-07-02", Yellow, "light-why-behind-verified"),
            ],
        ),
        (
            "any lag is yellow, daily: 50 % on the 183rd of 365 days",
            "suqian-2025",
            Facts { verified: Some(percent(50)), ..unreported },
            &[
                ("2026-07-02", Green, "light-why-on-plan-verified"),
                ("2026-07-03", Yellow, "light-why-behind-verified"),
                ("2026-12-29", Yellow, "light-why-behind-verified"),
                ("2027-01-01", Red, "light-why-overdue"),
            ],
        ),
        (
            "blue near the limit",
            "suqian-2025",
            Facts {
                due: Some(day("2026-11-13")),
                reports: vec![report("2026-11-03")],
                ..issued("2026-11-02")
            },
            &[
                ("2026-11-09", Green, "light-why-on-plan"),
                ("2026-11-10", Blue, "light-why-near-due"),
                ("2026-11-16", Red, "light-why-overdue"),
            ],
        ),
        (
            "poor quality",
            "suqian-2025",
            Facts { returned_at: Some(at("2026-11-03")), ..issued("2026-11-02") },
            &[("2026-11-03", Yellow, "light-why-returned")],
        ),
    ]);
}

#[test]
fn reports_missed_and_made_up() {
    let monthly = |reports: Vec<Reported>| Facts { schedule: MONTHLY, reports, ..issued("2026-08-03") };
    let kept = vec![report("2026-08-25"), report("2026-09-25")];
    let with = |more: Reported| monthly(kept.iter().copied().chain([more]).collect());
    check(vec![
        (
            "never reported",
            "generic",
            monthly(vec![]),
            &[("2026-08-25", Grey, "light-why-no-data"), ("2026-08-26", Yellow, "light-why-report-missing")],
        ),
        (
            "a later report ends it",
            "generic",
            monthly(vec![report("2026-10-12")]),
            &[
                ("2026-10-12", Green, "light-why-on-plan"),
                ("2026-11-25", Green, "light-why-on-plan"),
                ("2026-11-26", Yellow, "light-why-report-missing"),
            ],
        ),
        (
            "issued just before the day: the next month is the first, whose 25th is a holiday",
            "generic",
            Facts { schedule: MONTHLY, ..issued("2026-08-24") },
            &[("2026-09-28", Grey, "light-why-no-data"), ("2026-09-29", Yellow, "light-why-report-missing")],
        ),
        (
            "all in time",
            "ouhai-2020",
            with(report("2026-10-26")),
            &[("2026-11-25", Green, "light-why-on-plan"), ("2026-11-26", Red, "light-why-report-missing")],
        ),
        (
            "missed is red",
            "ouhai-2020",
            monthly(kept.clone()),
            &[("2026-10-26", Green, "light-why-on-plan"), ("2026-10-27", Red, "light-why-report-missing")],
        ),
        (
            "made up within the same month",
            "ouhai-2020",
            with(report("2026-10-28")),
            &[
                ("2026-10-28", Yellow, "light-why-report-made-up"),
                ("2026-11-25", Yellow, "light-why-report-made-up"),
                ("2026-11-26", Red, "light-why-report-missing"),
            ],
        ),
        (
            "made up within the next month",
            "ouhai-2020",
            with(for_period("2026-11-10", "2026-10-01")),
            &[("2026-11-10", Yellow, "light-why-report-made-up")],
        ),
        (
            "never green again",
            "ouhai-2020",
            monthly(vec![report("2026-08-28"), report("2026-09-25"), report("2026-10-26")]),
            &[("2026-11-20", Yellow, "light-why-report-made-up")],
        ),
        (
            "made up too late",
            "ouhai-2020",
            monthly(vec![
                report("2026-08-25"),
                for_period("2026-11-03", "2026-09-01"),
                for_period("2026-10-26", "2026-10-01"),
            ]),
            &[("2026-11-10", Red, "light-why-report-made-up-late")],
        ),
        (
            "the next report makes up the month before",
            "ouhai-2020",
            monthly(vec![report("2026-08-25"), report("2026-10-26")]),
            &[("2026-11-10", Yellow, "light-why-report-made-up")],
        ),
        (
            "but not two months before",
            "ouhai-2020",
            monthly(vec![report("2026-10-26")]),
            &[("2026-11-10", Red, "light-why-report-missing")],
        ),
        (
            "a month in the middle still missing",
            "ouhai-2020",
            monthly(vec![report("2026-08-25"), for_period("2026-10-26", "2026-10-01")]),
            &[("2026-11-10", Red, "light-why-report-missing")],
        ),
        (
            "not signed",
            "ouhai-2020",
            Facts { signed_at: None, ..monthly(vec![]) },
            &[("2026-08-10", Grey, "light-why-unsigned")],
        ),
        (
            "no schedule: only the limit",
            "ouhai-2020",
            Facts { due: Some(day("2026-09-04")), ..issued("2026-08-03") },
            &[("2026-09-04", Grey, "light-why-no-data"), ("2026-09-05", Red, "light-why-overdue-just")],
        ),
    ]);
}

#[test]
fn sentences_have_their_numbers() {
    let calendar = Calendar::state_council();
    let say = |facts: &Facts, on: &str| {
        let evaluation = evaluate(&set("generic"), &calendar, facts, at("2026-11-01"));
        words("zh", &evaluation.reason_at(&calendar, at(on)))
    };
    let overdue = Facts { due: Some(day("2026-11-13")), ..issued("2026-11-02") };
    assert_eq!(say(&overdue, "2026-11-22"), "逾期 5 个工作日：时限 2026-11-13，至今未办结");
    assert_eq!(say(&overdue, "2026-11-23"), "逾期 6 个工作日：时限 2026-11-13，至今未办结");
    assert_eq!(say(&overdue, "2026-11-11"), "距时限还有 2 个工作日：时限 2026-11-13（提前 3 个工作日提醒）");
    let plan = Facts {
        plan_curve: Some(vec![(day("2026-10-31"), percent(74)), (day("2026-12-31"), percent(100))]),
        verified: Some(percent(52)),
        ..issued("2026-01-05")
    };
    assert_eq!(say(&plan, "2026-11-01"), "核实进度 52%，序时进度 74%，落后 22 个百分点（阈值 10）");
    // The sentence moves on with the day: 74 + 26 × 21/61 = 82.95….
    assert_eq!(say(&plan, "2026-11-22"), "核实进度 52%，序时进度 83%，落后 31 个百分点（阈值 10）");
    let claim = Facts { claimed: Some(percent(60)), unreviewed_since: Some(at("2026-10-08")), ..plan };
    assert_eq!(
        say(&claim, "2026-11-01"),
        "申报进度 60% 超过 5 个工作日未核实，按核实进度 52% 计；序时进度 74%，落后 22 个百分点（阈值 10）"
    );
    let english = evaluate(&set("generic"), &calendar, &claim, at("2026-11-01"));
    assert!(english.unverified);
    assert!(
        words("en", &english.reason_at(&calendar, at("2026-11-01")))
            .ends_with("22 points behind (threshold 10)")
    );
}

#[test]
fn evaluations_say_what_they_rest_on() {
    let calendar = Calendar::state_council();
    let facts =
        Facts { due: Some(day("2026-12-31")), reports: vec![report("2026-12-02")], ..issued("2026-12-02") };
    let evaluation = evaluate(&set("generic"), &calendar, &facts, at("2026-12-02"));
    assert_eq!(
        (evaluation.rule_set.as_str(), evaluation.rule_version, evaluation.calendar_version),
        ("generic", 1, 15)
    );
    assert_eq!(evaluation.blue_at, Some(day("2026-12-28").start()));
    assert_eq!(evaluation.red_at, Some(day("2027-01-01").start()));
    assert!(!evaluation.provisional, "the limit and all days before it are settled");
    let later = Facts { due: Some(day("2027-01-04")), ..facts };
    assert!(
        evaluate(&set("generic"), &calendar, &later, at("2026-12-02")).provisional,
        "2027 has no notice yet"
    );
    let again: Evaluation = serde_json::from_str(&serde_json::to_string(&evaluation).unwrap()).unwrap();
    assert_eq!(again, evaluation);
    assert!(evaluation.marks.iter().all(|mark| mark.cause.rule().starts_with("light-")));
}
