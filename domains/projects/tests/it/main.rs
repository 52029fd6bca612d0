//! The acts and questions of projects, on both engines.

mod book;
mod common;
mod halt;
mod production;
mod proposals;
mod systems;
