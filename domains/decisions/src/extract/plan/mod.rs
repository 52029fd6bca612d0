//! Plans: numbered items and tables of tasks.

mod header;
pub mod items;
pub mod table;
