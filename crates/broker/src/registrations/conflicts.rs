//! What stands in the way of a registration whose source is to hold data alone (clauses 4.3.6.3, 5.9.2.4, 5.9.3.4).

use qipan_kernel::Outcome;
use qipan_ngsild::{Entity, Error, ErrorKind, Timestamp};
use qipan_store::Tx;

use super::model::{EntityInfo, Information, Mode, Registration};
use super::store;
use crate::entities::plan_store::{self, Condition, Page, Wanted};
use crate::hub::Hub;

/// Whether another registration stands in the way: the attributes that one source holds alone cannot be held by
/// another source as well.
pub fn with_registrations(
    tx: &mut Tx<'_>,
    tenant: i64,
    new: &Registration,
    now: Timestamp,
) -> Outcome<Option<Error>> {
    if !new.proxied() {
        return Ok(None);
    }
    let others = store::proxied(tx, tenant, now)?;
    let conflict = others.iter().find(|other| other.id != new.id && overlap(new, other));
    Ok(conflict.map(|other| {
        Error::new(ErrorKind::Conflict, "hub-registration-conflict-registration")
            .with("id", other.id.as_str())
    }))
}

/// Whether two registrations name the same attribute of the same entity, one of them as the only one.
fn overlap(one: &Registration, other: &Registration) -> bool {
    let (single, other) = match (one.mode, other.mode) {
        (Mode::Exclusive, _) => (one, other),
        (_, Mode::Exclusive) => (other, one),
        _ => return false,
    };
    single.information.iter().any(|mine| {
        other.information.iter().any(|theirs| {
            let attributes = theirs.any_attribute()
                || mine.attributes().any(|name| theirs.attributes().any(|n| n == name));
            let entities = theirs.entities.is_empty()
                || mine.entities.iter().any(|a| theirs.entities.iter().any(|b| same(a, b)));
            attributes && entities
        })
    })
}

/// Whether the entity that `single` names is one of `others`.
fn same(single: &EntityInfo, others: &EntityInfo) -> bool {
    let Some(id) = &single.id else { return false };
    match (&others.id, &others.pattern) {
        (Some(other), _) => id == other,
        (None, pattern) => {
            pattern.as_ref().is_none_or(|pattern| pattern.matches(id))
                && others.types.iter().any(|name| single.types.contains(name))
        }
    }
}

/// Whether an entity that is held here stands in the way: what a source is said to hold cannot be here too.
pub fn with_entities(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    new: &Registration,
    now: Timestamp,
) -> Outcome<Option<Error>> {
    if !new.proxied() {
        return Ok(None);
    }
    for information in &new.information {
        for wanted in searches(information) {
            // A page of nothing: whether there is more is all that is asked.
            let page = Page { offset: 0, limit: 0, scan_limit: hub.options.scan_limit, count: false };
            let mut hit = None;
            plan_store::find(tx, tenant, &wanted, page, now, &mut |_, entity| {
                let held = holds(information, new.mode, entity);
                if held {
                    hit = Some(entity.id.clone());
                }
                Ok(held)
            })?;
            if let Some(id) = hit {
                return Ok(Some(
                    Error::new(ErrorKind::Conflict, "hub-registration-conflict-entity").with("id", id),
                ));
            }
        }
    }
    Ok(None)
}

/// How the entities that a part of a registration is about are found.
fn searches(information: &Information) -> Vec<Wanted> {
    let ids: Vec<String> = information.entities.iter().filter_map(|entity| entity.id.clone()).collect();
    let groups: Vec<&EntityInfo> = information.entities.iter().filter(|entity| entity.id.is_none()).collect();
    let mut all = Vec::new();
    if !ids.is_empty() {
        all.push(Wanted { ids, ..Wanted::default() });
    }
    if !groups.is_empty() {
        let types = groups.iter().filter_map(|entity| entity.types.first().cloned()).collect();
        all.push(Wanted { types, ..Wanted::default() });
    }
    if information.entities.is_empty() {
        all.extend(information.attributes().map(|name| Wanted {
            conditions: vec![Condition {
                name: name.clone(),
                ranges: vec![(vec![0], vec![0xff])],
                ..Condition::default()
            }],
            ..Wanted::default()
        }));
    }
    all
}

fn holds(information: &Information, mode: Mode, entity: &Entity) -> bool {
    let is_one = |info: &EntityInfo| {
        let types = || info.types.iter().all(|name| entity.types.contains(name));
        match (&info.id, &info.pattern) {
            // The identifier of a single entity is enough, whatever types it has.
            (Some(id), _) if mode == Mode::Exclusive => *id == entity.id,
            (Some(id), _) => *id == entity.id && types(),
            (None, Some(pattern)) => pattern.matches(&entity.id) && types(),
            (None, None) => types(),
        }
    };
    (information.entities.is_empty() || information.entities.iter().any(is_one))
        && (information.any_attribute()
            || information.attributes().any(|name| entity.attrs.contains_key(name)))
}
