//! From a draft to the clean text: white space, pinyin glosses, English mending, kinds of blocks, and the map back.

use std::collections::BTreeMap;

use super::draft::{Draft, Piece, PieceKind};
use super::english::{self, Vocabulary};
use super::script::{self, is_han, is_wide_mark};
use super::{Block, BlockKind, Cell, Format, MapRun, Reading, Repair, boilerplate, markdown, outline};

/// A piece of clean text with its map: from clean byte `at` on, the original is at `original`.
pub(crate) struct Clean {
    /// The clean text so far.
    pub text: String,
    /// Its map, relative to `text`.
    pub runs: Vec<MapRun>,
}

/// A change of a clean text: the bytes `start..end` become `with`.
pub(crate) struct Edit {
    /// Start of what goes.
    pub start: usize,
    /// End of what goes (exclusive); equal to `start` for an insertion.
    pub end: usize,
    /// What comes instead.
    pub with: String,
}

/// Counts of repairs, with an example of each kind.
#[derive(Default)]
pub(crate) struct Repairs(BTreeMap<&'static str, (usize, String)>);

impl Repairs {
    /// Counts `count` repairs; `example` is kept for the first.
    pub fn add(&mut self, kind: &'static str, count: usize, example: impl FnOnce() -> String) {
        if count > 0 {
            self.0.entry(kind).or_insert_with(|| (0, example())).0 += count;
        }
    }
}

impl Clean {
    /// Makes the edits (in order, not overlapping) and keeps the map right.
    pub fn apply(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len() + edits.len() * 2);
        let mut runs = Vec::with_capacity(self.runs.len() + edits.len() * 2);
        let mut next_run = 0;
        let mut kept = 0;
        let mut keep = |from: usize, to: usize, text: &mut String, runs: &mut Vec<MapRun>| {
            if from == to {
                return;
            }
            while next_run < self.runs.len() && self.runs[next_run].at <= from {
                next_run += 1;
            }
            let original =
                next_run.checked_sub(1).map_or(from, |n| self.runs[n].original + (from - self.runs[n].at));
            push_run(runs, MapRun { at: text.len(), original });
            while next_run < self.runs.len() && self.runs[next_run].at < to {
                let run = self.runs[next_run];
                push_run(runs, MapRun { at: text.len() + (run.at - from), original: run.original });
                next_run += 1;
            }
            text.push_str(&self.text[from..to]);
        };
        for edit in edits {
            keep(kept, edit.start, &mut text, &mut runs);
            if !edit.with.is_empty() {
                push_run(&mut runs, MapRun { at: text.len(), original: position(&self.runs, edit.start) });
                text.push_str(&edit.with);
            }
            kept = edit.end;
        }
        let end = self.text.len();
        keep(kept, end, &mut text, &mut runs);
        self.text = text;
        self.runs = runs;
    }
}

fn position(runs: &[MapRun], at: usize) -> usize {
    match runs.partition_point(|run| run.at <= at) {
        0 => at,
        n => runs[n - 1].original + (at - runs[n - 1].at),
    }
}

/// Adds a run unless the run before it already says the same.
fn push_run(runs: &mut Vec<MapRun>, run: MapRun) {
    if let Some(last) = runs.last_mut() {
        if last.at == run.at {
            *last = run;
            return;
        }
        if last.original + (run.at - last.at) == run.original {
            return;
        }
    }
    runs.push(run);
}

/// What a document as a whole says about its parts.
struct Document<'a> {
    vocabulary: Vocabulary<'a>,
    /// Brackets without tone marks are pinyin too: the document is glossed throughout.
    glossed: bool,
    /// Marks within lines are Markdown's.
    markdown: bool,
}

