//! One project, drawn: what it is, where it stands and what the next gate misses, its nodes, its money, its years.

use qipan_accounts::Act;
use qipan_board::board::may;
use qipan_board::pages::setting::drawn;
use qipan_kernel::Message;
use qipan_web::components::{
    Button, Crumb, Definitions, Field, Head, Table, breadcrumb, callout, error_summary_of, form, select,
};
use qipan_web::{Kept, Markup, Page, html};

use super::detail::Shown;
use super::list_view::{badge, stage_words};
use super::{frame, gantt, money};
use crate::book::model::{Class, Level, Stage, Standing, Step};
use crate::invest::lights::{Facts, Lights, lights};
use crate::invest::rules::months;
use crate::nodes::model::NodeKind;

const LABELS: [(&str, &str); 18] = [
    ("to", "project-next-stage"),
    ("day", "project-step-day"),
    ("standing", "project-standing"),
    ("reason", "project-reason"),
    ("year", "project-year"),
    ("class", "project-class"),
    ("plan", "project-plan-wan"),
    ("listed_why", "project-listed-why"),
    ("name", "node-name-field"),
    ("start_day", "node-start"),
    ("due_day", "node-due"),
    ("after", "node-after"),
    ("month", "invest-month"),
    ("part", "invest-part"),
    ("planned", "invest-planned-wan"),
    ("done", "invest-done-wan"),
    ("image", "invest-image"),
    ("why", "invest-why"),
];

fn lights_of(shown: &Shown) -> Lights {
    let today = shown.setting.today();
    lights(&Facts {
        project: &shown.project,
        year: shown.years.iter().find(|year| year.year == today.year()),
        months: months(&shown.entries, today.year()),
        paid: (!shown.money.own.0.is_empty()).then_some(shown.money.paid),
        today,
    })
}

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (project, data) = (&shown.project, &shown.project.data);
    let mut crumbs = vec![Crumb::link(view.t("projects-title"), "/projects")];
    if let Some(parent) = &shown.parent {
        crumbs.push(Crumb::link(&parent.data.name, format!("/projects/{}", parent.id)));
    }
    crumbs.push(Crumb::here(&data.name));
    Page::new(view, &data.name).wide().head(super::assets::head()).render(html! {
        (breadcrumb(view, &crumbs))
        div class="page-head" {
            h1 class="statement" { @if data.level != Level::District { span title=(view.t(data.level.key())) { "★ " } } (data.name) }
            @if may(&setting.actor, Act::ProjectManage, &project.target()) {
                p class="actions" { (Button::link(view.t("project-change"), format!("/projects/{}/edit", project.id))) }
            }
        }
        p class="statement-facts" {
            strong { (stage_words(setting, project)) } " · " (data.industry) " · " (setting.unit(data.lead_unit)) " · "
            (setting.wan(data.total)) " " (view.t("unit-wan"))
            @if !data.code.is_empty() { " · " code { (data.code) } }
        }
        (frame::project_tabs(setting, project, ""))
        (error_summary_of(view, &shown.kept, &LABELS))
        (why(shown))
        (stages(shown))
        (shown.together.section(setting, project))
        div class="board-layout" {
            div class="board-main" {
                (nodes(shown))
                (money::section(shown))
                (years(shown))
            }
            aside class="deeds after" aria-label=(view.t("project-facts")) { (facts(shown)) (life(shown)) }
        }
    })
}

/// The lights, each with its sentence.
fn why(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let all = lights_of(shown);
    let (side, worst) = all.worst();
    callout(
        drawn(worst.light),
        &setting.say("project-lights", "light", view.t(side.word(worst.light)).into_owned()),
        html! {
            dl class="project-lights" {
                @for (side, one) in all.sides() {
                    div { dt { (badge(setting, (side, one))) " " (view.t(side.key())) } dd { (view.m(&one.why)) } }
                }
            }
            p class="quiet" { (view.t("project-lights-source")) }
        },
    )
}

