//! The index of what there is, in memory: systems, information projects, and proposals that wait. It follows the register
//! by the number of its state, which is read from the database with every question: so it is right with several
//! processes, and an index that is a little old is never used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use qipan_kernel::{Id, Moment, Outcome};
use qipan_overlap::{Aligned, How, Index, Match, System as Work, Taxonomy};
use qipan_store::Tx;

use super::model::{Beside, Found, Proposal, ProposalData, ProposalState, Whose};
use super::{rules, store};
use crate::capabilities::store as lessons;
use crate::systems::model::{Item, Part, State, System};
use crate::systems::store as systems;

/// Matches that are shown.
const SHOWN: usize = 8;

/// What an index was made of: the register's number, the last lesson, how many projects and when one was changed last.
type Stamp = (i64, i64, i64, Moment);

/// Names and units of what is in an index.
type Names = Arc<HashMap<String, (String, Id)>>;

/// The index and what it was made of.
struct Made {
    stamp: Stamp,
    index: Arc<Index>,
    names: Names,
}

/// The site's part.
pub struct Register {
    taxonomy: Taxonomy,
    made: Mutex<Option<Made>>,
}

impl Default for Register {
    fn default() -> Register {
        Register { taxonomy: Taxonomy::builtin(), made: Mutex::new(None) }
    }
}

/// What was found, and with which version of the taxonomy.
pub type Looked = (Vec<Found>, String);

impl Register {
    /// What ships, without lessons.
    pub fn built_in(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The index of now.
    fn index(&self, tx: &mut Tx<'_>) -> Outcome<(Arc<Index>, Names)> {
        let version = systems::version(tx)?;
        let lesson = lessons::version(tx)?;
        let (count, changed) = store::projects_stamp(tx)?;
        let stamp = (version, lesson, count, changed);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = made.as_ref().filter(|made| made.stamp == stamp) {
            return Ok((made.index.clone(), made.names.clone()));
        }
        let all = everything(tx)?;
        let names: HashMap<String, (String, Id)> =
            all.iter().map(|(work, unit)| (work.id.clone(), (work.name.clone(), *unit))).collect();
        let works: Vec<Work> = all.into_iter().map(|(work, _)| work).collect();
        let index = match made.as_ref().filter(|made| made.stamp.1 == lesson) {
            Some(before) => follow(&before.index, &works),
            None => Arc::new(Index::build(&self.taxonomy.taught(&lessons::teaching(tx)?), &works)),
        };
        let names = Arc::new(names);
        *made = Some(Made { stamp, index: index.clone(), names: names.clone() });
        Ok((index, names))
    }

    /// What does the same as a proposal. `id` is the proposal's own, when it is in the register already.
    pub fn look(&self, tx: &mut Tx<'_>, data: &ProposalData, id: Option<Id>) -> Outcome<Looked> {
        let (index, names) = self.index(tx)?;
        let mut work = of_proposal(id.unwrap_or(Id(0)), data);
        // A planned system that is proposed is not like itself.
        let own = data.system.map(system_key);
        if id.is_none() && own.is_some() {
            work.id = own.clone().unwrap_or_default();
        }
        let matches = index.query(&work, SHOWN + 1);
        let taxonomy = index.taxonomy();
        let found = matches
            .iter()
            .filter(|one| Some(&one.id) != own.as_ref() && one.id != work.id)
            .filter_map(|one| found(one, &names, taxonomy));
        Ok((found.take(SHOWN).collect(), taxonomy.version().to_owned()))
    }

    /// The taxonomy with its lessons.
    pub fn taxonomy(&self, tx: &mut Tx<'_>) -> Outcome<Taxonomy> {
        Ok(self.taxonomy.taught(&lessons::teaching(tx)?))
    }
}

/// The index brought up to what there is now: what changed is replaced; when much did, it is learnt anew.
fn follow(before: &Arc<Index>, works: &[Work]) -> Arc<Index> {
    let wanted: HashMap<&str, &Work> = works.iter().map(|work| (work.id.as_str(), work)).collect();
    let gone: Vec<String> = before
        .systems()
        .filter(|work| !wanted.contains_key(work.id.as_str()))
        .map(|work| work.id.clone())
        .collect();
    let changed: Vec<&Work> = works.iter().filter(|work| before.get(&work.id) != Some(work)).collect();
    if (gone.len() + changed.len()) * 10 > works.len() {
        return Arc::new(Index::build(before.taxonomy(), works));
    }
    let mut index = Index::clone(before);
    for id in &gone {
        index.remove(id);
    }
    changed.into_iter().for_each(|work| index.insert(work.clone()));
    Arc::new(index)
}

fn system_key(id: Id) -> String {
    format!("s{id}")
}

/// Everything that is compared, with its unit.
fn everything(tx: &mut Tx<'_>) -> Outcome<Vec<(Work, Id)>> {
    let there = systems::all(tx)?.into_iter().filter(|one| one.state != State::Retired);
    let mut all: Vec<(Work, Id)> = there.map(|one| (of_system(&one), one.data.unit)).collect();
    let built: std::collections::HashSet<Id> =
        systems::all(tx)?.iter().filter_map(|one| one.data.project).collect();
    // A project whose system is in the register is compared there.
    let projects = store::projects(tx)?.into_iter().filter(|one| !built.contains(&one.id));
    for one in projects.filter(|one| rules::builds_a_system(&one.name, &one.industry)) {
        let work = Work { id: format!("p{}", one.id), name: one.name, purpose: one.scale, ..Work::default() };
        all.push((work, one.unit));
    }
    for one in store::list(tx, None, Some(ProposalState::Waiting))? {
        all.push((of_proposal(one.id, &one.data), one.data.unit));
    }
    Ok(all)
}

fn items(all: &[Item], consumed: bool) -> Vec<String> {
    all.iter()
        .filter(|item| (item.part == Part::Consumed) == consumed)
        .map(|item| item.name.clone())
        .collect()
}

fn of_system(one: &System) -> Work {
    let data = &one.data;
    Work {
        id: system_key(one.id),
        name: data.name.clone(),
        purpose: data.purpose.clone(),
        functions: data.functions.clone(),
        produces: items(&data.items, false),
        consumes: items(&data.items, true),
        unit: data.unit.to_string(),
    }
}

fn of_proposal(id: Id, data: &ProposalData) -> Work {
    Work {
        id: format!("n{id}"),
        name: data.name.clone(),
        purpose: data.purpose.clone(),
        functions: data.functions.clone(),
        produces: items(&data.items, false),
        consumes: items(&data.items, true),
        unit: data.unit.to_string(),
    }
}

/// A share of one in basis points.
fn points(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 10_000.0).round() as i64
}

