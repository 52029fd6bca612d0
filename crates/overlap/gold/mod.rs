//! Registries made from the gold vocabularies: deterministic, with the capabilities of every system as truth.
//!
//! An author's file holds the ways of saying a capability, its data items, and the author's manner. A system has some capabilities
//! of a domain, each in one way; some systems are renamed copies, reworded copies or parts of earlier ones; units, suffixes,
//! functions of every system and common data items are shared by systems that have nothing to do with each other.

use std::collections::BTreeSet;

use qipan_overlap::System;

/// The authors, with their vocabularies.
pub const AUTHORS: &[(&str, &str)] = &[
    ("office", include_str!("office.tsv")),
    ("vendor", include_str!("vendor.tsv")),
    ("folk", include_str!("folk.tsv")),
    ("english", include_str!("english.tsv")),
];

/// A system with its truth.
#[derive(Clone)]
pub struct Labelled {
    /// The system.
    pub system: System,
    /// What it can do, by the names of its author.
    pub capabilities: BTreeSet<String>,
    domain: usize,
}

struct Capability {
    name: String,
    ways: Vec<String>,
    items: Vec<String>,
}

#[derive(Default)]
struct Author {
    domains: Vec<(String, Vec<Capability>)>,
    manner: std::collections::BTreeMap<String, Vec<String>>,
}

/// Numbers that look random and are the same every time (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Several of several, in a random order.
    fn some(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..of).collect();
        for n in 0..count.min(of) {
            let other = n + self.below(of - n);
            all.swap(n, other);
        }
        all.truncate(count);
        all
    }
}

fn read(text: &str) -> Author {
    let mut author = Author::default();
    let cells = |cell: &str| -> Vec<String> {
        cell.split(['、', ';'])
            .filter(|one| !one.trim().is_empty())
            .map(|one| one.trim_start().to_owned())
            .collect()
    };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        match parts.as_slice() {
            [manner, words] => drop(author.manner.insert((*manner).to_owned(), cells(words))),
            [domain, name, ways, items] => {
                if author.domains.last().is_none_or(|last| last.0 != *domain) {
                    author.domains.push(((*domain).to_owned(), Vec::new()));
                }
                let capability =
                    Capability { name: format!("{domain}/{name}"), ways: cells(ways), items: cells(items) };
                author.domains.last_mut().expect("just pushed").1.push(capability);
            }
            _ => panic!("{line}"),
        }
    }
    author
}

/// A registry of `count` systems in the words of an author.
pub fn registry(author: &str, count: usize, seed: u64) -> Vec<Labelled> {
    let text = AUTHORS.iter().find(|(name, _)| *name == author).expect("an author").1;
    let author = read(text);
    let mut chance = Chance(seed);
    let mut made: Vec<Labelled> = Vec::new();
    for number in 0..count {
        let fate = if made.is_empty() { 99 } else { chance.below(100) };
        let labelled = match fate {
            // The same functions under another name.
            0..8 => {
                let mut copy = chance.one(&made).clone();
                copy.system.name = name(&author, &mut chance, copy.domain);
                copy.system.unit = chance.one(&author.manner["unit"]).clone();
                copy
            }
            // The same capabilities in other words.
            8..20 => {
                let like = chance.one(&made);
                let (domain, wanted) = (like.domain, like.capabilities.clone());
                system(&author, &mut chance, domain, &wanted)
            }
            // A part.
            20..28 => {
                let like = chance.one(&made);
                let (domain, mut wanted) = (like.domain, like.capabilities.clone());
                for _ in 0..chance.below(wanted.len().max(3) - 2) + 1 {
                    let gone = wanted.iter().nth(chance.below(wanted.len())).cloned();
                    wanted.retain(|one| Some(one) != gone.as_ref());
                }
                if wanted.is_empty() {
                    wanted = like.capabilities.clone();
                }
                system(&author, &mut chance, domain, &wanted)
            }
            _ => {
                let domain = chance.below(author.domains.len());
                let of = &author.domains[domain].1;
                let many = 3 + chance.below(4);
                let mut wanted: BTreeSet<String> =
                    chance.some(many, of.len()).into_iter().map(|n| of[n].name.clone()).collect();
                // Now and then something of another domain.
                if chance.below(5) == 0 {
                    let other = &author.domains[chance.below(author.domains.len())].1;
                    wanted.insert(chance.one(other).name.clone());
                }
                system(&author, &mut chance, domain, &wanted)
            }
        };
        made.push(Labelled { system: System { id: format!("s{number:04}"), ..labelled.system }, ..labelled });
    }
    made
}

fn name(author: &Author, chance: &mut Chance, domain: usize) -> String {
    let (unit, suffix) = (chance.one(&author.manner["unit"]), chance.one(&author.manner["suffix"]));
    let (domain, of) = &author.domains[domain];
    let middle = if chance.below(2) == 0 {
        domain.clone()
    } else {
        let one = chance.one(of);
        one.name.split('/').nth(1).unwrap_or(domain).to_owned()
    };
    let space = if domain.is_ascii() { " " } else { "" };
    format!("{unit}{space}{middle}{space}{suffix}")
}

fn system(author: &Author, chance: &mut Chance, domain: usize, wanted: &BTreeSet<String>) -> Labelled {
    let of: Vec<&Capability> =
        author.domains.iter().flat_map(|(_, all)| all).filter(|one| wanted.contains(&one.name)).collect();
    let english = author.domains[domain].0.is_ascii();
    let mut functions: Vec<String> = of
        .iter()
        .map(|one| chance.one(&author.manner["wrap"]).replace("{}", chance.one(&one.ways).as_str()))
        .collect();
    let boilerplate = &author.manner["boilerplate"];
    let common = 2 + chance.below(3);
    functions.extend(chance.some(common, boilerplate.len()).into_iter().map(|n| boilerplate[n].clone()));
    for n in (1..functions.len()).rev() {
        functions.swap(n, chance.below(n + 1));
    }
    let mut produces: Vec<String> = Vec::new();
    let mut consumes: Vec<String> = Vec::new();
    for one in &of {
        for item in &one.items {
            match chance.below(10) {
                0..5 => produces.push(item.clone()),
                5..7 => consumes.push(item.clone()),
                _ => {}
            }
        }
    }
    // An item of the domain that has nothing to do with its capabilities, and what every system has.
    let stray = chance.one(&author.domains[domain].1);
    consumes.push(chance.one(&stray.items).clone());
    produces.push(chance.one(&author.manner["common"]).clone());
    consumes.push(chance.one(&author.manner["common"]).clone());
    let told: Vec<&str> = {
        let mut told = Vec::new();
        for one in &of {
            if chance.below(10) < 6 {
                told.push(chance.one(&one.ways).as_str());
            }
        }
        told
    };
    let aim = chance.one(&author.manner["aim"]).replace("{}", &author.domains[domain].0);
    let purpose = if english {
        format!("{aim}the system covers {}. It serves staff and the public.", told.join(", "))
    } else {
        format!("{aim}建设本系统，开展{}等工作。提高工作效率，服务领导决策。", told.join("，"))
    };
    Labelled {
        system: System {
            id: String::new(),
            name: name(author, chance, domain),
            purpose,
            functions,
            produces,
            consumes,
            unit: chance.one(&author.manner["unit"]).clone(),
        },
        capabilities: wanted.clone(),
        domain,
    }
}
