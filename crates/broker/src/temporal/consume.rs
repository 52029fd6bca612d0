//! Retrieving and querying histories (clauses 5.7.3 and 5.7.4), with temporal paging (clause 6.3.10).

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use qipan_kernel::Outcome;
use qipan_ngsild::context::Context;
use qipan_ngsild::query::Order;
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp, write};
use qipan_store::Tx;
use serde_json::Value;

use super::ask::{self, Ask};
use super::evolution::{self, Collected, Reach};
use super::store::{self, Candidates, Direction, Head};
use crate::entities::commands::absent;
use crate::entities::keys;
use crate::entities::plan_store::Page;
use crate::entities::provision::check_uri;
use crate::entities::query::{Query, Texts};
use crate::entities::{by_body, consume};
use crate::http::{Accept, Call, Refusal, Reply, reply};
use crate::maps::Steps;
use crate::names;

/// Candidates looked at in one go.
const CHUNK: usize = 256;

fn check_accept(call: &Call) -> Result<(), Refusal> {
    match call.accept {
        Accept::Nothing | Accept::GeoJson => Err(Refusal::NotAcceptable),
        Accept::Json | Accept::JsonLd => Ok(()),
    }
}

/// What is to be written.
struct Answer {
    body: Vec<u8>,
    partial: bool,
    range: Option<(i64, i64)>,
}

/// Sums up the histories of a page.
fn summed_up(
    tx: &mut Tx<'_>,
    heads: &[Head],
    ask: &Ask,
    reach: &Reach,
    context: &Context,
) -> Outcome<Fallible<Vec<Vec<u8>>>> {
    let Some(aggregation) = &ask.aggregation else { return Ok(Ok(Vec::new())) };
    let requested = ask.view.attrs.as_deref().or(ask.view.pick.as_deref()).unwrap_or_default();
    let mut all = Vec::with_capacity(heads.len());
    for head in heads {
        let evolution = evolution::to_sum_up(tx, head, reach, ask.times.property)?;
        let aggregates = match evolution.aggregate(&ask.times, aggregation, requested) {
            Ok(aggregates) => aggregates,
            Err(error) => return Ok(Err(error)),
        };
        let mut out = Vec::with_capacity(1_024);
        write::write_aggregated(&mut out, &evolution, &aggregates, context, &ask.view);
        all.push(out);
    }
    Ok(Ok(all))
}

fn written(collected: &Collected, ask: &Ask, context: &Context) -> Vec<Vec<u8>> {
    let one = |evolution| {
        let mut out = Vec::with_capacity(4_096);
        write::write_evolution(&mut out, evolution, ask.times.property, context, &ask.view);
        out
    };
    collected.evolutions.iter().map(one).collect()
}

/// The documents of these histories.
fn answer_for(
    tx: &mut Tx<'_>,
    heads: &[Head],
    ask: &Ask,
    reach: &Reach,
    context: &Context,
    single: bool,
) -> Outcome<Fallible<Answer>> {
    let (documents, partial, range) = if ask.aggregation.is_some() {
        match summed_up(tx, heads, ask, reach, context)? {
            Ok(documents) => (documents, false, None),
            Err(error) => return Ok(Err(error)),
        }
    } else {
        let collected = evolution::collect(tx, heads, reach)?;
        (written(&collected, ask, context), collected.partial, collected.range)
    };
    let body = match single {
        true => documents.into_iter().next().unwrap_or_default(),
        false => [&b"["[..], &documents.join(&b","[..]), b"]"].concat(),
    };
    Ok(Ok(Answer { body, partial, range }))
}

