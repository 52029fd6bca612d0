//! One meeting: its route, what it decided and what became of it, and the form in which decisions are entered.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::Call;
use qipan_board::board::answer_form;
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_web::components::{Bead, Button, Cell, Definitions, Head, Table, error_summary_of};
use qipan_web::{Kept, Markup, html};

use super::{Seen, chair, done_of, items_table, seen};
use crate::meetings::commands;
use crate::meetings::model::{DecisionInput, State};
use crate::problems::model::Problem;
use crate::problems::rules::PROBLEM_MAX;
use crate::problems::store as problems;
use crate::work::chain;
use crate::work::pages::{DEED, deed_with, thing_page};

/// Rows of the form of decisions.
const ROWS: usize = 6;
/// Open problems of a site that a decision can name.
const PROBLEMS: usize = 60;

const LABELS: [(&str, &str); 1] = [("items", "meeting-items")];

struct Shown {
    setting: Setting,
    seen: Seen,
    open: Vec<Problem>,
    beads: Vec<Bead>,
    kept: Kept,
}

/// Loads the page of a meeting and draws it, with a form that was refused.
async fn markup(call: &Call, id: Id, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let shown = call
        .read(move |tx| {
            let seen = seen(tx, &setting, id)?;
            let mut open = Vec::new();
            for site in &seen.meeting.sites {
                let of = problems::Filter { project: Some(site.project), ..problems::Filter::default() };
                open.extend(
                    problems::list(tx, &of, None, PROBLEMS)?.into_iter().filter(|one| one.state().unsolved()),
                );
            }
            let beads = chain::load(tx, &setting, seen.meeting.thing())?;
            Ok(Shown { setting, seen, open, beads, kept })
        })
        .await?;
    Ok(draw(&shown))
}

/// `GET /projects/meetings/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let page = markup(&call, call.id("id")?, Kept::empty()).await?;
    call.page(page)
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, meeting) = (&shown.setting, &shown.setting.view, &shown.seen.meeting);
    let manages = setting.may(Act::ProjectManage);
    let path = format!("/projects/meetings/{}", meeting.id);
    let head = html! {
        div class="page-head" {
            h1 class="statement" { (meeting.data.title) }
            p class="actions" {
                (Button::link(view.t("meeting-pack"), format!("{path}/pack")).primary())
                @if meeting.state == State::Held { " " (Button::link(view.t("meeting-memo"), format!("{path}/memo"))) }
                @if manages && meeting.state == State::Planned { " " (Button::link(view.t("meeting-edit"), format!("{path}/edit"))) }
            }
        }
        p class="statement-facts" { strong { (view.t(meeting.state.key())) } " · " (view.day(meeting.day)) " · " (chair(setting, meeting)) " · " (meeting.number) }
    };
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        (chain::path(setting, &shown.beads))
        section id="route" { h2 { (view.t("meeting-route")) } (route(shown)) }
        section id="items" {
            h2 { (view.t("meeting-items")) @if !shown.seen.items.is_empty() { " " small { (done_of(setting, &shown.seen.items)) } } }
            @if shown.seen.items.is_empty() { p class="quiet" { (view.t("meeting-items-none")) } }
            @else { (items_table(setting, &shown.seen.items, &shown.seen.sites)) }
            @if manages && meeting.day <= setting.today() { (decide_form(shown, &path)) }
        }
        section id="facts" {
            h2 { (view.t("problem-facts")) }
            (Definitions::new()
                .maybe(view.t("meeting-place"), Some(&meeting.data.place).filter(|text| !text.is_empty()))
                .row(view.t("meeting-chair"), chair(setting, meeting))
                .maybe(view.t("meeting-attendees"), Some(&meeting.data.attendees).filter(|text| !text.is_empty()))
                .maybe(view.t("meeting-purpose"), Some(&meeting.data.purpose).filter(|text| !text.is_empty()))
                .maybe(view.t("meeting-before"), meeting.before.map(|id| html! { a href={ "/projects/meetings/" (id) } { (view.t("meeting-before-open")) } })))
        }
    };
    thing_page(setting, ("meetings-title", "/projects/meetings"), &meeting.data.title, head, body)
}

