//! Asking the sources that may know an entity (clauses 4.3.6, 5.7.1, 6.3.17 and 6.3.18). A source is told nothing that
//! its registration does not say: not the caller's tenant, not its token.

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::utf8_percent_encode;
use qipan_ngsild::context::Context;
use qipan_ngsild::query::Types;
use qipan_ngsild::{Attr, Entity, Fallible, Timestamp, read};
use serde_json::Value;
use ureq::Agent;

use super::matching::Wanted;
use super::model::{Mode, Registration};
use super::store::{self, All, Stored};
use super::{FROM_REQUEST, identity};
use crate::http::{Call, Refusal};

/// How long a source may take, unless its registration says otherwise …
const PATIENCE: Duration = Duration::from_secs(5);
/// … and how long at most, whatever it says.
const LONGEST: Duration = Duration::from_secs(30);
/// An answer is read up to so many bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Sources asked for one call.
const MOST: usize = 32;
/// Headers that are of the connection or that have a member of their own (clause 4.3.6.5).
const OWN: [&str; 10] = [
    "link",
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "via",
    "ngsild-tenant",
    "accept",
    "accept-encoding",
];

/// An entity, with what sources say of it.
pub struct Gathered {
    /// The entity; `None` when nobody knows it.
    pub entity: Option<Entity>,
    /// Values of the NGSILD-Warning header.
    pub warnings: Vec<String>,
}

/// Completes what is held here of an entity with what sources know; `all` are the registrations of the tenant.
///
/// # Errors
/// 508 when whoever holds the entity is this broker, asked in a circle.
pub async fn retrieve(
    call: &Call,
    uri: &str,
    types: Option<&Types>,
    attrs: &[String],
    (held, all): (Option<Entity>, All),
) -> Result<Gathered, Refusal> {
    let alone = |entity| Ok(Gathered { entity, warnings: Vec::new() });
    if call.params.flag("local")? || all.is_empty() {
        return alone(held);
    }
    let passed = passed(call);
    let ids = [uri.to_owned()];
    let wanted =
        Wanted { ids: &ids, types, pattern: None, attrs: attrs.iter().map(String::as_str).collect() };
    let mut sources: Vec<Arc<Stored>> = all
        .iter()
        .filter(|stored| {
            let source = &stored.registration;
            source.live(call.now)
                && source.observed.is_none()
                && source.managed.is_none()
                && source.supports("retrieveEntity")
                && source.information.iter().any(|information| wanted.matches(information))
        })
        .cloned()
        .collect();
    let circle = passed.contains(&identity::alias(&call.hub, call.tenant.as_deref()));
    let known = |stored: &Arc<Stored>| {
        circle || stored.registration.alias.as_ref().is_some_and(|alias| passed.contains(alias))
    };
    if held.is_none() && sources.iter().any(|s| s.registration.proxied()) && sources.iter().all(known) {
        return Err(Refusal::Loop);
    }
    sources.retain(|stored| !known(stored));
    // Who holds data alone goes first, who only helps out goes last.
    sources.sort_by_key(|stored| match stored.registration.mode {
        Mode::Exclusive => 0,
        Mode::Redirect => 1,
        Mode::Inclusive => 2,
        Mode::Auxiliary => 3,
    });
    sources.truncate(MOST);
    ask(call, sources, &wanted, uri, held).await.map_err(Refusal::from)
}

