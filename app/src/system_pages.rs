//! Pages and answers about the program itself: health, metrics, the API's document, the journal.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes, openapi};
use qipan_kernel::Outcome;

/// Registers them.
pub fn routes(routes: &mut Routes) {
    routes.page("/healthz", Access::Public, |call| async move { text(&call, "ok\n".into()) });
    routes.page("/readyz", Access::Public, ready);
    routes.page("/metrics", Access::Public, |call| async move {
        let counters = call.site.metrics.text();
        text(&call, counters)
    });
    routes.page("/api/openapi.json", Access::Public, |call| async move {
        let document = openapi(crate::wiring::routes().list(), env!("CARGO_PKG_VERSION"));
        call.answer(&document)
    });
    routes.page("/journal", Access::May(Act::JournalView), crate::journal_page::page);
}

fn text(_: &Call, body: String) -> Outcome<Response> {
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response())
}

/// Ready when the store answers.
async fn ready(call: Call) -> Outcome<Response> {
    call.read(qipan_store::jobs::counts).await?;
    text(&call, "ready\n".into())
}
