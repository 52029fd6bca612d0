//! Reading units in: a file is checked first and shown row by row; only a table without a fault can be taken in, and
//! then as a whole.

use axum::response::Response;
use qipan_kernel::{Failure, Message, Outcome};
use qipan_web::components::*;
use qipan_web::{Kept, Markup, Page, View, html};

use crate::access::Act;
use crate::http::{Access, Call, Routes};
use crate::table::{self, Line, Table as Rows};
use crate::units::commands;
use crate::units::import::{self, Change, Plan, change_message, template_headers};

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
        p { a href="/units/import/template.csv" download { (view.t("units-import-template")) } }
        (error_summary(view, kept))
        (upload_form(view, "/units/import", html! {
            (Field::file("file", "units-import-file", ".csv,.xlsx").required().render(view, kept))
            div class="actions" { (Button::submit(view.t("units-import-check"))) }
        }))
        (result)
    };
    Page::new(view, &title).wide().render(body)
}

/// An empty table with our headers; the mark at the beginning tells spreadsheets that it is UTF-8.
async fn template(call: Call) -> Outcome<Response> {
    let headers: Vec<&str> = template_headers().collect();
    let text = format!("\u{feff}{}\r\n", headers.join(","));
    call.file("单位导入模板.csv", "text/csv; charset=utf-8", text.into_bytes())
}

async fn check(call: Call) -> Outcome<Response> {
    let read = match call.uploads.iter().find(|upload| upload.field == "file") {
        Some(upload) => {
            let bytes = upload.bytes.clone();
            tokio::task::spawn_blocking(move || table::read(&bytes)).await.map_err(Failure::internal)?
        }
        None => Err(Failure::invalid("form-required")),
    };
    let rows = match read {
        Ok(rows) => rows,
        Err(failure) => {
            let place = failure.field.clone();
            let kept = Kept::refused(&call.form, &failure.clone().at("file"));
            let result = html! { @if let Some(place) = place { p { (call.view.m(&Message::new("units-import-at").with("place", place))) } } };
            return call.refused(&failure, page(&call.view, &kept, result));
        }
    };
    let (context, table) = (call.context()?.clone(), rows.clone());
    let plan = call.read(move |tx| commands::dry_run(tx, &context, &table)).await?;
    let result = result(&call.view, &plan, &rows)?;
    let markup = page(&call.view, &Kept::empty(), result);
    match plan.accept() {
        Ok(()) => call.page(markup),
        Err(failure) => call.refused(&failure, markup),
    }
}

fn result(view: &View, plan: &Plan, rows: &Rows) -> Outcome<Markup> {
    let counts = Message::new("units-import-counts")
        .with("create", plan.count(Change::Create))
        .with("amend", plan.count(Change::Amend))
        .with("same", plan.count(Change::Same));
    let cells: Vec<(usize, &[String])> =
        rows.lines.iter().map(|line| (line.number, &line.cells[..])).collect();
    let sent = serde_json::to_string(&cells).map_err(Failure::internal)?;
    let ignored = Message::new("units-import-ignored").with("columns", plan.ignored.join("、"));
    Ok(html! {
        section {
            h2 { (view.t("units-import-result")) }
            @if !plan.ignored.is_empty() { p class="quiet" { (view.m(&ignored)) } }
            @if let Err(failure) = plan.accept() {
                (callout(Light::Red, &view.m(&failure.message), html! {}))
                (faults(view, plan))
            } @else {
                p { (view.m(&counts)) }
                @if plan.count(Change::Create) + plan.count(Change::Amend) > 0 {
                    (upload_form(view, "/units/import/apply", html! {
                        input type="hidden" name="rows" value=(sent);
                        div class="actions" { (Button::submit(view.t("units-import-apply"))) (Button::link(view.t("cancel"), "/units")) }
                    }))
                }
            }
            (changes(view, plan))
        }
    })
}

fn faults(view: &View, plan: &Plan) -> Markup {
    let heads = vec![
        Head::number(view.t("units-import-line")),
        Head::new(view.t("units-import-column")),
        Head::new(view.t("units-import-fault")),
    ];
    let mut table = Table::new(view.t("units-import-faults"), heads);
    for fault in &plan.faults {
        let line = if fault.line == 0 { String::new() } else { fault.line.to_string() };
        table.row(vec![
            line.into(),
            fault.column.as_str().into(),
            view.m(&fault.failure.message).into_owned().into(),
        ]);
    }
    table.render(view)
}

fn changes(view: &View, plan: &Plan) -> Markup {
    let heads = vec![
        Head::number(view.t("units-import-line")),
        Head::new(view.t("units-import-change")),
        Head::new(view.t("unit-name")),
        Head::new(view.t("unit-short")),
        Head::new(view.t("unit-kind")),
        Head::new(view.t("unit-code")),
    ];
    let mut table = Table::new(view.t("units-import-rows"), heads);
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
    if table.is_empty() {
        html! {}
    } else {
        table.render(view)
    }
}

async fn apply(call: Call) -> Outcome<Response> {
    let sent: Vec<(usize, Vec<String>)> = serde_json::from_str(call.form.value("rows"))
        .map_err(|e| Failure::invalid("table-not-a-table").at("file").because(e))?;
    if sent.len() > table::ROWS_MAX {
        return Err(Failure::invalid("table-rows-many").with("max", table::ROWS_MAX));
    }
    let lines = sent.into_iter().map(|(number, cells)| Line { number, cells }).collect();
    let rows = Rows { lines, errors: Vec::new() };
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