/// Normalises a draft into a reading.
pub(crate) fn finish(draft: Draft, format: Format, encoding: &str) -> Reading {
    let document = Document {
        vocabulary: Vocabulary::of(&draft.original),
        glossed: is_glossed(&draft.original),
        markdown: format == Format::Markdown,
    };
    let mut repairs = Repairs::default();
    let mut builder = Reading { format, encoding: encoding.to_owned(), ..Reading::default() };
    let clean: Vec<Option<Clean>> = (draft.pieces.iter())
        .map(|piece| match piece.kind {
            PieceKind::Row { .. } => None,
            _ => Some(document.clean(&draft.original, piece.start, piece.end, Lines::Joined, &mut repairs)),
        })
        .collect();
    let texts: Vec<(&PieceKind, &str)> = (draft.pieces.iter().zip(&clean))
        .map(|(piece, clean)| (&piece.kind, clean.as_ref().map_or("", |clean| clean.text.as_str())))
        .collect();
    let found = boilerplate::find(&texts);
    let mut untitled = !draft.pieces.iter().any(|piece| piece.kind == PieceKind::Heading(1));
    for ((piece, clean), boiler) in draft.pieces.iter().zip(clean).zip(found) {
        let Some(clean) = clean else {
            push_row(&mut builder, piece, &draft.original, &document, &mut repairs);
            untitled = false;
            continue;
        };
        if clean.text.is_empty() {
            continue;
        }
        let kind = match piece.kind {
            _ if boiler => {
                repairs.add("boilerplate", 1, || example(&clean.text));
                BlockKind::Boilerplate
            }
            PieceKind::Heading(level) => BlockKind::Heading { level: level.clamp(1, 6) },
            PieceKind::Item => BlockKind::Item,
            PieceKind::Auto => outline::kind(&clean.text, std::mem::take(&mut untitled)),
            _ => BlockKind::Paragraph,
        };
        let (start, end) = push_clean(&mut builder, &clean, '\n');
        builder.blocks.push(Block { kind, start, end });
    }
    builder.script = script::script_of(&builder.text);
    builder.repairs = repairs
        .0
        .into_iter()
        .map(|(kind, (count, example))| Repair { kind: kind.to_owned(), count, example })
        .collect();
    builder
}

/// Appends a clean piece behind `joint`.
fn push_clean(builder: &mut Reading, clean: &Clean, joint: char) -> (usize, usize) {
    if !builder.blocks.is_empty() || joint == '\t' {
        // The joint belongs to nobody: it maps to the place where the next piece begins.
        let original = clean
            .runs
            .first()
            .map_or_else(|| builder.original_position(builder.text.len()), |run| run.original);
        push_run(&mut builder.map, MapRun { at: builder.text.len(), original });
        builder.text.push(joint);
    }
    let start = builder.text.len();
    for run in &clean.runs {
        push_run(&mut builder.map, MapRun { at: start + run.at, original: run.original });
    }
    builder.text.push_str(&clean.text);
    (start, builder.text.len())
}

fn push_row(
    builder: &mut Reading,
    piece: &Piece,
    original: &str,
    document: &Document,
    repairs: &mut Repairs,
) {
    let PieceKind::Row { table, row, cells } = &piece.kind else { return };
    let mut placed = Vec::with_capacity(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let clean = document.clean(original, cell.start, cell.end, Lines::Kept, repairs);
        let (start, end) = push_clean(builder, &clean, if index == 0 { '\n' } else { '\t' });
        placed.push(Cell {
            column: cell.column,
            colspan: cell.colspan,
            rowspan: cell.rowspan,
            continued: cell.continued,
            start,
            end,
        });
    }
    if let (Some(first), Some(last)) = (placed.first(), placed.last()) {
        let (start, end) = (first.start, last.end);
        builder.blocks.push(Block {
            kind: BlockKind::Row { table: *table, row: *row, cells: placed },
            start,
            end,
        });
    }
}

/// The first words of a text, for a footnote.
fn example(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Line ends in running text are where the paper ended; in a cell they part what stands there (two units, two tasks).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    Joined,
    Kept,
}

