//! Which line of work a commitment belongs to: keyword counts, in its words first, in its headings second.

use qipan_kernel::Id;

use super::fields::Reader;
use super::rules;
use super::text::fold;
use super::types::{Found, LineWords, Span};

/// The line whose names and keywords occur most; names count double, headings half. `None` when no word occurs.
pub fn suggest(lines: &[LineWords], reader: &Reader, words: Span, path: &[String]) -> Option<Found<Id>> {
    if lines.is_empty() {
        return None;
    }
    let text = words.of(reader.folded).to_lowercase();
    let headings = fold(&path.join("\n")).to_lowercase();
    let mut best: Option<(usize, Id, Span)> = None;
    for line in lines {
        let mut score = 0;
        let mut at = None;
        for (list, weight) in [(&line.names, 4), (&line.keywords, 2)] {
            for word in list.iter().map(|word| fold(word).to_lowercase()).filter(|word| !word.is_empty()) {
                if let Some(found) = text.find(&word) {
                    score += weight;
                    at = at.or(Some((found, word.len())));
                }
                score += weight / 2 * usize::from(headings.contains(&word));
            }
        }
        if score > 0 && best.is_none_or(|(known, ..)| score > known) {
            // Lower case may change the length of a text; then the whole passage stands for the words.
            let same = text.len() == words.len();
            let span =
                at.filter(|_| same).map_or(words, |(found, len)| Span::at(words.start, found..found + len));
            best = Some((score, line.id, span));
        }
    }
    best.map(|(_, id, span)| Found::new(id, span, reader.text, rules::LINE_KEYWORDS))
}
