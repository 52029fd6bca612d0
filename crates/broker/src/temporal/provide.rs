//! Providing histories (clauses 5.6.11 to 5.6.16).

use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::context::Context;
use qipan_ngsild::edit::{self, Edited};
use qipan_ngsild::read::{self, What};
use qipan_ngsild::{Attr, Entity, Error, ErrorKind, Fallible, Timestamp, evolution};
use qipan_store::Tx;
use serde_json::Value;

use super::store::{self, Head, Stream};
use super::tail_store;
use crate::entities::commands::{self, Decided, absent};
use crate::entities::provision::check_uri;
use crate::entities::{keys, provision};
use crate::http::{Call, Reply, reply};
use crate::hub::Hub;
use crate::names;
use crate::rights::Rights;

/// Instances that one transaction takes away.
const AT_ONCE: usize = 5_000;

/// What a document says of a history: its entity with all instances, and the scopes as instances.
struct Given {
    entity: Entity,
    scopes: Vec<Attr>,
}

/// Reads a document. Its scopes may be a property with times (clause 4.5.6) or plain scopes, which hold from now on.
fn given(
    mut json: Value,
    context: &Context,
    now: Timestamp,
    read: fn(&Value, &Context) -> Fallible<Entity>,
) -> Fallible<Given> {
    let reified = |value: &Value| value.get("value").is_some();
    let scope = json.as_object_mut().and_then(|members| match members.get("scope") {
        Some(Value::Array(all)) if all.iter().any(reified) => members.remove("scope"),
        Some(one) if reified(one) => members.remove("scope"),
        _ => None,
    });
    let mut entity = match (&scope, json.as_object()) {
        // Nothing but scopes is something, too.
        (Some(_), Some(members)) if members.keys().all(|key| key == "@context") => Entity::default(),
        _ => read(&json, context)?,
    };
    let scopes = match scope {
        Some(Value::Array(all)) => {
            all.iter().map(|one| scope_at(one, context, now)).collect::<Fallible<Vec<_>>>()?
        }
        Some(one) => vec![scope_at(&one, context, now)?],
        None => entity.scopes.take().map(|scopes| scopes_since(&scopes, now)).into_iter().collect(),
    };
    Ok(Given { entity, scopes })
}

/// What a history says of scopes that are these since now.
fn scopes_since(scopes: &[String], now: Timestamp) -> Attr {
    Attr { instance_id: None, ..evolution::scope_instance(Some(scopes), String::new(), now) }
}

/// One instance of scopes as a property.
fn scope_at(json: &Value, context: &Context, now: Timestamp) -> Fallible<Attr> {
    let wrong = || Error::bad("ngsild-scope").at("scope");
    let members = json.as_object().ok_or_else(wrong)?;
    if members.get("type").is_some_and(|kind| kind != "Property") {
        return Err(wrong());
    }
    let value = members.get("value").ok_or_else(wrong)?;
    let scopes = if value.as_array().is_some_and(Vec::is_empty) {
        Vec::new()
    } else {
        let fragment = serde_json::json!({"scope": value});
        read::fragment(&fragment, context, What::Append)?.scopes.unwrap_or_default()
    };
    let moment = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(value) => {
            let moment = value.as_str().and_then(read::date_time);
            moment.map(Some).ok_or_else(|| Error::bad("ngsild-date-time").at(["scope.", name].concat()))
        }
    };
    let observed_at = moment("observedAt")?;
    Ok(Attr { observed_at: observed_at.or(Some(now)), ..scopes_since(&scopes, now) })
}

/// Writes these instances. One that is there with the same `observedAt` and `datasetId` is replaced, so that sending
/// the same again changes nothing.
#[allow(clippy::too_many_arguments)]
fn add(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    row: i64,
    name: &str,
    instances: &[Attr],
    now: Timestamp,
    fresh: &mut Vec<i64>,
) -> Outcome<()> {
    let number = hub.names.keep(tx, tenant, name, fresh)?;
    for given in instances {
        let dataset = given.dataset_id.as_deref().map(|id| names::number(tenant, id));
        let stream = Stream { entity: row, name: number, dataset };
        let known = match given.observed_at {
            Some(at) => store::observed_then(tx, stream, at)?,
            None => None,
        };
        let created_at = known.as_ref().map_or(Some(now), |(_, known)| known.created_at);
        let attr = Attr { created_at, modified_at: Some(now), instance_id: None, ..given.clone() };
        match known {
            Some((id, _)) => store::change(tx, tenant, (row, number, id), &attr, now)?,
            None => store::insert(tx, tenant, (row, number, hub.next_id(now).0), &attr, now)?,
        }
    }
    Ok(())
}

