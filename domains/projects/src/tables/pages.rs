//! The pages of tables: which there are, each as it is printed, and reading one in.

use std::sync::Arc;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::access::visible_units;
use qipan_accounts::http::{Access, Call, Routes, asked};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_records::files::Files;
use qipan_web::components::{Button, Field, error_summary_of, filter_bar, upload_form};
use qipan_web::forms::Reader;
use qipan_web::{Form, Kept, Lang, Markup, html};

use super::columns::TableKind;
use super::commands::{self, File, Imported};
use super::export::{self, Form as Kind};
use super::grid;
use super::model::{At, Choice};
use super::plan::Options;
use super::reading::TableIn;
use super::values::Names;
use super::{draw, result_page};
use crate::book::model::{Kind as Money, Level};
use crate::book::rules::TEXT_MAX;
use crate::invest::lights::months_over;
use crate::pages::frame;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let (view, report) = (Access::May(Act::ProjectView), Access::May(Act::ProjectReport));
    routes.page("/projects/tables", view, home);
    routes.page("/projects/tables/{kind}", view, shown);
    routes.page("/projects/tables/{kind}/xlsx", view, |call| download(call, Kind::Xlsx));
    routes.page("/projects/tables/{kind}/csv", view, |call| download(call, Kind::Csv));
    routes.page("/projects/import", report, start);
    routes.upload("/projects/import", report, take);
}

/// The names of a setting.
pub(super) fn names(setting: &Setting) -> Names<'_> {
    Names { words: &setting.view.words, lang: setting.view.lang, units: &setting.units }
}

/// The table that the path names.
pub(super) fn kind(call: &Call) -> Outcome<TableKind> {
    call.param("kind").parse().map_err(|_| Failure::not_found())
}

/// The time that the query names: the last month that is over where it names none.
pub(super) fn at(call: &Call, kind: TableKind) -> Outcome<At> {
    let today = call.view.today;
    let number = |name: &'static str, most: u32| {
        asked::read(call, name, |text| text.parse().ok().filter(|number| (1..=most).contains(number)))
    };
    let year = number("year", 2_200)?.map_or(today.year(), |year| year as i32);
    let month = number("month", 12)?.unwrap_or_else(|| months_over(today, year).max(1));
    Ok(At::of(kind, year, month, number("part", 3)?.unwrap_or(1)))
}

fn periods(setting: &Setting, kind: Option<TableKind>, kept: &Kept, any: bool) -> Markup {
    let view = &setting.view;
    let this = view.today.year();
    let years = (this - 5..=this + 1).rev().map(|year| (year.to_string(), year.to_string()));
    let months =
        (1..=12).map(|month: i64| (month.to_string(), setting.say("invest-month-of", "month", month)));
    let parts =
        (1..=3).map(|part: u32| (part.to_string(), view.t(&format!("invest-part-{part}")).into_owned()));
    let found = view.t("table-as-file").into_owned();
    let maybe = |field: Field<'static>| if any { field.empty_option(&found) } else { field };
    html! {
        (maybe(Field::select("year", "project-year", years)).render(view, kept))
        @if kind.is_none_or(TableKind::of_month) {
            (maybe(Field::select("month", "invest-month", months)).render(view, kept))
        }
        @if kind.is_none_or(|kind| kind == TableKind::TenDay) {
            (maybe(Field::select("part", "invest-part", parts)).render(view, kept))
        }
    }
}

/// `GET /projects/tables`
async fn home(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let view = &setting.view;
    let title = view.t("projects-tab-tables");
    let may = setting.may(Act::ProjectReport);
    let body = html! {
        @if may {
            p { (view.t("table-import-about")) }
            p { (Button::link(view.t("table-import"), "/projects/import").primary()) }
        }
        p class="row" {
            (Button::link(view.t("oc4ids-download"), "/projects/oc4ids.json").download())
            " " span class="quiet" { (view.t("oc4ids-about")) }
        }
        ul class="table-list" {
            @for kind in TableKind::ALL {
                li {
                    h2 { a href={ "/projects/tables/" (kind.as_str()) } { (view.t(kind.key())) } }
                    p { (view.t(&format!("table-about-{}", kind.as_str()))) }
                    p class="row" {
                        (Button::link(view.t("table-xlsx"), format!("/projects/tables/{}/xlsx", kind.as_str())).small().download())
                        " " (Button::link(view.t("table-csv"), format!("/projects/tables/{}/csv", kind.as_str())).small().download())
                    }
                }
            }
        }
    };
    call.page(frame::book_page(&setting, "/projects/tables", &title, body))
}

