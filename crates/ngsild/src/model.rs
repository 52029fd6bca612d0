//! An entity with all names expanded: what is stored, compared and queried. The documents that clients exchange are
//! representations of it (`read`, `write`).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::time::Timestamp;

/// In a change document, the value that deletes (clause 4.5.0).
pub const NULL: &str = "urn:ngsi-ld:null";

/// Attributes by expanded name; each has one instance for each `datasetId`, the default instance first.
pub type Attrs = BTreeMap<String, Vec<Attr>>;

/// An entity (clause 4.5.1). Also used for fragments, where `id` may be empty, `types` and `attrs` may be empty, and
/// attributes may be partial ([`Kind::Partial`], [`Kind::Deletion`]).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Entity {
    /// Its URI.
    #[serde(rename = "i")]
    pub id: String,
    /// Expanded type names, each once, in the order given.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Scopes, each beginning with `/` (clause 4.18). In a fragment, `None` says nothing about scopes.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Attributes.
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "fitting")]
    pub attrs: Attrs,
    /// Set by the broker.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// Set by the broker.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Timestamp>,
    /// Only in notifications and in the temporal evolution.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// When a transient entity goes by itself.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// What kind of attribute this is (clauses 4.5.2 to 4.5.24).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Kind {
    /// `value`: any JSON but null.
    #[default]
    #[serde(rename = "P")]
    Property,
    /// `object`: a URI, or an array of URIs.
    #[serde(rename = "R")]
    Relationship,
    /// `value`: a GeoJSON geometry.
    #[serde(rename = "G")]
    GeoProperty,
    /// `languageMap`: strings (or arrays of strings) by language tag.
    #[serde(rename = "L")]
    LanguageProperty,
    /// `vocab`: an expanded name, or an array of them.
    #[serde(rename = "V")]
    VocabProperty,
    /// `json`: any JSON, kept as it is.
    #[serde(rename = "J")]
    JsonProperty,
    /// `valueList`: an array whose order matters.
    #[serde(rename = "PL")]
    ListProperty,
    /// `objectList`: an array of URIs whose order matters (kept as plain URIs).
    #[serde(rename = "RL")]
    ListRelationship,
    /// Fragments only: no kind and no value of its own, members to merge into whatever is there (`observedAt` alone).
    /// (`{"value": 5}` without type is a `Property` that is [`Attr::untyped`].)
    #[serde(rename = "?")]
    Partial,
    /// Fragments only: this instance is to be deleted ([`NULL`] was given).
    #[serde(rename = "0")]
    Deletion,
}

/// One instance of an attribute, or of an attribute of an attribute.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Attr {
    /// Its kind.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// The value in the form that the kind says; `null` for [`Kind::Partial`] and [`Kind::Deletion`].
    #[serde(rename = "v")]
    pub value: Value,
    /// Which instance this is; `None` is the default instance.
    #[serde(rename = "ds", default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    /// When it was so, says the source.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<Timestamp>,
    /// Unit of a number, UN/CEFACT code.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Type of a property's value (clause 4.5.2.2, `valueType`), expanded.
    #[serde(rename = "vt", default, skip_serializing_if = "Option::is_none")]
    pub value_type: Option<String>,
    /// Types of the entities that a relationship points to (`objectType`), expanded.
    #[serde(rename = "ot", default, skip_serializing_if = "Vec::is_empty")]
    pub object_types: Vec<String>,
    /// Set by the broker.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// Set by the broker.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Timestamp>,
    /// Only in notifications and in the temporal evolution.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// When a transient attribute goes by itself.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Identifies an instance of the temporal evolution.
    #[serde(rename = "ii", default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// What it was before, in notifications that show changes (`previousValue` and its like).
    #[serde(rename = "pv", default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Value>,
    /// Attributes of the attribute, by expanded name.
    #[serde(
        rename = "sub",
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "fitting"
    )]
    pub sub: Attrs,
    /// Fragments only: the kind was inferred from the member that holds the value and was not stated; a partial update
    /// then keeps the kind that is there. Never stored.
    #[serde(skip)]
    pub untyped: bool,
    /// Fragments only: `unitCode`, `observedAt` … given as [`NULL`], to be taken away. Never stored.
    #[serde(skip)]
    pub removed: Vec<String>,
}

