//! Who is to be told of an act: all subscriptions in memory, found by the entity's id, its types and the attributes that
//! changed, so that an act costs what its own subscribers cost and not what all of them do.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::edit::What;
use qipan_ngsild::{Entity, Timestamp};
use qipan_store::Tx;
use serde_json::Number;

use super::model::{Status, Subscription, Trigger};
use super::store::{self, Loaded};
use crate::entities::query::Query;
use crate::entities::store::Act;

/// A subscription, ready to be asked.
#[derive(Debug)]
pub struct Sub {
    /// The row.
    pub id: i64,
    /// Its last change.
    changed: i64,
    /// Its tenant.
    pub tenant: i64,
    /// The tenant's name, as the header has it.
    pub tenant_name: Option<String>,
    /// The subscription.
    pub doc: Subscription,
    /// What its entities must be like; one of these.
    pub queries: Vec<Query>,
    /// The token it belongs to.
    pub token: Option<i64>,
    /// Where its notifications go: what is dead or alive as one.
    pub place: String,
}

/// Bits of [`Trigger`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Happened {
    created: bool,
    deleted: bool,
    attr_created: bool,
    attr_updated: bool,
    attr_deleted: bool,
    /// Types or scopes.
    other: bool,
}

impl Happened {
    fn includes(self, trigger: Trigger) -> bool {
        match trigger {
            Trigger::EntityCreated => self.created,
            Trigger::EntityDeleted => self.deleted,
            // The combination of the three (table 5.2.12-1); types and scopes are of the entity itself.
            Trigger::EntityUpdated => {
                self.attr_created || self.attr_updated || self.attr_deleted || self.other
            }
            Trigger::AttributeCreated => self.attr_created,
            Trigger::AttributeUpdated => self.attr_updated,
            Trigger::AttributeDeleted => self.attr_deleted,
        }
    }
}

/// Seconds as microseconds.
pub fn micros(seconds: &Number) -> i64 {
    (seconds.as_f64().unwrap_or(0.0) * 1e6) as i64
}

impl Sub {
    /// # Errors
    /// For a stored subscription whose query cannot be read any more.
    fn new(row: Loaded) -> Result<Sub, qipan_ngsild::Error> {
        let queries = row.doc.queries()?;
        Ok(Sub {
            id: row.id,
            changed: row.changed,
            tenant: row.tenant,
            tenant_name: row.tenant_name,
            place: row.doc.notification.endpoint.place(),
            queries,
            token: row.token,
            doc: row.doc,
        })
    }

    /// Whether it notifies at all.
    pub fn active(&self, now: Timestamp) -> bool {
        self.doc.status(now) == Status::Active
    }

    /// Microseconds without another notification after one.
    pub fn throttling(&self) -> Option<i64> {
        self.doc.throttling.as_ref().map(micros)
    }

    /// Microseconds from one periodic notification to the next.
    pub fn interval(&self) -> Option<i64> {
        self.doc.interval.as_ref().map(|seconds| micros(seconds).max(100_000))
    }

