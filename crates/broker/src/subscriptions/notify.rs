//! What subscribers are told: the snapshot that an act leaves in its own transaction, and the message made of it when
//! it is delivered (clauses 5.3.1 and 5.8.6). The snapshot holds entities as they were at the act, so that a late
//! delivery still tells what was true then.

use std::collections::HashMap;

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::context::{CORE_URL, Context};
use qipan_ngsild::edit::What;
use qipan_ngsild::write::{self, Form, View};
use qipan_ngsild::{Attr, Entity, Error, Fallible, Kind, NULL, Timestamp};
use qipan_store::Tx;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::endpoint::Accept;
use super::matching::{Index, Sub};
use super::model::{Format, Notification, Trigger};
use super::store;
use crate::entities::linked::{self, Join};
use crate::entities::shape::Shape;
use crate::entities::store::Act;
use crate::http::Params;
use crate::hub::Hub;

/// What happened, as it is kept until it is delivered.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The entities as they were then.
    #[serde(rename = "e")]
    pub entities: Vec<Entity>,
    /// Instances that were changed or taken away, as they were before.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Past>,
    /// The entity is gone.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// Entities that are pointed to.
    #[serde(rename = "l", default, skip_serializing_if = "HashMap::is_empty")]
    pub linked: HashMap<String, Entity>,
}

/// An instance of an attribute before it was changed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Past {
    /// Expanded name.
    #[serde(rename = "n")]
    pub attr: String,
    /// It is gone.
    #[serde(rename = "g")]
    pub gone: bool,
    /// As it was.
    #[serde(rename = "b")]
    pub before: Attr,
}

/// Queues what subscribers are to be told about an act on an entity, in the act's own transaction.
pub fn notify(tx: &mut Tx<'_>, hub: &Hub, index: &Index, act: &Act<'_>) -> Outcome<()> {
    if index.len() == 0 {
        return Ok(());
    }
    let told = index.find(tx, act)?;
    if told.is_empty() {
        return Ok(());
    }
    let snapshot = Snapshot::of(tx, act, &told)?;
    let doc = snapshot.text()?;
    if let [one] = told.as_slice() {
        store::queue(tx, one.id, act.now, None, Some(&doc))?;
    } else {
        let event = hub.next_id(act.now).0;
        store::event(tx, event, &doc)?;
        for sub in &told {
            store::queue(tx, sub.id, act.now, Some(event), None)?;
        }
    }
    hub.subscriptions.queued(act.now);
    Ok(())
}

/// How entities that are pointed to are shown.
pub fn join(notification: &Notification) -> Fallible<Join> {
    let mut params = Vec::new();
    if let Some(join) = &notification.join {
        params.push(("join", join.clone()));
    }
    if let Some(level) = notification.join_level {
        params.push(("joinLevel", level.to_string()));
    }
    Join::read(&Params::default().with(params))
}

fn fault(error: Error) -> Failure {
    Failure::internal(format!("{error:?}"))
}

impl Snapshot {
    fn of(tx: &mut Tx<'_>, act: &Act<'_>, told: &[std::sync::Arc<Sub>]) -> Outcome<Snapshot> {
        let gone = act.after.is_none();
        let entity = match (act.after, act.before) {
            (Some(entity), _) => entity.clone(),
            (None, Some(entity)) => Entity {
                id: entity.id.clone(),
                types: entity.types.clone(),
                scopes: entity.scopes.clone(),
                created_at: entity.created_at,
                modified_at: entity.modified_at,
                deleted_at: Some(act.now),
                ..Entity::default()
            },
            (None, None) => return Err(Failure::internal("an act on nothing")),
        };
        let shown = told.iter().any(|sub| sub.doc.notification.show_changes == Some(true));
        let mut changes = Vec::new();
        for change in act.changes {
            let Some(before) = &change.before else { continue };
            let gone = change.what == What::Deleted;
            let updated = change.what == What::Updated;
            if !(gone || shown && updated) {
                continue;
            }
            let before =
                if shown { Attr { sub: Default::default(), ..before.clone() } } else { trace(before) };
            changes.push(Past { attr: change.attr.clone(), gone, before });
        }
        let mut linked = HashMap::new();
        let entities = vec![entity];
        for sub in told.iter().filter(|sub| sub.doc.notification.join.is_some()) {
            let join = join(&sub.doc.notification).map_err(fault)?;
            linked.extend(linked::gather(tx, act.tenant, act.now, &entities, &join)?);
        }
        Ok(Snapshot { entities, changes, gone, linked })
    }

    /// What a periodic subscription finds.
    pub fn found(tx: &mut Tx<'_>, sub: &Sub, entities: Vec<Entity>, now: Timestamp) -> Outcome<Snapshot> {
        let join = join(&sub.doc.notification).map_err(fault)?;
        let linked = linked::gather(tx, sub.tenant, now, &entities, &join)?;
        Ok(Snapshot { entities, linked, ..Snapshot::default() })
    }

    /// As it is stored.
    pub fn text(&self) -> Outcome<String> {
        serde_json::to_string(self).map_err(Failure::internal)
    }

