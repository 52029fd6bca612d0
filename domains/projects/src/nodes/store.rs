//! Rows of nodes.

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Tx, params};
use serde_json::json;

use super::model::Node;

/// Adds a node whose commitment is on the board already.
pub fn insert(tx: &mut Tx<'_>, node: &Node) -> Outcome<()> {
    tx.queue(
        "insert into project_node (id, project, place, kind, word, name, start_day, due_day, commitment, after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            node.id,
            node.project,
            node.place,
            node.kind.as_str(),
            &node.word,
            &node.name,
            node.start_day,
            node.due_day(),
            node.commitment.id,
            json!(node.after).to_string()
        ],
    )
}

/// The nodes of a project, in their order, each as the board has it now.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Node>> {
    let rows = tx.rows(
        "select id, place, kind, word, name, start_day, after, commitment from project_node
         where project = $1 order by place, id",
        params![project],
        |row| {
            Ok((
                row.get::<Id>(0)?,
                row.get::<i64>(1)?,
                row.get::<String>(2)?.parse().map_err(Failure::internal)?,
                row.get::<String>(3)?,
                row.get::<String>(4)?,
                row.get(5)?,
                serde_json::from_str(&row.get::<String>(6)?).map_err(Failure::internal)?,
                row.get::<Id>(7)?,
            ))
        },
    )?;
    let wanted: Vec<Id> = rows.iter().map(|row| row.7).collect();
    let mut known = commitments::current(tx, &wanted)?;
    let mut nodes = Vec::with_capacity(rows.len());
    for (id, place, kind, word, name, start_day, after, commitment) in rows {
        let commitment =
            known.remove(&commitment).ok_or_else(|| Failure::internal("a node without a commitment"))?;
        nodes.push(Node { id, project, place, kind, word, name, start_day, after, commitment });
    }
    Ok(nodes)
}

/// Identifiers of the nodes of a project, and the highest place.
pub fn places(tx: &mut Tx<'_>, project: Id) -> Outcome<(Vec<Id>, i64)> {
    let rows: Vec<(Id, i64)> = tx.rows(
        "select id, place from project_node where project = $1 order by place",
        params![project],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let last = rows.last().map_or(0, |(_, place)| *place);
    Ok((rows.into_iter().map(|(id, _)| id).collect(), last))
}
