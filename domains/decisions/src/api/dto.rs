//! What the API of documents exchanges.

use qipan_accounts::people::Bearer;
use qipan_board::commitments::model::Kind;
use qipan_kernel::{Day, Id};
use qipan_records::documents::{Document, Facts};
use qipan_web::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::drafts::model::{Counts, Data, Draft, Status, Unknown};
use crate::drafts::review::Review;
use crate::drafts::similar::Same;
use crate::drafts::{FileResult, Taken};
use crate::extract::Class;

/// What became of one file.
#[derive(Serialize, JsonSchema)]
pub struct FileOut {
    /// Name of the file.
    name: String,
    /// `new`, `known` or `refused`.
    outcome: &'static str,
    /// The document that it is now, or was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<i64>,
    /// How many drafts its text gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    drafts: Option<usize>,
    /// Why it was refused: key of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// Why it was refused, in the language of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl FileOut {
    pub(super) fn of(result: FileResult, view: &View) -> FileOut {
        let plain = |outcome| FileOut {
            name: result.name.clone(),
            outcome,
            document: None,
            drafts: None,
            key: None,
            reason: None,
        };
        match result.taken {
            Taken::New { document, drafts, .. } => {
                FileOut { document: Some(document.0), drafts: Some(drafts), ..plain("new") }
            }
            Taken::Known { document, .. } => FileOut { document: Some(document.0), ..plain("known") },
            Taken::Refused(failure) => FileOut {
                reason: Some(view.m(&failure.message).into_owned()),
                key: Some(failure.message.key.into_owned()),
                ..plain("refused")
            },
        }
    }

    pub(super) fn is_taken(&self) -> bool {
        self.document.is_some()
    }
}

/// A document.
#[derive(Serialize, JsonSchema)]
pub struct DocumentOut {
    id: i64,
    /// SHA-256 of the original.
    digest: String,
    /// Name of the file.
    name: String,
    /// Size of the original in bytes.
    size: i64,
    /// Number of the version of its facts.
    version: i64,
    /// What it says about itself.
    #[serde(flatten)]
    facts: Facts,
    /// When it was read in.
    imported_at: String,
    /// By whom.
    imported_by: String,
    /// How many drafts stand where.
    drafts: Counts,
}

impl DocumentOut {
    pub(super) fn of(document: &Document, counts: Counts) -> DocumentOut {
        DocumentOut {
            id: document.id.0,
            digest: document.digest.clone(),
            name: document.name.clone(),
            size: document.size,
            version: document.version,
            facts: document.facts.clone(),
            imported_at: document.imported_at.rfc3339(),
            imported_by: document.imported_by.clone(),
            drafts: counts,
        }
    }
}

/// A page of documents.
#[derive(Serialize, JsonSchema)]
pub struct DocumentsOut {
    /// The rows.
    pub items: Vec<DocumentOut>,
    /// Cursor of the page after, when there is one.
    pub after: Option<String>,
    /// Cursor of the page before, when there is one.
    pub before: Option<String>,
}

/// What a draft says.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftData {
    /// One sentence: what is to be done.
    pub statement: String,
    /// Sort of promise.
    #[serde(default)]
    pub kind: Kind,
    /// Line of work.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub line: Option<Id>,
    /// Lead unit.
    #[serde(default)]
    #[schemars(with = "Option<i64>")]
    pub lead: Option<Id>,
    /// Cooperating units.
    #[serde(default)]
    #[schemars(with = "Vec<i64>")]
    pub cooperating: Vec<Id>,
    /// Responsible leader.
    #[serde(default)]
    pub leader: String,
    /// The post or person that the name means.
    #[serde(default)]
    pub leader_link: Option<Bearer>,
    /// The measure in words.
    #[serde(default)]
    pub measure: String,
    /// The time limit as the document says it.
    #[serde(default)]
    pub limit_words: String,
    /// The day it ends.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub due_day: Option<Day>,
    /// The day work starts to count.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub start_day: Option<Day>,
    /// When reports are due.
    #[serde(default)]
    pub schedule: Option<String>,
    /// Named units that are not among the units.
    #[serde(default)]
    pub unknown: Vec<Unknown>,
}

impl DraftData {
    fn of(data: &Data) -> DraftData {
        DraftData {
            statement: data.statement.clone(),
            kind: data.kind,
            line: data.line,
            lead: data.lead,
            cooperating: data.cooperating.clone(),
            leader: data.leader.clone(),
            leader_link: data.leader_link,
            measure: data.measure.clone(),
            limit_words: data.limit_words.clone(),
            due_day: data.due_day,
            start_day: data.start_day,
            schedule: data.schedule.clone(),
            unknown: data.unknown.clone(),
        }
    }

    /// These values, with what the rules had found.
    pub(super) fn over(&self, before: &Data) -> Data {
        let one = self.clone();
        Data {
            statement: one.statement,
            kind: one.kind,
            line: one.line,
            lead: one.lead,
            cooperating: one.cooperating,
            leader: one.leader,
            leader_link: one.leader_link,
            measure: one.measure,
            limit_words: one.limit_words,
            due_day: one.due_day,
            start_day: one.start_day,
            schedule: one.schedule,
            unknown: one.unknown,
            origin: before.origin.clone(),
        }
    }
}

/// A commitment on the board that may say the same.
#[derive(Serialize, JsonSchema)]
pub struct SameOut {
    commitment: i64,
    number: String,
    statement: String,
    /// Likeness, 0–100.
    alike: u8,
}

