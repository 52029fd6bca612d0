//! The side of a project that shows what it puts out.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::{act, may};
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Day, Failure, Message, Outcome};
use qipan_web::components::chart::{LineChart, Marker, Series, Stroke, line_chart};
use qipan_web::components::{Button, Definitions, Field, Head, Table, empty_state, error_summary_of, form};
use qipan_web::{Kept, Markup, html};

use super::model::{Basis, Capacity, Output, OutputInput};
use super::{commands, rules, store};
use crate::book::model::{Project, Stage};
use crate::book::rules::LINE_MAX;
use crate::book::store as projects;
use crate::invest::rules::Ratio;
use crate::pages::frame::project_page;

const SIDE: &str = "/production";

pub(super) fn routes(routes: &mut Routes) {
    routes.page("/projects/{id}/production", Access::May(Act::ProjectView), page);
    routes.form("/projects/{id}/production", Access::May(Act::ProjectReport), enter);
}

struct Shown {
    setting: Setting,
    project: Project,
    outputs: Vec<Output>,
    kept: Kept,
}

async fn shown(call: &Call, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    let actor = setting.actor.clone();
    let (project, outputs) = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            Ok((project, store::of_project(tx, id)?))
        })
        .await?;
    Ok(Shown { setting, project, outputs, kept })
}

async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Kept::empty()).await?;
    call.page(draw(&shown))
}

async fn enter(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| OutputInput {
        year: i32::try_from(r.required_int("year", 2000..=2100)).unwrap_or_default(),
        month: u32::try_from(r.required_int("month", 1..=12)).unwrap_or_default(),
        amount: match rules::thousandths(&r.required_text("amount", 40)) {
            Some(amount) => amount,
            None => {
                r.fail(Failure::invalid("output-amount-shape").at("amount"));
                0
            }
        },
        note: r.text("note", LINE_MAX),
    });
    let outcome = match input {
        Ok(input) => act(&call, move |acting: &mut Acting<'_, '_>| commands::enter(acting, id, &input)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => call.done(&format!("/projects/{id}{SIDE}"), Message::new("done-project-output")),
        Err(failure) => call.again(failure, async |kept| Ok(draw(&shown(&call, kept).await?))).await,
    }
}

/// The rate in words.
fn verdict(setting: &Setting, capacity: &Capacity, rate: Option<Ratio>, months: usize) -> String {
    let Some(rate) = rate else { return setting.view.t("output-rate-none").into_owned() };
    let key = match (capacity.basis, rate >= Ratio::points(100)) {
        (Basis::Year, false) => "output-rate-year",
        (Basis::Year, true) => "output-rate-year-reached",
        (Basis::Level, false) => "output-rate-level",
        (Basis::Level, true) => "output-rate-level-reached",
    };
    let counted = months.min(12);
    setting.view.m(&Message::new(key).with("rate", rate.percent(1)).with("months", counted)).into_owned()
}

fn curve(shown: &Shown, capacity: &Capacity) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let point = |one: &Output| {
        Some((
            Day::from_ymd(one.year, one.month, 1)?.month_end().min(setting.today()),
            one.amount as f64 / 1e3,
        ))
    };
    let points: Vec<(Day, f64)> = shown.outputs.iter().filter_map(point).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return html! {} };
    if points.len() < 2 {
        return html! {};
    }
    let full = capacity.amount as f64 / if capacity.basis == Basis::Year { 12e3 } else { 1e3 };
    let planned = vec![(first.0, full), (last.0, full)];
    let series =
        |key: &str, stroke, points| Series { name: view.t(key).into_owned(), stroke, points, steps: false };
    line_chart(
        view,
        &LineChart {
            title: setting.say("output-curve", "unit", capacity.unit.clone()),
            unit: String::new(),
            series: vec![
                series("output-capacity-line", Stroke::Planned, planned),
                series("output-done", Stroke::Verified, points),
            ],
            markers: Vec::<Marker>::new(),
            top: None,
        },
    )
}

fn table(shown: &Shown, capacity: &Capacity) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("invest-month")),
        Head::number(setting.say("output-amount-in", "unit", capacity.unit.clone())),
        Head::new(view.t("output-note")),
        Head::new(view.t("output-entered-by")),
    ];
    let mut table = Table::new(view.t("output-title"), heads).caption_hidden();
    for one in shown.outputs.iter().rev() {
        table.row(vec![
            html! { span class="nowrap" { (one.year) "-" (format!("{:02}", one.month)) } }.into(),
            html! { span class="num" { (rules::plain(one.amount)) } }.into(),
            one.note.clone().into(),
            html! { (one.entered_by) " " small class="nowrap" { (view.day(one.entered_at.day())) } }.into(),
        ]);
    }
    table.render(view)
}

fn entry(shown: &Shown, capacity: &Capacity) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (year, month, _) = setting.today().ymd();
    let fresh = Kept::with([("year", year.to_string()), ("month", month.to_string())]);
    let refused = !shown.kept.failures().is_empty();
    let kept = if refused { &shown.kept } else { &fresh };
    let months =
        (1..=12).map(|month: i64| (month.to_string(), setting.say("invest-month-of", "month", month)));
    let label = setting.say("output-amount-in", "unit", capacity.unit.clone());
    html! {
        details open[refused] {
            summary class="button" { (view.t("output-enter")) }
            (form(view, &format!("/projects/{}{SIDE}", shown.project.id), html! {
                (Field::number("year", "project-year").required().short().render(view, kept))
                (Field::select("month", "invest-month", months).short().render(view, kept))
                (Field::text("amount", "output-amount").required().hint(label).short().render(view, kept))
                (Field::text("note", "output-note").render(view, kept))
                div class="actions" { (Button::submit(view.t("output-save"))) }
            }))
        }
    }
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, project) = (&shown.setting, &shown.setting.view, &shown.project);
    let capacity = rules::capacity(&project.data.capacity);
    let body = match &capacity {
        None => empty_state(&view.t("output-no-capacity"), None),
        Some(_) if project.stage < Stage::Completed => empty_state(&view.t("output-not-completed"), None),
        Some(capacity) => {
            let rate = rules::rate(capacity, &shown.outputs);
            html! {
                (Definitions::new()
                    .row(view.t("project-capacity"), html! { (project.data.capacity) })
                    .row(view.t("output-rate"), html! { (verdict(setting, capacity, rate, shown.outputs.len())) }))
                (curve(shown, capacity))
                @if shown.outputs.is_empty() { p class="quiet" { (view.t("output-none")) } } @else { (table(shown, capacity)) }
                @if may(&setting.actor, Act::ProjectReport, &project.target()) { (entry(shown, capacity)) }
            }
        }
    };
    let labels = [
        ("year", "project-year"),
        ("month", "invest-month"),
        ("amount", "output-amount"),
        ("note", "output-note"),
    ];
    project_page(
        setting,
        project,
        SIDE,
        &view.t("output-title"),
        html! {
            (error_summary_of(view, &shown.kept, &labels))
            (body)
        },
    )
}
