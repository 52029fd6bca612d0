//! Chains, drawn.

use qipan_accounts::Act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message};
use qipan_web::components::{
    Button, Crumb, Definitions, Field, Head, Light, Table, breadcrumb, empty_state, error_summary_of,
    form as frame_form, light_small, select,
};
use qipan_web::{Kept, Markup, Page, html};

use super::drawing::{self, Drawn};
use super::model::{Chain, Link, State, Tier};
use super::pages::Shown;
use super::rules::{Finding, finding};
use crate::book::model::{Stage, Standing};
use crate::pages::{assets, frame};

const LABELS: [(&str, &str); 11] = [
    ("name", "chain-name"),
    ("lead_unit", "chain-unit"),
    ("leader", "chain-leader"),
    ("head", "chain-head"),
    ("link", "chain-link"),
    ("tier", "chain-tier"),
    ("state", "link-state"),
    ("why", "chain-link-why"),
    ("enterprise", "chain-enterprises"),
    ("project", "chain-projects"),
    ("reason", "project-reason"),
];

fn findings(shown: &Shown, chain: &Chain) -> Vec<Finding> {
    let known: std::collections::HashMap<Id, (Stage, Standing)> =
        shown.projects.iter().map(|(id, project)| (*id, (project.stage, project.standing))).collect();
    chain.data.links.iter().map(|link| finding(link, &known)).collect()
}

fn light(state: State) -> Light {
    match state {
        State::Present => Light::Green,
        State::Weak => Light::Yellow,
        State::Missing => Light::Red,
    }
}

/// All chains.
pub(super) fn list(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("chain-name")),
        Head::new(view.t("chain-leader")),
        Head::number(view.t("chain-links")),
        Head::number(view.t("link-state-weak")),
        Head::number(view.t("link-state-missing")),
        Head::number(view.t("chain-fillers")),
        Head::number(view.t("chain-open")),
    ];
    let mut table = Table::new(view.t("chains-title"), heads).caption_hidden();
    for chain in &shown.chains {
        let found = findings(shown, chain);
        let count = |state: State| chain.data.links.iter().filter(|link| link.state == state).count();
        let fillers: usize = found.iter().map(|one| one.fillers.len()).sum();
        let open = found.iter().filter(|one| one.open).count();
        table.row(vec![
            html! { a href={ "/projects/chains/" (chain.id) } { (chain.data.name) } br; small { (setting.unit(chain.data.lead_unit)) @if !chain.data.head.is_empty() { " · " (chain.data.head) } } }.into(),
            chain.data.leader.as_str().into(),
            chain.data.links.len().into(),
            count(State::Weak).into(),
            count(State::Missing).into(),
            fillers.into(),
            html! { @if open > 0 { strong { (open) } } @else { "0" } }.into(),
        ]);
    }
    let body = html! {
        @if setting.may(Act::ProjectManage) { p { (Button::link(view.t("chain-new"), "/projects/chains/new").primary()) } }
        @if table.is_empty() { (empty_state(&view.t("chain-none"), None)) } @else { (table.render(view)) }
        p class="quiet" { (view.t("chain-about")) }
    };
    frame::book_page(setting, "/projects/chains", &view.t("chains-title"), body)
}

fn page(setting: &Setting, crumbs: &[Crumb], title: &str, acts: Markup, body: Markup) -> Markup {
    let view = &setting.view;
    Page::new(view, title).wide().head(assets::head()).render(html! {
        (breadcrumb(view, crumbs))
        div class="page-head" { h1 { (title) } p class="actions" { (acts) } }
        (body)
    })
}

fn crumbs(setting: &Setting, chain: Option<&Chain>, here: Option<&str>) -> Vec<Crumb> {
    let view = &setting.view;
    let mut all = vec![
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t("chains-title"), "/projects/chains"),
    ];
    match (chain, here) {
        (Some(chain), Some(here)) => {
            all.push(Crumb::link(&chain.data.name, format!("/projects/chains/{}", chain.id)));
            all.push(Crumb::here(here));
        }
        (Some(chain), None) => all.push(Crumb::here(&chain.data.name)),
        (None, Some(here)) => all.push(Crumb::here(here)),
        (None, None) => {}
    }
    all
}

