//! An entity with all names expanded: what is stored, compared and queried. The documents that clients exchange are
//! representations of it (`read`, `write`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
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
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty")]
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
    #[serde(rename = "sub", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sub: Attrs,
    /// Fragments only: the kind was inferred from the member that holds the value and was not stated; a partial update
    /// then keeps the kind that is there. Never stored.
    #[serde(skip)]
    pub untyped: bool,
    /// Fragments only: `unitCode`, `observedAt` … given as [`NULL`], to be taken away. Never stored.
    #[serde(skip)]
    pub removed: Vec<String>,
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
