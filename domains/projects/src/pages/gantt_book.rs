//! Nodes of many projects over time (甘特图), thousands of rows. The server draws every row, and each project can be laid out by itself
//! (`contain`), so that all of them are there when the page is: scrolling is never blank, and finding in the page, printing
//! and reading aloud reach every row.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::http::asked::{after, parsed};
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Day, Id, Message, Outcome, worded};
use qipan_web::components::goban::{Figure, figures};
use qipan_web::components::{Button, Field, empty_state, filter_bar, pager, select};
use qipan_web::{Cursor, Form, Kept, Markup, html};

use super::gantt::{self, Scale};
use super::list_view::stage_words;
use super::{filter, frame};
use crate::book::model::{Class, Level, Project, Stage};
use crate::book::store;
use crate::nodes;
use crate::nodes::model::Node;
use crate::nodes::path::Room;

/// Rows of a page.
const ROWS: usize = 6_000;
/// Projects of a page.
const PROJECTS: usize = 2_000;

worded! {
    /// How much time is shown.
    Span, "gantt-span", {
        /// This year.
        Year = "year",
        /// Last year to next year.
        Three = "three",
        /// From the first node to the last.
        All = "all",
    }
}

worded! {
    /// Which nodes are shown.
    Which, "gantt-which", {
        /// What is not done yet.
        Open = "open",
        /// What is late or has no room.
        Critical = "critical",
    }
}

/// One project with the nodes that are shown.
struct Group {
    project: Project,
    nodes: Vec<Node>,
    rooms: HashMap<Id, Room>,
    /// Nodes that lie outside the time shown.
    outside: usize,
}

impl Group {
    fn late(&self, today: Day) -> usize {
        self.nodes.iter().filter(|node| node.late(today)).count()
    }

    fn done(&self) -> usize {
        self.nodes.iter().filter(|node| node.done_on().is_some()).count()
    }
}

struct Shown {
    setting: Setting,
    groups: Vec<Group>,
    scale: Option<Scale>,
    after: Option<Cursor>,
    query: Form,
}

fn scale(span: Span, groups: &[Group], today: Day) -> Option<Scale> {
    let year = |from: i32, to: i32| {
        Some(Scale {
            first: Day::from_ymd(today.year() + from, 1, 1)?,
            last: Day::from_ymd(today.year() + to, 12, 31)?,
        })
    };
    match span {
        Span::Year => year(0, 0),
        Span::Three => year(-1, 1),
        Span::All => Scale::around(
            groups.iter().flat_map(|group| gantt::days(&group.nodes, &group.rooms)).chain([today]),
        ),
    }
}

/// `GET /projects/gantt`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let today = setting.today();
    let span = parsed::<Span>(&call, "span")?.unwrap_or(Span::Three);
    let which = parsed::<Which>(&call, "which")?;
    let after = after(&call)?.unwrap_or_default();
    let filter = filter(&call)?;
    let (projects, mut nodes) = call
        .read(move |tx| {
            let projects = store::plain(tx, &filter, after, PROJECTS + 1)?;
            let ids: Vec<Id> = projects.iter().map(|project| project.id).collect();
            Ok((projects, nodes::store::of_projects(tx, &ids, ROWS)?))
        })
        .await?;
    // A page ends with the projects of a page, or with the last whose rows are all there.
    let full = nodes.len() >= ROWS || projects.len() > PROJECTS;
    let end = nodes.last().map(|node| node.project).filter(|_| full);
    let shown =
        projects.iter().take(PROJECTS).take_while(|project| end.is_none_or(|end| project.id <= end)).count();
    let more = shown < projects.len();
    let mut groups = Vec::with_capacity(shown);
    for project in projects.into_iter().take(shown) {
        let count = nodes.iter().take_while(|node| node.project == project.id).count();
        let mut own: Vec<Node> = nodes.drain(..count).filter(|node| !node.withdrawn()).collect();
        let rooms = gantt::room(&own, today);
        own.retain(|node| match which {
            None => true,
            Some(Which::Open) => node.done_on().is_none(),
            Some(Which::Critical) => {
                let free = rooms.get(&node.id).is_some_and(|room| room.days > 0);
                node.done_on().is_none() && (!free || node.late(today))
            }
        });
        groups.push(Group { project, nodes: own, rooms, outside: 0 });
    }
    let last = groups.last().map(|group| group.project.id);
    let after = last.filter(|_| more).map(|id| Cursor::new("", id));
    let scale = scale(span, &groups, today);
    for group in &mut groups {
        let rooms = &group.rooms;
        let seen = |node: &Node| {
            let end = rooms.get(&node.id).map_or(node.due_day(), |room| room.end.max(node.due_day()));
            scale.is_none_or(|scale| scale.shows(node.start_day, end))
        };
        let all = group.nodes.len();
        group.nodes.retain(seen);
        group.outside = all - group.nodes.len();
    }
    groups.retain(|group| !group.nodes.is_empty());
    call.page(draw(&Shown { setting, groups, scale, after, query: call.query.clone() }))
}

