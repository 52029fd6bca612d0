//! Which phrases are one function, drawn many times.
//!
//! Every drawing is a grouping of all phrases. Phrases are taken out one by one and put back into a group, or stay alone, by how well
//! that explains the registry (Gibbs sampling). What speaks for a group is taken over all its members: of a function with five names
//! each meets few systems, but together they should meet many.

use super::odds::Model;

/// What speaks for and against each two phrases being the same, as squares by rows.
pub struct Evidence<'a> {
    /// Phrases.
    pub count: usize,
    /// Systems that list both.
    pub seen: &'a [f32],
    /// Systems that would list both if they were different.
    pub expected: &'a [f32],
    /// Log odds by words and taxonomy, and by context.
    pub told: Vec<[f32; 2]>,
    /// What usage says, and what is so before anything is known.
    pub model: &'a Model,
}

/// Passes over all phrases before drawings count: from twice as loose to as it is.
const HEAT: usize = 20;
/// Drawings that count.
const DRAWS: usize = 40;
/// Groups that chance would not let meet and no word recommends are not looked at.
const MEETS: f64 = 0.05;
const RECOMMENDS: f64 = 0.5;
/// Nor are those against which the odds are so long.
const LONG: f64 = -12.0;

/// In what share of the drawings each two phrases stood in one group, as a square by rows.
pub fn draw(evidence: &Evidence<'_>) -> Vec<f32> {
    let count = evidence.count;
    let mut grouping = Grouping::alone(count);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut order: Vec<usize> = (0..count).collect();
    let mut together = vec![0.0_f32; count * count];
    for pass in 0..HEAT + DRAWS {
        let warmth = if pass < HEAT { 2.0 - pass as f64 / HEAT as f64 } else { 1.0 };
        for n in (1..count).rev() {
            order.swap(n, random.below(n + 1));
        }
        for &one in &order {
            grouping.draw(one, evidence, warmth, &mut random);
        }
        if pass >= HEAT {
            for held in grouping.members() {
                for a in &held {
                    held.iter()
                        .filter(|b| a != *b)
                        .for_each(|b| together[a * count + b] += 1.0 / DRAWS as f32);
                }
            }
        }
    }
    together
}

/// What a phrase and a group say of each other.
#[derive(Clone, Copy, Default)]
struct Sums {
    met: bool,
    seen: f32,
    expected: f32,
    /// The best that words say of one of them.
    words: f32,
    context: f32,
}

/// Each phrase in one group.
struct Grouping {
    of: Vec<usize>,
    sizes: Vec<u32>,
    free: Vec<usize>,
    // Kept between draws so that nothing is allocated for each.
    sums: Vec<Sums>,
    met: Vec<usize>,
    choices: Vec<(usize, f64)>,
}

/// In no group.
const NONE: usize = usize::MAX;

impl Grouping {
    fn alone(count: usize) -> Grouping {
        Grouping {
            of: (0..count).collect(),
            sizes: vec![1; count],
            free: Vec::new(),
            sums: vec![Sums::default(); count],
            met: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Takes a phrase out of its group and puts it where it explains the registry well; the warmer, the looser.
    fn draw(&mut self, one: usize, evidence: &Evidence<'_>, warmth: f64, random: &mut Random) {
        let old = std::mem::replace(&mut self.of[one], NONE);
        self.sizes[old] -= 1;
        if self.sizes[old] == 0 {
            self.free.push(old);
        }
        self.weigh(one, evidence);
        let most = self.choices.iter().map(|(_, odds)| *odds).fold(0.0, f64::max);
        for (_, odds) in &mut self.choices {
            *odds = ((*odds - most) / warmth).exp();
        }
        let mut left = random.unit() * self.choices.iter().map(|(_, weight)| weight).sum::<f64>();
        let chosen = (self.choices.iter())
            .find(|(_, weight)| {
                left -= weight;
                left <= 0.0
            })
            .map_or(NONE, |(group, _)| *group);
        let group = if chosen == NONE { self.free.pop().unwrap_or(old) } else { chosen };
        self.of[one] = group;
        self.sizes[group] += 1;
    }

    /// The groups into which a phrase may go, with the odds against staying alone.
    fn weigh(&mut self, one: usize, evidence: &Evidence<'_>) {
        let row = one * evidence.count..(one + 1) * evidence.count;
        let (seen, expected, told) =
            (&evidence.seen[row.clone()], &evidence.expected[row.clone()], &evidence.told[row]);
        for (other, group) in self.of.iter().enumerate() {
            if *group == NONE {
                continue;
            }
            let sums = &mut self.sums[*group];
            if !sums.met {
                *sums = Sums { met: true, words: f32::NEG_INFINITY, ..Sums::default() };
                self.met.push(*group);
            }
            sums.seen += seen[other];
            sums.expected += expected[other];
            sums.words = sums.words.max(told[other][0]);
            sums.context += told[other][1];
        }
        self.choices.clear();
        self.choices.push((NONE, 0.0));
        for group in self.met.drain(..) {
            let sums = std::mem::take(&mut self.sums[group]);
            let (expected, words) = (f64::from(sums.expected), f64::from(sums.words));
            if expected < MEETS && words < RECOMMENDS {
                continue;
            }
            let context = f64::from(sums.context) / f64::from(self.sizes[group]);
            let usage = evidence.model.usage.odds(f64::from(sums.seen), expected);
            let odds = evidence.model.bias + words + context + usage;
            if odds > LONG {
                self.choices.push((group, odds));
            }
        }
    }

    /// The members of each group.
    fn members(&self) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.of.len()];
        self.of.iter().enumerate().for_each(|(one, group)| members[*group].push(one));
        members
    }
}

/// Numbers that look like chance and are the same every time (SplitMix64), so that a registry always gives the same answers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.unit() * limit as f64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three functions with two names each: names of one are never side by side, others as often as chance lets them.
    fn square(of: impl Fn(bool) -> f32) -> Vec<f32> {
        (0..36).map(|at| of(at / 6 / 2 == at % 6 / 2)).collect()
    }

    #[test]
    fn names_that_never_meet_are_drawn_together_and_others_are_not() {
        let model = Model::start(Vec::new());
        let (seen, expected) = (square(|same| if same { 0.0 } else { 12.0 }), vec![12.0; 36]);
        let evidence =
            Evidence { count: 6, seen: &seen, expected: &expected, told: vec![[0.0; 2]; 36], model: &model };
        let together = draw(&evidence);
        for (at, share) in together.iter().enumerate().filter(|(at, _)| at / 6 != at % 6) {
            let same = at / 6 / 2 == at % 6 / 2;
            assert!(if same { *share > 0.8 } else { *share < 0.05 }, "{at} {share}");
        }
        assert_eq!(draw(&evidence), together, "the same every time");
    }

    #[test]
    fn words_join_what_meets_by_accident() {
        let model = Model::start(Vec::new());
        let (seen, expected) = (vec![1.0; 36], vec![4.0; 36]);
        let told: Vec<[f32; 2]> =
            square(|same| if same { 5.0 } else { 0.0 }).into_iter().map(|x| [x, 0.0]).collect();
        let together = draw(&Evidence { count: 6, seen: &seen, expected: &expected, told, model: &model });
        assert!(together[1] > 0.8 && together[2] < 0.2, "{together:?}");
    }

    #[test]
    fn numbers_are_spread_evenly() {
        let mut random = Random(7);
        let mut counts = [0; 8];
        (0..8000).for_each(|_| counts[random.below(8)] += 1);
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
