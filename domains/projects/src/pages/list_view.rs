//! Lists of projects, drawn.

use qipan_accounts::Act;
use qipan_board::lights::Shown as Lit;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::Fen;
use qipan_web::components::{
    Button, Cell, Field, Head, Table, empty_state, filter_bar, light_as, pager, select,
};
use qipan_web::{Cursor, Form, Kept, Markup, Page, html};

use super::frame;
use crate::book::model::{Class, Kind, Level, Stage, Standing};
use crate::book::store::{Filter, Listed, Sums};
use crate::invest::lights::{Facts, Lights, Side, lights, months_over};
use crate::invest::rules::{Pace, pace};

/// A page of a list.
pub struct Shown {
    /// Words, names.
    pub setting: Setting,
    /// What is listed.
    pub filter: Filter,
    /// The rows.
    pub rows: Vec<Listed>,
    /// How many there are in all, their total investment and their plan of the year.
    pub sums: Sums,
    /// The industries that there are.
    pub industries: Vec<String>,
    /// Where the next page begins.
    pub after: Option<Cursor>,
    /// The query.
    pub query: Form,
}

/// The lights of a listed project today.
pub fn lights_of(setting: &Setting, one: &Listed) -> Lights {
    lights(&Facts {
        project: &one.project,
        year: one.year.as_ref(),
        months: one.months.map(|done| (None, done)),
        paid: one.paid,
        today: setting.today(),
    })
}

/// One light of a project with its word, and its reason as its title.
pub fn badge(setting: &Setting, (side, lit): (Side, &Lit)) -> Markup {
    let view = &setting.view;
    html! { span title=(view.m(&lit.why)) { (light_as(view, drawn(lit.light), side.word(lit.light))) } }
}

/// How far a listed project's year is, after the months that are over.
pub fn pace_of(setting: &Setting, one: &Listed, year: i32) -> Option<Pace> {
    let over = months_over(setting.today(), year);
    let done = one.months.iter().take(over as usize).flatten().map(|fen| fen.0).sum();
    pace(Fen(done), one.year.as_ref()?.plan, over)
}

fn filters(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let names = ["q", "unit", "stage", "class", "level", "kind", "industry", "year", "listed", "ended"];
    let pairs = names.map(|name| (name.to_owned(), shown.query.value(name).to_owned()));
    let kept = Kept::with(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let any = view.t("choose-any").into_owned();
    let this = view.today.year();
    let years = (this - 3..=this + 1).rev().map(|year| (year.to_string(), year.to_string()));
    let years: Vec<_> = std::iter::once((String::new(), this.to_string()))
        .chain(years.filter(|(year, _)| *year != this.to_string()))
        .collect();
    let industries: Vec<_> = shown.industries.iter().map(|name| (name.clone(), name.clone())).collect();
    filter_bar(
        view,
        html! {
            (Field::search("q", "project-search").placeholder(view.t("project-search-hint")).render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "stage", "project-stage", Stage::ALL, Stage::as_str, Stage::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "class", "project-class", Class::ALL, Class::as_str, Class::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "level", "project-level", Level::ALL, Level::as_str, Level::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "kind", "project-kind", Kind::ALL, Kind::as_str, Kind::key).empty_option(&any).render(view, &kept))
            (Field::select("industry", "project-industry", industries).empty_option(&any).render(view, &kept))
            (Field::select("year", "project-year", years).render(view, &kept))
            (Field::checkbox("listed", "project-only-listed").render(view, &kept))
            (Field::checkbox("ended", "project-with-ended").render(view, &kept))
        },
    )
}

/// Where a project stands: its stage, or why it does not go on.
pub fn stage_words(setting: &Setting, one: &crate::book::model::Project) -> Markup {
    let view = &setting.view;
    html! {
        (view.t(one.stage.key()))
        @if one.standing != Standing::Active { " " span class="badge" { (view.t(one.standing.key())) } }
    }
}

fn row(shown: &Shown, one: &Listed) -> Vec<Cell> {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let data = &one.project.data;
    let lights = lights_of(setting, one);
    let name = html! {
        @if data.level != Level::District { span title=(view.t(data.level.key())) { "★ " } }
        a href={ "/projects/" (one.project.id) } { (data.name) }
        br; small { (data.industry) " · " (setting.unit(data.lead_unit))
            @if !data.leader.is_empty() { " · " (data.leader) } }
    };
    let worst = lights.worst();
    let pace = pace_of(setting, one, shown.filter.year);
    let progress = html! {
        @match &pace {
            Some(pace) => {
                span class="num" { (pace.completion.percent(1)) "%" }
                br; small class="nowrap" { (setting.say("project-lead-points", "points", pace.lead().signed(1))) }
            }
            None => span class="quiet" { "—" }
        }
    };
    let class = one.year.as_ref().map(|year| view.t(year.class.key()).into_owned());
    vec![
        name.into(),
        html! { (stage_words(setting, &one.project)) @if let Some(class) = class { br; small { (class) } } }
            .into(),
        setting.wan(data.total).into(),
        one.year
            .as_ref()
            .map_or_else(|| html! { span class="quiet" { "—" } }, |year| setting.wan(year.plan))
            .into(),
        progress.into(),
        html! { span class="lights" { (badge(setting, worst)) } br; small { (view.m(&worst.1.why)) } }.into(),
    ]
}

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("project-name")),
        Head::new(view.t("project-stage-class")),
        Head::number(view.t("project-total-wan")),
        Head::number(setting.say("project-plan-of-wan", "year", i64::from(shown.filter.year).to_string())),
        Head::number(view.t("project-completion")),
        Head::new(view.t("project-light")),
    ];
    let mut table = Table::new(view.t("projects-title"), heads).caption_hidden();
    shown.rows.iter().for_each(|one| table.row(row(shown, one)));
    let sums = shown.sums.message();
    Page::new(view, &view.t("projects-title")).wide().landscape_a3().head(super::assets::head()).render(html! {
        div class="page-head" {
            h1 { (view.t("projects-title")) }
            p class="actions" {
                @if setting.may(Act::ProjectManage) {
                    (Button::link(view.t("project-new"), "/projects/new").primary().shortcut("n"))
                }
            }
        }
        (frame::book_tabs(setting, "/projects"))
        (filters(shown))
        @if shown.rows.is_empty() {
            (empty_state(&view.t("project-none"), Some(html! { (Button::link(view.t("project-all"), "/projects")) })))
        } @else {
            p class="quiet" { (view.m(&sums)) }
            (table.render(view))
            (pager(view, None, shown.after.as_ref()))
        }
    })
}
