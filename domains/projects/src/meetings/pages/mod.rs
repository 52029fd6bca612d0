//! The pages of on-site meetings: the list, planning, one meeting with what it decided, its pack and its memo.

mod detail;
mod edit;
mod of_project;
mod pack;

use axum::response::Response;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_accounts::{Act, access};
use qipan_board::board::visible;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::{Button, Cell, Head, Table, empty_state};
use qipan_web::{Markup, html};

use super::model::{Item, Meeting};
use super::store;
use crate::book::model::Project;
use crate::book::store as projects;
use crate::pages::frame;
use qipan_board::pages::setting::Setting;

/// Meetings of a list.
const ROWS: usize = 200;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage) = (May(Act::ProjectView), May(Act::ProjectManage));
    routes.page("/projects/meetings", view, list);
    routes.page("/projects/meetings/new", manage, edit::new);
    routes.form("/projects/meetings/new", manage, edit::plan);
    routes.page("/projects/meetings/{id}", view, detail::page);
    routes.page("/projects/meetings/{id}/edit", manage, edit::edit);
    routes.form("/projects/meetings/{id}/edit", manage, edit::change);
    routes.form("/projects/meetings/{id}/decide", manage, detail::decide);
    routes.page("/projects/meetings/{id}/pack", view, pack::pack);
    routes.page("/projects/meetings/{id}/memo", view, pack::memo);
    routes.page("/projects/{id}/meetings", view, of_project::page);
}

/// A meeting with the sites and items that the actor may see; of none there is no meeting.
pub(crate) struct Seen {
    /// The meeting.
    pub meeting: Meeting,
    /// The projects of its sites, in the order of the route.
    pub sites: Vec<Project>,
    /// What it decided.
    pub items: Vec<Item>,
}

/// Loads a meeting as the actor may see it.
///
/// # Errors
/// Not found.
pub(crate) fn seen(tx: &mut Tx<'_>, setting: &Setting, id: Id) -> Outcome<Seen> {
    let mut meeting = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
    let mut sites = Vec::new();
    for site in std::mem::take(&mut meeting.sites) {
        let Some(project) = projects::find(tx, site.project)? else { continue };
        if access::require_for(&setting.actor, Act::ProjectView, &project.target()).is_ok() {
            sites.push(project);
            meeting.sites.push(site);
        }
    }
    if sites.is_empty() {
        return Err(Failure::not_found());
    }
    let mut items = store::items(tx, id)?;
    items.retain(|item| {
        let of = qipan_board::commitments::commands::target(&item.commitment);
        access::require_for(&setting.actor, Act::BoardView, &of).is_ok()
            || item.project.is_some_and(|project| meeting.visits(project))
    });
    Ok(Seen { meeting, sites, items })
}

/// Who is in the chair: the holder of the post on the day of the meeting, or the name.
pub(crate) fn chair(setting: &Setting, meeting: &Meeting) -> String {
    let link = meeting.data.chair_link;
    let holder = link.and_then(|link| setting.roster.bearer(link, meeting.day));
    holder.map_or_else(|| meeting.data.chair.clone(), |holder| holder.person.name.clone())
}

/// What was decided, as a table.
pub(crate) fn items_table(setting: &Setting, items: &[Item], names: &[Project]) -> Markup {
    let view = &setting.view;
    let heads = ["meeting-item", "project-name", "problem-unit", "problem-due", "meeting-item-state"];
    let mut table = Table::new(view.t("meeting-items"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for item in items {
        let version = &item.commitment.version;
        let name = names.iter().find(|project| Some(project.id) == item.project);
        let cells: Vec<Cell> = vec![
            html! {
                (item.place) ". " a href={ "/commitments/" (item.commitment.id) } { (item.text) }
                @if let Some(problem) = item.problem { br; small { a href={ "/projects/problems/" (problem) } { (view.t("problem")) } } }
            }
            .into(),
            html! { @match name { Some(project) => (project.data.name), None => span class="quiet" { "—" } } }.into(),
            setting.unit(version.terms.lead_unit).into(),
            html! { @if let Some(due) = version.terms.due_day { span class="nowrap" { (view.day(due)) } } }.into(),
            html! { (setting.light_badge(version)) @if version.suspension().is_none() { br; small { (view.t(version.state.key())) } } }.into(),
        ];
        table.row(cells);
    }
    table.render(view)
}

/// How many of the items are done, in words.
pub(crate) fn done_of(setting: &Setting, items: &[Item]) -> String {
    let done = items.iter().filter(|item| !item.commitment.version.state.is_open()).count();
    let words = Message::new("meeting-done-of").with("done", done as i64).with("all", items.len() as i64);
    setting.view.m(&words).into_owned()
}

/// `GET /projects/meetings`
async fn list(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let seen = visible(&setting.actor);
    let rows = call
        .read(move |tx| {
            let meetings = store::list(tx, seen.as_deref(), None, ROWS)?;
            let ids: Vec<Id> = meetings.iter().map(|meeting| meeting.id).collect();
            let mut items = store::items_of(tx, &ids)?;
            let with_items = |meeting: Meeting| {
                let items = items.remove(&meeting.id).unwrap_or_default();
                (meeting, items)
            };
            Ok(meetings.into_iter().map(with_items).collect::<Vec<_>>())
        })
        .await?;
    let view = &setting.view;
    let heads = [
        "meeting-day",
        "meeting-title-field",
        "meeting-chair",
        "meeting-sites",
        "meeting-items",
        "meeting-state",
    ];
    let mut table = Table::new(view.t("meetings-title"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for (meeting, items) in &rows {
        table.row(vec![
            html! { span class="nowrap" { (view.day(meeting.day)) } }.into(),
            html! { a href={ "/projects/meetings/" (meeting.id) } { (meeting.data.title) } br; small { (meeting.number) } }.into(),
            chair(&setting, meeting).into(),
            meeting.sites.len().to_string().into(),
            html! { @if items.is_empty() { span class="quiet" { "—" } } @else { (done_of(&setting, items)) } }.into(),
            view.t(meeting.state.key()).into(),
        ]);
    }
    let body = html! {
        @if setting.may(Act::ProjectManage) {
            p class="actions" { (Button::link(view.t("meeting-new"), "/projects/meetings/new").primary().shortcut("n")) }
        }
        @if rows.is_empty() { (empty_state(&view.t("meetings-none"), None)) } @else { (table.render(view)) }
    };
    call.page(frame::book_page(&setting, "/projects/meetings", &view.t("meetings-title"), body))
}
