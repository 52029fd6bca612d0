//! The JSON API of documents and drafts, `/api/v1/documents…`.

mod acts;
mod dto;

use axum::http::Method;
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Param, Routes};
use qipan_kernel::{Failure, Id, Outcome};
use qipan_records::documents::{self, KINDS};
use qipan_web::Cursor;
use qipan_web::paging::Place;

use crate::drafts::{review, store};
use dto::{
    AcceptedOut, DocumentOut, DocumentsOut, DraftIn, DraftOut, ExtractedOut, FactsIn, FileOut, MergeIn,
    NewUnitIn, NewUnitOut, PassageIn, RegisteredOut, ReviewOut,
};

const LIST: &[Param] = &[
    Param { name: "q", about: "Words that must be there" },
    Param { name: "kind", about: "minutes, plan, task_division, opinion, news or other" },
    Param { name: "limit", about: "Rows a page, 1 to 200" },
    Param { name: "after", about: "Cursor of the page after" },
    Param { name: "before", about: "Cursor of the page before" },
];

const TEXT: &[Param] = &[Param { name: "text", about: "1: with the text and its passages" }];

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let tag = "Documents";
    let doc = |id, summary| Doc::new(id, tag, summary);
    routes.api(
        Method::POST,
        "/api/v1/documents",
        May(Act::DocumentImport),
        doc("importDocuments", "Reads files in: multipart/form-data; every file is accounted for")
            .gives::<Vec<FileOut>>()
            .status(201),
        acts::import,
    );
    routes.api(
        Method::GET,
        "/api/v1/documents",
        May(Act::DocumentView),
        doc("listDocuments", "Documents, newest first, a page at a time").gives::<DocumentsOut>().asks(LIST),
        list,
    );
    routes.api(
        Method::GET,
        "/api/v1/documents/{id}",
        May(Act::DocumentView),
        doc("getDocument", "One document with its drafts").gives::<ReviewOut>().asks(TEXT),
        one,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/drafts",
        May(Act::DocumentReview),
        doc("addDraft", "Makes a draft of a passage, by its span in the text")
            .takes::<PassageIn>()
            .gives::<DraftOut>()
            .status(201),
        acts::add,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/drafts/{draft}",
        May(Act::DocumentReview),
        doc("decideDraft", "Edits, accepts, rejects, splits or links a draft, or takes the decision back")
            .takes::<DraftIn>()
            .gives::<DraftOut>(),
        acts::decide,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/register",
        May(Act::Register),
        doc("registerDocument", "Registers every accepted draft, all or none")
            .gives::<Vec<RegisteredOut>>()
            .status(201),
        acts::register,
    );
    let review = May(Act::DocumentReview);
    routes.api(
        Method::PUT,
        "/api/v1/documents/{id}/facts",
        review,
        doc("amendDocument", "Corrects what a document says about itself: all facts, as they shall be")
            .takes::<FactsIn>()
            .gives::<DocumentOut>(),
        acts::facts,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/extraction",
        review,
        doc(
            "extractDocument",
            "Extracts anew with the facts, units and lines of now; what was reviewed or changed stays",
        )
        .gives::<ExtractedOut>(),
        acts::extract,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/merge",
        review,
        doc("mergeDrafts", "Merges drafts into the first of them").takes::<MergeIn>().gives::<DraftOut>(),
        acts::merge,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/accept-complete",
        review,
        doc("acceptComplete", "Agrees with every proposed draft that lacks nothing").gives::<AcceptedOut>(),
        acts::accept_complete,
    );
    routes.api(
        Method::POST,
        "/api/v1/documents/{id}/units",
        review,
        doc(
            "addNamedUnit",
            "Enters a unit that the document names, and gives it to every open draft that waits for it",
        )
        .takes::<NewUnitIn>()
        .gives::<NewUnitOut>()
        .status(201),
        acts::new_unit,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let words = call.query.value("q").trim().to_owned();
    let kind = match call.query.value("kind") {
        "" => None,
        word => Some(KINDS.iter().copied().find(|kind| *kind == word).ok_or_else(|| {
            Failure::invalid("query-not-understood").with("name", "kind").with("text", word).at("kind")
        })?),
    };
    let start = |cursor: Cursor, back| Some(documents::store::Start { id: cursor.id, back });
    let from = match Place::of(Some(call.query.value("after")), Some(call.query.value("before")))? {
        Place::First => None,
        Place::After(cursor) => start(cursor, false),
        Place::Before(cursor) => start(cursor, true),
    };
    let limit = call.query.read(|reader| reader.int("limit", 1..=200))?.unwrap_or(50) as usize;
    let (page, counts) = call
        .read(move |tx| {
            let page = documents::store::list(tx, &words, kind, from, limit)?;
            let ids: Vec<Id> = page.rows.iter().map(|row| row.id).collect();
            let counts = store::counts(tx, &ids)?;
            Ok((page, counts))
        })
        .await?;
    let cursor = |row: Option<&documents::Document>, more: bool| {
        row.filter(|_| more).map(|row| Cursor::new("", row.id).encode())
    };
    call.answer(&DocumentsOut {
        after: cursor(page.rows.last(), page.more_after),
        before: cursor(page.rows.first(), page.more_before),
        items: page
            .rows
            .iter()
            .map(|row| DocumentOut::of(row, counts.get(&row.id).copied().unwrap_or_default()))
            .collect(),
    })
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, context) = (call.id("id")?, call.context()?.clone());
    let review = call.read(move |tx| review::load(tx, &context, id)).await?;
    call.answer(&ReviewOut::of(&review, call.query.value("text") == "1"))
}
