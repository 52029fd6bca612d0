//! One member of an entity, or of an attribute: which kind it is and what it says.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::value::{self, is_null};
use super::{Mode, date_time, geo};
use crate::context::{Context, is_uri};
use crate::error::{Error, Fallible};
use crate::model::{Attr, Attrs, Kind, NULL};
use crate::time::Timestamp;

/// Where the terms of the core context are.
pub(crate) const CORE: &str = "https://uri.etsi.org/ngsi-ld/";

/// How deep attributes of attributes may go.
const DEEPEST: usize = 16;
/// How many instances one document may hold, at all depths together.
const MOST: usize = 50_000;

/// The members that hold a value, each with its kind.
pub(crate) const VALUES: [(&str, Kind); 7] = [
    ("value", Kind::Property),
    ("object", Kind::Relationship),
    ("languageMap", Kind::LanguageProperty),
    ("vocab", Kind::VocabProperty),
    ("json", Kind::JsonProperty),
    ("valueList", Kind::ListProperty),
    ("objectList", Kind::ListRelationship),
];

pub(super) struct Reader<'a> {
    ctx: &'a Context,
    budget: Cell<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(ctx: &'a Context) -> Reader<'a> {
        Reader { ctx, budget: Cell::new(MOST) }
    }

    /// Reads the attribute that stands under `key` and adds it.
    pub(super) fn member(
        &self,
        key: &str,
        json: &Value,
        mode: Mode,
        into: &mut Attrs,
        depth: usize,
    ) -> Fallible<()> {
        let name = self.ctx.expand(key)?;
        if reserved(&name) {
            return Err(Error::bad("ngsild-name-reserved").with("name", key));
        }
        if into.contains_key(name.as_ref()) {
            return Err(Error::bad("ngsild-member-twice").with("name", key));
        }
        let attrs = self.instances(&name, json, mode, depth)?;
        into.insert(name.into_owned(), attrs);
        Ok(())
    }

    /// Reads an attribute that is the whole document: an object is the attribute itself, never a bare value.
    pub(super) fn body(&self, name: &str, json: &Value, mode: Mode) -> Fallible<Vec<Attr>> {
        let one = |json: &Value| match json {
            Value::Object(members) if !wrapped(members) => {
                let mut members = members.clone();
                members.remove("@context");
                self.object(name, &members, json, mode, 0)
            }
            other => self.instance(name, other, mode, 0),
        };
        let attrs = match json {
            Value::Array(all) if all.iter().any(like_attribute) => {
                let read = |(at, json)| one(json).map_err(|error: Error| error.under(&format!("[{at}]")));
                all.iter().enumerate().map(read).collect::<Fallible<Vec<Attr>>>()?
            }
            Value::Object(members) if wrapped(members) => self.instances(name, json, mode, 0)?,
            other => vec![one(other)?],
        };
        sorted(attrs, mode)
    }

    fn instances(&self, name: &str, json: &Value, mode: Mode, depth: usize) -> Fallible<Vec<Attr>> {
        if depth > DEEPEST {
            return Err(Error::bad("ngsild-deep"));
        }
        let attrs = match json {
            Value::Array(all) if all.iter().any(like_attribute) => {
                let read = |(at, json)| {
                    self.instance(name, json, mode, depth).map_err(|error| error.under(&format!("[{at}]")))
                };
                all.iter().enumerate().map(read).collect::<Fallible<Vec<Attr>>>()?
            }
            // The simplified form of several instances (clause 4.5.4).
            Value::Object(members) if wrapped(members) => {
                let all = members.get("dataset").and_then(Value::as_object);
                let read = |(dataset, json): (&String, &Value)| {
                    let mut attr =
                        self.instance(name, json, mode, depth).map_err(|error| error.under(dataset))?;
                    attr.dataset_id = dataset_id(dataset)?;
                    Ok(attr)
                };
                all.into_iter().flatten().map(read).collect::<Fallible<Vec<Attr>>>()?
            }
            one => vec![self.instance(name, one, mode, depth)?],
        };
        sorted(attrs, mode)
    }

    fn instance(&self, name: &str, json: &Value, mode: Mode, depth: usize) -> Fallible<Attr> {
        let left = self.budget.get();
        if left == 0 {
            return Err(Error::bad("ngsild-many"));
        }
        self.budget.set(left - 1);
        match json {
            Value::String(text) if text == NULL => deletion(mode, None),
            Value::Object(members) => self.object(name, members, json, mode, depth),
            bare => self.bare(name, bare, mode),
        }
    }

    /// A value that stands by itself is a property (clause 4.5.2.3).
    fn bare(&self, name: &str, json: &Value, mode: Mode) -> Fallible<Attr> {
        let value = value::read(Kind::Property, json, self.ctx, mode == Mode::Merge)?;
        proof(name, Kind::Property, &value)?;
        Ok(Attr { kind: Kind::Property, value, untyped: true, ..Attr::default() })
    }

    fn object(
        &self,
        name: &str,
        members: &Map<String, Value>,
        json: &Value,
        mode: Mode,
        depth: usize,
    ) -> Fallible<Attr> {
        let held = VALUES.iter().find(|(member, _)| members.contains_key(*member));
        let kind = match members.get("type").or_else(|| members.get("@type")) {
            Some(Value::String(given)) => match self.kind(given) {
                Some(kind) => Some(kind),
                // A geometry that stands by itself (clause 4.7.3).
                None if held.is_none() && geo::is_type(given) => {
                    let value = value::read(Kind::GeoProperty, json, self.ctx, false)?;
                    return Ok(Attr { kind: Kind::GeoProperty, value, untyped: true, ..Attr::default() });
                }
                None => {
                    let shown: String = given.chars().take(60).collect();
                    return Err(Error::bad("ngsild-kind-unknown").with("name", shown).at("type"));
                }
            },
            Some(_) => return Err(Error::bad("ngsild-kind-unknown").with("name", "").at("type")),
            None => None,
        };
        let untyped = kind.is_none();
        let kind = match (kind, held) {
            (Some(kind), _) => kind,
            (None, Some((_, Kind::Property))) if members.get("value").is_some_and(geo::like_geometry) => {
                Kind::GeoProperty
            }
            (None, Some((_, kind))) => *kind,
            (None, None) if mode == Mode::Partial && depth == 0 => Kind::Partial,
            (None, None) if members.keys().any(|key| metadata(key)) => {
                if !mode.partial() {
                    return Err(Error::bad("ngsild-value-missing").with("member", "value"));
                }
                Kind::Partial
            }
            // In a merge an object without a value may be a value or a change of what is around the value: it is the
            // latter where one of its members can only be an attribute.
            (None, None)
                if mode == Mode::Merge && members.values().any(|v| like_attribute(v) || is_null(v)) =>
            {
                Kind::Partial
            }
            (None, None) => return self.bare(name, json, mode),
        };
        let mut attr = Attr { kind, untyped: untyped && kind != Kind::Partial, ..Attr::default() };
        match members.get(kind.member()).filter(|_| kind != Kind::Partial) {
            // In a history NULL says that the attribute was deleted then (clauses 4.5.7 and 5.5.4).
            Some(json) if mode == Mode::Temporal && value::is_deletion(kind, json) => {
                attr.value = json.clone();
            }
            Some(json) if value::is_deletion(kind, json) => {
                let dataset = members.get("datasetId").map(|id| dataset_id(id.as_str().unwrap_or_default()));
                return deletion(mode, dataset.transpose()?.flatten())
                    .map_err(|error| error.at(kind.member()));
            }
            Some(json) => {
                let value = value::read(kind, json, self.ctx, mode == Mode::Merge);
                attr.value = value.map_err(|error| error.under(kind.member()))?;
                proof(name, kind, &attr.value).map_err(|error| error.at(kind.member()))?;
            }
            None if mode.partial() => attr.kind = Kind::Partial,
            None => {
                return Err(Error::bad("ngsild-value-missing")
                    .with("member", kind.member())
                    .at(kind.member()));
            }
        }
        for (key, json) in members {
            self.part(name, key, json, kind, mode, &mut attr, depth).map_err(|error| error.under(key))?;
        }
        Ok(attr)
    }

    /// The kind of that name, short or expanded.
    fn kind(&self, given: &str) -> Option<Kind> {
        Kind::named(given).or_else(|| Kind::named(self.ctx.expand(given).ok()?.strip_prefix(CORE)?))
    }

    /// One member of an attribute other than its value.
    #[allow(clippy::too_many_arguments)]
    fn part(
        &self,
        name: &str,
        key: &str,
        json: &Value,
        kind: Kind,
        mode: Mode,
        attr: &mut Attr,
        depth: usize,
    ) -> Fallible<()> {
        let foreign = || Error::bad("ngsild-member-foreign").with("member", key).with("kind", kind.name());
        let deletable = matches!(key, "observedAt" | "unitCode" | "valueType" | "objectType" | "expiresAt");
        if deletable && is_null(json) && mode.nulls() {
            attr.removed.push(key.to_owned());
            return Ok(());
        }
        match key {
            "type" | "@type" | "createdAt" | "modifiedAt" | "deletedAt" | "instanceId" | "lang" => {}
            "@context" => return Err(Error::bad("ngsild-context-inside")),
            "observedAt" => attr.observed_at = Some(moment(json)?),
            "expiresAt" => attr.expires_at = Some(moment(json)?),
            "datasetId" => attr.dataset_id = dataset_id(json.as_str().unwrap_or_default())?,
            "unitCode" => {
                let measured =
                    matches!(kind, Kind::Property | Kind::GeoProperty | Kind::ListProperty | Kind::Partial);
                if !measured {
                    return Err(foreign());
                }
                let code = json.as_str().filter(|code| !code.is_empty() && code.len() <= 256);
                attr.unit_code = Some(code.ok_or_else(|| Error::bad("ngsild-unit-code"))?.to_owned());
            }
            "valueType" => {
                if matches!(kind, Kind::Relationship | Kind::ListRelationship) {
                    return Err(foreign());
                }
                let given = json.as_str().ok_or_else(|| Error::bad("ngsild-string"))?;
                let iri = self.ctx.expand(given)?;
                // Language maps hold one type only (table 5.2.32-1).
                if kind == Kind::LanguageProperty && !iri.ends_with("#langString") {
                    return Err(foreign());
                }
                attr.value_type = Some(iri.into_owned());
            }
            "objectType" => {
                if !matches!(kind, Kind::Relationship | Kind::ListRelationship | Kind::Partial) {
                    return Err(foreign());
                }
                attr.object_types = self.names(json)?;
            }
            "entityIdSealed" | "entityTypeSealed" if name.strip_prefix(CORE) == Some("ngsildproof") => {
                let text = json.as_str().ok_or_else(|| Error::bad("ngsild-string"))?;
                let text = if key == "entityTypeSealed" { self.ctx.expand(text)? } else { text.into() };
                let sealed = Attr { value: Value::String(text.into_owned()), ..Attr::default() };
                attr.sub.insert([CORE, key].concat(), vec![sealed]);
            }
            _ if key == kind.member() && kind != Kind::Partial => {}
            _ if VALUES.iter().any(|(member, _)| *member == key) => return Err(foreign()),
            "entity" | "entityList" | "entityIdSealed" | "entityTypeSealed" => return Err(foreign()),
            _ if key.starts_with("previous") && reserved(&self.ctx.expand(key)?) => return Err(foreign()),
            _ => {
                // What is around an attribute is merged only in a merge; elsewhere it comes whole.
                let mode = if mode == Mode::Partial { Mode::Update } else { mode };
                let mode = if mode == Mode::Temporal { Mode::Whole } else { mode };
                self.member(key, json, mode, &mut attr.sub, depth + 1).map_err(|mut error| {
                    // `part` names the member itself.
                    if error.field.as_deref() == Some(key) {
                        error.field = None;
                    }
                    error
                })?;
            }
        }
        Ok(())
    }

    /// One name or several, expanded.
    fn names(&self, json: &Value) -> Fallible<Vec<String>> {
        let wrong = || Error::bad("ngsild-string");
        let given = match json {
            Value::Array(all) if !all.is_empty() && all.len() <= 1_024 => all.as_slice(),
            one @ Value::String(_) => std::slice::from_ref(one),
            _ => return Err(wrong()),
        };
        let expand = |name: &Value| Ok(self.ctx.expand(name.as_str().ok_or_else(wrong)?)?.into_owned());
        given.iter().map(expand).collect()
    }
}

