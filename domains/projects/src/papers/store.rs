//! Rows of papers.

use qipan_kernel::{Id, Outcome};
use qipan_store::{Row, Tx, column, params};

use super::model::{Of, Paper, Taken};

const COLUMNS: &str =
    "id, project, of_sort, of_id, name, media, size, digest, handed_at, handed_by, handed_name";

fn read(row: &Row<'_>) -> Outcome<Paper> {
    let of = column::maybe_word(row, 2)?.zip(row.get::<Option<Id>>(3)?);
    Ok(Paper {
        id: row.get(0)?,
        project: row.get(1)?,
        of,
        file: Taken { name: row.get(4)?, media: row.get(5)?, size: row.get(6)?, digest: row.get(7)? },
        handed_at: row.get(8)?,
        handed_by: row.get(9)?,
        handed_name: row.get(10)?,
    })
}

/// Adds a paper that belongs to nothing yet.
pub fn insert(tx: &mut Tx<'_>, paper: &Paper) -> Outcome<()> {
    let file = &paper.file;
    tx.queue(
        "insert into project_paper (id, project, name, media, size, digest, handed_at, handed_by, handed_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            paper.id,
            paper.project,
            &file.name,
            &file.media,
            file.size,
            &file.digest,
            paper.handed_at,
            paper.handed_by,
            &paper.handed_name
        ],
    )
}

/// From now on a paper belongs to this.
pub fn name(tx: &mut Tx<'_>, id: Id, of: (Of, Id)) -> Outcome<()> {
    tx.queue(
        "update project_paper set of_sort = $2, of_id = $3 where id = $1 and of_sort is null",
        params![id, of.0.as_str(), of.1],
    )
}

/// One paper of a project.
pub fn find(tx: &mut Tx<'_>, project: Id, id: Id) -> Outcome<Option<Paper>> {
    let sql = format!("select {COLUMNS} from project_paper where project = $1 and id = $2");
    tx.first(&sql, params![project, id], read)
}

/// The papers of a project that belong to something, in the order in which they were handed in.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Paper>> {
    let sql =
        format!("select {COLUMNS} from project_paper where project = $1 and of_sort is not null order by id");
    tx.rows(&sql, params![project], read)
}
