//! Every branch of the three lights.

use qipan_board::lights::Light;
use qipan_kernel::{Day, Fen, Id, Moment};

use super::*;
use crate::book::model::{Kind, Level, ProjectData};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn project(planned: Option<&str>, started: Option<&str>, standing: Standing) -> Project {
    let data = ProjectData {
        name: "示例汽车整车厂".into(),
        code: String::new(),
        parent: None,
        level: Level::District,
        industry: "制造业".into(),
        kind: Kind::Enterprise,
        lead_unit: Id(1),
        cooperating: Vec::new(),
        line: Id(2),
        owner: String::new(),
        leader: String::new(),
        leader_link: None,
        liaison: String::new(),
        place: String::new(),
        point: None,
        scale: String::new(),
        capacity: String::new(),
        total: Fen(1_000_000),
        before: Fen(0),
        planned_start: planned.map(day),
        planned_finish: None,
    };
    let started_on = started.map(day);
    let stage = if started.is_some() { Stage::Building } else { Stage::Preparing };
    Project {
        id: Id(3),
        no: 1,
        stage,
        standing,
        started_on,
        data,
        created_at: Moment(0),
        changed_at: Moment(0),
    }
}

fn year(class: Class, plan: i64) -> Year {
    Year {
        year: 2026,
        class,
        plan: Fen(plan),
        goal: String::new(),
        listed_on: day("2026-01-04"),
        listed_why: String::new(),
        left_on: None,
        left_why: String::new(),
    }
}

fn done(amounts: &[i64]) -> [(Option<Fen>, Option<Fen>); 12] {
    let mut months = [(None, None); 12];
    for (month, amount) in months.iter_mut().zip(amounts) {
        month.1 = Some(Fen(*amount));
    }
    months
}

fn of(
    project: &Project,
    year: Option<&Year>,
    months: [(Option<Fen>, Option<Fen>); 12],
    today: &str,
) -> Lights {
    lights(&Facts { project, year, months, paid: None, today: day(today) })
}

#[test]
fn starts() {
    for (planned, started, standing, today, light) in [
        (None, None, Standing::Active, "2026-06-15", Light::Grey),
        (Some("2026-06-10"), None, Standing::Active, "2026-05-31", Light::Green),
        (Some("2026-06-10"), None, Standing::Active, "2026-06-30", Light::Green),
        (Some("2026-06-10"), None, Standing::Active, "2026-07-01", Light::Yellow),
        (Some("2026-06-10"), None, Standing::Active, "2026-08-31", Light::Yellow),
        (Some("2026-06-10"), None, Standing::Active, "2026-09-01", Light::Red),
        (Some("2025-12-10"), None, Standing::Active, "2026-01-02", Light::Yellow),
        (Some("2026-06-10"), None, Standing::Halted, "2026-09-01", Light::Grey),
        (Some("2026-06-10"), Some("2026-08-20"), Standing::Active, "2026-09-01", Light::Green),
    ] {
        let project = project(planned, started, standing);
        let found = of(&project, None, done(&[]), today);
        assert_eq!(found.start.light, light, "{planned:?} {started:?} {standing:?} {today}");
    }
}

#[test]
fn what_is_not_prepared_yet_has_nothing_to_judge() {
    for (stage, today, light) in [
        (Stage::Conceived, "2026-05-31", Light::Grey),
        (Stage::Reserved, "2026-06-30", Light::Grey),
        (Stage::Signed, "2026-06-30", Light::Grey),
        (Stage::Preparing, "2026-06-30", Light::Green),
        // The day on which it was to start passes all the same.
        (Stage::Reserved, "2026-07-01", Light::Yellow),
    ] {
        let project = Project { stage, ..project(Some("2026-06-10"), None, Standing::Active) };
        let found = of(&project, None, done(&[]), today);
        assert_eq!(found.start.light, light, "{stage:?} {today}");
        assert_eq!(found.worst().1.light, light, "{stage:?} {today}");
    }
}

#[test]
fn progress_says_the_last_month_entered_and_what_is_missing() {
    let project = project(None, Some("2026-02-20"), Standing::Active);
    let listed = year(Class::New, 1_200);
    let mut months = done(&[]);
    for month in [2, 3, 5] {
        months[month - 1].1 = Some(Fen(100));
    }
    // Nothing is asked of January: it began in February.
    for (today, last, gaps, gap) in
        [("2026-03-31", 3, 0, 0), ("2026-04-30", 3, 1, 4), ("2026-05-31", 5, 1, 4), ("2026-07-01", 5, 2, 4)]
    {
        let why = of(&project, Some(&listed), months, today).progress.why;
        let found = ["last", "gaps", "gap"].map(|name| {
            why.args.iter().find_map(|(of, arg)| match arg {
                Arg::Int(number) if of == name => Some(*number),
                _ => None,
            })
        });
        assert_eq!(found, [Some(last), Some(gaps), Some(gap)], "{today}");
    }
}

#[test]
fn only_what_has_a_time_limit_is_overdue() {
    assert_eq!(Side::Payment.word(Light::Red), "project-light-payment-red");
    assert_eq!(Side::Progress.word(Light::Red), "project-light-progress-red");
    assert_eq!(Side::Payment.word(Light::Grey), "project-light-unjudged");
}

