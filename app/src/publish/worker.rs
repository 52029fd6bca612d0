//! What goes on all the time: publishing what changed, lights that time changes, readings.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qipan_accounts::http::Site;
use qipan_board::commitments::store as commitments;
use qipan_broker::Hub;
use qipan_kernel::{Actor, Context, Id, Moment, Outcome};
use qipan_projects::book::commands as projects;
use qipan_store::outbox;
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::entity::Sort;
use super::readings::Bindings;
use super::{store, take};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);
/// How often lights that time changes are looked for.
const LIGHTS_MS: i64 = 30_000;
/// How often all readings are taken, whatever changed.
const READINGS_MS: i64 = 600_000;
/// After readings that were caused by changes there is this many times as long a pause as they took: they never take
/// more than a small part of the machine.
const PAUSE: u32 = 20;
/// Lights told in one transaction.
const BATCH: usize = 500;
/// Among the readers of the outbox: until when lights were looked at, in milliseconds.
const LIGHTS: &str = "hub-lights";
/// Among the readers of the outbox: the last day on which every project was looked at.
const DAYS: &str = "hub-project-days";

/// What a publisher remembers from round to round; nothing that may not be forgotten.
#[derive(Default)]
pub struct Desk {
    lights_due: Option<Moment>,
    readings_due: Option<Moment>,
    bindings: Bindings,
    /// Types of which entities were changed: to be read, and read again.
    touched: HashSet<String>,
    again: HashSet<String>,
    rests_until: Option<Instant>,
}

/// Starts publishing; it ends when it is notified.
pub fn start(site: Arc<Site>, stop: Arc<Notify>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let stopped = stop.notified();
        tokio::pin!(stopped);
        // Also a notice that comes while a round is under way is heard.
        stopped.as_mut().enable();
        let mut desk = Desk::default();
        loop {
            tokio::select! {
                () = &mut stopped => return,
                done = round(&site, &mut desk) => if let Err(failure) = done {
                    tracing::warn!(%failure, "publishing on the hub goes on later");
                },
            }
            tokio::select! { () = &mut stopped => return, () = tokio::time::sleep(LOOK) => {} }
        }
    })
}

/// One round: whatever is due.
///
/// # Errors
/// Those of the store; the next round goes on where this one ended.
pub async fn round(site: &Arc<Site>, desk: &mut Desk) -> Outcome<()> {
    let now = site.now();
    if desk.lights_due.is_none_or(|due| due <= now) {
        lights(site).await?;
        days(site).await?;
        desk.lights_due = Some(now.plus_ms(LIGHTS_MS));
    }
    take::drain(site).await?;
    desk.bindings.refresh(site).await?;
    // A change is noted before it is committed: what was read at once is read once more in the next round.
    let fresh = site.part::<Arc<Hub>>().own.take_touched();
    desk.touched.extend(std::mem::take(&mut desk.again));
    desk.touched.extend(fresh.iter().cloned());
    desk.again = fresh;
    let started = Instant::now();
    let moved = if desk.readings_due.is_none_or(|due| due <= now) {
        desk.readings_due = Some(now.plus_ms(READINGS_MS));
        desk.touched.clear();
        desk.bindings.take(site, None).await
    } else if !desk.touched.is_empty() && desk.rests_until.is_none_or(|until| until <= started) {
        let of = std::mem::take(&mut desk.touched);
        desk.bindings.take(site, Some(&of)).await
    } else {
        return Ok(());
    };
    desk.rests_until = Some(started + started.elapsed() * PAUSE);
    if moved > 0 {
        take::drain(site).await?;
    }
    Ok(())
}

/// Tells the outbox of every commitment whose light time has changed since this was last done.
///
/// # Errors
/// Those of the store; what was told stays told, and is told again.
pub async fn lights(site: &Arc<Site>) -> Outcome<usize> {
    let now = site.now();
    let from = site.db.read(|tx| outbox::place(tx, LIGHTS)).await?;
    let due = match from {
        // Nothing was published before: whatever is published now has the light of now.
        None => Vec::new(),
        Some(from) if from >= now.0 => return Ok(0),
        Some(from) => site.db.read(move |tx| commitments::lit_between(tx, Moment(from), now)).await?,
    };
    for some in due.chunks(BATCH) {
        let some: Vec<Id> = some.to_vec();
        site.db
            .write(move |tx| {
                outbox::open(tx)?;
                let context = Context { actor: Actor::system(), now };
                some.iter().try_for_each(|id| {
                    outbox::emit(tx, &context, commitments::CHANGED, *id, &json!({ "by": "time" }))
                })
            })
            .await?;
    }
    site.db.write(move |tx| outbox::advance(tx, LIGHTS, now.0)).await?;
    Ok(due.len())
}

/// Tells the outbox of every project once a day: what is due of a plan, and lights, change with the day. Gives how many.
///
/// # Errors
/// Those of the store; what was told stays told, and is told again.
pub async fn days(site: &Arc<Site>) -> Outcome<usize> {
    let now = site.now();
    let today = i64::from(now.day().0);
    let last = site.db.read(|tx| outbox::place(tx, DAYS)).await?;
    let mut told = 0;
    // Nothing was published before: whatever is published now is as of today.
    if last.is_some_and(|last| last < today) {
        let mut after = Id(0);
        loop {
            let ids = site.db.read(move |tx| store::next(tx, Sort::Project, after, BATCH)).await?;
            let Some(last) = ids.last().copied() else { break };
            (after, told) = (last, told + ids.len());
            site.db
                .write(move |tx| {
                    outbox::open(tx)?;
                    let context = Context { actor: Actor::system(), now };
                    ids.iter().try_for_each(|id| {
                        outbox::emit(tx, &context, projects::CHANGED, *id, &json!({ "by": "time" }))
                    })
                })
                .await?;
        }
    }
    if last != Some(today) {
        site.db.write(move |tx| outbox::advance(tx, DAYS, today)).await?;
    }
    Ok(told)
}