/// `GET /temporal/entities/{id}`.
pub async fn retrieve(call: &Call, uri: &str) -> Reply {
    call.params.only(&ask::VIEW)?;
    check_accept(call)?;
    let uri = check_uri(uri)?;
    let context = call.link_context().await?;
    let ask = Ask::from_params(call, &context)?;
    let (tenant, own) = (call.read_tenant()?, uri.to_owned());
    let (readable, uri_of, now) = (call.readable(), uri.to_owned(), call.now);
    let reach = Reach::new(&ask, tenant, &call.hub.options);
    let (own_ask, own_context) = (ask.clone(), context.clone());
    let found = call
        .hub
        .browse(move |tx| {
            let Some(head) = store::find(tx, tenant, &own)? else { return Ok(None) };
            // The house's own entities never end: who may read one now may read its history.
            if let Some(rule) = readable.filter(|_| crate::own::reserved(&uri_of))
                && !crate::entities::store::get(tx, tenant, &uri_of, now)?
                    .is_some_and(|entity| rule.allows(&entity))
            {
                return Ok(None);
            }
            let shown = shows_something(tx, &head, &own_ask, tenant)?;
            let heads = std::slice::from_ref(&head);
            let answer = answer_for(tx, heads, &own_ask, &reach, &own_context, true)?;
            Ok(Some((shown, answer)))
        })
        .await
        .map_err(crate::fault)?;
    let (shown, answer) = found.ok_or_else(|| absent(uri))?;
    if !shown {
        return Err(Error::new(ErrorKind::ResourceNotFound, "hub-attributes-unknown").with("id", uri).into());
    }
    Ok(finish(call, answer?, &ask, &context).await?)
}

