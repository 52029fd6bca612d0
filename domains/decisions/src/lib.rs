//! Floor 6: documents that decide. A document is read in, its commitments are proposed (`extract`), a person goes
//! through them (`drafts`), and the board takes what was accepted in one act.

pub mod drafts;
pub mod extract;
pub mod pages;

use qipan_accounts::http::Routes;
use qipan_store::Migration;
use qipan_web::LocaleSource;

/// The migrations of this domain.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "decisions/0001_drafts", sql: include_str!("../migrations/0001_drafts.sql") }];

/// The words of this domain.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };

/// The routes of this domain: pages, forms and calls of the API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
}
