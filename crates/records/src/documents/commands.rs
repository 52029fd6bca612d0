//! The acts on documents.

use qipan_accounts::access::{self, Act};
use qipan_kernel::{Context, Day, Failure, Id, IdSource, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::json;

use super::model::{Document, Facts, KINDS};
use super::store;
use crate::reading::Reading;

/// Kind of the subject in the journal.
pub const SUBJECT: &str = "document";
/// Topic of the event of every new or changed document.
pub const CHANGED: &str = "document.changed";

/// Longest text of a fact, in characters.
pub const FACT_MAX: usize = 300;

/// A file that was read and whose original is kept.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// SHA-256 of the original, as the file store gave it.
    pub digest: String,
    /// Name of the file.
    pub name: String,
    /// Its size, bytes.
    pub size: usize,
    /// What was read.
    pub reading: Reading,
    /// What it says about itself.
    pub facts: Facts,
}

/// Adds a document, or finds the one with the same original.
///
/// # Errors
/// Forbidden.
pub fn add(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    new: &NewDocument,
) -> Outcome<(Document, bool)> {
    access::require(&context.actor, Act::DocumentImport)?;
    let mut facts = clean(&new.facts);
    if facts.title.is_empty() {
        facts.title = cut(&new.name);
    }
    let document = Document {
        id: ids.next(context.now),
        digest: new.digest.clone(),
        name: new.name.clone(),
        format: new.reading.format,
        size: new.size as i64,
        encoding: new.reading.encoding.clone(),
        facts,
        version: 1,
        imported_at: context.now,
        imported_by: context.actor.name.clone(),
    };
    if !store::insert(tx, &document, &new.reading)? {
        let known = store::by_digest(tx, &new.digest)?;
        return Ok((known.ok_or_else(|| Failure::internal("a document by its digest"))?, false));
    }
    let body = json!({ "name": document.name, "digest": document.digest, "facts": document.facts });
    journal::append(tx, context, "document.import", (SUBJECT, document.id), &body)?;
    outbox::emit(tx, context, CHANGED, document.id, &json!({}))?;
    Ok((document, true))
}

/// Corrects what a document says about itself. `seen` is the version that the editor saw.
///
/// # Errors
/// Forbidden, not found, a missing title, an unknown kind; `document-changed-meanwhile`.
pub fn amend_facts(
    tx: &mut Tx<'_>,
    context: &Context,
    id: Id,
    seen: i64,
    facts: &Facts,
) -> Outcome<Document> {
    access::require(&context.actor, Act::DocumentReview)?;
    check(facts)?;
    let before = store::load(tx, id)?;
    if before.version != seen {
        return Err(Failure::conflict("document-changed-meanwhile"));
    }
    let after = Document { facts: clean(facts), version: seen + 1, ..before.clone() };
    if after.facts == before.facts {
        return Ok(before);
    }
    let text = store::reading(tx, id)?.text;
    store::update_facts(tx, &after, &text)?;
    let body = json!({ "before": before.facts, "after": after.facts });
    journal::append(tx, context, "document.amend", (SUBJECT, id), &body)?;
    outbox::emit(tx, context, CHANGED, id, &json!({}))?;
    Ok(after)
}

fn check(facts: &Facts) -> Outcome<()> {
    let mut wrong = Vec::new();
    if facts.title.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("title"));
    }
    let texts = [
        ("title", &facts.title),
        ("issuer", &facts.issuer),
        ("number", &facts.number),
        ("meeting", &facts.meeting),
    ];
    for (field, text) in texts {
        let length = text.chars().count();
        if length > FACT_MAX {
            let failure = Failure::invalid("form-too-long").with("max", FACT_MAX).with("length", length);
            wrong.push(failure.at(field));
        }
    }
    if !KINDS.contains(&facts.kind.as_str()) {
        wrong.push(Failure::invalid("form-not-a-choice").at("kind"));
    }
    if facts.day.is_some_and(|day: Day| !(1949..=2100).contains(&day.year())) {
        wrong.push(Failure::invalid("document-day-implausible").at("day"));
    }
    Failure::collect(wrong)
}

/// Facts as they may be stored: trimmed, on one line, a known kind, an ordinal that is one.
fn clean(facts: &Facts) -> Facts {
    Facts {
        title: cut(&facts.title),
        issuer: cut(&facts.issuer),
        number: cut(&facts.number),
        kind: KINDS.iter().find(|kind| **kind == facts.kind).map_or("other", |kind| kind).to_owned(),
        day: facts.day.filter(|day| (1949..=2100).contains(&day.year())),
        meeting: cut(&facts.meeting),
        ordinal: facts.ordinal.filter(|ordinal| (1..=100_000).contains(ordinal)),
    }
}

fn cut(text: &str) -> String {
    qipan_web::forms::one_line(text).chars().take(FACT_MAX).collect()
}