/// The chain of stages, and the gate before the next.
fn stages(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let project = &shown.project;
    let manages = may(&setting.actor, Act::ProjectManage, &project.target());
    let reached = |stage: Stage| shown.steps.iter().rev().find(|step| step.word == stage.as_str());
    // What was under way when it was entered was conceived earlier, on a day that nobody has told.
    let told = |stage: Stage, step: &Step| {
        stage != Stage::Conceived || shown.steps.iter().all(|other| other.day >= step.day)
    };
    html! {
        section id="stages" class="stages" {
            h2 class="sr" { (view.t("project-stages")) }
            ol class="stage-chain" {
                @for stage in Stage::ALL {
                    @let step = reached(*stage);
                    li class={ @if *stage == project.stage { "here" } @else if step.is_some() { "passed" } @else if *stage < project.stage { "skipped" } @else { "ahead" } }
                        aria-current=[(*stage == project.stage).then_some("step")] {
                        span { (view.t(stage.key())) }
                        @if let Some(step) = step.filter(|step| told(*stage, step)) { small { (view.day(step.day)) } }
                    }
                }
            }
            @for (to, missing) in &shown.gates {
                @if missing.is_empty() {
                    p class="gate open" { (setting.say("project-gate-open", "stage", view.t(to.key()).into_owned())) }
                } @else {
                    div class="gate" {
                        p { (setting.say("project-gate-missing", "stage", view.t(to.key()).into_owned())) }
                        ul { @for failure in missing { li { (view.m(&failure.message))
                            @if let Some(side) = seen_to(&failure.message.key).filter(|_| manages) { " " a href={ "/projects/" (project.id) (side) } { (view.t("project-gate-go")) } } } } }
                    }
                }
            }
            @if manages { (stage_form(shown)) }
        }
    }
}

/// The side of a project on which what a gate misses is entered.
fn seen_to(gate: &str) -> Option<&'static str> {
    Some(match gate {
        "project-gate-total" => "/edit#f-total",
        "project-gate-scale" => "/edit#f-scale",
        "project-gate-owner" => "/edit#f-owner",
        "project-gate-code" => "/edit#f-code",
        "project-gate-planned-start" => "/edit#f-planned_start",
        "project-gate-capacity" => "/edit#f-capacity",
        "project-gate-permits-none"
        | "project-gate-permits"
        | "project-gate-nodes-none"
        | "project-gate-nodes"
        | "project-gate-production" => "#nodes",
        "project-gate-annual-plan" => "#years",
        "project-gate-capacity-reached" => "/production",
        "project-gate-standing" => "#stages",
        "project-gate-design" | "project-gate-start-report" | "project-gate-acceptance" => "/approvals",
        "project-gate-funds" | "project-gate-fund-plan" => "/money",
        _ => return None,
    })
}

fn stage_form(shown: &Shown) -> Markup {
    let (setting, view, kept) = (&shown.setting, &shown.setting.view, &shown.kept);
    let project = &shown.project;
    let next: Vec<_> =
        shown.gates.iter().map(|(to, _)| (to.as_str(), view.t(to.key()).into_owned())).collect();
    let today = Kept::with([("day", setting.today().to_string())]);
    let step = if kept.value("to").is_empty() { &today } else { kept };
    html! {
        div class="row" {
            @if !next.is_empty() {
                details open[!kept.value("to").is_empty()] {
                    summary class="button" { (view.t("project-advance")) }
                    (form(view, &format!("/projects/{}/stage", project.id), html! {
                        (Field::select("to", "project-next-stage", next).short().render(view, step))
                        (Field::day("day", "project-step-day").render(view, step))
                        (Field::area("note", "project-note", 2).render(view, step))
                        div class="actions" { (Button::submit(view.t("project-advance"))) }
                    }))
                }
            }
            @if project.standing != Standing::Ended {
                details open[!kept.value("standing").is_empty()] {
                    summary class="button" { (view.t("project-standing-change")) }
                    (form(view, &format!("/projects/{}/standing", project.id), html! {
                        (select(&setting.view, "standing", "project-standing", Standing::ALL, Standing::as_str, Standing::key).short().hint(view.t("project-standing-hint")).render(view, kept))
                        (Field::area("reason", "project-reason", 2).required().render(view, kept))
                        div class="actions" { (Button::submit(view.t("project-standing-change"))) }
                    }))
                }
            }
        }
    }
}

