//! What every page is given.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qipan_kernel::{Day, Id, Message, Moment, Role};
use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Words};

/// One entry of the main navigation; the program builds the list, by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Key of its label.
    pub key: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Name of the section it stands for; highlighted when the page's `View::section` is the same.
    pub section: &'static str,
}

/// Who is signed in, as the header shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Display name.
    pub name: String,
    /// Role; its label is the key `role-<word>` with dashes, e.g. `role-unit-handler`.
    pub role: Role,
    /// Name of the actor's unit, where there is one.
    pub unit: Option<String>,
}

/// What a flash message says about the act before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlashKind {
    /// It is done.
    Done,
    /// Something to know.
    Note,
    /// It was refused.
    Refused,
}

/// A message carried over one redirect, in a short-lived cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Colour and sign.
    pub kind: FlashKind,
    /// What it says.
    pub message: Message,
}

impl Flash {
    /// Name of the cookie.
    pub const COOKIE: &'static str = "flash";

    /// An act is done.
    pub fn done(message: Message) -> Flash {
        Flash { kind: FlashKind::Done, message }
    }

    /// The cookie's value.
    pub fn encode(&self) -> String {
        // A struct of strings and numbers always serialises.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads the cookie's value; anything unreadable is no message.
    pub fn decode(value: &str) -> Option<Flash> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
    }
}

/// What every page is given: words, who looks, where, and when.
#[derive(Clone, Debug)]
pub struct View {
    /// The words of all crates.
    pub words: Arc<Words>,
    /// The language of this answer.
    pub lang: Lang,
    /// Who is signed in.
    pub who: Option<Who>,
    /// Token that every form of this session carries; empty when nobody is signed in.
    pub csrf: String,
    /// Path of the request, `/commitments/12`.
    pub path: String,
    /// Query of the request without `?`, possibly empty.
    pub query: String,
    /// The navigation, already reduced to what the actor may open.
    pub nav: Vec<NavItem>,
    /// The current section; empty = the nav item with the longest `href` that the path starts with.
    pub section: &'static str,
    /// A message of the act before.
    pub flash: Option<Flash>,
    /// Today, in the city.
    pub today: Day,
}

impl View {
    /// A view of nobody: for sign-in, failures before a session is known, and tests.
    pub fn anonymous(words: Arc<Words>, lang: Lang, path: &str, today: Day) -> View {
        View {
            words,
            lang,
            who: None,
            csrf: String::new(),
            path: path.to_owned(),
            query: String::new(),
            nav: Vec::new(),
            section: "",
            flash: None,
            today,
        }
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.words.t(self.lang, key)
    }
    /// The words of a message.
    pub fn m(&self, message: &Message) -> Cow<'_, str> {
        self.words.msg(self.lang, message)
    }
    /// Who did something: the name that the journal has; in words where it was nobody with a name.
    pub fn who(&self, actor: Id, name: &str) -> String {
        match name {
            "system" if actor == Id(0) => self.t("actor-system").into_owned(),
            "operator" if actor == Id(0) => self.t("actor-operator").into_owned(),
            name => name.to_owned(),
        }
    }
    /// A day in the view's language.
    pub fn day(&self, day: Day) -> String {
        self.lang.day(day)
    }
    /// A moment in the view's language and the city's time.
    pub fn moment(&self, moment: Moment) -> String {
        self.lang.moment(moment)
    }
    /// A whole number with thousands separators.
    pub fn number(&self, number: i64) -> String {
        self.lang.number(number)
    }

    /// The section to highlight.
    pub fn current_section(&self) -> &'static str {
        if !self.section.is_empty() {
            return self.section;
        }
        let under = |href: &str| {
            self.path == href
                || (href != "/" && self.path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
        };
        let best = self.nav.iter().filter(|item| under(item.href)).max_by_key(|item| item.href.len());
        best.map_or("", |item| item.section)
    }

    /// Path and query of this page.
    pub fn here(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// A link to this page with one query parameter set (`Some`) or removed (`None`); other parameters stay,
    /// paging starts again (`after`, `before` are dropped).
    pub fn here_with(&self, name: &str, value: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (key, old) in form_urlencoded::parse(self.query.as_bytes()) {
            if key != name && key != "after" && key != "before" {
                query.append_pair(&key, &old);
            }
        }
        if let Some(value) = value {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// Of the query of this page these parameters, where they say something, as a query.
    pub fn query_of(&self, names: &[&str]) -> String {
        let all = form_urlencoded::parse(self.query.as_bytes());
        let kept = all.filter(|(name, value)| names.contains(&name.as_ref()) && !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
    }
}
