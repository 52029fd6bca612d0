//! Rows of entity maps.

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::Timestamp;
use qipan_store::{Tx, params};

/// Identifiers in one row.
pub const PART: usize = 500;

/// A map without its identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its row.
    pub row: i64,
    /// Its identifier.
    pub uri: String,
    /// How many entities it held when it was made.
    pub size: usize,
    /// When it goes.
    pub expires_at: Timestamp,
}

/// The live map `uri` of whoever made it: a token, or nobody on an open hub.
pub fn find(
    tx: &mut Tx<'_>,
    tenant: i64,
    uri: &str,
    token: Option<i64>,
    now: Timestamp,
) -> Outcome<Option<Head>> {
    tx.first(
        "select id, uri, size, expires_at from hub_map
         where tenant = $1 and uri = $2 and coalesce(token, 0) = $3 and expires_at > $4",
        params![tenant, uri, token.unwrap_or_default(), now.0],
        |row| {
            let size: i64 = row.get(2)?;
            Ok(Head {
                row: row.get(0)?,
                uri: row.get(1)?,
                size: usize::try_from(size).unwrap_or_default(),
                expires_at: Timestamp(row.get(3)?),
            })
        },
    )
}

/// Keeps a map; of its maker's, all but the newest `most` give way.
pub fn insert(
    tx: &mut Tx<'_>,
    tenant: i64,
    head: &Head,
    token: Option<i64>,
    uris: &[String],
    most: i64,
) -> Outcome<()> {
    tx.exec(
        "insert into hub_map (id, tenant, uri, token, size, expires_at) values ($1, $2, $3, $4, $5, $6)",
        params![head.row, tenant, &head.uri, token, head.size, head.expires_at.0],
    )?;
    for (part, uris) in uris.chunks(PART).enumerate() {
        let uris = serde_json::to_string(uris).map_err(|e| Failure::internal(format!("a map: {e}")))?;
        tx.exec(
            "insert into hub_map_part (map, part, uris) values ($1, $2, $3)",
            params![head.row, part, uris],
        )?;
    }
    let over: Vec<i64> = tx.rows(
        "select id from hub_map where coalesce(token, 0) = $1 and tenant = $2 order by id desc limit 1000 offset $3",
        params![token.unwrap_or_default(), tenant, most],
        |row| row.get(0),
    )?;
    over.into_iter().try_for_each(|row| delete(tx, row))
}

/// The identifiers in one part of a map.
pub fn part(tx: &mut Tx<'_>, map: i64, part: usize) -> Outcome<Vec<String>> {
    let found =
        tx.first("select uris from hub_map_part where map = $1 and part = $2", params![map, part], |row| {
            serde_json::from_str(&row.get::<String>(0)?)
                .map_err(|e| Failure::internal(format!("a stored map: {e}")))
        })?;
    Ok(found.unwrap_or_default())
}

/// Lets a map live until another time.
pub fn set_expiry(tx: &mut Tx<'_>, map: i64, at: Timestamp) -> Outcome<()> {
    tx.exec("update hub_map set expires_at = $2 where id = $1", params![map, at.0])?;
    Ok(())
}

/// Takes a map away.
pub fn delete(tx: &mut Tx<'_>, map: i64) -> Outcome<()> {
    tx.exec("delete from hub_map_part where map = $1", params![map])?;
    tx.exec("delete from hub_map where id = $1", params![map])?;
    Ok(())
}

/// Maps whose time is over, at most so many.
pub fn expired(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Outcome<Vec<i64>> {
    tx.rows(
        "select id from hub_map where expires_at <= $1 order by expires_at limit $2",
        params![now.0, most],
        |row| row.get(0),
    )
}
