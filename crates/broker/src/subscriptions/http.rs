//! The resources of subscriptions (clauses 5.8, 6.10 and 6.11).

use axum::http::HeaderValue;
use qipan_ngsild::context::Context;
use qipan_ngsild::{Error, ErrorKind, Timestamp};
use serde_json::{Map, Value, json};

use super::model::{Status, Subscription};
use super::owner_store;
use super::store::{self, State, Stored};
use crate::entities::consume;
use crate::entities::provision::check_uri;
use crate::http::{Accept, Call, ROOT, Refusal, Reply, reply};
use crate::own;
use crate::registrations::notices;
use crate::rights::Rights;

/// Subscriptions that are looked at to find those that a caller may see.
const MOST: usize = 100_000;

/// Answers a call of these resources.
pub async fn answer(call: &Call, path: &[&str]) -> Reply {
    route(call, path, false).await
}

/// The same for subscriptions to registrations of context sources (clauses 5.11, 6.12 and 6.13).
pub async fn answer_of_sources(call: &Call, path: &[&str]) -> Reply {
    route(call, path, true).await
}

async fn route(call: &Call, path: &[&str], sources: bool) -> Reply {
    match (call.method.as_str(), path) {
        ("POST", []) => create(call, sources).await,
        ("GET", []) => list(call, sources).await,
        ("GET", [id]) => retrieve(call, id, sources).await,
        ("PATCH", [id]) => update(call, id, sources).await,
        ("DELETE", [id]) => delete(call, id, sources).await,
        _ => Err(Refusal::NotImplemented),
    }
}

/// Whether the caller may have this subscription: it tells of what the caller may see, and shows nothing else.
fn covers(call: &Call, doc: &Subscription) -> bool {
    owner_store::covers(&call.rights, doc)
}

/// Whose it is from now on: the token's that asks. While the hub is open to everybody it is nobody's.
fn owner(call: &Call) -> Option<i64> {
    call.actor.as_ref().filter(|_| !call.hub.options.open).map(|actor| actor.id.0)
}

fn unknown(id: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-sub-unknown").with("id", id)
}

/// When a periodic subscription is due after `now`.
pub fn next_at(doc: &Subscription, now: Timestamp) -> Option<i64> {
    let interval = doc.interval.as_ref().map(super::matching::micros)?;
    (doc.status(now) == Status::Active).then(|| now.0 + interval.max(100_000))
}

/// The context of notifications must be there to be used, and needs a URL for a Link header.
async fn settle_context(call: &Call, doc: &mut Subscription, context: &Context) -> Result<(), Error> {
    if let Some(url) = &doc.jsonld_context {
        call.context_of(&Value::String(url.clone())).await?;
        doc.link = Some(url.clone());
    } else if doc.context == *context.source() {
        let link = match context.link() {
            Some(url) => url.to_owned(),
            None => crate::contexts::implicit(call, context.source()).await?,
        };
        doc.link = Some(link);
    } else {
        let own = call.context_of(&doc.context).await?;
        doc.link = match own.link() {
            Some(url) => Some(url.to_owned()),
            None => Some(crate::contexts::implicit(call, own.source()).await?),
        };
    }
    Ok(())
}

/// A caller from whom some of the house's own entities are hidden is not told of them either: its subscription has to
/// name types, or attributes, of others, and may not ask what they are linked to.
fn check_own(call: &Call, doc: &Subscription) -> Result<(), Error> {
    if call.tenant.is_some() || call.readable().is_none() {
        return Ok(());
    }
    let others = |names: &[String]| !names.is_empty() && !names.iter().any(|name| own::reserved(name));
    let apart = doc.interval.is_none() && others(&doc.watched);
    if doc.queries()?.iter().any(|query| query.linked() || !apart && consume::may_touch_own(query)) {
        return Err(Error::new(ErrorKind::Forbidden, "hub-sub-own"));
    }
    Ok(())
}

