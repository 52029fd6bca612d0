//! The ledger of spending avoided by decisions on proposals. Entries are never edited; a reversal is an entry of its own.

pub mod api;
pub mod model;
pub mod pages;
pub mod store;
