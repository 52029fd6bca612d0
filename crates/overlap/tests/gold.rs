//! Quality on the gold registries.

#[path = "../gold/mod.rs"]
mod gold;

use std::collections::HashMap;

use qipan_overlap::score::{Baseline, Figures, Measure, Ranking, Truth, measure, rankings};
use qipan_overlap::{Index, System, Taxonomy};

fn ranking(systems: &[System]) -> Ranking {
    let index = Index::build(&Taxonomy::builtin(), systems);
    let places: HashMap<&str, usize> =
        systems.iter().enumerate().map(|(n, one)| (one.id.as_str(), n)).collect();
    let others = systems
        .iter()
        .map(|system| index.rank(system, 100).into_iter().map(|(id, _)| places[id]).collect())
        .collect();
    let pairs = index.pairs(300).iter().map(|pair| (places[&*pair.left], places[&*pair.right])).collect();
    Ranking { others, pairs }
}

fn figures(author: &str) -> Figures {
    let made = gold::registry(author, 1200, 1);
    let systems: Vec<System> = made.iter().map(|one| one.system.clone()).collect();
    let sets: Vec<_> = made.iter().map(|one| one.capabilities.clone()).collect();
    let started = std::time::Instant::now();
    let ours = ranking(&systems);
    let spent = started.elapsed();
    for of in [Measure::Jaccard, Measure::Overlap] {
        let truth = Truth::of_capabilities(&sets, of);
        println!("{author} {of:?}: {} pairs {:.3?} in {spent:.1?}", truth.pairs(), measure(&truth, &ours));
        for baseline in Baseline::ALL.into_iter().filter(|_| std::env::var_os("BASELINES").is_some()) {
            println!("   {}: {:.3?}", baseline.key(), measure(&truth, &rankings(baseline, &systems)));
        }
    }
    measure(&Truth::of_capabilities(&sets, Measure::Jaccard), &ours)
}

#[test]
fn office() {
    figures("office");
}

#[test]
fn vendor() {
    figures("vendor");
}

#[test]
fn folk() {
    figures("folk");
}

#[test]
fn english() {
    figures("english");
}
