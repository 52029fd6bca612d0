//! What the Government Investment Regulations (Decree 712) make of approvals. Pure; each refusal names its article.

use qipan_kernel::{Failure, Fen, Id, Outcome};

use super::model::{Approval, Decision, Filing, OpinionInput, Paper, Point, Stance, State};
use crate::book::model::{Kind, Project, ProjectData, Stage};
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::invest::rules::Ratio;

/// The approval of a kind that counts: the last that was approved.
pub fn approved(all: &[Approval], kind: Paper) -> Option<&Approval> {
    all.iter().rev().find(|one| one.filing.kind == kind && one.state == State::Approved)
}

/// 概算, as adjusted: what the whole may cost (article 12, first paragraph).
pub fn ceiling(all: &[Approval]) -> Option<Fen> {
    let counts = |one: &&Approval| {
        matches!(one.filing.kind, Paper::Design | Paper::Adjustment) && one.state == State::Approved
    };
    all.iter().rev().find(counts)?.filing.amount
}

/// Whether a project may stand in the annual plan of government investment: its study is approved, or its estimate fixed
/// (article 17).
pub fn plannable(all: &[Approval]) -> bool {
    approved(all, Paper::Feasibility).is_some() || ceiling(all).is_some()
}

/// What an approval is asked of: the project's money as the ledger has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Books {
    /// What was paid for, with what is kept back, in the project and its parts.
    pub costs: Fen,
    /// Contracts that are not settled.
    pub unsettled: usize,
}

/// What the authority looks into before it approves a paper (article 11).
pub fn points(kind: Paper) -> &'static [Point] {
    use Point::{
        Accounts, Benefit, Cause, Conditions, Conformity, Feasibility, Funding, Necessity, Procedure,
        Quality, Standards,
    };
    match kind {
        Paper::Proposal => &[Necessity],
        Paper::Feasibility => &[Feasibility, Benefit, Conditions],
        Paper::Design => &[Conformity, Standards],
        Paper::Subsidy => &[Procedure],
        Paper::Start => &[Conditions],
        Paper::Change => &[Cause, Standards],
        Paper::Adjustment => &[Cause, Funding],
        Paper::Acceptance => &[Quality],
        Paper::FinalAccounts => &[Accounts],
    }
}

/// What must be approved before a paper is filed.
fn before(kind: Paper) -> Option<Paper> {
    match kind {
        Paper::Proposal | Paper::Subsidy | Paper::Acceptance => None,
        Paper::Feasibility => Some(Paper::Proposal),
        Paper::Design | Paper::Change => Some(Paper::Feasibility),
        Paper::Start | Paper::Adjustment => Some(Paper::Design),
        Paper::FinalAccounts => Some(Paper::Acceptance),
    }
}

/// Whether a paper states an estimate.
pub fn states_amount(kind: Paper) -> bool {
    use Paper::{Adjustment, Design, Feasibility, FinalAccounts, Subsidy};
    matches!(kind, Feasibility | Design | Subsidy | Adjustment | FinalAccounts)
}

/// More than ten per cent above; exactly ten is not more (article 12).
pub fn over_a_tenth(estimate: Fen, amount: Fen) -> bool {
    i128::from(amount.0) * 10 > i128::from(estimate.0) * 11
}

