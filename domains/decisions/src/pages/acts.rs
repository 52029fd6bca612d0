//! The acts of the review page: each form does one act and comes back to the page.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::units::UnitKind;
use qipan_board::board::act;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_records::documents::{self, Facts};
use qipan_web::Form;

use super::{review, setting};
use crate::drafts::commands;
use crate::drafts::new_unit::{self, NewUnit};
use crate::drafts::rules::Step;
use crate::extract::Span;

fn back(document: Id, draft: Option<Id>) -> String {
    draft.map_or_else(|| format!("/documents/{document}"), |draft| format!("/documents/{document}#d-{draft}"))
}

/// A refused act shows the page again, with the reason; faults of ours and what is hidden stay what they are.
async fn or_refused(call: &Call, result: Outcome<Response>) -> Outcome<Response> {
    match result {
        Err(failure) => review::refused(call, failure, false).await,
        other => other,
    }
}

fn seen(form: &Form) -> Outcome<Option<i64>> {
    form.read(|reader| reader.int("version", 0..=i64::MAX))
}

const STEPS: [(&str, Step); 3] = [("accept", Step::Accept), ("reject", Step::Reject), ("undo", Step::Undo)];

pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let answer = async {
        let (document, draft) = (call.id("id")?, call.id("draft")?);
        let step = call.form.read(|reader| reader.required_choice("step", &STEPS, Step::Accept))?;
        let (context, seen) = (call.context()?.clone(), seen(&call.form)?);
        let done = call.write(move |tx| commands::decide(tx, &context, document, draft, seen, step)).await;
        let key = match step {
            Step::Accept => "draft-accepted",
            Step::Reject => "draft-rejected",
            _ => "draft-undone",
        };
        done.and_then(|_| call.done(&back(document, Some(draft)), Message::new(key)))
    }
    .await;
    or_refused(&call, answer).await
}

pub(super) async fn link(call: Call) -> Outcome<Response> {
    let answer = async {
        let (document, draft) = (call.id("id")?, call.id("draft")?);
        let commitment = call.form.read(|reader| reader.required_id("commitment"))?;
        let seen = seen(&call.form)?;
        let done = act(&call, move |acting| commands::link(acting, document, draft, seen, commitment)).await;
        done.and_then(|_| call.done(&back(document, Some(draft)), Message::new("draft-linked")))
    }
    .await;
    or_refused(&call, answer).await
}

pub(super) async fn merge(call: Call) -> Outcome<Response> {
    let answer = async {
        let document = call.id("id")?;
        let chosen = call.form.read(|reader| reader.ids("draft"))?;
        let context = call.context()?.clone();
        let done = call.write(move |tx| commands::merge(tx, &context, document, &chosen)).await;
        done.and_then(|draft| call.done(&back(document, Some(draft.id)), Message::new("draft-merged")))
    }
    .await;
    or_refused(&call, answer).await
}

pub(super) async fn add(call: Call) -> Outcome<Response> {
    let answer = async {
        let document = call.id("id")?;
        let place = |name: &'static str| {
            move |reader: &qipan_web::forms::Reader<'_>| reader.required_int(name, 0..=100_000_000)
        };
        let (start, end) = call.form.read(|reader| (place("start")(reader), place("end")(reader)))?;
        let span = Span { start: start as usize, end: end as usize };
        let context = call.context()?.clone();
        let knowledge = setting::knowledge(&call.site, context.now.day())?;
        let ids = call.site.ids.clone();
        let done = call.write(move |tx| commands::add(tx, &context, &ids, &knowledge, document, span)).await;
        done.and_then(|draft| call.done(&back(document, Some(draft.id)), Message::new("draft-added")))
    }
    .await;
    or_refused(&call, answer).await
}

pub(super) async fn accept_complete(call: Call) -> Outcome<Response> {
    let answer = async {
        let (document, context) = (call.id("id")?, call.context()?.clone());
        let done = call.write(move |tx| commands::accept_complete(tx, &context, document)).await;
        done.and_then(|count| {
            call.done(&back(document, None), Message::new("draft-accepted-all").with("count", count))
        })
    }
    .await;
    or_refused(&call, answer).await
}

