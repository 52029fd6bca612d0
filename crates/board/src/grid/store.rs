//! The grid as SQL: the definition, and the only path on PostgreSQL.

use std::collections::HashMap;

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Tx, params};

use super::model::{Counts, Grid, light_of};
use super::position::Stored;

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
           cast(sum(case when light = 5 then 1 else 0 end) as bigint), cast(sum(unverified) as bigint)
         from (select v.lead_unit, v.line, v.unverified, {LIGHT_SQL} as light from commitment_version v
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
            ..Counts::default()
        };
        cells.insert((row.get(0)?, row.get(1)?), counts);
        Ok(())
    })?;
    closings(tx, at, &mut cells)?;
    Ok(Grid { at, cells })
}

/// Whether version `v`, closed with a limit, was closed on or before the first one: 1 or 0, null for all others. Days
/// begin at 16:00 UTC of the day before.
const ON_TIME_SQL: &str = "case when v.base <> 5 or v.closed_at is null or coalesce(v.first_due, v.due_day) is null then null \
     when v.closed_at < (coalesce(v.first_due, v.due_day) + 1) * 86400000 - 28800000 then 1 else 0 end";

/// Adds to each crossing how many were closed with a limit, and in time. A query of its own: the index that counts
/// the lights is enough for them and would not be for this.
fn closings(tx: &mut Tx<'_>, at: Moment, cells: &mut HashMap<(Id, Id), Counts>) -> Outcome<()> {
    let sql = format!(
        "select lead_unit, line, count(*), cast(sum(on_time) as bigint)
         from (select v.lead_unit, v.line, {ON_TIME_SQL} as on_time from commitment_version v
               where v.valid_to > $1 and v.valid_from <= $1 and v.base = 5) closed
         where on_time is not null group by lead_unit, line"
    );
    tx.each(&sql, params![at], |row| {
        let counts = cells.entry((row.get(0)?, row.get(1)?)).or_default();
        counts.timed = row.get::<i64>(2)? as u32;
        counts.on_time = row.get::<i64>(3)? as u32;
        Ok(())
    })
}

/// The versions with an identifier above `after`, oldest first: what a [`super::position::Position`] is made of.
pub fn versions_after(tx: &mut Tx<'_>, after: Id, mut each: impl FnMut(Stored)) -> Outcome<()> {
    let sql = format!(
        "select v.id, v.commitment, v.valid_from, v.lead_unit, v.line, v.base, v.unverified, v.blue_at, v.yellow_at,
           v.red_at, v.due_day, {ON_TIME_SQL} from commitment_version v where v.id > $1 order by v.id"
    );
    tx.each(&sql, params![after], |row| {
        each(Stored {
            id: row.get(0)?,
            commitment: row.get(1)?,
            valid_from: row.get(2)?,
            unit: row.get(3)?,
            line: row.get(4)?,
            base: row.get::<i64>(5)? as u8,
            unverified: row.get(6)?,
            blue_at: row.get(7)?,
            yellow_at: row.get(8)?,
            red_at: row.get(9)?,
            due: row.get(10)?,
            on_time: row.get::<Option<i64>>(11)?.map(|n| n == 1),
        });
        Ok(())
    })
}

/// The versions valid at `at`, for a comparison by SQL: (commitment, light, due day).
pub fn stones(
    tx: &mut Tx<'_>,
    at: Moment,
    mut each: impl FnMut(super::compare::StoneAt) -> Outcome<()>,
) -> Outcome<()> {
    let sql = format!(
        "select v.commitment, {LIGHT_SQL}, v.due_day, v.lead_unit, v.line from commitment_version v
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
