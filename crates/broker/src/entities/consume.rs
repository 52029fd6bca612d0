//! Retrieving and querying entities (clauses 5.7.1 and 5.7.2).

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use qipan_kernel::{Failure, FailureKind, Outcome};
use qipan_ngsild::context::Context;
use qipan_ngsild::query::{Order, Q, QOptions, Types};
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp, write};
use qipan_store::Tx;

use super::commands::{self, absent};
use super::linked::{self, Join};
use super::plan_store::{self, Found, Page};
use super::provision::{check_uri, remove};
use super::query::{Query, Texts};
use super::shape::Shape;
use super::store;
use crate::http::{Accept, Call, Refusal, Reply, reply};
use crate::maps::{self, Steps, Wish};
use crate::registrations::forward;

/// Parameters of the representation, which all reads have.
const VIEW: [&str; 16] = [
    "attrs",
    "pick",
    "omit",
    "options",
    "format",
    "lang",
    "datasetId",
    "geometryProperty",
    "join",
    "joinLevel",
    "containedBy",
    "local",
    "via",
    "entityMap",
    "entityMapLifetime",
    "splitEntities",
];
/// Parameters of a query.
const QUERY: [&str; 21] = [
    "id",
    "type",
    "idPattern",
    "q",
    "scopeQ",
    "georel",
    "geometry",
    "coordinates",
    "geoproperty",
    "csf",
    "limit",
    "offset",
    "count",
    "orderBy",
    "expandValues",
    "jsonKeys",
    "collation",
    "orderFrom",
    "orderGeometry",
    "ordered",
    "attrs",
];

/// `GET /entities/{id}`.
pub async fn retrieve(call: &Call, uri: &str) -> Reply {
    call.params.only(&[&VIEW[..], &["type"]].concat())?;
    check_accept(call)?;
    let uri = check_uri(uri)?;
    let context = call.link_context().await?;
    let join = Join::read(&call.params)?.within(&call.rights);
    let shape = Shape::read(call, &context, &join)?;
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    let types = call.params.get("type").map(|text| Types::parse(text, &expand)).transpose()?;
    let (tenant, now, owned) = (call.read_tenant()?, call.now, uri.to_owned());
    let (hub, readable) = (call.hub.clone(), call.readable());
    let hidden = readable.clone();
    let read = move |tx: &mut Tx<'_>| {
        let held = store::get(tx, tenant, &owned, now)?;
        let held = held.filter(|entity| hidden.as_ref().is_none_or(|rule| rule.allows(entity)));
        Ok((held, hub.registrations.recent(tx, tenant, now)?))
    };
    let held = call.hub.glance(read).await.map_err(crate::fault)?;
    let named = shape.view.attrs.iter().chain(&shape.view.pick).flatten();
    let named: Vec<String> = named.filter(|name| !name.starts_with('@')).cloned().collect();
    let gathered = forward::retrieve(call, uri, types.as_ref(), &named, held).await?;
    let warnings = gathered.warnings;
    let entity = gathered
        .entity
        .filter(|entity| call.rights.sees(&entity.types))
        .filter(|entity| types.as_ref().is_none_or(|types| types.matches(&entity.types)))
        .ok_or_else(|| absent(uri))?;
    call.trace.about(format!("{uri} {}", entity.types.join(" ")));
    if !shape.leaves(&entity) {
        return Err(Error::new(ErrorKind::ResourceNotFound, "hub-attributes-unknown").with("id", uri).into());
    }
    let body = if join.wanted() {
        let own = entity.clone();
        let read = move |tx: &mut Tx<'_>| {
            let mut linked = linked::gather(tx, tenant, now, std::slice::from_ref(&own), &join)?;
            linked.retain(|_, entity| readable.as_ref().is_none_or(|rule| rule.allows(entity)));
            Ok((linked, join))
        };
        let (linked, join) = call.hub.browse(read).await.map_err(crate::fault)?;
        linked::write(std::slice::from_ref(&entity), &linked, &join, &context, &shape, true)
    } else {
        let mut body = Vec::with_capacity(1024);
        write::write_entity(&mut body, &entity, &context, &shape.view);
        body
    };
    let mut response = finish(call, body, &context, &shape).await?;
    if let Some(wish) = Wish::read(call)? {
        let only = vec![uri.to_owned()];
        maps::name(&mut response, &maps::hold(call, wish, move |_| Ok(only)).await?.0);
    }
    for warning in warnings.iter().filter_map(|warning| HeaderValue::from_str(warning).ok()) {
        response.headers_mut().append("ngsild-warning", warning);
    }
    Ok(response)
}

