//! The list of problems (问题清单), over the book and of one project: to look through, to share by its address, to print.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::http::asked::{self, parsed};
use qipan_accounts::{Act, access};
use qipan_board::board::visible;
use qipan_board::lights::Light;
use qipan_board::lights::Shown as ShownLight;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::{Button, Cell, Field, Head, Table, empty_state, filter_bar, pager, select};
use qipan_web::{Cursor, Kept, Markup, Page, html};

use crate::book::store as projects;
use crate::pages::{assets, frame};
use crate::problems::model::{Class, Level, Problem, State};
use crate::problems::rules::colour;
use crate::problems::store::{self, Filter};
use crate::work::chain::cut;
use crate::work::rules::ProblemRules;
use crate::work::store as work;

/// Rows of a page.
const PAGE: usize = 50;
/// Rows that are looked through for a colour.
const LOOKED_AT: usize = 5_000;
/// Rows of a project's list.
const OF_PROJECT: usize = 400;

/// The colours that a list can be asked for.
const LIGHTS: [Light; 6] = [Light::Red, Light::Yellow, Light::Blue, Light::Green, Light::Grey, Light::Done];

/// The filter that a query asks for, limited to what the actor may see, and the colour.
pub(crate) fn filter(call: &Call) -> Outcome<(Filter, Option<Light>)> {
    let light =
        asked::read(call, "light", |text| LIGHTS.into_iter().find(|light| drawn(*light).as_str() == text))?;
    let filter = Filter {
        units: asked::units(call)?,
        visible: visible(call.actor()?),
        project: parsed(call, "project")?,
        class: parsed(call, "class")?,
        level: parsed(call, "level")?,
        state: parsed(call, "state")?,
        with_ended: !call.query.value("ended").is_empty(),
        words: call.query.value("q").trim().to_owned(),
    };
    Ok((filter, light))
}

/// The colour of a problem now, with why.
pub(crate) fn shown_light(setting: &Setting, rules: &ProblemRules, problem: &Problem) -> ShownLight {
    let board = problem.commitment.as_ref().map(|one| one.version.light_at(setting.now));
    colour(problem, board, rules, &setting.book.calendar, setting.today())
}

/// The names of the projects of these problems.
pub(crate) fn project_names(tx: &mut Tx<'_>, ids: impl Iterator<Item = Id>) -> Outcome<HashMap<Id, String>> {
    let mut names = HashMap::new();
    for id in ids {
        if !names.contains_key(&id)
            && let Some(found) = projects::find(tx, id)?
        {
            names.insert(id, found.data.name);
        }
    }
    Ok(names)
}

struct Shown {
    setting: Setting,
    rules: ProblemRules,
    rows: Vec<Problem>,
    names: HashMap<Id, String>,
}

fn heads(shown: &Shown, one_project: bool) -> Vec<Head> {
    let view = &shown.setting.view;
    let mut keys = vec![
        "problem-number",
        "project-name",
        "problem-class",
        "problem-text",
        "problem-unit-person",
        "problem-due",
        "problem-state-level",
        "problem-light",
    ];
    if one_project {
        keys.remove(1);
    }
    keys.into_iter().map(|key| Head::new(view.t(key))).collect()
}

fn row(shown: &Shown, one: &Problem, one_project: bool) -> Vec<Cell> {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let light = shown_light(setting, &shown.rules, one);
    let project = one.project.and_then(|id| Some((id, shown.names.get(&id)?)));
    let mut cells: Vec<Cell> = vec![
        html! { a class="nowrap" href={ "/projects/problems/" (one.id) } { (one.number) } }.into(),
        html! { @if let Some((id, name)) = project { a href={ "/projects/" (id) } { (name) } } @else { span class="quiet" { "—" } } }.into(),
        view.t(one.class.key()).into(),
        html! {
            (cut(&one.data.text, 120))
            @if !one.data.ask.is_empty() { br; small { (view.t("problem-ask-short")) (cut(&one.data.ask, 80)) } }
        }
        .into(),
        html! {
            @match one.solver() {
                Some(unit) => { (setting.unit(unit)) @if !one.data.person.is_empty() { br; small { (one.data.person) } } }
                None => span class="quiet" { (view.t("problem-unit-none")) }
            }
        }
        .into(),
        html! { @match one.due() { Some(due) => span class="nowrap" { (view.day(due)) }, None => span class="quiet" { "—" } } }.into(),
        html! { (view.t(one.state().key())) @if one.level != Level::Unit { br; span class="badge" { (view.t(one.level.key())) } } }.into(),
        html! { span class="lights" { (setting.shown(&light)) } br; small { (view.m(&light.why)) } }.into(),
    ];
    if one_project {
        cells.remove(1);
    }
    cells
}

