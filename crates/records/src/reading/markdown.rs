//! Markdown: headings, lists, tables, paragraphs; marks within a line are taken away.

use qipan_kernel::Outcome;

use super::Limits;
use super::draft::{Draft, Piece, PieceCell, PieceKind};
use super::normalise::{Clean, Edit};
use super::outline;

/// Reads Markdown.
pub(crate) fn read(text: String, limits: &Limits) -> Outcome<Draft> {
    let mut draft = Draft { original: text, pieces: Vec::new() };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut cells_left = limits.cells;
    // Whether the next line goes on with the last piece; inside a fence; the table and row being read.
    let (mut open, mut fence, mut comment) = (false, false, false);
    let mut tables = 0;
    let mut table: Option<usize> = None;
    let mut at = 0;
    let lines: Vec<(usize, &str)> = (draft.original.split_inclusive('\n'))
        .map(|line| {
            let start = at;
            at += line.len();
            (start, line.trim_end())
        })
        .collect();
    for (index, (start, line)) in lines.iter().enumerate() {
        let words = line.trim_start();
        let start = start + (line.len() - words.len());
        let end = start + words.len();
        if comment || words.starts_with("<!--") {
            comment = !words.ends_with("-->");
            open = false;
            continue;
        }
        if words.starts_with("```") || words.starts_with("~~~") {
            fence = !fence;
            open = false;
            continue;
        }
        if words.is_empty() || fence {
            if fence && !words.is_empty() {
                pieces.push(Piece { kind: PieceKind::Paragraph, start, end });
            }
            open = false;
            table = None;
            continue;
        }
        let next = lines.get(index + 1).map_or("", |(_, line)| line.trim());
        if is_delimiter(words) && table.is_some() {
            continue;
        }
        if words.contains('|') && (table.is_some() || is_delimiter(next)) {
            let row = table.map_or(0, |row| row + 1);
            if table.is_none() {
                tables += 1;
            }
            table = Some(row);
            open = false;
            let cells = cells(words, start);
            if let Some(left) = cells_left.checked_sub(cells.len()) {
                cells_left = left;
            } else {
                return Err(qipan_kernel::Failure::new(
                    qipan_kernel::FailureKind::TooLarge,
                    "read-table-too-large",
                ));
            }
            pieces.push(Piece { kind: PieceKind::Row { table: tables - 1, row, cells }, start, end });
            continue;
        }
        table = None;
        let hashes = words.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&hashes) && words[hashes..].starts_with(' ') {
            let name = words[hashes..].trim_start();
            let begin = end - name.len();
            let stop = begin + name.trim_end_matches('#').trim_end().len();
            pieces.push(Piece { kind: PieceKind::Heading(hashes as u8), start: begin, end: stop.max(begin) });
            open = false;
        } else if words.len() >= 2 && (words.bytes().all(|b| b == b'=') || words.bytes().all(|b| b == b'-')) {
            // An underline makes the paragraph above a heading; alone it is a rule.
            if let Some(above) = pieces.last_mut().filter(|_| open) {
                above.kind = PieceKind::Heading(if words.starts_with('=') { 1 } else { 2 });
            }
            open = false;
        } else if words.len() >= 3 && words.bytes().all(|b| matches!(b, b'*' | b'_' | b' ')) {
            open = false;
        } else if words.starts_with(['-', '*', '+']) && words[1..].starts_with(' ') || is_number(words) {
            pieces.push(Piece { kind: PieceKind::Item, start, end });
            open = true;
        } else if let Some(quote) = words.strip_prefix('>') {
            let quote = quote.trim_start();
            pieces.push(Piece { kind: PieceKind::Paragraph, start: end - quote.len(), end });
            open = false;
        } else if let (true, Some(above), false) = (open, pieces.last_mut(), outline::starts_numbered(words))
        {
            above.end = end;
        } else {
            let kind = if outline::starts_numbered(words) { PieceKind::Auto } else { PieceKind::Paragraph };
            pieces.push(Piece { kind, start, end });
            open = true;
        }
    }
    draft.pieces = pieces;
    Ok(draft)
}

/// `1. ` or `1) `.
fn is_number(words: &str) -> bool {
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < words.len()
        && words.len() - rest.len() <= 4
        && (rest.starts_with(". ") || rest.starts_with(") "))
}

/// The line between the head of a table and its body.
fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.bytes().all(|b| matches!(b, b'-' | b'|' | b':' | b' '))
}

fn cells(line: &str, start: usize) -> Vec<PieceCell> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let mut at = start + line.len() - inner.len();
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut cells = Vec::new();
    for (column, cell) in inner.split('|').enumerate() {
        cells.push(PieceCell {
            column,
            colspan: 1,
            rowspan: 1,
            continued: false,
            start: at,
            end: at + cell.len(),
        });
        at += cell.len() + 1;
    }
    cells
}

/// Takes away emphasis, code marks, and the addresses of links and images.
pub(crate) fn inline(clean: &mut Clean) {
    let text = &clean.text;
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    let mut remove = |start: usize, end: usize| edits.push(Edit { start, end, with: String::new() });
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let step = match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                remove(at, at + 1);
                2
            }
            b'*' if rest.starts_with("**") => {
                remove(at, at + 2);
                2
            }
            b'_' if rest.starts_with("__") => {
                remove(at, at + 2);
                2
            }
            b'*' if at > 0 && !rest.starts_with("* ") && text[at + 1..].contains('*')
                || b'*' == bytes[at] && at > 0 && bytes[at - 1] != b' ' =>
            {
                remove(at, at + 1);
                1
            }
            b'`' => {
                remove(at, at + 1);
                1
            }
            b'!' if rest.starts_with("![") => {
                remove(at, at + 1);
                1
            }
            b'[' => match link(rest) {
                Some(close) => {
                    remove(at, at + 1);
                    at += 1;
                    // The words of the link are looked at like all others; its address goes when they end.
                    let (words, end) = close;
                    let from = at + words;
                    let to = at + end;
                    remove(from, to);
                    at = to;
                    continue;
                }
                None => 1,
            },
            _ => 1,
        };
        at += step;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
    clean.apply(&edits);
}

/// For `[words](address)`: lengths, behind the bracket, up to the end of the words and to the end of all.
fn link(text: &str) -> Option<(usize, usize)> {
    let limit = text.len().min(2_000);
    let head = text.as_bytes().get(..limit)?;
    let middle = head.windows(2).position(|pair| pair == b"](")?;
    if head[1..middle].contains(&b'[') {
        return None;
    }
    let end = head[middle..].iter().position(|b| *b == b')')?;
    Some((middle - 1, middle + end))
}
