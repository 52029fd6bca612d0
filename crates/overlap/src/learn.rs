//! What a registry teaches about its own words.
//!
//! Two phrases that mean the same are not listed by one system, though systems of one field list them; and the systems that list
//! them have the same data items and the same words in their texts. How much each of the two says is learnt from phrases whose
//! relation is known: those that one system lists are different, those that lexicon and taxonomy are sure of are the same.

use std::collections::BTreeMap;

use crate::phrases::{Link, Phrases, Why};
use crate::vectors::Vector;

/// What is known of one system, for learning.
pub struct View {
    /// Numbers of its functions.
    pub functions: Vec<u32>,
    /// Its data items.
    pub items: Vector,
    /// Its text.
    pub text: Vector,
}

/// Odds before anything is known that two phrases of one field are the same.
const BASE: f64 = -2.5;
/// A phrase of fewer systems is not learnt about.
const HOLDERS_MIN: usize = 3;
/// Phrases learnt about, at most: those of the most systems.
const LEARNT_MAX: usize = 2000;
/// At most so much is believed of usage.
const APART_MAX: f64 = 5.0;
/// Groups of phrases are put together as long as the odds that they are the same are above this.
const MERGE: f64 = 0.0;

/// Phrases so surely the same by their words that they are learnt about as one.
const NEAR: f32 = 0.95;

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
    units
}

/// Changes the links between functions by what the registry shows; those that were ruled `different` stay so.
pub fn learn(phrases: &mut Phrases, views: &[View], different: &[(u32, u32)]) {
    let mut learnt = units(phrases);
    learnt.retain(|unit| unit.holders.len() >= HOLDERS_MIN);
    learnt.sort_by_key(|unit| (std::cmp::Reverse(unit.holders.len()), unit.members[0]));
    learnt.truncate(LEARNT_MAX);
    let mut evidence = Evidence::gather(phrases, views, &learnt);
    let groups = evidence.group();
    let mut known = vec![false; phrases.all().len()];
    learnt.iter().flat_map(|unit| &unit.members).for_each(|member| known[*member as usize] = true);
    // Links of what was learnt about are made anew, those of the rest stay.
    for (number, links) in phrases.links_mut().iter_mut().enumerate() {
        links.retain(|link| {
            matches!(link.why, Why::Same | Why::Ruled) || !known[number] || !known[link.to as usize]
        });
    }
    let mut new: Vec<(u32, Link)> = Vec::new();
    let mut join = |from: u32, to: u32, score: f32, why: Why| {
        if !different.contains(&(from, to)) && !different.contains(&(to, from)) {
            new.push((from, Link { to, score, why }));
            new.push((to, Link { to: from, score, why }));
        }
    };
    for unit in &learnt {
        for (n, from) in unit.members.iter().enumerate() {
            unit.members[n + 1..].iter().for_each(|to| join(*from, *to, NEAR, Why::Alike));
        }
    }
    for (a, one) in groups.iter().enumerate() {
        for (b, two) in groups.iter().enumerate().skip(a).filter(|(_, two)| !two.is_empty()) {
            let between = if a == b { None } else { Some(sure(evidence.odds(a, b))) };
            if between.is_some_and(|score| score < crate::phrases::LINK_FLOOR) {
                continue;
            }
            for (n, (from, with)) in one.iter().enumerate() {
                let others = if a == b { &two[n + 1..] } else { &two[..] };
                for (to, with_to) in others {
                    let score = between.unwrap_or_else(|| sure(with.min(*with_to)));
                    let why = evidence.why(*from, *to);
                    for from in &learnt[*from].members {
                        learnt[*to].members.iter().for_each(|to| join(*from, *to, score, why));
                    }
                }
            }
        }
    }
    let mut held: std::collections::HashSet<(u32, u32)> = std::collections::HashSet::new();
    for (number, links) in phrases.links_mut().iter().enumerate() {
        held.extend(links.iter().map(|link| (number as u32, link.to)));
    }
    for (from, link) in new {
        if held.insert((from, link.to)) {
            phrases.links_mut()[from as usize].push(link);
        }
    }
    phrases.links_mut().iter_mut().for_each(|links| links.sort_unstable_by_key(|link| link.to));
}

