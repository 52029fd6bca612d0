//! 中止 and 恢复办理: a commitment is set aside by an approved decision, and taken up again. While it is suspended its light is
//! grey and its limit does not run; afterwards the limit has moved by the days of the suspension.

use qipan_accounts::access::Act;
use qipan_kernel::{Context, Day, Failure, Id, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::commands::{Acting, TEXT_MAX};
use super::model::{Commitment, State, Version};
use super::rules::{self, Move};
use crate::lights::Pause;

/// Longest name of who approved, in characters.
pub const NAME_MAX: usize = 200;

/// One time in which a commitment was suspended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Suspension {
    /// The first day on which its limit did not run.
    #[schemars(with = "String")]
    pub since: Day,
    /// The day on which it was taken up again; `null` while it is suspended.
    #[schemars(with = "Option<String>")]
    pub until: Option<Day>,
    /// Why.
    pub reason: String,
    /// When it is expected to be taken up again.
    #[schemars(with = "Option<String>")]
    pub expected: Option<Day>,
    /// Who approved it, as the decision says.
    pub approved_by: String,
    /// The state in which it stood, and goes on.
    pub stood: State,
    /// What suspended it and takes it up again (`project:71`); `null` where the supervision office decided on it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
}

impl Suspension {
    /// Its calendar days, once it is over: the day on which work is taken up again counts for the limit.
    pub fn days(&self) -> Option<i32> {
        Some(self.until? - self.since)
    }

    /// As the lights see it.
    pub fn pause(&self) -> Pause {
        Pause { since: self.since, until: self.until, reason: self.reason.clone(), expected: self.expected }
    }
}

/// A commitment is to be suspended.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionInput {
    /// Why.
    pub reason: String,
    /// From which day on its limit does not run: today or before.
    #[schemars(with = "String")]
    pub since: Day,
    /// When it is expected to be taken up again.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub expected: Option<Day>,
    /// Who approved it: a name, a post, a meeting or a document.
    pub approved_by: String,
}

/// A commitment is to be taken up again.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resumption {
    /// From which day on its limit runs again: today or before.
    #[schemars(with = "String")]
    pub day: Day,
    /// Another limit than the one that has moved by the days of the suspension; it needs `approved_by`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub due: Option<Day>,
    /// Who approved the other limit.
    #[serde(default)]
    pub approved_by: String,
    /// What is to be said of it.
    #[serde(default)]
    pub note: String,
}

impl Resumption {
    /// From today on, with the limit that the suspension gives.
    pub fn now(context: &Context, note: &str) -> Resumption {
        Resumption {
            day: context.now.day(),
            due: None,
            approved_by: String::new(),
            note: note.chars().take(TEXT_MAX).collect(),
        }
    }
}

/// Rule suspend — 中止 is a side state of a supervised matter (`execution.md` 7.3), entered with authority and reason (feature 23
/// there; no stop without procedure). It begins on a day on which the commitment was with its unit and not suspended, and not
/// in the future. All that is wrong is said at once.
///
/// # Errors
/// Each at its field: `reason`, `approved_by`, `since`, `expected`.
pub fn check(version: &Version, input: &SuspensionInput, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    for (field, text, max) in
        [("reason", &input.reason, TEXT_MAX), ("approved_by", &input.approved_by, NAME_MAX)]
    {
        if text.trim().is_empty() {
            wrong.push(Failure::invalid("form-required").at(field));
        } else if text.chars().count() > max {
            wrong.push(Failure::invalid("form-too-long").with("max", max).at(field));
        }
    }
    let last = version.suspensions.last().and_then(|one| one.until);
    let earliest = version.issued_at.map(|at| at.day()).max(last);
    if input.since > today {
        wrong.push(Failure::invalid("suspension-day-to-come").at("since"));
    } else if let Some(earliest) = earliest.filter(|earliest| input.since < *earliest) {
        wrong.push(Failure::invalid("suspension-too-early").with("day", earliest).at("since"));
    }
    if input.expected.is_some_and(|expected| expected <= today) {
        wrong.push(Failure::invalid("suspension-expected-past").at("expected"));
    }
    Failure::collect(wrong)
}

