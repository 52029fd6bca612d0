//! Operating money over the register: what is blocked and by which rule, what waits for a decision; upgrades that were split.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::board::visible;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Id, Message, Outcome};
use qipan_web::components::goban::{Figure, figures};
use qipan_web::components::{Button, Head, Table, empty_state};
use qipan_web::html;

use super::detail_view::split_words;
use super::list::Narrow;
use super::side;
use crate::gates;
use crate::systems::model::System;
use crate::systems::money::{Money, MoneyKind, splits as found_splits};
use crate::systems::rules::Block;
use crate::systems::store::{self, Filter};
use crate::systems::{money_store, parameters_store};

fn all(call: &Call) -> Outcome<Filter> {
    Ok(Filter { visible: visible(call.actor()?), ..Filter::default() })
}

/// `GET /projects/systems/money`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (setting, filter) = (Setting::current(&call)?, all(&call)?);
    let (systems, confirmed, money, gates) = call
        .read(move |tx| {
            Ok((
                store::list(tx, &filter)?,
                store::confirmed(tx)?,
                money_store::waiting(tx)?,
                gates::store::waiting(tx)?,
            ))
        })
        .await?;
    let view = &setting.view;
    let by_id: HashMap<Id, System> = systems.iter().map(|one| (one.id, one.clone())).collect();
    let operating: Vec<(System, Vec<Block>)> =
        Narrow::default().of(systems.into_iter().filter(|one| one.state.operates()).collect(), &confirmed);
    let blocked: Vec<&(System, Vec<Block>)> =
        operating.iter().filter(|(_, blocks)| !blocks.is_empty()).collect();
    let sum = |of: &mut dyn Iterator<Item = &System>| Fen(of.map(|one| one.data.yearly.0).sum());
    let by_rule = |rule: u8| {
        let of = blocked.iter().filter(|(_, blocks)| blocks.iter().any(|block| block.rule() == rule));
        sum(&mut of.map(|(system, _)| system))
    };
    let figure = |key: &str, amount: Fen| Figure {
        label: view.t(key).into_owned(),
        number: amount.wan(),
        light: None,
        href: None,
    };
    let heads = vec![
        Head::new(view.t("system-name")),
        Head::number(view.t("system-yearly-wan")),
        Head::new(view.t("system-blocked")),
    ];
    let mut table = Table::new(view.t("money-blocked-title"), heads).caption_hidden();
    for (system, blocks) in &blocked {
        let why = html! { ul class="reasons" { @for block in blocks { li { (view.m(&block.why(&system.compliance))) " " small class="quiet" { (setting.say("system-block-rule", "number", i64::from(block.rule()))) } } } } };
        table.row(vec![
            html! { a href={ "/projects/systems/" (system.id) } { (system.data.name) } br; small { (setting.unit(system.data.unit)) } }.into(),
            setting.wan(system.data.yearly).into(),
            why.into(),
        ]);
    }
    let mut waits = Table::new(
        view.t("money-waits-title"),
        vec![
            Head::new(view.t("system-name")),
            Head::new(view.t("money-what")),
            Head::number(view.t("money-amount-wan")),
            Head::new(view.t("filing-filed-by")),
        ],
    )
    .caption_hidden();
    let mut put = |system: Id, place: &str, what: String, amount: Fen, by: String| {
        if let Some(one) = by_id.get(&system) {
            let name = html! { a href={ "/projects/systems/" (one.id) (place) } { (one.data.name) } br; small { (setting.unit(one.data.unit)) } };
            let amount = if amount.0 > 0 {
                setting.wan(amount)
            } else {
                html! { "—" }
            };
            waits.row(vec![name.into(), what.into(), amount.into(), by.into()]);
        }
    };
    for one in &gates {
        let filed = format!("{} · {}", one.filed.1, view.day(one.filed.2.day()));
        let what = setting.say("gate-request-of", "gate", view.t(one.input.gate.key()).into_owned());
        put(one.system, "#gates", what, one.input.amount, filed);
    }
    for one in &money {
        let filed = format!("{} · {}", one.filed.1, view.day(one.day));
        let what = format!("{} · {}", view.t(one.input.kind.key()), one.input.what);
        put(one.system, "#money", what, one.input.amount, filed);
    }
    let count = Message::new("money-blocked-sum").with("count", blocked.len()).with("all", operating.len());
    let markup = side(
        &setting,
        "/projects/systems/money",
        &view.t("systems-tab-money"),
        html! {},
        html! {
            p { (view.t("money-blocked-about")) }
            (figures(view, &[
                figure("money-figure-all", sum(&mut operating.iter().map(|(system, _)| system))),
                figure("money-figure-blocked", sum(&mut blocked.iter().map(|(system, _)| system))),
                figure("money-figure-rule-1", by_rule(1)),
                figure("money-figure-rule-2", by_rule(2)),
                figure("money-figure-rule-3", by_rule(3)),
            ]))
            section { h2 { (view.t("money-blocked-title")) }
                @if blocked.is_empty() { (empty_state(&view.t("money-blocked-none"), None)) } @else { p class="quiet" { (view.m(&count)) } (table.render(view)) } }
            section { h2 { (view.t("money-waits-title")) }
                @if waits.is_empty() { p class="quiet" { (view.t("money-waits-none")) } } @else { (waits.render(view)) } }
        },
    );
    call.page(markup)
}

/// `GET /projects/systems/splits`
pub(super) async fn splits(call: Call) -> Outcome<Response> {
    let (setting, filter) = (Setting::current(&call)?, all(&call)?);
    let (systems, upgrades, parameters) = call
        .read(move |tx| {
            Ok((
                store::list(tx, &filter)?,
                money_store::standing(tx, MoneyKind::Upgrade)?,
                parameters_store::load(tx)?,
            ))
        })
        .await?;
    let view = &setting.view;
    let mut of: HashMap<Id, Vec<Money>> = HashMap::new();
    upgrades.into_iter().for_each(|one| of.entry(one.system).or_default().push(one));
    let heads = vec![
        Head::new(view.t("system-name")),
        Head::number(view.t("system-invested-wan")),
        Head::number(view.t("split-sum-wan")),
        Head::new(view.t("split-why")),
    ];
    let mut table = Table::new(view.t("systems-tab-splits"), heads).caption_hidden();
    for system in &systems {
        let money = of.remove(&system.id).unwrap_or_default();
        for split in found_splits(&super::detail::upgrades(&money), system.data.invested, &parameters) {
            let parts = money.iter().filter(|one| split.of.contains(&one.id));
            let why = html! {
                div {
                    (view.m(&split_words(&split)))
                    ul class="reasons" { @for one in parts { li { (view.day(one.day)) " · " (setting.wan(one.input.amount)) " · " (one.input.what) } } }
                }
            };
            table.row(vec![
                html! { a href={ "/projects/systems/" (system.id) "#money" } { (system.data.name) } br; small { (setting.unit(system.data.unit)) } }.into(),
                setting.wan(system.data.invested).into(),
                setting.wan(split.sum).into(),
                why.into(),
            ]);
        }
    }
    let markup = side(
        &setting,
        "/projects/systems/splits",
        &view.t("systems-tab-splits"),
        html! {},
        html! {
            p { (view.t("split-about")) " " (Button::link(view.t("systems-tab-rules"), "/projects/systems/rules").small()) }
            @if table.is_empty() { (empty_state(&view.t("split-none"), None)) } @else { (table.render(view)) }
        },
    );
    call.page(markup)
}
