//! What simpler methods reach on the same registry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{PAIRS, Ranking};
use crate::model::System;
use crate::words::units;

/// A simpler method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// Pairs of characters of the names.
    Name,
    /// Data items by their words.
    Items,
    /// Pairs of characters of the whole text, as sets: what MinHash estimates.
    Jaccard,
    /// Pairs of characters of the whole text, weighted by rarity.
    TfIdf,
    /// Functions by their words.
    Functions,
}

impl Baseline {
    /// All of them.
    pub const ALL: [Baseline; 5] =
        [Baseline::Name, Baseline::Items, Baseline::Jaccard, Baseline::TfIdf, Baseline::Functions];

    /// Its key in words.
    pub fn key(self) -> &'static str {
        match self {
            Baseline::Name => "name",
            Baseline::Items => "items",
            Baseline::Jaccard => "jaccard",
            Baseline::TfIdf => "tfidf",
            Baseline::Functions => "functions",
        }
    }

    fn features(self, system: &System) -> BTreeSet<String> {
        let whole = |all: &[String]| all.iter().map(|one| units(one).join(" ")).collect();
        let pairs = |text: &str| units(text).windows(2).map(|pair| pair.join(" ")).collect();
        match self {
            Baseline::Name => pairs(&system.name),
            Baseline::Items => whole(&[system.produces.clone(), system.consumes.clone()].concat()),
            Baseline::Functions => whole(&system.functions),
            Baseline::Jaccard | Baseline::TfIdf => {
                let parts =
                    [vec![system.name.clone(), system.purpose.clone()], system.functions.clone()].concat();
                pairs(&parts.join("\n"))
            }
        }
    }
}

/// The ranking of a method.
pub fn rankings(baseline: Baseline, systems: &[System]) -> Ranking {
    let sets: Vec<BTreeSet<String>> = systems.iter().map(|system| baseline.features(system)).collect();
    let mut with: HashMap<&str, u32> = HashMap::new();
    sets.iter().flatten().for_each(|feature| *with.entry(feature).or_default() += 1);
    let weight = |feature: &str| match baseline {
        Baseline::TfIdf => f64::from(systems.len() as u32 + 1) / f64::from(with[feature]),
        _ => std::f64::consts::E,
    };
    let mut postings: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    let mut lengths = vec![0.0; sets.len()];
    for (n, set) in sets.iter().enumerate() {
        for feature in set {
            let square = weight(feature).ln().powi(2);
            lengths[n] += square;
            postings.entry(feature).or_default().push((n, square));
        }
    }
    let mut ranking = Ranking { others: vec![Vec::new(); sets.len()], pairs: Vec::new() };
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (n, set) in sets.iter().enumerate() {
        let mut sums = vec![0.0_f64; sets.len()];
        for feature in set {
            for (other, square) in &postings[feature.as_str()] {
                sums[*other] += square;
            }
        }
        sums[n] = 0.0;
        let mut scored: Vec<(f64, usize)> = sums
            .into_iter()
            .enumerate()
            .filter(|(_, sum)| *sum > 0.0)
            .map(|(other, sum)| match baseline {
                Baseline::TfIdf => (sum / (lengths[n] * lengths[other]).sqrt(), other),
                _ => (sum / (lengths[n] + lengths[other] - sum), other),
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        pairs.extend(
            scored
                .iter()
                .filter(|(_, other)| *other > n)
                .take(PAIRS)
                .map(|(score, other)| (*score, n, *other)),
        );
        ranking.others[n] = scored.into_iter().take(100).map(|(_, other)| other).collect();
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    ranking.pairs = pairs.into_iter().take(PAIRS).map(|(_, a, b)| (a, b)).collect();
    ranking
}
