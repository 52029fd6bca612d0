//! Orders never panic, in parsing or in sorting.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::query::Order;
use qipan_ngsild::{Attr, Entity};
use serde_json::json;

fuzz_target!(|input: (&str, &str)| {
    let (order_by, collation) = input;
    let expand = |name: &str| Ok(name.to_owned());
    if let Ok(order) = Order::parse(order_by, Some("[1,2]"), None, Some(collation), &expand) {
        let values = [json!("b"), json!(1), json!({"a": "ä"}), json!([1, 2]), json!(null), json!("a")];
        let one = |(n, value)| {
            let attrs = [("a".to_owned(), vec![Attr { value, ..Attr::default() }])].into();
            Entity { id: format!("urn:{n}"), attrs, ..Entity::default() }
        };
        let mut all: Vec<Entity> = values.into_iter().enumerate().map(one).collect();
        order.sort(&mut all, |one| one);
        assert_eq!(all.len(), 6);
    }
});
