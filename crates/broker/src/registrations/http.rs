//! `/csourceRegistrations` (clauses 6.8 and 6.9).

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use qipan_ngsild::context::Context;
use qipan_ngsild::query::{Q, QOptions, TemporalQ};
use qipan_ngsild::{Error, Fallible};
use serde_json::{Value, json};

use super::matching::{self, Search};
use super::store::{self, Record, Stored};
use super::write::{self, Form};
use super::{commands, read};
use crate::entities::consume::page;
use crate::entities::plan_store::Page;
use crate::entities::provision::check_uri;
use crate::entities::query::{Query, Texts};
use crate::http::{Accept, Call, Refusal, Reply, reply};

/// Parameters of a search for sources.
const QUERY: [&str; 26] = [
    "id",
    "type",
    "idPattern",
    "attrs",
    "pick",
    "q",
    "csf",
    "georel",
    "geometry",
    "coordinates",
    "geoproperty",
    "timeproperty",
    "timerel",
    "timeAt",
    "endTimeAt",
    "scopeQ",
    "limit",
    "offset",
    "count",
    "options",
    "format",
    "lang",
    "expandValues",
    "jsonKeys",
    "datasetId",
    "local",
];

/// Registrations are shown as JSON or JSON-LD.
pub fn check_accept(call: &Call) -> Result<(), Refusal> {
    match call.accept {
        Accept::Json | Accept::JsonLd => Ok(()),
        Accept::GeoJson | Accept::Nothing => Err(Refusal::NotAcceptable),
    }
}

/// A reply in the form that was asked for; with `inside`, a JSON-LD body is given its context.
pub async fn finish(call: &Call, body: &mut Value, context: &Context, inside: bool) -> Reply {
    check_accept(call)?;
    if inside
        && call.accept == Accept::JsonLd
        && let Some(members) = body.as_object_mut()
    {
        members.insert("@context".to_owned(), context.source().clone());
    }
    Ok(respond(call, body, context).await?)
}

async fn respond(call: &Call, body: &Value, context: &Context) -> Fallible<Response<Body>> {
    let mut response = reply::bytes(200, call.accept.media(), body.to_string().into_bytes());
    if call.accept == Accept::Json {
        reply::link_context(&mut response, call, context).await?;
    }
    if let Some(tenant) = call.tenant.as_deref().and_then(|name| HeaderValue::from_str(name).ok()) {
        response.headers_mut().insert("ngsild-tenant", tenant);
    }
    Ok(response)
}

/// `POST /csourceRegistrations`.
pub async fn create(call: &Call) -> Reply {
    call.params.only(&[])?;
    let (json, context) = call.body().await?;
    let mut registration = read::registration(&json, &context, call.now)?;
    if registration.id.is_empty() {
        registration.id = format!("urn:ngsi-ld:ContextSourceRegistration:{}", call.hub.next_id(call.now));
    }
    call.rights.check_registration(&registration)?;
    call.trace.about(&registration.id);
    let location = location(&registration.id);
    let tenant = call.write_tenant().await?;
    commands::create(&call.hub, tenant, registration, call.now).await?;
    Ok(reply::created(&location))
}

fn location(uri: &str) -> String {
    crate::entities::provision::location(uri).replacen("/entities/", "/csourceRegistrations/", 1)
}

/// `PATCH /csourceRegistrations/{id}`.
pub async fn change(call: &Call, uri: &str) -> Reply {
    call.params.only(&[])?;
    check_uri(uri)?;
    let (json, context) = call.body().await?;
    let (tenant, now) = (call.read_tenant()?, call.now);
    let (rights, own) = (call.rights.clone(), uri.to_owned());
    commands::change(&call.hub, tenant, uri, now, move |registration| {
        if !rights.covers_registration(registration) {
            return Err(commands::unknown(&own));
        }
        read::change(registration, &json, &context, now)?;
        rights.check_registration(registration)
    })
    .await?;
    Ok(reply::empty(204))
}

/// `DELETE /csourceRegistrations/{id}`.
pub async fn delete(call: &Call, uri: &str) -> Reply {
    call.params.only(&[])?;
    check_uri(uri)?;
    let (tenant, now, own) = (call.read_tenant()?, call.now, uri.to_owned());
    if call.rights.types.is_some() {
        let found =
            call.hub.glance(move |tx| store::get(tx, tenant, &own, now)).await.map_err(crate::fault)?;
        found
            .filter(|(stored, _)| call.rights.covers_registration(&stored.registration))
            .ok_or_else(|| commands::unknown(uri))?;
    }
    commands::delete(&call.hub, tenant, uri, now).await?;
    Ok(reply::empty(204))
}

/// `GET /csourceRegistrations/{id}`.
pub async fn retrieve(call: &Call, uri: &str) -> Reply {
    call.params.only(&["options", "format", "lang", "local"])?;
    check_accept(call)?;
    check_uri(uri)?;
    let form = form(call)?;
    let context = call.link_context().await?;
    let (tenant, now, owned) = (call.read_tenant()?, call.now, uri.to_owned());
    let found = call.hub.glance(move |tx| store::get(tx, tenant, &owned, now)).await.map_err(crate::fault)?;
    let (stored, record) = found
        .filter(|(stored, _)| call.rights.covers_registration(&stored.registration))
        .ok_or_else(|| commands::unknown(uri))?;
    let mut body = show(&stored, &record, &context, form);
    finish(call, &mut body, &context, false).await
}

