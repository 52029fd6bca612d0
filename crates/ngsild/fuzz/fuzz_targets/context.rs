//! Any JSON is a context or is refused; what a context expands and compacts is a name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::Context;
use serde_json::Value;

fuzz_target!(|input: (&str, &str)| {
    let (document, name) = input;
    let Ok(document) = serde_json::from_str::<Value>(document) else { return };
    if let Ok(context) = Context::build(&document, &|_| None)
        && let Ok(full) = context.expand(name)
    {
        let short = context.compact(&full);
        assert!(!short.is_empty() || full.is_empty());
    }
});
