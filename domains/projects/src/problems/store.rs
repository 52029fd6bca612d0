//! Rows of problems. Where a problem stands once it is given out is read from the current version of its commitment.

use qipan_board::commitments::store as commitments;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Engine, Row, Tx, column, params, search};
use serde_json::json;

use super::model::{Class, Filed, Level, Problem, State};
use crate::work::query_store::Query;

const COLUMNS: &str =
    "p.id, p.no, p.number, p.project, p.class, p.state, p.level, p.level_since, p.unit, p.due_day,
    p.data, p.created_at, p.acted_at, p.commitment, j.lead_unit";
const FROM: &str = "problem p left join project j on j.id = p.project
    left join commitment_version v on v.commitment = p.commitment and v.valid_to = 9223372036854775807";

fn read(row: &Row<'_>) -> Outcome<(Problem, Option<Id>)> {
    Ok((
        Problem {
            id: row.get(0)?,
            no: row.get(1)?,
            number: row.get(2)?,
            project: row.get(3)?,
            class: column::word(row, 4)?,
            filed: column::word(row, 5)?,
            level: column::word(row, 6)?,
            level_since: row.get(7)?,
            unit: row.get(8)?,
            due_day: row.get(9)?,
            data: column::json(row, 10)?,
            created_at: row.get(11)?,
            acted_at: row.get(12)?,
            commitment: None,
            project_unit: row.get(14)?,
        },
        row.get(13)?,
    ))
}

/// Adds to each what the board has of it.
fn with_board(tx: &mut Tx<'_>, rows: Vec<(Problem, Option<Id>)>) -> Outcome<Vec<Problem>> {
    let wanted: Vec<Id> = rows.iter().filter_map(|(_, commitment)| *commitment).collect();
    let mut known = commitments::current(tx, &wanted)?;
    let joined = rows.into_iter().map(|(problem, commitment)| Problem {
        commitment: commitment.and_then(|id| known.remove(&id)),
        ..problem
    });
    Ok(joined.collect())
}

/// A problem as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Problem>> {
    let row = tx.first(&format!("select {COLUMNS} from {FROM} where p.id = $1"), params![id], read)?;
    Ok(with_board(tx, row.into_iter().collect())?.pop())
}

/// A problem, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Problem> {
    tx.first("select id from problem where id = $1 for update", params![id], |row| row.get::<Id>(0))?;
    find(tx, id)?.ok_or_else(Failure::not_found)
}

/// Problems with these identifiers, in their order.
pub fn some(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<Problem>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let condition = query.any_of("p.id", ids);
    query.and(&condition);
    let sql = format!("select {COLUMNS} from {FROM} where {} order by p.id", query.sql);
    let rows = tx.rows(&sql, &query.params, read)?;
    with_board(tx, rows)
}

/// Adds a problem, or replaces the one with its identifier.
pub fn put(tx: &mut Tx<'_>, problem: &Problem) -> Outcome<()> {
    tx.queue(
        "insert into problem (id, no, number, project, class, state, level, level_since, unit, due_day, commitment, data,
           created_at, acted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (id) do update set no = excluded.no, project = excluded.project, class = excluded.class,
           state = excluded.state, level = excluded.level, level_since = excluded.level_since, unit = excluded.unit,
           due_day = excluded.due_day, commitment = excluded.commitment, data = excluded.data, acted_at = excluded.acted_at",
        params![
            problem.id,
            problem.no,
            &problem.number,
            problem.project,
            problem.class.as_str(),
            problem.filed.as_str(),
            problem.level.as_str(),
            problem.level_since,
            problem.unit,
            problem.due_day,
            problem.commitment.as_ref().map(|one| one.id),
            json!(problem.data).to_string(),
            problem.created_at,
            problem.acted_at
        ],
    )?;
    tx.queue("delete from problem_party where problem = $1", params![problem.id])?;
    for unit in problem.parties() {
        tx.queue("insert into problem_party (problem, unit) values ($1, $2)", params![problem.id, unit])?;
    }
    let data = &problem.data;
    let words = [&problem.number, &data.text, &data.ask, &data.person, &data.measure];
    let tokens = search::index_tokens(&words.map(String::as_str).join(" "));
    match tx.engine() {
        Engine::Sqlite => {
            tx.queue("delete from problem_search where rowid = $1", params![problem.id])?;
            tx.queue(
                "insert into problem_search (rowid, tokens) values ($1, $2)",
                params![problem.id, tokens],
            )
        }
        Engine::Postgres => tx.queue(
            "insert into problem_search (id, tokens) values ($1, to_tsvector('simple', $2))
             on conflict (id) do update set tokens = excluded.tokens",
            params![problem.id, tokens],
        ),
    }
}

