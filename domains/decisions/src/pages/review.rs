//! The review of a document: its text on the left, its drafts on the right.

use axum::response::Response;
use maud::{Markup, html};
use qipan_accounts::http::Call;
use qipan_board::board::Board;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_records::documents;
use qipan_records::files::Files;
use qipan_web::components::{Crumb, breadcrumb};
use qipan_web::{Form, Kept, Page};

use super::setting::{self, Setting};
use super::{assets, cards, panels, text_view};
use crate::drafts::review::{self, Review};
use crate::extract::Span;

pub(super) async fn load(call: &Call) -> Outcome<Review> {
    let (id, context) = (call.id("id")?, call.context()?.clone());
    let position = call.site.part::<Board>().position.clone();
    call.read(move |tx| {
        let grid = position.grid(tx, context.now)?;
        let commitments = grid.cells.values().map(|counts| counts.total as usize).sum();
        review::load_comparing(tx, &context, id, review::compared(commitments))
    })
    .await
}

/// `?at=START-END` of the query: a span to show.
fn asked(query: &Form, review: &Review) -> Option<Span> {
    let (start, end) = query.value("at").split_once('-')?;
    let span = Span { start: start.parse().ok()?, end: end.parse().ok()? };
    (span.start < span.end && !review.words(span).is_empty()).then_some(span)
}

pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (review, setting) = (load(&call).await?, Setting::of(&call)?);
    let asked = asked(&call.query, &review);
    call.page(render(&setting, &review, asked, &Kept::empty(), None))
}

/// The page again after a refused act: with its failure, and what was typed where `typed` says that it had fields.
pub(super) async fn refused(call: &Call, failure: Failure, typed: bool) -> Outcome<Response> {
    let shown = failure.clone();
    let page = async |kept: Kept| {
        let (review, setting) = (load(call).await?, Setting::of(call)?);
        let kept = if typed { kept } else { Kept::empty() };
        Ok(render(&setting, &review, None, &kept, Some(&shown)))
    };
    call.again(failure, page).await
}

fn render(
    setting: &Setting,
    review: &Review,
    asked: Option<Span>,
    kept: &Kept,
    failure: Option<&Failure>,
) -> Markup {
    let view = &setting.view;
    let document = &review.document;
    let title = &document.facts.title;
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("documents-title"), "/documents"), Crumb::here(view.t(&setting::kind_key(&document.facts.kind)))]))
        div id="review" data-document=(document.id) data-reviews=[setting.reviews.then_some("1")] {
            (panels::head(setting, review, kept))
            @if let Some(failure) = failure { (panels::failures(setting, review, failure)) }
            (panels::bar(setting, review))
            div class="review" {
                section class="doc" aria-label=(view.t("document-text")) id="text" {
                    (text_view::text(setting, review, asked))
                    (panels::repairs(setting, review))
                }
                section class="drafts" id="drafts" aria-label=(view.t("document-drafts")) {
                    (panels::new_units(setting, review, kept))
                    (cards::all(setting, review))
                    (panels::coverage(setting, review))
                }
            }
        }
        (panels::keys(setting))
    };
    Page::new(view, title).wide().head(assets::head()).render(body)
}

/// The file as it came, as a download.
pub(super) async fn original(call: Call) -> Outcome<Response> {
    let id: Id = call.id("id")?;
    let found = call.read(move |tx| documents::store::find(tx, id)).await?.ok_or_else(Failure::not_found)?;
    let files = call.site.part::<Files>().clone();
    let digest = found.digest.clone();
    let bytes =
        tokio::task::spawn_blocking(move || files.get(&digest)).await.map_err(Failure::internal)??;
    call.file(&found.name, "application/octet-stream", bytes)
}
