//! Rows of photographs.

use std::collections::BTreeSet;

use qipan_kernel::{Failure, Id, Moment, Outcome};
use qipan_store::{Row, Tx, Value, column, params};
use serde_json::json;

use super::model::{Brief, Finding, Flag, Look, Photo, Taken};
use super::rules::Earlier;
use crate::work::query_store::Query;

const COLUMNS: &str = "id, project, year, month, part, shown_on, caption, name, media, size, width, height, digest, kept,
  thumb, look, look_cells, taken_at, device_at, received_at, received_from, distance, findings, withdrawn_at, withdrawn_why";

/// The bits of a look in six bands, of eleven bits and ten.
fn bands(look: u64) -> [i64; 6] {
    [(0, 11), (11, 11), (22, 11), (33, 11), (44, 10), (54, 10)]
        .map(|(from, count)| (look >> from & ((1 << count) - 1)) as i64)
}

fn small(row: &Row<'_>, index: usize) -> Outcome<u32> {
    u32::try_from(row.get::<i64>(index)?).map_err(Failure::internal)
}

/// A look: its coarse bits in one column, its cells in the next.
fn look(row: &Row<'_>, index: usize) -> Outcome<Option<Look>> {
    let cells: String = row.get(index + 1)?;
    Ok(row.get::<Option<i64>>(index)?.and_then(|coarse| Look::stored(coarse, &cells)))
}

fn read(row: &Row<'_>) -> Outcome<Photo> {
    let period = (row.get::<i32>(2)?, small(row, 3)?, small(row, 4)?);
    let why: String = row.get(24)?;
    Ok(Photo {
        id: row.get(0)?,
        project: row.get(1)?,
        period: (period.0 != 0).then_some(period),
        shown_on: row.get(5)?,
        caption: row.get(6)?,
        file: Taken {
            name: row.get(7)?,
            media: column::word(row, 8)?,
            size: row.get(9)?,
            extent: (small(row, 10)?, small(row, 11)?),
            digest: row.get(12)?,
            kept: row.get(13)?,
            thumb: Some(row.get::<String>(14)?).filter(|thumb| !thumb.is_empty()),
            look: look(row, 15)?,
            taken_at: row.get(17)?,
            place: None,
            device_at: row.get(18)?,
        },
        received_at: row.get(19)?,
        received_from: row.get(20)?,
        distance: row.get(21)?,
        findings: column::json(row, 22)?,
        withdrawn: row.get::<Option<Moment>>(23)?.map(|at| (at, why)),
    })
}

/// Adds a photograph.
pub fn insert(tx: &mut Tx<'_>, photo: &Photo) -> Outcome<()> {
    let (file, (year, month, part)) = (&photo.file, photo.period.unwrap_or((0, 0, 0)));
    tx.queue(
        "insert into project_photo (id, project, year, month, part, shown_on, caption, name, media, size, width, height, digest,
           kept, thumb, look, look_cells, taken_at, device_at, received_at, received_from, distance, flags, findings, withdrawn_why)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, '')",
        params![
            photo.id,
            photo.project,
            year,
            month,
            part,
            photo.shown_on,
            &photo.caption,
            &file.name,
            file.media.as_str(),
            file.size,
            i64::from(file.extent.0),
            i64::from(file.extent.1),
            &file.digest,
            &file.kept,
            file.thumb.as_deref().unwrap_or_default(),
            file.look.map(|look| look.coarse as i64),
            file.look.map(|look| look.cells_text()).unwrap_or_default(),
            file.taken_at,
            file.device_at,
            photo.received_at,
            &photo.received_from,
            photo.distance,
            photo.flags() as i64,
            json!(photo.findings).to_string()
        ],
    )?;
    for (band, bits) in file.look.map(|look| bands(look.coarse)).into_iter().flatten().enumerate() {
        tx.queue(
            "insert into project_photo_band (band, bits, photo) values ($1, $2, $3)",
            params![band as i64, bits, photo.id],
        )?;
    }
    let flags: BTreeSet<Flag> = photo.findings.iter().filter_map(Finding::flag).collect();
    for flag in flags {
        tx.queue(
            "insert into project_photo_flag (kind, photo) values ($1, $2)",
            params![flag.as_str(), photo.id],
        )?;
    }
    Ok(())
}

/// Which flagged photographs a list shows.
#[derive(Clone, Debug, Default)]
pub struct Flagged {
    /// With this flag; `None` with any.
    pub flag: Option<Flag>,
    /// Units that lead the projects; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units whose projects the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
}

/// Flagged photographs of all projects that were not withdrawn, the newest first, at most `limit` before `before`.
pub fn flagged(tx: &mut Tx<'_>, filter: &Flagged, before: Option<Id>, limit: usize) -> Outcome<Vec<Photo>> {
    let mut query = Query::all();
    query.and("p.withdrawn_at is null and p.flags > 0");
    if let Some(flag) = filter.flag {
        let kind = query.param(flag.as_str().to_owned());
        query.and(&format!(
            "exists (select 1 from project_photo_flag f where f.photo = p.id and f.kind = {kind})"
        ));
    }
    if let Some(units) = &filter.units {
        let lead = query.any_of("j.lead_unit", units);
        query.and(&lead);
    }
    if let Some(units) = &filter.visible {
        let lead = query.any_of("j.lead_unit", units);
        let with = query.any_of("u.unit", units);
        query.and(&format!(
            "({lead} or exists (select 1 from project_unit u where u.project = j.id and {with}))"
        ));
    }
    if let Some(before) = before {
        let place = query.param(before);
        query.and(&format!("p.id < {place}"));
    }
    let limit = query.param(limit);
    let sql = format!(
        "select {} from project_photo p join project j on j.id = p.project where {} order by p.id desc limit {limit}",
        of("p"),
        query.sql
    );
    tx.rows(&sql, &query.params, read)
}

