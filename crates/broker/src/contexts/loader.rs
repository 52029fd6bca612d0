//! From the URL of a context to the context.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use qipan_ngsild::context::{Build, Context};
use qipan_ngsild::{Error, ErrorKind, Fallible, Timestamp};
use serde_json::Value;
use tokio::sync::{Semaphore, oneshot, watch};
use ureq::Agent;

use super::fetch::{self, Unloadable};
use super::memory::{Bounded, Usage, Usages};
use super::store::{self, Origin, Stored};
use super::{local, served};
use crate::guard::Guard;
use crate::hub::Hub;

/// Stands for a tenant that does not exist yet: nothing is stored for it.
pub const NOBODY: i64 = -1;
/// Documents in memory, in bytes (a parsed document is taken for three times its text).
const DOCUMENTS: usize = 32 * 1024 * 1024;
/// Contexts in memory, in bytes.
const BUILT: usize = 32 * 1024 * 1024;
/// Implicitly created contexts that are remembered to be stored.
const KEPT: usize = 10_000;
/// Documents that are loaded at the same time.
const LOADS: usize = 16;
/// For all documents that one context needs.
const PATIENCE: Duration = Duration::from_secs(10);
/// A document is loaded again in the background when it is older (milliseconds) …
const FRESH: i64 = 24 * 3_600_000;
/// … and when that failed, again after this.
const RETRY: i64 = 3_600_000;
/// So long (microseconds) a server that did not answer in time is not asked again.
const SHUNNED: i64 = 15_000_000;

type Loaded = Result<(Arc<str>, Arc<Value>), Unloadable>;

#[derive(Clone)]
struct Document {
    value: Arc<Value>,
    usage: Arc<Usage>,
    weight: usize,
}

#[derive(Clone)]
struct Built {
    context: Context,
    usages: Arc<[Arc<Usage>]>,
}

/// Who asks for a context.
pub struct Asking<'a> {
    /// The hub.
    pub hub: &'a Arc<Hub>,
    /// The tenant whose contexts count, or [`NOBODY`].
    pub tenant: i64,
    /// When.
    pub now: Timestamp,
    /// The host by which the caller knows this broker.
    pub host: &'a str,
}

/// The contexts that a running hub knows.
pub struct Contexts {
    agent: Agent,
    documents: Bounded<(i64, String), Document>,
    built: Bounded<(i64, String), Built>,
    /// Implicitly created contexts that are known to be stored, so that a reply need not write.
    kept: Bounded<(i64, String), ()>,
    usages: Usages,
    flights: Mutex<HashMap<String, watch::Receiver<Option<Loaded>>>>,
    shunned: Mutex<HashMap<String, i64>>,
    loads: Arc<Semaphore>,
}

impl Contexts {
    /// Nothing known yet.
    pub fn new(guard: &Guard) -> Arc<Contexts> {
        Arc::new(Contexts {
            agent: fetch::agent(guard),
            documents: Bounded::new(DOCUMENTS),
            built: Bounded::new(BUILT),
            kept: Bounded::new(KEPT),
            usages: Usages::default(),
            flights: Mutex::default(),
            shunned: Mutex::default(),
            loads: Arc::new(Semaphore::new(LOADS)),
        })
    }

    /// The context of a document.
    pub(super) async fn resolve(&self, asking: &Asking<'_>, document: &Value) -> Fallible<Context> {
        let key = (asking.tenant, document.to_string());
        if let Some(built) = self.built.get(&key, asking.now) {
            built.usages.iter().for_each(|usage| usage.count(asking.now));
            return Ok(built.context);
        }
        match tokio::time::timeout(PATIENCE, self.build(asking, document)).await {
            Ok(built) => {
                let (built, weight) = built?;
                built.usages.iter().for_each(|usage| usage.count(asking.now));
                let weight = weight + 2 * key.1.len() + 512;
                self.built.put(key, built.clone(), weight, asking.now);
                Ok(built.context)
            }
            Err(_) => {
                Err(Error::new(ErrorKind::LdContextNotAvailable, "hub-context-slow-all").at("@context"))
            }
        }
    }