/// Whether a paper may be filed. `RULE approval.filing`.
///
/// # Errors
/// - a project of whose kind no such paper is (articles 9 and 14);
/// - no project code (article 10);
/// - what comes before it in the chain is not approved and no ground of article 13 is given (article 9);
/// - the same paper waits for its decision;
/// - no grounds; a study, design or other estimate without an amount;
/// - a design more than a tenth above the study without a report of it, or sent back and no new study approved since
///   (article 12);
/// - a study or an adjustment without its sources of funds (articles 11 and 23);
/// - a change that changes neither place nor scale (article 21);
/// - final accounts above the approved estimate (article 23), other than the ledger has it, or with contracts that are
///   not settled (article 25).
pub fn may_file(project: &Project, all: &[Approval], filing: &Filing, books: Books) -> Outcome<()> {
    let kind = filing.kind;
    let refuse = |key: &'static str| Err(Failure::conflict(key).at("kind"));
    match (kind, project.data.kind) {
        (Paper::Subsidy, Kind::Government) => return refuse("approval-subsidy-not"),
        (Paper::Subsidy, _) | (_, Kind::Government | Kind::Joint) => {}
        (_, Kind::Enterprise) => return refuse("approval-not-government"),
    }
    if !project.standing.is_open() {
        return refuse("project-not-open");
    }
    if project.data.code.is_empty() {
        return refuse("approval-no-code");
    }
    if all.iter().any(|one| one.filing.kind == kind && one.state == State::Filed) {
        return refuse("approval-waits");
    }
    chain(project, all, filing)?;
    let mut wrong = Vec::new();
    if filing.grounds.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("grounds"));
    }
    for (field, text) in
        [("grounds", &filing.grounds), ("funding", &filing.funding), ("report", &filing.report)]
    {
        if text.chars().count() > TEXT_MAX {
            wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at(field));
        }
    }
    if filing.document.chars().count() > LINE_MAX {
        wrong.push(Failure::invalid("project-text-long").with("most", LINE_MAX).at("document"));
    }
    let amount = filing.amount.filter(|amount| *amount > Fen(0));
    if states_amount(kind) && amount.is_none() || filing.amount.is_some() && amount.is_none() {
        wrong.push(Failure::invalid("approval-amount").at("amount"));
    }
    if matches!(kind, Paper::Feasibility | Paper::Adjustment) && filing.funding.trim().is_empty() {
        wrong.push(Failure::invalid("approval-funding").at("funding"));
    }
    Failure::collect(wrong)?;
    estimates(project, all, filing, books)
}

/// Whether the Regulations name a document that is filed: the proposal, the study and the design (article 9), the report on
/// starting (article 20), the plan of an adjustment (article 23).
pub fn asks_paper(kind: Paper) -> bool {
    use Paper::{Adjustment, Design, Feasibility, Proposal, Start};
    matches!(kind, Proposal | Feasibility | Design | Start | Adjustment)
}

/// Whether what is filed has its papers with it. `RULE approval.papers`.
///
/// # Errors
/// No paper of what is filed where the Regulations name one; no paper of the report on an estimate more than a tenth
/// above the study (article 12).
pub fn has_papers(all: &[Approval], filing: &Filing) -> Outcome<()> {
    let mut wrong = Vec::new();
    if asks_paper(filing.kind) && filing.papers.is_empty() {
        wrong.push(Failure::invalid("approval-paper").at("papers"));
    }
    if is_over(all, filing) && filing.report_paper.is_none() {
        wrong.push(Failure::invalid("approval-report-paper").at("report_paper"));
    }
    Failure::collect(wrong)
}

/// Whether it is a design more than a tenth above the approved study.
fn is_over(all: &[Approval], filing: &Filing) -> bool {
    let study = approved(all, Paper::Feasibility).and_then(|one| one.filing.amount);
    let amounts = study.zip(filing.amount).filter(|_| filing.kind == Paper::Design);
    amounts.is_some_and(|(study, amount)| over_a_tenth(study, amount))
}

