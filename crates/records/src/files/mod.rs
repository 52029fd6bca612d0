//! Files by the digest of their bytes: evidence and original documents. The same bytes are stored once.

mod folder;
mod s3;
mod sign;

use std::path::PathBuf;
use std::sync::Arc;

use qipan_kernel::{Failure, FailureKind, Outcome};
use sha2::{Digest, Sha256};

pub use s3::{S3, S3Setting, S3Settings};

/// Where files are kept.
#[derive(Clone, Debug)]
pub enum Files {
    /// A folder of this machine (or one that is mounted).
    Folder(PathBuf),
    /// A bucket of an S3-compatible store.
    S3(Arc<S3>),
}

/// What [`Files::check`] stores in a bucket: the same few bytes each time, so at most one object.
const PROBE: &[u8] = b"qipan";

/// The SHA-256 of some bytes, in hexadecimal: their name in the store.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Files {
    /// Stores bytes durably and returns their digest. Bytes that are already there are not written again.
    ///
    /// # Errors
    /// `files-disk-full`, `files-unreachable`, and of a bucket `files-refused`, `files-no-bucket`; nothing half-written
    /// remains under the digest's name.
    pub fn put(&self, bytes: &[u8]) -> Outcome<String> {
        let digest = digest(bytes);
        match self {
            Files::Folder(root) => folder::put(root, &digest, bytes)?,
            Files::S3(bucket) => bucket.put(&digest, bytes)?,
        }
        Ok(digest)
    }

    /// The bytes of a digest.
    ///
    /// # Errors
    /// Not found; `files-damaged` when the bytes are no longer what was stored; what [`Files::put`] may refuse.
    pub fn get(&self, name: &str) -> Outcome<Vec<u8>> {
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Failure::not_found());
        }
        let bytes = match self {
            Files::Folder(root) => folder::get(root, name)?,
            Files::S3(bucket) => bucket.get(name)?,
        };
        if digest(&bytes) != name {
            return Err(Failure::new(FailureKind::Unavailable, "files-damaged").because(name));
        }
        Ok(bytes)
    }

    /// Can files be stored and read here?
    ///
    /// # Errors
    /// What [`Files::put`] and [`Files::get`] may refuse.
    pub fn check(&self) -> Outcome<()> {
        match self {
            Files::Folder(root) => folder::check(root),
            // No other request asks for exactly the rights that are needed.
            Files::S3(_) => self.put(PROBE).and_then(|name| self.get(&name)).map(drop),
        }
    }
}

/// The place, without keys.
impl std::fmt::Display for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Files::Folder(root) => write!(f, "{}", root.display()),
            Files::S3(bucket) => write!(f, "{bucket}"),
        }
    }
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

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn zip_kind(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(8_192)];
    let has = |name: &[u8]| head.windows(name.len()).any(|part| part == name);
    if has(b"word/") {
        DOCX
    } else if has(b"xl/") {
        XLSX
    } else {
        "application/zip"
    }
}

/// How names of files of a kind end. An archive may be any of those that are archives inside.
const ENDINGS: &[(&str, &[&str])] = &[
    ("image/jpeg", &["jpg", "jpeg", "jfif"]),
    ("image/png", &["png"]),
    ("image/webp", &["webp"]),
    ("application/pdf", &["pdf"]),
    (DOCX, &["docx", "docm", "dotx", "zip"]),
    (XLSX, &["xlsx", "xlsm", "xltx", "zip"]),
    (
        "application/zip",
        &["zip", "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "ofd", "ods", "odt"],
    ),
    ("video/mp4", &["mp4", "m4v", "mov", "m4a"]),
    ("text/plain", &["txt", "md", "csv", "htm", "html", "json", "xml", "log"]),
];

/// Whether a name may stand for a file of this kind: it does not end as files of another kind do. What is opened later is opened
/// by its name.
pub fn named_so(name: &str, media: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let mut kinds = ENDINGS.iter().filter(|(_, endings)| endings.contains(&ending.as_str())).peekable();
    kinds.peek().is_none() || kinds.any(|(kind, _)| *kind == media)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_name_does_not_promise_another_kind() {
        for (name, media, fine) in [
            ("建议书.pdf", "application/pdf", true),
            ("建议书.PDF", "text/plain", false),
            ("报告.docx", DOCX, true),
            ("报告.docx", "application/zip", true),
            ("报告.docx", XLSX, false),
            ("报告.docx", "image/png", false),
            ("附件.zip", DOCX, true),
            ("附件.ofd", "application/zip", true),
            ("照片.jpeg", "image/jpeg", true),
            ("照片.png", "image/jpeg", false),
            ("名册.csv", "text/plain", true),
            ("说明", "text/plain", true),
            ("a.b.示例", "application/pdf", true),
        ] {
            assert_eq!(named_so(name, media), fine, "{name} {media}");
        }
    }
}
