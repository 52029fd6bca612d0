//! Papers on pages: the list beside what they belong to, the field that takes them, and giving one back.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_records::files::Files;
use qipan_web::components::Field;
use qipan_web::{Kept, Markup, html};

use super::model::{Of, Paper};
use super::{rules, store, take};
use crate::book::commands::seen;

/// Registers the page.
pub(super) fn routes(routes: &mut Routes) {
    routes.page("/projects/{id}/papers/{paper}", Access::May(Act::ProjectView), give);
}

/// `GET /projects/{id}/papers/{paper}`: as a download, never shown by the browser as a page of ours.
pub(super) async fn give(call: Call) -> Outcome<Response> {
    let (project, paper, actor) = (call.id("id")?, call.id("paper")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            seen(tx, &actor, project)?;
            // What no act has named yet is known to who handed it in alone.
            let found = store::find(tx, project, paper)?;
            Ok(found.filter(|one| one.of.is_some() || one.handed_by == actor.id))
        })
        .await?;
    let file = found.ok_or_else(Failure::not_found)?.file;
    let files = call.site.part::<Files>().clone();
    let bytes =
        tokio::task::spawn_blocking(move || files.get(&file.digest)).await.map_err(Failure::internal)??;
    call.file(&file.name, "application/octet-stream", bytes)
}

/// The papers that belong to this.
pub(crate) fn of(papers: &[Paper], sort: Of, id: Id) -> impl Iterator<Item = &Paper> {
    papers.iter().filter(move |paper| paper.of == Some((sort, id)))
}

/// Papers as a list of downloads; nothing where there are none.
pub(crate) fn list<'p>(setting: &Setting, papers: impl Iterator<Item = &'p Paper>) -> Markup {
    let view = &setting.view;
    let all: Vec<&Paper> = papers.collect();
    html! {
        @if !all.is_empty() {
            ul class="plain papers" {
                @for one in all {
                    li {
                        a href={ "/projects/" (one.project) "/papers/" (one.id) } download title={ "SHA-256 " (one.file.digest) } { (one.file.name) }
                        " " small class="quiet nowrap" { (view.m(&Message::new("paper-size").with("kib", (one.file.size + 1_023) / 1_024))) }
                    }
                }
            }
        }
    }
}

/// The field of a form that takes papers.
pub(crate) fn field(setting: &Setting, name: &str, label: &str, hint: &'static str, kept: &Kept) -> Markup {
    let view = &setting.view;
    let sizes = Message::new("paper-hint")
        .with("most", rules::MOST)
        .with("mib", qipan_board::evidence::SIZE_MAX / (1024 * 1024));
    let space = if setting.english() { " " } else { "" };
    let hint = format!("{}{space}{}", view.t(hint), view.m(&sizes));
    Field::file(name, label, take::ACCEPT).many_files().hint(hint.trim()).render(view, kept)
}
