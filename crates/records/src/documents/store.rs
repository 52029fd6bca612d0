//! Rows of documents.

use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Engine, Row, Tx, Value, params, search};

use super::model::{Document, Facts, Listed};
use crate::reading::{Format, Reading};

const COLUMNS: &str = "d.id, d.digest, d.name, d.format, d.size, d.encoding, d.title, d.issuer, d.number, d.kind, \
     d.day, d.meeting, d.ordinal, d.version, d.imported_at, d.imported_by";

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Text => "text",
        Format::Markdown => "markdown",
        Format::Html => "html",
        Format::Docx => "docx",
        Format::Xlsx => "xlsx",
        Format::Pdf => "pdf",
    }
}

fn format_of(word: &str) -> Format {
    match word {
        "markdown" => Format::Markdown,
        "html" => Format::Html,
        "docx" => Format::Docx,
        "xlsx" => Format::Xlsx,
        "pdf" => Format::Pdf,
        _ => Format::Text,
    }
}

fn read(row: &Row<'_>) -> Outcome<Document> {
    Ok(Document {
        id: row.get(0)?,
        digest: row.get(1)?,
        name: row.get(2)?,
        format: format_of(&row.get::<String>(3)?),
        size: row.get(4)?,
        encoding: row.get(5)?,
        facts: Facts {
            title: row.get(6)?,
            issuer: row.get(7)?,
            number: row.get(8)?,
            kind: row.get(9)?,
            day: row.get(10)?,
            meeting: row.get(11)?,
            ordinal: row.get(12)?,
        },
        version: row.get(13)?,
        imported_at: row.get(14)?,
        imported_by: row.get(15)?,
    })
}

/// The document with this identifier.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Document>> {
    tx.first(&format!("select {COLUMNS} from document d where d.id = $1"), params![id], read)
}

/// The document, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Document> {
    let sql = format!("select {COLUMNS} from document d where d.id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// The document whose original has this digest.
pub fn by_digest(tx: &mut Tx<'_>, digest: &str) -> Outcome<Option<Document>> {
    tx.first(&format!("select {COLUMNS} from document d where d.digest = $1"), params![digest], read)
}

/// The text of a document, in blocks.
///
/// # Errors
/// Not found.
pub fn reading(tx: &mut Tx<'_>, id: Id) -> Outcome<Reading> {
    let sql = "select reading from document_reading where document = $1";
    let text: Option<String> = tx.first(sql, params![id], |row| row.get(0))?;
    serde_json::from_str(&text.ok_or_else(Failure::not_found)?).map_err(Failure::internal)
}

/// Adds a document with its text; `false` when there is one with the same digest already.
pub fn insert(tx: &mut Tx<'_>, document: &Document, reading: &Reading) -> Outcome<bool> {
    let facts = &document.facts;
    let added = tx.exec(
        "insert into document (id, digest, name, format, size, encoding, title, issuer, number, kind, day, meeting,
           ordinal, version, imported_at, imported_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (digest) do nothing",
        params![
            document.id,
            &document.digest,
            &document.name,
            format_word(document.format),
            document.size,
            &document.encoding,
            &facts.title,
            &facts.issuer,
            &facts.number,
            &facts.kind,
            facts.day,
            &facts.meeting,
            facts.ordinal,
            document.version,
            document.imported_at,
            &document.imported_by
        ],
    )?;
    if added == 0 {
        return Ok(false);
    }
    let body = serde_json::to_string(reading).map_err(Failure::internal)?;
    tx.queue("insert into document_reading (document, reading) values ($1, $2)", params![document.id, body])?;
    index(tx, document.id, &tokens(&document.name, facts, &reading.text), false)?;
    Ok(true)
}

/// Writes changed facts as the next version.
pub fn update_facts(tx: &mut Tx<'_>, document: &Document, text: &str) -> Outcome<()> {
    let facts = &document.facts;
    tx.queue(
        "update document set title = $2, issuer = $3, number = $4, kind = $5, day = $6, meeting = $7, ordinal = $8,
           version = $9 where id = $1",
        params![
            document.id,
            &facts.title,
            &facts.issuer,
            &facts.number,
            &facts.kind,
            facts.day,
            &facts.meeting,
            facts.ordinal,
            document.version
        ],
    )?;
    index(tx, document.id, &tokens(&document.name, facts, text), true)
}

fn tokens(name: &str, facts: &Facts, text: &str) -> String {
    let described = [name, &facts.title, &facts.issuer, &facts.number, &facts.meeting].join(" \n ");
    search::index_tokens(&format!("{described} \n {text}"))
}

fn index(tx: &mut Tx<'_>, id: Id, tokens: &str, again: bool) -> Outcome<()> {
    match tx.engine() {
        Engine::Sqlite => {
            if again {
                tx.queue("delete from document_search where rowid = $1", params![id])?;
            }
            tx.queue("insert into document_search (rowid, tokens) values ($1, $2)", params![id, tokens])
        }
        Engine::Postgres => {
            // A tsvector holds a megabyte at most: of a longer text the beginning is found.
            let cut = tokens.char_indices().nth(300_000).map_or(tokens.len(), |(at, _)| at);
            tx.queue(
                "insert into document_search (id, tokens) values ($1, to_tsvector('simple', $2))
                 on conflict (id) do update set tokens = excluded.tokens",
                params![id, &tokens[..cut]],
            )
        }
    }
}

/// Where a page of the list begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Start {
    /// The document next to the page.
    pub id: Id,
    /// The page goes before it (newer) instead of after it (older).
    pub back: bool,
}

