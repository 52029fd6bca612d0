//! The text of a document as a person would read it, with its passages marked.

use maud::{Markup, html};
use qipan_records::reading::{Block, BlockKind};

use super::setting::Setting;
use crate::drafts::passages::{Cover, Group, Piece, groups};
use crate::drafts::review::Review;
use crate::extract::{Class, Span};

pub(super) fn text(setting: &Setting, review: &Review, asked: Option<Span>) -> Markup {
    let cover = Cover::new(&review.extraction.passages, &review.drafts, asked);
    let sheet = Sheet { setting, review, cover };
    html! {
        div class="sheet" lang=[lang(review)] {
            @for group in groups(&review.reading) {
                @match group {
                    Group::One(block) => (sheet.block(block)),
                    Group::Table(rows) => (sheet.table(&rows)),
                    Group::Furniture(blocks) => {
                        details class="furniture" {
                            summary { (setting.say("document-furniture", "count", blocks.len())) }
                            @for block in blocks { p { (review.reading.block_text(block)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The language of the text for screen readers and line breaking, when it is not the page's own.
fn lang(review: &Review) -> Option<&'static str> {
    use qipan_records::reading::Script;
    match review.reading.script {
        Script::Latin => Some("en"),
        Script::Simplified => Some("zh-Hans"),
        Script::Traditional => Some("zh-Hant"),
    }
}

struct Sheet<'a> {
    setting: &'a Setting,
    review: &'a Review,
    cover: Cover<'a>,
}

impl Sheet<'_> {
    fn block(&self, block: &Block) -> Markup {
        let words = self.words(block.start, block.end);
        match &block.kind {
            BlockKind::Heading { level: 1 } => html! { h2 class="dt" { (words) } },
            BlockKind::Heading { level: 2 } => html! { h3 class="dh dh-2" { (words) } },
            BlockKind::Heading { .. } => html! { h4 class="dh" { (words) } },
            BlockKind::Item => html! { p class="di" { (words) } },
            _ => html! { p class="dp" { (words) } },
        }
    }

    fn table(&self, rows: &[&Block]) -> Markup {
        html! {
            div class="table-frame" tabindex="0" role="region" aria-label=(self.setting.view.t("document-table")) {
                table class="doc-table" {
                    @for (index, block) in rows.iter().enumerate() {
                        @if let BlockKind::Row { cells, .. } = &block.kind {
                            tr class=[(index == 0).then_some("first")] {
                                @for cell in cells {
                                    @if !cell.continued {
                                        td colspan=[(cell.colspan > 1).then_some(cell.colspan)]
                                            rowspan=[(cell.rowspan > 1).then_some(cell.rowspan)] {
                                            (self.words(cell.start, cell.end))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn words(&self, start: usize, end: usize) -> Markup {
        let text = &self.review.reading.text;
        html! { @for piece in self.cover.pieces(text, start, end) { (self.piece(&piece)) } }
    }

    fn piece(&self, piece: &Piece) -> Markup {
        let words = piece.span.of(&self.review.reading.text);
        let at = if piece.asked { " asked" } else { "" };
        let draft = piece.draft.and_then(|index| self.review.drafts.get(index));
        if let Some(draft) = draft {
            return html! {
                a class={ "m m-" (draft.status.as_str()) (at) } id=[piece.first.then(|| format!("t-{}", draft.id))]
                    href={ "#d-" (draft.id) } data-draft=(draft.id) data-s=(piece.span.start) { (words) }
            };
        }
        let class = match piece.class {
            Some(Class::Exhortation) => format!("m m-exhortation{at}"),
            Some(Class::Commitment) => format!("m m-none{at}"),
            _ => at.trim_start().to_owned(),
        };
        let class = Some(class).filter(|class| !class.is_empty());
        html! { span class=[class] data-s=(piece.span.start) { (words) } }
    }
}
