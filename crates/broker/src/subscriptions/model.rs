//! A subscription (clause 5.2.12) with all names expanded: read from what a client sends, checked, changed, and written
//! back in the names of whoever asks.

use std::cell::RefCell;
use std::collections::BTreeMap;

use qipan_ngsild::context::{Context, is_uri};
use qipan_ngsild::query::{GeoQ, Q, QOptions, ScopeQ, Types};
use qipan_ngsild::{Error, Fallible, Timestamp, read};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

use super::endpoint::Endpoint;
use super::input::{flag, positive, text, texts, uris};
use super::parts::{each_type, geo, notification, selectors, trigger};
use crate::entities::query::{Query, pattern};
use crate::registrations::notices::Timed;

/// What makes a notification (table 5.2.12-1, `notificationTrigger`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Trigger {
    /// An entity that was not there.
    EntityCreated,
    /// As the three triggers of attributes together.
    EntityUpdated,
    /// An entity that is gone.
    EntityDeleted,
    /// An attribute that was not there.
    AttributeCreated,
    /// An attribute that says something else.
    AttributeUpdated,
    /// An attribute that is gone.
    AttributeDeleted,
}

/// What is meant where nothing is said.
const DEFAULT_TRIGGERS: [Trigger; 2] = [Trigger::AttributeCreated, Trigger::AttributeUpdated];

/// Which entities (clause 5.2.33).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Selector {
    /// These; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// Whose URI looks like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_pattern: Option<String>,
    /// Type selection in expanded names.
    pub types: String,
}

/// A geo-query (clause 5.2.13).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Geo {
    /// How.
    pub georel: String,
    /// To what kind of geometry.
    pub geometry: String,
    /// And where that is.
    pub coordinates: Value,
    /// Expanded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geoproperty: Option<String>,
}

/// How entities are shown in a notification.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// The default.
    #[default]
    Normalized,
    /// Clause 4.5.1, concise.
    Concise,
    /// Values alone.
    KeyValues,
    /// The same by its newer name.
    Simplified,
}

/// What is told, and to whom (clause 5.2.14).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Notification {
    /// Only these attributes, expanded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// Only these members, expanded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pick: Vec<String>,
    /// Without these members, expanded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub omit: Vec<String>,
    /// The form, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Whether `createdAt` and its like are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sys_attrs: Option<bool>,
    /// Whether what was there before is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_changes: Option<bool>,
    /// `inline`, `flat` or `@none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// Over how many relationships.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_level: Option<usize>,
    /// To whom.
    pub endpoint: Endpoint,
}

/// A subscription.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Subscription {
    /// Its URI.
    pub id: String,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A sentence for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Entities; empty: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Selector>,
    /// Attributes whose changes count, expanded; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub watched: Vec<String>,
    /// What counts; empty: the defaults.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// Seconds from one periodic notification to the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Number>,
    /// Seconds without another notification after one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttling: Option<Number>,
    /// Value query, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// What the terms of `q` stand for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub q_names: BTreeMap<String, String>,
    /// Terms whose values in `q` are terms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expand_values: Vec<String>,
    /// Terms whose values are plain JSON.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub json_keys: Vec<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geo: Option<Geo>,
    /// Filter of context sources; kept and shown, and used where the subscription is about them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csf: Option<String>,
    /// What the terms of `csf` stand for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub csf_names: BTreeMap<String, String>,
    /// It is about registrations of context sources (clause 5.11) and not about entities.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sources: bool,
    /// Histories of which time; only where it is about context sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timed>,
    /// In which scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope_q: Option<String>,
    /// Language filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Instances shown and watched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<String>,
    /// `false`: paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The context of notifications, if another one than that of the subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jsonld_context: Option<String>,
    /// The context that it came with.
    pub context: Value,
    /// A URL that stands for the context of notifications in a Link header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What is told, and to whom.
    pub notification: Notification,
}

/// Where a subscription is in its life (table 5.2.12-2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It notifies.
    Active,
    /// `isActive` is false.
    Paused,
    /// `expiresAt` is over.
    Expired,
}

