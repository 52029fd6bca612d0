//! Rows of chains.

use std::collections::HashMap;

use qipan_kernel::{Context, Failure, Id, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Chain, Past};
use crate::book::model::Project;
use crate::book::store as projects;

const COLUMNS: &str = "id, no, data, changed_at";

fn read(row: &Row<'_>) -> Outcome<Chain> {
    let data = column::json(row, 2)?;
    Ok(Chain { id: row.get(0)?, no: row.get(1)?, data, changed_at: row.get(3)? })
}

/// A chain, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Chain> {
    let sql = format!("select {COLUMNS} from chain where id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// A chain as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Chain>> {
    tx.first(&format!("select {COLUMNS} from chain where id = $1"), params![id], read)
}

/// The chain of a name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Outcome<Option<Id>> {
    tx.first("select id from chain where name = $1", params![name], |row| row.get(0))
}

/// All chains, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<Chain>> {
    tx.rows(&format!("select {COLUMNS} from chain order by id"), &[], read)
}

/// The chains that a project stands on.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Chain>> {
    let sql = format!(
        "select {COLUMNS} from chain where id in (select chain from chain_project where project = $1) order by id"
    );
    tx.rows(&sql, params![project], read)
}

/// Adds a chain, or its next state, and keeps the state among its versions.
pub fn put(tx: &mut Tx<'_>, context: &Context, chain: &Chain, why: &str) -> Outcome<()> {
    let (data, name) = (json!(chain.data).to_string(), chain.data.name.trim());
    tx.queue(
        "insert into chain (id, no, name, lead_unit, data, changed_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set no = excluded.no, name = excluded.name, lead_unit = excluded.lead_unit,
           data = excluded.data, changed_at = excluded.changed_at",
        params![chain.id, chain.no, name, chain.data.lead_unit, &data, chain.changed_at],
    )?;
    tx.queue(
        "insert into chain_version (chain, no, at, by_name, why, data) values ($1, $2, $3, $4, $5, $6)",
        params![chain.id, chain.no, chain.changed_at, &context.actor.name, why, &data],
    )?;
    tx.queue("delete from chain_project where chain = $1", params![chain.id])?;
    let mut on: Vec<Id> = chain.data.links.iter().flat_map(|link| link.projects.iter().copied()).collect();
    on.sort_unstable();
    on.dedup();
    for project in on {
        tx.queue("insert into chain_project (project, chain) values ($1, $2)", params![project, chain.id])?;
    }
    Ok(())
}

/// The states that a chain had, the newest first.
pub fn past(tx: &mut Tx<'_>, id: Id) -> Outcome<Vec<Past>> {
    tx.rows(
        "select no, at, by_name, why from chain_version where chain = $1 order by no desc",
        params![id],
        |row| Ok(Past { no: row.get(0)?, at: row.get(1)?, by: row.get(2)?, why: row.get(3)? }),
    )
}

/// The projects on the links of chains, by identifier.
pub fn on_links(tx: &mut Tx<'_>, chains: &[Chain]) -> Outcome<HashMap<Id, Project>> {
    let mut wanted: Vec<Id> = chains
        .iter()
        .flat_map(|chain| &chain.data.links)
        .flat_map(|link| link.projects.iter().copied())
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = HashMap::with_capacity(wanted.len());
    for id in wanted {
        if let Some(project) = projects::find(tx, id)? {
            found.insert(id, project);
        }
    }
    Ok(found)
}

/// The project with a name or a code; with a name that several have, the newest.
pub fn project_named(tx: &mut Tx<'_>, text: &str) -> Outcome<Option<Id>> {
    tx.first(
        "select id from project where name = $1 or code = $2 order by id desc limit 1",
        params![text, text],
        |row| row.get(0),
    )
}
