//! Rows of contexts.

use qipan_kernel::Outcome;
use qipan_store::{Row, Tx, params};

/// How a context came here (clause 5.13.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A client added it.
    Hosted,
    /// Loaded from elsewhere.
    Cached,
    /// The broker made it so that a URL can stand for several.
    ImplicitlyCreated,
}

impl Origin {
    const ALL: [Origin; 3] = [Origin::Hosted, Origin::Cached, Origin::ImplicitlyCreated];

    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Hosted => "Hosted",
            Origin::Cached => "Cached",
            Origin::ImplicitlyCreated => "ImplicitlyCreated",
        }
    }

    /// As the API reads it.
    pub fn parse(name: &str) -> Option<Origin> {
        Origin::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

/// A context as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its identifier in this broker.
    pub local: String,
    /// Where it was loaded from.
    pub url: Option<String>,
    /// How it came here.
    pub origin: Origin,
    /// The document as it came.
    pub doc: String,
    /// When it came first, in milliseconds, as all times here.
    pub created_at: i64,
    /// When it was loaded last.
    pub loaded_at: i64,
    /// When it was used last.
    pub used_at: Option<i64>,
    /// How often it was used.
    pub hits: i64,
}

/// Contexts loaded from elsewhere that a tenant keeps at most; the one not used for longest gives way.
pub const CACHED_LIMIT: i64 = 1_000;

const COLUMNS: &str = "local, url, kind, doc, created_at, loaded_at, used_at, hits";

fn stored(row: &Row<'_>) -> Outcome<Stored> {
    let kind: i64 = row.get(2)?;
    Ok(Stored {
        local: row.get(0)?,
        url: row.get(1)?,
        origin: Origin::ALL[kind.clamp(0, 2) as usize],
        doc: row.get(3)?,
        created_at: row.get(4)?,
        loaded_at: row.get(5)?,
        used_at: row.get(6)?,
        hits: row.get(7)?,
    })
}

/// The context that is called `name`: by its identifier, or by the URL it was loaded from.
pub fn find(tx: &mut Tx<'_>, tenant: i64, name: &str) -> Outcome<Option<Stored>> {
    let sql = format!("select {COLUMNS} from hub_context where tenant = $1 and (local = $2 or url = $2)");
    tx.first(&sql, params![tenant, name], stored)
}

/// Everything that a tenant has, oldest first, without the documents.
pub fn list(tx: &mut Tx<'_>, tenant: i64, origin: Option<Origin>) -> Outcome<Vec<Stored>> {
    let columns = COLUMNS.replace("doc", "'' as doc");
    let sql = format!(
        "select {columns} from hub_context where tenant = $1 and kind between $2 and $3 order by created_at, local"
    );
    let (from, to) = origin.map_or((0, 2), |origin| (origin as i64, origin as i64));
    tx.rows(&sql, params![tenant, from, to], stored)
}

/// Keeps a context; one that is there by the same identifier is left as it is.
pub fn insert(tx: &mut Tx<'_>, tenant: i64, new: &Stored) -> Outcome<()> {
    if new.origin == Origin::Cached {
        make_room(tx, tenant)?;
    }
    tx.exec(
        "insert into hub_context (tenant, local, url, kind, doc, created_at, loaded_at, used_at, hits)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        params![
            tenant,
            &new.local,
            &new.url,
            new.origin as i64,
            &new.doc,
            new.created_at,
            new.loaded_at,
            new.used_at,
            new.hits,
        ],
    )?;
    Ok(())
}

fn make_room(tx: &mut Tx<'_>, tenant: i64) -> Outcome<()> {
    let count: i64 =
        tx.one("select count(*) from hub_context where tenant = $1 and kind = 1", params![tenant], |row| {
            row.get(0)
        })?;
    if count >= CACHED_LIMIT {
        tx.exec(
            "delete from hub_context where tenant = $1 and local in (
               select local from hub_context where tenant = $1 and kind = 1
               order by coalesce(used_at, loaded_at), local limit $2)",
            params![tenant, count - CACHED_LIMIT + 1],
        )?;
    }
    Ok(())
}

/// A document was loaded anew, or could not be (`None`) and is to be tried again later, which `loaded_at` decides.
pub fn reloaded(tx: &mut Tx<'_>, tenant: i64, url: &str, doc: Option<&str>, loaded_at: i64) -> Outcome<()> {
    tx.exec(
        "update hub_context set doc = coalesce($3, doc), loaded_at = $4 where tenant = $1 and url = $2",
        params![tenant, url, doc, loaded_at],
    )?;
    Ok(())
}

/// Removes a context.
pub fn delete(tx: &mut Tx<'_>, tenant: i64, local: &str) -> Outcome<()> {
    tx.exec("delete from hub_context where tenant = $1 and local = $2", params![tenant, local])?;
    Ok(())
}

/// Adds what was counted.
pub fn used(tx: &mut Tx<'_>, tenant: i64, local: &str, hits: i64, at: i64) -> Outcome<()> {
    tx.queue(
        "update hub_context set hits = hits + $3, used_at = case when used_at > $4 then used_at else $4 end
         where tenant = $1 and local = $2",
        params![tenant, local, hits, at],
    )
}
