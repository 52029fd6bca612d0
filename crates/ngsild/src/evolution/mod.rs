//! The history of an entity (clauses 4.5.6 to 4.5.9, 4.5.19, 5.6.12 to 5.6.16 and 5.7.3): selection by time and scope,
//! the last instances, pages, aggregation, and the instances that changes leave behind.

mod aggregate;
mod record;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use serde_json::Value;

use crate::model::{Attr, Attrs, NULL};
use crate::query::{ScopeQ, Subject, TemporalQ, TimeProperty};
use crate::time::Timestamp;

pub use aggregate::{Aggregate, Row};
pub use record::{instance, scope_instance, tombstone};

/// The temporal evolution of an entity: each attribute with all its instances.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Evolution {
    /// Its URI.
    pub id: String,
    /// Expanded type names.
    pub types: Vec<String>,
    /// Scopes as a property with times (clause 4.5.6): the value of each instance is an array of scopes.
    pub scopes: Vec<Attr>,
    /// All instances by expanded name.
    pub attrs: Attrs,
    /// When the entity was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

/// A part of an evolution that was too large to be given at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// The least time in it.
    pub from: Timestamp,
    /// The greatest time in it.
    pub to: Timestamp,
}

impl Evolution {
    /// Leaves the instances that the query asks for, each attribute in the order of time; attributes without instances
    /// go. Returns whether an attribute (or, with `deletedAt`, a scope) is left: where not, the entity does not match
    /// (clause 5.7.4.4, S1).
    ///
    /// Without a window and with `observedAt`, instances that were never observed stay, before all others; in every
    /// other case an instance without the time that counts does not match (clause 4.11). `lastN` counts the instances
    /// of an attribute, whatever their `datasetId` (table 5.2.21-1).
    pub fn select(&mut self, query: &TemporalQ) -> bool {
        for instances in self.attrs.values_mut() {
            choose(instances, query);
        }
        choose(&mut self.scopes, query);
        self.attrs.retain(|_, instances| !instances.is_empty());
        !self.attrs.is_empty() || (query.property == TimeProperty::DeletedAt && !self.scopes.is_empty())
    }

    /// Leaves the instances from times when the entity was in the scopes asked for (clauses 4.18 and 5.7.4.4, S4, annex
    /// C.5.16). A scope holds from its own time (`observedAt`; from the beginning where it has none) until the next one
    /// or its deletion. Returns whether an attribute is left. To be called before [`Evolution::select`], which may take
    /// away the scope that holds when the window begins.
    pub fn select_scopes(&mut self, scopes: &ScopeQ, property: TimeProperty) -> bool {
        let mut known: Vec<&Attr> = self.scopes.iter().collect();
        known.sort_by_key(|attr| begins(attr));
        let mut spans = Vec::new();
        for (at, scope) in known.iter().enumerate() {
            let texts = strings(&scope.value);
            if !texts.is_empty() && scopes.matches(&texts) {
                spans.push((begins(scope), known.get(at + 1).and_then(|next| begins(next))));
            }
        }
        for instances in self.attrs.values_mut() {
            instances.retain(|attr| {
                // What has no time belongs to now.
                let time = property.of(attr).or(attr.modified_at);
                spans.iter().any(|(from, until)| match time {
                    Some(time) => {
                        from.is_none_or(|from| from <= time) && until.is_none_or(|until| time < until)
                    }
                    None => until.is_none(),
                })
            });
        }
        self.attrs.retain(|_, instances| !instances.is_empty());
        !self.attrs.is_empty()
    }

    /// How many instances there are of all attributes.
    pub fn instances(&self) -> usize {
        self.attrs.values().map(Vec::len).sum()
    }

    /// Where there are more than `most` instances, leaves the first of them in time, or with `lastN` the last, and says
    /// which span they fill (clause 6.3.10: 206 with `Content-Range`). Instances of one moment stay together, so that
    /// the next page can begin after it; attributes whose instances all lie outside stay with an empty list.
    pub fn page(&mut self, query: &TemporalQ, most: usize) -> Option<Page> {
        if most == 0 || self.instances() <= most {
            return None;
        }
        let all = self.attrs.values().flatten();
        let mut times: Vec<Timestamp> = all.filter_map(|attr| query.property.of(attr)).collect();
        if times.is_empty() {
            return None;
        }
        let backwards = query.last_n.is_some();
        if backwards {
            times.sort_unstable_by_key(|time| Reverse(*time));
        } else {
            times.sort_unstable();
        }
        let near = times[0];
        let mut far = times[most.min(times.len()) - 1];
        // A moment that does not fit as a whole waits for the next page, unless the page is that moment alone.
        if times.get(most) == Some(&far)
            && let Some(before) = times[..most].iter().rev().find(|time| **time != far)
        {
            far = *before;
        }
        let (from, to) = if backwards { (far, near) } else { (near, far) };
        for instances in self.attrs.values_mut() {
            instances.retain(|attr| query.property.of(attr).is_none_or(|time| from <= time && time <= to));
        }
        Some(Page { from, to })
    }

    /// For `q`: any instance that is left may match (clause 5.7.4.4, S2).
    pub fn subject(&self) -> Subject<'_> {
        Subject::from_attrs(&self.id, &self.types, &[], &self.attrs)
    }
}

fn choose(instances: &mut Vec<Attr>, query: &TemporalQ) {
    let strict = query.window.is_some() || query.property != TimeProperty::ObservedAt;
    instances.retain(|attr| match query.property.of(attr) {
        Some(time) => query.window.is_none_or(|window| window.holds(time)),
        None => !strict,
    });
    instances.sort_by_key(|attr| query.property.of(attr));
    if let Some(last) = query.last_n {
        instances.drain(..instances.len().saturating_sub(last));
    }
}

/// Since when a scope holds.
fn begins(scope: &Attr) -> Option<Timestamp> {
    scope.deleted_at.or(scope.observed_at)
}

fn strings(value: &Value) -> Vec<String> {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    all.iter().filter_map(Value::as_str).filter(|text| *text != NULL).map(str::to_owned).collect()
}
