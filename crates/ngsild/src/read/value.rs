//! The value of each kind of attribute: what it may be and how it is kept.

use serde_json::{Map, Value};

use super::geo;
use crate::context::{Context, is_uri};
use crate::error::{Error, Fallible};
use crate::model::{Kind, NULL};

/// How deep JSON inside a value may go.
const DEEPEST: usize = 64;

pub(super) fn is_null(json: &Value) -> bool {
    json.as_str() == Some(NULL)
}

/// Whether this value says that the attribute is to be deleted, in the form of its kind (clause 4.5.0). The JSON null
/// literal of JSON-LD (`{"@type": "@json", "@value": null}`) is a value like others: that clause offers it to those who
/// want to keep a null.
pub(super) fn is_deletion(kind: Kind, json: &Value) -> bool {
    match (kind, json) {
        (Kind::ListProperty | Kind::ListRelationship, Value::Array(all)) => {
            matches!(all.as_slice(), [one] if is_null(one))
        }
        (Kind::LanguageProperty, Value::Object(map)) => {
            map.len() == 1 && map.get("@none").is_some_and(is_null)
        }
        _ => is_null(json),
    }
}

/// Checks a value and gives it in the form in which it is kept. In a merge NULL may stand inside objects.
pub(super) fn read(kind: Kind, json: &Value, ctx: &Context, merge: bool) -> Fallible<Value> {
    if json.is_null() {
        return Err(Error::bad("ngsild-value-null"));
    }
    match kind {
        Kind::Property => {
            inside(json, merge, 0)?;
            Ok(json.clone())
        }
        Kind::GeoProperty => geometry(json),
        Kind::Relationship => objects(json),
        Kind::LanguageProperty => {
            languages(json, merge)?;
            Ok(json.clone())
        }
        Kind::VocabProperty => vocabulary(json, ctx),
        Kind::JsonProperty => {
            if !(json.is_object() || json.is_array()) {
                return Err(Error::bad("ngsild-json"));
            }
            inside(json, true, 0)?;
            Ok(json.clone())
        }
        Kind::ListProperty => {
            let Value::Array(all) = json else { return Err(Error::bad("ngsild-list")) };
            if all.iter().any(|item| item.is_null() || is_null(item)) {
                return Err(Error::bad("ngsild-value-null"));
            }
            inside(json, merge, 0)?;
            Ok(json.clone())
        }
        Kind::ListRelationship => object_list(json),
        Kind::Partial | Kind::Deletion => Ok(Value::Null),
    }
}

/// Bounds the depth, and refuses NULL as the value of a member outside merges (clause 5.5.4).
fn inside(json: &Value, nulls: bool, depth: usize) -> Fallible<()> {
    if depth > DEEPEST {
        return Err(Error::bad("ngsild-deep"));
    }
    match json {
        Value::Array(all) => all.iter().try_for_each(|item| inside(item, nulls, depth + 1)),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| {
            if !nulls && is_null(value) {
                return Err(Error::bad("ngsild-null").at(key.as_str()));
            }
            inside(value, nulls, depth + 1)
        }),
        _ => Ok(()),
    }
}

/// A geometry, or one written as a string (clause 4.7.2).
fn geometry(json: &Value) -> Fallible<Value> {
    let parsed;
    let json = match json {
        Value::String(text) => {
            parsed = serde_json::from_str(text).map_err(|_| Error::bad("ngsild-geometry"))?;
            &parsed
        }
        other => other,
    };
    geo::check_geometry(json)?;
    Ok(json.clone())
}

fn objects(json: &Value) -> Fallible<Value> {
    let uri = |item: &Value| item.as_str().is_some_and(|uri| is_uri(uri) && uri != NULL);
    let fits = match json {
        Value::Array(all) => !all.is_empty() && all.iter().all(uri),
        one => uri(one),
    };
    if fits { Ok(json.clone()) } else { Err(Error::bad("ngsild-object")) }
}

/// URIs, each by itself or as `{"object": …}` (clause 4.5.22.2).
fn object_list(json: &Value) -> Fallible<Value> {
    let wrong = || Error::bad("ngsild-object-list");
    let Value::Array(all) = json else { return Err(wrong()) };
    let uri = |item: &Value| {
        let text = match item {
            Value::Object(members) if members.len() == 1 => members.get("object").and_then(Value::as_str),
            other => other.as_str(),
        };
        let text = text.filter(|uri| is_uri(uri) && *uri != NULL).ok_or_else(wrong)?;
        Ok(Value::String(text.to_owned()))
    };
    all.iter().map(uri).collect()
}

fn languages(json: &Value, merge: bool) -> Fallible<()> {
    let wrong = || Error::bad("ngsild-language-map");
    let Value::Object(map) = json else { return Err(wrong()) };
    if map.is_empty() {
        return Err(wrong());
    }
    check_languages(map, merge)
}

fn check_languages(map: &Map<String, Value>, merge: bool) -> Fallible<()> {
    let wrong = |tag: &str| Error::bad("ngsild-language-map").at(tag);
    for (tag, texts) in map {
        let mut parts = tag.split('-');
        let primary = parts.next().is_some_and(|part| part.bytes().all(|b| b.is_ascii_alphabetic()));
        let well = tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if tag != "@none" && !(primary && well) {
            return Err(wrong(tag));
        }
        let fits = match texts {
            Value::String(text) => merge || text != NULL,
            Value::Array(all) => all.iter().all(|text| text.is_string() && !is_null(text)),
            _ => false,
        };
        if !fits {
            return Err(wrong(tag));
        }
    }
    Ok(())
}

fn vocabulary(json: &Value, ctx: &Context) -> Fallible<Value> {
    let wrong = || Error::bad("ngsild-vocab");
    let expand = |item: &Value| {
        let name = item.as_str().filter(|name| *name != NULL).ok_or_else(wrong)?;
        let iri = ctx.expand_word(name)?;
        if iri.starts_with('@') { Err(wrong()) } else { Ok(Value::String(iri.into_owned())) }
    };
    match json {
        Value::Array(all) if !all.is_empty() => all.iter().map(expand).collect(),
        Value::Array(_) => Err(wrong()),
        one => expand(one),
    }
}
