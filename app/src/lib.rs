//! The `qipan` program as a library: the binary is a line, tests reach the wiring.

pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
mod journal_page;
pub mod key_file;
mod log;
pub mod output;
pub mod publish;
mod serve;
mod system_pages;
pub mod wiring;
mod worker;