fn beside(all: &[Aligned]) -> Vec<Beside> {
    all.iter()
        .map(|one| {
            let (how, capability) = match &one.how {
                How::Same => ("same", String::new()),
                How::Ruled => ("ruled", String::new()),
                How::Capability(id) => ("capability", id.clone()),
                How::Alike => ("alike", String::new()),
                How::Usage => ("usage", String::new()),
            };
            Beside {
                own: one.own.clone(),
                other: one.other.clone(),
                score: points(one.score),
                how: how.to_owned(),
                capability,
            }
        })
        .collect()
}

fn found(one: &Match, names: &HashMap<String, (String, Id)>, taxonomy: &Taxonomy) -> Option<Found> {
    let (name, unit) = names.get(&one.id)?;
    let (kind, id) = one.id.split_at_checked(1)?;
    let whose = match kind {
        "s" => Whose::System,
        "p" => Whose::Project,
        _ => Whose::Proposal,
    };
    let known = one.capabilities.iter().filter(|shared| taxonomy.capability(&shared.capability).is_some());
    Some(Found {
        whose,
        id: id.parse().ok()?,
        name: name.clone(),
        unit: *unit,
        score: points(one.score),
        capabilities: known.map(|shared| shared.capability.clone()).collect(),
        functions: beside(&one.functions),
        only_own: one.only_own.clone(),
        only_other: one.only_other.clone(),
        items: beside(&one.items),
        passages: beside(&one.passages),
        figures: [one.figures.functions, one.figures.items, one.figures.text, one.figures.name].map(points),
    })
}

/// What is like a proposal now, when it waits; of a decided one what was like it then.
pub fn shown(register: &Register, tx: &mut Tx<'_>, one: &Proposal) -> Outcome<Looked> {
    if one.state == ProposalState::Waiting {
        register.look(tx, &one.data, Some(one.id))
    } else {
        Ok((one.found.clone(), one.taxonomy.clone()))
    }
}
