//! Creating, changing and deleting entities (clauses 5.6.1 to 5.6.6 and 5.6.17 to 5.6.21).

use axum::body::Body as Bytes;
use axum::http::Response;
use qipan_ngsild::context::Context;
use qipan_ngsild::edit::{self, Edited, Instances, MergeOptions};
use qipan_ngsild::query::Types;
use qipan_ngsild::read::{self, What};
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp};
use serde_json::{Value, json};

use super::commands::{self, Decided, absent, act};
use crate::http::{Call, Reply, reply};

/// The path of an entity.
pub fn location(uri: &str) -> String {
    let escaped = percent_encoding::utf8_percent_encode(uri, PATH);
    format!("{}/entities/{escaped}", crate::http::ROOT)
}

/// Characters that cannot stand in a part of a path as they are.
const PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    .add(b'%');

/// An entity's identifier must be a URI (clause 5.5.4).
pub fn check_uri(uri: &str) -> Fallible<&str> {
    let scheme = uri.split_once(':').map(|(scheme, rest)| (scheme, !rest.is_empty()));
    let fine = scheme.is_some_and(|(scheme, rest)| {
        rest && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    }) && !uri.chars().any(|c| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    });
    if fine { Ok(uri) } else { Err(Error::bad("hub-not-a-uri").with("value", uri).at("id")) }
}

/// `POST /entities`.
pub async fn create(call: &Call) -> Reply {
    call.params.only(&["local", "via"])?;
    if call.json()?.as_object().is_none_or(serde_json::Map::is_empty) {
        return Err(Error::invalid("hub-body-empty").into());
    }
    let (json, context) = call.body().await?;
    let entity = read::entity(&json, &context)?;
    let (tenant, now) = (call.write_tenant().await?, call.now);
    let uri = entity.id.clone();
    act(call, tenant, &uri, move |there| match there {
        Some(entity) => Err(commands::exists(&entity.id)),
        None => create_decision(&entity, now),
    })
    .await?;
    Ok(reply::created(&location(&uri)))
}

/// The decision to make an entity.
pub fn create_decision(entity: &Entity, now: Timestamp) -> Fallible<Decided> {
    let mut entity = entity.clone();
    let edited = edit::create(&mut entity, now);
    Ok(Decided::Keep(Box::new(entity), edited))
}

/// The act on an entity that must be of the types that `type` selects, if it is given (clauses 5.6.2 to 5.6.6).
async fn act_on(
    call: &Call,
    uri: &str,
    context: &Context,
    mut decide: impl commands::Decide + 'static,
) -> Fallible<Edited> {
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    let types = call.params.get("type").map(|text| Types::parse(text, &expand)).transpose()?;
    act(call, call.read_tenant()?, uri, move |there| {
        decide(there.filter(|entity| types.as_ref().is_none_or(|types| types.matches(&entity.types))))
    })
    .await
}

/// Members of an entity that are no attributes cannot be changed as such.
fn check_attribute(name: &str) -> Fallible<()> {
    if matches!(name, "id" | "type" | "scope" | "@id" | "@type" | "@context") {
        return Err(Error::bad("hub-not-an-attribute").with("name", name).at(name));
    }
    Ok(())
}

/// The decision to change an entity that must be there.
pub fn change(
    there: Option<&Entity>,
    uri: &str,
    edit: impl FnOnce(&mut Entity) -> Fallible<Edited>,
) -> Fallible<Decided> {
    let mut entity = there.ok_or_else(|| absent(uri))?.clone();
    let edited = edit(&mut entity)?;
    Ok(if edited.touched() { Decided::Keep(Box::new(entity), edited) } else { Decided::Leave(edited) })
}

/// The decision to delete an entity that must be there.
pub fn remove(there: Option<&Entity>, uri: &str, now: Timestamp) -> Fallible<Decided> {
    let mut entity = there.ok_or_else(|| absent(uri))?.clone();
    let names: Vec<String> = entity.attrs.keys().cloned().collect();
    without(&mut entity, &names, now).map(Decided::Remove)
}

