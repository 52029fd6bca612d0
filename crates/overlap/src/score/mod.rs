//! How good a ranking is, measured on a registry whose truth is known.

mod baselines;
mod read;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use baselines::{Baseline, rankings};
pub use read::{Labelled, Problem, pairs, proposal, registry};

/// What truly does the same: for every system, the places of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth(Vec<BTreeSet<usize>>);

/// How two sets of capabilities are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// What is common as a share of all.
    Jaccard,
    /// What is common as a share of the smaller set.
    Overlap,
}

/// Sets that have this share in common do the same.
const SAME: f64 = 0.6;

impl Truth {
    /// Those whose capability sets overlap by at least six tenths.
    pub fn of_capabilities(sets: &[BTreeSet<String>], measure: Measure) -> Truth {
        let mut truth = Truth(vec![BTreeSet::new(); sets.len()]);
        for (n, a) in sets.iter().enumerate() {
            for (m, b) in sets.iter().enumerate().skip(n + 1) {
                let common = a.intersection(b).count() as f64;
                let all = match measure {
                    Measure::Jaccard => (a.len() + b.len()) as f64 - common,
                    Measure::Overlap => a.len().min(b.len()) as f64,
                };
                if common > 0.0 && common / all >= SAME - 1e-9 {
                    truth.add(n, m);
                }
            }
        }
        truth
    }

    /// Those of the same group.
    pub fn of_groups(groups: &[Option<String>]) -> Truth {
        let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, group) in groups.iter().enumerate() {
            if let Some(group) = group {
                members.entry(group).or_default().push(n);
            }
        }
        let mut truth = Truth(vec![BTreeSet::new(); groups.len()]);
        for group in members.values() {
            for (n, a) in group.iter().enumerate() {
                group[n + 1..].iter().for_each(|b| truth.add(*a, *b));
            }
        }
        truth
    }

    /// Pairs by identifier; pairs with an unknown identifier are left out and counted.
    pub fn of_pairs<'a>(ids: &[String], pairs: impl Iterator<Item = (&'a str, &'a str)>) -> (Truth, usize) {
        let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(n, id)| (id.as_str(), n)).collect();
        let mut truth = Truth(vec![BTreeSet::new(); ids.len()]);
        let mut unknown = 0;
        for (a, b) in pairs {
            match (places.get(a), places.get(b)) {
                (Some(a), Some(b)) if a != b => truth.add(*a, *b),
                (Some(_), Some(_)) => {}
                _ => unknown += 1,
            }
        }
        (truth, unknown)
    }

    fn add(&mut self, a: usize, b: usize) {
        self.0[a].insert(b);
        self.0[b].insert(a);
    }

    /// Do these two do the same?
    pub fn holds(&self, a: usize, b: usize) -> bool {
        self.0[a].contains(&b)
    }

    /// How many pairs do the same.
    pub fn pairs(&self) -> usize {
        self.0.iter().map(BTreeSet::len).sum::<usize>() / 2
    }

    /// Systems with at least one that does the same: those that can be asked about.
    pub fn queries(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, partners)| !partners.is_empty()).map(|(n, _)| n)
    }
}

/// A ranking: for every system the others, most alike first (as far as they were ranked), and the pairs, most alike first.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// For every system.
    pub others: Vec<Vec<usize>>,
    /// Of the whole registry.
    pub pairs: Vec<(usize, usize)>,
}

/// How good a ranking is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Share of the queries whose first answer is right.
    pub p1: f64,
    /// Share of the first 300 pairs that are right.
    pub p300: f64,
    /// Mean of one over the rank of the first right answer.
    pub mrr: f64,
    /// How many were asked about.
    pub queries: usize,
}

/// Pairs that an office can read: those that precision is measured at.
pub const PAIRS: usize = 300;

/// Measures a ranking.
pub fn measure(truth: &Truth, ranking: &Ranking) -> Figures {
    let (mut first, mut reciprocal, mut queries) = (0.0, 0.0, 0_usize);
    for query in truth.queries() {
        queries += 1;
        let rank = ranking.others[query].iter().position(|other| truth.holds(query, *other));
        if let Some(rank) = rank {
            reciprocal += 1.0 / (rank as f64 + 1.0);
            first += f64::from(u8::from(rank == 0));
        }
    }
    let read: HashSet<(usize, usize)> =
        ranking.pairs.iter().take(PAIRS).map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    let right = read.iter().filter(|(a, b)| truth.holds(*a, *b)).count();
    let of = |sum: f64, count: usize| if count == 0 { 0.0 } else { sum / count as f64 };
    Figures {
        p1: of(first, queries),
        // Fewer pairs than asked for are measured against what was asked for, as far as there is as much to find.
        p300: of(right as f64, PAIRS.min(truth.pairs()).max(read.len().min(PAIRS))),
        mrr: of(reciprocal, queries),
        queries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(of: &[&[&str]]) -> Vec<BTreeSet<String>> {
        of.iter().map(|one| one.iter().map(|&name| name.to_owned()).collect()).collect()
    }

    #[test]
    fn truth_of_capabilities() {
        let sets = sets(&[&["a", "b", "c"], &["a", "b", "c", "d", "e"], &["a", "b"], &["x"], &[]]);
        let jaccard = Truth::of_capabilities(&sets, Measure::Jaccard);
        assert!(jaccard.holds(0, 1) && jaccard.holds(0, 2) && !jaccard.holds(1, 2) && !jaccard.holds(3, 4));
        let overlap = Truth::of_capabilities(&sets, Measure::Overlap);
        assert!(overlap.holds(1, 2) && overlap.pairs() == 3);
        assert_eq!(overlap.queries().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn figures_of_a_ranking() {
        let groups: Vec<Option<String>> =
            ["g", "g", "h", "h"].iter().map(|&g| Some(g.to_owned())).chain([None]).collect();
        let truth = Truth::of_groups(&groups);
        let ranking = Ranking {
            others: vec![vec![1], vec![2, 0], vec![0, 1, 3], vec![], vec![0]],
            pairs: vec![(1, 0), (0, 1), (1, 2)],
        };
        let found = measure(&truth, &ranking);
        assert_eq!((found.queries, found.p1, found.p300), (4, 0.25, 0.5));
        assert!((found.mrr - (1.0 + 0.5 + 1.0 / 3.0) / 4.0).abs() < 1e-9);
    }
}
