//! `/jsonldContexts` (clauses 5.13.2 to 5.13.5 and 6.29, 6.30).

use qipan_kernel::Moment;
use qipan_ngsild::context::{Build, Context, core_document, is_core};
use qipan_ngsild::{Error, ErrorKind, Fallible, Timestamp};
use serde_json::{Value, json};

use super::store::{self, Origin, Stored};
use super::{address, fetch, flush, local, served};
use crate::http::reply::{bytes, created, empty};
use crate::http::{Accept, Call, ROOT, Refusal, Reply, reply};

/// When the core context of this version was published (V1.9.1, July 2025), in milliseconds.
const CORE_SINCE: Moment = Moment(1_751_328_000_000);

/// Answers a call of these resources.
pub async fn answer(call: &Call, path: &[&str]) -> Reply {
    if matches!(call.accept, Accept::Nothing | Accept::GeoJson) {
        return Err(Refusal::NotAcceptable);
    }
    match (call.method.as_str(), path) {
        ("POST", []) => add(call).await,
        ("GET", []) => list(call).await,
        ("GET", [name]) => serve(call, name).await,
        ("DELETE", [name]) => delete(call, name).await,
        _ => Err(Refusal::NotImplemented),
    }
}

/// The tenant's number, if there is such a tenant: another has no contexts.
fn tenant(call: &Call) -> Fallible<Option<i64>> {
    match call.read_tenant() {
        Ok(tenant) => Ok(Some(tenant)),
        Err(error) if error.kind == ErrorKind::NonexistentTenant => Ok(None),
        Err(error) => Err(error),
    }
}

fn unknown(name: &str) -> Error {
    Error::new(ErrorKind::ResourceNotFound, "hub-context-unknown").with("id", name)
}

/// Adds a context to those that this broker hosts.
async fn add(call: &Call) -> Reply {
    call.params.only(&[])?;
    let body = call.json()?;
    if call.bytes.len() as u64 > fetch::LARGEST {
        return Err(Error::bad("hub-context-document-too-large").with("limit", fetch::LARGEST as i64).into());
    }
    let Some(context) = body.get("@context") else {
        return Err(Error::invalid("hub-context-member-missing").at("@context").into());
    };
    if !matches!(context, Value::String(_) | Value::Array(_) | Value::Object(_)) {
        return Err(Error::bad("hub-context-value").at("@context").into());
    }
    // What it refers to is loaded when it is used; here only its own words are checked.
    let nothing = std::sync::Arc::new(json!({ "@context": {} }));
    if let Err(Build::Wrong(error)) = Context::build(context, &|_| Some(nothing.clone())) {
        return Err(error.into());
    }
    let tenant = call.write_tenant().await?;
    // Valid JSON is valid UTF-8.
    let doc = String::from_utf8_lossy(&call.bytes).into_owned();
    let now = call.now.0 / 1_000;
    let local = local(&[&tenant.to_string(), "hosted", &call.hub.next_id(call.now).to_string(), &doc]);
    let location = format!("{ROOT}/jsonldContexts/{local}");
    let new = Stored {
        local,
        url: None,
        origin: Origin::Hosted,
        doc,
        created_at: now,
        loaded_at: now,
        used_at: None,
        hits: 0,
    };
    call.hub.db.write(move |tx| store::insert(tx, tenant, &new)).await.map_err(crate::fault)?;
    Ok(created(&location))
}

/// Lists the contexts of the tenant: their URLs, or what is known of them.
async fn list(call: &Call) -> Reply {
    call.params.only(&["details", "kind"])?;
    let details = call.params.flag("details")?;
    let origin = match call.params.get("kind") {
        None => None,
        Some(name) => match Origin::parse(name) {
            Some(origin) => Some(origin),
            None => return Err(Error::bad("hub-context-kind").with("value", name).at("kind").into()),
        },
    };
    let Some(tenant) = tenant(call)? else { return Ok(reply::json(200, &json!([]))) };
    flush(&call.hub).await.map_err(crate::fault)?;
    let rows = call.hub.db.read(move |tx| store::list(tx, tenant, origin)).await.map_err(crate::fault)?;
    let all: Vec<Value> =
        rows.iter().map(|row| if details { describe(call, row) } else { url(call, row).into() }).collect();
    Ok(reply::json(200, &Value::Array(all)))
}

