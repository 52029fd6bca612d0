//! Everything that is exported of projects.

use std::collections::HashMap;

use qipan_kernel::{Id, Outcome};
use qipan_store::Tx;

use super::map::Full;
use crate::book::model::Project;
use crate::book::store::{self as book, Filter};
use crate::{contracts, invest, nodes, production};

/// Most projects of a package.
const MOST: usize = 20_000;

/// The projects of a filter.
pub fn full(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<Vec<Full>> {
    let projects = book::projects(tx, filter, MOST)?;
    let names: HashMap<Id, String> = projects.iter().map(|one| (one.id, one.data.name.clone())).collect();
    let mut parts: HashMap<Id, Vec<(Id, String)>> = HashMap::new();
    for one in &projects {
        if let Some(parent) = one.data.parent.filter(|parent| names.contains_key(parent)) {
            parts.entry(parent).or_default().push((one.id, one.data.name.clone()));
        }
    }
    projects
        .into_iter()
        .map(|project| {
            let parent = project.data.parent.and_then(|parent| names.get(&parent)).cloned();
            let parts = parts.remove(&project.id).unwrap_or_default();
            one(tx, project, parent, parts)
        })
        .collect()
}

fn one(tx: &mut Tx<'_>, project: Project, parent: Option<String>, parts: Vec<(Id, String)>) -> Outcome<Full> {
    let id = project.id;
    Ok(Full {
        years: book::years(tx, id)?,
        steps: book::steps(tx, id)?,
        entries: invest::store::of_project(tx, id)?,
        nodes: nodes::store::of_project(tx, id)?,
        contracts: contracts::store::of_project(tx, id)?,
        outputs: production::store::of_project(tx, id)?,
        project,
        parts,
        parent,
    })
}
