//! Entities: found by type, pattern of identifiers, values.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::Outcome;
use qipan_web::components::*;
use qipan_web::{Kept, Page, View, html};
use serde_json::Value;

use super::{entity_link, fetch, head, named, offset_pager, query, time};

/// Entities on one page.
const ROWS: usize = 50;

/// `GET /hub`.
pub async fn page(call: Call) -> Outcome<Response> {
    let (view, asked) = (&call.view, &call.query);
    let value = |name| asked.value(name).trim();
    let offset: usize = value("offset").parse().unwrap_or(0);
    let (limit, from) = (ROWS.to_string(), offset.to_string());
    let types = full_types(&call, value("type")).await?;
    let q = query(&[
        ("type", &types),
        ("idPattern", value("pattern")),
        ("q", value("q")),
        ("local", "true"),
        ("options", "sysAttrs"),
        ("limit", &limit),
        ("offset", &from),
    ]);
    let answer = fetch(&call, &format!("{}/entities?{q}", crate::http::ROOT)).await?;
    let entities = answer.items();
    let kept = Kept::with(["type", "pattern", "q", "tenant"].map(|name| (name, value(name))));
    let searched = ["type", "pattern", "q", "tenant"].iter().any(|name| !value(name).is_empty());
    let mut table = Table::new(
        view.t("hub-entities"),
        ["hub-entity-id", "hub-entity-type", "hub-entity-says", "hub-entity-changed"]
            .map(|key| Head::new(view.t(key)))
            .to_vec(),
    )
    .caption_hidden();
    for entity in &entities {
        let id = entity["id"].as_str().unwrap_or_default();
        table.row(vec![
            html! { a class="breaks" href=(entity_link(id, value("tenant"))) { (id) } }.into(),
            named(&entity["type"]).into(),
            html! { small class="breaks" { (says(view, entity)) } }.into(),
            html! { small class="nowrap" { (time(view, &entity["modifiedAt"])) } }.into(),
        ]);
    }
    let body = html! {
        (head(&call, "/hub")?)
        (filter_bar(view, html! {
            (Field::text("type", "hub-entity-type").placeholder("Vehicle").render(view, &kept))
            (Field::text("pattern", "hub-entity-pattern").placeholder("^urn:ngsi-ld:Vehicle").render(view, &kept))
            (Field::text("q", "hub-entity-q").placeholder("speed>60").render(view, &kept))
            (Field::text("tenant", "hub-tenant").placeholder(view.t("hub-tenant-default")).render(view, &kept))
        }))
        (answer.problem())
        @if entities.is_empty() {
            @if searched { (empty_state(&view.t("hub-entities-none"), Some(html! { (Button::link(view.t("hub-entities-all"), "/hub")) }))) }
            @else { (empty_state(&view.t("hub-entities-empty"), None)) }
        } @else {
            (table.render(view))
            (offset_pager(view, offset, entities.len(), ROWS))
        }
    };
    call.page(Page::new(view, &view.t("hub-title")).wide().render(body))
}

/// What a person calls a type, as this page shows it, stands for all types of that last name; anything else is a
/// selection of types as the API has it.
async fn full_types(call: &Call, given: &str) -> Outcome<String> {
    if given.is_empty() || !given.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Ok(given.to_owned());
    }
    let known = fetch(call, &format!("{}/types", crate::http::ROOT)).await?.json();
    let names = known["typeList"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let same: Vec<&str> = names.filter(|name| super::term(name) == given).collect();
    Ok(if same.is_empty() { given.to_owned() } else { same.join(",") })
}

/// The first few attributes, in a line.
fn says(view: &View, entity: &Value) -> String {
    let Some(members) = entity.as_object() else { return String::new() };
    let attributes =
        members.iter().filter(|(name, value)| name.as_str() != "@context" && value.get("type").is_some());
    let mut parts = Vec::new();
    for (name, value) in attributes.take(4) {
        let shown = super::entity::plain(view, value);
        let short: String = shown.chars().take(40).collect();
        let more = if shown.chars().count() > 40 { "…" } else { "" };
        parts.push(format!("{} {short}{more}", super::term(name)));
    }
    parts.join(if super::english(view) { "; " } else { "；" })
}