/// A draft.
#[derive(Serialize, JsonSchema)]
pub struct DraftOut {
    id: i64,
    /// Number of the version: an edit names the one it saw.
    version: i64,
    status: Status,
    /// First byte of its words in the text.
    start: usize,
    /// Byte after the last.
    end: usize,
    #[serde(flatten)]
    data: DraftData,
    /// How sure the rules are, 0–100; `null` for a draft made by hand.
    confidence: Option<u8>,
    /// The rule that made the passage a commitment.
    rule: Option<String>,
    /// The commitment that it became or was linked to.
    commitment: Option<i64>,
    /// Commitments that may be the same.
    same: Vec<SameOut>,
}

impl DraftOut {
    pub(super) fn of(draft: &Draft, same: &[Same]) -> DraftOut {
        let origin = draft.data.origin.as_ref();
        DraftOut {
            id: draft.id.0,
            version: draft.version,
            status: draft.status,
            start: draft.span.start,
            end: draft.span.end,
            data: DraftData::of(&draft.data),
            confidence: origin.map(|origin| origin.confidence),
            rule: origin.map(|origin| origin.rule.0.to_owned()),
            commitment: draft.commitment.map(|id| id.0),
            same: same
                .iter()
                .map(|one| SameOut {
                    commitment: one.id.0,
                    number: one.number.clone(),
                    statement: one.statement.clone(),
                    alike: one.alike,
                })
                .collect(),
        }
    }
}

/// A passage of the text.
#[derive(Serialize, JsonSchema)]
pub struct PassageOut {
    start: usize,
    end: usize,
    /// `commitment`, `exhortation` or `background`.
    class: &'static str,
    /// The rule that decided.
    rule: String,
    /// It holds a word of obligation.
    obliges: bool,
}

/// A document with its drafts.
#[derive(Serialize, JsonSchema)]
pub struct ReviewOut {
    #[serde(flatten)]
    document: DocumentOut,
    /// Its drafts, in the order of the text.
    items: Vec<DraftOut>,
    /// Spans with a word of obligation that gave no draft.
    uncovered: Vec<PassageOut>,
    /// The clean text; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Its passages; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    passages: Option<Vec<PassageOut>>,
}

impl ReviewOut {
    pub(super) fn of(review: &Review, with_text: bool) -> ReviewOut {
        let passage = |passage: &crate::extract::Passage| PassageOut {
            start: passage.span.start,
            end: passage.span.end,
            class: match passage.class {
                Class::Commitment => "commitment",
                Class::Exhortation => "exhortation",
                Class::Background => "background",
            },
            rule: passage.rule.0.to_owned(),
            obliges: passage.cue,
        };
        let same = |id: &Id| review.same.get(id).map_or(&[][..], Vec::as_slice);
        ReviewOut {
            document: DocumentOut::of(&review.document, review.counts()),
            items: review.drafts.iter().map(|draft| DraftOut::of(draft, same(&draft.id))).collect(),
            uncovered: review.uncovered().into_iter().map(passage).collect(),
            text: with_text.then(|| review.reading.text.clone()),
            passages: with_text.then(|| review.extraction.passages.iter().map(passage).collect()),
        }
    }
}

/// A passage to make a draft of, by its bytes in the text.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassageIn {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// What to do with a draft. `version` is the one that was seen: the act is refused when somebody changed it meanwhile.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum DraftIn {
    /// Agree with it.
    Accept {
        /// The version that was seen.
        version: Option<i64>,
    },
    /// Drop it.
    Reject {
        /// The version that was seen.
        version: Option<i64>,
    },
    /// Take the decision back.
    Undo {
        /// The version that was seen.
        version: Option<i64>,
    },
    /// Change what it says.
    Edit {
        /// The version that was seen.
        version: i64,
        /// All values, as they shall be.
        data: Box<DraftData>,
    },
    /// Split it after so many characters of its statement; answers with the new second half.
    Split {
        /// The version that was seen.
        version: i64,
        /// How many characters the first half has.
        at: usize,
    },
    /// Link it to a commitment that says the same.
    Link {
        /// The version that was seen.
        version: Option<i64>,
        /// The commitment.
        commitment: i64,
    },
}

/// A draft became a commitment.
#[derive(Serialize, JsonSchema)]
pub struct RegisteredOut {
    /// Identifier of the commitment.
    pub id: i64,
    /// Its number.
    pub number: String,
}

/// What a document says about itself, as it shall be.
#[derive(Deserialize, JsonSchema)]
pub struct FactsIn {
    /// The version that was seen.
    pub version: i64,
    /// The facts.
    #[serde(flatten)]
    pub facts: Facts,
}

/// Drafts to be merged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeIn {
    /// Two or more drafts of the document; the first in the order of the text takes in the others.
    pub drafts: Vec<i64>,
}

/// A unit that the document names and the city lacks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnitIn {
    /// The name as the document writes it.
    pub written: String,
    /// Its full name, where that is another.
    #[serde(default)]
    pub name: Option<String>,
    /// The unit above it.
    #[serde(default)]
    pub parent: Option<i64>,
    /// `functional_zone`, `bureau`, `street_town`, `enterprise`, `working_group` or `other`; by its name where it is not
    /// stated.
    #[serde(default)]
    pub kind: Option<String>,
}

/// A unit was entered.
#[derive(Serialize, JsonSchema)]
pub struct NewUnitOut {
    /// The unit.
    pub unit: i64,
    /// How many drafts have it now.
    pub drafts: usize,
}

/// A document was extracted anew.
#[derive(Serialize, JsonSchema)]
pub struct ExtractedOut {
    /// How many drafts are newly proposed.
    pub drafts: usize,
}

/// Drafts were agreed with.
#[derive(Serialize, JsonSchema)]
pub struct AcceptedOut {
    /// How many.
    pub accepted: usize,
}
