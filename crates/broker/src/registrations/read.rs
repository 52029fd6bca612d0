//! From the documents of clients to registrations, checked (clauses 5.2.8 to 5.2.11, 5.9.2.4, 5.9.3.4).

use qipan_ngsild::context::{Context, is_uri};
use qipan_ngsild::query::Period;
use qipan_ngsild::read::{check_geometry, date_time};
use qipan_ngsild::{Error, Fallible, NULL, Timestamp};
use serde_json::{Map, Value};

use super::model::{EntityInfo, IdPattern, Information, Interval, Management, Mode, Registration};
use super::{SPACES, TYPE, operations};
use crate::entities::query::pattern;

/// Members that only the broker writes: passed over (table 5.2.9-2).
const READ_ONLY: [&str; 7] =
    ["status", "timesSent", "timesFailed", "lastSuccess", "lastFailure", "createdAt", "modifiedAt"];
/// Entries of one list at most.
const MOST: usize = 1_000;

/// A whole registration. Its `id` is empty where the document has none.
///
/// # Errors
/// `BadRequestData` with the path of the member in question.
pub fn registration(json: &Value, context: &Context, now: Timestamp) -> Fallible<Registration> {
    let members = object(json)?;
    kind(members, true)?;
    let mut registration = Registration::default();
    for (name, value) in members {
        if deletes(value) {
            return Err(Error::bad("hub-registration-null").at(name));
        }
        member(&mut registration, name, value, context, now).map_err(|error| under(error, name))?;
    }
    check(&registration)?;
    Ok(registration)
}

/// Changes a registration as a fragment says (clause 5.5.8): members are replaced as a whole, and deleted where their
/// value is the NGSI-LD null; the null of JSON means the same, as in RFC 7396.
///
/// # Errors
/// `BadRequestData`, also when something would be missing afterwards.
pub fn change(
    registration: &mut Registration,
    fragment: &Value,
    context: &Context,
    now: Timestamp,
) -> Fallible<()> {
    let members = object(fragment)?;
    kind(members, false)?;
    if members.is_empty() {
        return Err(Error::bad("hub-registration-empty"));
    }
    for (name, value) in members {
        let done = match name.as_str() {
            "id" | "@id" if value.as_str() == Some(&registration.id) => Ok(()),
            "id" | "@id" => Err(Error::bad("hub-id-differs")
                .with("path", &*registration.id)
                .with("body", value.to_string())),
            _ if deletes(value) => delete(registration, name, context),
            _ => member(registration, name, value, context, now),
        };
        done.map_err(|error| under(error, name))?;
    }
    check(registration)
}

fn object(json: &Value) -> Fallible<&Map<String, Value>> {
    json.as_object().ok_or_else(|| Error::bad("hub-body-not-object"))
}

/// The type must be that of a registration; a fragment may leave it out.
fn kind(members: &Map<String, Value>, needed: bool) -> Fallible<()> {
    match members.get("type").or_else(|| members.get("@type")) {
        Some(Value::String(name)) if name == TYPE => Ok(()),
        None if !needed => Ok(()),
        _ => Err(Error::bad("hub-registration-type").at("type")),
    }
}

fn deletes(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some(NULL)
}

/// Puts a member before the path of what is wrong in it.
fn under(error: Error, member: &str) -> Error {
    let path = match &error.field {
        Some(path) if path.starts_with('[') => [member, path].concat(),
        Some(path) => [member, ".", path].concat(),
        None => member.to_owned(),
    };
    error.at(path)
}

