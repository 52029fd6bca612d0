//! What must hold of meetings and what they decide, and the way between sites. Pure.

use std::collections::BTreeSet;

use qipan_kernel::{Day, Failure, Outcome};

use super::model::{DecisionInput, Meeting, MeetingInput};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::problems::rules::PROBLEM_MAX;

/// Most sites of one meeting.
pub const SITES_MAX: usize = 20;
/// Most decisions of one act.
pub const DECISIONS_MAX: usize = 60;

/// A time of day, `9:00` or `09:00`.
pub fn is_time(text: &str) -> bool {
    let Some((hour, minute)) = text.split_once(':') else { return false };
    let digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(hour, 2)
        && digits(minute, 2)
        && minute.len() == 2
        && hour.parse::<u32>().is_ok_and(|hour| hour < 24)
        && minute.parse::<u32>().is_ok_and(|minute| minute < 60)
}

/// Rule meeting-planned — a name, sites that are each visited once, times that are times.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check(input: &MeetingInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut long = |field: &'static str, text: &str, most: usize| {
        let length = text.chars().count();
        if length > most {
            wrong.push(Failure::invalid("form-too-long").with("max", most).with("length", length).at(field));
        }
    };
    long("title", &input.title, NAME_MAX);
    long("place", &input.place, LINE_MAX);
    long("chair", &input.chair, LINE_MAX);
    long("attendees", &input.attendees, TEXT_MAX);
    long("purpose", &input.purpose, TEXT_MAX);
    input.sites.iter().for_each(|site| long("sites", &site.focus, LINE_MAX));
    if input.title.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("title"));
    }
    let once: BTreeSet<_> = input.sites.iter().map(|site| site.project).collect();
    if input.sites.is_empty() {
        wrong.push(Failure::invalid("meeting-sites-none").at("sites"));
    } else if once.len() != input.sites.len() {
        wrong.push(Failure::invalid("meeting-site-twice").at("sites"));
    } else if input.sites.len() > SITES_MAX {
        wrong.push(Failure::invalid("meeting-sites-many").with("most", SITES_MAX).at("sites"));
    }
    if input.sites.iter().any(|site| !site.arrival.is_empty() && !is_time(&site.arrival)) {
        wrong.push(Failure::invalid("meeting-time").at("sites"));
    }
    if input.sites.iter().any(|site| !(0..=480).contains(&site.minutes)) {
        wrong.push(Failure::invalid("form-out-of-range").with("min", 0).with("max", 480).at("sites"));
    }
    Failure::collect(wrong)
}

/// Rule meeting-decided — a meeting decides on its day or later; every item has words, a unit that does not also cooperate, a
/// limit that is not past, and is about one of its sites or about none.
///
/// # Errors
/// All of what is wrong, with `row` naming the item.
pub fn check_decisions(meeting: &Meeting, all: &[DecisionInput], today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    if meeting.day > today {
        wrong.push(Failure::conflict("meeting-to-come").with("day", meeting.day));
    }
    if all.is_empty() {
        wrong.push(Failure::invalid("meeting-decisions-none").at("items"));
    }
    if all.len() > DECISIONS_MAX {
        wrong.push(Failure::invalid("meeting-decisions-many").with("most", DECISIONS_MAX).at("items"));
    }
    for (row, one) in all.iter().enumerate() {
        let mut fault = |key: &'static str| {
            wrong.push(Failure::invalid(key).with("row", row + 1).at("items"));
        };
        let length = one.text.chars().count();
        if one.text.trim().is_empty() || length > PROBLEM_MAX {
            fault("meeting-item-words");
        }
        if one.due_day < today {
            fault("meeting-item-past");
        }
        if one.cooperating.contains(&one.unit) {
            fault("meeting-item-unit");
        }
        if one.project.is_some_and(|project| !meeting.visits(project)) {
            fault("meeting-item-site");
        }
    }
    Failure::collect(wrong)
}

/// Metres between two places given in millionths of a degree, on a sphere of the Earth's mean radius (IUGG, 6 371 009 m).
pub fn metres(from: (i32, i32), to: (i32, i32)) -> i64 {
    let radians = |millionths: i32| (f64::from(millionths) / 1_000_000.0).to_radians();
    let (lat, other) = (radians(from.1), radians(to.1));
    let (up, across) = ((other - lat) / 2.0, (radians(to.0) - radians(from.0)) / 2.0);
    let chord = up.sin().powi(2) + lat.cos() * other.cos() * across.sin().powi(2);
    (2.0 * 6_371_009.0 * chord.sqrt().min(1.0).asin()).round() as i64
}