fn sure(odds: f64) -> f32 {
    (1.0 / (1.0 + (-odds).exp())) as f32
}

/// What speaks for and against two groups of phrases being the same. All of it adds up when groups are put together.
struct Evidence {
    count: usize,
    /// Systems that list both.
    seen: Vec<f32>,
    /// Systems that would list both if they were different.
    expected: Vec<f32>,
    /// Sureness by lexicon and taxonomy, summed over pairs of phrases.
    prior: Vec<f32>,
    /// Log odds by context, summed over pairs of phrases.
    context: Vec<f32>,
    /// How many phrases a group has.
    size: Vec<f32>,
    whys: BTreeMap<(u32, u32), Why>,
}

impl Evidence {
    fn gather(phrases: &Phrases, views: &[View], learnt: &[Unit]) -> Evidence {
        let count = learnt.len();
        let mut place = vec![usize::MAX; phrases.all().len()];
        for (n, unit) in learnt.iter().enumerate() {
            unit.members.iter().for_each(|number| place[*number as usize] = n);
        }
        let mut found = Evidence {
            count,
            seen: vec![0.0; count * count],
            expected: vec![0.0; count * count],
            prior: vec![sure(BASE); count * count],
            context: vec![0.0; count * count],
            size: vec![1.0; count],
            whys: BTreeMap::new(),
        };
        for view in views {
            let known: Vec<usize> =
                view.functions.iter().map(|one| place[*one as usize]).filter(|one| *one < count).collect();
            for a in &known {
                known.iter().filter(|b| a != *b).for_each(|b| found.seen[a * count + b] += 1.0);
            }
        }
        let fields = fields(phrases, views);
        let mut lift = Lift::of(learnt, &fields);
        let mut items = Means::new(learnt, |holder| &views[holder as usize].items, true);
        let mut texts = Means::new(learnt, |holder| &views[holder as usize].text, true);
        let (mut likeness, mut same, mut different) =
            (vec![[0.0_f32; 2]; count * count], Vec::new(), Vec::new());
        for a in 0..count {
            let holders = learnt[a].holders.len() as f32;
            for (b, lift) in lift.row(a).into_iter().enumerate() {
                let other = learnt[b].holders.len() as f32;
                found.expected[a * count + b] = lift * holders * other / views.len() as f32;
            }
            for link in learnt[a].members.iter().flat_map(|member| phrases.links(*member)) {
                let b = place[link.to as usize];
                if b < count && b != a {
                    let prior = &mut found.prior[a * count + b];
                    *prior = prior.max(link.score);
                    found.whys.insert((a as u32, b as u32), link.why);
                }
            }
            let (items, texts) = (items.row(a), texts.row(a));
            for b in 0..count {
                likeness[a * count + b] = [items[b], texts[b]];
            }
        }
        for a in 0..count {
            for b in a + 1..count {
                let at = a * count + b;
                let holders = |n: usize| learnt[n].holders.len();
                let weight = holders(a).min(holders(b)) as f64;
                if found.seen[at] == 0.0 && found.prior[at] > 0.88 {
                    same.push((likeness[at].map(f64::from), weight));
                } else if found.seen[at] > 0.0
                    && found.prior[at] < 0.5
                    && different.len() < DIFFERENT_MAX
                    && (a * 7 + b * 13) % 5 < 2
                {
                    different.push((context(views, &learnt[a].holders, &learnt[b].holders), weight));
                }
            }
        }
        let weights = Weights::learn(&same, &different);
        for (at, likeness) in likeness.iter().enumerate() {
            let odds = weights.odds(likeness.map(f64::from)) as f32;
            // Shared systems make contexts alike: then only what speaks against counts.
            found.context[at] = if found.seen[at] > 0.0 { odds.min(0.0) } else { odds };
        }
        found
    }

