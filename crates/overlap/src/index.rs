//! A registry that can be asked which of its systems do the same as another.

use std::collections::HashMap;

use crate::learn::{View, common, learn};
use crate::model::{Aligned, Figures, Match, Pair, Shared, System};
use crate::phrases::{Link, Phrase, Phrases, Why, core};
use crate::taxonomy::{Mapper, Taxonomy};
use crate::vectors::{Neighbours, Vector, Vocabulary, features};

/// A registry, learnt and indexed.
#[derive(Clone, Debug)]
pub struct Index {
    taxonomy: Taxonomy,
    mapper: Mapper,
    functions: Phrases,
    items: Phrases,
    texts: Texts,
    members: Vec<Member>,
    numbers: HashMap<String, u32>,
}

#[derive(Clone, Debug)]
struct Member {
    system: System,
    /// Its functions that say something, by number, with the words that it uses.
    functions: Vec<(u32, String)>,
    items: Vec<(u32, String)>,
    name: Vector,
    gone: bool,
}

#[derive(Clone, Debug, Default)]
struct Texts {
    vocabulary: Vocabulary,
    near: Neighbours,
}

/// A phrase of the system that is asked about, and what it is the same as.
struct Asked<'a> {
    text: String,
    links: std::borrow::Cow<'a, [Link]>,
    phrase: std::borrow::Cow<'a, Phrase>,
}

/// Two phrases may be the same: numbers of the own one and of the other.
#[derive(Clone, Copy)]
struct Edge {
    system: u32,
    own: u32,
    link: Link,
}

/// Share of the whole in a score; the rest is how far one list lies within the other.
const WHOLE: f64 = 0.8;
/// Variance of a function that was found on one side only: it may have been missed.
const MISSED: f64 = 0.03;
/// What is less than this is no match.
const MATCH_FLOOR: f64 = 0.05;

impl Index {
    /// Learns from a registry and indexes it. Of systems with the same identifier the last stays.
    pub fn build(taxonomy: &Taxonomy, systems: &[System]) -> Index {
        let mut known = std::collections::BTreeMap::new();
        let mut texts = Vocabulary::default();
        for system in systems {
            texts.count(&features(taxonomy.lexicon(), &text_of(system)));
            for phrase in phrases_of(system).iter().chain(&items_of(system)) {
                known
                    .entry(core(taxonomy.lexicon(), phrase))
                    .or_insert_with(|| features(taxonomy.lexicon(), phrase));
            }
        }
        let mapper = Mapper::new(taxonomy, known.values());
        let mut index = Index {
            taxonomy: taxonomy.clone(),
            mapper,
            functions: Phrases::default(),
            items: Phrases::default(),
            texts: Texts { vocabulary: texts, near: Neighbours::default() },
            members: Vec::with_capacity(systems.len()),
            numbers: HashMap::new(),
        };
        systems.iter().for_each(|system| index.insert(system.clone()));
        index.learn();
        index
    }

    fn learn(&mut self) {
        let lexicon = self.taxonomy.lexicon();
        let view = |member: &Member| View {
            functions: member.functions.iter().map(|(number, _)| *number).collect(),
            items: Vector::sum(member.items.iter().map(|(number, _)| &self.items.get(*number).vector)).unit(),
            text: self.texts.vocabulary.vector(&features(lexicon, &text_of(&member.system))),
        };
        let mut views: Vec<View> = self.members.iter().map(view).collect();
        let common = common(&self.functions, &views);
        for number in &common {
            self.functions.silence(*number);
        }
        let said = |number: &u32| !common.contains(number);
        self.members.iter_mut().for_each(|member| member.functions.retain(|(number, _)| said(number)));
        views.iter_mut().for_each(|view| view.functions.retain(said));
        let number = |text: &str| self.functions.number(&core(self.taxonomy.lexicon(), text));
        let ruled = self.taxonomy.rulings().iter().filter(|ruling| !ruling.same);
        let different: Vec<(u32, u32)> =
            ruled.filter_map(|ruling| Some((number(&ruling.left)?, number(&ruling.right)?))).collect();
        learn(&mut self.functions, &views, &different);
    }

