//! The ledger (工作台账): commitments as the table that offices print and keep, out and in.
//!
//! Out: [`export_xlsx`] and [`export_csv`] of what [`store::gather`] reads. In: [`import::import`] reads a table,
//! shows row by row what it would do, and carries it out as one act when it is told to.

pub mod columns;
mod csv;
pub mod dates;
pub mod import;
mod pages;
#[cfg(test)]
mod pages_tests;
pub mod plan;
pub mod reading;
mod sheet;
mod shown;
mod standing;
pub mod store;
#[cfg(test)]
mod tests;

pub use csv::export_csv;
pub use import::{Imported, Options, import};
pub use pages::routes;
pub use sheet::export_xlsx;
pub use shown::Printing;
