//! Rows of tables: projects with everything that their tables print, in few statements whatever their number.

use std::collections::HashMap;

use qipan_kernel::{Day, Failure, Fen, Id, Moment, Outcome};
use qipan_store::{Engine, Tx, params};

use super::columns::TableKind;
use super::model::{At, Held, Term};
use crate::approvals;
use crate::book::model::{Stage, Year};
use crate::book::store::{self as book, Filter};
use crate::contracts::store as contracts;
use crate::invest::model::Entry;
use crate::money;
use crate::money::model::Account;
use crate::problems::model::State;
use crate::problems::store as problems;

/// Most projects of a table.
pub const MOST: usize = 20_000;

/// The projects of a filter with what their tables print at a time, by identifier.
pub fn held(tx: &mut Tx<'_>, filter: &Filter, at: At) -> Outcome<Vec<Held>> {
    let projects = book::projects(tx, filter, MOST)?;
    let (Some(first), Some(last)) = (projects.first().map(|one| one.id), projects.last().map(|one| one.id))
    else {
        return Ok(Vec::new());
    };
    let mut all: Vec<Held> = projects.into_iter().map(Held::of).collect();
    let places: HashMap<Id, usize> =
        all.iter().enumerate().map(|(place, one)| (one.project.id, place)).collect();
    tx.each(
        "select year, class, plan, goal, listed_on, listed_why, left_on, left_why, project from project_year
         where year = $1 and project >= $2 and project <= $3",
        params![at.year, first, last],
        |row| {
            if let Some(place) = places.get(&row.get(8)?) {
                let year: Year = book::year(row)?;
                all[*place].year = Some(year);
            }
            Ok(())
        },
    )?;
    let cast = if tx.engine() == Engine::Postgres { "::bigint" } else { "" };
    tx.each(
        &format!(
            "select project, coalesce(sum(done), 0){cast} from project_month
             where year < $1 and project >= $2 and project <= $3 group by project"
        ),
        params![at.year, first, last],
        |row| {
            if let Some(place) = places.get(&row.get(0)?) {
                all[*place].earlier = Fen(row.get(1)?);
            }
            Ok(())
        },
    )?;
    let approvals = approvals::store::of_range(tx, first, last)?;
    for some in approvals.chunk_by(|one, next| one.project == next.project) {
        if let Some(place) = places.get(&some[0].project) {
            all[*place].approved = approvals::rules::plannable(some);
        }
    }
    entries(tx, at, (first, last), &places, &mut all)?;
    images(tx, at, (first, last), &places, &mut all)?;
    tx.each(
        "select project, month, aim from project_aim where year = $1 and project >= $2 and project <= $3",
        params![at.year, first, last],
        |row| {
            let month: i64 = row.get(1)?;
            if let (Some(place), Ok(month)) = (places.get(&row.get(0)?), usize::try_from(month - 1))
                && let Some(aim) = all[*place].aims.get_mut(month)
            {
                *aim = row.get(2)?;
            }
            Ok(())
        },
    )?;
    tx.each(
        "select project, day from project_step where word = $1 and project >= $2 and project <= $3 order by id",
        params![Stage::Signed.as_str(), first, last],
        |row| {
            let day: Day = row.get(1)?;
            if let Some(place) = places.get(&row.get(0)?) {
                all[*place].signed_on.get_or_insert(day);
            }
            Ok(())
        },
    )?;
    tx.each(
        "select project, first_year, plan, note from project_term where first_year = $1 and project >= $2 and project <= $3",
        params![At::of(TableKind::FiveYear, at.year, 1, 0).year, first, last],
        |row| {
            if let Some(place) = places.get(&row.get(0)?) {
                all[*place].term = Some(Term { first_year: row.get(1)?, plan: Fen(row.get(2)?), note: row.get(3)? });
            }
            Ok(())
        },
    )?;
    Ok(all)
}

fn entries(
    tx: &mut Tx<'_>,
    at: At,
    (first, last): (Id, Id),
    places: &HashMap<Id, usize>,
    all: &mut [Held],
) -> Outcome<()> {
    tx.each(
        "select project, month, part, planned, done, image, entered_at from project_month
         where year = $1 and project >= $2 and project <= $3 order by project, month, part",
        params![at.year, first, last],
        |row| {
            let Some(place) = places.get(&row.get(0)?) else { return Ok(()) };
            let small = |index| u32::try_from(row.get::<i64>(index)?).map_err(Failure::internal);
            all[*place].entries.push(Entry {
                year: at.year,
                month: small(1)?,
                part: small(2)?,
                planned: row.get::<Option<i64>>(3)?.map(Fen),
                done: row.get::<Option<i64>>(4)?.map(Fen),
                image: row.get(5)?,
                entered_at: row.get(6)?,
                entered_by: String::new(),
            });
            Ok(())
        },
    )
}

