//! The self-evaluation of a year, as the official form is printed, and the form that fills it in.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Routes, asked};
use qipan_board::board::{act, may};
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::Commitment;
use qipan_board::commitments::store as commitments;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Fen, Message, Outcome};
use qipan_web::components::{Button, Field, button_form, error_summary_of, filter_bar, form};
use qipan_web::{Kept, Markup, html};

use super::clock::model::{AskInput, Clock};
use super::model::{Evaluation, Figures, First, Form, Indicator, Measure, Second, State};
use super::post::pages::{self as post, Block};
use super::rules::{self, hundredths};
use super::{clock, commands, store};
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::invest::rules::Ratio;
use crate::pages::frame;

/// Empty rows after those that there are.
const SPARE: usize = 3;

const LABELS: [(&str, &str); 16] = [
    ("due", "evaluation-due"),
    ("why", "project-reason"),
    ("goal", "evaluation-goal"),
    ("reached", "evaluation-reached"),
    ("evaluator", "evaluation-evaluator"),
    ("day", "evaluation-result-day"),
    ("grade", "evaluation-result-grade"),
    ("decision", "evaluation-aspect-decision"),
    ("building", "evaluation-aspect-building"),
    ("economic", "evaluation-aspect-economic"),
    ("social", "evaluation-aspect-social"),
    ("ecological", "evaluation-aspect-ecological"),
    ("sustained", "evaluation-aspect-sustained"),
    ("recommendations", "evaluation-recommendations"),
    ("papers", "paper-of-result"),
    ("name", "evaluation-third"),
];

/// Registers the pages.
pub(crate) fn routes(routes: &mut Routes) {
    use Access::May;
    let (report, manage) = (May(Act::ProjectReport), May(Act::ProjectManage));
    routes.page("/projects/{id}/evaluation", May(Act::ProjectView), page);
    routes.form("/projects/{id}/evaluation", report, save);
    routes.form("/projects/{id}/evaluation/submit", report, submit);
    routes.form("/projects/{id}/evaluation/confirm", manage, confirm);
    routes.form("/projects/{id}/evaluation/ask", manage, ask);
    routes.form("/projects/{id}/evaluation/return", manage, send_back);
    clock::pages::routes(routes);
    super::post::pages::routes(routes);
}

struct Shown {
    setting: Setting,
    project: Project,
    year: i32,
    known: Option<Evaluation>,
    clock: Option<Clock>,
    commitment: Option<Commitment>,
    form: Form,
    figures: Figures,
    post: Block,
    editing: bool,
    kept: Kept,
}

fn year_of(call: &Call, text: &str) -> Outcome<i32> {
    if text.is_empty() {
        return Ok(call.view.today.year());
    }
    let year = text.parse().ok().filter(|year| (2000..=2100).contains(year));
    year.ok_or_else(|| asked::unclear("year", text))
}

async fn shown(call: &Call, year: i32, typed: Option<Form>, editing: bool, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    call.read(move |tx| {
        let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
        let known = store::find(tx, id, year)?;
        let figures = match known.as_ref().and_then(|known| known.frozen) {
            Some(frozen) => frozen,
            None => commands::figures(tx, &project, year)?,
        };
        let fresh = || Form {
            indicators: rules::template(|key| setting.view.t(key).into_owned()),
            ..Form::default()
        };
        let form =
            typed.clone().or_else(|| known.as_ref().map(|known| known.form.clone())).unwrap_or_else(fresh);
        let clock = clock::store::of(tx, id, year)?;
        let commitment = match &clock {
            Some(clock) => Some(commitments::load(tx, clock.commitment)?),
            None => None,
        };
        let post = post::load(tx, id)?;
        Ok(Shown { setting, project, year, known, clock, commitment, form, figures, post, editing, kept })
    })
    .await
}

