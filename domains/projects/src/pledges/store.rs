//! Rows of contracts, working groups and visits.

use qipan_accounts::people::Bearer;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{Group, GroupInput, Member, Pledge, PledgeInput, Role, Visit};
use crate::work::query_store::Query;

const PLEDGE: &str =
    "p.id, p.project, p.role, p.name, p.post, p.person, p.unit, p.every, p.from_day, p.to_day, p.why,
    (select max(v.day) from visit v where v.pledge = p.id)";

fn pledge(row: &Row<'_>) -> Outcome<Pledge> {
    Ok(Pledge {
        id: row.get(0)?,
        project: row.get(1)?,
        data: PledgeInput {
            role: column::word(row, 2)?,
            name: row.get(3)?,
            bearer: Bearer::of_columns(row.get(4)?, row.get(5)?),
            unit: row.get(6)?,
            every: row.get(7)?,
            from: row.get(8)?,
        },
        to: row.get(9)?,
        why: row.get(10)?,
        visited: row.get(11)?,
    })
}

/// The contracts of a project, those that go on first.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Pledge>> {
    let sql = format!(
        "select {PLEDGE} from pledge p where p.project = $1
         order by case when p.to_day is null then 0 else 1 end, p.id"
    );
    tx.rows(&sql, params![project], pledge)
}

/// The main leader's contract that goes on, of a project's: the newest.
pub fn main(all: &[Pledge]) -> Option<&Pledge> {
    all.iter().filter(|one| one.data.role == Role::Main && one.to.is_none()).max_by_key(|one| one.id)
}

/// A contract, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Pledge> {
    tx.first("select id from pledge where id = $1 for update", params![id], |row| row.get::<Id>(0))?;
    let sql = format!("select {PLEDGE} from pledge p where p.id = $1");
    tx.first(&sql, params![id], pledge)?.ok_or_else(Failure::not_found)
}

/// A contract with the name and the lead unit of its project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The contract.
    pub pledge: Pledge,
    /// The project's name.
    pub project: String,
    /// The unit that leads it.
    pub unit: Id,
}

/// The contracts of leaders that go on, in the order of projects, of those that the actor may see.
pub fn leaders(tx: &mut Tx<'_>, visible: Option<&[Id]>, today: Day) -> Outcome<Vec<Listed>> {
    let mut query = Query::all();
    if let Some(units) = visible {
        let lead = query.any_of("j.lead_unit", units);
        let with = query.any_of("u.unit", units);
        query.and(&format!(
            "({lead} or exists (select 1 from project_unit u where u.project = j.id and {with}))"
        ));
    }
    let day = query.param(today);
    let sql = format!(
        "select {PLEDGE}, j.name, j.lead_unit from pledge p join project j on j.id = p.project
         where p.role in ('main', 'other') and (p.to_day is null or p.to_day >= {day})
           and j.standing in ('active', 'slowed') and {} order by p.project, p.id",
        query.sql
    );
    tx.rows(&sql, &query.params, |row| {
        Ok(Listed { pledge: pledge(row)?, project: row.get(12)?, unit: row.get(13)? })
    })
}

/// Adds a contract, or replaces the one with its identifier.
pub fn put(tx: &mut Tx<'_>, one: &Pledge) -> Outcome<()> {
    let (post, person) = Bearer::columns(one.data.bearer);
    tx.queue(
        "insert into pledge (id, project, role, name, post, person, unit, every, from_day, to_day, why)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (id) do update set to_day = excluded.to_day, why = excluded.why",
        params![
            one.id,
            one.project,
            one.data.role.as_str(),
            &one.data.name,
            post,
            person,
            one.data.unit,
            one.data.every,
            one.data.from,
            one.to,
            &one.why
        ],
    )
}

#[derive(Serialize, Deserialize)]
struct GroupData {
    members: Vec<Member>,
    #[serde(default)]
    duties: String,
}

