//! The acts on drafts. Each loads, decides, and saves, in one transaction with one journal entry of the document.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::{self as board, Acting, Registration};
use qipan_board::commitments::model::{Commitment, Source};
use qipan_board::commitments::rules as board_rules;
use qipan_kernel::{Arg, Context, Day, Failure, FailureKind, Id, IdSource, Outcome};
use qipan_records::documents::commands::SUBJECT;
use qipan_records::documents::{self, Document};
use qipan_store::{Tx, journal};
use serde_json::{Value, json};

use super::import::propose;
use super::knowledge::Knowledge;
use super::model::{Data, Draft, Missing, Status};
use super::rules::{self, Step};
use super::store;
use crate::extract::{Class, Span};

/// Longest passage that a draft is made from by hand, in characters.
pub const PASSAGE_MAX: usize = 4_000;

/// The document, locked: acts on its drafts come one after the other.
pub(super) fn open(tx: &mut Tx<'_>, context: &Context, document: Id) -> Outcome<Document> {
    access::require(&context.actor, Act::DocumentReview)?;
    documents::store::load(tx, document)
}

fn note(tx: &mut Tx<'_>, context: &Context, act: &str, document: Id, body: &Value) -> Outcome<()> {
    journal::append(tx, context, act, (SUBJECT, document), body).map(drop)
}

/// The draft as the editor saw it.
///
/// # Errors
/// Not found; `draft-changed-meanwhile` when `seen` is no longer its version.
fn load(tx: &mut Tx<'_>, document: Id, id: Id, seen: Option<i64>) -> Outcome<Draft> {
    let draft = store::load(tx, document, id)?;
    if seen.is_some_and(|seen| seen != draft.version) {
        return Err(Failure::conflict("draft-changed-meanwhile")
            .with("name", draft.changed_by.as_str())
            .with("status", Arg::Key(draft.status.key().into()))
            .at(format!("draft-{id}")));
    }
    Ok(draft)
}

/// Agrees with a draft, drops it, or takes the decision back.
///
/// # Errors
/// Forbidden, not found, `draft-changed-meanwhile`, `draft-wrong-status`.
pub fn decide(
    tx: &mut Tx<'_>,
    context: &Context,
    document: Id,
    id: Id,
    seen: Option<i64>,
    step: Step,
) -> Outcome<Draft> {
    open(tx, context, document)?;
    let mut draft = load(tx, document, id, seen)?;
    draft.status = rules::after(draft.status, step)?;
    let act = match step {
        Step::Accept => "draft.accept",
        Step::Reject => "draft.reject",
        _ => "draft.undo",
    };
    store::update(tx, context, &draft)?;
    note(tx, context, act, document, &json!({ "draft": id, "statement": draft.data.statement }))?;
    Ok(Draft { version: draft.version + 1, ..draft })
}

/// Changes what a draft says.
///
/// # Errors
/// As [`decide`]; what the board refuses of its terms.
pub fn edit(
    tx: &mut Tx<'_>,
    context: &Context,
    document: Id,
    id: Id,
    seen: i64,
    data: &Data,
) -> Outcome<Draft> {
    open(tx, context, document)?;
    let mut draft = load(tx, document, id, Some(seen))?;
    draft.status = rules::after(draft.status, Step::Change)?;
    check(data)?;
    let before = std::mem::replace(&mut draft.data, data.clone());
    store::update(tx, context, &draft)?;
    let body = json!({ "draft": id, "before": told(&before), "after": told(data) });
    note(tx, context, "draft.edit", document, &body)?;
    Ok(Draft { version: draft.version + 1, ..draft })
}

/// The values of a draft for the journal, without what the rules found (that is in the document's first entry).
fn told(data: &Data) -> Value {
    let mut value = json!(data);
    if let Some(object) = value.as_object_mut() {
        object.remove("origin");
    }
    value
}