async fn ask(
    call: &Call,
    sources: Vec<Arc<Stored>>,
    wanted: &Wanted<'_>,
    uri: &str,
    mut entity: Option<Entity>,
) -> Fallible<Gathered> {
    let agent = call.hub.registrations.agent(&call.hub.guard);
    // The source is asked in the caller's words, and answers in them unless it says otherwise.
    let context = call.link_context().await?;
    let mut asked = Vec::with_capacity(sources.len());
    for stored in &sources {
        let (agent, source) = (agent.clone(), stored.clone());
        let url = address(&source.registration, uri, wanted, &context);
        let headers = headers(call, &source.registration);
        asked.push(tokio::task::spawn_blocking(move || get(&agent, &source.registration, &url, &headers)));
    }
    let (mut warnings, mut records) = (Vec::new(), Vec::new());
    for (stored, asked) in sources.iter().zip(asked) {
        let source = &stored.registration;
        let answer = asked.await.unwrap_or_else(|_| Err("the request was broken off".to_owned()));
        records.push((stored.row, answer.is_ok()));
        let read = match answer {
            Ok(None) => continue,
            Ok(Some(body)) => understood(call, body, &context).await,
            Err(why) => Err(why),
        };
        match read {
            Ok(found) if found.id == uri => join(&mut entity, found, source, wanted),
            Ok(_) => warnings.push(warning(source, "the source answered with another entity")),
            Err(why) => {
                tracing::info!(source = source.id, %why, "a context source could not be asked");
                warnings.push(warning(source, "the source could not be asked"));
            }
        }
    }
    note(call, records).await?;
    Ok(Gathered { entity, warnings })
}

/// What came of the requests (table 5.2.9-2).
async fn note(call: &Call, records: Vec<(i64, bool)>) -> Fallible<()> {
    if records.is_empty() {
        return Ok(());
    }
    let now = call.now;
    let done = call.hub.db.write(move |tx| {
        records.iter().try_for_each(|(row, succeeded)| store::record(tx, *row, *succeeded, now))
    });
    done.await.map_err(crate::fault)
}

/// Those that a request has passed: pseudonyms of its Via headers.
fn passed(call: &Call) -> Vec<String> {
    let fields = call.headers.get_all("via").iter().filter_map(|value| value.to_str().ok());
    let hops = fields.flat_map(|field| field.split(','));
    hops.filter_map(|hop| hop.split_whitespace().nth(1)).map(str::to_owned).collect()
}

/// The URL of an entity at a source.
fn address(source: &Registration, uri: &str, wanted: &Wanted<'_>, context: &Context) -> String {
    let root = source.endpoint.trim_end_matches('/');
    let root = root.strip_suffix("/ngsi-ld/v1").unwrap_or(root);
    let path = crate::entities::provision::location(uri);
    let mut query = form_urlencoded::Serializer::new(String::new());
    // Only what is asked for, and of that only what the source has registered.
    let mut names: Vec<&str> = wanted.attrs.clone();
    let registered: Vec<&str> =
        parts(source, wanted).flat_map(|part| part.attributes()).map(String::as_str).collect();
    if parts(source, wanted).all(|part| !part.any_attribute()) {
        names = match names.is_empty() {
            true => registered,
            false => names.into_iter().filter(|name| registered.contains(name)).collect(),
        };
    }
    if !names.is_empty() {
        let names: Vec<_> = names.into_iter().map(|name| context.compact(name)).collect();
        query.append_pair("attrs", &names.join(","));
    }
    if source.management.as_ref().is_some_and(|management| management.local_only == Some(true)) {
        query.append_pair("local", "true");
    }
    let query = query.finish();
    if query.is_empty() { format!("{root}{path}") } else { format!("{root}{path}?{query}") }
}

fn parts<'r>(
    source: &'r Registration,
    wanted: &'r Wanted<'_>,
) -> impl Iterator<Item = &'r super::model::Information> {
    source.information.iter().filter(|information| wanted.matches(information))
}

