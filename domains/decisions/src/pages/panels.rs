//! Around text and drafts: the facts of the document, the bar of acts, what gave nothing, what was mended.

use maud::{Markup, html};
use qipan_accounts::units::UnitKind;
use qipan_kernel::{Failure, Message};
use qipan_records::documents::{Facts, KINDS};
use qipan_web::components::{Button, Field, Light, button_form, callout, error_summary, form};
use qipan_web::{Kept, View};

use super::list::progress;
use super::setting::{Setting, kind_key};
use crate::drafts::new_unit::kind_of;
use crate::drafts::review::Review;

/// The kinds of repair that have words of their own.
const REPAIRS: [&str; 6] = ["boilerplate", "gloss", "glued", "spacing", "quotes", "case"];

pub(super) fn head(setting: &Setting, review: &Review, kept: &Kept) -> Markup {
    let view = &setting.view;
    let document = &review.document;
    let facts = &document.facts;
    let meeting = (!facts.meeting.is_empty()).then(|| facts.meeting.clone());
    let parts = [
        Some(facts.number.clone()),
        Some(facts.issuer.clone()),
        facts.day.map(|day| view.day(day)),
        meeting.filter(|meeting| !facts.title.contains(meeting.as_str())),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    html! {
        div class="d-head" {
            h1 { (facts.title) }
            p class="d-meta" {
                (parts.join(" · ")) @if !parts.is_empty() { " · " }
                a href={ "/documents/" (document.id) "/original" } download title=(document.name) { (view.t("document-original")) }
                span class="quiet" { " " (size(document.size)) }
            }
            @if setting.reviews { (facts_form(setting, review, kept)) }
            @if facts.day.is_none() && setting.reviews { p class="no-day" { (view.t("document-no-day")) } }
        }
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", (bytes + 512) / 1_024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

/// The facts as the values of their form.
fn values(facts: &Facts, version: i64) -> Kept {
    let number = |value: Option<i64>| value.map_or(String::new(), |value| value.to_string());
    Kept::with([
        ("title", facts.title.clone()),
        ("number", facts.number.clone()),
        ("issuer", facts.issuer.clone()),
        ("kind", facts.kind.clone()),
        ("day", facts.day.map_or(String::new(), |day| day.to_string())),
        ("meeting", facts.meeting.clone()),
        ("ordinal", number(facts.ordinal)),
        ("version", version.to_string()),
    ])
}

fn facts_form(setting: &Setting, review: &Review, kept: &Kept) -> Markup {
    let view = &setting.view;
    let document = &review.document;
    let typed = !kept.failures().is_empty();
    let fresh = values(&document.facts, document.version);
    let kept = if typed { kept } else { &fresh };
    let kinds = KINDS.iter().map(|kind| (*kind, view.t(&kind_key(kind)).into_owned()));
    let field = |field: Field<'_>| field.render(view, kept);
    html! {
        details class="facts" open[typed] {
            summary { (view.t("document-facts")) }
            (form(view, &format!("/documents/{}/facts", document.id), html! {
                (error_summary(view, kept))
                input type="hidden" name="version" value=(document.version);
                (field(Field::text("title", "document-title").required().max(300)))
                (field(Field::text("number", "document-number").short().max(300)))
                (field(Field::text("issuer", "document-issuer").short().max(300)))
                (field(Field::select("kind", "document-kind", kinds).short()))
                (field(Field::day("day", "document-day").hint(view.t("document-day-hint"))))
                (field(Field::text("meeting", "document-meeting").short().max(300)))
                (field(Field::number("ordinal", "document-ordinal")))
                div class="actions" {
                    (Button::submit(view.t("document-save-facts")))
                    (Button::submit(view.t("document-extract-again")).secondary().to(format!("/documents/{}/extract", document.id)))
                }
            }))
        }
    }
}

/// The bar above text and drafts: how many stand where, and what may be done with all of them.
pub(super) fn bar(setting: &Setting, review: &Review) -> Markup {
    let view = &setting.view;
    let counts = review.counts();
    let id = review.document.id;
    let (complete, incomplete) = (review.complete(), review.incomplete());
    let action = |what: &str| format!("/documents/{id}/{what}");
    let say = |key: &'static str, count: i64| setting.say(key, "count", count);
    html! {
        div class="d-bar" id="bar" {
            (progress(view, id, &counts))
            @if counts.rejected > 0 { span class="dcounts" { span class="dcount dcount-rejected" { (say("documents-count-rejected", counts.rejected)) } } }
            @if !review.drafts.is_empty() { a class="to-drafts" href="#drafts" { (view.t("document-drafts")) " ↓" } }
            div class="d-bar-acts" {
                @if setting.reviews {
                    @if complete > 0 {
                        form class="button-form" method="post" action=(action("accept-complete")) data-swap {
                            input type="hidden" name="csrf" value=(view.csrf);
                            (Button::submit(say("draft-accept-complete", complete as i64)).secondary())
                        }
                    }
                    form class="button-form" id="merge-form" method="post" action=(action("merge")) data-swap {
                        input type="hidden" name="csrf" value=(view.csrf);
                        (Button::submit(view.t("draft-merge")).secondary())
                    }
                }
                @if setting.registers && counts.accepted > 0 {
                    @if incomplete > 0 { span class="warn" { (say("draft-incomplete", incomplete as i64)) } }
                    (button_form(view, &action("register"), &[], &Button::submit(say("draft-register", counts.accepted))))
                }
                @if counts.registered + counts.linked > 0 {
                    (Button::link(view.t("document-board"), "/"))
                    (Button::link(view.t("document-commitments"), format!("/commitments?done=1&document={id}")))
                }
            }
        }
    }
}

/// What was refused, each fault with a link to its draft.
pub(super) fn failures(setting: &Setting, review: &Review, failure: &Failure) -> Markup {
    let view = &setting.view;
    let all = std::iter::once(failure).chain(&failure.more);
    let place = |failure: &Failure| {
        let field = failure.field.as_deref()?;
        let index = review.drafts.iter().position(|draft| field == format!("draft-{}", draft.id))?;
        Some((index + 1, review.drafts[index].id))
    };
    let body = html! {
        ul {
            @for one in all {
                li {
                    @if let Some((number, id)) = place(one) {
                        a href={ "#d-" (id) } { (setting.say("draft-label", "number", number)) } " "
                    }
                    (view.m(&one.message))
                }
            }
        }
    };
    html! { div role="alert" id="refused" { (callout(Light::Red, &view.t("document-refused"), body)) } }
}

/// The place on the page where a unit of this name is entered.
pub(super) fn unit_anchor(review: &Review, name: &str) -> Option<String> {
    let at = review.unknown_units().iter().position(|(known, _)| known == name)?;
    Some(format!("unit-{}", at + 1))
}

/// The units that drafts wait for: each is entered here in one step, with the name filled in.
pub(super) fn new_units(setting: &Setting, review: &Review, kept: &Kept) -> Markup {
    let view = &setting.view;
    let all = review.unknown_units();
    let typed = kept.value("written").to_owned();
    let fresh = |name: &str| {
        Kept::with([("written", name), ("name", name), ("kind", kind_of(name).as_str()), ("parent", "")])
    };
    let kinds = UnitKind::ALL.map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    html! {
        @if setting.makes_units && setting.reviews && !all.is_empty() {
            section class="new-units" id="units" aria-label=(view.t("draft-new-units")) {
                p { strong { (view.t("draft-new-units")) } " " span class="quiet" { (view.t("draft-new-units-about")) } }
                // One list of names serves every form.
                datalist id="unit-names" { @for (_, name) in setting.unit_options() { option value=(name) {} } }
                @for (index, (name, count)) in all.iter().enumerate() {
                    @let refused = &typed == name && !kept.failures().is_empty();
                    @let own = if refused { kept.clone() } else { fresh(name) };
                    @let id = format!("unit-{}", index + 1);
                    details id=(id) open[refused] {
                        summary { (name) " " span class="quiet" { (setting.say("draft-new-unit-waits", "count", *count as i64)) } }
                        @if refused { (error_summary(view, &own)) }
                        form class="form" method="post" action={ "/documents/" (review.document.id) "/units" } {
                            input type="hidden" name="csrf" value=(view.csrf);
                            input type="hidden" name="written" value=(name);
                            div class="field" { label for={ (id) "-name" } { (view.t("draft-new-unit-name")) }
                                input id={ (id) "-name" } name="name" required maxlength="100" value=(own.value("name")); }
                            div class="field" { label for={ (id) "-parent" } { (view.t("draft-new-unit-parent")) }
                                input id={ (id) "-parent" } name="parent" list="unit-names" autocomplete="off" value=(own.value("parent"))
                                    placeholder=(view.t("draft-new-unit-top")); }
                            div class="field" { label for={ (id) "-kind" } { (view.t("draft-kind")) }
                                select id={ (id) "-kind" } name="kind" {
                                    @for (value, words) in &kinds { option value=(value) selected[own.value("kind") == *value] { (words) } }
                                } }
                            div class="actions" { (Button::submit(view.t("draft-make-unit"))) }
                        }
                    }
                }
            }
        }
    }
}

/// Passages with a word of obligation that gave no draft: nothing is lost silently.
pub(super) fn coverage(setting: &Setting, review: &Review) -> Markup {
    let view = &setting.view;
    let open = review.uncovered();
    let (covered, obliged) = review.coverage();
    let said = Message::new("coverage-said").with("covered", covered).with("obliged", obliged);
    html! {
        details class="coverage" {
            summary {
                strong { (view.t("coverage-title")) } " "
                span class="quiet" { (view.m(&said)) }
            }
            @if open.is_empty() { p class="quiet" { (view.t("coverage-all")) } }
            ol {
                @for passage in open {
                    li {
                        p class="cov-words" data-span={ (passage.span.start) "-" (passage.span.end) } { (review.words(passage.span)) }
                        p class="quiet" { (view.t(&passage.rule.key())) }
                        @if setting.reviews {
                            form method="post" action={ "/documents/" (review.document.id) "/drafts" } data-swap {
                                input type="hidden" name="csrf" value=(view.csrf);
                                input type="hidden" name="start" value=(passage.span.start);
                                input type="hidden" name="end" value=(passage.span.end);
                                (Button::submit(view.t("coverage-make")).secondary().small())
                            }
                        }
                    }
                }
            }
        }
        @if setting.reviews { (selected(view, review)) }
    }
}

/// The form that the script fills from a selection in the text.
fn selected(view: &View, review: &Review) -> Markup {
    html! {
        form class="js-only selection" id="selection" method="post" hidden
            action={ "/documents/" (review.document.id) "/drafts" } data-swap {
            input type="hidden" name="csrf" value=(view.csrf);
            input type="hidden" name="start" value="";
            input type="hidden" name="end" value="";
            (Button::submit(view.t("selection-make")))
        }
    }
}

/// What was taken away or mended when the file was read.
pub(super) fn repairs(setting: &Setting, review: &Review) -> Markup {
    let view = &setting.view;
    let repairs = &review.reading.repairs;
    html! {
        @if !repairs.is_empty() {
            details class="repairs" {
                summary { (view.t("document-repairs")) }
                ul {
                    @for repair in repairs {
                        @let kind = REPAIRS.iter().find(|kind| **kind == repair.kind).copied().unwrap_or("other");
                        li {
                            (view.m(&Message { key: format!("document-repair-{kind}").into(), args: Vec::new() }))
                            " × " (view.number(repair.count as i64))
                            @if !repair.example.is_empty() { span class="quiet" { " · " q { (repair.example) } } }
                        }
                    }
                }
            }
        }
    }
}

/// The keys of this page: hidden buttons that the script turns into acts on the current draft, so that the help
/// dialog lists them.
pub(super) fn keys(setting: &Setting) -> Markup {
    let view = &setting.view;
    let walk = [("j", "next", "key-draft-next"), ("k", "previous", "key-draft-previous")];
    let acts = [
        ("a", "accept", "key-draft-accept"),
        ("r", "reject", "key-draft-reject"),
        ("e", "edit", "key-draft-edit"),
        ("s", "split", "key-draft-split"),
        ("m", "merge", "key-draft-merge"),
        ("u", "undo", "key-draft-undo"),
    ];
    html! {
        div class="js-only sr" id="keys" {
            @for (key, does, label) in walk.iter().chain(acts.iter().filter(|_| setting.reviews)) {
                button type="button" tabindex="-1" data-key=(key) data-key-label=(view.t(label)) data-do=(does) { (view.t(label)) }
            }
        }
    }
}
