//! One entity: what it says, where it is, how that came.

use std::collections::BTreeMap;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Day, Failure, Moment, Outcome};
use qipan_ngsild::Timestamp;
use qipan_web::components::chart::{LineChart, Series, Stroke, line_chart};
use qipan_web::components::*;
use qipan_web::{Markup, Page, View, html};
use serde_json::Value;

use super::{entity_link, fetch, named, place, query, term, texts, time};

/// Instances of each attribute that are looked at.
const PAST: &str = "200";
/// Rows of a table of the past.
const ROWS: usize = 20;

/// `GET /hub/entity?id=…`.
pub async fn page(call: Call) -> Outcome<Response> {
    let (view, id, tenant) = (&call.view, call.query.value("id").trim(), call.query.value("tenant").trim());
    if id.is_empty() {
        // No entity is named: the list to choose one from.
        return call.redirect("/hub");
    }
    let path: String =
        percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC).collect();
    let root = crate::http::ROOT;
    // What is here: a page does not wait for other sources.
    let answer = fetch(&call, &format!("{root}/entities/{path}?local=true&options=sysAttrs")).await?;
    if answer.status == 404 {
        return Err(Failure::not_found());
    }
    let entity = answer.json();
    let asked = query(&[("lastN", PAST), ("options", "sysAttrs"), ("timeproperty", "modifiedAt")]);
    let past = fetch(&call, &format!("{root}/temporal/entities/{path}?{asked}")).await?;
    let past = if past.fine() { past.json() } else { Value::Null };
    let body = html! {
        (breadcrumb(view, &[
            Crumb::link(view.t("hub-title"), format!("/hub?{}", query(&[("tenant", tenant)]))),
            Crumb::link(entity["type"].as_str().map_or_else(|| texts(&entity["type"]), |name| term(name).to_owned()), format!("/hub?{}", query(&[("type", &texts(&entity["type"])), ("tenant", tenant)]))),
            Crumb::here(id),
        ]))
        h1 class="breaks" { (id) }
        (answer.problem())
        (Definitions::new()
            .row(view.t("hub-entity-type"), named(&entity["type"]))
            .maybe(view.t("hub-entity-scope"), Some(texts(&entity["scope"])).filter(|text| !text.is_empty()))
            .maybe(view.t("hub-tenant"), Some(tenant).filter(|text| !text.is_empty()))
            .row(view.t("hub-entity-made"), time(view, &entity["createdAt"]))
            .row(view.t("hub-entity-changed"), time(view, &entity["modifiedAt"])))
        section { h2 { (view.t("hub-attributes")) } (attributes(view, &entity, tenant)) }
        @for (name, place) in places(&entity) {
            section { h2 { (view.t("hub-place")) " · " (name) } (place::map(view, place)) }
        }
        section { h2 { (view.t("hub-past")) } (history(view, &past)) }
    };
    call.page(Page::new(view, id).render(body))
}

/// Members that are attributes, each instance by itself.
fn instances(entity: &Value) -> Vec<(&String, &Value)> {
    let Some(members) = entity.as_object() else { return Vec::new() };
    let mut all = Vec::new();
    for (name, value) in
        members.iter().filter(|(name, _)| !matches!(name.as_str(), "@context" | "id" | "type" | "scope"))
    {
        match value {
            Value::Array(items) => {
                all.extend(items.iter().filter(|item| item.get("type").is_some()).map(|item| (name, item)))
            }
            Value::Object(_) => all.push((name, value)),
            _ => {}
        }
    }
    all
}

/// What an attribute says, of whatever kind it is.
fn value_of(attr: &Value) -> &Value {
    const MEMBERS: [&str; 8] =
        ["value", "object", "languageMap", "vocab", "json", "valueList", "objectList", "values"];
    MEMBERS.iter().find_map(|member| attr.get(*member)).unwrap_or(&Value::Null)
}

/// What an attribute says, as text; of several languages, the reader's.
pub fn plain(view: &View, attr: &Value) -> String {
    match attr {
        Value::Array(items) => items.iter().map(|item| plain(view, item)).collect::<Vec<_>>().join(", "),
        attr => match value_of(attr) {
            Value::Object(map) if attr["type"] == "GeoProperty" => {
                let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
                match (kind, map.get("coordinates")) {
                    ("Point", Some(place)) => format!("Point {}", texts(place)),
                    _ => kind.to_owned(),
                }
            }
            Value::Object(map) if attr["type"] == "LanguageProperty" => {
                let own = map.iter().find(|(lang, _)| primary(lang) == primary(view.lang.tag()));
                own.or(map.iter().next()).map(|(_, text)| texts(text)).unwrap_or_default()
            }
            value => texts(value),
        },
    }
}

