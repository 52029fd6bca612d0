//! The query languages (ETSI GS CIM 009 V1.9.1): attribute values (`q`, clause 4.9), places (4.10), times (4.11), types
//! (4.17), scopes (4.19), projection (4.21) and order (4.23). Each is read from text by a parser that bounds length and
//! depth, never panics and says where a fault stands; each can then be asked whether an entity matches.

mod geo;
mod order;
mod projection;
mod q;
mod scope;
mod temporal;
#[cfg(test)]
mod tests;
mod text;
mod types;

use crate::error::Fallible;

pub use self::geo::{Bounds, EARTH_RADIUS, GeoQ, GeoRel, Shape, bounds_of, distance};
pub use order::{Direction, Order, OrderTerm};
pub use projection::{Projected, Projection};
pub use q::{
    Compare, Conjunct, Linked, Literal, Name, Path, Pattern, Q, QOptions, Subject, Term, Test, Tree,
};
pub use scope::ScopeQ;
pub use temporal::{Aggregation, Method, Period, TemporalQ, TimeProperty, Window};
pub use types::Types;

/// Turns a term into a full name with the caller's `@context`.
pub type Expand<'a> = &'a dyn Fn(&str) -> Fallible<String>;

/// No query text may be longer than this many bytes.
pub const MAX_LENGTH: usize = 16_384;

/// Parentheses and braces may not be nested deeper than this.
pub const MAX_DEPTH: usize = 32;

/// A query may not have more terms than this.
pub const MAX_TERMS: usize = 500;
