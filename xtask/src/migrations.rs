//! What has run somewhere is history: a migration is never edited. `docs/migrations.lock` holds the digest of each.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{files, root};

/// Path of the lock from the root.
pub const LOCK: &str = "docs/migrations.lock";

/// Digest of each migration file, by path.
pub fn digests() -> BTreeMap<String, String> {
    let sql = files(".sql").into_iter().filter(|(path, _)| path.contains("/migrations/"));
    sql.map(|(path, text)| {
        let digest = Sha256::digest(text.as_bytes());
        (path, digest.iter().map(|byte| format!("{byte:02x}")).collect())
    })
    .collect()
}

/// The lock as text.
pub fn lock_text() -> String {
    digests().iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect()
}

/// Migrations that were edited, or are not in the lock.
pub fn check() -> Vec<String> {
    let text = std::fs::read_to_string(root().join(LOCK)).unwrap_or_default();
    let locked: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once("  ")).map(|(d, p)| (p, d)).collect();
    let now = digests();
    let changed = now.iter().filter_map(|(path, digest)| match locked.get(path.as_str()) {
        Some(old) if old == digest => None,
        Some(_) => Some(format!("{path}: an old migration was edited; add a new one instead")),
        None => Some(format!("{path}: not in {LOCK}; run `cargo run -p xtask -- lock-migrations`")),
    });
    let gone = locked
        .keys()
        .filter(|path| !now.contains_key(**path))
        .map(|path| format!("{path}: a migration is gone"));
    changed.chain(gone).collect()
}
