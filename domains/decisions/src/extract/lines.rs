//! Which line of work a commitment belongs to: keyword counts, in its words first, in its headings second.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use qipan_kernel::Id;

use super::fields::Reader;
use super::rules;
use super::text::fold;
use super::types::{Found, LineWords, Span};

/// What a name and a keyword of a line weigh in the words of a commitment; in its headings half of that.
const NAME: usize = 4;
const KEYWORD: usize = 2;

/// The words of the lines, ready to be found in one pass over a text.
pub struct LineIndex<'a> {
    lines: &'a [LineWords],
    /// For every word its line (place in `lines`), weight and length; in the order of the lines, names first.
    owners: Vec<(usize, usize, usize)>,
    automaton: Option<AhoCorasick>,
}

impl LineIndex<'_> {
    /// Folds the words of the lines.
    pub fn new(lines: &[LineWords]) -> LineIndex<'_> {
        let (mut words, mut owners) = (Vec::new(), Vec::new());
        for (place, line) in lines.iter().enumerate() {
            for (list, weight) in [(&line.names, NAME), (&line.keywords, KEYWORD)] {
                for word in list.iter().map(|word| fold(word).to_lowercase()).filter(|word| !word.is_empty())
                {
                    owners.push((place, weight, word.len()));
                    words.push(word);
                }
            }
        }
        // A few hundred short words for one document: the form that is built quickest.
        let builder = || AhoCorasick::builder().kind(Some(AhoCorasickKind::NoncontiguousNFA)).build(&words);
        let automaton = if words.is_empty() { None } else { builder().ok() };
        LineIndex { lines, owners, automaton }
    }

    /// The line whose names and keywords occur most; names count double, headings half. `None` when no word occurs.
    pub fn suggest(&self, reader: &Reader, words: Span, path: &[String]) -> Option<Found<Id>> {
        let automaton = self.automaton.as_ref()?;
        let first = |text: &str| {
            let mut first = vec![None; self.owners.len()];
            for found in automaton.find_overlapping_iter(text) {
                first[found.pattern().as_usize()].get_or_insert(found.start());
            }
            first
        };
        let text = words.of(reader.folded).to_lowercase();
        let (said, headed) = (first(&text), first(&fold(&path.join("\n")).to_lowercase()));
        let mut scores = vec![0; self.lines.len()];
        let mut at = vec![None; self.lines.len()];
        for (word, (place, weight, len)) in self.owners.iter().copied().enumerate() {
            if let Some(found) = said[word] {
                scores[place] += weight;
                at[place].get_or_insert((found, len));
            }
            scores[place] += weight / 2 * usize::from(headed[word].is_some());
        }
        let mut best: Option<usize> = None;
        for (place, score) in scores.iter().enumerate() {
            if *score > best.map_or(0, |known| scores[known]) {
                best = Some(place);
            }
        }
        best.map(|place| {
            // Lower case may change the length of a text; then the whole passage stands for the words.
            let same = text.len() == words.len();
            let span = at[place].filter(|_| same);
            let span = span.map_or(words, |(found, len)| Span::at(words.start, found..found + len));
            Found::new(self.lines[place].id, span, reader.text, rules::LINE_KEYWORDS)
        })
    }
}
