//! Building a context from what a client sent and the documents it refers to.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::core::{self, CORE_URL, is_core};
use super::{Build, Context, Inner};
use crate::error::{Error, ErrorKind};

/// How deep contexts may refer to contexts, or lie inside each other.
const DEEPEST: usize = 16;
/// How many context documents one context may need.
const DOCUMENTS: usize = 64;
/// How many terms it may define.
const TERMS: usize = 100_000;

pub(super) fn build(document: &Value, loaded: &dyn Fn(&str) -> Option<Arc<Value>>) -> Result<Context, Build> {
    if let Value::String(url) = document
        && is_core(url)
    {
        return Ok(Context::core());
    }
    let mut builder = Builder {
        loaded,
        terms: HashMap::new(),
        missing: Vec::new(),
        chain: Vec::new(),
        documents: 0,
        core: false,
    };
    builder.take(document, 0).map_err(Build::Wrong)?;
    if !builder.missing.is_empty() {
        return Err(Build::Missing(builder.missing));
    }
    Ok(Context(Arc::new(builder.finish(document))))
}

struct Term {
    iri: String,
    /// Whether names may be shortened by it (JSON-LD 1.1, section 4.4).
    prefix: bool,
}

struct Builder<'a> {
    loaded: &'a dyn Fn(&str) -> Option<Arc<Value>>,
    terms: HashMap<String, Term>,
    missing: Vec<String>,
    /// The documents that are being read, outermost first.
    chain: Vec<String>,
    documents: usize,
    /// The core context is among what was referred to.
    core: bool,
}

impl Builder<'_> {
    fn take(&mut self, context: &Value, depth: usize) -> Result<(), Error> {
        if depth > DEEPEST {
            return Err(Error::bad("ngsild-context-deep").at("@context"));
        }
        match context {
            // Null forgets what was said before (JSON-LD 1.1, section 4.1).
            Value::Null => {
                self.terms.clear();
                Ok(())
            }
            Value::String(url) => self.refer(url, depth),
            Value::Array(parts) => parts.iter().try_for_each(|part| self.take(part, depth + 1)),
            Value::Object(definitions) => self.define(definitions),
            _ => Err(self.wrong("ngsild-context-item")),
        }
    }

    /// What is wrong in the client's own part is the client's fault; in a document from elsewhere it is that document
    /// that cannot be used (clause 5.5.2).
    fn wrong(&self, key: &'static str) -> Error {
        match self.chain.last() {
            None => Error::bad(key).at("@context"),
            Some(url) => Error::new(ErrorKind::LdContextNotAvailable, "ngsild-context-unusable")
                .with("url", url.as_str())
                .at("@context"),
        }
    }

    fn refer(&mut self, url: &str, depth: usize) -> Result<(), Error> {
        let Some(url) = absolute(url, self.chain.last().map(String::as_str)) else {
            return Err(self.wrong("ngsild-context-url"));
        };
        if is_core(&url) {
            self.core = true;
            return Ok(());
        }
        if self.missing.contains(&url) {
            return Ok(());
        }
        if self.chain.contains(&url) {
            return Err(Error::bad("ngsild-context-circle").with("url", url).at("@context"));
        }
        self.documents += 1;
        if self.documents > DOCUMENTS {
            return Err(Error::bad("ngsild-context-large").at("@context"));
        }
        let Some(document) = (self.loaded)(&url) else {
            self.missing.push(url);
            return Ok(());
        };
        self.chain.push(url);
        let done = match document.get("@context") {
            Some(context @ (Value::String(_) | Value::Array(_) | Value::Object(_))) => {
                self.take(context, depth + 1)
            }
            _ => Err(self.wrong("ngsild-context-unusable")),
        };
        self.chain.pop();
        done
    }

    fn define(&mut self, definitions: &Map<String, Value>) -> Result<(), Error> {
        let mut vocab = core::VOCAB.to_owned();
        match definitions.get("@vocab") {
            None | Some(Value::Null) => {}
            Some(Value::String(given)) if given.contains(':') => {
                vocab = self.compact_iri(given, definitions, &vocab, 0)?;
            }
            Some(Value::String(given)) => vocab.push_str(given),
            Some(_) => return Err(self.wrong("ngsild-context-term")),
        }
        if self.terms.len() + definitions.len() > TERMS {
            return Err(Error::bad("ngsild-context-large").at("@context"));
        }
        let mut new = Vec::with_capacity(definitions.len());
        for (term, definition) in definitions {
            if term.starts_with('@') || term.is_empty() {
                continue;
            }
            // Protected: whatever is said about a core term is not heard (clause 5.5.7).
            if core::core().terms.contains_key(term) {
                continue;
            }
            match definition {
                Value::Null => {
                    self.terms.remove(term);
                    continue;
                }
                Value::String(_) => {}
                Value::Object(parts) => {
                    // Scoped contexts could reshape what the core context says (clause 5.5.7). In a document from
                    // elsewhere they are passed over: the client did not write them.
                    if parts.contains_key("@context") && self.chain.is_empty() {
                        return Err(Error::bad("ngsild-context-scoped")
                            .with("name", term.as_str())
                            .at("@context"));
                    }
                    if parts.contains_key("@reverse") {
                        continue;
                    }
                }
                _ => return Err(self.wrong("ngsild-context-term")),
            }
            let iri = self.iri_of(term, definitions, &vocab, 0)?;
            if iri.is_empty() || iri.starts_with('@') {
                continue;
            }
            let prefix = match definition {
                Value::Object(parts) => parts.get("@prefix") == Some(&Value::Bool(true)),
                _ => iri.ends_with([':', '/', '?', '#', '[', ']', '@']),
            };
            new.push((term.clone(), Term { iri, prefix }));
        }
        self.terms.extend(new);
        Ok(())
    }

    /// The URI that `term`, defined here, stands for.
    fn iri_of(
        &self,
        term: &str,
        here: &Map<String, Value>,
        vocab: &str,
        depth: usize,
    ) -> Result<String, Error> {
        if depth > DEEPEST {
            return Err(self.wrong("ngsild-context-circle-term"));
        }
        let id = match here.get(term) {
            Some(Value::String(id)) => Some(id),
            Some(Value::Object(parts)) => match parts.get("@id") {
                None => None,
                Some(Value::String(id)) => Some(id),
                Some(Value::Null) => return Ok(String::new()),
                Some(_) => return Err(self.wrong("ngsild-context-term")),
            },
            _ => None,
        };
        let id = id.map_or(term, String::as_str);
        if id.starts_with('@') {
            return Ok(id.to_owned());
        }
        if id.contains(':') {
            return self.compact_iri(id, here, vocab, depth);
        }
        if id != term {
            if here.contains_key(id) {
                return self.iri_of(id, here, vocab, depth + 1);
            }
            if let Some(iri) = core::core().terms.get(id).or_else(|| self.terms.get(id).map(|term| &term.iri))
            {
                return Ok(iri.clone());
            }
        }
        Ok([vocab, id].concat())
    }

    fn compact_iri(
        &self,
        id: &str,
        here: &Map<String, Value>,
        vocab: &str,
        depth: usize,
    ) -> Result<String, Error> {
        let Some((prefix, rest)) = id.split_once(':') else { return Ok(id.to_owned()) };
        if rest.starts_with("//") || prefix == "_" {
            return Ok(id.to_owned());
        }
        let start = if let Some(iri) = core::core().terms.get(prefix) {
            iri.clone()
        } else if here.contains_key(prefix) {
            self.iri_of(prefix, here, vocab, depth + 1)?
        } else if let Some(term) = self.terms.get(prefix) {
            term.iri.clone()
        } else {
            return Ok(id.to_owned());
        };
        Ok([start.as_str(), rest].concat())
    }

    fn finish(self, document: &Value) -> Inner {
        let mut reverse: HashMap<String, String> = HashMap::with_capacity(self.terms.len());
        let mut words = HashMap::new();
        let mut prefixes = Vec::new();
        for (term, definition) in &self.terms {
            // Of several terms for one URI the shortest is shown, then the first in the alphabet, as JSON-LD says.
            let to = if super::names::check(term).is_ok() { &mut reverse } else { &mut words };
            let best = to.entry(definition.iri.clone()).or_insert_with(|| term.clone());
            if (term.len(), term) < (best.len(), best) {
                best.clone_from(term);
            }
            if definition.prefix {
                prefixes.push((definition.iri.clone(), term.clone()));
            }
        }
        // A name is shown rather than a word.
        words.retain(|iri, term| super::names::is_word(term) && !reverse.contains_key(iri));
        prefixes.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        let (source, link) = replies(document, self.core);
        let terms = self.terms.into_iter().map(|(term, definition)| (term, definition.iri)).collect();
        Inner { terms, reverse, words, prefixes, source, link }
    }
}

