//! The visits to one project: what was found, what was promised, what problems came of it.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_board::board::may;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Id, Outcome};
use qipan_web::components::{Button, Head, Table, empty_state, light_small};
use qipan_web::html;

use super::store;
use crate::book::commands::seen;
use crate::pages::frame;
use crate::problems::model::Problem;
use crate::problems::pages::shown_light;
use crate::work::chain::cut;
use crate::work::store as work;
use crate::{problems, work::Sort};

/// Most visits on the page.
const VISITS: usize = 200;

/// `GET /projects/{id}/visits`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let (setting, project, visits, rules, opened, problems) = call
        .read(move |tx| {
            let project = seen(tx, &setting.actor, id)?;
            let visits = store::visits(tx, id, VISITS)?;
            let ids: Vec<Id> = visits.iter().map(|visit| visit.id).collect();
            let opened = work::opened_from(tx, (Sort::Visit, &ids), Sort::Problem)?;
            let wanted: Vec<Id> = opened.iter().map(|(_, problem)| *problem).collect();
            let mut problems: HashMap<Id, Problem> =
                problems::store::some(tx, &wanted)?.into_iter().map(|one| (one.id, one)).collect();
            problems.retain(|_, one| {
                access::require_for(&setting.actor, Act::ProjectView, &one.target()).is_ok()
            });
            let rules = work::rules_on(tx, setting.today())?.problems;
            Ok((setting, project, visits, rules, opened, problems))
        })
        .await?;
    let view = &setting.view;
    let heads = ["visit-day-field", "visit-who", "visit-found", "visit-promised", "visit-problems"];
    let mut table =
        Table::new(view.t("visits-title"), heads.map(|key| Head::new(view.t(key))).to_vec()).caption_hidden();
    for visit in &visits {
        let of = opened.iter().filter(|(from, _)| *from == visit.id);
        let of: Vec<&Problem> = of.filter_map(|(_, problem)| problems.get(problem)).collect();
        table.row(vec![
            html! { a class="nowrap" href={ "/projects/visits/" (visit.id) } { (view.day(visit.day)) } }.into(),
            visit.data.who.as_str().into(),
            cut(&visit.data.found, 160).into(),
            cut(&visit.data.promised, 120).into(),
            html! {
                @if of.is_empty() { span class="quiet" { "—" } }
                ul class="plain-list" { @for one in &of { li {
                    (light_small(view, drawn(shown_light(&setting, &rules, one).light), None)) " "
                    a href={ "/projects/problems/" (one.id) } { (cut(&one.data.text, 60)) } " " small { (view.t(one.state().key())) }
                } } }
            }
            .into(),
        ]);
    }
    let body = html! {
        @if may(&setting.actor, Act::ProjectReport, &project.target()) {
            p class="actions" { (Button::link(view.t("visit-note"), format!("/projects/{id}/team#visits")).primary()) }
        }
        @if visits.is_empty() { (empty_state(&view.t("visits-none"), None)) } @else { (table.render(view)) }
    };
    call.page(frame::project_page(&setting, &project, "/visits", &view.t("visits-title"), body))
}
