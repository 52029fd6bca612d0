//! The worker: takes jobs from the store, seals the journal, forgets what is no longer needed.

use std::sync::Arc;
use std::time::Duration;

use qipan_accounts::http::Site;
use qipan_accounts::http::once_store;
use qipan_accounts::sessions;
use qipan_board::board::Board;
use qipan_board::commitments::commands::Acting;
use qipan_board::rulebook_pages;
use qipan_kernel::{Actor, Context, Moment, Outcome};
use qipan_store::jobs::Job;
use qipan_store::{jobs, journal, outbox};
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How often the worker looks for jobs.
const LOOK: Duration = Duration::from_secs(2);
/// How long an idempotency key is remembered.
const KEYS_KEPT_MS: i64 = 48 * 3_600_000;
/// How long ended sessions stay in the store.
const SESSIONS_KEPT_MS: i64 = 90 * 24 * 3_600_000;
/// How long events stay in the outbox after they were published.
const EVENTS_KEPT_MS: i64 = 7 * 24 * 3_600_000;
/// Events forgotten at once.
const EVENTS_FORGOTTEN: usize = 50_000;
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
        let mut rules_seen = -1;
        loop {
            // Another process may have changed the rules in force.
            match tokio::task::block_in_place(|| rulebook_pages::reload(&site, rules_seen)) {
                Ok(stamp) => rules_seen = stamp,
                Err(failure) => tracing::warn!(%failure, "the rules in force could not be read"),
            }
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
    // Not at every start: it looks at every open commitment. One that was missed at midnight is due at once.
    for kind in ["judge", "raise"] {
        jobs::enqueue(tx, kind, &json!({}), Some(kind), after_midnight(now), now)?;
    }
    Ok(())
}

/// A minute into the next day.
fn after_midnight(now: Moment) -> Moment {
    (now.day() + 1).start().plus_ms(60_000)
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
    let (ids, book) = (site.ids.clone(), site.part::<Board>().book());
    site.db
        .write(move |tx| {
            let mut next = now.plus_ms(SEAL_MS);
            match job.kind.as_str() {
                "seal" => journal::seal(tx, now).map(drop)?,
                "forget" => {
                    once_store::forget(tx, now.plus_ms(-KEYS_KEPT_MS))?;
                    let published = crate::publish::READER;
                    outbox::forget(tx, published, now.plus_ms(-EVENTS_KEPT_MS), EVENTS_FORGOTTEN)?;
                    sessions::store::sweep(tx, now, now.plus_ms(-SESSIONS_KEPT_MS))?;
                }
                // A rule set with a later effective date comes into force by this, just after midnight.
                "judge" => {
                    let context = Context { actor: Actor::system(), now };
                    let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
                    rulebook_pages::commands::judge_anew(&mut acting, &book)?;
                    next = after_midnight(now);
                }
                // Problems whose limit passed, or about which nothing happens, go to the level above.
                "raise" => {
                    let context = Context { actor: Actor::system(), now };
                    let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
                    qipan_projects::problems::commands::raise_due(&mut acting)?;
                    next = after_midnight(now);
                }
                _ => return Err(qipan_kernel::Failure::internal(format!("no handler for job {}", job.kind))),
            }
            jobs::done(tx, &job)?;
            jobs::enqueue(tx, &job.kind, &json!({}), Some(&job.kind), next, now)
        })
        .await
}
