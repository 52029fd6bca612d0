use qipan_kernel::Id;

use super::*;
use crate::extract::{Found, Span, rules as extract_rules};

fn data(statement: &str) -> Data {
    Data { statement: statement.into(), ..Data::default() }
}

#[test]
fn every_decision_before_the_board_can_be_taken_back_and_none_after() {
    use Status::*;
    let allowed: &[(Status, Step, Status)] = &[
        (Proposed, Step::Accept, Accepted),
        (Proposed, Step::Reject, Rejected),
        (Proposed, Step::Change, Proposed),
        (Proposed, Step::Link, Linked),
        (Accepted, Step::Reject, Rejected),
        (Accepted, Step::Undo, Proposed),
        (Accepted, Step::Change, Accepted),
        (Accepted, Step::Register, Registered),
        (Accepted, Step::Link, Linked),
        (Rejected, Step::Accept, Accepted),
        (Rejected, Step::Undo, Proposed),
        (Merged, Step::Undo, Proposed),
    ];
    for status in Status::ALL {
        for step in [Step::Accept, Step::Reject, Step::Undo, Step::Change, Step::Register, Step::Link] {
            let expected =
                allowed.iter().find(|(from, by, _)| (*from, *by) == (status, step)).map(|(_, _, to)| *to);
            assert_eq!(after(status, step).ok(), expected, "{status:?} {step:?}");
        }
    }
}

#[test]
fn a_statement_splits_at_a_place_with_words_on_both_sides() {
    let whole = data("完成风险排查，建立整改台账。");
    let (first, second) = split(&whole, 7).unwrap();
    assert_eq!((first.statement.as_str(), second.statement.as_str()), ("完成风险排查", "建立整改台账"));
    assert_eq!(split_points(&whole.statement), [7]);
    for at in [0, 14, 99] {
        assert_eq!(split(&whole, at).unwrap_err().message.key, "draft-split-empty", "{at}");
    }
}

#[test]
fn a_merge_keeps_everything_that_any_part_says() {
    let day = |text: &str| text.parse::<Day>().ok();
    let a = Data {
        lead: Some(Id(1)),
        due_day: day("2026-03-31"),
        limit_words: "一季度".into(),
        ..data("摸清底数。")
    };
    let b = Data {
        lead: Some(Id(2)),
        line: Some(Id(9)),
        cooperating: vec![Id(1), Id(3)],
        due_day: day("2026-06-30"),
        limit_words: "6月底前".into(),
        measure: "100个".into(),
        unknown: vec![Unknown { name: "某专班".into(), lead: false, collective: false }],
        ..data("完成整改")
    };
    let merged = merge(&[&a, &b]);
    assert_eq!(merged.statement, "摸清底数；完成整改");
    assert_eq!((merged.lead, merged.line), (Some(Id(1)), Some(Id(9))));
    assert_eq!(merged.cooperating, [Id(2), Id(3)]);
    assert_eq!((merged.limit_words.as_str(), merged.due_day), ("6月底前", day("2026-06-30")));
    assert_eq!((merged.measure.as_str(), merged.unknown.len()), ("100个", 1));
}

#[test]
fn a_draft_becomes_terms_only_when_complete() {
    let today: Day = "2026-11-22".parse().unwrap();
    let written: Day = "2026-10-01".parse().unwrap();
    let lacking = terms(&data("完成整改"), Some(written), today).unwrap_err();
    assert_eq!((lacking.message.key.as_ref(), lacking.more.len()), ("draft-lead-missing", 1));
    let full =
        Data {
            lead: Some(Id(1)), line: Some(Id(2)), cooperating: vec![Id(1), Id(3)], ..data("完成整改")
        };
    let made = terms(&full, Some(written), today).unwrap();
    assert_eq!((made.start_day, made.cooperating), (written, vec![Id(3)]));
    // A limit that lay before the document's day: the pace has no negative length.
    let late = Data { due_day: Some(written - 10), ..full };
    assert_eq!(terms(&late, Some(written), today).unwrap().start_day, written - 10);
}

#[test]
fn working_days_are_counted_by_the_calendar_and_unknown_units_are_kept() {
    let text = "某专班自印发之日起5个工作日内报送方案";
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        Span { start, end: start + words.len() }
    };
    let limit = TimeLimit {
        form: TimeForm::Relative { count: 5, unit: TimeUnit::WorkingDay },
        day: None,
        problem: Some(TimeProblem::WorkingDays),
    };
    let unit = UnitRef {
        matched: None,
        name: "某专班".into(),
        span: span("某专班"),
        rule: extract_rules::UNIT_SUBJECT,
        collective: false,
        inherited: false,
    };
    let draft = extract::Draft {
        statement: "报送方案".into(),
        lead: Some(unit),
        limit: Some(Found::new(limit, span("5个工作日内"), text, extract_rules::LIMIT_RELATIVE)),
        ..extract::Draft::default()
    };
    let origin = Origin {
        rule: extract_rules::CLASS_DUTY,
        confidence: 80,
        headings: Vec::new(),
        speaker: None,
        draft,
    };
    // 2026-09-29 is the Tuesday before the National Day holiday of 1–7 October. The five working days after it:
    // 30 September, 8, 9, 10 (a make-up Saturday) and 12 October.
    let made = from_origin(origin, "2026-09-29".parse().ok(), &Calendar::state_council());
    assert_eq!(made.due_day, "2026-10-12".parse().ok());
    assert_eq!((made.lead, made.unknown[0].name.as_str(), made.unknown[0].lead), (None, "某专班", true));
    assert_eq!(made.limit_words, "5个工作日内");
}

#[test]
fn minutes_are_of_the_day_on_which_the_meeting_was_held() {
    for (text, day) in [
        ("第42次常务会议纪要\n2026年11月2日，区长主持召开第42次常务会议。", Some("2026-11-02")),
        ("2026年3月15日上午，区政府召开专题会议。", Some("2026-03-15")),
        ("2月30日召开。", None),
        ("2026年2月30日召开会议。", None),
        ("会议要求，2026年12月31日前完成。", None),
        ("会议由区长主持。", None),
        ("", None),
    ] {
        assert_eq!(meeting_day(text), day.and_then(|day| day.parse().ok()), "{text}");
    }
}
