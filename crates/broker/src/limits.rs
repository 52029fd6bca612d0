//! Limits that protect the hub from its callers: how often one token may call, how deep a body may nest.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use qipan_kernel::{Id, Moment};

/// A bucket of one token: full at the beginning, filled evenly, emptied by calls.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Calls that it holds, in thousandths.
    held: i64,
    /// When it was last looked at.
    at: Moment,
}

/// How often each token has called lately.
#[derive(Default)]
pub struct Buckets(Mutex<HashMap<Id, Bucket>>);

/// More tokens than this are not remembered: their buckets begin full again.
const MOST: usize = 10_000;

impl Buckets {
    /// Takes one call of `token`, of which `rate` a second are allowed and twice as many at once.
    ///
    /// # Errors
    /// The seconds after which there will be room again, at least one.
    pub fn take(&self, token: Id, rate: u32, now: Moment) -> Result<(), u64> {
        let full = i64::from(rate) * 2_000;
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST && !buckets.contains_key(&token) {
            buckets.clear();
        }
        let bucket = buckets.entry(token).or_insert(Bucket { held: full, at: now });
        // A clock that was set back fills nothing.
        let passed = (now.0 - bucket.at.0).clamp(0, 3_600_000);
        // `rate` calls a second are `rate` thousandths a millisecond.
        bucket.held = (bucket.held + passed * i64::from(rate)).min(full);
        bucket.at = now;
        if bucket.held >= 1_000 {
            bucket.held -= 1_000;
            return Ok(());
        }
        let missing = u64::try_from(1_000 - bucket.held).unwrap_or(0);
        Err(missing.div_ceil(u64::from(rate.max(1))).div_ceil(1_000).max(1))
    }
}

/// Whether arrays and objects of a JSON text nest deeper than `most`. Texts that are no JSON are none of its business.
pub fn too_deep(json: &[u8], most: usize) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_twice_its_rate_and_fills_evenly() {
        let (buckets, token) = (Buckets::default(), Id(7));
        let at = |ms: i64| Moment(1_000_000 + ms);
        for call in 0..10 {
            assert_eq!(buckets.take(token, 5, at(0)), Ok(()), "{call}");
        }
        assert_eq!(buckets.take(token, 5, at(0)), Err(1));
        assert_eq!(buckets.take(token, 5, at(199)), Err(1));
        assert_eq!(buckets.take(token, 5, at(200)), Ok(()));
        assert_eq!(buckets.take(token, 5, at(200)), Err(1));
        // Others have buckets of their own; a clock set back fills nothing.
        assert_eq!(buckets.take(Id(8), 5, at(200)), Ok(()));
        assert_eq!(buckets.take(token, 5, at(-5_000)), Err(1));
        // After a long time it is full, and not fuller.
        for _ in 0..10 {
            assert_eq!(buckets.take(token, 5, at(900_000)), Ok(()));
        }
        assert_eq!(buckets.take(token, 5, at(900_000)), Err(1));
    }

    #[test]
    fn depth_counts_what_is_open_outside_texts() {
        for (json, most, deep) in [
            (r#"{"a":[1]}"#, 2, false),
            (r#"{"a":[1]}"#, 1, true),
            (r#"{"a":"[[[["}"#, 1, false),
            (r#"{"a":"\"[[["}"#, 1, false),
            ("[[],[],[]]", 2, false),
            ("]]]][[", 2, false),
            ("[[[", 2, true),
        ] {
            assert_eq!(too_deep(json.as_bytes(), most), deep, "{json}");
        }
    }
}
