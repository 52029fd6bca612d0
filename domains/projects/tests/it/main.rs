//! The acts and questions of projects, on both engines.

mod book;
mod common;
mod production;
mod proposals;
mod systems;
