//! The tables that offices print of key projects (`reference/execution.md` 5.3), out and in.

pub mod api;
pub mod columns;
pub mod commands;
pub mod csv;
mod draw;
pub mod export;
pub mod figures;
mod funds;
pub mod grid;
mod layout;
mod ledger_words;
pub mod matching;
mod measure;
pub mod model;
mod pages;
mod participants;
mod permits;
pub mod plan;
mod problem_cells;
pub mod reading;
mod result_page;
mod row;
mod row_words;
pub mod site;
pub mod store;
mod sums;
mod synonyms;
pub mod values;
pub mod xlsx;

use qipan_accounts::http::Routes;

/// Registers pages and calls.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}
