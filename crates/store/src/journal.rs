//! The journal (台账流水): every act leaves one entry, in the act's own transaction.
//!
//! Entries of one subject form a hash chain. Seals (a Merkle root over all entries since the last seal, chained) make
//! it visible when the end of the journal was cut off. `journal_verify` checks all of it.

use qipan_kernel::{Context, Id, Moment, Outcome};
use sha2::{Digest, Sha256};

use crate::{Engine, Tx, params};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The predecessor of the first entry of a chain and of the first seal.
pub const GENESIS: Hash = [0; 32];

/// PostgreSQL's advisory lock that keeps sealing and appending apart.
const SEAL_LOCK: i64 = 0x0071_6970_616e;

/// What is hashed of an entry, besides its predecessor's hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Position in the whole journal.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// Who, by identifier.
    pub actor: Id,
    /// Who, by name at that time.
    pub actor_name: String,
    /// What was done: `commitment.report`, `document.import`.
    pub act: String,
    /// Kind of the subject: `commitment`, `document`, `unit`.
    pub kind: String,
    /// The subject.
    pub subject: Id,
    /// Position in the subject's chain, from 1.
    pub n: i64,
    /// The act's particulars, as JSON.
    pub body: String,
}

impl Entry {
    /// The hash of the entry after an entry with hash `prev`. Every field is length-prefixed or of fixed width, so
    /// that no two entries have the same bytes.
    pub fn hash(&self, prev: &Hash) -> Hash {
        let mut digest = Sha256::new();
        digest.update(prev);
        for number in [self.seq, self.at.0, self.actor.0, self.subject.0, self.n] {
            digest.update(number.to_be_bytes());
        }
        for text in [&self.actor_name, &self.act, &self.kind, &self.body] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        digest.finalize().into()
    }
}

/// One statement gives the next number and the end of the subject's chain. The shared lock on PostgreSQL holds off a
/// seal until this transaction has ended; SQLite has one writer anyway.
fn head(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "select (select coalesce(max(seq), 0) + 1 from journal), j.n, j.hash from (select 1) one
             left join (select n, hash from journal where kind = $1 and subject = $2 order by n desc limit 1) j on true"
        }
        Engine::Postgres => {
            "select nextval('journal_seq'), j.n, j.hash
             from (select pg_advisory_xact_lock_shared(487100277102)) one
             left join (select n, hash from journal where kind = $1 and subject = $2 order by n desc limit 1) j on true"
        }
    }
}

/// Says that the act will append to this subject's chain, once it has locked the subject ([`Tx::foresee`]).
pub fn foresee(tx: &mut Tx<'_>, (kind, subject): (&str, Id)) -> Outcome<()> {
    tx.foresee(head(tx.engine()), params![kind, subject])
}

/// Appends the entry of one act. `body` holds what is needed to understand the act later: never a password, never
/// more personal data than the subject itself shows.
pub fn append(
    tx: &mut Tx<'_>,
    context: &Context,
    act: &str,
    (kind, subject): (&str, Id),
    body: &serde_json::Value,
) -> Outcome<i64> {
    let (seq, last, prev): (i64, Option<i64>, Option<Vec<u8>>) =
        tx.one(head(tx.engine()), params![kind, subject], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let prev: Hash = prev.and_then(|bytes| bytes.try_into().ok()).unwrap_or(GENESIS);
    let entry = Entry {
        seq,
        at: context.now,
        actor: context.actor.id,
        actor_name: context.actor.name.clone(),
        act: act.to_owned(),
        kind: kind.to_owned(),
        subject,
        n: last.unwrap_or(0) + 1,
        body: body.to_string(),
    };
    let hash = entry.hash(&prev);
    tx.add(
        "insert into journal (seq, at, actor, actor_name, act, kind, subject, n, body, prev, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            seq,
            entry.at,
            entry.actor,
            &entry.actor_name,
            &entry.act,
            &entry.kind,
            entry.subject,
            entry.n,
            &entry.body,
            &prev,
            &hash
        ],
    )?;
    Ok(seq)
}

/// The entries of one subject, newest first, at most `limit`.
pub fn of_subject(tx: &mut Tx<'_>, kind: &str, subject: Id, limit: usize) -> Outcome<Vec<Entry>> {
    tx.rows(
        "select seq, at, actor, actor_name, act, kind, subject, n, body from journal
         where kind = $1 and subject = $2 order by n desc limit $3",
        params![kind, subject, limit],
        read_entry,
    )
}

