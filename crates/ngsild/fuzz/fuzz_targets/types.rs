//! Type selections never panic; none that names a type selects an entity without types.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::query::Types;

fuzz_target!(|text: &str| {
    if let Ok(types) = Types::parse(text, &|name| Ok(name.to_owned())) {
        assert!(types.every() || !types.matches(&[]));
        let _ = (types.simple_any(), types.first_names());
    }
});
