//! What the hub remembers of contexts: documents, contexts built from them, and how often each was used.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use qipan_ngsild::Timestamp;

/// How long something is believed without asking the store: another process may have changed it.
const BELIEVED: i64 = 60_000_000;

struct Entry<V> {
    value: V,
    weight: usize,
    since: i64,
    used: AtomicI64,
}

/// A map that holds at most so much weight: the half that was not used for longest goes when it is full.
pub struct Bounded<K, V> {
    limit: usize,
    inner: RwLock<(HashMap<K, Entry<V>>, usize)>,
}

impl<K: Eq + Hash + Clone, V: Clone> Bounded<K, V> {
    /// Empty.
    pub fn new(limit: usize) -> Bounded<K, V> {
        Bounded { limit, inner: RwLock::new((HashMap::new(), 0)) }
    }

    /// What is remembered, unless for too long.
    pub fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let entry = inner.0.get(key).filter(|entry| now.0 - entry.since < BELIEVED)?;
        entry.used.store(now.0, Ordering::Relaxed);
        Some(entry.value.clone())
    }

    /// Remembers a value that weighs `weight`; not one that would take more than a quarter of the room.
    pub fn put(&self, key: K, value: V, weight: usize, now: Timestamp) {
        if weight > self.limit / 4 {
            return;
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let (map, total) = &mut *inner;
        let entry = Entry { value, weight, since: now.0, used: AtomicI64::new(now.0) };
        *total += weight;
        if let Some(old) = map.insert(key, entry) {
            *total -= old.weight;
        }
        if *total > self.limit {
            let mut ages: Vec<(i64, K)> =
                map.iter().map(|(key, entry)| (entry.used.load(Ordering::Relaxed), key.clone())).collect();
            ages.sort_unstable_by_key(|(used, _)| *used);
            for (_, key) in ages {
                if *total <= self.limit / 2 {
                    break;
                }
                if let Some(old) = map.remove(&key) {
                    *total -= old.weight;
                }
            }
        }
    }

    /// Forgets what `which` says.
    pub fn forget(&self, which: impl Fn(&K) -> bool) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.0.retain(|key, _| !which(key));
        inner.1 = inner.0.values().map(|entry| entry.weight).sum();
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).0.len()
    }
}

/// How often one context was used since the last time it was written down.
#[derive(Default, Debug)]
pub struct Usage {
    hits: AtomicI64,
    last: AtomicI64,
}

impl Usage {
    /// It was used.
    pub fn count(&self, now: Timestamp) {
        self.hits.fetch_add(1, Ordering::Relaxed);
        self.last.fetch_max(now.0, Ordering::Relaxed);
    }
}

/// Uses of contexts, by tenant and local identifier.
#[derive(Default)]
pub struct Usages(Mutex<HashMap<(i64, String), Arc<Usage>>>);

impl Usages {
    /// The counter of a context.
    pub fn of(&self, tenant: i64, local: &str) -> Arc<Usage> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry((tenant, local.to_owned())).or_default().clone()
    }

    /// Forgets a counter: its context is gone, and one that comes back begins anew.
    pub fn forget(&self, tenant: i64, local: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(tenant, local.to_owned()));
    }

    /// Takes out what was counted: tenant, identifier, hits, when last (milliseconds).
    pub fn take(&self) -> Vec<(i64, String, i64, i64)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counted = Vec::new();
        for ((tenant, local), usage) in all.iter() {
            let hits = usage.hits.swap(0, Ordering::Relaxed);
            if hits > 0 {
                counted.push((*tenant, local.clone(), hits, usage.last.load(Ordering::Relaxed) / 1_000));
            }
        }
        // Counters that nobody holds any more, because what was built with them is forgotten.
        all.retain(|_, usage| Arc::strong_count(usage) > 1);
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_keeps_what_is_used() {
        let memory: Bounded<u32, u32> = Bounded::new(100);
        for key in 0..10 {
            memory.put(key, key, 10, Timestamp(i64::from(key)));
        }
        assert_eq!(memory.len(), 10);
        assert_eq!(memory.get(&0, Timestamp(50)), Some(0));
        memory.put(10, 10, 10, Timestamp(60));
        assert!(memory.len() <= 5, "{}", memory.len());
        assert_eq!(memory.get(&0, Timestamp(61)), Some(0));
        assert_eq!(memory.get(&10, Timestamp(61)), Some(10));
        assert_eq!(memory.get(&1, Timestamp(61)), None);
        memory.put(11, 11, 26, Timestamp(62));
        assert_eq!(memory.get(&11, Timestamp(62)), None, "too heavy");
        assert_eq!(memory.get(&10, Timestamp(60 + BELIEVED)), None, "too old");
        memory.forget(|key| *key == 0);
        assert_eq!(memory.get(&0, Timestamp(63)), None);
    }

    #[test]
    fn uses_are_counted_once() {
        let usages = Usages::default();
        let one = usages.of(0, "a");
        one.count(Timestamp(5_000));
        one.count(Timestamp(3_000));
        assert_eq!(usages.take(), vec![(0, "a".to_owned(), 2, 5)]);
        assert_eq!(usages.take(), vec![]);
        one.count(Timestamp(7_000));
        drop(one);
        assert_eq!(usages.take(), vec![(0, "a".to_owned(), 1, 7)]);
        usages.of(0, "b").count(Timestamp(8_000));
        usages.forget(0, "b");
        assert_eq!(usages.take(), vec![]);
    }
}
