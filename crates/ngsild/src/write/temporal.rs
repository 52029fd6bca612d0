//! Temporal evolutions (clauses 4.5.6 to 4.5.9) and their aggregation (clause 4.5.19).

use std::collections::BTreeMap;

use super::attr::Pen;
use super::json::{self, Object};
use super::{Form, View};
use crate::context::Context;
use crate::evolution::{Aggregate, Evolution};
use crate::model::{Attr, Kind};
use crate::query::TimeProperty;
use crate::time::Timestamp;

/// Appends an evolution: each attribute as an array of instances, or with [`Form::Simplified`] as `temporalValues`, the
/// pairs of value and time for each `datasetId`. `time` is the property that gives those times; where an instance lacks
/// it, the first it has of `observedAt`, `deletedAt`, `modifiedAt` and `createdAt`.
pub fn write_evolution(
    out: &mut Vec<u8>,
    evolution: &Evolution,
    time: TimeProperty,
    ctx: &Context,
    view: &View,
) {
    let pen = Pen { ctx, view, temporal: true };
    let each = |out: &mut Vec<u8>, instances: &[&Attr]| match view.form {
        Form::Simplified => pairs(out, pen, instances, time),
        form => json::array(out, instances, |out, attr| pen.object(out, attr, form == Form::Normalised)),
    };
    let mut object = Object::open(out);
    head(out, &mut object, evolution, ctx, view);
    if view.shows_core("scope") && !evolution.scopes.is_empty() {
        object.key(out, "scope");
        each(out, &evolution.scopes.iter().collect::<Vec<_>>());
    }
    for (name, instances) in &evolution.attrs {
        let shown = view.chosen(instances);
        // An attribute whose instances all lie outside a page is there without any (clause 6.3.10).
        if view.shows_attr(name) && (!shown.is_empty() || instances.is_empty()) {
            object.key(out, &ctx.compact(name));
            each(out, &shown);
        }
    }
    if let Some(context) = &view.context {
        object.value(out, "@context", context);
    }
    object.close(out);
}

/// Appends what an evolution sums up to: for each attribute and method, values with the beginning and end of their
/// periods.
pub fn write_aggregated(
    out: &mut Vec<u8>,
    evolution: &Evolution,
    aggregates: &BTreeMap<String, Vec<Aggregate>>,
    ctx: &Context,
    view: &View,
) {
    let mut object = Object::open(out);
    head(out, &mut object, evolution, ctx, view);
    for (name, all) in aggregates {
        let id = |one: &Aggregate| one.dataset_id.clone().unwrap_or_else(|| "@none".to_owned());
        let shown: Vec<&Aggregate> =
            all.iter().filter(|one| view.datasets.is_empty() || view.datasets.contains(&id(one))).collect();
        if !view.shows_attr(name) || shown.is_empty() {
            continue;
        }
        object.key(out, &ctx.compact(name));
        json::compacted(out, &shown, |out, one| {
            let mut attr = Object::open(out);
            attr.string(out, "type", one.kind.name());
            if let Some(id) = &one.dataset_id {
                attr.string(out, "datasetId", id);
            }
            for (method, rows) in &one.rows {
                attr.key(out, method.name());
                json::array(out, rows, |out, row| {
                    out.push(b'[');
                    json::value(out, &row.value);
                    out.push(b',');
                    json::moment(out, row.from);
                    out.push(b',');
                    json::moment(out, row.until);
                    out.push(b']');
                });
            }
            attr.close(out);
        });
    }
    if let Some(context) = &view.context {
        object.value(out, "@context", context);
    }
    object.close(out);
}

fn head(out: &mut Vec<u8>, object: &mut Object, evolution: &Evolution, ctx: &Context, view: &View) {
    if view.shows("@id") {
        object.string(out, "id", &evolution.id);
    }
    if view.shows("@type") && !evolution.types.is_empty() {
        object.key(out, "type");
        json::compacted(out, &evolution.types, |out, iri| json::string(out, &ctx.compact(iri)));
    }
    if view.shows_system("createdAt") {
        object.moment(out, "createdAt", evolution.created_at);
    }
    if view.shows_system("modifiedAt") {
        object.moment(out, "modifiedAt", evolution.modified_at);
    }
    if view.shows_system("deletedAt") {
        object.moment(out, "deletedAt", evolution.deleted_at);
    }
}

/// The simplified form: one object for each `datasetId` (and kind, should that have changed), the default first.
fn pairs(out: &mut Vec<u8>, pen: Pen<'_>, instances: &[&Attr], time: TimeProperty) {
    let mut groups: BTreeMap<(Option<&str>, &str), Vec<&Attr>> = BTreeMap::new();
    if instances.is_empty() {
        groups.insert((None, Kind::Property.name()), Vec::new());
    }
    for attr in instances {
        groups.entry((attr.dataset_id.as_deref(), pen.kind(attr).name())).or_default().push(attr);
    }
    let groups: Vec<_> = groups.into_iter().collect();
    json::compacted(out, &groups, |out, ((dataset, kind), attrs)| {
        let mut object = Object::open(out);
        object.string(out, "type", kind);
        if let Some(id) = dataset {
            object.string(out, "datasetId", id);
        }
        object.key(out, plural(Kind::named(kind).unwrap_or_default()));
        json::array(out, attrs, |out, attr| {
            out.push(b'[');
            pen.simple(out, attr);
            out.push(b',');
            match moment(attr, time) {
                Some(moment) => json::moment(out, moment),
                None => out.extend_from_slice(b"null"),
            }
            out.push(b']');
        });
        object.close(out);
    });
}

fn moment(attr: &Attr, time: TimeProperty) -> Option<Timestamp> {
    let asked = match time {
        TimeProperty::ObservedAt => attr.observed_at,
        TimeProperty::CreatedAt => attr.created_at,
        TimeProperty::ModifiedAt => attr.modified_at,
        TimeProperty::DeletedAt => attr.deleted_at,
    };
    asked.or(attr.observed_at).or(attr.deleted_at).or(attr.modified_at).or(attr.created_at)
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Property | Kind::GeoProperty | Kind::Partial | Kind::Deletion => "values",
        Kind::Relationship => "objects",
        Kind::LanguageProperty => "languageMaps",
        Kind::VocabProperty => "vocabs",
        Kind::JsonProperty => "jsons",
        Kind::ListProperty => "valueLists",
        Kind::ListRelationship => "objectLists",
    }
}
