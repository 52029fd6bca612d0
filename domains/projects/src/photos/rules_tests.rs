//! Cases of what is said of photographs.

use super::*;
use crate::photos::model::{CELLS, Media};

const SITE: (i32, i32) = (117_700_000, 39_000_000);

fn moment(text: &str) -> Moment {
    let (day, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let day: Day = day.parse().unwrap();
    day.start().plus_ms((hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap()) * 60_000)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A look that differs from one without cells in so many of them, and in twice as many by a step.
fn look(coarse: u64, apart: usize) -> Look {
    let mut cells = [0; CELLS];
    cells[..apart].fill(2);
    cells[apart..apart * 3].fill(1);
    Look { coarse, cells }
}

fn taken(at: &str, place: Option<(i32, i32)>) -> Taken {
    Taken {
        name: "工地.jpg".into(),
        media: Media::Jpeg,
        size: 1,
        extent: (4, 3),
        digest: "aa".into(),
        kept: "bb".into(),
        thumb: Some("cc".into()),
        look: Some(look(0b1111, 0)),
        taken_at: (!at.is_empty()).then(|| moment(at)),
        place,
        device_at: None,
    }
}

#[test]
fn distances_are_those_that_were_published() {
    // A degree of the meridian of this sphere is 111.195 km long.
    for (a, b, expected) in [
        (SITE, SITE, 0),
        ((0, 0), (0, 1_000_000), 111_195),
        ((0, 0), (1_000_000, 0), 111_195),
        // At 60° a degree of longitude is half as long.
        ((0, 60_000_000), (1_000_000, 60_000_000), 55_597),
        ((0, 90_000_000), (0, -90_000_000), 20_015_115),
        ((179_999_999, 0), (-180_000_000, 0), 0),
    ] {
        assert!((metres(a, b) - expected).abs() <= 1, "{a:?} {b:?}: {}", metres(a, b));
        assert_eq!(metres(a, b), metres(b, a));
    }
}

#[test]
fn months_and_ten_days() {
    for (period, expected) in [
        ((2026, 2, 0), Some(("2026-02-01", "2026-02-28"))),
        ((2026, 2, 1), Some(("2026-02-01", "2026-02-10"))),
        ((2026, 2, 2), Some(("2026-02-11", "2026-02-20"))),
        ((2024, 2, 3), Some(("2024-02-21", "2024-02-29"))),
        ((2026, 13, 0), None),
        ((2026, 1, 4), None),
    ] {
        assert_eq!(days(period), expected.map(|(a, b)| (day(a), day(b))), "{period:?}");
    }
}

#[test]
fn times_that_do_not_fit_are_flagged_with_their_numbers() {
    let near = Finding::Near { metres: 0 };
    let received = moment("2026-10-27 16:00");
    let october = Some((2026, 10, 0));
    for (at, device, period, expected) in [
        ("2026-10-27 10:00", None, october, None),
        ("2026-10-01 00:00", None, october, None),
        // Copied later, as messengers do.
        ("2026-10-27 10:00", Some("2026-10-27 15:00"), october, None),
        ("2026-10-27 16:15", None, october, None),
        ("2026-10-27 16:16", None, october, Some(Finding::FromTheFuture { minutes: 16 })),
        ("2026-09-30 23:59", None, october, Some(Finding::BeforePeriod { days: 1, day: day("2026-09-30") })),
        (
            "2026-10-27 10:00",
            Some("2026-10-01 10:00"),
            october,
            Some(Finding::FileOlder { minutes: 26 * 1_440 }),
        ),
        ("2026-10-10 10:00", None, Some((2026, 9, 0)), None),
        (
            "2026-10-11 10:00",
            None,
            Some((2026, 9, 0)),
            Some(Finding::AfterPeriod { days: 11, day: day("2026-10-11") }),
        ),
        (
            "2026-10-11 10:00",
            None,
            Some((2026, 10, 3)),
            Some(Finding::BeforePeriod { days: 10, day: day("2026-10-11") }),
        ),
        ("2026-09-26 10:00", None, None, None),
        ("2026-09-25 10:00", None, None, Some(Finding::Old { days: 32, day: day("2026-09-25") })),
    ] {
        let mut one = taken(at, Some(SITE));
        one.device_at = device.map(moment);
        let found = findings(&one, period, Some(SITE), received, &[]);
        assert_eq!(
            found,
            std::iter::once(near.clone()).chain(expected).collect::<Vec<_>>(),
            "{at} {period:?}"
        );
    }
}

#[test]
fn places_are_measured_and_what_is_not_there_is_said() {
    let received = moment("2026-10-27 16:00");
    let of = |one: &Taken, site| findings(one, None, site, received, &[]);
    let far = (SITE.0, SITE.1 + 20_000);
    for (place, site, expected, flagged) in [
        (Some(SITE), Some(SITE), Finding::Near { metres: 0 }, false),
        (Some((SITE.0, SITE.1 + 8_990)), Some(SITE), Finding::Near { metres: 1_000 }, false),
        (Some((SITE.0, SITE.1 + 9_000)), Some(SITE), Finding::Misplaced { metres: 1_001 }, true),
        (Some(far), Some(SITE), Finding::Misplaced { metres: 2_224 }, true),
        (Some(far), None, Finding::NoSite, false),
        (None, Some(SITE), Finding::NoPlace, false),
        (None, None, Finding::NoPlace, false),
    ] {
        let found = of(&taken("2026-10-27 10:00", place), site);
        assert_eq!(found, std::slice::from_ref(&expected), "{place:?}");
        assert_eq!(found[0].is_flag(), flagged, "{expected:?}");
    }
    let bare = Taken { thumb: None, look: None, ..taken("", None) };
    let found = of(&bare, Some(SITE));
    assert_eq!(found, [Finding::NoPlace, Finding::NoTime, Finding::NotOpened]);
    assert!(found.iter().all(|one| !one.is_flag()), "no camera is held against anybody");
}

#[test]
fn what_was_handed_in_before_is_found_by_file_and_by_look() {
    let received = moment("2026-10-27 16:00");
    let before = |photo: i64, on: &str, digest: &str, look: Option<Look>| Earlier {
        photo: Id(photo),
        project: Id(7),
        day: day(on),
        digest: digest.into(),
        look,
    };
    let same = |photo: i64, on: &str| Finding::SameFile { photo: Id(photo), project: Id(7), day: day(on) };
    let like = |photo: i64, on: &str, cells| Finding::SameLook {
        photo: Id(photo),
        project: Id(7),
        day: day(on),
        cells,
    };
    let none = None;
    for (earlier, expected) in [
        (vec![before(1, "2026-09-01", "zz", None)], none.clone()),
        (vec![before(1, "2026-09-01", "aa", None)], Some(same(1, "2026-09-01"))),
        (
            vec![before(2, "2026-09-02", "aa", None), before(1, "2026-09-01", "aa", None)],
            Some(same(1, "2026-09-01")),
        ),
        (vec![before(1, "2026-09-01", "zz", Some(look(0b1111, 0)))], Some(like(1, "2026-09-01", 0))),
        (vec![before(1, "2026-09-01", "zz", Some(look(0b1_0000_0000, 6)))], Some(like(1, "2026-09-01", 6))),
        (vec![before(1, "2026-09-01", "zz", Some(look(0b1_0000_0000, 7)))], none.clone()),
        (vec![before(1, "2026-09-01", "zz", Some(look(0b11_0000_0000, 0)))], none),
    ] {
        let found = findings(&taken("2026-10-27 10:00", Some(SITE)), None, Some(SITE), received, &earlier);
        assert_eq!(found.iter().find(|one| one.is_flag()).cloned(), expected, "{earlier:?}");
    }
}

#[test]
fn a_photograph_stands_under_the_day_that_can_be_believed() {
    let received = moment("2026-10-27 16:00");
    for (at, period, expected) in [
        ("2026-09-25 10:00", None, "2026-09-25"),
        ("2026-12-25 10:00", None, "2026-10-27"),
        ("", Some((2026, 9, 0)), "2026-09-30"),
        ("", Some((2026, 10, 0)), "2026-10-27"),
        ("", None, "2026-10-27"),
    ] {
        assert_eq!(shown_on(&taken(at, None), period, received), day(expected), "{at} {period:?}");
    }
    assert!(check("", Some((2026, 10, 0)), day("2026-10-27")).is_ok());
    for (caption, period, key) in [
        ("图".repeat(201), None, "project-text-long"),
        (String::new(), Some((2026, 13, 0)), "invest-period"),
        (String::new(), Some((2026, 11, 0)), "photo-period-to-come"),
    ] {
        assert_eq!(check(&caption, period, day("2026-10-27")).unwrap_err().message.key, key);
    }
}