    /// Log odds that two groups are the same.
    fn odds(&self, a: usize, b: usize) -> f64 {
        let at = a * self.count + b;
        let pairs = f64::from(self.size[a] * self.size[b]);
        let (expected, seen, few) = (f64::from(self.expected[at]), f64::from(self.seen[at]), 0.05);
        let same = few * expected + few;
        let apart = (expected - few * expected) + seen * (same / (expected + few)).ln();
        logit(f64::from(self.prior[at]) / pairs)
            + apart.clamp(-2.0 * APART_MAX, APART_MAX)
            + f64::from(self.context[at]) / pairs
    }

    /// Puts phrases together, the surest first; gives the members of each group with the odds at which they joined.
    fn group(&mut self) -> Vec<Vec<(usize, f64)>> {
        let count = self.count;
        let mut groups: Vec<Vec<(usize, f64)>> = (0..count).map(|n| vec![(n, 6.0)]).collect();
        let best = |of: &Evidence, groups: &[Vec<(usize, f64)>], a: usize| -> (f64, usize) {
            let others = (0..count).filter(|b| *b != a && !groups[*b].is_empty());
            others
                .map(|b| (of.odds(a, b), b))
                .fold((f64::NEG_INFINITY, a), |x, y| if y.0 > x.0 { y } else { x })
        };
        let mut nearest: Vec<(f64, usize)> = (0..count).map(|a| best(self, &groups, a)).collect();
        loop {
            let alive = (0..count).filter(|a| !groups[*a].is_empty());
            let Some(a) = alive.reduce(|x, y| if nearest[y].0 > nearest[x].0 { y } else { x }) else { break };
            let (odds, b) = nearest[a];
            if odds <= MERGE {
                break;
            }
            let (a, b) = (a.min(b), a.max(b));
            let joined = std::mem::take(&mut groups[b]);
            groups[a].extend(joined);
            groups[a].iter_mut().for_each(|(_, with)| *with = with.min(odds));
            for k in 0..count {
                for matrix in [&mut self.seen, &mut self.expected, &mut self.prior, &mut self.context] {
                    matrix[a * count + k] += matrix[b * count + k];
                    matrix[k * count + a] = matrix[a * count + k];
                }
            }
            self.size[a] += self.size[b];
            for k in 0..count {
                if groups[k].is_empty() {
                    continue;
                }
                if k == a || nearest[k].1 == a || nearest[k].1 == b {
                    nearest[k] = best(self, &groups, k);
                } else {
                    let odds = self.odds(k, a);
                    if odds > nearest[k].0 {
                        nearest[k] = (odds, a);
                    }
                }
            }
        }
        groups
    }

    /// Why two phrases are held to be the same.
    fn why(&self, a: usize, b: usize) -> Why {
        self.whys.get(&(a as u32, b as u32)).copied().unwrap_or(Why::Usage)
    }
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(0.001, 0.999);
    (p / (1.0 - p)).ln()
}

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

fn fields(phrases: &Phrases, views: &[View]) -> Vec<Vector> {
    views.iter().map(|view| field(phrases, view, None, views.len())).collect()
}

/// Mean likeness of each two of `count` vectors of length 1 (or 0) with this sum.
fn coherence(sum: &Vector, count: f32) -> f32 {
    ((sum.dot(sum) - count) / (count * (count - 1.0)).max(1.0)).max(0.0)
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
    let all = coherence(&Vector::sum(fields(phrases, views).iter()), views.len() as f32).max(1e-4);
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

/// Means of vectors over the systems of each phrase, and their scalar products.
struct Means {
    means: Vec<Vector>,
    postings: Vec<Vec<(u32, f32)>>,
}

impl Means {
    fn new<'a>(learnt: &[Unit], of: impl Fn(u32) -> &'a Vector, unit: bool) -> Means {
        let mean = |of_one: &Unit| {
            let holders = &of_one.holders;
            let sum = Vector::sum(holders.iter().map(|holder| of(*holder)));
            if unit { sum.unit() } else { sum.scaled(1.0 / holders.len() as f32) }
        };
        let means: Vec<Vector> = learnt.iter().map(mean).collect();
        let mut postings: Vec<Vec<(u32, f32)>> = Vec::new();
        for (number, mean) in means.iter().enumerate() {
            for (feature, weight) in mean.terms() {
                if postings.len() <= *feature as usize {
                    postings.resize_with(*feature as usize + 1, Vec::new);
                }
                postings[*feature as usize].push((number as u32, *weight));
            }
        }
        Means { means, postings }
    }

    fn row(&mut self, a: usize) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.means.len()];
        for (feature, weight) in self.means[a].terms() {
            for (number, other) in &self.postings[*feature as usize] {
                sums[*number as usize] += weight * other;
            }
        }
        sums
    }
}

