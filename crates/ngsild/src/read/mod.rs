//! From the documents of clients to entities: normalised, concise and simplified (clause 4.5), checked.

use serde_json::Value;

use crate::context::Context;
use crate::error::Fallible;
use crate::model::{Attr, Entity};

/// Which operation a fragment is for; it decides what may be left out and what [`crate::NULL`] means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What<'a> {
    /// Merge patch of an entity (clause 5.5.12): partial attributes and NULLs at any depth.
    Entity,
    /// Update of attributes (clause 5.6.2): attributes replace what is there; NULL deletes an attribute.
    Attrs,
    /// Appending of attributes (clause 5.6.3): whole attributes, no NULL.
    Append,
    /// Partial update of the one attribute of this expanded name (clause 5.5.8); the body is the attribute itself.
    Attr(&'a str),
}

/// A whole entity, as in a creation.
pub fn entity(_json: &Value, _ctx: &Context) -> Fallible<Entity> {
    Ok(Entity::default())
}

/// A whole temporal evolution: each attribute an array of instances (clause 4.5.6).
pub fn temporal(_json: &Value, _ctx: &Context) -> Fallible<Entity> {
    Ok(Entity::default())
}

/// Attributes to add to a temporal evolution (clause 5.6.12).
pub fn temporal_fragment(_json: &Value, _ctx: &Context) -> Fallible<Entity> {
    Ok(Entity::default())
}

/// A change document.
pub fn fragment(_json: &Value, _ctx: &Context, _what: What<'_>) -> Fallible<Entity> {
    Ok(Entity::default())
}

/// One whole attribute of this expanded name: the body of a replacement (clause 5.6.19).
pub fn attribute(_json: &Value, _ctx: &Context, _name: &str) -> Fallible<Vec<Attr>> {
    Ok(Vec::new())
}
