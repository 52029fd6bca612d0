//! What a running hub knows of subscriptions: the index in memory, and whom to wake when something is queued.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::Thread;

use qipan_kernel::Outcome;
use qipan_ngsild::Timestamp;
use qipan_store::{Engine, Tx};

use super::matching::Index;
use super::store::{self, State};

/// On PostgreSQL another process may change subscriptions; so often (microseconds) an act asks for that. A change by
/// this process is seen at once.
const FRESH: i64 = 50_000;
/// So long (microseconds) after something was queued every commit is taken for one that queued something.
const LIVELY: i64 = 10_000_000;

/// The index of subscriptions, and the thread that delivers.
#[derive(Default)]
pub struct Desk {
    index: RwLock<Arc<Index>>,
    /// Grows with every change by this process.
    generation: AtomicU64,
    /// Before which change, and when, the version was asked for last.
    checked: Mutex<(u64, i64)>,
    /// When something was queued last.
    queued: AtomicI64,
    thread: Mutex<Option<Thread>>,
    /// What was sent and is not yet written down, by subscription.
    live: Mutex<HashMap<i64, State>>,
}

impl Desk {
    /// All subscriptions as they are now.
    pub fn index(&self, tx: &mut Tx<'_>, now: Timestamp) -> Outcome<Arc<Index>> {
        let known = self.index.read().unwrap_or_else(PoisonError::into_inner).clone();
        let generation = self.generation.load(Ordering::Acquire);
        let (seen, at) = *self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if tx.engine() == Engine::Postgres && seen == generation && (now.0 - at).abs() < FRESH {
            return Ok(known);
        }
        let version = store::version(tx)?;
        let index = if version == known.version {
            known
        } else {
            let fresh = Arc::new(Index::load(tx, &known, version)?);
            *self.index.write().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
            fresh
        };
        // What this transaction sees may be older than a change meanwhile: that is why the generation was read first.
        *self.checked.lock().unwrap_or_else(PoisonError::into_inner) = (generation, now.0);
        Ok(index)
    }

    /// These tries were made and are not yet written down; `None`: now they are.
    pub fn tried(&self, subscription: i64, tries: Option<State>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        match tries {
            Some(tries) => drop(live.insert(subscription, tries)),
            None => drop(live.remove(&subscription)),
        }
    }

    /// The counters of a subscription with what is not yet written down.
    pub fn counters(&self, subscription: i64, written: State) -> State {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        live.get(&subscription).map_or(written, |tries| State {
            times_sent: written.times_sent + tries.times_sent,
            times_failed: written.times_failed + tries.times_failed,
            last_notification: tries.last_notification.or(written.last_notification),
            last_success: tries.last_success.or(written.last_success),
            last_failure: tries.last_failure.or(written.last_failure),
        })
    }

    /// Subscriptions were changed by this process.
    pub fn changed(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.wake();
    }

    /// Something is queued in a transaction that is still to be committed.
    pub fn queued(&self, now: Timestamp) {
        self.queued.fetch_max(now.0, Ordering::AcqRel);
    }

    /// A transaction was committed: what it may have queued is delivered now.
    pub fn committed(&self, now: Timestamp) {
        if self.queued.load(Ordering::Acquire) > now.0 - LIVELY {
            self.wake();
        }
    }

    /// Wakes the thread that delivers.
    pub fn wake(&self) {
        if let Some(thread) = &*self.thread.lock().unwrap_or_else(PoisonError::into_inner) {
            thread.unpark();
        }
    }

    /// This thread delivers.
    pub fn serve(&self, thread: Thread) {
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
    }
}
