//! Phrases as vectors of weighted features.

use std::collections::{BTreeMap, HashMap};

use crate::words::{Kind, Lexicon, Piece, han, units};

/// Weight of a feature before its rarity counts: a thing says more than an act, a pair of characters is only a complement.
const THING: f32 = 1.0;
const ACT: f32 = 0.8;
const NOISE: f32 = 0.08;
const UNKNOWN: f32 = 0.8;
const PAIR: f32 = 0.3;

/// Features of a text with their weights before rarity.
pub type Features = BTreeMap<String, f32>;

/// The features of a phrase: its concepts, pairs of characters that the lexicon does not know, words that it does not know, and,
/// lighter, all pairs of characters.
pub fn features(lexicon: &Lexicon, phrase: &str) -> Features {
    let units = units(phrase);
    let mut found = Features::new();
    let mut add = |name: String, weight: f32| {
        let held = found.entry(name).or_insert(0.0);
        *held = held.max(weight);
    };
    for piece in lexicon.cut(&units) {
        match piece {
            Piece::Concept(number) => {
                let weight = match lexicon.kind(number) {
                    Kind::Thing => THING,
                    Kind::Act => ACT,
                    Kind::Noise => NOISE,
                };
                add(format!("c{number}"), weight);
            }
            Piece::Unknown(run) => {
                for part in run.chunk_by(|a, b| han(a) == han(b)) {
                    if part.len() == 1 || !han(&part[0]) {
                        part.iter().for_each(|unit| add(format!("u{unit}"), UNKNOWN));
                    } else {
                        let weight = UNKNOWN / (part.len() as f32 - 1.0).sqrt();
                        part.windows(2).for_each(|pair| add(format!("u{}", pair.concat()), weight));
                    }
                }
            }
        }
    }
    for pair in units.windows(2).filter(|pair| han(&pair[0]) && han(&pair[1])) {
        add(format!("p{}", pair.concat()), PAIR);
    }
    found
}

/// A vector of length 1 over known features; features that the vocabulary does not know have shortened it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vector(Vec<(u32, f32)>);

impl Vector {
    /// Features and their weights, by number of the feature.
    pub fn terms(&self) -> &[(u32, f32)] {
        &self.0
    }

    /// The sum of vectors.
    pub fn sum<'a>(of: impl Iterator<Item = &'a Vector>) -> Vector {
        let mut all: Vec<(u32, f32)> = of.flat_map(|one| one.0.iter().copied()).collect();
        all.sort_by_key(|(number, _)| *number);
        all.dedup_by(|next, held| {
            let same = next.0 == held.0;
            if same {
                held.1 += next.1;
            }
            same
        });
        Vector(all)
    }

    /// Times a factor.
    pub fn scaled(mut self, factor: f32) -> Vector {
        self.0.iter_mut().for_each(|(_, weight)| *weight *= factor);
        self
    }

    /// Of length 1.
    pub fn unit(self) -> Vector {
        let length = self.dot(&self).sqrt();
        if length > 0.0 { self.scaled(1.0 / length) } else { self }
    }

    /// The scalar product: the cosine of vectors of length 1.
    pub fn dot(&self, other: &Vector) -> f32 {
        let (mut a, mut b, mut sum) = (self.0.iter().peekable(), other.0.iter().peekable(), 0.0);
        while let (Some((x, v)), Some((y, w))) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    sum += v * w;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }
}

/// Features with how many texts have them.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    numbers: HashMap<String, u32>,
    with: Vec<u32>,
    texts: u32,
}

impl Vocabulary {
    /// Counts the features of one more text.
    pub fn count(&mut self, features: &Features) {
        self.texts += 1;
        for name in features.keys() {
            let next = self.with.len() as u32;
            let number = *self.numbers.entry(name.clone()).or_insert(next);
            if number == next {
                self.with.push(0);
            }
            self.with[number as usize] += 1;
        }
    }

    fn rarity(&self, with: u32) -> f32 {
        ((self.texts as f32 + 1.0) / (with as f32 + 0.5)).ln().max(0.1)
    }

    /// The vector of a text.
    pub fn vector(&self, features: &Features) -> Vector {
        let mut terms = Vec::with_capacity(features.len());
        let mut square = 0.0;
        for (name, weight) in features {
            let number = self.numbers.get(name);
            let weight = weight * self.rarity(number.map_or(0, |number| self.with[*number as usize]));
            square += weight * weight;
            terms.extend(number.map(|number| (*number, weight)));
        }
        let length = square.sqrt().max(f32::MIN_POSITIVE);
        terms.iter_mut().for_each(|(_, weight)| *weight /= length);
        terms.sort_unstable_by_key(|(number, _)| *number);
        Vector(terms)
    }
}

/// Vectors that can be asked for those like another.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    postings: Vec<Vec<(u32, f32)>>,
    count: usize,
}

impl Neighbours {
    /// Adds a vector; its number is the count of those before it.
    pub fn add(&mut self, vector: &Vector) {
        for (feature, weight) in vector.terms() {
            let feature = *feature as usize;
            if self.postings.len() <= feature {
                self.postings.resize_with(feature + 1, Vec::new);
            }
            self.postings[feature].push((self.count as u32, *weight));
        }
        self.count += 1;
    }

    /// Numbers and cosines of the vectors at least `floor` like this one, by number.
    pub fn like(&self, vector: &Vector, floor: f32) -> Vec<(u32, f32)> {
        let sums = self.products(vector).into_iter().enumerate().filter(|(_, sum)| *sum >= floor);
        sums.map(|(number, sum)| (number as u32, sum.min(1.0))).collect()
    }

    /// The scalar products of all with this one, by number.
    pub fn products(&self, vector: &Vector) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.count];
        for (feature, weight) in vector.terms() {
            for (number, other) in self.postings.get(*feature as usize).into_iter().flatten() {
                sums[*number as usize] += weight * other;
            }
        }
        sums
    }
}