/// How much oftener than by chance the systems of two phrases are of one field.
struct Lift {
    means: Means,
    background: f32,
}

impl Lift {
    fn of(learnt: &[Unit], fields: &[Vector]) -> Lift {
        let means = Means::new(learnt, |holder| &fields[holder as usize], false);
        let background = coherence(&Vector::sum(fields.iter()), fields.len() as f32).max(1e-4);
        Lift { means, background }
    }

    fn row(&mut self, a: usize) -> Vec<f32> {
        let mut row = self.means.row(a);
        // Systems of different fields have something in common too: only what goes beyond that counts.
        row.iter_mut().for_each(|sum| *sum = (*sum / self.background - 1.0).max(0.0) * 1.4);
        row
    }
}

/// Likeness of what the systems of two phrases hold, systems that have both left out.
fn context(views: &[View], of_a: &[u32], of_b: &[u32]) -> [f64; 2] {
    let only = |own: &[u32], other: &[u32]| -> Vec<u32> {
        own.iter().filter(|one| other.binary_search(one).is_err()).take(24).copied().collect()
    };
    let (own, other) = (only(of_a, of_b), only(of_b, of_a));
    let likeness = |part: fn(&View) -> &Vector| {
        let sum = |of: &[u32]| Vector::sum(of.iter().map(|one| part(&views[*one as usize]))).unit();
        f64::from(sum(&own).dot(&sum(&other)))
    };
    [likeness(|view| &view.items), likeness(|view| &view.text)]
}

/// How much likeness of context says, in log odds.
#[derive(Debug, Default)]
struct Weights {
    bias: f64,
    slopes: [f64; 2],
}

/// Examples of different phrases, at most.
const DIFFERENT_MAX: usize = 3000;
/// Fewer examples of a kind teach nothing.
const EXAMPLES_MIN: usize = 30;

impl Weights {
    /// Learns from what is known: phrases of one system are different, those the lexicon is sure of are the same.
    fn learn(same: &[([f64; 2], f64)], different: &[([f64; 2], f64)]) -> Weights {
        let all = |of: &[([f64; 2], f64)]| of.iter().map(|(_, weight)| weight).sum::<f64>();
        let (all_same, all_different) = (all(same), all(different));
        if same.len() < EXAMPLES_MIN || different.len() < EXAMPLES_MIN {
            return Weights::default();
        }
        let mut weights = Weights::default();
        // Both kinds count the same, so that what is learnt is a likelihood ratio; slopes are never negative.
        for _ in 0..400 {
            let mut step = [0.0; 3];
            for (kind, all, wanted) in [(same, all_same, 1.0), (different, all_different, 0.0)] {
                for (context, weight) in kind {
                    let odds = weights.bias + weights.slopes[0] * context[0] + weights.slopes[1] * context[1];
                    let miss = (wanted - 1.0 / (1.0 + (-odds).exp())) * weight / all;
                    step[0] += miss;
                    step[1] += miss * context[0];
                    step[2] += miss * context[1];
                }
            }
            weights.bias += 2.0 * step[0];
            for (slope, step) in weights.slopes.iter_mut().zip(&step[1..]) {
                *slope = (*slope + 2.0 * (step - 0.002 * *slope)).max(0.0);
            }
        }
        weights
    }

    fn odds(&self, context: [f64; 2]) -> f64 {
        (self.bias + self.slopes[0] * context[0] + self.slopes[1] * context[1]).clamp(-4.0, 4.0)
    }
}
