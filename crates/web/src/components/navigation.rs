//! Ways around: trail, tabs, pages of a list, filters.

use maud::{Markup, html};

use crate::paging::Cursor;
use crate::view::View;

/// A step of the trail above a page.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// Text in the view's language.
    pub label: String,
    /// Where it leads; `None` for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    /// A step with a link.
    pub fn link(label: impl ToString, href: impl ToString) -> Crumb {
        Crumb { label: label.to_string(), href: Some(href.to_string()) }
    }
    /// The page itself.
    pub fn here(label: impl ToString) -> Crumb {
        Crumb { label: label.to_string(), href: None }
    }
}

/// The trail from the section to this page.
pub fn breadcrumb(view: &View, crumbs: &[Crumb]) -> Markup {
    html! {
        nav class="crumbs" aria-label=(view.t("breadcrumb")) {
            ol {
                @for crumb in crumbs {
                    li {
                        @match &crumb.href {
                            Some(href) => a href=(href) { (crumb.label) },
                            None => span aria-current="page" { (crumb.label) },
                        }
                    }
                }
            }
        }
    }
}

/// One of several sides of the same thing.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Text in the view's language.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is shown now.
    pub current: bool,
    /// A number beside it.
    pub count: Option<i64>,
}

/// Tabs, as links: each side has its own address.
pub fn tabs(view: &View, label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                    (tab.label)
                    @if let Some(count) = tab.count { " " span class="count" { (view.number(count)) } }
                }
            }
        }
    }
}

/// Links to the rows before and after those shown; nothing when all are shown.
pub fn pager(view: &View, before: Option<&Cursor>, after: Option<&Cursor>) -> Markup {
    if before.is_none() && after.is_none() {
        return html! {};
    }
    html! {
        nav class="pager" aria-label=(view.t("pager")) {
            @if let Some(cursor) = before {
                a class="button small" rel="prev" data-key="k" data-key-label=(view.t("pager-before"))
                    href=(view.here_with("before", Some(&cursor.encode()))) { "← " (view.t("pager-before")) }
            }
            @if let Some(cursor) = after {
                a class="button small" rel="next" data-key="j" data-key-label=(view.t("pager-after"))
                    href=(view.here_with("after", Some(&cursor.encode()))) { (view.t("pager-after")) " →" }
            }
        }
    }
}

/// A row of filters as a GET form to this page; changes are sent at once with JavaScript, by the button without.
pub fn filter_bar(view: &View, fields: Markup) -> Markup {
    html! {
        form class="filters" method="get" action=(view.path) role="search" data-autosubmit {
            (fields)
            div class="filter-acts" {
                button class="button small" { (view.t("filter-apply")) }
                a class="plain" href=(view.path) { (view.t("filter-clear")) }
            }
        }
    }
}
