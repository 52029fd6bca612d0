//! The acts on post-evaluations: choosing a project, and entering what was found.

use qipan_accounts::access::Act;
use qipan_accounts::units;
use qipan_board::commitments::commands::{self as board, Acting, Registration};
use qipan_board::commitments::model::{Evidence, Terms};
use qipan_board::commitments::store as commitments;
use qipan_board::on_board::{self, as_system, close};
use qipan_kernel::{Day, Failure, Id, Message, Outcome};
use qipan_store::Tx;
use serde_json::json;

use super::model::{Post, PostResult, ResultInput};
use super::{rules, store};
use crate::approvals::model::Paper;
use crate::approvals::rules::approved;
use crate::book::commands::{load, told};
use crate::book::model::Project;
use crate::papers::commands::{described, name};
use crate::papers::model::{Of, Paper as File};
use crate::record::say;
use crate::{approvals, contracts};

/// Who has a part in a project and therefore does not evaluate it: its owner, its lead unit, and who has a contract.
fn parties(tx: &mut Tx<'_>, project: &Project) -> Outcome<Vec<String>> {
    let data = &project.data;
    let mut all = vec![data.owner.clone()];
    if let Some(unit) = units::store::get(tx, data.lead_unit)? {
        let names =
            [unit.data.name_zh.as_str(), &unit.data.name_en, unit.data.short(false), unit.data.short(true)];
        all.extend(names.map(str::to_owned));
    }
    all.extend(contracts::store::of_project(tx, project.id)?.into_iter().map(|one| one.terms.party));
    all.retain(|one| !one.trim().is_empty());
    Ok(all)
}

/// Chooses a project for a post-evaluation (article 26): its clock is a commitment on the board.
///
/// # Errors
/// Forbidden; chosen already; not accepted yet; what `rules::independent` refuses; what the board refuses.
pub fn choose(acting: &mut Acting<'_, '_>, project: Id, evaluator: &str) -> Outcome<Post> {
    let found = load(acting, project, Act::ProjectManage)?;
    if store::of(acting.tx, project)?.is_some() {
        return Err(Failure::conflict("evaluation-chosen").at("evaluator"));
    }
    let approvals = approvals::store::of_project(acting.tx, project)?;
    let accepted = approved(&approvals, Paper::Acceptance).and_then(|one| one.decision.as_ref());
    let accepted =
        accepted.ok_or_else(|| Failure::conflict("evaluation-not-accepted").at("evaluator"))?.at.day();
    let evaluator = evaluator.trim();
    rules::independent(evaluator, &parties(acting.tx, &found)?)?;
    let (from, due) = rules::post_days(accepted);
    let commitment = on_board::give(acting, &registration(&found, evaluator, from, due))?.id;
    let post = Post {
        commitment,
        evaluator: evaluator.to_owned(),
        from,
        due,
        chosen_name: acting.context.actor.name.clone(),
    };
    store::choose(acting.tx, project, &post, acting.context.now)?;
    let body = json!({ "evaluator": evaluator, "from": from, "due": due, "commitment": commitment });
    told(acting.tx, acting.context, project, "evaluation.choose", &body)?;
    Ok(post)
}

fn registration(project: &Project, evaluator: &str, from: Day, due: Day) -> Registration {
    let data = &project.data;
    let statement = format!("{}：委托{evaluator}开展后评价", data.name);
    let terms = Terms {
        leader: data.leader.clone(),
        leader_link: data.leader_link,
        contact: data.liaison.clone(),
        due_day: Some(due),
        ..on_board::terms(statement, data.line, data.lead_unit, from)
    };
    on_board::registration(terms, String::new(), format!("{}（政府投资条例第二十六条）", data.name))
}

/// Enters what a post-evaluation found. Its report is the evidence with which the commitment is closed.
///
/// # Errors
/// Forbidden; not chosen; entered already; what `rules::may_conclude` and `rules::independent` refuse; no such paper; what
/// the board refuses.
pub fn conclude(acting: &mut Acting<'_, '_>, project: Id, input: &ResultInput) -> Outcome<PostResult> {
    let found = load(acting, project, Act::ProjectManage)?;
    let post =
        store::of(acting.tx, project)?.ok_or_else(|| Failure::conflict("evaluation-not-chosen").at("day"))?;
    if store::result(acting.tx, project)?.is_some() {
        return Err(Failure::conflict("evaluation-result-there").at("day"));
    }
    let now = acting.context.now;
    rules::may_conclude(&post, input, now.day())?;
    let evaluator = Some(input.evaluator.trim()).filter(|name| !name.is_empty()).unwrap_or(&post.evaluator);
    rules::independent(evaluator, &parties(acting.tx, &found)?)?;
    let result = PostResult {
        day: input.day,
        evaluator: evaluator.to_owned(),
        grade: input.grade,
        conclusions: input
            .conclusions
            .iter()
            .map(|(aspect, text)| (*aspect, text.trim().to_owned()))
            .collect(),
        recommendations: input.recommendations.trim().to_owned(),
        entered_at: now,
        entered_name: acting.context.actor.name.clone(),
    };
    store::conclude(acting.tx, project, &result)?;
    let papers = name(acting, project, &input.papers, (Of::Result, project), "papers")?;
    let body = json!({ "result": input, "evaluator": result.evaluator, "papers": described(&papers) });
    told(acting.tx, acting.context, project, "evaluation.conclude", &body)?;
    closes(acting, post.commitment, &papers, &result)?;
    Ok(result)
}

/// The report goes to the commitment as evidence, and closes it. What the office has closed itself stays as it is.
fn closes(acting: &mut Acting<'_, '_>, commitment: Id, papers: &[File], result: &PostResult) -> Outcome<()> {
    if !commitments::load(acting.tx, commitment)?.version.state.is_open() {
        return Ok(());
    }
    let said = Message::new("evaluation-said-result")
        .with("evaluator", result.evaluator.as_str())
        .with("grade", qipan_kernel::Arg::Key(result.grade.key().into()));
    let said = say(&said);
    as_system(acting, |acting| {
        for paper in papers {
            let evidence = Evidence {
                id: Id(0),
                report: None,
                at: paper.handed_at,
                actor_name: paper.handed_name.clone(),
                name: paper.file.name.clone(),
                media_type: paper.file.media.clone(),
                size: paper.file.size,
                digest: paper.file.digest.clone(),
                note: said.clone(),
            };
            board::add_evidence(acting, commitment, evidence)?;
        }
        close(acting, commitment, &said)
    })
}
