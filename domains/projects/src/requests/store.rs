//! Rows of requests, their shares and visits back.

use std::collections::HashMap;

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Request, Share, State, VisitBack};
use super::rules::Outcomes;
use crate::problems::model::Class;
use crate::work::query_store::Query;

const COLUMNS: &str =
    "r.id, r.no, r.number, r.project, r.class, r.state, r.received_on, r.round, r.due_day, r.first_due,
    r.replied_on, r.closed_on, r.solved, r.satisfaction, r.data, r.created_at, r.acted_at, j.lead_unit";
const FROM: &str = "request r left join project j on j.id = r.project";

fn read(row: &Row<'_>) -> Outcome<Request> {
    Ok(Request {
        id: row.get(0)?,
        no: row.get(1)?,
        number: row.get(2)?,
        project: row.get(3)?,
        class: column::word(row, 4)?,
        state: column::word(row, 5)?,
        received_on: row.get(6)?,
        round: row.get(7)?,
        due_day: row.get(8)?,
        first_due: row.get(9)?,
        replied_on: row.get(10)?,
        closed_on: row.get(11)?,
        solved: column::maybe_word(row, 12)?,
        satisfaction: column::maybe_word(row, 13)?,
        data: column::json(row, 14)?,
        created_at: row.get(15)?,
        acted_at: row.get(16)?,
        project_unit: row.get(17)?,
        shares: Vec::new(),
    })
}

/// Adds to each request its shares, and to each share what the board has of it.
fn with_shares(tx: &mut Tx<'_>, mut requests: Vec<Request>) -> Outcome<Vec<Request>> {
    if requests.is_empty() {
        return Ok(requests);
    }
    let mut query = Query::all();
    let ids: Vec<Id> = requests.iter().map(|one| one.id).collect();
    let condition = query.any_of("request", &ids);
    let sql = format!(
        "select id, request, round, unit, role, state, day, objection_day, due_day, commitment, replied_at, data
         from request_dispatch where {condition} order by id"
    );
    let rows = tx.rows(&sql, &query.params, |row| {
        let share = Share {
            id: row.get(0)?,
            round: row.get(2)?,
            unit: row.get(3)?,
            role: column::word(row, 4)?,
            state: column::word(row, 5)?,
            day: row.get(6)?,
            objection_day: row.get(7)?,
            due_day: row.get(8)?,
            replied_at: row.get(10)?,
            data: column::json(row, 11)?,
            commitment: None,
        };
        Ok((row.get::<Id>(1)?, row.get::<Option<Id>>(9)?, share))
    })?;
    let wanted: Vec<Id> = rows.iter().filter_map(|(_, commitment, _)| *commitment).collect();
    let mut known = commitments::current(tx, &wanted)?;
    let place: HashMap<Id, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    for (request, commitment, share) in rows {
        let commitment = commitment.and_then(|id| known.remove(&id));
        if let Some(at) = place.get(&request) {
            requests[*at].shares.push(Share { commitment, ..share });
        }
    }
    Ok(requests)
}

/// A request as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Request>> {
    let row = tx.first(&format!("select {COLUMNS} from {FROM} where r.id = $1"), params![id], read)?;
    Ok(with_shares(tx, row.into_iter().collect())?.pop())
}

/// Requests with these identifiers, in their order.
pub fn some(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<Request>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let condition = query.any_of("r.id", ids);
    let sql = format!("select {COLUMNS} from {FROM} where {condition} order by r.id");
    let rows = tx.rows(&sql, &query.params, read)?;
    with_shares(tx, rows)
}

/// A request, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Request> {
    tx.first("select id from request where id = $1 for update", params![id], |row| row.get::<Id>(0))?;
    find(tx, id)?.ok_or_else(Failure::not_found)
}

/// Adds a request, or replaces the one with its identifier; its shares are put by [`put_share`].
pub fn put(tx: &mut Tx<'_>, one: &Request) -> Outcome<()> {
    tx.queue(
        "insert into request (id, no, number, project, class, state, received_on, round, due_day, first_due, replied_on,
           closed_on, solved, satisfaction, data, created_at, acted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (id) do update set no = excluded.no, state = excluded.state, round = excluded.round,
           due_day = excluded.due_day, first_due = excluded.first_due, replied_on = excluded.replied_on,
           closed_on = excluded.closed_on, solved = excluded.solved, satisfaction = excluded.satisfaction,
           data = excluded.data, acted_at = excluded.acted_at",
        params![
            one.id,
            one.no,
            &one.number,
            one.project,
            one.class.as_str(),
            one.state.as_str(),
            one.received_on,
            one.round,
            one.due_day,
            one.first_due,
            one.replied_on,
            one.closed_on,
            one.solved.map(super::model::Solved::as_str),
            one.satisfaction.map(super::model::Satisfaction::as_str),
            json!(one.data).to_string(),
            one.created_at,
            one.acted_at
        ],
    )?;
    tx.queue("delete from request_party where request = $1", params![one.id])?;
    for unit in one.parties() {
        tx.queue("insert into request_party (request, unit) values ($1, $2)", params![one.id, unit])?;
    }
    Ok(())
}

