use qipan_kernel::{Id, Moment};

use super::*;
use crate::problems::model::{Class, ProblemData};
use crate::work::WorkRules;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn noon(text: &str) -> Moment {
    day(text).start().plus_ms(12 * 3_600_000)
}

/// A problem told of on Monday 2026-03-02.
fn problem(filed: Filed, level: Level, due: Option<&str>) -> Problem {
    Problem {
        id: Id(1),
        no: 1,
        number: "WT-2026-0001".into(),
        project: None,
        class: Class::Land,
        filed,
        level,
        level_since: day("2026-03-02"),
        unit: None,
        due_day: due.map(day),
        data: ProblemData {
            text: "问题".into(),
            ask: String::new(),
            line: Id(1),
            told_by: None,
            cooperating: Vec::new(),
            person: String::new(),
            measure: String::new(),
            decision: None,
        },
        created_at: noon("2026-03-02"),
        acted_at: noon("2026-03-02"),
        commitment: None,
        project_unit: None,
    }
}

#[test]
fn only_the_official_moves() {
    use Filed as F;
    let all = [Move::Accept, Move::Decline, Move::Consult, Move::Assign];
    let table: [(F, [Option<F>; 4]); 5] = [
        (F::Proposed, [Some(F::Accepted), Some(F::Declined), None, None]),
        (F::Accepted, [None, Some(F::Declined), Some(F::Consulting), Some(F::Assigned)]),
        (F::Consulting, [None, Some(F::Declined), Some(F::Consulting), Some(F::Assigned)]),
        (F::Assigned, [None; 4]),
        (F::Declined, [None; 4]),
    ];
    for (filed, row) in table {
        assert_eq!(all.map(|step| after(filed, step).ok()), row, "{filed:?}");
    }
}

#[test]
fn when_a_problem_is_raised() {
    let (rules, calendar) = (WorkRules::built_in().unwrap().problems, Calendar::state_council());
    let (unit, deputy, chief) = (Level::Unit, Level::Deputy, Level::Chief);
    use Filed::{Accepted, Assigned, Consulting, Declined, Proposed};
    for (filed, level, due, today, expected) in [
        // Accepted within two working days: 3 and 4 March.
        (Proposed, unit, None, "2026-03-04", None),
        (Proposed, unit, None, "2026-03-05", Some(Why::NotAccepted(3))),
        // Given out within five.
        (Accepted, unit, None, "2026-03-09", None),
        (Accepted, unit, None, "2026-03-10", Some(Why::NotAssigned(6))),
        (Consulting, unit, None, "2026-03-10", Some(Why::NotAssigned(6))),
        // The limit is past from the first working day after it on: Sunday is none.
        (Assigned, unit, Some("2026-03-06"), "2026-03-06", None),
        (Assigned, unit, Some("2026-03-06"), "2026-03-08", None),
        (Assigned, unit, Some("2026-03-06"), "2026-03-09", Some(Why::Over(1))),
        // A level above waits five more working days from the day on which it came there; Saturday 28 February is worked.
        (Assigned, deputy, Some("2026-02-27"), "2026-03-06", None),
        (Assigned, deputy, Some("2026-02-27"), "2026-03-09", Some(Why::Over(7))),
        // Nothing happened for more than ten working days: 3 to 16 March are ten.
        (Assigned, unit, None, "2026-03-16", None),
        (Assigned, unit, None, "2026-03-17", Some(Why::Idle(11))),
        // Fifteen at the level above: 3 to 23 March.
        (Assigned, deputy, None, "2026-03-23", None),
        (Assigned, deputy, None, "2026-03-24", Some(Why::Idle(16))),
        // There is nothing above the principal leader, and what is declined is over.
        (Assigned, chief, Some("2026-03-06"), "2026-06-01", None),
        (Declined, unit, None, "2026-06-01", None),
    ] {
        let one = problem(filed, level, due);
        assert_eq!(
            raise(&one, &rules, &calendar, day(today)),
            expected,
            "{filed:?} {level:?} {due:?} {today}"
        );
    }
}