/// How registrations are to be shown.
fn form(call: &Call) -> Fallible<Form> {
    for option in call.params.list("options") {
        if !["sysAttrs", "count", "normalized", "concise", "keyValues", "simplified"].contains(&option) {
            return Err(Error::bad("hub-option-unknown").with("option", option).at("options"));
        }
    }
    Ok(Form { sys_attrs: call.params.option("sysAttrs"), context: call.accept == Accept::JsonLd })
}

/// A registration with what came of the requests to its source.
fn show(stored: &Stored, record: &Record, context: &Context, form: Form) -> Value {
    let mut body = write::registration(&stored.registration, context, form);
    if let Some(members) = body.as_object_mut()
        && record.sent > 0
    {
        let failed = record.last_failure > record.last_success;
        members.insert("status".to_owned(), if failed { "failed" } else { "ok" }.into());
        members.insert("timesSent".to_owned(), record.sent.into());
        members.insert("timesFailed".to_owned(), record.failed.into());
        for (name, time) in [("lastSuccess", record.last_success), ("lastFailure", record.last_failure)] {
            if let Some(time) = time {
                members.insert(name.to_owned(), json!(time.to_string()));
            }
        }
    }
    body
}

/// `GET /csourceRegistrations`: which sources may have what is asked for.
pub async fn query(call: &Call) -> Reply {
    call.params.only(&QUERY)?;
    check_accept(call)?;
    let form = form(call)?;
    let context = call.link_context().await?;
    let search = search(call, &context)?;
    let page = page(call)?;
    let (tenant, now, hub) = (call.read_tenant()?, call.now, call.hub.clone());
    let rights = call.rights.clone();
    let read = move |tx: &mut qipan_store::Tx<'_>| {
        let all = hub.registrations.all(tx, tenant, now)?;
        let found: Vec<Arc<Stored>> = all
            .iter()
            .filter(|stored| {
                stored.registration.live(now)
                    && rights.covers_registration(&stored.registration)
                    && search.accepts(&stored.registration)
            })
            .cloned()
            .collect();
        let records = if found.is_empty() { Default::default() } else { store::records(tx, tenant)? };
        Ok((found, records))
    };
    let (found, records) = call.hub.browse(read).await.map_err(crate::fault)?;
    let shown =
        found.iter().skip(page.offset).take(page.limit).map(|stored| {
            show(stored, &records.get(&stored.row).copied().unwrap_or_default(), &context, form)
        });
    let mut response = respond(call, &shown.collect(), &context).await?;
    paging(call, &mut response, page, found.len() > page.offset.saturating_add(page.limit));
    if page.count {
        reply::count(&mut response, found.len() as u64);
    }
    Ok(response)
}

/// Links to the pages before and after (clause 6.3.10): the client's own parameters in its own order, then where the
/// page is. What is listed here is of the kind that JSON-LD describes, whatever form this page has.
pub fn paging(call: &Call, response: &mut Response<Body>, page: Page, more: bool) {
    if page.limit == 0 {
        return;
    }
    let mut link = |rel: &str, offset: usize| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(call.params.iter().filter(|(name, _)| !matches!(*name, "offset" | "limit")));
        query.append_pair("limit", &page.limit.to_string()).append_pair("offset", &offset.to_string());
        let media = Accept::JsonLd.media();
        let link = format!("<{}?{}>; rel=\"{rel}\"; type=\"{media}\"", call.resource, query.finish());
        if let Ok(value) = HeaderValue::from_str(&link) {
            response.headers_mut().append(header::LINK, value);
        }
    };
    if page.offset > 0 {
        link("prev", page.offset.saturating_sub(page.limit));
    }
    if more {
        link("next", page.offset.saturating_add(page.limit));
    }
}

/// What parameters ask for.
fn search(call: &Call, context: &Context) -> Fallible<Search> {
    let params = &call.params;
    let mut attrs = params.list("attrs");
    attrs.extend(params.list("pick").into_iter().filter(|name| !matches!(*name, "id" | "type" | "scope")));
    let texts = Texts {
        ids: params.list("id"),
        types: params.get("type"),
        id_pattern: params.get("idPattern"),
        attrs,
        q: params.get("q"),
        scope_q: params.get("scopeQ"),
        geo: ["georel", "geometry", "coordinates", "geoproperty"].map(|name| params.get(name)),
        expand_values: params.list("expandValues"),
        json_keys: params.list("jsonKeys"),
    };
    let query = Query::read(&texts, context)?;
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    let options = QOptions { expand_values: &[], json_keys: &[], field: "csf" };
    let csf = params.get("csf").map(|text| Q::parse(text, options, &expand)).transpose()?;
    let time = TemporalQ::parse(
        params.get("timerel"),
        params.get("timeAt"),
        params.get("endTimeAt"),
        params.get("timeproperty"),
        None,
    )?;
    // Identifiers alone are too wide here, unlike in a query for entities (clause 5.10.2.3).
    if query.types.is_none() && query.attrs.is_empty() && query.q.is_none() && query.geo.is_none() {
        return Err(Error::bad("hub-registration-query-too-wide"));
    }
    Ok(Search {
        attrs: matching::attributes(&query),
        query,
        csf,
        time: time.window.is_some().then_some(time),
    })
}
