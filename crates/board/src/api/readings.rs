//! Bindings of measures over the API: what is read, what a query would say, and the acts on a binding.

use axum::http::StatusCode;
use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, Id, Moment, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::board::once;
use crate::commitments::commands::target;
use crate::commitments::model::Commitment;
use crate::commitments::store as commitments;
use crate::readings::{self, Binding, Bound, Observed, Reading, commands, rules, store};

/// Readings that are shown.
const SHOWN: usize = 200;

/// A binding as it shall be.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindIn {
    /// The version of the binding that the editor saw; 0 where there was none.
    #[serde(default)]
    pub version: i64,
    /// What is asked of the hub, and what the answer is held against.
    pub binding: Binding,
}

/// What a query says.
#[derive(Serialize, JsonSchema)]
pub struct TrialOut {
    /// The value; absent without data.
    pub value: Option<f64>,
    /// How many entities had a part in it.
    pub entities: i64,
    /// The progress that it would give, in basis points.
    pub verified: Option<i32>,
}

/// A commitment's binding, and what was read by it.
#[derive(Serialize, JsonSchema)]
pub struct BindingOut {
    /// Rises with every change; 0 where the measure was never bound.
    pub version: i64,
    /// The binding is in force.
    pub active: bool,
    /// What it says; after it was taken off, what it said last.
    pub binding: Option<Binding>,
    /// Digest of the query.
    pub digest: Option<String>,
    /// When and by whom it was last changed.
    pub changed_at: Option<String>,
    /// Who changed it last.
    pub changed_by: Option<String>,
    /// Readings, newest first.
    pub readings: Vec<ReadingOut>,
}

/// A reading.
#[derive(Serialize, JsonSchema)]
pub struct ReadingOut {
    id: i64,
    at: String,
    last_at: String,
    times: i64,
    value: Option<f64>,
    entities: i64,
    binding: i64,
    digest: String,
    verified: Option<i32>,
    moved: bool,
}

impl From<Reading> for ReadingOut {
    fn from(reading: Reading) -> ReadingOut {
        ReadingOut {
            id: reading.id.0,
            at: reading.at.rfc3339(),
            last_at: reading.last_at.rfc3339(),
            times: reading.times,
            value: reading.observed.value,
            entities: reading.observed.entities,
            binding: reading.binding,
            digest: reading.digest,
            verified: reading.verified.map(|progress| progress.0),
            moved: reading.moved,
        }
    }
}

fn shown(tx: &mut Tx<'_>, commitment: Id, bound: Option<Bound>) -> Outcome<BindingOut> {
    let readings = store::readings(tx, commitment, SHOWN)?.into_iter().map(ReadingOut::from).collect();
    let (version, active) = bound.as_ref().map_or((0, false), |bound| (bound.version, bound.active));
    let parts = bound.map(|b| (b.binding, b.digest, b.changed_at.rfc3339(), b.changed_by));
    let (binding, digest, changed_at, changed_by) = match parts {
        Some((binding, digest, at, by)) => (Some(binding), Some(digest), Some(at), Some(by)),
        None => (None, None, None, None),
    };
    Ok(BindingOut { version, active, binding, digest, changed_at, changed_by, readings })
}

/// The commitment of the path as it is, if the actor may do this to it.
async fn allowed(call: &Call, act: Act) -> Outcome<Commitment> {
    let id = call.id("id")?;
    let found = call.read(move |tx| commitments::as_of(tx, id, Moment(i64::MAX - 1))).await?;
    let found = found.ok_or_else(Failure::not_found)?;
    access::require_for(call.actor()?, act, &target(&found))?;
    Ok(found)
}

/// What the hub says to a binding that is well formed.
async fn measured(call: &Call, binding: &Binding, commitment: &Commitment) -> Outcome<Observed> {
    rules::check(binding)?;
    readings::ask(call, binding, commitment).await
}

pub(super) async fn one(call: Call) -> Outcome<Response> {
    let id = allowed(&call, Act::BoardView).await?.id;
    let read = move |tx: &mut Tx<'_>| {
        let bound = store::get(tx, id)?;
        shown(tx, id, bound)
    };
    call.answer(&call.read(read).await?)
}

pub(super) async fn trial(call: Call) -> Outcome<Response> {
    let binding: Binding = call.json()?;
    let commitment = allowed(&call, Act::Amend).await?;
    let observed = measured(&call, &binding, &commitment).await?;
    let verified = rules::progress(&binding.measure, observed).map(|progress| progress.0);
    call.answer(&TrialOut { value: observed.value, entities: observed.entities, verified })
}

pub(super) async fn bind(call: Call) -> Outcome<Response> {
    let input: BindIn = call.json()?;
    let commitment = allowed(&call, Act::Amend).await?;
    let observed = measured(&call, &input.binding, &commitment).await?;
    once(&call, StatusCode::OK, move |acting| {
        let (id, seen) = (commitment.id, input.version);
        let bound = commands::bind_and_read(acting, id, seen, &input.binding, observed)?;
        shown(acting.tx, id, Some(bound))
    })
    .await
}

pub(super) async fn unbind(call: Call) -> Outcome<Response> {
    let (id, seen) = (call.id("id")?, call.query.value("version").parse::<i64>());
    let seen = seen.map_err(|_| Failure::invalid("form-not-a-number").at("version"))?;
    once(&call, StatusCode::OK, move |acting| {
        commands::unbind(acting, id, seen)?;
        let bound = store::get(acting.tx, id)?;
        shown(acting.tx, id, bound)
    })
    .await
}
