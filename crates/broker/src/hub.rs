//! The running hub: what every call of the NGSI-LD API can reach.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};

use qipan_accounts::http::Site;
use qipan_kernel::{Id, IdSource, Moment, Outcome};
use qipan_ngsild::{Error, ErrorKind, Fallible, Timestamp};
use qipan_store::{Db, Engine, Tx};

use crate::contexts::Contexts;
use crate::guard::Guard;
use crate::names::Names;
use crate::tenants_store;

/// How the operator wants the hub to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Everybody may call without a token: for demonstrations and for the official test suite only.
    pub open: bool,
    /// Largest body, in bytes.
    pub body_limit: usize,
    /// Entities in one batch at most.
    pub batch_limit: usize,
    /// Largest page.
    pub page_limit: usize,
    /// Page when none is asked for.
    pub page_default: usize,
    /// Entities that a query may look at before it is refused as too complex.
    pub scan_limit: usize,
    /// Arrays and objects inside each other in a body at most.
    pub depth_limit: usize,
    /// Calls a second of one token, and twice as many at once; 0: any number.
    pub rate: u32,
    /// Days for which the log is kept; 0: for ever.
    pub log_days: u32,
    /// Instances of temporal attributes in one answer; beyond that it is partial (206).
    pub instances_limit: usize,
    /// How long histories are kept; those of types without a rule stay for ever.
    pub keep: Vec<Keep>,
    /// Hosts (`name` or `address`, with or without `:port`) that callbacks and contexts may be at although their
    /// address is not a public one.
    pub allowed_hosts: Vec<String>,
    /// What forwarded requests and notifications call this broker.
    pub alias: String,
}

/// How long the histories of entities of a type are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Expanded name of the type; `*` for all that have no rule of their own.
    pub of_type: String,
    /// Days.
    pub days: u32,
}

impl Keep {
    /// Reads `Vehicle=30, *=3650`: types (expanded, or terms of the core context) and days. `None` where it cannot be
    /// read.
    pub fn list(text: &str) -> Option<Vec<Keep>> {
        let rules = text.split(',').map(str::trim).filter(|rule| !rule.is_empty());
        let read = |rule: &str| {
            let (name, days) = rule.rsplit_once('=')?;
            let of_type = match name.trim() {
                "*" => "*".to_owned(),
                name => qipan_ngsild::Context::core().expand(name).ok()?.into_owned(),
            };
            Some(Keep { of_type, days: days.trim().parse().ok()? })
        };
        rules.map(read).collect()
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            open: false,
            body_limit: 8 * 1024 * 1024,
            batch_limit: 1_000,
            page_limit: 1_000,
            page_default: 20,
            scan_limit: 2_000_000,
            depth_limit: 64,
            rate: 0,
            // The Cybersecurity Law (网络安全法, article 21) asks for six months at least.
            log_days: 400,
            instances_limit: 10_000,
            keep: Vec::new(),
            allowed_hosts: Vec::new(),
            alias: "qipan".to_owned(),
        }
    }
}

/// The hub of an installation; a part of its [`Site`].
pub struct Hub {
    /// The database, the same as the board's.
    pub db: Db,
    /// How it is set.
    pub options: Options,
    /// What tokens may do, as last read.
    pub rights: crate::rights::store::Known,
    /// Who asked what, on its way to the store.
    pub log: crate::log::Log,
    /// How often tokens call.
    pub buckets: crate::limits::Buckets,
    /// When histories were last added to.
    pub last_write: crate::temporal::tail::LastWrite,
    /// Names known to be stored.
    pub names: Names,
    /// Registrations of context sources, as last read.
    pub registrations: crate::registrations::store::Known,
    /// How many calls it has been asked to answer.
    pub calls: AtomicU64,
    /// When it was opened.
    pub started: Timestamp,
    /// Where it may connect to.
    pub guard: Guard,
    /// Contexts that it knows.
    pub contexts: Arc<Contexts>,
    /// Subscriptions that it knows, and who delivers to them.
    pub subscriptions: crate::subscriptions::Desk,
    /// What the house itself says through it.
    pub own: crate::own::Own,
    ids: Arc<IdSource>,
    tenants: RwLock<HashMap<String, i64>>,
}

/// The default tenant.
pub const DEFAULT_TENANT: i64 = 0;

impl Hub {
    /// A hub over the database of `site`.
    pub fn new(site: &Site, options: Options) -> Hub {
        let guard = Guard::new(&options.allowed_hosts);
        Hub {
            contexts: Contexts::new(&guard),
            subscriptions: crate::subscriptions::Desk::default(),
            guard,
            db: site.db.clone(),
            options,
            rights: Default::default(),
            log: Default::default(),
            buckets: Default::default(),
            last_write: Default::default(),
            names: Names::default(),
            registrations: Default::default(),
            calls: AtomicU64::new(0),
            started: Timestamp::from(site.now()),
            own: Default::default(),
            ids: site.ids.clone(),
            tenants: RwLock::default(),
        }
    }

    /// The next identifier of a row.
    pub fn next_id(&self, now: Timestamp) -> Id {
        self.ids.next(Moment(now.0 / 1_000))
    }

    /// A read of a few rows.
    pub async fn glance<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.db.glance(read).await
    }

    /// A read that may be long, and mostly is not: on SQLite it stays on its thread, which the other tasks leave.
    pub async fn browse<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        match self.db.engine() {
            Engine::Sqlite => self.db.read_now(read),
            Engine::Postgres => self.db.read(read).await,
        }
    }

    /// The number of a tenant; for a name that nobody has written to yet, `NonexistentTenant`.
    pub fn tenant(&self, name: Option<&str>) -> Fallible<i64> {
        let Some(name) = name else { return Ok(DEFAULT_TENANT) };
        if let Some(id) = self.known_tenant(name) {
            return Ok(id);
        }
        let found = self.db.read_now(|tx| tenants_store::find(tx, name)).map_err(crate::fault)?;
        match found {
            Some(id) => {
                self.learn_tenant(name, id);
                Ok(id)
            }
            None => Err(Error::new(ErrorKind::NonexistentTenant, "hub-tenant-unknown").with("tenant", name)),
        }
    }

    /// The number of a tenant, which the first write makes (clause 4.14).
    pub async fn tenant_for_write(&self, name: Option<&str>, now: Timestamp) -> Fallible<i64> {
        let Some(name) = name else { return Ok(DEFAULT_TENANT) };
        if let Some(id) = self.known_tenant(name) {
            return Ok(id);
        }
        let (new, owned) = (self.next_id(now).0, name.to_owned());
        let made = self.db.write(move |tx| tenants_store::ensure(tx, &owned, new, now)).await;
        let id = made.map_err(crate::fault)?;
        self.learn_tenant(name, id);
        Ok(id)
    }

    fn known_tenant(&self, name: &str) -> Option<i64> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }

    fn learn_tenant(&self, name: &str, id: i64) {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), id);
    }
}