/// Takes these attributes away, all their instances.
pub fn without(entity: &mut Entity, names: &[String], now: Timestamp) -> Fallible<Edited> {
    let mut all = Edited::default();
    for name in names {
        let edited = edit::delete_attr(entity, name, Instances::All, now)?;
        all.updated.extend(edited.updated);
        all.changes.extend(edited.changes);
    }
    Ok(all)
}

/// `PATCH /entities/{id}`: merge (clause 5.6.17).
pub async fn merge(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via", "options", "format", "observedAt", "lang", "type"])?;
    check_uri(uri)?;
    let (json, context) = call.body().await?;
    let fragment = read::fragment(&json, &context, What::Entity)?;
    let observed_at =
        match call.params.get("observedAt") {
            Some(text) => Some(Timestamp::parse(text).ok_or_else(|| {
                Error::bad("hub-parameter-not-datetime").with("value", text).at("observedAt")
            })?),
            None => None,
        };
    let lang = call.params.get("lang").map(str::to_owned);
    let (own, now, terms) = (uri.to_owned(), call.now, context.clone());
    let edited = act_on(call, uri, &context, move |there| {
        let expand = |name: &str| terms.expand(name).map(|name| name.into_owned());
        let options = MergeOptions { observed_at, lang: lang.as_deref(), expand: Some(&expand) };
        change(there, &own, |entity| Ok(edit::merge(entity, fragment.clone(), options, now)))
    })
    .await?;
    Ok(update_result(call, &edited))
}

/// `PUT /entities/{id}` (clause 5.6.18).
pub async fn replace(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via", "options", "format", "lang", "type"])?;
    check_uri(uri)?;
    let (mut json, context) = call.body().await?;
    if let Some(members) = json.as_object_mut() {
        if let Some(id) = members.get("id").and_then(Value::as_str)
            && id != uri
        {
            return Err(Error::bad("hub-id-differs").with("path", uri).with("body", id).at("id").into());
        }
        members.insert("id".to_owned(), Value::from(uri));
    }
    let new = read::entity(&json, &context)?;
    let (own, now) = (uri.to_owned(), call.now);
    act_on(call, uri, &context, move |there| {
        change(there, &own, |entity| Ok(edit::replace(entity, new.clone(), now)))
    })
    .await?;
    Ok(reply::empty(204))
}

/// `DELETE /entities/{id}` (clause 5.6.6).
pub async fn delete(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via", "type"])?;
    check_uri(uri)?;
    let context = call.link_context().await?;
    let (own, now) = (uri.to_owned(), call.now);
    act_on(call, uri, &context, move |there| remove(there, &own, now)).await?;
    Ok(reply::empty(204))
}

/// `POST /entities/{id}/attrs` (clause 5.6.3).
pub async fn append(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via", "options", "type"])?;
    check_uri(uri)?;
    let (json, context) = call.body().await?;
    let fragment = read::fragment(&json, &context, What::Append)?;
    let no_overwrite = call.params.option("noOverwrite");
    let (own, now) = (uri.to_owned(), call.now);
    let edited = act_on(call, uri, &context, move |there| {
        change(there, &own, |entity| Ok(edit::append(entity, fragment.clone(), no_overwrite, now)))
    })
    .await?;
    Ok(update_result(call, &edited))
}

/// `PATCH /entities/{id}/attrs` (clause 5.6.2).
pub async fn update(call: &Call, uri: &str) -> Reply {
    call.params.only(&["local", "via", "options", "type"])?;
    check_uri(uri)?;
    let (json, context) = call.body().await?;
    let fragment = read::fragment(&json, &context, What::Attrs)?;
    let (own, now) = (uri.to_owned(), call.now);
    let edited = act_on(call, uri, &context, move |there| {
        change(there, &own, |entity| Ok(edit::update(entity, fragment.clone(), now)))
    })
    .await?;
    Ok(update_result(call, &edited))
}

