//! Entities: providing them (clause 5.6) and consuming them (clause 5.7).

pub mod batch;
pub mod by_body;
pub mod cells;
pub mod commands;
pub mod consume;
pub mod discover;
pub mod keys;
pub mod linked;
pub mod plan_store;
pub mod provision;
pub mod query;
pub mod shape;
pub mod store;
