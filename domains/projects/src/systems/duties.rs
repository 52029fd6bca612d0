//! Duties: what somebody has to do by a day because of a system or a proposal. Each is a commitment on the board; when the
//! register shows that it is met, it is closed there with what met it.

use qipan_board::commitments::commands::{self as board, Acting};
use qipan_board::commitments::model::{Commitment, Kind, Terms};
use qipan_board::commitments::store as commitments;
use qipan_board::on_board::{self, as_system, close};
use qipan_kernel::{Day, Id, Moment, Outcome, worded};
use qipan_store::Tx;

use super::duties_store;

worded! {
    /// What has to be done.
    DutyKind, "duty", {
        /// Decide a request to go through a gate.
        DecideGate = "decide-gate",
        /// Decide a request for money.
        DecideMoney = "decide-money",
        /// Decide a proposal.
        DecideProposal = "decide-proposal",
        /// Meet an open condition of a gate.
        Condition = "condition",
        /// Put right what blocks operating money.
        Rectify = "rectify",
        /// Apply for acceptance within half a year of completion.
        Acceptance = "acceptance",
        /// Evaluate the results 12 to 24 months after acceptance.
        Evaluation = "evaluation",
        /// Merge, reuse or retire as it was decided.
        CarryOut = "carry-out",
    }
}

/// A duty with the commitment that it is on the board.
#[derive(Clone, PartialEq, Debug)]
pub struct Duty {
    /// Identifier.
    pub id: Id,
    /// The system or the proposal.
    pub subject: Id,
    /// What.
    pub kind: DutyKind,
    /// Which condition; empty where the kind says all.
    pub word: String,
    /// The request that it came from.
    pub cause: Id,
    /// The commitment.
    pub commitment: Id,
    /// When it was met.
    pub met_at: Option<Moment>,
}

/// A duty to be opened.
pub struct Opening<'a> {
    /// The system or the proposal.
    pub subject: Id,
    /// What.
    pub kind: DutyKind,
    /// Which condition.
    pub word: &'a str,
    /// The request that it came from.
    pub cause: Id,
    /// What is to be done, as the board shows it.
    pub statement: String,
    /// Who has to do it.
    pub unit: Id,
    /// The line of work.
    pub line: Id,
    /// The first day on which it can be done.
    pub start: Day,
    /// Its limit.
    pub due: Day,
    /// What it follows from: a rule, a decision.
    pub cited: &'a str,
}

/// Opens a duty on the board and gives it to its unit, unless the same one is open already.
///
/// # Errors
/// What the board refuses.
pub fn open(acting: &mut Acting<'_, '_>, duty: &Opening<'_>) -> Outcome<()> {
    let there = duties_store::open_of(acting.tx, duty.subject)?;
    let same = |one: &Duty| one.kind == duty.kind && one.word == duty.word && one.cause == duty.cause;
    if there.iter().any(same) {
        return Ok(());
    }
    let kind = match duty.kind {
        DutyKind::Condition | DutyKind::Rectify => Kind::Rectification,
        _ => Kind::Task,
    };
    let terms = Terms {
        kind,
        due_day: Some(duty.due.max(duty.start)),
        ..on_board::terms(duty.statement.clone(), duty.line, duty.unit, duty.start)
    };
    let registration = on_board::registration(terms, String::new(), duty.cited.to_owned());
    let opened = as_system(acting, |acting| on_board::give(acting, &registration))?;
    let row = Duty {
        id: acting.ids.next(acting.context.now),
        subject: duty.subject,
        kind: duty.kind,
        word: duty.word.to_owned(),
        cause: duty.cause,
        commitment: opened.id,
        met_at: None,
    };
    duties_store::insert(acting.tx, &row)
}

/// Closes the open duties of a subject that `met` picks: `said` is what met them.
///
/// # Errors
/// What the board refuses.
pub fn meet(
    acting: &mut Acting<'_, '_>,
    subject: Id,
    said: &str,
    met: impl Fn(&Duty) -> bool,
) -> Outcome<()> {
    for duty in duties_store::open_of(acting.tx, subject)?.into_iter().filter(|duty| met(duty)) {
        as_system(acting, |acting| close(acting, duty.commitment, said))?;
        duties_store::met(acting.tx, duty.id, acting.context.now)?;
    }
    Ok(())
}

/// Gives up the open duties of a subject that `void` picks: what they came from is no more.
///
/// # Errors
/// What the board refuses.
pub fn void(
    acting: &mut Acting<'_, '_>,
    subject: Id,
    said: &str,
    void: impl Fn(&Duty) -> bool,
) -> Outcome<()> {
    for duty in duties_store::open_of(acting.tx, subject)?.into_iter().filter(|duty| void(duty)) {
        as_system(acting, |acting| {
            if commitments::load(acting.tx, duty.commitment)?.version.state.is_open() {
                board::withdraw(acting, duty.commitment, said)?;
            }
            Ok(())
        })?;
        duties_store::met(acting.tx, duty.id, acting.context.now)?;
    }
    Ok(())
}

/// Duties with their commitments, open ones first, then the newest first.
pub fn shown(tx: &mut Tx<'_>, subject: Id) -> Outcome<Vec<(Duty, Commitment)>> {
    let mut all = duties_store::of(tx, subject)?;
    let wanted: Vec<Id> = all.iter().map(|duty| duty.commitment).collect();
    let mut known = commitments::current(tx, &wanted)?;
    all.sort_by_key(|duty| (duty.met_at.is_some(), std::cmp::Reverse(duty.id)));
    Ok(all.into_iter().filter_map(|duty| known.remove(&duty.commitment).map(|one| (duty, one))).collect())
}
