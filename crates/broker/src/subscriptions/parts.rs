//! The members of a subscription that are objects of their own: read and checked.

use qipan_ngsild::query::{Projection, Types};
use qipan_ngsild::{Error, Fallible};
use serde_json::{Map, Value, json};

use super::endpoint::Endpoint;
use super::input::{flag, text, texts};
use super::model::{Format, Geo, Notification, Selector, Trigger};

/// A type selection with each of its names put through `change`.
pub fn each_type(text: &str, change: impl Fn(&str) -> Fallible<String>) -> Fallible<String> {
    let mut out = String::with_capacity(text.len());
    let mut name = String::new();
    for c in text.chars().chain(['\0']) {
        if !matches!(c, '(' | ')' | ';' | '|' | ',' | '\0') {
            name.push(c);
            continue;
        }
        if !name.is_empty() {
            out.push_str(&if name == "*" { name.clone() } else { change(&name)? });
            name.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    Ok(out)
}

/// Entity selectors (clause 5.2.33).
pub fn selectors(value: &Value, expand: &dyn Fn(&str) -> Fallible<String>) -> Fallible<Vec<Selector>> {
    let Value::Array(all) = value else { return Err(Error::bad("hub-entities-not-array").at("entities")) };
    if all.is_empty() {
        return Err(Error::bad("hub-entities-not-array").at("entities"));
    }
    all.iter()
        .map(|selector| {
            let members = selector.as_object().ok_or_else(|| Error::bad("hub-selector").at("entities"))?;
            let types = members.get("type").or_else(|| members.get("@type"));
            let types = types.ok_or_else(|| Error::bad("hub-selector-type").at("entities.type"))?;
            // Several names in an array are alternatives.
            let types = texts("entities.type", types)?.join(",");
            Types::parse(&types, expand).map_err(|e| e.at("entities.type"))?;
            let id_pattern =
                members.get("idPattern").map(|value| text("entities.idPattern", value)).transpose()?;
            let ids = members.get("id").or_else(|| members.get("@id"));
            let ids = ids.map_or(Ok(Vec::new()), |value| texts("entities.id", value))?;
            for id in &ids {
                crate::entities::provision::check_uri(id).map_err(|e| e.at("entities.id"))?;
            }
            Ok(Selector {
                ids,
                id_pattern: id_pattern.map(str::to_owned),
                types: each_type(&types, |name| expand(name.trim()))?,
            })
        })
        .collect()
}

/// A trigger by its name.
pub fn trigger(name: &str) -> Fallible<Trigger> {
    serde_json::from_value(json!(name))
        .map_err(|_| Error::bad("hub-sub-trigger").with("trigger", name).at("notificationTrigger"))
}

/// A geo-query (clause 5.2.13).
pub fn geo(value: &Value, expand: &dyn Fn(&str) -> Fallible<String>) -> Fallible<Geo> {
    let incomplete = || Error::bad("hub-geo-incomplete").at("geoQ");
    let members = value.as_object().ok_or_else(incomplete)?;
    let member = |name: &str| members.get(name).and_then(Value::as_str);
    let coordinates = members.get("coordinates").filter(|value| value.is_array() || value.is_string());
    Ok(Geo {
        georel: member("georel").ok_or_else(incomplete)?.to_owned(),
        geometry: member("geometry").ok_or_else(incomplete)?.to_owned(),
        coordinates: coordinates.ok_or_else(incomplete)?.clone(),
        geoproperty: member("geoproperty").map(expand).transpose()?,
    })
}

/// What is told, and to whom (clause 5.2.14).
pub fn notification(
    members: &Map<String, Value>,
    expand: &dyn Fn(&str) -> Fallible<String>,
) -> Fallible<Notification> {
    let at = |name: &str| format!("notification.{name}");
    let given = |name: &str| members.get(name).filter(|value| !value.is_null());
    let list = |name: &'static str| -> Fallible<Vec<String>> {
        let Some(value) = given(name) else { return Ok(Vec::new()) };
        let names = texts(&at(name), value)?;
        let parsed = Projection::parse(&names.join(","), name, expand).map_err(|e| e.at(at(name)))?;
        // `id`, `type` and `scope` by the names that views have for them.
        parsed.members.into_iter().map(|member| expand(&member.term)).collect()
    };
    let bool = |name: &str| given(name).map(|value| flag(&at(name), value)).transpose();
    let (attributes, pick, omit) = (list("attributes")?, list("pick")?, list("omit")?);
    if !(attributes.is_empty() || pick.is_empty() && omit.is_empty()) {
        return Err(Error::bad("hub-attrs-and-pick").at(at("attributes")));
    }
    if pick.iter().any(|name| omit.contains(name)) {
        return Err(Error::bad("hub-pick-and-omit").at(at("omit")));
    }
    let wrong = || Error::bad("hub-sub-format").at(at("format"));
    let format: Option<Format> = given("format")
        .map(|value| serde_json::from_value(value.clone()).map_err(|_| wrong()))
        .transpose()?;
    let show_changes = bool("showChanges")?;
    if show_changes == Some(true) && matches!(format, Some(Format::KeyValues | Format::Simplified)) {
        return Err(Error::bad("hub-sub-show-changes").at(at("showChanges")));
    }
    let join = given("join").map(|value| text(&at("join"), value).map(str::to_owned)).transpose()?;
    if let Some(join) = &join
        && !matches!(join.as_str(), "inline" | "flat" | "@none")
    {
        return Err(Error::bad("hub-join").with("value", join.as_str()).at(at("join")));
    }
    let join_level = match given("joinLevel") {
        None => None,
        Some(value) => {
            let level =
                value.as_u64().filter(|level| *level > 0).and_then(|level| usize::try_from(level).ok());
            Some(level.ok_or_else(|| Error::bad("hub-join-level").at(at("joinLevel")))?)
        }
    };
    let endpoint = Endpoint::read(given("endpoint").unwrap_or(&Value::Null))?;
    Ok(Notification {
        attributes,
        pick,
        omit,
        format,
        sys_attrs: bool("sysAttrs")?,
        show_changes,
        join,
        join_level,
        endpoint,
    })
}
