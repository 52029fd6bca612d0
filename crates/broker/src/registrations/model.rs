//! A context source registration with all names expanded: what is stored and matched (clauses 5.2.8 to 5.2.11, 5.2.22
//! and 5.2.34).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qipan_ngsild::Timestamp;
use qipan_ngsild::query::Window;
use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::operations;
use crate::entities::query::pattern;

/// A context source and what it may know.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Registration {
    /// Its URI.
    pub id: String,
    /// What the source may know; never empty.
    pub information: Vec<Information>,
    /// Where the source's NGSI-LD API is.
    pub endpoint: String,
    /// How the source stands to what is held here.
    #[serde(default)]
    pub mode: Mode,
    /// Operations and groups that the source supports; empty stands for the default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// The tenant to be named to the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// `registrationName`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `description`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the source calls itself in the list of those that a request has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// What is sent to the source besides (headers), as pairs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_info: Vec<(String, String)>,
    /// Instances that the source has; `@none` is the default instance. Empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<String>,
    /// Scopes of the source's entities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Where the source's entities are: geometries by the expanded name of the GeoProperty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spaces: BTreeMap<String, Value>,
    /// The source has histories by `observedAt` of that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Interval>,
    /// The source has histories by `createdAt`, `modifiedAt` and `deletedAt` of that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed: Option<Interval>,
    /// How often what the source knows is new (ISO 8601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_rate: Option<String>,
    /// How the source wants to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management: Option<Management>,
    /// Properties of the source itself, by expanded name, as they were given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Value>,
    /// When it goes by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Timestamp>,
}

/// Entities and attributes that a source may know (clause 5.2.10).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Information {
    /// Which entities; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<EntityInfo>,
    /// Expanded names of properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
    /// Expanded names of relationships. Neither of both: any attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<String>,
}

/// Some entities (clause 5.2.8).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct EntityInfo {
    /// This one only. Goes before `pattern`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Those whose URI looks like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<IdPattern>,
    /// Expanded type names.
    pub types: Vec<String>,
}

/// A pattern of identifiers, made ready when it is first needed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdPattern {
    /// As it was given.
    pub text: String,
    #[serde(skip)]
    ready: OnceLock<Option<Regex>>,
}

/// How a source stands to what is held here (clause 4.3.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// As good as what is held here.
    #[default]
    Inclusive,
    /// Holds these attributes of one entity alone.
    Exclusive,
    /// Holds this together with other such sources; nothing of it is held here.
    Redirect,
    /// Asked for what nobody else knows.
    Auxiliary,
}

/// A span of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Interval {
    /// From.
    pub start: Timestamp,
    /// Until; `None`: it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
}

/// How a source wants to be asked (clause 5.2.34).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Management {
    /// Only what the source holds itself is asked of it.
    #[serde(rename = "localOnly", default, skip_serializing_if = "Option::is_none")]
    pub local_only: Option<bool>,
    /// Answers may be kept so long (ISO 8601).
    #[serde(rename = "cacheDuration", default, skip_serializing_if = "Option::is_none")]
    pub cache_duration: Option<String>,
    /// Milliseconds to wait for an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<serde_json::Number>,
    /// Milliseconds without questions after a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooldown: Option<serde_json::Number>,
}

impl Registration {
    /// It has not expired.
    pub fn live(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }

    /// The source supports this operation (clause 4.20).
    pub fn supports(&self, operation: &str) -> bool {
        operations::covers(&self.operations, operation)
    }

    /// The data is held by the source and not here.
    pub fn proxied(&self) -> bool {
        matches!(self.mode, Mode::Exclusive | Mode::Redirect)
    }
}

impl Information {
    /// Expanded names of all attributes; empty: any attribute.
    pub fn attributes(&self) -> impl Iterator<Item = &String> {
        self.properties.iter().chain(&self.relationships)
    }

    /// No attribute is named, so that all are meant.
    pub fn any_attribute(&self) -> bool {
        self.properties.is_empty() && self.relationships.is_empty()
    }
}

impl IdPattern {
    /// A pattern that was checked.
    pub fn new(text: &str) -> IdPattern {
        IdPattern { text: text.to_owned(), ready: OnceLock::new() }
    }

    /// Whether a URI looks like this.
    pub fn matches(&self, uri: &str) -> bool {
        let ready = self.ready.get_or_init(|| pattern(&self.text).ok());
        ready.as_ref().is_some_and(|pattern| pattern.is_match(uri))
    }
}

impl PartialEq for IdPattern {
    fn eq(&self, other: &IdPattern) -> bool {
        self.text == other.text
    }
}

impl Mode {
    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Inclusive => "inclusive",
            Mode::Exclusive => "exclusive",
            Mode::Redirect => "redirect",
            Mode::Auxiliary => "auxiliary",
        }
    }

    /// The mode of that name.
    pub fn named(name: &str) -> Option<Mode> {
        [Mode::Inclusive, Mode::Exclusive, Mode::Redirect, Mode::Auxiliary]
            .into_iter()
            .find(|mode| mode.name() == name)
    }
}

impl Interval {
    /// Both have a moment in common, be it an end point (clause 5.10.2.4).
    pub fn overlaps(&self, window: &Window) -> bool {
        window.until.is_none_or(|until| self.start <= until)
            && window.from.is_none_or(|from| self.end.is_none_or(|end| end >= from))
    }
}
