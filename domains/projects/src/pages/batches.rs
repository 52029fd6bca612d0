//! 四个一批 and 七个一批 of a year: each group with its projects, their money and their light.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::http::asked::parsed;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message, Outcome};
use qipan_web::components::goban::{Figure, figures};
use qipan_web::components::{Button, Field, Head, Table, empty_state, filter_bar, select};
use qipan_web::{Form, Kept, Markup, html};

use super::list_view::{badge, lights_of, pace_of, stage_words};
use super::{filter, frame};
use crate::book::batches::{Batch, Scheme, batch};
use crate::book::model::Level;
use crate::book::store::{self, Listed, Sums};

/// Most projects of a page: more than a district has.
const MOST: usize = 10_000;

struct Shown {
    setting: Setting,
    year: i32,
    scheme: Scheme,
    rows: Vec<(Batch, Listed)>,
    query: Form,
}

/// `GET /projects/batches`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (setting, filter) = (Setting::current(&call)?, filter(&call)?);
    let (year, scheme) = (filter.year, parsed::<Scheme>(&call, "scheme")?.unwrap_or(Scheme::Seven));
    let rows = call.read(move |tx| store::list(tx, &filter, Id(0), MOST)).await?;
    let rows = rows.into_iter().filter_map(|one| Some((batch(&one.project, one.year.as_ref(), year)?, one)));
    let rows = rows.collect();
    call.page(draw(&Shown { setting, year, scheme, rows, query: call.query.clone() }))
}

fn filters(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut pairs: Vec<(String, String)> =
        ["unit", "level"].map(|name| (name.to_owned(), shown.query.value(name).to_owned())).to_vec();
    pairs.push(("year".to_owned(), shown.year.to_string()));
    pairs.push(("scheme".to_owned(), shown.scheme.as_str().to_owned()));
    let kept = Kept::with(pairs);
    let any = view.t("choose-any").into_owned();
    let this = view.today.year();
    let years = (this - 3..=this + 1).rev().map(|year| (year.to_string(), year.to_string()));
    filter_bar(
        view,
        html! {
            (select(&setting.view, "scheme", "project-scheme", Scheme::ALL, Scheme::as_str, Scheme::key).render(view, &kept))
            (Field::select("year", "project-year", years).render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "level", "project-level", Level::ALL, Level::as_str, Level::key).empty_option(&any).render(view, &kept))
        },
    )
}

fn group(shown: &Shown, at: usize, name: &str, rows: &[&Listed]) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let sums = Sums::of(rows).message();
    let heads = vec![
        Head::new(view.t("project-name")),
        Head::new(view.t("project-stage")),
        Head::new(view.t("project-unit")),
        Head::number(view.t("project-total-wan")),
        Head::number(setting.say("project-plan-of-wan", "year", shown.year.to_string())),
        Head::number(view.t("project-completion")),
        Head::new(view.t("project-light")),
    ];
    let mut table = Table::new(view.t(name), heads).caption_hidden();
    let dash = || html! { span class="quiet" { "—" } };
    for one in rows {
        let data = &one.project.data;
        let lights = lights_of(setting, one);
        table.row(vec![
            html! {
                @if data.level != Level::District { span title=(view.t(data.level.key())) { "★ " } }
                a href={ "/projects/" (one.project.id) } { (data.name) } br; small { (data.industry) }
            }
            .into(),
            stage_words(setting, &one.project).into(),
            setting.unit(data.lead_unit).into(),
            setting.wan(data.total).into(),
            one.year.as_ref().map_or_else(dash, |year| setting.wan(year.plan)).into(),
            pace_of(setting, one, shown.year)
                .map_or_else(dash, |pace| html! { span class="num" { (pace.completion.percent(1)) "%" } })
                .into(),
            html! { (badge(setting, lights.worst())) }.into(),
        ]);
    }
    html! {
        section id={ "batch-" (at) } class="batch" {
            h2 { (view.t(name)) } p class="quiet" { (view.m(&sums)) }
            @if rows.is_empty() { p class="quiet" { (view.t("project-batch-empty")) } } @else { (table.render(view)) }
        }
    }
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let groups: Vec<(&str, Vec<&Listed>)> = shown
        .scheme
        .groups()
        .into_iter()
        .map(|(name, batches)| {
            let rows = shown.rows.iter().filter(|(batch, _)| batches.contains(batch)).map(|(_, one)| one);
            (name, rows.collect())
        })
        .collect();
    let numbers: Vec<Figure> = groups
        .iter()
        .enumerate()
        .map(|(at, (name, rows))| Figure {
            number: view.number(rows.len() as i64),
            label: view.t(name).into_owned(),
            light: None,
            href: Some(format!("#batch-{at}")),
        })
        .collect();
    let title = view.m(&Message::new("project-batches-of").with("year", shown.year.to_string()));
    frame::book_page(
        setting,
        "/projects/batches",
        &title,
        html! {
            (filters(shown))
            @if shown.rows.is_empty() {
                (empty_state(&view.t("project-none"), Some(html! { (Button::link(view.t("project-all"), "/projects")) })))
            } @else {
                (figures(view, &numbers))
                p class="quiet" { (view.t("project-batches-note")) }
                @for (at, (name, rows)) in groups.iter().enumerate() { (group(shown, at, name, rows)) }
            }
        },
    )
}