/// `PATCH /entities/{id}/attrs/{name}` (clause 5.6.4).
pub async fn partial(call: &Call, uri: &str, name: &str) -> Reply {
    call.params.only(&["local", "via", "type", "datasetId"])?;
    check_uri(uri)?;
    check_attribute(name)?;
    let (json, context) = call.body().await?;
    let name = context.expand(name)?.into_owned();
    let fragment = read::fragment(&json, &context, What::Attr(&name))?;
    let (own, now) = (uri.to_owned(), call.now);
    act_on(call, uri, &context, move |there| {
        change(there, &own, |entity| {
            let attr = fragment.attrs.get(&name).and_then(|instances| instances.first());
            let attr = attr.ok_or_else(|| Error::bad("hub-attribute-empty").at(&*name))?;
            edit::partial(entity, &name, attr.dataset_id.as_deref(), attr.clone(), now)
        })
    })
    .await?;
    Ok(reply::empty(204))
}

/// `PUT /entities/{id}/attrs/{name}` (clause 5.6.19).
pub async fn replace_attr(call: &Call, uri: &str, name: &str) -> Reply {
    call.params.only(&["local", "via", "type", "datasetId"])?;
    check_uri(uri)?;
    check_attribute(name)?;
    let (json, context) = call.body().await?;
    let name = context.expand(name)?.into_owned();
    let instances = read::attribute(&json, &context, &name)?;
    let (own, now) = (uri.to_owned(), call.now);
    act_on(call, uri, &context, move |there| {
        change(there, &own, |entity| {
            let mut all = Edited::default();
            for instance in &instances {
                let edited = edit::replace_attr(entity, &name, instance.clone(), now)?;
                all.updated.extend(edited.updated);
                all.changes.extend(edited.changes);
            }
            Ok(all)
        })
    })
    .await?;
    Ok(reply::empty(204))
}

/// `DELETE /entities/{id}/attrs/{name}` (clause 5.6.5).
pub async fn delete_attr(call: &Call, uri: &str, name: &str) -> Reply {
    call.params.only(&["local", "via", "type", "datasetId", "deleteAll"])?;
    check_uri(uri)?;
    let context = call.link_context().await?;
    let scope = name == edit::SCOPE;
    let name = context.expand(name)?.into_owned();
    let (all, dataset) = (call.params.flag("deleteAll")?, call.params.get("datasetId").map(str::to_owned));
    let (own, now) = (uri.to_owned(), call.now);
    let past = (if scope { super::keys::SCOPE.to_owned() } else { name.clone() }, dataset.clone());
    let done = act_on(call, uri, &context, move |there| {
        change(there, &own, |entity| {
            if scope {
                return edit::delete_scope(entity, now);
            }
            let which = if all { Instances::All } else { Instances::One(dataset.as_deref()) };
            edit::delete_attr(entity, &name, which, now)
        })
    })
    .await;
    match done {
        // Of an entity that has only a history, the deletion is part of the history.
        Err(error) if error.kind == ErrorKind::ResourceNotFound => {
            let (name, dataset) = past;
            let recorded =
                crate::temporal::delete_attr_of_past(call, uri, &name, dataset.as_deref(), all).await?;
            recorded.map(|()| reply::empty(204)).ok_or_else(|| error.into())
        }
        done => Ok(done.map(|_| reply::empty(204))?),
    }
}

/// 204 when everything was done, 207 with an `UpdateResult` of full names otherwise (clause 5.2.18).
fn update_result(call: &Call, edited: &Edited) -> Response<Bytes> {
    if edited.complete() {
        return reply::empty(204);
    }
    let lang = qipan_web::Lang::of(&call.headers);
    let not_updated: Vec<_> = edited
        .not_updated
        .iter()
        .map(|(name, why)| {
            let reason = call.site.words.msg(lang, &why.message).into_owned();
            json!({"attributeName": name, "reason": reason})
        })
        .collect();
    reply::json(207, &json!({"updated": edited.updated, "notUpdated": not_updated}))
}

/// `DELETE /entities`: purge (clause 5.6.21).
pub async fn purge(call: &Call) -> Reply {
    super::consume::purge(call).await
}