fn nodes(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let rooms = gantt::room(&shown.nodes, setting.today());
    let heads = vec![
        Head::new(view.t("node-name-field")),
        Head::new(view.t("node-unit")),
        Head::new(view.t("node-due")),
        Head::new(view.t("node-state")),
        Head::number(view.t("node-room")),
    ];
    let mut table = Table::new(view.t("nodes-title"), heads).caption_hidden();
    let manages = may(&setting.actor, Act::ProjectManage, &shown.project.target());
    for node in &shown.nodes {
        let version = &node.commitment.version;
        let person = &version.terms.contact;
        let room = match (node.done_on(), rooms.get(&node.id)) {
            (None, Some(room)) if room.days == 0 => view.t("node-critical").into_owned(),
            (None, Some(room)) => setting.say("node-room-days", "days", room.days),
            _ => "—".to_owned(),
        };
        let (state, word) = (version.state.key(), setting.light_word(version));
        // “Done” and “suspended” are both light and state.
        let said = view.t(state) == view.t(word);
        table.row(vec![
            html! { a href={ "/commitments/" (node.commitment.id) } { (node.name) } br; small { (view.t(node.kind.key())) " · " (node.commitment.number)
                @if manages && version.state.is_open() { " · " a href={ "/projects/" (node.project) "/nodes/" (node.id) } aria-label=(setting.say("node-change-of", "name", node.name.as_str())) { (view.t("node-change-short")) } } } }.into(),
            html! { (setting.unit(version.terms.lead_unit)) @if !person.is_empty() { br; small { (person) } } }.into(),
            html! { span class="nowrap" { (view.day(node.due_day())) } @if let Some(done) = node.done_on() { br; small { (setting.say("node-done-on", "day", done)) } } }.into(),
            html! { (setting.light_badge(version)) @if !said { br; small { (view.t(state)) } } }.into(),
            room.into(),
        ]);
    }
    html! {
        section id="nodes" {
            h2 { (view.t("nodes-title")) }
            @if shown.nodes.is_empty() { p class="quiet" { (view.t("nodes-none")) } } @else {
                (gantt::chart(setting, &shown.nodes, &rooms))
                (table.render(view))
            }
            @if manages { (node_form(shown)) }
        }
    }
}

fn node_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = !shown.kept.value("due_day").is_empty() || shown.kept.error("due_day").is_some();
    let fresh = Kept::with([("start_day", setting.today().to_string())]);
    let kept = if refused { &shown.kept } else { &fresh };
    let names = crate::nodes::model::TEMPLATES
        .iter()
        .map(|(_, word)| (view.t(&format!("node-word-{word}")).into_owned(), String::new()));
    let before = shown.nodes.iter().filter(|node| !node.withdrawn()).map(|node| (node.id, node.name.clone()));
    html! {
        details open[refused] {
            summary class="button" { (view.t("node-add")) }
            (form(view, &format!("/projects/{}/nodes", shown.project.id), html! {
                (Field::text("name", "node-name-field").required().max(120).suggestions(names).render(view, kept))
                (select(&setting.view, "kind", "node-kind", NodeKind::ALL, NodeKind::as_str, NodeKind::key).short().render(view, kept))
                (Field::select("unit", "node-unit", setting.unit_options()).empty_option(view.t("node-unit-lead")).render(view, kept))
                (Field::text("person", "node-person").max(300).short().render(view, kept))
                (Field::day("start_day", "node-start").render(view, kept))
                (Field::day("due_day", "node-due").required().render(view, kept))
                @if !shown.nodes.is_empty() { (Field::select_many("after", "node-after", before).render(view, kept)) }
                div class="actions" { (Button::submit(view.t("node-add"))) span class="quiet" { (view.t("node-add-hint")) } }
            }))
        }
    }
}

