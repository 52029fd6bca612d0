//! Entity maps (clauses 5.5.14 and 5.14): the identifiers that a query found, held still. A client that walks its pages
//! with one meets every entity that stays exactly once, whatever is created, changed or deleted meanwhile. Everything a
//! map names is held here; it belongs to the token that made it.

mod store;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response};
use qipan_kernel::Outcome;
use qipan_ngsild::query::Period;
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp};
use qipan_store::Tx;
use serde_json::{Map, Value, json};

use crate::entities::consume::{self, Asked};
use crate::entities::plan_store::{self, Accept, Found, Page};
use crate::entities::provision::check_uri;
use crate::http::{Call, ROOT, Refusal, Reply, reply};
use crate::hub::Hub;
pub use store::Head;

/// The header that names a map.
const HEADER: &str = "ngsild-entitymap";
/// How long a map lives when nobody says, and at most, in microseconds.
const LIFETIME: i64 = 3_600_000_000;
const LONGEST: i64 = 24 * LIFETIME;
/// Maps that one token keeps in a tenant; the oldest gives way.
const MOST: i64 = 100;
/// Expired maps that one transaction takes away.
const AT_ONCE: usize = 50;

/// What a call says of maps.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The map that it names, by the last part of its address.
    named: Option<String>,
    /// When a new one would go.
    expires_at: Timestamp,
}

impl Wish {
    /// Reads `entityMap`, `entityMapLifetime` and the header; `None` where the call wants no map.
    ///
    /// # Errors
    /// A lifetime that is no duration.
    pub fn read(call: &Call) -> Fallible<Option<Wish>> {
        let text = call.headers.get(HEADER).and_then(|value| value.to_str().ok());
        let named = text.map(|text| {
            let last = text.rsplit('/').next().unwrap_or_default();
            percent_encoding::percent_decode_str(last).decode_utf8_lossy().into_owned()
        });
        let wish = Wish { named, expires_at: expiry(call)? };
        Ok((call.params.flag("entityMap")? || wish.named.is_some()).then_some(wish))
    }
}

fn expiry(call: &Call) -> Fallible<Timestamp> {
    let Some(text) = call.params.get("entityMapLifetime") else {
        return Ok(Timestamp(call.now.0.saturating_add(LIFETIME)));
    };
    let period = Period::parse(text)
        .ok_or_else(|| Error::bad("ngsild-query-duration").with("given", text).at("entityMapLifetime"))?;
    // A month is longer than the longest that is granted, however many days it has.
    let micros = if period.months > 0 { LONGEST } else { period.micros.min(LONGEST) };
    Ok(Timestamp(call.now.0.saturating_add(micros)))
}

fn owner(call: &Call) -> Option<i64> {
    call.actor.as_ref().map(|actor| actor.id.0)
}

/// The map of a call: the one it names if that is still there, or else a new one. True when it is new.
///
/// # Errors
/// Those of finding what belongs in it.
pub async fn hold(
    call: &Call,
    wish: Wish,
    find: impl FnOnce(&mut Tx<'_>) -> Outcome<Vec<String>> + Send + 'static,
) -> Fallible<(Head, bool)> {
    let (tenant, token, now) = (call.read_tenant()?, owner(call), call.now);
    if let Some(named) = wish.named {
        let known = call.hub.glance(move |tx| store::find(tx, tenant, &named, token, now)).await;
        if let Some(head) = known.map_err(crate::fault)? {
            return Ok((head, false));
        }
    }
    let uris = call.hub.db.read(find).await.map_err(crate::fault)?;
    let row = call.hub.next_id(now).0;
    let uri = format!("urn:ngsi-ld:entitymap:{row}");
    let head = Head { row, uri, size: uris.len(), expires_at: wish.expires_at };
    let kept = head.clone();
    let keep = move |tx: &mut Tx<'_>| store::insert(tx, tenant, &kept, token, &uris, MOST);
    call.hub.db.write(keep).await.map_err(crate::fault)?;
    Ok((head, true))
}

/// Names the map in a reply.
pub fn name(response: &mut Response<Body>, head: &Head) {
    if let Ok(value) = HeaderValue::from_str(&format!("{ROOT}/entityMaps/{}", head.uri)) {
        response.headers_mut().insert(HEADER, value);
    }
}

/// Where the pages around one begin; offsets count places in the map, also of what is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Steps {
    /// The page before.
    pub prev: Option<usize>,
    /// The page after.
    pub next: Option<usize>,
}

