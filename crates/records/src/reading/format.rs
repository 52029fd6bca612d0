//! What a file is, by its content. A wrong file name extension does no harm.

use qipan_kernel::{Failure, Outcome};

/// The formats that have a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// A zip container: Word, Excel, or something else (its entries tell).
    Zip,
    /// PDF.
    Pdf,
}

/// First bytes of files that are certainly not documents, with the message that refuses them and the name shown.
const REFUSED: &[(&[u8], &str, &str)] = &[
    (b"MZ", "read-program", "Windows EXE"),
    (b"\x7fELF", "read-program", "ELF"),
    (b"\xfe\xed\xfa", "read-program", "Mach-O"),
    (b"\xcf\xfa\xed\xfe", "read-program", "Mach-O"),
    (b"\xca\xfe\xba\xbe", "read-program", "Java class"),
    (b"\x89PNG\r\n", "read-image", "PNG"),
    (b"\xff\xd8\xff", "read-image", "JPEG"),
    (b"GIF8", "read-image", "GIF"),
    (b"II*\0", "read-image", "TIFF"),
    (b"MM\0*", "read-image", "TIFF"),
    (b"\0\0\x01\0", "read-image", "ICO"),
    (b"Rar!\x1a\x07", "read-archive", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "read-archive", "7z"),
    (b"\x1f\x8b", "read-archive", "gzip"),
    (b"BZh", "read-archive", "bzip2"),
    (b"\xfd7zXZ\0", "read-archive", "xz"),
    (b"\x28\xb5\x2f\xfd", "read-archive", "zstd"),
    (b"ID3", "read-unsupported", "MP3"),
    (b"OggS", "read-unsupported", "Ogg"),
    (b"{\\rtf", "read-unsupported", "RTF"),
    (b"SQLite format 3\0", "read-unsupported", "SQLite"),
    (b"%!PS", "read-unsupported", "PostScript"),
];

/// First bytes of the compound file format: old Office files and encrypted new ones.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Finds out what `bytes` are; `name` only tells plain text, Markdown and HTML fragments apart.
///
/// # Errors
/// `read-program`, `read-image`, `read-archive`, `read-unsupported` (all with `what`), `read-legacy-doc`,
/// `read-legacy-xls`, `read-docx-encrypted`, `read-xlsx-encrypted`.
pub(crate) fn sniff(name: &str, bytes: &[u8]) -> Outcome<Kind> {
    let extension = name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase());
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes, &extension));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    for (magic, key, what) in REFUSED {
        // Two letters are a program only when binary bytes follow.
        if bytes.starts_with(magic) && (magic.len() > 3 || head.contains(&0)) {
            return Err(Failure::invalid(key).with("what", *what));
        }
    }
    let riff = bytes.starts_with(b"RIFF") && bytes.get(8..12).is_some();
    if riff || bytes.get(4..8) == Some(b"ftyp") || (bytes.starts_with(b"BM") && head.contains(&0)) {
        let what = match bytes.get(8..12) {
            Some(b"WEBP") => "WebP",
            Some(b"heic" | b"mif1" | b"avif") => "HEIC",
            _ if bytes.starts_with(b"BM") => "BMP",
            _ => return Err(Failure::invalid("read-unsupported").with("what", "audio/video")),
        };
        return Err(Failure::invalid("read-image").with("what", what));
    }
    // What a damaged or renamed container is not: a text.
    if matches!(extension.as_str(), "docx" | "xlsx") && head.contains(&0) {
        return Err(Failure::invalid(if extension == "docx" {
            "read-docx-damaged"
        } else {
            "read-xlsx-damaged"
        }));
    }
    if is_html(head) || (matches!(extension.as_str(), "html" | "htm" | "xhtml") && head.contains(&b'<')) {
        return Ok(Kind::Html);
    }
    Ok(if matches!(extension.as_str(), "md" | "markdown") { Kind::Markdown } else { Kind::Text })
}

fn is_html(head: &[u8]) -> bool {
    let plain: Vec<u8> =
        head.iter().filter(|b| b.is_ascii_graphic() || **b == b' ').map(u8::to_ascii_lowercase).collect();
    let text = String::from_utf8_lossy(&plain);
    let text = text.trim_start();
    text.starts_with("<!doctype html")
        || text.starts_with("<html")
        || (text.starts_with("<?xml") && text.contains("<html"))
        || (text.starts_with('<') && (text.contains("<head") || text.contains("<body")))
}

/// Old Office files and encrypted new ones, told apart by the names in the compound file's directory (UTF-16).
fn compound(bytes: &[u8], extension: &str) -> Failure {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    let key = if has("EncryptedPackage") || has("EncryptionInfo") {
        if extension.starts_with("xls") { "read-xlsx-encrypted" } else { "read-docx-encrypted" }
    } else if has("WordDocument") {
        "read-legacy-doc"
    } else if has("Workbook") || has("Book") {
        "read-legacy-xls"
    } else {
        match extension {
            "docx" => "read-docx-encrypted",
            "xlsx" => "read-xlsx-encrypted",
            "xls" | "et" => "read-legacy-xls",
            "doc" | "wps" => "read-legacy-doc",
            _ => return Failure::invalid("read-unsupported").with("what", "OLE"),
        }
    };
    Failure::invalid(key)
}
