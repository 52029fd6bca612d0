//! The pages of problems.

mod acts;
mod detail;
mod list;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};

pub(crate) use acts::{origin, project_options};
pub(crate) use list::{filter, project_names, rows, shown_light};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    routes.page("/projects/problems", view, list::page);
    routes.page("/projects/problems/new", report, acts::new);
    routes.form("/projects/problems/new", report, acts::propose);
    routes.page("/projects/problems/{id}", view, detail::page);
    routes.form("/projects/problems/{id}/handle", manage, acts::handle);
    routes.form("/projects/problems/{id}/assign", manage, acts::assign);
    routes.form("/projects/problems/{id}/raise", report, acts::raise);
    routes.form("/projects/problems/{id}/decide", May(Act::Opinion), acts::decide);
    routes.form("/projects/problems/{id}/answer", view, acts::answer);
    routes.page("/projects/{id}/problems", view, list::of_project);
}
