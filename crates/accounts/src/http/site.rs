//! What every handler can reach: the database, words, clock, chance, and the parts that higher floors add.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use qipan_kernel::{Actor, Context, Id, IdSource, Moment, Outcome};
use qipan_store::Db;
use qipan_web::{NavItem, Words};

use super::metrics::Metrics;
use super::part::Chain;
use super::peer::Proxies;
use crate::access::Act;
use crate::people::Roster;
use crate::units::Units;
use crate::vault::Vault;

/// Tells the time. Only `app` gives a real one.
pub type Clock = Box<dyn Fn() -> Moment + Send + Sync>;

/// What a request identifies itself with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Credential {
    /// The value of the session cookie.
    Session(String),
    /// The token of a program.
    Token(String),
}

/// A credential that was recognised.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who it is.
    pub actor: Actor,
    /// Name of the actor's unit, in Chinese and English.
    pub unit_name: Option<(String, String)>,
    /// Until when it may be believed without asking the store again.
    pub fresh_until: Moment,
}

/// Recognises credentials: reads sessions and tokens.
pub type Authenticate =
    Box<dyn Fn(&Site, &Credential, Moment) -> Outcome<Option<Authenticated>> + Send + Sync>;

/// The running installation. One for each process.
pub struct Site {
    /// The database.
    pub db: Db,
    /// Words of all crates.
    pub words: Arc<Words>,
    /// Gives out identifiers.
    pub ids: Arc<IdSource>,
    /// The clock.
    pub clock: Clock,
    /// Fills a buffer with unpredictable bytes.
    pub chance: fn(&mut [u8]),
    /// Seals what must not stand in the database in the clear; `app` gives it its key.
    pub vault: Vault,
    /// Proxies whose word on the other side's address is believed.
    pub proxies: Proxies,
    /// Served over https: cookies are marked secure.
    pub https: bool,
    /// The navigation, each entry with the act that opens it.
    pub nav: Vec<(NavItem, Act)>,
    /// What parts say on pages of lower floors.
    pub chains: Vec<Chain>,
    /// Counters for `/metrics`.
    pub metrics: Metrics,
    /// Recognises credentials.
    pub authenticate: Authenticate,
    units: RwLock<Option<Arc<Units>>>,
    roster: RwLock<Option<Arc<Roster>>>,
    known: Mutex<HashMap<Credential, Authenticated>>,
    parts: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

/// More recognised credentials than this are not remembered.
const KNOWN_LIMIT: usize = 4_096;

impl Site {
    /// A site without parts and navigation; `app` adds them before it starts serving.
    pub fn new(
        db: Db,
        words: Arc<Words>,
        ids: Arc<IdSource>,
        clock: Clock,
        authenticate: Authenticate,
    ) -> Site {
        Site {
            db,
            words,
            ids,
            clock,
            chance: |_| {},
            vault: Vault::without_key(),
            proxies: Proxies::default(),
            https: false,
            nav: Vec::new(),
            chains: Vec::new(),
            metrics: Metrics::default(),
            authenticate,
            units: RwLock::new(None),
            roster: RwLock::new(None),
            known: Mutex::new(HashMap::new()),
            parts: HashMap::new(),
        }
    }

    /// Adds a part that handlers of higher floors ask for by its type: file store, rule book, position.
    pub fn add<T: Any + Send + Sync>(&mut self, part: T) {
        self.parts.insert(TypeId::of::<T>(), Box::new(part));
    }

    /// A part.
    ///
    /// # Panics
    /// When `app` has not added it: a fault of wiring, met by every test that starts a site.
    pub fn part<T: Any + Send + Sync>(&self) -> &T {
        let part = self.parts.get(&TypeId::of::<T>()).and_then(|part| part.downcast_ref());
        part.unwrap_or_else(|| panic!("the part {} is not wired", std::any::type_name::<T>()))
    }

    /// A part that an installation may do without.
    pub fn find_part<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.parts.get(&TypeId::of::<T>()).and_then(|part| part.downcast_ref())
    }

    /// Now.
    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    /// The units, as of the last change that this process made or a minute ago.
    pub fn units(&self) -> Outcome<Arc<Units>> {
        if let Some(units) = self.units.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(units.clone());
        }
        let loaded = Arc::new(self.db.read_now(Units::load)?);
        *self.units.write().unwrap_or_else(PoisonError::into_inner) = Some(loaded.clone());
        Ok(loaded)
    }

    /// Posts and who held them when, as of the last change that this process made.
    pub fn roster(&self) -> Outcome<Arc<Roster>> {
        if let Some(roster) = self.roster.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(roster.clone());
        }
        let loaded = Arc::new(self.db.read_now(Roster::load)?);
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = Some(loaded.clone());
        Ok(loaded)
    }

    /// Units, posts, users, sessions or tokens were changed: nothing remembered of them is believed any more.
    pub fn accounts_changed(&self) {
        *self.units.write().unwrap_or_else(PoisonError::into_inner) = None;
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Who a credential stands for.
    pub fn recognise(&self, credential: &Credential, now: Moment) -> Outcome<Option<Authenticated>> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(credential)
            && known.fresh_until > now
        {
            return Ok(Some(known.clone()));
        }
        let found = (self.authenticate)(self, credential, now)?;
        if let Some(found) = &found {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= KNOWN_LIMIT {
                known.clear();
            }
            known.insert(credential.clone(), found.clone());
        }
        Ok(found)
    }

    /// The next identifier.
    pub fn next_id(&self, context: &Context) -> Id {
        self.ids.next(context.now)
    }
}
