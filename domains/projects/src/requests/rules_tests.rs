use qipan_kernel::{Id, Moment};

use super::*;
use crate::problems::model::Class;
use crate::requests::model::{Channel, Extension, RequestData, Role, ShareData};
use crate::work::WorkRules;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn quanzhou() -> RequestClocks {
    WorkRules::built_in().unwrap().clocks("quanzhou").unwrap().clone()
}

fn share(role: Role, state: ShareState, given: &str) -> Share {
    let limits = limits(&quanzhou(), &Calendar::state_council(), day(given));
    Share {
        id: Id(1),
        round: 1,
        unit: Id(1),
        role,
        state,
        day: day(given),
        objection_day: limits.objection,
        due_day: if role.answers() { limits.lead } else { limits.cooperating },
        replied_at: None,
        data: ShareData::default(),
        commitment: None,
    }
}

fn request(state: State, shares: Vec<Share>) -> Request {
    Request {
        id: Id(1),
        no: 1,
        number: "SQ-2026-0001".into(),
        project: None,
        class: Class::Utilities,
        state,
        received_on: day("2026-03-02"),
        round: 1,
        due_day: None,
        first_due: None,
        replied_on: None,
        closed_on: None,
        solved: None,
        satisfaction: None,
        data: RequestData {
            enterprise: "示例汽车有限公司".into(),
            contact: String::new(),
            channel: Channel::Visit,
            text: "二期用电增容".into(),
            line: Id(1),
            clocks: "quanzhou".into(),
            told_by: None,
        },
        created_at: Moment(0),
        acted_at: Moment(0),
        project_unit: None,
        shares,
    }
}

/// The fixtures of `reference/execution.md` 8.1, computed there with an independent library.
#[test]
fn the_clocks_keep_holidays_and_make_up_days() {
    let calendar = Calendar::state_council();
    for (given, cooperating, lead) in [
        // Sat 02-14 works, holiday to 02-23: three working days.
        ("2026-02-12", Some("2026-02-24"), None),
        ("2026-04-30", Some("2026-05-08"), None),
        // Sun 09-28 works.
        ("2025-09-26", Some("2025-09-30"), None),
        // Sun 01-26 and Sat 02-08 work: seven working days.
        ("2025-01-24", None, Some("2025-02-10")),
    ] {
        let limits = limits(&quanzhou(), &calendar, day(given));
        assert_eq!(cooperating.map_or(limits.cooperating, day), limits.cooperating, "{given}");
        assert_eq!(lead.map_or(limits.lead, day), limits.lead, "{given}");
    }
    // The two fixtures of five working days, by a set of clocks that counts five.
    let five = RequestClocks { lead: qipan_kernel::calendar::Clock::WorkingDays(5), ..quanzhou() };
    for (given, lead) in [("2026-02-10", "2026-02-24"), ("2026-09-29", "2026-10-12")] {
        assert_eq!(limits(&five, &calendar, day(given)).lead, day(lead), "{given}");
    }
}

#[test]
fn an_objection_is_in_time_for_one_working_day() {
    // Given out on a Friday: Monday is in time.
    for (state, today, expected) in [
        (ShareState::Open, "2026-03-06", None),
        (ShareState::Open, "2026-03-09", None),
        (ShareState::Open, "2026-03-10", Some("request-objection-late")),
        (ShareState::Objected, "2026-03-06", Some("request-wrong-state")),
        (ShareState::Replied, "2026-03-06", Some("request-wrong-state")),
    ] {
        let refused = may_object(&share(Role::Lead, state, "2026-03-06"), day(today)).err();
        assert_eq!(refused.map(|failure| failure.message.key.into_owned()).as_deref(), expected, "{today}");
    }
}

#[test]
fn an_extension_is_asked_for_a_working_day_before_the_limit() {
    let calendar = Calendar::state_council();
    // Given out on Monday 2026-03-02: the limit is Wednesday 11, the last day to ask is Tuesday 10.
    let fine = share(Role::Lead, ShareState::Open, "2026-03-02");
    assert_eq!(fine.due_day, day("2026-03-11"));
    let open = Extension {
        asked_on: day("2026-03-03"),
        to: day("2026-03-20"),
        reason: "理由".into(),
        granted: None,
    };
    let asked = Share { data: ShareData { extension: Some(open), ..ShareData::default() }, ..fine.clone() };
    let replied = Share { state: ShareState::Replied, ..fine.clone() };
    for (share, today, to, expected) in [
        (&fine, "2026-03-10", "2026-03-18", None),
        (&fine, "2026-03-11", "2026-03-18", Some("request-extension-late")),
        (&fine, "2026-03-10", "2026-03-11", Some("request-extension-day")),
        (&asked, "2026-03-10", "2026-03-18", Some("request-extension-open")),
        (&replied, "2026-03-10", "2026-03-18", Some("request-wrong-state")),
    ] {
        let refused = may_extend(share, &quanzhou(), &calendar, day(today), day(to)).err();
        assert_eq!(
            refused.map(|failure| failure.message.key.into_owned()).as_deref(),
            expected,
            "{today} {to}"
        );
    }
}

