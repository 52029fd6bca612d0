//! Reading systems in: a file is checked first and shown row by row; only a table without a fault can be taken in, and
//! then as a whole.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::table::Table as Rows;
use qipan_accounts::table::intake_pages::{self, Apply};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message, Outcome};
use qipan_web::components::{Crumb, Field, Head, Table, breadcrumb, error_summary, upload_form};
use qipan_web::{Kept, Markup, Page, html};

use super::edit::line_options;
use crate::pages::head;
use crate::systems::import::{Change, HEADERS, Plan, counts, plan};
use crate::systems::{commands, store};

/// `GET /projects/systems/import`
pub(super) async fn start(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
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
        p { a href="/projects/systems/import/template.csv" download { (view.t("intake-template")) } }
        (error_summary(view, kept))
        (upload_form(view, "/projects/systems/import", intake_pages::fields(view, kept, html! {
            (Field::select("line", "project-line", line_options(setting)).short().hint(view.t("system-line-hint")).render(view, kept))
        })))
        (result)
    })
}

pub(super) async fn template(call: Call) -> Outcome<Response> {
    let name = format!("{}.csv", call.view.t("system-import-file-name"));
    intake_pages::template(&call, &name, HEADERS)
}

async fn planned(call: &Call, setting: &Setting, rows: &Rows, line: Id) -> Outcome<Plan> {
    let (units, rows) = (setting.units.clone(), rows.clone());
    call.read(move |tx| Ok(plan(&rows, &units, &store::all(tx)?, line))).await
}

fn line_of(call: &Call, setting: &Setting) -> Id {
    let first = setting.lines.iter().find(|line| line.active).map_or(Id(0), |line| line.id);
    call.form.value("line").parse().unwrap_or(first)
}

/// `POST /projects/systems/import`: the dry run.
pub(super) async fn check(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let line = line_of(&call, &setting);
    let rows = match intake_pages::uploaded(&call).await {
        Ok(rows) => rows,
        Err(failure) => {
            let (kept, place) = intake_pages::unread(&call, &failure);
            return call.refused(&failure, page(&setting, &kept, place));
        }
    };
    let plan = planned(&call, &setting, &rows, line).await?;
    let markup = page(&setting, &Kept::empty(), result(&setting, &plan, &rows, line)?);
    intake_pages::checked(&call, &plan, markup)
}

/// `POST /projects/systems/import/apply`
pub(super) async fn apply(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let rows = intake_pages::sent(&call)?;
    let (units, line, table) = (setting.units.clone(), line_of(&call, &setting), rows.clone());
    match act(&call, move |acting| commands::import(acting, &table, &units, line)).await {
        Ok((created, amended)) => call.done(
            "/projects/systems",
            Message::new("system-import-done").with("create", created).with("amend", amended),
        ),
        Err(failure) => {
            call.again(failure, async |kept| {
                // Somebody was faster, and what fitted fits no more: show the rows as they are now.
                let plan = planned(&call, &setting, &rows, line).await?;
                let result = result(&setting, &plan, &rows, line)?;
                Ok(page(&setting, &kept, result))
            })
            .await
        }
    }
}

fn result(setting: &Setting, plan: &Plan, rows: &Rows, line: Id) -> Outcome<Markup> {
    let (create, amend, same) = counts(plan);
    let counts =
        Message::new("system-import-counts").with("create", create).with("amend", amend).with("same", same);
    let apply = Apply {
        action: "/projects/systems/import/apply",
        back: "/projects/systems",
        hidden: html! { input type="hidden" name="line" value=(line); },
    };
    let shown = changes(setting, plan);
    intake_pages::result(&setting.view, (plan, rows), (&counts, create + amend > 0), &apply, &shown)
}

fn changes(setting: &Setting, plan: &Plan) -> Table {
    let view = &setting.view;
    let heads = vec![
        Head::number(view.t("intake-line")),
        Head::new(view.t("intake-change")),
        Head::new(view.t("system-name")),
        Head::new(view.t("system-unit")),
        Head::new(view.t("system-holds")),
        Head::number(view.t("system-invested-wan")),
        Head::number(view.t("system-yearly-wan")),
    ];
    let mut table = Table::new(view.t("intake-rows"), heads);
    for row in &plan.rows {
        let (key, class) = match row.change {
            Change::Create => ("intake-create", ""),
            Change::Amend(..) => ("intake-amend", ""),
            Change::Same(_) => ("intake-same", "muted"),
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
    table
}