/// Serves one context, or what is known of it.
async fn serve(call: &Call, name: &str) -> Reply {
    call.params.only(&["details"])?;
    let details = call.params.flag("details")?;
    if is_core(name) {
        return Ok(if details {
            reply::json(200, &core(name))
        } else {
            document(call, core_document().to_owned())
        });
    }
    let Some(tenant) = tenant(call)? else { return Err(unknown(name).into()) };
    if details {
        flush(&call.hub).await.map_err(crate::fault)?;
    }
    let row = find(call, tenant, name).await?.ok_or_else(|| unknown(name))?;
    if !details && row.origin == Origin::Cached {
        let error = Error::new(ErrorKind::OperationNotSupported, "hub-context-elsewhere");
        return Err(error.with("url", row.url.unwrap_or_default()).into());
    }
    // Serving is a use as well; this one is told of the next time.
    call.hub.contexts.usage(tenant, &row.local).count(call.now);
    Ok(if details { reply::json(200, &describe(call, &row)) } else { document(call, row.doc) })
}

/// Removes a context, or loads a cached one anew.
async fn delete(call: &Call, name: &str) -> Reply {
    call.params.only(&["reload"])?;
    let reload = call.params.flag("reload")?;
    if is_core(name) {
        // The core context is part of the program: it is as new as it can be, and it stays.
        return if reload { Ok(empty(204)) } else { Err(Error::bad("hub-context-core").into()) };
    }
    let found = match tenant(call)? {
        Some(tenant) => find(call, tenant, name).await?.map(|row| (tenant, row)),
        None => None,
    };
    let (tenant, row) = match found {
        Some(found) => found,
        // What is not there cannot be loaded anew (clause 5.13.5.4).
        None if reload => return Err(Error::bad("hub-context-reload").with("id", name).into()),
        None => return Err(unknown(name).into()),
    };
    match (reload, row.url) {
        (false, url) => {
            if let Some(url) = url {
                call.hub.contexts.forgive(&url);
            }
            let gone = row.local.clone();
            call.hub.db.write(move |tx| store::delete(tx, tenant, &row.local)).await.map_err(crate::fault)?;
            call.hub.contexts.gone(tenant, &gone);
        }
        (true, Some(url)) => {
            call.hub.contexts.forgive(&url);
            let loaded = call.hub.contexts.fetch(&call.hub, &url, call.now).await;
            // Also what was loaded and is no context: the one that is there stays (clause 5.13.5.4).
            let (text, _) = loaded
                .map_err(|reason| Error { kind: ErrorKind::LdContextNotAvailable, ..reason.error(&url) })?;
            let now = call.now.0 / 1_000;
            let keep =
                move |tx: &mut qipan_store::Tx<'_>| store::reloaded(tx, tenant, &url, Some(&text), now);
            call.hub.db.write(keep).await.map_err(crate::fault)?;
        }
        (true, None) => return Err(Error::bad("hub-context-reload").with("id", name).into()),
    }
    call.hub.contexts.forget(tenant);
    Ok(empty(204))
}

async fn find(call: &Call, tenant: i64, name: &str) -> Fallible<Option<Stored>> {
    let name = served(name).map_or_else(|| name.to_owned(), |(_, local)| local);
    call.hub.db.read(move |tx| store::find(tx, tenant, &name)).await.map_err(crate::fault)
}

/// A document as it came.
fn document(call: &Call, text: String) -> axum::http::Response<axum::body::Body> {
    bytes(200, call.accept.media(), text.into_bytes())
}

fn url(call: &Call, row: &Stored) -> String {
    row.url.clone().unwrap_or_else(|| address(call, &row.local))
}

fn describe(call: &Call, row: &Stored) -> Value {
    let mut told = json!({
        "URL": url(call, row),
        "localId": row.local,
        "kind": row.origin.name(),
        "createdAt": Timestamp(row.created_at * 1_000).to_string(),
        "numberOfHits": row.hits,
    });
    if let (Some(used), Some(members)) = (row.used_at, told.as_object_mut()) {
        members.insert("lastUsage".to_owned(), Timestamp(used * 1_000).to_string().into());
    }
    told
}

fn core(name: &str) -> Value {
    let since = Timestamp::from(CORE_SINCE).to_string();
    json!({ "URL": name, "localId": name, "kind": Origin::Cached.name(), "createdAt": since })
}
