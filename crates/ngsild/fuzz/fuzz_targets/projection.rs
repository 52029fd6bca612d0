//! Lists of members never panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::query::Projection;

fuzz_target!(|text: &str| {
    match Projection::parse(text, "pick", &|name| Ok(name.to_owned())) {
        Ok(list) => {
            let _ = (list.depth(), list.picked(), list.omitted());
        }
        Err(error) => assert!(error.position.is_none_or(|at| at <= text.chars().count())),
    }
});
