//! Floor 3: units, people, posts, users, sessions, tokens, and the one place that decides access.
//!
//! Secrets never enter a transaction in the clear: passwords are hashed and checked by [`users::password`] outside
//! of it, session and token secrets are looked up by their digest.

pub mod access;
pub mod chance;
mod form_flow;
pub mod http;
pub mod people;
pub mod sessions;
pub mod table;
pub mod tokens;
pub mod units;
pub mod users;
pub mod vault;

pub use access::{Act, Target};
pub use chance::Chance;
pub use units::{Unit, UnitKind, Units};
pub use vault::Vault;

use qipan_store::Migration;
use qipan_web::LocaleSource;

use crate::http::Routes;

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "accounts/0001_accounts", sql: include_str!("../migrations/0001_accounts.sql") },
    Migration { name: "accounts/0002_answers", sql: include_str!("../migrations/0002_answers.sql") },
];

/// The words of this crate.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };

/// Registers the pages and calls of this crate.
pub fn routes(routes: &mut Routes) {
    sessions::pages::routes(routes);
    users::account_pages::routes(routes);
    users::pages::routes(routes);
    tokens::pages::routes(routes);
    units::pages::routes(routes);
    units::import_pages::routes(routes);
    people::pages::routes(routes);
    units::api::routes(routes);
    users::api::routes(routes);
    tokens::api::routes(routes);
}
