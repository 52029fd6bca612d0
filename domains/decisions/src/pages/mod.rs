//! The pages of documents.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_kernel::Outcome;
use qipan_web::{html, page};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.page("/documents", Access::May(Act::DocumentView), list);
}

async fn list(call: Call) -> Outcome<Response> {
    let title = call.view.t("documents-title");
    call.page(page(&call.view, &title, html! { h1 { (title) } }))
}
