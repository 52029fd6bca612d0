use std::collections::HashMap;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Every entry of the public calendar files, by day: whether it is a day of rest.
fn published() -> HashMap<Day, (bool, String)> {
    let mut days = HashMap::new();
    for year in 2015..=2027 {
        let path = format!("{}/../../../shared/data/calendar/{year}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).expect(&path);
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        for entry in file["days"].as_array().unwrap() {
            let name = entry["name"].as_str().unwrap().to_owned();
            days.insert(day(entry["date"].as_str().unwrap()), (entry["isOffDay"].as_bool().unwrap(), name));
        }
    }
    days
}

#[test]
fn every_day_agrees_with_the_published_calendar() {
    let (calendar, published) = (Calendar::state_council(), published());
    let mut checked = 0;
    for number in day("2015-01-01").0..=day("2026-12-31").0 {
        let day = Day(number);
        let off = published.get(&day).map(|(off, _)| *off);
        assert_eq!(calendar.is_working(day), !off.unwrap_or(day.weekday() >= 5), "{day}");
        match calendar.kind(day) {
            DayKind::Holiday(name) => assert_eq!(published[&day], (true, name.to_owned()), "{day}"),
            DayKind::MakeUp(name) => assert_eq!(published[&day], (false, name.to_owned()), "{day}"),
            DayKind::Weekend => assert!(off.is_none() && day.weekday() >= 5, "{day}"),
            DayKind::Working => assert!(off != Some(true) && day.weekday() < 5, "{day}"),
        }
        checked += 1;
    }
    assert_eq!(checked, 4383);
}

#[test]
fn year_totals() {
    let calendar = Calendar::state_council();
    for (year, total) in [(2025, 248), (2026, 248)] {
        let (from, to) = (day(&format!("{}-12-31", year - 1)), day(&format!("{year}-12-31")));
        assert_eq!(calendar.working_days_between(from, to), total, "{year}");
        assert_eq!(calendar.working_days_between(to, from), -total, "{year} reversed");
    }
}

#[test]
fn working_day_fixtures() {
    let calendar = Calendar::state_council();
    for (start, n, result, trap) in [
        ("2026-02-12", 3, "2026-02-24", "Saturday 02-14 is worked; holiday to 02-23"),
        ("2026-02-10", 5, "2026-02-24", "the same"),
        ("2026-04-30", 3, "2026-05-08", "Labour Day"),
        ("2026-09-29", 5, "2026-10-12", "Saturday 10-10 is worked"),
        ("2025-09-26", 3, "2025-09-30", "Sunday 09-28 is worked"),
        ("2025-01-24", 7, "2025-02-10", "Sunday 01-26 and Saturday 02-08 are worked"),
        ("2018-12-27", 2, "2018-12-29", "the notice for 2019 makes Saturday 12-29 a working day"),
        ("2022-12-30", 1, "2023-01-03", "the notice for 2023 gives 12-31 to 01-02"),
        ("2020-01-23", 1, "2020-02-03", "the lengthened Spring Festival"),
        ("2015-09-02", 1, "2015-09-06", "70 years of victory: rest 09-03 to 09-05, Sunday 09-06 worked"),
        ("2026-11-22", 0, "2026-11-22", "no days"),
        ("2026-11-13", -3, "2026-11-10", "three working days remain"),
        ("2026-10-12", -5, "2026-09-29", "back over the National Day, Saturday 10-10 worked"),
    ] {
        let limit = calendar.add_working_days(day(start), n);
        assert_eq!((limit.day, limit.provisional), (day(result), false), "{start} + {n}: {trap}");
    }
}

#[test]
fn natural_clocks_by_the_civil_code() {
    let calendar = Calendar::state_council();
    let natural = |start: &str, clock| calendar.limit(Term { start: day(start), clock });
    for (start, clock, result, why) in [
        ("2026-11-02", Clock::NaturalDays(3), "2026-11-05", "art. 201: the first day is not counted"),
        ("2026-11-02", Clock::NaturalDays(5), "2026-11-09", "art. 203: Saturday gives way to Monday"),
        ("2026-01-26", Clock::NaturalDays(30), "2026-02-25", "a holiday in the middle counts"),
        ("2026-02-05", Clock::NaturalDays(15), "2026-02-24", "ends within the Spring Festival"),
        ("2026-02-07", Clock::NaturalDays(7), "2026-02-14", "a make-up Saturday is no day of rest"),
        ("2026-01-30", Clock::Months(1), "2026-02-28", "art. 202: no 30 February; that Saturday is worked"),
        ("2026-09-02", Clock::Months(1), "2026-10-08", "2 October is a holiday"),
        ("2024-02-29", Clock::Years(1), "2025-02-28", "a leap day"),
        ("2025-06-30", Clock::Months(3), "2025-09-30", "the corresponding day, not the month's end"),
        ("2022-11-30", Clock::Months(1), "2022-12-30", "an ordinary Friday"),
        // Supervision Regulations art. 17: objection within 30 days of receipt.
        ("2026-09-01", Clock::NaturalDays(30), "2026-10-08", "30 days end on 1 October"),
        // Work Safety Law: published within seven working days of the decision.
        ("2026-09-23", Clock::WorkingDays(7), "2026-10-10", "the seventh is the make-up Saturday"),
    ] {
        assert_eq!(natural(start, clock).day, day(result), "{start} {clock:?}: {why}");
    }
}

#[test]
fn days_after_the_last_notice_are_provisional() {
    let calendar = Calendar::state_council();
    assert_eq!((calendar.version, calendar.last_noticed), (15, day("2026-12-31")));
    for (start, n, result, provisional) in [
        ("2026-12-28", 3, "2026-12-31", false),
        ("2026-12-28", 4, "2027-01-01", true),
        ("2014-12-30", 1, "2014-12-31", true),
    ] {
        assert_eq!(calendar.add_working_days(day(start), n), Limit { day: day(result), provisional });
    }
    assert!(calendar.add_natural_days(day("2026-12-31"), 3).provisional);
    assert!(!calendar.add_natural_days(day("2026-12-28"), 3).provisional);
}

#[test]
fn a_new_notice_lists_the_limits_it_moves() {
    let old = Calendar::state_council();
    let rest = |text: &str, working| DayChange { day: day(text), working, name: "元旦".to_owned() };
    // An invented notice for 2027 that reaches back into December: the 27th (a Sunday) is worked.
    let new = old.with_notice(2027, &[rest("2027-01-01", false), rest("2026-12-27", true)]);
    assert_eq!((new.version, new.last_noticed), (16, day("2027-12-31")));
    assert_eq!(new.kind(day("2026-12-27")), DayKind::MakeUp("元旦"));
    assert_eq!(new.kind(day("2027-01-01")), DayKind::Holiday("元旦"));
    let term = |start: &str, clock| Term { start: day(start), clock };
    let terms = [
        ("earlier", term("2026-12-24", Clock::WorkingDays(2))),
        ("later", term("2026-12-31", Clock::WorkingDays(1))),
        ("equal", term("2026-12-24", Clock::WorkingDays(1))),
        ("natural", term("2026-12-25", Clock::NaturalDays(7))),
        ("firm", term("2027-03-01", Clock::NaturalDays(1))),
    ];
    let moved: Vec<_> =
        shifts(&old, &new, terms).into_iter().map(|s| (s.key, s.before.day, s.after.day)).collect();
    assert_eq!(
        moved,
        [
            ("earlier", day("2026-12-28"), day("2026-12-27")),
            ("later", day("2027-01-01"), day("2027-01-04")),
            ("natural", day("2027-01-01"), day("2027-01-04")),
        ]
    );
}

#[test]
fn old_versions_can_be_asked_again() {
    let version = |count| Calendar::state_council_version(count).unwrap();
    // Before the second notice of 2020 the Spring Festival ended on 30 January and Saturday 1 February was worked.
    let (before, after) = (version(8), version(9));
    assert_eq!(before.add_working_days(day("2020-01-23"), 2).day, day("2020-02-01"));
    assert_eq!(after.add_working_days(day("2020-01-23"), 2).day, day("2020-02-04"));
    assert!(Calendar::state_council_version(0).is_none() && Calendar::state_council_version(16).is_none());
    assert_eq!(version(15), Calendar::state_council());
}

/// Every start of thirteen years and every count up to half a year, both ways: adding and counting are inverse.
#[test]
fn adding_and_counting_are_inverse() {
    let calendar = Calendar::state_council();
    for start in day("2014-12-01").0..=day("2027-06-30").0 {
        let start = Day(start);
        let mut expected = start;
        for n in 1..=40 {
            expected = expected + 1;
            while !calendar.is_working(expected) {
                expected = expected + 1;
            }
            assert_eq!(calendar.add_working_days(start, n).day, expected, "{start} + {n}");
            assert_eq!(calendar.working_days_between(start, expected), n, "{start} to {expected}");
        }
        for n in [-400, -125, -7, -1, 125, 260, 2_500] {
            let found = calendar.add_working_days(start, n).day;
            assert_eq!(calendar.working_days_between(start, found), n, "{start} {n:+}");
            assert!(calendar.is_working(found), "{start} {n:+} is {found}");
        }
    }
    for n in [-1_000_000, 1_000_000] {
        let start = day("2026-01-01");
        assert_eq!(calendar.working_days_between(start, calendar.add_working_days(start, n).day), n);
    }
}