#[test]
fn progress_by_time() {
    let project = project(Some("2025-03-01"), Some("2025-03-20"), Standing::Active);
    // A plan of 1 200: 100 a month are in time.
    for (amounts, today, light, lead) in [
        (&[100, 100, 100][..], "2026-04-01", Light::Green, "0.0"),
        (&[100, 100, 400], "2026-03-31", Light::Green, "+25.0"),
        (&[100, 100], "2026-04-30", Light::Yellow, "-16.7"),
        (&[100, 100, 81], "2026-04-15", Light::Green, "-1.6"),
        (&[0, 0, 180], "2026-04-15", Light::Yellow, "-10.0"),
        (&[0, 0, 181], "2026-04-15", Light::Green, "-9.9"),
        (&[100, 100, 100, 0, 0, 0, 0, 40], "2026-08-31", Light::Red, "-38.3"),
        // Exactly 30 points behind is yellow.
        (&[100, 100, 40], "2026-06-30", Light::Yellow, "-30.0"),
        (&[100, 100, 39], "2026-06-30", Light::Red, "-30.1"),
    ] {
        let found = of(&project, Some(&year(Class::Continuing, 1_200)), done(amounts), today).progress;
        assert_eq!(found.light, light, "{amounts:?} {today}");
        let text = format!("{:?}", found.why);
        assert!(text.contains(&format!("\"{lead}\"")), "{amounts:?} {today}: {text}");
    }
    let listed = year(Class::Continuing, 1_200);
    // No data is never green; without a plan, in the first month, out of the list there is nothing to say.
    assert_eq!(of(&project, Some(&listed), done(&[]), "2026-05-15").progress.light, Light::Grey);
    assert_eq!(of(&project, Some(&listed), done(&[5]), "2026-01-30").progress.light, Light::Grey);
    assert_eq!(
        of(&project, Some(&year(Class::Continuing, 0)), done(&[5]), "2026-05-15").progress.light,
        Light::Grey
    );
    assert_eq!(of(&project, None, done(&[5]), "2026-05-15").progress.light, Light::Grey);
    let left = Year { left_on: Some(day("2026-04-01")), ..listed };
    assert_eq!(of(&project, Some(&left), done(&[5]), "2026-05-15").progress.light, Light::Grey);
}

#[test]
fn progress_by_its_own_plan() {
    let project = project(None, Some("2025-03-20"), Standing::Active);
    // Nothing is planned for the winter: nothing done in it is in time.
    let mut months = done(&[0, 0, 300]);
    for (month, planned) in months.iter_mut().zip([0, 0, 300, 300, 300, 300]) {
        month.0 = Some(Fen(planned));
    }
    let listed = year(Class::Continuing, 1_200);
    assert_eq!(of(&project, Some(&listed), months, "2026-03-01").progress.light, Light::Green);
    assert_eq!(of(&project, Some(&listed), months, "2026-04-01").progress.light, Light::Green);
    // A month later 300 more were planned and nothing was done: 25 points.
    assert_eq!(of(&project, Some(&listed), months, "2026-04-30").progress.light, Light::Yellow);
    assert_eq!(of(&project, Some(&listed), months, "2026-05-31").progress.light, Light::Red);
}

#[test]
fn entries() {
    let begun = project(None, Some("2025-03-20"), Standing::Active);
    let spring = project(None, Some("2026-03-20"), Standing::Active);
    let not_begun = project(Some("2026-03-20"), None, Standing::Active);
    for (project, class, amounts, today, light) in [
        (&begun, Class::Continuing, &[1, 1][..], "2026-03-15", Light::Green),
        (&begun, Class::Continuing, &[1], "2026-03-15", Light::Green),
        (&begun, Class::Continuing, &[1], "2026-03-28", Light::Green),
        (&begun, Class::Continuing, &[1], "2026-03-29", Light::Yellow),
        (&begun, Class::Continuing, &[1], "2026-04-28", Light::Yellow),
        (&begun, Class::Continuing, &[1], "2026-04-29", Light::Red),
        (&begun, Class::Reserve, &[], "2026-08-15", Light::Grey),
        // What was started in March owes nothing for January.
        (&spring, Class::New, &[], "2026-04-15", Light::Green),
        (&spring, Class::New, &[], "2026-05-01", Light::Yellow),
        (&not_begun, Class::New, &[], "2026-08-15", Light::Grey),
    ] {
        let found = of(project, Some(&year(class, 100)), done(amounts), today);
        assert_eq!(found.entry.light, light, "{class:?} {amounts:?} {today}");
    }
    assert_eq!(of(&begun, None, done(&[]), "2026-08-15").entry.light, Light::Grey);
}

#[test]
fn months_that_are_over() {
    for (today, year, over) in [
        ("2026-01-01", 2026, 0),
        ("2026-01-31", 2026, 1),
        ("2026-02-27", 2026, 1),
        ("2026-02-28", 2026, 2),
        ("2026-12-31", 2026, 12),
        ("2027-01-01", 2026, 12),
        ("2025-12-31", 2026, 0),
    ] {
        assert_eq!(months_over(day(today), year), over, "{today}");
    }
}