#[test]
fn colours_of_requests() {
    let calendar = Calendar::state_council();
    use Light::{Blue, Done, Green, Grey, Red, Yellow};
    use ShareState::{Objected, Open, Replied};
    let given = "2026-03-02";
    let of = |role, state| share(role, state, given);
    for (state, shares, today, expected) in [
        (State::Received, vec![], "2026-03-03", Grey),
        (State::Handling, vec![of(Role::Lead, Open)], "2026-03-03", Grey),
        (State::Handling, vec![of(Role::Lead, Open)], "2026-03-09", Blue),
        (State::Handling, vec![of(Role::Lead, Open)], "2026-03-11", Blue),
        (State::Handling, vec![of(Role::Lead, Open)], "2026-03-12", Red),
        (State::Handling, vec![of(Role::Lead, Objected)], "2026-03-03", Yellow),
        (State::Handling, vec![of(Role::Lead, Open), of(Role::Cooperating, Open)], "2026-03-06", Yellow),
        (State::Handling, vec![of(Role::Lead, Open), of(Role::Cooperating, Replied)], "2026-03-06", Green),
        (State::Handling, vec![of(Role::Parallel, Open), of(Role::Lead, Replied)], "2026-03-12", Red),
        (State::Replied, vec![of(Role::Lead, Replied)], "2026-03-20", Blue),
        (State::Closed, vec![of(Role::Lead, Replied)], "2026-03-20", Done),
        (State::Declined, vec![], "2026-03-20", Grey),
    ] {
        let shown = colour(&request(state, shares), &calendar, day(today));
        assert_eq!(shown.light, expected, "{state:?} {today}");
    }
    let redone = Request { round: 2, ..request(State::Handling, vec![of(Role::Lead, Open)]) };
    assert_eq!(colour(&redone, &calendar, day("2026-03-03")).light, Yellow);
}

#[test]
fn rates_show_what_they_are_made_of() {
    let one = |due: Option<&str>, replied: Option<&str>, solved, satisfaction| Outcomes {
        first_due: due.map(day),
        replied_on: replied.map(day),
        solved,
        satisfaction,
    };
    use Satisfaction::{Fairly, Not, Very};
    use Solved::{No, Partly, Yes};
    let all = [
        one(Some("2026-03-11"), Some("2026-03-11"), Some(Yes), Some(Very)),
        one(Some("2026-03-11"), Some("2026-03-12"), Some(Partly), Some(Fairly)),
        one(Some("2026-03-11"), None, None, None),
        // Not due yet, and not given out yet: in no rate.
        one(Some("2026-03-20"), None, None, None),
        one(None, None, None, None),
        // Answered before its limit.
        one(Some("2026-03-20"), Some("2026-03-12"), Some(No), Some(Not)),
    ];
    let rates = rates(all, day("2026-03-12"));
    assert_eq!(rates.response, Rate { part: 2, whole: 4 });
    assert_eq!(rates.solution, Rate { part: 1, whole: 3 });
    assert_eq!(rates.satisfaction, Rate { part: 2, whole: 3 });
    assert_eq!(rates.satisfaction.basis_points(), Some(6_667));
    assert_eq!(Rate::default().basis_points(), None);
}

#[test]
fn what_is_taken_in_given_out_and_asked_after_is_checked() {
    let fine = RequestInput {
        enterprise: "示例汽车有限公司".into(),
        contact: String::new(),
        channel: Channel::Hotline,
        class: Class::Utilities,
        text: "二期用电增容".into(),
        project: Some(Id(1)),
        line: None,
        received_on: day("2026-03-02"),
        clocks: String::new(),
    };
    let today = day("2026-03-02");
    assert_eq!(check(&fine, today), Ok(()));
    for (wrong, field) in [
        (RequestInput { enterprise: " ".into(), ..fine.clone() }, "enterprise"),
        (RequestInput { text: String::new(), ..fine.clone() }, "text"),
        (RequestInput { text: "长".repeat(1_001), ..fine.clone() }, "text"),
        (RequestInput { project: None, ..fine.clone() }, "line"),
        (RequestInput { received_on: day("2026-03-03"), ..fine.clone() }, "received_on"),
        (RequestInput { received_on: day("2024-03-03"), ..fine.clone() }, "received_on"),
    ] {
        assert_eq!(check(&wrong, today).unwrap_err().field.as_deref(), Some(field));
    }
    let units = |cooperating: &[i64], parallel: &[i64]| DispatchInput {
        lead: Id(1),
        cooperating: cooperating.iter().map(|id| Id(*id)).collect(),
        parallel: parallel.iter().map(|id| Id(*id)).collect(),
        note: String::new(),
    };
    assert_eq!(check_dispatch(&units(&[2], &[3])), Ok(()));
    for (wrong, field) in [(units(&[1], &[]), "cooperating"), (units(&[2], &[2]), "parallel")] {
        assert_eq!(check_dispatch(&wrong).unwrap_err().field.as_deref(), Some(field));
    }
    let replied = Request { replied_on: Some(day("2026-03-05")), ..request(State::Replied, Vec::new()) };
    let visit = |on: &str, solved, words: &str| VisitInput {
        day: day(on),
        solved,
        satisfaction: Satisfaction::Satisfied,
        words: words.into(),
    };
    let today = day("2026-03-06");
    assert_eq!(check_visit(&replied, &visit("2026-03-06", Solved::Yes, ""), today), Ok(()));
    for (wrong, field) in [
        (visit("2026-03-04", Solved::Yes, ""), "day"),
        (visit("2026-03-07", Solved::Yes, ""), "day"),
        (visit("2026-03-06", Solved::Partly, " "), "words"),
    ] {
        assert_eq!(check_visit(&replied, &wrong, today).unwrap_err().field.as_deref(), Some(field));
    }
    let early =
        check_visit(&request(State::Handling, Vec::new()), &visit("2026-03-06", Solved::Yes, ""), today);
    assert_eq!(early.unwrap_err().message.key, "request-wrong-state");
}
