//! Batch operations (clauses 5.6.7 to 5.6.10 and 5.6.20): each entity by itself, all of them in one transaction.

use std::sync::Arc;

use qipan_kernel::Outcome;
use qipan_ngsild::edit::{self, MergeOptions};
use qipan_ngsild::read::{self, What};
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible, Timestamp};
use qipan_store::{Engine, Tx};
use serde_json::{Value, json};

use super::commands::{self, Decided, act_locked};
use super::provision::{change, check_uri, create_decision, remove};
use super::store::{self, Stored};
use crate::http::{Body, Call, Reply, reply};
use crate::hub::Hub;
use crate::rights::Rights;
use crate::subscriptions::Index;

/// What is to be done with one item of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Deed {
    Create,
    Replace,
    UpsertUpdate,
    Append { no_overwrite: bool },
    Merge,
    Delete,
}

/// One item: its entity, or why it cannot be read.
struct Item {
    id: String,
    entity: Fallible<Entity>,
}

/// What became of one item.
enum Done {
    Made,
    Changed,
    Refused(Error),
}

/// `POST /entityOperations/{which}`.
pub async fn run(call: &Call, which: &str) -> Reply {
    call.params.only(&["local", "via", "options", "lang"])?;
    let (which, deed) = match which {
        "create" => ("create", Deed::Create),
        "upsert" if call.params.option("update") => ("upsert", Deed::UpsertUpdate),
        "upsert" => ("upsert", Deed::Replace),
        "update" => ("update", Deed::Append { no_overwrite: call.params.option("noOverwrite") }),
        "merge" => ("merge", Deed::Merge),
        _ => ("delete", Deed::Delete),
    };
    let Value::Array(list) = call.json()? else {
        return Err(Error::bad("hub-batch-not-array").into());
    };
    if list.is_empty() {
        return Err(Error::bad("hub-batch-empty").into());
    }
    let limit = call.hub.options.batch_limit;
    if list.len() > limit {
        return Err(Error::new(ErrorKind::TooManyResults, "hub-batch-too-large").with("limit", limit).into());
    }
    if call.kind == Body::JsonLd && call.link()?.is_some() {
        return Err(Error::bad("hub-context-link-with-jsonld").at("Link").into());
    }
    let mut items = Vec::with_capacity(list.len());
    for (at, mut value) in list.into_iter().enumerate() {
        items.push(if deed == Deed::Delete {
            deletion(&value, at)?
        } else {
            item(call, deed, &mut value, at).await?
        });
    }
    let tenant = if matches!(deed, Deed::Delete | Deed::Merge | Deed::Append { .. }) {
        call.read_tenant()?
    } else {
        call.write_tenant().await?
    };
    let (hub, now) = (call.hub.clone(), call.now);
    let (rights, trace) = (call.rights.clone(), call.trace.clone());
    // Held here as well until the answer is made: the writer has others to serve than letting go of a batch.
    let items = Arc::new(items);
    let kept = items.clone();
    let done = call
        .hub
        .db
        .write_wide(move |tx| {
            let (mut fresh, mut spent) = (Vec::new(), Vec::with_capacity(items.len()));
            let mut done: Vec<Option<(String, Done)>> = items.iter().map(|_| None).collect();
            let uris: Vec<&str> =
                items.iter().filter(|item| item.entity.is_ok()).map(|item| item.id.as_str()).collect();
            let mut locked = store::lock_many(tx, tenant, &uris)?;
            let index = hub.subscriptions.index(tx, now)?;
            for at in turns(tx.engine(), &items) {
                let item = &items[at];
                // Named twice in one batch: the second time as the first has left it.
                let held = match locked.remove(&item.id) {
                    Some(held) => held,
                    None => store::lock(tx, tenant, &item.id)?,
                };
                let outcome = one(
                    tx,
                    (&hub, &rights, &index),
                    (tenant, held),
                    item,
                    deed,
                    now,
                    (&mut fresh, &mut spent),
                )?;
                done[at] = Some((item.id.clone(), outcome));
            }
            let done: Vec<(String, Done)> = done.into_iter().flatten().collect();
            trace.about(summary(which, &items, &done));
            let refused = done.iter().any(|(_, done)| matches!(done, Done::Refused(_)));
            let made = done.iter().any(|(_, done)| matches!(done, Done::Made));
            trace.write_in(
                tx,
                &hub,
                if refused {
                    207
                } else if made {
                    201
                } else {
                    204
                },
            )?;
            Ok((done, fresh, spent))
        })
        .await;
    let (done, fresh, spent) = done.map_err(crate::fault)?;
    call.trace.done();
    call.hub.names.learn(&fresh);
    call.hub.subscriptions.committed(call.now);
    let answer = answer(call, deed, done);
    drop((kept, spent));
    Ok(answer)
}

/// In which order items are done: as they came; where others write at the same time, in the order of their identifiers,
/// so that two batches of the same entities do not each wait for what the other has locked. Items of one entity stay as
/// they came.
fn turns(engine: Engine, items: &[Item]) -> Vec<usize> {
    let mut turns: Vec<usize> = (0..items.len()).collect();
    if engine == Engine::Postgres {
        turns.sort_by(|a, b| items[*a].id.cmp(&items[*b].id));
    }
    turns
}