/// The whole journal, newest first, before position `before`, at most `limit`.
pub fn latest(tx: &mut Tx<'_>, before: i64, limit: usize) -> Outcome<Vec<Entry>> {
    tx.rows(
        "select seq, at, actor, actor_name, act, kind, subject, n, body from journal
         where seq < $1 order by seq desc limit $2",
        params![before, limit],
        read_entry,
    )
}

pub(crate) fn read_entry(row: &crate::Row<'_>) -> Outcome<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        actor_name: row.get(3)?,
        act: row.get(4)?,
        kind: row.get(5)?,
        subject: row.get(6)?,
        n: row.get(7)?,
        body: row.get(8)?,
    })
}

/// A seal: says that the journal up to `upto` had `entries` new entries with this Merkle root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Number of the seal, from 1.
    pub n: i64,
    /// The last sealed position.
    pub upto: i64,
    /// How many entries this seal covers.
    pub entries: i64,
    /// Merkle root over their hashes, in order of position.
    pub root: Hash,
    /// When it was made.
    pub at: Moment,
}

impl Seal {
    /// The hash of the seal after a seal with hash `prev`.
    pub fn hash(&self, prev: &Hash) -> Hash {
        let mut digest = Sha256::new();
        digest.update(prev);
        for number in [self.n, self.upto, self.entries, self.at.0] {
            digest.update(number.to_be_bytes());
        }
        digest.update(self.root);
        digest.finalize().into()
    }
}

/// Seals everything since the last seal; `None` when there is nothing new.
pub fn seal(tx: &mut Tx<'_>, now: Moment) -> Outcome<Option<Seal>> {
    if tx.engine() == Engine::Postgres {
        tx.one("select pg_advisory_xact_lock($1::bigint)::text", params![SEAL_LOCK], |_| Ok(()))?;
    }
    let last: Option<(i64, i64, Hash)> =
        tx.first("select n, upto, hash from seal order by n desc limit 1", &[], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let (n, from, prev) = last.unwrap_or((0, 0, GENESIS));
    let mut tree = Merkle::default();
    let mut upto = from;
    tx.each("select seq, hash from journal where seq > $1 order by seq", params![from], |row| {
        upto = row.get(0)?;
        tree.push(row.get(1)?);
        Ok(())
    })?;
    if upto == from {
        return Ok(None);
    }
    let seal = Seal { n: n + 1, upto, entries: tree.len(), root: tree.root(), at: now };
    tx.exec(
        "insert into seal (n, upto, entries, root, prev, hash, at) values ($1, $2, $3, $4, $5, $6, $7)",
        params![seal.n, seal.upto, seal.entries, &seal.root, &prev, &seal.hash(&prev), seal.at],
    )?;
    Ok(Some(seal))
}

/// A Merkle tree built leaf by leaf, in memory that grows with the logarithm of the leaves. Leaves and inner nodes are
/// hashed with different prefixes (RFC 6962, section 2.1), so that one cannot pass for the other.
#[derive(Default)]
pub struct Merkle {
    /// Roots of full subtrees, the largest first: (height, root).
    peaks: Vec<(u32, Hash)>,
    leaves: i64,
}

impl Merkle {
    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = (0, digest(&[&[0], &leaf]));
        while let Some((height, left)) = self.peaks.last().copied()
            && height == node.0
        {
            self.peaks.pop();
            node = (height + 1, digest(&[&[1], &left, &node.1]));
        }
        self.peaks.push(node);
        self.leaves += 1;
    }

    /// How many leaves there are.
    pub fn len(&self) -> i64 {
        self.leaves
    }

    /// True when there is no leaf.
    pub fn is_empty(&self) -> bool {
        self.leaves == 0
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return GENESIS };
        peaks.fold(last, |right, left| digest(&[&[1], &left, &right]))
    }
}

fn digest(parts: &[&[u8]]) -> Hash {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advisory_lock_in_the_sql_text_is_the_constant() {
        assert_eq!(SEAL_LOCK, 487_100_277_102);
    }

    #[test]
    fn a_merkle_root_depends_on_every_leaf_and_on_their_order() {
        let root = |leaves: &[u8]| {
            let mut tree = Merkle::default();
            leaves.iter().for_each(|leaf| tree.push([*leaf; 32]));
            tree.root()
        };
        let all = root(&[1, 2, 3, 4, 5]);
        for other in [&[1, 2, 3, 4][..], &[2, 1, 3, 4, 5], &[1, 2, 3, 4, 6], &[1, 2, 3, 4, 5, 5]] {
            assert_ne!(all, root(other));
        }
    }
}