fn headers(call: &Call, source: &Registration) -> Vec<(String, String)> {
    let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    let own = identity::alias(&call.hub, call.tenant.as_deref());
    let before = call.headers.get_all("via").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = before.collect();
    let via = [hops.as_slice(), &[format!("1.1 {own}").as_str()]].concat().join(", ");
    headers.push(("Via".to_owned(), via));
    if let Ok(Some(url)) = call.link() {
        let kind = "rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";
        headers.push(("Link".to_owned(), format!("<{url}>; {kind}")));
    }
    if let Some(tenant) = &source.tenant {
        headers.push(("NGSILD-Tenant".to_owned(), tenant.clone()));
    }
    for (name, value) in &source.source_info {
        if OWN.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            continue;
        }
        let value = if value == FROM_REQUEST {
            match call.headers.get(name.as_str()).and_then(|value| value.to_str().ok()) {
                Some(value) => value.to_owned(),
                None => continue,
            }
        } else {
            value.clone()
        };
        headers.push((name.clone(), value));
    }
    headers
}

/// Asks one source: its document, `None` when it does not know the entity.
fn get(
    agent: &Agent,
    source: &Registration,
    url: &str,
    headers: &[(String, String)],
) -> Result<Option<(Value, Option<String>)>, String> {
    let given = source.management.as_ref().and_then(|management| management.timeout.as_ref()?.as_f64());
    let patience =
        given.map_or(PATIENCE, |ms| Duration::from_secs_f64((ms / 1e3).clamp(0.001, LONGEST.as_secs_f64())));
    let mut request = agent.get(url);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut answer =
        request.config().timeout_global(Some(patience)).build().call().map_err(|error| error.to_string())?;
    let link = answer.headers().get("link").and_then(|value| value.to_str().ok()).map(str::to_owned);
    match answer.status().as_u16() {
        200 => {
            let body =
                answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|e| e.to_string())?;
            let json = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
            Ok(Some((json, link)))
        }
        404 => Ok(None),
        status => Err(format!("status {status}")),
    }
}

/// An answer with its names expanded: by the context inside, by that of its Link header, or by the one it was asked in.
async fn understood(
    call: &Call,
    (mut body, link): (Value, Option<String>),
    asked: &Context,
) -> Result<Entity, String> {
    let inside = body.as_object_mut().and_then(|members| members.remove("@context"));
    let named = link.as_deref().filter(|link| link.contains("json-ld#context")).and_then(|link| {
        let url = link.split_once('<')?.1.split_once('>')?.0;
        Some(Value::String(url.to_owned()))
    });
    let context = match inside.or(named) {
        Some(document) => call.context_of(&document).await.map_err(|error| format!("{error:?}"))?,
        None => asked.clone(),
    };
    read::entity(&body, &context).map_err(|error| format!("{error:?}"))
}

/// Adds what a source says (clause 4.5.5): what is newer wins, unless the source holds it alone or only helps out.
fn join(entity: &mut Option<Entity>, mut found: Entity, source: &Registration, wanted: &Wanted<'_>) {
    found.attrs.retain(|name, _| {
        parts(source, wanted).any(|part| part.any_attribute() || part.attributes().any(|known| known == name))
    });
    let Some(known) = entity else {
        *entity = Some(found);
        return;
    };
    for name in found.types {
        if !known.types.contains(&name) {
            known.types.push(name);
        }
    }
    for (name, instances) in found.attrs {
        let all = known.attrs.entry(name).or_default();
        for instance in instances {
            match all.iter_mut().find(|one| one.dataset_id == instance.dataset_id) {
                Some(one) if source.proxied() || source.mode == Mode::Inclusive && newer(&instance, one) => {
                    *one = instance;
                }
                Some(_) => {}
                None if instance.dataset_id.is_none() => all.insert(0, instance),
                None => all.push(instance),
            }
        }
    }
}

fn newer(one: &Attr, other: &Attr) -> bool {
    one.observed_at.is_some_and(|at| other.observed_at.is_none_or(|known: Timestamp| at > known))
}

/// A warning about a source, as the header has it.
fn warning(source: &Registration, words: &str) -> String {
    let agent = utf8_percent_encode(&source.id, percent_encoding::CONTROLS);
    format!("199 {agent} \"{words}\"")
}
