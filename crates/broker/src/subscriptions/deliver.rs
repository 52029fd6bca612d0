//! Delivering what is queued. One thread looks what waits and plans; a few others send, each for one subscription at a
//! time, so that the order is kept. A message is forgotten when it was received: a process that ends in between sends
//! it again.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use qipan_accounts::http::Site;
use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::Timestamp;
use qipan_ngsild::context::Context;
use qipan_ngsild::write::View;
use qipan_store::{Engine, Tx};
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::lanes::{Lanes, Next};
use super::matching::{Index, Sub};
use super::notify::{self, Snapshot};
use super::owner_store;
use super::send::{Sender, Sent};
use super::store::{self, Delivery, State};
use crate::entities::consume;
use crate::entities::plan_store::Page;
use crate::entities::shape::Shape;
use crate::hub::Hub;
use crate::registrations::notices;

/// Nobody was woken for so long: look all the same.
const LOOK: Duration = Duration::from_secs(1);
/// Messages that are sent before their receipt is written down …
const BATCH: usize = 16;
/// … and their size, and how long (milliseconds) that may take.
const BYTES: usize = 4 * 1024 * 1024;
const UNWRITTEN_MS: i64 = 50;
/// New rows that are looked at in one go.
const FRESH: usize = 2_000;
/// On PostgreSQL transactions commit in another order than that of their rows: so many rows are looked at again.
const OVERLAP: i64 = 2_000;
/// So long (milliseconds) a process has the deliveries of a subscription for itself.
const LEASE_MS: i64 = 20_000;
/// A message that could not be delivered for so long (microseconds) is forgotten: one day.
const KEPT: i64 = 24 * 3_600 * 1_000_000;
/// How often (milliseconds) events are looked for that nobody is to be told any more, and how old they are then.
const SWEEP_MS: i64 = 30_000;
const SWEPT_MS: i64 = 120_000;
/// Entities in a periodic notification.
const PERIODIC: usize = 1_000;
/// Stack of a thread that sends, bytes.
const STACK: usize = 512 * 1024;

struct Courier {
    site: Arc<Site>,
    hub: Arc<Hub>,
    runtime: Handle,
    sender: Sender,
    lanes: Lanes,
    /// Until when (milliseconds) which subscription is ours.
    leases: Mutex<HashMap<i64, i64>>,
    owner: i64,
    stop: AtomicBool,
}

/// Starts delivering; it ends when `stop` is notified.
pub fn start(site: Arc<Site>, stop: Arc<Notify>) -> JoinHandle<()> {
    let hub = site.part::<Arc<Hub>>().clone();
    let runtime = Handle::current();
    let owner = hub.next_id(Timestamp::from(site.now())).0;
    let courier = Arc::new(Courier {
        sender: Sender::new(&site, &hub.guard, owner, runtime.clone()),
        owner,
        site,
        hub,
        runtime,
        lanes: Lanes::default(),
        leases: Mutex::default(),
        stop: AtomicBool::new(false),
    });
    let (ended, end) = oneshot::channel::<()>();
    let plans = courier.clone();
    let spawned = thread::Builder::new().name("qipan-notify".to_owned()).spawn(move || {
        plans.plan();
        drop(ended);
    });
    match spawned {
        Ok(handle) => courier.hub.subscriptions.serve(handle.thread().clone()),
        Err(error) => tracing::error!(%error, "notifications cannot be delivered"),
    }
    tokio::spawn(async move {
        stop.notified().await;
        courier.stop.store(true, Ordering::Release);
        courier.lanes.stop();
        courier.hub.subscriptions.wake();
        let _ = end.await;
    })
}

impl Courier {
    fn now(&self) -> i64 {
        self.site.now().0
    }

    fn stamp(&self) -> Timestamp {
        Timestamp::from(self.site.now())
    }

