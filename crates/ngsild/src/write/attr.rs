//! One attribute in each form.

use std::borrow::Cow;

use serde_json::Value;

use super::json::{self, Object};
use super::{Form, View, lang};
use crate::context::Context;
use crate::model::{Attr, Kind, NULL};
use crate::read::{CORE, VALUES, like_attribute, like_geometry, metadata, wrapped};

/// What the view does not say.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub(super) ctx: &'a Context,
    pub(super) view: &'a View,
    /// Whether these are instances of a temporal evolution: they have identifiers, and say when they were deleted.
    pub(super) temporal: bool,
}

/// An attribute as it is shown: with a language filter a map of texts becomes one text.
struct Shown<'a> {
    kind: Kind,
    value: Cow<'a, Value>,
    lang: Option<&'a str>,
}

impl Pen<'_> {
    fn shown<'a>(&'a self, attr: &'a Attr) -> Shown<'a> {
        if let (Kind::LanguageProperty, Some(ranges), Value::Object(map)) =
            (attr.kind, &self.view.lang, &attr.value)
            && let Some((tag, text)) = lang::best(map, ranges)
        {
            return Shown { kind: Kind::Property, value: Cow::Borrowed(text), lang: Some(tag) };
        }
        match attr.kind {
            Kind::Deletion | Kind::Partial => {
                let gone = Value::String(NULL.to_owned());
                Shown { kind: Kind::Property, value: Cow::Owned(gone), lang: None }
            }
            kind => Shown { kind, value: Cow::Borrowed(&attr.value), lang: None },
        }
    }

    /// The kind that an attribute is shown as.
    pub(super) fn kind(&self, attr: &Attr) -> Kind {
        self.shown(attr).kind
    }

    /// All instances of an attribute that the view shows, as the value of its member.
    pub(super) fn instances(self, out: &mut Vec<u8>, instances: &[&Attr]) {
        match (instances, self.view.form) {
            ([one], _) => self.instance(out, one),
            // Clause 4.5.4: several instances in the simplified form.
            (all, Form::Simplified) => {
                let mut outer = Object::open(out);
                outer.key(out, "dataset");
                let mut inner = Object::open(out);
                for attr in all {
                    inner.key(out, attr.dataset_id.as_deref().unwrap_or("@none"));
                    self.instance(out, attr);
                }
                inner.close(out);
                outer.close(out);
            }
            (all, _) => json::array(out, all.iter().copied(), |out, attr| self.instance(out, attr)),
        }
    }

    fn instance(self, out: &mut Vec<u8>, attr: &Attr) {
        match self.view.form {
            Form::Normalised => self.object(out, attr, true),
            Form::Concise if self.bare(attr) => self.simple(out, attr),
            Form::Concise => self.object(out, attr, false),
            Form::Simplified => self.simple(out, attr),
        }
    }

    /// The value alone (clause 4.5.4).
    pub(super) fn simple(self, out: &mut Vec<u8>, attr: &Attr) {
        let shown = self.shown(attr);
        let wrap = matches!(shown.kind, Kind::LanguageProperty | Kind::VocabProperty | Kind::JsonProperty);
        if wrap {
            let mut object = Object::open(out);
            object.key(out, shown.kind.member());
            self.value(out, shown.kind, &shown.value, false);
            object.close(out);
        } else {
            self.value(out, shown.kind, &shown.value, false);
        }
    }

    /// The attribute with everything around its value.
    pub(super) fn object(self, out: &mut Vec<u8>, attr: &Attr, typed: bool) {
        let shown = self.shown(attr);
        let mut object = Object::open(out);
        // Without its type a property whose value is a geometry would be read as a GeoProperty (clause 4.5.2.3).
        if typed || shown.kind == Kind::Property && like_geometry(&shown.value) {
            object.string(out, "type", shown.kind.name());
        }
        object.key(out, shown.kind.member());
        self.value(out, shown.kind, &shown.value, typed);
        if let Some(tag) = shown.lang {
            object.string(out, "lang", tag);
        }
        if let Some(previous) = &attr.previous {
            self.previous(out, &mut object, &shown, previous, typed);
        }
        if let Some(id) = &attr.dataset_id {
            object.string(out, "datasetId", id);
        }
        if let Some(code) = &attr.unit_code {
            object.string(out, "unitCode", code);
        }
        if let Some(iri) = attr.value_type.as_deref().filter(|_| shown.lang.is_none()) {
            object.string(out, "valueType", &self.ctx.compact(iri));
        }
        if !attr.object_types.is_empty() {
            object.key(out, "objectType");
            json::compacted(out, &attr.object_types, |out, iri| json::string(out, &self.ctx.compact(iri)));
        }
        object.moment(out, "observedAt", attr.observed_at);
        object.moment(out, "expiresAt", attr.expires_at);
        if self.view.sys_attrs {
            object.moment(out, "createdAt", attr.created_at);
            object.moment(out, "modifiedAt", attr.modified_at);
        }
        if self.view.sys_attrs || self.temporal {
            object.moment(out, "deletedAt", attr.deleted_at);
        }
        if let Some(id) = attr.instance_id.as_deref().filter(|_| self.temporal) {
            object.string(out, "instanceId", id);
        }
        let inner = Pen { temporal: false, ..self };
        for (name, instances) in &attr.sub {
            if let Some(sealed @ ("entityIdSealed" | "entityTypeSealed")) = name.strip_prefix(CORE) {
                let text = instances.first().and_then(|attr| attr.value.as_str()).unwrap_or_default();
                let text = if sealed == "entityTypeSealed" { self.ctx.compact(text) } else { text.into() };
                object.string(out, sealed, &text);
                continue;
            }
            let shown: Vec<&Attr> = instances.iter().collect();
            if !shown.is_empty() {
                object.key(out, &self.ctx.compact(name));
                inner.instances(out, &shown);
            }
        }
        object.close(out);
    }

    /// What it was before (clause 5.2.14.3), in the form of the value.
    fn previous(
        self,
        out: &mut Vec<u8>,
        object: &mut Object,
        shown: &Shown<'_>,
        previous: &Value,
        typed: bool,
    ) {
        let member = match shown.kind {
            Kind::Relationship => "previousObject",
            Kind::LanguageProperty => "previousLanguageMap",
            Kind::VocabProperty => "previousVocab",
            Kind::JsonProperty => "previousJson",
            Kind::ListProperty => "previousValueList",
            Kind::ListRelationship => "previousObjectList",
            Kind::Property | Kind::GeoProperty | Kind::Partial | Kind::Deletion => "previousValue",
        };
        let text = match (shown.lang, &self.view.lang, previous) {
            (Some(_), Some(ranges), Value::Object(map)) => lang::best(map, ranges).map(|(_, text)| text),
            _ => None,
        };
        object.key(out, member);
        self.value(out, shown.kind, text.unwrap_or(previous), typed);
    }

    /// A value in the form of its kind. Lists of one URI or one name are shown as the one.
    fn value(self, out: &mut Vec<u8>, kind: Kind, value: &Value, typed: bool) {
        match (kind, value) {
            (Kind::VocabProperty, Value::String(iri)) => self.name(out, iri),
            (Kind::VocabProperty, Value::Array(all)) => {
                json::compacted(out, all, |out, iri| self.name(out, iri.as_str().unwrap_or_default()));
            }
            (Kind::Relationship, Value::Array(all)) => {
                json::compacted(out, all, |out, uri| json::value(out, uri))
            }
            (Kind::ListRelationship, Value::Array(all)) if typed => json::array(out, all, |out, uri| {
                // The null of a deleted list stands for no object (clause 4.5.22.2).
                if uri.as_str() == Some(NULL) {
                    json::value(out, uri);
                    return;
                }
                let mut object = Object::open(out);
                object.value(out, "object", uri);
                object.close(out);
            }),
            (_, Value::String(text)) => json::string(out, text),
            (_, value) => json::value(out, value),
        }
    }

    fn name(self, out: &mut Vec<u8>, iri: &str) {
        if iri == NULL {
            json::string(out, iri);
        } else {
            json::string(out, &self.ctx.compact_word(iri));
        }
    }

    /// Whether the concise form is the value alone: a property or GeoProperty with nothing around its value, whose value
    /// cannot be taken for anything else (clauses 4.5.2.3 and 4.7.3).
    fn bare(self, attr: &Attr) -> bool {
        let shown = self.shown(attr);
        let around = shown.lang.is_some()
            || self.temporal
            || attr.dataset_id.is_some()
            || attr.unit_code.is_some()
            || attr.value_type.is_some()
            || attr.observed_at.is_some()
            || attr.expires_at.is_some()
            || attr.previous.is_some()
            || !attr.sub.is_empty()
            || self.view.sys_attrs
                && (attr.created_at.is_some() || attr.modified_at.is_some() || attr.deleted_at.is_some());
        if around {
            return false;
        }
        match (shown.kind, shown.value.as_ref()) {
            (Kind::GeoProperty, _) => true,
            (Kind::Property, Value::Object(members)) => {
                !members.contains_key("type")
                    && !members.contains_key("@type")
                    && !wrapped(members)
                    && !VALUES.iter().any(|(member, _)| members.contains_key(*member))
                    && !members.keys().any(|key| metadata(key))
            }
            (Kind::Property, Value::Array(all)) => !all.iter().any(like_attribute),
            (Kind::Property, _) => true,
            _ => false,
        }
    }
}
