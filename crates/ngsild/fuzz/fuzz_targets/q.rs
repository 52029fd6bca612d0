//! `q` never panics, ends, and says where a fault stands; what was read can be asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::query::{Q, QOptions};
use qipan_ngsild::{Attr, Entity};
use serde_json::json;

fuzz_target!(|text: &str| {
    let options = QOptions { expand_values: &["a"], ..QOptions::default() };
    match Q::parse(text, options, &|name| Ok(name.to_owned())) {
        Ok(q) => {
            let attr = |value| vec![Attr { value, ..Attr::default() }];
            let attrs =
                [("a", json!("b")), ("b", json!([1, "2020-01-01T00:00:00Z"])), ("c", json!({"d": 1}))];
            let attrs = attrs.map(|(name, value)| (name.to_owned(), attr(value))).into();
            q.matches(&Entity { attrs, ..Entity::default() }, &|_| None);
            let _ = (q.conjuncts(), q.attributes(), q.link_depth(), q.simple());
        }
        Err(error) => assert!(error.position.is_none_or(|at| at <= text.chars().count())),
    }
});
