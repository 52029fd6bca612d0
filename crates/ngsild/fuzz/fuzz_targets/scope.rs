//! Scope queries never panic; none selects an entity without scopes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::query::ScopeQ;

fuzz_target!(|text: &str| {
    if let Ok(scopes) = ScopeQ::parse(text) {
        assert!(!scopes.matches(&[]));
        scopes.matches(&["/a/b".to_owned(), "c".to_owned()]);
    }
});
