//! Merge patch (clauses 5.5.12 and 5.6.17): what is given goes into what is there, at any depth.

use serde_json::{Map, Value};

use super::apply::{changed, find, has_value, insert, put, remove, set_scopes, touch, unite_types};
use super::{Edited, Now};
use crate::error::{Error, Fallible};
use crate::model::{Attr, Entity, Kind, NULL};
use crate::query::Expand;
use crate::time::Timestamp;

/// What a merge may be told besides its fragment.
#[derive(Clone, Copy, Default)]
pub struct MergeOptions<'a> {
    /// `observedAt` of all merged attributes that had one and are not given another.
    pub observed_at: Option<Timestamp>,
    /// The language that a plain string belongs to where it meets a `LanguageProperty`.
    pub lang: Option<&'a str>,
    /// Expands a plain string where it meets a `VocabProperty`.
    pub expand: Option<Expand<'a>>,
}

/// Merges a fragment into the entity: attributes and their attributes are merged, objects inside values too (RFC 7396,
/// with [`NULL`] as null), others are added; types are united, scopes replaced. `observedAt` stays where none is given.
pub fn merge(entity: &mut Entity, fragment: Entity, options: MergeOptions<'_>, now: Now) -> Edited {
    let mut edited = Edited::default();
    unite_types(entity, fragment.types, &mut edited);
    if let Some(scopes) = fragment.scopes {
        set_scopes(entity, scopes, &mut edited);
    }
    if fragment.expires_at.is_some() && fragment.expires_at != entity.expires_at {
        entity.expires_at = fragment.expires_at;
        edited.expiry_changed = true;
    }
    for (name, instances) in fragment.attrs {
        for instance in instances {
            let dataset = instance.dataset_id.clone();
            if instance.kind == Kind::Deletion {
                remove(entity, &name, dataset.as_deref(), &mut edited);
                continue;
            }
            let place = find(entity, &name, dataset.as_deref());
            let target = place.and_then(|place| entity.attrs.get_mut(&name)?.get_mut(place));
            match target {
                Some(target) => match merged(target, instance, options, now) {
                    Ok(after) => {
                        let before = std::mem::replace(target, after);
                        edited.done(&name);
                        edited.changes.push(changed(&name, before, target));
                    }
                    Err(error) => edited.refused(&name, error),
                },
                None if has_value(&instance) => put(entity, &name, without_nulls(instance), now, &mut edited),
                None => edited.refused(&name, Error::bad("ngsild-edit-no-value")),
            }
        }
    }
    touch(entity, &edited, now);
    edited
}

fn merged(target: &Attr, fragment: Attr, options: MergeOptions<'_>, now: Now) -> Fallible<Attr> {
    let mut result = target.clone();
    match fragment.kind {
        Kind::Partial | Kind::Deletion => {}
        kind if kind == target.kind => merge_value(kind, &mut result.value, fragment.value),
        // A bare value keeps the kind that is there; `object`, `languageMap` … say another kind.
        kind @ (Kind::Property | Kind::GeoProperty) if fragment.untyped => {
            let value = fit(kind, fragment.value, target, options.lang, options.expand)?;
            merge_value(target.kind, &mut result.value, value);
        }
        kind => {
            result.kind = kind;
            result.value = strip(fragment.value);
        }
    }
    let common = options.observed_at.filter(|_| target.observed_at.is_some());
    result.observed_at = fragment.observed_at.or(common).or(target.observed_at);
    members(&mut result, fragment.unit_code, fragment.value_type, fragment.object_types, fragment.expires_at);
    take_away(&mut result, &fragment.removed);
    for (name, instances) in fragment.sub {
        for instance in instances {
            let known = result.sub.entry(name.clone()).or_default();
            let at = known.iter().position(|one| one.dataset_id == instance.dataset_id);
            match (instance.kind, at) {
                (Kind::Deletion, Some(at)) => drop(known.remove(at)),
                (_, Some(at)) => known[at] = merged(&known[at], instance, options, now)?,
                (Kind::Deletion | Kind::Partial, None) => {}
                (_, None) => drop(insert(known, None, without_nulls(instance), now)),
            }
        }
    }
    result.sub.retain(|_, instances| !instances.is_empty());
    result.modified_at = Some(now);
    Ok(result)
}

