//! Mending of English that a capture glued together: words run into each other, full stops without a space, stray
//! spaces, quotes on the wrong side of a space, names that lost their capital.

use std::collections::HashMap;

use super::normalise::{Clean, Edit, Repairs, is_pinyin};
use super::words::{AFTER, BEFORE, LEADS, is_camel_name, is_listed};

/// Counts of one word of a document, by how it is written.
#[derive(Default)]
struct Uses {
    lower: u32,
    /// Capitalised behind a word that does not end a sentence: a name, not the start of a sentence.
    name: u32,
    capital: u32,
}

/// The words of a document (ASCII letters only), lower case.
#[derive(Default)]
pub(crate) struct Vocabulary<'a> {
    uses: HashMap<&'a str, Uses>,
    capitals: HashMap<String, Uses>,
    /// Words with a capital inside are so frequent that the text is about program code.
    code: bool,
    /// Too few English function words for the text to be English.
    foreign: bool,
}

impl<'a> Vocabulary<'a> {
    /// Collects the words of a text.
    pub fn of(text: &'a str) -> Vocabulary<'a> {
        let mut vocabulary = Vocabulary::default();
        let (mut total, mut camels) = (0usize, 0usize);
        for (start, end) in words(text) {
            let word = &text[start..end];
            let bytes = word.as_bytes();
            total += 1;
            camels += usize::from(
                bytes.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()),
            );
            if bytes.iter().all(u8::is_ascii_lowercase) {
                vocabulary.uses.entry(word).or_default().lower += 1;
            } else if bytes[0].is_ascii_uppercase()
                && bytes[1..].iter().all(u8::is_ascii_lowercase)
                && bytes.len() > 1
            {
                let entry = vocabulary.capitals.entry(word.to_ascii_lowercase()).or_default();
                entry.capital += 1;
                let before = text[..start].trim_end_matches(' ');
                if before.len() < start && before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',') {
                    entry.name += 1;
                }
            }
        }
        let function =
            ["the", "of", "and", "to"].iter().map(|word| vocabulary.lower(word) as usize).sum::<usize>();
        vocabulary.foreign = total >= 30 && function * 30 < total;
        vocabulary.code = camels > 3 && camels * 40 > total;
        vocabulary
    }

    fn lower(&self, word: &str) -> u32 {
        self.uses.get(word).map_or(0, |uses| uses.lower)
    }

    /// True for a word of the lists, of the document, or made from one by a common ending or beginning.
    /// `times` is how often the document has to use it.
    fn knows(&self, word: &str, times: u32) -> bool {
        let listed = |stem: &str| {
            stem.len() >= 3
                && (is_listed(stem)
                    || self.lower(stem) >= times
                    || self.capitals.get(stem).is_some_and(|uses| uses.capital >= times))
        };
        listed(word) || made_from(word, &listed) || {
            const BEGINNINGS: &[&str] = &[
                "un", "re", "in", "im", "dis", "non", "mis", "over", "under", "inter", "pre", "co", "sub",
                "multi", "anti",
            ];
            BEGINNINGS.iter().any(|beginning| {
                word.strip_prefix(beginning)
                    .is_some_and(|stem| stem.len() >= 4 && (listed(stem) || made_from(stem, &listed)))
            })
        }
    }
}

