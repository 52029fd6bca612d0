//! What signs and usage say of two phrases being the same, in log odds, and how that is learnt.

/// Odds before anything is known that two phrases of one field are the same.
pub const BASE: f64 = -2.5;
/// Odds that the surest of the words start from: a likeness of words is a fact of its own, whatever share of all pairs is the same.
const WORDS: f64 = -1.0;
/// What is known of two phrases but for who lists both.
pub const SIGNS: usize = 4;
/// By words, by taxonomy, by data items, by texts.
pub type Signs = [f32; SIGNS];

/// Before a registry has taught anything words and taxonomy are believed as they are, context says nothing.
const SLOPES: [f64; SIGNS] = [1.0, 1.0, 0.0, 0.0];
/// How firmly each is held to that, as a weight of squares; the bias, as so many pairs.
const FIRM: [f64; SIGNS] = [20.0, 20.0, 0.5, 0.5];
const FIRM_BIAS: f64 = 50.0;
/// Chance must let so many systems list both for a pair to teach.
const TEACHES: f32 = 0.5;
/// Pairs that teach, at most.
const TEACH_MAX: usize = 60_000;
/// No sign and no usage is believed above this.
const MOST: f64 = 12.0;

/// What it says that so many systems list both of two phrases where so many would by chance.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Phrases that are the same stand side by side this much as often as by chance.
    same: f64,
    /// How often different phrases stand side by side, as multiples of chance, with weights: some functions go together, some do not.
    different: [(f64, f64); MIX],
}

const MIX: usize = 5;

impl Default for Usage {
    fn default() -> Usage {
        Usage { same: 0.05, different: [(0.4, 0.1), (0.65, 0.2), (1.0, 0.4), (1.5, 0.2), (2.5, 0.1)] }
    }
}

impl Usage {
    /// Log odds for being the same. Both are Poisson counts, so that `expected` to the power of `seen` falls out.
    pub fn odds(&self, seen: f64, expected: f64) -> f64 {
        -self.terms(seen, expected).iter().sum::<f64>().ln()
    }

    /// For each way of being different how much likelier it is than being the same.
    fn terms(&self, seen: f64, expected: f64) -> [f64; MIX] {
        self.different.map(|(ratio, weight)| {
            weight
                * (seen * (ratio / self.same).ln() - (ratio - self.same) * expected).clamp(-60.0, 60.0).exp()
        })
    }

    /// From pairs of which it is known in part (`q`) whether they are the same. It starts as if some were known already.
    fn fit(&mut self, rows: &[Row], q: &[f64]) {
        /// Co-occurrences expected of pairs known from elsewhere to be the same, and the share of them that was seen.
        const KNOWN: (f64, f64) = (60.0, 0.05);
        /// Likewise pairs known to be different.
        const APART: f64 = 50.0;
        let (mut seen, mut expected) = (KNOWN.0 * KNOWN.1, KNOWN.0);
        let mut weights = Usage::default().different.map(|(_, weight)| weight * APART);
        for (row, q) in rows.iter().zip(q) {
            let terms = self.terms(row.seen, row.expected);
            let sum: f64 = terms.iter().sum();
            seen += q * row.seen;
            expected += q * row.expected;
            for (weight, term) in weights.iter_mut().zip(terms) {
                *weight += (1.0 - q) * term / sum;
            }
        }
        self.same = (seen / expected).clamp(0.02, 0.4);
        let sum: f64 = weights.iter().sum();
        for (of, weight) in self.different.iter_mut().zip(weights) {
            of.1 = weight / sum;
        }
    }
}

/// A pair of phrases that teaches.
#[derive(Debug)]
pub struct Row {
    /// Which.
    pub pair: (usize, usize),
    /// How many systems list both.
    pub seen: f64,
    /// How many would by chance.
    pub expected: f64,
    /// What else is known.
    pub signs: [f64; SIGNS],
}

