//! The program in a real browser: what a new city does first, the life of a commitment, the board of the demonstration
//! city, what must be refused, and everything without JavaScript.
//!
//! Each test starts what it needs: the program on a database of its own, chromedriver and chromium. Pictures of what was
//! seen are in `target/screenshots`. Where chromium is missing the tests say that they are skipped, unless
//! `QIPAN_TEST_ALL=1` asks for all: then they fail.

#[path = "../common/mod.rs"]
mod common;

mod board;
mod city;
mod guards;
mod life;
mod map;
mod new_city;
mod no_script;
mod projects;
mod webdriver;
