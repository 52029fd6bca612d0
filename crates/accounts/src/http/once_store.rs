//! Rows of answers that were given under an idempotency key.

use axum::http::StatusCode;
use qipan_kernel::{Context, Failure, Moment, Outcome};
use qipan_store::{Tx, params};

/// The answer that was given under this key, if there was one.
///
/// # Errors
/// `idempotency-key-reused` when the key came with another request.
pub fn earlier(
    tx: &mut Tx<'_>,
    context: &Context,
    key: &str,
    digest: &[u8; 32],
) -> Outcome<Option<(StatusCode, String)>> {
    let sql = "select digest, status, body from kept_answer where actor = $1 and key = $2";
    let found = tx.first(sql, params![context.actor.id, key], |row| {
        Ok((row.get::<Vec<u8>>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?))
    })?;
    match found {
        None => Ok(None),
        Some((same, status, body)) if same == digest => {
            Ok(Some((StatusCode::from_u16(status as u16).map_err(Failure::internal)?, body)))
        }
        Some(_) => Err(Failure::conflict("idempotency-key-reused").at("Idempotency-Key")),
    }
}

/// Keeps an answer, in the transaction of its act.
pub fn keep(
    tx: &mut Tx<'_>,
    context: &Context,
    key: &str,
    digest: &[u8; 32],
    (status, body): (StatusCode, &str),
) -> Outcome<()> {
    tx.queue(
        "insert into kept_answer (actor, key, digest, status, body, at) values ($1, $2, $3, $4, $5, $6)",
        params![context.actor.id, key, digest, i64::from(status.as_u16()), body, context.now],
    )
}

/// Forgets answers that were given before `before`.
pub fn forget(tx: &mut Tx<'_>, before: Moment) -> Outcome<()> {
    tx.exec("delete from kept_answer where at < $1", params![before]).map(drop)
}