/// The pairs that teach: those of which chance would let some systems list both.
pub fn teaching(count: usize, expected: &[f32]) -> Vec<(usize, usize)> {
    let all = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    let pairs: Vec<(usize, usize)> = all.filter(|(a, b)| expected[a * count + b] >= TEACHES).collect();
    let step = pairs.len().div_ceil(TEACH_MAX).max(1);
    pairs.into_iter().step_by(step).collect()
}

/// What the signs say, in log odds: a logistic regression whose labels are themselves what is held to be likely.
#[derive(Debug)]
pub struct Model {
    /// What usage says.
    pub usage: Usage,
    /// Odds of two phrases of which nothing is known.
    pub bias: f64,
    slopes: [f64; SIGNS],
    /// Contexts are judged by how much more alike they are than those of other pairs.
    centre: [f64; SIGNS],
    rows: Vec<Row>,
}

impl Model {
    /// Before it has learnt.
    pub fn start(rows: Vec<Row>) -> Model {
        let mean = |n: usize| rows.iter().map(|row| row.signs[n]).sum::<f64>() / rows.len().max(1) as f64;
        let centre = [0.0, 0.0, mean(2), mean(3)];
        Model { usage: Usage::default(), bias: BASE, slopes: SLOPES, centre, rows }
    }

    /// Learns from pairs alone: what is likely by all that is known teaches what each sign says.
    pub fn learn(&mut self) {
        const ROUNDS: usize = 8;
        for _ in 0..ROUNDS {
            let likely = |row: &Row| share(self.of(&row.signs) + self.usage.odds(row.seen, row.expected));
            let q: Vec<f64> = self.rows.iter().map(likely).collect();
            self.fit(&q);
        }
    }

    /// Learns from how often the two of a pair were drawn together.
    pub fn taught(&mut self, together: impl Fn(usize, usize) -> f64) {
        const ROUNDS: usize = 3;
        let q: Vec<f64> = self.rows.iter().map(|row| together(row.pair.0, row.pair.1)).collect();
        for _ in 0..ROUNDS {
            self.fit(&q);
        }
    }

    /// Log odds by words and taxonomy, and by context. Shared systems (`together`) make contexts alike: they say nothing then.
    pub fn told(&self, signs: &Signs, together: bool) -> [f32; 2] {
        let part = |n: usize| self.slopes[n] * (f64::from(signs[n]) - self.centre[n]);
        let words = part(0) + part(1);
        let words = if words > 0.0 { words + WORDS - self.bias } else { 0.0 };
        let context = |n: usize| if together { part(n).min(0.0) } else { part(n) };
        [words as f32, (context(2) + context(3)) as f32]
    }

    fn fit(&mut self, q: &[f64]) {
        self.usage.fit(&self.rows, q);
        for _ in 0..2 {
            self.step(q);
        }
    }

    /// One Newton step of the regression on soft labels, held to where it began.
    fn step(&mut self, q: &[f64]) {
        const N: usize = SIGNS + 1;
        let mut gradient = [0.0; N];
        let mut hessian = [[0.0; N]; N];
        for (row, q) in self.rows.iter().zip(q) {
            let p = share(self.of(&row.signs));
            let full: [f64; N] =
                std::array::from_fn(|n| if n == 0 { 1.0 } else { row.signs[n - 1] - self.centre[n - 1] });
            for i in 0..N {
                gradient[i] += (q - p) * full[i];
                for j in 0..N {
                    hessian[i][j] += p * (1.0 - p) * full[i] * full[j];
                }
            }
        }
        gradient[0] -= FIRM_BIAS * (self.bias - BASE);
        hessian[0][0] += FIRM_BIAS;
        for n in 0..SIGNS {
            gradient[n + 1] -= FIRM[n] * (self.slopes[n] - SLOPES[n]);
            hessian[n + 1][n + 1] += FIRM[n];
        }
        let step = solve(hessian, gradient);
        self.bias += step[0].clamp(-1.0, 1.0);
        for n in 0..SIGNS {
            // No sign speaks against being the same by being there.
            self.slopes[n] = (self.slopes[n] + step[n + 1].clamp(-3.0, 3.0)).max(0.0);
        }
    }

