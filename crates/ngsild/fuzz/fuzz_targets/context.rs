//! Any JSON is a context or is refused; what a context expands and compacts is a name.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|input: (&str, &str)| fuzzed::context(input));