impl Steps {
    /// Where every place is taken.
    pub fn of(page: Page, more: bool) -> Steps {
        Steps {
            prev: (page.offset > 0).then(|| page.offset.saturating_sub(page.limit)),
            next: more.then(|| page.offset.saturating_add(page.limit)),
        }
    }
}

/// A map while it is read: what it names that is still there.
struct Walk<'m> {
    head: &'m Head,
    tenant: i64,
    now: Timestamp,
    /// The part that was read last.
    part: Option<(usize, Vec<String>)>,
}

impl Walk<'_> {
    /// What is there of these places, with the place of each.
    fn entities(&mut self, tx: &mut Tx<'_>, from: usize, until: usize) -> Outcome<Vec<(usize, Entity)>> {
        let number = from / store::PART;
        if self.part.as_ref().is_none_or(|(known, _)| *known != number) {
            self.part = Some((number, store::part(tx, self.head.row, number)?));
        }
        let part = self.part.as_ref().map_or(&[][..], |(_, uris)| uris);
        let first = from - number * store::PART;
        let last = (until - number * store::PART).min(part.len());
        let uris = part.get(first..last).unwrap_or_default();
        let mut found = plan_store::of_uris(tx, self.tenant, uris)?;
        found.retain(|entity| entity.expires_at.is_none_or(|end| end > self.now));
        let place =
            |entity: Entity| uris.iter().position(|uri| *uri == entity.id).map(|at| (from + at, entity));
        let mut placed: Vec<(usize, Entity)> = found.into_iter().filter_map(place).collect();
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed)
    }

    /// The places from here that are read together.
    fn end(&self, from: usize) -> usize {
        let part = (from / store::PART + 1) * store::PART;
        (from + plan_store::TOGETHER).min(part).min(self.head.size)
    }
}

/// A page of what a map names, as far as it is still accepted.
pub fn page(
    tx: &mut Tx<'_>,
    tenant: i64,
    head: &Head,
    page: Page,
    now: Timestamp,
    accept: Accept<'_>,
) -> Outcome<(Found, Steps)> {
    let mut walk = Walk { head, tenant, now, part: None };
    let (mut found, mut steps, mut count) = (Found::default(), Steps::default(), 0_u64);
    let mut at = if page.count { 0 } else { page.offset };
    'walk: while at < head.size {
        let end = walk.end(at);
        for (place, entity) in walk.entities(tx, at, end)? {
            if !accept(tx, &entity)? {
                continue;
            }
            count += 1;
            if place < page.offset {
                continue;
            }
            if found.entities.len() < page.limit {
                found.entities.push(entity);
            } else if steps.next.is_none() {
                steps.next = Some(place);
                if !page.count {
                    break 'walk;
                }
            }
        }
        at = end;
    }
    found.count = page.count.then_some(count);
    steps.prev = before(tx, &mut walk, page, accept)?;
    Ok((found, steps))
}

/// Where the page before begins: so many places back that it is full.
fn before(tx: &mut Tx<'_>, walk: &mut Walk<'_>, page: Page, accept: Accept<'_>) -> Outcome<Option<usize>> {
    if page.offset == 0 || page.limit == 0 {
        return Ok(None);
    }
    let (mut end, mut missing) = (page.offset.min(walk.head.size), page.limit);
    while end > 0 {
        // The same groups as on the way there, the last of them first.
        let part = (end - 1) / store::PART * store::PART;
        let start = end.saturating_sub(plan_store::TOGETHER).max(part);
        for (place, entity) in walk.entities(tx, start, end)?.into_iter().rev() {
            if accept(tx, &entity)? {
                missing -= 1;
                if missing == 0 {
                    return Ok(Some(place));
                }
            }
        }
        end = start;
    }
    Ok(Some(0))
}

