//! What every format reader gives: the original text in reading order and the pieces it falls into.

/// A document before normalisation.
#[derive(Default)]
pub(crate) struct Draft {
    /// The decoded original text.
    pub original: String,
    /// Its pieces in reading order.
    pub pieces: Vec<Piece>,
}

/// A span of the original text with what the format says about it.
pub(crate) struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Byte range in [`Draft::original`].
    pub start: usize,
    /// End of the range (exclusive).
    pub end: usize,
}

/// What the format says about a piece.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum PieceKind {
    /// Nothing: headings and items are found by their words (plain text, PDF, unstyled Word paragraphs).
    Auto,
    /// A heading of this level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A list item.
    Item,
    /// Navigation and the like.
    Boilerplate,
    /// A row of a table.
    Row {
        /// Number of the table.
        table: usize,
        /// Number of the row.
        row: usize,
        /// The cells of the row, covered ones included.
        cells: Vec<PieceCell>,
    },
}

/// A cell of a row; merged cells point at the same span of the original.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct PieceCell {
    /// Column in the grid, from 0.
    pub column: usize,
    /// Columns covered.
    pub colspan: usize,
    /// Rows covered.
    pub rowspan: usize,
    /// Repeats a merge.
    pub continued: bool,
    /// Byte range in [`Draft::original`].
    pub start: usize,
    /// End of the range (exclusive).
    pub end: usize,
}

impl Draft {
    /// Appends `text` to the original as a piece of its own (nothing for blank text).
    pub fn push(&mut self, kind: PieceKind, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let (start, end) = self.append(text);
        self.pieces.push(Piece { kind, start, end });
    }

    /// Appends `text` and a line break to the original; gives its range.
    pub fn append(&mut self, text: &str) -> (usize, usize) {
        let start = self.original.len();
        self.original.push_str(text);
        let end = self.original.len();
        self.original.push('\n');
        (start, end)
    }
}