fn check_accept(call: &Call) -> Result<(), Refusal> {
    if call.accept == Accept::Nothing { Err(Refusal::NotAcceptable) } else { Ok(()) }
}

async fn finish(call: &Call, body: Vec<u8>, context: &Context, shape: &Shape) -> Fallible<Response<Body>> {
    let mut response = reply::bytes(200, call.accept.media(), body);
    if shape.view.context.is_none() {
        reply::link_context(&mut response, call, context).await?;
    }
    if let Some(tenant) = call.tenant.as_deref().and_then(|name| HeaderValue::from_str(name).ok()) {
        response.headers_mut().insert("ngsild-tenant", tenant);
    }
    Ok(response)
}

/// The page that parameters ask for (clause 5.5.9).
pub fn page(call: &Call) -> Fallible<Page> {
    let options = &call.hub.options;
    let count = call.params.flag("count")? || call.params.option("count");
    let limit = call.params.number("limit")?;
    if limit == Some(0) && !count {
        return Err(Error::bad("hub-limit-zero").at("limit"));
    }
    let limit = limit.unwrap_or(options.page_default);
    if limit > options.page_limit {
        let most = options.page_limit;
        return Err(Error::new(ErrorKind::TooManyResults, "hub-limit-too-large")
            .with("limit", most)
            .at("limit"));
    }
    let offset = call.params.number("offset")?.unwrap_or(0);
    Ok(Page { offset, limit, scan_limit: options.scan_limit, count })
}

/// What a query asks for, understood.
pub struct Asked {
    queries: Vec<Query>,
    order: Option<Order>,
    shape: Shape,
    join: Join,
    context: Context,
    readable: Option<crate::own::Readable>,
}

impl Asked {
    fn new(call: &Call, mut queries: Vec<Query>, order: Option<Order>, context: Context) -> Fallible<Asked> {
        let join = Join::read(&call.params)?.within(&call.rights);
        let shape = Shape::read(call, &context, &join)?;
        let qs = queries.iter().filter_map(|query| query.q.as_ref());
        if let Some(q) = qs.into_iter().find(|q| q.link_depth() > join.depth()) {
            let depth = q.link_depth() as i64;
            return Err(Error::bad("hub-q-deeper-than-join").with("depth", depth).at("q"));
        }
        let readable = call.readable();
        // A rule that hides nothing from this caller would only cost the short cuts of the index.
        if queries.iter().any(|query| may_touch_own(query) || query.linked()) {
            queries.iter_mut().for_each(|query| query.readable.clone_from(&readable));
        }
        Ok(Asked { queries, order, shape, join, context, readable })
    }

    /// A page of it.
    fn page(&self, tx: &mut Tx<'_>, tenant: i64, page: Page, now: Timestamp) -> Outcome<Found> {
        let Some(order) = &self.order else { return find(tx, tenant, &self.queries, &self.shape, page, now) };
        let every = Page { offset: 0, limit: usize::MAX, ..page };
        let all = find(tx, tenant, &self.queries, &self.shape, every, now)?;
        Ok(in_order(all.entities, order, page))
    }

    /// A page of what a map holds of it.
    fn page_of(
        &self,
        tx: &mut Tx<'_>,
        tenant: i64,
        map: &maps::Head,
        page: Page,
        now: Timestamp,
    ) -> Outcome<(Found, Steps)> {
        let mut accept = accepting(tenant, &self.queries, &self.shape, now);
        maps::page(tx, tenant, map, page, now, &mut accept)
    }