    /// Learns again from what the index holds: rarity of words, and what replaces what. [`Index::insert`] uses what was learnt
    /// before; call this after a tenth of the registry has changed.
    pub fn relearn(&mut self) {
        let systems: Vec<System> = self.systems().cloned().collect();
        *self = Index::build(&self.taxonomy, &systems);
    }

    /// The systems in the index.
    pub fn systems(&self) -> impl Iterator<Item = &System> {
        self.members.iter().filter(|member| !member.gone).map(|member| &member.system)
    }

    /// A system by its identifier.
    pub fn get(&self, id: &str) -> Option<&System> {
        self.numbers.get(id).map(|number| &self.members[*number as usize].system)
    }

    /// The taxonomy that it was built with.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// Adds a system, in place of the one with its identifier if there is one.
    pub fn insert(&mut self, system: System) {
        self.remove(&system.id);
        let number = self.members.len() as u32;
        let functions =
            numbers(&mut self.functions, &self.taxonomy, &self.mapper, number, phrases_of(&system));
        let items = numbers(&mut self.items, &self.taxonomy, &self.mapper, number, items_of(&system));
        let text = self.texts.vocabulary.vector(&features(self.taxonomy.lexicon(), &text_of(&system)));
        self.texts.near.add(&text);
        let name = self.mapper.vocabulary().vector(&features(self.taxonomy.lexicon(), &system.name));
        self.numbers.insert(system.id.clone(), number);
        self.members.push(Member { system, functions, items, name, gone: false });
    }