/// Adds what was given to the history of an entity; returns whether there was none before.
fn save(
    tx: &mut Tx<'_>,
    hub: &Arc<Hub>,
    tenant: i64,
    uri: &str,
    given: &Given,
    now: Timestamp,
    fresh: &mut Vec<i64>,
) -> Outcome<bool> {
    let there = store::lock(tx, tenant, uri)?;
    if let Some(head) = &there {
        tail_store::settle(tx, head.row)?;
    }
    let known = match &there {
        Some(head) => store::has_history(tx, head)?,
        None => false,
    };
    let row = match &there {
        Some(head) if head.current => {
            unite_current(tx, hub, tenant, uri, &given.entity.types, now, fresh)?;
            head.row
        }
        other => {
            let mut past = other.as_ref().map(|head| head.entity.clone()).unwrap_or_else(|| Entity {
                id: uri.to_owned(),
                created_at: Some(now),
                ..Entity::default()
            });
            for name in &given.entity.types {
                if !past.types.contains(name) {
                    past.types.push(name.clone());
                }
            }
            past.modified_at = Some(now);
            store::save_past(tx, hub, tenant, other.as_ref().map(|head| head.row), &past, now, fresh)?
        }
    };
    for (name, instances) in &given.entity.attrs {
        add(tx, hub, tenant, row, name, instances, now, fresh)?;
    }
    if !given.scopes.is_empty() {
        add(tx, hub, tenant, row, keys::SCOPE, &given.scopes, now, fresh)?;
    }
    Ok(!known)
}

/// Types that a history brings are types of the entity from now on (clause 5.6.11.4).
fn unite_current(
    tx: &mut Tx<'_>,
    hub: &Arc<Hub>,
    tenant: i64,
    uri: &str,
    types: &[String],
    now: Timestamp,
    fresh: &mut Vec<i64>,
) -> Outcome<()> {
    let mut decide = |there: Option<&Entity>| {
        let Some(entity) = there else { return Ok(Decided::Leave(Edited::default())) };
        let mut entity = entity.clone();
        let more = Entity { types: types.to_vec(), ..Entity::default() };
        let edited = edit::append(&mut entity, more, false, now);
        Ok(if edited.touched() { Decided::Keep(Box::new(entity), edited) } else { Decided::Leave(edited) })
    };
    commands::act_in(tx, hub, tenant, uri, now, fresh, &mut decide).map(drop)
}

/// `POST /temporal/entities` (clause 5.6.11).
pub async fn create(call: &Call) -> Reply {
    call.params.only(&["local", "via", "options"])?;
    let (json, context) = body(call).await?;
    let now = call.now;
    let given = given(json, &context, now, read::temporal)?;
    crate::own::check(&given.entity.id)?;
    let tenant = call.write_tenant().await?;
    let uri = given.entity.id.clone();
    // In the place of one that the caller may not see nothing is made.
    if !call.rights.covers(&given.entity.types) || super::within(call, &uri, true).await.is_err() {
        return Err(Rights::refused().into());
    }
    let (hub, own) = (call.hub.clone(), uri.clone());
    let saved = call.hub.db.write(move |tx| {
        let mut fresh = Vec::new();
        let made = save(tx, &hub, tenant, &own, &given, now, &mut fresh)?;
        Ok((made, fresh))
    });
    let (made, fresh) = saved.await.map_err(crate::fault)?;
    call.hub.names.learn(&fresh);
    if made {
        let place = provision::location(&uri).replacen("/entities/", "/temporal/entities/", 1);
        Ok(reply::created(&place))
    } else {
        Ok(reply::empty(204))
    }
}

/// The body, of which an empty object is no request at all (clause 5.5.4).
async fn body(call: &Call) -> Fallible<(Value, Context)> {
    let json = call.json()?;
    if json.as_object().is_some_and(serde_json::Map::is_empty) {
        return Err(Error::invalid("hub-body-empty"));
    }
    call.body().await
}