/// Adds a share, or replaces the one with its identifier.
pub fn put_share(tx: &mut Tx<'_>, request: Id, share: &Share) -> Outcome<()> {
    tx.queue(
        "insert into request_dispatch (id, request, round, unit, role, state, day, objection_day, due_day, commitment,
           replied_at, data)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (id) do update set round = excluded.round, state = excluded.state, due_day = excluded.due_day,
           replied_at = excluded.replied_at, data = excluded.data",
        params![
            share.id,
            request,
            share.round,
            share.unit,
            share.role.as_str(),
            share.state.as_str(),
            share.day,
            share.objection_day,
            share.due_day,
            share.commitment.as_ref().map(|one| one.id),
            share.replied_at,
            json!(share.data).to_string()
        ],
    )
}

/// Notes a visit back.
pub fn add_visit(tx: &mut Tx<'_>, id: Id, request: Id, visit: &VisitBack) -> Outcome<()> {
    tx.queue(
        "insert into request_visit (id, request, round, day, who, solved, satisfaction, words)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            id,
            request,
            visit.round,
            visit.day,
            &visit.who,
            visit.solved.as_str(),
            visit.satisfaction.as_str(),
            &visit.words
        ],
    )
}

/// The visits back of a request, oldest first.
pub fn visits(tx: &mut Tx<'_>, request: Id) -> Outcome<Vec<VisitBack>> {
    tx.rows(
        "select round, day, who, solved, satisfaction, words from request_visit where request = $1 order by id",
        params![request],
        |row| {
            Ok(VisitBack {
                round: row.get(0)?,
                day: row.get(1)?,
                who: row.get(2)?,
                solved: column::word(row, 3)?,
                satisfaction: column::word(row, 4)?,
                words: row.get(5)?,
            })
        },
    )
}

/// What a list of requests shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units that handle them; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units whose requests the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
    /// About one project.
    pub project: Option<Id>,
    /// What they are about.
    pub class: Option<Class>,
    /// Where they stand.
    pub state: Option<State>,
    /// Only those that are not over.
    pub open: bool,
    /// Came on or after.
    pub from: Option<Day>,
    /// Came on or before.
    pub until: Option<Day>,
}

fn query<'p>(filter: &Filter) -> Query<'p> {
    let mut query = Query::all();
    if let Some(units) = &filter.units {
        let one_of = query.any_of("d.unit", units);
        query.and(&format!(
            "exists (select 1 from request_dispatch d where d.request = r.id and d.state <> 'released' and {one_of})"
        ));
    }
    if let Some(units) = &filter.visible {
        let one_of = query.any_of("u.unit", units);
        query.and(&format!("exists (select 1 from request_party u where u.request = r.id and {one_of})"));
    }
    query.is("r.project", filter.project);
    query.is("r.class", filter.class.map(|class| class.as_str().to_owned()));
    query.is("r.state", filter.state.map(|state| state.as_str().to_owned()));
    if filter.open {
        query.and("r.state not in ('closed', 'declined')");
    }
    for (column, day) in [("r.received_on >= ", filter.from), ("r.received_on <= ", filter.until)] {
        if let Some(day) = day {
            let place = query.param(day);
            query.and(&format!("{column}{place}"));
        }
    }
    query
}

/// Requests of a filter, the newest first, at most `limit` before `before`.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, before: Option<Id>, limit: usize) -> Outcome<Vec<Request>> {
    let mut query = query(filter);
    if let Some(before) = before {
        let place = query.param(before);
        query.and(&format!("r.id < {place}"));
    }
    let limit = query.param(limit);
    let sql = format!("select {COLUMNS} from {FROM} where {} order by r.id desc limit {limit}", query.sql);
    let rows = tx.rows(&sql, &query.params, read)?;
    with_shares(tx, rows)
}

/// What the rates of a filter are computed from; what was declined is in none.
pub fn outcomes(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<Vec<Outcomes>> {
    let query = query(filter);
    let sql = format!(
        "select r.first_due, r.replied_on, r.solved, r.satisfaction from {FROM} where {} and r.state <> 'declined'",
        query.sql
    );
    tx.rows(&sql, &query.params, |row| {
        Ok(Outcomes {
            first_due: row.get(0)?,
            replied_on: row.get(1)?,
            solved: column::maybe_word(row, 2)?,
            satisfaction: column::maybe_word(row, 3)?,
        })
    })
}
