//! The list of requests with its rates.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::Call;
use qipan_accounts::http::asked::{self, parsed};
use qipan_board::board::visible;
use qipan_board::lights::Shown as ShownLight;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message, Outcome};
use qipan_web::components::{Button, Cell, Field, Head, Table, empty_state, filter_bar, pager, select};
use qipan_web::{Kept, Markup, Page, html};

use crate::book::commands::seen;
use crate::pages::{assets, frame};
use crate::problems::model::Class;
use crate::problems::pages::project_names;
use crate::requests::model::{Request, State};
use crate::requests::rules::{Rate, Rates, colour, rates};
use crate::requests::store::{self, Filter};
use crate::work::chain::cut;

/// Rows of a page.
const PAGE: usize = 50;
/// Requests of one project.
const OF_PROJECT: usize = 400;
/// Where the name of the project stands in the table.
const PROJECT_AT: usize = 3;

/// The filter that a query asks for, limited to what the actor may see.
pub(crate) fn filter(call: &Call) -> Outcome<Filter> {
    let state = parsed(call, "state")?;
    Ok(Filter {
        units: asked::units(call)?,
        visible: visible(call.actor()?),
        project: parsed(call, "project")?,
        class: parsed(call, "class")?,
        state,
        open: state.is_none() && call.query.value("ended").is_empty(),
        from: parsed(call, "from")?,
        until: parsed(call, "until")?,
    })
}

/// The colour of a request now, with why.
pub(crate) fn shown_light(setting: &Setting, request: &Request) -> ShownLight {
    colour(request, &setting.book.calendar, setting.today())
}

/// The table of requests; with the name of each one's project, where they are of several.
fn table(setting: &Setting, rows: &[Request], names: Option<&HashMap<Id, String>>) -> Markup {
    let view = &setting.view;
    let mut heads = vec![
        "request-number",
        "request-enterprise",
        "request-text",
        "project-name",
        "request-units",
        "request-due",
        "request-state",
        "problem-light",
    ];
    if names.is_none() {
        heads.remove(PROJECT_AT);
    }
    let heads = heads.into_iter().map(|key| Head::new(view.t(key))).collect();
    let mut table = Table::new(view.t("requests-title"), heads).caption_hidden();
    for one in rows {
        let light = shown_light(setting, one);
        let project = one.project.and_then(|id| Some((id, names?.get(&id)?)));
        let mut cells: Vec<Cell> = vec![
            html! { a class="nowrap" href={ "/projects/requests/" (one.id) } { (one.number) } br; small { (view.day(one.received_on)) } }.into(),
            one.data.enterprise.as_str().into(),
            html! { (cut(&one.data.text, 90)) br; small { (view.t(one.class.key())) } }.into(),
            html! { @if let Some((id, name)) = project { a href={ "/projects/" (id) } { (name) } } @else { span class="quiet" { "—" } } }.into(),
            html! {
                @if one.standing().next().is_none() { span class="quiet" { (view.t("problem-unit-none")) } }
                @for (at, share) in one.standing().enumerate() {
                    @if at > 0 { br; }
                    (setting.unit(share.unit)) " " small { (view.t(share.role.key())) }
                }
            }
            .into(),
            html! { @match one.due_day { Some(due) => span class="nowrap" { (view.day(due)) }, None => span class="quiet" { "—" } } }.into(),
            html! { (view.t(one.state.key())) @if one.round > 1 { br; span class="badge" { (setting.say("request-round", "round", one.round)) } } }.into(),
            html! { span class="lights" { (setting.shown(&light)) } br; small { (view.m(&light.why)) } }.into(),
        ];
        if names.is_none() {
            cells.remove(PROJECT_AT);
        }
        table.row(cells);
    }
    table.render(view)
}