/// True when `word` is a known stem with a common ending.
fn made_from(word: &str, known: &dyn Fn(&str) -> bool) -> bool {
    const ENDINGS: &[(&str, &[&str])] = &[
        ("ies", &["y"]),
        ("ied", &["y"]),
        ("ily", &["y"]),
        ("es", &["", "e", "is"]),
        ("s", &[""]),
        ("ed", &["", "e"]),
        ("ing", &["", "e"]),
        ("ly", &["", "le"]),
        ("ally", &["", "al"]),
        ("ation", &["", "e", "ate"]),
        ("ations", &["", "e", "ate"]),
        ("ion", &["", "e"]),
        ("ions", &["", "e"]),
        ("ment", &["", "e"]),
        ("ments", &["", "e"]),
        ("er", &["", "e"]),
        ("ers", &["", "e"]),
        ("or", &["", "e"]),
        ("ors", &["", "e"]),
        ("est", &["", "e"]),
        ("ness", &[""]),
        ("able", &["", "e"]),
        ("ability", &["", "e"]),
        ("ity", &["", "e"]),
        ("al", &["", "e"]),
        ("ial", &["", "y"]),
        ("ive", &["", "e", "ion"]),
        ("ful", &[""]),
        ("less", &[""]),
        ("ship", &[""]),
        ("wide", &[""]),
        ("ance", &["", "e"]),
        ("ence", &["", "e"]),
        ("ic", &["", "e", "y"]),
        ("ist", &["", "e", "y"]),
        ("ise", &["", "y"]),
        ("ize", &["", "y"]),
        ("ised", &["", "y"]),
        ("ized", &["", "y"]),
        ("ising", &["", "y"]),
        ("izing", &["", "y"]),
        ("isation", &["", "y"]),
        ("ization", &["", "y"]),
    ];
    ENDINGS.iter().any(|(ending, instead)| {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 3) else { return false };
        let bytes = stem.as_bytes();
        let doubled = bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
        (doubled && known(&stem[..stem.len() - 1]))
            || instead
                .iter()
                .any(|end| if end.is_empty() { known(stem) } else { known(&format!("{stem}{end}")) })
    })
}

/// The runs of ASCII letters of a text.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !bytes[at].is_ascii_alphabetic() {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
            at += 1;
        }
        (at > start).then_some((start, at))
    })
}

