//! Rows of lines.

use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Tx, params};
use serde_json::json;

use super::model::Line;

/// All lines, in the order of the columns.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<Line>> {
    tx.rows(
        "select id, code, name_zh, name_en, keywords, sort, active from line order by sort, id",
        &[],
        |row| {
            Ok(Line {
                id: row.get(0)?,
                code: row.get(1)?,
                name_zh: row.get(2)?,
                name_en: row.get(3)?,
                keywords: serde_json::from_str(&row.get::<String>(4)?).map_err(Failure::internal)?,
                sort: row.get(5)?,
                active: row.get(6)?,
            })
        },
    )
}

/// One line.
pub fn get(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Line>> {
    Ok(all(tx)?.into_iter().find(|line| line.id == id))
}

/// Adds a line, or replaces the one with its identifier.
pub fn put(tx: &mut Tx<'_>, line: &Line) -> Outcome<()> {
    tx.exec(
        "insert into line (id, code, name_zh, name_en, keywords, sort, active) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do update set code = excluded.code, name_zh = excluded.name_zh, name_en = excluded.name_en,
           keywords = excluded.keywords, sort = excluded.sort, active = excluded.active",
        params![
            line.id,
            &line.code,
            &line.name_zh,
            &line.name_en,
            json!(line.keywords).to_string(),
            line.sort,
            line.active
        ],
    )
    .map(drop)
}

/// True when there is a line with this identifier.
pub fn exists(tx: &mut Tx<'_>, id: Id) -> Outcome<bool> {
    Ok(tx.first("select 1 from line where id = $1", params![id], |_| Ok(()))?.is_some())
}
