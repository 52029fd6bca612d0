//! Opening nodes: each becomes a commitment on the board in the same transaction.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::{self as board, Acting, Registration};
use qipan_board::commitments::model::{Kind, Terms};
use qipan_board::on_board;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::journal;
use serde_json::json;

use super::model::{Node, NodeChange, NodeInput};
use super::{rules, store};
use crate::book::commands::told;
use crate::book::model::Project;
use crate::book::store as projects;

/// Opens nodes of a project: registers each on the board and gives it to its unit.
///
/// # Errors
/// Forbidden; a project that has ended; what `rules::check` refuses; what the board refuses.
pub fn open(acting: &mut Acting<'_, '_>, project: Id, all: &[NodeInput]) -> Outcome<Vec<Node>> {
    let found = projects::load(acting.tx, project)?;
    access::require_for(&acting.context.actor, Act::ProjectManage, &found.target())?;
    if !found.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    let (there, last) = store::places(acting.tx, project)?;
    rules::check(all, &there)?;
    let registrations: Vec<Registration> = all.iter().map(|node| registration(&found, node)).collect();
    let opened = board::register(acting, &registrations)?;
    let mut nodes = Vec::with_capacity(all.len());
    for ((input, fresh), place) in all.iter().zip(opened).zip(last + 1..) {
        let mut after = input.after.clone();
        after.extend(input.after_rows.iter().filter_map(|row| nodes.get(row - 1)).map(|node: &Node| node.id));
        let node = Node {
            id: acting.ids.next(acting.context.now),
            project,
            place,
            kind: input.kind,
            word: input.word.clone(),
            name: input.name.trim().to_owned(),
            start_day: input.start_day,
            after,
            commitment: board::issue(acting, fresh.id)?,
        };
        store::insert(acting.tx, &node)?;
        nodes.push(node);
    }
    let body = json!({ "nodes": nodes.iter().map(|node| (node.id, &node.name, node.commitment.id)).collect::<Vec<_>>() });
    journal::append(acting.tx, acting.context, "project.nodes", ("project", project), &body)?;
    Ok(nodes)
}

/// Changes a node that is not done: its name, days, person and what it waits for. What was promised of it is amended on the board,
/// which keeps the first limit.
///
/// # Errors
/// Forbidden; not found; done; changed meanwhile; what `rules::check_change` and the board refuse.
pub fn change(acting: &mut Acting<'_, '_>, project: Id, id: Id, change: &NodeChange) -> Outcome<Node> {
    let found = projects::load(acting.tx, project)?;
    access::require_for(&acting.context.actor, Act::ProjectManage, &found.target())?;
    if !found.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    let all = store::of_project(acting.tx, project)?;
    let there: Vec<(Id, Vec<Id>)> = all.iter().map(|node| (node.id, node.after.clone())).collect();
    let before = all.into_iter().find(|node| node.id == id).ok_or_else(Failure::not_found)?;
    if !before.commitment.version.state.is_open() {
        return Err(Failure::conflict("node-done"));
    }
    rules::check_change(id, change, &there)?;
    let name = change.name.trim().to_owned();
    let terms = Terms {
        statement: statement(&found, &name),
        contact: change.person.trim().to_owned(),
        start_day: change.start_day,
        due_day: Some(change.due_day),
        ..before.commitment.version.terms.clone()
    };
    let commitment =
        if terms == before.commitment.version.terms && change.version == before.commitment.version.no {
            before.commitment.clone()
        } else {
            board::amend(acting, before.commitment.id, change.version, &terms, change.reason.trim())?
        };
    let node =
        Node { name, start_day: change.start_day, after: change.after.clone(), commitment, ..before.clone() };
    store::change(acting.tx, &node)?;
    let said = |node: &Node| json!({ "name": node.name, "start": node.start_day, "due": node.due_day(), "after": node.after });
    let body =
        json!({ "node": id, "before": said(&before), "after": said(&node), "reason": change.reason.trim() });
    told(acting.tx, acting.context, project, "project.node", &body)?;
    Ok(node)
}

/// What is promised of a node: the project's name in front.
fn statement(project: &Project, name: &str) -> String {
    format!("{}：{name}", project.data.name)
}

/// The commitment that a node is: 一事一项, with the project's name in front.
fn registration(project: &Project, node: &NodeInput) -> Registration {
    let data = &project.data;
    let lead_unit = node.unit.unwrap_or(data.lead_unit);
    let mut cooperating = vec![data.lead_unit];
    cooperating.retain(|unit| *unit != lead_unit);
    let statement = statement(project, node.name.trim());
    let terms = Terms {
        kind: Kind::Node,
        cooperating,
        leader: data.leader.clone(),
        leader_link: data.leader_link,
        contact: node.person.clone(),
        due_day: Some(node.due_day),
        ..on_board::terms(statement, data.line, lead_unit, node.start_day)
    };
    let cited =
        if data.code.is_empty() { data.name.clone() } else { format!("{}（{}）", data.name, data.code) };
    on_board::registration(terms, String::new(), cited)
}
