//! Columns that hold more than numbers and text.

use std::str::FromStr;

use crate::Row;
use qipan_kernel::{Failure, Id, Moment, Outcome};
use serde::de::DeserializeOwned;

/// A value that is written as its word.
pub fn word<T: FromStr<Err = String>>(row: &Row<'_>, at: usize) -> Outcome<T> {
    row.get::<String>(at)?.parse().map_err(Failure::internal)
}

/// A value that is written as its word, where there is one.
pub fn maybe_word<T: FromStr<Err = String>>(row: &Row<'_>, at: usize) -> Outcome<Option<T>> {
    row.get::<Option<String>>(at)?.map(|word| word.parse().map_err(Failure::internal)).transpose()
}

/// A value that is written as JSON.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> Outcome<T> {
    serde_json::from_str(&row.get::<String>(at)?).map_err(Failure::internal)
}

/// Who did something, under which name, and when.
pub type Signed = (Id, String, Moment);

/// Three columns with who did something, where it was done.
pub fn signed(row: &Row<'_>, at: usize) -> Outcome<Option<Signed>> {
    match (row.get(at)?, row.get(at + 2)?) {
        (Some(who), Some(when)) => Ok(Some((who, row.get(at + 1)?, when))),
        _ => Ok(None),
    }
}

/// What those three columns are given.
pub fn of_signed(signed: Option<&Signed>) -> (Option<Id>, &str, Option<Moment>) {
    match signed {
        Some((who, name, when)) => (Some(*who), name, Some(*when)),
        None => (None, "", None),
    }
}