/// Members that make sense only around a value.
pub(crate) fn metadata(key: &str) -> bool {
    matches!(key, "observedAt" | "unitCode" | "datasetId" | "valueType" | "objectType" | "expiresAt")
}

/// Whether a value is written as an attribute and cannot be a bare value.
pub(crate) fn like_attribute(json: &Value) -> bool {
    let Value::Object(members) = json else { return false };
    match members.get("type").or_else(|| members.get("@type")) {
        Some(Value::String(kind)) => {
            Kind::named(kind.rsplit([':', '/']).next().unwrap_or(kind)).is_some()
                || members.contains_key("datasetId")
        }
        Some(_) => false,
        None => {
            VALUES.iter().any(|(member, _)| members.contains_key(*member))
                || members.keys().any(|key| metadata(key))
        }
    }
}

/// `{"dataset": {…}}`
pub(crate) fn wrapped(members: &Map<String, Value>) -> bool {
    members.len() == 1 && matches!(members.get("dataset"), Some(Value::Object(all)) if !all.is_empty())
}

fn deletion(mode: Mode, dataset_id: Option<String>) -> Fallible<Attr> {
    if !mode.nulls() {
        return Err(Error::bad("ngsild-null"));
    }
    Ok(Attr { kind: Kind::Deletion, dataset_id, ..Attr::default() })
}