fn table(shown: &Shown, one_project: bool) -> Markup {
    let view = &shown.setting.view;
    let mut table = Table::new(view.t("problems-title"), heads(shown, one_project)).caption_hidden();
    shown.rows.iter().for_each(|one| table.row(row(shown, one, one_project)));
    table.render(view)
}

fn filters(shown: &Shown, call: &Call) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let names = ["q", "unit", "class", "level", "state", "light", "ended", "project"];
    let pairs = names.map(|name| (name.to_owned(), call.query.value(name).to_owned()));
    let kept = Kept::with(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let any = view.t("choose-any").into_owned();
    let lights = LIGHTS.map(|light| (drawn(light).as_str(), view.t(drawn(light).key()).into_owned()));
    filter_bar(
        view,
        html! {
            (Field::search("q", "project-search").placeholder(view.t("problem-search-hint")).render(view, &kept))
            (Field::select("unit", "problem-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "class", "problem-class", Class::ALL, Class::as_str, Class::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "state", "problem-state", State::ALL, State::as_str, State::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "level", "problem-level", Level::ALL, Level::as_str, Level::key).empty_option(&any).render(view, &kept))
            (Field::select("light", "problem-light", lights).empty_option(&any).render(view, &kept))
            @if let Some(id) = shown.rows.first().and_then(|one| one.project).filter(|_| !call.query.value("project").is_empty()) {
                input type="hidden" name="project" value=(id);
            }
            (Field::checkbox("ended", "problem-with-ended").render(view, &kept))
        },
    )
}

/// Problems of a filter and of a colour, a page of them after the cursor, and the cursor of the next.
pub(crate) fn rows(
    tx: &mut Tx<'_>,
    setting: &Setting,
    rules: &ProblemRules,
    (filter, light): &(Filter, Option<Light>),
    before: Option<Id>,
    limit: usize,
) -> Outcome<(Vec<Problem>, Option<Cursor>)> {
    let wanted = if light.is_some() { LOOKED_AT } else { limit + 1 };
    let mut rows = store::list(tx, filter, before, wanted)?;
    if let Some(light) = light {
        rows.retain(|one| shown_light(setting, rules, one).light == *light);
    }
    let next = asked::cut(&mut rows, limit, |one| one.id);
    Ok((rows, next))
}

/// `GET /projects/problems`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (setting, wanted) = (Setting::current(&call)?, filter(&call)?);
    let before = asked::after(&call)?;
    let of_colour = wanted.1.is_some();
    let (shown, count, next) = call
        .read(move |tx| {
            let rules = work::rules_on(tx, setting.today())?.problems;
            let (rows, next) = rows(tx, &setting, &rules, &wanted, before, PAGE)?;
            let names = project_names(tx, rows.iter().filter_map(|one| one.project))?;
            let count = store::count(tx, &wanted.0)?;
            Ok((Shown { setting, rules, rows, names }, count, next))
        })
        .await?;
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let page = Page::new(view, &view.t("problems-title")).wide().landscape_a3().head(assets::head()).render(html! {
        div class="page-head" {
            h1 { (view.t("problems-title")) }
            @if setting.may(Act::ProjectReport) {
                p class="actions" { (Button::link(view.t("problem-new"), "/projects/problems/new").primary().shortcut("n")) }
            }
        }
        (frame::book_tabs(setting, "/projects/problems"))
        (filters(&shown, &call))
        @if shown.rows.is_empty() {
            (empty_state(&view.t("problem-none"), Some(html! { (Button::link(view.t("problem-all"), "/projects/problems?ended=1")) })))
        } @else {
            @if !of_colour { p class="quiet" { (view.m(&Message::new("problem-count").with("count", count))) } }
            (table(&shown, false))
            (pager(view, None, next.as_ref()))
        }
    });
    call.page(page)
}

/// `GET /projects/{id}/problems`
pub(super) async fn of_project(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let (shown, project) = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
            let rules = work::rules_on(tx, setting.today())?.problems;
            let all = Filter { project: Some(id), with_ended: true, ..Filter::default() };
            let mut rows = store::list(tx, &all, None, OF_PROJECT)?;
            rows.sort_by_key(|one| (!one.state().is_open(), std::cmp::Reverse(one.id)));
            Ok((Shown { setting, rules, rows, names: HashMap::new() }, project))
        })
        .await?;
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let body = html! {
        @if setting.may(Act::ProjectReport) {
            p class="actions" { (Button::link(view.t("problem-new"), format!("/projects/problems/new?project={id}")).primary()) }
        }
        @if shown.rows.is_empty() { (empty_state(&view.t("problem-none-of-project"), None)) } @else { (table(&shown, true)) }
    };
    call.page(frame::project_page(setting, &project, "/problems", &view.t("problems-title"), body))
}
