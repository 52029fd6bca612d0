//! Rules that write whole attributes: create, append, update, replace, partial update, delete.

use super::{Change, Edit, Edited, Instances, Now, SCOPE, TYPE, What};
use crate::error::{Error, ErrorKind};
use crate::model::{Attr, Attrs, Entity, Kind, NULL};

/// Stamps an entity that has not been stored before (clauses 5.6.1 and 4.8): `createdAt` and `modifiedAt` everywhere.
/// Deletions and attributes without a value, which only fragments may have, are dropped.
pub fn create(entity: &mut Entity, now: Now) -> Edited {
    let mut edited =
        Edited { types_changed: true, scopes_changed: entity.scopes.is_some(), ..Edited::default() };
    let attrs = std::mem::take(&mut entity.attrs);
    for (name, instances) in attrs {
        for instance in instances {
            if has_value(&instance) {
                put(entity, &name, instance, now, &mut edited);
            }
        }
    }
    entity.created_at = Some(now);
    entity.modified_at = Some(now);
    entity.deleted_at = None;
    edited
}

/// Appends attributes (clause 5.6.3): those that are there are replaced, or left alone where `no_overwrite` says so;
/// types are united; scopes are replaced, or united where `no_overwrite` says so.
pub fn append(entity: &mut Entity, fragment: Entity, no_overwrite: bool, now: Now) -> Edited {
    let mut edited = Edited::default();
    unite_types(entity, fragment.types, &mut edited);
    if let Some(scopes) = fragment.scopes {
        if no_overwrite {
            let mut all = entity.scopes.clone().unwrap_or_default();
            let new = scopes.into_iter().filter(|scope| scope != NULL);
            for scope in new {
                if !all.contains(&scope) {
                    all.push(scope);
                }
            }
            set_scopes(entity, all, &mut edited);
        } else {
            set_scopes(entity, scopes, &mut edited);
        }
    }
    for (name, instances) in fragment.attrs {
        for instance in instances {
            if instance.kind == Kind::Deletion {
                edited.refused(&name, Error::bad("ngsild-edit-null-not-allowed"));
            } else if !has_value(&instance) {
                edited.refused(&name, Error::bad("ngsild-edit-no-value"));
            } else if no_overwrite && find(entity, &name, instance.dataset_id.as_deref()).is_some() {
                edited.refused(&name, Error::new(ErrorKind::AlreadyExists, "ngsild-edit-exists"));
            } else {
                put(entity, &name, instance, now, &mut edited);
            }
        }
    }
    touch(entity, &edited, now);
    edited
}

/// Updates attributes (clause 5.6.2 with the partial update of 5.5.8 at the level of attributes): those that are there
/// are replaced as a whole, others appended, [`Kind::Deletion`] deletes; types are united; scopes are replaced, and
/// reported as not updated where the entity has none.
pub fn update(entity: &mut Entity, fragment: Entity, now: Now) -> Edited {
    let mut edited = Edited::default();
    unite_types(entity, fragment.types, &mut edited);
    if let Some(scopes) = fragment.scopes {
        if entity.scopes.as_ref().is_some_and(|known| !known.is_empty()) {
            set_scopes(entity, scopes, &mut edited);
        } else {
            edited.refused(SCOPE, Error::new(ErrorKind::ResourceNotFound, "ngsild-edit-scope-absent"));
        }
    }
    for (name, instances) in fragment.attrs {
        for instance in instances {
            if instance.kind == Kind::Deletion {
                // What is not there need not be deleted (RFC 7396).
                remove(entity, &name, instance.dataset_id.as_deref(), &mut edited);
            } else if has_value(&instance) {
                put(entity, &name, instance, now, &mut edited);
            } else {
                edited.refused(&name, Error::bad("ngsild-edit-no-value"));
            }
        }
    }
    touch(entity, &edited, now);
    edited
}