/// Reads attributes into lists that begin with room for one: an attribute mostly has one instance, and a list that grows
/// by itself keeps room for four of these large values.
fn fitting<'de, D: Deserializer<'de>>(from: D) -> Result<Attrs, D::Error> {
    struct Instances(Vec<Attr>);
    impl<'de> Deserialize<'de> for Instances {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Instances, D::Error> {
            from.deserialize_seq(List)
        }
    }
    struct List;
    impl<'de> Visitor<'de> for List {
        type Value = Instances;
        fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
            text.write_str("instances of an attribute")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Instances, A::Error> {
            let mut all = Vec::new();
            if let Some(first) = from.next_element()? {
                all.reserve_exact(1);
                all.push(first);
            }
            while let Some(one) = from.next_element()? {
                all.push(one);
            }
            Ok(Instances(all))
        }
    }
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Attrs;
        fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
            text.write_str("attributes by name")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Attrs, A::Error> {
            let mut all = Attrs::new();
            while let Some((name, Instances(instances))) = from.next_entry()? {
                all.insert(name, instances);
            }
            Ok(all)
        }
    }
    from.deserialize_map(Names)
}

/// An entity but for its attributes, under the same names.
#[derive(Serialize)]
struct Frame<'e> {
    #[serde(rename = "i")]
    id: &'e str,
    #[serde(rename = "t", skip_serializing_if = "<[_]>::is_empty")]
    types: &'e [String],
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    scopes: &'e Option<Vec<String>>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    #[serde(rename = "m", skip_serializing_if = "Option::is_none")]
    modified_at: Option<Timestamp>,
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    deleted_at: Option<Timestamp>,
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

/// The stored text of an entity, which can be asked for the part that says one instance: what is written to the entity
/// and to its history is worked out once.
pub struct Text<'e> {
    text: String,
    instances: Vec<(&'e Attr, Range<usize>)>,
}

impl<'e> Text<'e> {
    /// The text of `entity`, from which [`Entity`] is read back.
    ///
    /// # Errors
    /// None that values of JSON can cause.
    pub fn of(entity: &'e Entity) -> serde_json::Result<Text<'e>> {
        let Entity { id, types, scopes, attrs, created_at, modified_at, deleted_at, expires_at } = entity;
        let (created_at, modified_at) = (*created_at, *modified_at);
        let (deleted_at, expires_at) = (*deleted_at, *expires_at);
        let frame = Frame { id, types, scopes, created_at, modified_at, deleted_at, expires_at };
        let mut text = Vec::with_capacity(128 + 256 * attrs.len());
        serde_json::to_writer(&mut text, &frame)?;
        let mut instances = Vec::with_capacity(attrs.len());
        if !attrs.is_empty() {
            text.pop();
            let mut before: &[u8] = b",\"a\":{";
            for (name, all) in attrs {
                text.extend_from_slice(before);
                serde_json::to_writer(&mut text, name)?;
                before = b":[";
                for one in all {
                    text.extend_from_slice(before);
                    let start = text.len();
                    serde_json::to_writer(&mut text, one)?;
                    instances.push((one, start..text.len()));
                    before = b",";
                }
                text.extend_from_slice(if all.is_empty() { b":[]" } else { b"]" });
                before = b",";
            }
            text.extend_from_slice(b"}}");
        }
        // Found by their addresses, because an entity may have thousands.
        instances.sort_unstable_by_key(|(one, _)| address(one));
        let text = String::from_utf8(text).map_err(serde_json::Error::custom)?;
        Ok(Text { text, instances })
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it says of this very instance (not of one that is equal); `None` when it is another entity's.
    pub fn instance(&self, attr: &Attr) -> Option<&str> {
        let at = self.instances.binary_search_by_key(&address(attr), |(one, _)| address(one)).ok()?;
        self.text.get(self.instances.get(at)?.1.clone())
    }
}

fn address(attr: &Attr) -> usize {
    std::ptr::from_ref(attr).addr()
}

impl Entity {
    /// The default instance of an attribute.
    pub fn attr(&self, name: &str) -> Option<&Attr> {
        self.attrs.get(name)?.iter().find(|attr| attr.dataset_id.is_none())
    }
}

impl Kind {
    /// The name in documents (`type`); empty for the two kinds of fragments.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Property => "Property",
            Kind::Relationship => "Relationship",
            Kind::GeoProperty => "GeoProperty",
            Kind::LanguageProperty => "LanguageProperty",
            Kind::VocabProperty => "VocabProperty",
            Kind::JsonProperty => "JsonProperty",
            Kind::ListProperty => "ListProperty",
            Kind::ListRelationship => "ListRelationship",
            Kind::Partial | Kind::Deletion => "",
        }
    }

