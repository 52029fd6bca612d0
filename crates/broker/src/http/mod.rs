//! The NGSI-LD API: one service under `/ngsi-ld/v1` with a dispatcher of its own, because its rules on methods, media
//! types and errors (clause 6.3) are not those of the pages.

mod call;
mod dispatch;
pub mod reply;

use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use qipan_accounts::http::Site;

pub use call::{Body, Call, Params};
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
}

async fn serve(site: Arc<Site>, request: Request) -> Response {
    let started = Instant::now();
    let lang = qipan_web::Lang::of(request.headers());
    let (route, answer) = match call::read(&site, request).await {
        Ok(call) => {
            let route = call.route();
            (route, dispatch::answer(call).await)
        }
        Err(refusal) => ("unread", Err(refusal)),
    };
    let response = answer.unwrap_or_else(|error| reply::problem(&site, lang, &error));
    site.metrics.answered("NGSI-LD", route, response.status().as_u16(), started.elapsed().as_secs_f64());
    response
}