/// Replaces the entity (clause 5.6.18): only its id and `createdAt` stay; types are those given. [`NULL`] means nothing
/// here and is dropped.
pub fn replace(entity: &mut Entity, new: Entity, now: Now) -> Edited {
    let mut before = std::mem::take(&mut entity.attrs);
    let mut edited = Edited {
        types_changed: !new.types.is_empty() && entity.types != new.types,
        scopes_changed: entity.scopes.as_deref().unwrap_or_default()
            != new.scopes.as_deref().unwrap_or_default(),
        expiry_changed: entity.expires_at != new.expires_at,
        ..Edited::default()
    };
    if !new.types.is_empty() {
        entity.types = new.types;
    }
    entity.scopes = new.scopes;
    entity.expires_at = new.expires_at;
    for (name, instances) in new.attrs {
        for instance in instances.into_iter().filter(has_value) {
            put(entity, &name, instance, now, &mut edited);
        }
    }
    // What was written has been reported as created: say what was there before.
    for change in &mut edited.changes {
        let Some(instances) = before.get_mut(&change.attr) else { continue };
        let Some(at) = instances.iter().position(|one| one.dataset_id == change.dataset_id) else { continue };
        let old = instances.remove(at);
        if let Some(new) = change.now(entity) {
            change.what = if same(&old, new) { What::Unchanged } else { What::Updated };
        }
        change.before = Some(old);
    }
    // And what is left of it is gone.
    for (name, instances) in before {
        for old in instances {
            edited.done(&name);
            edited.changes.push(deleted(&name, old));
        }
    }
    entity.modified_at = Some(now);
    edited
}

/// Changes the members given of one instance and leaves its others alone (clauses 5.6.4 and 5.5.8): the value, system
/// members and each attribute of the attribute are replaced as wholes; [`Attr::removed`] and deletions among the
/// attributes of the attribute take away. [`Kind::Deletion`] deletes the instance.
///
/// # Errors
/// `ResourceNotFound` where there is no such instance; `BadRequestData` where the kind differs or nothing is given.
pub fn partial(entity: &mut Entity, name: &str, dataset: Option<&str>, fragment: Attr, now: Now) -> Edit {
    let mut edited = Edited::default();
    let Some(place) = find(entity, name, dataset) else { return Err(absent(name, dataset)) };
    if fragment.kind == Kind::Deletion {
        remove(entity, name, dataset, &mut edited);
        touch(entity, &edited, now);
        return Ok(edited);
    }
    if fragment.kind == Kind::Partial && says_nothing(&fragment) {
        return Err(Error::bad("ngsild-edit-empty-fragment").at(name));
    }
    let Some(target) = entity.attrs.get_mut(name).and_then(|all| all.get_mut(place)) else {
        return Err(absent(name, dataset));
    };
    let before = target.clone();
    if has_value(&fragment) {
        if fragment.kind == target.kind {
            target.value = fragment.value;
        } else if fragment.untyped {
            target.value = super::merge::fit(fragment.kind, fragment.value, target, None, None)
                .map_err(|error| error.at(name))?;
        } else {
            return Err(Error::bad("ngsild-edit-kind-differs")
                .with("was", target.kind.name())
                .with("given", fragment.kind.name())
                .at(name));
        }
    }
    target.observed_at = fragment.observed_at.or(target.observed_at);
    super::merge::members(
        target,
        fragment.unit_code,
        fragment.value_type,
        fragment.object_types,
        fragment.expires_at,
    );
    super::merge::take_away(target, &fragment.removed);
    for (sub_name, instances) in fragment.sub {
        for instance in instances {
            let known = target.sub.entry(sub_name.clone()).or_default();
            let at = known.iter().position(|one| one.dataset_id == instance.dataset_id);
            match (instance.kind, at) {
                (Kind::Deletion, Some(at)) => drop(known.remove(at)),
                (Kind::Deletion | Kind::Partial, _) => {}
                (_, at) => drop(insert(known, at, instance, now)),
            }
        }
    }
    target.sub.retain(|_, instances| !instances.is_empty());
    target.modified_at = Some(now);
    edited.done(name);
    edited.changes.push(changed(name, before, target));
    touch(entity, &edited, now);
    Ok(edited)
}

