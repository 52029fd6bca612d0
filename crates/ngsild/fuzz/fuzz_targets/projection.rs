//! Lists of members never panic.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::projection(text));
