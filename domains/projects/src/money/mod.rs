//! Public money: a ledger in which every figure is a sum of postings, and what it says of a project and of the book.

pub mod api;
pub mod commands;
mod fund_page;
pub mod funds;
pub mod model;
mod pages;
mod postings_page;
pub mod rules;
pub mod store;

pub(crate) use pages::routes;

/// The contracts of a project under which money may be paid.
pub(crate) fn contracts_of(
    _: &mut qipan_store::Tx<'_>,
    _: qipan_kernel::Id,
) -> qipan_kernel::Outcome<Vec<(qipan_kernel::Id, String)>> {
    Ok(Vec::new())
}
