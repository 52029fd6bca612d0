//! The frame around every page: header, navigation, language, user, footer; and a bare one for sign-in and walls.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::components::{flash, icon};
use crate::view::View;

/// A page in the making.
///
/// ```
/// # use qipan_web::{Lang, LOCALES, Page, View, Words, html};
/// # let view = View::anonymous(Words::new(&[LOCALES]).into(), Lang::En, "/", qipan_kernel::Day(0));
/// let page = Page::new(&view, "Ledger").wide().landscape_a3().render(html! { h1 { "Ledger" } });
/// assert!(page.into_string().contains("<title>Ledger · Qipan</title>"));
/// ```
#[derive(Debug)]
pub struct Page<'a> {
    view: &'a View,
    title: String,
    classes: Vec<&'static str>,
    bare: bool,
    refresh: Option<u32>,
    head: Option<Markup>,
}

/// A page with header and footer.
pub fn page(view: &View, title: &str, body: Markup) -> Markup {
    Page::new(view, title).render(body)
}

/// A page without navigation: sign-in, wall display.
pub fn bare(view: &View, title: &str, body: Markup) -> Markup {
    Page::new(view, title).bare().render(body)
}

impl<'a> Page<'a> {
    /// A page with header and footer and a readable width.
    pub fn new(view: &'a View, title: &str) -> Page<'a> {
        Page { view, title: title.to_owned(), classes: Vec::new(), bare: false, refresh: None, head: None }
    }

    /// Uses the whole width of the screen: boards, ledgers.
    #[must_use]
    pub fn wide(mut self) -> Page<'a> {
        self.classes.push("wide");
        self
    }

    /// Prints on A3 across, as ledgers are.
    #[must_use]
    pub fn landscape_a3(mut self) -> Page<'a> {
        self.classes.push("landscape-a3");
        self
    }

    /// Without navigation and footer.
    #[must_use]
    pub fn bare(mut self) -> Page<'a> {
        self.bare = true;
        self
    }

    /// A wall display: bare, dark surroundings, large; with JavaScript it fetches itself anew every `seconds` and
    /// swaps the content in place, without it the browser reloads.
    #[must_use]
    pub fn wall(mut self, seconds: u32) -> Page<'a> {
        self.bare = true;
        self.classes.push("wall");
        self.refresh = Some(seconds.max(5));
        self
    }

    /// Further elements of `<head>`.
    #[must_use]
    pub fn head(mut self, head: Markup) -> Page<'a> {
        self.head = Some(head);
        self
    }

    /// The whole document around `body`.
    pub fn render(self, body: Markup) -> Markup {
        let view = self.view;
        html! {
            (DOCTYPE)
            html lang=(view.lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light";
                    title { (self.title) " · " (view.t("app-name")) }
                    link rel="icon" href=(assets::icon_path()) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::css_path());
                    script src=(assets::js_path()) defer {}
                    @if let Some(seconds) = self.refresh { noscript { meta http-equiv="refresh" content=(seconds); } }
                    @if let Some(head) = &self.head { (head) }
                }
                body class=(self.classes.join(" ")) data-refresh=[self.refresh] {
                    a class="skip" href="#main" { (view.t("skip-to-content")) }
                    @if !self.bare { (header(view)) }
                    main id="main" tabindex="-1" {
                        @if let Some(message) = &view.flash { (flash(view, message)) }
                        (body)
                    }
                    @if !self.bare { (footer(view)) }
                    (help(view))
                }
            }
        }
    }
}

fn header(view: &View) -> Markup {
    html! {
        header class="bar" {
            div class="bar-in" {
                a class="brand" href="/" { (icon::brand()) span { (view.t("app-name")) } }
                @if !view.nav.is_empty() {
                    details class="menu" {
                        summary { (icon::menu()) span { (view.t("menu")) } }
                        (nav(view, "nav-phone"))
                    }
                    (nav(view, "nav-wide"))
                }
                div class="bar-end" { (language_switch(view)) (user(view)) }
            }
        }
    }
}

fn nav(view: &View, class: &str) -> Markup {
    let current = view.current_section();
    html! {
        nav class=(class) aria-label=(view.t("main-navigation")) {
            @for item in &view.nav {
                a href=(item.href) aria-current=[(item.section == current).then_some("page")] { (view.t(item.key)) }
            }
        }
    }
}

/// The link to this page in the other language; the route `/language/<zh|en>?back=…` keeps the choice.
pub fn language_switch(view: &View) -> Markup {
    let other = view.lang.other();
    let back: String = form_urlencoded::byte_serialize(view.here().as_bytes()).collect();
    let label = if other.as_str() == "en" { "EN" } else { "中文" };
    html! {
        a class="language" href={ "/language/" (other.as_str()) "?back=" (back) } lang=(other.tag()) hreflang=(other.tag())
            title=(view.words.t(other, "language-name")) { (label) }
    }
}

fn user(view: &View) -> Markup {
    let Some(who) = &view.who else {
        return html! {};
    };
    let role = who.role.as_str().replace('_', "-");
    html! {
        details class="user" data-closes {
            summary {
                span class="user-stone" aria-hidden="true" { (who.name.chars().next().unwrap_or('·')) }
                span class="user-name" { (who.name) }
            }
            div class="user-card" {
                p { strong { (who.name) } }
                p class="quiet" { @if let Some(unit) = &who.unit { (unit) " · " } (view.t(&format!("role-{role}"))) }
                p { a href="/account" { (view.t("my-account")) } }
                form method="post" action="/sign-out" {
                    input type="hidden" name="csrf" value=(view.csrf);
                    button class="button small" { (view.t("sign-out")) }
                }
            }
        }
    }
}

fn footer(view: &View) -> Markup {
    html! {
        footer class="foot" {
            p {
                (view.t("app-name")) " " (env!("CARGO_PKG_VERSION")) " · " (view.t("app-motto"))
            }
            p class="js-only" { button type="button" class="plain" data-help { kbd { "?" } " " (view.t("keyboard-help")) } }
        }
    }
}

/// The dialog that the script opens on `?`; pages add their own keys with `data-key` and `data-key-label`.
fn help(view: &View) -> Markup {
    html! {
        dialog id="help" aria-labelledby="help-title" {
            h2 id="help-title" { (view.t("keyboard-help")) }
            dl class="keys" {
                dt { kbd { "?" } } dd { (view.t("key-help")) }
                dt { kbd { "/" } } dd { (view.t("key-search")) }
                dt { kbd { "g" } " " kbd { "h" } } dd { (view.t("key-home")) }
                dt { kbd { "Esc" } } dd { (view.t("key-close")) }
            }
            form method="dialog" { button class="button" { (view.t("close")) } }
        }
        dialog id="confirm" {
            p {}
            form method="dialog" class="actions" {
                button class="button primary" value="yes" { (view.t("yes")) }
                button class="button" value="no" { (view.t("cancel")) }
            }
        }
        template id="words" data-dirty=(view.t("form-dirty")) data-copied=(view.t("copied")) {}
    }
}
