//! The history of a commitment in words: the journal's entries, with what each changed.

use qipan_accounts::people::Bearer;
use qipan_kernel::{Day, Id, Message, Progress};
use qipan_store::journal::Entry;
use qipan_web::components::TimelineEntry;
use qipan_web::{Markup, html};
use serde_json::Value;

use super::setting::{Setting, drawn};
use crate::commitments::model::{Commitment, Kind, Terms};
use crate::commitments::suspension::Suspension;

/// What an entry's act is called.
fn act_key(act: &str) -> &'static str {
    match act {
        "commitment.register" => "act-register",
        "commitment.issue" => "act-issue",
        "commitment.sign_for" => "act-sign-for",
        "commitment.report" => "act-report",
        "commitment.evidence" => "act-evidence",
        "commitment.verify" => "act-verify",
        "commitment.return" => "act-return",
        "commitment.submit" => "act-submit",
        "commitment.close" => "act-close",
        "commitment.strike_off" => "act-strike-off",
        "commitment.suspend" => "act-suspend",
        "commitment.resume" => "act-resume",
        "commitment.withdraw" => "act-withdraw",
        "commitment.amend" => "act-amend",
        "commitment.opinion" => "act-opinion",
        "commitment.link" => "act-link",
        "commitment.bind" => "act-bind",
        "commitment.unbind" => "act-unbind",
        "commitment.reading" => "act-reading",
        _ => "act-other",
    }
}

fn progress(body: &Value, name: &str) -> Option<Progress> {
    body.get(name)?.as_i64().map(|points| Progress(points as i32))
}

fn text<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// The day from which a suspension or what ends it counts.
fn acted_on(act: &str, body: &Value) -> Option<Day> {
    let day = match act {
        "commitment.suspend" => body.get("suspension")?.get("since")?,
        "commitment.resume" => body.get("day")?,
        _ => return None,
    };
    day.as_str()?.parse().ok()
}

/// One field of the terms that an amendment changed, in words.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Key of the field's label.
    pub label: &'static str,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// What differs between two terms, field by field.
pub fn differences(setting: &Setting, before: &Terms, after: &Terms) -> Vec<FieldChange> {
    let unit = |id: Id| setting.unit_full(id);
    let units = |ids: &[Id]| ids.iter().map(|id| unit(*id)).collect::<Vec<_>>().join("、");
    let day = |day: Option<Day>| setting.day_or_dash(day);
    let bearer = |link: Option<Bearer>| {
        link.map_or_else(String::new, |link| setting.roster.name(link, &setting.units, setting.english()))
    };
    let kind = |kind: Kind| setting.view.t(kind.key()).into_owned();
    let schedule = |schedule: &Option<String>| setting.schedule(schedule.as_deref());
    let rows = [
        ("term-statement", before.statement.clone(), after.statement.clone()),
        ("term-kind", kind(before.kind), kind(after.kind)),
        ("term-line", setting.line(before.line), setting.line(after.line)),
        ("term-lead", unit(before.lead_unit), unit(after.lead_unit)),
        ("term-cooperating", units(&before.cooperating), units(&after.cooperating)),
        ("term-leader", before.leader.clone(), after.leader.clone()),
        ("term-leader-link", bearer(before.leader_link), bearer(after.leader_link)),
        ("term-contact", before.contact.clone(), after.contact.clone()),
        ("term-measure", before.measure.clone(), after.measure.clone()),
        ("term-limit-words", before.limit_words.clone(), after.limit_words.clone()),
        ("term-start", day(Some(before.start_day)), day(Some(after.start_day))),
        ("term-due", day(before.due_day), day(after.due_day)),
        ("term-schedule", schedule(&before.schedule), schedule(&after.schedule)),
        ("term-rule-set", setting.rule_set(&before.rule_set), setting.rule_set(&after.rule_set)),
    ];
    rows.into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(label, before, after)| FieldChange { label, before, after })
        .collect()
}

