//! What a running hub knows of subscriptions: the index in memory, and whom to wake when something is queued.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::Thread;

use qipan_kernel::Outcome;
use qipan_ngsild::Timestamp;
use qipan_store::{Engine, Tx};

use super::matching::Index;
use super::store;

/// On PostgreSQL another process may change subscriptions; so often (microseconds) an act asks for that. A change by
/// this process is seen at once.
const FRESH: i64 = 50_000;
/// So long (microseconds) after something was queued every commit is taken for one that queued something.
const LIVELY: i64 = 10_000_000;

/// The index of subscriptions, and the thread that delivers.
#[derive(Default)]
pub struct Desk {
    index: RwLock<Arc<Index>>,
    /// When the version was asked for last; 0: has to be asked for.
    checked: AtomicI64,
    /// When something was queued last.
    queued: AtomicI64,
    thread: Mutex<Option<Thread>>,
}

impl Desk {
    /// All subscriptions as they are now.
    pub fn index(&self, tx: &mut Tx<'_>, now: Timestamp) -> Outcome<Arc<Index>> {
        let known = self.index.read().unwrap_or_else(PoisonError::into_inner).clone();
        let checked = self.checked.load(Ordering::Acquire);
        if tx.engine() == Engine::Postgres && (now.0 - checked).abs() < FRESH {
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
        // A change by this process meanwhile has set it to 0: then it stays so.
        let _ = self.checked.compare_exchange(checked, now.0, Ordering::AcqRel, Ordering::Acquire);
        Ok(index)
    }

    /// Subscriptions were changed by this process.
    pub fn changed(&self) {
        self.checked.store(0, Ordering::Release);
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