/// What the client sent, with the core context last unless one of its documents brings it along, and the URL if it was
/// a single one.
fn replies(document: &Value, has_core: bool) -> (Value, Option<String>) {
    let core = Value::String(CORE_URL.to_owned());
    let last_is_core = |parts: &[Value]| parts.last().and_then(Value::as_str).is_some_and(is_core);
    let source = match document {
        Value::Null => core,
        Value::Array(parts) if parts.is_empty() => core,
        Value::Array(parts) if last_is_core(parts) && parts.len() == 1 => parts[0].clone(),
        Value::Array(parts) if last_is_core(parts) => document.clone(),
        one if has_core && !at_the_top(one) => one.clone(),
        Value::Array(parts) => {
            let user = parts.iter().filter(|part| !part.as_str().is_some_and(is_core));
            Value::Array(user.cloned().chain([core]).collect())
        }
        one => Value::Array(vec![one.clone(), core]),
    };
    let link = match document {
        Value::String(url) => Some(url.clone()),
        Value::Array(parts) => {
            let mut user = parts.iter().filter(|part| !part.as_str().is_some_and(is_core));
            match (user.next(), user.next()) {
                (Some(Value::String(url)), None) => Some(url.clone()),
                _ => None,
            }
        }
        _ => None,
    };
    (source, link)
}

/// The core context is named by the client itself.
fn at_the_top(document: &Value) -> bool {
    match document {
        Value::Array(parts) => parts.iter().any(|part| part.as_str().is_some_and(is_core)),
        one => one.as_str().is_some_and(is_core),
    }
}

/// A reference as an absolute URL; relative ones are read from where they stand.
fn absolute(url: &str, base: Option<&str>) -> Option<String> {
    if super::is_uri(url) {
        return Some(url.to_owned());
    }
    let base = base?;
    let host = base.find("://").map(|at| at + 3)?;
    let path = base[host..].find('/').map_or(base.len(), |at| host + at);
    if url.is_empty() || url.contains(['#', '?']) || url.starts_with("//") {
        return None;
    }
    let mut parts: Vec<&str> = match url.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => base[path..].trim_start_matches('/').split('/').collect(),
    };
    parts.pop();
    for part in url.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = format!("{}/{}", &base[..path], parts.join("/"));
    super::is_uri(&joined).then_some(joined)
}