#[test]
fn four_colours_and_no_data_is_never_green() {
    let (rules, calendar) = (WorkRules::built_in().unwrap().problems, Calendar::state_council());
    use Filed::{Accepted, Assigned, Declined, Proposed};
    use Light::{Blue, Green, Grey, Red, Yellow};
    for (filed, level, due, board, today, expected) in [
        (Proposed, Level::Unit, None, None, "2026-03-03", Grey),
        (Accepted, Level::Unit, None, None, "2026-03-03", Grey),
        (Assigned, Level::Unit, Some("2026-03-31"), Some(Grey), "2026-03-03", Grey),
        (Proposed, Level::Unit, None, None, "2026-03-06", Yellow),
        (Assigned, Level::Deputy, Some("2026-03-31"), Some(Green), "2026-03-03", Yellow),
        (Assigned, Level::Unit, Some("2026-03-31"), Some(Yellow), "2026-03-03", Yellow),
        // Three working days before the limit: 4, 5, 6 March.
        (Assigned, Level::Unit, Some("2026-03-06"), Some(Green), "2026-03-03", Blue),
        (Assigned, Level::Unit, Some("2026-03-09"), Some(Grey), "2026-03-03", Grey),
        (Assigned, Level::Unit, Some("2026-03-06"), Some(Green), "2026-03-07", Red),
        (Assigned, Level::Unit, Some("2026-03-31"), Some(Red), "2026-03-03", Red),
        (Declined, Level::Unit, None, None, "2026-06-01", Grey),
    ] {
        let shown = colour(&problem(filed, level, due), board, &rules, &calendar, day(today));
        assert_eq!(shown.light, expected, "{filed:?} {level:?} {due:?} {board:?} {today}");
    }
}

#[test]
fn what_is_told_is_checked_at_its_field() {
    let fine = ProblemInput {
        project: Some(Id(1)),
        class: Class::Land,
        text: "用地未落实".into(),
        ask: String::new(),
        line: None,
    };
    assert_eq!(check(&fine), Ok(()));
    for (wrong, field) in [
        (ProblemInput { text: " ".into(), ..fine.clone() }, "text"),
        (ProblemInput { text: "长".repeat(501), ..fine.clone() }, "text"),
        (ProblemInput { ask: "长".repeat(4_001), ..fine.clone() }, "ask"),
        (ProblemInput { project: None, ..fine.clone() }, "line"),
    ] {
        assert_eq!(check(&wrong).unwrap_err().field.as_deref(), Some(field));
    }
    let given = AssignInput {
        unit: Id(1),
        cooperating: Vec::new(),
        person: String::new(),
        due_day: day("2026-03-31"),
        measure: String::new(),
    };
    let today = day("2026-03-31");
    assert_eq!(check_assign(&given, today), Ok(()));
    for (wrong, field) in [
        (AssignInput { due_day: day("2026-03-30"), ..given.clone() }, "due_day"),
        (AssignInput { cooperating: vec![Id(1)], ..given.clone() }, "cooperating"),
        (AssignInput { person: "名".repeat(301), ..given.clone() }, "person"),
    ] {
        assert_eq!(check_assign(&wrong, today).unwrap_err().field.as_deref(), Some(field));
    }
}

#[test]
fn classes_by_the_words_of_tables() {
    for (text, class) in [
        ("三标段征拆未完成", Class::Clearance),
        ("林地指标未批", Class::Forest),
        ("缺用地指标", Class::Land),
        ("燃气管线迁改滞后", Class::Pipelines),
        ("环评未批复", Class::Environment),
        ("专项资金未拨付", Class::Funds),
        ("施工许可证未办理", Class::Permit),
        ("雨季影响进度", Class::Other),
    ] {
        assert_eq!(class_of(text), class, "{text}");
    }
}

#[test]
fn a_suspended_problem_is_grey_says_why_and_is_raised_to_nobody() {
    use qipan_board::commitments::model::{Commitment, State as BoardState, Version};
    use qipan_board::commitments::suspension::Suspension;
    let (rules, calendar) = (WorkRules::built_in().unwrap().problems, Calendar::state_council());
    let mut one = problem(Filed::Assigned, Level::Unit, Some("2026-03-06"));
    let mut terms = qipan_board::on_board::terms("问题".into(), Id(1), Id(2), day("2026-03-02"));
    terms.due_day = Some(day("2026-03-06"));
    let mut version = Version::first(Id(3), noon("2026-03-02"), terms);
    version.state = BoardState::Suspended;
    version.suspensions.push(Suspension {
        since: day("2026-03-04"),
        until: None,
        reason: "停建".into(),
        expected: None,
        approved_by: "周示例".into(),
        stood: BoardState::Signed,
        follows: None,
    });
    one.commitment =
        Some(Commitment { id: Id(4), number: String::new(), created_at: noon("2026-03-02"), version });
    for today in ["2026-03-04", "2026-03-09", "2026-12-31"] {
        let shown = colour(&one, Some(Light::Grey), &rules, &calendar, day(today));
        assert_eq!(
            (shown.light, shown.why.key.as_ref()),
            (Light::Grey, "problem-light-suspended"),
            "{today}"
        );
        assert_eq!(raise(&one, &rules, &calendar, day(today)), None, "{today}");
    }
}
