//! Script and style of the review page.

use std::sync::LazyLock;

use axum::response::Response;
use maud::Markup;
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Outcome};
use qipan_web::assets::Own;

static OWN: LazyLock<Own> = LazyLock::new(|| {
    let (css, js) = (include_str!("../../assets/review.css"), include_str!("../../assets/review.js"));
    Own::new("assets-decisions", "review", css, Some(js))
});

/// What the pages put into `<head>`.
pub(super) fn head() -> Markup {
    OWN.head()
}

/// Gives a file; kept by browsers for ever.
pub(super) async fn serve(call: Call) -> Outcome<Response> {
    OWN.serve(&call.view.path).ok_or_else(Failure::not_found)
}