fn member(
    to: &mut Registration,
    name: &str,
    value: &Value,
    context: &Context,
    now: Timestamp,
) -> Fallible<()> {
    match name {
        "@context" | "type" | "@type" => {}
        _ if READ_ONLY.contains(&name) => {}
        "id" | "@id" => to.id = uri(value)?,
        "information" => to.information = list(value, &|item| information(item, context))?,
        "endpoint" => to.endpoint = endpoint(value)?,
        "mode" => {
            let mode = value.as_str().and_then(Mode::named);
            to.mode = mode.ok_or_else(|| Error::bad("hub-registration-mode"))?;
        }
        "operations" => to.operations = list(value, &operation)?,
        "tenant" => to.tenant = Some(tenant(value)?),
        "registrationName" => to.name = Some(words(value)?),
        "description" => to.description = Some(words(value)?),
        "contextSourceAlias" => to.alias = Some(token(value)?),
        "contextSourceInfo" => to.source_info = pairs(value)?,
        "datasetId" => to.datasets = list(value, &dataset)?,
        "scope" => to.scopes = scopes(value, context)?,
        "observationInterval" => to.observed = Some(interval(value)?),
        "managementInterval" => to.managed = Some(interval(value)?),
        "refreshRate" => to.refresh_rate = Some(duration(value)?),
        "management" => to.management = Some(management(value)?),
        "expiresAt" => {
            let end = value.as_str().and_then(date_time).ok_or_else(|| Error::bad("ngsild-date-time"))?;
            if end <= now {
                return Err(Error::bad("hub-registration-expired"));
            }
            to.expires_at = Some(end);
        }
        _ if SPACES.contains(&name) => {
            check_geometry(value)?;
            to.spaces.insert(context.expand(name)?.into_owned(), value.clone());
        }
        _ => {
            let full = context.expand(name)?.into_owned();
            if full.starts_with('@') {
                return Err(Error::bad("hub-registration-member"));
            }
            to.properties.insert(full, value.clone());
        }
    }
    Ok(())
}

fn delete(from: &mut Registration, name: &str, context: &Context) -> Fallible<()> {
    match name {
        "@context" => {}
        _ if READ_ONLY.contains(&name) => {}
        "type" | "@type" => return Err(Error::bad("hub-registration-type")),
        "information" => from.information.clear(),
        "endpoint" => from.endpoint.clear(),
        "mode" => from.mode = Mode::default(),
        "operations" => from.operations.clear(),
        "tenant" => from.tenant = None,
        "registrationName" => from.name = None,
        "description" => from.description = None,
        "contextSourceAlias" => from.alias = None,
        "contextSourceInfo" => from.source_info.clear(),
        "datasetId" => from.datasets.clear(),
        "scope" => from.scopes.clear(),
        "observationInterval" => from.observed = None,
        "managementInterval" => from.managed = None,
        "refreshRate" => from.refresh_rate = None,
        "management" => from.management = None,
        "expiresAt" => from.expires_at = None,
        _ => {
            let full = context.expand(name)?;
            from.spaces.remove(full.as_ref());
            from.properties.remove(full.as_ref());
        }
    }
    Ok(())
}

/// What holds of a registration as a whole.
fn check(registration: &Registration) -> Fallible<()> {
    if registration.information.is_empty() {
        return Err(Error::bad("hub-registration-information").at("information"));
    }
    if registration.endpoint.is_empty() {
        return Err(Error::bad("hub-registration-endpoint").at("endpoint"));
    }
    match registration.mode {
        Mode::Exclusive => {
            // Attributes of entities that are named one by one (clause 4.3.6.3).
            for (at, information) in registration.information.iter().enumerate() {
                let single = |entity: &EntityInfo| entity.id.is_some();
                if information.entities.is_empty() || !information.entities.iter().all(single) {
                    return Err(Error::bad("hub-registration-exclusive-entity")
                        .at(format!("information[{at}].entities")));
                }
                if information.any_attribute() {
                    return Err(Error::bad("hub-registration-exclusive-attributes")
                        .at(format!("information[{at}].propertyNames")));
                }
            }
        }
        Mode::Auxiliary => {
            let reads = [operations::RETRIEVE, "retrieveEntity", "queryEntity"];
            if !registration.operations.iter().all(|name| reads.contains(&name.as_str())) {
                return Err(Error::bad("hub-registration-auxiliary-operations").at("operations"));
            }
        }
        Mode::Inclusive | Mode::Redirect => {}
    }
    Ok(())
}

