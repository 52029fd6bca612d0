//! The pages of requests.

mod acts;
mod detail;
mod list;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};

pub(crate) use acts::visit_evidence;
pub(crate) use list::{filter, shown_light};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    let answer = May(Act::Report);
    routes.page("/projects/requests", view, list::page);
    routes.page("/projects/requests/new", report, acts::new);
    routes.form("/projects/requests/new", report, acts::take_in);
    routes.page("/projects/requests/{id}", view, detail::page);
    routes.form("/projects/requests/{id}/decline", manage, acts::decline);
    routes.form("/projects/requests/{id}/dispatch", manage, acts::dispatch);
    routes.form("/projects/requests/{id}/settle", manage, acts::settle);
    routes.form("/projects/requests/{id}/visit", manage, acts::visit);
    routes.form("/projects/requests/{id}/object", answer, acts::object);
    routes.form("/projects/requests/{id}/extension", answer, acts::extension);
    routes.form("/projects/requests/{id}/reply", answer, acts::reply);
    routes.page("/projects/{id}/requests", view, list::of_project);
}
