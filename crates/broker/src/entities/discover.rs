//! Which types and attributes there are (clauses 5.7.5 to 5.7.10).

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Response;
use qipan_ngsild::context::Context;
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible};
use serde_json::{Value, json};

use super::plan_store::{self, Listed, Page, Wanted};
use crate::http::{Accept, Call, Refusal, Reply, reply};
use crate::rights::Rights;

/// What is known of an attribute.
#[derive(Default)]
struct AttrFacts {
    count: u64,
    kinds: BTreeSet<&'static str>,
    types: BTreeSet<String>,
}

/// What is known of a type.
#[derive(Default)]
struct TypeFacts {
    count: u64,
    attrs: BTreeMap<String, BTreeSet<&'static str>>,
}

#[derive(Default)]
struct Facts {
    types: BTreeMap<String, TypeFacts>,
    attrs: BTreeMap<String, AttrFacts>,
}

impl Facts {
    fn add(&mut self, entity: &Entity, rights: &Rights) {
        let allowed = || entity.types.iter().filter(|name| rights.sees(std::slice::from_ref(*name)));
        for name in allowed() {
            let facts = self.types.entry(name.clone()).or_default();
            facts.count += 1;
            for (attr, instances) in &entity.attrs {
                facts.attrs.entry(attr.clone()).or_default().extend(instances.iter().map(|a| a.kind.name()));
            }
        }
        for (attr, instances) in &entity.attrs {
            let facts = self.attrs.entry(attr.clone()).or_default();
            facts.count += instances.len() as u64;
            facts.kinds.extend(instances.iter().map(|a| a.kind.name()));
            facts.types.extend(allowed().cloned());
        }
    }
}

/// Reads what entities (of one type) have.
async fn facts(call: &Call, types: Vec<String>) -> Fallible<Facts> {
    let (tenant, now, rights) = (call.read_tenant()?, call.now, call.rights.clone());
    let page = Page { offset: 0, limit: 0, scan_limit: call.hub.options.scan_limit, count: true };
    let wanted = Wanted { types, ..Wanted::default() };
    let read = call
        .hub
        .db
        .read(move |tx| {
            let mut facts = Facts::default();
            plan_store::find(tx, tenant, &wanted, page, now, &mut |_, entity| {
                if rights.sees(&entity.types) {
                    facts.add(entity, &rights);
                }
                Ok(false)
            })?;
            Ok(facts)
        })
        .await;
    read.map_err(crate::fault)
}

/// The names of all types, or of all attributes: from the index alone where the caller may see every type.
async fn names_of(call: &Call, of: Listed) -> Fallible<Vec<String>> {
    if call.rights.types.is_some() {
        let facts = facts(call, Vec::new()).await?;
        return Ok(match of {
            Listed::Types => facts.types.into_keys().collect(),
            Listed::Attributes => facts.attrs.into_keys().collect(),
        });
    }
    let tenant = call.read_tenant()?;
    call.hub.db.read(move |tx| plan_store::listed(tx, tenant, of)).await.map_err(crate::fault)
}

/// `GET /types`.
pub async fn types(call: &Call) -> Reply {
    call.params.only(&["details", "local", "via"])?;
    let context = call.link_context().await?;
    if call.params.flag("details")? {
        let facts = facts(call, Vec::new()).await?;
        let all = facts.types.iter().map(|(name, facts)| {
            let attrs: Vec<_> = facts.attrs.keys().map(|attr| context.compact(attr)).collect();
            json!({"id": name, "type": "EntityType", "typeName": context.compact(name), "attributeNames": attrs})
        });
        return respond(call, &context, all.collect()).await;
    }
    let names = names_of(call, Listed::Types).await?;
    let names: Vec<_> = names.iter().map(|name| context.compact(name)).collect();
    let id = list_id(call, "EntityTypeList");
    respond(call, &context, json!({"id": id, "type": "EntityTypeList", "typeList": names})).await
}

/// `GET /types/{name}`.
pub async fn one_type(call: &Call, name: &str) -> Reply {
    call.params.only(&["local", "via"])?;
    let context = call.link_context().await?;
    let name = context.expand(name)?.into_owned();
    let mut facts = facts(call, vec![name.clone()]).await?;
    let Some(facts) = facts.types.remove(&name) else { return Err(unknown("hub-type-unknown", &name)) };
    let attrs: Vec<_> = facts
        .attrs
        .iter()
        .map(|(attr, kinds)| {
            json!({"id": attr, "type": "Attribute", "attributeName": context.compact(attr), "attributeTypes": kinds})
        })
        .collect();
    let info = json!({
        "id": name,
        "type": "EntityTypeInfo",
        "typeName": context.compact(&name),
        "entityCount": facts.count,
        "attributeDetails": attrs,
    });
    respond(call, &context, info).await
}

/// `GET /attributes`.
pub async fn attributes(call: &Call) -> Reply {
    call.params.only(&["details", "local", "via"])?;
    let context = call.link_context().await?;
    if call.params.flag("details")? {
        let facts = facts(call, Vec::new()).await?;
        let all = facts.attrs.iter().map(|(name, facts)| {
            let types: Vec<_> = facts.types.iter().map(|name| context.compact(name)).collect();
            json!({"id": name, "type": "Attribute", "attributeName": context.compact(name), "typeNames": types})
        });
        return respond(call, &context, all.collect()).await;
    }
    let names = names_of(call, Listed::Attributes).await?;
    let names: Vec<_> = names.iter().map(|name| context.compact(name)).collect();
    let id = list_id(call, "AttributeList");
    respond(call, &context, json!({"id": id, "type": "AttributeList", "attributeList": names})).await
}

/// `GET /attributes/{name}`.
pub async fn one_attribute(call: &Call, name: &str) -> Reply {
    call.params.only(&["local", "via"])?;
    let context = call.link_context().await?;
    let name = context.expand(name)?.into_owned();
    let mut facts = facts(call, Vec::new()).await?;
    let Some(facts) = facts.attrs.remove(&name) else { return Err(unknown("hub-attribute-unknown", &name)) };
    let types: Vec<_> = facts.types.iter().map(|name| context.compact(name)).collect();
    let info = json!({
        "id": name,
        "type": "Attribute",
        "attributeName": context.compact(&name),
        "attributeCount": facts.count,
        "attributeTypes": facts.kinds,
        "typeNames": types,
    });
    respond(call, &context, info).await
}

fn unknown(key: &'static str, name: &str) -> Refusal {
    Error::new(ErrorKind::ResourceNotFound, key).with("name", name).into()
}

fn list_id(call: &Call, kind: &str) -> String {
    format!("urn:ngsi-ld:{kind}:{}", call.hub.next_id(call.now))
}

/// A document compacted already, as JSON or JSON-LD.
pub async fn respond(call: &Call, context: &Context, mut body: Value) -> Reply {
    match call.accept {
        Accept::JsonLd => {
            for item in body.as_array_mut().map_or_else(Vec::new, |items| items.iter_mut().collect()) {
                if let Some(members) = item.as_object_mut() {
                    members.insert("@context".to_owned(), context.source().clone());
                }
            }
            if let Some(members) = body.as_object_mut() {
                members.insert("@context".to_owned(), context.source().clone());
            }
            Ok(reply::bytes(200, Accept::JsonLd.media(), body.to_string().into_bytes()))
        }
        Accept::Json => {
            let mut response: Response<Body> = reply::json(200, &body);
            reply::link_context(&mut response, call, context).await?;
            Ok(response)
        }
        Accept::GeoJson | Accept::Nothing => Err(Refusal::NotAcceptable),
    }
}
