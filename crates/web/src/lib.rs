//! Floor 2: everything between a request and the words, pages and problems it is answered with.
//!
//! Pages are checked Rust functions (`maud`) that are given one [`View`]; words come from the locale files of
//! all crates, joined in [`Words`]; failures become a page or `application/problem+json` in [`failure`] and
//! nowhere else. Everything works without JavaScript; `assets/app.js` only makes it quicker.

pub mod assets;
pub mod cells;
pub mod components;
pub mod failure;
pub mod forms;
pub mod lang;
pub mod layout;
pub mod paging;
pub mod security;
pub mod view;

pub use failure::Wants;
pub use forms::{Form, Kept};
pub use lang::{Lang, LocaleSource, Record, Words};
pub use layout::{Page, bare, page};
pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
pub use paging::Cursor;
pub use view::{Flash, FlashKind, NavItem, View, Who};

/// The words of this crate.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };
