//! The pages of proposals: the list, the form with what is like it, one proposal with everything side by side.

mod form;
mod likeness;
mod list;
mod one;

use std::sync::Arc;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_kernel::{Id, Outcome};
use qipan_store::Tx;

use super::model::{Proposal, ProposalData};
use super::register::{self, Looked, Register};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, file, decide) = (May(Act::ProjectView), May(Act::SystemFile), May(Act::SystemDecide));
    routes.page("/projects/proposals", view, list::page);
    routes.page("/projects/proposals/new", file, form::new);
    routes.form("/projects/proposals/new", file, form::create);
    routes.page("/projects/proposals/{id}", view, one::page);
    routes.form("/projects/proposals/{id}/decide", decide, one::decide);
    routes.form("/projects/proposals/{id}/reverse", decide, one::reverse);
    routes.form("/projects/proposals/{id}/withdraw", file, one::withdraw);
}

/// What is like a proposal now.
pub(crate) async fn look(call: &Call, data: &ProposalData, id: Option<Id>) -> Outcome<Looked> {
    let (register, data) = (call.site.part::<Arc<Register>>().clone(), data.clone());
    call.read(move |tx: &mut Tx<'_>| register.look(tx, &data, id)).await
}

/// What is shown beside a proposal: what is like it now while it waits, and what was like it when it was decided.
pub(crate) fn shown(register: &Register, tx: &mut Tx<'_>, one: &Proposal) -> Outcome<Looked> {
    register::shown(register, tx, one)
}
