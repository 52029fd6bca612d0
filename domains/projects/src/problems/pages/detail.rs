//! One problem: where it stands, what is asked of whom, its chain, what can be done, and what happened.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::board::may;
use qipan_board::commitments::commands::target;
use qipan_board::commitments::model::{Commitment, State as BoardState};
use qipan_board::commitments::store as commitments;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Day, Failure, Id, Message, Outcome};
use qipan_web::components::{Bead, Button, Definitions, Field, callout, error_summary_of, form};
use qipan_web::{Kept, Markup, html};

use crate::book::model::Project;
use crate::book::store as projects;
use crate::problems::model::{Filed, Level, Problem, State};
use crate::problems::store;
use crate::work::chain;
use crate::work::model::Step;
use crate::work::pages::{deed, deed_with, steps, thing_page, unit_field};
use crate::work::rules::ProblemRules;
use crate::work::store as work;

use super::list::shown_light;

const LABELS: [(&str, &str); 8] = [
    ("note", "problem-note"),
    ("reason", "problem-reason"),
    ("words", "problem-decision"),
    ("unit", "problem-unit"),
    ("cooperating", "problem-cooperating"),
    ("person", "problem-person"),
    ("due_day", "problem-due"),
    ("measure", "problem-measure"),
];

struct Shown {
    setting: Setting,
    rules: ProblemRules,
    problem: Problem,
    project: Option<Project>,
    beads: Vec<Bead>,
    steps: Vec<Step>,
    board: Vec<Commitment>,
    evidence: usize,
    kept: Kept,
}

/// Loads the page of a problem and draws it, with a form that was refused.
pub(super) async fn markup(call: &Call, id: Id, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let shown = call
        .read(move |tx| {
            let problem = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&setting.actor, Act::ProjectView, &problem.target())?;
            let project = match problem.project {
                Some(project) => projects::find(tx, project)?,
                None => None,
            };
            let (board, evidence) = match &problem.commitment {
                Some(one) => (commitments::history(tx, one.id)?, commitments::evidence(tx, one.id)?.len()),
                None => (Vec::new(), 0),
            };
            Ok(Shown {
                rules: work::rules_on(tx, setting.today())?.problems,
                beads: chain::load(tx, &setting, problem.thing())?,
                steps: work::steps(tx, problem.thing())?,
                problem,
                project,
                board,
                evidence,
                setting,
                kept,
            })
        })
        .await?;
    Ok(draw(&shown))
}

/// `GET /projects/problems/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let page = markup(&call, call.id("id")?, Kept::empty()).await?;
    call.page(page)
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, problem) = (&shown.setting, &shown.setting.view, &shown.problem);
    let light = shown_light(setting, &shown.rules, problem);
    let colour = drawn(light.light);
    let title = format!("{} {}", view.t("problem"), problem.number);
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        (chain::path(setting, &shown.beads))
        (way(shown))
        (callout(colour, &view.t(colour.key()), html! { p { (view.m(&light.why)) } }))
        div class="board-layout" {
            div class="board-main" {
                @if let Some(decision) = &problem.data.decision {
                    section class="decided" {
                        h2 { (view.t("problem-decision")) }
                        p class="told" { (decision.words) }
                        p class="quiet" {
                            (decision.who) " · " (view.moment(decision.at))
                            @if let Some(unit) = decision.unit { " · " (view.t("problem-unit")) " " (setting.unit(unit)) }
                            @if let Some(due) = decision.due_day { " · " (view.t("problem-due")) " " (view.day(due)) }
                        }
                    }
                }
                (acts(shown))
                (on_board(shown))
                (life(shown))
            }
            aside class="deeds after" aria-label=(view.t("problem-facts")) { (facts(shown)) }
        }
    };
    let head = html! {
        div class="page-head" { h1 class="statement" { (problem.data.text) } }
        p class="statement-facts" {
            strong { (view.t(problem.state().key())) } " · " (view.t(problem.class.key())) " · " (problem.number)
            @if let Some(project) = &shown.project { " · " a href={ "/projects/" (project.id) } { (project.data.name) } }
            " · " (view.t(problem.level.key()))
        }
    };
    thing_page(setting, ("problems-title", "/projects/problems"), &title, head, body)
}

/// The way from 提出 to 销号, and where the problem is on it.
fn way(shown: &Shown) -> Markup {
    let (view, state) = (&shown.setting.view, shown.problem.state());
    let consulted = shown.steps.iter().any(|step| step.word == "consulted");
    html! {
        @if State::WAY.contains(&state) {
            ol class="stage-chain work-state" aria-label=(view.t("problem-way")) {
                @for one in State::WAY {
                    li class={ @if one == state { "here" } @else if one == State::Consulting && state > one && !consulted { "skipped" } @else if one < state { "passed" } @else { "ahead" } }
                        aria-current=[(one == state).then_some("step")] { span { (view.t(one.key())) } }
                }
            }
        }
    }
}