/// Replaces one instance, that of the fragment's `datasetId` (clause 5.6.19); its kind may change.
///
/// # Errors
/// `ResourceNotFound` where there is no such instance; `BadRequestData` where there is no value.
pub fn replace_attr(entity: &mut Entity, name: &str, fragment: Attr, now: Now) -> Edit {
    let mut edited = Edited::default();
    if find(entity, name, fragment.dataset_id.as_deref()).is_none() {
        return Err(absent(name, fragment.dataset_id.as_deref()));
    }
    if fragment.kind == Kind::Deletion {
        return Err(Error::bad("ngsild-edit-null-not-allowed").at(name));
    }
    if !has_value(&fragment) {
        return Err(Error::bad("ngsild-edit-no-value").at(name));
    }
    put(entity, name, fragment, now, &mut edited);
    touch(entity, &edited, now);
    Ok(edited)
}

/// Deletes one instance or all of them (clause 5.6.5).
///
/// # Errors
/// `ResourceNotFound` where there is nothing to delete.
pub fn delete_attr(entity: &mut Entity, name: &str, which: Instances<'_>, now: Now) -> Edit {
    let mut edited = Edited::default();
    match which {
        Instances::One(dataset) => {
            if !remove(entity, name, dataset, &mut edited) {
                return Err(absent(name, dataset));
            }
        }
        Instances::All => {
            let Some(all) = entity.attrs.remove(name) else { return Err(absent(name, None)) };
            edited.done(name);
            edited.changes.extend(all.into_iter().map(|old| deleted(name, old)));
        }
    }
    touch(entity, &edited, now);
    Ok(edited)
}

/// Takes all scopes away (clause 5.6.5, target attribute `scope`).
///
/// # Errors
/// `ResourceNotFound` where there are none.
pub fn delete_scope(entity: &mut Entity, now: Now) -> Edit {
    let mut edited = Edited::default();
    if entity.scopes.as_ref().is_none_or(Vec::is_empty) {
        return Err(Error::new(ErrorKind::ResourceNotFound, "ngsild-edit-scope-absent").at(SCOPE));
    }
    set_scopes(entity, Vec::new(), &mut edited);
    touch(entity, &edited, now);
    Ok(edited)
}

/// Where that instance stands in its list.
pub(super) fn find(entity: &Entity, name: &str, dataset: Option<&str>) -> Option<usize> {
    entity.attrs.get(name)?.iter().position(|one| one.dataset_id.as_deref() == dataset)
}

/// It has a kind and a value of its own.
pub(super) fn has_value(attr: &Attr) -> bool {
    !matches!(attr.kind, Kind::Partial | Kind::Deletion)
}

fn says_nothing(attr: &Attr) -> bool {
    attr.observed_at.is_none()
        && attr.unit_code.is_none()
        && attr.value_type.is_none()
        && attr.object_types.is_empty()
        && attr.expires_at.is_none()
        && attr.sub.is_empty()
        && attr.removed.is_empty()
}

fn absent(name: &str, dataset: Option<&str>) -> Error {
    let error = match dataset {
        None => Error::new(ErrorKind::ResourceNotFound, "ngsild-edit-attribute-absent"),
        Some(dataset) => {
            Error::new(ErrorKind::ResourceNotFound, "ngsild-edit-instance-absent").with("dataset", dataset)
        }
    };
    error.with("attr", name).at(name)
}

/// Writes one instance in place of the one that is there, or beside the others.
pub(super) fn put(entity: &mut Entity, name: &str, instance: Attr, now: Now, edited: &mut Edited) {
    let known = entity.attrs.entry(name.to_owned()).or_default();
    let at = known.iter().position(|one| one.dataset_id == instance.dataset_id);
    let dataset_id = instance.dataset_id.clone();
    let before = insert(known, at, instance, now);
    edited.done(name);
    edited.changes.push(match (before, at) {
        (Some(before), Some(at)) => changed(name, before, &known[at]),
        _ => Change { attr: name.to_owned(), dataset_id, what: What::Created, before: None },
    });
}

