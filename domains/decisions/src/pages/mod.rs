//! The pages of documents. Loading (`list`, `review`, `edit`, `acts`) and drawing (`text_view`, `cards`, `panels`) are
//! apart: what is drawn depends on values alone.

mod acts;
mod assets;
mod cards;
mod edit;
mod list;
mod panels;
mod review;
pub(crate) mod setting;
mod text_view;

pub(crate) use list::upload_files;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};
pub use setting::knowledge;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::{May, Public};
    routes.page("/assets-decisions/{file}", Public, assets::serve);

    routes.page("/documents", May(Act::DocumentView), list::page);
    routes.upload("/documents", May(Act::DocumentImport), list::upload);
    routes.page("/documents/{id}", May(Act::DocumentView), review::page);
    routes.page("/documents/{id}/original", May(Act::DocumentView), review::original);

    let review = May(Act::DocumentReview);
    routes.form("/documents/{id}/facts", review, acts::facts);
    routes.form("/documents/{id}/extract", review, acts::extract);
    routes.form("/documents/{id}/accept-complete", review, acts::accept_complete);
    routes.form("/documents/{id}/merge", review, acts::merge);
    routes.form("/documents/{id}/drafts", review, acts::add);
    routes.form("/documents/{id}/units", review, acts::new_unit);
    routes.form("/documents/{id}/register", May(Act::Register), acts::register);
    routes.page("/documents/{id}/drafts/{draft}", review, edit::page);
    routes.form("/documents/{id}/drafts/{draft}", review, edit::save);
    routes.form("/documents/{id}/drafts/{draft}/decide", review, acts::decide);
    routes.form("/documents/{id}/drafts/{draft}/split", review, edit::split);
    routes.form("/documents/{id}/drafts/{draft}/link", May(Act::Register), acts::link);
}