/// One page of at most `limit` documents with all `words`, of `kind` where given, newest import first.
pub fn list(
    tx: &mut Tx<'_>,
    words: &str,
    kind: Option<&str>,
    from: Option<Start>,
    limit: usize,
) -> Outcome<Listed> {
    let mut conditions = String::from("1 = 1");
    let mut values: Vec<Value<'static>> = Vec::new();
    let param = |value: Value<'static>, values: &mut Vec<Value<'static>>| {
        values.push(value);
        format!("${}", values.len())
    };
    let tokens = search::query_tokens(words);
    if !tokens.is_empty() {
        let condition = match tx.engine() {
            Engine::Sqlite => {
                let text = param(search::fts5(&tokens).into(), &mut values);
                format!(" and d.id in (select rowid from document_search where document_search match {text})")
            }
            Engine::Postgres => {
                let text = param(search::tsquery(&tokens).into(), &mut values);
                format!(" and d.id in (select id from document_search where tokens @@ {text}::text::tsquery)")
            }
        };
        conditions.push_str(&condition);
    }
    if let Some(kind) = kind {
        let kind = param(kind.to_owned().into(), &mut values);
        conditions.push_str(&format!(" and d.kind = {kind}"));
    }
    let back = from.is_some_and(|from| from.back);
    if let Some(from) = from {
        let id = param(from.id.into(), &mut values);
        conditions.push_str(&format!(" and d.id {} {id}", if back { ">" } else { "<" }));
    }
    let order = if back { "asc" } else { "desc" };
    let wanted = param((limit + 1).into(), &mut values);
    let sql =
        format!("select {COLUMNS} from document d where {conditions} order by d.id {order} limit {wanted}");
    let mut rows = tx.rows(&sql, &values, read)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    if back {
        rows.reverse();
        return Ok(Listed { rows, more_after: true, more_before: more });
    }
    Ok(Listed { rows, more_after: more, more_before: from.is_some() })
}

/// How many documents there are.
pub fn count(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select count(*) from document", &[], |row| row.get(0))
}

/// The newest documents of a kind that have a day, at most `limit`.
pub fn dated(tx: &mut Tx<'_>, kind: &str, limit: usize) -> Outcome<Vec<Document>> {
    let sql = format!(
        "select {COLUMNS} from document d where d.kind = $1 and d.day is not null
         order by d.day desc, d.id desc limit $2"
    );
    tx.rows(&sql, params![kind, limit], read)
}
