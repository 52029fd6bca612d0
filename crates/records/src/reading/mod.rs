//! What reading a file gives: clean text in blocks, with a map back to the original.

mod boilerplate;
mod container;
mod docx;
mod dom;
mod draft;
mod encoding;
mod english;
mod format;
mod html;
mod markdown;
mod normalise;
mod numbering;
mod outline;
mod pdf;
pub mod script;
mod table;
mod tabular;
mod text;
mod words;
mod xlsx;

use qipan_kernel::{Failure, FailureKind, Outcome};
use serde::{Deserialize, Serialize};

use container::{Container, Office};
use format::Kind;

/// How much a file may hold. The defaults suit office documents; an operator may raise them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, bytes.
    pub file_bytes: usize,
    /// Largest text or HTML file, and most text taken from any file, bytes.
    pub text_bytes: usize,
    /// Largest single entry of a zip container once unpacked, bytes.
    pub entry_bytes: usize,
    /// Largest sum of the unpacked entries of a zip container, bytes.
    pub unpacked_bytes: usize,
    /// Most entries in a zip container.
    pub entries: usize,
    /// Largest ratio of unpacked to packed size of an entry of more than a megabyte.
    pub ratio: usize,
    /// Deepest nesting of elements in XML parts.
    pub depth: usize,
    /// Most table cells in a document, covered cells of merges included.
    pub cells: usize,
    /// Longest time the PDF text tool may run, seconds.
    pub pdf_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 40 << 20,
            text_bytes: 20 << 20,
            entry_bytes: 64 << 20,
            unpacked_bytes: 200 << 20,
            entries: 5_000,
            ratio: 200,
            depth: 200,
            cells: 1_000_000,
            pdf_seconds: 30,
        }
    }
}

/// Reads a file. The content decides what it is; `name` only tells plain text from Markdown, and HTML fragments
/// from text. `name` is also the `field` of every failure.
///
/// # Errors
/// One message key for each way a file can be bad (`read-…`, see `locales/en.ftl`): empty, too large, encrypted,
/// damaged, a zip bomb, an old binary format, an image or a program, an unknown encoding, no text.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Outcome<Reading> {
    read_content(name, bytes, limits).map_err(|failure| failure.at(name))
}

fn read_content(name: &str, bytes: &[u8], limits: &Limits) -> Outcome<Reading> {
    if bytes.is_empty() {
        return Err(Failure::invalid("read-empty"));
    }
    if bytes.len() > limits.file_bytes {
        return Err(too_large("read-file-too-large", limits.file_bytes));
    }
    let kind = format::sniff(name, bytes)?;
    let (format, encoding, draft) = match kind {
        Kind::Text => {
            let (text, encoding) = encoding::decode(bytes, None, limits)?;
            (Format::Text, encoding, text::read(text, limits)?)
        }
        Kind::Markdown => {
            let (text, encoding) = encoding::decode(bytes, None, limits)?;
            (Format::Markdown, encoding, markdown::read(text, limits)?)
        }
        Kind::Html => {
            let (text, encoding) = encoding::decode(bytes, encoding::declared(bytes), limits)?;
            (Format::Html, encoding, html::read(&text, limits)?)
        }
        Kind::Pdf => (Format::Pdf, "", pdf::read(bytes, limits)?),
        Kind::Zip => match Container::open(name, bytes, limits)? {
            (mut container, Office::Docx) => (Format::Docx, "", docx::read(&mut container, limits)?),
            (mut container, Office::Xlsx) => (Format::Xlsx, "", xlsx::read(&mut container, limits)?),
        },
    };
    let reading = normalise::finish(draft, format, encoding);
    if reading.text.is_empty() {
        return Err(Failure::invalid("read-no-text"));
    }
    Ok(reading)
}

/// A failure that names a limit in whole megabytes.
fn too_large(key: &'static str, bytes: usize) -> Failure {
    Failure::new(FailureKind::TooLarge, key).with("limit", bytes.div_ceil(1 << 20))
}

/// A document as a person would read it.
///
/// `text` is the clean text of all blocks, joined by one `\n` each. Every position in this crate and in extraction is
/// a byte offset into `text` (always on a character boundary).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Reading {
    /// What the file was read as.
    pub format: Format,
    /// The encoding a text file was decoded from (`UTF-8`, `gb18030`, `Big5`, …); empty for binary formats.
    pub encoding: String,
    /// Traditional or simplified script, or no Chinese at all.
    pub script: Script,
    /// The clean text.
    pub text: String,
    /// The blocks of `text`, in order, without gaps but for the `\n` between them.
    pub blocks: Vec<Block>,
    /// Runs that map `text` back to the original text (see [`Reading::original_position`]).
    pub map: Vec<MapRun>,
    /// What was taken away or mended, for the reader's footnote: site boilerplate, pinyin glosses, glued words.
    pub repairs: Vec<Repair>,
}

/// File formats that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text.
    #[default]
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Word (OOXML).
    Docx,
    /// Excel (OOXML).
    Xlsx,
    /// PDF with a text layer.
    Pdf,
}

/// The script of the Chinese in a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// No (or hardly any) Chinese characters.
    #[default]
    Latin,
    /// Simplified Chinese.
    Simplified,
    /// Traditional Chinese.
    Traditional,
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Byte range in [`Reading::text`].
    pub start: usize,
    /// End of the range (exclusive).
    pub end: usize,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading; level 1 is the document's title.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// A list item, with its marker in the text.
    Item,
    /// A row of a table. Its text is the cells' texts joined by `\t`; merged cells are given once per covered cell
    /// (so that each row can be understood alone), and the spans say what was merged.
    Row {
        /// Number of the table in the document, from 0.
        table: usize,
        /// Number of the row in its table, from 0.
        row: usize,
        /// The cells.
        cells: Vec<Cell>,
    },
    /// Site navigation, copyright lines, share buttons: kept for the record, shown folded, never extracted from.
    Boilerplate,
}

/// A cell of a table row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Column in the grid, from 0.
    pub column: usize,
    /// Columns covered from here (1 when not merged).
    pub colspan: usize,
    /// Rows covered from the first row of the merge (1 when not merged).
    pub rowspan: usize,
    /// True when this cell repeats a merge that began above or to the left.
    pub continued: bool,
    /// Byte range in [`Reading::text`].
    pub start: usize,
    /// End of the range (exclusive).
    pub end: usize,
}

/// From byte `at` of the clean text on, the original text is at byte `original` (until the next run). For files that
/// are not text, the original text is the text of the file's own parts in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapRun {
    /// Byte offset in the clean text.
    pub at: usize,
    /// Byte offset in the decoded original text.
    pub original: usize,
}

/// Something that normalisation changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// `boilerplate`, `gloss`, `glued`, `spacing`, `quotes`, `case`.
    pub kind: String,
    /// How often.
    pub count: usize,
    /// One example of what stood there before.
    pub example: String,
}

impl Reading {
    /// The original byte position of the clean byte position `at`.
    pub fn original_position(&self, at: usize) -> usize {
        match self.map.partition_point(|run| run.at <= at) {
            0 => at,
            n => {
                let run = self.map[n - 1];
                run.original + (at - run.at)
            }
        }
    }

    /// The text of a block.
    pub fn block_text(&self, block: &Block) -> &str {
        &self.text[block.start..block.end]
    }
}