/// The last words on image progress up to the table's time: of this year from its entries, else of earlier years.
fn images(
    tx: &mut Tx<'_>,
    at: At,
    (first, last): (Id, Id),
    places: &HashMap<Id, usize>,
    all: &mut [Held],
) -> Outcome<()> {
    let part = if at.part == 0 { 3 } else { at.part };
    let mut missing = false;
    for one in all.iter_mut() {
        let mut until = one.entries.iter().filter(|entry| (entry.month, entry.part) <= (at.month, part));
        let last = until.rfind(|entry| !entry.image.is_empty());
        one.image = last.map_or_else(String::new, |entry| entry.image.clone());
        missing |= one.image.is_empty();
    }
    if !missing {
        return Ok(());
    }
    tx.each(
        "select m.project, m.image from project_month m join
           (select project, max(year * 100 + month * 4 + part) as place from project_month
            where year < $1 and image <> '' and project >= $2 and project <= $3 group by project) last
           on last.project = m.project and last.place = m.year * 100 + m.month * 4 + m.part",
        params![at.year, first, last],
        |row| {
            if let Some(place) = places.get(&row.get(0)?)
                && all[*place].image.is_empty()
            {
                all[*place].image = row.get(1)?;
            }
            Ok(())
        },
    )
}

/// Locks the projects that an import writes to until the transaction ends, in the order of their identifiers, and says
/// when each was changed last. SQLite has one writer anyway: there is nothing to say.
pub fn lock(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<(Id, Moment)>> {
    let mut all = Vec::new();
    if tx.engine() == Engine::Sqlite {
        return Ok(all);
    }
    for some in ids.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select id, changed_at from project where id in ({}) order by id for update",
            places.join(", ")
        );
        let values: Vec<qipan_store::Value<'_>> = some.iter().map(|id| (*id).into()).collect();
        tx.each(&sql, &values, |row| {
            all.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
    }
    Ok(all)
}

/// Says that something of a project has changed, without a change of what is written down of it.
pub fn touch(tx: &mut Tx<'_>, project: Id, at: Moment) -> Outcome<()> {
    tx.queue("update project set changed_at = $2 where id = $1", params![project, at])
}

/// Sets what should be reached in a month; empty: nothing any more.
pub fn put_aim(tx: &mut Tx<'_>, project: Id, (year, month): (i32, u32), aim: &str) -> Outcome<()> {
    if aim.is_empty() {
        return tx.queue(
            "delete from project_aim where project = $1 and year = $2 and month = $3",
            params![project, year, month],
        );
    }
    tx.queue(
        "insert into project_aim (project, year, month, aim) values ($1, $2, $3, $4)
         on conflict (project, year, month) do update set aim = excluded.aim",
        params![project, year, month, aim],
    )
}

/// Enters a project in a five-year plan, or changes how it stands there.
pub fn put_term(tx: &mut Tx<'_>, project: Id, term: &Term) -> Outcome<()> {
    tx.queue(
        "insert into project_term (project, first_year, plan, note) values ($1, $2, $3, $4)
         on conflict (project, first_year) do update set plan = excluded.plan, note = excluded.note",
        params![project, term.first_year, term.plan.0, &term.note],
    )
}

/// Adds the nodes of these projects, each as the board has it now.
pub fn with_nodes(tx: &mut Tx<'_>, all: &mut [Held]) -> Outcome<()> {
    for one in all {
        one.nodes = crate::nodes::store::of_project(tx, one.project.id)?;
    }
    Ok(())
}

/// Adds what the accounts of these projects (in the order of their identifiers) add up to, and what is said of sources.
pub fn with_funds(tx: &mut Tx<'_>, all: &mut [Held]) -> Outcome<()> {
    let Some((first, last)) = ends(all) else { return Ok(()) };
    let mut balances = money::store::of_range(tx, first, last)?;
    let notes = money::store::source_notes(tx, first, last)?;
    for one in all.iter_mut() {
        one.funds = balances.remove(&one.project.id).unwrap_or_default();
    }
    for ((project, account), note) in notes {
        if let (Account::Plan(source), Ok(place)) =
            (account, all.binary_search_by_key(&project, |one| one.project.id))
        {
            all[place].fund_notes.insert(source, note);
        }
    }
    Ok(())
}

/// Adds the contracts of these projects (in the order of their identifiers).
pub fn with_contracts(tx: &mut Tx<'_>, all: &mut [Held]) -> Outcome<()> {
    let Some((first, last)) = ends(all) else { return Ok(()) };
    for contract in contracts::of_range(tx, first, last)? {
        if let Ok(place) = all.binary_search_by_key(&contract.project, |one| one.project.id) {
            all[place].contracts.push(contract);
        }
    }
    Ok(())
}

fn ends(all: &[Held]) -> Option<(Id, Id)> {
    Some((all.first()?.project.id, all.last()?.project.id))
}

/// Adds the problems of these projects that units may see (`None`: all) and whose state is one of `wanted`, the newest
/// first.
pub fn with_problems(
    tx: &mut Tx<'_>,
    all: &mut [Held],
    visible: Option<Vec<Id>>,
    wanted: fn(State) -> bool,
) -> Outcome<()> {
    let filter = problems::Filter { visible, ..problems::Filter::default() };
    for problem in problems::list(tx, &filter, None, MOST)? {
        let Some(project) = problem.project.filter(|_| wanted(problem.state())) else { continue };
        if let Ok(place) = all.binary_search_by_key(&project, |one| one.project.id) {
            all[place].problems.push((problem.data.text, problem.data.ask));
        }
    }
    Ok(())
}
