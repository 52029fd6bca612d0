//! From the documents of clients to entities: normalised, concise and simplified (clause 4.5), checked.
//!
//! Names are expanded, values are kept as they are: the JSON inside a property, a JSON property or a list is neither
//! expanded nor reshaped. Members that only the broker writes (`createdAt`, `modifiedAt`, `deletedAt`, `instanceId`,
//! `lang`) are passed over, so that what was read can be sent back. What JSON-LD spells `@id` and `@type` is `id` and
//! `type`. `@context` at the top is the caller's business; anywhere else it is refused (clause 5.5.7).

mod attr;
mod geo;
mod value;

use serde_json::{Map, Value};

use crate::context::{Context, is_uri};
use crate::error::{Error, Fallible};
use crate::model::{Attr, Entity, Kind, NULL};
use crate::time::Timestamp;

use self::attr::Reader;
pub(crate) use self::attr::{CORE, VALUES, like_attribute, metadata, wrapped};
pub use self::geo::check_geometry;
pub(crate) use self::geo::like_geometry;

/// Which operation a fragment is for; it decides what may be left out and what [`crate::NULL`] means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What<'a> {
    /// Merge patch of an entity (clause 5.5.12): partial attributes, and NULL at any depth.
    Entity,
    /// Update of attributes (clause 5.6.2): whole attributes; NULL deletes an attribute.
    Attrs,
    /// Appending of attributes (clause 5.6.3): whole attributes, no NULL.
    Append,
    /// Partial update of the one attribute of this expanded name (clause 5.6.4); the document is the attribute itself.
    /// Attributes of it are whole or NULL.
    Attr(&'a str),
}

/// What is allowed where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Whole,
    Temporal,
    Update,
    Merge,
    Partial,
}

impl Mode {
    /// Whether [`NULL`] means a deletion.
    fn nulls(self) -> bool {
        matches!(self, Mode::Update | Mode::Merge | Mode::Partial)
    }

    /// Whether an attribute may lack its value.
    fn partial(self) -> bool {
        matches!(self, Mode::Merge | Mode::Partial)
    }
}

/// A whole entity, as in a creation, a replacement or a batch.
///
/// # Errors
/// `BadRequestData` with the path of the member in question.
pub fn entity(json: &Value, ctx: &Context) -> Fallible<Entity> {
    let entity = read(json, ctx, Mode::Whole)?;
    complete(&entity)?;
    Ok(entity)
}

/// A whole temporal evolution: each attribute an instance or an array of instances, of which several may have the same
/// `datasetId` (clauses 4.5.6 to 4.5.8). Instances keep their order.
///
/// # Errors
/// As of [`entity()`].
pub fn temporal(json: &Value, ctx: &Context) -> Fallible<Entity> {
    let entity = read(json, ctx, Mode::Temporal)?;
    complete(&entity)?;
    Ok(entity)
}

/// Attributes to add to a temporal evolution (clause 5.6.12).
///
/// # Errors
/// As of [`entity()`]; a document that says nothing is refused too.
pub fn temporal_fragment(json: &Value, ctx: &Context) -> Fallible<Entity> {
    let entity = read(json, ctx, Mode::Temporal)?;
    said(&entity)?;
    Ok(entity)
}

/// A change document. Its `id` and `types` are empty and its `scopes` is `None` where it does not say them; a deleted
/// scope is [`NULL`] in `scopes`.
///
/// # Errors
/// As of [`entity()`]; a document that says nothing is refused too.
pub fn fragment(json: &Value, ctx: &Context, what: What<'_>) -> Fallible<Entity> {
    let mode = match what {
        What::Entity => Mode::Merge,
        What::Attrs => Mode::Update,
        What::Append => Mode::Whole,
        What::Attr(name) => {
            let attrs = named(json, ctx, name, Mode::Partial)?;
            return Ok(Entity { attrs: [(name.to_owned(), attrs)].into(), ..Entity::default() });
        }
    };
    let entity = read(json, ctx, mode)?;
    said(&entity)?;
    Ok(entity)
}

/// One whole attribute of this expanded name: the body of a replacement (clause 5.6.19).
///
/// # Errors
/// As of [`entity()`].
pub fn attribute(json: &Value, ctx: &Context, name: &str) -> Fallible<Vec<Attr>> {
    named(json, ctx, name, Mode::Whole)
}

/// A DateTime as clause 4.6.3 wants it: in UTC, and saying so by `Z`.
pub fn date_time(text: &str) -> Option<Timestamp> {
    if text.ends_with('Z') { Timestamp::parse(text) } else { None }
}

fn named(json: &Value, ctx: &Context, name: &str, mode: Mode) -> Fallible<Vec<Attr>> {
    let reader = Reader::new(ctx);
    let empty = |value: &Value| match value {
        Value::Object(members) => members.keys().all(|key| key == "@context"),
        Value::Array(all) => all.is_empty(),
        _ => true,
    };
    if empty(json) {
        return Err(Error::bad("ngsild-fragment-empty"));
    }
    let attrs = reader.body(name, json, mode)?;
    space(name, &attrs).map_err(|error| error.at(ctx.compact(name)))?;
    Ok(attrs)
}

