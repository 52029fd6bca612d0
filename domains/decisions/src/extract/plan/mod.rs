//! Plans: numbered items and tables of tasks.

mod counted;
mod figures;
mod header;
mod heads;
pub mod items;
mod joins;
pub mod named;
pub mod notes;
mod parts;
mod segments;
mod stages;
pub mod table;
mod whole;
