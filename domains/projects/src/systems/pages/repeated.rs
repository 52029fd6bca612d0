//! Items that are collected twice, with every system that has them.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::Call;
use qipan_board::board::{act, visible};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message, Outcome};
use qipan_web::components::{Button, Field, Head, Table, empty_state, error_summary_of, form};
use qipan_web::{Kept, Markup, html};

use super::side;
use crate::systems::model::{Part, System};
use crate::systems::repeated::{Holder, Repeated, all, rule as decide};
use crate::systems::rules::TEXT_MAX;
use crate::systems::store;

/// `GET /projects/systems/repeated`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let markup = shown(&call, &Kept::empty()).await?;
    call.page(markup)
}

async fn shown(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let (found, systems) = call.read(|tx| Ok((all(tx)?, store::all(tx)?))).await?;
    let systems: HashMap<Id, System> = systems.into_iter().map(|one| (one.id, one)).collect();
    // A unit sees the items that a system of its own has, with whoever else has them: from them it can be had.
    let seen = visible(&setting.actor);
    let mine = |one: &Holder| {
        let unit = systems.get(&one.system).map(|system| system.data.unit);
        seen.as_ref().is_none_or(|units| unit.is_some_and(|unit| units.contains(&unit)))
    };
    let found: Vec<&Repeated> = found.iter().filter(|one| one.holders.iter().any(mine)).collect();
    let view = &setting.view;
    let heads = vec![
        Head::new(view.t("repeated-item")),
        Head::new(view.t("repeated-holders")),
        Head::new(view.t("repeated-ruling")),
    ];
    let mut table = Table::new(view.t("systems-tab-repeated"), heads).caption_hidden();
    for one in &found {
        let name = one.holders.first().map_or("", |holder| holder.item.name.as_str());
        let open = one.is_open();
        table.row_of(if open { "" } else { "muted" }, vec![
            html! { strong { (name) } }.into(),
            html! { ul class="plain" { @for holder in &one.holders { (self::holder(&setting, &systems, holder, mine(holder))) } } }.into(),
            html! {
                (view.t(if open { "repeated-open" } else { "repeated-decided" }))
                @if setting.may(Act::SystemDecide) { (decision(&setting, &systems, one, kept)) }
            }.into(),
        ]);
    }
    let sum = Message::new("repeated-sum")
        .with("count", found.len())
        .with("open", found.iter().filter(|one| one.is_open()).count());
    Ok(side(
        &setting,
        "/projects/systems/repeated",
        &view.t("systems-tab-repeated"),
        html! {},
        html! {
            p { (view.t("repeated-about")) }
            (error_summary_of(view, kept, &[("reason", "project-reason"), ("system", "system-name")]))
            @if found.is_empty() { (empty_state(&view.t("repeated-none"), None)) } @else {
                p class="quiet" { (view.m(&sum)) }
                (table.render(view))
            }
        },
    ))
}

fn holder(setting: &Setting, systems: &HashMap<Id, System>, one: &Holder, mine: bool) -> Markup {
    let view = &setting.view;
    let Some(system) = systems.get(&one.system) else { return html! {} };
    html! {
        li {
            @if mine { a href={ "/projects/systems/" (system.id) } { (system.data.name) } } @else { (system.data.name) }
            " " small class="quiet" { (setting.unit(system.data.unit)) " · " (view.t(one.item.part.key()))
                @if let Some(launched) = system.data.launched { " · " (setting.say("repeated-since", "day", launched)) } }
            @if let Some(ruling) = &one.ruling {
                br; small { (view.t(if ruling.confirmed { "repeated-stop" } else { "repeated-keep" })) " · " (ruling.by) ": " (ruling.reason) }
            }
        }
    }
}

fn decision(setting: &Setting, systems: &HashMap<Id, System>, one: &Repeated, kept: &Kept) -> Markup {
    let view = &setting.view;
    let collect = one.holders.iter().filter(|holder| holder.item.part == Part::Collected);
    let options = collect.filter_map(|holder| {
        let system = systems.get(&holder.system)?;
        Some((system.id.to_string(), system.data.name.clone()))
    });
    let name = one.holders.first().map_or("", |holder| holder.item.name.as_str());
    let refused = !kept.value("item").is_empty() && kept.value("item") == name;
    let kept = if refused { kept } else { &Kept::empty() };
    html! {
        details open[refused] {
            summary class="button small" { (view.t("filing-decide")) }
            (form(view, "/projects/systems/repeated", html! {
                input type="hidden" name="item" value=(name);
                (Field::select("system", "system-name", options).render(view, kept))
                (Field::area("reason", "project-reason", 2).required().max(TEXT_MAX as u32).render(view, kept))
                div class="actions" {
                    (Button::submit(view.t("repeated-stop")).sends("decision", "stop"))
                    (Button::submit(view.t("repeated-keep")).secondary().sends("decision", "keep"))
                }
            }))
        }
    }
}

/// `POST /projects/systems/repeated`
pub(super) async fn rule(call: Call) -> Outcome<Response> {
    let input = call.form.read(|r| {
        let all = [("stop", true), ("keep", false)];
        (
            r.required_id("system"),
            r.required_text("item", 300),
            r.required_choice("decision", &all, false),
            r.required_paragraph("reason", TEXT_MAX),
        )
    });
    let outcome = match input {
        Ok((system, item, stop, reason)) => {
            act(&call, move |acting| decide(acting, system, &item, stop, &reason)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => call.done("/projects/systems/repeated", Message::new("done-repeated")),
        Err(failure) => call.again(failure, async |kept| shown(&call, &kept).await).await,
    }
}