impl Subscription {
    /// Reads a new subscription.
    ///
    /// # Errors
    /// `BadRequestData` with the path of the member in question.
    pub fn read(json: &Value, context: &Context, now: Timestamp, sources: bool) -> Fallible<Subscription> {
        let members = json.as_object().ok_or_else(|| Error::bad("hub-body-not-object"))?;
        let mut new = Subscription { context: context.source().clone(), sources, ..Subscription::default() };
        if !members.contains_key("type") && !members.contains_key("@type") {
            return Err(Error::bad("hub-sub-type").at("type"));
        }
        if let Some(id) = members.get("id").or_else(|| members.get("@id")) {
            let id = text("id", id)?;
            new.id = crate::entities::provision::check_uri(id)?.to_owned();
        }
        new.apply(members, context, now)?;
        Ok(new)
    }

    /// Changes what a fragment says; `null` takes a member away (clause 5.8.2).
    ///
    /// # Errors
    /// As of [`Subscription::read`].
    pub fn patch(&mut self, json: &Value, context: &Context, now: Timestamp) -> Fallible<()> {
        let members = json.as_object().ok_or_else(|| Error::bad("hub-body-not-object"))?;
        if members.keys().all(|key| key == "@context") {
            return Err(Error::bad("ngsild-fragment-empty"));
        }
        if let Some(id) = members.get("id").or_else(|| members.get("@id"))
            && id.as_str() != Some(self.id.as_str())
        {
            return Err(Error::bad("hub-id-differs")
                .with("path", self.id.as_str())
                .with("body", id.as_str().unwrap_or_default())
                .at("id"));
        }
        self.apply(members, context, now)
    }

    fn apply(&mut self, members: &Map<String, Value>, context: &Context, now: Timestamp) -> Fallible<()> {
        let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
        let all = |names: Vec<String>| names.iter().map(|name| expand(name)).collect::<Fallible<Vec<_>>>();
        for (key, value) in members {
            let key = key.as_str();
            let gone = value.is_null();
            let opt = || if gone { Ok(None) } else { text(key, value).map(|text| Some(text.to_owned())) };
            let list = || if gone { Ok(Vec::new()) } else { texts(key, value) };
            match key {
                "type" | "@type" if value.as_str() != Some("Subscription") => {
                    return Err(Error::bad("hub-sub-type").at("type"));
                }
                "subscriptionName" => self.name = opt()?,
                "description" => self.description = opt()?,
                "entities" => {
                    self.entities = if gone { Vec::new() } else { selectors(value, &expand)? };
                }
                "watchedAttributes" => self.watched = all(list()?).map_err(|e| e.at(key))?,
                "notificationTrigger" => {
                    self.triggers = list()?.iter().map(|name| trigger(name)).collect::<Fallible<_>>()?;
                }
                "timeInterval" => self.interval = if gone { None } else { Some(positive(key, value)?) },
                "throttling" => self.throttling = if gone { None } else { Some(positive(key, value)?) },
                "q" => self.q = opt()?,
                "expandValues" => self.expand_values = list()?,
                "jsonKeys" => self.json_keys = list()?,
                "geoQ" => self.geo = if gone { None } else { Some(geo(value, &expand)?) },
                "csf" => {
                    self.csf = opt()?;
                    if let Some(csf) = &self.csf {
                        let names = RefCell::new(BTreeMap::new());
                        let keep = |name: &str| {
                            let full = expand(name)?;
                            names.borrow_mut().insert(name.to_owned(), full.clone());
                            Ok(full)
                        };
                        Q::parse(csf, QOptions { field: "csf", ..QOptions::default() }, &keep)?;
                        self.csf_names = names.into_inner();
                    }
                }
                "temporalQ" if self.sources => {
                    self.time = if gone { None } else { Some(Timed::read(value)?) };
                }
                "scopeQ" => self.scope_q = opt()?,
                "lang" => self.lang = opt()?,
                "datasetId" => self.datasets = if gone { Vec::new() } else { uris(key, value)? },
                "isActive" => self.active = if gone { None } else { Some(flag(key, value)?) },
                "expiresAt" => {
                    self.expires_at = match opt()? {
                        None => None,
                        Some(text) => {
                            let end = read::date_time(&text).or_else(|| Timestamp::parse(&text));
                            let end = end.ok_or_else(|| Error::bad("ngsild-date-time").at(key))?;
                            if end <= now {
                                return Err(Error::bad("hub-sub-expired").at(key));
                            }
                            Some(end)
                        }
                    };
                }
                "jsonldContext" => {
                    self.jsonld_context = opt()?;
                    if self.jsonld_context.as_deref().is_some_and(|url| !is_uri(url)) {
                        return Err(Error::bad("hub-sub-context").at(key));
                    }
                }
                "notification" => {
                    let Value::Object(members) = value else {
                        return Err(Error::bad("hub-sub-notification").at(key));
                    };
                    self.notification = notification(members, &expand)?;
                }
                // What only the broker says, and what nobody knows, is passed over (table 5.2.12-2).
                _ => {}
            }
        }
        if members.contains_key("q") || members.contains_key("expandValues") {
            self.q_names = BTreeMap::new();
            if let Some(q) = &self.q {
                let names = RefCell::new(BTreeMap::new());
                let keep = |name: &str| {
                    let full = expand(name)?;
                    names.borrow_mut().insert(name.to_owned(), full.clone());
                    Ok(full)
                };
                self.parse_q(q, &keep)?;
                self.q_names = names.into_inner();
            }
        }
        self.check()
    }

