//! Taking a list in by forms: a file is checked first and shown row by row; only a list without a fault can be taken in,
//! and then as a whole.

use axum::response::Response;
use qipan_kernel::{Failure, Message, Outcome};
use qipan_web::components::{Button, Field, Head, Light, Table as Shown, callout, upload_form};
use qipan_web::{Kept, Markup, View, html};

use super::intake::{self, Headers, Plan};
use super::{Line, ROWS_MAX, Table};
use crate::http::Call;

/// The file and the button of the form that checks it; `more` stands between them.
pub fn fields(view: &View, kept: &Kept, more: Markup) -> Markup {
    html! {
        (Field::file("file", "intake-file", ".csv,.xlsx").required().render(view, kept))
        (more)
        div class="actions" { (Button::submit(view.t("intake-check"))) }
    }
}

/// An empty table with our headers; the mark at the beginning tells spreadsheets that it is UTF-8.
///
/// # Errors
/// None but those of answering.
pub fn template(call: &Call, name: &str, headers: Headers) -> Outcome<Response> {
    let headers: Vec<&str> = intake::template(headers).collect();
    call.file(name, "text/csv; charset=utf-8", format!("\u{feff}{}\r\n", headers.join(",")).into_bytes())
}

/// The table of the file that was sent.
///
/// # Errors
/// There is none; as [`super::read`].
pub async fn uploaded(call: &Call) -> Outcome<Table> {
    let upload = call.uploads.iter().find(|upload| upload.field == "file");
    let bytes = upload.ok_or_else(|| Failure::invalid("form-required"))?.bytes.clone();
    tokio::task::spawn_blocking(move || super::read(&bytes)).await.map_err(Failure::internal)?
}

/// What a form shows of a file that could not be read: the fault at its field, and the place in the file.
pub fn unread(call: &Call, failure: &Failure) -> (Kept, Markup) {
    let kept = Kept::refused(&call.form, &failure.clone().at("file"));
    let place = failure.field.clone().map(|place| Message::new("intake-at").with("place", place));
    (kept, html! { @if let Some(place) = place { p { (call.view.m(&place)) } } })
}

/// Shows a plan, and that it is refused when it is.
///
/// # Errors
/// None but those of answering.
pub fn checked<R>(call: &Call, plan: &Plan<R>, page: Markup) -> Outcome<Response> {
    match plan.accept() {
        Ok(()) => call.page(page),
        Err(failure) => call.refused(&failure, page),
    }
}

/// The table that was checked, as its form sends it back.
///
/// # Errors
/// It is no table, or too long.
pub fn sent(call: &Call) -> Outcome<Table> {
    let sent: Vec<(usize, Vec<String>)> = serde_json::from_str(call.form.value("rows"))
        .map_err(|e| Failure::invalid("table-not-a-table").at("file").because(e))?;
    if sent.len() > ROWS_MAX {
        return Err(Failure::invalid("table-rows-many").with("max", ROWS_MAX));
    }
    let lines = sent.into_iter().map(|(number, cells)| Line { number, cells }).collect();
    Ok(Table { lines, errors: Vec::new() })
}

/// Where a checked table is sent to be taken in.
pub struct Apply<'a> {
    /// The path.
    pub action: &'a str,
    /// The page to go back to.
    pub back: &'a str,
    /// What is sent besides the rows.
    pub hidden: Markup,
}

/// What taking `table` in would do: its faults, or `counts` and, when there is something `to_do`, the form that does it;
/// then the rows, `changes`.
///
/// # Errors
/// Internal.
pub fn result<R>(
    view: &View,
    (plan, table): (&Plan<R>, &Table),
    (counts, to_do): (&Message, bool),
    apply: &Apply<'_>,
    changes: &Shown,
) -> Outcome<Markup> {
    let cells: Vec<(usize, &[String])> =
        table.lines.iter().map(|line| (line.number, &line.cells[..])).collect();
    let sent = serde_json::to_string(&cells).map_err(Failure::internal)?;
    let ignored = Message::new("intake-ignored").with("columns", plan.ignored.join("、"));
    Ok(html! {
        section {
            h2 { (view.t("intake-result")) }
            @if !plan.ignored.is_empty() { p class="quiet" { (view.m(&ignored)) } }
            @if let Err(failure) = plan.accept() {
                (callout(Light::Red, &view.m(&failure.message), html! {}))
                (faults(view, plan))
            } @else {
                p { (view.m(counts)) }
                @if to_do {
                    (upload_form(view, apply.action, html! {
                        input type="hidden" name="rows" value=(sent);
                        (apply.hidden)
                        div class="actions" { (Button::submit(view.t("intake-apply"))) (Button::link(view.t("cancel"), apply.back)) }
                    }))
                }
            }
            @if !changes.is_empty() { (changes.render(view)) }
        }
    })
}

fn faults<R>(view: &View, plan: &Plan<R>) -> Markup {
    let heads = vec![
        Head::number(view.t("intake-line")),
        Head::new(view.t("intake-column")),
        Head::new(view.t("intake-fault")),
    ];
    let mut table = Shown::new(view.t("intake-faults"), heads);
    for fault in &plan.faults {
        let line = if fault.line == 0 { String::new() } else { fault.line.to_string() };
        let said = view.m(&fault.failure.message).into_owned();
        table.row(vec![line.into(), fault.column.as_str().into(), said.into()]);
    }
    table.render(view)
}
