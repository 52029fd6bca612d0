//! When what is in the tail of the histories is moved to its place: before somebody asks for it, when nobody writes, and
//! when there is too much of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use qipan_kernel::Outcome;
use qipan_ngsild::Timestamp;

use super::tail_store as store;
use crate::hub::Hub;

/// Rows that one transaction moves: others write in between.
const AT_ONCE: usize = 200;
/// Without a write for so long the hub has time, in microseconds.
const QUIET: i64 = 2_000_000;
/// With more rows than this they are moved although others write.
const LONG: usize = 200_000;

/// While others are served, moving rests this many times as long as its last piece took, and so long at most.
const REST: u32 = 4;
const LONGEST_REST: Duration = Duration::from_secs(2);

/// When this process last added to a history.
#[derive(Default)]
pub struct LastWrite(AtomicI64);

impl LastWrite {
    /// Something was added.
    pub fn note(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }

    fn quiet(&self, now: Timestamp) -> bool {
        now.0.saturating_sub(self.0.load(Ordering::Relaxed)) >= QUIET
    }
}

/// Makes the history of `uri` complete in its place.
pub async fn settle(hub: &Arc<Hub>, tenant: i64, uri: &str) -> Outcome<()> {
    let uri = uri.to_owned();
    match hub.glance(move |tx| store::find(tx, tenant, &uri)).await? {
        Some(entity) => hub.db.write(move |tx| store::settle(tx, entity)).await,
        None => Ok(()),
    }
}

/// Makes all histories complete, as they are now.
pub async fn settle_all(hub: &Arc<Hub>) -> Outcome<()> {
    let Some(until) = hub.glance(store::last).await? else { return Ok(()) };
    while hub.db.write_wide(move |tx| store::settle_some(tx, until, AT_ONCE)).await? == AT_ONCE {}
    Ok(())
}

/// Moves rows as long as nobody writes, or as long as there are too many. Returns how many.
pub async fn tidy(hub: &Arc<Hub>, clock: impl Fn() -> Timestamp) -> Outcome<usize> {
    let mut moved = 0;
    while let Some(until) = hub.glance(store::last).await? {
        if !hub.last_write.quiet(clock()) && !hub.glance(|tx| store::longer(tx, LONG)).await? {
            break;
        }
        let (started, calls) = (clock(), hub.calls.load(Ordering::Relaxed));
        let some = hub.db.write_wide(move |tx| store::settle_some(tx, until, AT_ONCE)).await?;
        let took = Duration::from_micros(u64::try_from(clock().0 - started.0).unwrap_or(0));
        if hub.calls.load(Ordering::Relaxed) == calls {
            hub.db.give_way(took, REST).await;
        } else {
            tokio::time::sleep((took * REST).min(LONGEST_REST)).await;
        }
        moved += some;
        if some < AT_ONCE {
            break;
        }
    }
    Ok(moved)
}