    fn parse_q(&self, q: &str, expand: &dyn Fn(&str) -> Fallible<String>) -> Fallible<Q> {
        let expand_values: Vec<&str> = self.expand_values.iter().map(String::as_str).collect();
        let json_keys: Vec<&str> = self.json_keys.iter().map(String::as_str).collect();
        // In a subscription, too, a query string may be percent-encoded (clause 4.9).
        let decoded = percent_encoding::percent_decode_str(q).decode_utf8();
        let q = decoded.as_deref().unwrap_or(q);
        Q::parse(q, QOptions { expand_values: &expand_values, json_keys: &json_keys, field: "q" }, expand)
    }

    /// What no member alone can tell (clauses 5.2.12 and 5.8.1.4).
    fn check(&self) -> Fallible<()> {
        if self.entities.is_empty() && self.watched.is_empty() {
            return Err(Error::bad("hub-sub-nothing").at("entities"));
        }
        if self.interval.is_some() && self.throttling.is_some() {
            return Err(Error::bad("hub-sub-interval").with("other", "throttling").at("timeInterval"));
        }
        if self.interval.is_some() && !self.watched.is_empty() {
            return Err(Error::bad("hub-sub-interval").with("other", "watchedAttributes").at("timeInterval"));
        }
        if self.notification.endpoint.uri.is_empty() {
            return Err(Error::bad("hub-sub-notification").at("notification"));
        }
        self.queries().map(drop)
    }

