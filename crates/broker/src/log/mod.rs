//! Who asked or told the hub what, when and why: a line for every call, for auditors.
//!
//! A change is logged in its own transaction, or before it is answered. Reads are logged in groups, at most
//! [`GATHER`] later; when the queue is full a reader waits rather than that a line is lost.

pub mod store;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::HeaderMap;
use qipan_kernel::{Actor, Id, Moment, Outcome};
use qipan_store::{Db, Tx};
use tokio::sync::{mpsc, oneshot};

use crate::hub::Hub;

/// How long lines are gathered before they are written.
const GATHER: Duration = Duration::from_millis(250);
/// Lines that may wait.
const QUEUE: usize = 8_192;
/// Lines in one transaction.
const GROUP: usize = 2_000;
/// How often lines that are too old are taken away.
const SWEEP: Duration = Duration::from_secs(600);
/// Characters of a text that are kept.
const LONGEST: usize = 500;

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Rises with time.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// The token (or user, on the pages); 0 on an open hub.
    pub token: Id,
    /// Its name.
    pub who: String,
    /// The tenant; empty for the default one.
    pub tenant: String,
    /// Method.
    pub method: String,
    /// The resource: `entities`, `subscriptions` …
    pub resource: &'static str,
    /// Path and query, as sent.
    pub path: String,
    /// Identifiers and types, or how many.
    pub subject: String,
    /// Why, as the caller says.
    pub purpose: String,
    /// Status of the answer.
    pub status: u16,
    /// Bytes of the answer's body.
    pub bytes: u64,
    /// Microseconds until the answer.
    pub micros: u64,
}

/// What is noted about a call while it is answered.
pub struct Trace {
    started: Instant,
    at: Moment,
    method: String,
    path: String,
    tenant: String,
    purpose: String,
    who: OnceLock<(Id, String)>,
    resource: OnceLock<&'static str>,
    subject: Mutex<String>,
    written: AtomicBool,
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    // Purposes are often Chinese, which a header carries as UTF-8.
    Some(cut(&String::from_utf8_lossy(value.as_bytes())))
}

impl Trace {
    /// Of a request that has come.
    pub fn new(request: &Request, at: Moment) -> Trace {
        let headers = request.headers();
        let path = request.uri().path_and_query().map_or("", |path| path.as_str());
        Trace {
            started: Instant::now(),
            at,
            method: request.method().as_str().to_owned(),
            path: cut(path),
            tenant: header(headers, "ngsild-tenant").unwrap_or_default(),
            purpose: header(headers, "ngsild-purpose")
                .or_else(|| header(headers, "purpose"))
                .unwrap_or_default(),
            who: OnceLock::new(),
            resource: OnceLock::new(),
            subject: Mutex::default(),
            written: AtomicBool::new(false),
        }
    }

    /// Who it is.
    pub fn is(&self, actor: Option<&Actor>) {
        let _ = self.who.set(actor.map_or((Id(0), String::new()), |actor| (actor.id, actor.name.clone())));
    }

    /// Whether anybody was recognised.
    pub fn known(&self) -> bool {
        self.who.get().is_some()
    }

    /// Which resource.
    pub fn resource(&self, name: &'static str) {
        let _ = self.resource.set(name);
    }

    /// What it was about.
    pub fn about(&self, subject: impl AsRef<str>) {
        *self.subject.lock().unwrap_or_else(PoisonError::into_inner) = cut(subject.as_ref());
    }

    /// Writes the line in the transaction of the act that it tells of.
    pub fn write_in(&self, tx: &mut Tx<'_>, hub: &Hub, status: u16) -> Outcome<()> {
        store::insert(tx, &self.line(hub, status, 0))
    }

    /// The transaction was committed: the line is there.
    pub fn done(&self) {
        self.written.store(true, Ordering::Release);
    }

    fn line(&self, hub: &Hub, status: u16, bytes: u64) -> Line {
        let (token, who) = self.who.get().cloned().unwrap_or((Id(0), String::new()));
        Line {
            id: hub.next_id(self.at.into()),
            at: self.at,
            token,
            who,
            tenant: self.tenant.clone(),
            method: self.method.clone(),
            resource: self.resource.get().copied().unwrap_or("other"),
            path: self.path.clone(),
            subject: self.subject.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            purpose: self.purpose.clone(),
            status,
            bytes,
            micros: u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// Logs an answered call, unless its act has done so: a change at once, a read with others.
    pub async fn finish(&self, hub: &Hub, changed: bool, status: u16, bytes: u64) {
        if !self.known() || self.written.load(Ordering::Acquire) {
            return;
        }
        let line = self.line(hub, status, bytes);
        if changed && status < 400 {
            if let Err(failure) = hub.db.write(move |tx| store::insert(tx, &line)).await {
                tracing::error!(%failure, "a call of the hub could not be logged");
            }
        } else {
            hub.log.send(&hub.db, hub.options.log_days, line).await;
        }
    }
}

enum Post {
    Line(Box<Line>),
    Flush(oneshot::Sender<()>),
}

/// The queue of lines.
#[derive(Default)]
pub struct Log(OnceLock<mpsc::Sender<Post>>);

impl Log {
    async fn send(&self, db: &Db, days: u32, line: Line) {
        let queue = self.0.get_or_init(|| {
            let (sender, receiver) = mpsc::channel(QUEUE);
            tokio::spawn(write(db.clone(), days, receiver));
            sender
        });
        if queue.send(Post::Line(Box::new(line))).await.is_err() {
            tracing::error!("the log of the hub has ended");
        }
    }

    /// Waits until every line so far is written: before the process ends, and before the log is shown.
    pub async fn flush(&self) {
        let Some(queue) = self.0.get() else { return };
        let (sender, receiver) = oneshot::channel();
        if queue.send(Post::Flush(sender)).await.is_ok() {
            let _ = receiver.await;
        }
    }
}

/// Writes lines in groups until nobody sends any more.
async fn write(db: Db, days: u32, mut queue: mpsc::Receiver<Post>) {
    let mut swept: Option<Instant> = None;
    let mut posts = Vec::new();
    while queue.recv_many(&mut posts, GROUP).await > 0 {
        let mut waiting: Vec<oneshot::Sender<()>> = Vec::new();
        let mut lines: Vec<Line> = Vec::new();
        let until = tokio::time::Instant::now() + GATHER;
        loop {
            for post in posts.drain(..) {
                match post {
                    Post::Line(line) => lines.push(*line),
                    Post::Flush(sender) => waiting.push(sender),
                }
            }
            if !waiting.is_empty() || lines.len() >= GROUP {
                break;
            }
            match tokio::time::timeout_at(until, queue.recv_many(&mut posts, GROUP)).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        let last = lines.last().map(|line| line.at);
        while !lines.is_empty() {
            let group = lines.clone();
            match db.write(move |tx| group.iter().try_for_each(|line| store::insert(tx, line))).await {
                Ok(()) => lines.clear(),
                // Nothing is lost: the queue fills and readers wait until the store writes again.
                Err(failure) => {
                    tracing::error!(%failure, "calls of the hub could not be logged; trying again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
        if let Some(now) = last
            && days > 0
            && swept.is_none_or(|at| at.elapsed() > SWEEP)
        {
            swept = Some(Instant::now());
            let before = now.plus_ms(-i64::from(days) * 86_400_000);
            while matches!(db.write(move |tx| store::sweep(tx, before)).await, Ok(true)) {}
        }
        for sender in waiting {
            let _ = sender.send(());
        }
    }
}
