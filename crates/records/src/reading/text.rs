//! Plain text: lines, paragraphs, and lines that were only wrapped.

use qipan_kernel::Outcome;

use super::draft::{Draft, Piece, PieceKind};
use super::{Limits, outline, pdf, tabular};

/// A line of text with what is needed to join it to its neighbours.
struct Line {
    /// Start of the line's words in the text.
    start: usize,
    /// End of the line's words.
    end: usize,
    /// Columns on a terminal, indentation included: two for a Chinese character.
    width: usize,
    /// Columns of indentation.
    indent: usize,
}

/// Reads plain text: one piece for each paragraph, and the rows of the tables in it.
///
/// # Errors
/// `read-table-too-large`.
pub(crate) fn read(text: String, limits: &Limits) -> Outcome<Draft> {
    let tables = tabular::find(&text);
    let mut lines = lines(&text);
    lines.retain(|line| !tables.iter().any(|table| (table.start..table.end).contains(&line.start)));
    drop_page_feet(&text, &mut lines);
    let wrap = wrap_width(&text, &lines);
    let mut draft = Draft { original: text, pieces: Vec::new() };
    let (mut from, mut budget) = (0, limits.cells);
    for (number, table) in tables.iter().enumerate() {
        let upto = lines.partition_point(|line| line.start < table.start);
        join_into(&mut draft, &lines[from..upto], wrap);
        from = upto;
        table.put(&mut draft, number, &mut budget)?;
    }
    join_into(&mut draft, &lines[from..], wrap);
    Ok(draft)
}

/// Takes page numbers between the lines of a paragraph away, with the blank lines beside them. Others stay, to be told
/// as what a page prints.
fn drop_page_feet(text: &str, lines: &mut Vec<Line>) {
    let foot = |line: &Line| {
        let words = &text[line.start..line.end];
        words.starts_with(['—', '－', '–', '-'])
            && words.ends_with(['—', '－', '–', '-'])
            && pdf::is_page_number(words)
    };
    let mut at = 0;
    while at < lines.len() {
        if !foot(&lines[at]) {
            at += 1;
            continue;
        }
        let blank = |line: &Line| line.start == line.end;
        let from = lines[..at].iter().rposition(|line| !blank(line)).map_or(0, |last| last + 1);
        let to =
            lines[at + 1..].iter().position(|line| !blank(line)).map_or(lines.len(), |next| at + 1 + next);
        let broken = from > 0 && to < lines.len() && {
            let (above, below) = (&lines[from - 1], &lines[to]);
            !outline::ends_sentence(&text[above.start..above.end])
                && !outline::starts_numbered(&text[below.start..below.end])
                && below.indent <= above.indent
        };
        if broken {
            lines.drain(from..to);
            at = from;
        } else {
            at += 1;
        }
    }
}

/// Reads the text of printed pages, whose lines always break at the edge of the paper.
pub(crate) fn read_printed(text: String) -> Draft {
    let lines = lines(&text);
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).filter(|&width| width >= 30).collect();
    widths.sort_unstable();
    let wrap = widths.get(widths.len() * 4 / 5).copied();
    join(text, &lines, wrap)
}

/// Makes paragraphs of lines that were wrapped at the column `wrap`.
fn join(text: String, lines: &[Line], wrap: Option<usize>) -> Draft {
    let mut draft = Draft { original: text, pieces: Vec::new() };
    join_into(&mut draft, lines, wrap);
    draft
}

