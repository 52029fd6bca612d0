//! The phrases of a registry: who uses them, what they mean, which mean the same.
//!
//! Phrases that differ only in order, in synonyms and in words that say nothing are one phrase.

use std::collections::HashMap;

use crate::model::How;
use crate::taxonomy::{Mapped, Mapper, Taxonomy};
use crate::vectors::{Neighbours, Vector, features};
use crate::words::{Kind, Lexicon, Piece, is_han, units};

/// A phrase that means the same as another, with how surely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Number of the other phrase.
    pub to: u32,
    /// How surely, 0 to 1.
    pub score: f32,
    /// Why.
    pub why: Why,
}

/// Why two phrases are held to mean the same; [`How`] without names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The same words.
    Same,
    /// A ruling.
    Ruled,
    /// The capability of this number.
    Capability(u32),
    /// Alike or synonyms.
    Alike,
    /// Used in each other's place.
    Usage,
}

impl Why {
    /// With the name of the capability.
    pub fn told(self, taxonomy: &Taxonomy) -> How {
        match self {
            Why::Same => How::Same,
            Why::Ruled => How::Ruled,
            Why::Capability(number) => How::Capability(taxonomy.capabilities()[number as usize].id.clone()),
            Why::Alike => How::Alike,
            Why::Usage => How::Usage,
        }
    }
}

/// What is known of one phrase.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// What it is told apart by: concepts and unknown words, in order of their names.
    pub core: String,
    /// Its vector.
    pub vector: Vector,
    /// The capabilities that it names.
    pub maps: Vec<Mapped>,
    /// 0 for what every system has, else 1.
    pub weight: f32,
    /// Is it in Chinese?
    pub han: bool,
    /// Numbers of the systems that have it.
    pub holders: Vec<u32>,
}

/// Phrases of one sort (functions, or data items) over a whole registry.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    numbers: HashMap<String, u32>,
    all: Vec<Phrase>,
    links: Vec<Vec<Link>>,
    near: Neighbours,
    named: HashMap<u32, Vec<u32>>,
}

/// Below this two phrases are not held to be the same.
pub const LINK_FLOOR: f32 = 0.15;
/// Cosines below this are not looked at.
const LIKE_FLOOR: f32 = 0.12;

