//! Reading systems in: a file is checked first and shown row by row; only a table without a fault can be taken in, and
//! then as a whole.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::table::{self, Line, Table as Rows};
use qipan_board::board::act;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_web::components::{
    Button, Crumb, Field, Head, Light, Table, breadcrumb, callout, error_summary, upload_form,
};
use qipan_web::{Kept, Markup, Page, html};

use super::edit::line_options;
use crate::pages::head;
use crate::pages::setting::Setting;
use crate::systems::import::{Change, HEADERS, Plan, plan};
use crate::systems::{commands, store};

/// `GET /projects/systems/import`
pub(super) async fn start(call: Call) -> Outcome<Response> {
    let setting = Setting::of(&call)?;
    call.page(page(&setting, &Kept::empty(), html! {}))
}

fn page(setting: &Setting, kept: &Kept, result: Markup) -> Markup {
    let view = &setting.view;
    let title = view.t("system-import");
    let crumbs = [
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t("systems-title"), "/projects/systems"),
        Crumb::here(&title),
    ];
    Page::new(view, &title).wide().head(head()).render(html! {
        (breadcrumb(view, &crumbs))
        h1 { (title) }
        p { (view.t("system-import-about")) }
        p { a href="/projects/systems/import/template.csv" download { (view.t("system-import-template")) } }
        (error_summary(view, kept))
        (upload_form(view, "/projects/systems/import", html! {
            (Field::file("file", "units-import-file", ".csv,.xlsx").required().render(view, kept))
            (Field::select("line", "project-line", line_options(setting)).short().hint(view.t("system-line-hint")).render(view, kept))
            div class="actions" { (Button::submit(view.t("units-import-check"))) }
        }))
        (result)
    })
}

/// An empty table with our headers; the mark at the beginning tells spreadsheets that it is UTF-8.
pub(super) async fn template(call: Call) -> Outcome<Response> {
    let headers: Vec<&str> = HEADERS.iter().map(|(_, words)| words[0]).collect();
    let name = format!("{}.csv", call.view.t("system-import-file-name"));
    call.file(&name, "text/csv; charset=utf-8", format!("\u{feff}{}\r\n", headers.join(",")).into_bytes())
}

fn line_of(call: &Call, setting: &Setting) -> Id {
    let first = setting.lines.iter().find(|line| line.active).map_or(Id(0), |line| line.id);
    call.form.value("line").parse().unwrap_or(first)
}

/// `POST /projects/systems/import`: the dry run.
pub(super) async fn check(call: Call) -> Outcome<Response> {
    let setting = Setting::of(&call)?;
    let (units, line) = (setting.units.clone(), line_of(&call, &setting));
    let bytes = call.uploads.iter().find(|upload| upload.field == "file").map(|upload| upload.bytes.clone());
    let read = call
        .read(move |tx| {
            let Some(bytes) = bytes else { return Ok(Err(Failure::invalid("form-required").at("file"))) };
            let rows = match table::read(&bytes) {
                Ok(rows) => rows,
                Err(failure) => return Ok(Err(failure)),
            };
            let plan = plan(&rows, &units, &store::all(tx)?, line);
            Ok(Ok((plan, rows)))
        })
        .await?;
    match read {
        Err(failure) => {
            let place = failure.field.clone().filter(|place| place != "file");
            let kept = Kept::refused(&call.form, &failure.clone().at("file"));
            let result = html! { @if let Some(place) = place { p { (setting.say("units-import-at", "place", place)) } } };
            call.refused(&failure, page(&setting, &kept, result))
        }
        Ok((plan, rows)) => {
            let markup = page(&setting, &Kept::empty(), result(&setting, &plan, &rows, line)?);
            match plan.accept() {
                Ok(()) => call.page(markup),
                Err(failure) => call.refused(&failure, markup),
            }
        }
    }
}

