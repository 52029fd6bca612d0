//! The journal as a page: each entry with what it holds as fields and values, before and after beside each other.

use axum::response::Response;
use qipan_accounts::Units;
use qipan_accounts::http::Call;
use qipan_kernel::{Id, Outcome, Progress};
use qipan_store::journal::{self, Entry};
use qipan_web::components::*;
use qipan_web::{Lang, Markup, Page, View, html};
use serde_json::Value;

/// Rows of the journal on one page.
const ROWS: usize = 100;
/// Longest value that is shown whole, in characters; the journal itself keeps everything.
const VALUE_MAX: usize = 160;
/// Fields of an entry that are shown at once; the others are folded.
const FIELDS_OPEN: usize = 6;

/// `GET /journal`
pub async fn page(call: Call) -> Outcome<Response> {
    let before = call.query.value("before").parse().unwrap_or(i64::MAX);
    let (entries, units) =
        (call.read(move |tx| journal::latest(tx, before, ROWS)).await?, call.site.units()?);
    let page = markup(&call.view, &units, &entries);
    call.page(page)
}

fn markup(view: &View, units: &Units, entries: &[Entry]) -> Markup {
    let heads =
        ["journal-seq", "journal-at", "journal-actor", "journal-act", "journal-subject", "journal-body"];
    let body = html! {
        h1 { (view.t("journal-title")) }
        p class="quiet" { (view.t("journal-about")) }
        @if entries.is_empty() {
            (empty_state(&view.t("journal-empty"), None))
        } @else {
            div class="table-frame" {
                table class="table cards journal" {
                    caption class="sr" { (view.t("journal-title")) }
                    thead { tr { @for head in heads { th scope="col" { (view.t(head)) } } } }
                    tbody { @for entry in entries { (row(view, units, entry)) } }
                }
            }
            @if entries.len() == ROWS {
                p { a class="button" href={ "/journal?before=" (entries.last().map_or(0, |e| e.seq)) } { (view.t("journal-older")) } }
            }
        }
    };
    Page::new(view, &view.t("journal-title")).wide().render(body)
}

fn row(view: &View, units: &Units, entry: &Entry) -> Markup {
    let kind = word(view, "journal-kind-", &entry.kind).unwrap_or_else(|| entry.kind.clone());
    html! {
        tr {
            td data-label=(view.t("journal-seq")) { (entry.seq) }
            td data-label=(view.t("journal-at")) { span class="nowrap" { (view.moment(entry.at)) } }
            td data-label=(view.t("journal-actor")) { span class="nowrap" { (view.who(entry.actor, &entry.actor_name)) } }
            td data-label=(view.t("journal-act")) { span title=(entry.act) { (act(view, &entry.act)) } }
            td data-label=(view.t("journal-subject")) {
                span class="nowrap" {
                    @match place(&entry.kind) {
                        Some(path) => a href={ (path) (entry.subject) } { (kind) },
                        None => (kind),
                    }
                    small class="quiet" { " · " (entry.n) }
                }
            }
            td data-label=(view.t("journal-body")) { (fields(view, units, entry)) }
        }
    }
}

/// Where a subject has a page of its own.
fn place(kind: &str) -> Option<&'static str> {
    match kind {
        "commitment" => Some("/commitments/"),
        "document" => Some("/documents/"),
        "meeting" => Some("/projects/meetings/"),
        "problem" => Some("/projects/problems/"),
        "request" => Some("/projects/requests/"),
        "unit" => Some("/units/"),
        "system" => Some("/projects/systems/"),
        "proposal" => Some("/projects/proposals/"),
        _ => None,
    }
}

/// The words of a key made of a name in an entry (`lead_unit` → `term-lead-unit`), where there are any.
fn word(view: &View, prefix: &str, name: &str) -> Option<String> {
    let key = format!("{prefix}{}", name.replace('_', "-"));
    view.words.has(view.lang, &key).then(|| view.t(&key).into_owned())
}

/// What an act is called; one that has no words of its own (of an older version) by its name.
fn act(view: &View, act: &str) -> String {
    word(view, "journal-act-", &act.replace('.', "-")).unwrap_or_else(|| act.to_owned())
}

/// One field: its name, what it was, what it is.
struct Field {
    name: String,
    before: Option<String>,
    after: String,
}

