//! Members of a subscription by kind, with the error that names them.

use qipan_ngsild::{Error, Fallible};
use serde_json::{Number, Value};

/// A text that is not empty.
pub fn text<'v>(name: &str, value: &'v Value) -> Fallible<&'v str> {
    value.as_str().filter(|text| !text.is_empty()).ok_or_else(|| Error::bad("hub-member-not-text").at(name))
}

/// A text, or an array of texts that is not empty.
pub fn texts(name: &str, value: &Value) -> Fallible<Vec<String>> {
    let wrong = || Error::bad("hub-member-not-texts").at(name);
    match value {
        Value::String(one) if !one.is_empty() => Ok(vec![one.clone()]),
        Value::Array(all) if !all.is_empty() && all.len() <= 1_000 => all
            .iter()
            .map(|item| item.as_str().filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(wrong))
            .collect(),
        _ => Err(wrong()),
    }
}

/// Texts each of which is a URI, or `@none`.
pub fn uris(name: &str, value: &Value) -> Fallible<Vec<String>> {
    let all = texts(name, value)?;
    for uri in all.iter().filter(|uri| *uri != "@none") {
        crate::entities::provision::check_uri(uri).map_err(|e| e.at(name))?;
    }
    Ok(all)
}

/// A truth value.
pub fn flag(name: &str, value: &Value) -> Fallible<bool> {
    value
        .as_bool()
        .ok_or_else(|| Error::bad("hub-parameter-not-boolean").with("value", value.to_string()).at(name))
}

/// A number above zero.
pub fn positive(name: &str, value: &Value) -> Fallible<Number> {
    match value {
        Value::Number(number) if number.as_f64().is_some_and(|n| n > 0.0 && n < 1e9) => Ok(number.clone()),
        _ => Err(Error::bad("hub-sub-number").at(name)),
    }
}
