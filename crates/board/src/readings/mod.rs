//! Readings (读数): a commitment's measure bound to a query over the hub. What the query gives moves verified progress,
//! and so the light: measured, not claimed. The board knows no hub: whoever wires the program hands a [`Meter`] down.

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;

use std::pin::Pin;

use qipan_kernel::{Moment, Outcome};

pub use model::{Aggregate, Binding, Bound, Direction, Measure, Observed, Period, Query, Reading};

/// What a meter gives, later.
pub type Measuring = Pin<Box<dyn Future<Output = Outcome<Observed>> + Send>>;

/// Answers a query at a moment, from values not older than the second moment (if there is one). A part of the site, given
/// by the program that has a hub; its failures are about the fields of [`Query`].
pub struct Meter(pub Box<dyn Fn(Query, Moment, Option<Moment>) -> Measuring + Send + Sync>);

#[cfg(test)]
mod tests;
