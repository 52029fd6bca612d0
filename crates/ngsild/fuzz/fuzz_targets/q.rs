//! `q` never panics, ends, and says where a fault stands; what was read can be asked.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::q(text));