/// Rule resume — the limit moves by the calendar days of the suspension, so that as many days remain as did when it began;
/// another limit is an extension and needs who approved it (延期申请→批复, `execution.md` 2). The first limit stays: assessment
/// keeps to it (`execution.md` 8). Gives the limit from now on.
///
/// # Errors
/// Each at its field: `day`, `due`, `approved_by`, `note`; `commitment-wrong-state` where it is not suspended.
pub fn limit_after(version: &Version, input: &Resumption, today: Day) -> Outcome<Option<Day>> {
    let Some(running) = version.suspension() else {
        return Err(rules::wrong_state(version.state));
    };
    let mut wrong = Vec::new();
    if input.day > today {
        wrong.push(Failure::invalid("suspension-day-to-come").at("day"));
    } else if input.day < running.since {
        wrong.push(Failure::invalid("resumption-before-suspension").with("day", running.since).at("day"));
    }
    if let Some(due) = input.due {
        if due < input.day.max(version.terms.start_day) {
            wrong.push(Failure::invalid("resumption-limit-past").at("due"));
        } else if due.year() > 2100 {
            wrong.push(Failure::invalid("commitment-day-implausible").at("due"));
        }
        if input.approved_by.trim().is_empty() {
            wrong.push(Failure::invalid("resumption-limit-unapproved").at("approved_by"));
        }
    }
    for (field, text, max) in [("approved_by", &input.approved_by, NAME_MAX), ("note", &input.note, TEXT_MAX)]
    {
        if text.chars().count() > max {
            wrong.push(Failure::invalid("form-too-long").with("max", max).at(field));
        }
    }
    Failure::collect(wrong)?;
    Ok(input.due.or(version.terms.due_day.map(|due| due + (input.day - running.since))))
}

/// Whether a commitment in this state can be suspended: it is with its unit and runs.
pub fn may(state: State) -> bool {
    rules::after(state, Move::Suspend).is_ok()
}

/// 中止: sets a commitment aside. `follows` is what takes it up again, where that is not the supervision office.
///
/// # Errors
/// Forbidden; a state that is not worked in; what [`check`] refuses.
pub fn suspend(
    acting: &mut Acting<'_, '_>,
    id: Id,
    input: &SuspensionInput,
    follows: Option<String>,
) -> Outcome<Commitment> {
    let before = acting.load(id, Act::Suspend)?;
    let mut next = acting.step(&before, Move::Suspend)?;
    check(&before.version, input, acting.context.now.day())?;
    next.suspensions.push(Suspension {
        since: input.since,
        until: None,
        reason: input.reason.trim().to_owned(),
        expected: input.expected,
        approved_by: input.approved_by.trim().to_owned(),
        stood: before.version.state,
        follows,
    });
    let body = json!({ "suspension": next.suspension() });
    acting.save(&before, next, "commitment.suspend", &body)
}

