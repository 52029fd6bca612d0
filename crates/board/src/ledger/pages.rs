//! The pages and downloads of the ledger.

use std::sync::Arc;

use axum::response::Response;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_accounts::{Act, access};
use qipan_kernel::{Day, Failure, Message, Outcome};
use qipan_records::files::Files;
use qipan_web::components::{
    Button, Cell, Crumb, Field, Head, Light as Colour, Table, breadcrumb, callout, error_summary_of, form,
    upload_form,
};
use qipan_web::{Form, Kept, Markup, Page, html};

use super::import::{self, Imported, Options};
use super::plan::{Fate, RowReport};
use super::reading::{self, Sheet};
use super::store::gather;
use super::{Printing, export_csv, export_xlsx};
use crate::board::{Board, act};
use crate::query;

/// Media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Registers the routes of the ledger.
pub fn routes(routes: &mut Routes) {
    routes.page("/ledger.xlsx", Access::May(Act::LedgerExport), |call| export(call, true));
    routes.page("/ledger.csv", Access::May(Act::LedgerExport), |call| export(call, false));
    routes.page("/ledger", Access::May(Act::LedgerExport), home);
    routes.page("/ledger/import", Access::May(Act::LedgerImport), start);
    routes.upload("/ledger/import", Access::May(Act::LedgerImport), take);
}

/// GET /ledger: out and in.
pub(super) async fn home(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let title = view.t("ledger");
    let may = access::require(call.actor()?, Act::LedgerImport).is_ok();
    let day = html! { (Field::day("at", "ledger-day").hint(view.t("ledger-day-hint")).render(view, &Kept::empty())) };
    let page = Page::new(view, &title).render(html! {
        h1 { (title) }
        section {
            h2 { (view.t("ledger-export")) }
            p { (view.t("ledger-export-about")) }
            form class="form" method="get" action="/ledger.xlsx" {
                (day)
                (Field::checkbox("done", "ledger-with-done").render(view, &Kept::with([("done", "on")])))
                (Button::submit(view.t("ledger-export-xlsx"))) " "
                (Button::submit(view.t("ledger-export-csv")).secondary().to("/ledger.csv"))
            }
        }
        @if may {
            section {
                h2 { (view.t("ledger-import")) }
                p { (view.t("ledger-import-about")) }
                p { (Button::link(view.t("ledger-import"), "/ledger/import").primary()) }
            }
        }
    });
    call.page(page)
}

pub(super) async fn export(call: Call, workbook: bool) -> Outcome<Response> {
    let asked = query::list(&call)?;
    let board = call.site.part::<Board>();
    let (book, lines, units) = (board.book(), board.lines(&call.site)?, call.site.units()?);
    let roster = call.site.roster()?;
    let (view, when) = (call.view.clone(), asked.when);
    let name = view.m(&Message::new("ledger-file").with("day", when.day().to_string())).into_owned();
    let bytes = call
        .read(move |tx| {
            let entries = gather(tx, &asked.filter, (when.at, when.current))?;
            let printing = Printing {
                words: &view.words,
                lang: view.lang,
                units: &units,
                roster: &roster,
                lines: &lines,
                book: &book,
                at: when.at,
            };
            if workbook { export_xlsx(&entries, &printing) } else { export_csv(&entries, &printing) }
        })
        .await?;
    let (end, kind) = if workbook { ("xlsx", XLSX) } else { ("csv", "text/csv; charset=utf-8") };
    call.file(&format!("{name}.{end}"), kind, bytes)
}

pub(super) async fn start(call: Call) -> Outcome<Response> {
    let today = call.view.today;
    let year = Day::from_ymd(today.year(), 1, 1).unwrap_or(today);
    let kept = Kept::with([("reference", today.to_string()), ("start", year.to_string())]);
    let page = upload_page(&call, &kept)?;
    call.page(page)
}