fn route(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads =
        ["meeting-arrival", "project-name", "meeting-minutes", "meeting-focus", "meeting-open-problems"];
    let mut table = Table::new(view.t("meeting-route"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for (at, (site, project)) in shown.seen.meeting.sites.iter().zip(&shown.seen.sites).enumerate() {
        let open = shown.open.iter().filter(|one| one.project == Some(project.id)).count();
        let cells: Vec<Cell> = vec![
            html! { (at + 1) ". " (site.arrival) }.into(),
            html! { a href={ "/projects/" (project.id) } { (project.data.name) } br; small { (setting.unit(project.data.lead_unit)) } }.into(),
            html! { @if site.minutes > 0 { (site.minutes) } @else { "—" } }.into(),
            site.focus.as_str().into(),
            html! { a href={ "/projects/" (project.id) "/problems" } { (open) } }.into(),
        ];
        table.row(cells);
    }
    table.render(view)
}

fn decide_form(shown: &Shown, path: &str) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = shown.kept.value(DEED) == "decide";
    let none = Kept::empty();
    let kept = if refused { &shown.kept } else { &none };
    let at = |name: &str, row: usize| kept.values(name).nth(row).unwrap_or_default().to_owned();
    let units = setting.unit_options();
    let fields = html! {
        fieldset class="opened" {
            legend { (view.t("meeting-items")) }
            p class="hint" { (view.t("meeting-items-hint")) }
            @if let Some(fault) = kept.error("items") { p class="wrong" { (view.m(fault)) } }
            @for row in 0..ROWS {
                div class="item-row" {
                    input type="text" name="i_text" aria-label={ (view.t("meeting-item")) " " (row + 1) } placeholder={ (row + 1) ". " (view.t("meeting-item")) } value=(at("i_text", row));
                    select name="i_of" aria-label=(view.t("meeting-item-of")) {
                        option value="" { (view.t("meeting-item-of-none")) }
                        @for project in &shown.seen.sites {
                            @let value = format!("project:{}", project.id);
                            option value=(value) selected[at("i_of", row) == value] { (project.data.name) }
                            @for one in shown.open.iter().filter(|one| one.project == Some(project.id)) {
                                @let value = format!("problem:{}", one.id);
                                option value=(value) selected[at("i_of", row) == value] { "\u{3000}" (one.number) " " (chain::cut(&one.data.text, 40)) }
                            }
                        }
                    }
                    select name="i_unit" aria-label=(view.t("problem-unit")) {
                        option value="" { (view.t("problem-unit")) }
                        @for (id, name) in &units { option value=(id) selected[at("i_unit", row) == *id] { (name) } }
                    }
                    input type="date" name="i_due" aria-label=(view.t("problem-due")) value=(at("i_due", row));
                }
            }
        }
        div class="actions" { (Button::submit(view.t("meeting-decide"))) }
    };
    deed_with(setting, ("decide", "meeting-decide"), &format!("{path}/decide"), refused, fields)
}

/// `POST /projects/meetings/{id}/decide`
pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        let at = |name: &'static str, row: usize| {
            call.form.values(name).nth(row).unwrap_or_default().trim().to_owned()
        };
        let mut all = Vec::new();
        for (row, text) in r.texts("i_text", PROBLEM_MAX).into_iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            let fault = |key: &'static str| r.fail(Failure::invalid(key).with("row", row + 1).at("items"));
            let unit = at("i_unit", row).parse::<Id>();
            let due = at("i_due", row).parse::<Day>();
            if unit.is_err() || due.is_err() {
                fault("meeting-item-unit-and-limit");
            }
            let of = at("i_of", row);
            let (sort, of) = of.split_once(':').unwrap_or_default();
            let of = of.parse::<Id>().ok();
            all.push(DecisionInput {
                project: of.filter(|_| sort == "project"),
                problem: of.filter(|_| sort == "problem"),
                text,
                class: None,
                unit: unit.unwrap_or_default(),
                cooperating: Vec::new(),
                due_day: due.unwrap_or(Day(0)),
            });
        }
        all
    });
    let run = input.map(|all| move |acting: &mut Acting<'_, '_>| commands::decide(acting, id, &all));
    let to = move |_: &Vec<_>| format!("/projects/meetings/{id}");
    answer_form(&call, run, "done-meeting-decide", to, |kept| markup(&call, id, kept)).await
}
