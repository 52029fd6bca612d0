//! The board's acts and questions, on both engines.

mod common;
mod grid;
mod leaders;
mod life;
mod lists;
mod suspension;