fn check(data: &Data) -> Outcome<()> {
    let mut wrong = Vec::new();
    if data.statement.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("statement"));
    }
    if data.lead.is_some_and(|lead| data.cooperating.contains(&lead)) {
        wrong.push(Failure::invalid("commitment-lead-cooperates").at("cooperating"));
    }
    Failure::collect(wrong)
}

/// Splits a draft after `at` characters of its statement; gives the new second half.
///
/// # Errors
/// As [`edit`]; `draft-split-empty`.
pub fn split(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    (document, id, seen): (Id, Id, i64),
    at: usize,
) -> Outcome<Draft> {
    open(tx, context, document)?;
    let mut first = load(tx, document, id, Some(seen))?;
    rules::after(first.status, Step::Change)?;
    let (one, two) = rules::split(&first.data, at)?;
    let text = documents::store::reading(tx, document)?.text;
    let whole = first.span;
    let place = |words: &str| {
        let found = text[whole.start..whole.end].find(words)?;
        Some(Span { start: whole.start + found, end: whole.start + found + words.len() })
    };
    let (here, there) = (place(&one.statement), place(&two.statement));
    first.data = one;
    first.status = Status::Proposed;
    first.span = here.unwrap_or(whole);
    store::update(tx, context, &first)?;
    let second = Draft {
        id: ids.next(context.now),
        span: there.unwrap_or(whole),
        touched: true,
        version: 1,
        data: two,
        changed_at: context.now,
        changed_by: context.actor.name.clone(),
        ..first.clone()
    };
    store::insert(tx, &second)?;
    let statements = [&first.data.statement, &second.data.statement];
    note(
        tx,
        context,
        "draft.split",
        document,
        &json!({ "draft": id, "into": second.id, "statements": statements }),
    )?;
    Ok(second)
}

/// Merges drafts into the first of them (in the order of the text).
///
/// # Errors
/// As [`decide`]; `draft-merge-few` when there are fewer than two.
pub fn merge(tx: &mut Tx<'_>, context: &Context, document: Id, ids: &[Id]) -> Outcome<Draft> {
    open(tx, context, document)?;
    let mut chosen: Vec<Draft> =
        store::of_document(tx, document)?.into_iter().filter(|draft| ids.contains(&draft.id)).collect();
    if chosen.len() != ids.len() {
        return Err(Failure::not_found());
    }
    if chosen.len() < 2 {
        return Err(Failure::invalid("draft-merge-few").at("draft"));
    }
    for draft in &chosen {
        rules::after(draft.status, Step::Change)?;
    }
    let data = rules::merge(&chosen.iter().map(|draft| &draft.data).collect::<Vec<_>>());
    let end = chosen.iter().map(|draft| draft.span.end).max().unwrap_or_default();
    let mut first = chosen.remove(0);
    for mut other in chosen {
        other.status = Status::Merged;
        store::update(tx, context, &other)?;
    }
    first.status = Status::Proposed;
    first.span.end = end;
    first.data = data;
    store::update(tx, context, &first)?;
    let body = json!({ "draft": first.id, "drafts": ids, "statement": first.data.statement });
    note(tx, context, "draft.merge", document, &body)?;
    Ok(Draft { version: first.version + 1, ..first })
}

/// Makes a draft of a passage that a person selected.
///
/// # Errors
/// Forbidden, not found; `draft-passage-bad` when the span is not in the text, empty or too long;
/// `draft-passage-taken` when an open draft already holds exactly these words.
pub fn add(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    knowledge: &Knowledge,
    document: Id,
    span: Span,
) -> Outcome<Draft> {
    let found = open(tx, context, document)?;
    let reading = documents::store::reading(tx, document)?;
    let bad = || Failure::invalid("draft-passage-bad").with("max", PASSAGE_MAX).at("span");
    let words = reading.text.get(span.start..span.end).ok_or_else(bad)?;
    let lead = words.len() - words.trim_start().len();
    let span = Span { start: span.start + lead, end: span.start + lead + words.trim().len() };
    if span.is_empty() || words.chars().count() > PASSAGE_MAX {
        return Err(bad());
    }
    if store::of_document(tx, document)?
        .iter()
        .any(|draft| draft.span == span && draft.status != Status::Merged)
    {
        return Err(Failure::conflict("draft-passage-taken").at("span"));
    }
    let draft = Draft {
        id: ids.next(context.now),
        document,
        span,
        class: Class::Commitment,
        status: Status::Proposed,
        touched: true,
        version: 1,
        data: super::passages::data_of(&reading.text, span, found.facts.day, knowledge),
        commitment: None,
        changed_at: context.now,
        changed_by: context.actor.name.clone(),
    };
    store::insert(tx, &draft)?;
    note(
        tx,
        context,
        "draft.add",
        document,
        &json!({ "draft": draft.id, "statement": draft.data.statement }),
    )?;
    Ok(draft)
}