/// An array that is not empty.
fn list<T>(value: &Value, read: &dyn Fn(&Value) -> Fallible<T>) -> Fallible<Vec<T>> {
    let Value::Array(all) = value else { return Err(Error::bad("hub-registration-list")) };
    if all.is_empty() || all.len() > MOST {
        return Err(Error::bad("hub-registration-list-length").with("most", MOST));
    }
    all.iter()
        .enumerate()
        .map(|(at, item)| read(item).map_err(|error| under(error, &format!("[{at}]"))))
        .collect()
}

fn words(value: &Value) -> Fallible<String> {
    match value.as_str() {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(Error::bad("hub-registration-words")),
    }
}

fn uri(value: &Value) -> Fallible<String> {
    match value.as_str() {
        Some(text) if is_uri(text) => Ok(text.to_owned()),
        Some(text) => Err(Error::bad("hub-not-a-uri").with("value", text)),
        None => Err(Error::bad("hub-not-a-uri").with("value", value.to_string())),
    }
}

/// Where requests can be sent to.
fn endpoint(value: &Value) -> Fallible<String> {
    let text = uri(value)?;
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', ':'])) {
        return Err(Error::bad("hub-registration-endpoint"));
    }
    Ok(text)
}

fn operation(value: &Value) -> Fallible<String> {
    match value.as_str() {
        Some(name) if operations::known(name) => Ok(name.to_owned()),
        _ => Err(Error::bad("hub-registration-operation").with("value", value.as_str().unwrap_or_default())),
    }
}

fn tenant(value: &Value) -> Fallible<String> {
    let name = words(value)?;
    if name.len() > 128 || !visible(&name) {
        return Err(Error::bad("hub-tenant-name"));
    }
    Ok(name)
}

/// What can stand in a header as it is.
fn visible(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A pseudonym of RFC 7230.
fn token(value: &Value) -> Fallible<String> {
    let name = words(value)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:[]".contains(&byte);
    if name.len() > 256 || !name.bytes().all(fits) {
        return Err(Error::bad("hub-registration-alias"));
    }
    Ok(name)
}

/// `KeyValuePair`s (clause 5.2.22): what is sent along as headers.
fn pairs(value: &Value) -> Fallible<Vec<(String, String)>> {
    list(value, &|pair| {
        let wrong = |field: &str| Error::bad("hub-registration-pair").at(field);
        let text = |name: &str| pair.get(name).and_then(Value::as_str).ok_or_else(|| wrong(name));
        let (key, value) = (text("key")?, text("value")?);
        let name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if key.is_empty() || !key.bytes().all(name) {
            return Err(wrong("key"));
        }
        // Line ends would begin another header.
        if value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(wrong("value"));
        }
        let media = ["application/json", "application/ld+json"];
        if key.eq_ignore_ascii_case("accept") && value != super::FROM_REQUEST && !media.contains(&value) {
            return Err(wrong("value"));
        }
        Ok((key.to_owned(), value.to_owned()))
    })
}

fn dataset(value: &Value) -> Fallible<String> {
    match value.as_str() {
        Some("@none") => Ok("@none".to_owned()),
        _ => uri(value),
    }
}

/// Scopes are read as those of entities are.
fn scopes(value: &Value, context: &Context) -> Fallible<Vec<String>> {
    let fragment = serde_json::json!({ "scope": value });
    let read = qipan_ngsild::read::fragment(&fragment, context, qipan_ngsild::read::What::Append);
    Ok(read.map_err(|error| Error { field: None, ..error })?.scopes.unwrap_or_default())
}

fn interval(value: &Value) -> Fallible<Interval> {
    let members = value.as_object().ok_or_else(|| Error::bad("hub-registration-interval"))?;
    let moment = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(value) => {
            let moment = value.as_str().and_then(date_time);
            moment.map(Some).ok_or_else(|| Error::bad("ngsild-date-time").at(name))
        }
    };
    let start = moment("startAt")?.ok_or_else(|| Error::bad("hub-registration-interval").at("startAt"))?;
    let end = moment("endAt")?;
    if end.is_some_and(|end| end < start) {
        return Err(Error::bad("hub-registration-interval-order").at("endAt"));
    }
    Ok(Interval { start, end })
}