fn join_into(draft: &mut Draft, lines: &[Line], wrap: Option<usize>) {
    let text = &draft.original;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut previous: Option<&Line> = None;
    // Where lines begin that are not indented, and where the piece being read began.
    let margin = margin(lines);
    let mut first_indent = 0;
    for line in lines {
        if line.start == line.end {
            previous = None;
            continue;
        }
        match (previous, pieces.last_mut()) {
            (Some(above), Some(piece))
                if wrap.is_some_and(|width| continues(text, above, line, width)) && {
                    let hanging =
                        line.indent > first_indent && outline::starts_numbered(&text[piece.start..piece.end]);
                    let level =
                        line.indent == above.indent && !outline::ends_sentence(&text[above.start..above.end]);
                    line.indent <= margin + 1 || hanging || level
                } =>
            {
                piece.end = line.end;
            }
            _ => {
                first_indent = line.indent;
                pieces.push(Piece { kind: PieceKind::Auto, start: line.start, end: line.end });
            }
        }
        previous = Some(line);
    }
    draft.pieces.append(&mut pieces);
}

/// The leftmost indentation that a tenth of the longer lines share.
fn margin(lines: &[Line]) -> usize {
    let mut indents: Vec<usize> =
        lines.iter().filter(|line| line.width >= 30).map(|line| line.indent).collect();
    indents.sort_unstable();
    let enough = indents.len() / 10 + 1;
    let shared = |indent: &&usize| indents.iter().filter(|other| other == indent).count() >= enough;
    indents.iter().find(shared).copied().unwrap_or(0)
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for raw in text.split_inclusive(['\n', '\u{2028}', '\u{2029}', '\u{c}', '\r']) {
        let words = raw.trim_matches(blank);
        let start = at + (words.as_ptr() as usize - raw.as_ptr() as usize);
        let indent = raw[..start - at].chars().map(columns).sum();
        // The line end of "\r\n" is not a blank line.
        let bare_feed = raw == "\n" && text[..at].ends_with('\r');
        if !bare_feed {
            let width = indent + words.chars().map(columns).sum::<usize>();
            lines.push(Line { start, end: start + words.len(), width, indent });
        }
        at += raw.len();
    }
    lines
}

/// White space and characters without width.
fn blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

fn columns(c: char) -> usize {
    if c < '\u{2e80}' { 1 } else { 2 }
}

/// The width at which a text was wrapped, when it was: most of the longer lines are nearly equally long and few
/// lines are longer.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).filter(|&width| width >= 30).collect();
    if widths.len() < 4 {
        return None;
    }
    widths.sort_unstable();
    let width = widths[widths.len() * 9 / 10];
    if width > 130 || widths[widths.len() - 1] > width + 12 {
        return None;
    }
    let full = |line: &&Line| line.width + 14 >= width;
    let broken =
        lines.iter().filter(full).filter(|line| !outline::ends_sentence(&text[line.start..line.end])).count();
    let total = lines.iter().filter(full).count();
    (broken * 2 >= total && broken >= 3).then_some(width)
}

/// True for a line that begins with a label of its own: 牵头单位：, 【完成时限】, Deadline:, or a few characters set off by a
/// space (完成时限  2026年9月).
fn labelled(line: &str) -> bool {
    let apart = line.split_once(blank).map(|(label, _)| label);
    if apart.is_some_and(|label| (4..=6).contains(&label.chars().count()) && label.chars().all(is_ideograph))
    {
        return true;
    }
    let label = line.split_once(['：', ':', '】']).map(|(label, _)| label);
    label.is_some_and(|label| {
        let label = label.trim_start_matches(['【', '（', '(', '[']);
        let room = if label.is_ascii() { 24 } else { 10 };
        !label.is_empty()
            && label.chars().count() <= room
            && label.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\u{3000}' | '/'))
    })
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// True when `line` goes on with the sentence of the line above it.
fn continues(text: &str, above: &Line, line: &Line, width: usize) -> bool {
    let upper = &text[above.start..above.end];
    let lower = &text[line.start..line.end];
    let wide = |c: char| columns(c) == 2;
    let slack = if upper.ends_with(wide) || lower.starts_with(wide) { 8 } else { 20 };
    // In a bracket that is open a label is broken in two (完成时 / 限：6月底前).
    let count = |marks: [char; 2]| upper.matches(marks).count();
    let within = count(['（', '(']) > count(['）', ')']);
    above.width + slack >= width && !outline::starts_numbered(lower) && (within || !labelled(lower))
}
