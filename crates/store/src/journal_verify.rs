//! Checks the whole journal offline: every hash, every chain, every seal; says where the first wrong things are.

use std::collections::HashMap;

use qipan_kernel::{Id, Outcome};
use serde::Serialize;

use crate::journal::{GENESIS, Hash, Merkle, Seal, read_entry};
use crate::{Tx, params};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Locale key of the sentence (`journal-…`).
    pub key: &'static str,
    /// Position in the journal, or number of the seal.
    pub seq: i64,
    /// Subject of the entry, as `kind subject n`.
    pub subject: String,
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Entries read.
    pub entries: i64,
    /// Subjects (chains) seen.
    pub chains: usize,
    /// Seals checked.
    pub seals: usize,
    /// Entries after the last seal: their chains hold, but a cut tail among them could not be seen.
    pub unsealed: i64,
    /// What is wrong, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

/// More findings than this are not listed.
pub const MAX_FINDINGS: usize = 100;

impl Verdict {
    /// True when nothing is wrong.
    pub fn sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, key: &'static str, seq: i64, subject: String) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(Finding { key, seq, subject });
        }
    }
}

/// Reads the journal once, in order, and checks it. `progress` is called with the number of entries read so far, now
/// and then. Memory grows with the number of subjects, not of entries.
pub fn verify(tx: &mut Tx<'_>, mut progress: impl FnMut(i64)) -> Outcome<Verdict> {
    let mut verdict = Verdict::default();
    let seals = read_seals(tx, &mut verdict)?;
    verdict.seals = seals.len();

    // Chains are keyed by a number for the kind, so that a million subjects do not mean a million strings.
    let mut kinds: HashMap<String, u32> = HashMap::new();
    let mut heads: HashMap<(u32, Id), (i64, Hash)> = HashMap::new();
    let mut open = seals.iter();
    let mut seal = open.next();
    let mut tree = Merkle::default();

    let sql = "select seq, at, actor, actor_name, act, kind, subject, n, body, prev, hash from journal order by seq";
    tx.each(sql, &[], |row| {
        let entry = read_entry(row)?;
        let (prev, hash): (Vec<u8>, Vec<u8>) = (row.get(9)?, row.get(10)?);
        while let Some(current) = seal.filter(|s| s.upto < entry.seq) {
            close(&mut verdict, current, &tree);
            tree = Merkle::default();
            seal = open.next();
        }
        let next_kind = kinds.len() as u32;
        let kind = match kinds.get(&entry.kind) {
            Some(kind) => *kind,
            None => *kinds.entry(entry.kind.clone()).or_insert(next_kind),
        };
        let (last, expected) = heads.get(&(kind, entry.subject)).copied().unwrap_or((0, GENESIS));
        let name = || format!("{} {} {}", entry.kind, entry.subject, entry.n);
        if entry.n != last + 1 {
            verdict.find("journal-gap", entry.seq, name());
        } else if prev != expected {
            verdict.find("journal-broken-chain", entry.seq, name());
        }
        let computed = entry.hash(&prev.as_slice().try_into().unwrap_or(GENESIS));
        if hash != computed {
            verdict.find("journal-altered", entry.seq, name());
        }
        tree.push(hash.as_slice().try_into().unwrap_or(GENESIS));
        heads.insert((kind, entry.subject), (entry.n, computed));
        verdict.entries += 1;
        if verdict.entries % 16_384 == 0 {
            progress(verdict.entries);
        }
        Ok(())
    })?;
    match seal {
        Some(current) => {
            close(&mut verdict, current, &tree);
            // Seals beyond the end of the journal: their entries are gone.
            open.for_each(|rest| close(&mut verdict, rest, &Merkle::default()));
        }
        None => verdict.unsealed = tree.len(),
    }
    verdict.chains = heads.len();
    progress(verdict.entries);
    Ok(verdict)
}

fn close(verdict: &mut Verdict, seal: &Seal, tree: &Merkle) {
    if tree.len() < seal.entries {
        verdict.find("journal-entries-missing", seal.upto, format!("seal {}", seal.n));
    } else if tree.root() != seal.root || tree.len() != seal.entries {
        verdict.find("journal-seal-differs", seal.upto, format!("seal {}", seal.n));
    }
}

fn read_seals(tx: &mut Tx<'_>, verdict: &mut Verdict) -> Outcome<Vec<Seal>> {
    let mut expected = GENESIS;
    let mut number = 0;
    tx.rows("select n, upto, entries, root, at, prev, hash from seal order by n", params![], |row| {
        let root: Vec<u8> = row.get(3)?;
        let (prev, hash): (Vec<u8>, Vec<u8>) = (row.get(5)?, row.get(6)?);
        let seal = Seal {
            n: row.get(0)?,
            upto: row.get(1)?,
            entries: row.get(2)?,
            root: root.as_slice().try_into().unwrap_or(GENESIS),
            at: row.get(4)?,
        };
        number += 1;
        let computed = seal.hash(&expected);
        if seal.n != number || prev != expected || hash != computed || root.len() != 32 {
            verdict.find("journal-seal-altered", seal.upto, format!("seal {}", seal.n));
        }
        expected = hash.as_slice().try_into().unwrap_or(GENESIS);
        Ok(seal)
    })
}