/// Links a draft to a commitment that says the same: the commitment then cites this document too.
///
/// # Errors
/// As [`decide`]; not found when there is no such commitment.
pub fn link(
    acting: &mut Acting<'_, '_>,
    document: Id,
    id: Id,
    seen: Option<i64>,
    commitment: Id,
) -> Outcome<Draft> {
    let found = open(acting.tx, acting.context, document)?;
    let mut draft = load(acting.tx, document, id, seen)?;
    draft.status = rules::after(draft.status, Step::Link)?;
    draft.commitment = Some(commitment);
    let text = documents::store::reading(acting.tx, document)?.text;
    board::link_source(acting, commitment, &source(&found, &draft, &text))?;
    store::update(acting.tx, acting.context, &draft)?;
    let body = json!({ "draft": id, "commitment": commitment });
    note(acting.tx, acting.context, "draft.link", document, &body)?;
    Ok(Draft { version: draft.version + 1, ..draft })
}

fn source(document: &Document, draft: &Draft, text: &str) -> Source {
    let words = text.get(draft.span.start..draft.span.end).unwrap_or_default();
    Source {
        document: Some(document.id),
        span: (draft.span.start, draft.span.end),
        words: words.to_owned(),
        cited: document.facts.cited(),
    }
}

/// Agrees with every proposed draft that lacks nothing; gives how many.
///
/// # Errors
/// Forbidden, not found; `draft-none-complete` when there is none.
pub fn accept_complete(tx: &mut Tx<'_>, context: &Context, document: Id) -> Outcome<usize> {
    open(tx, context, document)?;
    let complete = |draft: &Draft| draft.status == Status::Proposed && rules::missing(&draft.data).is_empty();
    let all: Vec<Draft> = store::of_document(tx, document)?.into_iter().filter(complete).collect();
    if all.is_empty() {
        return Err(Failure::conflict("draft-none-complete"));
    }
    for draft in &all {
        store::update(tx, context, &Draft { status: Status::Accepted, ..draft.clone() })?;
    }
    let ids: Vec<Id> = all.iter().map(|draft| draft.id).collect();
    note(tx, context, "draft.accept_complete", document, &json!({ "drafts": ids }))?;
    Ok(all.len())
}

