//! Of what field the systems of a registry are, how often phrases would meet by chance, and which functions all fields have.

use super::{Unit, View};
use crate::phrases::Phrases;
use crate::vectors::{Neighbours, Vector};

/// How much it says that a system has this function: the log of how rare it is among systems.
fn rarity(phrases: &Phrases, number: u32, systems: usize) -> f32 {
    ((systems as f32 + 1.0) / (phrases.get(number).holders.len() as f32 + 0.5)).ln().max(0.1)
}

/// What field a system is of: the words of all its functions but one.
fn field(phrases: &Phrases, view: &View, but: Option<u32>, systems: usize) -> Vector {
    let weighed: Vec<Vector> = (view.functions.iter())
        .filter(|number| Some(**number) != but)
        .map(|number| phrases.get(*number).vector.clone().scaled(rarity(phrases, *number, systems)))
        .collect();
    Vector::sum(weighed.iter()).unit()
}

/// Mean likeness of each two of `count` vectors of length 1 (or 0) with this sum.
fn coherence(sum: &Vector, count: f32) -> f32 {
    ((sum.dot(sum) - count) / (count * (count - 1.0)).max(1.0)).max(0.0)
}

/// How much alike the fields of any two systems are.
fn background(phrases: &Phrases, views: &[View]) -> f32 {
    let fields: Vec<Vector> = views.iter().map(|view| field(phrases, view, None, views.len())).collect();
    coherence(&Vector::sum(fields.iter()), views.len() as f32).max(1e-4)
}

/// Functions that systems of all fields have, so that they say nothing: those that many have, which are hardly more alike in the
/// rest than any systems are.
pub fn common(phrases: &Phrases, views: &[View]) -> Vec<u32> {
    const SYSTEMS_MIN: usize = 100;
    const SHARE: f32 = 0.02;
    /// Most functions must be of a field, else fields cannot be told.
    const USUAL_MIN: f32 = 1.5;
    if views.len() < SYSTEMS_MIN {
        return Vec::new();
    }
    let all = background(phrases, views);
    let lift = |number: u32| {
        let holders = &phrases.get(number).holders;
        let fields: Vec<Vector> = (holders.iter())
            .map(|holder| field(phrases, &views[*holder as usize], Some(number), views.len()))
            .collect();
        coherence(&Vector::sum(fields.iter()), holders.len() as f32) / all
    };
    let least = ((views.len() as f32 * SHARE) as usize).max(8);
    let known = (0..phrases.all().len() as u32).filter(|number| phrases.get(*number).weight > 0.0);
    let (often, seldom): (Vec<u32>, Vec<u32>) = known
        .filter(|number| phrases.get(*number).holders.len() >= 5)
        .partition(|number| phrases.get(*number).holders.len() >= least);
    let often: Vec<(u32, f32)> = often.into_iter().map(|number| (number, lift(number))).collect();
    let mut usual: Vec<f32> =
        often.iter().map(|(_, lift)| *lift).chain(seldom.into_iter().take(300).map(lift)).collect();
    usual.sort_by(f32::total_cmp);
    let Some(usual) = usual.get(usual.len() / 2).filter(|usual| **usual >= USUAL_MIN) else {
        return Vec::new();
    };
    let limit = 1.0 + (usual - 1.0) * 0.3;
    often.into_iter().filter(|(_, lift)| *lift < limit).map(|(number, _)| number).collect()
}

/// Vectors that can be multiplied with each other, each with all at once.
pub struct Products {
    vectors: Vec<Vector>,
    near: Neighbours,
}

impl Products {
    /// Of these vectors.
    pub fn new(vectors: Vec<Vector>) -> Products {
        let mut near = Neighbours::default();
        vectors.iter().for_each(|vector| near.add(vector));
        Products { vectors, near }
    }

    /// The scalar products of one with all.
    pub fn row(&self, one: usize) -> Vec<f32> {
        self.near.products(&self.vectors[one])
    }
}

/// How much alike the fields of the systems of two phrases are, as a multiple of what any two systems are. Neither of the two phrases
/// nor the systems that list both may count: else phrases that never meet would look as if they were of different fields.
pub struct Kindred {
    /// For every phrase its systems, in order, each with the words of its other functions.
    parts: Vec<Vec<(u32, Vector)>>,
    sums: Products,
    background: f32,
}

impl Kindred {
    /// Of these phrases.
    pub fn new(phrases: &Phrases, views: &[View], learnt: &[Unit]) -> Kindred {
        let part = |unit: &Unit, holder: u32| {
            let view = &views[holder as usize];
            let own = view.functions.iter().find(|one| unit.members.contains(one)).copied();
            (holder, field(phrases, view, own, views.len()))
        };
        let parts: Vec<Vec<(u32, Vector)>> = learnt
            .iter()
            .map(|unit| unit.holders.iter().map(|holder| part(unit, *holder)).collect())
            .collect();
        let sum = |parts: &Vec<(u32, Vector)>| Vector::sum(parts.iter().map(|(_, vector)| vector));
        let sums = Products::new(parts.iter().map(sum).collect());
        Kindred { parts, sums, background: background(phrases, views) }
    }

