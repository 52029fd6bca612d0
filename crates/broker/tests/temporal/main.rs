//! The temporal API, on both engines, as clients speak to it.

mod consume;
mod house;
mod provide;
mod sums;
mod tail;
mod upkeep;
