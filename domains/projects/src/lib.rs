//! Floor 6: key projects and public money. The `book` has the projects, their stages, nodes, investment, problems and
//! requests; `money` has approvals, funds and the double-entry ledger in fen; `systems` has the register of application
//! systems and finds what would be built twice.

pub mod book;
pub mod money;
pub mod systems;

use qipan_accounts::http::Routes;
use qipan_store::Migration;
use qipan_web::LocaleSource;

/// The migrations of this domain.
pub const MIGRATIONS: &[Migration] = &[];

/// The words of this domain, one source a part.
pub const LOCALES: &[LocaleSource] = &[
    LocaleSource { zh: include_str!("../locales/book/zh.ftl"), en: include_str!("../locales/book/en.ftl") },
    LocaleSource { zh: include_str!("../locales/money/zh.ftl"), en: include_str!("../locales/money/en.ftl") },
    LocaleSource {
        zh: include_str!("../locales/systems/zh.ftl"),
        en: include_str!("../locales/systems/en.ftl"),
    },
];

/// The routes of this domain: pages, forms and calls of the API.
pub fn routes(routes: &mut Routes) {
    book::routes(routes);
    money::routes(routes);
    systems::routes(routes);
}
