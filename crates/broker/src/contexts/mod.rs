//! Contexts of clients: loaded, cached, hosted (clause 5.13).
//!
//! A context is looked for in memory, then among the rows of the caller's tenant, and only then at its URL; what was
//! loaded becomes a row of kind `Cached`. Core contexts are built in. Many callers that need the same URL wait for one
//! request to it, and a server that is slow delays nobody else.

mod api;
mod fetch;
mod loader;
mod memory;
mod store;

use std::sync::Arc;

use axum::http::header;
use percent_encoding::percent_decode_str;
use qipan_kernel::Outcome;
use qipan_ngsild::context::{Context, is_core};
use qipan_ngsild::{ErrorKind, Fallible, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use api::answer;
pub use loader::Contexts;
pub use store::Origin;

use crate::http::{Call, ROOT};
use crate::hub::Hub;
use loader::{Asking, NOBODY};
use store::Stored;

/// The context that `document` (the value of an `@context` member, or a URL) describes.
///
/// # Errors
/// `LdContextNotAvailable`, or `BadRequestData` for what is no context.
pub async fn resolve(call: &Call, document: &Value) -> Fallible<Context> {
    if let Value::String(url) = document
        && is_core(url)
    {
        return Ok(Context::core());
    }
    // A tenant that nobody has written to has no contexts, but its first writer may bring one.
    let tenant = match call.hub.tenant(call.tenant.as_deref()) {
        Err(error) if error.kind == ErrorKind::NonexistentTenant => NOBODY,
        found => found?,
    };
    let asking = Asking { hub: &call.hub, tenant, now: call.now, host: host(call) };
    call.hub.contexts.resolve(&asking, document).await
}

/// The same, for what the broker does without a caller (notifications).
///
/// # Errors
/// As of [`resolve`].
pub async fn resolve_for(hub: &Arc<Hub>, tenant: i64, now: Timestamp, document: &Value) -> Fallible<Context> {
    match document {
        Value::String(url) if is_core(url) => Ok(Context::core()),
        _ => hub.contexts.resolve(&Asking { hub, tenant, now, host: "" }, document).await,
    }
}

/// A URL that stands for `document` where only a URL can: in a Link header, in `jsonldContext` of a subscription. For
/// anything but a single URL the context is kept as `ImplicitlyCreated`, once for each tenant and document.
///
/// # Errors
/// Those of the store.
pub async fn implicit(call: &Call, document: &Value) -> Fallible<String> {
    let single = match document {
        Value::Array(parts) if parts.len() == 1 => &parts[0],
        other => other,
    };
    if let Value::String(url) = single {
        return Ok(url.clone());
    }
    let tenant = call.write_tenant().await?;
    let doc = serde_json::json!({ "@context": document }).to_string();
    let local = local(&[&tenant.to_string(), "implicit", &doc]);
    let url = address(call, &local);
    if call.hub.contexts.is_kept(tenant, &local, call.now) {
        return Ok(url);
    }
    let now = call.now.0 / 1_000;
    let new = Stored {
        local,
        url: None,
        origin: Origin::ImplicitlyCreated,
        doc,
        created_at: now,
        loaded_at: now,
        used_at: None,
        hits: 0,
    };
    let kept = new.local.clone();
    call.hub.db.write(move |tx| store::insert(tx, tenant, &new)).await.map_err(crate::fault)?;
    call.hub.contexts.keep(tenant, &kept, call.now);
    Ok(url)
}

/// Writes down how often contexts were used since the last time. To be called now and then, and before the end.
///
/// # Errors
/// Those of the store.
pub async fn flush(hub: &Hub) -> Outcome<()> {
    let mut counted = hub.contexts.counted();
    if counted.is_empty() {
        return Ok(());
    }
    // In one order everywhere: processes that write at the same time do not wait for each other in a circle.
    counted.sort_unstable();
    hub.db
        .write(move |tx| {
            counted
                .iter()
                .try_for_each(|(tenant, local, hits, at)| store::used(tx, *tenant, local, *hits, *at))
        })
        .await
}

/// The identifier that these words give: 32 hexadecimal digits.
fn local(words: &[&str]) -> String {
    let mut digest = Sha256::new();
    for word in words {
        digest.update((word.len() as u64).to_be_bytes());
        digest.update(word.as_bytes());
    }
    digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The host by which the caller knows this broker.
fn host(call: &Call) -> &str {
    let given = call.headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain =
        !given.is_empty() && given.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b));
    if plain { given } else { "localhost" }
}

/// Where a context of this broker is served.
fn address(call: &Call, local: &str) -> String {
    let scheme = if call.site.https { "https" } else { "http" };
    format!("{scheme}://{}{ROOT}/jsonldContexts/{local}", host(call))
}

/// Host and identifier of a URL under which a broker serves a context.
fn served(url: &str) -> Option<(&str, String)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let local = path.strip_prefix(ROOT)?.strip_prefix("/jsonldContexts/")?;
    let local = percent_decode_str(local).decode_utf8().ok()?;
    let plain = !local.is_empty() && local.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| (host, local.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::{local, served};

    #[test]
    fn addresses_of_hosted_contexts_are_recognised() {
        let cases = [
            ("http://h:9090/ngsi-ld/v1/jsonldContexts/0a1b", Some(("h:9090", "0a1b"))),
            ("https://h/ngsi-ld/v1/jsonldContexts/0a1b", Some(("h", "0a1b"))),
            ("https://h/ngsi-ld/v1/jsonldContexts/", None),
            ("https://h/ngsi-ld/v1/jsonldContexts/a/b", None),
            ("https://h/x/ngsi-ld/v1/jsonldContexts/a", None),
            ("ftp://h/ngsi-ld/v1/jsonldContexts/a", None),
            ("https://h", None),
        ];
        for (url, expected) in cases {
            assert_eq!(served(url), expected.map(|(host, local)| (host, local.to_owned())), "{url}");
        }
    }

    #[test]
    fn identifiers_tell_words_apart() {
        assert_eq!(local(&["a", "b"]).len(), 32);
        assert_ne!(local(&["a", "bc"]), local(&["ab", "c"]));
        assert_eq!(local(&["a"]), local(&["a"]));
    }
}
