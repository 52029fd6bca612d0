//! What others keep here: subscriptions with their health, registrations, contexts.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::Outcome;
use qipan_web::components::*;
use qipan_web::{Kept, Markup, Page, View, html};
use serde_json::Value;

use super::{fetch, head, hub, offset_pager, query, store, texts, time};

/// Rows on one page.
const ROWS: usize = 50;

fn tenant_bar(call: &Call) -> Markup {
    let view = &call.view;
    let kept = Kept::with([("tenant", call.query.value("tenant"))]);
    let field = Field::text("tenant", "hub-tenant").placeholder(view.t("hub-tenant-default"));
    filter_bar(view, field.render(view, &kept))
}

fn table(view: &View, caption: &str, heads: &[&str]) -> Table {
    Table::new(view.t(caption), heads.iter().map(|key| Head::new(view.t(key))).collect()).caption_hidden()
}

/// What each of these pages has: where it is, its title, what it is about, what it says when there is nothing.
struct Words {
    here: &'static str,
    title: &'static str,
    about: &'static str,
    empty: &'static str,
}

fn finish(
    call: &Call,
    words: &Words,
    problem: Markup,
    table: &Table,
    (offset, rows): (usize, usize),
) -> Outcome<Response> {
    let view = &call.view;
    let body = html! {
        (head(call, words.here)?)
        p class="quiet" { (view.t(words.about)) }
        (tenant_bar(call))
        (problem)
        @if table.is_empty() { (empty_state(&view.t(words.empty), None)) } @else { (table.render(view)) }
        (offset_pager(view, offset, rows, ROWS))
    };
    call.page(Page::new(view, &view.t(words.title)).wide().render(body))
}

fn place(call: &Call) -> (usize, String) {
    let offset = call.query.value("offset").parse().unwrap_or(0);
    let (limit, from): (String, String) = (ROWS.to_string(), usize::to_string(&offset));
    (offset, query(&[("limit", &limit), ("offset", &from), ("options", "sysAttrs")]))
}

/// `GET /hub/subscriptions`.
pub async fn subscriptions(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let (offset, asked) = place(&call);
    let answer = fetch(&call, &format!("{}/subscriptions?{asked}", crate::http::ROOT)).await?;
    let items = answer.items();
    let name = Some(call.query.value("tenant").trim()).filter(|name| !name.is_empty());
    let waiting = match hub(&call).tenant(name) {
        Ok(tenant) => call.read(move |tx| store::waiting(tx, tenant)).await?,
        Err(_) => Default::default(),
    };
    let mut rows = table(
        view,
        "hub-subscriptions",
        &["hub-sub-which", "hub-sub-to", "hub-sub-health", "hub-sub-sent", "hub-sub-last", "hub-sub-waits"],
    );
    for item in &items {
        let (id, told) = (item["id"].as_str().unwrap_or_default(), &item["notification"]);
        let failing = told["status"] == "failed";
        let status = item["status"].as_str().unwrap_or("active");
        let (colour, key) = match (status, failing) {
            ("expired", _) => (Light::Grey, "hub-sub-expired-now"),
            ("paused", _) => (Light::Blue, "hub-sub-paused"),
            (_, true) => (Light::Red, "hub-sub-failing"),
            _ if told["timesSent"].is_null() => (Light::Grey, "hub-sub-untold"),
            _ => (Light::Green, "hub-sub-well"),
        };
        let number = |value: &Value| view.number(value.as_i64().unwrap_or(0));
        rows.row(vec![
            html! {
                @if let Some(name) = item["subscriptionName"].as_str() { (name) br; }
                small class="breaks" { (id) }
                @for entity in item["entities"].as_array().into_iter().flatten() { br; small { (texts(&entity["type"])) } }
                @if item["watchedAttributes"].is_array() { br; small { (texts(&item["watchedAttributes"])) } }
            }.into(),
            html! { span class="breaks" { (told["endpoint"]["uri"].as_str().unwrap_or_default()) } }.into(),
            html! { div { (light_small(view, colour, Some(&view.t(key)))) " " (view.t(key)) } }.into(),
            html! { div { (number(&told["timesSent"])) br; small { (view.t("hub-sub-failed")) " " (number(&told["timesFailed"])) } } }.into(),
            html! { div {
                @if told["lastSuccess"].is_string() { small { (view.t("hub-sub-success")) " " (time(view, &told["lastSuccess"])) } br; }
                @if told["lastFailure"].is_string() { small { (view.t("hub-sub-failure")) " " (time(view, &told["lastFailure"])) } }
            } }.into(),
            view.number(waiting.get(id).copied().unwrap_or(0)).into(),
        ]);
    }
    let words = Words {
        here: "/hub/subscriptions",
        title: "hub-subscriptions",
        about: "hub-subscriptions-about",
        empty: "hub-subscriptions-none",
    };
    finish(&call, &words, answer.problem(), &rows, (offset, items.len()))
}