/// A `datasetId`; `@none` is the default instance (clause 4.5.5.1).
fn dataset_id(given: &str) -> Fallible<Option<String>> {
    match given {
        "@none" => Ok(None),
        uri if is_uri(uri) && uri != NULL => Ok(Some(uri.to_owned())),
        _ => Err(Error::bad("ngsild-dataset-id")),
    }
}

fn moment(json: &Value) -> Fallible<Timestamp> {
    json.as_str().and_then(date_time).ok_or_else(|| Error::bad("ngsild-date-time"))
}

/// The value of a proof is an object (clause 4.5.2.2).
fn proof(name: &str, kind: Kind, value: &Value) -> Fallible<()> {
    if name.strip_prefix(CORE) == Some("ngsildproof") && !(kind == Kind::Property && value.is_object()) {
        return Err(Error::bad("ngsild-proof"));
    }
    Ok(())
}

/// The default instance first; each `datasetId` once. A temporal evolution keeps what was given.
fn sorted(mut attrs: Vec<Attr>, mode: Mode) -> Fallible<Vec<Attr>> {
    if mode == Mode::Temporal || attrs.len() < 2 {
        return Ok(attrs);
    }
    let mut ids: Vec<Option<&str>> = attrs.iter().map(|attr| attr.dataset_id.as_deref()).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::bad("ngsild-dataset-twice"));
    }
    attrs.sort_by_key(|attr| attr.dataset_id.is_some());
    Ok(attrs)
}

/// Names that the core context gives to other things than attributes (clause 4.5.1).
fn reserved(name: &str) -> bool {
    if name.starts_with('@') {
        return true;
    }
    let Some(term) = name.strip_prefix(CORE) else { return false };
    matches!(
        term,
        "datasetId"
            | "instanceId"
            | "observedAt"
            | "createdAt"
            | "modifiedAt"
            | "deletedAt"
            | "expiresAt"
            | "unitCode"
            | "lang"
            | "scope"
            | "entity"
            | "entityList"
            | "entityIdSealed"
            | "entityTypeSealed"
            | "hasValue"
            | "hasObject"
            | "hasLanguageMap"
            | "hasVocab"
            | "hasJSON"
            | "hasValueList"
            | "hasObjectList"
            | "hasValueType"
            | "hasObjectType"
    ) || term.starts_with("hasPrevious")
}
