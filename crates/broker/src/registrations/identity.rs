//! What this broker is called (clauses 5.15.1 and 5.2.40).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qipan_ngsild::Timestamp;
use serde_json::json;

use super::http::finish;
use crate::http::{Call, Reply};
use crate::hub::Hub;

/// Characters of a pseudonym (RFC 7230) stay as they are; `~` parts the tenant from the broker.
const TOKEN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// What this broker calls itself where requests name those they have passed: each tenant is a source of its own.
pub fn alias(hub: &Hub, tenant: Option<&str>) -> String {
    match tenant {
        None => hub.options.alias.clone(),
        Some(tenant) => format!("{}~{}", hub.options.alias, utf8_percent_encode(tenant, TOKEN)),
    }
}

/// `GET /info/sourceIdentity`.
pub async fn answer(call: &Call) -> Reply {
    call.params.only(&[])?;
    let context = call.link_context().await?;
    let alias = alias(&call.hub, call.tenant.as_deref());
    let mut body = json!({
        "id": format!("urn:ngsi-ld:ContextSourceIdentity:{alias}"),
        "type": "ContextSourceIdentity",
        "contextSourceAlias": alias,
        "contextSourceUptime": uptime(call.hub.started, call.now),
        "contextSourceTimeAt": call.now.to_string(),
    });
    finish(call, &mut body, &context, true).await
}

/// How long the process has run, as a duration of ISO 8601.
fn uptime(since: Timestamp, now: Timestamp) -> String {
    format!("PT{}S", (now.0 - since.0).max(0) / 1_000_000)
}
