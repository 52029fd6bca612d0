//! Overlap at the command line: pairs of a registry, matches of a proposal, and how good both are.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use qipan_kernel::{Failure, Message, Outcome};
use qipan_overlap::score::{
    Baseline, Figures, Labelled, Measure, PAIRS, Problem, Ranking, Truth, measure, pairs, proposal, rankings,
    registry,
};
use qipan_overlap::{Aligned, How, Index, Match, System, Taxonomy};
use serde_json::json;

use super::read_file;
use crate::cli::OverlapArgs;
use crate::output::Output;

/// Ranks kept for the mean reciprocal rank.
const RANKS: usize = 100;
/// Matches that a timed query explains.
const EXPLAINED: usize = 10;

pub fn run(out: &Output, args: &OverlapArgs) -> Outcome<ExitCode> {
    match (&args.score, &args.registry) {
        (Some(path), _) => score(out, path, args),
        (None, Some(path)) => compare(out, path, args),
        (None, None) => Err(Failure::invalid("overlap-no-systems")),
    }
}

fn text_of(path: &Path) -> Outcome<String> {
    Ok(String::from_utf8_lossy(&read_file(path)?).into_owned())
}

fn problem(path: &Path, problem: Problem) -> Failure {
    let failure = match problem {
        Problem::NotAnObject(row) => Failure::invalid("overlap-bad-line").with("row", row as i64),
        Problem::Empty(row) => Failure::invalid("overlap-empty").with("row", row as i64),
        Problem::NotAPair(row) => Failure::invalid("overlap-bad-pair").with("row", row as i64),
        Problem::Twice(id) => Failure::invalid("overlap-twice").with("id", id),
    };
    failure.at(path.display().to_string())
}

/// Identifiers of systems that are told to do the same.
type Pairs = Vec<(String, String)>;

/// The systems of a file, and the pairs that it tells.
fn load(path: &Path) -> Outcome<(Vec<Labelled>, Pairs)> {
    let (systems, told) = registry(&text_of(path)?).map_err(|found| problem(path, found))?;
    if systems.is_empty() {
        return Err(Failure::invalid("overlap-no-systems").at(path.display().to_string()));
    }
    Ok((systems, told))
}

