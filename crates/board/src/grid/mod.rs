//! The grid: how many commitments each unit has on each line, under which light, at any moment.
//!
//! One SQL aggregate over the versions valid at that moment is the definition (`store`); on SQLite the same numbers come
//! from `position`, a compact copy of the versions in memory, which a test holds against the definition.

pub mod compare;
pub mod model;
pub mod position;
pub mod store;