/// The language of a tag, without script or region.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn attributes(view: &View, entity: &Value, tenant: &str) -> Markup {
    let heads = ["hub-attribute", "hub-value", "hub-kind", "hub-observed"].map(|key| Head::new(view.t(key)));
    let mut table = Table::new(view.t("hub-attributes"), heads.to_vec()).caption_hidden();
    for (name, attr) in instances(entity) {
        let kind = attr["type"].as_str().unwrap_or_default();
        let value = match (kind, value_of(attr)) {
            ("Relationship", Value::String(uri)) => {
                html! { a class="breaks" href=(entity_link(uri, tenant)) { (uri) } }
            }
            ("Relationship" | "ListRelationship", Value::Array(uris)) => html! {
                @for uri in uris.iter().filter_map(|uri| uri.as_str().or(uri["object"].as_str())) {
                    a class="breaks" href=(entity_link(uri, tenant)) { (uri) } br;
                }
            },
            ("LanguageProperty", Value::Object(map)) => html! {
                @for (lang, text) in map { small { (lang) } " " (texts(text)) br; }
            },
            ("GeoProperty", _) => html! { (plain(view, attr)) },
            (_, Value::Object(_)) => html! { pre class="code" { (pretty(value_of(attr))) } },
            _ => {
                html! { span class="breaks" { (plain(view, attr)) @if let Some(unit) = attr["unitCode"].as_str() { " " small { (unit) } } } }
            }
        };
        let when = if attr["observedAt"].is_string() { &attr["observedAt"] } else { &attr["modifiedAt"] };
        let own = attr["datasetId"].as_str();
        table.row(vec![
            html! { span title=(name) { (term(name)) } @if let Some(own) = own { br; small class="breaks" { (own) } } }.into(),
            html! { div { (value) } }.into(),
            html! { small { (kind) } }.into(),
            html! { small class="nowrap" { (time(view, when)) } }.into(),
        ]);
    }
    if table.is_empty() { empty_state(&view.t("hub-attributes-none"), None) } else { table.render(view) }
}

/// JSON over several lines.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn places(entity: &Value) -> Vec<(&String, &Value)> {
    let all = instances(entity).into_iter().filter(|(_, attr)| attr["type"] == "GeoProperty");
    all.map(|(name, attr)| (name, value_of(attr))).collect()
}

fn moment(attr: &Value) -> Option<Moment> {
    let text = ["observedAt", "modifiedAt", "createdAt"].iter().find_map(|name| attr[*name].as_str())?;
    Timestamp::parse(text).map(|at| Moment(at.0 / 1_000))
}

/// The past of each attribute: numbers as a chart, everything as a table.
fn history(view: &View, past: &Value) -> Markup {
    let mut by_name: BTreeMap<&String, Vec<(Moment, &Value)>> = BTreeMap::new();
    for (name, attr) in instances(past) {
        if let Some(at) = moment(attr) {
            by_name.entry(name).or_default().push((at, attr));
        }
    }
    by_name.values_mut().for_each(|all| all.sort_by_key(|(at, _)| *at));
    // What was said once and is said still stands above.
    by_name.retain(|_, all| all.len() > 1 || all.iter().any(|(_, attr)| attr["deletedAt"].is_string()));
    if by_name.is_empty() {
        return empty_state(&view.t("hub-past-none"), None);
    }
    html! {
        @for (name, all) in by_name {
            h3 { (name) }
            (numbers(view, name, &all))
            details open[all.len() <= 3] {
                summary { (view.t("hub-past-values")) " " span class="count" { (all.len()) } }
                (past_table(view, name, &all))
            }
        }
    }
}

/// A chart where there are numbers of several days.
fn numbers(view: &View, name: &str, all: &[(Moment, &Value)]) -> Markup {
    let mut points: Vec<(Day, f64)> = Vec::new();
    for (at, attr) in all {
        let Some(number) = value_of(attr).as_f64() else { return html! {} };
        // The last value of a day stands for it.
        match points.last_mut() {
            Some((day, value)) if *day == at.day() => *value = number,
            _ => points.push((at.day(), number)),
        }
    }
    if points.len() < 2 {
        return html! {};
    }
    let unit = all.last().and_then(|(_, attr)| attr["unitCode"].as_str()).unwrap_or_default().to_owned();
    let series = Series { name: name.to_owned(), stroke: Stroke::Verified, points, steps: true };
    let title = name.to_owned();
    line_chart(view, &LineChart { title, unit, series: vec![series], markers: Vec::new(), top: None })
}

fn past_table(view: &View, name: &str, all: &[(Moment, &Value)]) -> Markup {
    let mut table =
        Table::new(name, ["hub-observed", "hub-value"].map(|key| Head::new(view.t(key))).to_vec())
            .caption_hidden();
    for (at, attr) in all.iter().rev().take(ROWS) {
        let gone = attr["deletedAt"].is_string();
        table.row(vec![
            html! { span class="nowrap" { (view.moment(*at)) } }.into(),
            html! { @if gone { em { (view.t("hub-past-gone")) } } @else { span class="breaks" { (plain(view, attr)) } } }.into(),
        ]);
    }
    table.render(view)
}