fn filters(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let names = ["q", "unit", "stage", "class", "level", "span", "which"];
    let pairs = names.map(|name| (name.to_owned(), shown.query.value(name).to_owned()));
    let mut pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    if shown.query.value("span").is_empty() {
        pairs.push(("span".to_owned(), Span::Three.as_str().to_owned()));
    }
    let kept = Kept::with(pairs);
    let any = view.t("choose-any").into_owned();
    filter_bar(
        view,
        html! {
            (Field::search("q", "project-search").placeholder(view.t("project-search-hint")).render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "stage", "project-stage", Stage::ALL, Stage::as_str, Stage::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "class", "project-class", Class::ALL, Class::as_str, Class::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "level", "project-level", Level::ALL, Level::as_str, Level::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "span", "gantt-span", Span::ALL, Span::as_str, Span::key).render(view, &kept))
            (select(&setting.view, "which", "gantt-which", Which::ALL, Which::as_str, Which::key).empty_option(view.t("gantt-which-all")).render(view, &kept))
        },
    )
}

fn group(setting: &Setting, scale: &Scale, one: &Group) -> Markup {
    let view = &setting.view;
    let late = one.late(setting.today());
    let worst = one.nodes.iter().map(|node| drawn(node.commitment.version.light_at(setting.now)));
    let red = worst.into_iter().any(|light| light == qipan_web::components::Light::Red);
    let height = gantt::height(one.nodes.len());
    html! {
        details class="gantt-project" open {
            summary {
                span class="gantt-title" { (one.project.data.name) }
                small {
                    (stage_words(setting, &one.project)) " · " (setting.unit(one.project.data.lead_unit)) " · "
                    (view.m(&Message::new("gantt-done-of").with("done", one.done()).with("count", one.nodes.len())))
                    @if one.outside > 0 { " · " (setting.say("gantt-outside", "count", one.outside)) }
                    @if late > 0 { " · " span class={ @if red { "gantt-red" } } { (setting.say("gantt-late", "count", late)) } }
                }
            }
            div class="gantt-rows" {
                (gantt::names(&one.nodes))
                svg width="100%" height=(height) role="img" aria-label=(one.project.data.name) {
                    (gantt::bars(setting, &one.nodes, &one.rooms, scale, 0))
                }
            }
            p class="gantt-open" { a href={ "/projects/" (one.project.id) } { (view.t("gantt-open-project")) } }
        }
    }
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, today) = (&shown.setting, &shown.setting.view, shown.setting.today());
    let sum = |of: &dyn Fn(&Group) -> usize| shown.groups.iter().map(of).sum::<usize>();
    let (rows, late) = (sum(&|one| one.nodes.len()), sum(&|one| one.late(today)));
    let critical = sum(&|one| {
        let tight = |node: &&Node| {
            one.rooms.get(&node.id).is_some_and(|room| room.days == 0) && node.done_on().is_none()
        };
        one.nodes.iter().filter(tight).count()
    });
    let figure = |key: &str, value: usize, which: Option<Which>| Figure {
        label: view.t(key).into_owned(),
        number: view.number(value as i64),
        light: None,
        href: which.map(|which| view.here_with("which", Some(which.as_str()))),
    };
    frame::book_page(
        setting,
        "/projects/gantt",
        &view.t("gantt-title"),
        html! {
            (filters(shown))
            @match (&shown.scale, shown.groups.is_empty()) {
                (Some(scale), false) => {
                    (figures(view, &[
                        figure("gantt-projects", shown.groups.len(), None),
                        figure("gantt-rows", rows, None),
                        figure("gantt-critical", critical, Some(Which::Critical)),
                        figure("gantt-late-nodes", late, Some(Which::Critical)),
                    ]))
                    (gantt::legend(setting))
                    div class="gantt-book" role="group" aria-label=(view.t("gantt-title")) {
                        div class="gantt-months" aria-hidden="true" { span {} svg width="100%" height="26" { (gantt::months(scale, today, 30)) } }
                        svg class="gantt-lines" aria-hidden="true" { (gantt::months(scale, today, 0)) }
                        @for one in &shown.groups { (group(setting, scale, one)) }
                    }
                    (pager(view, None, shown.after.as_ref()))
                }
                _ => (empty_state(&view.t("gantt-none"), Some(html! { (Button::link(view.t("project-all"), "/projects")) }))),
            }
        },
    )
}
