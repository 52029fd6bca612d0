//! What a registry teaches about its own words.
//!
//! Two phrases that mean the same are seldom listed by one system, though systems of one field list them; and the systems that list
//! them have the same data items and the same words in their texts. Which phrases are one function is drawn many times by how well
//! that explains the registry; how often two phrases were drawn together is how sure it is that they mean the same.

mod fields;
mod groups;
mod odds;

pub use fields::common;

use std::collections::{BTreeMap, HashSet};

use crate::phrases::{LINK_FLOOR, Link, Phrases, Why};
use crate::vectors::Vector;
use fields::{Chance, Kindred, Products};
use odds::{BASE, Model, Row, SIGNS, Signs, logit};

/// What is known of one system, for learning.
pub struct View {
    /// Numbers of its functions.
    pub functions: Vec<u32>,
    /// Its data items.
    pub items: Vector,
    /// Its text.
    pub text: Vector,
}

/// A phrase of fewer systems is not learnt about.
const HOLDERS_MIN: usize = 3;
/// Phrases learnt about, at most: those of the most systems.
const LEARNT_MAX: usize = 2000;
/// Phrases so surely the same by their words that they are learnt about as one.
const NEAR: f32 = 0.95;
/// Two phrases drawn together in a smaller share are not linked. It is lower than where words alone link: these shares are of what
/// is left when everything speaks, and many small ones make a ranking.
const DRAWN_FLOOR: f32 = LINK_FLOOR / 5.0;
/// How often what the signs say is learnt again from what was drawn.
const ROUNDS: usize = 2;

/// Phrases that are learnt about as one.
struct Unit {
    members: Vec<u32>,
    /// The systems that have one of them, in order.
    holders: Vec<u32>,
}

/// Puts phrases with nearly the same words together, those of the most systems first. What one system lists stays apart.
fn units(phrases: &Phrases) -> Vec<Unit> {
    let mut order: Vec<u32> =
        (0..phrases.all().len() as u32).filter(|number| phrases.get(*number).weight > 0.0).collect();
    order.sort_by_key(|number| (std::cmp::Reverse(phrases.get(*number).holders.len()), *number));
    let mut units: Vec<Unit> = Vec::new();
    let mut led: BTreeMap<u32, usize> = BTreeMap::new();
    for number in order {
        let holders = &phrases.get(number).holders;
        let near = (phrases.links(number).iter())
            .filter(|link| link.score >= NEAR)
            .filter_map(|link| Some((link.score, *led.get(&link.to)?)))
            .filter(|(_, unit)| {
                holders.iter().all(|holder| units[*unit].holders.binary_search(holder).is_err())
            })
            .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        match near {
            Some((_, unit)) => {
                units[unit].members.push(number);
                units[unit].holders.extend(holders);
                units[unit].holders.sort_unstable();
            }
            None => {
                led.insert(number, units.len());
                units.push(Unit { members: vec![number], holders: holders.clone() });
            }
        }
    }
    units.retain(|unit| unit.holders.len() >= HOLDERS_MIN);
    units.sort_by_key(|unit| (std::cmp::Reverse(unit.holders.len()), unit.members[0]));
    units.truncate(LEARNT_MAX);
    units
}

/// Changes the links between functions by what the registry shows; those that were ruled `different` stay so.
pub fn learn(phrases: &mut Phrases, views: &[View], different: &[(u32, u32)]) {
    let learnt = units(phrases);
    let (together, whys) = together(phrases, views, &learnt);
    let mut known = vec![false; phrases.all().len()];
    learnt.iter().flat_map(|unit| &unit.members).for_each(|member| known[*member as usize] = true);
    // Links of what was learnt about are made anew, those of the rest stay.
    for (number, links) in phrases.links_mut().iter_mut().enumerate() {
        links.retain(|link| {
            matches!(link.why, Why::Same | Why::Ruled) || !known[number] || !known[link.to as usize]
        });
    }
    let mut held: HashSet<(u32, u32)> = HashSet::new();
    for (number, links) in phrases.links_mut().iter().enumerate() {
        held.extend(links.iter().map(|link| (number as u32, link.to)));
    }
    let ruled: HashSet<(u32, u32)> = different.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
    let mut join = |a: u32, b: u32, score: f32, why: Why| {
        for (from, to) in [(a, b), (b, a)] {
            if !ruled.contains(&(from, to)) && held.insert((from, to)) {
                phrases.links_mut()[from as usize].push(Link { to, score, why });
            }
        }
    };
    for (a, unit) in learnt.iter().enumerate() {
        for (n, from) in unit.members.iter().enumerate() {
            unit.members[n + 1..].iter().for_each(|to| join(*from, *to, NEAR, Why::Alike));
        }
        for (b, other) in learnt.iter().enumerate().skip(a + 1) {
            let score = together[a * learnt.len() + b];
            if score >= DRAWN_FLOOR {
                let why = whys.get(&(a, b)).copied().unwrap_or(Why::Usage);
                for from in &unit.members {
                    other.members.iter().for_each(|to| join(*from, *to, score, why));
                }
            }
        }
    }
    phrases.links_mut().iter_mut().for_each(|links| links.sort_unstable_by_key(|link| link.to));
}

/// What words or taxonomy said first of two phrases.
type Whys = BTreeMap<(usize, usize), Why>;