/// The page again, with what is wrong with a form of the post-evaluation.
pub(super) async fn again(call: &Call, kept: Kept) -> Outcome<Markup> {
    let year = year_of(call, call.form.value("year"))?;
    Ok(draw(&shown(call, year, None, false, kept).await?))
}

/// Without a year: the last for which something is filled in, else this one.
async fn page(call: Call) -> Outcome<Response> {
    let (id, text) = (call.id("id")?, call.query.value("year"));
    let last = if text.is_empty() { call.read(move |tx| store::last_year(tx, id)).await? } else { None };
    let year = match last {
        Some(year) => year,
        None => year_of(&call, text)?,
    };
    let shown = shown(&call, year, None, call.query.value("edit") == "1", Kept::empty()).await?;
    call.page(draw(&shown))
}

/// A value with at most two decimals, in hundredths.
fn value(text: &str) -> Option<i64> {
    Fen::read(text, 2).map(|fen| fen.0)
}

/// The rows of the form; those without a name and points are left out.
fn typed(call: &Call) -> Form {
    let all = |name: &'static str| call.form.values(name).map(str::trim).collect::<Vec<_>>();
    let (names, seconds, units) = (all("name"), all("second"), all("unit"));
    let (measures, reverses, targets, actuals) =
        (all("measure"), all("direction"), all("target"), all("actual"));
    let (points, reasons, steps) = (all("points"), all("why"), all("measures"));
    let of = |column: &Vec<&str>, row: usize| column.get(row).copied().unwrap_or_default().to_owned();
    let rows = (0..names.len()).filter(|row| !names[*row].is_empty() || !of(&points, *row).is_empty());
    let indicators = rows.map(|row| Indicator {
        second: of(&seconds, row).parse().unwrap_or(Second::Quantity),
        name: of(&names, row),
        unit: of(&units, row),
        measure: of(&measures, row).parse().unwrap_or(Measure::Entered),
        reverse: of(&reverses, row) == "less",
        target: value(&of(&targets, row)),
        actual: value(&of(&actuals, row)),
        points: value(&of(&points, row)).unwrap_or(0),
        reason: of(&reasons, row),
        measures: of(&steps, row),
    });
    Form {
        goal: call.form.value("goal").trim().to_owned(),
        reached: call.form.value("reached").trim().to_owned(),
        indicators: indicators.collect(),
    }
}

async fn done<T: Send + 'static>(
    call: &Call,
    year: i32,
    form: Option<Form>,
    run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
) -> Outcome<Response> {
    match act(call, run).await {
        Ok(_) => {
            let to = format!("/projects/{}/evaluation?year={year}", call.param("id"));
            call.done(&to, Message::new("done-evaluation"))
        }
        Err(failure) => {
            call.again(failure, async |kept| {
                let editing = form.is_some();
                let shown = shown(call, year, form, editing, kept).await?;
                Ok(draw(&shown))
            })
            .await
        }
    }
}

async fn save(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call, call.form.value("year"))?);
    let form = typed(&call);
    let given = form.clone();
    done(&call, year, Some(form), move |acting| commands::save(acting, id, year, &given)).await
}

async fn submit(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call, call.form.value("year"))?);
    done(&call, year, None, move |acting| commands::submit(acting, id, year)).await
}

async fn confirm(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call, call.form.value("year"))?);
    done(&call, year, None, move |acting| commands::confirm(acting, id, year)).await
}

async fn ask(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call, call.form.value("year"))?);
    let input = call.form.read(|r| AskInput { due: Some(r.required_day("due")) });
    done(&call, year, None, move |acting| clock::commands::ask(acting, id, year, input.clone()?)).await
}