impl Document<'_> {
    fn clean(&self, original: &str, start: usize, end: usize, lines: Lines, repairs: &mut Repairs) -> Clean {
        let mut clean = self.spaces_and_glosses(&original[start..end], start, lines, repairs);
        join_spread(&mut clean);
        if self.markdown {
            markdown::inline(&mut clean);
        }
        if clean.text.bytes().any(|b| b.is_ascii_alphabetic()) {
            english::mend(&mut clean, &self.vocabulary, repairs);
        }
        clean
    }

    /// One pass over the original: white space becomes single spaces, line breaks are joined, characters without
    /// width and pinyin glosses go.
    fn spaces_and_glosses(&self, source: &str, base: usize, lines: Lines, repairs: &mut Repairs) -> Clean {
        let mut clean = Clean { text: String::with_capacity(source.len()), runs: Vec::new() };
        // The white space before the next character: where it began, and whether it is only a line break.
        let mut gap: Option<(usize, bool)> = None;
        let mut last = '\n';
        let mut skip_to = 0;
        for (at, c) in source.char_indices() {
            if at < skip_to || is_invisible(c) {
                continue;
            }
            if lines == Lines::Joined
                && matches!(c, '\n' | '\r')
                && let Some(len) = page_foot(&source[at..])
            {
                repairs.add("boilerplate", 1, || source[at..at + len].trim().to_owned());
                skip_to = at + len;
                gap = Some(gap.map_or((at, true), |(from, _)| (from, true)));
                continue;
            }
            if c.is_whitespace() {
                let line_break = matches!(c, '\n' | '\r');
                gap = Some(gap.map_or((at, line_break), |(from, seen)| (from, seen || line_break)));
                continue;
            }
            if matches!(c, '(' | '（')
                && is_han(last)
                && gap.is_none()
                && let Some(end) = self.gloss_end(&source[at..])
            {
                repairs.add("gloss", 1, || format!("{last}{}", &source[at..at + end]));
                skip_to = at + end;
                continue;
            }
            if let Some((from, line_break)) = gap.take() {
                let wide = |c: char| is_han(c) || is_wide_mark(c);
                let needless = is_wide_mark(last) || is_wide_mark(c) || (line_break && wide(last) && wide(c));
                let kept = line_break && lines == Lines::Kept;
                if !clean.text.is_empty() && (kept || !needless) {
                    push_run(&mut clean.runs, MapRun { at: clean.text.len(), original: base + from });
                    clean.text.push(if kept { '\n' } else { ' ' });
                }
            }
            push_run(&mut clean.runs, MapRun { at: clean.text.len(), original: base + at });
            clean.text.push(c);
            last = c;
        }
        clean
    }

    /// The length of the gloss that `text` (from its opening bracket) begins with, if it is one.
    fn gloss_end(&self, text: &str) -> Option<usize> {
        match gloss(text)? {
            (end, true) => Some(end),
            (end, false) => self.glossed.then_some(end),
        }
    }
}

/// The length of the lines of a page number that begin at the line end `text` begins with, up to the next line end.
fn page_foot(text: &str) -> Option<usize> {
    let words = text.trim_start();
    let line = words.lines().next().unwrap_or("").trim_end();
    let marked = line.starts_with(['—', '－', '–', '-']) && line.ends_with(['—', '－', '–', '-']);
    (marked && line.len() < words.trim_end().len() && super::pdf::is_page_number(line))
        .then(|| text.len() - words.len() + line.len())
}

/// Characters that are never seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{ad}' | '\u{fffe}' | '\u{ffff}')
        || (c.is_control() && !c.is_whitespace())
}

/// A bracket with exactly one pinyin syllable: its length in bytes, and whether it bears a tone mark.
fn gloss(text: &str) -> Option<(usize, bool)> {
    let open = text.chars().next()?.len_utf8();
    let mut letters = String::with_capacity(8);
    let mut toned = false;
    for (at, c) in text[open..].char_indices() {
        if matches!(c, ')' | '）') {
            let known = is_syllable(&letters) && (toned || !is_unit(&letters));
            return known.then_some((open + at + c.len_utf8(), toned));
        }
        let (plain, tone) = plain_letter(c)?;
        if let Some(plain) = plain {
            letters.push(plain);
        }
        toned |= tone;
        if letters.len() > 6 {
            return None;
        }
    }
    None
}

