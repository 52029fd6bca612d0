//! What is like a proposal, side by side: functions, data items, sentences, each pair with how surely and why.

use std::collections::HashSet;

use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message};
use qipan_overlap::Taxonomy;
use qipan_web::components::{Button, Light, callout, form};
use qipan_web::{Markup, html};

use crate::proposals::model::{Beside, Found, Whose};
use crate::proposals::rules::alerts;

/// What the drawing needs besides the finds.
pub(super) struct Around<'a> {
    /// Words, names.
    pub setting: &'a Setting,
    /// Names of capabilities.
    pub taxonomy: &'a Taxonomy,
    /// From this likeness on it overlaps; basis points.
    pub alert: i64,
    /// Systems that the actor may open; `None` for all.
    pub open: Option<&'a HashSet<Id>>,
    /// Where a ruling on two functions leads back to; `None` where nothing is taught.
    pub teach: Option<String>,
}

fn percent(score: i64) -> String {
    format!("{}%", (score + 50) / 100)
}

/// The warning, and everything that is like the proposal.
pub(super) fn section(around: &Around<'_>, found: &[Found]) -> Markup {
    let (setting, view) = (around.setting, &around.setting.view);
    let over: Vec<&Found> = alerts(found, around.alert).collect();
    html! {
        section id="overlap" class="overlap" {
            h2 { (view.t("likeness-title")) }
            @if let Some(first) = over.first() {
                (callout(Light::Red, &setting.say("likeness-alert", "count", over.len()), html! {
                    p { (view.m(&Message::new("likeness-alert-first").with("name", first.name.as_str()).with("unit", setting.unit(first.unit)).with("score", percent(first.score)).with("count", first.functions.len()))) }
                }))
            } @else {
                (callout(Light::Green, &setting.say("likeness-none", "alert", percent(around.alert)), html! {}))
            }
            @for (at, one) in found.iter().enumerate() { (one_of(around, one, at == 0)) }
            p class="quiet" { (view.t("likeness-about")) }
        }
    }
}

fn one_of(around: &Around<'_>, one: &Found, first: bool) -> Markup {
    let (setting, view) = (around.setting, &around.setting.view);
    let over = one.score >= around.alert;
    let [functions, items, text, name] = one.figures;
    let figures = Message::new("likeness-figures")
        .with("functions", percent(functions))
        .with("items", percent(items))
        .with("text", percent(text))
        .with("name", percent(name));
    let sees = around.open.is_none_or(|open| open.contains(&one.id));
    let href = match one.whose {
        Whose::System => format!("/projects/systems/{}", one.id),
        Whose::Project => format!("/projects/{}", one.id),
        Whose::Proposal => format!("/projects/proposals/{}", one.id),
    };
    let english = setting.english();
    let named = |id: &String| {
        let known = around.taxonomy.capability(id);
        known.map_or_else(|| id.clone(), |one| if english { one.en.clone() } else { one.zh.clone() })
    };
    html! {
        details class={ "likeness" @if over { " over" } } open[first] {
            summary {
                span class="score" { (percent(one.score)) }
                span { strong { (one.name) } " " small class="quiet" { (view.t(one.whose.key())) " · " (setting.unit(one.unit)) }
                    br; small class="quiet" { (view.m(&figures)) } }
                meter min="0" max="10000" value=(one.score) aria-hidden="true" {}
            }
            @if sees { p { a href=(href) { (view.t("likeness-open")) } } }
            @if !one.capabilities.is_empty() {
                p { (view.t("likeness-capabilities")) " " @for id in &one.capabilities { span class="chip" { (named(id)) } " " } }
            }
            (pairs(around, "system-functions", &one.functions, true))
            @if !one.only_own.is_empty() || !one.only_other.is_empty() {
                div class="side-by-side" {
                    div { h4 { (view.t("likeness-only-own")) } ul { @for text in &one.only_own { li { (text) } } } }
                    div { h4 { (view.t("likeness-only-other")) } ul { @for text in &one.only_other { li { (text) } } } }
                }
            }
            (pairs(around, "system-items", &one.items, false))
            (pairs(around, "likeness-passages", &one.passages, false))
        }
    }
}

/// Phrases side by side.
fn pairs(around: &Around<'_>, title: &'static str, all: &[Beside], functions: bool) -> Markup {
    let view = &around.setting.view;
    html! {
        @if !all.is_empty() {
            table class="pairs" {
                caption { (view.t(title)) }
                thead { tr { th scope="col" { (view.t("likeness-own")) } th scope="col" { (view.t("likeness-other")) } th scope="col" { (view.t("likeness-why")) } } }
                tbody {
                    @for pair in all {
                        tr {
                            td data-label=(view.t("likeness-own")) { (pair.own) }
                            td data-label=(view.t("likeness-other")) { (pair.other) }
                            td data-label=(view.t("likeness-why")) { div { (why(around, pair)) @if functions { (ruling(around, pair)) } } }
                        }
                    }
                }
            }
        }
    }
}

fn why(around: &Around<'_>, pair: &Beside) -> Markup {
    let (setting, view) = (around.setting, &around.setting.view);
    let said = match pair.how.as_str() {
        "same" => view.t("likeness-how-same").into_owned(),
        "ruled" => view.t("likeness-how-ruled").into_owned(),
        "capability" => {
            let known = around.taxonomy.capability(&pair.capability);
            let name = known
                .map_or(pair.capability.as_str(), |one| if setting.english() { &one.en } else { &one.zh });
            setting.say("likeness-how-capability", "name", name)
        }
        "usage" => view.t("likeness-how-usage").into_owned(),
        _ => view.t("likeness-how-alike").into_owned(),
    };
    html! { (percent(pair.score)) " " span class="quiet" { (said) } }
}

/// Whoever decides may say that two functions are not the same: the taxonomy learns it.
fn ruling(around: &Around<'_>, pair: &Beside) -> Markup {
    let view = &around.setting.view;
    html! {
        @if let Some(back) = around.teach.as_ref().filter(|_| pair.how != "same") {
            (form(view, "/projects/capabilities/teach", html! {
                input type="hidden" name="kind" value="ruling";
                input type="hidden" name="left" value=(pair.own);
                input type="hidden" name="right" value=(pair.other);
                input type="hidden" name="same" value="no";
                input type="hidden" name="back" value=(back);
                (Button::submit(view.t("likeness-not-same")).secondary().small().confirm(view.t("likeness-not-same-sure")))
            }))
        }
    }
}
