//! `@context`: names as clients write them and the URIs they stand for (clauses 4.4 and 5.5.7).
//!
//! Of JSON-LD only the part that NGSI-LD needs: terms, compact IRIs and vocabularies. The core context is always taken
//! as if it stood last: it wins over the user's terms, and its default vocabulary is the one for names that nobody
//! defined (a user's own `@vocab` counts inside that user's definitions only, which is what JSON-LD does with a later
//! context that has one too).

mod build;
mod core;
mod names;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

pub use self::core::{CORE_URL, core_document, is_core};
pub use self::names::is_uri;
use crate::error::{Error, Fallible};

/// A processed `@context`; cheap to clone.
#[derive(Clone, Debug)]
pub struct Context(Arc<Inner>);

/// Why a context could not be built.
#[derive(Clone, PartialEq, Debug)]
pub enum Build {
    /// These documents are referred to and were not handed in: load them and try again.
    Missing(Vec<String>),
    /// It can never be built.
    Wrong(Error),
}

/// The user's part of a context.
#[derive(Debug, Default)]
struct Inner {
    /// URI by term.
    terms: HashMap<String, String>,
    /// The term that a URI is shown as.
    reverse: HashMap<String, String>,
    /// The same for terms that cannot name an attribute.
    words: HashMap<String, String>,
    /// URI beginnings that a term can stand for, the longest first.
    prefixes: Vec<(String, String)>,
    source: Value,
    link: Option<String>,
}

impl Context {
    /// The core context alone.
    pub fn core() -> Context {
        static CORE: OnceLock<Context> = OnceLock::new();
        CORE.get_or_init(|| {
            Context(Arc::new(Inner { source: Value::String(CORE_URL.to_owned()), ..Inner::default() }))
        })
        .clone()
    }

    /// The value of an `@context` member (or, as a string, the URL of a Link header): a URL, an object of terms, or an
    /// array of both. `loaded` gives the documents that are at hand, by absolute URL; all that are needed and not there
    /// come back together as [`Build::Missing`]. Core contexts are built in and never asked for.
    ///
    /// # Errors
    /// `BadRequestData` for a context that is no context, refers to itself, is nested or is too large, or has scoped
    /// contexts of its own (clause 5.5.7); `LdContextNotAvailable` for a loaded document that has none.
    pub fn build(document: &Value, loaded: &dyn Fn(&str) -> Option<Arc<Value>>) -> Result<Context, Build> {
        build::build(document, loaded)
    }

    /// The URI of a type, attribute or vocabulary name: a term, `prefix:name`, a URI as it is, or a name in the default
    /// vocabulary. `id` and `type` are `@id` and `@type`.
    ///
    /// # Errors
    /// `BadRequestData` for names outside the grammar of clause 4.6.2.
    pub fn expand<'a>(&'a self, name: &'a str) -> Fallible<Cow<'a, str>> {
        if let Some(iri) = core::core().terms.get(name) {
            return Ok(Cow::Borrowed(iri));
        }
        if let Some(iri) = self.0.terms.get(name) {
            // A term may be spelt as it likes in a context; as the name of a thing it has to keep to the grammar.
            names::check(name)?;
            return Ok(Cow::Borrowed(iri));
        }
        if matches!(name, "@id" | "@type") {
            return Ok(Cow::Borrowed(name));
        }
        names::check(name)?;
        let Some((prefix, rest)) = name.split_once(':') else {
            return Ok(Cow::Owned([core::VOCAB, name].concat()));
        };
        if !rest.starts_with("//") {
            let core = core::core().terms.get(prefix).or_else(|| self.0.terms.get(prefix));
            if let Some(iri) = core.filter(|iri| !iri.starts_with('@')) {
                return Ok(Cow::Owned([iri, rest].concat()));
            }
        }
        Ok(Cow::Borrowed(name))
    }

    /// The shortest name that [`Context::expand`] turns into this URI again: a term, a name in the default vocabulary,
    /// `prefix:name`, else the URI itself.
    pub fn compact<'a>(&'a self, iri: &'a str) -> Cow<'a, str> {
        let core = core::core();
        let vocabulary = iri.strip_prefix(core::VOCAB);
        // The core context says nothing about names in the default vocabulary but the two that it has there itself.
        if vocabulary.is_none_or(|name| core.terms.contains_key(name))
            && let Some(term) = core.reverse.get(iri)
        {
            return Cow::Borrowed(term);
        }
        if let Some(term) = self.0.reverse.get(iri) {
            return Cow::Borrowed(term);
        }
        if let Some(name) = vocabulary
            && names::is_name(name)
            && !core.terms.contains_key(name)
            && !self.0.terms.contains_key(name)
        {
            return Cow::Borrowed(name);
        }
        let own = self.0.prefixes.iter().map(|(start, prefix)| (start.as_str(), prefix.as_str()));
        let best = own.chain(core.prefixes.iter().map(|(start, prefix)| (start.as_str(), prefix.as_str())));
        for (start, prefix) in best {
            if let Some(rest) = iri.strip_prefix(start)
                && !rest.is_empty()
                && !rest.starts_with("//")
            {
                let name = [prefix, ":", rest].concat();
                if self.expand(&name).is_ok_and(|back| back == iri) {
                    return Cow::Owned(name);
                }
            }
        }
        Cow::Borrowed(iri)
    }

    /// As [`Context::expand`], for the values of vocabulary properties: words such as `in-progress`, which could not name
    /// an attribute, are allowed too.
    ///
    /// # Errors
    /// `BadRequestData` for words that no URI could hold.
    pub fn expand_word<'a>(&'a self, word: &'a str) -> Fallible<Cow<'a, str>> {
        if names::is_name(word) || !names::is_word(word) {
            return self.expand(word);
        }
        match self.0.terms.get(word) {
            Some(iri) => Ok(Cow::Borrowed(iri)),
            None => Ok(Cow::Owned([core::VOCAB, word].concat())),
        }
    }

    /// The shortest word that [`Context::expand_word`] turns into this URI again.
    pub fn compact_word<'a>(&'a self, iri: &'a str) -> Cow<'a, str> {
        if let Some(term) = self.0.words.get(iri) {
            return Cow::Borrowed(term);
        }
        match iri.strip_prefix(core::VOCAB) {
            Some(word)
                if !names::is_name(word) && names::is_word(word) && !self.0.terms.contains_key(word) =>
            {
                Cow::Borrowed(word)
            }
            _ => self.compact(iri),
        }
    }

    /// What the `@context` member of a JSON-LD reply says: what the client sent, and the core context last (clauses 4.4
    /// and 5.2.3) unless a document that it refers to brings it along.
    pub fn source(&self) -> &Value {
        &self.0.source
    }

    /// The one URL that a Link header can name: of the core context, or of what the client sent where that was a single
    /// URL. `None`: the context has to be hosted before a Link header can name it.
    pub fn link(&self) -> Option<&str> {
        match &self.0.source {
            Value::String(url) => Some(url),
            _ => self.0.link.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests;
