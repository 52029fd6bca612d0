//! What district governments build systems for: domains, capabilities, and the phrases that name them.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::vectors::{Features, Neighbours, Vector, Vocabulary, features};
use crate::words::{Lexicon, rows, terms};

/// A field of government.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Domain {
    /// Its name in data.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

/// Something that a system can do for a government.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// Its name in data, unique.
    pub id: String,
    /// Identifier of its domain.
    pub domain: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Phrases that mean it, in any language; the names are among them.
    pub phrases: Vec<String>,
}

/// What reviewers have taught, kept apart from what ships.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Teaching {
    /// Counts up with each lesson; 0 when there is none.
    pub version: u64,
    /// New capabilities. One with the identifier of an existing one adds its phrases to it.
    pub capabilities: Vec<Capability>,
    /// Phrases of existing capabilities: identifier and phrase.
    pub phrases: Vec<(String, String)>,
    /// Functions that every system has.
    pub boilerplate: Vec<String>,
    /// Rulings on two functions.
    pub rulings: Vec<Ruling>,
}

/// A reviewer has said whether two functions are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// One function.
    pub left: String,
    /// The other.
    pub right: String,
    /// Are they the same?
    pub same: bool,
}

/// The capability taxonomy with its lexicon.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    version: String,
    lexicon: Lexicon,
    domains: Vec<Domain>,
    capabilities: Vec<Capability>,
    boilerplate: Vec<String>,
    rulings: Vec<Ruling>,
}

/// A line of a data file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Which file: `lexicon`, `taxonomy` or `boilerplate`.
    pub file: &'static str,
    /// Its line, from 1.
    pub line: usize,
}

/// The version of the data that ships; raised with every change of it.
pub const VERSION: &str = "2";

impl Taxonomy {
    /// What ships with the crate.
    pub fn builtin() -> Taxonomy {
        let read = Taxonomy::parse(
            include_str!("../data/lexicon.tsv"),
            include_str!("../data/taxonomy.tsv"),
            include_str!("../data/boilerplate.txt"),
        );
        // A test reads it; a build that ships cannot hold a line that it cannot read.
        read.unwrap_or_else(|bad| panic!("{} line {}", bad.file, bad.line))
    }

    /// Reads the three files; their forms are told at the head of each.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn parse(lexicon: &str, taxonomy: &str, boilerplate: &str) -> Result<Taxonomy, BadLine> {
        let lexicon = Lexicon::parse(lexicon).map_err(|line| BadLine { file: "lexicon", line })?;
        let mut read = Taxonomy {
            version: VERSION.to_owned(),
            lexicon,
            domains: Vec::new(),
            capabilities: Vec::new(),
            boilerplate: rows(boilerplate).flat_map(|(_, line)| terms(line)).map(str::to_owned).collect(),
            rulings: Vec::new(),
        };
        let mut known = HashSet::new();
        for (line, text) in rows(taxonomy) {
            let bad = BadLine { file: "taxonomy", line };
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            match (cells.as_slice(), read.domains.last()) {
                (["domain", id, zh, en], _) if known.insert(format!("/{id}")) => {
                    read.domains.push(Domain {
                        id: (*id).to_owned(),
                        zh: (*zh).to_owned(),
                        en: (*en).to_owned(),
                    });
                }
                ([id, zh, en, phrases @ ..], Some(domain)) if *id != "domain" => {
                    let id = format!("{}.{id}", domain.id);
                    if !known.insert(id.clone()) {
                        return Err(bad);
                    }
                    let mut all = vec![(*zh).to_owned(), (*en).to_owned()];
                    all.extend(phrases.iter().flat_map(|cell| terms(cell)).map(str::to_owned));
                    read.capabilities.push(Capability {
                        id,
                        domain: domain.id.clone(),
                        zh: (*zh).to_owned(),
                        en: (*en).to_owned(),
                        phrases: all,
                    });
                }
                _ => return Err(bad),
            }
        }
        Ok(read)
    }

    /// With what reviewers have taught. Phrases of capabilities that do not exist are left out.
    pub fn taught(&self, teaching: &Teaching) -> Taxonomy {
        let mut taxonomy = self.clone();
        taxonomy.version = format!("{VERSION}.{}", teaching.version);
        for new in &teaching.capabilities {
            match taxonomy.capabilities.iter_mut().find(|known| known.id == new.id) {
                Some(known) => known.phrases.extend(new.phrases.iter().cloned()),
                None => {
                    let mut new = new.clone();
                    new.phrases.extend([new.zh.clone(), new.en.clone()]);
                    taxonomy.capabilities.push(new);
                }
            }
        }
        for (capability, phrase) in &teaching.phrases {
            if let Some(known) = taxonomy.capabilities.iter_mut().find(|known| known.id == *capability) {
                known.phrases.push(phrase.clone());
            }
        }
        taxonomy.boilerplate.extend(teaching.boilerplate.iter().cloned());
        taxonomy.rulings.extend(teaching.rulings.iter().cloned());
        taxonomy
    }

    /// Version of the data and, after a point, of the teaching.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The domains.
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }

    /// The capabilities, in the order of the file.
    pub fn capabilities(&self) -> &[Capability] {
        &self.capabilities
    }

    /// A capability by its identifier.
    pub fn capability(&self, id: &str) -> Option<&Capability> {
        self.capabilities.iter().find(|capability| capability.id == id)
    }

    /// Functions that every system has and that therefore say nothing.
    pub fn boilerplate(&self) -> &[String] {
        &self.boilerplate
    }

    /// Rulings of reviewers, oldest first; the latest on two functions holds.
    pub fn rulings(&self) -> &[Ruling] {
        &self.rulings
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }
}