/// A history of which `attrs`, `pick` or `omit` leaves nothing at all is not found (clause 5.7.3.4).
fn shows_something(tx: &mut Tx<'_>, head: &Head, ask: &Ask, tenant: i64) -> Outcome<bool> {
    let omitted = |name: &str| ask.view.omit.iter().any(|gone| gone == name);
    if omitted("@id") && omitted("@type") {
        let names = store::names(tx, head.row)?;
        return Ok(names.iter().any(|(_, name)| name != keys::SCOPE && !omitted(name)));
    }
    let Some(wanted) = ask.view.attrs.as_ref().or(ask.view.pick.as_ref()) else { return Ok(true) };
    let core = |name: &String| {
        matches!(name.as_str(), "id" | "type" | "scope")
            || name.starts_with('@')
            || ["scope", "createdAt", "modifiedAt", "deletedAt", "expiresAt"]
                .iter()
                .any(|core| name.strip_prefix("https://uri.etsi.org/ngsi-ld/") == Some(core))
    };
    for name in wanted {
        if core(name) {
            return Ok(true);
        }
        for stream in store::streams(tx, head.row, names::number(tenant, name))? {
            if store::any(tx, stream, store::By::Any, store::Span::ALL)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// `GET /temporal/entities`.
pub async fn query(call: &Call) -> Reply {
    call.params.only(&[&ask::VIEW[..], &ask::QUERY[..]].concat())?;
    check_accept(call)?;
    let context = call.link_context().await?;
    let params = &call.params;
    let query = Query::read(&Texts::of(params), &context)?.within(&call.rights);
    let ask = Ask::from_params(call, &context)?;
    find(call, vec![query], ask, params.get("orderBy"), &context).await
}

/// `POST /temporal/entityOperations/query`.
pub async fn query_by_post(call: &Call) -> Reply {
    call.params.only(&[&ask::VIEW[..], &ask::QUERY[..]].concat())?;
    check_accept(call)?;
    let (body, context) = call.body().await?;
    // What is said of time is not a query of entities.
    let mut conditions = body.clone();
    if let Some(members) = conditions.as_object_mut() {
        members.retain(|name, _| !matches!(name.as_str(), "temporalQ" | "aggrParams"));
    }
    let (call, queries) = by_body::read(call, &conditions, &context)?;
    let ask = Ask::from_body(&call, &body, &context)?;
    let order = body.get("orderBy").and_then(Value::as_str).map(str::to_owned);
    let order = order.as_deref().or(call.params.get("orderBy"));
    find(&call, queries, ask, order, &context).await
}

/// Neither types nor attributes nor conditions: too wide (clause 5.7.4.4). Identifiers alone do not narrow a temporal
/// query, and what every entity has does not either.
fn too_wide(query: &Query) -> bool {
    let own = |name: &String| {
        !["createdAt", "modifiedAt", "deletedAt", "observedAt", "expiresAt", "scope"]
            .iter()
            .any(|core| name.strip_prefix("https://uri.etsi.org/ngsi-ld/") == Some(core))
    };
    query.types.is_none()
        && !query.attrs.iter().any(own)
        && query.q.as_ref().is_none_or(|q| q.attributes().is_empty())
        && query.geo.is_none()
        && query.scopes.is_none()
}

async fn find(call: &Call, queries: Vec<Query>, ask: Ask, order: Option<&str>, context: &Context) -> Reply {
    if ask.times.window.is_none() {
        return Err(Error::bad("hub-history-times").at("timerel").into());
    }
    if call.readable().is_some() && queries.iter().any(consume::may_touch_own) {
        return Err(Error::new(ErrorKind::Forbidden, "hub-history-own").into());
    }
    if queries.iter().any(too_wide) && !call.params.flag("local")? {
        return Err(Error::bad("hub-history-too-wide").into());
    }
    if queries.iter().filter_map(|query| query.q.as_ref()).any(|q| q.link_depth() > 0) {
        return Err(Error::bad("hub-history-not-linked").at("q").into());
    }
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    let order = order.map(|text| Order::parse(text, None, None, None, &expand)).transpose()?;
    if order.as_ref().is_some_and(|order| !order.by_id_only()) {
        return Err(Error::bad("hub-history-order").at("orderBy").into());
    }
    let page = consume::page(call)?;
    let tenant = call.read_tenant()?;
    let reach = Reach::new(&ask, tenant, &call.hub.options);
    let (own_ask, own_context) = (ask.clone(), context.clone());
    let found = call
        .hub
        .browse(move |tx| {
            let found = page_of(tx, &queries, &reach, page, order.as_ref())?;
            // Several selections with scopes of their own: shown while any of them held.
            let reach = match queries.as_slice() {
                [query] => Reach { scopes: query.scopes.clone(), ..reach },
                _ => reach,
            };
            let answer = answer_for(tx, &found.heads, &own_ask, &reach, &own_context, false)?;
            Ok((answer, found.more, found.count))
        })
        .await
        .map_err(crate::fault)?;
    let (answer, more, count) = found;
    let mut response = finish(call, answer?, &ask, context).await?;
    consume::paging(call, &mut response, page.limit, Steps::of(page, more));
    if let Some(count) = count {
        reply::count(&mut response, count);
    }
    Ok(response)
}

struct Matches {
    heads: Vec<Head>,
    more: bool,
    count: Option<u64>,
}

/// The page of entities whose histories match, in the order of rows or of identifiers.
fn page_of(
    tx: &mut Tx<'_>,
    queries: &[Query],
    reach: &Reach,
    page: Page,
    order: Option<&Order>,
) -> Outcome<Matches> {
    let which = candidates(queries, reach.tenant);
    let (mut matches, mut heads, mut more) = (0_usize, Vec::new(), false);
    let (mut after, mut looked_at) = (0, 0);
    'all: loop {
        let chunk = store::candidates(tx, reach.tenant, &which, after, CHUNK)?;
        let Some(last) = chunk.last() else { break };
        after = last.row;
        for head in chunk {
            looked_at += 1;
            if looked_at > page.scan_limit {
                return Err(qipan_kernel::Failure::invalid("hub-query-too-complex")
                    .with("limit", page.scan_limit as i64));
            }
            if !accepts(tx, queries, reach, &head)? {
                continue;
            }
            matches += 1;
            if order.is_some() || matches > page.offset && heads.len() < page.limit {
                heads.push(head);
            } else if matches > page.offset {
                more = true;
                if !page.count {
                    break 'all;
                }
            }
        }
    }
    if let Some(order) = order {
        order.sort(&mut heads, |head| &head.entity);
        more = heads.len() > page.offset.saturating_add(page.limit);
        heads = heads.into_iter().skip(page.offset).take(page.limit).collect();
    }
    Ok(Matches { heads, more, count: page.count.then_some(matches as u64) })
}

fn candidates(queries: &[Query], tenant: i64) -> Candidates {
    if queries.iter().all(|query| !query.ids.is_empty()) {
        return Candidates::Uris(queries.iter().flat_map(|query| query.ids.clone()).collect());
    }
    if queries.iter().all(|query| query.types.is_some()) {
        let names =
            queries.iter().filter_map(|query| query.types.as_ref()).flat_map(|types| types.first_names());
        let mut numbers: Vec<i64> = names.map(|name| names::number(tenant, name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        return Candidates::Types(numbers);
    }
    Candidates::All
}

/// Whether a history is wanted: types and identifier of the entity, and conditions on the instances within the span
/// (clause 5.7.4.4: S1 to S4).
fn accepts(tx: &mut Tx<'_>, queries: &[Query], reach: &Reach, head: &Head) -> Outcome<bool> {
    for query in queries {
        let plain = Query { q: None, geo: None, scopes: None, attrs: Vec::new(), ..query.clone() };
        if !plain.accepts(&head.entity, &|_| None) {
            continue;
        }
        let attrs = (!query.attrs.is_empty()).then(|| query.attrs.clone());
        let reach = Reach { attrs, omit: Vec::new(), scopes: query.scopes.clone(), ..reach.clone() };
        let spans = reach.spans(tx, head.row)?;
        if spans.is_empty() || !evolution::any(tx, head.row, &reach, &spans)? {
            continue;
        }
        if query.q.is_none() && query.geo.is_none() {
            // That one of `attrs` is there was what `any` looked for.
            return Ok(true);
        }
        let mut needed: Vec<&str> = query.q.iter().flat_map(|q| q.attributes()).collect();
        needed.extend(query.geo.iter().map(|geo| geo.property.as_str()));
        needed.sort_unstable();
        needed.dedup();
        let attrs = evolution::instances(tx, head.row, &reach, &spans, &needed)?;
        let seen = Entity { attrs, ..head.entity.clone() };
        let conditions = Query { q: query.q.clone(), geo: query.geo.clone(), ..Query::default() };
        if conditions.accepts(&seen, &|_| None) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn finish(call: &Call, answer: Answer, ask: &Ask, context: &Context) -> Fallible<Response<Body>> {
    let status = if answer.partial { 206 } else { 200 };
    let mut response = reply::bytes(status, call.accept.media(), answer.body);
    if ask.view.context.is_none() {
        reply::link_context(&mut response, call, context).await?;
    }
    if let Some(tenant) = call.tenant.as_deref().and_then(|name| HeaderValue::from_str(name).ok()) {
        response.headers_mut().insert("ngsild-tenant", tenant);
    }
    if answer.partial
        && let Some(range) = answer.range
        && let Ok(value) = HeaderValue::from_str(&content_range(ask, range))
    {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    Ok(response)
}

/// What part of the times asked for the answer covers (clause 6.3.10): from the beginning asked for (with `lastN`, from
/// the end) to the last instance that is there; then how many were asked for.
fn content_range(ask: &Ask, (earliest, latest): (i64, i64)) -> String {
    let (from, until) = ask.times.window.map_or((None, None), |window| (window.from, window.until));
    let (start, end) = match ask.direction() {
        Direction::Forward => (from.unwrap_or(Timestamp(earliest)), Timestamp(latest)),
        Direction::Backward => (until.unwrap_or(Timestamp(latest)), Timestamp(earliest)),
    };
    let size = ask.times.last_n.map_or_else(|| "*".to_owned(), |last| last.to_string());
    format!("date-time {start}-{end}/{size}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use qipan_ngsild::query::{TemporalQ, TimeProperty, Window};
    use qipan_ngsild::write::View;

    #[test]
    fn ranges_begin_where_was_asked_and_end_where_the_answer_does() {
        let at = |day: &str| Timestamp::parse(&format!("{day}T00:00:00Z")).expect(day);
        let range = (at("2020-03-01").0, at("2020-04-01").0);
        let (one, two) = (Some(at("2020-01-01")), Some(at("2020-12-31")));
        for (from, until, last_n, said) in [
            (None, None, None, "date-time 2020-03-01T00:00:00Z-2020-04-01T00:00:00Z/*"),
            (one, None, None, "date-time 2020-01-01T00:00:00Z-2020-04-01T00:00:00Z/*"),
            (one, two, None, "date-time 2020-01-01T00:00:00Z-2020-04-01T00:00:00Z/*"),
            (None, two, None, "date-time 2020-03-01T00:00:00Z-2020-04-01T00:00:00Z/*"),
            (None, None, Some(20), "date-time 2020-04-01T00:00:00Z-2020-03-01T00:00:00Z/20"),
            (one, None, Some(20), "date-time 2020-04-01T00:00:00Z-2020-03-01T00:00:00Z/20"),
            (None, two, Some(20), "date-time 2020-12-31T00:00:00Z-2020-03-01T00:00:00Z/20"),
            (one, two, Some(20), "date-time 2020-12-31T00:00:00Z-2020-03-01T00:00:00Z/20"),
        ] {
            let window = (from.is_some() || until.is_some()).then_some(Window { from, until });
            let times = TemporalQ { property: TimeProperty::ObservedAt, window, last_n };
            let ask = Ask { times, property_given: false, aggregation: None, view: View::default() };
            assert_eq!(content_range(&ask, range), said);
        }
    }
}
