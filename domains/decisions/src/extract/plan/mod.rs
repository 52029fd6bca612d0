//! Plans: numbered items and tables of tasks.

mod header;
pub mod items;
mod joins;
mod stages;
pub mod table;
