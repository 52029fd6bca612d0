//! The ledger of avoided spending: sums by year and unit, and every entry.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::visible;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Outcome};
use qipan_web::components::{Cell, Head, Table, empty_state};
use qipan_web::html;

use super::model::sums;
use super::store;
use crate::systems::pages::side;

/// Registers the page.
pub fn routes(routes: &mut Routes) {
    routes.page("/projects/savings", Access::May(Act::ProjectView), page);
}

async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let mut entries = call.read(store::all).await?;
    if let Some(units) = visible(&setting.actor) {
        entries.retain(|entry| units.contains(&entry.unit));
    }
    let view = &setting.view;
    let sums = sums(&entries);
    let years: Vec<i32> = sums.years.keys().copied().collect();
    let mut heads = vec![Head::new(view.t("system-unit"))];
    heads.extend(years.iter().map(|year| Head::number(setting.say("saving-year", "year", year.to_string()))));
    heads.push(Head::number(view.t("saving-total")));
    let mut by_unit = Table::new(view.t("saving-sums"), heads);
    let zero = Fen(0);
    let amounts = |of: &std::collections::BTreeMap<i32, Fen>| -> Vec<Cell> {
        let total = Fen(of.values().map(|fen| fen.0).sum());
        let cells = years.iter().map(|year| setting.wan(*of.get(year).unwrap_or(&zero)).into());
        cells.chain([setting.wan(total).into()]).collect()
    };
    for (unit, of) in &sums.units {
        let mut row: Vec<Cell> = vec![setting.unit(*unit).into()];
        row.extend(amounts(of));
        by_unit.row(row);
    }
    let mut foot: Vec<Cell> = vec![view.t("saving-total").as_ref().into()];
    foot.extend(amounts(&sums.years));
    by_unit.foot(foot);
    let heads = vec![
        Head::new(view.t("saving-day")),
        Head::new(view.t("proposal-name")),
        Head::new(view.t("verdict")),
        Head::number(view.t("money-amount-wan")),
        Head::new(view.t("saving-by")),
    ];
    let mut ledger = Table::new(view.t("saving-entries"), heads);
    for entry in &entries {
        let kind = view.t(&format!("verdict-{}", entry.kind)).into_owned();
        ledger.row(vec![
            html! { span class="nowrap" { (view.day(entry.day)) } }.into(),
            html! { a href={ "/projects/proposals/" (entry.proposal) } { (entry.name) } br; small { (setting.unit(entry.unit)) } }.into(),
            kind.into(),
            setting.wan(entry.amount).into(),
            entry.by.as_str().into(),
        ]);
    }
    let markup = side(
        &setting,
        "/projects/savings",
        &view.t("systems-tab-savings"),
        html! {},
        html! {
            p { (view.t("savings-about")) }
            @if entries.is_empty() { (empty_state(&view.t("savings-none"), None)) } @else { (by_unit.render(view)) (ledger.render(view)) }
        },
    );
    call.page(markup)
}
