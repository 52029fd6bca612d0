//! Lines of work (工作线): the columns of the board.

pub mod commands;
pub mod model;
pub mod store;
