//! What another rule set or calendar would change: shown before it is applied.

use qipan_kernel::Moment;
use qipan_kernel::calendar::Calendar;

use super::{Evaluation, Facts, Light, RuleSet, evaluate};

/// A light that another rule set or calendar would change, now or later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LightChange<K> {
    /// Whose light.
    pub key: K,
    /// The light now, as it is and as it would be.
    pub now: (Light, Light),
    /// As it is.
    pub before: Evaluation,
    /// As it would be.
    pub after: Evaluation,
}

/// The lights that would change, now or at a later instant, if `after` replaced `before`.
pub fn would_change<K>(
    before: (&RuleSet, &Calendar),
    after: (&RuleSet, &Calendar),
    items: impl IntoIterator<Item = (K, Facts)>,
    now: Moment,
) -> Vec<LightChange<K>> {
    let compare = |(key, facts): (K, Facts)| {
        let old = evaluate(before.0, before.1, &facts, now);
        let new = evaluate(after.0, after.1, &facts, now);
        let lights = (old.light_at(now), new.light_at(now));
        // Instants that have passed matter only through the light now; of those to come, only the moves count.
        let ahead = |evaluation: &Evaluation| {
            let instants = [evaluation.blue_at, evaluation.yellow_at, evaluation.red_at];
            instants.map(|instant| instant.map(|instant| instant.max(now)))
        };
        let same = lights.0 == lights.1 && (lights.0 == Light::Done || ahead(&old) == ahead(&new));
        (!same).then_some(LightChange { key, now: lights, before: old, after: new })
    };
    items.into_iter().filter_map(compare).collect()
}