fn upload_page(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let view = &call.view;
    let lines = call.site.part::<Board>().lines(&call.site)?;
    let options = lines.iter().filter(|line| line.active).map(|line| (line.id, line.name(view.lang)));
    let title = view.t("ledger-import");
    let labels = [("file", "ledger-import-file"), ("reference", "ledger-import-reference")];
    let body = html! {
        (error_summary_of(view, kept, &labels))
        (Field::file("file", "ledger-import-file", ".xlsx,.csv").required()
            .hint(view.t("ledger-import-file-hint")).render(view, kept))
        (Field::day("reference", "ledger-import-reference").hint(view.t("ledger-import-reference-hint"))
            .render(view, kept))
        (Field::day("start", "ledger-import-start").hint(view.t("ledger-import-start-hint")).render(view, kept))
        (Field::select("line", "ledger-import-line", options).empty_option(view.t("ledger-import-line-none"))
            .hint(view.t("ledger-import-line-hint")).render(view, kept))
        (Button::submit(view.t("ledger-import-look")))
    };
    Ok(Page::new(view, &title).render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("ledger-commitments"), "/commitments"), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.t("ledger-import-about")) }
        (upload_form(view, "/ledger/import", body))
    }))
}

fn options(form: &Form, today: Day) -> Outcome<Options> {
    form.read(|r| Options {
        reference: r.day("reference").unwrap_or(today),
        start: r.day("start").or_else(|| Day::from_ymd(today.year(), 1, 1)).unwrap_or(today),
        line: r.id("line"),
    })
}

pub(super) async fn take(call: Call) -> Outcome<Response> {
    match taken(&call).await {
        Ok(page) => call.page(page),
        Err(failure) => {
            let known =
                failure.field.as_deref().is_some_and(|field| ["reference", "start", "line"].contains(&field));
            // Faults of the file name a cell; on this page they stand at the file.
            let shown = match (&failure.field, known) {
                (Some(cell), false) if cell != "file" => Failure {
                    message: Message::new("ledger-file-fault")
                        .with("cell", cell.as_str())
                        .with("fault", call.view.m(&failure.message).into_owned()),
                    ..failure.clone()
                }
                .at("file"),
                (None, _) => failure.clone().at("file"),
                _ => failure.clone(),
            };
            if matches!(
                failure.kind,
                qipan_kernel::FailureKind::Invalid | qipan_kernel::FailureKind::TooLarge
            ) {
                let page = upload_page(&call, &Kept::refused(&call.form, &shown))?;
                return call.refused(&shown, page);
            }
            Err(failure)
        }
    }
}

async fn taken(call: &Call) -> Outcome<Markup> {
    let options = options(&call.form, call.view.today)?;
    let files = call.site.part::<Files>().clone();
    let confirmed = call.form.value("digest").to_owned();
    let upload = call.uploads.first().map(|upload| upload.bytes.clone());
    let apply = upload.is_none() && !confirmed.is_empty();
    let work = move || -> Outcome<(Sheet, String)> {
        let (bytes, digest) = match upload {
            Some(bytes) => {
                let sheet = reading::read(&bytes)?;
                return Ok((sheet, files.put(&bytes)?));
            }
            None if confirmed.is_empty() => return Err(Failure::invalid("ledger-file-missing").at("file")),
            None => (files.get(&confirmed)?, confirmed),
        };
        Ok((reading::read(&bytes)?, digest))
    };
    let (sheet, digest) = tokio::task::spawn_blocking(work).await.map_err(Failure::internal)??;
    let words = call.view.words.clone();
    let imported = if apply {
        let (sheet, options) = (Arc::new(sheet), options.clone());
        act(call, move |acting| import::apply(acting, &words, (&sheet, &digest), &options)).await?
    } else {
        let (context, book, options) =
            (call.context()?.clone(), call.site.part::<Board>().book(), options.clone());
        call.read(move |tx| import::dry_run(tx, &context, &book, &words, (&sheet, &digest), &options)).await?
    };
    Ok(result_page(call, &imported, &options))
}