/// `GET /projects/tables/{kind}`
async fn shown(call: Call) -> Outcome<Response> {
    let (setting, kind) = (Setting::current(&call)?, kind(&call)?);
    let at = at(&call, kind)?;
    let visible = visible_units(&setting.actor).map(<[Id]>::to_vec);
    let held = call.read(move |tx| export::held(tx, kind, at, visible)).await?;
    let view = &setting.view;
    let kept = Kept::with([
        ("year", at.year.to_string()),
        ("month", at.month.to_string()),
        ("part", at.part.to_string()),
    ]);
    let query = format!("year={}&month={}&part={}", at.year, at.month, at.part.max(1));
    let files = html! {
        @for (key, end) in [("table-xlsx", "xlsx"), ("table-csv", "csv")] {
            (Button::link(view.t(key), format!("/projects/tables/{}/{end}?{query}", kind.as_str())).download()) " "
        }
    };
    let title = grid::title(kind, at, &names(&setting));
    let body = html! {
        (filter_bar(view, periods(&setting, Some(kind), &kept, false)))
        p class="row" { (files) }
        (draw::table(&setting, kind, at, &held))
    };
    call.page(draw::page(&setting, &title, body))
}

/// `GET /projects/tables/{kind}/xlsx`, `…/csv`
async fn download(call: Call, form: Kind) -> Outcome<Response> {
    let (setting, kind) = (Setting::current(&call)?, kind(&call)?);
    let at = at(&call, kind)?;
    let visible = visible_units(&setting.actor).map(<[Id]>::to_vec);
    let (name, bytes) = call
        .read(move |tx| {
            let held = export::held(tx, kind, at, visible)?;
            let names = names(&setting);
            Ok((grid::title(kind, at, &names), export::file(kind, at, &held, &names, form)?))
        })
        .await?;
    let (end, media_type) = form.words();
    call.file(&format!("{name}.{end}"), media_type, bytes)
}

/// `GET /projects/import`
async fn start(call: Call) -> Outcome<Response> {
    let page = upload_page(&call, &Kept::empty())?;
    call.page(page)
}

fn upload_page(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let view = &setting.view;
    let kinds = TableKind::ALL.iter().map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    let labels = [("file", "table-import-file"), ("year", "project-year"), ("month", "invest-month")];
    let body = html! {
        (error_summary_of(view, kept, &labels))
        (Field::file("file", "table-import-file", ".xlsx,.xls,.csv").required()
            .hint(view.t("table-import-file-hint")).render(view, kept))
        (Field::select("kind", "table-import-kind", kinds).empty_option(view.t("table-as-file"))
            .hint(view.t("table-import-kind-hint")).render(view, kept))
        (periods(&setting, None, kept, true))
        (Button::submit(view.t("table-import-look")))
    };
    let title = view.t("table-import");
    Ok(frame::book_page(
        &setting,
        "/projects/tables",
        &title,
        html! {
            p { (view.t("table-import-about")) }
            (upload_form(view, "/projects/import", body))
        },
    ))
}

/// What a form says of how a file is to be read.
pub(super) fn options(form: &Form) -> Outcome<Options> {
    let kinds: Vec<_> = TableKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let money: Vec<_> = Money::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let levels: Vec<_> = Level::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let small = |r: &Reader<'_>, name: &str, most: i64| {
        r.int(name, 1..=most).and_then(|number| u32::try_from(number).ok())
    };
    form.read(|r| {
        let mut choices = std::collections::BTreeMap::new();
        for (name, value) in form.pairs() {
            let Some(row) = name.strip_prefix("row-") else { continue };
            let choice = match value {
                "" => continue,
                "new" => Choice::New,
                "skip" => Choice::Skip,
                id => match id.parse() {
                    Ok(id) => Choice::Project(id),
                    Err(_) => {
                        r.fail(
                            Failure::invalid("query-not-understood")
                                .with("name", name)
                                .with("text", value)
                                .at("file"),
                        );
                        continue;
                    }
                },
            };
            choices.insert(row.to_owned(), choice);
        }
        Options {
            kind: r.choice("kind", &kinds),
            year: r.int("year", 2000..=2100).and_then(|year| i32::try_from(year).ok()),
            month: small(r, "month", 12),
            part: small(r, "part", 3),
            reason: r.paragraph("reason", TEXT_MAX),
            create: r.bool("create"),
            lead_unit: r.id("lead_unit"),
            line: r.id("line"),
            money: r.choice("money", &money),
            level: r.choice("level", &levels),
            industry: r.text("industry", 60),
            zeros: r.bool("zeros"),
            leave_problems: r.bool("leave_problems"),
            accept_sums: r.bool("accept_sums"),
            leave_faulty: r.bool("leave_faulty"),
            choices,
        }
    })
}

