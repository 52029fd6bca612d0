//! Reading units in: a file is checked first and shown row by row; only a table without a fault can be taken in, and
//! then as a whole.

use axum::response::Response;
use qipan_kernel::{Message, Outcome};
use qipan_web::components::*;
use qipan_web::{Kept, Markup, Page, View, html};

use crate::access::Act;
use crate::http::{Access, Call, Routes};
use crate::table::Table as Rows;
use crate::table::intake_pages::{self, Apply};
use crate::units::commands;
use crate::units::import::{self, Change, HEADERS, Plan, change_message};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::UnitManage);
    routes.page("/units/import", manage, show);
    routes.upload("/units/import", manage, check);
    routes.upload("/units/import/apply", manage, apply);
    routes.page("/units/import/template.csv", manage, template);
}

async fn show(call: Call) -> Outcome<Response> {
    call.page(page(&call.view, &Kept::empty(), html! {}))
}

fn page(view: &View, kept: &Kept, result: Markup) -> Markup {
    let title = view.t("units-import-title");
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("units-title"), "/units"), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.t("units-import-about")) }
        p { a href="/units/import/template.csv" download { (view.t("intake-template")) } }
        (error_summary(view, kept))
        (upload_form(view, "/units/import", intake_pages::fields(view, kept, html! {})))
        (result)
    };
    Page::new(view, &title).wide().render(body)
}

async fn template(call: Call) -> Outcome<Response> {
    intake_pages::template(&call, "单位导入模板.csv", HEADERS)
}

async fn check(call: Call) -> Outcome<Response> {
    let rows = match intake_pages::uploaded(&call).await {
        Ok(rows) => rows,
        Err(failure) => {
            let (kept, place) = intake_pages::unread(&call, &failure);
            return call.refused(&failure, page(&call.view, &kept, place));
        }
    };
    let (context, table) = (call.context()?.clone(), rows.clone());
    let plan = call.read(move |tx| commands::dry_run(tx, &context, &table)).await?;
    let markup = page(&call.view, &Kept::empty(), result(&call.view, &plan, &rows)?);
    intake_pages::checked(&call, &plan, markup)
}

fn result(view: &View, plan: &Plan, rows: &Rows) -> Outcome<Markup> {
    let count = |change: Change| plan.count(|row| row.change == change);
    let counts = Message::new("units-import-counts")
        .with("create", count(Change::Create))
        .with("amend", count(Change::Amend))
        .with("same", count(Change::Same));
    let to_do = count(Change::Same) < plan.rows.len();
    let apply = Apply { action: "/units/import/apply", back: "/units", hidden: html! {} };
    intake_pages::result(view, (plan, rows), (&counts, to_do), &apply, &changes(view, plan))
}

fn changes(view: &View, plan: &Plan) -> Table {
    let heads = vec![
        Head::number(view.t("intake-line")),
        Head::new(view.t("intake-change")),
        Head::new(view.t("unit-name")),
        Head::new(view.t("unit-short")),
        Head::new(view.t("unit-kind")),
        Head::new(view.t("unit-code")),
    ];
    let mut table = Table::new(view.t("intake-rows"), heads);
    for row in &plan.rows {
        let class = if row.change == Change::Same { "muted" } else { "" };
        table.row_of(
            class,
            vec![
                row.line.to_string().into(),
                view.m(&change_message(row.change)).into_owned().into(),
                row.data.name_zh.as_str().into(),
                row.data.short_zh.as_str().into(),
                view.t(row.data.kind.key()).into_owned().into(),
                row.data.code.as_deref().unwrap_or_default().into(),
            ],
        );
    }
    table
}

async fn apply(call: Call) -> Outcome<Response> {
    let rows = intake_pages::sent(&call)?;
    let (context, ids, table) = (call.context()?.clone(), call.site.ids.clone(), rows.clone());
    match call.write(move |tx| commands::import(tx, &context, &ids, &table)).await {
        Ok(done) => {
            call.site.accounts_changed();
            let message =
                Message::new("units-import-done").with("create", done.created).with("amend", done.amended);
            call.done("/units", message)
        }
        Err(failure) => {
            // Somebody was faster, and what fitted fits no more: show the rows as they are now.
            call.site.accounts_changed();
            let units = call.site.units()?;
            let result = result(&call.view, &import::plan(&rows, &units), &rows)?;
            call.refused(&failure, page(&call.view, &Kept::refused(&call.form, &failure), result))
        }
    }
}