/// `GET /hub/registrations`.
pub async fn registrations(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let (offset, asked) = place(&call);
    let answer = fetch(&call, &format!("{}/csourceRegistrations?type=*&{asked}", crate::http::ROOT)).await?;
    let items = answer.items();
    let mut rows = table(
        view,
        "hub-registrations",
        &["hub-reg-which", "hub-reg-what", "hub-reg-where", "hub-reg-mode", "hub-sub-last"],
    );
    for item in &items {
        let name = ["registrationName", "contextSourceAlias"].iter().find_map(|name| item[*name].as_str());
        let information = item["information"].as_array().cloned().unwrap_or_default();
        rows.row(vec![
            html! { @if let Some(name) = name { (name) br; } small class="breaks" { (item["id"].as_str().unwrap_or_default()) } }.into(),
            html! { div { @for part in &information {
                @for entity in part["entities"].as_array().into_iter().flatten() { (texts(&entity["type"])) " " }
                small { (texts(&part["propertyNames"])) " " (texts(&part["relationshipNames"])) } br;
            } } }.into(),
            html! { span class="breaks" { (item["endpoint"].as_str().unwrap_or_default()) } }.into(),
            mode(view, item["mode"].as_str().unwrap_or("inclusive")).into(),
            html! { div {
                @if item["lastSuccess"].is_string() { small { (view.t("hub-sub-success")) " " (time(view, &item["lastSuccess"])) } }
                @if item["lastFailure"].is_string() { br; small { (view.t("hub-sub-failure")) " " (time(view, &item["lastFailure"])) } }
                @if item["expiresAt"].is_string() { br; small { (view.t("hub-reg-until")) " " (time(view, &item["expiresAt"])) } }
            } }.into(),
        ]);
    }
    let words = Words {
        here: "/hub/registrations",
        title: "hub-registrations",
        about: "hub-registrations-about",
        empty: "hub-registrations-none",
    };
    finish(&call, &words, answer.problem(), &rows, (offset, items.len()))
}

/// `GET /hub/contexts`.
pub async fn contexts(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let answer = fetch(&call, &format!("{}/jsonldContexts?details=true", crate::http::ROOT)).await?;
    let mut rows = table(
        view,
        "hub-contexts",
        &["hub-context-address", "hub-context-origin", "hub-entity-made", "hub-context-used"],
    );
    for item in answer.items() {
        let kind = match item["kind"].as_str() {
            Some("Hosted") => "hub-context-hosted",
            Some("Cached") => "hub-context-cached",
            _ => "hub-context-implicit",
        };
        rows.row(vec![
            html! { span class="breaks" { (item["URL"].as_str().unwrap_or_default()) } }.into(),
            view.t(kind).into_owned().into(),
            html! { small class="nowrap" { (time(view, &item["createdAt"])) } }.into(),
            html! { div { (view.number(item["numberOfHits"].as_i64().unwrap_or(0))) br; small { (time(view, &item["lastUsage"])) } } }.into(),
        ]);
    }
    let words = Words {
        here: "/hub/contexts",
        title: "hub-contexts",
        about: "hub-contexts-about",
        empty: "hub-contexts-none",
    };
    finish(&call, &words, answer.problem(), &rows, (0, 0))
}

/// How a source takes part (clause 4.3.6.3), in words.
fn mode(view: &View, mode: &str) -> String {
    match mode {
        "exclusive" => view.t("hub-reg-mode-exclusive"),
        "redirect" => view.t("hub-reg-mode-redirect"),
        "auxiliary" => view.t("hub-reg-mode-auxiliary"),
        _ => view.t("hub-reg-mode-inclusive"),
    }
    .into_owned()
}