    async fn build(&self, asking: &Asking<'_>, document: &Value) -> Fallible<(Built, usize)> {
        let mut loaded: HashMap<String, Document> = HashMap::new();
        loop {
            match Context::build(document, &|url| loaded.get(url).map(|found| found.value.clone())) {
                Ok(context) => {
                    let weight = loaded.values().map(|found| found.weight).sum();
                    let usages = loaded.into_values().map(|found| found.usage).collect();
                    return Ok((Built { context, usages }, weight));
                }
                // All of it is here: also what is wrong in a document from elsewhere is bad data (clause 5.5.6).
                Err(Build::Wrong(error)) => return Err(Error { kind: ErrorKind::BadRequestData, ..error }),
                Err(Build::Missing(urls)) => {
                    for url in urls {
                        let found = self.document(asking, &url).await?;
                        loaded.insert(url, found);
                    }
                }
            }
        }
    }

    /// The document at a URL.
    async fn document(&self, asking: &Asking<'_>, url: &str) -> Fallible<Document> {
        let key = (asking.tenant, url.to_owned());
        if let Some(found) = self.documents.get(&key, asking.now) {
            return Ok(found);
        }
        if let Some(text) = asking.hub.own.offered(url) {
            // Brought along by the program: never asked for on a network, and not a row of any tenant.
            let value = fetch::document(&text).map_err(|reason| reason.error(url))?;
            let found = self.known(NOBODY, &local(&["offered", url]), text.len(), Arc::new(value));
            self.documents.put(key, found.clone(), found.weight, asking.now);
            return Ok(found);
        }
        let found = match self.stored(asking, url).await? {
            Some(row) => {
                if row.origin == Origin::Cached && asking.now.0 / 1_000 - row.loaded_at > FRESH {
                    refresh(asking, url);
                }
                let value = fetch::document(&row.doc).map_err(|reason| reason.error(url))?;
                self.known(asking.tenant, &row.local, row.doc.len(), Arc::new(value))
            }
            None => self.loaded(asking, url).await?,
        };
        self.documents.put(key, found.clone(), found.weight, asking.now);
        Ok(found)
    }

    fn known(&self, tenant: i64, local: &str, length: usize, value: Arc<Value>) -> Document {
        Document { value, usage: self.usages.of(tenant, local), weight: 3 * length + 256 }
    }

    /// The row of a URL: one that this broker hosts, or one that was loaded before.
    async fn stored(&self, asking: &Asking<'_>, url: &str) -> Fallible<Option<Stored>> {
        // Identifiers are digests: whatever host a client writes before one, it can only mean the row that has it.
        let ours = served(url);
        let here = ours.as_ref().is_some_and(|(host, _)| host.eq_ignore_ascii_case(asking.host));
        let name = ours.map_or_else(|| url.to_owned(), |(_, local)| local);
        let (tenant, found) = (asking.tenant, if asking.tenant == NOBODY { None } else { Some(name) });
        let row = match found {
            Some(name) => {
                asking.hub.db.read(move |tx| store::find(tx, tenant, &name)).await.map_err(crate::fault)?
            }
            None => None,
        };
        // Never ask ourselves over the network.
        if row.is_none() && here { Err(Unloadable::Status(404).error(url)) } else { Ok(row) }
    }

    async fn loaded(&self, asking: &Asking<'_>, url: &str) -> Fallible<Document> {
        let (text, value) =
            self.fetch(asking.hub, url, asking.now).await.map_err(|reason| reason.error(url))?;
        let local = local(&[&asking.tenant.to_string(), "cached", url]);
        let found = self.known(asking.tenant, &local, text.len(), value);
        if asking.tenant != NOBODY {
            let (tenant, now) = (asking.tenant, asking.now.0 / 1_000);
            let new = Stored {
                local,
                url: Some(url.to_owned()),
                origin: Origin::Cached,
                doc: text.as_ref().to_owned(),
                created_at: now,
                loaded_at: now,
                used_at: None,
                hits: 0,
            };
            asking.hub.db.write(move |tx| store::insert(tx, tenant, &new)).await.map_err(crate::fault)?;
        }
        Ok(found)
    }

    /// Loads a document from its server. Everybody who asks meanwhile waits for the same answer, also when the first
    /// who asked has gone away.
    pub(super) async fn fetch(&self, hub: &Arc<Hub>, url: &str, now: Timestamp) -> Loaded {
        if self.shunned(url, now) {
            return Err(Unloadable::Slow);
        }
        let mut waiting = {
            let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
            match flights.get(url) {
                Some(flight) => flight.clone(),
                None => {
                    let (tell, told) = watch::channel(None);
                    flights.insert(url.to_owned(), told.clone());
                    tokio::spawn(fly(hub.contexts.clone(), url.to_owned(), now, tell));
                    told
                }
            }
        };
        let told = waiting.wait_for(Option::is_some).await;
        told.ok().and_then(|told| told.clone()).unwrap_or(Err(Unloadable::Unreachable))
    }

