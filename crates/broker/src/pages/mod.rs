//! The pages of the hub. What they show they ask of the API itself, in the name of the person who looks: so they show what
//! programs are told, and every look has its line in the log.

mod connect;
mod console;
mod entities;
mod entity;
mod kept;
mod log;
mod place;
mod store;
mod traffic;

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, Outcome};
use qipan_web::components::*;
use qipan_web::{Lang, Markup, View, html};
use serde_json::Value;

use crate::http;
use crate::hub::Hub;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let view = Access::May(Act::HubView);
    routes.page("/hub", view, entities::page);
    routes.page("/hub/entity", view, entity::page);
    routes.page("/hub/subscriptions", view, kept::subscriptions);
    routes.page("/hub/registrations", view, kept::registrations);
    routes.page("/hub/contexts", view, kept::contexts);
    routes.page("/hub/traffic", view, traffic::page);
    routes.page("/hub/console", view, console::page);
    routes.page("/hub/log", Access::May(Act::JournalView), log::page);
    routes.page("/hub/log.csv", Access::May(Act::JournalView), log::csv);
    let manage = Access::May(Act::TokenManage);
    routes.page("/hub/connect", manage, connect::page);
    routes.form("/hub/connect", manage, connect::issue);
    routes.page("/hub/tokens/{id}", manage, connect::rights_page);
    routes.form("/hub/tokens/{id}", manage, connect::set_rights);
}

/// The hub of a page.
fn hub(call: &Call) -> Arc<Hub> {
    call.site.part::<Arc<Hub>>().clone()
}

/// What the API answered.
struct Fetched {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Fetched {
    fn fine(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The items of a list; none where the answer is no list.
    fn items(&self) -> Vec<Value> {
        match self.json() {
            Value::Array(items) if self.fine() => items,
            _ => Vec::new(),
        }
    }

    /// What is wrong, in the words of the API; nothing where nothing is. A tenant that nobody has written to yet is empty.
    fn problem(&self) -> Markup {
        let json = self.json();
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        html! {
            @if !self.fine() && !text("type").ends_with("NonexistentTenant") {
                (callout(Light::Yellow, &text("title"), html! { p { (text("detail")) } }))
            }
        }
    }
}

/// Asks the API: `path` with its query, in the tenant of the page.
async fn fetch(call: &Call, path: &str) -> Outcome<Fetched> {
    fetch_as(call, path, "application/json", "").await
}

async fn fetch_as(call: &Call, path: &str, accept: &str, purpose: &str) -> Outcome<Fetched> {
    let mut headers = HeaderMap::new();
    let value = |text: &str, field: &str| {
        HeaderValue::from_bytes(text.as_bytes())
            .map_err(|e| Failure::invalid("hub-console-address").because(e).at(field))
    };
    headers.insert(header::ACCEPT, value(accept, "accept")?);
    headers.insert(header::ACCEPT_LANGUAGE, value(call.view.lang.tag(), "accept")?);
    // Addresses in the answer are those that the person would use.
    if let Some(host) = call.headers.get(header::HOST) {
        headers.insert(header::HOST, host.clone());
    }
    let tenant = call.query.value("tenant").trim();
    if !tenant.is_empty() {
        headers.insert("ngsild-tenant", value(tenant, "tenant")?);
    }
    if !purpose.is_empty() {
        headers.insert("ngsild-purpose", value(purpose, "purpose")?);
    }
    let response = http::ask(&call.site, call.actor()?, path, &headers).await?;
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.map_err(Failure::internal)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Fetched { status: parts.status.as_u16(), headers: parts.headers, text })
}

/// A query of these pairs, without those that are empty.
fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    query.finish()
}

/// Head of every page of the hub: title, and the sides that the person may open.
fn head(call: &Call, current: &str) -> Outcome<Markup> {
    let (view, role) = (&call.view, call.actor()?.role);
    let sides = [
        ("hub-entities", "/hub", Act::HubView),
        ("hub-subscriptions", "/hub/subscriptions", Act::HubView),
        ("hub-registrations", "/hub/registrations", Act::HubView),
        ("hub-contexts", "/hub/contexts", Act::HubView),
        ("hub-traffic", "/hub/traffic", Act::HubView),
        ("hub-log", "/hub/log", Act::JournalView),
        ("hub-console", "/hub/console", Act::HubView),
        ("hub-connect", "/hub/connect", Act::TokenManage),
    ];
    let tabs_of: Vec<Tab> = sides
        .into_iter()
        .filter(|(.., act)| access::may(role, *act))
        .map(|(key, href, _)| Tab {
            label: view.t(key).into_owned(),
            href: href.to_owned(),
            current: href == current,
            count: None,
        })
        .collect();
    Ok(html! {
        h1 { (view.t("hub-title")) }
        (tabs(view, &view.t("hub-title"), &tabs_of))
    })
}

/// The link to an entity's page.
fn entity_link(id: &str, tenant: &str) -> String {
    format!("/hub/entity?{}", query(&[("id", id), ("tenant", tenant)]))
}

/// Links to the pages before and after, by offset.
fn offset_pager(view: &View, offset: usize, rows: usize, limit: usize) -> Markup {
    if offset == 0 && rows < limit {
        return html! {};
    }
    html! {
        nav class="pager" aria-label=(view.t("pager")) {
            @if offset > 0 {
                @let before = offset.saturating_sub(limit).to_string();
                a class="button small" rel="prev" href=(view.here_with("offset", Some(&before))) { "← " (view.t("pager-before")) }
            }
            @if rows == limit {
                @let after = (offset + limit).to_string();
                a class="button small" rel="next" href=(view.here_with("offset", Some(&after))) { (view.t("pager-after")) " →" }
            }
        }
    }
}

/// A moment of the API as people read it.
fn time(view: &View, value: &Value) -> String {
    let Some(at) = value.as_str().and_then(qipan_ngsild::Timestamp::parse) else { return String::new() };
    view.moment(qipan_kernel::Moment(at.0 / 1_000))
}

/// The last part of a full name: what people call it. The whole is a title beside it.
pub fn term(name: &str) -> &str {
    name.rsplit(['/', '#', ':']).find(|part| !part.is_empty()).unwrap_or(name)
}

/// Names, each as people call it.
pub fn named(names: &Value) -> Markup {
    let all: Vec<&str> = match names {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    html! { @for (at, name) in all.iter().enumerate() { @if at > 0 { ", " } span title=(name) { (term(name)) } } }
}

/// A list of texts, or one.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let separator = if items.iter().any(|item| item.as_str().is_some_and(|text| text.contains(' '))) {
                "; "
            } else {
                ", "
            };
            items.iter().map(texts).collect::<Vec<_>>().join(separator)
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn english(view: &View) -> bool {
    view.lang == Lang::En
}
