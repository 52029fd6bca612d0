//! Linked entities in replies (clause 4.5.23): what relationships point to, inline or beside.

use std::collections::{HashMap, HashSet};

use super::shape::Shape;
use qipan_kernel::Outcome;
use qipan_ngsild::context::Context;
use qipan_ngsild::write::{self, Form, View};
use qipan_ngsild::{Attr, Entity, Error, Fallible, Kind, Timestamp};
use qipan_store::Tx;
use serde_json::{Map, Value};

use super::store;
use crate::http::Params;
use crate::rights::Rights;

/// Entities that may be gathered for one reply.
const GATHERED: usize = 10_000;
/// Deepest `joinLevel`.
const DEEPEST: usize = 10;

/// Whether and how linked entities are shown.
#[derive(Clone, Debug, Default)]
pub struct Join {
    how: How,
    level: usize,
    /// Entities that hold this one already: not to be shown again.
    contained_by: Vec<String>,
    /// The types that the caller may see; `None`: all.
    allowed: Option<Vec<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum How {
    #[default]
    No,
    Inline,
    Flat,
}

impl Join {
    /// From `join`, `joinLevel` and `containedBy`.
    pub fn read(params: &Params) -> Fallible<Join> {
        let how = match params.get("join") {
            None | Some("@none") => How::No,
            Some("inline") => How::Inline,
            Some("flat") => How::Flat,
            Some(other) => return Err(Error::bad("hub-join").with("value", other).at("join")),
        };
        let level = match params.number("joinLevel")? {
            Some(0) => return Err(Error::bad("hub-join-level").at("joinLevel")),
            Some(level) => level.min(DEEPEST),
            None => 1,
        };
        let level = if how == How::No { 0 } else { level };
        let contained_by = params.list("containedBy").into_iter().map(str::to_owned).collect();
        Ok(Join { how, level, contained_by, allowed: None })
    }

    /// The same for a caller with these rights: what it may not see is not shown.
    #[must_use]
    pub fn within(mut self, rights: &Rights) -> Join {
        self.allowed.clone_from(&rights.types);
        self
    }

    fn allows(&self, entity: &Entity) -> bool {
        self.allowed.as_ref().is_none_or(|names| entity.types.iter().any(|name| names.contains(name)))
    }

    /// Whether linked entities are shown.
    pub fn wanted(&self) -> bool {
        self.how != How::No
    }

