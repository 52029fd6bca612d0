//! Rows of drafts and of what was extracted.

use std::collections::HashMap;

use qipan_kernel::{Context, Failure, Id, Outcome};
use qipan_store::{Row, Tx, params};

use super::model::{Counts, Draft, Status};
use crate::extract::{Class, Extraction, Span};

const COLUMNS: &str = "id, document, span_start, span_end, class, status, touched, version, data, commitment, \
     changed_at, changed_by";

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Commitment => "commitment",
        Class::Exhortation => "exhortation",
        Class::Background => "background",
    }
}

fn read(row: &Row<'_>) -> Outcome<Draft> {
    Ok(Draft {
        id: row.get(0)?,
        document: row.get(1)?,
        span: Span { start: row.get(2)?, end: row.get(3)? },
        class: match row.get::<String>(4)?.as_str() {
            "exhortation" => Class::Exhortation,
            "background" => Class::Background,
            _ => Class::Commitment,
        },
        status: row.get::<String>(5)?.parse().map_err(Failure::internal)?,
        touched: row.get(6)?,
        version: row.get(7)?,
        data: serde_json::from_str(&row.get::<String>(8)?).map_err(Failure::internal)?,
        commitment: row.get(9)?,
        changed_at: row.get(10)?,
        changed_by: row.get(11)?,
    })
}

/// The drafts of a document, in the order of its text.
pub fn of_document(tx: &mut Tx<'_>, document: Id) -> Outcome<Vec<Draft>> {
    let sql = format!("select {COLUMNS} from draft where document = $1 order by position, id");
    tx.rows(&sql, params![document], read)
}

/// One draft of a document, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, document: Id, id: Id) -> Outcome<Draft> {
    let sql = format!("select {COLUMNS} from draft where document = $1 and id = $2 for update");
    tx.first(&sql, params![document, id], read)?.ok_or_else(Failure::not_found)
}

/// Adds a draft.
pub fn insert(tx: &mut Tx<'_>, draft: &Draft) -> Outcome<()> {
    let data = serde_json::to_string(&draft.data).map_err(Failure::internal)?;
    tx.queue(
        "insert into draft (id, document, position, span_start, span_end, class, status, touched, version, data,
           commitment, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            draft.id,
            draft.document,
            draft.span.start,
            draft.span.start,
            draft.span.end,
            class_word(draft.class),
            draft.status.as_str(),
            draft.touched,
            draft.version,
            data,
            draft.commitment,
            draft.changed_at,
            &draft.changed_by
        ],
    )
}

/// Writes a draft that a person changed, as its next version.
pub fn update(tx: &mut Tx<'_>, context: &Context, draft: &Draft) -> Outcome<()> {
    let data = serde_json::to_string(&draft.data).map_err(Failure::internal)?;
    tx.queue(
        "update draft set span_start = $2, span_end = $3, status = $4, touched = 1, version = version + 1, data = $5,
           commitment = $6, changed_at = $7, changed_by = $8 where id = $1",
        params![
            draft.id,
            draft.span.start,
            draft.span.end,
            draft.status.as_str(),
            data,
            draft.commitment,
            context.now,
            &context.actor.name
        ],
    )
}

/// Writes what was found out about a draft without a person having looked at it: it stays untouched if it was.
pub fn resolve(tx: &mut Tx<'_>, context: &Context, draft: &Draft) -> Outcome<()> {
    let data = serde_json::to_string(&draft.data).map_err(Failure::internal)?;
    tx.queue(
        "update draft set version = version + 1, data = $2, changed_at = $3, changed_by = $4 where id = $1",
        params![draft.id, data, context.now, &context.actor.name],
    )
}

/// Open drafts of all documents that name units which are not among the units.
pub fn with_unknown(tx: &mut Tx<'_>) -> Outcome<Vec<Draft>> {
    let sql = format!(
        "select {COLUMNS} from draft where status in ('proposed', 'accepted') and data not like '%\"unknown\":[]%' order by id"
    );
    let mut drafts = tx.rows(&sql, &[], read)?;
    drafts.retain(|draft| !draft.data.unknown.is_empty());
    Ok(drafts)
}

/// Takes away what the rules proposed and nobody has touched.
pub fn delete_untouched(tx: &mut Tx<'_>, document: Id) -> Outcome<u64> {
    tx.exec(
        "delete from draft where document = $1 and touched = 0 and status = 'proposed'",
        params![document],
    )
}

/// Keeps what was extracted from a document.
pub fn put_extraction(tx: &mut Tx<'_>, context: &Context, document: Id, found: &Extraction) -> Outcome<()> {
    let body = serde_json::to_string(found).map_err(Failure::internal)?;
    tx.queue(
        "insert into extraction (document, body, at) values ($1, $2, $3)
         on conflict (document) do update set body = excluded.body, at = excluded.at",
        params![document, body, context.now],
    )
}

/// What was extracted from a document; nothing for a document that was not extracted.
pub fn extraction(tx: &mut Tx<'_>, document: Id) -> Outcome<Extraction> {
    let sql = "select body from extraction where document = $1";
    let body: Option<String> = tx.first(sql, params![document], |row| row.get(0))?;
    body.map_or_else(
        || Ok(Extraction::default()),
        |body| serde_json::from_str(&body).map_err(Failure::internal),
    )
}

/// How many drafts of each of these documents stand where.
pub fn counts(tx: &mut Tx<'_>, documents: &[Id]) -> Outcome<HashMap<Id, Counts>> {
    let mut all = HashMap::new();
    if documents.is_empty() {
        return Ok(all);
    }
    let list: Vec<String> = documents.iter().map(Id::to_string).collect();
    let sql = format!(
        "select document, status, count(*) from draft where document in ({}) group by document, status",
        list.join(",")
    );
    tx.each(&sql, &[], |row| {
        let status: Status = row.get::<String>(1)?.parse().map_err(Failure::internal)?;
        let counts: &mut Counts = all.entry(row.get(0)?).or_default();
        counts.add(status, row.get(2)?);
        Ok(())
    })?;
    Ok(all)
}
