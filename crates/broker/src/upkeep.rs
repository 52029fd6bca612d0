//! What the hub does by itself: what has expired goes within about a second, old history goes every hour.

use std::sync::Arc;
use std::time::Duration;

use qipan_accounts::http::Site;
use qipan_kernel::Moment;
use qipan_ngsild::Timestamp;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::hub::Hub;
use crate::{contexts, maps, registrations, temporal};

/// How often expired entities are looked for.
const SWEEP: Duration = Duration::from_secs(1);
/// How often old history is looked for, in milliseconds.
const FORGET_MS: i64 = 3_600_000;
/// How often the use of contexts is written down, in milliseconds.
const COUNT_MS: i64 = 60_000;

/// Starts the task; it ends when it is notified.
pub fn start(site: Arc<Site>, stop: Arc<Notify>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let hub = site.part::<Arc<Hub>>().clone();
        let (mut next, mut count) = (Moment(i64::MIN), Moment(i64::MIN));
        // Waited for from the beginning, so that a notice during the work is not missed.
        let mut stopped = std::pin::pin!(stop.notified());
        loop {
            tokio::select! {
                () = &mut stopped => {
                    if let Err(failure) = contexts::flush(&hub).await {
                        tracing::warn!(%failure, "the use of contexts could not be written down");
                    }
                    return;
                }
                () = tokio::time::sleep(SWEEP) => {}
            }
            let now = site.now();
            if let Err(failure) = temporal::sweep(&hub, Timestamp::from(now)).await {
                tracing::warn!(%failure, "expired entities could not be taken away");
            }
            if let Err(failure) = registrations::sweep(&hub, Timestamp::from(now)).await {
                tracing::warn!(%failure, "expired registrations could not be taken away");
            }
            if let Err(failure) = maps::sweep(&hub, Timestamp::from(now)).await {
                tracing::warn!(%failure, "entity maps could not be taken away");
            }
            if let Err(failure) = temporal::tail::tidy(&hub, || Timestamp::from(site.now())).await {
                tracing::warn!(%failure, "the newest of the histories could not be put in its place");
            }
            if now >= count {
                match contexts::flush(&hub).await {
                    Ok(()) => count = now.plus_ms(COUNT_MS),
                    Err(failure) => tracing::warn!(%failure, "the use of contexts could not be written down"),
                }
            }
            if now >= next && !hub.options.keep.is_empty() {
                match temporal::retention::forget(&hub, now).await {
                    Ok(gone) => {
                        tracing::info!(gone, "old history was looked for");
                        next = now.plus_ms(FORGET_MS);
                    }
                    Err(failure) => tracing::warn!(%failure, "old history could not be taken away"),
                }
            }
        }
    })
}
