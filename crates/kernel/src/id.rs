//! Identifiers: integers that rise with time, so that a primary key is also an order of creation, and that every reader of JSON
//! keeps exactly.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use crate::time::Moment;

/// The identifier of any stored thing.
///
/// Layout: milliseconds since 2020-01-01 in the upper 41 bits (until 2089), 4 bits of node, 8 bits of sequence: 53 bits, so that
/// programs whose numbers are floating-point (RFC 8259 section 6) read it as it is. A millisecond in which more are given
/// borrows from the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Id(pub i64);

/// 2020-01-01T00:00:00Z in milliseconds: the zero of identifiers.
const EPOCH_MS: i64 = 1_577_836_800_000;
const SEQUENCE_BITS: u32 = 8;
const NODE_BITS: u32 = 4;

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Id)
    }
}

impl Id {
    /// The highest that every reader of JSON keeps exactly.
    pub const MAX: Id = Id((1 << 53) - 1);

    /// The lowest identifier of that millisecond: whatever was made at `moment` or later has this one or a higher.
    pub fn first_of(moment: Moment) -> Id {
        let most = Id::MAX.0 >> (SEQUENCE_BITS + NODE_BITS);
        Id(moment.0.saturating_sub(EPOCH_MS).clamp(0, most) << (SEQUENCE_BITS + NODE_BITS))
    }
}

/// Gives out identifiers. One per process; processes that share a database have different `node` numbers.
///
/// The source never gives the same identifier twice and never goes back, even when the clock does.
#[derive(Debug)]
pub struct IdSource {
    last: AtomicI64,
    node: i64,
}

impl IdSource {
    /// The highest process number.
    pub const NODE_MAX: u16 = (1 << NODE_BITS) - 1;

    /// A source for process number `node` (0 to [`IdSource::NODE_MAX`]; higher bits are dropped).
    pub fn new(node: u16) -> Self {
        IdSource { last: AtomicI64::new(0), node: i64::from(node & IdSource::NODE_MAX) }
    }

    /// A source that goes on after `highest`, the highest identifier in use: a restart with the clock set back then
    /// gives no identifier again and none that is lower.
    pub fn after(node: u16, highest: Id) -> Self {
        let source = IdSource::new(node);
        // The next millisecond: within one, another process's number may stand higher.
        let ms = (highest.0 >> (SEQUENCE_BITS + NODE_BITS)) + 1;
        source.last.store((ms << SEQUENCE_BITS) - 1, Ordering::Relaxed);
        source
    }

    /// The next identifier at or after `now`.
    pub fn next(&self, now: Moment) -> Id {
        // `last` counts (milliseconds, sequence) pairs without the node, so that adding one is always "later".
        let floor = (now.0 - EPOCH_MS).max(0) << SEQUENCE_BITS;
        let mut previous = self.last.load(Ordering::Relaxed);
        loop {
            let next = floor.max(previous + 1);
            match self.last.compare_exchange_weak(previous, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    let ms = next >> SEQUENCE_BITS;
                    let sequence = next & ((1 << SEQUENCE_BITS) - 1);
                    return Id((ms << (SEQUENCE_BITS + NODE_BITS)) | (self.node << SEQUENCE_BITS) | sequence);
                }
                Err(seen) => previous = seen,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_goes_on_after_the_highest() {
        let highest = IdSource::new(7).next(Moment(EPOCH_MS + 1_000));
        let restarted = IdSource::after(3, highest).next(Moment(EPOCH_MS + 10));
        assert!(restarted > highest, "{restarted} after {highest}");
    }

    #[test]
    fn what_is_made_later_has_a_higher_id_than_the_first_of_its_time() {
        let source = IdSource::new(0);
        let first = Id::first_of(Moment(EPOCH_MS + 1_000));
        assert!(
            source.next(Moment(EPOCH_MS + 999)) < first && source.next(Moment(EPOCH_MS + 1_000)) >= first
        );
        assert_eq!(Id::first_of(Moment(i64::MIN)), Id(0));
        assert!(Id::first_of(Moment(i64::MAX)) > first);
    }

    #[test]
    fn every_reader_of_json_keeps_an_id_exactly() {
        let source = IdSource::new(IdSource::NODE_MAX);
        // 2089-01-01, the last year.
        let id = (0..1_000).map(|_| source.next(Moment(3_755_289_600_000))).last().unwrap();
        assert!(id < Id::MAX && id.0 as f64 as i64 == id.0, "{id}");
    }

    #[test]
    fn ids_rise_even_when_the_clock_goes_back() {
        let source = IdSource::new(3);
        let mut last = Id(0);
        for ms in [5, 5, 5, 4, 3, 900, 10] {
            let id = source.next(Moment(EPOCH_MS + ms));
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }
}