/// `/entityMaps` and what is below it.
///
/// # Errors
/// Those of clause 5.14.
pub async fn answer(call: &Call, rest: &[&str]) -> Reply {
    match (&call.method, rest) {
        (&Method::GET, []) => create(call, consume::asked(call).await?).await,
        (_, []) => {
            let (call, asked) = consume::asked_by_body(call).await?;
            create(&call, asked).await
        }
        (&Method::GET, [uri]) => retrieve(call, uri).await,
        (&Method::PATCH, [uri]) => update(call, uri).await,
        (_, [uri]) => delete(call, uri).await,
        _ => Err(Refusal::NotImplemented),
    }
}

async fn create(call: &Call, asked: Asked) -> Reply {
    let wish = Wish { named: None, expires_at: expiry(call)? };
    let (tenant, now, scan) = (call.read_tenant()?, call.now, call.hub.options.scan_limit);
    let (head, _) = hold(call, wish, move |tx| asked.uris(tx, tenant, scan, now)).await?;
    let mut response = reply::json(201, &shown(call, &head).await?);
    name(&mut response, &head);
    Ok(response)
}

async fn found(call: &Call, uri: &str) -> Fallible<Head> {
    let uri = check_uri(uri)?.to_owned();
    let (tenant, token, now, own) = (call.read_tenant()?, owner(call), call.now, uri.clone());
    let known = call.hub.glance(move |tx| store::find(tx, tenant, &own, token, now)).await;
    known
        .map_err(crate::fault)?
        .ok_or_else(|| Error::new(ErrorKind::ResourceNotFound, "hub-map-unknown").with("id", uri))
}

/// A map as it is shown (clause 5.2.39): what it names and is still there.
async fn shown(call: &Call, head: &Head) -> Fallible<Value> {
    let (tenant, now, own) = (call.read_tenant()?, call.now, head.clone());
    let readable = call.readable();
    let rights = call.rights.clone();
    let read = move |tx: &mut Tx<'_>| {
        let mut walk = Walk { head: &own, tenant, now, part: None };
        let (mut named, mut at) = (Map::new(), 0);
        while at < own.size {
            let end = walk.end(at);
            for (_, entity) in walk.entities(tx, at, end)? {
                if rights.sees(&entity.types) && readable.as_ref().is_none_or(|rule| rule.allows(&entity)) {
                    named.insert(entity.id, json!(["@none"]));
                }
            }
            at = end;
        }
        Ok(named)
    };
    let named = call.hub.db.read(read).await.map_err(crate::fault)?;
    Ok(json!({
        "id": head.uri,
        "type": "EntityMap",
        "expiresAt": head.expires_at.to_string(),
        "entityMap": named,
        "linkedMaps": {},
    }))
}

async fn retrieve(call: &Call, uri: &str) -> Reply {
    let head = found(call, uri).await?;
    Ok(reply::json(200, &shown(call, &head).await?))
}

/// A map may live longer or shorter, within what is granted; what it names is the hub's to say (clause 5.14.2).
async fn update(call: &Call, uri: &str) -> Reply {
    let head = found(call, uri).await?;
    let body = call.json()?;
    let members = body.as_object().ok_or_else(|| Error::bad("hub-body-not-object"))?;
    if let Some(given) = members.get("expiresAt") {
        let at = given.as_str().and_then(Timestamp::parse);
        let at = at.ok_or_else(|| Error::bad("hub-map-expiry").at("expiresAt"))?;
        let at = at.min(Timestamp(call.now.0.saturating_add(LONGEST)));
        let set = move |tx: &mut Tx<'_>| store::set_expiry(tx, head.row, at);
        call.hub.db.write(set).await.map_err(crate::fault)?;
    }
    Ok(reply::empty(204))
}

async fn delete(call: &Call, uri: &str) -> Reply {
    let head = found(call, uri).await?;
    call.hub.db.write(move |tx| store::delete(tx, head.row)).await.map_err(crate::fault)?;
    Ok(reply::empty(204))
}

/// Takes away the maps whose time is over.
///
/// # Errors
/// Those of the store.
pub async fn sweep(hub: &Arc<Hub>, now: Timestamp) -> Outcome<()> {
    loop {
        let gone = hub.db.read(move |tx| store::expired(tx, now, AT_ONCE)).await?;
        if gone.is_empty() {
            return Ok(());
        }
        hub.db.write(move |tx| gone.iter().try_for_each(|row| store::delete(tx, *row))).await?;
    }
}