async fn send_back(call: Call) -> Outcome<Response> {
    let (id, year) = (call.id("id")?, year_of(&call, call.form.value("year"))?);
    let why = clock::pages::reason(&call);
    done(&call, year, None, move |acting| commands::send_back(acting, id, year, &why.clone()?)).await
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let title = view.t("project-tab-evaluation");
    let this = setting.today().year();
    let kept = Kept::with([("year", shown.year.to_string())]);
    let years = (this - 4..=this).rev().map(|year| (year.to_string(), year.to_string()));
    let fills = may(&setting.actor, Act::ProjectReport, &shown.project.target());
    let confirmed = shown.known.as_ref().is_some_and(|known| known.state == State::Confirmed);
    frame::project_page(
        setting,
        &shown.project,
        "/evaluation",
        &title,
        html! {
            (error_summary_of(view, &shown.kept, &LABELS))
            (filter_bar(view, html! { (Field::select("year", "project-year", years).render(view, &kept)) }))
            (clock::pages::block(setting, &shown.project, shown.year, (shown.clock.as_ref(), shown.commitment.as_ref()), &shown.kept))
            (sheet(shown))
            @if fills && !confirmed { (acts(shown)) }
            (post::block(setting, &shown.project, shown.year, &shown.post, &shown.kept))
        },
    )
}

fn sheet(shown: &Shown) -> Markup {
    let (setting, view, figures) = (&shown.setting, &shown.setting.view, &shown.figures);
    let (total, missing) = (rules::total(&shown.form, figures), rules::missing(&shown.form, figures));
    let state = shown.known.as_ref().map_or("evaluation-state-none", |known| known.state.key());
    let other = Fen(figures.budget.0 - figures.public.0 - figures.carried.0);
    let rate = Ratio::of(figures.paid.0, figures.budget.0);
    let link = |amount: Fen, figure: &str| html! { a class="figure" href={ "/projects/" (shown.project.id) "/money/postings?account=" (figure) "&year=" (shown.year) } { (setting.wan(amount)) } };
    let mut rows: Vec<(usize, &Indicator)> = shown.form.indicators.iter().enumerate().collect();
    rows.sort_by_key(|(row, one)| (one.second.first(), one.second, *row));
    // The first level is one cell over its indicators, as on the printed form.
    let spans: Vec<usize> = rows
        .chunk_by(|(_, one), (_, next)| one.second.first() == next.second.first())
        .flat_map(|group| std::iter::once(group.len()).chain(std::iter::repeat_n(0, group.len() - 1)))
        .collect();
    html! {
        div class="table-frame" tabindex="0" role="region" aria-label=(view.t("evaluation-title")) {
        table class="table ledger evaluation" {
            caption { (setting.say("evaluation-title-of", "year", shown.year.to_string())) " · " (view.t(state)) }
            tbody {
                tr { th scope="row" { (view.t("project-name")) } td colspan="8" { (shown.project.data.name) } }
                tr { th scope="row" { (view.t("project-unit")) } td colspan="3" { (setting.unit(shown.project.data.lead_unit)) } th scope="row" colspan="2" { (view.t("project-owner")) } td colspan="3" { (shown.project.data.owner) } }
                tr { th scope="col" { (view.t("evaluation-money")) } @for (key, span) in [("evaluation-initial", 2), ("evaluation-budget", 1), ("evaluation-paid", 2), ("evaluation-points-head", 1), ("fund-rate-out", 1), ("evaluation-score", 1)] { th scope="col" colspan=(span) { (view.t(key)) } } }
                tr {
                    th scope="row" { (view.t("evaluation-all-money")) }
                    td class="num" colspan="2" { (setting.wan(figures.initial)) } td class="num" { (link(figures.budget, "plan")) } td class="num" colspan="2" { (link(figures.paid, "paid-out")) }
                    td class="num" { "10" } td class="num" { @match rate { Some(rate) => { (rate.percent(2)) "%" } None => "—" } } td class="num" { (hundredths(rules::execution(figures))) }
                }
                @for (key, amount) in [("evaluation-public", figures.public), ("evaluation-carried", figures.carried), ("evaluation-other", other)] {
                    tr { th scope="row" { "\u{3000}" (view.t(key)) } td colspan="2" {} td class="num" { (setting.wan(amount)) } td colspan="5" {} }
                }
                tr { th scope="row" { (view.t("evaluation-goal")) } td colspan="4" class="lines" { (shown.form.goal) } td colspan="4" class="lines" { (shown.form.reached) } }
                tr { @for key in ["evaluation-first", "evaluation-second", "evaluation-third", "evaluation-target", "evaluation-actual", "evaluation-points-head", "evaluation-score"] { th scope="col" { (view.t(key)) } } th scope="col" colspan="2" { (view.t("evaluation-deviation-head")) } }
                @for ((_, one), span) in rows.iter().zip(&spans) {
                    @let (target, actual) = rules::values(one, figures);
                    @let shown_value = |value: Option<i64>| value.map_or_else(|| "—".to_owned(), |value| format!("{} {}", hundredths(value).trim_end_matches(".00"), one.unit));
                    tr {
                        @if *span > 0 { th scope="rowgroup" rowspan=(span) { (view.t(one.second.first().key())) } }
                        td { (view.t(one.second.key())) }
                        td { (one.name) @if one.measure != Measure::Entered { br; small { (view.t(one.measure.key())) } } }
                        td class="num" { @if one.reverse || one.measure == Measure::Costs { "≤ " } (shown_value(target)) }
                        td class="num" { (shown_value(actual)) }
                        td class="num" { (hundredths(one.points)) }
                        td class="num" { @match rules::score(one, figures) { Some(score) => (hundredths(score)), None => span class="quiet" { "—" } } }
                        td colspan="2" class="lines" { (one.reason) @if !one.measures.is_empty() { br; (one.measures) } }
                    }
                }
                tr class="subtotal" { th scope="row" colspan="5" { (view.t("evaluation-total")) } td class="num" { "100" } @if missing == 0 { td class="num" { strong { (hundredths(total)) } } td colspan="2" { (view.t(rules::grade(total).key())) } }
                    @else { td class="num" { span class="quiet" { "—" } } td colspan="2" { span class="quiet" { (setting.say("evaluation-missing", "count", missing)) } } } }
            }
        }
        }
        @if let Some(known) = &shown.known {
            p class="signed" {
                (view.t("evaluation-filled")) " " (known.filled_name)
                @if let Some((_, at, name)) = &known.submitted { "\u{3000}" (view.t("evaluation-submitted")) " " (name) " " (view.moment(*at)) }
                @if let Some((at, name)) = &known.confirmed { "\u{3000}" (view.t("evaluation-confirmed-by")) " " (name) " " (view.moment(*at)) }
            }
        }
        p class="quiet" { (view.t("evaluation-note")) }
    }
}