/// Puts a stamped instance at its place and gives the one that was there; the default instance stands first.
pub(super) fn insert(known: &mut Vec<Attr>, at: Option<usize>, mut instance: Attr, now: Now) -> Option<Attr> {
    stamp(&mut instance, at.map(|at| &known[at]), now);
    // Mostly there is but one, and each is large.
    if known.is_empty() {
        known.reserve_exact(1);
    }
    match at {
        Some(at) => return Some(std::mem::replace(&mut known[at], instance)),
        None if instance.dataset_id.is_none() => known.insert(0, instance),
        None => known.push(instance),
    }
    None
}

/// Takes one instance away; `false` where there is none.
pub(super) fn remove(entity: &mut Entity, name: &str, dataset: Option<&str>, edited: &mut Edited) -> bool {
    let Some(at) = find(entity, name, dataset) else { return false };
    let Some(known) = entity.attrs.get_mut(name) else { return false };
    let old = known.remove(at);
    if known.is_empty() {
        entity.attrs.remove(name);
    }
    edited.done(name);
    edited.changes.push(deleted(name, old));
    true
}

/// Sets what the broker sets, and drops what only fragments have.
fn stamp(attr: &mut Attr, before: Option<&Attr>, now: Now) {
    attr.created_at = before.and_then(|old| old.created_at).or(Some(now));
    attr.modified_at = Some(now);
    attr.deleted_at = None;
    attr.instance_id = None;
    attr.previous = None;
    attr.untyped = false;
    attr.removed.clear();
    for (name, instances) in &mut attr.sub {
        instances.retain(has_value);
        for instance in instances {
            let old = before.and_then(|old| old.sub.get(name));
            let old = old.and_then(|all| all.iter().find(|one| one.dataset_id == instance.dataset_id));
            stamp(instance, old, now);
        }
    }
    attr.sub.retain(|_, instances| !instances.is_empty());
}

pub(super) fn changed(name: &str, before: Attr, after: &Attr) -> Change {
    let what = if same(&before, after) { What::Unchanged } else { What::Updated };
    let dataset_id = after.dataset_id.clone();
    Change { attr: name.to_owned(), dataset_id, what, before: Some(before) }
}

fn deleted(name: &str, old: Attr) -> Change {
    let dataset_id = old.dataset_id.clone();
    Change { attr: name.to_owned(), dataset_id, what: What::Deleted, before: Some(old) }
}

/// Both say the same; when they were written does not count.
fn same(one: &Attr, other: &Attr) -> bool {
    one.kind == other.kind
        && one.value == other.value
        && one.dataset_id == other.dataset_id
        && one.observed_at == other.observed_at
        && one.unit_code == other.unit_code
        && one.value_type == other.value_type
        && one.object_types == other.object_types
        && one.expires_at == other.expires_at
        && same_all(&one.sub, &other.sub)
}

fn same_all(one: &Attrs, other: &Attrs) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|((name, left), (other_name, right))| {
            name == other_name
                && left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        })
}

pub(super) fn unite_types(entity: &mut Entity, types: Vec<String>, edited: &mut Edited) {
    for name in types {
        if !entity.types.contains(&name) {
            entity.types.push(name);
            edited.types_changed = true;
            edited.done(TYPE);
        }
    }
}

pub(super) fn set_scopes(entity: &mut Entity, scopes: Vec<String>, edited: &mut Edited) {
    // A scope may be deleted with NULL (clause 4.18).
    let gone = scopes.is_empty() || scopes.iter().any(|scope| scope == NULL);
    let scopes = if gone { None } else { Some(scopes) };
    edited.scopes_changed |=
        entity.scopes.as_deref().unwrap_or_default() != scopes.as_deref().unwrap_or_default();
    edited.done(SCOPE);
    entity.scopes = scopes;
}

pub(super) fn touch(entity: &mut Entity, edited: &Edited, now: Now) {
    if edited.touched() {
        entity.modified_at = Some(now);
    }
}
