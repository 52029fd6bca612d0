//! From registrations to the documents that clients read (clause 5.2.9).

use qipan_ngsild::context::Context;
use serde_json::{Map, Value, json};

use super::model::{Information, Interval, Mode, Registration};
use super::{TYPE, operations};

/// How a registration is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form {
    /// With `createdAt` and `modifiedAt`.
    pub sys_attrs: bool,
    /// With the context inside.
    pub context: bool,
}

/// A registration as a document.
pub fn registration(registration: &Registration, context: &Context, form: Form) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| drop(out.insert(name.to_owned(), value));
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    put("id", registration.id.as_str().into());
    put("type", TYPE.into());
    let optional = [
        ("registrationName", text(&registration.name)),
        ("description", text(&registration.description)),
        ("information", Some(informations(&registration.information, context))),
        ("endpoint", Some(registration.endpoint.as_str().into())),
        ("contextSourceAlias", text(&registration.alias)),
        ("contextSourceInfo", pairs(&registration.source_info)),
        ("tenant", text(&registration.tenant)),
        ("mode", Some(registration.mode.name().into())),
        ("operations", Some(operations_of(registration))),
        ("datasetId", (!registration.datasets.is_empty()).then(|| json!(registration.datasets))),
        ("scope", scopes(&registration.scopes)),
        ("observationInterval", registration.observed.as_ref().map(interval)),
        ("managementInterval", registration.managed.as_ref().map(interval)),
        ("refreshRate", text(&registration.refresh_rate)),
        ("management", registration.management.as_ref().map(|management| json!(management))),
        ("expiresAt", registration.expires_at.map(|end| end.to_string().into())),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            put(name, value);
        }
    }
    for (name, value) in registration.spaces.iter().chain(&registration.properties) {
        put(&context.compact(name), value.clone());
    }
    if form.sys_attrs {
        for (name, time) in [("createdAt", registration.created_at), ("modifiedAt", registration.modified_at)]
        {
            if let Some(time) = time {
                put(name, time.to_string().into());
            }
        }
    }
    if form.context {
        put("@context", context.source().clone());
    }
    Value::Object(out)
}

fn operations_of(registration: &Registration) -> Value {
    match (registration.operations.is_empty(), registration.mode) {
        (false, _) => json!(registration.operations),
        (true, Mode::Auxiliary) => json!([operations::RETRIEVE]),
        (true, _) => json!([operations::DEFAULT]),
    }
}

fn informations(all: &[Information], context: &Context) -> Value {
    let short = |names: &[String]| -> Value {
        names.iter().map(|name| Value::from(context.compact(name).into_owned())).collect()
    };
    all.iter()
        .map(|information| {
            let mut out = Map::new();
            if !information.entities.is_empty() {
                let entities = information.entities.iter().map(|entity| {
                    let mut out = Map::new();
                    if let Some(id) = &entity.id {
                        out.insert("id".to_owned(), id.as_str().into());
                    }
                    if let Some(pattern) = &entity.pattern {
                        out.insert("idPattern".to_owned(), pattern.text.as_str().into());
                    }
                    let types = match entity.types.as_slice() {
                        [one] => context.compact(one).into_owned().into(),
                        many => short(many),
                    };
                    out.insert("type".to_owned(), types);
                    Value::Object(out)
                });
                out.insert("entities".to_owned(), entities.collect());
            }
            for (name, names) in [
                ("propertyNames", &information.properties),
                ("relationshipNames", &information.relationships),
            ] {
                if !names.is_empty() {
                    out.insert(name.to_owned(), short(names));
                }
            }
            Value::Object(out)
        })
        .collect()
}

fn pairs(pairs: &[(String, String)]) -> Option<Value> {
    let all = || pairs.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    (!pairs.is_empty()).then(all)
}

fn scopes(scopes: &[String]) -> Option<Value> {
    match scopes {
        [] => None,
        [one] => Some(one.as_str().into()),
        many => Some(json!(many)),
    }
}

fn interval(interval: &Interval) -> Value {
    match interval.end {
        Some(end) => json!({"startAt": interval.start.to_string(), "endAt": end.to_string()}),
        None => json!({"startAt": interval.start.to_string()}),
    }
}