/// What must stand before a paper in the chain.
fn chain(project: &Project, all: &[Approval], filing: &Filing) -> Outcome<()> {
    let kind = filing.kind;
    let refuse = |key: &'static str| Err(Failure::conflict(key).at("kind"));
    // Only what leads to a design can be left out (article 13): no ground makes up for an acceptance that is not there.
    let excused = filing.simplified.is_some() && matches!(kind, Paper::Feasibility | Paper::Design);
    let known = |paper: Paper| approved(all, paper).is_some();
    let there = match kind {
        // What was simplified may have a design and no study.
        Paper::Change => known(Paper::Feasibility) || known(Paper::Design),
        _ => before(kind).is_none_or(known),
    };
    if !there && !excused {
        return refuse(if kind == Paper::FinalAccounts {
            "approval-before-acceptance"
        } else {
            "approval-order"
        });
    }
    if kind == Paper::Acceptance && project.stage < Stage::Building {
        return refuse("approval-acceptance-early");
    }
    if matches!(kind, Paper::Acceptance | Paper::FinalAccounts) && known(kind) {
        return refuse("approval-once");
    }
    if kind == Paper::Design {
        // Sent back: another study comes first (article 12, second paragraph).
        let sent_back = all.iter().rposition(|one| one.filing.kind == kind && one.state == State::SentBack);
        let newer = sent_back.is_none_or(|at| approved(&all[at..], Paper::Feasibility).is_some());
        if !newer {
            return refuse("approval-study-again");
        }
    }
    Ok(())
}

