//! The term of the final accounts: 基本建设项目竣工财务决算管理暂行办法 (财建〔2016〕503号), article 2; that they follow acceptance at
//! once, Government Investment Regulations, article 25. Pure.

use qipan_board::lights::{Light, Shown};
use qipan_kernel::{Day, Failure, Message, Outcome};

use super::model::{Clock, ExtensionInput};
use crate::approvals::model::{Approval, Paper, State};
use crate::approvals::rules::approved;
use crate::book::rules::TEXT_MAX;

/// Months within which the final accounts are made up and filed.
pub const MONTHS: i32 = 3;
/// Further months that a special case may take: of small and medium projects, of large ones.
pub const FURTHER: (i32, i32) = (2, 6);
/// Days before the limit from which it is shown as near.
const NEAR: i32 = 15;

/// The limit, `RULE closing.due`: three months after the project was accepted.
pub fn due(accepted: Day) -> Day {
    accepted.plus_months(MONTHS)
}

/// The last day to which it can be put off.
pub fn latest(accepted: Day, large: bool) -> Day {
    accepted.plus_months(MONTHS + if large { FURTHER.1 } else { FURTHER.0 })
}

/// The limit when what was filed was refused: the one that there was, while it lasts, or a month to file again. The month is
/// decided here; the measure names none.
pub fn again(due: Day, refused: Day) -> Day {
    if due >= refused { due } else { refused.plus_months(1) }
}

/// Whether the limit may be put off. `RULE closing.extension`.
///
/// # Errors
/// Not later than it is, or later than article 2 allows; no reason; put off already.
pub fn may_extend(clock: &Clock, input: &ExtensionInput) -> Outcome<()> {
    if !clock.extended_why.is_empty() {
        return Err(Failure::conflict("closing-extended").at("until"));
    }
    let mut wrong = Vec::new();
    let latest = latest(clock.accepted_on, input.large);
    if input.until <= clock.due || input.until > latest {
        wrong.push(
            Failure::invalid("closing-until").with("due", clock.due).with("latest", latest).at("until"),
        );
    }
    if input.why.trim().is_empty() {
        wrong.push(Failure::invalid("project-reason-missing").at("why"));
    }
    if input.why.chars().count() > TEXT_MAX {
        wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("why"));
    }
    Failure::collect(wrong)
}

/// When the project was accepted, if it was.
pub fn accepted(all: &[Approval]) -> Option<Day> {
    Some(approved(all, Paper::Acceptance)?.decision.as_ref()?.at.day())
}

/// When the final accounts that stand were filed: those that wait or are approved.
pub fn filed(all: &[Approval]) -> Option<Day> {
    let stands = |one: &&Approval| {
        one.filing.kind == Paper::FinalAccounts && matches!(one.state, State::Filed | State::Approved)
    };
    all.iter().rev().find(stands).map(|one| one.filed_at.day())
}