/// `POST /temporal/entities/{id}/attrs` (clause 5.6.12).
pub async fn append(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via", "options"])?;
    check_uri(uri)?;
    let (json, context) = body(call).await?;
    let now = call.now;
    let given = given(json, &context, now, read::temporal_fragment)?;
    if !call.rights.covers(&given.entity.types) {
        return Err(Rights::refused().into());
    }
    let (hub, tenant, own) = (call.hub.clone(), call.read_tenant()?, uri.to_owned());
    let saved = call.hub.db.write(move |tx| {
        if store::find(tx, tenant, &own)?.is_none() {
            return Ok(None);
        }
        let mut fresh = Vec::new();
        save(tx, &hub, tenant, &own, &given, now, &mut fresh)?;
        Ok(Some(fresh))
    });
    let fresh = saved.await.map_err(crate::fault)?.ok_or_else(|| absent(uri))?;
    call.hub.names.learn(&fresh);
    Ok(reply::empty(204))
}

/// The history of `uri`.
async fn history(call: &Call, uri: &str) -> Fallible<Head> {
    let (tenant, own) = (call.read_tenant()?, uri.to_owned());
    let found = call.hub.glance(move |tx| store::find(tx, tenant, &own)).await.map_err(crate::fault)?;
    found.ok_or_else(|| absent(uri))
}

/// `DELETE /temporal/entities/{id}` (clause 5.6.16). A long history goes in several transactions; the entity itself, if
/// it is there, stays.
pub async fn delete(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via"])?;
    check_uri(uri)?;
    let head = history(call, uri).await?;
    let (tenant, row) = (call.read_tenant()?, head.row);
    loop {
        let gone = call.hub.db.write(move |tx| store::remove_some(tx, row, None, AT_ONCE)).await;
        if gone.map_err(crate::fault)? < AT_ONCE as u64 {
            break;
        }
    }
    let own = uri.to_owned();
    let ended = call.hub.db.write(move |tx| match store::lock(tx, tenant, &own)? {
        Some(head) if !head.current => store::remove_past(tx, tenant, &head),
        _ => Ok(()),
    });
    ended.await.map_err(crate::fault)?;
    Ok(reply::empty(204))
}

fn no_attribute(name: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-history-attribute-unknown").with("name", name).at("attrId")
}

/// The name of an attribute in a path.
async fn named(call: &Call, name: &str) -> Fallible<String> {
    let context = call.link_context().await?;
    if name == edit::SCOPE {
        return Ok(keys::SCOPE.to_owned());
    }
    Ok(context.expand(name)?.into_owned())
}

/// `DELETE /temporal/entities/{id}/attrs/{name}` (clause 5.6.13): the default instances, those of a `datasetId`, or all.
pub async fn delete_attr(call: &Call, uri: &str, name: &str) -> Reply {
    call.params.only(&["local", "via", "datasetId", "deleteAll"])?;
    check_uri(uri)?;
    let iri = named(call, name).await?;
    let all = call.params.flag("deleteAll")?;
    let dataset = match call.params.get("datasetId") {
        Some("@none") | None => None,
        Some(id) => Some(check_uri(id).map_err(|error| error.at("datasetId"))?.to_owned()),
    };
    let head = history(call, uri).await?;
    let tenant = call.read_tenant()?;
    let number = names::number(tenant, &iri);
    let dataset = dataset.map(|id| names::number(tenant, &id));
    let stream = Stream { entity: head.row, name: number, dataset };
    let mut gone = 0;
    loop {
        let removed = call.hub.db.write(move |tx| {
            if all {
                store::remove_some(tx, stream.entity, Some(number), AT_ONCE)
            } else {
                store::remove_stream(tx, stream, i64::MAX, AT_ONCE)
            }
        });
        let removed = removed.await.map_err(crate::fault)?;
        gone += removed;
        if removed < AT_ONCE as u64 {
            break;
        }
    }
    if gone == 0 { Err(no_attribute(name).into()) } else { Ok(reply::empty(204)) }
}

/// The row of an instance, from its URI.
fn instance_row(uri: &str) -> Fallible<Option<i64>> {
    check_uri(uri).map_err(|error| error.at("instanceId"))?;
    Ok(store::instance_row(uri))
}

fn no_instance(uri: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-instance-unknown").with("id", uri).at("instanceId")
}

