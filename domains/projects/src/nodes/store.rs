//! Rows of nodes.

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Node, NodeKind};

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

/// Changes what a node's own row says of it.
pub fn change(tx: &mut Tx<'_>, node: &Node) -> Outcome<()> {
    tx.queue(
        "update project_node set name = $2, start_day = $3, due_day = $4, after = $5 where id = $1",
        params![node.id, &node.name, node.start_day, node.due_day(), json!(node.after).to_string()],
    )
}

const COLUMNS: &str = "id, project, place, kind, word, name, start_day, after, commitment";

/// A node as its own table has it: its commitment is the board's to add.
struct Bare {
    id: Id,
    project: Id,
    place: i64,
    kind: NodeKind,
    word: String,
    name: String,
    start_day: Day,
    after: Vec<Id>,
    commitment: Id,
}

fn read(row: &Row<'_>) -> Outcome<Bare> {
    Ok(Bare {
        id: row.get(0)?,
        project: row.get(1)?,
        place: row.get(2)?,
        kind: column::word(row, 3)?,
        word: row.get(4)?,
        name: row.get(5)?,
        start_day: row.get(6)?,
        after: column::json(row, 7)?,
        commitment: row.get(8)?,
    })
}

/// Each node as the board has it now.
fn on_board(tx: &mut Tx<'_>, rows: Vec<Bare>) -> Outcome<Vec<Node>> {
    let wanted: Vec<Id> = rows.iter().map(|row| row.commitment).collect();
    let mut known = commitments::current(tx, &wanted)?;
    let node = |bare: Bare| {
        let commitment = known.remove(&bare.commitment);
        let commitment = commitment.ok_or_else(|| Failure::internal("a node without a commitment"))?;
        let Bare { id, project, place, kind, word, name, start_day, after, .. } = bare;
        Ok(Node { id, project, place, kind, word, name, start_day, after, commitment })
    };
    rows.into_iter().map(node).collect()
}

/// The nodes of a project, in their order, each as the board has it now.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Node>> {
    let sql = format!("select {COLUMNS} from project_node where project = $1 order by place, id");
    let rows = tx.rows(&sql, params![project], read)?;
    on_board(tx, rows)
}

/// The nodes of these projects (in the order of their identifiers), project by project, at most `limit`: whole projects
/// only, but always the first.
pub fn of_projects(tx: &mut Tx<'_>, projects: &[Id], limit: usize) -> Outcome<Vec<Node>> {
    let (Some(first), Some(last)) = (projects.first(), projects.last()) else { return Ok(Vec::new()) };
    let sql = format!(
        "select {COLUMNS} from project_node where project >= $1 and project <= $2 order by project, place, id"
    );
    let mut rows: Vec<Bare> = Vec::new();
    let mut over = None;
    tx.each(&sql, params![*first, *last], |row| {
        if over.is_none() && projects.binary_search(&row.get(1)?).is_ok() {
            let bare = read(row)?;
            if rows.len() >= limit && rows.first().is_some_and(|first| first.project != bare.project) {
                over = Some(bare.project);
            } else {
                rows.push(bare);
            }
        }
        Ok(())
    })?;
    let begun = |row: &Bare| over.is_none_or(|over| row.project != over);
    rows.retain(begun);
    on_board(tx, rows)
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
