//! What a query asks for (clause 5.7.2), however it was sent: by parameters, by body, in a subscription.

use std::cell::RefCell;
use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::context::Context;
use qipan_ngsild::query::{GeoQ, Literal, Q, QOptions, ScopeQ, Test, Types};
use qipan_ngsild::{Entity, Error, Fallible, Timestamp};
use qipan_store::Tx;
use regex::{Regex, RegexBuilder};

use super::plan_store::{Condition, Wanted};
use super::{cells, keys, store};
use crate::http::Params;
use crate::own::Readable;
use crate::rights::Rights;

/// A query over entities. Everything that is there must hold.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// One of these entities.
    pub ids: Vec<String>,
    /// Of these types.
    pub types: Option<Types>,
    /// Whose URI looks like this.
    pub id_pattern: Option<Regex>,
    /// That have one of these attributes (expanded).
    pub attrs: Vec<String>,
    /// Whose values are such.
    pub q: Option<Q>,
    /// That are there.
    pub geo: Option<GeoQ>,
    /// In these scopes.
    pub scopes: Option<ScopeQ>,
    /// Of one of these types, which are those that the caller may see.
    pub allowed: Option<Vec<String>>,
    /// That the caller may read.
    pub readable: Option<Readable>,
}

/// The texts of a query's parts, as parameters, bodies and subscriptions have them.
#[derive(Clone, Debug, Default)]
pub struct Texts<'a> {
    /// Identifiers.
    pub ids: Vec<&'a str>,
    /// Type selection.
    pub types: Option<&'a str>,
    /// Pattern of identifiers.
    pub id_pattern: Option<&'a str>,
    /// Attributes.
    pub attrs: Vec<&'a str>,
    /// Value query.
    pub q: Option<&'a str>,
    /// Scope query.
    pub scope_q: Option<&'a str>,
    /// `georel`, `geometry`, `coordinates` as text, `geoproperty`.
    pub geo: [Option<&'a str>; 4],
    /// Attributes whose values in `q` are terms.
    pub expand_values: Vec<&'a str>,
    /// Attributes whose values are plain JSON.
    pub json_keys: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    /// From the parameters of a call.
    pub fn of(params: &'a Params) -> Texts<'a> {
        Texts {
            ids: params.list("id"),
            types: params.get("type"),
            id_pattern: params.get("idPattern"),
            attrs: params.list("attrs"),
            q: params.get("q"),
            scope_q: params.get("scopeQ"),
            geo: ["georel", "geometry", "coordinates", "geoproperty"].map(|name| params.get(name)),
            expand_values: params.list("expandValues"),
            json_keys: params.list("jsonKeys"),
        }
    }
}

/// A pattern of identifiers (`idPattern`).
pub fn pattern(text: &str) -> Fallible<Regex> {
    let wrong = || Error::bad("hub-pattern").with("pattern", text).at("idPattern");
    // A quantifier of a quantifier means nothing in POSIX expressions, which the standard asks for.
    if ["**", "*+", "+*", "++", "?*", "?+"].iter().any(|twice| text.contains(twice)) {
        return Err(wrong());
    }
    RegexBuilder::new(text).size_limit(1 << 20).build().map_err(|_| wrong())
}

impl Query {
    /// Reads a query.
    pub fn read(texts: &Texts<'_>, context: &Context) -> Fallible<Query> {
        let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
        let mut ids = Vec::new();
        for id in &texts.ids {
            ids.push(super::provision::check_uri(id)?.to_owned());
        }
        let options =
            QOptions { expand_values: &texts.expand_values, json_keys: &texts.json_keys, field: "q" };
        Ok(Query {
            ids,
            types: texts.types.map(|text| Types::parse(text, &expand)).transpose()?,
            id_pattern: texts.id_pattern.map(pattern).transpose()?,
            attrs: texts.attrs.iter().map(|name| attribute(name, &expand)).collect::<Fallible<_>>()?,
            q: texts.q.map(|text| Q::parse(text, options, &expand)).transpose()?,
            geo: geo(&texts.geo, &expand)?,
            scopes: texts.scope_q.map(ScopeQ::parse).transpose()?,
            allowed: None,
            readable: None,
        })
    }

    /// The same for a caller with these rights: what it may not see is not found.
    #[must_use]
    pub fn within(mut self, rights: &Rights) -> Query {
        self.allowed.clone_from(&rights.types);
        self
    }

    fn allows(&self, entity: &Entity) -> bool {
        self.allowed.as_ref().is_none_or(|names| entity.types.iter().any(|name| names.contains(name)))
    }

    /// Nothing narrows it down: too wide to be answered (clause 5.7.2.4).
    pub fn too_wide(&self) -> bool {
        self.types.is_none()
            && self.attrs.iter().all(|name| system(name))
            && self.q.as_ref().is_none_or(|q| q.attributes().is_empty())
            && self.geo.is_none()
            && self.scopes.is_none()
    }

    /// What the index can find.
    pub fn wanted(&self) -> Wanted {
        let mut conditions = Vec::new();
        for conjunct in self.q.iter().flat_map(Q::conjuncts) {
            if let Some(ranges) = ranges(conjunct.test) {
                let name = conjunct.attr.to_owned();
                conditions.push(Condition { name, ranges, ..Condition::default() });
            }
        }
        if let Some(geo) = &self.geo
            && let Some(boxes) = geo.bounding_boxes()
        {
            let (mut ranges, mut wide) = (Vec::new(), Vec::new());
            for (points, larger) in boxes.iter().map(|bounds| cells::ranges(*bounds)) {
                ranges.extend(points);
                wide.extend(larger);
            }
            conditions.push(Condition { name: geo.property.clone(), ranges, wide, areas: boxes });
        }
        // Equality is narrower than a range, a range than nothing: those that can hold least come first.
        conditions.sort_by_key(|condition| condition.ranges.len());
        let simple = self.types.as_ref().and_then(Types::simple_any);
        let names = self
            .types
            .as_ref()
            .map_or_else(Vec::new, |types| types.first_names().into_iter().map(str::to_owned).collect());
        let within = |all: &Vec<String>| {
            self.allowed.as_ref().is_none_or(|names| all.iter().all(|name| names.contains(name)))
        };
        let exact = simple.as_ref().is_some_and(within)
            && self.readable.is_none()
            && self.id_pattern.is_none()
            && self.attrs.is_empty()
            && self.q.is_none()
            && self.geo.is_none()
            && self.scopes.is_none();
        let names = match &self.allowed {
            // Nothing is allowed: a type that nothing has.
            Some(allowed) if names.is_empty() && allowed.is_empty() => vec![String::new()],
            Some(allowed) if names.is_empty() => allowed.clone(),
            _ => names,
        };
        Wanted { ids: self.ids.clone(), types: names, conditions, exact }
    }

    /// Whether an entity is wanted. `linked` finds entities that relationships point to.
    pub fn accepts(&self, entity: &Entity, linked: &dyn Fn(&str) -> Option<Arc<Entity>>) -> bool {
        self.allows(entity)
            && self.readable.as_ref().is_none_or(|rule| rule.allows(entity))
            && (self.ids.is_empty() || self.ids.contains(&entity.id))
            && self.types.as_ref().is_none_or(|types| types.matches(&entity.types))
            && self.id_pattern.as_ref().is_none_or(|pattern| pattern.is_match(&entity.id))
            && (self.attrs.is_empty() || self.attrs.iter().any(|name| entity.attrs.contains_key(name)))
            && self.scopes.as_ref().is_none_or(|q| q.matches(entity.scopes.as_deref().unwrap_or_default()))
            && self.geo.as_ref().is_none_or(|geo| geo.matches_entity(entity))
            && self.q.as_ref().is_none_or(|q| q.matches(entity, linked))
    }

    /// Whether it asks about what entities are linked to. What the caller may not read is not there for such a question
    /// either, or its answer would tell what it says.
    pub fn linked(&self) -> bool {
        self.q.as_ref().is_some_and(|q| q.link_depth() > 0)
    }

    /// [`Query::accepts`] inside a transaction, which finds linked entities.
    pub fn accepts_in(&self, tx: &mut Tx<'_>, tenant: i64, now: Timestamp, entity: &Entity) -> Outcome<bool> {
        if !self.linked() {
            return Ok(self.accepts(entity, &|_| None));
        }
        let may = |entity: &Entity| {
            self.allows(entity) && self.readable.as_ref().is_none_or(|rule| rule.allows(entity))
        };
        let (tx, failed) = (RefCell::new(tx), RefCell::new(None));
        let linked = |uri: &str| match store::get(&mut tx.borrow_mut(), tenant, uri, now) {
            Ok(entity) => entity.filter(may).map(Arc::new),
            Err(failure) => {
                failed.replace(Some(failure));
                None
            }
        };
        let accepted = self.accepts(entity, &linked);
        failed.take().map_or(Ok(accepted), Err)
    }
}

/// A name that must be one of an attribute.
fn attribute(name: &str, expand: &dyn Fn(&str) -> Fallible<String>) -> Fallible<String> {
    match name {
        "id" | "type" | "@id" | "@type" | "@context" => {
            Err(Error::bad("hub-not-an-attribute").with("name", name).at("attrs"))
        }
        _ => expand(name),
    }
}

/// A member that the broker sets.
fn system(name: &str) -> bool {
    let core = name.strip_prefix("https://uri.etsi.org/ngsi-ld/").unwrap_or_default();
    matches!(core, "createdAt" | "modifiedAt" | "deletedAt" | "expiresAt" | "observedAt")
}

fn geo(texts: &[Option<&str>; 4], expand: &dyn Fn(&str) -> Fallible<String>) -> Fallible<Option<GeoQ>> {
    let [georel, geometry, coordinates, property] = *texts;
    match (georel, geometry, coordinates) {
        (None, None, None) if property.is_none() => Ok(None),
        (Some(georel), Some(geometry), Some(coordinates)) => {
            GeoQ::parse(georel, geometry, coordinates, property, expand).map(Some)
        }
        // A GeoProperty alone chooses the geometry of GeoJSON replies.
        (None, None, None) => Ok(None),
        _ => Err(Error::bad("hub-geo-incomplete").at("georel")),
    }
}

/// The ranges of keys of values that may pass a test; `None` when the order of keys does not help.
fn ranges(test: &Test) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    use qipan_ngsild::query::Compare;
    let key = |literal: &Literal| match literal {
        Literal::Number(number) => Some(keys::number_key(*number)),
        Literal::Text(text) | Literal::Uri(text) => Some(keys::text(text)),
        Literal::Bool(value) => Some(vec![b'b', u8::from(*value)]),
        // Moments are stored as the text that was given, whose order is not that of the moments.
        Literal::DateTime(_) | Literal::Date(_) | Literal::Time(_) => None,
    };
    // A key holds the beginning of a text only: everything with that beginning may pass.
    let up_to = |key: Vec<u8>| keys::after_prefix(&key);
    let ends = |key: &[u8]| keys::after_prefix(&key[..1]);
    let begins = |key: &[u8]| key[..1].to_vec();
    let mut found = match test {
        Test::Compare(Compare::Equal, literal) => key(literal).map(|key| vec![(key.clone(), up_to(key))]),
        Test::Compare(Compare::Greater | Compare::GreaterOrEqual, literal) => {
            key(literal).map(|key| vec![(key.clone(), ends(&key))])
        }
        Test::Compare(Compare::Less | Compare::LessOrEqual, literal) => {
            key(literal).map(|key| vec![(begins(&key), up_to(key))])
        }
        Test::In(literals) => literals
            .iter()
            .map(|literal| key(literal).map(|key| (key.clone(), up_to(key))))
            .collect::<Option<Vec<_>>>(),
        Test::Within(from, to) => match (key(from), key(to)) {
            (Some(from), Some(to)) if from[0] == to[0] => Some(vec![(from, up_to(to))]),
            _ => None,
        },
        _ => None,
    }?;
    // Values that have no key of their own, or more of them than are indexed, must be looked at.
    found.push((keys::OTHER.to_vec(), keys::after_prefix(keys::MORE)));
    Some(found)
}
