//! Style of the pages of projects.

use std::sync::LazyLock;

use axum::response::Response;
use maud::Markup;
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Outcome};
use qipan_web::assets::Own;

static OWN: LazyLock<Own> = LazyLock::new(|| {
    let css = concat!(
        include_str!("../../assets/projects.css"),
        include_str!("../../assets/gantt.css"),
        include_str!("../../assets/money.css"),
        include_str!("../../assets/work.css"),
        include_str!("../../assets/photos.css"),
        include_str!("../../assets/systems.css"),
        include_str!("../../assets/tables.css"),
        include_str!("../../assets/map.css"),
        include_str!("../../assets/chart.css"),
        include_str!("../../assets/chains.css"),
        //
    );
    Own::new(
        "assets-projects",
        "projects",
        css,
        Some(concat!(include_str!("../../assets/photos.js"), include_str!("../../assets/map.js"))),
    )
});

/// What the pages put into `<head>`.
pub(crate) fn head() -> Markup {
    OWN.head()
}

/// Gives a file; kept by browsers for ever.
pub(super) async fn serve(call: Call) -> Outcome<Response> {
    OWN.serve(&call.view.path).ok_or_else(Failure::not_found)
}
