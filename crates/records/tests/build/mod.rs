//! Office files made of their parts.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A zip container of the given entries.
pub fn zip_of(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A plain paragraph.
pub fn para(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A document with this body.
pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A document with this body and further parts.
pub fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let mut entries = vec![("[Content_Types].xml", "<Types/>"), ("word/document.xml", document.as_str())];
    entries.extend_from_slice(parts);
    zip_of(&entries)
}