fn result_page(call: &Call, imported: &Imported, options: &Options) -> Markup {
    let view = &call.view;
    let title = view.t(if imported.applied { "ledger-import-done" } else { "ledger-import-dry" });
    let colour = match (imported.applied, imported.faulty) {
        (true, _) => Colour::Done,
        (_, 0) => Colour::Green,
        _ => Colour::Yellow,
    };
    let sum = Message::new(if imported.applied { "ledger-import-sum-done" } else { "ledger-import-sum" })
        .with("accepted", imported.accepted)
        .with("faulty", imported.faulty)
        .with("duplicates", imported.duplicates)
        .with("others", imported.others);
    Page::new(view, &title).wide().render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("ledger-commitments"), "/commitments"),
            Crumb::link(view.t("ledger-import"), "/ledger/import"), Crumb::here(&title)]))
        h1 { (title) }
        (callout(colour, "", html! { p { (view.m(&sum)) } }))
        @if !imported.unknown_heads.is_empty() {
            p { (view.m(&Message::new("ledger-import-unknown").with("heads", imported.unknown_heads.join("、")))) }
        }
        @if !imported.applied {
            @if imported.accepted > 0 {
                (form(view, "/ledger/import", html! {
                    input type="hidden" name="digest" value=(imported.digest);
                    input type="hidden" name="reference" value=(options.reference);
                    input type="hidden" name="start" value=(options.start);
                    input type="hidden" name="line" value=(options.line.map(|id| id.to_string()).unwrap_or_default());
                    (Button::submit(view.m(&Message::new("ledger-import-apply").with("count", imported.accepted))))
                    " " (Button::link(view.t("ledger-import-again"), "/ledger/import"))
                }))
            } @else {
                p { (Button::link(view.t("ledger-import-again"), "/ledger/import")) }
            }
        }
        (rows(call, imported))
    })
}

/// Lines of a file that are shown; the others are counted.
const ROWS_SHOWN: usize = 1_000;

/// Every line: first what needs somebody, then the rest, each in the order of the file.
fn rows(call: &Call, imported: &Imported) -> Markup {
    let view = &call.view;
    let heads = vec![
        Head::number(view.t("ledger-import-row")),
        Head::new(view.t("ledger-import-fate")).narrow(),
        Head::new(view.t("ledger-statement")),
        Head::new(view.t("ledger-lead")),
        Head::new(view.t("ledger-due")).narrow(),
        Head::number(view.t("ledger-claimed")),
        Head::new(view.t("ledger-number")).narrow(),
        Head::new(view.t("ledger-import-faults")),
    ];
    let mut table = Table::new(view.t("ledger-import-rows"), heads).ledger();
    let order = |row: &&RowReport| match row.fate {
        Fate::Faulty => 0,
        Fate::Duplicate => 1,
        _ => 2,
    };
    let mut rows: Vec<&RowReport> = imported.rows.iter().collect();
    rows.sort_by_key(order);
    let left = rows.len().saturating_sub(ROWS_SHOWN);
    rows.truncate(ROWS_SHOWN);
    for row in rows {
        let key = match (row.fate, imported.applied) {
            (Fate::Accepted, true) => "ledger-fate-registered",
            (Fate::Accepted, false) => "ledger-fate-accepted",
            (Fate::Faulty, _) => "ledger-fate-faulty",
            (Fate::Duplicate, _) => "ledger-fate-duplicate",
            (Fate::Group, _) => "ledger-fate-group",
            (Fate::Other, _) => "ledger-fate-other",
        };
        let number = html! {
            @match (&row.number, row.id) {
                (Some(number), Some(id)) => a href={ "/commitments/" (id) } { (number) },
                (Some(number), None) => (number),
                _ => "",
            }
        };
        let faults = html! {
            @if !row.faults.is_empty() {
                ul { @for fault in &row.faults { li { strong { (fault.cell) } " " (view.m(&fault.message)) } } }
            }
        };
        let cells: Vec<Cell> = vec![
            (row.line as i64).into(),
            view.t(key).as_ref().into(),
            row.statement.as_str().into(),
            row.lead.as_str().into(),
            row.due.map(|day| view.day(day)).unwrap_or_default().into(),
            row.claimed.map(|claimed| claimed.to_string()).unwrap_or_default().into(),
            number.into(),
            faults.into(),
        ];
        match row.fate {
            Fate::Group | Fate::Other => table.row_of("muted", cells),
            _ => table.row(cells),
        }
    }
    html! {
        (table.render(view))
        @if left > 0 { p class="quiet" { (view.m(&Message::new("ledger-import-more").with("count", left))) } }
    }
}
