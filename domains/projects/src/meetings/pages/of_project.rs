//! The on-site meetings that came to one project, and what they decided about it.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::Outcome;
use qipan_web::components::{Head, Table, empty_state, light_small};
use qipan_web::html;

use super::{ROWS, done_of};
use crate::book::commands::seen;
use crate::meetings::model::Item;
use crate::meetings::store;
use crate::pages::frame;

/// `GET /projects/{id}/meetings`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let (setting, project, meetings, items) = call
        .read(move |tx| {
            let project = seen(tx, &setting.actor, id)?;
            let meetings = store::list(tx, None, Some(id), ROWS)?;
            Ok((setting, project, meetings, store::items_of_project(tx, id)?))
        })
        .await?;
    let view = &setting.view;
    let heads = ["meeting-day", "meeting-title-field", "meeting-focus", "meeting-items", "meeting-state"];
    let mut table = Table::new(view.t("meetings-title"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for meeting in &meetings {
        let of: Vec<Item> =
            items.iter().filter(|(one, _)| *one == meeting.id).map(|(_, item)| item.clone()).collect();
        let focus = meeting.sites.iter().find(|site| site.project == id).map(|site| site.focus.as_str());
        table.row(vec![
            html! { span class="nowrap" { (view.day(meeting.day)) } }.into(),
            html! { div { a href={ "/projects/meetings/" (meeting.id) } { (meeting.data.title) } br; small { (meeting.number) } } }.into(),
            focus.unwrap_or_default().into(),
            html! {
                @if of.is_empty() { span class="quiet" { "—" } } @else { div {
                    small { (done_of(&setting, &of)) }
                    ul class="plain-list" { @for item in &of { li {
                        (light_small(view, drawn(item.commitment.version.light_at(setting.now)), None)) " "
                        a href={ "/commitments/" (item.commitment.id) } { (item.text) }
                        " " small { (setting.unit(item.commitment.version.terms.lead_unit)) }
                    } } }
                } }
            }
            .into(),
            view.t(meeting.state.key()).into(),
        ]);
    }
    let body = html! {
        @if meetings.is_empty() { (empty_state(&view.t("meetings-none-of-project"), None)) } @else { (table.render(view)) }
    };
    call.page(frame::project_page(&setting, &project, "/meetings", &view.t("meetings-title"), body))
}
