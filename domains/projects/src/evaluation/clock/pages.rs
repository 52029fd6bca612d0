//! The self-evaluations of a year over the whole book: who was asked, how far each is, by when it is due; and asking.

use std::collections::{BTreeMap, HashMap};

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes, asked};
use qipan_board::board::{act, visible};
use qipan_board::commitments::model::Commitment;
use qipan_board::commitments::store as commitments;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_web::components::{
    self, Button, Field, callout, empty_state, error_summary_of, filter_bar, form, pager,
};
use qipan_web::{Cursor, Kept, Markup, html};

use super::model::{AskInput, Clock, Standing};
use super::{commands, rules, store};
use crate::book::model::Project;
use crate::book::rules::TEXT_MAX;
use crate::book::store as projects;
use crate::evaluation::model::State;
use crate::evaluation::rules::{grade, hundredths, total};
use crate::pages::frame;

/// Projects of a page.
const PAGE: usize = 100;
/// The word of the filter for forms in which nothing is filled in.
const NONE: &str = "none";
const LABELS: [(&str, &str); 2] = [("due", "evaluation-due"), ("year", "project-year")];

/// Registers the pages.
pub(in crate::evaluation) fn routes(routes: &mut Routes) {
    routes.page("/projects/evaluations", Access::May(Act::ProjectView), page);
    routes.form("/projects/evaluations/ask", Access::May(Act::ProjectManage), ask_all);
}

/// The list that a query asks for, limited to what the actor may see: by default of last year.
pub(in crate::evaluation) fn filter(call: &Call) -> Outcome<store::Filter> {
    let year =
        asked::read(call, "year", |text| text.parse().ok().filter(|year| (2000..=2100).contains(year)))?;
    let state = asked::read(call, "state", |text| {
        (text == NONE || text.parse::<State>().is_ok()).then(|| text.to_owned())
    })?;
    Ok(store::Filter {
        year: year.unwrap_or(call.view.today.year() - 1),
        state,
        unasked: false,
        units: asked::units(call)?,
        visible: visible(call.actor()?),
    })
}

struct Shown {
    setting: Setting,
    filter: store::Filter,
    rows: Vec<Standing>,
    projects: HashMap<Id, Project>,
    commitments: BTreeMap<Id, Commitment>,
    /// Of all projects, not only those of the page: how many were not asked yet.
    unasked: usize,
    next: Option<Cursor>,
    kept: Kept,
}

async fn shown(call: &Call, filter: store::Filter, kept: Kept) -> Outcome<Shown> {
    let setting = Setting::current(call)?;
    let after = asked::after(call)?.unwrap_or_default();
    call.read(move |tx| {
        let mut rows = store::list(tx, &filter, after, PAGE + 1)?;
        let next = asked::cut(&mut rows, PAGE, |one| one.project);
        let ids: Vec<Id> = rows.iter().map(|one| one.project).collect();
        let given: Vec<Id> = rows.iter().filter_map(|one| Some(one.clock.as_ref()?.commitment)).collect();
        let all = store::Filter { year: filter.year, unasked: true, ..store::Filter::default() };
        let unasked =
            if setting.may(Act::ProjectManage) { store::list(tx, &all, Id(0), 10_000)?.len() } else { 0 };
        Ok(Shown {
            projects: projects::some(tx, &ids)?.into_iter().map(|one| (one.id, one)).collect(),
            commitments: commitments::current(tx, &given)?.into_iter().collect(),
            setting,
            filter,
            rows,
            unasked,
            next,
            kept,
        })
    })
    .await
}

/// `GET /projects/evaluations`
async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, filter(&call)?, Kept::empty()).await?;
    call.page(draw(&call, &shown))
}