    fn shunned(&self, url: &str, now: Timestamp) -> bool {
        let shunned = self.shunned.lock().unwrap_or_else(PoisonError::into_inner);
        shunned.get(url).is_some_and(|since| now.0 - since < SHUNNED)
    }

    fn landed(&self, url: &str, now: Timestamp, loaded: &Loaded) {
        if matches!(loaded, Err(Unloadable::Slow)) {
            let mut shunned = self.shunned.lock().unwrap_or_else(PoisonError::into_inner);
            shunned.retain(|_, since| now.0 - *since < SHUNNED);
            shunned.insert(url.to_owned(), now.0);
        }
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(url);
    }

    /// Forgets what is in memory of a tenant: one of its rows has changed.
    pub(super) fn forget(&self, tenant: i64) {
        self.documents.forget(|(of, _)| *of == tenant);
        self.built.forget(|(of, _)| *of == tenant);
        self.kept.forget(|(of, _)| *of == tenant);
    }

    /// Whether a context is known to be stored.
    pub(super) fn is_kept(&self, tenant: i64, local: &str, now: Timestamp) -> bool {
        self.kept.get(&(tenant, local.to_owned()), now).is_some()
    }

    /// A context is stored.
    pub(super) fn keep(&self, tenant: i64, local: &str, now: Timestamp) {
        self.kept.put((tenant, local.to_owned()), (), 1, now);
    }

    /// Asks a server again although it was slow.
    pub(super) fn forgive(&self, url: &str) {
        self.shunned.lock().unwrap_or_else(PoisonError::into_inner).remove(url);
    }

    /// The counter of a context.
    pub(super) fn usage(&self, tenant: i64, local: &str) -> Arc<Usage> {
        self.usages.of(tenant, local)
    }

    /// A context is gone.
    pub(super) fn gone(&self, tenant: i64, local: &str) {
        self.forget(tenant);
        self.usages.forget(tenant, local);
    }

    /// What was counted since the last time.
    pub(super) fn counted(&self) -> Vec<(i64, String, i64, i64)> {
        let mut counted = self.usages.take();
        counted.retain(|(tenant, ..)| *tenant != NOBODY);
        counted
    }
}

/// One request to a server. It has a thread of its own: the runtime's blocking threads are few, and the store needs
/// them.
async fn fly(contexts: Arc<Contexts>, url: String, now: Timestamp, tell: watch::Sender<Option<Loaded>>) {
    let permit = contexts.loads.clone().acquire_owned().await;
    let (reply, answer) = oneshot::channel();
    let (agent, from) = (contexts.agent.clone(), url.clone());
    let work = move || {
        let loaded = fetch::get(&agent, &from).map(|(text, value)| (Arc::from(text), Arc::new(value)));
        // Nobody may be waiting any more.
        let _ = reply.send(loaded);
    };
    let started = std::thread::Builder::new().name("context".to_owned()).spawn(work);
    let loaded = match started {
        Ok(_) => answer.await.unwrap_or(Err(Unloadable::Unreachable)),
        Err(_) => Err(Unloadable::Unreachable),
    };
    drop(permit);
    if let Err(reason) = &loaded {
        tracing::info!(url, ?reason, "a context could not be loaded");
    }
    contexts.landed(&url, now, &loaded);
    // Nobody may be waiting any more.
    let _ = tell.send(Some(loaded));
}

/// Loads a document again in the background; the one that is there serves meanwhile, and on if that fails.
fn refresh(asking: &Asking<'_>, url: &str) {
    let (hub, tenant, url, now) = (asking.hub.clone(), asking.tenant, url.to_owned(), asking.now);
    tokio::spawn(async move {
        let loaded = hub.contexts.fetch(&hub, &url, now).await;
        let now = now.0 / 1_000;
        let (doc, at) = match loaded {
            Ok((text, _)) => (Some(text), now),
            Err(_) => (None, now - FRESH + RETRY),
        };
        let changed = hub.db.write(move |tx| store::reloaded(tx, tenant, &url, doc.as_deref(), at)).await;
        match changed {
            Ok(()) => hub.contexts.forget(tenant),
            Err(failure) => tracing::warn!(%failure, "a context that was loaded again could not be kept"),
        }
    });
}