    /// Takes a system out. Says whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(number) = self.numbers.remove(id) else { return false };
        let member = &mut self.members[number as usize];
        member.gone = true;
        let (functions, items) = (std::mem::take(&mut member.functions), std::mem::take(&mut member.items));
        for (phrases, held) in [(&mut self.functions, &functions), (&mut self.items, &items)] {
            for (phrase, _) in held.iter() {
                phrases.all_mut()[*phrase as usize].holders.retain(|holder| *holder != number);
            }
        }
        true
    }

    /// The systems that do the same as this one, most alike first, with why. A member of the same identifier is left out.
    pub fn query(&self, system: &System, limit: usize) -> Vec<Match> {
        let asked = self.ask(system);
        let mut found = self.scored(&asked, self.numbers.get(&system.id).copied());
        found.sort_by(first);
        found.truncate(limit);
        found.iter().map(|one| self.explain(&asked, one)).collect()
    }

    /// The order of [`Index::query`] without the reasons: identifiers and scores.
    pub fn rank(&self, system: &System, limit: usize) -> Vec<(&str, f64)> {
        let mut found = self.scored(&self.ask(system), self.numbers.get(&system.id).copied());
        found.sort_by(first);
        found.truncate(limit);
        found.iter().map(|one| (self.members[one.number as usize].system.id.as_str(), one.score)).collect()
    }

    /// The pairs of systems of the registry that do the same, most alike first.
    pub fn pairs(&self, limit: usize) -> Vec<Pair> {
        let mut found: Vec<(f64, u32, u32)> = Vec::new();
        let order = |a: &(f64, u32, u32), b: &(f64, u32, u32)| {
            b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
        };
        for (number, member) in self.members.iter().enumerate().filter(|(_, member)| !member.gone) {
            let number = number as u32;
            let scored = self.scored(&self.ask(&member.system), Some(number));
            found.extend(
                scored.iter().filter(|one| one.number > number).map(|one| (one.score, number, one.number)),
            );
            if found.len() > 4 * limit.max(1000) {
                let last = limit.min(found.len() - 1);
                found.select_nth_unstable_by(last, order);
                found.truncate(limit);
            }
        }
        found.sort_by(order);
        found.truncate(limit);
        let id = |number: u32| self.members[number as usize].system.id.clone();
        found
            .into_iter()
            .map(|(score, left, right)| Pair { left: id(left), right: id(right), score })
            .collect()
    }

    fn ask(&self, system: &System) -> Question<'_> {
        let lexicon = self.taxonomy.lexicon();
        let name = self.mapper.vocabulary().vector(&features(lexicon, &system.name));
        let text = self.texts.vocabulary.vector(&features(lexicon, &text_of(system)));
        Question {
            functions: self.asked(&self.functions, phrases_of(system)),
            items: self.asked(&self.items, items_of(system)),
            purpose: system.purpose.clone(),
            text,
            name,
        }
    }

    fn asked<'a>(&'a self, known: &'a Phrases, texts: Vec<String>) -> Vec<Asked<'a>> {
        let mut seen = std::collections::HashSet::new();
        let mut asked = Vec::new();
        for text in texts {
            let core = core(self.taxonomy.lexicon(), &text);
            if !seen.insert(core.clone()) {
                continue;
            }
            let (links, phrase) = match known.number(&core) {
                Some(number) => (known.links(number).into(), std::borrow::Cow::Borrowed(known.get(number))),
                None => {
                    let phrase = Phrases::read(&self.taxonomy, &self.mapper, core, &text);
                    (known.find(&self.taxonomy, &phrase).into(), std::borrow::Cow::Owned(phrase))
                }
            };
            if phrase.weight > 0.0 {
                asked.push(Asked { text, links, phrase });
            }
        }
        asked
    }

    /// Every system that has anything in common, unordered.
    fn scored(&self, asked: &Question, own: Option<u32>) -> Vec<Scored> {
        let mut texts = vec![0.0_f32; self.members.len()];
        for (number, cosine) in self.texts.near.like(&asked.text, 0.01) {
            texts[number as usize] = cosine;
        }
        let weight = |phrase: &Phrase| rarity(phrase, self.numbers.len());
        let items: HashMap<u32, f64> = aligned(&self.items, &asked.items, weight)
            .into_iter()
            .map(|found| (found.system, found.sum))
            .collect();
        let own_items: f64 = asked.items.iter().map(|one| weight(&one.phrase)).sum();
        let mut found = Vec::new();
        for one in aligned(&self.functions, &asked.functions, |_| 1.0) {
            if Some(one.system) == own {
                continue;
            }
            let member = &self.members[one.system as usize];
            let (mine, theirs) = (asked.functions.len() as f64, member.functions.len() as f64);
            let shared = items.get(&one.system).copied().unwrap_or(0.0);
            let their_items: f64 = member.items.iter().map(|(item, _)| weight(self.items.get(*item))).sum();
            let all = mine + theirs - one.sum;
            let doubt = one.doubt + MISSED * (mine + theirs - 2.0 * one.taken);
            let figures = Figures {
                functions: one.sum / all,
                contained: one.sum / mine.min(theirs),
                sureness: 1.0 - (4.0 * doubt / (mine + theirs - one.taken)).min(1.0),
                items: if shared > 0.0 { shared / (own_items + their_items - shared) } else { 0.0 },
                text: f64::from(texts[one.system as usize]),
                name: f64::from(asked.name.dot(&member.name)),
            };
            let score = (WHOLE * figures.functions + (1.0 - WHOLE) * figures.contained).clamp(0.0, 1.0);
            if score >= MATCH_FLOOR {
                found.push(Scored { number: one.system, score, figures });
            }
        }
        found
    }

    fn explain(&self, asked: &Question, one: &Scored) -> Match {
        let member = &self.members[one.number as usize];
        let functions = edges(&self.functions, &asked.functions, Some(one.number));
        let items = edges(&self.items, &asked.items, Some(one.number));
        let functions = greedy(&functions);
        let items = greedy(&items);
        let told = |held: &[(u32, String)], asked: &[Asked], edge: &Edge| {
            let own = &asked[edge.own as usize].text;
            let other = held.iter().find(|(number, _)| *number == edge.link.to).map_or("", |(_, text)| text);
            let why = if edge.link.why == Why::Same && own != other { Why::Alike } else { edge.link.why };
            let (own, other) = (own.clone(), other.to_owned());
            Aligned { own, other, score: f64::from(edge.link.score), how: why.told(&self.taxonomy) }
        };
        let mut capabilities: Vec<Shared> = Vec::new();
        for edge in &functions {
            let (own, other) = (&asked.functions[edge.own as usize].phrase, self.functions.get(edge.link.to));
            let Some(mapped) = own
                .maps
                .iter()
                .find(|mapped| other.maps.iter().any(|theirs| theirs.capability == mapped.capability))
            else {
                continue;
            };
            let capability = self.taxonomy.capabilities()[mapped.capability].id.clone();
            if capabilities.iter().all(|known| known.capability != capability) {
                capabilities.push(Shared { capability, score: f64::from(edge.link.score) });
            }
        }
        let only_own = (0..asked.functions.len() as u32)
            .filter(|own| functions.iter().all(|edge| edge.own != *own))
            .map(|own| asked.functions[own as usize].text.clone())
            .collect();
        let only_other = (member.functions.iter())
            .filter(|(other, _)| functions.iter().all(|edge| edge.link.to != *other))
            .map(|(_, text)| text.clone())
            .collect();
        Match {
            id: member.system.id.clone(),
            score: one.score,
            figures: one.figures,
            capabilities,
            functions: functions.iter().map(|edge| told(&member.functions, &asked.functions, edge)).collect(),
            only_own,
            only_other,
            items: items.iter().map(|edge| told(&member.items, &asked.items, edge)).collect(),
            passages: self.passages(&asked.purpose, &member.system.purpose),
        }
    }

    /// The sentences of two texts that say most nearly the same.
    fn passages(&self, own: &str, other: &str) -> Vec<Aligned> {
        let read = |text: &str| -> Vec<(String, Vector)> {
            let vector = |one: &String| self.texts.vocabulary.vector(&features(self.taxonomy.lexicon(), one));
            sentences(text).into_iter().map(|one| (one.clone(), vector(&one))).collect()
        };
        let (own, other) = (read(own), read(other));
        let mut found: Vec<(f32, usize, usize)> = Vec::new();
        for (n, (_, vector)) in own.iter().enumerate() {
            found.extend(other.iter().enumerate().map(|(m, (_, theirs))| (vector.dot(theirs), n, m)));
        }
        found.retain(|(score, ..)| *score >= PASSAGE_FLOOR);
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut taken: Vec<(f32, usize, usize)> = Vec::new();
        for one in found {
            if taken.len() < PASSAGES && taken.iter().all(|two| two.1 != one.1 && two.2 != one.2) {
                taken.push(one);
            }
        }
        let told = |(score, n, m): &(f32, usize, usize)| Aligned {
            own: own[*n].0.clone(),
            other: other[*m].0.clone(),
            score: f64::from(score.min(1.0)),
            how: if *score >= 0.999 { Why::Same } else { Why::Alike }.told(&self.taxonomy),
        };
        taken.iter().map(told).collect()
    }
}

