//! Any JSON is an entity or is refused; an entity that was read can be stored and changed by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::read::{self, What};
use qipan_ngsild::{Context, Timestamp, edit};
use serde_json::Value;

fuzz_target!(|text: &str| {
    let Ok(json) = serde_json::from_str::<Value>(text) else { return };
    let context = Context::core();
    let _ = read::temporal(&json, &context);
    let fragment = read::fragment(&json, &context, What::Entity);
    if let Ok(mut entity) = read::entity(&json, &context) {
        edit::create(&mut entity, Timestamp(1));
        if let Ok(fragment) = fragment {
            edit::merge(&mut entity, fragment.clone(), edit::MergeOptions::default(), Timestamp(2));
            edit::update(&mut entity, fragment.clone(), Timestamp(3));
            edit::append(&mut entity, fragment, true, Timestamp(4));
        }
    }
});