fn fields(view: &View, units: &Units, entry: &Entry) -> Markup {
    // The journal holds what this program wrote; an entry that cannot be read is shown as it is.
    let Ok(Value::Object(body)) = serde_json::from_str::<Value>(&entry.body) else {
        return html! { small { (cut(&entry.body)) } };
    };
    let mut all = Vec::new();
    let say = |name: &str, value: &Value| shown(view, units, name, value);
    let (before, after) = (body.get("before"), body.get("after"));
    if let (Some(Value::Object(before)), Some(Value::Object(after))) = (before, after) {
        for name in after.keys().chain(before.keys().filter(|name| !after.contains_key(*name))) {
            let (was, is) =
                (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
            if was != is {
                let field = Field {
                    name: label(view, &entry.kind, name),
                    before: Some(say(name, was)),
                    after: say(name, is),
                };
                all.push(field);
            }
        }
    }
    let changed = !all.is_empty();
    for (name, value) in &body {
        match value {
            Value::Object(inner) if !changed || (name != "before" && name != "after") => {
                for (name, value) in inner.iter().filter(|(_, value)| !is_empty(value)) {
                    all.push(Field {
                        name: label(view, &entry.kind, name),
                        before: None,
                        after: say(name, value),
                    });
                }
            }
            Value::Object(_) => {}
            value if is_empty(value) => {}
            value => all.push(Field {
                name: label(view, &entry.kind, name),
                before: None,
                after: say(name, value),
            }),
        }
    }
    let (open, folded) = all.split_at(all.len().min(FIELDS_OPEN));
    html! {
        (list(open))
        @if !folded.is_empty() {
            details { summary { (view.m(&qipan_kernel::Message::new("journal-more").with("count", folded.len()))) } (list(folded)) }
        }
    }
}

fn list(fields: &[Field]) -> Markup {
    html! {
        @if !fields.is_empty() {
            dl class="journal-fields" {
                @for field in fields {
                    div {
                        dt { (field.name) }
                        dd { @if let Some(before) = &field.before { del { (before) } " → " } (field.after) }
                    }
                }
            }
        }
    }
}

fn label(view: &View, kind: &str, name: &str) -> String {
    let own = match kind {
        "commitment" => "term-",
        "unit" => "unit-",
        "user" => "user-",
        "document" => "document-",
        "post" => "post-",
        _ => "journal-field-",
    };
    let found = word(view, "journal-field-", name).or_else(|| word(view, own, name));
    found.unwrap_or_else(|| name.replace('_', " "))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        _ => false,
    }
}

/// A value in words: units by name, progress in percent, yes and no, days as they are.
fn shown(view: &View, units: &Units, name: &str, value: &Value) -> String {
    let english = view.lang == Lang::En;
    let unit = matches!(name, "lead_unit" | "lead" | "unit" | "parent" | "cooperating");
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(yes) => view.t(if *yes { "journal-yes" } else { "journal-no" }).into_owned(),
        Value::String(text) if text.is_empty() => "—".to_owned(),
        Value::String(text) => cut(text),
        Value::Number(number) => match number.as_i64() {
            Some(id) if unit && units.get(Id(id)).is_some() => units.short_name(Id(id), english),
            Some(points) if matches!(name, "claimed" | "verified" | "verified_before") => {
                i32::try_from(points)
                    .map_or_else(|_| number.to_string(), |points| Progress(points).to_string())
            }
            _ => number.to_string(),
        },
        Value::Array(all) if all.is_empty() => "—".to_owned(),
        Value::Array(all) => {
            let parts: Vec<String> = all.iter().take(20).map(|one| shown(view, units, name, one)).collect();
            cut(&parts.join(if english { ", " } else { "、" }))
        }
        Value::Object(all) => {
            let parts: Vec<String> = all
                .iter()
                .map(|(name, value)| format!("{name} {}", shown(view, units, name, value)))
                .collect();
            cut(&parts.join(" · "))
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(VALUE_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qipan_kernel::Moment;
    use std::sync::Arc;

    fn page(lang: Lang, kind: &str, body: &str) -> String {
        let words = Arc::new(crate::wiring::words());
        let view = View::anonymous(words, lang, "/journal", "2026-11-22".parse().unwrap());
        let entry = Entry {
            seq: 7,
            at: Moment(0),
            actor: Id(1),
            actor_name: "张示例".into(),
            act: "commitment.amend".into(),
            kind: kind.into(),
            subject: Id(5),
            n: 2,
            body: body.into(),
        };
        let page = markup(&view, &Units::default(), &[entry]).into_string();
        assert!(!page.contains('⟦'), "a key without words");
        page
    }

    #[test]
    fn an_entry_shows_what_differs_as_fields() {
        let body = r#"{"reason":"延期","before":{"statement":"甲","due_day":"2026-06-30","leader":""},"after":{"statement":"甲","due_day":"2026-09-30","leader":"李示例"}}"#;
        for (lang, label) in [(Lang::Zh, "责任领导"), (Lang::En, "leader")] {
            let page = page(lang, "commitment", body);
            assert!(page.contains(label) && page.contains("延期"), "{page}");
            assert!(
                page.contains("<del>2026-06-30</del> → 2026-09-30") && page.contains("<del>—</del> → 李示例")
            );
            assert!(!page.contains('{') && !page.contains("甲"), "no raw text, nothing that stayed");
        }
    }

    #[test]
    fn odd_entries_are_shown_all_the_same() {
        let evil =
            r#"{"note":"<script>alert(1)</script>","claimed":4100,"deep":{"a":{"b":[1,2]}},"yes":true}"#;
        let page = page(Lang::Zh, "strange", evil);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert") && page.contains("41%"));
        assert!(super::tests::page(Lang::En, "unit", "not json").contains("not json"));
    }
}