    /// Looks what waits until it is told to stop.
    fn plan(self: &Arc<Courier>) {
        let (mut cursor, mut looked, mut swept) = (0, i64::MIN / 2, 0);
        while !self.stop.load(Ordering::Acquire) {
            let now = self.now();
            // A subscription may wait that no new row speaks of: after a start, when another process has died.
            let all = now - looked >= LOOK.as_millis() as i64;
            match self.look(&mut cursor, all) {
                Ok(true) => continue,
                Ok(false) => {}
                Err(failure) => tracing::warn!(%failure, "what is to be delivered cannot be read"),
            }
            if all {
                looked = now;
            }
            match self.periodic(now) {
                Ok(true) => continue,
                Ok(false) => {}
                Err(failure) => tracing::warn!(%failure, "periodic notifications cannot be planned"),
            }
            if now - swept >= SWEEP_MS {
                swept = now;
                self.sweep(now);
            }
            let rest = self.lanes.next_rested().map_or(i64::MAX, |at| at - self.now());
            let wait = rest.clamp(1, self.until_periodic(now).clamp(1, LOOK.as_millis() as i64));
            thread::park_timeout(Duration::from_millis(wait.unsigned_abs()));
        }
    }

    /// Takes up what waits; `true` when there may be more.
    fn look(self: &Arc<Courier>, cursor: &mut i64, all: bool) -> Outcome<bool> {
        let overlap = if self.hub.db.engine() == Engine::Postgres { OVERLAP } else { 0 };
        let (after, stamp) = (*cursor, self.stamp());
        let (index, fresh, waiting) = self.hub.db.read_now(|tx| {
            let index = self.hub.subscriptions.index(tx, stamp)?;
            let fresh = store::fresh(tx, (after - overlap).max(0), FRESH + overlap as usize)?;
            let waiting = if all { store::waiting(tx)? } else { Vec::new() };
            Ok((index, fresh, waiting))
        })?;
        let more = fresh.len() >= FRESH + overlap as usize && fresh.last().is_some_and(|(id, _)| *id > after);
        let mut unknown = Vec::new();
        let mut one = |sub: i64, new: bool| match index.get(sub) {
            Some(known) if new || !self.lanes.knows(sub) => self.add(known),
            Some(_) => {}
            None => unknown.push(sub),
        };
        for (id, sub) in fresh {
            one(sub, id > after);
            *cursor = (*cursor).max(id);
        }
        waiting.into_iter().for_each(|sub| one(sub, false));
        unknown.sort_unstable();
        unknown.dedup();
        self.forget(unknown)?;
        for sub in self.lanes.rested(self.now()) {
            match index.get(sub) {
                Some(known) => {
                    if self.lanes.resume(&known.place, sub) {
                        self.hire();
                    }
                }
                None => self.lanes.forget(sub),
            }
        }
        Ok(more)
    }

    fn add(self: &Arc<Courier>, sub: &Sub) {
        if self.lanes.add(&sub.place, sub.id) {
            self.hire();
        }
    }

    /// Rows of subscriptions that are gone.
    fn forget(&self, subs: Vec<i64>) -> Outcome<()> {
        if subs.is_empty() {
            return Ok(());
        }
        self.hub.db.write_now(move |tx| {
            let known = store::changes(tx)?;
            for sub in subs.iter().filter(|sub| !known.iter().any(|(id, _)| id == *sub)) {
                store::forget_all(tx, *sub)?;
            }
            Ok(())
        })
    }

    fn hire(self: &Arc<Courier>) {
        let courier = self.clone();
        let spawned = thread::Builder::new()
            .name("qipan-notifier".to_owned())
            .stack_size(STACK)
            .spawn(move || courier.work());
        if let Err(error) = spawned {
            tracing::warn!(%error, "a thread that sends notifications cannot be started");
            self.lanes.lost();
        }
    }

    fn sweep(&self, now: i64) {
        let before = id_floor(now - SWEPT_MS);
        if let Err(failure) = self.hub.db.write_now(move |tx| store::sweep(tx, before)) {
            tracing::warn!(%failure, "old events cannot be forgotten");
        }
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        leases.retain(|_, until| *until > now);
    }

    /// Milliseconds until a periodic subscription is due.
    fn until_periodic(&self, now: i64) -> i64 {
        match self.hub.db.read_now(store::next_periodic) {
            Ok(Some(at)) => at / 1_000 - now + 1,
            _ => i64::MAX,
        }
    }