#[cfg(test)]
mod tests {
    use qipan_kernel::{Id, Moment};

    use super::*;
    use crate::meetings::model::{MeetingData, SiteInput, State};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn site(project: i64, arrival: &str, minutes: i64) -> SiteInput {
        SiteInput { project: Id(project), arrival: arrival.into(), minutes, focus: String::new() }
    }

    #[test]
    fn times_of_day() {
        for (text, expected) in [
            ("09:00", true),
            ("9:05", true),
            ("23:59", true),
            ("24:00", false),
            ("9:5", false),
            ("9", false),
            ("上午", false),
        ] {
            assert_eq!(is_time(text), expected, "{text}");
        }
    }

    #[test]
    fn meetings_are_planned_with_sites_once_each() {
        let fine = MeetingInput {
            title: "重点项目现场办公会".into(),
            day: day("2026-02-08"),
            place: String::new(),
            chair: "王示例".into(),
            chair_link: None,
            attendees: String::new(),
            purpose: String::new(),
            before: None,
            sites: vec![site(1, "09:00", 30), site(2, "", 0)],
        };
        assert_eq!(check(&fine), Ok(()));
        let sites = |sites: Vec<SiteInput>| MeetingInput { sites, ..fine.clone() };
        for (wrong, key) in [
            (MeetingInput { title: " ".into(), ..fine.clone() }, "form-required"),
            (sites(vec![]), "meeting-sites-none"),
            (sites(vec![site(1, "", 0), site(1, "", 0)]), "meeting-site-twice"),
            (sites((0..21).map(|id| site(id, "", 0)).collect()), "meeting-sites-many"),
            (sites(vec![site(1, "早上", 0)]), "meeting-time"),
            (sites(vec![site(1, "", 481)]), "form-out-of-range"),
        ] {
            assert_eq!(check(&wrong).unwrap_err().message.key, key);
        }
    }

    #[test]
    fn decisions_name_a_site_a_unit_and_a_limit() {
        let data = MeetingData {
            title: String::new(),
            place: String::new(),
            chair: String::new(),
            chair_link: None,
            attendees: String::new(),
            purpose: String::new(),
        };
        let meeting = Meeting {
            id: Id(9),
            no: 1,
            number: "XC-2026-01".into(),
            state: State::Planned,
            day: day("2026-02-08"),
            before: None,
            data,
            created_at: Moment(0),
            sites: vec![site(1, "", 0)],
        };
        let fine = DecisionInput {
            project: Some(Id(1)),
            problem: None,
            text: "月底前完成供电".into(),
            class: None,
            unit: Id(5),
            cooperating: vec![Id(6)],
            due_day: day("2026-02-28"),
        };
        let today = day("2026-02-08");
        assert_eq!(check_decisions(&meeting, std::slice::from_ref(&fine), today), Ok(()));
        let early = check_decisions(&meeting, std::slice::from_ref(&fine), day("2026-02-07"));
        assert_eq!(early.unwrap_err().message.key, "meeting-to-come");
        assert_eq!(check_decisions(&meeting, &[], today).unwrap_err().message.key, "meeting-decisions-none");
        for (wrong, key) in [
            (DecisionInput { text: " ".into(), ..fine.clone() }, "meeting-item-words"),
            (DecisionInput { due_day: day("2026-02-07"), ..fine.clone() }, "meeting-item-past"),
            (DecisionInput { cooperating: vec![Id(5)], ..fine.clone() }, "meeting-item-unit"),
            (DecisionInput { project: Some(Id(2)), ..fine.clone() }, "meeting-item-site"),
        ] {
            assert_eq!(check_decisions(&meeting, &[wrong], today).unwrap_err().message.key, key);
        }
    }

    #[test]
    fn the_way_between_two_places() {
        // A degree of latitude is 111.195 km on this sphere; of longitude at 39° north 86.4 km.
        assert_eq!(metres((117_000_000, 39_000_000), (117_000_000, 40_000_000)), 111_195);
        let across = metres((117_000_000, 39_000_000), (118_000_000, 39_000_000));
        assert!((86_400..86_430).contains(&across), "{across}");
        assert_eq!(metres((117_000_000, 39_000_000), (117_000_000, 39_000_000)), 0);
    }
}
