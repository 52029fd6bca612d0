//! Floor 5: the board. Lines, commitments and their versions, lights, the grid, as-of and comparison.

pub mod api;
pub mod board;
pub mod commitments;
pub mod evidence;
pub mod grid;
pub mod ledger;
pub mod lights;
pub mod lines;
pub mod list_store;
pub use list_store as lists;
pub mod on_board;
pub mod pages;
pub mod query;
pub mod readings;
pub mod rulebook;
pub mod rulebook_pages;

use qipan_store::Migration;
use qipan_web::LocaleSource;

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "board/0001_board", sql: include_str!("../migrations/0001_board.sql") },
    Migration { name: "board/0002_states", sql: include_str!("../migrations/0002_states.sql") },
    Migration { name: "board/0003_rulebook", sql: include_str!("../migrations/0003_rulebook.sql") },
    Migration { name: "board/0004_leader", sql: include_str!("../migrations/0004_leader.sql") },
    Migration { name: "board/0005_answers", sql: include_str!("../migrations/0005_answers.sql") },
    Migration { name: "board/0006_readings", sql: include_str!("../migrations/0006_readings.sql") },
    Migration { name: "board/0007_suspension", sql: include_str!("../migrations/0007_suspension.sql") },
];

/// The words of this crate.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };

/// Registers the routes of this crate.
pub fn routes(routes: &mut qipan_accounts::http::Routes) {
    pages::routes(routes);
    api::routes(routes);
    ledger::routes(routes);
    rulebook_pages::routes(routes);
}