fn compare(out: &Output, path: &Path, args: &OverlapArgs) -> Outcome<ExitCode> {
    let (labelled, _) = load(path)?;
    let systems: Vec<System> = labelled.into_iter().map(|one| one.system).collect();
    let index = Index::build(&Taxonomy::builtin(), &systems);
    let name = |id: &str| index.get(id).map_or_else(String::new, |system| system.name.clone());
    if let Some(path) = &args.proposal {
        let proposed = proposal(&text_of(path)?).map_err(|found| problem(path, found))?;
        let matches = index.query(&proposed, args.limit);
        if out.json {
            println!("{}", json!(matches));
        } else if matches.is_empty() {
            println!("{}", out.t("overlap-none"));
        } else {
            matches.iter().for_each(|one| show(out, &name(&one.id), one));
        }
    } else {
        let found = index.pairs(args.limit);
        if out.json {
            println!("{}", json!(found));
        }
        for pair in &found {
            let (left, right) = (name(&pair.left), name(&pair.right));
            out.say(format!("{:.3}  {} {left}  =  {} {right}", pair.score, pair.left, pair.right));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(out: &Output, name: &str, one: &Match) {
    let figures = &one.figures;
    println!("\n{} {name}", one.id);
    println!(
        "  {} {:.3} ({} {:.2}, {} {:.2}, {} {:.2}, {} {:.2})",
        out.t("overlap-score"),
        one.score,
        out.t("overlap-functions"),
        figures.functions,
        out.t("overlap-contained"),
        figures.contained,
        out.t("overlap-items"),
        figures.items,
        out.t("overlap-text"),
        figures.text
    );
    let capabilities: Vec<&str> = one.capabilities.iter().map(|shared| shared.capability.as_str()).collect();
    list(out, "overlap-shared", &capabilities);
    side_by_side(out, "overlap-aligned", &one.functions);
    list(out, "overlap-only-own", &one.only_own.iter().map(String::as_str).collect::<Vec<_>>());
    list(out, "overlap-only-other", &one.only_other.iter().map(String::as_str).collect::<Vec<_>>());
    side_by_side(out, "overlap-items-aligned", &one.items);
    side_by_side(out, "overlap-passages", &one.passages);
}

fn list(out: &Output, key: &str, of: &[&str]) {
    if !of.is_empty() {
        println!("  {}: {}", out.t(key), of.join(", "));
    }
}

fn side_by_side(out: &Output, key: &str, of: &[Aligned]) {
    if !of.is_empty() {
        println!("  {}:", out.t(key));
    }
    for one in of {
        let how = match &one.how {
            How::Same => out.t("overlap-how-same"),
            How::Ruled => out.t("overlap-how-ruled"),
            How::Alike => out.t("overlap-how-alike"),
            How::Usage => out.t("overlap-how-usage"),
            How::Capability(id) => {
                let said = Message::new("overlap-how-capability").with("capability", id.as_str());
                out.words.msg(out.lang, &said).to_string()
            }
        };
        println!("    {:.2}  {}  |  {}  ({how})", one.score, one.own, one.other);
    }
}

/// What is true of a registry: pairs named apart, capabilities, pairs or partners of the file itself, groups, in this order.
fn truth(out: &Output, path: &Path, args: &OverlapArgs, all: &[Labelled], told: Pairs) -> Outcome<Truth> {
    let ids: Vec<String> = all.iter().map(|one| one.system.id.clone()).collect();
    let of_pairs = |named: &[(String, String)]| {
        let (truth, unknown) = Truth::of_pairs(&ids, named.iter().map(|(a, b)| (a.as_str(), b.as_str())));
        if unknown > 0 {
            let said = Message::new("overlap-unknown").with("count", unknown as i64);
            out.say(out.words.msg(out.lang, &said));
        }
        truth
    };
    if let Some(path) = &args.pairs {
        return Ok(of_pairs(&pairs(&text_of(path)?).map_err(|found| problem(path, found))?));
    }
    if all.iter().any(|one| one.capabilities.is_some()) {
        let sets: Vec<BTreeSet<String>> =
            all.iter().map(|one| one.capabilities.clone().unwrap_or_default()).collect();
        let how = if args.truth == "overlap" { Measure::Overlap } else { Measure::Jaccard };
        return Ok(Truth::of_capabilities(&sets, how));
    }
    let partners =
        all.iter().flat_map(|one| one.partners.iter().map(|other| (one.system.id.clone(), other.clone())));
    let named: Pairs = told.into_iter().chain(partners).collect();
    if !named.is_empty() {
        return Ok(of_pairs(&named));
    }
    let groups: Vec<Option<String>> = all.iter().map(|one| one.group.clone()).collect();
    if groups.iter().any(Option::is_some) {
        return Ok(Truth::of_groups(&groups));
    }
    Err(Failure::invalid("overlap-no-truth").at(path.display().to_string()))
}

fn score(out: &Output, path: &Path, args: &OverlapArgs) -> Outcome<ExitCode> {
    let (labelled, told) = load(path)?;
    let truth = truth(out, path, args, &labelled, told)?;
    let systems: Vec<System> = labelled.into_iter().map(|one| one.system).collect();
    let started = Instant::now();
    let index = Index::build(&Taxonomy::builtin(), &systems);
    let built = started.elapsed().as_millis();
    let places: HashMap<&str, usize> =
        systems.iter().enumerate().map(|(n, system)| (system.id.as_str(), n)).collect();
    let mut spent: Vec<f64> = Vec::with_capacity(systems.len());
    let mut ours = Ranking::default();
    for system in &systems {
        let started = Instant::now();
        let explained = index.query(system, EXPLAINED);
        spent.push(started.elapsed().as_secs_f64() * 1000.0);
        let ranked = index.rank(system, RANKS);
        debug_assert!(explained.iter().zip(&ranked).all(|(one, (id, _))| one.id == *id));
        ours.others.push(ranked.into_iter().map(|(id, _)| places[id]).collect());
    }
    ours.pairs = index.pairs(PAIRS).iter().map(|pair| (places[&*pair.left], places[&*pair.right])).collect();
    let found = measure(&truth, &ours);
    let query = spent.iter().sum::<f64>() / spent.len().max(1) as f64;
    spent.sort_by(f64::total_cmp);
    let p95 = spent[(spent.len() * 95 / 100).min(spent.len() - 1)];
    let simpler: Vec<(Baseline, Figures)> =
        Baseline::ALL.map(|baseline| (baseline, measure(&truth, &rankings(baseline, &systems)))).to_vec();
    if out.json {
        let told = |of: &Figures| json!({ "p@1": of.p1, "p@300": of.p300, "mrr": of.mrr });
        let simpler: serde_json::Map<String, serde_json::Value> =
            simpler.iter().map(|(baseline, of)| (baseline.key().to_owned(), told(of))).collect();
        println!(
            "{}",
            json!({ "systems": systems.len(), "queries": found.queries, "pairs": truth.pairs(), "build_ms": built,
                "query_ms": query, "query_p95_ms": p95, "ours": told(&found), "baselines": simpler })
        );
        return Ok(ExitCode::SUCCESS);
    }
    let about = Message::new("overlap-about")
        .with("systems", systems.len() as i64)
        .with("queries", found.queries as i64)
        .with("pairs", truth.pairs() as i64);
    println!("{}", out.words.msg(out.lang, &about));
    let version = index.taxonomy().version().to_owned();
    let learnt = Message::new("overlap-built").with("ms", built as i64).with("version", version);
    println!("{}", out.words.msg(out.lang, &learnt));
    println!("\n{:>6} {:>6} {:>6}  {}", "p@1", "p@300", "mrr", out.t("overlap-method"));
    let row = |of: &Figures, key: &str| {
        println!(
            "{:>6.3} {:>6.3} {:>6.3}  {}",
            of.p1,
            of.p300,
            of.mrr,
            out.t(&format!("overlap-method-{key}"))
        );
    };
    simpler.iter().for_each(|(baseline, of)| row(of, baseline.key()));
    row(&found, "ours");
    println!("\np@1 {:.3} p@300 {:.3} mrr {:.3} query {query:.2} ms", found.p1, found.p300, found.mrr);
    Ok(ExitCode::SUCCESS)
}