/// How surely each two phrases are the same, as a square by rows, and what said so first.
fn together(phrases: &Phrases, views: &[View], learnt: &[Unit]) -> (Vec<f32>, Whys) {
    let count = learnt.len();
    let seen = seen(phrases, views, learnt);
    let expected = expected(phrases, views, learnt, &seen);
    let (signs, whys) = signs(phrases, views, learnt);
    let teaching = odds::teaching(count, &expected).into_iter().map(|(a, b)| {
        let at = a * count + b;
        let mut signs = signs[at].map(f64::from);
        if seen[at] > 0.0 {
            [signs[2], signs[3]] = context(views, &learnt[a].holders, &learnt[b].holders);
        }
        Row { pair: (a, b), seen: f64::from(seen[at]), expected: f64::from(expected[at]), signs }
    });
    let mut model = Model::start(teaching.collect());
    model.learn();
    for _ in 0..ROUNDS {
        let drawn = groups::draw(&evidence(&model, count, &seen, &expected, &signs));
        model.taught(|a, b| f64::from(drawn[a * count + b]));
    }
    (groups::draw(&evidence(&model, count, &seen, &expected, &signs)), whys)
}

fn evidence<'a>(
    model: &'a Model,
    count: usize,
    seen: &'a [f32],
    expected: &'a [f32],
    signs: &[Signs],
) -> groups::Evidence<'a> {
    let told = signs.iter().zip(seen).map(|(signs, seen)| model.told(signs, *seen > 0.0)).collect();
    groups::Evidence { count, seen, expected, told, model }
}

/// How many systems list both of each two phrases.
fn seen(phrases: &Phrases, views: &[View], learnt: &[Unit]) -> Vec<f32> {
    let count = learnt.len();
    let place = places(phrases, learnt);
    let mut seen = vec![0.0; count * count];
    for view in views {
        let known: Vec<usize> =
            view.functions.iter().map(|one| place[*one as usize]).filter(|one| *one < count).collect();
        for a in &known {
            known.iter().filter(|b| a != *b).for_each(|b| seen[a * count + b] += 1.0);
        }
    }
    seen
}

/// How many systems would list both of each two phrases by chance if the two were different functions. Phrases of the two
/// languages meet in another measure than those of one, so that chance is learnt for each.
fn expected(phrases: &Phrases, views: &[View], learnt: &[Unit], seen: &[f32]) -> Vec<f32> {
    let count = learnt.len();
    let han = |n: usize| usize::from(phrases.get(learnt[n].members[0]).han);
    let alone =
        |a: usize, b: usize| (learnt[a].holders.len() * learnt[b].holders.len()) as f32 / views.len() as f32;
    let kindred = Kindred::new(phrases, views, learnt);
    let mut chance: [Chance; 3] = Default::default();
    let mut likeness = Vec::with_capacity(count * count);
    for a in 0..count {
        likeness.extend(kindred.row(a, &seen[a * count..(a + 1) * count]));
        for b in a + 1..count {
            let at = a * count + b;
            chance[han(a) + han(b)].count(likeness[at], seen[at], alone(a, b));
        }
    }
    chance.iter_mut().for_each(Chance::level);
    for (at, like) in likeness.iter_mut().enumerate() {
        let (a, b) = (at / count, at % count);
        *like = chance[han(a) + han(b)].ratio(*like) * alone(a, b);
    }
    likeness
}

/// What words, taxonomy, data items and texts say of each two phrases.
fn signs(phrases: &Phrases, views: &[View], learnt: &[Unit]) -> (Vec<Signs>, Whys) {
    let count = learnt.len();
    let place = places(phrases, learnt);
    let of_systems = |part: fn(&View) -> &Vector| {
        let mean =
            |unit: &Unit| Vector::sum(unit.holders.iter().map(|one| part(&views[*one as usize]))).unit();
        Products::new(learnt.iter().map(mean).collect())
    };
    let (items, texts) = (of_systems(|view| &view.items), of_systems(|view| &view.text));
    let mut signs = vec![[0.0_f32; SIGNS]; count * count];
    let mut whys = Whys::new();
    for a in 0..count {
        let (items, texts) = (items.row(a), texts.row(a));
        for (b, signs) in signs[a * count..(a + 1) * count].iter_mut().enumerate() {
            [signs[2], signs[3]] = [items[b], texts[b]];
        }
        for link in learnt[a].members.iter().flat_map(|member| phrases.links(*member)) {
            let b = place[link.to as usize];
            if b < count && b != a {
                let sign = usize::from(matches!(link.why, Why::Capability(_)));
                let by = &mut signs[a * count + b][sign];
                *by = by.max((logit(f64::from(link.score)) - BASE) as f32);
                whys.insert((a, b), link.why);
            }
        }
    }
    (signs, whys)
}

/// For every phrase the place of its unit; `usize::MAX` where nothing is learnt about it.
fn places(phrases: &Phrases, learnt: &[Unit]) -> Vec<usize> {
    let mut place = vec![usize::MAX; phrases.all().len()];
    for (n, unit) in learnt.iter().enumerate() {
        unit.members.iter().for_each(|number| place[*number as usize] = n);
    }
    place
}

/// Likeness of data items and texts of the systems of two phrases, those that have both left out: they would be like themselves.
fn context(views: &[View], of_a: &[u32], of_b: &[u32]) -> [f64; 2] {
    /// So many systems of each tell enough.
    const MOST: usize = 24;
    let only = |own: &[u32], other: &[u32]| -> Vec<u32> {
        own.iter().filter(|one| other.binary_search(one).is_err()).take(MOST).copied().collect()
    };
    let (own, other) = (only(of_a, of_b), only(of_b, of_a));
    let likeness = |part: fn(&View) -> &Vector| {
        let sum = |of: &[u32]| Vector::sum(of.iter().map(|one| part(&views[*one as usize]))).unit();
        f64::from(sum(&own).dot(&sum(&other)))
    };
    [likeness(|view| &view.items), likeness(|view| &view.text)]
}
