//! Nodes (节点): what must be done before a project is built, and while it is. Each is a commitment on the board.

pub mod commands;
pub mod model;
pub mod path;
pub mod rules;
pub mod store;
