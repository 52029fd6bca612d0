//! What the address of a page or a call asks for.

use std::str::FromStr;

use super::Call;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_web::Cursor;

/// A parameter that is there.
pub fn value<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    Some(call.query.value(name).trim()).filter(|text| !text.is_empty())
}

/// The failure that says which parameter means nothing.
pub fn unclear(name: &'static str, text: &str) -> Failure {
    Failure::invalid("query-not-understood").with("name", name).with("text", text).at(name)
}

/// What a parameter means.
///
/// # Errors
/// `query-not-understood`.
pub fn read<T>(call: &Call, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Outcome<Option<T>> {
    value(call, name).map(|text| read(text).ok_or_else(|| unclear(name, text))).transpose()
}

/// A parameter that is the word of a value.
///
/// # Errors
/// `query-not-understood`.
pub fn parsed<T: FromStr>(call: &Call, name: &'static str) -> Outcome<Option<T>> {
    read(call, name, |text| text.parse().ok())
}

/// The units of the filter `unit`: the one that is asked for, with all below it.
///
/// # Errors
/// `query-not-understood`.
pub fn units(call: &Call) -> Outcome<Option<Vec<Id>>> {
    Ok(match parsed::<Id>(call, "unit")? {
        Some(unit) => Some(call.site.units()?.subtree(unit)),
        None => None,
    })
}

/// The row after which the page begins, of a list in the order of its identifiers.
///
/// # Errors
/// `paging-bad-cursor`.
pub fn after(call: &Call) -> Outcome<Option<Id>> {
    value(call, "after").map(|cursor| Cursor::decode(cursor).map(|cursor| cursor.id)).transpose()
}

/// Cuts a list, loaded with one row more than the page has, and says where the next page begins.
pub fn cut<R>(rows: &mut Vec<R>, most: usize, id: impl FnOnce(&R) -> Id) -> Option<Cursor> {
    let more = rows.len() > most;
    rows.truncate(most);
    rows.last().filter(|_| more).map(|last| Cursor::new("", id(last)))
}