/// 恢复办理: takes a commitment up again where it stood.
///
/// # Errors
/// Forbidden; not suspended; what [`limit_after`] refuses.
pub fn resume(acting: &mut Acting<'_, '_>, id: Id, input: &Resumption) -> Outcome<Commitment> {
    let before = acting.load(id, Act::Suspend)?;
    let due = limit_after(&before.version, input, acting.context.now.day())?;
    let stood = before.version.suspension().map_or(before.version.state, |running| running.stood);
    let mut next = acting.step(&before, Move::Resume(stood))?;
    next.terms.due_day = due;
    // Nobody could review what was reported before: its review time begins anew.
    next.unreviewed_since = next.unreviewed_since.map(|_| acting.context.now);
    if let Some(running) = next.suspensions.last_mut() {
        running.until = Some(input.day);
    }
    let body = json!({
        "day": input.day,
        "note": input.note.trim(),
        "approved_by": input.approved_by.trim(),
        "before": before.version.terms,
        "after": next.terms,
    });
    acting.save(&before, next, "commitment.resume", &body)
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Moment;

    use super::*;
    use crate::on_board::terms;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Issued on 12 January with a limit, and suspended for these days.
    fn version(due: Option<&str>, suspensions: &[(&str, Option<&str>)]) -> Version {
        let issued = day("2026-01-12");
        let mut terms = terms("新建厂房".into(), Id(1), Id(2), issued);
        terms.due_day = due.map(day);
        let running = suspensions.iter().any(|one| one.1.is_none());
        let suspension = |(since, until): &(&str, Option<&str>)| Suspension {
            since: day(since),
            until: until.map(day),
            reason: "停建".into(),
            expected: None,
            approved_by: "周示例".into(),
            stood: State::Signed,
            follows: None,
        };
        Version {
            state: if running { State::Suspended } else { State::Signed },
            issued_at: Some(issued.start()),
            suspensions: suspensions.iter().map(suspension).collect(),
            ..Version::first(Id(1), Moment(0), terms)
        }
    }

    fn keys(outcome: Outcome<()>) -> Vec<(String, String)> {
        let Err(failure) = outcome else { return Vec::new() };
        std::iter::once(&failure)
            .chain(&failure.more)
            .map(|one| (one.field.clone().unwrap_or_default(), one.message.key.to_string()))
            .collect()
    }

    #[test]
    fn a_suspension_has_a_reason_an_authority_and_a_day_that_has_come() {
        let today = day("2026-06-10");
        let fresh = version(Some("2026-06-30"), &[]);
        let again = version(Some("2026-06-30"), &[("2026-02-01", Some("2026-03-10"))]);
        // (version, since, expected, reason, approved by, faults by field)
        type Case<'a> = (&'a Version, &'a str, Option<&'a str>, &'a str, &'a str, &'a [(&'a str, &'a str)]);
        let cases: &[Case<'_>] = &[
            (&fresh, "2026-06-10", None, "停建", "区政府常务会议", &[]),
            (&fresh, "2026-01-12", Some("2026-09-01"), "停建", "区政府常务会议", &[]),
            (&fresh, "2026-01-11", None, "停建", "会议", &[("since", "suspension-too-early")]),
            (&fresh, "2026-06-11", None, "停建", "会议", &[("since", "suspension-day-to-come")]),
            (
                &fresh,
                "2026-06-10",
                Some("2026-06-10"),
                "停建",
                "会议",
                &[("expected", "suspension-expected-past")],
            ),
            (
                &fresh,
                "2026-06-10",
                None,
                "  ",
                "",
                &[("reason", "form-required"), ("approved_by", "form-required")],
            ),
            (&again, "2026-03-09", None, "停建", "会议", &[("since", "suspension-too-early")]),
            (&again, "2026-03-10", None, "停建", "会议", &[]),
        ];
        for (version, since, expected, reason, approved_by, faults) in cases {
            let input = SuspensionInput {
                reason: (*reason).into(),
                since: day(since),
                expected: expected.map(day),
                approved_by: (*approved_by).into(),
            };
            let found = keys(check(version, &input, today));
            let found: Vec<_> = found.iter().map(|(field, key)| (field.as_str(), key.as_str())).collect();
            assert_eq!(&found, faults, "{since} {expected:?} {reason}");
        }
    }

    #[test]
    fn the_limit_moves_by_the_days_of_the_suspension() {
        let today = day("2026-06-10");
        // (limit, suspended since, taken up on, another limit, by whom, limit afterwards or the fault)
        type Case<'a> =
            (Option<&'a str>, &'a str, &'a str, Option<&'a str>, &'a str, Result<Option<&'a str>, &'a str>);
        let cases: &[Case<'_>] = &[
            // Over the end of a month and of February: calendar days.
            (Some("2026-06-30"), "2026-02-20", "2026-03-02", None, "", Ok(Some("2026-07-10"))),
            (Some("2026-06-30"), "2026-06-10", "2026-06-10", None, "", Ok(Some("2026-06-30"))),
            // Twenty days overdue when it was suspended, and twenty afterwards.
            (Some("2026-03-01"), "2026-03-21", "2026-05-20", None, "", Ok(Some("2026-04-30"))),
            (None, "2026-03-21", "2026-05-20", None, "", Ok(None)),
            (None, "2026-03-21", "2026-05-20", Some("2026-12-31"), "区政府", Ok(Some("2026-12-31"))),
            (
                Some("2026-06-30"),
                "2026-03-21",
                "2026-05-20",
                Some("2026-12-31"),
                "区政府",
                Ok(Some("2026-12-31")),
            ),
            (
                Some("2026-06-30"),
                "2026-03-21",
                "2026-05-20",
                Some("2026-12-31"),
                " ",
                Err("resumption-limit-unapproved"),
            ),
            (
                Some("2026-06-30"),
                "2026-03-21",
                "2026-05-20",
                Some("2026-05-19"),
                "区政府",
                Err("resumption-limit-past"),
            ),
            (Some("2026-06-30"), "2026-03-21", "2026-03-20", None, "", Err("resumption-before-suspension")),
            (Some("2026-06-30"), "2026-03-21", "2026-06-11", None, "", Err("suspension-day-to-come")),
        ];
        for (limit, since, on, due, approved_by, expected) in cases {
            let input = Resumption {
                day: day(on),
                due: due.map(day),
                approved_by: (*approved_by).into(),
                note: String::new(),
            };
            let found = limit_after(&version(*limit, &[(since, None)]), &input, today);
            let found = found.map_err(|failure| failure.message.key.to_string());
            let expected = expected.map(|day| day.map(self::day)).map_err(str::to_owned);
            assert_eq!(found, expected, "{since} {on} {due:?}");
        }
        let input = Resumption { day: today, due: None, approved_by: String::new(), note: String::new() };
        let running = limit_after(&version(None, &[]), &input, today).unwrap_err();
        assert_eq!(running.message.key, "commitment-wrong-state");
    }
}
