//! The pages of projects. Loading (`list`, `detail`, `edit`, `acts`) and drawing (`…_view`, `gantt`, `money`) are apart:
//! what is drawn depends on values alone.

pub(crate) mod acts;
pub(crate) mod assets;
mod batches;
mod detail;
mod detail_view;
mod edit;
mod ending;
pub(crate) mod frame;
mod gantt;
mod gantt_book;
mod list;
pub(crate) mod list_view;
mod money;
mod monthly;
mod node;
mod together;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};

pub(crate) use assets::head;
pub(crate) use list::filter;
pub(crate) use monthly::in_order;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::{May, Public};
    routes.page("/assets-projects/{file}", Public, assets::serve);
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    routes.page("/projects", view, list::page);
    routes.page("/projects/monthly", view, monthly::page);
    routes.page("/projects/gantt", view, gantt_book::page);
    routes.page("/projects/batches", view, batches::page);
    routes.page("/projects/new", manage, edit::new);
    routes.form("/projects/new", manage, edit::create);
    routes.page("/projects/{id}", view, detail::page);
    routes.page("/projects/{id}/edit", manage, edit::edit);
    routes.form("/projects/{id}/edit", manage, edit::change);
    routes.form("/projects/{id}/stage", manage, acts::stage);
    routes.form("/projects/{id}/standing", manage, acts::standing);
    routes.form("/projects/{id}/year", manage, acts::year);
    routes.form("/projects/{id}/leave", manage, acts::leave);
    routes.form("/projects/{id}/nodes", manage, acts::nodes);
    routes.page("/projects/{id}/nodes/{node}", manage, node::page);
    routes.form("/projects/{id}/nodes/{node}", manage, node::change);
    routes.form("/projects/{id}/month", report, acts::month);
}
