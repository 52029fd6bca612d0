//! Commitments on the board that may say the same as a draft: offered for linking, so that one promise in two documents
//! is counted once.

use qipan_board::commitments::model::{Commitment, State};
use qipan_board::lists::{self, Filter, Sort};
use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::Tx;

use super::model::Data;
use crate::extract::similarity;

/// A commitment that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Same {
    /// The commitment.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// Its statement.
    pub statement: String,
    /// Its lead unit.
    pub lead: Id,
    /// Its state.
    pub state: State,
    /// Likeness, 0–100.
    pub alike: u8,
}

/// From this likeness on it is offered.
const OFFERED: u8 = 45;
/// Phrases of a statement that are searched for.
const PHRASES: usize = 3;
/// Commitments looked at for each phrase.
const LOOKED_AT: usize = 30;

/// Open commitments like the draft, most alike first, at most three; those of `visible` units.
pub fn find(tx: &mut Tx<'_>, data: &Data, now: Moment, visible: Option<&[Id]>) -> Outcome<Vec<Same>> {
    let mut found: Vec<Same> = Vec::new();
    for words in phrases(&data.statement) {
        let filter = Filter { words, visible: visible.map(<[Id]>::to_vec), ..Filter::default() };
        for one in lists::list(tx, &filter, (now, true), Sort::Newest, None, LOOKED_AT)?.rows {
            if found.iter().any(|same| same.id == one.id) {
                continue;
            }
            let same = compare(data, one);
            if same.alike >= OFFERED {
                found.push(same);
            }
        }
    }
    found.sort_by_key(|same| std::cmp::Reverse(same.alike));
    found.truncate(3);
    Ok(found)
}

fn compare(data: &Data, one: Commitment) -> Same {
    let terms = one.version.terms;
    let alike = similarity(&data.statement, &terms.statement);
    // One task is often given to several units in the same words: another lead makes it less likely to be the same.
    let other = data.lead.is_some_and(|lead| lead != terms.lead_unit);
    Same {
        id: one.id,
        number: one.number,
        statement: terms.statement,
        lead: terms.lead_unit,
        state: one.version.state,
        alike: if other { alike - alike / 10 } else { alike },
    }
}

/// Short pieces of a statement: the search wants all of a piece's words, so several short ones find more than the
/// whole would. Chinese: four characters from the middle of the longest clauses; otherwise two long words each.
fn phrases(statement: &str) -> Vec<String> {
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let mut clauses: Vec<Vec<char>> = statement
        .split(|c: char| !is_han(c))
        .map(|clause| clause.chars().collect::<Vec<char>>())
        .filter(|clause| clause.len() >= 2)
        .collect();
    clauses.sort_by_key(|clause| std::cmp::Reverse(clause.len()));
    let mut phrases: Vec<String> = Vec::new();
    for clause in &clauses {
        let last = clause.len().saturating_sub(4);
        for start in [last, last / 2, 0] {
            let piece: String = clause[start..(start + 4).min(clause.len())].iter().collect();
            if phrases.len() < PHRASES && !phrases.contains(&piece) {
                phrases.push(piece);
            }
        }
    }
    if phrases.is_empty() {
        let mut words: Vec<&str> =
            statement.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        phrases = words.chunks(2).take(PHRASES).map(|pair| pair.join(" ")).collect();
    }
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_short_and_few() {
        assert_eq!(phrases("完成老旧小区改造，建立台账"), ["小区改造", "老旧小区", "完成老旧"]);
        assert_eq!(phrases("Build the data centre"), ["centre Build", "data"]);
        assert!(phrases("。").is_empty());
    }
}
