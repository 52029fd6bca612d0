//! Capabilities: what functions of systems mean. A taxonomy ships; reviewers extend it by lessons, each with who and when,
//! none of which is ever changed: a wrong one is undone by another.

pub mod api;
pub mod commands;
pub mod model;
pub mod pages;
pub mod store;