/// How the final accounts stand, with their light; none before acceptance. `RULE closing.light`.
pub fn stands(all: &[Approval], clock: Option<&Clock>, today: Day) -> Option<Shown> {
    let accepted = accepted(all)?;
    let due = clock.map_or_else(|| due(accepted), |clock| clock.due);
    let filed = filed(all);
    let (light, key, days) = match filed {
        Some(filed) if filed <= due => (Light::Done, "closing-filed", 0),
        Some(filed) => (Light::Yellow, "closing-filed-late", filed - due),
        None if today > due => (Light::Red, "closing-overdue", today - due),
        None if due - today <= NEAR => (Light::Blue, "closing-near", due - today),
        None => (Light::Green, "closing-running", due - today),
    };
    let why = Message::new(key).with("accepted", accepted).with("due", due).with("days", i64::from(days));
    Some(Shown { light, why: why.with("filed", filed.unwrap_or(due)) })
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Id;

    use super::*;
    use crate::approvals::model::{Decided, Decision, Filing};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn approval(kind: Paper, filed: &str, state: State) -> Approval {
        let decision = Decision {
            ruling: state,
            number: String::new(),
            opinion: String::new(),
            reviewed: Vec::new(),
            basis: Default::default(),
            papers: Vec::new(),
        };
        let at = day(filed).start();
        let decided = Decided { decision, at, by: Id(4), name: String::new() };
        Approval {
            id: Id(1),
            project: Id(2),
            filing: Filing::of(kind),
            filed_at: at,
            filed_by: Id(3),
            filed_name: String::new(),
            state,
            decision: (state != State::Filed).then_some(decided),
        }
    }

    #[test]
    fn three_months_and_two_or_six_more() {
        for (accepted, wanted, small, large) in [
            ("2026-03-10", "2026-06-10", "2026-08-10", "2026-12-10"),
            ("2025-11-30", "2026-02-28", "2026-04-30", "2026-08-30"),
        ] {
            let accepted = day(accepted);
            let found = (due(accepted), latest(accepted, false), latest(accepted, true));
            assert_eq!(found, (day(wanted), day(small), day(large)));
        }
        assert_eq!(again(day("2026-06-10"), day("2026-06-10")), day("2026-06-10"));
        assert_eq!(again(day("2026-06-10"), day("2026-06-11")), day("2026-07-11"));
    }

    #[test]
    fn a_limit_is_put_off_once_for_a_reason_and_not_too_far() {
        let clock = |why: &str| Clock {
            commitment: Id(1),
            accepted_on: day("2026-03-10"),
            due: day("2026-06-10"),
            extended_why: why.into(),
        };
        for (put_off, until, large, why, wanted) in [
            ("", "2026-08-10", false, "单项工程结算有争议", None),
            ("", "2026-08-11", false, "单项工程结算有争议", Some("closing-until")),
            ("", "2026-12-10", true, "单项工程结算有争议", None),
            ("", "2026-12-11", true, "单项工程结算有争议", Some("closing-until")),
            ("", "2026-06-10", true, "单项工程结算有争议", Some("closing-until")),
            ("", "2026-08-10", false, " ", Some("project-reason-missing")),
            ("已延长", "2026-08-10", false, "再延长", Some("closing-extended")),
        ] {
            let input = ExtensionInput { until: day(until), large, why: why.into() };
            let found = may_extend(&clock(put_off), &input).err();
            let found = found.map(|failure| failure.message.key.into_owned());
            assert_eq!(found.as_deref(), wanted, "{put_off} {until} {large} {why}");
        }
    }

    #[test]
    fn how_they_stand() {
        use State::{Approved, Filed, Refused};
        let accepted = approval(Paper::Acceptance, "2026-03-10", Approved);
        let accounts = |on: &str, state| approval(Paper::FinalAccounts, on, state);
        for (all, today, wanted) in [
            (vec![], "2026-09-01", None),
            (vec![approval(Paper::Acceptance, "2026-03-10", Filed)], "2026-09-01", None),
            (vec![accepted.clone()], "2026-04-01", Some((Light::Green, "closing-running"))),
            (vec![accepted.clone()], "2026-05-26", Some((Light::Blue, "closing-near"))),
            (vec![accepted.clone()], "2026-06-10", Some((Light::Blue, "closing-near"))),
            (vec![accepted.clone()], "2026-06-11", Some((Light::Red, "closing-overdue"))),
            (
                vec![accepted.clone(), accounts("2026-06-10", Filed)],
                "2026-09-01",
                Some((Light::Done, "closing-filed")),
            ),
            (
                vec![accepted.clone(), accounts("2026-06-12", Approved)],
                "2026-09-01",
                Some((Light::Yellow, "closing-filed-late")),
            ),
            (
                vec![accepted.clone(), accounts("2026-06-01", Refused)],
                "2026-09-01",
                Some((Light::Red, "closing-overdue")),
            ),
        ] {
            let found = stands(&all, None, day(today));
            let found = found.as_ref().map(|shown| (shown.light, shown.why.key.as_ref()));
            assert_eq!(found, wanted, "{today} {all:?}");
        }
        let clock = Clock {
            commitment: Id(1),
            accepted_on: day("2026-03-10"),
            due: day("2026-08-10"),
            extended_why: "结算有争议".into(),
        };
        let found = stands(&[accepted], Some(&clock), day("2026-07-01")).unwrap();
        assert_eq!(found.light, Light::Green);
    }
}
