//! The list of documents, and reading files in.

use std::collections::HashMap;

use axum::response::Response;
use maud::{Markup, html};
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_records::documents::{self, Document, KINDS, Listed};
use qipan_web::components::table::Cell;
use qipan_web::components::{
    Button, Crumb, Field, Head, Table, breadcrumb, empty_state, filter_bar, pager, upload_form,
};
use qipan_web::paging::{PAGE_ROWS, Place};
use qipan_web::{Cursor, Kept, Page, View};

use super::{assets, setting};
use crate::drafts::model::Counts;
use crate::drafts::{FileResult, Taken, store};

/// File formats that can be read, for the file dialog.
const ACCEPT: &str = ".txt,.md,.html,.htm,.docx,.xlsx,.pdf,text/plain,text/html,application/pdf";

struct Shown {
    listed: Listed,
    counts: HashMap<Id, Counts>,
    total: i64,
}

pub(super) async fn page(call: Call) -> Outcome<Response> {
    let words = call.query.value("q").trim().to_owned();
    let kind = KINDS.iter().copied().find(|kind| *kind == call.query.value("kind"));
    let place = Place::of(Some(call.query.value("after")), Some(call.query.value("before")))?;
    let from = match place {
        Place::First => None,
        Place::After(cursor) => Some(documents::store::Start { id: cursor.id, back: false }),
        Place::Before(cursor) => Some(documents::store::Start { id: cursor.id, back: true }),
    };
    let searched = words.clone();
    let shown = call
        .read(move |tx| {
            let listed = documents::store::list(tx, &searched, kind, from, PAGE_ROWS)?;
            let ids: Vec<Id> = listed.rows.iter().map(|row| row.id).collect();
            Ok(Shown { counts: store::counts(tx, &ids)?, total: documents::store::count(tx)?, listed })
        })
        .await?;
    let imports = access::require(call.actor()?, Act::DocumentImport).is_ok();
    let body =
        body(&call.view, &shown, imports, &Kept::with([("q", words.as_str()), ("kind", kind.unwrap_or(""))]));
    call.page(Page::new(&call.view, &call.view.t("documents-title")).wide().head(assets::head()).render(body))
}

fn body(view: &View, shown: &Shown, imports: bool, kept: &Kept) -> Markup {
    if shown.total == 0 {
        let action = imports.then(|| upload_box(view));
        return html! {
            h1 { (view.t("documents-title")) }
            (empty_state(&view.t(if imports { "documents-none" } else { "documents-none-yet" }), action))
        };
    }
    let kinds = KINDS.iter().map(|kind| (*kind, view.t(&setting::kind_key(kind)).into_owned()));
    html! {
        h1 { (view.t("documents-title")) }
        @if imports {
            details class="upload-box" {
                summary class="button primary" { (view.t("documents-import")) }
                (upload_box(view))
            }
        }
        (filter_bar(view, html! {
            (Field::search("q", "documents-search").render(view, kept))
            (Field::select("kind", "document-kind", kinds).empty_option(view.t("documents-all-kinds")).render(view, kept))
        }))
        @if shown.listed.rows.is_empty() {
            (empty_state(&view.t("documents-no-match"), None))
        } @else {
            (table(view, shown))
            (pager(view, cursor(&shown.listed, false).as_ref(), cursor(&shown.listed, true).as_ref()))
        }
    }
}

fn cursor(listed: &Listed, after: bool) -> Option<Cursor> {
    let (row, more) = if after {
        (listed.rows.last(), listed.more_after)
    } else {
        (listed.rows.first(), listed.more_before)
    };
    row.filter(|_| more).map(|row| Cursor::new("", row.id))
}

fn upload_box(view: &View) -> Markup {
    upload_form(
        view,
        "/documents",
        html! {
            (Field::file("files", "documents-files", ACCEPT).many_files().required()
                .hint(view.t("documents-files-hint")).render(view, &Kept::empty()))
            div class="actions" { (Button::submit(view.t("documents-read-in"))) }
        },
    )
}

fn table(view: &View, shown: &Shown) -> Markup {
    let mut table = Table::new(
        view.t("documents-title"),
        vec![
            Head::new(view.t("document-title")),
            Head::new(view.t("document-kind")).narrow(),
            Head::new(view.t("document-day")).narrow(),
            Head::new(view.t("documents-drafts")),
            Head::new(view.t("document-imported")).narrow(),
        ],
    )
    .caption_hidden();
    for row in &shown.listed.rows {
        let counts = shown.counts.get(&row.id).copied().unwrap_or_default();
        table.row(vec![
            Cell::from(title(row)),
            Cell::from(html! { span class="nb" { (view.t(&setting::kind_key(&row.facts.kind))) } }),
            Cell::from(html! { span class="nb" { (row.facts.day.map_or("—".to_owned(), |day| view.day(day))) } }),
            Cell::from(html! { (progress(view, row.id, &counts)) }),
            Cell::from(html! {
                span class="nb" { (view.day(row.imported_at.day())) } br; span class="quiet" { (row.imported_by) }
            }),
        ]);
    }
    table.render(view)
}