/// What a list of problems shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units that solve them; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units whose problems the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
    /// Of one project.
    pub project: Option<Id>,
    /// What is missing.
    pub class: Option<Class>,
    /// Who must decide.
    pub level: Option<Level>,
    /// Where they stand.
    pub state: Option<State>,
    /// Also those that are over.
    pub with_ended: bool,
    /// Words that must be there.
    pub words: String,
}

fn query<'p>(filter: &Filter, engine: Engine) -> Query<'p> {
    let mut query = Query::all();
    if let Some(units) = &filter.units {
        let condition = query.any_of("coalesce(v.lead_unit, p.unit)", units);
        query.and(&condition);
    }
    if let Some(units) = &filter.visible {
        let one_of = query.any_of("u.unit", units);
        query.and(&format!("exists (select 1 from problem_party u where u.problem = p.id and {one_of})"));
    }
    query.is("p.project", filter.project);
    query.is("p.class", filter.class.map(|class| class.as_str().to_owned()));
    query.is("p.level", filter.level.map(|level| level.as_str().to_owned()));
    match filter.state {
        Some(state) => {
            let filed: Option<Filed> = state.as_str().parse().ok();
            let on_board: Vec<String> =
                state.on_board().into_iter().map(|state| query.param(state.as_str().to_owned())).collect();
            let given = Filed::Assigned.as_str();
            match filed.filter(|_| on_board.is_empty()) {
                Some(filed) => query.is("p.state", Some(filed.as_str().to_owned())),
                None => query.and(&format!("p.state = '{given}' and v.state in ({})", on_board.join(", "))),
            }
        }
        None if filter.with_ended => {}
        None => query
            .and("p.state <> 'declined' and (v.state is null or v.state not in ('struck_off', 'withdrawn'))"),
    }
    query.found("p.id", "problem_search", &filter.words, engine);
    query
}

/// How many problems a filter finds.
pub fn count(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<i64> {
    let query = query(filter, tx.engine());
    tx.one(&format!("select count(*) from {FROM} where {}", query.sql), &query.params, |row| row.get(0))
}

/// Problems of a filter, the newest first, at most `limit` before `before`.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, before: Option<Id>, limit: usize) -> Outcome<Vec<Problem>> {
    let mut query = query(filter, tx.engine());
    if let Some(before) = before {
        let place = query.param(before);
        query.and(&format!("p.id < {place}"));
    }
    let limit = query.param(limit);
    let sql = format!("select {COLUMNS} from {FROM} where {} order by p.id desc limit {limit}", query.sql);
    let rows = tx.rows(&sql, &query.params, read)?;
    with_board(tx, rows)
}

/// Problems that somebody may have to be raised for: unsolved, and not at the highest level.
pub fn raisable(tx: &mut Tx<'_>) -> Outcome<Vec<Problem>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where p.state <> 'declined' and p.level <> 'chief'
           and (v.state is null or v.state not in ('closed', 'struck_off', 'withdrawn')) order by p.id"
    );
    let rows = tx.rows(&sql, &[], read)?;
    with_board(tx, rows)
}
