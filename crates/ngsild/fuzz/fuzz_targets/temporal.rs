//! Times, durations and methods are read or refused; any period over any times is summed up.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|input: (&str, &str, Vec<i64>)| fuzzed::temporal((input.0, input.1, &input.2)));
