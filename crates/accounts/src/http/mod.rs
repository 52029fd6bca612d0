//! How a request travels: route → authentication → access → CSRF → handler → answer, the same for every page and
//! every API call. Handlers are given a [`Call`] and return a response or a failure; nothing else.

pub mod asked;
mod call;
mod input;
mod metrics;
mod once;
pub mod once_store;
mod openapi;
mod part;
mod peer;
mod router;
mod site;

pub use call::Call;
pub use input::{Upload, read_input};
pub use metrics::Metrics;
pub use once::{Acting, KEY_HEADER, once, once_after, once_apart};
pub use openapi::{Doc, Param, openapi};
pub use part::{Chain, Part, ReadChain};
pub use peer::Proxies;
pub use router::{Access, Route, Routes, router};
pub use site::{Authenticated, Clock, Credential, Site};

/// Name of the session cookie.
pub const SESSION_COOKIE: &str = "qipan";
/// Name of the language cookie.
pub const LANG_COOKIE: &str = "lang";