fn complete(entity: &Entity) -> Fallible<()> {
    if entity.id.is_empty() {
        return Err(Error::bad("ngsild-id-missing").at("id"));
    }
    if entity.types.is_empty() {
        return Err(Error::bad("ngsild-type-missing").at("type"));
    }
    Ok(())
}

fn said(entity: &Entity) -> Fallible<()> {
    let silent = entity.id.is_empty()
        && entity.types.is_empty()
        && entity.attrs.is_empty()
        && entity.scopes.is_none()
        && entity.expires_at.is_none();
    if silent { Err(Error::bad("ngsild-fragment-empty")) } else { Ok(()) }
}

fn read(json: &Value, ctx: &Context, mode: Mode) -> Fallible<Entity> {
    let Value::Object(members) = json else { return Err(Error::bad("ngsild-not-object")) };
    let reader = Reader::new(ctx);
    let mut entity = Entity::default();
    for (key, value) in members {
        match key.as_str() {
            "@context" | "createdAt" | "modifiedAt" | "deletedAt" => {}
            "id" | "@id" => entity.id = id(members, value)?,
            "type" | "@type" => entity.types = types(members, value, ctx)?,
            "scope" => entity.scopes = Some(scopes(value, mode)?),
            "expiresAt" => {
                let given = value.as_str().and_then(date_time);
                entity.expires_at =
                    Some(given.ok_or_else(|| Error::bad("ngsild-date-time").at("expiresAt"))?);
            }
            _ => {
                let attrs = reader.member(key, value, mode, &mut entity.attrs, 0);
                attrs.map_err(|error| error.under(key))?;
            }
        }
    }
    for (name, attrs) in &entity.attrs {
        space(name, attrs).map_err(|error| error.at(ctx.compact(name)))?;
    }
    Ok(entity)
}

fn id(members: &Map<String, Value>, value: &Value) -> Fallible<String> {
    if members.contains_key("id") && members.contains_key("@id") {
        return Err(Error::bad("ngsild-member-twice").with("name", "id").at("id"));
    }
    match value.as_str() {
        Some(uri) if is_uri(uri) && uri != NULL => Ok(uri.to_owned()),
        _ => Err(Error::bad("ngsild-id").at("id")),
    }
}

fn types(members: &Map<String, Value>, value: &Value, ctx: &Context) -> Fallible<Vec<String>> {
    if members.contains_key("type") && members.contains_key("@type") {
        return Err(Error::bad("ngsild-member-twice").with("name", "type").at("type"));
    }
    let wrong = || Error::bad("ngsild-type").at("type");
    let names = match value {
        Value::Array(names) if !names.is_empty() && names.len() <= 256 => names.as_slice(),
        one @ Value::String(_) => std::slice::from_ref(one),
        _ => return Err(wrong()),
    };
    let mut types: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let name = name.as_str().filter(|name| *name != NULL).ok_or_else(wrong)?;
        let iri = ctx.expand(name).map_err(|error| error.at("type"))?;
        if iri.starts_with('@') {
            return Err(wrong());
        }
        if !types.iter().any(|known| *known == iri) {
            types.push(iri.into_owned());
        }
    }
    Ok(types)
}

/// Scopes (clause 4.18), each with its leading `/`; each once.
fn scopes(value: &Value, mode: Mode) -> Fallible<Vec<String>> {
    let wrong = || Error::bad("ngsild-scope").at("scope");
    let given = match value {
        Value::Array(all) if !all.is_empty() && all.len() <= 1_024 => all.as_slice(),
        one @ Value::String(_) => std::slice::from_ref(one),
        _ => return Err(wrong()),
    };
    let mut scopes: Vec<String> = Vec::with_capacity(given.len());
    for scope in given {
        let scope = scope.as_str().ok_or_else(wrong)?;
        if scope == NULL && mode.nulls() {
            return Ok(vec![NULL.to_owned()]);
        }
        let path = scope.strip_prefix('/').unwrap_or(scope);
        let level = |level: &str| {
            level.starts_with(char::is_alphabetic) && level.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        if scope.len() > 2_048 || !path.split('/').all(level) {
            return Err(wrong());
        }
        let scope = format!("/{path}");
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

/// `location`, `observationSpace` and `operationSpace` are GeoProperties (clause 4.7.1).
fn space(name: &str, attrs: &[Attr]) -> Fallible<()> {
    let Some("location" | "observationSpace" | "operationSpace") = name.strip_prefix(CORE) else {
        return Ok(());
    };
    let fits = |attr: &Attr| matches!(attr.kind, Kind::GeoProperty | Kind::Partial | Kind::Deletion);
    if attrs.iter().all(fits) { Ok(()) } else { Err(Error::bad("ngsild-space-kind")) }
}

impl Error {
    /// Puts a member before the path.
    fn under(mut self, member: &str) -> Error {
        self.field = Some(match self.field {
            Some(path) if path.starts_with('[') => [member, &path].concat(),
            Some(path) => [member, ".", &path].concat(),
            None => member.to_owned(),
        });
        self
    }
}

#[cfg(test)]
mod tests;
