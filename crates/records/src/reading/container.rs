//! Office files are zip containers of XML parts. Both are read within limits: a container may lie about its sizes, and
//! XML may try to grow.

use std::io::{Cursor, Read};

use qipan_kernel::{Failure, FailureKind, Outcome};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Limits;

/// An opened container.
pub(crate) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    unpacked: usize,
    damaged: &'static str,
}

/// What the entries of a container say it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Office {
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
}

impl<'a> Container<'a> {
    /// Opens a container and says what it is.
    ///
    /// # Errors
    /// `read-docx-damaged`, `read-xlsx-damaged` (by the name of the file), `read-zip-too-many`, `read-zip-bomb`,
    /// `read-unsupported` or `read-archive` for other containers, `read-…-encrypted` for encrypted entries.
    pub fn open(name: &str, bytes: &'a [u8], limits: &'a Limits) -> Outcome<(Container<'a>, Office)> {
        let excel = name.to_ascii_lowercase().ends_with(".xlsx") || contains(bytes, b"xl/workbook");
        let damaged = if excel { "read-xlsx-damaged" } else { "read-docx-damaged" };
        let mut archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| Failure::invalid(damaged).because(error))?;
        if archive.len() > limits.entries {
            return Err(
                Failure::new(FailureKind::TooLarge, "read-zip-too-many").with("limit", limits.entries)
            );
        }
        let mut office = None;
        let mut other = None;
        let mut sum = 0u64;
        for index in 0..archive.len() {
            let entry =
                archive.by_index_raw(index).map_err(|error| Failure::invalid(damaged).because(error))?;
            if entry.encrypted() {
                return Err(Failure::invalid(if excel {
                    "read-xlsx-encrypted"
                } else {
                    "read-docx-encrypted"
                }));
            }
            sum = sum.saturating_add(entry.size());
            if is_bomb(entry.size(), entry.compressed_size(), limits) || sum > limits.unpacked_bytes as u64 {
                return Err(bomb());
            }
            match entry.name().as_deref().unwrap_or_default() {
                "word/document.xml" => office = Some(Office::Docx),
                "xl/workbook.xml" => office = Some(Office::Xlsx),
                "ppt/presentation.xml" => other = Some("PPTX"),
                "content.xml" => other = Some("OpenDocument"),
                "OFD.xml" => other = Some("OFD"),
                _ => {}
            }
        }
        let Some(office) = office else {
            return Err(match other {
                Some(what) => Failure::invalid("read-unsupported").with("what", what),
                None if name.ends_with(".docx") || name.ends_with(".xlsx") => Failure::invalid(damaged),
                None => Failure::invalid("read-archive").with("what", "ZIP"),
            });
        };
        let damaged = if office == Office::Xlsx { "read-xlsx-damaged" } else { "read-docx-damaged" };
        Ok((Container { archive, limits, unpacked: 0, damaged }, office))
    }

    /// The text of an entry, or nothing when there is no such entry.
    pub fn part(&mut self, name: &str) -> Outcome<Option<String>> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let entry =
            self.archive.by_index(index).map_err(|error| Failure::invalid(self.damaged).because(error))?;
        let packed = entry.compressed_size();
        let room =
            self.limits.entry_bytes.min(self.limits.unpacked_bytes.saturating_sub(self.unpacked)) as u64;
        let mut bytes = Vec::new();
        entry
            .take(room + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::invalid(self.damaged).because(error))?;
        if bytes.len() as u64 > room || is_bomb(bytes.len() as u64, packed, self.limits) {
            return Err(bomb());
        }
        self.unpacked += bytes.len();
        let (encoding, mark) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
        Ok(Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned()))
    }

    /// The text of an entry that must be there.
    pub fn required(&mut self, name: &str) -> Outcome<String> {
        let damaged = self.damaged;
        self.part(name)?.ok_or_else(|| Failure::invalid(damaged).because(name))
    }

    /// A pull reader over XML text of this container.
    pub fn xml<'x>(&self, text: &'x str) -> Xml<'x> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Xml { reader, depth: 0, deepest: self.limits.depth, damaged: self.damaged }
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn is_bomb(size: u64, packed: u64, limits: &Limits) -> bool {
    size > limits.entry_bytes as u64 || (size > 1 << 20 && size / packed.max(1) > limits.ratio as u64)
}

fn bomb() -> Failure {
    Failure::new(FailureKind::TooLarge, "read-zip-bomb")
}

/// One step through an XML part. Names are local names, without prefix.
pub(crate) enum Step<'x> {
    /// An element begins; `true` when it is empty (no [`Step::Close`] follows).
    Open(BytesStart<'x>, bool),
    /// An element ends.
    Close(String),
    /// Character data.
    Text(String),
}

/// A pull reader that refuses document types (entity bombs) and too deep nesting.
pub(crate) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
    deepest: usize,
    damaged: &'static str,
}

impl<'x> Xml<'x> {
    /// The next step; nothing at the end.
    ///
    /// # Errors
    /// `read-xml-entities`, `read-xml-too-deep`, or damaged.
    pub fn step(&mut self) -> Outcome<Option<Step<'x>>> {
        loop {
            let event =
                self.reader.read_event().map_err(|error| Failure::invalid(self.damaged).because(error))?;
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.deepest {
                        return Err(Failure::invalid("read-xml-too-deep").with("limit", self.deepest));
                    }
                    Step::Open(start, false)
                }
                Event::Empty(start) => Step::Open(start, true),
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::Close(end.local_name().as_ref().to_owned())
                }
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(data) => Step::Text(data.xml10_content().into_owned()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => Step::Text(c.to_string()),
                    _ => Step::Text(named(&reference.xml10_content()).to_owned()),
                },
                Event::DocType(_) => return Err(Failure::invalid("read-xml-entities")),
                Event::Eof if self.depth > 0 => {
                    return Err(Failure::invalid(self.damaged).because("open elements at the end"));
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }

    /// Skips to the end of the element that was just opened.
    pub fn skip(&mut self) -> Outcome<()> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.step()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

fn named(entity: &str) -> &'static str {
    match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// The local name of an element.
pub(crate) fn name<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let full = element.name().into_inner();
    full.rsplit_once(':').map_or(full, |(_, local)| local)
}

/// The value of an attribute by its local name.
pub(crate) fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find_map(|attribute| {
        let local = attribute.key.local_name();
        (local.as_ref() == wanted)
            .then(|| {
                attribute
                    .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                    .ok()
                    .map(|value| value.into_owned())
            })
            .flatten()
    })
}
