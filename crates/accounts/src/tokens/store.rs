//! Rows of tokens.

use std::str::FromStr;

use qipan_kernel::{Context, Day, Failure, Id, Moment, Outcome, Role};
use qipan_store::{Row, Tx, params};

use super::{NewToken, PREFIX, Token};
use crate::chance::digest;

const COLUMNS: &str = "id, name, role, unit, created_at, expires_at, revoked_at, used_day";

fn read(row: &Row<'_>) -> Outcome<Token> {
    let role: String = row.get(2)?;
    Ok(Token {
        id: row.get(0)?,
        name: row.get(1)?,
        role: Role::from_str(&role).map_err(Failure::internal)?,
        unit: row.get(3)?,
        created_at: row.get(4)?,
        expires_at: row.get(5)?,
        revoked_at: row.get(6)?,
        used: row.get(7)?,
    })
}

/// All tokens, newest first.
pub fn list(tx: &mut Tx<'_>) -> Outcome<Vec<Token>> {
    tx.rows(&format!("select {COLUMNS} from token order by created_at desc, id desc"), &[], read)
}

/// One token.
pub fn get(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Token>> {
    tx.first(&format!("select {COLUMNS} from token where id = $1"), params![id], read)
}

/// The token of a secret, in one indexed query; `None` when there is none or it works no more.
pub fn find(tx: &mut Tx<'_>, secret: &str, now: Moment) -> Outcome<Option<Token>> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let found =
        tx.first(&format!("select {COLUMNS} from token where hash = $1"), params![&digest(secret)], read)?;
    Ok(found.filter(|token| token.works(now)))
}

/// Notes that a token was used on `day`.
pub fn used(tx: &mut Tx<'_>, id: Id, day: Day) -> Outcome<()> {
    tx.queue(
        "update token set used_day = $2 where id = $1 and (used_day is null or used_day < $2)",
        params![id, day],
    )
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    id: Id,
    new: &NewToken,
    hash: &[u8; 32],
    context: &Context,
) -> Outcome<()> {
    tx.queue(
        "insert into token (id, hash, name, role, unit, created_at, created_by, expires_at, revoked_at, used_day) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)",
        params![
            id,
            hash,
            &new.name,
            new.role.as_str(),
            new.unit,
            context.now,
            context.actor.id,
            (new.until + 1).start()
        ],
    )
}

pub(super) fn set_revoked(tx: &mut Tx<'_>, id: Id, now: Moment) -> Outcome<()> {
    tx.queue("update token set revoked_at = $2 where id = $1", params![id, now])
}
