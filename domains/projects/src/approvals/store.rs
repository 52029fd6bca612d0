//! Rows of approvals and opinions.

use qipan_kernel::{Failure, Id, Moment, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Approval, Decided, Opinion};

const COLUMNS: &str =
    "id, project, filing, filed_at, filed_by, filed_name, state, decision, decided_at, decided_by,
   decided_name";

fn read(row: &Row<'_>) -> Outcome<Approval> {
    let decision: String = row.get(7)?;
    let decision = if decision.is_empty() {
        None
    } else {
        Some(Decided {
            decision: serde_json::from_str(&decision).map_err(Failure::internal)?,
            at: row.get::<Option<Moment>>(8)?.unwrap_or(Moment(0)),
            by: row.get::<Option<Id>>(9)?.unwrap_or_default(),
            name: row.get(10)?,
        })
    };
    Ok(Approval {
        id: row.get(0)?,
        project: row.get(1)?,
        filing: column::json(row, 2)?,
        filed_at: row.get(3)?,
        filed_by: row.get(4)?,
        filed_name: row.get(5)?,
        state: column::word(row, 6)?,
        decision,
    })
}

/// The approvals of a project, in the order in which they were filed.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Approval>> {
    let sql = format!("select {COLUMNS} from project_approval where project = $1 order by id");
    tx.rows(&sql, params![project], read)
}

/// Those of projects with identifiers from `first` to `last`, in the order of projects and of filing.
pub fn of_range(tx: &mut Tx<'_>, first: Id, last: Id) -> Outcome<Vec<Approval>> {
    let sql = format!(
        "select {COLUMNS} from project_approval where project >= $1 and project <= $2 order by project, id"
    );
    tx.rows(&sql, params![first, last], read)
}

/// One approval of a project.
pub fn find(tx: &mut Tx<'_>, project: Id, id: Id) -> Outcome<Option<Approval>> {
    let sql = format!("select {COLUMNS} from project_approval where project = $1 and id = $2");
    tx.first(&sql, params![project, id], read)
}

/// Adds what was filed.
pub fn insert(tx: &mut Tx<'_>, one: &Approval) -> Outcome<()> {
    tx.queue(
        "insert into project_approval (id, project, kind, amount, filing, filed_at, filed_by, filed_name, state, decision,
           decided_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '')",
        params![
            one.id,
            one.project,
            one.filing.kind.as_str(),
            one.filing.amount.map(|amount| amount.0),
            json!(one.filing).to_string(),
            one.filed_at,
            one.filed_by,
            &one.filed_name,
            one.state.as_str()
        ],
    )
}

/// Writes down what was decided.
pub fn decide(tx: &mut Tx<'_>, id: Id, decided: &Decided) -> Outcome<()> {
    tx.queue(
        "update project_approval set state = $2, decision = $3, decided_at = $4, decided_by = $5, decided_name = $6
         where id = $1",
        params![
            id,
            decided.decision.ruling.as_str(),
            json!(decided.decision).to_string(),
            decided.at,
            decided.by,
            &decided.name
        ],
    )
}

/// Adds an opinion.
pub fn say(tx: &mut Tx<'_>, approval: Id, one: &Opinion) -> Outcome<()> {
    tx.queue(
        "insert into project_opinion (id, approval, unit, stance, text, signed_at, signed_by, signed_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            one.id,
            approval,
            one.unit,
            one.stance.as_str(),
            &one.text,
            one.signed_at,
            one.signed_by,
            &one.signed_name
        ],
    )
}

/// The opinions on an approval, in the order in which they were signed.
pub fn opinions(tx: &mut Tx<'_>, approval: Id) -> Outcome<Vec<Opinion>> {
    tx.rows(
        "select id, unit, stance, text, signed_at, signed_by, signed_name from project_opinion where approval = $1
         order by id",
        params![approval],
        |row| {
            Ok(Opinion {
                id: row.get(0)?,
                unit: row.get(1)?,
                stance: column::word(row, 2)?,
                text: row.get(3)?,
                signed_at: row.get(4)?,
                signed_by: row.get(5)?,
                signed_name: row.get(6)?,
            })
        },
    )
}