    /// Over how many relationships `q` may go.
    pub fn depth(&self) -> usize {
        self.level
    }
}

/// What a relationship points to.
fn targets(attr: &Attr) -> Vec<&str> {
    match (attr.kind, &attr.value) {
        (Kind::Relationship | Kind::ListRelationship, Value::String(uri)) => vec![uri],
        (Kind::Relationship | Kind::ListRelationship, Value::Array(uris)) => {
            uris.iter().filter_map(Value::as_str).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads whatever `entities` point to, as deep as is wanted.
pub fn gather(
    tx: &mut Tx<'_>,
    tenant: i64,
    now: Timestamp,
    entities: &[Entity],
    join: &Join,
) -> Outcome<HashMap<String, Entity>> {
    let mut found = HashMap::new();
    if !join.wanted() {
        return Ok(found);
    }
    let mut next: Vec<String> = pointed_to(entities.iter());
    for _ in 0..join.level {
        let mut level = Vec::new();
        for uri in next {
            if found.len() >= GATHERED || found.contains_key(&uri) || join.contained_by.contains(&uri) {
                continue;
            }
            if let Some(entity) = store::get(tx, tenant, &uri, now)?.filter(|entity| join.allows(entity)) {
                level.extend(pointed_to(std::iter::once(&entity)));
                found.insert(uri, entity);
            }
        }
        next = level;
    }
    Ok(found)
}

fn pointed_to<'e>(entities: impl Iterator<Item = &'e Entity>) -> Vec<String> {
    let instances = entities.flat_map(|entity| entity.attrs.values().flatten());
    instances.flat_map(targets).map(str::to_owned).collect()
}

/// The reply with linked entities; `single` when one entity was asked for.
pub fn write(
    entities: &[Entity],
    linked: &HashMap<String, Entity>,
    join: &Join,
    context: &Context,
    shape: &Shape,
    single: bool,
) -> Vec<u8> {
    let body = if join.how == How::Flat {
        let mut all: Vec<Value> =
            entities.iter().map(|entity| write::entity(entity, context, &shape.view)).collect();
        let mut there: HashSet<String> = entities.iter().map(|entity| entity.id.clone()).collect();
        for entity in entities {
            flat(entity, linked, join.level, context, shape, &mut there, &mut all);
        }
        if single && all.len() == 1 { all.remove(0) } else { Value::Array(all) }
    } else {
        let mut each = entities.iter().map(|entity| {
            let mut path = vec![entity.id.clone()];
            path.extend(join.contained_by.iter().cloned());
            inline(entity, linked, join.level, context, shape, &mut path)
        });
        if single { each.next().unwrap_or_default() } else { Value::Array(each.collect()) }
    };
    body.to_string().into_bytes()
}

/// Attributes of an entity that its shape shows: only over these can other entities be reached.
fn shown<'e>(entity: &'e Entity, shape: &Shape) -> impl Iterator<Item = (&'e String, &'e Vec<Attr>)> {
    let View { attrs, pick, omit, .. } = shape.view.clone();
    entity.attrs.iter().filter(move |(name, _)| {
        attrs.as_ref().is_none_or(|names| names.contains(name))
            && pick.as_ref().is_none_or(|names| names.contains(name))
            && !omit.contains(name)
    })
}

fn flat(
    entity: &Entity,
    linked: &HashMap<String, Entity>,
    level: usize,
    context: &Context,
    shape: &Shape,
    there: &mut HashSet<String>,
    all: &mut Vec<Value>,
) {
    if level == 0 {
        return;
    }
    for (name, instances) in shown(entity, shape) {
        let inner = shape.linked(name, context);
        for target in instances.iter().flat_map(targets).filter_map(|uri| linked.get(uri)) {
            if there.insert(target.id.clone()) {
                all.push(write::entity(target, context, &inner.view));
                flat(target, linked, level - 1, context, &inner, there, all);
            }
        }
    }
}

fn inline(
    entity: &Entity,
    linked: &HashMap<String, Entity>,
    level: usize,
    context: &Context,
    shape: &Shape,
    path: &mut Vec<String>,
) -> Value {
    let mut value = write::entity(entity, context, &shape.view);
    let Some(members) = value.as_object_mut() else { return value };
    if level == 0 {
        return value;
    }
    for (name, instances) in shown(entity, shape) {
        let Some(member) = members.get_mut(&*context.compact(name)) else { continue };
        let mut inner = shape.linked(name, context);
        inner.view.context = None;
        for (at, attr) in instances.iter().enumerate() {
            let place = match (instances.len(), &mut *member) {
                (1, member) => Some(member),
                (_, Value::Array(all)) => all.get_mut(at),
                _ => None,
            };
            let Some(place) = place else { continue };
            let mut found = Vec::new();
            for uri in targets(attr) {
                let Some(target) = linked.get(uri).filter(|_| !path.iter().any(|held| held == uri)) else {
                    continue;
                };
                path.push(uri.to_owned());
                found.push(inline(target, linked, level - 1, context, &inner, path));
                path.pop();
            }
            if !found.is_empty() {
                set(place, attr, found, shape.view.form);
            }
        }
    }
    value
}

fn set(place: &mut Value, attr: &Attr, mut shown: Vec<Value>, form: Form) {
    let many = attr.kind == Kind::ListRelationship || attr.value.is_array();
    let value = if many { Value::Array(shown) } else { shown.remove(0) };
    if form == Form::Simplified {
        *place = value;
        return;
    }
    if let Value::String(uri) = &*place {
        // A concise relationship is an object as soon as there is more to say.
        let mut members = Map::new();
        members.insert("object".to_owned(), Value::String(uri.clone()));
        *place = Value::Object(members);
    }
    if let Some(members) = place.as_object_mut() {
        let member = if attr.kind == Kind::ListRelationship { "entityList" } else { "entity" };
        members.insert(member.to_owned(), value);
    }
}