/// `POST /projects/import`: looks at a file, or carries it out when its own dry run was confirmed.
async fn take(call: Call) -> Outcome<Response> {
    match taken(&call).await {
        Ok(response) => Ok(response),
        Err(failure) => {
            // Faults of the file name a cell; on this page they stand at the file.
            let known = ["kind", "year", "month", "part"];
            let shown = match &failure.field {
                Some(cell) if !known.contains(&cell.as_str()) && cell != "file" => Failure {
                    message: Message::new("ledger-file-fault")
                        .with("cell", cell.as_str())
                        .with("fault", call.view.m(&failure.message).into_owned()),
                    ..failure.clone()
                }
                .at("file"),
                Some(_) => failure,
                None => failure.at("file"),
            };
            call.again(shown, async |kept| upload_page(&call, &kept)).await
        }
    }
}

/// The tables of an upload (kept by its digest) or of a file that was looked at before.
pub(super) async fn file(call: &Call, options: &Options) -> Outcome<(Vec<TableIn>, String)> {
    let files = call.site.part::<Files>().clone();
    let known = call.form.value("digest").to_owned();
    let upload = call.uploads.first().map(|upload| upload.bytes.clone());
    let options = options.clone();
    let work = move || -> Outcome<(Vec<TableIn>, String)> {
        let (bytes, digest) = match upload {
            Some(bytes) => {
                let tables = commands::tables(&bytes, &options)?;
                return Ok((tables, files.put(&bytes)?));
            }
            None if known.is_empty() => return Err(Failure::invalid("ledger-file-missing").at("file")),
            None => (files.get(&known)?, known),
        };
        Ok((commands::tables(&bytes, &options)?, digest))
    };
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)?
}

/// Carries a file out in one act.
pub(super) async fn carried_out(
    call: &Call,
    (tables, digest): (Vec<TableIn>, String),
    options: &Options,
) -> Outcome<Imported> {
    let (words, lang) = (call.view.words.clone(), call.view.lang);
    let (tables, options) = (Arc::new(tables), options.clone());
    act(call, move |acting| {
        let file = File { tables: &tables, digest: &digest };
        commands::apply(acting, (&words, lang), &file, &options)
    })
    .await
}

/// Looks at a file.
pub(super) async fn looked_at(
    call: &Call,
    (tables, digest): (Vec<TableIn>, String),
    options: &Options,
) -> Outcome<Imported> {
    let (words, lang, context, options): (_, Lang, _, _) =
        (call.view.words.clone(), call.view.lang, call.context()?.clone(), options.clone());
    call.read(move |tx| {
        let file = File { tables: &tables, digest: &digest };
        commands::dry_run(tx, &context, (&words, lang), &file, &options)
    })
    .await
}

async fn taken(call: &Call) -> Outcome<Response> {
    let options = options(&call.form)?;
    let read = file(call, &options).await?;
    let setting = Setting::current(call)?;
    if call.form.value("act") != "apply" {
        let found = looked_at(call, read, &options).await?;
        return call.page(result_page::page(&setting, &found, &options, &Kept::with(kept(call))));
    }
    match carried_out(call, read.clone(), &options).await {
        Ok(found) => call.page(result_page::page(&setting, &found, &options, &Kept::empty())),
        Err(failure) => {
            call.again(failure, async |kept| {
                let found = looked_at(call, read, &options).await?;
                let page = result_page::page(&setting, &found, &options, &kept);
                Ok(page)
            })
            .await
        }
    }
}

fn kept(call: &Call) -> Vec<(String, String)> {
    call.form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