    /// The entities with what a subscription shows of changes.
    fn shown_to(&mut self, sub: &Sub, at: Timestamp) {
        let notification = &sub.doc.notification;
        let previous = notification.show_changes == Some(true);
        let deletions = previous
            || sub
                .doc
                .triggers()
                .iter()
                .any(|t| matches!(t, Trigger::AttributeDeleted | Trigger::EntityUpdated));
        let Some(entity) = self.entities.first_mut().filter(|_| !self.changes.is_empty()) else { return };
        let whole: Vec<String> = self
            .changes
            .iter()
            .filter(|past| past.gone && !entity.attrs.contains_key(&past.attr))
            .map(|past| past.attr.clone())
            .collect();
        for past in std::mem::take(&mut self.changes) {
            if !(sub.doc.watched.is_empty() || sub.doc.watched.contains(&past.attr)) {
                continue;
            }
            let before = previous.then(|| past.before.value.clone());
            if past.gone {
                if !deletions {
                    continue;
                }
                // Of an attribute that is gone with all its instances, one says so.
                let all = whole.contains(&past.attr);
                let known = entity.attrs.entry(past.attr).or_default();
                if all && !known.is_empty() {
                    continue;
                }
                let gone = deleted(past.before, before, at);
                if gone.dataset_id.is_none() { known.insert(0, gone) } else { known.push(gone) }
            } else if let Some(now) = entity
                .attrs
                .get_mut(&past.attr)
                .and_then(|all| all.iter_mut().find(|one| one.dataset_id == past.before.dataset_id))
            {
                now.previous = before;
            }
        }
    }
}

/// What must be known of an instance that is gone.
fn trace(attr: &Attr) -> Attr {
    Attr {
        kind: attr.kind,
        dataset_id: attr.dataset_id.clone(),
        created_at: attr.created_at,
        modified_at: attr.modified_at,
        ..Attr::default()
    }
}

/// An instance that is gone, as notifications show it (clause 4.5.0).
fn deleted(before: Attr, previous: Option<Value>, at: Timestamp) -> Attr {
    let value = match before.kind {
        Kind::LanguageProperty => json!({ "@none": NULL }),
        Kind::ListProperty | Kind::ListRelationship => json!([NULL]),
        _ => json!(NULL),
    };
    Attr { value, previous, deleted_at: Some(at), ..trace(&before) }
}

/// A message, ready to be sent.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// Media type.
    pub media: &'static str,
    /// The Link header, if there is one.
    pub link: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// The Link header of a message whose context is not inside.
pub fn link(sub: &Sub, context: &Context) -> String {
    let url = sub.doc.link.as_deref().or(context.link()).unwrap_or(CORE_URL);
    format!("<{url}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"")
}

/// Makes the message of a snapshot.
///
/// # Errors
/// For what is stored and cannot be read.
pub fn message(sub: &Sub, delivery: i64, at: Timestamp, doc: &str, context: &Context) -> Outcome<Message> {
    if sub.doc.sources {
        return crate::registrations::notices::message(sub, delivery, at, doc, context);
    }
    let mut snapshot: Snapshot =
        serde_json::from_str(doc).map_err(|e| Failure::internal(format!("a stored event: {e}")))?;
    snapshot.shown_to(sub, at);
    let notification = &sub.doc.notification;
    let accept = notification.endpoint.accept.unwrap_or_default();
    let listed = |names: &[String]| if names.is_empty() { None } else { Some(names.to_vec()) };
    let view = View {
        form: match notification.format {
            None | Some(Format::Normalized) => Form::Normalised,
            Some(Format::Concise) => Form::Concise,
            Some(Format::KeyValues | Format::Simplified) => Form::Simplified,
        },
        sys_attrs: notification.sys_attrs == Some(true),
        lang: sub.doc.lang.clone(),
        datasets: sub.doc.datasets.clone(),
        attrs: listed(&notification.attributes),
        pick: listed(&notification.pick),
        omit: notification.omit.clone(),
        geojson: (accept == Accept::GeoJson).then(|| sub.doc.geometry()),
        context: (accept != Accept::Json).then(|| context.source().clone()),
    };
    let head = json!({
        "id": format!("urn:ngsi-ld:Notification:{delivery}"),
        "type": "Notification",
        "subscriptionId": sub.doc.id,
        "notifiedAt": at.to_string(),
    });
    let mut body = head.to_string().into_bytes();
    body.pop();
    body.extend_from_slice(b",\"data\":");
    let join = join(notification).map_err(fault)?;
    if join.wanted() && !snapshot.gone {
        let shape = Shape { view, pick: None, omit: None };
        body.extend(linked::write(&snapshot.entities, &snapshot.linked, &join, context, &shape, false));
    } else {
        write::write_entities(&mut body, &snapshot.entities, context, &view);
    }
    body.push(b'}');
    let link = (accept == Accept::Json).then(|| link(sub, context));
    Ok(Message { media: accept.media(), link, body })
}
