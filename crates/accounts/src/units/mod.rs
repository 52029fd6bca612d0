//! Units: the rows of the board. A tree of functional zones, bureaus, streets and towns, enterprises and working
//! groups, with codes, names in two languages, and the days between which each exists.

pub mod api;
pub mod commands;
pub mod import;
pub mod import_pages;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
pub mod tree;

pub use model::{Unit, UnitData, UnitKind};
pub use tree::Units;
