//! Numbers for names: a type or attribute name in a tenant is stored as the first eight bytes of its digest. A writer
//! needs no look-up for it; two names with one number (one chance in 10^9 among 100 000) only cost a second look, since
//! what is found by number is always checked against the entity.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use qipan_kernel::Outcome;
use qipan_store::{Tx, params};
use sha2::{Digest, Sha256};

thread_local! {
    /// Numbers that this thread has worked out: a digest costs more than a look-up.
    static WORKED_OUT: RefCell<HashMap<String, (i64, i64)>> = RefCell::default();
}

/// Numbers that a thread remembers.
const WORKED_OUT_MOST: usize = 4_096;

/// The number of `iri` in `tenant`.
pub fn number(tenant: i64, iri: &str) -> i64 {
    WORKED_OUT.with_borrow_mut(|known| {
        if let Some((of, number)) = known.get(iri)
            && *of == tenant
        {
            return *number;
        }
        if known.len() >= WORKED_OUT_MOST {
            known.clear();
        }
        let number = work_out(tenant, iri);
        known.insert(iri.to_owned(), (tenant, number));
        number
    })
}

fn work_out(tenant: i64, iri: &str) -> i64 {
    let digest = Sha256::new().chain_update(tenant.to_be_bytes()).chain_update(iri.as_bytes()).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    // Positive, so that it reads as an identifier anywhere.
    i64::from_be_bytes(first) & i64::MAX
}

/// Names that are known to be in the store.
#[derive(Default)]
pub struct Names(RwLock<HashSet<i64>>);

/// Beyond so many names the memory starts again from nothing.
const REMEMBERED: usize = 100_000;

impl Names {
    /// Makes sure that the name is in the store and returns its number. `fresh` collects what was written: it becomes
    /// known only once the transaction is committed ([`Names::learn`]).
    pub fn keep(&self, tx: &mut Tx<'_>, tenant: i64, iri: &str, fresh: &mut Vec<i64>) -> Outcome<i64> {
        let id = number(tenant, iri);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&id);
        if !known && !fresh.contains(&id) {
            tx.queue(
                "insert into hub_name (id, tenant, iri) values ($1, $2, $3) on conflict (id) do nothing",
                params![id, tenant, iri],
            )?;
            fresh.push(id);
        }
        Ok(id)
    }

    /// These are in the store now.
    pub fn learn(&self, fresh: &[i64]) {
        if fresh.is_empty() {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() > REMEMBERED {
            known.clear();
        }
        known.extend(fresh);
    }
}