/// `PATCH /temporal/entities/{id}/attrs/{name}/{instance}` (clause 5.6.14): a partial update of one instance.
pub async fn change_instance(call: &Call, uri: &str, name: &str, instance: &str) -> Reply {
    call.params.only(&["local", "via"])?;
    check_uri(uri)?;
    let id = instance_row(instance)?;
    let (json, context) = body(call).await?;
    let iri = context.expand(name)?.into_owned();
    let fragment = read::fragment(&json, &context, What::Attr(&iri))?;
    let fragment = fragment.attrs.into_values().flatten().next();
    let fragment = fragment.ok_or_else(|| Error::bad("hub-attribute-empty").at(name))?;
    let head = history(call, uri).await?;
    let (tenant, now) = (call.read_tenant()?, call.now);
    let id = id.ok_or_else(|| no_instance(instance))?;
    let key = (head.row, names::number(tenant, &iri), id);
    let changed = call.hub.db.write(move |tx| {
        let Some(known) = store::get(tx, key)? else { return Ok(None) };
        Ok(Some(match patched(&iri, known, fragment.clone(), now) {
            Ok(attr) => {
                store::change(tx, tenant, key, &attr, now)?;
                Ok(())
            }
            Err(error) => Err(error),
        }))
    });
    changed.await.map_err(crate::fault)?.ok_or_else(|| no_instance(instance))??;
    Ok(reply::empty(204))
}

fn patched(name: &str, known: Attr, fragment: Attr, now: Timestamp) -> Fallible<Attr> {
    let dataset = known.dataset_id.clone();
    let mut entity = Entity { attrs: [(name.to_owned(), vec![known])].into(), ..Entity::default() };
    edit::partial(&mut entity, name, dataset.as_deref(), fragment, now)?;
    let left = entity.attrs.into_values().flatten().next();
    left.map(|attr| Attr { dataset_id: dataset, ..attr })
        .ok_or_else(|| Error::bad("hub-instance-null").at(name))
}

/// `DELETE /temporal/entities/{id}/attrs/{name}/{instance}` (clause 5.6.15).
pub async fn delete_instance(call: &Call, uri: &str, name: &str, instance: &str) -> Reply {
    call.params.only(&["local", "via"])?;
    check_uri(uri)?;
    let id = instance_row(instance)?;
    let iri = named(call, name).await?;
    let head = history(call, uri).await?;
    let id = id.ok_or_else(|| no_instance(instance))?;
    let key = (head.row, names::number(call.read_tenant()?, &iri), id);
    let gone = call.hub.db.write(move |tx| store::remove(tx, key)).await.map_err(crate::fault)?;
    if gone { Ok(reply::empty(204)) } else { Err(no_instance(instance).into()) }
}

/// Deletes an attribute (or the scopes, as [`keys::SCOPE`]) of an entity of which only the history is known: the
/// deletion becomes part of the history. `None` where there is no such entity, or it is there itself.
pub async fn delete_attr_of_past(
    call: &Call,
    uri: &str,
    name: &str,
    dataset: Option<&str>,
    all: bool,
) -> Fallible<Option<()>> {
    let (hub, tenant, now) = (call.hub.clone(), call.read_tenant()?, call.now);
    let (own, name) = (uri.to_owned(), name.to_owned());
    let dataset = dataset.map(|id| names::number(tenant, id));
    let rights = call.rights.clone();
    let done = call.hub.db.write(move |tx| {
        let past = |head: &Head| !head.current && rights.covers(&head.entity.types);
        let Some(head) = store::lock(tx, tenant, &own)?.filter(past) else { return Ok(None) };
        tail_store::settle(tx, head.row)?;
        let number = names::number(tenant, &name);
        let mut streams = store::streams(tx, head.row, number)?;
        streams.retain(|stream| all || stream.dataset == dataset);
        let mut any = false;
        for stream in streams {
            let Some(last) = store::last(tx, stream)?.filter(|last| last.deleted_at.is_none()) else {
                continue;
            };
            let trace = if name == keys::SCOPE {
                scopes_since(&[], now)
            } else {
                let trace = evolution::tombstone(last.kind, last.dataset_id, String::new(), now);
                Attr { instance_id: None, ..trace }
            };
            store::insert(tx, tenant, (head.row, number, hub.next_id(now).0), &trace, now)?;
            any = true;
        }
        Ok(any.then_some(()))
    });
    done.await.map_err(crate::fault)
}
