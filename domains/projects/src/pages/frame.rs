//! The frame that pages of this domain share: tabs over the whole book, tabs over one project.

use qipan_web::components::{Crumb, Tab, breadcrumb, tabs};
use qipan_web::{Markup, Page, html};

use super::setting::Setting;
use crate::book::model::Project;

/// The sides of the book: name and address. A subject of its own adds its line here.
const BOOK: &[(&str, &str)] = &[
    //
    ("projects-tab-list", "/projects"),
    ("projects-tab-batches", "/projects/batches"),
    ("projects-tab-gantt", "/projects/gantt"),
    ("projects-tab-map", "/projects/map"),
    ("projects-tab-chart", "/projects/chart"),
    ("projects-tab-chains", "/projects/chains"),
    ("projects-tab-monthly", "/projects/monthly"),
    ("projects-tab-tables", "/projects/tables"),
    ("problems-title", "/projects/problems"),
    ("requests-title", "/projects/requests"),
    ("visits-title", "/projects/visits"),
    ("meetings-title", "/projects/meetings"),
    ("projects-tab-notes", "/projects/notes"),
    ("todo-title", "/projects/work"),
    ("work-rules-title", "/projects/work/rules"),
    ("projects-tab-funds", "/projects/funds"),
    ("projects-tab-plan", "/projects/plan"),
    ("projects-tab-participants", "/projects/participants"),
    ("systems-tab-list", "/projects/systems"),
    ("systems-tab-proposals", "/projects/proposals"),
    ("systems-tab-savings", "/projects/savings"),
    ("systems-tab-money", "/projects/systems/money"),
    ("systems-tab-splits", "/projects/systems/splits"),
    ("systems-tab-repeated", "/projects/systems/repeated"),
    ("systems-tab-capabilities", "/projects/capabilities"),
    ("systems-tab-rules", "/projects/systems/rules"),
];

/// The sides of one project: name and what follows its address. A subject of its own adds its line here.
const PROJECT: &[(&str, &str)] = &[
    //
    ("project-tab-overview", ""),
    ("project-tab-money", "/money"),
    ("project-tab-approvals", "/approvals"),
    ("project-tab-contracts", "/contracts"),
    ("project-tab-evaluation", "/evaluation"),
    ("problems-title", "/problems"),
    ("pledges-tab", "/team"),
    ("project-tab-photos", "/photos"),
    ("project-tab-notes", "/notes"),
    ("project-tab-production", "/production"),
];

/// What the sides of the book are about: the name of a group, and how the addresses of its sides begin. A side of no other
/// group belongs to the first.
const GROUPS: &[(&str, &[&str])] = &[
    ("projects-group-book", &[]),
    (
        "projects-group-run",
        &["monthly", "tables", "import", "problems", "requests", "visits", "meetings", "notes", "work"],
    ),
    ("projects-group-money", &["funds", "plan", "participants"]),
    ("projects-group-systems", &["systems", "proposals", "savings", "capabilities"]),
];

/// Which group a side belongs to.
fn group_of(href: &str) -> usize {
    let side = href.trim_start_matches("/projects").trim_start_matches('/');
    GROUPS.iter().position(|(_, begins)| begins.iter().any(|begin| side.starts_with(begin))).unwrap_or(0)
}

/// Tabs over the book, at the side with the address `here`: the groups, and the sides of the group that is open.
pub(crate) fn book_tabs(setting: &Setting, here: &str) -> Markup {
    let (view, open) = (&setting.view, group_of(here));
    let sides = |group: usize| BOOK.iter().filter(move |(_, href)| group_of(href) == group);
    let groups: Vec<Tab> = GROUPS
        .iter()
        .enumerate()
        .filter_map(|(at, (key, _))| Some(tab(setting, key, sides(at).next()?.1.to_owned(), at == open)))
        .collect();
    let all: Vec<Tab> =
        sides(open).map(|(key, href)| tab(setting, key, (*href).to_owned(), *href == here)).collect();
    html! {
        (tabs(view, &view.t("projects-title"), &groups))
        @if all.len() > 1 { div class="sub-tabs" { (tabs(view, &view.t(GROUPS[open].0), &all)) } }
    }
}

/// Tabs over a project, at the side that follows its address with `here` (empty for the overview).
pub(crate) fn project_tabs(setting: &Setting, project: &Project, here: &str) -> Markup {
    let all: Vec<Tab> = PROJECT
        .iter()
        .map(|(key, side)| tab(setting, key, format!("/projects/{}{side}", project.id), *side == here))
        .collect();
    tabs(&setting.view, &project.data.name, &all)
}

fn tab(setting: &Setting, key: &str, href: String, current: bool) -> Tab {
    Tab { label: setting.view.t(key).into_owned(), href, current, count: None }
}

/// The page of one side of a project: breadcrumb, name, tabs, and what the side shows.
pub(crate) fn project_page(
    setting: &Setting,
    project: &Project,
    here: &str,
    title: &str,
    body: Markup,
) -> Markup {
    let (view, name) = (&setting.view, &project.data.name);
    let crumbs = [
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(name, format!("/projects/{}", project.id)),
        Crumb::here(title),
    ];
    Page::new(view, &format!("{title} · {name}")).wide().head(super::assets::head()).render(html! {
        (breadcrumb(view, &crumbs))
        div class="page-head" { h1 class="statement" { (name) } }
        (project_tabs(setting, project, here))
        (body)
    })
}

/// The page of one side of the book: title, tabs, and what the side shows.
pub(crate) fn book_page(setting: &Setting, here: &str, title: &str, body: Markup) -> Markup {
    let view = &setting.view;
    Page::new(view, title).wide().head(super::assets::head()).render(html! {
        div class="page-head" { h1 { (title) } }
        (book_tabs(setting, here))
        (body)
    })
}