/// Who and what is on a link, in few words.
fn on(shown: &Shown, link: &Link, found: &Finding) -> String {
    let counts = [
        ("chain-on-enterprises", link.enterprises.len()),
        ("chain-on-building", found.building.len()),
        ("chain-on-fillers", found.fillers.len()),
    ];
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| shown.setting.say(key, "count", count))
        .collect();
    if words.is_empty() { shown.setting.view.t("chain-on-nobody").into_owned() } else { words.join(" · ") }
}

/// One chain: its drawing, its links in words, what was changed.
pub(super) fn one(shown: &Shown) -> Markup {
    let (setting, view, chain) = (&shown.setting, &shown.setting.view, &shown.chains[0]);
    let (data, found) = (&chain.data, findings(shown, chain));
    let manages = setting.may(Act::ProjectManage);
    let drawn: Vec<Drawn> = data
        .links
        .iter()
        .zip(&found)
        .enumerate()
        .map(|(at, (link, found))| Drawn {
            number: at + 1,
            name: link.name.clone(),
            tier: link.tier,
            state: link.state,
            said: view.t(link.state.key()).into_owned(),
            on: on(shown, link, found),
            open: found.open,
        })
        .collect();
    let names = Tier::ALL.iter().map(|tier| view.t(tier.key()).into_owned()).collect::<Vec<_>>();
    let open = found.iter().filter(|one| one.open).count();
    let sums = Message::new("chain-sums")
        .with("links", data.links.len())
        .with("weak", data.links.iter().filter(|link| link.state == State::Weak).count())
        .with("missing", data.links.iter().filter(|link| link.state == State::Missing).count())
        .with("open", open);
    let base = format!("/projects/chains/{}", chain.id);
    let acts = html! { @if manages { (Button::link(view.t("chain-edit"), format!("{base}/edit"))) " " (Button::link(view.t("chain-add-link"), format!("{base}/links/{}", data.links.len() + 1)).primary()) } };
    page(
        setting,
        &crumbs(setting, Some(chain), None),
        &data.name,
        acts,
        html! {
            p class="statement-facts" { (setting.unit(data.lead_unit)) @if !data.leader.is_empty() { " · " (view.t("chain-leader")) " " (data.leader) } @if !data.head.is_empty() { " · " (view.t("chain-head")) " " (data.head) } }
            @if !data.aim.is_empty() { p { (data.aim) } }
            @if data.links.is_empty() { (empty_state(&view.t("chain-no-links"), None)) } @else {
                p class="quiet" { (view.m(&sums)) }
                div class="chain-frame" { (drawing::chain(&data.name, [&names[0], &names[1], &names[2]], &drawn)) }
                (links(shown, chain, &found, manages))
            }
            @if shown.past.len() > 1 { details { summary class="button" { (view.t("chain-past")) } ol class="life" {
                @for past in &shown.past { li { strong { (view.moment(past.at)) } " " (past.by) @if !past.why.is_empty() { " · " (past.why) } } }
            } } }
        },
    )
}

fn projects(shown: &Shown, ids: &[Id]) -> Markup {
    let seen: Vec<_> = ids.iter().filter_map(|id| shown.project(*id)).collect();
    let hidden = ids.len() - seen.len();
    html! {
        ul class="chain-list" {
            @for project in seen { li { a href={ "/projects/" (project.id) } { (project.data.name) } " " small { (shown.setting.view.t(project.stage.key())) } } }
            @if hidden > 0 { li class="quiet" { (shown.setting.say("chain-hidden", "count", hidden)) } }
        }
    }
}

