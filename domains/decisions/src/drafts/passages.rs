//! The text of a document as a person reads it: blocks cut into pieces at the borders of passages and drafts, so that
//! each piece knows what covers it.

use qipan_kernel::Day;
use qipan_records::reading::{Block, BlockKind, Reading};

use super::knowledge::Knowledge;
use super::model::{Data, Draft, Status};
use super::rules;
use crate::extract::{Class, Passage, Span};

/// A piece of text with what covers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// The draft that it belongs to, by its place in the list given.
    pub draft: Option<usize>,
    /// It is the first piece of that draft.
    pub first: bool,
    /// What the rules take its passage for.
    pub class: Option<Class>,
    /// It lies in the span that the page was asked to show.
    pub asked: bool,
}

/// What covers the text.
pub struct Cover<'a> {
    passages: &'a [Passage],
    drafts: &'a [Draft],
    asked: Option<Span>,
    borders: Vec<usize>,
    begun: std::cell::RefCell<Vec<bool>>,
}

impl<'a> Cover<'a> {
    /// Puts passages, drafts and the asked span over each other.
    pub fn new(passages: &'a [Passage], drafts: &'a [Draft], asked: Option<Span>) -> Cover<'a> {
        let mut borders: Vec<usize> = Vec::new();
        let spans = passages.iter().map(|p| p.span).chain(drafts.iter().map(|d| d.span)).chain(asked);
        for span in spans.chain(drafts.iter().flat_map(value_spans)) {
            borders.extend([span.start, span.end]);
        }
        borders.sort_unstable();
        borders.dedup();
        let begun = std::cell::RefCell::new(vec![false; drafts.len()]);
        Cover { passages, drafts, asked, borders, begun }
    }

    /// The pieces of a range of `text`, in order, without gaps. Borders that are not on a character are left out.
    pub fn pieces(&self, text: &str, start: usize, end: usize) -> Vec<Piece> {
        let from = self.borders.partition_point(|border| *border <= start);
        let inner = self.borders[from..].iter().take_while(|border| **border < end);
        let inner = inner.copied().filter(|border| text.is_char_boundary(*border));
        let mut pieces = Vec::new();
        let mut at = start;
        for border in inner.chain([end]) {
            if border > at {
                pieces.push(self.piece(Span { start: at, end: border }));
                at = border;
            }
        }
        pieces
    }

    fn piece(&self, span: Span) -> Piece {
        let within = |outer: &Span| outer.start <= span.start && span.end <= outer.end;
        // Of drafts that overlap, the one that is still open, then the shortest, is shown.
        let rank = |draft: &Draft| (!draft.status.is_open(), draft.span.len());
        let drafts = self.drafts.iter().enumerate();
        let draft = drafts
            .filter(|(_, draft)| draft.status != Status::Merged && within(&draft.span))
            .min_by_key(|(_, draft)| rank(draft))
            .map(|(index, _)| index);
        let passage = self.passages.iter().filter(|p| within(&p.span)).min_by_key(|p| p.span.len());
        let first = draft.is_some_and(|index| !std::mem::replace(&mut self.begun.borrow_mut()[index], true));
        Piece {
            span,
            draft,
            first,
            class: passage.map(|passage| passage.class),
            asked: self.asked.as_ref().is_some_and(within),
        }
    }
}

/// Where the values of a draft stand.
fn value_spans(draft: &Draft) -> Vec<Span> {
    let Some(origin) = &draft.data.origin else { return Vec::new() };
    let found = &origin.draft;
    let units = found.lead.iter().chain(&found.cooperating).map(|unit| unit.span);
    let mut spans: Vec<Span> = units.collect();
    spans.extend(found.limit.iter().map(|limit| limit.span));
    spans.extend(found.measures.iter().map(|measure| measure.span));
    spans.extend(found.leader.iter().map(|leader| leader.span));
    spans
}

/// Blocks as they are shown together: a table's rows as one, boilerplate as one.
#[derive(Debug)]
pub enum Group<'a> {
    /// A heading, a paragraph or an item.
    One(&'a Block),
    /// The rows of a table.
    Table(Vec<&'a Block>),
    /// Site furniture, to be shown folded.
    Furniture(Vec<&'a Block>),
}

/// Groups the blocks of a reading.
pub fn groups(reading: &Reading) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let number = |block: &Block| match &block.kind {
        BlockKind::Row { table, .. } => Some(*table),
        _ => None,
    };
    for block in &reading.blocks {
        match (&block.kind, groups.last_mut()) {
            (BlockKind::Row { .. }, Some(Group::Table(rows)))
                if rows.last().is_some_and(|row| number(row) == number(block)) =>
            {
                rows.push(block);
            }
            (BlockKind::Row { .. }, _) => groups.push(Group::Table(vec![block])),
            (BlockKind::Boilerplate, Some(Group::Furniture(blocks))) => blocks.push(block),
            (BlockKind::Boilerplate, _) => groups.push(Group::Furniture(vec![block])),
            _ => groups.push(Group::One(block)),
        }
    }
    groups
}

/// What a selected passage says, as far as the rules can tell when they are told that it is a commitment.
pub fn data_of(text: &str, span: Span, day: Option<Day>, knowledge: &Knowledge) -> Data {
    let words = span.of(text);
    let reading = Reading {
        text: words.to_owned(),
        blocks: vec![Block { kind: BlockKind::Paragraph, start: 0, end: words.len() }],
        ..Reading::default()
    };
    let found = knowledge.extract(&reading, day);
    let passage = found.passages.iter().find(|passage| passage.draft.is_some());
    let mut data = passage
        .and_then(|passage| rules::from_passage(passage, day, &knowledge.calendar))
        .unwrap_or_else(|| named_units(words, knowledge));
    // The values are those of these words, but their places are counted from the passage's start.
    data.origin = None;
    if data.statement.is_empty() || passage.is_some_and(|passage| passage.span.len() * 10 < words.len() * 9) {
        data.statement = qipan_web::forms::one_line(words);
    }
    knowledge.tie(&mut data, day);
    data
}

fn named_units(words: &str, knowledge: &Knowledge) -> Data {
    let mut data = Data { statement: qipan_web::forms::one_line(words), ..Data::default() };
    for (_, unit) in knowledge.units.find_in(words) {
        match data.lead {
            None => data.lead = Some(unit),
            Some(lead) if lead != unit && !data.cooperating.contains(&unit) => data.cooperating.push(unit),
            Some(_) => {}
        }
    }
    data
}

#[cfg(test)]
#[path = "passages_tests.rs"]
mod tests;