/// Sets the members that are given.
pub(super) fn members(
    target: &mut Attr,
    unit_code: Option<String>,
    value_type: Option<String>,
    object_types: Vec<String>,
    expires_at: Option<Timestamp>,
) {
    if unit_code.is_some() {
        target.unit_code = unit_code;
    }
    if value_type.is_some() {
        target.value_type = value_type;
    }
    if !object_types.is_empty() {
        target.object_types = object_types;
    }
    if expires_at.is_some() {
        target.expires_at = expires_at;
    }
}

/// Takes away the members that were given as [`NULL`]; unknown names mean nothing.
pub(super) fn take_away(target: &mut Attr, removed: &[String]) {
    for name in removed {
        match name.as_str() {
            "observedAt" => target.observed_at = None,
            "unitCode" => target.unit_code = None,
            "valueType" => target.value_type = None,
            "objectType" => target.object_types.clear(),
            "expiresAt" => target.expires_at = None,
            _ => {}
        }
    }
}

/// Objects are merged where the kind allows; everything else is replaced.
fn merge_value(kind: Kind, target: &mut Value, patch: Value) {
    match kind {
        Kind::Property | Kind::JsonProperty | Kind::LanguageProperty => patch_value(target, patch),
        _ => *target = patch,
    }
}

/// RFC 7396 with [`NULL`] in the place of null.
fn patch_value(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (name, value) in patch {
                if is_null(&value) {
                    target.remove(&name);
                } else if let Some(known) = target.get_mut(&name) {
                    patch_value(known, value);
                } else {
                    target.insert(name, strip(value));
                }
            }
        }
        (target, patch) => *target = strip(patch),
    }
}

/// Members that would delete what is not there mean nothing.
fn strip(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().filter(|(_, v)| !is_null(v)).map(|(k, v)| (k, strip(v))).collect())
        }
        other => other,
    }
}

fn without_nulls(mut attr: Attr) -> Attr {
    if matches!(attr.kind, Kind::Property | Kind::JsonProperty | Kind::LanguageProperty) {
        attr.value = strip(attr.value);
    }
    attr
}

fn is_null(value: &Value) -> bool {
    value.as_str() == Some(NULL)
}

/// A bare value (of an untyped `Property` or `GeoProperty` fragment) in the form of the kind that is there.
///
/// # Errors
/// `BadRequestData` where the value cannot be of that kind, or where the fragment names another kind by its member.
pub(super) fn fit(
    given: Kind,
    value: Value,
    target: &Attr,
    lang: Option<&str>,
    expand: Option<Expand<'_>>,
) -> Fallible<Value> {
    let differs =
        || Error::bad("ngsild-edit-kind-differs").with("was", target.kind.name()).with("given", given.name());
    if !matches!(given, Kind::Property | Kind::GeoProperty) {
        return Err(differs());
    }
    // The simplified form of some kinds wraps the value in its own member (clause 4.5.4).
    let value = match value {
        Value::Object(mut map) if map.len() == 1 && map.contains_key(target.kind.member()) => {
            map.remove(target.kind.member()).unwrap_or(Value::Null)
        }
        other => other,
    };
    let strings = |value: &Value| match value {
        Value::String(_) => true,
        Value::Array(all) => !all.is_empty() && all.iter().all(Value::is_string),
        _ => false,
    };
    match target.kind {
        Kind::Property | Kind::JsonProperty => Ok(value),
        Kind::Relationship if strings(&value) => Ok(value),
        Kind::GeoProperty if value.get("coordinates").is_some() => Ok(value),
        Kind::LanguageProperty if value.is_object() => Ok(value),
        Kind::LanguageProperty if strings(&value) => {
            Ok(Value::Object(Map::from_iter([(lang.unwrap_or("@none").to_owned(), value)])))
        }
        Kind::VocabProperty if strings(&value) => match (expand, value) {
            (Some(expand), Value::String(name)) => expand(&name).map(Value::String),
            (Some(expand), Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).map(|name| expand(name).map(Value::String)).collect()
            }
            (_, value) => Ok(value),
        },
        Kind::ListProperty if value.is_array() => Ok(value),
        Kind::ListRelationship if value.is_array() && strings(&value) => Ok(value),
        _ => Err(differs()),
    }
}
