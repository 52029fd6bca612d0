//! Writers: threads that commit whatever has queued in one transaction.
//!
//! One durable commit then serves many acts, which is worth three to five times the rate of a commit each. SQLite has
//! one writer; PostgreSQL has a few per process. Acts of a group run one after the other; an act that is refused before it
//! has written anything leaves nothing to undo. When one fails after it has written, the group is rolled back and run
//! again with each act in a savepoint of its own: that costs two more statements an act, and is rare.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use qipan_kernel::{Failure, FailureKind, Outcome};

use crate::tx::{Conn, Tx};

/// Acts waiting at most; beyond that the caller is told to come back (memory stays bounded).
const QUEUE_LIMIT: usize = 8_192;
/// Acts in one commit at most, so that the first of them does not wait for ever.
const GROUP_LIMIT: usize = 256;
/// How often an act that lost a race for locks is tried again.
const RETRIES: usize = 5;

/// One queued act: run (perhaps more than once), then answered exactly once.
pub(crate) trait Act: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome<()>;
    fn answer(self: Box<Self>, committed: Outcome<()>);
    /// It locks many rows: beside other writers it shares its transaction with nobody, so that the order in which it
    /// locks them is the order in which they are locked.
    fn wide(&self) -> bool;
}

/// The acts that wait for a writer.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<QueueState>,
    arrived: Condvar,
}

#[derive(Default)]
struct QueueState {
    acts: VecDeque<Box<dyn Act>>,
    closed: bool,
}

impl Queue {
    pub(crate) fn push(&self, act: Box<dyn Act>) -> Result<(), (Box<dyn Act>, Failure)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return Err((act, Failure::new(FailureKind::Unavailable, "store-stopping")));
        }
        if state.acts.len() >= QUEUE_LIMIT {
            return Err((act, Failure::new(FailureKind::Unavailable, "store-busy")));
        }
        state.acts.push_back(act);
        self.arrived.notify_one();
        Ok(())
    }

    pub(crate) fn waiting(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).acts.len()
    }

    pub(crate) fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.arrived.notify_all();
    }

    /// The next group; `None` when the queue is closed and empty. With several writers each takes its share.
    fn take(&self, writers: usize) -> Option<Vec<Box<dyn Act>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if !state.acts.is_empty() {
                let mut share = state.acts.len().div_ceil(writers).min(GROUP_LIMIT);
                if writers > 1 {
                    share = state.acts.iter().take(share).position(|act| act.wide()).unwrap_or(share).max(1);
                }
                return Some(state.acts.drain(..share).collect());
            }
            if state.closed {
                return None;
            }
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Serves the queue until it is closed. `reconnect` replaces a connection that the server dropped.
pub(crate) fn serve(
    queue: &Arc<Queue>,
    writers: usize,
    mut conn: Conn,
    reconnect: impl Fn() -> Outcome<Conn>,
) {
    while let Some(mut acts) = queue.take(writers) {
        if conn.broken() {
            match reconnect() {
                Ok(fresh) => conn = fresh,
                Err(failure) => {
                    acts.into_iter().for_each(|act| act.answer(Err(failure.clone())));
                    continue;
                }
            }
        }
        let done = group(&mut conn, &mut acts, run_plainly).or_else(|failure| {
            // Together they lost a race for locks, and together they would lose it again.
            let apart = acts.len() > 1 && lost_a_race(&conn, &failure);
            if apart { Err(failure) } else { group(&mut conn, &mut acts, in_savepoint) }
        });
        match done {
            Ok(results) => acts.into_iter().zip(results).for_each(|(act, result)| act.answer(result)),
            // The transaction as a whole was lost (disk full, commit refused, a race for locks): each act alone, so
            // that one act's trouble is not another's.
            Err(_) if acts.len() > 1 => {
                for mut act in acts {
                    let result = match group(&mut conn, std::slice::from_mut(&mut act), in_savepoint) {
                        Ok(mut results) => results.pop().unwrap_or(Ok(())),
                        Err(failure) => Err(failure),
                    };
                    act.answer(result);
                }
            }
            Err(failure) => acts.into_iter().for_each(|act| act.answer(Err(failure.clone()))),
        }
    }
}