/// Mends the English of a clean text.
pub(crate) fn mend(clean: &mut Clean, vocabulary: &Vocabulary<'_>, repairs: &mut Repairs) {
    let passes: [(&'static str, Vec<Edit>); 1] = [("glued", glued(&clean.text, vocabulary))];
    for (kind, edits) in passes {
        note(kind, clean, &edits, repairs);
        clean.apply(&edits);
    }
    for (kind, pass) in [("spacing", stops as fn(&str) -> Vec<Edit>), ("spacing", stray), ("quotes", quotes)]
    {
        let edits = pass(&clean.text);
        note(kind, clean, &edits, repairs);
        clean.apply(&edits);
    }
    let edits = capitals(&clean.text, vocabulary);
    note("case", clean, &edits, repairs);
    clean.apply(&edits);
}

fn note(kind: &'static str, clean: &Clean, edits: &[Edit], repairs: &mut Repairs) {
    if let Some(first) = edits.first() {
        repairs.add(kind, edits.len(), || around(&clean.text, first.start));
    }
}

/// The words around a place.
fn around(text: &str, at: usize) -> String {
    let before =
        text[..at].char_indices().rev().filter(|(_, c)| *c == ' ').nth(1).map_or(0, |(at, _)| at + 1);
    let before = before.max(floor(text, at.saturating_sub(40)));
    let after =
        text[at..].char_indices().filter(|(_, c)| *c == ' ').nth(1).map_or(text.len(), |(n, _)| at + n);
    text[before..after.min(floor(text, at + 40))].to_owned()
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn insertion(at: usize) -> Edit {
    Edit { start: at, end: at, with: " ".to_owned() }
}

/// True when the run of non-space characters around `start..end` is an address, a path or code.
fn in_address(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let mut from = start;
    while from > 0 && bytes[from - 1].is_ascii_graphic() && start - from < 200 {
        from -= 1;
    }
    let mut to = end;
    while to < bytes.len() && bytes[to].is_ascii_graphic() && to - end < 200 {
        to += 1;
    }
    let chunk = &bytes[from..to];
    chunk.iter().any(|b| matches!(b, b'@' | b'\\' | b'_' | b'=' | b'{' | b'}' | b'#'))
        || chunk.windows(3).any(|w| w == b"://")
        || chunk.windows(4).any(|w| w.eq_ignore_ascii_case(b"www."))
}

/// Words run into each other.
fn glued(text: &str, vocabulary: &Vocabulary<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    if vocabulary.foreign {
        return edits;
    }
    for (start, end) in words(text) {
        let word = &text[start..end];
        if word.len() < 5 {
            continue;
        }
        let split = match word.bytes().skip(1).position(|b| b.is_ascii_uppercase()) {
            Some(at) => camel(word, at + 1, vocabulary),
            None if word.as_bytes()[0].is_ascii_lowercase() => two_words(word, vocabulary),
            None => None,
        };
        if let Some(at) = split {
            let neighbour =
                |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).copied().unwrap_or(b' ');
            let (before, behind) = (neighbour(start.checked_sub(1)), neighbour(Some(end)));
            // Digits and the marks of program code beside a word say that it is meant so.
            let code = before.is_ascii_digit()
                || behind.is_ascii_digit()
                || matches!(before, b'.' | b':' | b'<' | b'&' | b'$' | b'[' | b'`' | b'/')
                || matches!(behind, b'(' | b'<' | b'[' | b'`' | b'/');
            if !code && !in_address(text, start, end) {
                edits.push(insertion(start + at));
            }
        }
    }
    edits
}

/// `theDistrict`, `SameResponsibility`: where to split, at the capital at `at`.
fn camel(word: &str, at: usize, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let (left, right) = word.split_at(at);
    let lower_behind = right.len() >= 3 && right.bytes().skip(1).all(|b| b.is_ascii_lowercase());
    if !lower_behind || left.len() < 2 || is_camel_name(word) {
        return None;
    }
    let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
    if LEADS.contains(&left.as_str()) || BEFORE.contains(&left.as_str()) {
        return (word.as_bytes()[0].is_ascii_lowercase() || vocabulary.knows(&right, 1)).then_some(at);
    }
    // Two other words: only in lower case first, both known, and not where a text speaks of program code.
    let two = word.as_bytes()[0].is_ascii_lowercase() && left.len() >= 3 && is_listed(&left);
    (two && !vocabulary.code && vocabulary.capitals.contains_key(&right)).then_some(at)
}

/// `strategywhich`, `ofdistrict`: the one place where an unknown word falls into a function word and a known word.
fn two_words(word: &str, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    if word.len() < 7 || vocabulary.knows(word, 2) {
        return None;
    }
    let mut found = None;
    let mut see = |at: usize| {
        let other = found.replace(at);
        other.is_none() || other == Some(at)
    };
    let mut one_way = true;
    for function in BEFORE {
        if let Some(rest) = word.strip_prefix(function) {
            let shortest = if matches!(*function, "the" | "of" | "and") { 4 } else { 5 };
            if rest.len() >= shortest && vocabulary.knows(rest, 1) {
                one_way &= see(function.len());
            }
        }
    }
    for function in AFTER {
        if let Some(rest) = word.strip_suffix(function) {
            let shortest = if function.len() <= 3 { 5 } else { 4 };
            if rest.len() >= shortest && vocabulary.knows(rest, 1) {
                one_way &= see(rest.len());
            }
        }
    }
    found.filter(|_| one_way)
}

/// A space where a sentence or a clause begins right behind a mark: `year.Li`, `Area,achieving`, `people.”He`.
fn stops(text: &str) -> Vec<Edit> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| chars.get(index).map_or(' ', |&(_, c)| c);
    let mut edits = Vec::new();
    for (index, &(start, mark)) in chars.iter().enumerate().skip(1) {
        let (before, next, after) = (at(index - 1), at(index + 1), at(index + 2));
        let closes = before.is_ascii_lowercase()
            || before.is_ascii_digit()
            || matches!(before, ')' | '”' | '’' | '"' | '%');
        let breaks = match mark {
            '.' => {
                // Two letters before the stop tell a word from an initial or an abbreviation.
                let word = !before.is_ascii_lowercase() || index >= 2 && at(index - 2).is_ascii_alphabetic();
                let opens = next.is_ascii_uppercase() && (after.is_ascii_lowercase() || after == ' ');
                closes && word && (opens || matches!(next, '“'))
            }
            ',' | ';' => {
                (before.is_ascii_alphabetic() || matches!(before, ')' | '”' | '’'))
                    && (next.is_ascii_alphabetic() || next == '“')
            }
            '!' | '?' => before.is_ascii_alphabetic() && next.is_ascii_uppercase(),
            ':' => before.is_ascii_lowercase() && next.is_ascii_uppercase(),
            '”' | ')' => {
                (before.is_ascii_alphanumeric() || matches!(before, '.' | ',' | '!' | '?'))
                    && next.is_ascii_alphabetic()
                    && after.is_ascii_alphabetic()
            }
            '“' => before.is_ascii_lowercase() && next.is_ascii_alphabetic(),
            _ => false,
        };
        if breaks {
            let place = if mark == '“' { start } else { start + mark.len_utf8() };
            if !in_address(text, start, start) {
                edits.push(insertion(place));
            }
        }
    }
    edits
}

/// Spaces before a mark, and a mark that stands there twice (`center. .`).
fn stray(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    let mut at = 1;
    while at + 1 < bytes.len() {
        let mark = bytes[at + 1];
        if bytes[at] == b' ' && matches!(mark, b'.' | b',' | b';' | b'!' | b'?') {
            let before = bytes[at - 1];
            let ends = bytes.get(at + 2).is_none_or(|b| *b == b' ');
            if ends && mark == b'.' && before == b'.' {
                // "center. . Focus": the second stop goes; three dots and more are an ellipsis.
                if text[at + 2..].starts_with(" .") {
                    at += 4;
                } else {
                    edits.push(Edit { start: at, end: at + 2, with: String::new() });
                    at += 2;
                }
                continue;
            }
            let ellipsis = mark == b'.' && text[at + 2..].starts_with(" . .");
            if ellipsis {
                at += 6;
                continue;
            }
            if ends
                && (before.is_ascii_alphanumeric()
                    || matches!(before, b'"' | b')' | b'%')
                    || !before.is_ascii())
            {
                edits.push(Edit { start: at, end: at + 1, with: String::new() });
            }
        }
        at += 1;
    }
    edits
}

/// Straight quotes, in pairs: no space inside, one outside.
fn quotes(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let places: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, b)| **b == b'"').map(|(at, _)| at).collect();
    if places.is_empty() || !places.len().is_multiple_of(2) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut remove_or_insert = |at: usize, wanted: bool| match (bytes.get(at) == Some(&b' '), wanted) {
        (true, false) => edits.push(Edit { start: at, end: at + 1, with: String::new() }),
        (false, true) => edits.push(insertion(at)),
        _ => {}
    };
    for pair in places.chunks_exact(2) {
        let (open, close) = (pair[0], pair[1]);
        if close - open < 3 {
            continue;
        }
        if open > 0
            && (bytes[open - 1].is_ascii_alphanumeric() || matches!(bytes[open - 1], b',' | b'.' | b';'))
        {
            remove_or_insert(open, true);
        }
        if bytes[open + 1] == b' ' {
            remove_or_insert(open + 1, false);
        }
        if bytes[close - 1] == b' ' {
            remove_or_insert(close - 1, false);
        }
        match bytes.get(close + 1) {
            Some(b) if b.is_ascii_alphanumeric() => remove_or_insert(close + 1, true),
            Some(b' ') if bytes.get(close + 2).is_some_and(|b| matches!(b, b',' | b'.' | b';')) => {
                remove_or_insert(close + 1, false);
            }
            _ => {}
        }
    }
    edits
}

/// Names that lost their capital: words made of pinyin syllables that no list knows and that the document writes with
/// a capital inside sentences more often than without.
fn capitals(text: &str, vocabulary: &Vocabulary<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (start, end) in words(text) {
        let word = &text[start..end];
        if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            continue;
        }
        let Some(uses) = vocabulary.capitals.get(word) else { continue };
        let ordinary = is_listed(word) || made_from(word, &is_listed) || !is_pinyin(word);
        if ordinary || uses.name < 2 || uses.name < vocabulary.lower(word) {
            continue;
        }
        if !in_address(text, start, end) {
            edits.push(Edit { start, end: start + 1, with: word[..1].to_ascii_uppercase() });
        }
    }
    edits
}

#[cfg(test)]
#[path = "english_tests.rs"]
mod tests;
