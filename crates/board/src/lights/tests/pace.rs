use super::super::pace::{Plan, Ratio, completion, lead, time_progress_day, time_progress_month};
use super::{day, percent};

/// Published figures of cities, reproduced exactly and rounded once.
#[test]
fn published_leads() {
    // (city, cumulative, plan, month, completion and lead as published, with their decimals)
    for (city, cumulative, plan, month, done, ahead, decimals) in [
        ("Jiangmen, January to October", 6_290, 6_474, 10, "97.2", "13.8", 1),
        ("Jiangmen 2021, January to March", 31_364, 101_500, 3, "30.90", "5.90", 2),
        ("a city 2023, January to April", 41_300, 98_459, 4, "41.9", "8.6", 1),
    ] {
        let completion = completion(cumulative, plan).unwrap();
        let lead = lead(completion, time_progress_month(month));
        assert_eq!(
            (completion.percent(decimals).as_str(), lead.percent(decimals).as_str()),
            (done, ahead),
            "{city}"
        );
    }
    // Guang'an, January to August: 92.6 % published with +25.9.
    assert_eq!(lead(Ratio::new(926, 1000).unwrap(), time_progress_month(8)).percent(1), "25.9");
    // Jiangmen 2021, year on year: 153.34 more than before.
    assert_eq!(Ratio::new(15_334, 31_364 - 15_334).unwrap().percent(2), "95.66");
    // Rounding completion and time first would give 13.9.
    let rounded = Ratio::new(972, 1000).unwrap().minus(Ratio::new(833, 1000).unwrap());
    assert_eq!(rounded.percent(1), "13.9");
    // A published "47 %" that was cut off, not rounded: not imitated.
    assert_eq!(completion(129, 270).unwrap().percent(1), "47.8");
}

#[test]
fn percentages_round_once_and_half_away_from_zero() {
    for (numerator, denominator, decimals, shown) in [
        (1, 8, 0, "13"),
        (1, 8, 1, "12.5"),
        (-1, 8, 0, "-13"),
        (-1, 800, 1, "-0.1"),
        (1, 3, 2, "33.33"),
        (2, 3, 2, "66.67"),
        (0, 5, 1, "0.0"),
        (-1, 100_000, 1, "0.0"),
    ] {
        assert_eq!(
            Ratio::new(numerator, denominator).unwrap().percent(decimals),
            shown,
            "{numerator}/{denominator}"
        );
    }
    assert_eq!(Ratio::new(22, 100).unwrap().points(), "22");
    assert_eq!(Ratio::new(138_245, 1_000_000).unwrap().points(), "13.8");
    // A negative or zero base has no percentage.
    assert!(completion(5, 0).is_none() && completion(5, -3).is_none());
}

#[test]
fn the_daily_view_counts_the_days_of_the_year() {
    for (on, elapsed, days) in [("2026-12-31", 365, 365), ("2026-01-31", 31, 365), ("2024-03-01", 61, 366)] {
        assert_eq!(time_progress_day(day(on)), Ratio::new(elapsed, days).unwrap(), "{on}");
    }
}

/// The solved day is the first over the level, for every level of three plans.
#[test]
fn crossings_are_exact() {
    let start = day("2026-01-01");
    let plans = [
        Plan::linear(start, day("2026-12-31")).unwrap(),
        Plan::linear(start, start + 2).unwrap(),
        Plan::curve(
            Some(start),
            &[
                (day("2026-03-31"), percent(10)),
                (day("2026-06-30"), percent(50)),
                (day("2026-09-30"), percent(45)),
                (day("2026-12-31"), percent(90)),
            ],
        )
        .unwrap(),
        Plan::curve(None, &[(day("2026-03-31"), percent(30)), (day("2026-04-30"), percent(100))]).unwrap(),
    ];
    for plan in &plans {
        for level in (0..=10_000).step_by(37).chain([1_000, 5_000, 9_000, 10_000]) {
            for inclusive in [false, true] {
                let limit = Ratio::new(i64::from(level), 10_000).unwrap();
                let over = |day| {
                    let expected = plan.expected(day);
                    expected > limit || (inclusive && level > 0 && expected == limit)
                };
                let scanned = (start.0..=plan.last_day().0).map(qipan_kernel::Day).find(|day| over(*day));
                if level > 0 || !inclusive {
                    assert_eq!(plan.first_day_over(level, inclusive), scanned, "{level} {inclusive}");
                }
            }
        }
    }
    assert!(Plan::linear(start, start - 1).is_none() && Plan::curve(None, &[]).is_none());
    // A curve that falls is held: 50 % by the end of June stays until the plan passes it.
    assert_eq!(plans[2].expected(day("2026-09-30")), Ratio::new(1, 2).unwrap());
    assert_eq!(plans[3].expected(day("2026-03-30")), Ratio::new(0, 1).unwrap());
}
