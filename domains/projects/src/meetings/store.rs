//! Rows of meetings, their sites and what they decided.

use std::collections::HashMap;

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Item, Meeting, SiteInput};
use crate::work::query_store::Query;

const COLUMNS: &str = "m.id, m.no, m.number, m.state, m.day, m.before, m.data, m.created_at";

fn read(row: &Row<'_>) -> Outcome<Meeting> {
    Ok(Meeting {
        id: row.get(0)?,
        no: row.get(1)?,
        number: row.get(2)?,
        state: column::word(row, 3)?,
        day: row.get(4)?,
        before: row.get(5)?,
        data: column::json(row, 6)?,
        created_at: row.get(7)?,
        sites: Vec::new(),
    })
}

/// Adds to each meeting its sites, in one statement.
fn with_sites(tx: &mut Tx<'_>, mut all: Vec<Meeting>) -> Outcome<Vec<Meeting>> {
    if all.is_empty() {
        return Ok(all);
    }
    let mut query = Query::all();
    let ids: Vec<Id> = all.iter().map(|one| one.id).collect();
    let condition = query.any_of("meeting", &ids);
    let sql = format!(
        "select meeting, project, arrival, minutes, focus from meeting_site where {condition} order by meeting, place"
    );
    let sites = tx.rows(&sql, &query.params, |row| {
        let site = SiteInput {
            project: row.get(1)?,
            arrival: row.get(2)?,
            minutes: row.get(3)?,
            focus: row.get(4)?,
        };
        Ok((row.get::<Id>(0)?, site))
    })?;
    let place: HashMap<Id, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    for (meeting, site) in sites {
        if let Some(at) = place.get(&meeting) {
            all[*at].sites.push(site);
        }
    }
    Ok(all)
}

/// Meetings with these identifiers, in their order.
pub fn some(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<Meeting>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let condition = query.any_of("m.id", ids);
    let sql = format!("select {COLUMNS} from meeting m where {condition} order by m.id");
    let rows = tx.rows(&sql, &query.params, read)?;
    with_sites(tx, rows)
}

/// A meeting as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Meeting>> {
    let row = tx.first(&format!("select {COLUMNS} from meeting m where m.id = $1"), params![id], read)?;
    Ok(with_sites(tx, row.into_iter().collect())?.pop())
}

/// A meeting, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Meeting> {
    tx.first("select id from meeting where id = $1 for update", params![id], |row| row.get::<Id>(0))?;
    find(tx, id)?.ok_or_else(Failure::not_found)
}

/// Meetings, the latest day first: all, those that go to projects of some units, or those that go to one project.
pub fn list(
    tx: &mut Tx<'_>,
    visible: Option<&[Id]>,
    project: Option<Id>,
    limit: usize,
) -> Outcome<Vec<Meeting>> {
    let mut query = Query::all();
    if let Some(units) = visible {
        let lead = query.any_of("j.lead_unit", units);
        let with = query.any_of("u.unit", units);
        query.and(&format!(
            "exists (select 1 from meeting_site s join project j on j.id = s.project where s.meeting = m.id
               and ({lead} or exists (select 1 from project_unit u where u.project = j.id and {with})))"
        ));
    }
    if let Some(project) = project {
        let place = query.param(project);
        query.and(&format!(
            "exists (select 1 from meeting_site s where s.meeting = m.id and s.project = {place})"
        ));
    }
    let limit = query.param(limit);
    let sql = format!(
        "select {COLUMNS} from meeting m where {} order by m.day desc, m.id desc limit {limit}",
        query.sql
    );
    let rows = tx.rows(&sql, &query.params, read)?;
    with_sites(tx, rows)
}

/// Adds a meeting, or replaces the one with its identifier, with its sites.
pub fn put(tx: &mut Tx<'_>, one: &Meeting) -> Outcome<()> {
    tx.queue(
        "insert into meeting (id, no, number, state, day, before, data, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do update set no = excluded.no, state = excluded.state, day = excluded.day,
           before = excluded.before, data = excluded.data",
        params![
            one.id,
            one.no,
            &one.number,
            one.state.as_str(),
            one.day,
            one.before,
            json!(one.data).to_string(),
            one.created_at
        ],
    )?;
    tx.queue("delete from meeting_site where meeting = $1", params![one.id])?;
    for (place, site) in (1_i64..).zip(&one.sites) {
        tx.queue(
            "insert into meeting_site (meeting, place, project, arrival, minutes, focus) values ($1, $2, $3, $4, $5, $6)",
            params![one.id, place, site.project, &site.arrival, site.minutes, &site.focus],
        )?;
    }
    Ok(())
}

/// Adds what was decided.
pub fn add_item(tx: &mut Tx<'_>, meeting: Id, item: &Item) -> Outcome<()> {
    tx.queue(
        "insert into meeting_item (id, meeting, place, project, problem, commitment, data) values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            item.id,
            meeting,
            item.place,
            item.project,
            item.problem,
            item.commitment.id,
            json!({ "text": item.text }).to_string()
        ],
    )
}

/// What a meeting decided, in order, each as the board has it now.
pub fn items(tx: &mut Tx<'_>, meeting: Id) -> Outcome<Vec<Item>> {
    Ok(items_where(tx, "meeting", &[meeting])?.into_iter().map(|(_, item)| item).collect())
}

/// What each of these meetings decided, in two statements however many there are; a meeting that decided nothing is not
/// there.
pub fn items_of(tx: &mut Tx<'_>, meetings: &[Id]) -> Outcome<HashMap<Id, Vec<Item>>> {
    let mut all: HashMap<Id, Vec<Item>> = HashMap::new();
    for (meeting, item) in items_where(tx, "meeting", meetings)? {
        all.entry(meeting).or_default().push(item);
    }
    Ok(all)
}

/// What meetings decided about a project, each with its meeting, as the board has it now.
pub fn items_of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<(Id, Item)>> {
    items_where(tx, "project", &[project])
}

fn items_where(tx: &mut Tx<'_>, column: &str, ids: &[Id]) -> Outcome<Vec<(Id, Item)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let condition = query.any_of(column, ids);
    let rows = tx.rows(
        &format!(
            "select id, place, project, problem, data, commitment, meeting from meeting_item where {condition}
             order by meeting, place"
        ),
        &query.params,
        |row| {
            let data: serde_json::Value = column::json(row, 4)?;
            let text = data["text"].as_str().unwrap_or_default().to_owned();
            let of = (row.get(2)?, row.get(3)?);
            Ok((row.get::<Id>(6)?, row.get::<Id>(0)?, row.get::<i64>(1)?, of, text, row.get::<Id>(5)?))
        },
    )?;
    let wanted: Vec<Id> = rows.iter().map(|row| row.5).collect();
    let known = commitments::current(tx, &wanted)?;
    let joined = rows.into_iter().filter_map(|(meeting, id, place, (project, problem), text, commitment)| {
        let commitment = known.get(&commitment)?.clone();
        Some((meeting, Item { id, place, project, problem, text, commitment }))
    });
    Ok(joined.collect())
}