    /// The identifiers of all of it, in its order.
    pub fn uris(
        &self,
        tx: &mut Tx<'_>,
        tenant: i64,
        scan_limit: usize,
        now: Timestamp,
    ) -> Outcome<Vec<String>> {
        let page = Page { offset: 0, limit: usize::MAX, scan_limit, count: false };
        if self.order.is_some() {
            let all = self.page(tx, tenant, page, now)?;
            return Ok(all.entities.into_iter().map(|entity| entity.id).collect());
        }
        // Only the identifiers are kept: whatever is accepted is counted, and none of it put on a page.
        let mut uris = Vec::new();
        let mut accepts = accepting(tenant, &self.queries, &self.shape, now);
        let wanted = plan_store::Wanted { exact: false, ..wanted(&self.queries) };
        let page = Page { limit: 0, count: true, ..page };
        plan_store::find(tx, tenant, &wanted, page, now, &mut |tx, entity| {
            let accepted = accepts(tx, entity)?;
            if accepted {
                uris.push(entity.id.clone());
            }
            Ok(accepted)
        })?;
        Ok(uris)
    }
}

/// `GET /entities`.
pub async fn query(call: &Call) -> Reply {
    let asked = asked(call).await?;
    answer(call, asked, page(call)?).await
}

/// What the parameters of a call ask for.
pub async fn asked(call: &Call) -> Result<Asked, Refusal> {
    call.params.only(&[&VIEW[..], &QUERY[..]].concat())?;
    check_accept(call)?;
    let context = call.link_context().await?;
    let params = &call.params;
    let query = Query::read(&Texts::of(params), &context)?.within(&call.rights);
    let everywhere = query.types.as_ref().is_some_and(Types::every) && params.get("local") == Some("false");
    if query.too_wide() && !params.flag("local")? || everywhere {
        return Err(Error::bad("hub-query-too-wide").into());
    }
    if let Some(csf) = params.get("csf") {
        let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
        Q::parse(csf, QOptions { field: "csf", ..QOptions::default() }, &expand)?;
    }
    let order = order(call, &context)?;
    Ok(Asked::new(call, vec![query], order, context)?)
}

fn order(call: &Call, context: &Context) -> Fallible<Option<Order>> {
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    let params = &call.params;
    let [from, geometry, collation] =
        ["orderFrom", "orderGeometry", "collation"].map(|name| params.get(name));
    params.get("orderBy").map(|text| Order::parse(text, from, geometry, collation, &expand)).transpose()
}

/// `POST /entityOperations/query` (clause 5.7.2 by body).
pub async fn query_by_post(call: &Call) -> Reply {
    let (call, asked) = asked_by_body(call).await?;
    let page = page(&call)?;
    answer(&call, asked, page).await
}

/// What the body of a call asks for, and the call with what the body says of paging and representation.
pub async fn asked_by_body(call: &Call) -> Result<(Call, Asked), Refusal> {
    call.params.only(&[&VIEW[..], &QUERY[..]].concat())?;
    check_accept(call)?;
    let (body, context) = call.body().await?;
    let (call, queries) = super::by_body::read(call, &body, &context)?;
    let order = order(&call, &context)?;
    let asked = Asked::new(&call, queries, order, context)?;
    Ok((call, asked))
}

async fn answer(call: &Call, asked: Asked, page: Page) -> Reply {
    let (tenant, now) = (call.read_tenant()?, call.now);
    let asked = Arc::new(asked);
    let held = match Wish::read(call)? {
        None => None,
        Some(wish) => {
            let all = asked.clone();
            Some(maps::hold(call, wish, move |tx| all.uris(tx, tenant, page.scan_limit, now)).await?)
        }
    };
    let (own, map) = (asked.clone(), held.as_ref().map(|(head, _)| head.clone()));
    let read = move |tx: &mut Tx<'_>| -> Outcome<_> {
        let (found, steps) = match &map {
            Some(map) => own.page_of(tx, tenant, map, page, now)?,
            None => {
                let found = own.page(tx, tenant, page, now)?;
                let steps = Steps::of(page, found.more);
                (found, steps)
            }
        };
        let mut linked = linked::gather(tx, tenant, now, &found.entities, &own.join)?;
        linked.retain(|_, entity| own.readable.as_ref().is_none_or(|rule| rule.allows(entity)));
        Ok((found, steps, linked))
    };
    let (found, steps, linked) = call.hub.browse(read).await.map_err(crate::fault)?;
    let (shape, context) = (&asked.shape, &asked.context);
    let body = if asked.join.wanted() {
        linked::write(&found.entities, &linked, &asked.join, context, shape, false)
    } else {
        let mut body = Vec::with_capacity(64 + 1024 * found.entities.len());
        write::write_entities(&mut body, &found.entities, context, &shape.view);
        body
    };
    call.trace.about(counted(call, &found));
    let mut response = finish(call, body, context, shape).await?;
    paging(call, &mut response, page.limit, steps);
    if let Some(count) = found.count {
        reply::count(&mut response, count);
    }
    if let Some((head, new)) = &held {
        maps::name(&mut response, head);
        if *new {
            *response.status_mut() = StatusCode::CREATED;
        }
    }
    Ok(response)
}

