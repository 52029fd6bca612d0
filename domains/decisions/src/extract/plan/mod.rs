//! Plans: numbered items and tables of tasks.

pub mod items;
pub mod table;
