//! The core context, built in. Its data is annex B of ETSI GS CIM 009 V1.9.1 (`core-v1.9.jsonld`), of which the core
//! contexts of older versions are subsets as far as terms are concerned.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

/// Where the newest core context is published.
pub const CORE_URL: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld";

/// The vocabulary of names that no context defines.
pub(super) const VOCAB: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

/// The core context as a document, for hosting.
pub fn core_document() -> &'static str {
    include_str!("core-v1.9.jsonld")
}

/// Whether a URL is one of the core context's, of any version or of none: built in, never fetched.
pub fn is_core(url: &str) -> bool {
    let path = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let version = path
        .and_then(|path| path.strip_prefix("uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context"))
        .and_then(|rest| rest.strip_suffix(".jsonld"));
    version.is_some_and(|version| {
        let digits = version.strip_prefix("-v1.");
        version.is_empty()
            || digits.is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    })
}

/// The terms of the core context, both ways.
pub(super) struct Core {
    pub(super) terms: HashMap<String, String>,
    pub(super) reverse: HashMap<String, String>,
    pub(super) prefixes: [(String, String); 2],
}

pub(super) fn core() -> &'static Core {
    static CORE: OnceLock<Core> = OnceLock::new();
    CORE.get_or_init(|| {
        let prefixes = [
            ("https://uri.etsi.org/ngsi-ld/".to_owned(), "ngsi-ld".to_owned()),
            ("https://purl.org/geojson/vocab#".to_owned(), "geojson".to_owned()),
        ];
        let document: Value = serde_json::from_str(core_document()).unwrap_or_default();
        let mut terms = HashMap::new();
        for (term, definition) in document["@context"].as_object().into_iter().flatten() {
            let id = definition.as_str().or_else(|| definition["@id"].as_str()).unwrap_or_default();
            if term.starts_with('@') || id.is_empty() {
                continue;
            }
            let iri = match id.split_once(':') {
                Some((prefix, name)) => match prefixes.iter().find(|(_, known)| known == prefix) {
                    Some((start, _)) => [start, name].concat(),
                    None => id.to_owned(),
                },
                None if id.starts_with('@') => id.to_owned(),
                None => [VOCAB, id].concat(),
            };
            terms.insert(term.clone(), iri);
        }
        // These two stand in a context of their own within the core context.
        for sealed in ["entityIdSealed", "entityTypeSealed"] {
            terms.insert(sealed.to_owned(), [prefixes[0].0.as_str(), sealed].concat());
        }
        let reverse = terms.iter().map(|(term, iri)| (iri.clone(), term.clone())).collect();
        Core { terms, reverse, prefixes }
    })
}