    /// The member that holds the value in the normalised form.
    pub fn member(self) -> &'static str {
        match self {
            Kind::Property | Kind::GeoProperty | Kind::Partial | Kind::Deletion => "value",
            Kind::Relationship => "object",
            Kind::LanguageProperty => "languageMap",
            Kind::VocabProperty => "vocab",
            Kind::JsonProperty => "json",
            Kind::ListProperty => "valueList",
            Kind::ListRelationship => "objectList",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "Property" => Kind::Property,
            "Relationship" => Kind::Relationship,
            "GeoProperty" => Kind::GeoProperty,
            "LanguageProperty" => Kind::LanguageProperty,
            "VocabProperty" => Kind::VocabProperty,
            "JsonProperty" => Kind::JsonProperty,
            "ListProperty" => Kind::ListProperty,
            "ListRelationship" => Kind::ListRelationship,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn attr(value: Value, dataset: Option<&str>, sub: Attrs) -> Attr {
        let dataset_id = dataset.map(str::to_owned);
        Attr { value, dataset_id, sub, observed_at: Some(Timestamp(7)), ..Attr::default() }
    }

    #[test]
    fn a_stored_text_is_read_back_and_says_each_instance() {
        let sub = Attrs::from([("b\"c".to_owned(), vec![attr(json!([1, {"x": null}]), None, Attrs::new())])]);
        let two =
            vec![attr(json!("长\n"), None, sub.clone()), attr(json!(2.5), Some("urn:d:1"), Attrs::new())];
        let attrs = Attrs::from([
            ("a".to_owned(), two),
            ("none".to_owned(), Vec::new()),
            ("z".to_owned(), sub["b\"c"].clone()),
        ]);
        let entity = |attrs: Attrs| Entity {
            id: "urn:a:1".to_owned(),
            types: vec!["T".to_owned(), "U\\".to_owned()],
            scopes: Some(vec!["/s".to_owned()]),
            attrs,
            created_at: Some(Timestamp(1)),
            modified_at: Some(Timestamp(2)),
            deleted_at: Some(Timestamp(3)),
            expires_at: Some(Timestamp(4)),
        };
        for entity in [entity(attrs), entity(Attrs::new()), Entity::default()] {
            let text = Text::of(&entity).expect("JSON");
            assert_eq!(serde_json::from_str::<Entity>(text.as_str()).expect("an entity"), entity);
            let same: Value = serde_json::to_value(&entity).expect("JSON");
            assert_eq!(serde_json::from_str::<Value>(text.as_str()).expect("JSON"), same);
            for one in entity.attrs.values().flatten() {
                let said = text.instance(one).expect("an instance");
                assert_eq!(&serde_json::from_str::<Attr>(said).expect("an instance"), one);
                assert_eq!(text.instance(&one.clone()), None);
            }
        }
    }
}