async fn create(call: &Call, sources: bool) -> Reply {
    call.params.only(&["local", "via"])?;
    let (json, context) = call.body().await?;
    let mut doc = Subscription::read(&json, &context, call.now, sources)?;
    if !covers(call, &doc) {
        return Err(Rights::refused().into());
    }
    if !sources {
        check_own(call, &doc)?;
    }
    settle_context(call, &mut doc, &context).await?;
    let (tenant, now) = (call.write_tenant().await?, call.now);
    let id = call.hub.next_id(now).0;
    if doc.id.is_empty() {
        doc.id = format!("urn:ngsi-ld:Subscription:{id}");
    }
    let (uri, next, token) = (doc.id.clone(), next_at(&doc, now), owner(call));
    let hub = call.hub.clone();
    let made = call
        .hub
        .db
        .write(move |tx| {
            let made = store::insert(tx, tenant, id, &doc, now, next, token)?;
            if made && sources && doc.status(now) == Status::Active {
                notices::begin(tx, &hub, tenant, id, &doc, now)?;
            }
            Ok(made)
        })
        .await;
    if !made.map_err(crate::fault)? {
        return Err(Error::new(ErrorKind::AlreadyExists, "hub-sub-exists").with("id", uri).into());
    }
    call.hub.subscriptions.changed();
    let escaped = percent_encoding::utf8_percent_encode(&uri, PATH);
    let resource = if sources { "csourceSubscriptions" } else { "subscriptions" };
    Ok(reply::created(&format!("{ROOT}/{resource}/{escaped}")))
}

/// Characters that cannot stand in a part of a path as they are.
const PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'/')
    .add(b'%');

async fn update(call: &Call, id: &str, sources: bool) -> Reply {
    call.params.only(&["local", "via"])?;
    check_uri(id)?;
    let (json, context) = call.body().await?;
    let (tenant, now, uri) = (call.read_tenant()?, call.now, id.to_owned());
    let found =
        call.hub.glance(move |tx| store::get(tx, tenant, &uri, sources)).await.map_err(crate::fault)?;
    let mut doc = found.filter(|stored| covers(call, &stored.doc)).ok_or_else(|| unknown(id))?.doc;
    // Read outside the transaction: a context may have to be loaded. Two changes at once are settled below.
    let before = doc.jsonld_context.clone();
    doc.patch(&json, &context, now)?;
    if !covers(call, &doc) {
        return Err(Rights::refused().into());
    }
    check_own(call, &doc)?;
    let settled = if doc.jsonld_context == before {
        None
    } else {
        settle_context(call, &mut doc, &context).await?;
        doc.link
    };
    let (version, token) = (call.hub.next_id(now).0, owner(call));
    let (hub, uri) = (call.hub.clone(), id.to_owned());
    let done = call
        .hub
        .db
        .write(move |tx| {
            let Some(stored) = store::get(tx, tenant, &uri, sources)? else { return Ok(Err(unknown(&uri))) };
            let mut doc = stored.doc;
            if let Err(error) = doc.patch(&json, &context, now) {
                return Ok(Err(error));
            }
            if let Some(link) = &settled {
                doc.link = Some(link.clone());
            }
            store::update(tx, stored.id, version, &doc, now, next_at(&doc, now), token)?;
            if doc.status(now) != Status::Active {
                // Who is paused is not told later what happened meanwhile, nor what was about to be told.
                store::forget_all(tx, stored.id)?;
            } else if sources {
                // What matches now is told anew (clause 5.11.3).
                notices::begin(tx, &hub, tenant, stored.id, &doc, now)?;
            }
            Ok(Ok(()))
        })
        .await;
    done.map_err(crate::fault)??;
    call.hub.subscriptions.changed();
    Ok(reply::empty(204))
}

async fn delete(call: &Call, id: &str, sources: bool) -> Reply {
    call.params.only(&["local", "via"])?;
    let uri = check_uri(id)?.to_owned();
    let (tenant, version) = (call.read_tenant()?, call.hub.next_id(call.now).0);
    if call.rights.types.is_some() {
        let own = uri.clone();
        let found =
            call.hub.glance(move |tx| store::get(tx, tenant, &own, sources)).await.map_err(crate::fault)?;
        found.filter(|stored| covers(call, &stored.doc)).ok_or_else(|| unknown(id))?;
    }
    let gone = call.hub.db.write(move |tx| store::delete(tx, tenant, &uri, sources, version)).await;
    if !gone.map_err(crate::fault)? {
        return Err(unknown(id).into());
    }
    call.hub.subscriptions.changed();
    Ok(reply::empty(204))
}

async fn retrieve(call: &Call, id: &str, sources: bool) -> Reply {
    call.params.only(&["options", "local", "via"])?;
    check_accept(call)?;
    let uri = check_uri(id)?.to_owned();
    let context = call.link_context().await?;
    let tenant = call.read_tenant()?;
    let (name, now) = (call.tenant.clone(), call.now);
    let read = move |tx: &mut qipan_store::Tx<'_>| {
        let found = store::get(tx, tenant, &uri, sources)?;
        found.map(|stored| with_owner(tx, stored, name.as_deref(), now)).transpose()
    };
    let found = call.hub.browse(read).await.map_err(crate::fault)?;
    let stored = found.filter(|stored| covers(call, &stored.doc)).ok_or_else(|| unknown(id))?;
    finish(call, &shown(call, &stored, &context), &context).await
}

