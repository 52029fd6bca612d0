//! Rows of units.

use std::str::FromStr;

use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Engine, Row, Tx, params};

use crate::units::model::{Unit, UnitData, UnitKind};
use crate::units::tree::Units;

const COLUMNS: &str = "id, version, parent, kind, code, credit_code, name_zh, name_en, short_zh, short_en, aliases, \
                       sort, valid_from, valid_to";

fn read(row: &Row<'_>) -> Outcome<Unit> {
    let kind: String = row.get(3)?;
    let aliases: String = row.get(10)?;
    Ok(Unit {
        id: row.get(0)?,
        version: row.get(1)?,
        data: UnitData {
            parent: row.get(2)?,
            kind: UnitKind::from_str(&kind).map_err(Failure::internal)?,
            code: row.get(4)?,
            credit_code: row.get(5)?,
            name_zh: row.get(6)?,
            name_en: row.get(7)?,
            short_zh: row.get(8)?,
            short_en: row.get(9)?,
            aliases: serde_json::from_str(&aliases).map_err(Failure::internal)?,
            sort: row.get(11)?,
            valid_from: row.get(12)?,
            valid_to: row.get(13)?,
        },
    })
}

/// All units, as a snapshot.
pub fn load(tx: &mut Tx<'_>) -> Outcome<Units> {
    Ok(Units::new(tx.rows(&format!("select {COLUMNS} from unit"), &[], read)?))
}

/// A number that changes whenever any unit does: a snapshot with the same stamp is still true.
pub fn stamp(tx: &mut Tx<'_>) -> Outcome<i64> {
    // Units are never deleted, and every change raises a version.
    tx.one("select coalesce(cast(sum(version) as bigint), 0) from unit", &[], |row| row.get(0))
}

/// One unit.
pub fn get(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Unit>> {
    tx.first(&format!("select {COLUMNS} from unit where id = $1"), params![id], read)
}

/// Lets one act at a time change the tree, so that two moves cannot make a circle together. SQLite has one writer
/// anyway.
pub(super) fn hold(tx: &mut Tx<'_>) -> Outcome<()> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.exec("lock table unit in share row exclusive mode", &[]).map(drop),
    }
}

fn json(aliases: &[String]) -> Outcome<String> {
    serde_json::to_string(aliases).map_err(Failure::internal)
}

/// Inserts version 1.
pub(super) fn insert(tx: &mut Tx<'_>, id: Id, data: &UnitData) -> Outcome<()> {
    tx.queue(
        "insert into unit (id, version, parent, kind, code, credit_code, name_zh, name_en, short_zh, short_en, \
         aliases, sort, valid_from, valid_to) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            id,
            data.parent,
            data.kind.as_str(),
            &data.code,
            &data.credit_code,
            &data.name_zh,
            &data.name_en,
            &data.short_zh,
            &data.short_en,
            json(&data.aliases)?,
            data.sort,
            data.valid_from,
            data.valid_to
        ],
    )
}

/// Replaces version `version` by the next; `false` when the unit has another version by now.
pub(super) fn update(tx: &mut Tx<'_>, id: Id, version: i64, data: &UnitData) -> Outcome<bool> {
    let changed = tx.exec(
        "update unit set version = version + 1, parent = $3, kind = $4, code = $5, credit_code = $6, name_zh = $7, \
         name_en = $8, short_zh = $9, short_en = $10, aliases = $11, sort = $12, valid_from = $13, valid_to = $14 \
         where id = $1 and version = $2",
        params![
            id,
            version,
            data.parent,
            data.kind.as_str(),
            &data.code,
            &data.credit_code,
            &data.name_zh,
            &data.name_en,
            &data.short_zh,
            &data.short_en,
            json(&data.aliases)?,
            data.sort,
            data.valid_from,
            data.valid_to
        ],
    )?;
    Ok(changed == 1)
}

impl Units {
    /// All units, as they are now.
    pub fn load(tx: &mut Tx<'_>) -> Outcome<Units> {
        load(tx)
    }
}
