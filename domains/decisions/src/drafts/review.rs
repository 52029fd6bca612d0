//! Everything that the review of a document shows, read at one moment.

use std::collections::HashMap;

use qipan_accounts::access;
use qipan_kernel::{Context, Failure, Id, Outcome};
use qipan_records::documents::{self, Document};
use qipan_records::reading::Reading;
use qipan_store::Tx;

use super::model::{Counts, Draft, Status};
use super::similar::{self, Same};
use super::{rules, store};
use crate::extract::{Extraction, Passage, Span};

/// A document with its text and its drafts.
#[derive(Debug)]
pub struct Review {
    /// The document.
    pub document: Document,
    /// Its text in blocks.
    pub reading: Reading,
    /// What the rules found.
    pub extraction: Extraction,
    /// The drafts in the order of the text, without those that went into others.
    pub drafts: Vec<Draft>,
    /// Commitments on the board that may say the same, by draft.
    pub same: HashMap<Id, Vec<Same>>,
    /// The numbers of the commitments that drafts became.
    pub numbers: HashMap<Id, String>,
}

/// Drafts for which commitments that may be the same are looked for on opening the page.
const COMPARED: usize = 40;
/// On a board with more commitments than this each search is long: then one draft is compared when it is opened.
const LARGE_BOARD: usize = 30_000;

/// How many drafts to compare on a board with so many commitments.
pub fn compared(commitments: usize) -> usize {
    if commitments > LARGE_BOARD { 0 } else { COMPARED }
}

/// Reads the review of a document.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, context: &Context, document: Id) -> Outcome<Review> {
    load_comparing(tx, context, document, COMPARED)
}

/// As [`load`], looking for the same on the board for `compared` open drafts.
///
/// # Errors
/// Not found.
pub fn load_comparing(tx: &mut Tx<'_>, context: &Context, document: Id, compared: usize) -> Outcome<Review> {
    let found = documents::store::find(tx, document)?.ok_or_else(Failure::not_found)?;
    let reading = documents::store::reading(tx, document)?;
    let extraction = store::extraction(tx, document)?;
    let mut drafts = store::of_document(tx, document)?;
    drafts.retain(|draft| draft.status != Status::Merged);
    let visible = access::visible_units(&context.actor);
    let (mut same, mut numbers) = (HashMap::new(), HashMap::new());
    for draft in drafts.iter().filter(|draft| draft.status.is_open()).take(compared) {
        let found = similar::find(tx, &draft.data, context.now, visible)?;
        if !found.is_empty() {
            same.insert(draft.id, found);
        }
    }
    for commitment in drafts.iter().filter_map(|draft| draft.commitment) {
        if let Some(found) = qipan_board::commitments::store::as_of(tx, commitment, context.now)? {
            numbers.insert(commitment, found.number);
        }
    }
    Ok(Review { document: found, reading, extraction, drafts, same, numbers })
}

impl Review {
    /// How many drafts stand where.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.drafts.iter().for_each(|draft| counts.add(draft.status, 1));
        counts
    }

    /// The names of single units that open drafts wait for, most waited for first, each with how many drafts wait.
    pub fn unknown_units(&self) -> Vec<(String, usize)> {
        let mut all: Vec<(String, usize)> = Vec::new();
        for draft in self.drafts.iter().filter(|draft| draft.status.is_open()) {
            for one in draft.data.unknown.iter().filter(|one| !one.collective) {
                match all.iter_mut().find(|(name, _)| *name == one.name) {
                    Some((_, count)) => *count += 1,
                    None => all.push((one.name.clone(), 1)),
                }
            }
        }
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    }

    /// Accepted drafts that still lack something.
    pub fn incomplete(&self) -> usize {
        let accepted = self.drafts.iter().filter(|draft| draft.status == Status::Accepted);
        accepted.filter(|draft| !rules::missing(&draft.data).is_empty()).count()
    }

    /// Proposed drafts that lack nothing.
    pub fn complete(&self) -> usize {
        let proposed = self.drafts.iter().filter(|draft| draft.status == Status::Proposed);
        proposed.filter(|draft| rules::missing(&draft.data).is_empty()).count()
    }

    /// Passages with a word of obligation that gave no draft, and that nobody has made one of since.
    pub fn uncovered(&self) -> Vec<&Passage> {
        let free = |passage: &&Passage| {
            !self.drafts.iter().any(|draft| draft.span.overlap(passage.span) * 2 > passage.span.len())
        };
        self.extraction.uncovered().filter(free).collect()
    }

    /// How many passages with a word of obligation gave a draft, and how many there are.
    pub fn coverage(&self) -> (usize, usize) {
        let obliged = self.extraction.passages.iter().filter(|passage| passage.cue).count();
        let open = self.uncovered().len();
        (obliged.saturating_sub(open), obliged)
    }

    /// The words of a span; empty when it is not one of this text.
    pub fn words(&self, span: Span) -> &str {
        self.reading.text.get(span.start..span.end).unwrap_or_default()
    }
}