pub(super) async fn register(call: Call) -> Outcome<Response> {
    let answer = async {
        let document = call.id("id")?;
        let done = act(&call, move |acting| commands::register(acting, document)).await;
        done.and_then(|made| {
            let message = Message::new("draft-registered-all").with("count", made.len());
            let numbers = (made.first(), made.last());
            let message = match numbers {
                (Some(first), Some(last)) => {
                    message.with("first", first.number.as_str()).with("last", last.number.as_str())
                }
                _ => message,
            };
            call.done(&back(document, None), message)
        })
    }
    .await;
    or_refused(&call, answer).await
}

/// A unit that the document names and the city lacks: entered, and given to every draft that waits for it.
pub(super) async fn new_unit(call: Call) -> Outcome<Response> {
    let document = call.id("id")?;
    let units = call.site.units()?;
    let kinds = UnitKind::ALL.map(|kind| (kind.as_str(), kind));
    let read = call.form.read(|reader| {
        let above = reader.text("parent", 300);
        let parent = above.parse().ok().or_else(|| units.by_name(&above).map(|unit| unit.id));
        if parent.is_none() && !above.is_empty() {
            reader.fail(Failure::invalid("unit-parent-unknown").at("parent"));
        }
        NewUnit {
            written: reader.text("written", 200),
            name: reader.required_text("name", 200),
            parent,
            kind: reader.required_choice("kind", &kinds, UnitKind::Other),
        }
    });
    let result = match read {
        Ok(new) => {
            let (context, ids) = (call.context()?.clone(), call.site.ids.clone());
            call.write(move |tx| new_unit::add(tx, &context, &ids, document, &new)).await
        }
        Err(failure) => Err(failure),
    };
    call.site.accounts_changed();
    let answer = result.and_then(|(_, count)| {
        let name = call.form.value("name").trim();
        let message = Message::new("draft-unit-added").with("name", name).with("count", count);
        call.done(&format!("/documents/{document}#drafts"), message)
    });
    match answer {
        Err(failure) => review::refused(&call, failure, true).await,
        done => done,
    }
}

pub(super) async fn extract(call: Call) -> Outcome<Response> {
    let answer = async {
        let (document, context) = (call.id("id")?, call.context()?.clone());
        let knowledge = setting::knowledge(&call.site, context.now.day())?;
        let ids = call.site.ids.clone();
        let done =
            call.write(move |tx| commands::extract_again(tx, &context, &ids, &knowledge, document)).await;
        done.and_then(|count| {
            call.done(&back(document, None), Message::new("document-extracted").with("count", count))
        })
    }
    .await;
    or_refused(&call, answer).await
}

fn facts_of(form: &Form) -> Outcome<(Facts, i64)> {
    form.read(|reader| {
        let kinds = documents::KINDS.map(|kind| (kind, kind.to_owned()));
        let facts = Facts {
            title: reader.required_text("title", 300),
            issuer: reader.text("issuer", 300),
            number: reader.text("number", 300),
            kind: reader.required_choice("kind", &kinds, String::new()),
            day: reader.day("day"),
            meeting: reader.text("meeting", 300),
            ordinal: reader.int("ordinal", 1..=100_000),
        };
        (facts, reader.required_int("version", 1..=i64::MAX))
    })
}

pub(super) async fn facts(call: Call) -> Outcome<Response> {
    let (document, context) = (call.id("id")?, call.context()?.clone());
    let result = match facts_of(&call.form) {
        Ok((facts, seen)) => {
            call.write(move |tx| documents::commands::amend_facts(tx, &context, document, seen, &facts)).await
        }
        Err(failure) => Err(failure),
    };
    match result {
        Ok(_) => call.done(&back(document, None), Message::new("document-saved")),
        Err(failure) => review::refused(&call, failure, true).await,
    }
}