/// A rate with its numerator and denominator.
fn rate(setting: &Setting, key: &str, hint: &str, rate: Rate) -> Markup {
    let view = &setting.view;
    html! {
        div class="rate" title=(view.t(hint)) {
            span { (view.t(key)) }
            @match rate.basis_points() {
                Some(points) => b class="num" { (points / 100) "." (format!("{:02}", points % 100)) "%" },
                None => b class="quiet" { "—" }
            }
            small { (view.m(&Message::new("request-rate-of").with("part", rate.part).with("whole", rate.whole))) }
        }
    }
}

fn rates_shown(setting: &Setting, all: Rates) -> Markup {
    html! {
        div class="rates" {
            (rate(setting, "request-rate-response", "request-rate-response-hint", all.response))
            (rate(setting, "request-rate-solution", "request-rate-solution-hint", all.solution))
            (rate(setting, "request-rate-satisfaction", "request-rate-satisfaction-hint", all.satisfaction))
        }
    }
}

/// `GET /projects/requests`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (setting, filter) = (Setting::current(&call)?, filter(&call)?);
    let before = asked::after(&call)?;
    let today = setting.today();
    let (mut rows, names, figures) = call
        .read(move |tx| {
            let rows = store::list(tx, &filter, before, PAGE + 1)?;
            let names = project_names(tx, rows.iter().filter_map(|one| one.project))?;
            // The rates are of everything that came in the period, whether it is over or not.
            let whole = Filter { open: false, ..filter };
            let figures = rates(store::outcomes(tx, &whole)?, today);
            Ok((rows, names, figures))
        })
        .await?;
    let next = asked::cut(&mut rows, PAGE, |one| one.id);
    let view = &setting.view;
    let kept = ["unit", "class", "state", "from", "until", "ended", "project"]
        .map(|name| (name, call.query.value(name).to_owned()));
    let kept = Kept::with(kept.into_iter().filter(|(_, value)| !value.is_empty()));
    let any = view.t("choose-any").into_owned();
    let page = Page::new(view, &view.t("requests-title")).wide().landscape_a3().head(assets::head()).render(html! {
        div class="page-head" {
            h1 { (view.t("requests-title")) }
            @if setting.may(Act::ProjectReport) {
                p class="actions" { (Button::link(view.t("request-new"), "/projects/requests/new").primary().shortcut("n")) }
            }
        }
        (frame::book_tabs(&setting, "/projects/requests"))
        (filter_bar(view, html! {
            (Field::select("unit", "request-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "class", "problem-class", Class::ALL, Class::as_str, Class::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "state", "request-state", State::ALL, State::as_str, State::key).empty_option(&any).render(view, &kept))
            (Field::day("from", "request-from").render(view, &kept))
            (Field::day("until", "request-until").render(view, &kept))
            (Field::checkbox("ended", "request-with-ended").render(view, &kept))
        }))
        (rates_shown(&setting, figures))
        @if rows.is_empty() {
            (empty_state(&view.t("request-none"), Some(html! { (Button::link(view.t("request-all"), "/projects/requests?ended=1")) })))
        } @else {
            (table(&setting, &rows, Some(&names)))
            (pager(view, None, next.as_ref()))
        }
    });
    call.page(page)
}

/// `GET /projects/{id}/requests`
pub(super) async fn of_project(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let filter =
        Filter { project: Some(id), visible: visible(&setting.actor), open: false, ..Filter::default() };
    let (setting, project, rows) = call
        .read(move |tx| {
            let project = seen(tx, &setting.actor, id)?;
            let mut rows = store::list(tx, &filter, None, OF_PROJECT)?;
            rows.sort_by_key(|one| (!one.state.is_open(), std::cmp::Reverse(one.id)));
            Ok((setting, project, rows))
        })
        .await?;
    let view = &setting.view;
    let body = html! {
        @if setting.may(Act::ProjectReport) {
            p class="actions" { (Button::link(view.t("request-new"), format!("/projects/requests/new?project={id}")).primary()) }
        }
        @if rows.is_empty() { (empty_state(&view.t("request-none-of-project"), None)) } @else { (table(&setting, &rows, None)) }
    };
    call.page(frame::project_page(&setting, &project, "/requests", &view.t("requests-title"), body))
}
