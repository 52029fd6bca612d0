//! How entities are to be shown (clauses 4.5, 4.21, 6.3.7): the same for every read.

use qipan_ngsild::context::Context;
use qipan_ngsild::query::Projection;
use qipan_ngsild::write::{Form, View};
use qipan_ngsild::{Entity, Error, Fallible};

use super::linked::Join;
use crate::http::{Accept, Call, Params};

/// The view of the entities asked for, and what `pick` and `omit` say about those they point to.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// How the entities asked for are shown.
    pub view: View,
    /// Members wanted.
    pub pick: Option<Projection>,
    /// Members not wanted.
    pub omit: Option<Projection>,
}

impl Shape {
    /// From parameters and the Accept header.
    pub fn read(call: &Call, context: &Context, join: &Join) -> Fallible<Shape> {
        let params = &call.params;
        let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
        let projection = |list: &'static str| -> Fallible<Option<Projection>> {
            if !params.has(list) {
                return Ok(None);
            }
            let text = params.get(list).ok_or_else(|| Error::bad("hub-list-empty").at(list))?;
            let projection = Projection::parse(text, list, &expand)?;
            if projection.depth() > join.depth() {
                return Err(Error::bad("hub-projection-deeper-than-join").at(list));
            }
            Ok(Some(projection))
        };
        let attrs = if params.has("attrs") {
            let names = params.list("attrs");
            if names.is_empty() {
                return Err(Error::bad("hub-list-empty").at("attrs"));
            }
            Some(names.into_iter().map(&expand).collect::<Fallible<Vec<_>>>()?)
        } else {
            None
        };
        let (pick, omit) = (projection("pick")?, projection("omit")?);
        if attrs.is_some() && (pick.is_some() || omit.is_some()) {
            return Err(Error::bad("hub-attrs-and-pick").at("attrs"));
        }
        if let (Some(pick), Some(omit)) = (&pick, &omit)
            && omit.members.iter().any(|member| member.linked.is_none() && pick.names(&member.full))
        {
            return Err(Error::bad("hub-pick-and-omit").at("omit"));
        }
        if params.has("geometryProperty") && call.accept != Accept::GeoJson {
            return Err(Error::bad("hub-geometry-without-geojson").at("geometryProperty"));
        }
        let geojson = match call.accept {
            Accept::GeoJson => {
                Some(context.expand(params.get("geometryProperty").unwrap_or("location"))?.into_owned())
            }
            _ => None,
        };
        let in_body = call.accept == Accept::JsonLd
            || call.accept == Accept::GeoJson
                && call.headers.get("prefer").is_none_or(|value| value.as_bytes() != b"body=json");
        let view = View {
            form: form(params)?,
            sys_attrs: params.option("sysAttrs"),
            lang: params.get("lang").map(str::to_owned),
            datasets: params.list("datasetId").into_iter().map(str::to_owned).collect(),
            attrs,
            pick: pick.as_ref().map(|pick| picked(pick, context)),
            omit: omit.as_ref().map(|omit| omitted(omit, context)).unwrap_or_default(),
            geojson,
            context: in_body.then(|| context.source().clone()),
        };
        Ok(Shape { view, pick, omit })
    }

    /// The shape of the entities that the attribute `name` points to.
    pub fn linked(&self, name: &str, context: &Context) -> Shape {
        let pick = self.pick.as_ref().and_then(|pick| pick.linked(name)).cloned();
        let omit = self.omit.as_ref().and_then(|omit| omit.linked(name)).cloned();
        let view = View {
            attrs: None,
            pick: pick.as_ref().map(|pick| picked(pick, context)),
            omit: omit.as_ref().map(|omit| omitted(omit, context)).unwrap_or_default(),
            ..self.view.clone()
        };
        Shape { view, pick, omit }
    }

    /// Whether anything of an entity is left to show.
    pub fn leaves(&self, entity: &Entity) -> bool {
        let of_entity = |name: &String| {
            name.starts_with('@')
                || !entity.attrs.contains_key(name) && has_core(entity, name)
                || entity.attrs.contains_key(name)
        };
        let view = &self.view;
        let omitted = |name: &str| view.omit.iter().any(|gone| gone == name);
        view.attrs.as_ref().is_none_or(|names| names.iter().any(|name| entity.attrs.contains_key(name)))
            && view.pick.as_ref().is_none_or(|names| names.iter().any(of_entity))
            && !(omitted("@id") && omitted("@type") && entity.attrs.keys().all(|name| omitted(name)))
    }
}

/// Members of the entity itself that are no attributes.
fn has_core(entity: &Entity, name: &str) -> bool {
    match name.strip_prefix("https://uri.etsi.org/ngsi-ld/") {
        Some("scope" | "hasScope") => entity.scopes.is_some(),
        Some("createdAt" | "modifiedAt") => true,
        Some("expiresAt") => entity.expires_at.is_some(),
        _ => false,
    }
}

fn member(full: &str, context: &Context) -> String {
    match full {
        "id" => "@id".to_owned(),
        "type" => "@type".to_owned(),
        "scope" => context.expand("scope").map_or_else(|_| full.to_owned(), |name| name.into_owned()),
        other => other.to_owned(),
    }
}

fn picked(pick: &Projection, context: &Context) -> Vec<String> {
    pick.members.iter().map(|wanted| member(&wanted.full, context)).collect()
}

/// What is listed with members of the entities it points to stays itself.
fn omitted(omit: &Projection, context: &Context) -> Vec<String> {
    omit.members.iter().filter(|gone| gone.linked.is_none()).map(|gone| member(&gone.full, context)).collect()
}

/// The form that `format` or else `options` asks for (clause 6.3.7).
fn form(params: &Params) -> Fallible<Form> {
    let named = |name: &str| match name {
        "keyValues" | "simplified" => Some(Form::Simplified),
        "concise" => Some(Form::Concise),
        "normalized" => Some(Form::Normalised),
        _ => None,
    };
    let mut first = None;
    for option in params.list("options") {
        match (named(option), option) {
            (Some(form), _) => drop(first.get_or_insert(form)),
            (None, "sysAttrs" | "count" | "temporalValues" | "aggregatedValues" | "splitEntities") => {}
            (None, other) => {
                return Err(Error::invalid("hub-option-unknown").with("option", other).at("options"));
            }
        }
    }
    match params.get("format") {
        None => Ok(first.unwrap_or_default()),
        Some(format) => named(format)
            .ok_or_else(|| Error::invalid("hub-option-unknown").with("option", format).at("format")),
    }
}