    /// Queues the notifications of periodic subscriptions that are due; `true` when there were any.
    fn periodic(&self, now: i64) -> Outcome<bool> {
        let stamp = Timestamp(now * 1_000);
        let due = self.hub.db.read_now(|tx| {
            let due = store::periodic(tx, stamp.0, 100)?;
            let index = self.hub.subscriptions.index(tx, stamp)?;
            Ok(due.into_iter().map(|id| (id, index.get(id).cloned())).collect::<Vec<_>>())
        })?;
        let any = !due.is_empty();
        for (id, sub) in due {
            let sub = sub.filter(|sub| sub.active(stamp) && sub.doc.interval.is_some());
            let doc = match &sub {
                None => None,
                Some(sub) if sub.doc.sources => {
                    self.hub.db.read_now(|tx| notices::all(tx, &self.hub, sub.tenant, &sub.doc, stamp))?
                }
                Some(sub) => {
                    let found = self.hub.db.read_now(|tx| self.found(tx, sub, stamp))?;
                    if found.entities.is_empty() { None } else { Some(found.text()?) }
                }
            };
            let next = sub.as_ref().and_then(|sub| sub.interval()).map(|interval| stamp.0 + interval);
            self.hub.db.write_now(move |tx| {
                // While one still waits another would say no more: the receiver is away.
                if store::plan(tx, id, stamp.0, next)?
                    && let Some(doc) = &doc
                    && !store::waits(tx, id)?
                {
                    store::queue(tx, id, stamp, None, Some(doc))?;
                }
                Ok(())
            })?;
        }
        Ok(any)
    }

    fn found(&self, tx: &mut Tx<'_>, sub: &Sub, now: Timestamp) -> Outcome<Snapshot> {
        let page = Page { offset: 0, limit: PERIODIC, scan_limit: self.hub.options.scan_limit, count: false };
        let shape = Shape { view: View::default(), pick: None, omit: None };
        let found = consume::find(tx, sub.tenant, &sub.queries, &shape, page, now)?;
        Snapshot::found(tx, sub, found.entities, now)
    }

    /// Sends, subscription after subscription, as long as there is something to send.
    fn work(self: &Arc<Courier>) {
        while let Some((place, sub, more)) = self.lanes.take() {
            if more {
                self.hire();
            }
            // Whatever goes wrong with one subscription, its lane goes on.
            let done = catch_unwind(AssertUnwindSafe(|| self.deliver(sub)));
            let done = done.unwrap_or_else(|_| Err(Failure::internal("a panic")));
            let (next, cooldown) = done.unwrap_or_else(|failure| {
                tracing::warn!(%failure, subscription = sub, "a notification could not be worked on");
                (Next::Refused, 0)
            });
            let now = self.now();
            self.lanes.finish(&place, sub, next, |failures| {
                now + (1_000_i64 << failures.saturating_sub(1).min(8)).max(cooldown)
            });
            if matches!(next, Next::Refused | Next::Unreachable | Next::Elsewhere) {
                // There is a rest to wait for.
                self.hub.subscriptions.wake();
            }
        }
    }

    /// Sends what waits for a subscription: some of it, so that others of the same place have their turn. With how long
    /// (milliseconds) the receiver wants to be left alone after a failure.
    fn deliver(&self, id: i64) -> Outcome<(Next, i64)> {
        if !self.claim(id)? {
            return Ok((Next::Elsewhere, 0));
        }
        let stamp = self.stamp();
        let (sub, batch, state) = self.hub.db.read_now(|tx| {
            let index: Arc<Index> = self.hub.subscriptions.index(tx, stamp)?;
            let state = store::last_success(tx, id)?;
            let mut sub = index.get(id).cloned();
            if let Some(known) = &sub
                && !owner_store::may_be_told(
                    tx,
                    known.token,
                    known.tenant_name.as_deref(),
                    &known.doc,
                    stamp,
                )?
            {
                tracing::info!(subscription = known.doc.id, "whom it belongs to may not be told any more");
                sub = None;
            }
            Ok((sub, store::due(tx, id, BATCH, BYTES)?, state))
        })?;
        let Some(sub) = sub.filter(|sub| sub.active(stamp)) else {
            self.hub.db.write_now(move |tx| store::forget_all(tx, id))?;
            return Ok((Next::Done, 0));
        };
        if batch.is_empty() {
            return Ok((Next::Done, 0));
        }
        let context = self.context(&sub);
        let begun = self.now();
        let mut round = Round { last_success: state, ..Round::default() };
        for delivery in &batch {
            round.failed = self.one(&sub, delivery, &context, &mut round);
            if round.failed.is_some()
                || self.now() - begun > UNWRITTEN_MS
                || self.stop.load(Ordering::Acquire)
            {
                break;
            }
        }
        let all = round.done.len() == batch.len() && batch.len() < BATCH;
        let (done, tries) = (round.done, round.tries);
        let written = self.hub.db.write_now(move |tx| {
            store::done(tx, &done)?;
            store::count_tries(tx, id, tries)
        });
        self.hub.subscriptions.tried(id, None);
        written?;
        let cooldown = sub.doc.notification.endpoint.cooldown.as_ref().and_then(|ms| ms.as_f64());
        let next = match round.failed {
            Some(Sent::Unreachable(_)) => Next::Unreachable,
            Some(_) => Next::Refused,
            None if all => Next::Done,
            None => Next::More,
        };
        Ok((next, cooldown.unwrap_or(0.0) as i64))
    }

