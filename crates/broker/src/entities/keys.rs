//! What an entity can be found by: order-preserving keys of its values (`hub_index.key`).
//!
//! The first byte says what kind of value follows; within a kind, the order of the bytes is the order of the values. A
//! key may be shorter than the value (long text), so whatever is found by key is checked against the entity itself.

use std::collections::BTreeSet;

use qipan_ngsild::{Attr, Entity, Kind};
use serde_json::Value;

use super::cells;

/// Bytes of a text that are kept in a key.
pub const TEXT_KEPT: usize = 64;
/// Elements of an array that are indexed; the rest is found by reading entities.
const ELEMENTS: usize = 32;
/// The name under which scopes are indexed; no attribute has it, since names of attributes are URIs.
pub const SCOPE: &str = "scope";
/// The key of type membership.
pub const TYPE: &[u8] = b"T";
/// The key of type membership of an entity of which only its history remains.
pub const PAST_TYPE: &[u8] = b"H";

/// Keys of an entity, each with the name under which it stands.
pub type Keys<'e> = BTreeSet<(&'e str, Vec<u8>)>;

/// All keys of an entity.
pub fn of(entity: &Entity) -> Keys<'_> {
    let mut keys = Keys::new();
    for name in &entity.types {
        keys.insert((name, TYPE.to_vec()));
    }
    for scope in entity.scopes.iter().flatten() {
        keys.insert((SCOPE, text(scope)));
    }
    for (name, instances) in &entity.attrs {
        for attr in instances {
            of_attr(name, attr, &mut keys);
        }
    }
    keys
}

/// Keys of `entity` without those that it shares with `other` because an attribute says the same in both: what most acts
/// leave as it is costs nothing.
pub fn beside<'e>(entity: &'e Entity, other: Option<&Entity>) -> Keys<'e> {
    let Some(other) = other else { return of(entity) };
    let mut keys = Keys::new();
    if entity.types != other.types {
        keys.extend(entity.types.iter().map(|name| (name.as_str(), TYPE.to_vec())));
    }
    if entity.scopes != other.scopes {
        keys.extend(entity.scopes.iter().flatten().map(|scope| (SCOPE, text(scope))));
    }
    for (name, instances) in &entity.attrs {
        let same = other.attrs.get(name).is_some_and(|others| {
            others.len() == instances.len()
                && others.iter().zip(instances).all(|(a, b)| a.kind == b.kind && a.value == b.value)
        });
        if !same {
            instances.iter().for_each(|attr| of_attr(name, attr, &mut keys));
        }
    }
    keys
}

fn of_attr<'e>(name: &'e str, attr: &Attr, keys: &mut Keys<'e>) {
    match (attr.kind, &attr.value) {
        (Kind::GeoProperty, geometry) => match cells::of_geometry(geometry) {
            Some(key) => drop(keys.insert((name, key))),
            None => drop(keys.insert((name, OTHER.to_vec()))),
        },
        (Kind::Property | Kind::ListProperty | Kind::Relationship | Kind::ListRelationship, value) => {
            match value {
                Value::Array(values) => {
                    if values.is_empty() {
                        keys.insert((name, OTHER.to_vec()));
                    }
                    for value in values.iter().take(ELEMENTS) {
                        keys.insert((name, of_value(value)));
                    }
                    if values.len() > ELEMENTS {
                        keys.insert((name, MORE.to_vec()));
                    }
                }
                value => drop(keys.insert((name, of_value(value)))),
            }
        }
        _ => drop(keys.insert((name, OTHER.to_vec()))),
    }
}

/// The attribute is there, and its value has no order.
pub const OTHER: &[u8] = b"x";
/// There are more elements than are indexed.
pub const MORE: &[u8] = b"y";

/// The key of one value.
pub fn of_value(value: &Value) -> Vec<u8> {
    match value {
        Value::Bool(no_yes) => vec![b'b', u8::from(*no_yes)],
        Value::Number(number) => number.as_f64().map_or_else(|| OTHER.to_vec(), number_key),
        Value::String(words) => text(words),
        Value::Null | Value::Array(_) | Value::Object(_) => OTHER.to_vec(),
    }
}

/// The key of a number: all numbers in their order, whether whole or not.
pub fn number_key(number: f64) -> Vec<u8> {
    // Zero has two bit patterns and one meaning.
    let bits = if number == 0.0 { 0 } else { number.to_bits() };
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    let mut key = vec![b'n'];
    key.extend(ordered.to_be_bytes());
    key
}

/// The key of a text, cut at [`TEXT_KEPT`] bytes.
pub fn text(words: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + words.len().min(TEXT_KEPT));
    key.push(b's');
    key.extend(words.as_bytes().iter().take(TEXT_KEPT));
    key
}

/// The smallest key above every key that begins with `prefix`.
pub fn after_prefix(prefix: &[u8]) -> Vec<u8> {
    let mut above = prefix.to_vec();
    while let Some(last) = above.pop() {
        if last < 0xff {
            above.push(last + 1);
            return above;
        }
    }
    vec![0xff; TEXT_KEPT + 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_the_values() {
        let numbers = [f64::MIN, -1e9, -1.5, -1.0, -0.0, 1e-9, 0.5, 1.0, 2.0, 10.0, 1e300];
        for pair in numbers.windows(2) {
            assert!(number_key(pair[0]) < number_key(pair[1]), "{pair:?}");
        }
        assert_eq!(number_key(-0.0), number_key(0.0));
        assert!(text("a") < text("aa") && text("aa") < text("b"));
        assert_eq!(text(&"长".repeat(100)).len(), TEXT_KEPT + 1);
    }

    #[test]
    fn what_changed_is_what_the_keys_differ_in() {
        let entity = |text: &str| -> Entity {
            let value: Value = serde_json::from_str(text).expect("JSON");
            qipan_ngsild::read::entity(&value, &qipan_ngsild::Context::core()).expect("an entity")
        };
        let all = [
            entity(r#"{"id":"urn:a:1","type":"A","a":1,"b":[1,2],"scope":"/x"}"#),
            entity(r#"{"id":"urn:a:1","type":["A","B"],"a":1,"b":[2,1],"scope":"/x"}"#),
            entity(r#"{"id":"urn:a:1","type":"A","a":"1","b":[2],"scope":["/x","/y"]}"#),
            entity(r#"{"id":"urn:a:1","type":"A","b":{"object":"urn:a:2"},"c":true}"#),
            entity(r#"{"id":"urn:a:1","type":"A","a":[{"value":1},{"value":2,"datasetId":"urn:d:1"}]}"#),
        ];
        for (one, two) in all.iter().flat_map(|one| all.iter().map(move |two| (one, two))) {
            let (before, after) = (beside(one, Some(two)), beside(two, Some(one)));
            let (whole_before, whole_after) = (of(one), of(two));
            assert!(before.difference(&after).eq(whole_before.difference(&whole_after)));
            assert!(after.difference(&before).eq(whole_after.difference(&whole_before)));
        }
    }

    #[test]
    fn a_prefix_ends_before_its_successor() {
        for (prefix, above) in [(&b"sab"[..], &b"sac"[..]), (b"s\xff", b"t"), (b"n", b"o")] {
            assert_eq!(after_prefix(prefix), above);
        }
    }
}