/// Sentences less alike than this are not shown side by side.
const PASSAGE_FLOOR: f32 = 0.25;
/// Sentences shown side by side.
const PASSAGES: usize = 3;

struct Question<'a> {
    functions: Vec<Asked<'a>>,
    items: Vec<Asked<'a>>,
    purpose: String,
    text: Vector,
    name: Vector,
}

struct Scored {
    number: u32,
    score: f64,
    figures: Figures,
}

/// The order of matches: by score; those that are level by all the rest that is alike, then by when they came.
fn first(a: &Scored, b: &Scored) -> std::cmp::Ordering {
    let rest = |of: &Scored| of.figures.items + of.figures.text + of.figures.name;
    (b.score.total_cmp(&a.score)).then(rest(b).total_cmp(&rest(a))).then(a.number.cmp(&b.number))
}

/// What two lists have in common.
struct Common {
    system: u32,
    /// Sum of the scores of what is the same.
    sum: f64,
    /// How many phrases were paired.
    taken: f64,
    /// Sum of the variances of their being the same.
    doubt: f64,
}

/// The text of a system: name and purpose.
fn text_of(system: &System) -> String {
    format!("{}。{}", system.name, system.purpose)
}

/// The functions of a system; where it lists none, the clauses of its purpose.
fn phrases_of(system: &System) -> Vec<String> {
    let listed: Vec<String> = system.functions.iter().filter(|one| !one.trim().is_empty()).cloned().collect();
    if listed.is_empty() { clauses(&system.purpose) } else { listed }
}