/// `POST /projects/evaluations/ask`
async fn ask_all(call: Call) -> Outcome<Response> {
    let asked = call.form.read(|r| AskInput { due: Some(r.required_day("due")) });
    let year = call.form.value("year");
    let year: i32 = year.parse().map_err(|_| asked::unclear("year", year))?;
    let done = match asked {
        Ok(input) => act(&call, move |acting| commands::ask_all(acting, year, input)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(count) => {
            let told = Message::new("done-evaluation-asked").with("count", count);
            call.done(&format!("/projects/evaluations?year={year}"), told)
        }
        Err(failure) => {
            call.again(failure, async |kept| {
                let filter = store::Filter { year, ..filter(&call)? };
                let shown = shown(&call, filter, kept).await?;
                Ok(draw(&call, &shown))
            })
            .await
        }
    }
}

fn draw(call: &Call, shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let this = setting.today().year();
    let years = (this - 4..=this).rev().map(|year| (year.to_string(), year.to_string()));
    let states = State::ALL.iter().map(|state| (state.as_str(), state.key()));
    let states = std::iter::once((NONE, "evaluation-state-none"))
        .chain(states)
        .map(|(word, key)| (word.to_owned(), view.t(key).into_owned()));
    let any = view.t("choose-any").into_owned();
    let kept =
        [("state", call.query.value("state").to_owned()), ("unit", call.query.value("unit").to_owned())];
    let kept = kept.into_iter().chain([("year", shown.filter.year.to_string())]);
    let kept = Kept::with(kept.filter(|(_, value)| !value.is_empty()));
    let title = setting.say("evaluation-title-of", "year", shown.filter.year.to_string());
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        p class="quiet" { (view.t("evaluation-about")) }
        (filter_bar(view, html! {
            (Field::select("year", "project-year", years).render(view, &kept))
            (Field::select("state", "evaluation-state-field", states).empty_option(&any).render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
        }))
        @if shown.unasked > 0 { (asking(shown)) }
        @if shown.rows.is_empty() { (empty_state(&view.t("evaluation-list-none"), None)) } @else { (table(shown)) (pager(view, None, shown.next.as_ref())) }
    };
    frame::book_page(setting, "/projects/evaluations", &title, body)
}

fn asking(shown: &Shown) -> Markup {
    let (setting, view, year) = (&shown.setting, &shown.setting.view, shown.filter.year);
    let kept = usual(setting, year, &shown.kept);
    let told = Message::new("evaluation-unasked").with("count", shown.unasked).with("year", year.to_string());
    callout(
        components::Light::Blue,
        &view.m(&told),
        form(
            view,
            "/projects/evaluations/ask",
            html! {
                input type="hidden" name="year" value=(year);
                (Field::day("due", "evaluation-due").required().hint(view.t("evaluation-due-hint")).render(view, &kept))
                div class="actions" { (Button::submit(view.t("evaluation-ask-all"))) }
            },
        ),
    )
}

/// What was typed, or else the limit that is proposed.
fn usual(setting: &Setting, year: i32, kept: &Kept) -> Kept {
    if kept.value("due").is_empty() {
        Kept::with([("due", rules::usual(year, setting.today()).to_string())])
    } else {
        kept.clone()
    }
}

fn table(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    html! {
        div class="table-frame" tabindex="0" role="region" aria-label=(view.t("evaluation-title")) {
        table class="table cards" {
            thead { tr { @for key in ["project-name", "project-unit", "evaluation-state-field", "evaluation-score", "evaluation-due", "evaluation-on-board"] { th scope="col" { (view.t(key)) } } } }
            tbody {
                @for row in &shown.rows {
                    @if let Some(project) = shown.projects.get(&row.project) {
                        tr {
                            th scope="row" { a href={ "/projects/" (project.id) "/evaluation?year=" (shown.filter.year) } { (project.data.name) } }
                            td data-label=(view.t("project-unit")) { (setting.unit(project.data.lead_unit)) }
                            td data-label=(view.t("evaluation-state-field")) { span { (view.t(row.state().map_or("evaluation-state-none", State::key)))
                                @if let Some(clock) = row.clock.as_ref().filter(|clock| !clock.returned.is_empty()) { br; small { (setting.say("evaluation-returned", "why", clock.returned.as_str())) } } } }
                            td class="num" data-label=(view.t("evaluation-score")) { @match row.form.as_ref().and_then(|form| Some(total(&form.form, form.frozen.as_ref()?))) {
                                Some(score) => { (hundredths(score)) " " (view.t(grade(score).key())) } None => span class="quiet" { "—" } } }
                            td class="nowrap" data-label=(view.t("evaluation-due")) { @match &row.clock { Some(clock) => (view.day(clock.due)), None => span class="quiet" { (view.t("evaluation-not-asked")) } } }
                            td data-label=(view.t("evaluation-on-board")) { @if let Some(one) = row.clock.as_ref().and_then(|clock| shown.commitments.get(&clock.commitment)) { (stone(setting, one)) } }
                        }
                    }
                }
            }
        }
        }
    }
}

fn stone(setting: &Setting, one: &Commitment) -> Markup {
    let light = drawn(one.version.light_at(setting.now));
    html! { a href={ "/commitments/" (one.id) } { (components::light(&setting.view, light)) } }
}

/// The clock of one project's year, above its form: the limit, the light, why it was sent back; or asking for it.
pub(in crate::evaluation) fn block(
    setting: &Setting,
    project: &Project,
    year: i32,
    (clock, commitment): (Option<&Clock>, Option<&Commitment>),
    kept: &Kept,
) -> Markup {
    let view = &setting.view;
    let Some(clock) = clock else {
        if !qipan_board::board::may(&setting.actor, Act::ProjectManage, &project.target()) {
            return html! {};
        }
        let open = !kept.value("due").is_empty();
        let kept = usual(setting, year, kept);
        return html! {
            details class="noprint" open[open] {
                summary class="button small" { (view.t("evaluation-ask")) }
                (form(view, &format!("/projects/{}/evaluation/ask", project.id), html! {
                    input type="hidden" name="year" value=(year);
                    (Field::day("due", "evaluation-due").required().hint(view.t("evaluation-due-hint")).render(view, &kept))
                    div class="actions" { (Button::submit(view.t("evaluation-ask"))) }
                }))
            }
        };
    };
    let light = commitment.map_or(components::Light::Grey, |one| drawn(one.version.light_at(setting.now)));
    let told =
        Message::new("evaluation-asked-by").with("due", clock.due).with("name", clock.asked_name.as_str());
    callout(
        light,
        &view.m(&told),
        html! {
            @if !clock.returned.is_empty() { p { (setting.say("evaluation-returned", "why", clock.returned.as_str())) } }
            @if let Some(one) = commitment { p { (stone(setting, one)) " " a href={ "/commitments/" (one.id) } { (view.t("evaluation-post-open")) " " (one.number) } } }
        },
    )
}

/// Sending a submitted form back, with the reason.
pub(in crate::evaluation) fn sending_back(
    setting: &Setting,
    project: &Project,
    year: i32,
    kept: &Kept,
) -> Markup {
    let view = &setting.view;
    html! {
        details open[!kept.value("why").is_empty()] {
            summary class="button small secondary" { (view.t("evaluation-return")) }
            (form(view, &format!("/projects/{}/evaluation/return", project.id), html! {
                input type="hidden" name="year" value=(year);
                (Field::area("why", "project-reason", 2).required().max(TEXT_MAX as u32).render(view, kept))
                div class="actions" { (Button::submit(view.t("evaluation-return"))) }
            }))
        }
    }
}

/// The reason that a form gives for sending back.
pub(in crate::evaluation) fn reason(call: &Call) -> Result<String, Failure> {
    call.form.read(|r| r.required_paragraph("why", TEXT_MAX))
}
