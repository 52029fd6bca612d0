//! What follows from an act of this domain on the board: done in the same transaction, under the system's own name.

use qipan_kernel::{Actor, Context, Day, Failure, Id, Outcome, Progress};

use crate::commitments::commands::{self as board, Acting, Registration, ReportInput};
use crate::commitments::model::{Commitment, Kind, Source, State, Terms};
use crate::commitments::store as commitments;
use crate::commitments::suspension::{self as suspensions, Resumption};

/// Terms of a task of a unit from a day on, by the generic rules of lights; what else is known is filled in.
pub fn terms(statement: String, line: Id, lead_unit: Id, start_day: Day) -> Terms {
    Terms {
        statement,
        kind: Kind::Task,
        line,
        lead_unit,
        cooperating: Vec::new(),
        leader: String::new(),
        leader_link: None,
        contact: String::new(),
        measure: String::new(),
        limit_words: String::new(),
        start_day,
        due_day: None,
        schedule: None,
        rule_set: "generic".to_owned(),
    }
}

/// A commitment to be registered: `cited` is what it follows from, `words` what was said there.
pub fn registration(terms: Terms, words: String, cited: String) -> Registration {
    let source = Source { document: None, span: (0, 0), words, cited };
    Registration { terms, sources: vec![source], number: None }
}

/// Registers a commitment and issues it to its unit.
pub fn give(acting: &mut Acting<'_, '_>, registration: &Registration) -> Outcome<Commitment> {
    let fresh = board::register(acting, std::slice::from_ref(registration))?;
    let one = fresh.first().ok_or_else(|| Failure::internal("nothing was registered"))?.id;
    board::issue(acting, one)
}

/// The board's part of an act: whoever does it may not register or close commitments, but what follows from the act
/// does, in the same transaction and under the system's own name.
pub fn as_system<T>(
    acting: &mut Acting<'_, '_>,
    run: impl FnOnce(&mut Acting<'_, '_>) -> Outcome<T>,
) -> Outcome<T> {
    let context = Context { actor: Actor::system(), now: acting.context.now };
    let mut inner = Acting { tx: acting.tx, context: &context, ids: acting.ids, book: acting.book };
    run(&mut inner)
}

/// Takes a commitment to its closing from wherever its unit has brought it. Closing needs evidence: that what was asked
/// for is done is in the register, verified by whoever signed it there.
pub fn close(acting: &mut Acting<'_, '_>, id: Id, said: &str) -> Outcome<()> {
    // Each step leads closer to closing, and there are at most five.
    for _ in 0..8 {
        let found = commitments::load(acting.tx, id)?;
        let full = found.version.verified == Some(Progress::FULL);
        match found.version.state {
            State::Registered => drop(board::issue(acting, id)?),
            State::Issued => drop(board::sign_for(acting, id)?),
            State::Signed | State::InProgress if full => drop(board::submit(acting, id, said)?),
            State::Signed | State::InProgress => {
                let input = ReportInput {
                    claimed: Progress::FULL,
                    progress_text: said.to_owned(),
                    ..ReportInput::default()
                };
                board::report(acting, id, &input)?;
            }
            State::Reported if found.version.claimed == Some(Progress::FULL) => {
                drop(board::verify(acting, id, Progress::FULL, said)?);
            }
            State::Reported => drop(board::send_back(acting, id, said)?),
            State::Submitted => drop(board::close(acting, id, said)?),
            State::Suspended => {
                drop(suspensions::resume(acting, id, &Resumption::now(acting.context, said))?)
            }
            _ => return Ok(()),
        }
    }
    Err(Failure::internal("a commitment that does not close"))
}