/// Photographs with these identifiers, withdrawn or not.
pub fn some(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<Photo>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::all();
    let condition = query.any_of("id", ids);
    tx.rows(
        &format!("select {COLUMNS} from project_photo where {condition} order by id"),
        &query.params,
        read,
    )
}

/// The columns, of the table with that name.
fn of(table: &str) -> String {
    COLUMNS.split(',').map(|column| format!("{table}.{}", column.trim())).collect::<Vec<_>>().join(", ")
}

/// Photographs of any project that are the same file, or that may look the same; withdrawn ones too.
pub fn earlier(tx: &mut Tx<'_>, taken: &Taken) -> Outcome<Vec<Earlier>> {
    let read = |row: &Row<'_>| {
        Ok(Earlier {
            photo: row.get(0)?,
            project: row.get(1)?,
            day: row.get::<Moment>(2)?.day(),
            digest: row.get(3)?,
            look: look(row, 4)?,
        })
    };
    let columns = "p.id, p.project, p.received_at, p.digest, p.look, p.look_cells";
    let mut all = tx.rows(
        &format!("select {columns} from project_photo p where p.digest = $1 order by p.id"),
        params![&taken.digest],
        read,
    )?;
    if let Some(look) = taken.look {
        let bands = bands(look.coarse);
        let values: Vec<Value<'_>> = bands.iter().map(|bits| Value::from(*bits)).collect();
        let any: Vec<String> = (0..6)
            .map(|band| {
                format!(
                    "select b.photo from project_photo_band b where b.band = {band} and b.bits = ${}",
                    band + 1
                )
            })
            .collect();
        let sql = format!(
            "select {columns} from project_photo p where p.id in ({}) order by p.id",
            any.join(" union ")
        );
        all.extend(tx.rows(&sql, &values, read)?);
    }
    Ok(all)
}

/// The photographs of a project that were not withdrawn, oldest first by the day that they stand under.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Photo>> {
    tx.rows(
        &format!("select {COLUMNS} from project_photo where project = $1 and withdrawn_at is null order by shown_on, id"),
        params![project],
        read,
    )
}

/// The photographs of a project that were not withdrawn, in short, the newest first, at most `limit`.
pub fn briefs(tx: &mut Tx<'_>, project: Id, limit: usize) -> Outcome<Vec<Brief>> {
    tx.rows(
        "select id, year, month, part, shown_on, caption, flags, thumb from project_photo
         where project = $1 and withdrawn_at is null order by shown_on desc, id desc limit $2",
        params![project, limit],
        |row| {
            let period = (row.get::<i32>(1)?, small(row, 2)?, small(row, 3)?);
            Ok(Brief {
                id: row.get(0)?,
                period: (period.0 != 0).then_some(period),
                shown_on: row.get(4)?,
                caption: row.get(5)?,
                flagged: row.get::<i64>(6)? > 0,
                small: !row.get::<String>(7)?.is_empty(),
            })
        },
    )
}

/// One photograph of a project, withdrawn or not.
pub fn find(tx: &mut Tx<'_>, project: Id, id: Id) -> Outcome<Option<Photo>> {
    tx.first(
        &format!("select {COLUMNS} from project_photo where project = $1 and id = $2"),
        params![project, id],
        read,
    )
}

/// Takes a photograph back, which is never shown again.
pub fn withdraw(tx: &mut Tx<'_>, id: Id, at: Moment, why: &str) -> Outcome<()> {
    tx.queue(
        "update project_photo set withdrawn_at = $2, withdrawn_why = $3 where id = $1",
        params![id, at, why],
    )
}

/// How many photographs of each project are flagged, of those that were not withdrawn: all, flagged.
pub fn counts(tx: &mut Tx<'_>, project: Id) -> Outcome<(i64, i64)> {
    tx.one(
        "select count(*), count(case when flags > 0 then 1 end) from project_photo where project = $1 and withdrawn_at is null",
        params![project],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_that_differ_in_five_bits_share_a_band() {
        let look = 0x9e37_79b9_7f4a_7c15_u64;
        let joined = |bands: [i64; 6]| {
            let widths = [11, 11, 11, 11, 10, 10];
            let mut from = 0;
            bands.iter().zip(widths).fold(0_u64, |all, (band, width)| {
                let part = (*band as u64) << from;
                from += width;
                all | part
            })
        };
        assert_eq!(joined(bands(look)), look, "every bit is in one band");
        // Five bits as far apart as can be.
        for start in 0..64 {
            let other = (0..5).fold(look, |other, n| other ^ 1 << ((start + n * 12) % 64));
            let shared = bands(look).iter().zip(bands(other)).filter(|(a, b)| **a == *b).count();
            assert!(shared >= 1, "{start}");
        }
    }
}