fn items_of(system: &System) -> Vec<String> {
    system.produces.iter().chain(&system.consumes).filter(|one| !one.trim().is_empty()).cloned().collect()
}

fn clauses(text: &str) -> Vec<String> {
    text.split(['。', '；', ';', '，', ',', '、', '！', '\n', '.'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(['。', '；', ';', '！', '!', '？', '\n'])
        .flat_map(|one| one.split_inclusive(". "))
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .take(40)
        .map(str::to_owned)
        .collect()
}

/// How much it says that two systems share this data item: more for rare ones.
fn rarity(phrase: &Phrase, systems: usize) -> f64 {
    ((systems as f64 + 1.0) / (phrase.holders.len() as f64 + 0.5)).ln().max(0.05)
}

/// Numbers of the phrases of system `number`, each once, those that every system has left out.
fn numbers(
    phrases: &mut Phrases,
    taxonomy: &Taxonomy,
    mapper: &Mapper,
    number: u32,
    texts: Vec<String>,
) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> =
        texts.into_iter().map(|text| (phrases.add(taxonomy, mapper, &text), text)).collect();
    found.sort_by_key(|(phrase, _)| *phrase);
    found.dedup_by_key(|(phrase, _)| *phrase);
    found.retain(|(phrase, _)| phrases.get(*phrase).weight > 0.0);
    for (phrase, _) in &found {
        phrases.all_mut()[*phrase as usize].holders.push(number);
    }
    found
}

/// What may be the same, by system; of one system when it is given.
fn edges(phrases: &Phrases, asked: &[Asked], only: Option<u32>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (own, one) in asked.iter().enumerate() {
        for link in one.links.iter() {
            let holders = &phrases.get(link.to).holders;
            let chosen = holders.iter().filter(|system| only.is_none_or(|only| only == **system));
            edges.extend(chosen.map(|system| Edge { system: *system, own: own as u32, link: *link }));
        }
    }
    edges.sort_unstable_by(|a, b| {
        // Ties are broken in a way that does not depend on which side is asked.
        let names = |edge: &Edge| {
            let (own, other) = (&*asked[edge.own as usize].phrase.core, &*phrases.get(edge.link.to).core);
            if own <= other { (own, other) } else { (other, own) }
        };
        (a.system.cmp(&b.system))
            .then(b.link.score.total_cmp(&a.link.score))
            .then_with(|| names(a).cmp(&names(b)))
            .then(a.own.cmp(&b.own))
    });
    edges
}

/// Of the edges of one system, those that pair each phrase once, surest first.
fn greedy(edges: &[Edge]) -> Vec<Edge> {
    let mut taken: Vec<Edge> = Vec::new();
    for edge in edges {
        if taken.iter().all(|held| held.own != edge.own && held.link.to != edge.link.to) {
            taken.push(*edge);
        }
    }
    taken
}

fn aligned(phrases: &Phrases, asked: &[Asked], weight: impl Fn(&Phrase) -> f64) -> Vec<Common> {
    edges(phrases, asked, None)
        .chunk_by(|a, b| a.system == b.system)
        .map(|edges| {
            let mut common = Common { system: edges[0].system, sum: 0.0, taken: 0.0, doubt: 0.0 };
            for edge in greedy(edges) {
                let score = f64::from(edge.link.score);
                let sides = weight(&asked[edge.own as usize].phrase) + weight(phrases.get(edge.link.to));
                common.sum += score * sides / 2.0;
                common.doubt += score * (1.0 - score);
                common.taken += 1.0;
            }
            common
        })
        .collect()
}
