//! A query sent as a body (clause 5.2.23).

use qipan_ngsild::context::Context;
use qipan_ngsild::{Error, Fallible};
use serde_json::Value;

use super::query::{Query, Texts};
use crate::http::Call;

/// Reads the queries of a body: one for each of its entity selectors. The call that comes back has the body's members
/// of paging and representation among its parameters.
pub fn read(call: &Call, body: &Value, context: &Context) -> Fallible<(Call, Vec<Query>)> {
    let members = body.as_object().ok_or_else(|| Error::bad("hub-body-not-object"))?;
    if members.get("type").and_then(Value::as_str) != Some("Query") {
        return Err(Error::bad("hub-query-type").at("type"));
    }
    let text = |name: &'static str| -> Fallible<Option<&str>> {
        match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::bad("hub-member-not-text").at(name)),
        }
    };
    let mut more = Vec::new();
    for name in ["attrs", "pick", "omit", "datasetId", "jsonKeys", "expandValues"] {
        if let Some(value) = members.get(name) {
            more.push((name, list(name, value)?.join(",")));
        }
    }
    for name in ["lang", "join", "containedBy"] {
        if let Some(value) = text(name)? {
            more.push((name, value.to_owned()));
        }
    }
    if let Some(level) = members.get("joinLevel") {
        more.push(("joinLevel", level.to_string()));
    }
    if members.contains_key("temporalQ") {
        return Err(Error::bad("hub-temporal-here").at("temporalQ"));
    }
    if let Some(ordering) = members.get("ordering") {
        more.extend(ordered(ordering)?);
    }
    let call = Call { params: call.params.clone().with(more), ..call.clone() };
    let geo = geo_texts(members.get("geoQ"))?;
    let geo = [0, 1, 2, 3].map(|at| geo[at].as_deref());
    let attrs: Vec<&str> = members.get("attrs").map_or(Ok(Vec::new()), |value| list("attrs", value))?;
    let common = Texts {
        q: text("q")?,
        scope_q: text("scopeQ")?,
        geo,
        attrs,
        expand_values: members
            .get("expandValues")
            .map_or(Ok(Vec::new()), |value| list("expandValues", value))?,
        json_keys: members.get("jsonKeys").map_or(Ok(Vec::new()), |value| list("jsonKeys", value))?,
        ..Texts::default()
    };
    let queries: Vec<Query> = match members.get("entities") {
        None => vec![Query::read(&common, context)?],
        Some(Value::Array(selectors)) if !selectors.is_empty() => {
            selectors.iter().map(|selector| selected(selector, &common, context)).collect::<Fallible<_>>()?
        }
        Some(_) => return Err(Error::bad("hub-entities-not-array").at("entities")),
    };
    let queries: Vec<Query> = queries.into_iter().map(|query| query.within(&call.rights)).collect();
    if queries.iter().any(Query::too_wide) && !call.params.flag("local")? {
        return Err(Error::bad("hub-query-too-wide"));
    }
    Ok((call, queries))
}

/// An `OrderingParams` (clause 5.2.43) as parameters.
fn ordered(ordering: &Value) -> Fallible<Vec<(&'static str, String)>> {
    let members = ordering.as_object().ok_or_else(|| Error::bad("hub-ordering").at("ordering"))?;
    let mut more = Vec::new();
    if let Some(by) = members.get("orderBy") {
        more.push(("orderBy", list("ordering.orderBy", by)?.join(",")));
    }
    if let Some(coordinates) = members.get("coordinates") {
        if !coordinates.is_array() {
            return Err(Error::bad("hub-ordering").at("ordering.coordinates"));
        }
        more.push(("orderFrom", coordinates.to_string()));
    }
    for (member, name) in [("geometry", "orderGeometry"), ("collation", "collation")] {
        match members.get(member) {
            None => {}
            Some(Value::String(text)) => more.push((name, text.clone())),
            Some(_) => return Err(Error::bad("hub-member-not-text").at(format!("ordering.{member}"))),
        }
    }
    Ok(more)
}

/// One `EntitySelector` (clause 5.2.33).
pub fn selected(selector: &Value, common: &Texts<'_>, context: &Context) -> Fallible<Query> {
    let members = selector.as_object().ok_or_else(|| Error::bad("hub-selector").at("entities"))?;
    let text = |name: &'static str| -> Fallible<Option<&str>> {
        match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::bad("hub-member-not-text").at(format!("entities.{name}"))),
        }
    };
    let ids = match members.get("id") {
        None => Vec::new(),
        Some(value) => list("id", value)?,
    };
    let types = text("type")?.ok_or_else(|| Error::bad("hub-selector-type").at("entities.type"))?;
    // An identifier goes before a pattern (clause 5.2.33).
    let id_pattern = text("idPattern")?.filter(|_| ids.is_empty());
    let texts = Texts { ids, types: Some(types), id_pattern, ..common.clone() };
    Query::read(&texts, context)
}

/// A member that is one text or an array of texts.
pub fn list<'v>(name: &str, value: &'v Value) -> Fallible<Vec<&'v str>> {
    let wrong = || Error::bad("hub-member-not-texts").at(name);
    match value {
        Value::String(text) => Ok(text.split(',').collect()),
        Value::Array(all) if !all.is_empty() => {
            all.iter().map(|item| item.as_str().ok_or_else(wrong)).collect()
        }
        _ => Err(wrong()),
    }
}

/// The members of a `GeoQuery` (clause 5.2.13) as texts: `georel`, `geometry`, `coordinates`, `geoproperty`.
pub fn geo_texts(geo: Option<&Value>) -> Fallible<[Option<String>; 4]> {
    let Some(geo) = geo else { return Ok([None, None, None, None]) };
    let members = geo.as_object().ok_or_else(|| Error::bad("hub-geo-incomplete").at("geoQ"))?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let coordinates = members.get("coordinates").map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    Ok([text("georel"), text("geometry"), coordinates, text("geoproperty")])
}
