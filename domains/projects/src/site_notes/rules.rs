//! What must hold of a note. Pure.
//!
//! Major hazards are put into the information system and their removal is supervised (Work Safety Law, article 41); five things
//! are settled for each: measure, person, money, limit, contingency plan (五落实, `reference/execution.md` 9.4).

use qipan_kernel::{Day, Failure, Outcome};

use super::model::{NoteInput, Severity};
use crate::book::rules::{LINE_MAX, TEXT_MAX};

/// Longest time to put something right, in days.
pub const LIMIT_MAX: i32 = 365;
/// Longest finding, in characters: one matter, in a few sentences.
pub const FINDING_MAX: usize = 500;

/// Rule site-note — a note as it is handed in on `today`.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check(note: &NoteInput, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut must = |fine: bool, failure: Failure| {
        if !fine {
            wrong.push(failure);
        }
    };
    let empty = |text: &str| text.trim().is_empty();
    let required = |field: &'static str| Failure::invalid("form-required").at(field);
    must(!empty(&note.finding), required("finding"));
    must(
        note.finding.chars().count() <= FINDING_MAX,
        Failure::invalid("project-text-long").with("most", FINDING_MAX).at("finding"),
    );
    for (text, most, field) in [
        (&note.measure, TEXT_MAX, "measure"),
        (&note.contingency, TEXT_MAX, "contingency"),
        (&note.person, LINE_MAX, "person"),
        (&note.money, LINE_MAX, "money"),
    ] {
        let failure = Failure::invalid("project-text-long").with("most", most).at(field);
        must(text.chars().count() <= most, failure);
    }
    must(note.found_on <= today, Failure::invalid("project-day-to-come").at("found_on"));
    if let Some(due) = note.due_day {
        must(due >= today, Failure::invalid("site-note-limit-past").at("due_day"));
        let far = Failure::invalid("site-note-limit-far").with("days", LIMIT_MAX).at("due_day");
        must(due - today <= LIMIT_MAX, far);
        must(note.severity != Severity::Remark, Failure::invalid("site-note-remark-limit").at("severity"));
        must(!empty(&note.measure), required("measure"));
    }
    if note.severity == Severity::Major {
        must(note.due_day.is_some(), Failure::invalid("site-note-major-limit").at("due_day"));
        for (text, field) in [
            (&note.measure, "measure"),
            (&note.person, "person"),
            (&note.money, "money"),
            (&note.contingency, "contingency"),
        ] {
            let twice = field == "measure" && note.due_day.is_some();
            must(twice || !empty(text), Failure::invalid("site-note-major-settled").at(field));
        }
    }
    Failure::collect(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site_notes::model::NoteKind;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn note(severity: Severity, due: Option<&str>, measure: &str) -> NoteInput {
        NoteInput {
            kind: NoteKind::Safety,
            severity,
            found_on: day("2026-11-18"),
            finding: "三层临边无防护栏杆".into(),
            photo: None,
            due_day: due.map(day),
            unit: None,
            measure: measure.into(),
            person: String::new(),
            money: String::new(),
            contingency: String::new(),
        }
    }

    fn faults(note: &NoteInput) -> Vec<(String, String)> {
        let Err(failure) = check(note, day("2026-11-20")) else { return Vec::new() };
        let mut all = vec![failure.clone()];
        all.extend(failure.more);
        all.iter()
            .map(|one| (one.message.key.to_string(), one.field.clone().unwrap_or_default().to_string()))
            .collect()
    }

    #[test]
    fn notes_that_are_fine_and_those_that_are_not() {
        use Severity::{General, Major, Remark};
        let settled = NoteInput {
            person: "李示例".into(),
            money: "2万元，施工单位承担".into(),
            contingency: "停用该作业面，人员撤离".into(),
            ..note(Major, Some("2026-11-25"), "加设栏杆")
        };
        for fine in [
            note(Remark, None, ""),
            note(General, None, ""),
            note(General, Some("2026-11-20"), "加设栏杆"),
            settled.clone(),
        ] {
            assert_eq!(faults(&fine), [], "{fine:?}");
        }
        let long = NoteInput { finding: "长".repeat(501), ..note(Remark, None, "") };
        let future = NoteInput { found_on: day("2026-11-21"), ..note(Remark, None, "") };
        let planless = NoteInput { contingency: " ".into(), ..settled };
        for (wrong, expected) in [
            (NoteInput { finding: " ".into(), ..note(Remark, None, "") }, vec![("form-required", "finding")]),
            (long, vec![("project-text-long", "finding")]),
            (future, vec![("project-day-to-come", "found_on")]),
            (note(Remark, Some("2026-11-25"), "加设"), vec![("site-note-remark-limit", "severity")]),
            (note(General, Some("2026-11-19"), "加设"), vec![("site-note-limit-past", "due_day")]),
            (note(General, Some("2027-11-21"), "加设"), vec![("site-note-limit-far", "due_day")]),
            (note(General, Some("2026-11-25"), ""), vec![("form-required", "measure")]),
            (
                note(Major, None, "加设"),
                vec![
                    ("site-note-major-limit", "due_day"),
                    ("site-note-major-settled", "person"),
                    ("site-note-major-settled", "money"),
                    ("site-note-major-settled", "contingency"),
                ],
            ),
            (planless, vec![("site-note-major-settled", "contingency")]),
        ] {
            let found = faults(&wrong);
            let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(found, expected);
        }
    }
}