/// What a query gave, for the log: how many, of which types, and who the first is.
fn counted(call: &Call, found: &Found) -> String {
    let types: std::collections::BTreeSet<&str> =
        found.entities.iter().flat_map(|entity| entity.types.iter().map(String::as_str)).collect();
    let types: Vec<&str> = types.into_iter().collect();
    let first = found.entities.first().map_or(call.params.get("type").unwrap_or_default(), |one| &one.id);
    format!("{} {} {first}", found.entities.len(), types.join(" "))
}

/// Whether a query could find entities of the house: not when it asks for types of others alone.
pub fn may_touch_own(query: &Query) -> bool {
    let types = query.types.as_ref().and_then(Types::simple_any);
    types.is_none_or(|names| names.iter().any(|name| crate::own::reserved(name)))
}

/// What any of the queries accepts.
pub fn find(
    tx: &mut Tx<'_>,
    tenant: i64,
    queries: &[Query],
    shape: &Shape,
    page: Page,
    now: qipan_ngsild::Timestamp,
) -> Outcome<Found> {
    let narrows = shape.pick.is_some() || shape.omit.is_some();
    let wanted = wanted(queries);
    let wanted = plan_store::Wanted { exact: wanted.exact && !narrows, ..wanted };
    plan_store::find(tx, tenant, &wanted, page, now, &mut accepting(tenant, queries, shape, now))
}

/// What the store is asked for, for any of these queries.
fn wanted(queries: &[Query]) -> plan_store::Wanted {
    let [query] = queries else {
        // Several selections: whatever has any of their types is looked at.
        let mut wanted = plan_store::Wanted::default();
        if queries.iter().all(|query| query.types.is_some()) {
            wanted.types = queries.iter().flat_map(|query| query.wanted().types).collect();
        }
        if queries.iter().all(|query| !query.ids.is_empty()) {
            wanted.ids = queries.iter().flat_map(|query| query.ids.clone()).collect();
        }
        return wanted;
    };
    query.wanted()
}