fn acts(shown: &Shown) -> Markup {
    let (setting, view, problem, kept) = (&shown.setting, &shown.setting.view, &shown.problem, &shown.kept);
    let (target, id) = (problem.target(), problem.id);
    let manages = may(&setting.actor, Act::ProjectManage, &target);
    let raises = may(&setting.actor, Act::ProjectReport, &target);
    let decides = may(&setting.actor, Act::Opinion, &target);
    let (state, path) = (problem.state(), format!("/projects/problems/{id}"));
    let given = problem.filed == Filed::Assigned;
    let ready = matches!(problem.filed, Filed::Accepted | Filed::Consulting);
    html! {
        div class="deeds-row" {
            @if manages && !given && state.is_open() {
                (deed(setting, ("handle", "problem-handle"), &format!("{path}/handle"), kept, |kept| html! {
                    (Field::area("note", "problem-note", 3).hint(view.t("problem-note-hint")).render(view, kept))
                    div class="actions" {
                        @if problem.filed == Filed::Proposed { (Button::submit(view.t("problem-accept")).sends("step", "accept")) }
                        @if ready { (Button::submit(view.t("problem-consult")).sends("step", "consult")) }
                        (Button::submit(view.t("problem-decline")).danger().sends("step", "decline").confirm(view.t("problem-decline-sure")))
                    }
                }))
            }
            @if manages && ready { (assign_form(shown, &path)) }
            @if raises && state.unsolved() && problem.level.above().is_some() {
                (deed(setting, ("raise", "problem-raise"), &format!("{path}/raise"), kept, |kept| html! {
                    p class="hint" { (setting.say("problem-raise-to", "level", problem.level.above().map_or_else(String::new, |level| view.t(level.key()).into_owned()))) }
                    (Field::area("reason", "problem-reason", 2).required().render(view, kept))
                    div class="actions" { (Button::submit(view.t("problem-raise"))) }
                }))
            }
            @if decides && state.unsolved() && problem.level != Level::Unit {
                (deed(setting, ("decide", "problem-decide"), &format!("{path}/decide"), kept, |kept| html! {
                    (Field::area("words", "problem-decision", 3).required().hint(view.t("problem-decision-hint")).render(view, kept))
                    (unit_field(setting, "unit", "problem-unit").render(view, kept))
                    (Field::day("due_day", "problem-due").render(view, kept))
                    div class="actions" { (Button::submit(view.t("problem-decide"))) }
                }))
            }
        }
    }
}

fn assign_form(shown: &Shown, path: &str) -> Markup {
    let (setting, view, problem) = (&shown.setting, &shown.setting.view, &shown.problem);
    let refused = shown.kept.value(crate::work::pages::DEED) == "assign";
    // What a leader decided is what the form begins with.
    let decision = problem.data.decision.as_ref();
    let unit = decision.and_then(|one| one.unit).or(problem.project_unit);
    let due = decision.and_then(|one| one.due_day);
    let fresh = Kept::with([
        ("unit", unit.map(|unit| unit.to_string()).unwrap_or_default()),
        ("due_day", due.map(|due: Day| due.to_string()).unwrap_or_default()),
        ("measure", decision.map_or_else(|| problem.data.ask.clone(), |one| one.words.clone())),
    ]);
    let kept = if refused { &shown.kept } else { &fresh };
    let fields = html! {
        (unit_field(setting, "unit", "problem-unit").required().render(view, kept))
        (Field::select_many("cooperating", "problem-cooperating", setting.unit_options()).render(view, kept))
        (Field::text("person", "problem-person").render(view, kept))
        (Field::day("due_day", "problem-due").required().render(view, kept))
        (Field::area("measure", "problem-measure", 3).render(view, kept))
        div class="actions" { (Button::submit(view.t("problem-assign"))) span class="quiet" { (view.t("problem-assign-hint")) } }
    };
    deed_with(setting, ("assign", "problem-assign"), &format!("{path}/assign"), refused, fields)
}

