//! Rows of the clocks of self-evaluations.

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Tx, params};

use super::model::{Clock, Standing};
use crate::evaluation::store as forms;
use crate::work::query_store::Query;

/// The clock of a project's year.
pub fn of(tx: &mut Tx<'_>, project: Id, year: i32) -> Outcome<Option<Clock>> {
    tx.first(
        "select commitment, due_day, asked_name, returned from project_evaluation_clock
         where project = $1 and year = $2",
        params![project, year],
        |row| {
            Ok(Clock {
                commitment: row.get(0)?,
                due: row.get(1)?,
                asked_name: row.get(2)?,
                returned: row.get(3)?,
            })
        },
    )
}

/// Sets the clock of a project's year.
pub fn start(tx: &mut Tx<'_>, project: Id, year: i32, clock: &Clock, now: Moment) -> Outcome<()> {
    tx.queue(
        "insert into project_evaluation_clock (project, year, commitment, due_day, asked_at, asked_name, returned)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![project, year, clock.commitment, clock.due, now, &clock.asked_name, &clock.returned],
    )
}

/// Why it was sent back; nothing when it is handed in again.
pub fn returned(tx: &mut Tx<'_>, project: Id, year: i32, why: &str) -> Outcome<()> {
    tx.queue(
        "update project_evaluation_clock set returned = $3 where project = $1 and year = $2",
        params![project, year, why],
    )
}

/// Which projects the list of a year shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The year.
    pub year: i32,
    /// Word of the state of the form, `none` where nothing is filled in; `None` for all.
    pub state: Option<String>,
    /// Only those that are not asked for yet.
    pub unasked: bool,
    /// Units that lead the projects; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units whose projects the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
}

/// The projects whose spending of a year is evaluated: those with public money in its plan, and what was asked for or
/// filled in besides; by identifier, at most `limit` after `after`.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, after: Id, limit: usize) -> Outcome<Vec<Standing>> {
    let mut query = Query::all();
    let year = query.param(i64::from(filter.year));
    let after = query.param(after);
    query.and(&format!("p.id > {after}"));
    query.and(&format!(
        "(c.project is not null or e.project is not null or exists (select 1 from fund_balance b where b.project = p.id
           and b.year = {year} and b.account in ('plan-fiscal', 'plan-bond') and b.amount > 0))"
    ));
    if let Some(state) = &filter.state {
        let state = query.param(state.clone());
        query.and(&format!("coalesce(e.state, 'none') = {state}"));
    }
    if filter.unasked {
        query.and("c.project is null");
    }
    if let Some(units) = &filter.units {
        let lead = query.any_of("p.lead_unit", units);
        query.and(&lead);
    }
    if let Some(units) = &filter.visible {
        let lead = query.any_of("p.lead_unit", units);
        let with = query.any_of("u.unit", units);
        query.and(&format!(
            "({lead} or exists (select 1 from project_unit u where u.project = p.id and {with}))"
        ));
    }
    let limit = query.param(limit);
    let sql = format!(
        "select {}, p.id, c.commitment, c.due_day, c.asked_name, c.returned from project p
         left join project_evaluation e on e.project = p.id and e.year = {year}
         left join project_evaluation_clock c on c.project = p.id and c.year = {year}
         where {} order by p.id limit {limit}",
        forms::of("e"),
        query.sql
    );
    let first = forms::COLUMNS.len();
    tx.rows(&sql, &query.params, |row| {
        let clock = match row.get::<Option<Id>>(first + 1)? {
            Some(commitment) => Some(Clock {
                commitment,
                due: row.get(first + 2)?,
                asked_name: row.get(first + 3)?,
                returned: row.get(first + 4)?,
            }),
            None => None,
        };
        let filled = row.get::<Option<String>>(1)?.is_some();
        Ok(Standing {
            project: row.get(first)?,
            form: if filled { Some(forms::read(row)?) } else { None },
            clock,
        })
    })
}