/// A subscription whose token may not be told any more is shown as paused, which is what it is.
fn with_owner(
    tx: &mut qipan_store::Tx<'_>,
    mut stored: Stored,
    tenant: Option<&str>,
    now: Timestamp,
) -> qipan_kernel::Outcome<Stored> {
    if !owner_store::may_be_told(tx, stored.token, tenant, &stored.doc, now)? {
        stored.doc.active = Some(false);
    }
    Ok(stored)
}

async fn list(call: &Call, sources: bool) -> Reply {
    call.params.only(&["options", "limit", "offset", "count", "local", "via"])?;
    check_accept(call)?;
    let context = call.link_context().await?;
    let page = consume::page(call)?;
    let tenant = call.read_tenant()?;
    // Whoever may not see all is shown a page of what it may: then all are looked at.
    let whole = call.rights.types.is_none();
    let (name, now) = (call.tenant.clone(), call.now);
    let read = move |tx: &mut qipan_store::Tx<'_>| -> qipan_kernel::Outcome<(Vec<Stored>, Option<i64>)> {
        if !whole {
            return Ok((store::page(tx, tenant, sources, 0, MOST)?, None));
        }
        let found = store::page(tx, tenant, sources, page.offset, page.limit.saturating_add(1))?;
        let found = found
            .into_iter()
            .map(|stored| with_owner(tx, stored, name.as_deref(), now))
            .collect::<qipan_kernel::Outcome<_>>()?;
        let count = if page.count { Some(store::count(tx, tenant, sources)?) } else { None };
        Ok((found, count))
    };
    let (mut found, mut count) = call.hub.browse(read).await.map_err(crate::fault)?;
    if !whole {
        found.retain(|stored| covers(call, &stored.doc));
        count = page.count.then_some(found.len() as i64);
        found.drain(..page.offset.min(found.len()));
    }
    let more = found.len() > page.limit;
    found.truncate(page.limit);
    let all: Vec<Value> = found.iter().map(|stored| shown(call, stored, &context)).collect();
    let mut response = finish(call, &Value::Array(all), &context).await?;
    crate::registrations::paging(call, &mut response, page, more);
    if let Some(count) = count {
        reply::count(&mut response, u64::try_from(count).unwrap_or_default());
    }
    Ok(response)
}

fn check_accept(call: &Call) -> Result<(), Refusal> {
    match call.accept {
        Accept::Json | Accept::JsonLd => Ok(()),
        Accept::GeoJson | Accept::Nothing => Err(Refusal::NotAcceptable),
    }
}

/// A subscription with what the broker adds (table 5.2.12-2 and 5.2.14.2).
fn shown(call: &Call, stored: &Stored, context: &Context) -> Value {
    let mut out = stored.doc.write(context, call.now);
    let time = |micros: i64| json!(Timestamp(micros).to_string());
    if let Some(Value::Object(notification)) = out.get_mut("notification") {
        counters(notification, call.hub.subscriptions.counters(stored.id, stored.state));
    }
    if call.params.option("sysAttrs") {
        out.insert("createdAt".to_owned(), time(stored.created_at));
        out.insert("modifiedAt".to_owned(), time(stored.modified_at));
    }
    if call.accept == Accept::JsonLd {
        out.insert("@context".to_owned(), context.source().clone());
    }
    Value::Object(out)
}

fn counters(notification: &mut Map<String, Value>, state: State) {
    if state.times_sent == 0 {
        return;
    }
    notification.insert("timesSent".to_owned(), json!(state.times_sent));
    if state.times_failed > 0 {
        notification.insert("timesFailed".to_owned(), json!(state.times_failed));
    }
    let times = [
        ("lastNotification", state.last_notification),
        ("lastSuccess", state.last_success),
        ("lastFailure", state.last_failure),
    ];
    for (name, time) in times {
        if let Some(time) = time {
            notification.insert(name.to_owned(), json!(Timestamp(time).to_string()));
        }
    }
    let failed = state.last_failure > state.last_success;
    notification.insert("status".to_owned(), json!(if failed { "failed" } else { "ok" }));
}

async fn finish(call: &Call, body: &Value, context: &Context) -> Reply {
    let mut response = reply::bytes(200, call.accept.media(), body.to_string().into_bytes());
    if call.accept == Accept::Json {
        reply::link_context(&mut response, call, context).await?;
    }
    if let Some(tenant) = call.tenant.as_deref().and_then(|name| HeaderValue::from_str(name).ok()) {
        response.headers_mut().insert("ngsild-tenant", tenant);
    }
    Ok(response)
}