/// Whether an entity is what any of these queries wants to be shown.
fn accepting<'q>(
    tenant: i64,
    queries: &'q [Query],
    shape: &'q Shape,
    now: Timestamp,
) -> impl FnMut(&mut Tx<'_>, &Entity) -> Outcome<bool> + 'q {
    let narrows = shape.pick.is_some() || shape.omit.is_some();
    move |tx, entity| {
        // An entity of which the projection leaves nothing is no result (clause 4.21).
        if narrows && !shape.leaves(entity) {
            return Ok(false);
        }
        for query in queries {
            if query.accepts_in(tx, tenant, now, entity)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn in_order(mut entities: Vec<Entity>, order: &Order, page: Page) -> Found {
    order.sort(&mut entities, |entity| entity);
    let count = page.count.then_some(entities.len() as u64);
    let more = entities.len() > page.offset.saturating_add(page.limit);
    let entities = entities.into_iter().skip(page.offset).take(page.limit).collect();
    Found { entities, more, count }
}

/// Characters that a value in a query cannot have as they are (RFC 3986, section 3.4).
const QUERY_VALUE: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Links to the pages before and after (clause 6.3.10).
pub fn paging(call: &Call, response: &mut Response<Body>, limit: usize, steps: Steps) {
    if limit == 0 {
        return;
    }
    // A page after the first is one of the same map: the client names it, and does not ask for another.
    let other = |name: &str| !matches!(name, "offset" | "limit" | "entityMap" | "entityMapLifetime");
    let mut link = |rel: &str, offset: usize| {
        let (limit, offset) = (limit.to_string(), offset.to_string());
        let mut all: Vec<(&str, &str)> = call.params.iter().filter(|(name, _)| other(name)).collect();
        all.extend([("limit", limit.as_str()), ("offset", offset.as_str())]);
        // In one order whatever the client's was, so that a page has one address.
        all.sort_unstable();
        let query: Vec<String> = all
            .into_iter()
            .map(|(name, value)| {
                format!("{name}={}", percent_encoding::utf8_percent_encode(value, QUERY_VALUE))
            })
            .collect();
        let link = format!(
            "<{}?{}>; rel=\"{rel}\"; type=\"{}\"",
            call.resource,
            query.join("&"),
            call.accept.media()
        );
        if let Ok(value) = HeaderValue::from_str(&link) {
            response.headers_mut().append(header::LINK, value);
        }
    };
    if let Some(offset) = steps.prev {
        link("prev", offset);
    }
    if let Some(offset) = steps.next {
        link("next", offset);
    }
}

/// `DELETE /entities`: deletes what a query finds, or takes attributes away from it (clause 5.6.21).
pub async fn purge(call: &Call) -> Reply {
    let allowed = [
        "drop",
        "keep",
        "id",
        "type",
        "idPattern",
        "q",
        "scopeQ",
        "georel",
        "geometry",
        "coordinates",
        "geoproperty",
        "local",
        "via",
        "attrs",
        "expandValues",
    ];
    call.params.only(&allowed)?;
    let context = call.link_context().await?;
    let params = &call.params;
    let mut query = Query::read(&Texts::of(params), &context)?.within(&call.rights);
    if query.linked() {
        query.readable = call.readable();
    }
    if query.too_wide() && !params.flag("local")? {
        return Err(Error::bad("hub-query-too-wide").into());
    }
    let expand = |list: &str| -> Fallible<Option<Vec<String>>> {
        if !params.has(list) {
            return Ok(None);
        }
        params
            .list(list)
            .into_iter()
            .map(|name| context.expand(name).map(|name| name.into_owned()))
            .collect::<Fallible<_>>()
            .map(Some)
    };
    let (drop, keep) = (expand("drop")?, expand("keep")?);
    if drop.is_some() && keep.is_some() {
        return Err(Error::bad("hub-drop-and-keep").at("keep").into());
    }
    let (hub, tenant, now) = (call.hub.clone(), call.read_tenant()?, call.now);
    let page = Page { offset: 0, limit: usize::MAX, scan_limit: hub.options.scan_limit, count: false };
    let (rights, trace) = (call.rights.clone(), call.trace.clone());
    let done = call
        .hub
        .db
        .write(move |tx| {
            let mut fresh = Vec::new();
            let found = find(tx, tenant, std::slice::from_ref(&query), &Shape::default(), page, now)?;
            trace.about(found.entities.len().to_string());
            for entity in found.entities {
                let decide = |there: Option<&Entity>| match (&drop, &keep) {
                    (None, None) => remove(there, &entity.id, now),
                    _ => super::provision::change(there, &entity.id, |entity| {
                        let gone: Vec<String> = entity
                            .attrs
                            .keys()
                            .filter(|name| match (&drop, &keep) {
                                (Some(drop), _) => drop.contains(name),
                                (_, Some(keep)) => !keep.contains(name),
                                _ => false,
                            })
                            .cloned()
                            .collect();
                        super::provision::without(entity, &gone, now)
                    }),
                };
                let mut guarded = |there: Option<&Entity>| rights.within(there, decide);
                let done = commands::act_in(tx, &hub, tenant, &entity.id, now, &mut fresh, &mut guarded)?;
                // Whatever went away meanwhile is what was wanted.
                if let Err(error) = done
                    && error.kind == ErrorKind::Forbidden
                {
                    return Err(Failure {
                        kind: FailureKind::Forbidden,
                        message: error.message,
                        ..Failure::forbidden()
                    });
                }
            }
            trace.write_in(tx, &hub, 204)?;
            Ok(fresh)
        })
        .await;
    let fresh = done.map_err(crate::fault)?;
    call.trace.done();
    call.hub.names.learn(&fresh);
    call.hub.subscriptions.committed(call.now);
    Ok(reply::empty(204))
}