fn years(shown: &Shown) -> Markup {
    let (setting, view, kept) = (&shown.setting, &shown.setting.view, &shown.kept);
    let heads = ["project-year", "project-class", "project-plan-wan", "project-goal", "project-listed"];
    let mut table = Table::new(view.t("project-years"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for year in shown.years.iter().rev() {
        let listed = html! {
            (view.day(year.listed_on)) @if !year.listed_why.is_empty() { " " (year.listed_why) }
            @if let Some(left) = year.left_on { br; (setting.say("project-left-on", "day", left)) " " (year.left_why) }
        };
        let cells = vec![
            year.year.to_string().into(),
            view.t(year.class.key()).into(),
            setting.wan(year.plan).into(),
            year.goal.as_str().into(),
            listed.into(),
        ];
        if year.left_on.is_some() { table.row_of("muted", cells) } else { table.row(cells) }
    }
    let this = setting.today().year().to_string();
    let refused = !kept.value("class").is_empty();
    let fresh = Kept::with([("year", this.clone())]);
    let entry = if refused { kept } else { &fresh };
    let id = shown.project.id;
    html! {
        section id="years" {
            h2 { (view.t("project-years")) }
            @if table.is_empty() { p class="quiet" { (view.t("project-years-none")) } } @else { (table.render(view)) }
            @if may(&setting.actor, Act::ProjectManage, &shown.project.target()) {
                details open[refused] {
                    summary class="button" { (view.t("project-list-in")) }
                    (form(view, &format!("/projects/{id}/year"), html! {
                        (Field::number("year", "project-year").required().short().render(view, entry))
                        (select(&setting.view, "class", "project-class", Class::ALL, Class::as_str, Class::key).short().render(view, entry))
                        (Field::text("plan", "project-plan-wan").required().short().render(view, entry))
                        (Field::area("goal", "project-goal", 2).render(view, entry))
                        (Field::area("listed_why", "project-listed-why", 2).hint(view.t("project-listed-why-hint")).render(view, entry))
                        div class="actions" { (Button::submit(view.t("project-list-in"))) }
                    }))
                }
                @if shown.years.iter().any(|year| year.left_on.is_none()) {
                    details {
                        summary class="button" { (view.t("project-leave")) }
                        (form(view, &format!("/projects/{id}/leave"), html! {
                            (Field::number("year", "project-year").required().short().render(view, &Kept::with([("year", this)])))
                            (Field::area("reason", "project-reason", 2).required().render(view, &Kept::empty()))
                            div class="actions" { (Button::submit(view.t("project-leave")).danger()) }
                        }))
                    }
                }
            }
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let data = &shown.project.data;
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let cooperating: Vec<String> = data.cooperating.iter().map(|unit| setting.unit(*unit)).collect();
    let link = data.leader_link.and_then(|link| {
        setting.roster.bearer(link, setting.today()).map(|holder| holder.person.name.clone())
    });
    html! {
        h2 { (view.t("project-facts")) }
        (Definitions::new()
            .row(view.t("project-kind"), view.t(data.kind.key()))
            .row(view.t("project-level"), view.t(data.level.key()))
            .maybe(view.t("project-owner"), text(&data.owner))
            .maybe(view.t("project-leader"), link.or_else(|| text(&data.leader)))
            .maybe(view.t("project-liaison"), text(&data.liaison))
            .maybe(view.t("project-cooperating"), Some(cooperating.join("、")).filter(|text| !text.is_empty()))
            .row(view.t("project-line"), setting.line(data.line))
            .maybe(view.t("project-place"), text(&data.place))
            .maybe(view.t("project-scale"), text(&data.scale))
            .maybe(view.t("project-capacity"), text(&data.capacity))
            .maybe(view.t("project-planned-start"), data.planned_start.map(|day| view.day(day)))
            .maybe(view.t("project-started-on"), shown.project.started_on.map(|day| view.day(day)))
            .maybe(view.t("project-planned-finish"), data.planned_finish.map(|day| view.day(day))))
        (chains(shown))
        @if !shown.parts.is_empty() {
            h2 { (view.t("project-parts")) }
            ul { @for part in &shown.parts { li { a href={ "/projects/" (part.id) } { (part.data.name) } " " small { (stage_words(setting, part)) } } } }
        }
    }
}

/// The industrial chains on which it stands, with its links on each.
fn chains(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    html! {
        @if !shown.chains.is_empty() {
            h2 { (view.t("chains-title")) }
            ul class="chain-list" {
                @for chain in &shown.chains {
                    li {
                        a href={ "/projects/chains/" (chain.id) } { (chain.data.name) }
                        @for (at, link) in chain.data.links.iter().enumerate().filter(|(_, link)| link.projects.contains(&shown.project.id)) {
                            br; small { (view.t(link.tier.key())) " · " a href={ "/projects/chains/" (chain.id) "#link-" (at + 1) } { (link.name) } " · " (view.t(link.state.key())) }
                        }
                    }
                }
            }
        }
    }
}

/// The steps of its life, the newest first.
fn life(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let name = |word: &str| {
        let stage = word.parse::<Stage>().map(Stage::key);
        stage
            .or_else(|_| word.parse::<Standing>().map(Standing::key))
            .map_or_else(|_| word.to_owned(), |key| view.t(key).into_owned())
    };
    html! {
        h2 { (view.t("project-life")) }
        ol class="life" {
            @for step in shown.steps.iter().rev() {
                // A project that was on its way already when it came into the book was conceived before.
                @let entered = step.word == Stage::Conceived.as_str() && shown.steps.iter().any(|other| other.day < step.day);
                li { strong { @if entered { (view.t("project-entered")) } @else { (name(&step.word)) } } " " span class="quiet" { (view.m(&Message::new("project-step-of").with("day", step.day))) }
                    @if !step.note.is_empty() { br; (step.note) } }
            }
        }
        p class="quiet" { (setting.say("project-changed-at", "at", view.moment(shown.project.changed_at))) }
    }
}
