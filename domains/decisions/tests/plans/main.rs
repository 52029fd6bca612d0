//! Plans in layouts as governments publish them, as text, Word and Excel files built here, read field by field.
//!
//! A batch in `tests/data/plans` holds files, each after `=== name`: its lines, tables between `[table]` and `[end]`
//! (cells between `|`, `^` goes on from above, `<` from the left, `\n` begins a paragraph, `\r` breaks a line), and what
//! it must give: `! statement | lead | cooperating | leader | limit | measures`, `-` where that is not asked.

mod office;

use std::path::{Path, PathBuf};

use qipan_decisions::extract::text::fold;
use qipan_decisions::extract::{Draft, Extraction, Options, UnitIndex, extract, stated};
use qipan_records::reading::{Limits, read};

/// A file of a batch.
struct Plan {
    name: String,
    lines: Vec<String>,
    items: Vec<Vec<String>>,
}

/// How much of a batch was read right.
#[derive(Default, Debug)]
struct Tally {
    right: usize,
    asked: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn ask(&mut self, place: &str, field: &str, wanted: &str, found: &str, right: bool) {
        self.asked += 1;
        self.right += usize::from(right);
        if !right {
            self.wrong.push(format!("{place} {field}: wanted [{wanted}] found [{found}]"));
        }
    }
}

fn plans(text: &str) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            plans.push(Plan { name: name.trim().to_owned(), lines: Vec::new(), items: Vec::new() });
        } else if let Some(plan) = plans.last_mut() {
            match line.strip_prefix("! ") {
                Some(item) => {
                    plan.items.push(item.split('|').map(|field| field.trim().to_owned()).collect());
                }
                None => plan.lines.push(line.to_owned()),
            }
        }
    }
    plans
}

fn extracted(plan: &Plan) -> Extraction {
    let bytes = match plan.name.rsplit('.').next() {
        Some("docx") => office::docx(&plan.lines),
        Some("xlsx") => office::xlsx(&plan.lines),
        Some("html") => office::html(&plan.lines),
        _ => plan.lines.join("\n").into_bytes(),
    };
    let reading = read(&plan.name, &bytes, &Limits::default())
        .unwrap_or_else(|failure| panic!("{}: {failure:?}", plan.name));
    extract(&reading, &UnitIndex::default(), &Options::default())
}

fn score(plan: &Plan, tally: &mut Tally) {
    let extraction = extracted(plan);
    let drafts: Vec<&Draft> = extraction.commitments().map(|(_, draft)| draft).collect();
    let mut used = vec![false; drafts.len()];
    for item in &plan.items {
        let place = format!("{} {}", plan.name, item[0].chars().take(12).collect::<String>());
        let best = (0..drafts.len())
            .filter(|at| !used[*at])
            .map(|at| (stated(&drafts[at].statement, &item[0]), at))
            .max_by_key(|(alike, at)| (*alike, usize::MAX - at));
        let hit = best.filter(|(alike, _)| *alike >= 60).map(|(_, at)| at);
        let statement = best.map_or("", |(_, at)| drafts[at].statement.as_str());
        let right = best.is_some_and(|(alike, _)| alike >= 90);
        tally.ask(&place, "statement", &item[0], statement, right);
        let draft = hit.map(|at| {
            used[at] = true;
            drafts[at]
        });
        for (field, wanted) in ["lead", "cooperating", "leader", "limit", "measures"].iter().zip(&item[1..]) {
            if wanted != "-" {
                let (found, right) =
                    draft.map_or(("(no item)".to_owned(), false), |d| asked(field, wanted, d));
                tally.ask(&place, field, wanted, &found, right);
            }
        }
    }
    for draft in used.iter().zip(&drafts).filter(|(used, _)| !**used).map(|(_, draft)| draft) {
        tally.ask(&plan.name, "extra", "", &draft.statement, false);
    }
}

/// What a draft has in a field, and whether that is what is wanted.
fn asked(field: &str, wanted: &str, draft: &Draft) -> (String, bool) {
    let sorted = |names: &str| {
        let mut names: Vec<String> =
            names.split('、').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        names.sort();
        names.join("、")
    };
    let found = match field {
        "lead" => draft.lead.as_ref().map_or(String::new(), |unit| unit.name.clone()),
        "cooperating" => {
            let names: Vec<&str> = draft.cooperating.iter().map(|unit| unit.name.as_str()).collect();
            let found = sorted(&names.join("、"));
            let right = found == sorted(wanted);
            return (found, right);
        }
        "leader" => draft.leader.as_ref().map_or(String::new(), |leader| leader.value.clone()),
        "limit" => draft.limit.as_ref().map_or(String::new(), |limit| limit.value.to_string()),
        _ => {
            let found: Vec<String> = draft
                .measures
                .iter()
                .map(|found| format!("{}{}", found.value.quantity, found.value.unit.replace(' ', "")))
                .collect();
            let right = fold(wanted)
                .split('、')
                .filter(|part| !part.is_empty())
                .all(|part| found.iter().any(|measure| *measure == part.replace([' ', ','], "")));
            return (found.join("、"), right);
        }
    };
    let right = found == wanted;
    (found, right)
}

/// The batches: those kept here, or those of the folder that `QIPAN_PLANS` names (a fresh batch, before it is kept).
fn batches() -> Vec<PathBuf> {
    let kept = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plans");
    let folder = std::env::var_os("QIPAN_PLANS").map_or_else(kept, PathBuf::from);
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("batches").map(|entry| entry.expect("entry").path()).collect();
    found.sort();
    found
}

#[test]
fn every_batch_of_layouts_is_read() {
    let mut wrong = Vec::new();
    for path in batches() {
        let mut tally = Tally::default();
        for plan in plans(&std::fs::read_to_string(&path).expect("batch")) {
            score(&plan, &mut tally);
        }
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        println!("{name}: {}/{} = {:.1} %", tally.right, tally.asked, percent(&tally));
        tally.wrong.iter().for_each(|line| println!("  {line}"));
        if tally.right * 1000 < tally.asked * 985 {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn percent(tally: &Tally) -> f64 {
    100.0 * tally.right as f64 / tally.asked.max(1) as f64
}