    /// Its queries, one for each entity selector; without selectors one that asks for a watched attribute.
    ///
    /// # Errors
    /// For a query that cannot be read.
    pub fn queries(&self) -> Fallible<Vec<Query>> {
        let same = |name: &str| Ok(name.to_owned());
        let known = |name: &str| Ok(self.q_names.get(name).cloned().unwrap_or_else(|| name.to_owned()));
        let q = self.q.as_deref().map(|q| self.parse_q(q, &known)).transpose()?;
        let geo = self.geo.as_ref().map(|geo| {
            let coordinates = match &geo.coordinates {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            GeoQ::parse(&geo.georel, &geo.geometry, &coordinates, Some(&self.geometry()), &same)
        });
        let common = Query {
            q,
            geo: geo.transpose()?,
            scopes: self.scope_q.as_deref().map(ScopeQ::parse).transpose()?,
            ..Query::default()
        };
        if self.entities.is_empty() {
            return Ok(vec![common]);
        }
        let one = |selector: &Selector| {
            Ok(Query {
                ids: selector.ids.clone(),
                types: Some(Types::parse(&selector.types, &same)?),
                id_pattern: selector.id_pattern.as_deref().map(pattern).transpose()?,
                ..common.clone()
            })
        };
        self.entities.iter().map(one).collect()
    }

    /// What a term of `csf` stands for.
    pub fn csf_name(&self, name: &str) -> Fallible<String> {
        Ok(self.csf_names.get(name).cloned().unwrap_or_else(|| name.to_owned()))
    }

    /// What makes it notify.
    pub fn triggers(&self) -> &[Trigger] {
        if self.triggers.is_empty() { &DEFAULT_TRIGGERS } else { &self.triggers }
    }

    /// Where it is in its life.
    pub fn status(&self, now: Timestamp) -> Status {
        if self.expires_at.is_some_and(|end| end <= now) {
            Status::Expired
        } else if self.active == Some(false) {
            Status::Paused
        } else {
            Status::Active
        }
    }

    /// The attribute whose value is the geometry of GeoJSON notifications.
    pub fn geometry(&self) -> String {
        let named = self.geo.as_ref().and_then(|geo| geo.geoproperty.clone());
        named.unwrap_or_else(|| "https://uri.etsi.org/ngsi-ld/location".to_owned())
    }

    /// What `@context` notifications are written with.
    pub fn notified_context(&self) -> Value {
        self.jsonld_context.clone().map_or_else(|| self.context.clone(), Value::String)
    }

    /// The document that clients read, without what only the store knows (counters, times).
    pub fn write(&self, context: &Context, now: Timestamp) -> Map<String, Value> {
        let mut out = Map::new();
        let mut set = |name: &str, value: Value| {
            let empty = match &value {
                Value::Null => true,
                Value::Array(all) => all.is_empty(),
                _ => false,
            };
            if !empty {
                out.insert(name.to_owned(), value);
            }
        };
        let names = |names: &[String]| Value::from(compacted(names, context));
        set("id", json!(self.id));
        set("type", json!("Subscription"));
        set("subscriptionName", json!(self.name));
        set("description", json!(self.description));
        set("entities", self.entities.iter().map(|selector| selector.write(context)).collect());
        set("watchedAttributes", names(&self.watched));
        // Registrations have reasons of their own (table 5.3.2-1).
        if !self.sources {
            set("notificationTrigger", json!(self.triggers()));
        }
        set("timeInterval", json!(self.interval));
        set("throttling", json!(self.throttling));
        set("q", json!(self.q));
        set("expandValues", json!(self.expand_values));
        set("jsonKeys", json!(self.json_keys));
        set("geoQ", self.geo.as_ref().map_or(Value::Null, |geo| geo.write(context)));
        set("csf", json!(self.csf));
        set("temporalQ", json!(self.time));
        set("scopeQ", json!(self.scope_q));
        set("lang", json!(self.lang));
        set("datasetId", json!(self.datasets));
        set("isActive", json!(self.active));
        set("expiresAt", json!(self.expires_at.map(|end| end.to_string())));
        // Where no single URL stands for the context that it came with, the one it is kept under (clause 5.13.1).
        let sent = |url: &str| match &self.context {
            Value::Array(parts) => parts.iter().any(|part| part == url),
            one => one == url,
        };
        let kept = self.link.as_ref().filter(|url| !sent(url));
        set("jsonldContext", json!(self.jsonld_context.as_ref().or(kept)));
        set("notification", Value::Object(self.notification.write(context)));
        let status = match self.status(now) {
            Status::Active => "active",
            Status::Paused => "paused",
            Status::Expired => "expired",
        };
        set("status", json!(status));
        out
    }
}

/// Names as the reader spells them; members of the entity (`id`, `type`, `scope`) and lists of linked members as they
/// are.
fn compacted(names: &[String], context: &Context) -> Vec<String> {
    names.iter().map(|name| context.compact(name).into_owned()).collect()
}

impl Selector {
    fn write(&self, context: &Context) -> Value {
        let mut out = Map::new();
        match self.ids.as_slice() {
            [] => {}
            [one] => drop(out.insert("id".to_owned(), json!(one))),
            many => drop(out.insert("id".to_owned(), json!(many))),
        }
        if let Some(pattern) = &self.id_pattern {
            out.insert("idPattern".to_owned(), json!(pattern));
        }
        let types = each_type(&self.types, |name| Ok(context.compact(name).into_owned()));
        out.insert("type".to_owned(), json!(types.unwrap_or_default()));
        Value::Object(out)
    }
}

impl Geo {
    fn write(&self, context: &Context) -> Value {
        let mut out =
            json!({"georel": self.georel, "geometry": self.geometry, "coordinates": self.coordinates});
        if let Some(property) = &self.geoproperty {
            out["geoproperty"] = json!(context.compact(property));
        }
        out
    }
}

impl Notification {
    fn write(&self, context: &Context) -> Map<String, Value> {
        let mut out = Map::new();
        let lists = [("attributes", &self.attributes), ("pick", &self.pick), ("omit", &self.omit)];
        for (name, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            out.insert((*name).to_owned(), json!(compacted(list, context)));
        }
        let others = [
            ("format", json!(self.format)),
            ("sysAttrs", json!(self.sys_attrs)),
            ("showChanges", json!(self.show_changes)),
            ("join", json!(self.join)),
            ("joinLevel", json!(self.join_level)),
        ];
        out.extend(
            others
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.to_owned(), value)),
        );
        out.insert("endpoint".to_owned(), self.endpoint.write());
        out
    }
}
