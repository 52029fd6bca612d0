//! Scoring extraction against hand-made labels.
//!
//! A label is a line `{"doc","n","label","start","end"}`: the document, the number of the sentence, `commitment`,
//! `exhortation` or `background`, its first 60 and last 40 characters. Text is compared without white space, pinyin
//! glosses, case and script, so that what the reader mended does not matter. A commitment label that a commitment
//! passage overlaps by half is found; a background label so overlapped is a false alarm; exhortations count neither way.

use serde::{Deserialize, Serialize};

use super::similar::stated;
use super::text::{fold, is_han};
use super::types::{Class, Extraction, Span};

/// A labelled sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// File name of the document.
    pub doc: String,
    /// Number of the sentence in it.
    pub n: usize,
    /// Its class.
    pub label: Class,
    /// Its first 60 characters.
    pub start: String,
    /// Its last 40 characters.
    pub end: String,
}

/// A document to score: its name, its text as read, what was extracted.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    /// File name, as labels give it.
    pub name: &'a str,
    /// [`qipan_records::reading::Reading::text`].
    pub text: &'a str,
    /// What was extracted from it.
    pub extraction: &'a Extraction,
}

/// A label that was missed, falsely offered, or not found in the text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Miss {
    /// `missed`, `false_alarm` or `not_in_text`.
    pub kind: String,
    /// The document.
    pub doc: String,
    /// The sentence's number.
    pub n: usize,
    /// Its first characters.
    pub start: String,
    /// The rule that decided otherwise.
    pub rule: String,
}

/// The score.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Score {
    /// Found commitments of all offered that have a label.
    pub precision: f64,
    /// Found commitments of all labelled.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// What went wrong.
    pub misses: Vec<Miss>,
}

/// Scores the documents against the labels; labels of other documents are left out.
pub fn score(labels: &[Label], docs: &[Scored]) -> Score {
    let (mut found, mut wanted, mut alarms) = (0, 0, 0);
    let mut misses = Vec::new();
    for doc in docs {
        let plain = Plain::of(doc.text);
        let mut cursor = 0;
        for label in labels.iter().filter(|label| label.doc == doc.name) {
            let mut miss = |kind: &str, rule: &str| {
                misses.push(Miss {
                    kind: kind.into(),
                    doc: label.doc.clone(),
                    n: label.n,
                    start: label.start.clone(),
                    rule: rule.into(),
                });
            };
            let Some(span) = plain.locate(label, &mut cursor) else {
                // Left out by the reader as site furniture: not offered, hence right for background.
                if label.label == Class::Commitment {
                    wanted += 1;
                    miss("not_in_text", "");
                }
                continue;
            };
            let passages = doc.extraction.passages.iter().filter(|passage| covers(passage.span, span));
            let (offered, other): (Vec<_>, Vec<_>) =
                passages.partition(|passage| passage.class == Class::Commitment);
            match label.label {
                Class::Commitment => {
                    wanted += 1;
                    if offered.is_empty() {
                        miss("missed", other.first().map_or("", |passage| passage.rule.0));
                    } else {
                        found += 1;
                    }
                }
                Class::Background if !offered.is_empty() => {
                    alarms += 1;
                    miss("false_alarm", offered[0].rule.0);
                }
                _ => {}
            }
        }
    }
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let (precision, recall) = (share(found, found + alarms), share(found, wanted));
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    Score { precision, recall, f1, misses }
}

/// Half of the shorter of both is shared.
fn covers(passage: Span, label: Span) -> bool {
    2 * passage.overlap(label) >= passage.len().min(label.len()).max(1)
}

/// A text without what does not matter, with the way back.
struct Plain {
    text: Vec<char>,
    at: Vec<usize>,
}

impl Plain {
    fn of(text: &str) -> Plain {
        let folded = fold(text);
        let mut plain = Plain { text: Vec::with_capacity(folded.len()), at: Vec::new() };
        let mut skip_to = 0;
        let mut previous = ' ';
        for (at, c) in folded.char_indices() {
            if at < skip_to {
                continue;
            }
            if let Some(len) = gloss(&folded[at..], previous) {
                skip_to = at + len;
                continue;
            }
            if let Some(c) = keep(c) {
                plain.text.push(c);
                plain.at.push(at);
                previous = c;
            }
        }
        plain.at.push(folded.len());
        plain
    }

    /// The span of a label, from `cursor` on (labels come in order) or anywhere.
    fn locate(&self, label: &Label, cursor: &mut usize) -> Option<Span> {
        let start = Plain::of(cut_open_gloss(&label.start)).text;
        let end = Plain::of(cut_closed_gloss(&label.end)).text;
        if start.is_empty() {
            return None;
        }
        let from = self.find(&start, *cursor).or_else(|| self.find(&start, 0))?;
        let last = self
            .find(&end, from.max((from + start.len()).saturating_sub(end.len())))
            .or_else(|| self.find(&end, from));
        let to = match last {
            Some(at) if at < from + 4000 => at + end.len(),
            _ => from + start.len(),
        };
        *cursor = from + 1;
        Some(Span { start: self.at[from], end: self.at[to.min(self.at.len() - 1)] })
    }

    fn find(&self, words: &[char], from: usize) -> Option<usize> {
        if words.is_empty() || from >= self.text.len() {
            return None;
        }
        self.text[from..].windows(words.len()).position(|window| window == words).map(|at| from + at)
    }
}

/// Letters and digits only, in lower case.
fn keep(c: char) -> Option<char> {
    c.is_alphanumeric().then(|| c.to_lowercase().next().unwrap_or(c))
}

