//! Plans: numbered items and tables of tasks.

mod header;
mod heads;
pub mod items;
mod joins;
mod stages;
pub mod table;
