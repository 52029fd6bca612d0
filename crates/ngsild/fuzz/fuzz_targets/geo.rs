//! Coordinates of every geometry type are read or refused; every relation answers, and a match lies in the search area.
#![no_main]

#[path = "../../tests/fuzzed/mod.rs"]
#[allow(dead_code)] // the other targets' part of it
mod fuzzed;

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| fuzzed::geo(input));