/// What the amounts of a paper have to be.
fn estimates(project: &Project, all: &[Approval], filing: &Filing, books: Books) -> Outcome<()> {
    let amount = filing.amount.unwrap_or_default();
    match filing.kind {
        Paper::Design => {
            let study = approved(all, Paper::Feasibility).and_then(|one| one.filing.amount);
            if let Some(study) = study.filter(|study| over_a_tenth(*study, amount))
                && filing.report.trim().is_empty()
            {
                let over = Ratio::of(amount.0 - study.0, study.0);
                let failure = Failure::invalid("approval-over-tenth")
                    .with("over", over.map_or_else(String::new, |over| over.percent(2)));
                return Err(failure.with("estimate", study.wan()).with("amount", amount.wan()).at("report"));
            }
        }
        Paper::Change => {
            let data = &project.data;
            let same = |new: &str, old: &str| new.trim().is_empty() || new.trim() == old.trim();
            if same(&filing.place, &data.place) && same(&filing.scale, &data.scale) {
                return Err(Failure::invalid("approval-change-nothing").at("place"));
            }
            for (field, text, most) in
                [("place", &filing.place, LINE_MAX), ("scale", &filing.scale, TEXT_MAX)]
            {
                if text.chars().count() > most {
                    return Err(Failure::invalid("project-text-long").with("most", most).at(field));
                }
            }
        }
        Paper::Adjustment if amount < books.costs => {
            return Err(Failure::invalid("approval-below-costs")
                .with("costs", books.costs.wan())
                .at("amount"));
        }
        Paper::FinalAccounts => {
            if let Some(ceiling) = ceiling(all).filter(|ceiling| amount > *ceiling) {
                let failure = Failure::conflict("approval-final-over").with("ceiling", ceiling.wan());
                return Err(failure.at("amount"));
            }
            if books.unsettled > 0 {
                return Err(Failure::conflict("approval-unsettled")
                    .with("count", books.unsettled)
                    .at("kind"));
            }
            if amount != books.costs {
                let failure =
                    Failure::invalid("approval-final-ledger").with("costs", books.costs.wan_exact());
                return Err(failure.at("amount"));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether a filed paper may be decided so. `RULE approval.decision`.
///
/// # Errors
/// It is decided already; by who filed it (nobody approves what is his own); approved without a number, without having
/// looked into what article 11 names, or, for a major project, without assessment, public, experts and risks; refused
/// without reasons (article 11); sent back where the estimate is not over the tenth (article 12).
pub fn may_decide(one: &Approval, study: Option<Fen>, by: Id, decision: &Decision) -> Outcome<()> {
    if one.state != State::Filed {
        return Err(Failure::conflict("approval-decided").at("ruling"));
    }
    if one.filed_by == by {
        return Err(Failure::conflict("approval-own").at("ruling"));
    }
    if decision.opinion.chars().count() > TEXT_MAX {
        return Err(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("opinion"));
    }
    let mut wrong = Vec::new();
    let mut need = |fine: bool, key: &'static str, field: &'static str| {
        if !fine {
            wrong.push(Failure::invalid(key).at(field));
        }
    };
    match decision.ruling {
        State::Filed => need(false, "form-not-a-choice", "ruling"),
        State::Approved => {
            need(!decision.number.trim().is_empty(), "approval-number", "number");
            let looked = points(one.filing.kind).iter().all(|point| decision.reviewed.contains(point));
            need(looked, "approval-points", "reviewed");
            if one.filing.major {
                let basis = &decision.basis;
                for (field, text) in [
                    ("assessment", &basis.assessment),
                    ("public", &basis.public),
                    ("experts", &basis.experts),
                    ("risk", &basis.risk),
                ] {
                    need(!text.trim().is_empty(), "approval-basis", field);
                }
            }
        }
        State::Refused => need(!decision.opinion.trim().is_empty(), "approval-reasons", "opinion"),
        State::SentBack => {
            let over =
                study.zip(one.filing.amount).is_some_and(|(study, amount)| over_a_tenth(study, amount));
            need(one.filing.kind == Paper::Design && over, "approval-send-back", "ruling");
            need(!decision.opinion.trim().is_empty(), "approval-reasons", "opinion");
        }
    }
    Failure::collect(wrong)
}

/// Whether papers may be added to what was filed.
///
/// # Errors
/// It is decided already; by somebody other than who filed it; no paper.
pub fn may_add(one: &Approval, by: Id, papers: usize) -> Outcome<()> {
    if one.state != State::Filed {
        return Err(Failure::conflict("approval-decided").at("papers"));
    }
    if one.filed_by != by {
        return Err(Failure::conflict("approval-not-own").at("papers"));
    }
    if papers == 0 { Err(Failure::invalid("evidence-missing").at("papers")) } else { Ok(()) }
}

/// Whether an opinion may be given.
///
/// # Errors
/// It is decided already; by who filed it; not simply agreeing and without words.
pub fn may_say(one: &Approval, by: Id, input: &OpinionInput) -> Outcome<()> {
    if one.state != State::Filed {
        return Err(Failure::conflict("approval-decided").at("stance"));
    }
    if one.filed_by == by {
        return Err(Failure::conflict("approval-own").at("stance"));
    }
    if input.stance != Stance::Agree && input.text.trim().is_empty() {
        return Err(Failure::invalid("opinion-words").at("text"));
    }
    if input.text.chars().count() > TEXT_MAX {
        return Err(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("text"));
    }
    Ok(())
}

/// What of a government project may not be written otherwise without an approval: place and scale once a study or a
/// design is approved (article 21), and a total above the approved estimate (article 23).
///
/// # Errors
/// All of it, each at its field.
pub fn may_rewrite(before: &ProjectData, after: &ProjectData, all: &[Approval]) -> Outcome<()> {
    let bound = [Paper::Feasibility, Paper::Design].iter().any(|kind| approved(all, *kind).is_some());
    if !bound {
        return Ok(());
    }
    let mut wrong = Vec::new();
    for (field, old, new) in [("place", &before.place, &after.place), ("scale", &before.scale, &after.scale)]
    {
        if old.trim() != new.trim() && !old.trim().is_empty() {
            wrong.push(Failure::conflict("approval-needs-change").at(field));
        }
    }
    if after.kind != before.kind {
        wrong.push(Failure::conflict("approval-kind-stays").at("kind"));
    }
    if after.code != before.code {
        wrong.push(Failure::conflict("approval-code-stays").at("code"));
    }
    if let Some(ceiling) =
        ceiling(all).filter(|ceiling| after.total > *ceiling && after.total != before.total)
    {
        wrong.push(Failure::conflict("approval-total-over").with("ceiling", ceiling.wan()).at("total"));
    }
    Failure::collect(wrong)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
