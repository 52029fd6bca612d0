//! The worker: takes jobs from the store, seals the journal, forgets what is no longer needed.

use std::sync::Arc;
use std::time::Duration;

use qipan_accounts::http::Site;
use qipan_board::api::idempotency_store;
use qipan_kernel::{Moment, Outcome};
use qipan_store::jobs::Job;
use qipan_store::{jobs, journal};
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How often the worker looks for jobs.
const LOOK: Duration = Duration::from_secs(2);
/// How long an idempotency key is remembered.
const KEYS_KEPT_MS: i64 = 48 * 3_600_000;
/// How often the journal is sealed.
const SEAL_MS: i64 = 3_600_000;

/// Starts the worker; it ends when it is notified.
pub fn start(site: Arc<Site>, stop: Arc<Notify>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let now = site.now();
        if let Err(failure) = site.db.write(move |tx| plan(tx, now)).await {
            tracing::error!(%failure, "the regular jobs could not be planned");
        }
        let warm = site.clone();
        let warmed = tokio::task::spawn_blocking(move || {
            warm.part::<qipan_board::board::Board>().position.warm(&warm.db)
        });
        if let Ok(Err(failure)) = warmed.await {
            tracing::error!(%failure, "the position could not be read");
        }
        loop {
            tokio::select! {
                () = stop.notified() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            while let Ok(true) = one(&site).await {}
            if let Ok(counts) = site.db.read(jobs::counts).await {
                site.metrics.set_jobs(&counts);
            }
        }
    })
}

fn plan(tx: &mut qipan_store::Tx<'_>, now: Moment) -> Outcome<()> {
    for kind in ["seal", "forget"] {
        jobs::enqueue(tx, kind, &json!({}), Some(kind), now, now)?;
    }
    Ok(())
}

/// Takes and does one job; false when none is due.
async fn one(site: &Arc<Site>) -> Outcome<bool> {
    let now = site.now();
    let Some(job) = site.db.write(move |tx| jobs::take(tx, now)).await? else { return Ok(false) };
    let result = perform(site, job.clone(), now).await;
    if let Err(failure) = result {
        tracing::warn!(kind = job.kind, attempts = job.attempts, %failure, "a job failed and will be tried again");
        let error = failure.to_string();
        site.db.write(move |tx| jobs::failed(tx, &job, &error, now)).await?;
    }
    Ok(true)
}

/// Does a job and, in the same transaction, marks it done (and plans it again, where it is a regular one).
async fn perform(site: &Arc<Site>, job: Job, now: Moment) -> Outcome<()> {
    site.db
        .write(move |tx| {
            match job.kind.as_str() {
                "seal" => journal::seal(tx, now).map(drop)?,
                "forget" => idempotency_store::forget(tx, now.plus_ms(-KEYS_KEPT_MS))?,
                _ => return Err(qipan_kernel::Failure::internal(format!("no handler for job {}", job.kind))),
            }
            jobs::done(tx, &job)?;
            jobs::enqueue(tx, &job.kind, &json!({}), Some(&job.kind), now.plus_ms(SEAL_MS), now)
        })
        .await
}
