//! What the publisher asks the store for that no other part has.

use qipan_kernel::{Id, Outcome};
use qipan_store::{Engine, Tx, params};

use super::entity::Sort;

/// One publisher at a time, until its transaction ends: nobody writes an older state over a newer one. SQLite has one
/// writer anyway.
pub fn hold(tx: &mut Tx<'_>) -> Outcome<()> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            tx.one("select pg_advisory_xact_lock(487100277103::bigint)::text", &[], |_| Ok(()))
        }
    }
}

fn table(sort: Sort) -> &'static str {
    match sort {
        Sort::Unit => "unit",
        Sort::Line => "line",
        Sort::Document => "document",
        Sort::Commitment => "commitment",
        Sort::Project => "project",
        Sort::Problem => "problem",
    }
}

/// The next subjects of a kind after `after`, by identifier.
pub fn next(tx: &mut Tx<'_>, sort: Sort, after: Id, limit: usize) -> Outcome<Vec<Id>> {
    let sql = format!("select id from {} where id > $1 order by id limit $2", table(sort));
    tx.rows(&sql, params![after, limit], |row| row.get(0))
}

/// How many subjects of a kind there are.
pub fn count(tx: &mut Tx<'_>, sort: Sort) -> Outcome<i64> {
    tx.one(&format!("select count(*) from {}", table(sort)), &[], |row| row.get(0))
}

/// The project whose node, and the problem whose solving, a commitment is; and the problems of a project.
pub fn beside(tx: &mut Tx<'_>, sort: Sort, id: Id) -> Outcome<Vec<(Sort, Id)>> {
    let of = |sort| move |row: &qipan_store::Row<'_>| Ok((sort, row.get(0)?));
    match sort {
        Sort::Commitment => {
            let sql = "select project from project_node where commitment = $1";
            let mut all = tx.rows(sql, params![id], of(Sort::Project))?;
            let sql = "select id from problem where commitment = $1";
            all.extend(tx.rows(sql, params![id], of(Sort::Problem))?);
            Ok(all)
        }
        Sort::Project => tx.rows("select id from problem where project = $1", params![id], of(Sort::Problem)),
        _ => Ok(Vec::new()),
    }
}
