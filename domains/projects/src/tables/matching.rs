//! Which project of the book a row means: by its name, by its code, else those whose names are near. Pure.

use std::collections::{HashMap, HashSet};

use qipan_accounts::table::wording::fold;

use super::model::Held;
use crate::book::code;

/// Names from which a near one is offered: share of pairs of characters that both have.
const NEAR: f64 = 0.6;
/// Near names that are offered.
const OFFERED: usize = 3;

/// The projects of the book by what rows call them.
pub struct Index<'h> {
    held: &'h [Held],
    by_name: HashMap<String, Vec<usize>>,
    by_code: HashMap<&'h str, usize>,
    pairs: Vec<HashSet<(char, char)>>,
}

/// What a row was found to mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match {
    /// This project.
    One(usize),
    /// Perhaps one of these, the nearest first; or one that the book does not have.
    Near(Vec<usize>),
}

/// A name without case, width, spaces and marks.
pub fn key(name: &str) -> String {
    fold(name)
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '“' | '”' | '"' | '\'' | '《' | '》' | '(' | ')' | '-' | '—' | '–' | '·' | ',' | '、'
            )
        })
        .collect()
}

fn pairs(key: &str) -> HashSet<(char, char)> {
    let chars: Vec<char> = key.chars().collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

impl<'h> Index<'h> {
    /// The index of these projects.
    pub fn of(held: &'h [Held]) -> Index<'h> {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let (mut by_code, mut all) = (HashMap::new(), Vec::with_capacity(held.len()));
        for (place, one) in held.iter().enumerate() {
            let key = key(&one.project.data.name);
            all.push(pairs(&key));
            by_name.entry(key).or_default().push(place);
            if !one.project.data.code.is_empty() {
                by_code.insert(one.project.data.code.as_str(), place);
            }
        }
        Index { held, by_name, by_code, pairs: all }
    }

    /// The project that a row means. Of several with one name the code tells; without it all are offered.
    pub fn find(&self, name: &str, given_code: &str) -> Match {
        let coded = code::normal(given_code).ok().and_then(|code| self.by_code.get(code.as_str()).copied());
        let named = self.by_name.get(&key(name)).map(Vec::as_slice).unwrap_or_default();
        match (named, coded) {
            ([one], None) => Match::One(*one),
            ([one], Some(coded)) if *one == coded => Match::One(coded),
            ([], Some(coded)) => Match::One(coded),
            (several, Some(coded)) if several.contains(&coded) => Match::One(coded),
            // Name and code mean two projects: a person must say which.
            ([one], Some(coded)) => Match::Near(vec![coded, *one]),
            ([], None) => Match::Near(self.near(name)),
            (several, _) => Match::Near(several.to_vec()),
        }
    }

    /// The projects with the nearest names.
    fn near(&self, name: &str) -> Vec<usize> {
        let own = pairs(&key(name));
        if own.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(f64, usize)> = self
            .pairs
            .iter()
            .enumerate()
            .filter_map(|(place, other)| {
                let both = own.intersection(other).count();
                let share = 2.0 * both as f64 / (own.len() + other.len()).max(1) as f64;
                (share >= NEAR).then_some((share, place))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(OFFERED).map(|(_, place)| place).collect()
    }

    /// The projects.
    pub fn held(&self) -> &'h [Held] {
        self.held
    }
}
