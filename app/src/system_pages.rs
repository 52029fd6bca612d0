//! Pages and answers about the program itself: health, metrics, the API's document, the journal.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes, openapi};
use qipan_kernel::Outcome;
use qipan_store::journal::{self, Entry};
use qipan_web::components::*;
use qipan_web::{Markup, Page, View, html};

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
    routes.page("/journal", Access::May(Act::JournalView), journal_page);
}

fn text(_: &Call, body: String) -> Outcome<Response> {
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response())
}

/// Ready when the store answers.
async fn ready(call: Call) -> Outcome<Response> {
    call.read(qipan_store::jobs::counts).await?;
    text(&call, "ready\n".into())
}

/// Rows of the journal on one page.
const ROWS: usize = 100;

async fn journal_page(call: Call) -> Outcome<Response> {
    let before = call.query.value("before").parse().unwrap_or(i64::MAX);
    let entries = call.read(move |tx| journal::latest(tx, before, ROWS)).await?;
    let page = journal_markup(&call.view, &entries);
    call.page(page)
}

fn journal_markup(view: &View, entries: &[Entry]) -> Markup {
    let body = html! {
        h1 { (view.t("journal-title")) }
        p class="quiet" { (view.t("journal-about")) }
        @if entries.is_empty() {
            (empty_state(&view.t("journal-empty"), None))
        } @else {
            div class="table-frame" {
                table class="table cards" {
                    caption class="sr" { (view.t("journal-title")) }
                    thead { tr {
                        th scope="col" { (view.t("journal-seq")) }
                        th scope="col" { (view.t("journal-at")) }
                        th scope="col" { (view.t("journal-actor")) }
                        th scope="col" { (view.t("journal-act")) }
                        th scope="col" { (view.t("journal-subject")) }
                        th scope="col" { (view.t("journal-body")) }
                    } }
                    tbody { @for entry in entries { (row(view, entry)) } }
                }
            }
            @if entries.len() == ROWS {
                p { a class="button" href={ "/journal?before=" (entries.last().map_or(0, |e| e.seq)) } { (view.t("journal-older")) } }
            }
        }
    };
    Page::new(view, &view.t("journal-title")).wide().render(body)
}

fn row(view: &View, entry: &Entry) -> Markup {
    let body: String = entry.body.chars().take(160).collect();
    html! {
        tr {
            td data-label=(view.t("journal-seq")) { (entry.seq) }
            td data-label=(view.t("journal-at")) { span class="nowrap" { (view.moment(entry.at)) } }
            td data-label=(view.t("journal-actor")) { span class="nowrap" { (entry.actor_name) } }
            td data-label=(view.t("journal-act")) { code { (entry.act) } }
            td data-label=(view.t("journal-subject")) {
                @if entry.kind == "commitment" {
                    a href={ "/commitments/" (entry.subject) } { (entry.kind) " " (entry.n) }
                } @else { (entry.kind) " " (entry.n) }
            }
            td data-label=(view.t("journal-body")) { small { (body) } }
        }
    }
}