/// Length of a pinyin gloss “(jìn)” after a Chinese character.
fn gloss(text: &str, previous: char) -> Option<usize> {
    if !text.starts_with(['(', '（']) || !is_han(previous) {
        return None;
    }
    let close = text.find([')', '）'])?;
    let inner = &text[1.max(text.chars().next().map_or(1, char::len_utf8))..close];
    let letters = inner.chars().count();
    let pinyin = (1..=7).contains(&letters)
        && inner.chars().all(|c| c.is_alphabetic() && !is_han(c) && c.is_lowercase());
    pinyin.then(|| close + text[close..].chars().next().map_or(1, char::len_utf8))
}

/// A gloss cut at the end of `start`.
fn cut_open_gloss(text: &str) -> &str {
    match text.rfind(['(', '（']) {
        Some(open) if text[open..].chars().count() <= 8 && !text[open..].contains([')', '）']) => {
            let inner = text[open..].trim_start_matches(['(', '（']);
            if inner.chars().all(|c| c.is_alphabetic() && !is_han(c)) { &text[..open] } else { text }
        }
        _ => text,
    }
}

/// A gloss cut at the beginning of `end`.
fn cut_closed_gloss(text: &str) -> &str {
    match text.find([')', '）']) {
        Some(close)
            if text[..close].chars().count() <= 7
                && text[..close].chars().all(|c| c.is_alphabetic() && !is_han(c)) =>
        {
            &text[close + text[close..].chars().next().map_or(1, char::len_utf8)..]
        }
        _ => text,
    }
}

/// The expected fields of one item of a plan. A field left out is not scored; an empty one must be found empty.
///
/// File format: one line an item, `{"doc":…,"statement":…,"lead":…,"cooperating":[…],"leader":…,"limit":…}`; `limit` is a
/// day (`2026-06-30`), `vague`, `long_term`, `recurring`, `relative` or empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ItemLabel {
    /// File name of the document.
    pub doc: String,
    /// The statement; found when at least 70 alike.
    pub statement: String,
    /// Name of the lead unit.
    #[serde(default)]
    pub lead: Option<String>,
    /// Names of the cooperating units, in any order.
    #[serde(default)]
    pub cooperating: Option<Vec<String>>,
    /// The leader.
    #[serde(default)]
    pub leader: Option<String>,
    /// The limit.
    #[serde(default)]
    pub limit: Option<String>,
}

/// The score of the fields of plans.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FieldScore {
    /// Fields that are right.
    pub right: usize,
    /// Fields asked for.
    pub asked: usize,
    /// Commitments offered without a label, in documents that have labels.
    pub extra: usize,
    /// What was wrong: document, field, wanted, found.
    pub wrong: Vec<(String, String, String, String)>,
}

/// Scores the fields of plans, item by item: statement, lead, cooperating units, leader, limit.
pub fn score_fields(labels: &[ItemLabel], docs: &[Scored]) -> FieldScore {
    let mut score = FieldScore::default();
    for doc in docs {
        let drafts: Vec<_> = doc.extraction.commitments().map(|(_, draft)| draft).collect();
        let mut used = vec![false; drafts.len()];
        for label in labels.iter().filter(|label| label.doc == doc.name) {
            let best = (0..drafts.len())
                .filter(|at| !used[*at])
                .map(|at| (stated(&drafts[at].statement, &label.statement), at))
                .max_by_key(|(alike, at)| (*alike, usize::MAX - at));
            let hit = best.filter(|(alike, _)| *alike >= 70).map(|(_, at)| at);
            if let Some(at) = hit {
                used[at] = true;
            }
            let draft = hit.map(|at| drafts[at]);
            let mut field = |name: &str, wanted: Option<String>, found: Option<String>| {
                let Some(wanted) = wanted else { return };
                score.asked += 1;
                let found = found.unwrap_or_else(|| "(no item)".into());
                if found == wanted {
                    score.right += 1;
                } else {
                    score.wrong.push((label.doc.clone(), name.into(), wanted, found));
                }
            };
            field(
                "statement",
                Some(label.statement.clone()),
                draft.map(|_| label.statement.clone()).or(best.map(|(_, at)| drafts[at].statement.clone())),
            );
            field(
                "lead",
                label.lead.clone(),
                draft.map(|draft| draft.lead.as_ref().map_or(String::new(), |unit| unit.name.clone())),
            );
            let sorted = |mut names: Vec<String>| {
                names.sort();
                names.join("、")
            };
            field(
                "cooperating",
                label.cooperating.clone().map(sorted),
                draft.map(|draft| sorted(draft.cooperating.iter().map(|unit| unit.name.clone()).collect())),
            );
            field(
                "leader",
                label.leader.clone(),
                draft.map(|draft| draft.leader.as_ref().map_or(String::new(), |leader| leader.value.clone())),
            );
            field(
                "limit",
                label.limit.clone(),
                draft
                    .map(|draft| draft.limit.as_ref().map_or(String::new(), |limit| limit.value.to_string())),
            );
        }
        if labels.iter().any(|label| label.doc == doc.name) {
            score.extra += used.iter().filter(|used| !**used).count();
        }
    }
    score
}

impl std::fmt::Display for super::types::TimeLimit {
    /// The day where there is one, else the kind of the limit: as [`ItemLabel::limit`] is written.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use super::types::TimeForm;
        match (&self.day, &self.form) {
            (Some(day), _) => write!(f, "{day}"),
            (None, TimeForm::Absolute { .. }) => f.write_str("unresolved"),
            (None, TimeForm::Relative { .. }) => f.write_str("relative"),
            (None, TimeForm::Recurring { .. }) => f.write_str("recurring"),
            (None, TimeForm::Vague) => f.write_str("vague"),
            (None, TimeForm::LongTerm) => f.write_str("long_term"),
        }
    }
}
