//! The instances that changes leave in the temporal record.

use serde_json::{Value, json};

use crate::edit::Change;
use crate::model::{Attr, Entity, Kind, NULL};
use crate::time::Timestamp;

/// What a change leaves in the record: the attribute as it is now in the entity, or that it was deleted. `instance_id` is
/// a new URI.
pub fn instance(change: &Change, entity: &Entity, instance_id: String, now: Timestamp) -> Option<Attr> {
    match (change.now(entity), &change.before) {
        (Some(after), _) => Some(Attr { instance_id: Some(instance_id), ..after.clone() }),
        (None, Some(before)) => Some(tombstone(before.kind, change.dataset_id.clone(), instance_id, now)),
        (None, None) => None,
    }
}

/// That an instance of an attribute was deleted (clause 4.5.7): NULL in the place of its value, and `deletedAt`.
pub fn tombstone(kind: Kind, dataset_id: Option<String>, instance_id: String, now: Timestamp) -> Attr {
    let value = match kind {
        Kind::LanguageProperty => json!({"@none": NULL}),
        Kind::ListProperty | Kind::ListRelationship => json!([NULL]),
        _ => Value::from(NULL),
    };
    Attr { kind, value, dataset_id, instance_id: Some(instance_id), deleted_at: Some(now), ..Attr::default() }
}

/// Scopes as they are from now on, after a change of the entity itself: `observedAt` copies `modifiedAt` (clause
/// 4.5.6). No scopes at all are the deletion.
pub fn scope_instance(scopes: Option<&[String]>, instance_id: String, now: Timestamp) -> Attr {
    let scopes = scopes.unwrap_or_default();
    let gone = scopes.is_empty();
    Attr {
        kind: Kind::Property,
        value: json!(scopes),
        instance_id: Some(instance_id),
        created_at: (!gone).then_some(now),
        modified_at: (!gone).then_some(now),
        observed_at: (!gone).then_some(now),
        deleted_at: gone.then_some(now),
        ..Attr::default()
    }
}
