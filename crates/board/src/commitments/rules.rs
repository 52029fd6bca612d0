//! What may happen to a commitment, and when. Pure: state in, state out, or a refusal that says why.

use qipan_kernel::{Day, Failure, Id, Outcome, Progress};

use super::model::{State, Terms, Version};

/// Longest statement, in characters: one matter, one sentence or two (一事一项).
pub const STATEMENT_MAX: usize = 2_000;

/// The acts on a commitment that move its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// 交办: the supervision office gives it to its unit.
    Issue,
    /// 签收: the unit takes it on.
    SignFor,
    /// 反馈: the unit reports.
    Report,
    /// 审核: a report is verified.
    Verify,
    /// 退回重办: a report or a submission is sent back.
    Return,
    /// 申请办结: the unit says that it is done.
    Submit,
    /// 办结: the supervision office agrees.
    Close,
    /// 销号: a second person strikes it off.
    StrikeOff,
    /// 终止: withdrawn with a reason.
    Withdraw,
    /// 中止: set aside, its limit stops.
    Suspend,
    /// 恢复办理: taken up again where it stood.
    Resume(State),
    /// Terms are changed.
    Amend,
}

/// Rule state-move — the life of a supervised matter (督办事项, `execution.md` 7.3): from each state only these moves.
///
/// # Errors
/// `commitment-wrong-state` (conflict) names the state that does not allow the move.
pub fn after(state: State, step: Move) -> Outcome<State> {
    use State as S;
    let next = match (step, state) {
        (Move::Issue, S::Registered) => S::Issued,
        (Move::SignFor, S::Issued) => S::Signed,
        (Move::Report, S::Signed | S::InProgress | S::Reported) => S::Reported,
        (Move::Verify | Move::Return, S::Reported) => S::InProgress,
        (Move::Return, S::Submitted) => S::InProgress,
        (Move::Submit, S::Signed | S::InProgress | S::Reported) => S::Submitted,
        (Move::Close, S::Submitted) => S::Closed,
        (Move::StrikeOff, S::Closed) => S::StruckOff,
        (Move::Suspend, S::Issued | S::Signed | S::InProgress | S::Reported | S::Submitted) => S::Suspended,
        (Move::Resume(stood), S::Suspended) => stood,
        (Move::Withdraw, open) if open.is_open() => S::Withdrawn,
        (Move::Amend, open) if open.is_open() => open,
        _ => {
            return Err(wrong_state(state));
        }
    };
    Ok(next)
}

/// A state that does not allow an act.
pub fn wrong_state(state: State) -> Failure {
    Failure::conflict("commitment-wrong-state").with("state", qipan_kernel::Arg::Key(state.key().into()))
}

/// Rule two-people — closing (办结) and striking off (销号) are two acts by two people.
pub fn may_strike_off(version: &Version, actor: Id) -> Outcome<()> {
    match version.closed_by {
        Some(closer) if closer == actor => Err(Failure::conflict("commitment-same-person")),
        _ => Ok(()),
    }
}

/// Rule close-needs-evidence — no commitment is closed on a claim alone: something must have been verified in full, or
/// a piece of evidence handed in.
pub fn may_close(version: &Version, evidence: usize) -> Outcome<()> {
    if version.verified == Some(Progress::FULL) || evidence > 0 {
        Ok(())
    } else {
        Err(Failure::conflict("commitment-no-evidence"))
    }
}

/// Rule terms — what every commitment must have. All that is wrong is said at once.
pub fn check_terms(terms: &Terms) -> Outcome<()> {
    let mut wrong = Vec::new();
    let length = terms.statement.chars().count();
    if terms.statement.trim().is_empty() {
        wrong.push(Failure::invalid("commitment-statement-missing").at("statement"));
    } else if length > STATEMENT_MAX {
        wrong.push(Failure::invalid("commitment-statement-long").with("max", STATEMENT_MAX).at("statement"));
    }
    if let Some(due) = terms.due_day
        && due < terms.start_day
    {
        wrong.push(
            Failure::invalid("commitment-due-before-start")
                .with("due", due)
                .with("start", terms.start_day)
                .at("due_day"),
        );
    }
    if terms.cooperating.contains(&terms.lead_unit) {
        wrong.push(Failure::invalid("commitment-lead-cooperates").at("cooperating"));
    }
    if !plausible(terms.start_day) || terms.due_day.is_some_and(|due| !plausible(due)) {
        wrong.push(Failure::invalid("commitment-day-implausible").at("due_day"));
    }
    Failure::collect(wrong)
}

