//! Rows of proposals and of decisions on them.

use qipan_kernel::{Failure, Fen, Id, Moment, Outcome};
use qipan_store::{Row, Tx, Value, column, params};
use serde_json::json;

use super::model::{Proposal, ProposalState, Verdict, VerdictInput};

const COLUMNS: &str =
    "id, no, state, data, found, taxonomy, filed_by, filed_name, filed_at, changed_at, system";

fn read(row: &Row<'_>) -> Outcome<Proposal> {
    let mut data: super::model::ProposalData = column::json(row, 3)?;
    data.system = row.get(10)?;
    Ok(Proposal {
        id: row.get(0)?,
        no: row.get(1)?,
        state: column::word(row, 2)?,
        data,
        found: column::json(row, 4)?,
        taxonomy: row.get(5)?,
        filed: (row.get(6)?, row.get(7)?, row.get(8)?),
        changed_at: row.get(9)?,
    })
}

/// Adds a proposal, or replaces the one with its identifier, and counts the register on.
pub fn put(tx: &mut Tx<'_>, one: &Proposal) -> Outcome<()> {
    let data = &one.data;
    tx.queue(
        "insert into info_proposal (id, no, name, unit, state, amount, system, data, found, taxonomy, filed_at, filed_by,
           filed_name, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (id) do update set no = excluded.no, name = excluded.name, unit = excluded.unit,
           state = excluded.state, amount = excluded.amount, system = excluded.system, data = excluded.data,
           found = excluded.found, taxonomy = excluded.taxonomy, changed_at = excluded.changed_at",
        params![
            one.id,
            one.no,
            &data.name,
            data.unit,
            one.state.as_str(),
            data.amount,
            data.system,
            json!(data).to_string(),
            json!(one.found).to_string(),
            &one.taxonomy,
            one.filed.2,
            one.filed.0,
            &one.filed.1,
            one.changed_at
        ],
    )?;
    crate::systems::store::count_on(tx)
}

/// A proposal, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Proposal> {
    let sql = format!("select {COLUMNS} from info_proposal where id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// A proposal as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Proposal>> {
    tx.first(&format!("select {COLUMNS} from info_proposal where id = $1"), params![id], read)
}

/// Proposals of a system, oldest first.
pub fn of_system(tx: &mut Tx<'_>, system: Id) -> Outcome<Vec<Proposal>> {
    tx.rows(
        &format!("select {COLUMNS} from info_proposal where system = $1 order by id"),
        params![system],
        read,
    )
}

/// Proposals, newest first: of these units (`None` for all), in this state.
pub fn list(tx: &mut Tx<'_>, units: Option<&[Id]>, state: Option<ProposalState>) -> Outcome<Vec<Proposal>> {
    let mut sql = format!("select {COLUMNS} from info_proposal where 1 = 1");
    let mut given: Vec<Value<'_>> = Vec::new();
    if let Some(units) = units {
        let mut places = Vec::new();
        for unit in units {
            given.push(Value::from(*unit));
            places.push(format!("${}", given.len()));
        }
        let places = if places.is_empty() { "null".to_owned() } else { places.join(", ") };
        sql.push_str(&format!(" and unit in ({places})"));
    }
    if let Some(state) = state {
        given.push(Value::from(state.as_str()));
        sql.push_str(&format!(" and state = ${}", given.len()));
    }
    sql.push_str(" order by id desc");
    tx.rows(&sql, &given, read)
}

/// Signs a decision.
pub fn sign(tx: &mut Tx<'_>, one: &Verdict) -> Outcome<()> {
    tx.queue(
        "insert into info_verdict (id, proposal, kind, target, reason, avoided, found, reverses, at, actor, actor_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            one.id,
            one.proposal,
            one.input.kind.as_str(),
            one.input.target,
            &one.input.reason,
            one.input.avoided,
            json!(one.found).to_string(),
            one.reverses,
            one.signed.2,
            one.signed.0,
            &one.signed.1
        ],
    )
}

/// The decisions on a proposal, oldest first.
pub fn verdicts(tx: &mut Tx<'_>, proposal: Id) -> Outcome<Vec<Verdict>> {
    tx.rows(
        "select id, proposal, kind, target, reason, avoided, found, reverses, actor, actor_name, at from info_verdict
         where proposal = $1 order by id",
        params![proposal],
        |row| {
            let input = VerdictInput {
                kind: column::word(row, 2)?,
                target: row.get(3)?,
                reason: row.get(4)?,
                avoided: row.get::<i64>(5).map(Fen)?,
            };
            Ok(Verdict {
                id: row.get(0)?,
                proposal: row.get(1)?,
                input,
                found: column::json(row, 6)?,
                reverses: row.get(7)?,
                signed: (row.get(8)?, row.get(9)?, row.get(10)?),
            })
        },
    )
}

/// What the index is made of besides systems: how many projects there are and when one was changed last.
pub fn projects_stamp(tx: &mut Tx<'_>) -> Outcome<(i64, Moment)> {
    tx.one("select count(*), coalesce(max(changed_at), 0) from project", &[], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// A project as far as it is compared.
pub struct Compared {
    /// The project.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its industry.
    pub industry: String,
    /// Its lead unit.
    pub unit: Id,
    /// 建设规模及内容.
    pub scale: String,
}

/// Open projects of the book.
pub fn projects(tx: &mut Tx<'_>) -> Outcome<Vec<Compared>> {
    tx.rows(
        "select id, name, industry, lead_unit, data from project
         where standing not in ('removed', 'ended') order by id",
        &[],
        |row| {
            let data: crate::book::model::ProjectData = column::json(row, 4)?;
            Ok(Compared {
                id: row.get(0)?,
                name: row.get(1)?,
                industry: row.get(2)?,
                unit: row.get(3)?,
                scale: data.scale,
            })
        },
    )
}
