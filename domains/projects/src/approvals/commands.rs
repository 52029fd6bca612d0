//! The acts on approvals. Each loads, decides, and saves, in one transaction with one journal entry.

use qipan_accounts::access::Act;
use qipan_accounts::units;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use serde_json::json;

use super::model::{Approval, Decided, Decision, Filing, MoreInput, Opinion, OpinionInput, Paper, State};
use super::rules::{self, Books};
use super::store;
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::book::store as projects;
use crate::papers::commands::{described, name};
use crate::papers::model::Of;
use crate::{closing, contracts, money};

/// What an approval is asked of.
pub fn books(tx: &mut Tx<'_>, project: Id) -> Outcome<Books> {
    let whole = money::store::whole(tx, project)?;
    let contracts = contracts::store::of_project(tx, project)?;
    let unsettled = contracts.iter().filter(|contract| contract.settled.is_none()).count();
    Ok(Books { costs: whole.costs(None), unsettled })
}

/// Files a paper for approval (报批).
///
/// # Errors
/// Forbidden; what `rules::may_file` refuses.
pub fn file(acting: &mut Acting<'_, '_>, project: Id, filing: &Filing) -> Outcome<Approval> {
    let found = load(acting, project, Act::ApprovalFile)?;
    let all = store::of_project(acting.tx, project)?;
    let books = books(acting.tx, project)?;
    rules::may_file(&found, &all, filing, books)?;
    rules::has_papers(&all, filing)?;
    let now = acting.context.now;
    let approval = Approval {
        id: acting.ids.next(now),
        project,
        filing: filing.clone(),
        filed_at: now,
        filed_by: acting.context.actor.id,
        filed_name: acting.context.actor.name.clone(),
        state: State::Filed,
        decision: None,
    };
    store::insert(acting.tx, &approval)?;
    let mut papers = name(acting, project, &filing.papers, (Of::Filing, approval.id), "papers")?;
    let report: Vec<Id> = filing.report_paper.into_iter().collect();
    papers.extend(name(acting, project, &report, (Of::Report, approval.id), "report_paper")?);
    let body = json!({ "approval": approval.id, "filing": filing, "papers": described(&papers) });
    told(acting.tx, acting.context, project, "approval.file", &body)?;
    if filing.kind == Paper::FinalAccounts {
        closing::commands::filed(acting, project)?;
    }
    Ok(approval)
}

/// Adds papers to what was filed and waits (补正材料).
///
/// # Errors
/// Forbidden; not found; what `rules::may_add` and naming the papers refuse.
pub fn add_papers(acting: &mut Acting<'_, '_>, project: Id, id: Id, input: &MoreInput) -> Outcome<()> {
    load(acting, project, Act::ApprovalFile)?;
    let approval = one(acting.tx, project, id)?;
    rules::may_add(&approval, acting.context.actor.id, input.papers.len())?;
    let papers = name(acting, project, &input.papers, (Of::Filing, id), "papers")?;
    let body = json!({ "approval": id, "papers": described(&papers) });
    told(acting.tx, acting.context, project, "approval.papers", &body)
}

/// Gives an opinion on what was filed (会签).
///
/// # Errors
/// Forbidden; not found; in the name of a unit that is not one's own; what `rules::may_say` refuses.
pub fn say(acting: &mut Acting<'_, '_>, project: Id, id: Id, input: &OpinionInput) -> Outcome<Opinion> {
    load(acting, project, Act::ApprovalOpinion)?;
    let approval = one(acting.tx, project, id)?;
    let actor = &acting.context.actor;
    rules::may_say(&approval, actor.id, input)?;
    let unit = match (actor.unit, input.unit) {
        (Some(own), None) => Some(own),
        (Some(_), Some(named)) if !actor.scope.contains(&named) => return Err(Failure::forbidden()),
        (_, named) => named,
    };
    if let Some(unit) = unit
        && units::store::get(acting.tx, unit)?.is_none()
    {
        return Err(Failure::invalid("project-unit-unknown").at("unit"));
    }
    let now = acting.context.now;
    let opinion = Opinion {
        id: acting.ids.next(now),
        unit,
        stance: input.stance,
        text: input.text.trim().to_owned(),
        signed_at: now,
        signed_by: actor.id,
        signed_name: actor.name.clone(),
    };
    store::say(acting.tx, id, &opinion)?;
    let papers = name(acting, project, &input.papers, (Of::Opinion, opinion.id), "papers")?;
    let body = json!({
        "approval": id, "unit": unit, "stance": opinion.stance, "text": opinion.text, "papers": described(&papers),
    });
    told(acting.tx, acting.context, project, "approval.opinion", &body)?;
    Ok(opinion)
}

/// Decides on what was filed: approves, refuses with reasons, or asks for another study.
///
/// # Errors
/// Forbidden; not found; what `rules::may_decide` refuses.
pub fn decide(acting: &mut Acting<'_, '_>, project: Id, id: Id, decision: &Decision) -> Outcome<Approval> {
    let found = load(acting, project, Act::ApprovalDecide)?;
    let mut approval = one(acting.tx, project, id)?;
    let all = store::of_project(acting.tx, project)?;
    let study = rules::approved(&all, Paper::Feasibility).and_then(|study| study.filing.amount);
    let actor = &acting.context.actor;
    rules::may_decide(&approval, study, actor.id, decision)?;
    if decision.ruling == State::Approved {
        // What was true when it was filed may no longer be: the ledger and the chain have gone on.
        let others: Vec<Approval> = all.into_iter().filter(|other| other.id != id).collect();
        let books = books(acting.tx, project)?;
        rules::may_file(&found, &others, &approval.filing, books).map_err(|failure| failure.at("ruling"))?;
    }
    let decided = Decided {
        decision: Decision { number: decision.number.trim().to_owned(), ..decision.clone() },
        at: acting.context.now,
        by: actor.id,
        name: actor.name.clone(),
    };
    store::decide(acting.tx, id, &decided)?;
    let papers = name(acting, project, &decision.papers, (Of::Decision, id), "papers")?;
    let body = json!({
        "approval": id, "kind": approval.filing.kind, "decision": decided.decision, "papers": described(&papers),
    });
    told(acting.tx, acting.context, project, "approval.decide", &body)?;
    match (decision.ruling, approval.filing.kind) {
        (State::Approved, Paper::Acceptance) => closing::commands::begin(acting, &found)?,
        (State::Approved, Paper::Change) => take_effect(acting, found, &approval.filing)?,
        (State::Refused, Paper::FinalAccounts) => closing::commands::refused(acting, &found)?,
        _ => {}
    }
    approval.state = decision.ruling;
    approval.decision = Some(decided);
    Ok(approval)
}

/// An approved change of place or scale is the project's place or scale from then on (article 21).
fn take_effect(acting: &mut Acting<'_, '_>, before: Project, filing: &Filing) -> Outcome<()> {
    let mut data = before.data.clone();
    let set = |old: &mut String, new: &str| {
        if !new.trim().is_empty() {
            new.trim().clone_into(old);
        }
    };
    set(&mut data.place, &filing.place);
    set(&mut data.scale, &filing.scale);
    let next = Project { no: before.no + 1, data, changed_at: acting.context.now, ..before };
    projects::put(acting.tx, &next)
}

/// One approval of a project.
///
/// # Errors
/// Not found.
pub fn one(tx: &mut Tx<'_>, project: Id, id: Id) -> Outcome<Approval> {
    store::find(tx, project, id)?.ok_or_else(Failure::not_found)
}