/// `POST /projects/systems/import/apply`
pub(super) async fn apply(call: Call) -> Outcome<Response> {
    let setting = Setting::of(&call)?;
    let sent: Vec<(usize, Vec<String>)> = serde_json::from_str(call.form.value("rows"))
        .map_err(|e| Failure::invalid("table-not-a-table").at("file").because(e))?;
    if sent.len() > table::ROWS_MAX {
        return Err(Failure::invalid("table-rows-many").with("max", table::ROWS_MAX));
    }
    let lines = sent.into_iter().map(|(number, cells)| Line { number, cells }).collect();
    let rows = Rows { lines, errors: Vec::new() };
    let (units, line, table) = (setting.units.clone(), line_of(&call, &setting), rows.clone());
    match act(&call, move |acting| commands::import(acting, &table, &units, line)).await {
        Ok((created, amended)) => call.done(
            "/projects/systems",
            Message::new("system-import-done").with("create", created).with("amend", amended),
        ),
        Err(failure) if crate::pages::comes_back(&failure) => {
            // Somebody was faster, and what fitted fits no more: show the rows as they are now.
            let (units, again) = (setting.units.clone(), rows.clone());
            let plan = call.read(move |tx| Ok(plan(&again, &units, &store::all(tx)?, line))).await?;
            let result = result(&setting, &plan, &rows, line)?;
            call.refused(&failure, page(&setting, &Kept::refused(&call.form, &failure), result))
        }
        Err(failure) => Err(failure),
    }
}

fn result(setting: &Setting, plan: &Plan, rows: &Rows, line: Id) -> Outcome<Markup> {
    let view = &setting.view;
    let (create, amend, same) = plan.counts();
    let counts =
        Message::new("system-import-counts").with("create", create).with("amend", amend).with("same", same);
    let cells: Vec<(usize, &[String])> =
        rows.lines.iter().map(|line| (line.number, &line.cells[..])).collect();
    let sent = serde_json::to_string(&cells).map_err(Failure::internal)?;
    Ok(html! {
        section {
            h2 { (view.t("units-import-result")) }
            @if !plan.ignored.is_empty() { p class="quiet" { (setting.say("units-import-ignored", "columns", plan.ignored.join("、"))) } }
            @if let Err(failure) = plan.accept() {
                (callout(Light::Red, &view.m(&failure.message), html! {}))
                (faults(setting, plan))
            } @else {
                p { (view.m(&counts)) }
                @if create + amend > 0 {
                    (upload_form(view, "/projects/systems/import/apply", html! {
                        input type="hidden" name="rows" value=(sent);
                        input type="hidden" name="line" value=(line);
                        div class="actions" { (Button::submit(view.t("system-import-apply"))) (Button::link(view.t("cancel"), "/projects/systems")) }
                    }))
                }
            }
            (changes(setting, plan))
        }
    })
}

fn faults(setting: &Setting, plan: &Plan) -> Markup {
    let view = &setting.view;
    let heads = vec![
        Head::number(view.t("units-import-line")),
        Head::new(view.t("units-import-column")),
        Head::new(view.t("units-import-fault")),
    ];
    let mut table = Table::new(view.t("units-import-faults"), heads);
    for fault in &plan.faults {
        let line = if fault.line == 0 { String::new() } else { fault.line.to_string() };
        let said = view.m(&fault.failure.message).into_owned();
        table.row(vec![line.into(), fault.column.as_str().into(), said.into()]);
    }
    table.render(view)
}

fn changes(setting: &Setting, plan: &Plan) -> Markup {
    let view = &setting.view;
    let heads = vec![
        Head::number(view.t("units-import-line")),
        Head::new(view.t("units-import-change")),
        Head::new(view.t("system-name")),
        Head::new(view.t("system-unit")),
        Head::new(view.t("system-holds")),
        Head::number(view.t("system-invested-wan")),
        Head::number(view.t("system-yearly-wan")),
    ];
    let mut table = Table::new(view.t("units-import-rows"), heads);
    for row in &plan.rows {
        let (key, class) = match row.change {
            Change::Create => ("units-import-create", ""),
            Change::Amend(..) => ("units-import-amend", ""),
            Change::Same(_) => ("units-import-same", "muted"),
        };
        let counts = Message::new("system-counts")
            .with("functions", row.data.functions.len())
            .with("items", row.data.items.len());
        table.row_of(
            class,
            vec![
                row.line.to_string().into(),
                view.t(key).as_ref().into(),
                row.data.name.as_str().into(),
                setting.unit(row.data.unit).into(),
                view.m(&counts).as_ref().into(),
                setting.wan(row.data.invested).into(),
                setting.wan(row.data.yearly).into(),
            ],
        );
    }
    html! { @if !table.is_empty() { (table.render(view)) } }
}
