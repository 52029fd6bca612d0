//! The frame that pages of this domain share: tabs over the whole book, tabs over one project.

use qipan_board::pages::setting::Setting;
use qipan_web::components::{Crumb, Tab, breadcrumb, tabs};
use qipan_web::{Markup, Page, html};

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
    ("photos-flagged-tab", "/projects/photos"),
    ("todo-title", "/projects/work"),
    ("work-rules-title", "/projects/work/rules"),
    ("projects-tab-funds", "/projects/funds"),
    ("projects-tab-plan", "/projects/plan"),
    ("projects-tab-participants", "/projects/participants"),
    ("projects-tab-evaluations", "/projects/evaluations"),
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
    ("project-tab-approvals", "/approvals"),
    ("requests-title", "/requests"),
    ("problems-title", "/problems"),
    ("visits-title", "/visits"),
    ("meetings-title", "/meetings"),
    ("pledges-tab", "/team"),
    ("project-tab-photos", "/photos"),
    ("project-tab-notes", "/notes"),
    ("project-tab-production", "/production"),
    ("project-tab-money", "/money"),
    ("project-tab-contracts", "/contracts"),
    ("project-tab-evaluation", "/evaluation"),
];

/// What sides are about: the name of a group, and how the addresses of its sides begin. A side of no other group belongs to
/// the first.
type Groups = [(&'static str, &'static [&'static str])];

/// The groups of the sides of the book.
const BOOK_GROUPS: &Groups = &[
    ("projects-group-book", &[]),
    (
        "projects-group-run",
        &[
            "monthly", "tables", "import", "problems", "requests", "visits", "meetings", "notes", "photos",
            "work",
        ],
    ),
    ("projects-group-money", &["funds", "plan", "participants", "evaluations"]),
    ("projects-group-systems", &["systems", "proposals", "savings", "capabilities"]),
];

/// The groups of the sides of one project.
const PROJECT_GROUPS: &Groups = &[
    ("project-tab-overview", &[]),
    ("projects-group-run", &["approvals", "requests", "problems", "visits", "meetings", "team"]),
    ("project-group-site", &["photos", "notes", "production"]),
    ("projects-group-money", &["money", "contracts", "evaluation"]),
];

/// Which group a side belongs to.
fn group_of(groups: &Groups, side: &str) -> usize {
    let side = side.trim_start_matches("/projects").trim_start_matches('/');
    groups.iter().position(|(_, begins)| begins.iter().any(|begin| side.starts_with(begin))).unwrap_or(0)
}

/// The tabs: the groups, and below them the sides of the group that is open. `base` stands before the address of each side.
fn grouped(
    setting: &Setting,
    name: &str,
    (groups, sides): (&Groups, &[(&str, &str)]),
    base: &str,
    here: &str,
) -> Markup {
    let (view, open) = (&setting.view, group_of(groups, here));
    let of = |group: usize| sides.iter().filter(move |(_, side)| group_of(groups, side) == group);
    let address = |side: &str| format!("{base}{side}");
    let heads: Vec<Tab> = groups
        .iter()
        .enumerate()
        .filter_map(|(at, (key, _))| Some(tab(setting, key, address(of(at).next()?.1), at == open)))
        .collect();
    let all: Vec<Tab> = of(open).map(|(key, side)| tab(setting, key, address(side), *side == here)).collect();
    html! {
        (tabs(view, name, &heads))
        @if all.len() > 1 { div class="sub-tabs" { (tabs(view, &view.t(groups[open].0), &all)) } }
    }
}

/// Tabs over the book, at the side with the address `here`.
pub(crate) fn book_tabs(setting: &Setting, here: &str) -> Markup {
    grouped(setting, &setting.view.t("projects-title"), (BOOK_GROUPS, BOOK), "", here)
}

/// Tabs over a project, at the side that follows its address with `here` (empty for the overview).
pub(crate) fn project_tabs(setting: &Setting, project: &Project, here: &str) -> Markup {
    let base = format!("/projects/{}", project.id);
    grouped(setting, &project.data.name, (PROJECT_GROUPS, PROJECT), &base, here)
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

/// The page of one side of the book: title, tabs, and what the side shows; on paper its tables stand on A3 across, as ledgers do.
pub(crate) fn book_page(setting: &Setting, here: &str, title: &str, body: Markup) -> Markup {
    let view = &setting.view;
    Page::new(view, title).wide().landscape_a3().head(super::assets::head()).render(html! {
        div class="page-head" { h1 { (title) } }
        (book_tabs(setting, here))
        (body)
    })
}
