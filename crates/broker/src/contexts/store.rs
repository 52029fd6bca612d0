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

/// Contexts that a tenant keeps at most: of those loaded from elsewhere, and of those created implicitly. The one not
/// used for longest gives way; it can be loaded, or is created, again.
const LIMITS: [(Origin, i64); 2] = [(Origin::Cached, 1_000), (Origin::ImplicitlyCreated, 10_000)];

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
    if let Some((_, limit)) = LIMITS.iter().find(|(origin, _)| *origin == new.origin) {
        make_room(tx, tenant, new.origin, *limit)?;
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

fn make_room(tx: &mut Tx<'_>, tenant: i64, origin: Origin, limit: i64) -> Outcome<()> {
    let count: i64 = tx.one(
        "select count(*) from hub_context where tenant = $1 and kind = $2",
        params![tenant, origin as i64],
        |row| row.get(0),
    )?;
    if count >= limit {
        tx.exec(
            "delete from hub_context where tenant = $1 and local in (
               select local from hub_context where tenant = $1 and kind = $2
               order by coalesce(used_at, loaded_at), local limit $3)",
            params![tenant, origin as i64, count - limit + 1],
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

#[cfg(test)]
mod tests {
    use qipan_testkit::both;

    use super::*;

    fn context(origin: Origin, n: i64) -> Stored {
        Stored {
            local: format!("{n:05}"),
            url: (origin == Origin::Cached).then(|| format!("http://x.example/{n}")),
            origin,
            doc: "{}".to_owned(),
            created_at: n,
            loaded_at: n,
            used_at: None,
            hits: 0,
        }
    }

    #[test]
    fn the_copy_not_used_for_longest_gives_way() {
        both(&[qipan_store::MIGRATIONS, crate::MIGRATIONS], |db| {
            let (cached, hosted) = (Origin::Cached, Origin::Hosted);
            let fill = move |tx: &mut Tx<'_>| {
                insert(tx, 0, &context(hosted, 90_000))?;
                (0..1_000).try_for_each(|n| insert(tx, 0, &context(cached, n)))?;
                used(tx, 0, "00000", 3, 5_000)?;
                insert(tx, 0, &context(cached, 1_000))?;
                // Of another tenant, and the same again.
                insert(tx, 1, &context(cached, 1_000))?;
                insert(tx, 1, &context(cached, 1_000))
            };
            db.db.write_now(fill).expect("written");
            let found = |tenant, name: &'static str| {
                db.db.read_now(|tx| find(tx, tenant, name)).expect("read").map(|row| (row.hits, row.used_at))
            };
            assert_eq!(found(0, "00000"), Some((3, Some(5_000))));
            assert_eq!(found(0, "00001"), None);
            assert_eq!(found(0, "http://x.example/2"), Some((0, None)));
            assert_eq!(found(1, "01000"), Some((0, None)));
            let count = |tenant, origin| db.db.read_now(|tx| list(tx, tenant, origin)).expect("read").len();
            assert_eq!(
                (count(0, None), count(0, Some(cached)), count(0, Some(hosted)), count(1, None)),
                (1_001, 1_000, 1, 1)
            );
        });
    }
}
