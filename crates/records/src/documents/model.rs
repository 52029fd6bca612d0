//! A document, as values.

use qipan_kernel::{Day, Id, Moment};
use serde::{Deserialize, Serialize};

use crate::reading::Format;

/// The kinds of document, as stored and exchanged; the locale key is `document-kind-` and the word with dashes.
pub const KINDS: [&str; 6] = ["minutes", "plan", "task_division", "opinion", "news", "other"];

/// What a document says about itself, as read or as corrected by a person.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Facts {
    /// Its title; the file's name where it has none.
    pub title: String,
    /// The body that issued it.
    pub issuer: String,
    /// Its number (发文字号).
    pub number: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// The day it was written or published (成文日期): time limits count from here.
    #[schemars(with = "Option<String>")]
    pub day: Option<Day>,
    /// The meeting that it records.
    pub meeting: String,
    /// The ordinal of that meeting: 42 for 第42次常务会议.
    pub ordinal: Option<i64>,
}

impl Facts {
    /// How the document is cited: title and number.
    pub fn cited(&self) -> String {
        if self.number.is_empty() {
            self.title.clone()
        } else {
            format!("{}（{}）", self.title, self.number)
        }
    }
}

/// A document that was read in. Its text is kept apart: [`super::store::reading`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Identifier.
    pub id: Id,
    /// SHA-256 of the original, in hexadecimal: its name in the file store.
    pub digest: String,
    /// Name of the file as it came.
    pub name: String,
    /// What the file was read as.
    pub format: Format,
    /// Size of the original, bytes.
    pub size: i64,
    /// Encoding that a text file was decoded from; empty for binary formats.
    pub encoding: String,
    /// What it says about itself.
    pub facts: Facts,
    /// Rises with every change of the facts; a change names the version it was made from.
    pub version: i64,
    /// When it was read in.
    pub imported_at: Moment,
    /// By whom.
    pub imported_by: String,
}

/// One page of documents, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    /// The documents.
    pub rows: Vec<Document>,
    /// There are older ones after these.
    pub more_after: bool,
    /// There are newer ones before these.
    pub more_before: bool,
}