fn duration(value: &Value) -> Fallible<String> {
    match value.as_str() {
        Some(text) if Period::parse(text).is_some() => Ok(text.to_owned()),
        _ => Err(Error::bad("hub-registration-duration")),
    }
}

fn management(value: &Value) -> Fallible<Management> {
    let members = value.as_object().ok_or_else(|| Error::bad("hub-registration-management"))?;
    let mut read = Management::default();
    for (name, value) in members {
        let positive = || match value {
            Value::Number(number) if number.as_f64().is_some_and(|number| number > 0.0) => {
                Ok(Some(number.clone()))
            }
            _ => Err(Error::bad("hub-registration-positive").at(name)),
        };
        match name.as_str() {
            "localOnly" => {
                let flag = value.as_bool();
                read.local_only = Some(flag.ok_or_else(|| Error::bad("hub-registration-flag").at(name))?);
            }
            "cacheDuration" => read.cache_duration = Some(duration(value).map_err(|error| error.at(name))?),
            "timeout" => read.timeout = positive()?,
            "cooldown" => read.cooldown = positive()?,
            _ => return Err(Error::bad("hub-registration-management").at(name)),
        }
    }
    Ok(read)
}

fn information(value: &Value, context: &Context) -> Fallible<Information> {
    let members = value.as_object().ok_or_else(|| Error::bad("hub-registration-information"))?;
    let names = |value: &Value| {
        list(value, &|name| {
            let name = name.as_str().filter(|name| *name != NULL);
            let full = context.expand(name.ok_or_else(|| Error::bad("hub-registration-name"))?)?;
            if full.starts_with('@') {
                Err(Error::bad("hub-registration-name"))
            } else {
                Ok(full.into_owned())
            }
        })
    };
    let mut read = Information::default();
    for (name, value) in members {
        let done = match name.as_str() {
            "entities" => list(value, &|item| entity(item, context)).map(|all| read.entities = all),
            "propertyNames" => names(value).map(|all| read.properties = all),
            "relationshipNames" => names(value).map(|all| read.relationships = all),
            _ => Err(Error::bad("hub-registration-member")),
        };
        done.map_err(|error| under(error, name))?;
    }
    if read == Information::default() {
        return Err(Error::bad("hub-registration-information"));
    }
    Ok(read)
}

fn entity(value: &Value, context: &Context) -> Fallible<EntityInfo> {
    let members = value.as_object().ok_or_else(|| Error::bad("hub-registration-entity"))?;
    let mut read = EntityInfo::default();
    for (name, value) in members {
        let done = match name.as_str() {
            "id" | "@id" => uri(value).map(|uri| read.id = Some(uri)),
            "idPattern" => words(value)
                .and_then(|text| pattern(&text).map(|_| read.pattern = Some(IdPattern::new(&text)))),
            "type" | "@type" => types(value, context).map(|types| read.types = types),
            _ => Err(Error::bad("hub-registration-member")),
        };
        done.map_err(|error| Error { field: None, ..error }.at(name))?;
    }
    // Entities cannot be registered by identifier alone (clause 5.2.8).
    if read.types.is_empty() { Err(Error::bad("hub-registration-entity").at("type")) } else { Ok(read) }
}

fn types(value: &Value, context: &Context) -> Fallible<Vec<String>> {
    let one = |name: &Value| -> Fallible<String> {
        let name = name.as_str().ok_or_else(|| Error::bad("hub-registration-name"))?;
        let full = context.expand(name)?;
        if full.starts_with('@') { Err(Error::bad("hub-registration-name")) } else { Ok(full.into_owned()) }
    };
    match value {
        Value::Array(_) => list(value, &one),
        value => Ok(vec![one(value)?]),
    }
}