fn title(row: &Document) -> Markup {
    html! {
        a href={ "/documents/" (row.id) } { strong { (row.facts.title) } }
        @let under: Vec<&str> = [row.facts.number.as_str(), &row.facts.issuer].into_iter().filter(|t| !t.is_empty()).collect();
        @if !under.is_empty() { br; span class="quiet" { (under.join(" · ")) } }
    }
}

/// The counts of a document, each with its word.
pub(super) fn progress(view: &View, document: Id, counts: &Counts) -> Markup {
    let shown: [(&'static str, &str, i64); 4] = [
        ("documents-count-proposed", "proposed", counts.proposed),
        ("documents-count-accepted", "accepted", counts.accepted),
        ("documents-count-registered", "registered", counts.registered),
        ("documents-count-linked", "linked", counts.linked),
    ];
    html! {
        span class="dcounts" {
            @if shown.iter().all(|(_, _, count)| *count == 0) { span class="quiet" { (view.t("documents-count-none")) } }
            @for (key, class, count) in shown {
                @if count > 0 {
                    @let words = view.m(&Message::new(key).with("count", count)).into_owned();
                    @if class == "registered" {
                        a class={ "dcount dcount-" (class) } href={ "/commitments?done=1&document=" (document) } { (words) }
                    } @else {
                        span class={ "dcount dcount-" (class) } { (words) }
                    }
                }
            }
        }
    }
}

/// Reads the files of a form in, each for itself.
///
/// # Errors
/// `documents-none-chosen`; what a file is refused for is in its own result.
pub(crate) async fn upload_files(call: &Call) -> Outcome<Vec<FileResult>> {
    if call.uploads.is_empty() {
        return Err(Failure::invalid("documents-none-chosen").at("files"));
    }
    let context = call.context()?.clone();
    let importer = setting::importer(&call.site, context.now.day())?;
    let uploads = call.uploads.clone();
    tokio::task::spawn_blocking(move || {
        uploads.iter().map(|upload| importer.take(&context, &upload.name, &upload.bytes)).collect()
    })
    .await
    .map_err(Failure::internal)
}

pub(super) async fn upload(call: Call) -> Outcome<Response> {
    let results = upload_files(&call).await?;
    if let [FileResult { taken: Taken::New { document, drafts, .. }, .. }] = results.as_slice() {
        let message = Message::new("documents-read-in-one").with("count", *drafts);
        return call.done(&format!("/documents/{document}"), message);
    }
    let view = &call.view;
    let title = view.t("documents-results");
    let refused = results.iter().filter(|one| matches!(one.taken, Taken::Refused(_))).count();
    let (taken, total) = (results.len() - refused, results.len());
    let said = Message::new("documents-results-said").with("taken", taken).with("total", total);
    let mut table =
        Table::new(&title, vec![Head::new(view.t("documents-file")), Head::new(view.t("documents-outcome"))])
            .caption_hidden();
    for one in &results {
        table.row(vec![Cell::from(html! { (one.name) }), Cell::from(outcome(view, &one.taken))]);
    }
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("documents-title"), "/documents"), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.m(&said)) }
        (table.render(view))
        p { (Button::link(view.t("documents-to-list"), "/documents")) }
    };
    let page = Page::new(view, &title).head(assets::head()).render(body);
    match results.iter().find_map(|one| if let Taken::Refused(f) = &one.taken { Some(f) } else { None }) {
        Some(failure) if taken == 0 => call.refused(failure, page),
        _ => call.page(page),
    }
}

fn outcome(view: &View, taken: &Taken) -> Markup {
    let say = |key: &'static str, count: usize| view.m(&Message::new(key).with("count", count)).into_owned();
    match taken {
        Taken::New { document, title, drafts } => html! {
            span class="fr fr-new" { (view.t("documents-taken")) } " "
            a href={ "/documents/" (document) } { (title) } " · " (say("documents-drafts-found", *drafts))
        },
        Taken::Known { document, title } => html! {
            span class="fr fr-known" { (view.t("documents-known")) } " "
            a href={ "/documents/" (document) } { (title) }
        },
        Taken::Refused(failure) => html! {
            span class="fr fr-refused" { (view.t("documents-refused")) } " " (view.m(&failure.message))
        },
    }
}
