//! Orders never panic, in parsing or in sorting.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|input: (&str, &str)| fuzzed::order(input));