fn links(shown: &Shown, chain: &Chain, found: &[Finding], manages: bool) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    html! {
        @for tier in Tier::ALL {
            @let here: Vec<(usize, &Link)> = chain.data.links.iter().enumerate().filter(|(_, link)| link.tier == *tier).collect();
            @if !here.is_empty() {
                section { h2 { (view.t(tier.key())) }
                    @for (at, link) in here {
                        @let finding = &found[at];
                        article class="chain-row" id={ "link-" (at + 1) } {
                            h3 { (light_small(view, light(link.state), None)) " " (link.name) " " small { (view.t(link.state.key())) }
                                @if manages { " " (Button::link(view.t("chain-change-link"), format!("/projects/chains/{}/links/{}", chain.id, at + 1)).small()) } }
                            @if !link.why.is_empty() { p { (link.why) } }
                            @if finding.open { p class="chain-open" { (view.t("chain-open-said")) } }
                            @if finding.doubtful { p class="chain-open" { (view.t("chain-doubtful")) } }
                            @if !link.enterprises.is_empty() || !link.projects.is_empty() { (Definitions::new()
                                .maybe(view.t("chain-enterprises"), (!link.enterprises.is_empty()).then(|| html! { ul class="chain-list" { @for one in &link.enterprises { li { (one.name) @if !one.makes.is_empty() { " " small { (one.makes) } } } } } }))
                                .maybe(view.t("chain-standing"), (!finding.standing.is_empty()).then(|| projects(shown, &finding.standing)))
                                .maybe(view.t("chain-building"), (!finding.building.is_empty()).then(|| projects(shown, &finding.building)))
                                .maybe(view.t("chain-fillers"), (!finding.fillers.is_empty()).then(|| projects(shown, &finding.fillers)))) }
                        }
                    }
                }
            }
        }
        p class="quiet" { (setting.say("chain-changed-at", "at", view.moment(chain.changed_at))) }
    }
}

fn unit_field(setting: &Setting, kept: &Kept) -> Markup {
    Field::select("lead_unit", "chain-unit", setting.unit_options())
        .empty_option("")
        .required()
        .render(&setting.view, kept)
}

/// The form of a chain's head.
pub(super) fn form(setting: &Setting, chain: Option<&Chain>, kept: &Kept) -> Markup {
    let view = &setting.view;
    let title = view.t(if chain.is_some() { "chain-edit" } else { "chain-new" }).into_owned();
    let target = chain.map_or_else(
        || "/projects/chains/new".to_owned(),
        |chain| format!("/projects/chains/{}/edit", chain.id),
    );
    page(
        setting,
        &crumbs(setting, chain, Some(&title)),
        &title,
        html! {},
        html! {
            (error_summary_of(view, kept, &LABELS))
            (frame_form(view, &target, html! {
                (Field::text("name", "chain-name").required().max(120).render(view, kept))
                (unit_field(setting, kept))
                (Field::text("leader", "chain-leader").short().render(view, kept))
                (Field::text("head", "chain-head").render(view, kept))
                (Field::area("aim", "chain-aim", 3).render(view, kept))
                @if chain.is_some() {
                    input type="hidden" name="seen" value=(kept.value("seen"));
                    (Field::area("reason", "project-reason", 2).required().render(view, kept))
                }
                div class="actions" { (Button::submit(view.t("chain-save"))) }
            }))
        },
    )
}

/// The form of a link.
pub(super) fn link_form(shown: &Shown, at: usize, kept: &Kept) -> Markup {
    let (setting, view, chain) = (&shown.setting, &shown.setting.view, &shown.chains[0]);
    let there = chain.data.links.get(at - 1);
    let title = there.map_or_else(|| view.t("chain-add-link").into_owned(), |link| link.name.clone());
    let target = format!("/projects/chains/{}/links/{at}", chain.id);
    let seen = kept.value("seen").to_owned();
    page(
        setting,
        &crumbs(setting, Some(chain), Some(&title)),
        &title,
        html! {},
        html! {
            (error_summary_of(view, kept, &LABELS))
            (frame_form(view, &target, html! {
                (Field::text("link", "chain-link").required().max(120).render(view, kept))
                (select(&setting.view, "tier", "chain-tier", Tier::ALL, Tier::as_str, Tier::key).short().render(view, kept))
                (select(&setting.view, "state", "link-state", State::ALL, State::as_str, State::key).short().render(view, kept))
                (Field::area("why", "chain-link-why", 2).hint(view.t("chain-why-hint")).render(view, kept))
                (Field::area("enterprise", "chain-enterprises", 4).hint(view.t("chain-enterprise-hint")).render(view, kept))
                (Field::area("project", "chain-projects", 4).hint(view.t("chain-project-hint")).render(view, kept))
                (Field::area("reason", "project-reason", 2).required().render(view, kept))
                input type="hidden" name="seen" value=(seen);
                div class="actions" { (Button::submit(view.t("chain-save")))
                    @if there.is_some() { (Button::submit(view.t("chain-remove-link")).danger().confirm(view.t("chain-remove-sure")).to(format!("{target}/remove"))) } }
            }))
        },
    )
}