/// The working groups of a project, or all of them.
pub fn groups(tx: &mut Tx<'_>, project: Option<Id>) -> Outcome<Vec<Group>> {
    let mut query = Query::all();
    if let Some(project) = project {
        let place = query.param(project);
        query.and(&format!(
            "exists (select 1 from task_group_project t where t.task_group = g.id and t.project = {place})"
        ));
    }
    let sql = format!(
        "select g.id, g.no, g.name, g.lead_unit, g.post, g.person, g.from_day, g.to_day, g.data from task_group g
         where {} order by g.id",
        query.sql
    );
    let mut groups = tx.rows(&sql, &query.params, |row| {
        let data: GroupData = column::json(row, 8)?;
        Ok(Group {
            id: row.get(0)?,
            no: row.get(1)?,
            data: GroupInput {
                name: row.get(2)?,
                lead_unit: row.get(3)?,
                head: Bearer::of_columns(row.get(4)?, row.get(5)?),
                members: data.members,
                projects: Vec::new(),
                duties: data.duties,
            },
            from: row.get(6)?,
            to: row.get(7)?,
        })
    })?;
    for group in &mut groups {
        group.data.projects = tx.rows(
            "select project from task_group_project where task_group = $1 order by project",
            params![group.id],
            |row| row.get(0),
        )?;
    }
    Ok(groups)
}

/// Adds a working group, or replaces the one with its identifier.
pub fn put_group(tx: &mut Tx<'_>, group: &Group) -> Outcome<()> {
    let (post, person) = Bearer::columns(group.data.head);
    let data = json!({ "members": group.data.members, "duties": group.data.duties });
    tx.queue(
        "insert into task_group (id, no, name, lead_unit, post, person, from_day, to_day, data)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (id) do update set no = excluded.no, name = excluded.name, lead_unit = excluded.lead_unit,
           post = excluded.post, person = excluded.person, to_day = excluded.to_day, data = excluded.data",
        params![
            group.id,
            group.no,
            &group.data.name,
            group.data.lead_unit,
            post,
            person,
            group.from,
            group.to,
            data.to_string()
        ],
    )?;
    tx.queue("delete from task_group_project where task_group = $1", params![group.id])?;
    for project in &group.data.projects {
        tx.queue(
            "insert into task_group_project (task_group, project) values ($1, $2)",
            params![group.id, *project],
        )?;
    }
    Ok(())
}

const VISIT: &str = "id, project, pledge, day, data, entered_at, entered_by";

fn visit(row: &Row<'_>) -> Outcome<Visit> {
    Ok(Visit {
        id: row.get(0)?,
        project: row.get(1)?,
        pledge: row.get(2)?,
        day: row.get(3)?,
        data: column::json(row, 4)?,
        entered_at: row.get(5)?,
        entered_by: row.get(6)?,
    })
}

/// The visits to a project, the newest first.
pub fn visits(tx: &mut Tx<'_>, project: Id, limit: usize) -> Outcome<Vec<Visit>> {
    let sql = format!("select {VISIT} from visit where project = $1 order by day desc, id desc limit $2");
    tx.rows(&sql, params![project, limit], visit)
}

/// Visits with these identifiers, in their order.
pub fn some_visits(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<Visit>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let condition = query.any_of("id", ids);
    tx.rows(&format!("select {VISIT} from visit where {condition} order by id"), &query.params, visit)
}

/// A visit.
pub fn find_visit(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Visit>> {
    tx.first(&format!("select {VISIT} from visit where id = $1"), params![id], visit)
}

/// Adds a visit.
pub fn add_visit(tx: &mut Tx<'_>, one: &Visit) -> Outcome<()> {
    tx.queue(
        "insert into visit (id, project, pledge, day, data, entered_at, entered_by) values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            one.id,
            one.project,
            one.pledge,
            one.day,
            json!(one.data).to_string(),
            one.entered_at,
            &one.entered_by
        ],
    )
}
