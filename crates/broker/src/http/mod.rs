//! The NGSI-LD API: one service under `/ngsi-ld/v1` with a dispatcher of its own, because its rules on methods, media
//! types and errors (clause 6.3) are not those of the pages.

mod call;
mod dispatch;
pub mod reply;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;
use qipan_accounts::http::Site;
use qipan_kernel::{Actor, Failure, Outcome};

use crate::hub::Hub;
use crate::log::Trace;
use crate::rights::Needs;

pub use call::{Body, Call, Insider, Params};
pub use reply::{Accept, Refusal, Reply};

/// Where the API begins.
pub const ROOT: &str = "/ngsi-ld/v1";

/// The service. Everything under [`ROOT`] is answered here, also what does not exist.
pub fn router(site: &Arc<Site>) -> axum::Router {
    let site = site.clone();
    let serve = move |request: Request| {
        let site = site.clone();
        async move { serve(site, request).await }
    };
    axum::Router::new()
        .route(ROOT, axum::routing::any(serve.clone()))
        .route(&format!("{ROOT}/{{*rest}}"), axum::routing::any(serve))
        .route("/version", axum::routing::get(version))
}

/// What runs here. Not part of the standard: clients of the FIWARE family ask for it before anything else.
async fn version() -> Response {
    reply::json(
        200,
        &serde_json::json!({ "name": "Qipan", "version": env!("CARGO_PKG_VERSION"), "ngsi-ld": "1.9.1" }),
    )
}

async fn serve(site: Arc<Site>, request: Request) -> Response {
    let started = Instant::now();
    let lang = qipan_web::Lang::of(request.headers());
    let trace = Arc::new(Trace::new(&request, site.now()));
    let (route, changes, answer) = match call::read(&site, request, &trace).await {
        Ok(call) => {
            let route = call.route();
            let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
            trace.resource(path.first().and_then(|first| known(first)).unwrap_or("other"));
            trace.about(subject(&call));
            let changes = Needs::changes(&call.method, &path);
            (route, changes, dispatch::answer(call).await)
        }
        Err(refusal) => ("unread", false, Err(refusal)),
    };
    site.part::<Arc<Hub>>().calls.fetch_add(1, Ordering::Relaxed);
    let response = answer.unwrap_or_else(|error| reply::problem(&site, lang, &error));
    let status = response.status().as_u16();
    let bytes = response.body().size_hint().exact().unwrap_or_default();
    trace.finish(site.part::<Arc<Hub>>(), changes, status, bytes).await;
    site.metrics.answered("NGSI-LD", route, status, started.elapsed().as_secs_f64());
    response
}

/// The resources, as the log and the pages name them.
pub const RESOURCES: [&str; 11] = [
    "entities",
    "entityOperations",
    "temporal",
    "types",
    "attributes",
    "subscriptions",
    "csourceRegistrations",
    "csourceSubscriptions",
    "jsonldContexts",
    "info",
    "other",
];

fn known(name: &str) -> Option<&'static str> {
    RESOURCES.into_iter().find(|known| *known == name)
}

/// What a call is about, as far as its address says; handlers that know more say so.
fn subject(call: &Call) -> String {
    let id = call.path.iter().skip(1).find(|part| part.contains(':'));
    let named = [id.map(String::as_str), call.params.get("id"), call.params.get("type")];
    named.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Asks the hub in the name of a person who looks at a page: a GET, logged as every other.
///
/// # Errors
/// For an address that cannot be one.
pub async fn ask(site: &Arc<Site>, actor: &Actor, uri: &str, headers: &HeaderMap) -> Outcome<Response> {
    let mut request = Request::get(uri)
        .body(axum::body::Body::empty())
        .map_err(|e| Failure::invalid("hub-console-address").because(e).at("path"))?;
    *request.headers_mut() = headers.clone();
    request.extensions_mut().insert(Insider(actor.clone()));
    Ok(serve(site.clone(), request).await)
}
