//! Script and style of the review page, embedded; their addresses carry a hash of their content.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Outcome};
use sha2::{Digest, Sha256};

struct Asset {
    path: String,
    kind: &'static str,
    content: &'static str,
}

fn asset(extension: &str, kind: &'static str, content: &'static str) -> Asset {
    let hash: String = Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Asset { path: format!("/assets-decisions/review.{hash}.{extension}"), kind, content }
}

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        asset("css", "text/css; charset=utf-8", include_str!("../../assets/review.css")),
        asset("js", "text/javascript; charset=utf-8", include_str!("../../assets/review.js")),
    ]
});

/// What the pages put into `<head>`.
pub(super) fn head() -> Markup {
    let [css, js] = &*ASSETS;
    html! {
        link rel="stylesheet" href=(css.path);
        script src=(js.path) defer {}
    }
}

/// Gives an asset; kept by browsers for ever.
pub(super) async fn serve(call: Call) -> Outcome<Response> {
    let asset = ASSETS.iter().find(|asset| asset.path == call.view.path).ok_or_else(Failure::not_found)?;
    let mut response = asset.content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