    /// Whether it is to be told of an act (clause 5.8.6). Attributes that were written with what they said before
    /// are no change.
    fn wants(&self, tx: &mut Tx<'_>, act: &Act<'_>, entity: &Entity) -> Outcome<bool> {
        if self.doc.interval.is_some() || !self.active(act.now) {
            return Ok(false);
        }
        let (watched, datasets) = (&self.doc.watched, &self.doc.datasets);
        let all = watched.is_empty() && datasets.is_empty();
        let mut happened = Happened {
            created: act.before.is_none() && act.changes.is_empty() && all,
            deleted: act.after.is_none() && act.changes.is_empty() && all,
            ..Happened::default()
        };
        for change in act.changes {
            let dataset = change.dataset_id.as_deref().unwrap_or("@none");
            if !(watched.is_empty() || watched.contains(&change.attr))
                || !(datasets.is_empty() || datasets.iter().any(|known| known == dataset))
            {
                continue;
            }
            match change.what {
                What::Created => happened.attr_created = true,
                What::Updated => happened.attr_updated = true,
                What::Deleted => happened.attr_deleted = true,
                What::Unchanged => continue,
            }
            happened.created |= act.before.is_none();
            happened.deleted |= act.after.is_none();
        }
        if all && let (Some(before), Some(after)) = (act.before, act.after) {
            happened.other = before.types != after.types || before.scopes != after.scopes;
        }
        if !self.doc.triggers().iter().any(|trigger| happened.includes(*trigger)) {
            return Ok(false);
        }
        for query in &self.queries {
            if query.accepts_in(tx, self.tenant, act.now, entity)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// All subscriptions at one version.
#[derive(Debug, Default)]
pub struct Index {
    /// The version of the store that this is.
    pub version: i64,
    subs: Vec<Arc<Sub>>,
    by_row: HashMap<i64, u32>,
    tenants: HashMap<i64, Places>,
    /// Those about registrations of context sources, by tenant.
    sources: HashMap<i64, Vec<u32>>,
}

/// Subscriptions of a tenant by what an act must have to concern them.
#[derive(Debug, Default)]
struct Places {
    ids: HashMap<String, Vec<u32>>,
    types: HashMap<String, Attrs>,
    /// Any type.
    every: Attrs,
}

#[derive(Debug, Default)]
struct Attrs {
    /// One of its attributes changed.
    named: HashMap<String, Vec<u32>>,
    /// Whatever changed.
    any: Vec<u32>,
}

impl Attrs {
    fn put(&mut self, watched: &[String], at: u32) {
        if watched.is_empty() {
            self.any.push(at);
        }
        for name in watched {
            self.named.entry(name.clone()).or_default().push(at);
        }
    }

    fn find(&self, names: &HashSet<&str>, found: &mut Vec<u32>) {
        found.extend(&self.any);
        if !self.named.is_empty() {
            found.extend(names.iter().filter_map(|name| self.named.get(*name)).flatten());
        }
    }
}

impl Index {
    /// Reads what changed since `before`.
    pub fn load(tx: &mut Tx<'_>, before: &Index, version: i64) -> Outcome<Index> {
        let mut index = Index { version, ..Index::default() };
        let mut add = |sub: Arc<Sub>| index.subs.push(sub);
        let mut fresh = |row: Loaded| {
            let id = row.id;
            match Sub::new(row) {
                Ok(sub) => add(Arc::new(sub)),
                Err(error) => tracing::error!(id, ?error, "a stored subscription cannot be read any more"),
            }
        };
        if before.subs.is_empty() {
            store::load_all(tx)?.into_iter().for_each(&mut fresh);
        } else {
            let mut same = Vec::new();
            for (id, changed) in store::changes(tx)? {
                match before.get(id).filter(|sub| sub.changed == changed) {
                    Some(sub) => same.push(sub.clone()),
                    None => {
                        if let Some(row) = store::load(tx, id)? {
                            fresh(row);
                        }
                    }
                }
            }
            index.subs.extend(same);
        }
        index.arrange();
        Ok(index)
    }

    fn arrange(&mut self) {
        for (at, sub) in (0..).zip(&self.subs) {
            self.by_row.insert(sub.id, at);
            if sub.doc.sources {
                self.sources.entry(sub.tenant).or_default().push(at);
                continue;
            }
            let places = self.tenants.entry(sub.tenant).or_default();
            let watched = &sub.doc.watched;
            for query in &sub.queries {
                let types = query.types.as_ref().map(|types| types.first_names()).unwrap_or_default();
                if !query.ids.is_empty() {
                    for id in &query.ids {
                        places.ids.entry(id.clone()).or_default().push(at);
                    }
                } else if types.is_empty() {
                    places.every.put(watched, at);
                } else {
                    for name in types {
                        places.types.entry(name.to_owned()).or_default().put(watched, at);
                    }
                }
            }
        }
    }

    /// The subscriptions of a tenant that are about registrations of context sources.
    pub fn of_sources(&self, tenant: i64) -> impl Iterator<Item = &Arc<Sub>> {
        self.sources.get(&tenant).into_iter().flatten().map(|at| &self.subs[*at as usize])
    }

    /// The subscription of that row.
    pub fn get(&self, id: i64) -> Option<&Arc<Sub>> {
        self.by_row.get(&id).map(|at| &self.subs[*at as usize])
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.subs.len()
    }

    /// Who is to be told of an act.
    pub fn find(&self, tx: &mut Tx<'_>, act: &Act<'_>) -> Outcome<Vec<Arc<Sub>>> {
        let (Some(places), Some(entity)) = (self.tenants.get(&act.tenant), act.entity()) else {
            return Ok(Vec::new());
        };
        let changed = act.changes.iter().filter(|change| change.what != What::Unchanged);
        let names: HashSet<&str> = changed.map(|change| change.attr.as_str()).collect();
        let mut found = Vec::new();
        found.extend(places.ids.get(&entity.id).into_iter().flatten());
        places.every.find(&names, &mut found);
        for name in &entity.types {
            if let Some(attrs) = places.types.get(name) {
                attrs.find(&names, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut told = Vec::new();
        for at in found {
            let sub = &self.subs[at as usize];
            if sub.wants(tx, act, entity)? {
                told.push(sub.clone());
            }
        }
        Ok(told)
    }
}