/// A pinyin letter without its tone mark (`v` for ü), and whether it had one; nothing for other characters.
fn plain_letter(c: char) -> Option<(Option<char>, bool)> {
    Some(match c {
        'a'..='z' => (Some(c), false),
        'ü' => (Some('v'), false),
        'ā' | 'á' | 'ǎ' | 'à' | 'ă' => (Some('a'), true),
        'ē' | 'é' | 'ě' | 'è' | 'ế' | 'ề' | 'ĕ' => (Some('e'), true),
        'ī' | 'í' | 'ǐ' | 'ì' | 'ĭ' => (Some('i'), true),
        'ō' | 'ó' | 'ǒ' | 'ò' | 'ŏ' => (Some('o'), true),
        'ū' | 'ú' | 'ǔ' | 'ù' | 'ŭ' => (Some('u'), true),
        'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => (Some('v'), true),
        'ń' | 'ň' | 'ǹ' => (Some('n'), true),
        'ɡ' => (Some('g'), false),
        '\u{300}' | '\u{301}' | '\u{304}' | '\u{30c}' => (None, true),
        '\u{308}' => (None, false),
        _ => return None,
    })
}

const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c",
    "s", "y", "w", "",
];
const FINALS: &[&str] = &[
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "i", "ia", "ie", "iao", "iu",
    "ian", "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ueng", "ue", "v",
    "ve", "van", "vn",
];

fn is_syllable(letters: &str) -> bool {
    letters == "er"
        || INITIALS
            .iter()
            .any(|initial| letters.strip_prefix(initial).is_some_and(|rest| FINALS.contains(&rest)))
}

/// True for a word that falls into pinyin syllables (a Chinese name in Latin letters).
pub(crate) fn is_pinyin(word: &str) -> bool {
    // Which prefixes fall into syllables; no syllable has more than six letters.
    let mut reached = vec![false; word.len() + 1];
    reached[0] = true;
    for end in 1..=word.len() {
        reached[end] = (end.saturating_sub(6)..end)
            .any(|start| reached[start] && word.get(start..end).is_some_and(is_syllable));
    }
    reached[word.len()]
}

/// Units and list letters that look like syllables: never a gloss without a tone mark.
fn is_unit(letters: &str) -> bool {
    letters.len() == 1
        || matches!(
            letters,
            "min" | "ha" | "pa" | "da" | "mu" | "ka" | "ma" | "ga" | "kan" | "gan" | "bi" | "ai"
        )
}

/// True when a document glosses its characters: a bracket with a tone mark behind a character, or several different
/// ones without.
fn is_glossed(text: &str) -> bool {
    let mut plain: Vec<&str> = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(['(', '（']) {
        let at = from + found;
        if text[..at].ends_with(is_han) {
            match gloss(&text[at..]) {
                Some((_, true)) => return true,
                Some((end, false)) => {
                    let bracket = &text[at..at + end];
                    if !plain.contains(&bracket) {
                        plain.push(bracket);
                    }
                    if plain.len() >= 3 {
                        return true;
                    }
                }
                None => {}
            }
        }
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// Joins single characters spread out by spaces (`通　知`, `会 议 纪 要`), as titles and table heads have them.
fn join_spread(clean: &mut Clean) {
    if !clean.text.contains(' ') {
        return;
    }
    let chars: Vec<(usize, char)> = clean.text.char_indices().collect();
    let char_at = |index: usize| chars.get(index).map(|&(_, c)| c);
    let edge = |c: Option<char>| c.is_none_or(|c| !is_han(c) && !c.is_alphanumeric());
    let mut edits = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let starts = is_han(chars[index].1) && edge(index.checked_sub(1).and_then(char_at));
        let mut end = index;
        if starts {
            while char_at(end + 1) == Some(' ') && char_at(end + 2).is_some_and(is_han) {
                end += 2;
            }
        }
        if end > index && edge(char_at(end + 1)) {
            edits.extend((index + 1..end).step_by(2).map(|at| Edit {
                start: chars[at].0,
                end: chars[at].0 + 1,
                with: String::new(),
            }));
        }
        index = end + 1;
    }
    clean.apply(&edits);
}

#[cfg(test)]
#[path = "normalise_tests.rs"]
mod tests;