fn acts(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let base = format!("/projects/{id}/evaluation");
    let year = shown.year.to_string();
    let state = shown.known.as_ref().map(|known| known.state);
    let manages = may(&setting.actor, Act::ProjectManage, &shown.project.target());
    let submitted_by_me = shown
        .known
        .as_ref()
        .and_then(|known| known.submitted.as_ref())
        .is_some_and(|(by, _, _)| *by == setting.actor.id);
    html! {
        div class="fund-acts noprint" {
            @if shown.editing { (edit(shown)) } @else {
                div class="actions" {
                    (Button::link(view.t("evaluation-fill"), format!("{base}?year={year}&edit=1")))
                    @if state == Some(State::Draft) { (button_form(view, &format!("{base}/submit"), &[("year", &year)], &Button::submit(view.t("evaluation-submit")))) }
                    @if state == Some(State::Submitted) && manages && !submitted_by_me {
                        (button_form(view, &format!("{base}/confirm"), &[("year", &year)], &Button::submit(view.t("evaluation-confirm")).confirm(view.t("evaluation-confirm-ask"))))
                    }
                    @if state == Some(State::Submitted) && manages { (clock::pages::sending_back(setting, &shown.project, shown.year, &shown.kept)) }
                }
            }
        }
    }
}

fn edit(shown: &Shown) -> Markup {
    let (view, id) = (&shown.setting.view, shown.project.id);
    let kept = Kept::with([("goal", shown.form.goal.clone()), ("reached", shown.form.reached.clone())]);
    let spare = Indicator {
        second: Second::Quantity,
        name: String::new(),
        unit: String::new(),
        measure: Measure::Entered,
        reverse: false,
        target: None,
        actual: None,
        points: 0,
        reason: String::new(),
        measures: String::new(),
    };
    let rows = shown.form.indicators.iter().chain(std::iter::repeat_n(&spare, SPARE));
    let say = |value: Option<i64>| {
        value.map_or_else(String::new, |value| hundredths(value).trim_end_matches(".00").to_owned())
    };
    html! {
        h2 { (view.t("evaluation-fill")) }
        (form(view, &format!("/projects/{id}/evaluation"), html! {
            input type="hidden" name="year" value=(shown.year);
            (Field::area("goal", "evaluation-goal", 2).max(TEXT_MAX as u32).render(view, &kept))
            (Field::area("reached", "evaluation-reached", 2).max(TEXT_MAX as u32).render(view, &kept))
            div class="table-frame" tabindex="0" role="region" aria-label=(view.t("evaluation-third")) {
                table class="table ledger evaluation-edit" {
                    thead { tr { @for key in ["evaluation-second", "evaluation-third", "evaluation-measure", "evaluation-direction", "evaluation-target", "evaluation-actual", "evaluation-unit", "evaluation-points-head", "evaluation-reason", "evaluation-measures"] { th scope="col" { (view.t(key)) } } } }
                    tbody {
                        @for (row, one) in rows.enumerate() {
                            @let label = |key: &str| format!("{} {}", view.t(key), row + 1);
                            tr {
                                td { select name="second" aria-label=(label("evaluation-second")) { @for first in First::ALL { optgroup label=(view.t(first.key())) { @for second in Second::ALL.iter().filter(|second| second.first() == *first) { option value=(second.as_str()) selected[one.second == *second] { (view.t(second.key())) } } } } } }
                                td { input type="text" name="name" maxlength=(LINE_MAX) value=(one.name) aria-label=(label("evaluation-third")); }
                                td { select name="measure" aria-label=(label("evaluation-measure")) { @for measure in Measure::ALL { option value=(measure.as_str()) selected[one.measure == *measure] { (view.t(measure.key())) } } } }
                                td { select name="direction" aria-label=(label("evaluation-direction")) { option value="more" selected[!one.reverse] { (view.t("evaluation-more")) } option value="less" selected[one.reverse] { (view.t("evaluation-less")) } } }
                                td { input type="text" inputmode="decimal" size="7" name="target" value=(say(one.target)) aria-label=(label("evaluation-target")); }
                                td { input type="text" inputmode="decimal" size="7" name="actual" value=(say(one.actual)) aria-label=(label("evaluation-actual")); }
                                td { input type="text" size="4" name="unit" value=(one.unit) aria-label=(label("evaluation-unit")); }
                                td { input type="text" inputmode="decimal" size="5" name="points" value=(say(Some(one.points).filter(|points| *points > 0))) aria-label=(label("evaluation-points-head")); }
                                td { textarea name="why" rows="2" aria-label=(label("evaluation-reason")) { "\n" (one.reason) } }
                                td { textarea name="measures" rows="2" aria-label=(label("evaluation-measures")) { "\n" (one.measures) } }
                            }
                        }
                    }
                }
            }
            p class="hint" { (view.t("evaluation-edit-hint")) }
            div class="actions" {
                (Button::submit(view.t("project-save")))
                (Button::link(view.t("cancel"), format!("/projects/{id}/evaluation?year={}", shown.year)).secondary())
            }
        }))
    }
}