/// 立项: registers every accepted draft of a document, all or none.
///
/// # Errors
/// Forbidden; `draft-none-accepted`; for every draft at fault `draft-lead-missing`, `draft-line-missing` or what the
/// board says, each `.at("draft-<id>")` with the draft's place in the list as `row` and its first words.
pub fn register(acting: &mut Acting<'_, '_>, document: Id) -> Outcome<Vec<Commitment>> {
    access::require(&acting.context.actor, Act::Register)?;
    let found = open(acting.tx, acting.context, document)?;
    let drafts = store::of_document(acting.tx, document)?;
    let shown = drafts.iter().filter(|draft| draft.status != Status::Merged).enumerate();
    let accepted: Vec<(usize, &Draft)> =
        shown.filter(|(_, draft)| draft.status == Status::Accepted).collect();
    if accepted.is_empty() {
        return Err(Failure::conflict("draft-none-accepted"));
    }
    let text = documents::store::reading(acting.tx, document)?.text;
    let today = acting.context.now.day();
    let (mut wrong, mut registrations) = (Vec::new(), Vec::new());
    for (place, draft) in &accepted {
        let made = rules::terms(&draft.data, found.facts.day, today).and_then(|terms| {
            board_rules::check_terms(&terms)?;
            acting.book.check_terms(&terms)?;
            Ok(terms)
        });
        match made {
            Ok(terms) => registrations.push(Registration {
                terms,
                sources: vec![source(&found, draft, &text)],
                number: None,
            }),
            Err(failure) => wrong.extend(named(failure, place + 1, draft)),
        }
    }
    Failure::collect(wrong)?;
    let commitments = board::register(acting, &registrations)?;
    for ((_, draft), commitment) in accepted.iter().zip(&commitments) {
        let done = Draft { status: Status::Registered, commitment: Some(commitment.id), ..(*draft).clone() };
        store::update(acting.tx, acting.context, &done)?;
    }
    let numbers: Vec<&str> = commitments.iter().map(|one| one.number.as_str()).collect();
    note(acting.tx, acting.context, "document.register", document, &json!({ "numbers": numbers }))?;
    Ok(commitments)
}

/// Every fault of one draft, naming the draft.
fn named(mut failure: Failure, row: usize, draft: &Draft) -> Vec<Failure> {
    let more = std::mem::take(&mut failure.more);
    let words: String = draft.data.statement.chars().take(24).collect();
    std::iter::once(failure)
        .chain(more)
        .map(|one| {
            let one = if one.kind == FailureKind::Internal {
                one
            } else {
                one.with("row", row).with("words", words.as_str())
            };
            one.at(format!("draft-{}", draft.id))
        })
        .collect()
}

/// Extracts a document anew, with the units, lines and day as they are now. What a person has touched stays; what
/// the rules had proposed is proposed anew. Names that were unknown are looked up again in all drafts.
///
/// # Errors
/// Forbidden, not found.
pub fn extract_again(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    knowledge: &Knowledge,
    document: Id,
) -> Outcome<usize> {
    let found = open(tx, context, document)?;
    let reading = documents::store::reading(tx, document)?;
    let extraction = knowledge.extract(&reading, found.facts.day);
    let gone = store::delete_untouched(tx, document)?;
    let kept = store::of_document(tx, document)?;
    for draft in kept.iter().filter(|draft| draft.status.is_open()) {
        let data = recognised(&draft.data, knowledge, found.facts.day);
        if data != draft.data {
            store::update(tx, context, &Draft { data, ..draft.clone() })?;
        }
    }
    let target = (document, &found.facts);
    let fresh = propose(tx, context, ids, knowledge, target, &extraction, &kept)?;
    note(
        tx,
        context,
        "document.extract",
        document,
        &json!({ "before": gone, "after": fresh, "kept": kept.len() }),
    )?;
    Ok(fresh)
}

/// Puts the units that unknown names have become in their places.
pub(super) fn give(data: &mut Data, lookup: impl Fn(&str) -> Option<Id>) {
    for one in std::mem::take(&mut data.unknown) {
        match lookup(&one.name) {
            Some(unit) if one.lead && data.lead.is_none() => data.lead = Some(unit),
            Some(unit) if data.lead == Some(unit) || data.cooperating.contains(&unit) => {}
            Some(unit) => data.cooperating.push(unit),
            None => data.unknown.push(one),
        }
    }
}

/// The data with unknown names that have become units, and a leader who has become a person of the city.
fn recognised(data: &Data, knowledge: &Knowledge, day: Option<Day>) -> Data {
    let mut data = data.clone();
    give(&mut data, |name| knowledge.units.lookup(name));
    knowledge.tie(&mut data, day);
    data
}

/// The locale key of what a draft lacks.
pub fn missing_key(missing: Missing) -> &'static str {
    match missing {
        Missing::Lead => "draft-needs-lead",
        Missing::Line => "draft-needs-line",
    }
}