    /// Sends one message; what failed, if it did.
    fn one(&self, sub: &Sub, delivery: &Delivery, context: &Context, round: &mut Round) -> Option<Sent> {
        let now = self.stamp();
        let throttled = sub
            .throttling()
            .is_some_and(|pause| round.last_success.is_some_and(|last| now.0 < last.saturating_add(pause)));
        if throttled {
            round.done.push(delivery.id);
            return None;
        }
        let message = match notify::message(sub, delivery.id, Timestamp(delivery.at), &delivery.doc, context)
        {
            Ok(message) => message,
            Err(failure) => {
                tracing::error!(%failure, subscription = sub.doc.id, "a notification cannot be written");
                round.done.push(delivery.id);
                return None;
            }
        };
        round.tries.times_sent += 1;
        round.tries.last_notification = Some(now.0);
        self.hub.subscriptions.tried(sub.id, Some(round.tries));
        let sent = self.sender.send(sub, &message);
        let after = self.stamp().0;
        if sent == Sent::Received {
            round.tries.last_success = Some(after);
            round.last_success = Some(after);
            self.hub.subscriptions.tried(sub.id, Some(round.tries));
            round.done.push(delivery.id);
            return None;
        }
        tracing::info!(subscription = sub.doc.id, ?sent, "a notification was not received");
        round.tries.times_failed += 1;
        round.tries.last_failure = Some(after);
        self.hub.subscriptions.tried(sub.id, Some(round.tries));
        if after - delivery.at > KEPT {
            tracing::warn!(subscription = sub.doc.id, "a notification was given up after a day");
            round.done.push(delivery.id);
        }
        Some(sent)
    }

    /// The context of a subscription's notifications; the core context where it cannot be had any more, with which
    /// names are longer but right.
    fn context(&self, sub: &Sub) -> Context {
        let document = sub.doc.notified_context();
        let asked = crate::contexts::resolve_for(&self.hub, sub.tenant, self.stamp(), &document);
        self.runtime.block_on(asked).unwrap_or_else(|error| {
            tracing::warn!(subscription = sub.doc.id, ?error, "the context of a subscription cannot be had");
            Context::core()
        })
    }

    /// Whether the deliveries of a subscription are ours. On SQLite there is no other process.
    fn claim(&self, id: i64) -> Outcome<bool> {
        if self.hub.db.engine() == Engine::Sqlite {
            return Ok(true);
        }
        let now = self.now();
        let held = self.leases.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
        if held.is_some_and(|until| until - now > LEASE_MS / 2) {
            return Ok(true);
        }
        let (owner, until) = (self.owner, now + LEASE_MS);
        let ours = self.hub.db.write_now(move |tx| store::claim(tx, id, owner, now, until))?;
        if ours {
            self.leases.lock().unwrap_or_else(PoisonError::into_inner).insert(id, until);
        }
        Ok(ours)
    }
}

/// What one turn of a subscription did.
#[derive(Default)]
struct Round {
    done: Vec<i64>,
    tries: State,
    last_success: Option<i64>,
    failed: Option<Sent>,
}

/// Every identifier given out at that moment (milliseconds) or later is greater.
fn id_floor(at: i64) -> i64 {
    const ZERO_MS: i64 = 1_577_836_800_000;
    (at - ZERO_MS).max(0) << 22
}
