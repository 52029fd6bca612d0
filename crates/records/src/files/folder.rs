//! Files in a folder: written beside, synced, then renamed.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use qipan_kernel::{Failure, FailureKind, Outcome};

fn path(root: &Path, digest: &str) -> PathBuf {
    root.join(&digest[..2]).join(digest)
}

/// A file of this name is whole or not there.
pub(super) fn put(root: &Path, digest: &str, bytes: &[u8]) -> Outcome<()> {
    write(root, digest, bytes).map_err(|e| fail(&e))
}

fn write(root: &Path, digest: &str, bytes: &[u8]) -> std::io::Result<()> {
    let target = path(root, digest);
    if target.exists() {
        return Ok(());
    }
    let folder = root.join(&digest[..2]);
    std::fs::create_dir_all(&folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(&folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist(&target)?;
    std::fs::File::open(&folder)?.sync_all()
}

pub(super) fn get(root: &Path, digest: &str) -> Outcome<Vec<u8>> {
    std::fs::read(path(root, digest)).map_err(|e| match e.kind() {
        ErrorKind::NotFound => Failure::not_found(),
        _ => fail(&e),
    })
}

/// Can it be written to? Nothing remains.
pub(super) fn check(root: &Path) -> Outcome<()> {
    let probe = root.join(".qipan-probe");
    std::fs::create_dir_all(root)
        .and_then(|()| std::fs::write(&probe, b"probe"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|e| fail(&e))
}

fn fail(error: &std::io::Error) -> Failure {
    let key = if error.kind() == ErrorKind::StorageFull { "files-disk-full" } else { "files-unreachable" };
    Failure::new(FailureKind::Unavailable, key).because(error)
}
