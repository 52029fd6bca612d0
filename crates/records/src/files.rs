//! Files by the digest of their bytes: evidence and original documents. The same bytes are stored once.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use qipan_kernel::{Failure, FailureKind, Outcome};
use sha2::{Digest, Sha256};

/// Where files are kept.
#[derive(Clone, Debug)]
pub enum Files {
    /// A folder of this machine (or one that is mounted).
    Folder(PathBuf),
}

/// The SHA-256 of some bytes, in hexadecimal: their name in the store.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Files {
    /// Stores bytes durably and returns their digest. Bytes that are already there are not written again.
    ///
    /// # Errors
    /// `files-disk-full`, `files-unreachable`; nothing half-written remains under the digest's name.
    pub fn put(&self, bytes: &[u8]) -> Outcome<String> {
        let digest = digest(bytes);
        match self {
            Files::Folder(root) => put_in_folder(root, &digest, bytes).map_err(|e| fail(&e))?,
        }
        Ok(digest)
    }

    /// The bytes of a digest.
    ///
    /// # Errors
    /// Not found; `files-damaged` when the bytes are no longer what was stored.
    pub fn get(&self, name: &str) -> Outcome<Vec<u8>> {
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Failure::not_found());
        }
        let bytes = match self {
            Files::Folder(root) => std::fs::read(path(root, name)).map_err(|e| match e.kind() {
                ErrorKind::NotFound => Failure::not_found(),
                _ => fail(&e),
            })?,
        };
        if digest(&bytes) != name {
            return Err(Failure::new(FailureKind::Unavailable, "files-damaged").because(name));
        }
        Ok(bytes)
    }
}

fn path(root: &Path, digest: &str) -> PathBuf {
    root.join(&digest[..2]).join(digest)
}

/// Writes beside, syncs, then renames: a file of this name is whole or not there.
fn put_in_folder(root: &Path, digest: &str, bytes: &[u8]) -> std::io::Result<()> {
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

fn fail(error: &std::io::Error) -> Failure {
    let key = if error.kind() == ErrorKind::StorageFull { "files-disk-full" } else { "files-unreachable" };
    Failure::new(FailureKind::Unavailable, key).because(error)
}

/// What a file is, by its first bytes; the name and what the browser says do not count.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let starts = |prefix: &[u8]| bytes.starts_with(prefix);
    Some(match bytes {
        _ if starts(b"\xff\xd8\xff") => "image/jpeg",
        _ if starts(b"\x89PNG\r\n\x1a\n") => "image/png",
        _ if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => "image/webp",
        _ if starts(b"%PDF-") => "application/pdf",
        _ if starts(b"PK\x03\x04") => zip_kind(bytes),
        _ if bytes.get(4..8) == Some(b"ftyp") => "video/mp4",
        _ if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) && !bytes.is_empty() => {
            "text/plain"
        }
        _ => return None,
    })
}

fn zip_kind(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(8_192)];
    let has = |name: &[u8]| head.windows(name.len()).any(|part| part == name);
    if has(b"word/") {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    } else if has(b"xl/") {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else {
        "application/zip"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::Folder(folder.path().to_owned());
        let digest = files.put("现场照片".as_bytes()).unwrap();
        assert_eq!(files.put("现场照片".as_bytes()).unwrap(), digest, "stored once");
        assert_eq!(files.get(&digest).unwrap(), "现场照片".as_bytes());
        std::fs::write(path(folder.path(), &digest), "changed").unwrap();
        assert_eq!(files.get(&digest).unwrap_err().message.key, "files-damaged");
        for wrong in ["", "../../etc/passwd", &"0".repeat(64)] {
            assert_eq!(files.get(wrong).unwrap_err().kind, FailureKind::NotFound, "{wrong}");
        }
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, kind) in [
            (&b"\xff\xd8\xff\xe0 jpeg"[..], Some("image/jpeg")),
            (b"%PDF-1.7", Some("application/pdf")),
            ("文字".as_bytes(), Some("text/plain")),
            (b"\x7fELF\x02\x01\x00\xff\xfe", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), kind);
        }
    }
}
