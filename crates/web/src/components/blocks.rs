//! Blocks of a page: messages, empty states, definition lists, histories.

use maud::{Markup, Render, html};
use qipan_kernel::Moment;

use crate::components::{Light, icon};
use crate::view::{Flash, FlashKind, View};

/// The message of the act before.
pub fn flash(view: &View, flash: &Flash) -> Markup {
    let class = match flash.kind {
        FlashKind::Done => "done",
        FlashKind::Note => "note",
        FlashKind::Refused => "refused",
    };
    html! { div class={ "flash flash-" (class) } role="status" { p { (view.m(&flash.message)) } } }
}

/// A paragraph that must be seen, coloured like a light.
pub fn callout(light: Light, title: &str, body: Markup) -> Markup {
    html! {
        div class={ "callout callout-" (light.as_str()) } {
            @if !title.is_empty() { p class="callout-title" { (title) } }
            (body)
        }
    }
}

/// What a list shows when there is nothing: a sentence, and what to do about it.
pub fn empty_state(sentence: &str, action: Option<Markup>) -> Markup {
    html! {
        div class="empty" {
            (icon::goban_corner())
            p { (sentence) }
            @if let Some(action) = action { div { (action) } }
        }
    }
}

/// A key of the keyboard.
pub fn kbd(key: &str) -> Markup {
    html! { kbd { (key) } }
}

/// Terms and what they are: the head of a detail page.
#[derive(Clone, Debug, Default)]
pub struct Definitions(Vec<(String, Markup)>);

impl Definitions {
    /// No terms yet.
    pub fn new() -> Definitions {
        Definitions::default()
    }
    /// Adds a term (in the view's language) and its value.
    #[must_use]
    pub fn row(mut self, term: impl ToString, value: impl Render) -> Definitions {
        self.0.push((term.to_string(), value.render()));
        self
    }
    /// As [`Definitions::row`], left out when there is no value.
    #[must_use]
    pub fn maybe(self, term: impl ToString, value: Option<impl Render>) -> Definitions {
        match value {
            Some(value) => self.row(term, value),
            None => self,
        }
    }
}

impl Render for Definitions {
    fn render(&self) -> Markup {
        html! {
            dl class="definitions" {
                @for (term, value) in &self.0 { div { dt { (term) } dd { (value) } } }
            }
        }
    }
}

/// One entry of a history.
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// When.
    pub at: Moment,
    /// Who, with unit.
    pub who: String,
    /// What happened, in the view's language.
    pub what: Markup,
    /// Details, quoted text, links to evidence.
    pub detail: Option<Markup>,
    /// The light after it, which colours its stone.
    pub light: Option<Light>,
}

/// A history, newest first as given.
pub fn timeline(view: &View, entries: &[TimelineEntry]) -> Markup {
    html! {
        ol class="timeline" {
            @for entry in entries {
                li class=[entry.light.map(|light| format!("tl-{}", light.as_str()))] {
                    p class="tl-what" { (entry.what) }
                    p class="quiet" { time datetime=(entry.at.rfc3339()) { (view.moment(entry.at)) } " · " (entry.who) }
                    @if let Some(detail) = &entry.detail { div class="tl-detail" { (detail) } }
                }
            }
        }
    }
}
