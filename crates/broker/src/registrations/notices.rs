//! What subscribers are told of registrations (clauses 5.3.2 and 5.11.7). A change queues its notices in its own
//! transaction, and the deliveries of all subscriptions are the same.

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::context::Context;
use qipan_ngsild::query::{Q, QOptions, TemporalQ};
use qipan_ngsild::{Error, Fallible, Timestamp};
use qipan_store::Tx;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::commands::Act;
use super::matching::Search;
use super::model::Registration;
use super::write::{self, Form};
use crate::hub::Hub;
use crate::subscriptions::{self, Accept, Message, Sub, Subscription};

/// Registrations in one notice at most.
const MOST: usize = 1_000;

/// Why somebody is told (table 5.3.2-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Reason {
    NewlyMatching,
    Updated,
    NoLongerMatching,
}

/// What is told, as it is kept until it is delivered.
#[derive(Debug, Serialize, Deserialize)]
struct Notice {
    reason: Reason,
    registrations: Vec<Registration>,
}

/// A temporal query (clause 5.2.21) as it was sent.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Timed {
    timerel: String,
    time_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeproperty: Option<String>,
}

impl Timed {
    /// Reads a query and checks it.
    ///
    /// # Errors
    /// `BadRequestData` with the member in question.
    pub fn read(value: &Value) -> Fallible<Timed> {
        let wrong = || Error::bad("ngsild-query-time-missing").with("name", "timerel").at("temporalQ");
        let time: Timed = serde_json::from_value(value.clone()).map_err(|_| wrong())?;
        time.query()?;
        Ok(time)
    }

    /// The query, ready to be asked.
    ///
    /// # Errors
    /// `BadRequestData` for what cannot be read.
    pub fn query(&self) -> Fallible<TemporalQ> {
        let (rel, at) = (Some(self.timerel.as_str()), Some(self.time_at.as_str()));
        TemporalQ::parse(rel, at, self.end_time_at.as_deref(), self.timeproperty.as_deref(), None)
    }
}

/// What a subscription looks for, one search for each of its selectors of entities.
fn searches(doc: &Subscription) -> Fallible<Vec<Search>> {
    let options = QOptions { field: "csf", ..QOptions::default() };
    let csf = doc.csf.as_deref().map(|csf| Q::parse(csf, options, &|name| doc.csf_name(name))).transpose()?;
    let time = doc.time.as_ref().map(|time| time.query()).transpose()?;
    // Attributes count only where they are listed on both sides (clauses 5.11.7 and 5.12).
    let told = &doc.notification.attributes;
    let attrs = if told.is_empty() || doc.watched.is_empty() {
        Vec::new()
    } else {
        told.iter().chain(&doc.watched).cloned().collect()
    };
    let queries = doc.queries()?;
    Ok(queries
        .into_iter()
        .map(|query| Search { query, attrs: attrs.clone(), csf: csf.clone(), time: time.clone() })
        .collect())
}

/// What of a registration a subscription is about; `None` when nothing.
fn relevant(searches: &[Search], registration: &Registration) -> Option<Registration> {
    let matching: Vec<&Search> = searches.iter().filter(|search| search.accepts(registration)).collect();
    if matching.is_empty() {
        return None;
    }
    let mut relevant = registration.clone();
    relevant.information.retain(|information| matching.iter().any(|search| search.is_about(information)));
    Some(relevant)
}

fn fault(error: Error) -> Failure {
    Failure::internal(format!("{error:?}"))
}

/// Queues what subscribers are to be told about a change, in its own transaction.
pub fn changed(tx: &mut Tx<'_>, hub: &Hub, act: &Act<'_>) -> Outcome<()> {
    let index = hub.subscriptions.index(tx, act.now)?;
    for sub in index.of_sources(act.tenant) {
        if sub.doc.interval.is_some() || !sub.active(act.now) {
            continue;
        }
        let searches = searches(&sub.doc).map_err(fault)?;
        let before = act.before.and_then(|registration| relevant(&searches, registration));
        let after = act.after.and_then(|registration| relevant(&searches, registration));
        let (reason, told) = match (before, after) {
            (None, None) => continue,
            (None, Some(after)) => (Reason::NewlyMatching, after),
            (Some(_), Some(after)) => (Reason::Updated, after),
            (Some(before), None) => (Reason::NoLongerMatching, before),
        };
        let notice = text(&Notice { reason, registrations: vec![told] })?;
        subscriptions::queue(tx, sub.id, act.now, None, Some(&notice))?;
        hub.subscriptions.queued(act.now);
    }
    Ok(())
}

/// Queues what a subscriber is told at first, and after the subscription was changed: whatever matches now.
pub fn begin(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    row: i64,
    doc: &Subscription,
    now: Timestamp,
) -> Outcome<()> {
    if let Some(notice) = all(tx, hub, tenant, doc, now)? {
        subscriptions::queue(tx, row, now, None, Some(&notice))?;
        hub.subscriptions.queued(now);
    }
    Ok(())
}

/// What a subscription finds now, as it is kept until it is delivered; `None` when nothing.
pub fn all(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    doc: &Subscription,
    now: Timestamp,
) -> Outcome<Option<String>> {
    let searches = searches(doc).map_err(fault)?;
    let known = hub.registrations.all(tx, tenant, now)?;
    let live = known.iter().map(|stored| &stored.registration).filter(|registration| registration.live(now));
    let registrations: Vec<Registration> =
        live.filter_map(|registration| relevant(&searches, registration)).take(MOST).collect();
    if registrations.is_empty() {
        return Ok(None);
    }
    text(&Notice { reason: Reason::NewlyMatching, registrations }).map(Some)
}

fn text(notice: &Notice) -> Outcome<String> {
    serde_json::to_string(notice).map_err(Failure::internal)
}

/// Makes the message of a notice.
///
/// # Errors
/// For what is stored and cannot be read.
pub fn message(sub: &Sub, delivery: i64, at: Timestamp, doc: &str, context: &Context) -> Outcome<Message> {
    let notice: Notice =
        serde_json::from_str(doc).map_err(|e| Failure::internal(format!("a stored notice: {e}")))?;
    let form = Form { sys_attrs: sub.doc.notification.sys_attrs == Some(true), context: false };
    let data: Value = notice
        .registrations
        .iter()
        .map(|registration| write::registration(registration, context, form))
        .collect();
    let mut body = json!({
        "id": format!("urn:ngsi-ld:ContextSourceNotification:{delivery}"),
        "type": "ContextSourceNotification",
        "subscriptionId": sub.doc.id,
        "notifiedAt": at.to_string(),
        "triggerReason": notice.reason,
        "data": data,
    });
    let accept = sub.doc.notification.endpoint.accept.unwrap_or_default();
    // There is no GeoJSON of registrations.
    let media = if accept == Accept::JsonLd { Accept::JsonLd.media() } else { Accept::Json.media() };
    let link = if accept == Accept::JsonLd {
        body["@context"] = context.source().clone();
        None
    } else {
        Some(subscriptions::link(sub, context))
    };
    Ok(Message { media, link, body: body.to_string().into_bytes() })
}