/// What a phrase is told apart by; empty when it says nothing.
pub fn core(lexicon: &Lexicon, text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for piece in lexicon.cut(&units(text)) {
        match piece {
            Piece::Concept(number) if lexicon.kind(number) != Kind::Noise => parts.push(format!("c{number}")),
            Piece::Concept(_) => {}
            Piece::Unknown(run) => parts.push(run.join(" ")),
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts.join("\u{1}")
}

impl Phrases {
    /// The number of a phrase, if it is known, by its core.
    pub fn number(&self, core: &str) -> Option<u32> {
        self.numbers.get(core).copied()
    }

    /// A phrase by its number.
    pub fn get(&self, number: u32) -> &Phrase {
        &self.all[number as usize]
    }

    /// All phrases.
    pub fn all(&self) -> &[Phrase] {
        &self.all
    }

    /// All phrases, to be changed.
    pub fn all_mut(&mut self) -> &mut [Phrase] {
        &mut self.all
    }

    /// Phrases that mean the same as this one, itself among them.
    pub fn links(&self, number: u32) -> &[Link] {
        &self.links[number as usize]
    }

    /// All links, to be changed.
    pub fn links_mut(&mut self) -> &mut [Vec<Link>] {
        &mut self.links
    }

    /// Reads a phrase without adding it.
    pub fn read(taxonomy: &Taxonomy, mapper: &Mapper, core: String, text: &str) -> Phrase {
        let vector = mapper.vocabulary().vector(&features(taxonomy.lexicon(), text));
        let common = core.is_empty() || mapper.is_boilerplate(&vector);
        let maps = if common { Vec::new() } else { mapper.map(&vector) };
        let han = text.chars().any(is_han);
        Phrase { core, vector, maps, weight: if common { 0.0 } else { 1.0 }, han, holders: Vec::new() }
    }

    /// The number of a phrase, which is added when it is new: with links both ways.
    pub fn add(&mut self, taxonomy: &Taxonomy, mapper: &Mapper, text: &str) -> u32 {
        let core = core(taxonomy.lexicon(), text);
        if let Some(number) = self.numbers.get(&core) {
            return *number;
        }
        let number = self.all.len() as u32;
        let phrase = Phrases::read(taxonomy, mapper, core, text);
        let mut links = self.find(taxonomy, &phrase);
        for link in &links {
            self.links[link.to as usize].push(Link { to: number, ..*link });
        }
        if phrase.weight > 0.0 {
            links.push(Link { to: number, score: 1.0, why: Why::Same });
        }
        self.near.add(&phrase.vector);
        for mapped in &phrase.maps {
            self.named.entry(mapped.capability as u32).or_default().push(number);
        }
        self.numbers.insert(phrase.core.clone(), number);
        self.all.push(phrase);
        self.links.push(links);
        number
    }

    /// From now on this phrase says nothing.
    pub fn silence(&mut self, number: u32) {
        self.all[number as usize].weight = 0.0;
        for link in std::mem::take(&mut self.links[number as usize]) {
            self.links[link.to as usize].retain(|back| back.to != number);
        }
    }

    /// The known phrases that mean the same as this one.
    pub fn find(&self, taxonomy: &Taxonomy, phrase: &Phrase) -> Vec<Link> {
        if phrase.weight == 0.0 {
            return Vec::new();
        }
        let mut like: HashMap<u32, f32> = self.near.like(&phrase.vector, LIKE_FLOOR).into_iter().collect();
        for mapped in &phrase.maps {
            for number in self.named.get(&(mapped.capability as u32)).into_iter().flatten() {
                like.entry(*number).or_insert(0.0);
            }
        }
        let mut links: Vec<Link> = like
            .into_iter()
            .filter(|(number, _)| self.all[*number as usize].weight > 0.0)
            .filter_map(|(number, cosine)| {
                let (score, why) = same(phrase, &self.all[number as usize], cosine);
                (score >= LINK_FLOOR).then_some(Link { to: number, score, why })
            })
            .collect();
        self.rule(taxonomy, phrase, &mut links);
        links.sort_unstable_by_key(|link| link.to);
        links
    }

    /// Rulings of reviewers go before everything else.
    fn rule(&self, taxonomy: &Taxonomy, phrase: &Phrase, links: &mut Vec<Link>) {
        if taxonomy.rulings().is_empty() {
            return;
        }
        for ruling in taxonomy.rulings() {
            let side = |text: &str| core(taxonomy.lexicon(), text);
            let (own, left, right) = (&phrase.core, &side(&ruling.left), &side(&ruling.right));
            let other = match () {
                () if left == own => right,
                () if right == own => left,
                () => continue,
            };
            let Some(number) = self.numbers.get(other) else { continue };
            links.retain(|link| link.to != *number);
            if ruling.same {
                links.push(Link { to: *number, score: 1.0, why: Why::Ruled });
            }
        }
    }
}

/// How surely two phrases of this cosine mean the same, and why.
fn same(a: &Phrase, b: &Phrase, cosine: f32) -> (f32, Why) {
    if cosine >= 0.999 {
        return (1.0, Why::Same);
    }
    let shared = a
        .maps
        .iter()
        .filter_map(|one| {
            let other = b.maps.iter().find(|other| other.capability == one.capability)?;
            Some((one.score.min(other.score), one.capability as u32))
        })
        .max_by(|x, y| x.0.total_cmp(&y.0));
    let apart = match (a.maps.first(), b.maps.first()) {
        (Some(one), Some(other)) if one.capability != other.capability => one.score.min(other.score),
        _ => 0.0,
    };
    let (likeness, why) = match shared {
        Some((score, capability)) if score > cosine => (score, Why::Capability(capability)),
        _ => (cosine, Why::Alike),
    };
    (sure(likeness - 0.25 * apart), why)
}

/// Likeness as sureness.
pub fn sure(likeness: f32) -> f32 {
    1.0 / (1.0 + (-(likeness - 0.5) * 10.0).exp())
}
