//! Readings (读数): a commitment's measure bound to a query over the hub. What the query gives moves verified progress,
//! and so the light: measured, not claimed. The board knows no hub: whoever wires the program hands a [`Meter`] down.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

use std::pin::Pin;

use qipan_accounts::http::Call;
use qipan_kernel::{Failure, FailureKind, Moment, Outcome};

use crate::commitments::model::Commitment;

pub use model::{Aggregate, Binding, Bound, Direction, Measure, Observed, Period, Query, Reading};

/// What a meter gives, later.
pub type Measuring = Pin<Box<dyn Future<Output = Outcome<Observed>> + Send>>;

/// Answers a query at a moment, from values not older than the second moment (if there is one). A part of the site, given
/// by the program that has a hub; its failures are about the fields of [`Query`].
pub struct Meter(pub Box<dyn Fn(Query, Moment, Option<Moment>) -> Measuring + Send + Sync>);

/// What the hub says now to a binding of this commitment.
///
/// # Errors
/// Unavailable where there is no hub; what is wrong with the query.
pub async fn ask(call: &Call, binding: &Binding, commitment: &Commitment) -> Outcome<Observed> {
    let meter = call.site.find_part::<Meter>();
    let meter = meter.ok_or_else(|| Failure::new(FailureKind::Unavailable, "reading-no-hub"))?;
    let now = call.context()?.now;
    let from = rules::from(binding.query.period, commitment.version.terms.start_day, now);
    (meter.0)(binding.query.clone(), now, from).await
}

#[cfg(test)]
mod tests;
