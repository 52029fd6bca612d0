//! Handing papers in, and what an act does with those that it names.

use qipan_accounts::access::Act;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Outcome};
use serde_json::{Value, json};

use super::model::{Of, Paper, Taken};
use super::{rules, store};
use crate::book::commands::{load, told};

/// Hands papers in, to be named by an act that follows.
///
/// # Errors
/// Forbidden; no file, or too many.
pub fn hand_in(acting: &mut Acting<'_, '_>, project: Id, files: &[Taken]) -> Outcome<Vec<Paper>> {
    load(acting, project, Act::ApprovalOpinion)?;
    if files.is_empty() {
        return Err(Failure::invalid("evidence-missing").at("papers"));
    }
    let papers = keep(acting, project, files)?;
    told(acting.tx, acting.context, project, "project.paper", &json!({ "papers": described(&papers) }))?;
    Ok(papers)
}

/// Writes papers down for the act that goes on with them, which decides on access and tells the journal.
///
/// # Errors
/// Too many.
pub fn keep(acting: &mut Acting<'_, '_>, project: Id, files: &[Taken]) -> Outcome<Vec<Paper>> {
    if files.len() > rules::MOST {
        return Err(Failure::invalid("paper-too-many").with("most", rules::MOST).at("papers"));
    }
    let (now, actor) = (acting.context.now, &acting.context.actor);
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let paper = Paper {
            id: acting.ids.next(now),
            project,
            of: None,
            file: file.clone(),
            handed_at: now,
            handed_by: actor.id,
            handed_name: actor.name.clone(),
        };
        store::insert(acting.tx, &paper)?;
        all.push(paper);
    }
    Ok(all)
}

/// The papers that an act names belong to its thing from now on.
///
/// # Errors
/// What `rules::may_name` refuses, at `field`.
pub fn name(
    acting: &mut Acting<'_, '_>,
    project: Id,
    ids: &[Id],
    of: (Of, Id),
    field: &'static str,
) -> Outcome<Vec<Paper>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids.iter().take(rules::MOST + 1) {
        found.push(store::find(acting.tx, project, *id)?);
    }
    rules::may_name(&found, project, acting.context.actor.id, field)?;
    let papers: Vec<Paper> =
        found.into_iter().flatten().map(|paper| Paper { of: Some(of), ..paper }).collect();
    for paper in &papers {
        store::name(acting.tx, paper.id, of)?;
    }
    Ok(papers)
}

/// Papers as a journal entry tells them.
pub fn described(papers: &[Paper]) -> Value {
    papers
        .iter()
        .map(|paper| json!({ "id": paper.id, "name": paper.file.name, "digest": paper.file.digest }))
        .collect()
}