/// How one act of a group is run. The outer `Err` means that the whole transaction is unusable.
type Run = fn(&mut Conn, &mut dyn Act) -> Outcome<Outcome<()>>;

/// Runs the acts in one transaction. `Err` means that nothing of the group was kept.
fn group(conn: &mut Conn, acts: &mut [Box<dyn Act>], one: Run) -> Outcome<Vec<Outcome<()>>> {
    let mut run = |conn: &mut Conn| -> Outcome<Vec<Outcome<()>>> {
        conn.control(match conn {
            Conn::Sqlite(_) => "begin immediate",
            Conn::Postgres(_) => "begin",
        })?;
        let mut results = Vec::with_capacity(acts.len());
        for act in acts.iter_mut() {
            results.push(one(conn, act.as_mut())?);
        }
        if let Conn::Postgres(_) = conn {
            // PostgreSQL answers `commit` of a failed transaction with a rollback and no error; a question fails.
            conn.control("select 1")?;
        }
        conn.control("commit")?;
        conn.settle()?;
        Ok(results)
    };
    let outcome = run(conn);
    if outcome.is_err() {
        conn.discard();
        // Fails when the engine has already rolled back by itself, which is just as good.
        let _ = conn.control("rollback").and_then(|()| conn.settle());
    }
    outcome
}

/// Runs an act as it is. On PostgreSQL its last writes travel with the first question of the next act.
fn run_plainly(conn: &mut Conn, act: &mut dyn Act) -> Outcome<Outcome<()>> {
    let mut tx = Tx { conn, wrote: false };
    let result = attempt(act, &mut tx);
    match result {
        // A refusal by a rule; a failure of the engine may have made the transaction unusable.
        Err(failure)
            if !tx.wrote && !matches!(failure.kind, FailureKind::Internal | FailureKind::Unavailable) =>
        {
            Ok(Err(failure))
        }
        Err(failure) => Err(failure),
        Ok(()) => Ok(Ok(())),
    }
}

fn attempt(act: &mut dyn Act, tx: &mut Tx<'_>) -> Outcome<()> {
    tx.conn.forget();
    catch_unwind(AssertUnwindSafe(|| act.run(tx)))
        .unwrap_or_else(|panic| Err(Failure::internal(panic_text(panic.as_ref()))))
}

/// Runs an act in a savepoint: whatever happens to it happens to nobody else.
fn in_savepoint(conn: &mut Conn, act: &mut dyn Act) -> Outcome<Outcome<()>> {
    for tried in 0.. {
        conn.control("savepoint act")?;
        let result = attempt(act, &mut Tx { conn, wrote: false })
            .and_then(|()| conn.control("release savepoint act"))
            .and_then(|()| conn.settle());
        let Err(failure) = result else { return Ok(Ok(())) };
        // What is still queued may include the savepoint itself; it is sent, and then undone with the rest.
        let _ = conn.settle();
        let undone =
            conn.control("rollback to savepoint act").and_then(|()| conn.control("release savepoint act"));
        if undone.and_then(|()| conn.settle()).is_err() {
            // The engine has given up the whole transaction (a full disk does that): the act's failure says why.
            return Err(failure);
        }
        // Whoever else has added the row that this act found missing has committed: asked again, it is there.
        let overtaken = tried == 0 && is_of(conn, &failure, "store-duplicate");
        if !(overtaken || lost_a_race(conn, &failure) && tried < RETRIES) {
            return Ok(Err(failure));
        }
    }
    unreachable!("the loop above only ends by returning")
}

/// Another transaction was given the locks that this one wanted.
fn lost_a_race(conn: &Conn, failure: &Failure) -> bool {
    is_of(conn, failure, "store-locked")
}

/// A failure that can only come of other writers' acts.
fn is_of(conn: &Conn, failure: &Failure, key: &str) -> bool {
    failure.message.key == key && matches!(conn, Conn::Postgres(_))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}
