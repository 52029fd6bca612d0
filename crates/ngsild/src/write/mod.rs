//! From entities to the documents that clients read: every representation of clause 4.5.

use serde_json::Value;

use crate::context::Context;
use crate::model::Entity;

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// Clause 4.5.1 to 4.5.3: each attribute with its type.
    #[default]
    Normalised,
    /// Without types, values alone where nothing else is to be said.
    Concise,
    /// Clause 4.5.4: values alone (`keyValues`).
    Simplified,
}

/// What of an entity is shown, and how. Names are expanded; `@id`, `@type` and the URIs of the core terms `scope`,
/// `createdAt` … stand for those members.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct View {
    /// How much is said.
    pub form: Form,
    /// Whether `createdAt`, `modifiedAt`, `deletedAt` are shown (`options=sysAttrs`).
    pub sys_attrs: bool,
    /// Language filter (clause 4.15): a list of language ranges, best first, as in Accept-Language.
    pub lang: Option<String>,
    /// Instances shown, by `datasetId`; `@none` is the default instance. Empty: all.
    pub datasets: Vec<String>,
    /// `attrs`: only these attributes. Id, type and scope stay.
    pub attrs: Option<Vec<String>>,
    /// `pick`: only these members.
    pub pick: Option<Vec<String>>,
    /// `omit`: without these members.
    pub omit: Vec<String>,
    /// A GeoJSON Feature whose geometry is that GeoProperty (clause 4.5.16).
    pub geojson: Option<String>,
    /// The `@context` member, where there is to be one.
    pub context: Option<Value>,
}

/// One entity as a value. [`write_entity`] is faster where bytes are wanted.
pub fn entity(entity: &Entity, ctx: &Context, view: &View) -> Value {
    let mut out = Vec::new();
    write_entity(&mut out, entity, ctx, view);
    serde_json::from_slice(&out).unwrap_or_default()
}

/// Appends one entity (or GeoJSON Feature) as JSON.
pub fn write_entity(_out: &mut Vec<u8>, _entity: &Entity, _ctx: &Context, _view: &View) {}

/// Appends a JSON array of entities (or a GeoJSON FeatureCollection). `View::context` is a member of each.
pub fn write_entities<'a>(
    _out: &mut Vec<u8>,
    _entities: impl IntoIterator<Item = &'a Entity>,
    _ctx: &Context,
    _view: &View,
) {
}

/// Appends the temporal evolution of an entity: arrays of instances (clauses 4.5.7, 4.5.8), or with
/// [`Form::Simplified`] `temporalValues` (clause 4.5.9).
pub fn write_temporal(_out: &mut Vec<u8>, _entity: &Entity, _ctx: &Context, _view: &View) {}