/// What a batch was about, for the log: how many of which types, and the first of them.
fn summary(which: &'static str, items: &[Item], done: &[(String, Done)]) -> String {
    let refused = done.iter().filter(|(_, done)| matches!(done, Done::Refused(_))).count();
    let entities = items.iter().filter_map(|item| item.entity.as_ref().ok());
    let types: std::collections::BTreeSet<&str> =
        entities.flat_map(|entity| entity.types.iter().map(String::as_str)).collect();
    let types: Vec<&str> = types.into_iter().collect();
    let first = items.first().map_or("", |item| &item.id);
    format!("{which} {} (-{refused}) {} {first}", items.len(), types.join(" "))
}

fn deletion(value: &Value, at: usize) -> Fallible<Item> {
    let id = value.as_str().ok_or_else(|| Error::bad("hub-batch-item-not-uri").at(format!("[{at}]")))?;
    let id = check_uri(id).map_err(|e| e.at(format!("[{at}]")))?.to_owned();
    Ok(Item { entity: Ok(Entity { id: id.clone(), ..Entity::default() }), id })
}

async fn item(call: &Call, deed: Deed, value: &mut Value, at: usize) -> Fallible<Item> {
    if !value.is_object() {
        return Err(Error::bad("hub-batch-item-not-object").at(format!("[{at}]")));
    }
    let id =
        value.get("id").or_else(|| value.get("@id")).and_then(Value::as_str).unwrap_or_default().to_owned();
    let context = call.take_context(value).await;
    let entity = context.and_then(|context| match deed {
        Deed::Merge => read::fragment(value, &context, What::Entity),
        Deed::Append { .. } => read::fragment(value, &context, What::Append),
        _ => read::entity(value, &context),
    });
    let entity = entity.and_then(|mut entity| {
        check_uri(&id)?;
        entity.id.clone_from(&id);
        Ok(entity)
    });
    Ok(Item { id, entity })
}

fn one(
    tx: &mut Tx<'_>,
    (hub, rights, index): (&Arc<Hub>, &Rights, &Index),
    (tenant, held): (i64, Option<Stored>),
    item: &Item,
    deed: Deed,
    now: Timestamp,
    (fresh, spent): (&mut Vec<i64>, &mut Vec<commands::Done>),
) -> Outcome<Done> {
    let new = match &item.entity {
        Ok(entity) => entity,
        Err(error) => return Ok(Done::Refused(error.clone())),
    };
    let mut made = false;
    let mut decide = |there: Option<&Entity>| -> Fallible<Decided> {
        made = there.is_none();
        match (deed, there) {
            (Deed::Create, Some(_)) => Err(commands::exists(&new.id)),
            (Deed::Create | Deed::Replace | Deed::UpsertUpdate, None) => create_decision(new, now),
            (Deed::Replace, there) => {
                change(there, &new.id, |entity| Ok(edit::replace(entity, new.clone(), now)))
            }
            (Deed::UpsertUpdate, there) => {
                change(there, &new.id, |entity| Ok(edit::append(entity, new.clone(), false, now)))
            }
            (Deed::Append { no_overwrite }, there) => {
                change(there, &new.id, |entity| Ok(edit::append(entity, new.clone(), no_overwrite, now)))
            }
            (Deed::Merge, there) => change(there, &new.id, |entity| {
                Ok(edit::merge(entity, new.clone(), MergeOptions::default(), now))
            }),
            (Deed::Delete, there) => remove(there, &new.id, now),
        }
    };
    let mut guarded = |there: Option<&Entity>| rights.within(there, &mut decide);
    let locked = (tenant, item.id.as_str(), held);
    // In a batch, an entity of which an attribute was refused is an error of that entity.
    Ok(match act_locked(tx, hub, locked, now, fresh, false, index, &mut guarded)? {
        Ok(done) => {
            let refused = done.edited.not_updated.first().map(|(_, error)| error.clone());
            spent.push(done);
            match refused {
                Some(error) => Done::Refused(error),
                None if made => Done::Made,
                None => Done::Changed,
            }
        }
        Err(error) => Done::Refused(error),
    })
}

fn answer(call: &Call, deed: Deed, done: Vec<(String, Done)>) -> axum::http::Response<axum::body::Body> {
    let lang = qipan_web::Lang::of(&call.headers);
    let (mut success, mut made, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (id, done) in done {
        match done {
            Done::Made => {
                success.push(id.clone());
                made.push(id);
            }
            Done::Changed => success.push(id),
            Done::Refused(error) => {
                errors.push(json!({"entityId": id, "error": reply::details(&call.site, lang, &error)}));
            }
        }
    }
    let makes = matches!(deed, Deed::Create | Deed::Replace | Deed::UpsertUpdate);
    if !errors.is_empty() {
        return reply::json(207, &json!({"success": success, "errors": errors}));
    }
    if makes && !made.is_empty() { reply::json(201, &json!(made)) } else { reply::empty(204) }
}
