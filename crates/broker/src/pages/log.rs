//! The log, for auditors: filtered, paged, and as CSV.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Day, Id, Outcome};
use qipan_web::cells::safe_cell;
use qipan_web::components::*;
use qipan_web::{Cursor, Kept, Page, html};

use super::{head, hub};
use crate::http::RESOURCES;
use crate::log::store::{self, Filter, Stored};

/// Lines on one page.
const ROWS: usize = 100;
/// Lines of an export at most; whoever needs more takes one day after the other.
const EXPORTED: usize = 200_000;
/// What stands for the default tenant in the form.
const DEFAULT: &str = "-";

fn filter(call: &Call) -> Outcome<Filter> {
    let mut asked = call.query.read(|r| Filter {
        token: r.id("token"),
        from: r.day("from"),
        to: r.day("to"),
        tenant: r.optional_text("tenant", 128),
        resource: r.optional_text("resource", 40),
        before: None,
    })?;
    if asked.tenant.as_deref() == Some(DEFAULT) {
        asked.tenant = Some(String::new());
    }
    let after = call.query.value("after");
    if !after.is_empty() {
        asked.before = Some(Cursor::decode(after)?.id);
    }
    Ok(asked)
}

/// `GET /hub/log`.
pub async fn page(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let asked = filter(&call)?;
    hub(&call).log.flush().await;
    let (mut lines, tokens) = call
        .read(move |tx| Ok((store::find(tx, &asked, ROWS + 1)?, qipan_accounts::tokens::store::list(tx)?)))
        .await?;
    let more = lines.len() > ROWS;
    lines.truncate(ROWS);
    let after = lines.last().filter(|_| more).map(|last| Cursor::new("", last.line.id));
    let heads =
        ["hub-log-at", "hub-log-who", "hub-log-what", "hub-log-subject", "hub-log-purpose", "hub-log-status"];
    let mut table =
        Table::new(view.t("hub-log"), heads.map(|key| Head::new(view.t(key))).to_vec()).caption_hidden();
    for Stored { line, .. } in &lines {
        let who = if line.token == Id(0) { view.t("hub-log-open").into_owned() } else { line.who.clone() };
        table.row(vec![
            html! { span class="nowrap" { (view.moment(line.at)) } }.into(),
            html! { div { span class="nowrap" { (who) } @if !line.tenant.is_empty() { br; small { (view.t("hub-tenant")) " " (line.tenant) } } } }.into(),
            html! { div { code { (line.method) } " " small class="breaks" { (line.path) } } }.into(),
            html! { small class="breaks" { (line.subject) } }.into(),
            line.purpose.as_str().into(),
            html! { div { (line.status) br; small class="nowrap" { (view.number(i64::try_from(line.bytes).unwrap_or(0))) " B" } } }.into(),
        ]);
    }
    let kept = Kept::with(call.query.pairs());
    let any = view.t("choose-any").into_owned();
    let names = tokens.iter().map(|token| (token.id, token.name.clone()));
    let resources = RESOURCES.map(|name| (name, name));
    let csv = format!("/hub/log.csv?{}", view.query);
    let days = call.site.part::<std::sync::Arc<crate::Hub>>().options.log_days;
    let about = qipan_kernel::Message::new("hub-log-about").with("days", i64::from(days));
    let body = html! {
        (head(&call, "/hub/log")?)
        p class="quiet" { (view.m(&about)) }
        (filter_bar(view, html! {
            (Field::select("token", "hub-log-token", names).empty_option(&any).render(view, &kept))
            (Field::day("from", "hub-log-from").between(Day(0), view.today).render(view, &kept))
            (Field::day("to", "hub-log-to").between(Day(0), view.today).render(view, &kept))
            (Field::text("tenant", "hub-tenant").placeholder(view.t("hub-log-tenant-hint")).render(view, &kept))
            (Field::select("resource", "hub-log-resource", resources).empty_option(&any).render(view, &kept))
        }))
        @if lines.is_empty() { (empty_state(&view.t("hub-log-none"), None)) } @else {
            p class="actions" { (Button::link(view.t("hub-log-export"), csv).download()) }
            (table.render(view))
            (pager(view, None, after.as_ref()))
        }
    };
    call.page(Page::new(view, &view.t("hub-log")).wide().render(body))
}

/// `GET /hub/log.csv`.
pub async fn csv(call: Call) -> Outcome<Response> {
    let asked = Filter { before: None, ..filter(&call)? };
    hub(&call).log.flush().await;
    let lines = call.read(move |tx| store::find(tx, &asked, EXPORTED)).await?;
    // With the mark by which spreadsheets know UTF-8.
    let mut text =
        "\u{feff}id,at,token,name,tenant,method,resource,path,subject,purpose,status,bytes,microseconds\r\n"
            .to_owned();
    for Stored { line, resource } in lines {
        let cells =
            [&line.who, &line.tenant, &line.method, &resource, &line.path, &line.subject, &line.purpose];
        let cells = cells.map(|cell| format!("\"{}\"", safe_cell(cell).replace('"', "\"\"")));
        text.push_str(&format!(
            "{},{},{},{},{},{},{}\r\n",
            line.id,
            line.at.rfc3339(),
            line.token,
            cells.join(","),
            line.status,
            line.bytes,
            line.micros
        ));
    }
    call.file("hub-log.csv", "text/csv; charset=utf-8", text.into_bytes())
}
