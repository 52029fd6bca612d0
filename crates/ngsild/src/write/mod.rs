//! From entities to the documents that clients read: every representation of clause 4.5.
//!
//! There is one writer, straight into bytes; a [`Value`] is made of its output. A list of one instance, type, scope or
//! object is written as the one thing, as JSON-LD compaction does; values are written as they were given.

mod attr;
mod json;
mod lang;
mod temporal;

use serde_json::Value;

use self::attr::Pen;
use self::json::Object;
use crate::context::Context;
use crate::model::{Attr, Entity, Kind};
use crate::read::CORE;

pub use self::temporal::{write_aggregated, write_evolution};

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// Each attribute with its type (clauses 4.5.1 to 4.5.3).
    #[default]
    Normalised,
    /// Without types, values alone where nothing else is to be said; nothing is lost (clause 4.5.2.3).
    Concise,
    /// Values alone, what is around them is lost (`keyValues`, clause 4.5.4).
    Simplified,
}

/// What of an entity is shown, and how. Names are expanded; `@id`, `@type` and the URIs of the core terms `scope`,
/// `createdAt`, `modifiedAt`, `deletedAt` and `expiresAt` stand for those members.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct View {
    /// How much is said.
    pub form: Form,
    /// Whether `createdAt`, `modifiedAt` and `deletedAt` are shown (`options=sysAttrs`).
    pub sys_attrs: bool,
    /// Language filter (clause 4.15): language ranges with weights, as in Accept-Language.
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

impl View {
    /// Whether a member of an entity, other than an attribute, is shown.
    fn shows(&self, name: &str) -> bool {
        self.pick.as_ref().is_none_or(|pick| pick.iter().any(|picked| picked == name))
            && !self.omit.iter().any(|omitted| omitted == name)
    }

    /// Whether a core term's member is shown.
    fn shows_core(&self, term: &str) -> bool {
        let named = |name: &String| name.strip_prefix(CORE) == Some(term);
        self.pick.as_ref().is_none_or(|pick| pick.iter().any(named)) && !self.omit.iter().any(named)
    }

    /// Whether `createdAt` and its like are shown: with `sysAttrs`, or picked by name.
    fn shows_system(&self, term: &str) -> bool {
        let picked = |pick: &Vec<String>| pick.iter().any(|name| name.strip_prefix(CORE) == Some(term));
        self.shows_core(term) && (self.sys_attrs || self.pick.as_ref().is_some_and(picked))
    }

    fn shows_attr(&self, name: &str) -> bool {
        self.shows(name) && self.attrs.as_ref().is_none_or(|attrs| attrs.iter().any(|shown| shown == name))
    }

    fn shows_instance(&self, attr: &Attr) -> bool {
        let id = attr.dataset_id.as_deref().unwrap_or("@none");
        self.datasets.is_empty() || self.datasets.iter().any(|shown| shown == id)
    }

    /// The instances of an attribute that are shown.
    fn chosen<'a>(&self, instances: &'a [Attr]) -> Vec<&'a Attr> {
        instances.iter().filter(|attr| self.shows_instance(attr)).collect()
    }
}

/// One entity as a value. [`write_entity`] is faster where bytes are wanted.
pub fn entity(entity: &Entity, ctx: &Context, view: &View) -> Value {
    let mut out = Vec::with_capacity(1_024);
    write_entity(&mut out, entity, ctx, view);
    // It is JSON: this module wrote it.
    serde_json::from_slice(&out).unwrap_or_default()
}

/// Appends one entity (or GeoJSON Feature) as JSON.
pub fn write_entity(out: &mut Vec<u8>, entity: &Entity, ctx: &Context, view: &View) {
    one(out, entity, ctx, view, view.context.as_ref());
}

/// Appends a JSON array of entities, each with its `@context`, or a GeoJSON FeatureCollection with one for all
/// (clause 4.5.16.3).
pub fn write_entities<'a>(
    out: &mut Vec<u8>,
    entities: impl IntoIterator<Item = &'a Entity>,
    ctx: &Context,
    view: &View,
) {
    if view.geojson.is_none() {
        json::array(out, entities, |out, entity| write_entity(out, entity, ctx, view));
        return;
    }
    let mut object = Object::open(out);
    object.string(out, "type", "FeatureCollection");
    object.key(out, "features");
    json::array(out, entities, |out, entity| one(out, entity, ctx, view, None));
    if let Some(context) = &view.context {
        object.value(out, "@context", context);
    }
    object.close(out);
}

fn one(out: &mut Vec<u8>, entity: &Entity, ctx: &Context, view: &View, context: Option<&Value>) {
    let mut object = Object::open(out);
    if view.shows("@id") {
        object.string(out, "id", &entity.id);
    }
    if let Some(geometry) = &view.geojson {
        object.string(out, "type", "Feature");
        object.key(out, "geometry");
        let instances = entity.attrs.get(geometry).map(Vec::as_slice).unwrap_or_default();
        let shown = |attr: &&Attr| attr.kind == Kind::GeoProperty && view.shows_instance(attr);
        match instances.iter().find(shown) {
            Some(attr) => json::value(out, &attr.value),
            None => out.extend_from_slice(b"null"),
        }
        object.key(out, "properties");
        let mut properties = Object::open(out);
        members(out, &mut properties, entity, ctx, view);
        properties.close(out);
    } else {
        members(out, &mut object, entity, ctx, view);
    }
    if let Some(context) = context {
        object.value(out, "@context", context);
    }
    object.close(out);
}

/// Everything but id and `@context`.
fn members(out: &mut Vec<u8>, object: &mut Object, entity: &Entity, ctx: &Context, view: &View) {
    if view.shows("@type") && !entity.types.is_empty() {
        object.key(out, "type");
        json::compacted(out, &entity.types, |out, iri| json::string(out, &ctx.compact(iri)));
    }
    if let Some(scopes) =
        entity.scopes.as_deref().filter(|scopes| !scopes.is_empty() && view.shows_core("scope"))
    {
        object.key(out, "scope");
        json::compacted(out, scopes, |out, scope| json::string(out, scope));
    }
    if view.shows_system("expiresAt") {
        object.moment(out, "expiresAt", entity.expires_at);
    }
    if view.shows_system("createdAt") {
        object.moment(out, "createdAt", entity.created_at);
    }
    if view.shows_system("modifiedAt") {
        object.moment(out, "modifiedAt", entity.modified_at);
    }
    // An entity that is there has none: only a notification of its end does, and says so always (clause 5.8.6).
    if view.shows_core("deletedAt") {
        object.moment(out, "deletedAt", entity.deleted_at);
    }
    let pen = Pen { ctx, view, temporal: false };
    for (name, instances) in &entity.attrs {
        if !view.shows_attr(name) {
            continue;
        }
        if let [one] = instances.as_slice() {
            if view.shows_instance(one) {
                object.key(out, &ctx.compact(name));
                pen.instances(out, &[one]);
            }
            continue;
        }
        let shown = view.chosen(instances);
        if !shown.is_empty() {
            object.key(out, &ctx.compact(name));
            pen.instances(out, &shown);
        }
    }
}

#[cfg(test)]
mod tests;
