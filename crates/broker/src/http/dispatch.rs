//! From a method and a path to the handler.

use axum::http::{HeaderValue, Method};

use super::call::Call;
use super::reply::{Refusal, Reply};
use crate::entities::{batch, consume, discover, provision};
use crate::{contexts, maps, registrations, subscriptions, temporal};

/// Methods that exist for a path; `None` when there is no such resource.
fn methods(path: &[&str]) -> Option<&'static str> {
    Some(match path {
        ["entities"] => "GET, POST, DELETE",
        ["entities", _] => "GET, PATCH, PUT, DELETE",
        ["entities", _, "attrs"] => "POST, PATCH",
        ["entities", _, "attrs", _] => "PATCH, PUT, DELETE",
        ["entityOperations", "create" | "upsert" | "update" | "delete" | "query" | "merge"] => "POST",
        ["types" | "attributes"] | ["types" | "attributes", _] => "GET",
        ["temporal", "entities"] => "GET, POST",
        ["temporal", "entities", _] => "GET, DELETE",
        ["temporal", "entities", _, "attrs"] => "POST",
        ["temporal", "entities", _, "attrs", _] => "DELETE",
        ["temporal", "entities", _, "attrs", _, _] => "PATCH, DELETE",
        ["temporal", "entityOperations", "query"] => "POST",
        ["subscriptions" | "csourceRegistrations" | "csourceSubscriptions"] => "GET, POST",
        ["subscriptions" | "csourceRegistrations" | "csourceSubscriptions", _] => "GET, PATCH, DELETE",
        ["jsonldContexts"] => "GET, POST",
        ["jsonldContexts", _] => "GET, DELETE",
        ["info", "sourceIdentity"] => "GET",
        ["entityMaps"] | ["temporal", "entityMaps"] | ["snapshots"] => "GET, POST",
        ["entityMaps", _] | ["snapshots", _] => "GET, PATCH, DELETE",
        ["snapshots", _, "clone"] => "POST",
        _ => return None,
    })
}

/// Answers a call.
pub async fn answer(mut call: Call) -> Reply {
    let owned = std::mem::take(&mut call.path);
    let path: Vec<&str> = owned.iter().map(String::as_str).collect();
    if let ("PATCH", ["temporal", "entities", _, "attrs", "", _]) = (call.method.as_str(), path.as_slice()) {
        // Without its name there is an attribute, which has no PATCH.
        return Err(Refusal::Method("DELETE"));
    }
    if path.iter().any(|part| part.is_empty()) && !path.is_empty() {
        return Err(qipan_ngsild::Error::bad("hub-path-part-empty").into());
    }
    let Some(allowed) = methods(&path) else {
        return Err(
            qipan_ngsild::Error::new(qipan_ngsild::ErrorKind::ResourceNotFound, "hub-no-resource").into()
        );
    };
    let role = call.actor.as_ref().map(|actor| actor.role);
    call.rights.require(role, call.tenant.as_deref(), &call.method, &path)?;
    if call.method == Method::OPTIONS {
        let mut response = super::reply::empty(204);
        response.headers_mut().insert(axum::http::header::ALLOW, HeaderValue::from_static(allowed));
        return Ok(response);
    }
    if !allowed.split(", ").any(|method| method == call.method.as_str()) {
        // Registrations as a whole have no such method (clause 6.8).
        if call.trailing && path == ["entities"] {
            // `PATCH /entities/`: what is missing is the identifier.
            return Err(qipan_ngsild::Error::bad("hub-path-part-empty").into());
        }
        return Err(Refusal::Method(allowed));
    }
    if matches!(call.method, Method::POST | Method::PATCH | Method::PUT) {
        call.check_body()?;
    }
    let call = &call;
    match (call.method.as_str(), path.as_slice()) {
        ("POST", ["entities"]) => provision::create(call).await,
        ("GET", ["entities"]) => consume::query(call).await,
        ("DELETE", ["entities"]) => provision::purge(call).await,
        ("GET", ["entities", id]) => consume::retrieve(call, id).await,
        ("PATCH", ["entities", id]) => provision::merge(call, id).await,
        ("PUT", ["entities", id]) => provision::replace(call, id).await,
        ("DELETE", ["entities", id]) => provision::delete(call, id).await,
        ("POST", ["entities", id, "attrs"]) => provision::append(call, id).await,
        ("PATCH", ["entities", id, "attrs"]) => provision::update(call, id).await,
        ("PATCH", ["entities", id, "attrs", name]) => provision::partial(call, id, name).await,
        ("PUT", ["entities", id, "attrs", name]) => provision::replace_attr(call, id, name).await,
        ("DELETE", ["entities", id, "attrs", name]) => provision::delete_attr(call, id, name).await,
        ("POST", ["entityOperations", "query"]) => consume::query_by_post(call).await,
        ("POST", ["entityOperations", which]) => batch::run(call, which).await,
        ("GET", ["types"]) => discover::types(call).await,
        ("GET", ["types", name]) => discover::one_type(call, name).await,
        ("GET", ["attributes"]) => discover::attributes(call).await,
        ("GET", ["attributes", name]) => discover::one_attribute(call, name).await,
        (_, ["temporal", "entityMaps"]) => Err(Refusal::NotImplemented),
        (_, ["entityMaps", rest @ ..]) => maps::answer(call, rest).await,
        (_, ["temporal", rest @ ..]) => temporal::answer(call, rest).await,
        (_, ["subscriptions", rest @ ..]) => subscriptions::answer(call, rest).await,
        (_, ["csourceRegistrations" | "csourceSubscriptions" | "info", ..]) => {
            registrations::answer(call, &path).await
        }
        (_, ["jsonldContexts", rest @ ..]) => contexts::answer(call, rest).await,
        _ => Err(Refusal::NotImplemented),
    }
}
