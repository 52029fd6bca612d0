//! How an entity is changed: the pure rules behind append, update, merge, replace and delete (ETSI GS CIM 009 V1.9.1,
//! clauses 5.5.8, 5.5.12, 5.6.2 to 5.6.5 and 5.6.17 to 5.6.19). Each function changes the entity in place and tells
//! what it did, attribute by attribute: for the answer (`UpdateResult`), for the temporal record and for notifications.
//! The time comes in as an argument.

mod apply;
mod merge;
#[cfg(test)]
mod tests;

use crate::error::{Error, Fallible};
use crate::model::{Attr, Entity};
use crate::time::Timestamp;

pub use apply::{append, create, delete_attr, delete_scope, partial, replace, replace_attr, update};
pub use merge::{MergeOptions, merge};

/// The name under which scopes are reported in [`Edited::updated`] and [`Edited::not_updated`].
pub const SCOPE: &str = "scope";

/// The name under which types are reported in [`Edited::updated`].
pub const TYPE: &str = "type";

/// What happened to one instance of an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// It was not there before.
    Created,
    /// It says something else than before.
    Updated,
    /// It is gone.
    Deleted,
    /// It was written again and says the same as before; only its `modifiedAt` moved.
    Unchanged,
}

/// A change of one instance of an attribute.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Expanded name of the attribute.
    pub attr: String,
    /// Which instance; `None` is the default instance.
    pub dataset_id: Option<String>,
    /// What happened.
    pub what: What,
    /// The instance as it was; `None` when it was created.
    pub before: Option<Attr>,
}

impl Change {
    /// The instance as it is in the changed entity; `None` when it was deleted.
    pub fn now<'e>(&self, entity: &'e Entity) -> Option<&'e Attr> {
        entity.attrs.get(&self.attr)?.iter().find(|one| one.dataset_id == self.dataset_id)
    }
}

/// What an edit did.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Edited {
    /// Expanded names of the attributes that were written or deleted, each once, in the order of the entity fragment;
    /// [`SCOPE`] and [`TYPE`] stand for those members.
    pub updated: Vec<String>,
    /// Attributes that were left as they are, each once, and why.
    pub not_updated: Vec<(String, Error)>,
    /// One for each instance written or deleted.
    pub changes: Vec<Change>,
    /// The entity has other types than before.
    pub types_changed: bool,
    /// The entity has other scopes than before.
    pub scopes_changed: bool,
    /// The entity goes by itself at another time than before (clause 4.22).
    pub expiry_changed: bool,
}

impl Edited {
    /// Nothing was asked that was not done: the answer is 204, otherwise 207 (clause 6.3.6).
    pub fn complete(&self) -> bool {
        self.not_updated.is_empty()
    }

    /// The entity was written, be it with the same content: it has to be stored.
    pub fn touched(&self) -> bool {
        !self.changes.is_empty() || self.types_changed || self.scopes_changed || self.expiry_changed
    }

    fn done(&mut self, name: &str) {
        if !self.updated.iter().any(|known| known == name) {
            self.updated.push(name.to_owned());
        }
    }

    fn refused(&mut self, name: &str, error: Error) {
        if !self.not_updated.iter().any(|(known, _)| known == name) {
            self.not_updated.push((name.to_owned(), error.at(name)));
        }
    }
}

/// Which instances of an attribute are meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Instances<'a> {
    /// The default instance (`None`) or the one with that `datasetId`.
    One(Option<&'a str>),
    /// All of them (`deleteAll`).
    All,
}

pub(crate) type Edit = Fallible<Edited>;
pub(crate) type Now = Timestamp;