/// Finds the capabilities that a phrase names.
#[derive(Clone, Debug)]
pub struct Mapper {
    vocabulary: Vocabulary,
    phrases: Neighbours,
    capability: Vec<u32>,
    boilerplate: Neighbours,
}

/// A capability that a phrase names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mapped {
    /// Place of the capability in [`Taxonomy::capabilities`].
    pub capability: usize,
    /// How surely, 0 to 1.
    pub score: f32,
}

/// Capabilities kept for one phrase.
const KEPT: usize = 4;
/// What is less like a capability is not its phrase.
const FLOOR: f32 = 0.3;
/// A function this much like one that every system has is one.
const BOILERPLATE: f32 = 0.8;

impl Mapper {
    /// A mapper over the taxonomy; how rare words are is learnt from it and from the `further` texts of a registry.
    pub fn new<'a>(taxonomy: &Taxonomy, further: impl Iterator<Item = &'a Features>) -> Mapper {
        let read = |phrase: &String| features(&taxonomy.lexicon, phrase);
        let all: Vec<(u32, Features)> = taxonomy
            .capabilities
            .iter()
            .enumerate()
            .flat_map(|(n, capability)| capability.phrases.iter().map(move |phrase| (n as u32, read(phrase))))
            .collect();
        let common: Vec<Features> = taxonomy.boilerplate.iter().map(read).collect();
        let mut vocabulary = Vocabulary::default();
        for found in all.iter().map(|(_, found)| found).chain(&common) {
            vocabulary.count(found);
        }
        further.for_each(|found| vocabulary.count(found));
        let (mut phrases, mut boilerplate) = (Neighbours::default(), Neighbours::default());
        all.iter().for_each(|(_, found)| phrases.add(&vocabulary.vector(found)));
        common.iter().for_each(|found| boilerplate.add(&vocabulary.vector(found)));
        Mapper { vocabulary, phrases, capability: all.iter().map(|(n, _)| *n).collect(), boilerplate }
    }

    /// The vocabulary, with the rarity of words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The capabilities that a phrase names, surest first, at most four.
    pub fn map(&self, vector: &Vector) -> Vec<Mapped> {
        let mut found: Vec<Mapped> = Vec::new();
        // Phrases of one capability stand together.
        for (phrase, score) in self.phrases.like(vector, FLOOR) {
            let capability = self.capability[phrase as usize] as usize;
            match found.last_mut() {
                Some(last) if last.capability == capability => last.score = last.score.max(score),
                _ => found.push(Mapped { capability, score }),
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.capability.cmp(&b.capability)));
        found.truncate(KEPT);
        found
    }

    /// Is this a function that every system has?
    pub fn is_boilerplate(&self, vector: &Vector) -> bool {
        !self.boilerplate.like(vector, BOILERPLATE).is_empty()
    }
}

impl Taxonomy {
    /// The capabilities that a phrase names, surest first, by identifier; empty for functions that every system has.
    pub fn map(&self, phrase: &str) -> Vec<(&Capability, f32)> {
        let mapper = Mapper::new(self, std::iter::empty());
        let vector = mapper.vocabulary.vector(&features(&self.lexicon, phrase));
        if mapper.is_boilerplate(&vector) {
            return Vec::new();
        }
        mapper
            .map(&vector)
            .into_iter()
            .map(|found| (&self.capabilities[found.capability], found.score))
            .collect()
    }
}
