//! Contexts of clients: loaded, cached, hosted (clause 5.13).

use qipan_ngsild::context::{Build, Context};
use qipan_ngsild::{Error, ErrorKind, Fallible};
use serde_json::Value;

use crate::http::{Call, Refusal, Reply};

/// The context that `document` (the value of an `@context` member, or a URL) describes.
pub async fn resolve(_call: &Call, document: &Value) -> Fallible<Context> {
    match Context::build(document, &|_| None) {
        Ok(context) => Ok(context),
        Err(Build::Wrong(error)) => Err(error),
        Err(Build::Missing(urls)) => {
            let url = urls.first().cloned().unwrap_or_default();
            Err(Error::new(ErrorKind::LdContextNotAvailable, "hub-context-not-available").with("url", url))
        }
    }
}

/// Answers a call of these resources.
pub async fn answer(_call: &Call, _path: &[&str]) -> Reply {
    Err(Refusal::NotImplemented)
}
