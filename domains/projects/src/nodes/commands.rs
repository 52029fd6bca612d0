//! Opening nodes: each becomes a commitment on the board in the same transaction.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::{self as board, Acting, Registration};
use qipan_board::commitments::model::{Kind, Terms};
use qipan_board::on_board;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::journal;
use serde_json::json;

use super::model::{Node, NodeInput};
use super::{rules, store};
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

/// The commitment that a node is: 一事一项, with the project's name in front.
fn registration(project: &Project, node: &NodeInput) -> Registration {
    let data = &project.data;
    let lead_unit = node.unit.unwrap_or(data.lead_unit);
    let mut cooperating = vec![data.lead_unit];
    cooperating.retain(|unit| *unit != lead_unit);
    let statement = format!("{}：{}", data.name, node.name.trim());
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