/// Changes as a list: what it was, struck through, and what it is.
pub fn changes_list(setting: &Setting, changes: &[FieldChange]) -> Markup {
    let shown = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
    html! {
        ul class="changes" {
            @for change in changes {
                li { (setting.view.t(change.label)) "：" del { (shown(&change.before)) } " → " ins { (shown(&change.after)) } }
            }
        }
    }
}

/// The query of a binding, as one line.
fn bound(body: &Value) -> Option<String> {
    let binding = body.get("after").or_else(|| body.get("before"))?;
    let query = binding.get("query")?;
    let part = |name| text(query, name).map(|text| format!("{name}={text}"));
    Some(
        ["type", "q", "attribute", "aggregate", "period"]
            .into_iter()
            .filter_map(part)
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// What was read.
fn read(body: &Value) -> Option<String> {
    let value = body.get("value")?.as_f64()?;
    Some(format!("{value} {}", text(body, "unit").unwrap_or_default()).trim_end().to_owned())
}

/// Why, who approved it, and until when.
fn suspended(setting: &Setting, body: &Value) -> Option<Markup> {
    let one: Suspension = serde_json::from_value(body.get("suspension")?.clone()).ok()?;
    Some(html! {
        p class="pre" { (one.reason) }
        p { (setting.say("suspension-approved-by", "who", one.approved_by.as_str()))
            @if let Some(expected) = one.expected { " " (setting.say("suspension-expected-on", "day", expected)) } }
    })
}

fn detail(setting: &Setting, entry: &Entry, body: &Value) -> Option<Markup> {
    let terms = |name: &str| serde_json::from_value::<Terms>(body.get(name)?.clone()).ok();
    if let (Some(before), Some(after)) = (terms("before"), terms("after")) {
        let changes = differences(setting, &before, &after);
        let reason = text(body, "reason").or_else(|| text(body, "note")).map(str::to_owned);
        let approved = text(body, "approved_by").map(str::to_owned);
        return Some(html! {
            (changes_list(setting, &changes))
            @if let Some(reason) = reason { p { (setting.say("act-reason", "words", reason)) } }
            @if let Some(approved) = approved { p { (setting.say("suspension-approved-by", "who", approved)) } }
        });
    }
    let words = match entry.act.as_str() {
        "commitment.evidence" => text(body, "name"),
        "commitment.bind" | "commitment.unbind" => {
            return bound(body).map(|text| html! { p { code { (text) } } });
        }
        "commitment.suspend" => return suspended(setting, body),
        "commitment.reading" => return read(body).map(|text| html! { p { (text) } }),
        "commitment.opinion" | "commitment.link" => text(body, "words"),
        "commitment.report" => text(body, "text"),
        "commitment.withdraw" => text(body, "reason"),
        _ => text(body, "note"),
    };
    words.map(|words| html! { p class="pre" { (words) } })
}

/// The entries as a timeline, newest first as given. `versions` gives the light after each act.
pub fn entries(setting: &Setting, journal: &[Entry], versions: &[Commitment]) -> Vec<TimelineEntry> {
    journal
        .iter()
        .map(|entry| {
            // The journal holds what this program wrote; an entry that cannot be read is shown without details.
            let body: Value = serde_json::from_str(&entry.body).unwrap_or(Value::Null);
            let mut message = Message::new(act_key(&entry.act));
            if entry.act == "commitment.report" {
                message = message.with("claimed", progress(&body, "claimed").unwrap_or_default());
            } else if matches!(entry.act.as_str(), "commitment.verify" | "commitment.reading") {
                message = message.with("verified", progress(&body, "verified").unwrap_or_default());
            } else if let Some(day) = acted_on(&entry.act, &body) {
                message = message.with("day", day);
            } else if act_key(&entry.act) == "act-other" {
                message = message.with("act", entry.act.as_str());
            }
            let version = versions.iter().find(|one| one.version.journal_seq == entry.seq);
            TimelineEntry {
                at: entry.at,
                who: setting.view.who(entry.actor, &entry.actor_name),
                what: html! { (setting.view.m(&message)) },
                detail: detail(setting, entry, &body),
                light: version.map(|one| drawn(one.version.light_at(one.version.valid_from))),
            }
        })
        .collect()
}
