//! The grid as SQL: the definition, and the only path on PostgreSQL.

use std::collections::HashMap;

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Row, Tx, params, search};

use super::model::{Counts, Grid, light_of};
use super::position::Stored;
use crate::commitments::store::NO_LIMIT;

/// The light of a version `v` at moment `$1`, as a number: 0 grey, 1 green, 2 blue, 3 yellow, 4 red, 5 done.
pub const LIGHT_SQL: &str = "case when v.base >= 5 then v.base when v.red_at <= $1 then 4 when v.yellow_at <= $1 then 3 \
     when v.base > 2 then v.base when v.blue_at <= $1 then 2 else v.base end";

/// Counts every crossing at `at` (now, or the end of a past day).
pub fn grid(tx: &mut Tx<'_>, at: Moment) -> Outcome<Grid> {
    let sql = format!(
        "select lead_unit, line, count(*), cast(sum(case when light = 4 then 1 else 0 end) as bigint),
           cast(sum(case when light = 3 then 1 else 0 end) as bigint),
           cast(sum(case when light = 2 then 1 else 0 end) as bigint),
           cast(sum(case when light = 1 then 1 else 0 end) as bigint),
           cast(sum(case when light = 0 then 1 else 0 end) as bigint),
           cast(sum(case when light = 5 then 1 else 0 end) as bigint), cast(sum(unverified) as bigint),
           count(on_time), cast(coalesce(sum(on_time), 0) as bigint)
         from (select v.lead_unit, v.line, v.unverified, v.on_time, {LIGHT_SQL} as light from commitment_version v
               where v.valid_to > $1 and v.valid_from <= $1 and v.base < 6) stones
         group by lead_unit, line"
    );
    let mut cells = HashMap::new();
    tx.each(&sql, params![at], |row| {
        let n = |index| row.get::<i64>(index).map(|n| n as u32);
        let counts = Counts {
            total: n(2)?,
            red: n(3)?,
            yellow: n(4)?,
            blue: n(5)?,
            green: n(6)?,
            grey: n(7)?,
            done: n(8)?,
            unverified: n(9)?,
            timed: n(10)?,
            on_time: n(11)?,
        };
        cells.insert((row.get(0)?, row.get(1)?), counts);
        Ok(())
    })?;
    Ok(Grid { at, cells })
}

/// The columns of a [`Stored`] version, in the order that [`read`] reads them.
const STORED: &str = "id, commitment, valid_from, valid_to, lead_unit, line, base, unverified, blue_at, yellow_at, red_at, due_sort, on_time";

fn read(row: &Row<'_>) -> Outcome<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        commitment: row.get(1)?,
        valid_from: row.get(2)?,
        valid_to: row.get(3)?,
        unit: row.get(4)?,
        line: row.get(5)?,
        base: row.get::<i64>(6)? as u8,
        unverified: row.get(7)?,
        blue_at: row.get(8)?,
        yellow_at: row.get(9)?,
        red_at: row.get(10)?,
        due_sort: row.get::<i64>(11)? as i32,
        on_time: row.get(12)?,
    })
}

/// How many versions there are.
pub fn count_versions(tx: &mut Tx<'_>) -> Outcome<usize> {
    tx.one("select count(*) from commitment_version", &[], |row| row.get(0))
}

/// Every version, in the order of the index that holds all these columns: the table itself is never touched.
pub fn all_versions(tx: &mut Tx<'_>, mut each: impl FnMut(Stored)) -> Outcome<()> {
    // Only SQLite keeps a position; the hint says which index, so that no plan ever reads a gigabyte of rows instead.
    let sql = format!("select {STORED} from commitment_version indexed by commitment_version_grid");
    tx.each(&sql, &[], |row| {
        each(read(row)?);
        Ok(())
    })
}

/// The versions with an identifier above `after`, oldest first.
pub fn versions_after(tx: &mut Tx<'_>, after: Id) -> Outcome<Vec<Stored>> {
    let sql = format!("select {STORED} from commitment_version where id > $1 order by id");
    tx.rows(&sql, params![after], read)
}

/// The commitments whose words hold all of `tokens` (SQLite).
pub fn with_words(tx: &mut Tx<'_>, tokens: &[String]) -> Outcome<Vec<Id>> {
    let sql = "select rowid from commitment_search where commitment_search match $1";
    tx.rows(sql, params![search::fts5(tokens)], |row| row.get(0))
}

/// The versions valid at `at`, for a comparison by SQL: (commitment, light, due day).
pub fn stones(
    tx: &mut Tx<'_>,
    at: Moment,
    mut each: impl FnMut(super::compare::StoneAt) -> Outcome<()>,
) -> Outcome<()> {
    let sql = format!(
        "select v.commitment, {LIGHT_SQL}, nullif(v.due_sort, {NO_LIMIT}), v.lead_unit, v.line from commitment_version v
         where v.valid_to > $1 and v.valid_from <= $1 and v.base < 6"
    );
    tx.each(&sql, params![at], |row| {
        each(super::compare::StoneAt {
            commitment: row.get(0)?,
            light: light_of(row.get::<i64>(1)? as u8).unwrap_or(crate::lights::Light::Grey),
            due: row.get(2)?,
            unit: row.get(3)?,
            line: row.get(4)?,
        })
    })
}
