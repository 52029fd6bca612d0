//! Traffic: calls a minute by resource and by token, from the log.

use std::collections::BTreeMap;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::Outcome;
use qipan_web::components::chart::{bars, spark};
use qipan_web::components::*;
use qipan_web::{Markup, Page, html};

use super::{head, hub};
use crate::log::store;

/// Minutes that are shown.
const MINUTES: i64 = 60;

/// `GET /hub/traffic`.
pub async fn page(call: Call) -> Outcome<Response> {
    let (view, now) = (&call.view, call.context()?.now);
    hub(&call).log.flush().await;
    let since = now.plus_ms(-MINUTES * 60_000);
    let rows = call.read(move |tx| store::per_minute(tx, since)).await?;
    let first = now.0 / 60_000 - MINUTES + 1;
    let (mut by_resource, mut by_token): (BTreeMap<String, Vec<i64>>, BTreeMap<String, Vec<i64>>) =
        Default::default();
    for (minute, resource, token, who, count) in rows {
        let Some(at) = usize::try_from(minute - first).ok().filter(|at| *at < MINUTES as usize) else {
            continue;
        };
        let who = if token.0 == 0 { view.t("hub-log-open").into_owned() } else { who };
        for (name, map) in [(resource, &mut by_resource), (who, &mut by_token)] {
            map.entry(name).or_insert_with(|| vec![0; MINUTES as usize])[at] += count;
        }
    }
    let part = |title: &str, map: &BTreeMap<String, Vec<i64>>| -> Markup {
        let mut table = Table::new(
            view.t(title),
            vec![
                Head::new(view.t(title)),
                Head::number(view.t("hub-traffic-hour")),
                Head::number(view.t("hub-traffic-most")),
                Head::new(view.t("hub-traffic-minutes")),
            ],
        )
        .caption_hidden();
        for (name, counts) in map {
            let values: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
            table.row(vec![
                name.as_str().into(),
                view.number(counts.iter().sum()).into(),
                view.number(counts.iter().copied().max().unwrap_or(0)).into(),
                spark(&values).into(),
            ]);
        }
        let mut sums: Vec<(String, i64)> =
            map.iter().map(|(name, counts)| (name.clone(), counts.iter().sum())).collect();
        sums.sort_by_key(|(_, count)| -count);
        html! { section { h2 { (view.t(title)) } (bars(view, &view.t("hub-traffic-hour"), &sums)) (table.render(view)) } }
    };
    let body = html! {
        (head(&call, "/hub/traffic")?)
        p class="quiet" { (view.t("hub-traffic-about")) }
        @if by_resource.is_empty() { (empty_state(&view.t("hub-traffic-none"), None)) }
        @else { (part("hub-log-resource", &by_resource)) (part("hub-log-token", &by_token)) }
    };
    call.page(Page::new(view, &view.t("hub-traffic")).wide().render(body))
}
