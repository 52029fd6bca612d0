//! A console to try a call: GET, by a form, in the name of the person who tries.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::Outcome;
use qipan_web::components::*;
use qipan_web::{Kept, Page, html};

use super::entity::pretty;
use super::{fetch_as, head};
use crate::http::ROOT;

/// Characters of an answer that are shown.
const SHOWN: usize = 60_000;
/// Calls to begin with.
const EXAMPLES: [&str; 5] =
    ["types", "entities?local=true&limit=5", "attributes", "subscriptions", "jsonldContexts?details=true"];
const ACCEPTS: [&str; 3] = ["application/json", "application/ld+json", "application/geo+json"];

/// `GET /hub/console`.
pub async fn page(call: Call) -> Outcome<Response> {
    let (view, asked) = (&call.view, &call.query);
    let path = asked.value("path").trim().trim_start_matches('/');
    let path = path.strip_prefix("ngsi-ld/v1/").unwrap_or(path);
    let accept = ACCEPTS.into_iter().find(|accept| *accept == asked.value("accept")).unwrap_or(ACCEPTS[0]);
    // A browser's space is no part of an address.
    let address = format!("{ROOT}/{}", path.replace(' ', "%20"));
    let escaped: String =
        percent_encoding::utf8_percent_encode(&address, percent_encoding::CONTROLS).collect();
    let answer = match path {
        "" => None,
        _ => Some(fetch_as(&call, &escaped, accept, asked.value("purpose").trim()).await),
    };
    let kept = match &answer {
        Some(Err(failure)) => Kept::refused(asked, failure),
        _ => Kept::with(asked.pairs()),
    };
    let body = html! {
        (head(&call, "/hub/console")?)
        p class="quiet" { (view.t("hub-console-about")) }
        (error_summary(view, &kept))
        form class="form" method="get" action="/hub/console" {
            (Field::text("path", "hub-console-path").placeholder("entities?type=Vehicle").render(view, &kept))
            (Field::select("accept", "hub-console-accept", ACCEPTS.map(|accept| (accept, accept))).render(view, &kept))
            (Field::text("tenant", "hub-tenant").placeholder(view.t("hub-tenant-default")).render(view, &kept))
            (Field::text("purpose", "hub-log-purpose").render(view, &kept))
            div class="actions" { (Button::submit(view.t("hub-console-send"))) }
        }
        @match &answer {
            Some(Ok(answer)) => section {
                h2 { (answer.status) }
                pre class="code" {
                    "GET " (address) "\n" "Accept: " (accept) "\n"
                    @if !asked.value("tenant").trim().is_empty() { "NGSILD-Tenant: " (asked.value("tenant").trim()) "\n" }
                    @if !asked.value("purpose").trim().is_empty() { "NGSILD-Purpose: " (asked.value("purpose").trim()) "\n" }
                }
                h3 { (view.t("hub-console-headers")) }
                pre class="code" { @for (name, value) in &answer.headers { (name) ": " (String::from_utf8_lossy(value.as_bytes())) "\n" } }
                h3 { (view.t("hub-console-body")) }
                @let text = if answer.text.is_empty() { String::new() } else { pretty(&answer.json()) };
                pre class="code" { (text.chars().take(SHOWN).collect::<String>()) @if text.chars().count() > SHOWN { "…" } }
            },
            Some(Err(_)) => {},
            None => section {
                h2 { (view.t("hub-console-examples")) }
                ul { @for example in EXAMPLES {
                    li { a href={ "/hub/console?" (super::query(&[("path", example)])) } { code { "GET " (ROOT) "/" (example) } } }
                } }
            },
        }
    };
    call.page(Page::new(view, &view.t("hub-console")).render(body))
}