    /// Of one with all, where so many systems list both.
    pub fn row(&self, a: usize, seen: &[f32]) -> Vec<f32> {
        let mut row = self.sums.row(a);
        for (b, like) in row.iter_mut().enumerate() {
            let (mut left, mut right) = (self.parts[a].len() as f32, self.parts[b].len() as f32);
            if b != a && seen[b] > 0.0 {
                let (own, other) = self.both(a, b);
                for (x, y) in own.iter().zip(&other) {
                    *like -= x.dot(&self.sums.vectors[b]) + y.dot(&self.sums.vectors[a]);
                    other.iter().for_each(|y| *like += x.dot(y));
                }
                left -= own.len() as f32;
                right -= other.len() as f32;
            }
            // Where one is never without the other nothing is known; what is seen will speak.
            *like = if left * right > 0.0 { *like / (left * right) / self.background } else { f32::MAX };
        }
        row
    }

    /// The systems that list both, by what they are without the one and without the other.
    fn both(&self, a: usize, b: usize) -> (Vec<&Vector>, Vec<&Vector>) {
        let (of_a, of_b) = (&self.parts[a], &self.parts[b]);
        (of_a.iter())
            .filter_map(|(holder, own)| {
                let at = of_b.binary_search_by_key(holder, |(one, _)| *one).ok()?;
                Some((own, &of_b[at].1))
            })
            .unzip()
    }
}

/// How much oftener than without fields two phrases stand side by side, by how much alike the fields of their systems are: taken from
/// the registry itself, since most pairs of phrases mean different things.
pub struct Chance {
    /// Co-occurrences, and those expected if systems took their functions from all fields alike.
    bins: [[f32; 2]; BINS],
    ratios: [f32; BINS],
}

const BINS: usize = 50;

impl Default for Chance {
    fn default() -> Chance {
        Chance { bins: [[0.0; 2]; BINS], ratios: [0.0; BINS] }
    }
}

impl Chance {
    /// Likeness as a multiple of what any two systems have, on a scale of ratios.
    fn bin(like: f32) -> usize {
        const LEAST: f32 = 0.1;
        const MOST: f32 = 40.0;
        let share = ((like.max(0.0) + LEAST) / LEAST).ln() / (MOST / LEAST).ln();
        ((share * BINS as f32) as usize).min(BINS - 1)
    }

    /// One pair.
    pub fn count(&mut self, like: f32, seen: f32, alone: f32) {
        let bin = &mut self.bins[Chance::bin(like)];
        bin[0] += seen;
        bin[1] += alone;
    }

    /// The more alike the fields, the oftener: bins that say otherwise, or of which little is known, are put together with those before
    /// them (pool adjacent violators).
    pub fn level(&mut self) {
        /// Co-occurrences that must be expected of a bin for it to say something.
        const ENOUGH: f32 = 3.0;
        let rate = |of: &[f32; 2]| of[0] / of[1].max(1e-6);
        let mut pools: Vec<([f32; 2], usize)> = Vec::new();
        for bin in self.bins {
            let (mut pool, mut bins) = (bin, 1);
            while let Some((last, held)) = pools.last() {
                if pool[1] >= ENOUGH && last[1] >= ENOUGH && rate(last) <= rate(&pool) {
                    break;
                }
                pool = [last[0] + pool[0], last[1] + pool[1]];
                bins += held;
                pools.pop();
            }
            pools.push((pool, bins));
        }
        let mut at = 0;
        for (sums, bins) in pools {
            self.ratios[at..at + bins].fill(sums[0] / sums[1].max(1.0));
            at += bins;
        }
    }

    /// As a multiple of what is expected without fields.
    pub fn ratio(&self, like: f32) -> f32 {
        self.ratios[Chance::bin(like)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_grows_with_likeness_and_a_bin_that_says_otherwise_is_smoothed() {
        let mut chance = Chance::default();
        for (like, seen, alone) in
            [(0.0, 2.0, 20.0), (1.0, 30.0, 20.0), (3.0, 26.0, 20.0), (9.0, 90.0, 20.0), (20.0, 5.0, 0.1)]
        {
            chance.count(like, seen, alone);
        }
        chance.level();
        let ratios = [0.0, 1.0, 3.0, 9.0, 20.0].map(|like| chance.ratio(like));
        assert_eq!(ratios[0], 0.1);
        assert_eq!((ratios[1], ratios[2]), (1.4, 1.4), "30 and 26 of 20 each");
        assert!(ratios[3] > 4.0 && ratios[3] == ratios[4], "too little is known of the last: {ratios:?}");
        assert!(ratios.is_sorted());
    }
}
