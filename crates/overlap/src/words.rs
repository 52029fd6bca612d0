//! Texts as units (a Han character or a word of another script), and units as concepts of the lexicon.

use std::collections::HashMap;

/// The units of a text: full-width forms folded, lower case, words of other scripts by their stem. Punctuation is left out.
pub fn units(text: &str) -> Vec<String> {
    let mut units = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let c = fold(c);
        if c.is_alphanumeric() && !is_han(c) {
            word.extend(c.to_lowercase());
            continue;
        }
        if !word.is_empty() && c != '\'' {
            units.push(stem(&std::mem::take(&mut word)));
        }
        if is_han(c) {
            units.push(c.to_string());
        }
    }
    if !word.is_empty() {
        units.push(stem(&word));
    }
    units
}

/// Full-width ASCII as ASCII.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// A Han character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Is this unit a Han character?
pub fn han(unit: &str) -> bool {
    unit.chars().next().is_some_and(is_han)
}

/// The stem of an English word, roughly: endings that inflection adds.
fn stem(word: &str) -> String {
    if word == "parking" || word == "contractor" {
        return word.to_owned(); // not a park, not a contract
    }
    let mut stem = word;
    for ending in ["s", "ing", "ed", "ation", "ment", "ion", "or", "er", "e"] {
        let Some(rest) = stem.strip_suffix(ending) else { continue };
        let keeps = match ending {
            "s" => rest.len() >= 3 && !rest.ends_with('s') && !rest.ends_with('u'),
            "e" => rest.len() >= 4,
            _ => rest.len() >= 4,
        };
        if keeps {
            stem = rest;
        }
    }
    let mut stem = stem.to_owned();
    if stem.len() >= 4 && stem.ends_with('i') {
        stem.pop();
        stem.push('y');
    }
    let bytes = stem.as_bytes();
    if let [.., a, b] = bytes
        && a == b
        && stem.len() > 4
        && !b"ls".contains(b)
    {
        stem.pop();
    }
    stem
}

/// What a concept is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that is done: to report, to dispatch.
    Act,
    /// Something that it is done to: a hazard, a permit.
    Thing,
    /// A word that says nothing by itself: management, platform, support.
    Noise,
}

/// Groups of words that mean the same.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    kinds: Vec<Kind>,
    terms: HashMap<String, u32>,
    longest: usize,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word of a concept.
    Concept(u32),
    /// Units that the lexicon does not know.
    Unknown(Vec<String>),
}

impl Lexicon {
    /// Reads lines of `kind ⇥ id ⇥ Chinese words separated by 、 ⇥ English words separated by ;`. Lines that begin with `#` are remarks.
    ///
    /// # Errors
    /// The number of the first line that cannot be read, or whose word stands in an earlier group.
    pub fn parse(text: &str) -> Result<Lexicon, usize> {
        let mut lexicon = Lexicon::default();
        for (n, line) in rows(text) {
            let mut cells = line.split('\t');
            let kind = match cells.next() {
                Some("act") => Kind::Act,
                Some("thing") => Kind::Thing,
                Some("noise") => Kind::Noise,
                _ => return Err(n),
            };
            // The name is for people.
            cells.next().ok_or(n)?;
            let number = lexicon.kinds.len() as u32;
            lexicon.kinds.push(kind);
            for cell in cells {
                for term in terms(cell) {
                    if !lexicon.add(term, number) {
                        return Err(n);
                    }
                }
            }
        }
        Ok(lexicon)
    }

    fn add(&mut self, term: &str, concept: u32) -> bool {
        let units = units(term);
        self.longest = self.longest.max(units.len());
        let before = self.terms.insert(key(&units), concept);
        !units.is_empty() && before.is_none_or(|before| before == concept)
    }

    /// What kind the concept of this number is.
    pub fn kind(&self, number: u32) -> Kind {
        self.kinds[number as usize]
    }

    /// Cuts units into the fewest pieces: a word of the lexicon costs less than a unit that it does not know.
    pub fn cut(&self, units: &[String]) -> Vec<Piece> {
        const WORD: u32 = 10;
        const UNKNOWN: u32 = 11;
        let mut best: Vec<(u32, usize, Option<u32>)> = vec![(0, 0, None)];
        for end in 1..=units.len() {
            let mut found = (best[end - 1].0 + UNKNOWN, end - 1, None);
            for start in end.saturating_sub(self.longest)..end {
                if let Some(concept) = self.terms.get(&key(&units[start..end]))
                    && best[start].0 + WORD < found.0
                {
                    found = (best[start].0 + WORD, start, Some(*concept));
                }
            }
            best.push(found);
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut end = units.len();
        while end > 0 {
            let (_, start, concept) = best[end];
            match (concept, pieces.last_mut()) {
                (Some(concept), _) => pieces.push(Piece::Concept(concept)),
                (None, Some(Piece::Unknown(run))) => run.insert(0, units[start].clone()),
                (None, _) => pieces.push(Piece::Unknown(units[start..end].to_vec())),
            }
            end = start;
        }
        pieces.reverse();
        pieces
    }
}

fn key(units: &[String]) -> String {
    units.join("\u{1}")
}

/// Lines of a data file that hold something, with their numbers.
pub fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line.trim_end()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Terms of a cell, separated by `、` or `;`.
pub fn terms(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['、', ';']).map(str::trim).filter(|term| !term.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_characters_and_stems() {
        let cases = [
            ("ＧＩＳ 一张图", vec!["gis", "一", "张", "图"]),
            ("Hazards reported, inspections", vec!["hazard", "report", "inspect"]),
            ("permitting / permits", vec!["permit", "permit"]),
            ("12345热线", vec!["12345", "热", "线"]),
            ("policies; policy", vec!["policy", "policy"]),
        ];
        for (text, expected) in cases {
            assert_eq!(units(text), expected, "{text}");
        }
    }

    #[test]
    fn cuts_into_the_fewest_known_words() {
        let lexicon =
            Lexicon::parse("thing\thazard\t隐患、风险点\thazard\nact\treport\t上报、报送\treport\n").unwrap();
        let cut = |text: &str| lexicon.cut(&units(text));
        assert_eq!(cut("隐患上报"), [Piece::Concept(0), Piece::Concept(1)]);
        assert_eq!(cut("风险点报送"), cut("report hazards").into_iter().rev().collect::<Vec<_>>());
        assert_eq!(cut("隐患图斑"), [Piece::Concept(0), Piece::Unknown(vec!["图".into(), "斑".into()])]);
    }

    #[test]
    fn a_word_stands_in_one_group() {
        assert_eq!(Lexicon::parse("act\ta\t上报\nact\tb\t上报\n").err(), Some(2));
    }
}