/// Days that a commitment of our time can have.
fn plausible(day: Day) -> bool {
    (2000..=2100).contains(&day.year())
}

/// Rule verified-within-claim — a reviewer verifies at most what was claimed.
pub fn check_verified(claimed: Progress, verified: Progress) -> Outcome<()> {
    if verified > claimed {
        return Err(Failure::invalid("report-verified-beyond-claim").with("claimed", claimed).at("verified"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_each_state_only_the_official_moves() {
        use Move::*;
        use State as S;
        // One row a state: which moves it allows, and where they lead.
        let table: &[(S, &[(Move, S)])] = &[
            (S::Registered, &[(Issue, S::Issued), (Withdraw, S::Withdrawn), (Amend, S::Registered)]),
            (
                S::Issued,
                &[
                    (SignFor, S::Signed),
                    (Suspend, S::Suspended),
                    (Withdraw, S::Withdrawn),
                    (Amend, S::Issued),
                ],
            ),
            (
                S::Signed,
                &[
                    (Report, S::Reported),
                    (Submit, S::Submitted),
                    (Suspend, S::Suspended),
                    (Withdraw, S::Withdrawn),
                    (Amend, S::Signed),
                ],
            ),
            (
                S::InProgress,
                &[
                    (Report, S::Reported),
                    (Submit, S::Submitted),
                    (Suspend, S::Suspended),
                    (Withdraw, S::Withdrawn),
                    (Amend, S::InProgress),
                ],
            ),
            (
                S::Reported,
                &[
                    (Report, S::Reported),
                    (Verify, S::InProgress),
                    (Return, S::InProgress),
                    (Submit, S::Submitted),
                    (Suspend, S::Suspended),
                    (Withdraw, S::Withdrawn),
                    (Amend, S::Reported),
                ],
            ),
            (
                S::Submitted,
                &[
                    (Return, S::InProgress),
                    (Close, S::Closed),
                    (Suspend, S::Suspended),
                    (Withdraw, S::Withdrawn),
                    (Amend, S::Submitted),
                ],
            ),
            (
                S::Suspended,
                &[(Resume(S::Reported), S::Reported), (Withdraw, S::Withdrawn), (Amend, S::Suspended)],
            ),
            (S::Closed, &[(StrikeOff, S::StruckOff)]),
            (S::StruckOff, &[]),
            (S::Withdrawn, &[]),
        ];
        let moves = [
            Issue,
            SignFor,
            Report,
            Verify,
            Return,
            Submit,
            Close,
            StrikeOff,
            Withdraw,
            Suspend,
            Resume(S::Reported),
            Amend,
        ];
        for (state, allowed) in table {
            for step in moves {
                let expected = allowed.iter().find(|(m, _)| *m == step).map(|(_, next)| *next);
                assert_eq!(after(*state, step).ok(), expected, "{step:?} from {state:?}");
            }
        }
    }

    #[test]
    fn terms_say_all_that_is_wrong_at_once() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let good = Terms {
            statement: "建成区级平台".into(),
            kind: Default::default(),
            line: Id(1),
            lead_unit: Id(1),
            cooperating: vec![Id(2)],
            leader: String::new(),
            leader_link: None,
            contact: String::new(),
            measure: String::new(),
            limit_words: String::new(),
            start_day: day("2026-01-05"),
            due_day: Some(day("2026-06-30")),
            schedule: None,
            rule_set: "generic".into(),
        };
        assert_eq!(check_terms(&good), Ok(()));
        let bad = Terms {
            statement: " ".into(),
            due_day: Some(day("2025-12-31")),
            cooperating: vec![Id(1)],
            ..good
        };
        let failure = check_terms(&bad).unwrap_err();
        let fields: Vec<_> =
            std::iter::once(&failure).chain(&failure.more).filter_map(|f| f.field.as_deref()).collect();
        assert_eq!(fields, ["statement", "due_day", "cooperating"]);
    }
}
