//! Tables with merged cells, laid out on a grid.

use std::collections::HashMap;

use qipan_kernel::{Failure, FailureKind, Outcome};

use super::draft::{Draft, Piece, PieceCell, PieceKind};

/// Most columns of a grid, and most rows one merge may cover.
const WIDEST: usize = 1_000;
const TALLEST: usize = 10_000;

/// A table being built, row by row.
pub(crate) struct Grid {
    table: usize,
    row: usize,
    rows: Vec<Vec<PieceCell>>,
    /// For each column, the cell that covers it from above and for how many rows yet.
    open: HashMap<usize, (PieceCell, usize)>,
    column: usize,
}

impl Grid {
    /// Begins the table with this number.
    pub fn new(table: usize) -> Grid {
        Grid { table, row: 0, rows: vec![Vec::new()], open: HashMap::new(), column: 0 }
    }

    /// Adds a cell at the next free column of the row; `rowspan` counts this row.
    pub fn cell(&mut self, range: (usize, usize), colspan: usize, rowspan: usize) {
        self.covered();
        let colspan = colspan.clamp(1, WIDEST);
        let rowspan = rowspan.clamp(1, TALLEST);
        for offset in 0..colspan {
            if self.column >= WIDEST {
                return;
            }
            let cell = PieceCell {
                column: self.column,
                colspan,
                rowspan,
                continued: offset > 0,
                start: range.0,
                end: range.1,
            };
            if rowspan > 1 {
                self.open.insert(self.column, (PieceCell { continued: true, ..cell.clone() }, rowspan - 1));
            }
            self.push(cell);
        }
    }

    fn push(&mut self, cell: PieceCell) {
        self.column += 1;
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    /// Fills the columns that a merge from above covers.
    fn covered(&mut self) {
        while let Some((cell, left)) = self.open.get_mut(&self.column) {
            let cell = cell.clone();
            *left -= 1;
            if *left == 0 {
                self.open.remove(&self.column);
            }
            self.push(cell);
        }
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.covered();
        // Covered columns behind a short row.
        let mut rest: Vec<usize> = self.open.keys().copied().filter(|&column| column > self.column).collect();
        rest.sort_unstable();
        for column in rest {
            while self.column < column {
                let at = self.rows.last().and_then(|row| row.last()).map_or(0, |cell| cell.end);
                self.push(PieceCell {
                    column: self.column,
                    colspan: 1,
                    rowspan: 1,
                    continued: false,
                    start: at,
                    end: at,
                });
            }
            self.covered();
        }
        self.row += 1;
        self.column = 0;
        self.rows.push(Vec::new());
    }

    /// Appends the rows that hold any text; `budget` counts the cells of the document.
    ///
    /// # Errors
    /// `read-table-too-large`.
    pub fn finish(mut self, draft: &mut Draft, budget: &mut usize) -> Outcome<bool> {
        self.rows.retain(|row| !row.is_empty());
        // A merge reaches no further than the table.
        let height = self.rows.len();
        let mut any = false;
        for (number, mut row) in self.rows.into_iter().enumerate() {
            *budget = budget
                .checked_sub(row.len())
                .ok_or_else(|| Failure::new(FailureKind::TooLarge, "read-table-too-large"))?;
            let first_row = |cell: &PieceCell| cell.rowspan > height - number;
            for cell in row.iter_mut().filter(|cell| !cell.continued && first_row(cell)) {
                cell.rowspan = height - number;
            }
            if row.iter().all(|cell| draft.original[cell.start..cell.end].trim().is_empty()) {
                continue;
            }
            any = true;
            let (start, end) = (row[0].start, row[row.len() - 1].end);
            draft.pieces.push(Piece {
                kind: PieceKind::Row { table: self.table, row: number, cells: row },
                start,
                end,
            });
        }
        Ok(any)
    }
}
