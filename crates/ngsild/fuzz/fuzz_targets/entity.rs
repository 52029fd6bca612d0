//! Any JSON is an entity or is refused; an entity that was read can be stored and changed by itself.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::entity(text));