    fn of(&self, signs: &[f64; SIGNS]) -> f64 {
        let told = (0..SIGNS).map(|n| self.slopes[n] * (signs[n] - self.centre[n])).sum::<f64>();
        (self.bias + told).clamp(-MOST, MOST)
    }
}

/// Solves `a x = b` for a positive definite `a`.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        let (done, rest) = a.split_at_mut(i + 1);
        for (k, row) in rest.iter_mut().enumerate() {
            let factor = row[i] / done[i][i];
            row.iter_mut().zip(&done[i]).for_each(|(x, pivot)| *x -= factor * pivot);
            b[i + 1 + k] -= factor * b[i];
        }
    }
    for i in (0..N).rev() {
        for j in i + 1..N {
            b[i] -= a[i][j] * b[j];
        }
        b[i] /= a[i][i];
    }
    b
}

/// Log odds of a share.
pub fn logit(share: f64) -> f64 {
    let share = share.clamp(0.001, 0.999);
    (share / (1.0 - share)).ln()
}

/// The share of log odds.
fn share(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_side_by_side_speaks_for_the_same_and_the_more_the_oftener_chance_would_have_it() {
        let usage = Usage::default();
        for (seen, expected, least, most) in [
            (0.0, 0.0, -0.01, 0.01),
            (0.0, 3.0, 1.0, 3.0),
            (0.0, 10.0, 4.0, 9.0),
            (1.0, 10.0, 1.0, 6.0),
            (5.0, 5.0, -20.0, -5.0),
        ] {
            let odds = usage.odds(seen, expected);
            assert!((least..=most).contains(&odds), "{seen} of {expected}: {odds}");
        }
        assert!(usage.odds(0.0, 8.0) > usage.odds(1.0, 8.0) && usage.odds(1.0, 8.0) > usage.odds(4.0, 8.0));
    }

    #[test]
    fn a_registry_that_lists_the_same_function_twice_makes_a_meeting_say_less() {
        let row = |pair, seen| Row { pair, seen, expected: 10.0, signs: [6.0, 0.0, 0.0, 0.0] };
        let (once, twice): (Vec<Row>, Vec<Row>) =
            (0..200).map(|n| (row((n, n + 1), 0.0), row((n, n + 1), 3.0))).unzip();
        let odds = |rows: Vec<Row>| {
            let mut model = Model::start(rows);
            model.taught(|_, _| 1.0);
            model.usage.odds(2.0, 10.0)
        };
        assert!(odds(twice) > odds(once) + 2.0);
    }

    #[test]
    fn a_sign_that_goes_with_being_the_same_is_believed_and_one_that_does_not_is_not() {
        let rows = (0..400).map(|n| {
            let same = f64::from(u8::from(n % 4 == 0));
            Row {
                pair: (n, usize::MAX),
                seen: 0.0,
                expected: 1.0,
                signs: [0.0, 0.0, same, f64::from(n as u32 % 2)],
            }
        });
        let mut model = Model::start(rows.collect());
        model.taught(|n, _| if n % 4 == 0 { 0.9 } else { 0.05 });
        assert!(model.slopes[2] > 2.0 && model.slopes[3] < 1.0, "{:?}", model.slopes);
        let told = |items: f32, together| model.told(&[0.0, 0.0, items, 0.5], together)[1];
        assert!(told(1.0, false) > 1.0, "{}", told(1.0, false));
        assert_eq!(told(1.0, true), 0.0, "what both list is like itself");
    }

    #[test]
    fn equations_are_solved() {
        let x = solve([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]], [6.0, 10.0, 8.0]);
        for (found, expected) in x.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-9, "{x:?}");
        }
    }
}
