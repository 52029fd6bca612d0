//! Which registrations a query is about (clauses 5.10.2.4 and 5.12). A source is left out only where it cannot have
//! what is asked for.

use qipan_ngsild::context::Context;
use qipan_ngsild::query::{GeoQ, GeoRel, Q, ScopeQ, Subject, TemporalQ, TimeProperty, Types};
use qipan_ngsild::{Attr, Attrs, read};
use regex::Regex;
use serde_json::{Value, json};

use super::model::{EntityInfo, Information, Registration};
use crate::entities::query::Query;

/// Entities and attributes that are asked for. What is empty or not there is no condition.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'q> {
    /// Any of these entities.
    pub ids: &'q [String],
    /// Of these types.
    pub types: Option<&'q Types>,
    /// Whose URI looks like this.
    pub pattern: Option<&'q Regex>,
    /// With any of these attributes.
    pub attrs: Vec<&'q str>,
}

impl<'q> Wanted<'q> {
    /// What a query asks for, with these attributes.
    pub fn of(query: &'q Query, attrs: &'q [String]) -> Wanted<'q> {
        let attrs = attrs.iter().map(String::as_str).collect();
        Wanted { ids: &query.ids, types: query.types.as_ref(), pattern: query.id_pattern.as_ref(), attrs }
    }

    /// Whether a part of what a source knows is asked for.
    pub fn matches(&self, information: &Information) -> bool {
        let entities = information.entities.is_empty()
            || information.entities.iter().any(|entity| self.matches_entity(entity));
        let attributes = self.attrs.is_empty()
            || information.any_attribute()
            || information.attributes().any(|name| self.attrs.contains(&name.as_str()));
        entities && attributes
    }

    fn matches_entity(&self, entity: &EntityInfo) -> bool {
        // An entity may have more types than are registered: one that is asked for is enough.
        let types = self.types.is_none_or(|types| {
            types.every() || types.any.iter().flatten().any(|name| entity.types.contains(name))
        });
        let (id, pattern) = (&entity.id, &entity.pattern);
        types
            && match (id, pattern) {
                (None, None) => true,
                _ if self.ids.is_empty() && self.pattern.is_none() => true,
                (Some(id), _) => {
                    self.ids.contains(id) || self.pattern.is_some_and(|wanted| wanted.is_match(id))
                }
                (None, Some(pattern)) => {
                    // Whether a URI fits two patterns cannot be told (clause 5.12).
                    self.pattern.is_some() || self.ids.iter().any(|uri| pattern.matches(uri))
                }
            }
    }
}

/// What registrations are asked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The entities that the sources are to know, and where and in which scopes.
    pub query: Query,
    /// With any of these attributes; empty: whichever.
    pub attrs: Vec<String>,
    /// What must hold of the sources themselves.
    pub csf: Option<Q>,
    /// The time of the histories; without, only sources of what is now.
    pub time: Option<TemporalQ>,
}

/// The attributes that a query names anywhere: they count as if they were listed (clause 5.10.2.4).
pub fn attributes(query: &Query) -> Vec<String> {
    let mut attrs = query.attrs.clone();
    attrs.extend(query.q.iter().flat_map(Q::attributes).map(str::to_owned));
    attrs.extend(query.geo.iter().map(|geo| geo.property.clone()));
    attrs
}

impl Search {
    /// Whether a source may have what is asked for.
    pub fn accepts(&self, registration: &Registration) -> bool {
        let wanted = Wanted::of(&self.query, &self.attrs);
        registration.information.iter().any(|information| wanted.matches(information))
            && in_time(self.time.as_ref(), registration)
            && in_place(self.query.geo.as_ref(), registration)
            && in_scope(self.query.scopes.as_ref(), registration)
            && self.csf.as_ref().is_none_or(|csf| passes(csf, registration))
    }

    /// Whether a part of what a source knows is asked for.
    pub fn is_about(&self, information: &Information) -> bool {
        Wanted::of(&self.query, &self.attrs).matches(information)
    }
}

fn in_time(time: Option<&TemporalQ>, registration: &Registration) -> bool {
    let Some(TemporalQ { property, window: Some(window), .. }) = time else {
        return registration.observed.is_none() && registration.managed.is_none();
    };
    let interval = match property {
        TimeProperty::ObservedAt => registration.observed,
        TimeProperty::CreatedAt | TimeProperty::ModifiedAt | TimeProperty::DeletedAt => registration.managed,
    };
    interval.is_some_and(|interval| interval.overlaps(window))
}

/// The source is there, or is somewhere around what is there.
fn in_place(geo: Option<&GeoQ>, registration: &Registration) -> bool {
    let Some(geo) = geo else { return true };
    let Some(place) = registration.spaces.get(&geo.property) else { return false };
    if geo.matches(place) {
        return true;
    }
    if place.get("type").and_then(Value::as_str) == Some("Point") {
        return false;
    }
    let stands = |rel: GeoRel| {
        let mut other = geo.clone();
        other.rel = rel;
        other.matches(place)
    };
    match geo.rel {
        GeoRel::Within | GeoRel::Equals | GeoRel::Contains | GeoRel::Overlaps => stands(GeoRel::Intersects),
        GeoRel::Disjoint => !stands(GeoRel::Within),
        // Some corner of the area may be far enough.
        GeoRel::NearMin(_) => true,
        GeoRel::NearMax(_) | GeoRel::Intersects => false,
    }
}

fn in_scope(scopes: Option<&ScopeQ>, registration: &Registration) -> bool {
    scopes.is_none_or(|scopes| scopes.matches(&registration.scopes))
}

/// Whether the properties of a source are such (clause 4.9): its own, and the members of its registration.
pub fn passes(csf: &Q, registration: &Registration) -> bool {
    let types = [expand(super::TYPE)];
    let attrs = properties(registration);
    let subject = Subject::from_attrs(&registration.id, &types, &registration.scopes, &attrs);
    csf.holds(&subject, &|_| None)
}

fn expand(name: &str) -> String {
    Context::core().expand(name).map_or_else(|_| name.to_owned(), |name| name.into_owned())
}

/// A registration as attributes, so that it can be asked as an entity is.
fn properties(registration: &Registration) -> Attrs {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    let time = |time: Option<qipan_ngsild::Timestamp>| time.map(|time| Value::from(time.to_string()));
    let members = [
        ("registrationName", text(&registration.name)),
        ("description", text(&registration.description)),
        ("endpoint", Some(registration.endpoint.as_str().into())),
        ("contextSourceAlias", text(&registration.alias)),
        ("tenant", text(&registration.tenant)),
        ("mode", Some(registration.mode.name().into())),
        ("operations", (!registration.operations.is_empty()).then(|| json!(registration.operations))),
        ("refreshRate", text(&registration.refresh_rate)),
        ("expiresAt", time(registration.expires_at)),
        ("createdAt", time(registration.created_at)),
        ("modifiedAt", time(registration.modified_at)),
    ];
    let mut attrs = Attrs::new();
    for (name, value) in members {
        if let Some(value) = value {
            attrs.insert(expand(name), vec![Attr { value, ..Attr::default() }]);
        }
    }
    for (name, value) in &registration.properties {
        // Written as an attribute is, in any form; what is none is a plain value.
        let read = read::attribute(value, &Context::core(), name);
        let plain = || vec![Attr { value: value.clone(), ..Attr::default() }];
        attrs.insert(name.clone(), read.unwrap_or_else(|_| plain()));
    }
    attrs
}
