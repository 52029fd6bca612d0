//! The style sheet, the script and the icon, embedded; their addresses carry a hash of their content so that
//! browsers keep them for ever and still see every new version.

use std::sync::LazyLock;

use axum_core::body::Body;
use axum_core::response::Response;
use http::header::{self, HeaderValue};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

struct Asset {
    path: String,
    kind: &'static str,
    content: &'static str,
}

fn asset(folder: &str, name: &str, extension: &str, kind: &'static str, content: &'static str) -> Asset {
    let hash: String = Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Asset { path: format!("/{folder}/{name}.{hash}.{extension}"), kind, content }
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    let css = concat!(
        include_str!("../assets/base.css"),
        include_str!("../assets/components.css"),
        include_str!("../assets/board.css"),
        include_str!("../assets/pages.css"),
        include_str!("../assets/print.css")
    );
    [
        asset("assets", "app", "css", CSS, css),
        asset("assets", "app", "js", JS, include_str!("../assets/app.js")),
        asset("assets", "icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")),
    ]
});

/// Address of the style sheet.
pub fn css_path() -> &'static str {
    &ASSETS[0].path
}
/// Address of the script.
pub fn js_path() -> &'static str {
    &ASSETS[1].path
}
/// Address of the icon.
pub fn icon_path() -> &'static str {
    &ASSETS[2].path
}

/// The content of an asset by its address, with its media type.
pub fn find(path: &str) -> Option<(&'static str, &'static str)> {
    ASSETS.iter().find(|asset| asset.path == path).map(|asset| (asset.kind, asset.content))
}

/// The answer for a request below `/assets/`; `None` when there is no such file.
pub fn serve(path: &str) -> Option<Response> {
    ASSETS.iter().find(|asset| asset.path == path).map(give)
}

fn give(asset: &Asset) -> Response {
    let mut response = Response::new(Body::from(asset.content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}

/// The style sheet, and the script if there is one, of one crate's own pages.
pub struct Own(Vec<Asset>);

impl Own {
    /// Files below `folder`, which the crate has a route for.
    pub fn new(folder: &str, name: &str, css: &'static str, js: Option<&'static str>) -> Own {
        let mut all = vec![asset(folder, name, "css", CSS, css)];
        all.extend(js.map(|js| asset(folder, name, "js", JS, js)));
        Own(all)
    }

    /// What the pages put into `<head>`.
    pub fn head(&self) -> Markup {
        html! {
            @for asset in &self.0 {
                @if asset.kind == CSS { link rel="stylesheet" href=(asset.path); } @else { script src=(asset.path) defer {} }
            }
        }
    }

    /// The answer for a request; `None` when there is no such file.
    pub fn serve(&self, path: &str) -> Option<Response> {
        self.0.iter().find(|asset| asset.path == path).map(give)
    }
}