/// What its unit and the supervision office do on the board, from here.
fn on_board(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let Some(one) = &shown.problem.commitment else { return html! {} };
    let (of, state, path) =
        (target(one), one.version.state, format!("/projects/problems/{}/answer", shown.problem.id));
    let can = |act| may(&setting.actor, act, &of);
    let kept =
        if shown.kept.value(crate::work::pages::DEED) == "answer" { &shown.kept } else { &Kept::empty() };
    let working = matches!(state, BoardState::Signed | BoardState::InProgress | BoardState::Reported);
    let mut buttons = Vec::new();
    let mut offer = |when: bool, button: Button| {
        if when {
            buttons.push(button);
        }
    };
    let step = |key: &str, step: &str| Button::submit(view.t(key)).sends("step", step);
    offer(can(Act::SignFor) && state == BoardState::Issued, step("problem-sign-for", "sign"));
    offer(can(Act::Report) && working, step("problem-report", "report"));
    offer(can(Act::SubmitForClosing) && working, step("problem-submit", "submit").secondary());
    offer(can(Act::ReviewReport) && state == BoardState::Reported, step("problem-verify", "verify"));
    offer(can(Act::Close) && state == BoardState::Submitted, step("problem-close", "close"));
    let back = matches!(state, BoardState::Reported | BoardState::Submitted);
    offer(can(Act::ReturnForRework) && back, step("problem-return", "return").danger());
    let another = one.version.closed_by != Some(setting.actor.id);
    offer(
        can(Act::StrikeOff) && state == BoardState::Closed && another,
        step("problem-strike-off", "strike"),
    );
    let reports = working && can(Act::Report);
    html! {
        section id="board" {
            h2 { (view.t("problem-on-board")) }
            p {
                a href={ "/commitments/" (one.id) } { (view.t("problem-commitment")) " " (one.number) }
                " · " (view.t(state.key())) " · " (view.m(&Message::new("problem-evidence-count").with("count", shown.evidence as i64)))
            }
            p class="quiet" { (view.t("problem-on-board-hint")) }
            @if !buttons.is_empty() {
                (form(view, &path, html! {
                    input type="hidden" name="deed" value="answer";
                    (Field::area("progress_text", "problem-answer", 3).render(view, kept))
                    @if reports { (Field::text("claimed", "problem-claimed").short().hint(view.t("problem-claimed-hint")).render(view, kept)) }
                    div class="actions" { @for button in &buttons { (button) } }
                }))
            }
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (setting, view, problem) = (&shown.setting, &shown.setting.view, &shown.problem);
    let data = &problem.data;
    let text = |text: &String| Some(html! { span class="told" { (text) } }).filter(|_| !text.is_empty());
    let cooperating: Vec<String> = data.cooperating.iter().map(|unit| setting.unit(*unit)).collect();
    html! {
        h2 { (view.t("problem-facts")) }
        (Definitions::new()
            .row(view.t("problem-class"), view.t(problem.class.key()))
            .maybe(view.t("problem-ask"), text(&data.ask))
            .maybe(view.t("problem-unit"), problem.solver().map(|unit| setting.unit(unit)))
            .maybe(view.t("problem-person"), text(&data.person))
            .maybe(view.t("problem-cooperating"), Some(cooperating.join("、")).filter(|text| !text.is_empty()))
            .maybe(view.t("problem-due"), problem.due().map(|due| view.day(due)))
            .maybe(view.t("problem-measure"), text(&data.measure))
            .row(view.t("problem-level"), html! { (view.t(problem.level.key())) br; small { (setting.say("problem-level-since", "day", problem.level_since)) } })
            .maybe(view.t("problem-told-by"), data.told_by.map(|unit| setting.unit(unit)))
            .row(view.t("project-line"), setting.line(data.line)))
    }
}

/// What happened here and on the board, the newest first.
fn life(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut all = shown.steps.clone();
    let mut last = None;
    for one in &shown.board {
        let state = one.version.state;
        // What leads to the commitment is told already.
        if last != Some(state) && !matches!(state, BoardState::Registered | BoardState::Issued) {
            let at = one.version.valid_from;
            all.push(Step {
                word: state.key().to_owned(),
                at,
                who: String::new(),
                unit: None,
                note: String::new(),
            });
        }
        last = Some(state);
    }
    all.sort_by_key(|step| step.at);
    let words = |step: &Step| -> String {
        if step.word.starts_with("state-") {
            return view.t(&step.word).into_owned();
        }
        if step.word.starts_with("raised-") {
            let key = match step.word.as_str() {
                "raised-not-accepted" => "problem-step-raised-not-accepted",
                "raised-not-assigned" => "problem-step-raised-not-assigned",
                "raised-over" => "problem-step-raised-over",
                _ => "problem-step-raised-idle",
            };
            return setting.say(key, "days", step.note.parse::<i64>().unwrap_or_default());
        }
        let name = view.t(&format!("problem-step-{}", step.word)).into_owned();
        if step.note.is_empty() { name } else { format!("{name}：{}", step.note) }
    };
    html! { h2 { (view.t("problem-life")) } (steps(setting, &all, words)) }
}
