//! How a query finds its entities: by identifier, by the most selective key, by type, or by reading all, always in the
//! order of creation, so that pages never overlap and never leave anything out.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::query::Bounds;
use qipan_ngsild::{Entity, Timestamp};
use qipan_store::{Tx, Value, params};

use super::{cells, keys};
use crate::names;

/// Keys that are worth fetching before their entities: a condition that more entities meet than this is checked on the
/// entities themselves, because then a page is soon full.
const SELECTIVE: usize = 1_000;
/// Keys that are read to find so many.
const KEYS_READ: usize = 4 * SELECTIVE;
/// Entities read at once while scanning.
const CHUNK: usize = 256;

/// A condition that the index can answer: one of these ranges (from, to before) of this name.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// Expanded name, or [`keys::SCOPE`].
    pub name: String,
    /// Ranges of keys.
    pub ranges: Vec<(Vec<u8>, Vec<u8>)>,
    /// Of a place: ranges of keys of what is larger than a point; looked into where there is anything larger.
    pub wide: Vec<(Vec<u8>, Vec<u8>)>,
    /// Of what lies in the ranges, only what may meet one of these areas; empty: all of it.
    pub areas: Vec<Bounds>,
}

/// What a query asks the store for. Whatever is found is checked again by the caller's `accept`.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// These entities only.
    pub ids: Vec<String>,
    /// Any of these types (expanded); empty: any at all.
    pub types: Vec<String>,
    /// Conditions that all hold.
    pub conditions: Vec<Condition>,
    /// `types` is all there is to check: what the index says is exact.
    pub exact: bool,
}

/// Where a page begins and how long it is.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Matching entities to leave out first.
    pub offset: usize,
    /// Entities at most.
    pub limit: usize,
    /// Entities that may be looked at.
    pub scan_limit: usize,
    /// Whether all matches are counted.
    pub count: bool,
}

/// A page.
#[derive(Debug, Default)]
pub struct Found {
    /// The entities.
    pub entities: Vec<Entity>,
    /// Whether there are more.
    pub more: bool,
    /// How many there are in all, when that was asked.
    pub count: Option<u64>,
}

/// Whether an entity that was found is wanted; may read others to decide.
pub type Accept<'a> = &'a mut dyn FnMut(&mut Tx<'_>, &Entity) -> Outcome<bool>;

struct Collector<'a> {
    page: Page,
    accept: Accept<'a>,
    now: Timestamp,
    looked_at: usize,
    matches: usize,
    found: Found,
}

impl Collector<'_> {
    /// Takes one entity; false when nothing more is needed.
    fn take(&mut self, tx: &mut Tx<'_>, doc: &str) -> Outcome<bool> {
        self.looked_at += 1;
        if self.looked_at > self.page.scan_limit {
            return Err(Failure::invalid("hub-query-too-complex").with("limit", self.page.scan_limit as i64));
        }
        let entity: Entity =
            serde_json::from_str(doc).map_err(|e| Failure::internal(format!("a stored entity: {e}")))?;
        if entity.expires_at.is_some_and(|end| end <= self.now) || !(self.accept)(tx, &entity)? {
            return Ok(true);
        }
        self.matches += 1;
        if self.matches > self.page.offset {
            if self.found.entities.len() < self.page.limit {
                self.found.entities.push(entity);
            } else {
                self.found.more = true;
            }
        }
        Ok(self.page.count || !self.found.more)
    }
}

/// Finds a page of entities.
///
/// # Errors
/// `hub-query-too-complex` when more entities would have to be read than the operator allows.
pub fn find(
    tx: &mut Tx<'_>,
    tenant: i64,
    wanted: &Wanted,
    page: Page,
    now: Timestamp,
    accept: Accept<'_>,
) -> Outcome<Found> {
    let mut collector = Collector { page, accept, now, looked_at: 0, matches: 0, found: Found::default() };
    if !wanted.ids.is_empty() {
        by_uri(tx, tenant, &wanted.ids, &mut collector)?;
    } else if let Some(rows) = selective(tx, tenant, &wanted.conditions)? {
        by_row(tx, &rows, &mut collector)?;
    } else if !wanted.types.is_empty() {
        if wanted.exact && wanted.types.len() == 1 {
            return of_one_type(tx, tenant, &wanted.types[0], collector);
        }
        by_type(tx, tenant, &wanted.types, &mut collector)?;
    } else {
        all(tx, tenant, &mut collector)?;
    }
    let mut found = collector.found;
    found.count = page.count.then_some(collector.matches as u64);
    Ok(found)
}

fn by_uri(tx: &mut Tx<'_>, tenant: i64, uris: &[String], collector: &mut Collector<'_>) -> Outcome<()> {
    let mut docs = Vec::new();
    for uri in uris {
        tx.each(
            "select id, doc from hub_entity where tenant = $1 and uri = $2 and doc is not null",
            params![tenant, uri],
            |row| {
                docs.push((row.get::<i64>(0)?, row.get::<String>(1)?));
                Ok(())
            },
        )?;
    }
    docs.sort_by_key(|(id, _)| *id);
    docs.dedup_by_key(|(id, _)| *id);
    for (_, doc) in docs {
        if !collector.take(tx, &doc)? {
            break;
        }
    }
    Ok(())
}

/// The rows of the first condition that few entities meet; `None` when every condition is met by many.
fn selective(tx: &mut Tx<'_>, tenant: i64, conditions: &[Condition]) -> Outcome<Option<BTreeSet<i64>>> {
    'next: for condition in conditions {
        let name = names::number(tenant, &condition.name);
        let mut rows = BTreeSet::new();
        let mut read = 0;
        let wide = !condition.wide.is_empty() && some_wide(tx, name)?;
        let all = condition.ranges.iter().chain(condition.wide.iter().filter(|_| wide));
        let all: Vec<_> = all.collect();
        for ranges in all.chunks(TOGETHER) {
            let mut given = params![name, KEYS_READ + 1 - read].to_vec();
            let places = if ranges.len() == 1 { 1 } else { TOGETHER };
            for at in 0..places {
                // What is left over is filled with a range that holds nothing.
                let (from, to) = ranges.get(at).map_or((&[][..], &[][..]), |(from, to)| (from, to));
                given.extend(params![from, to].to_vec());
            }
            tx.each(if places == 1 { &IN_RANGE } else { &IN_RANGES }, &given, |row| {
                read += 1;
                if !condition.areas.is_empty() {
                    let key: Vec<u8> = row.get(1)?;
                    if condition.areas.iter().all(|area| cells::apart(&key, *area)) {
                        return Ok(());
                    }
                }
                rows.insert(row.get(0)?);
                Ok(())
            })?;
            if read > KEYS_READ || rows.len() > SELECTIVE {
                continue 'next;
            }
        }
        return Ok(Some(rows));
    }
    Ok(None)
}

/// Whether any entity has there, under this name, a place larger than a point.
fn some_wide(tx: &mut Tx<'_>, name: i64) -> Outcome<bool> {
    let class = [cells::WIDE];
    let some = tx.first(
        "select 1 from hub_index where name = $1 and key >= $2 and key < $3 limit 1",
        params![name, &class[..], keys::after_prefix(&class)],
        |_| Ok(()),
    )?;
    Ok(some.is_some())
}

/// Ranges, or rows, that one statement asks for: each statement is a journey to the server and back.
pub const TOGETHER: usize = 16;

/// Keys in one range, and in [`TOGETHER`] of them. $1 is the name, $2 how many keys at most.
static IN_RANGE: LazyLock<String> = LazyLock::new(|| in_ranges(1));
static IN_RANGES: LazyLock<String> = LazyLock::new(|| in_ranges(TOGETHER));

fn in_ranges(count: usize) -> String {
    let one = |at: usize| {
        let (from, to) = (2 * at + 3, 2 * at + 4);
        format!("select entity, key from hub_index where name = $1 and key >= ${from} and key < ${to}")
    };
    let all: Vec<String> = (0..count).map(one).collect();
    format!("{} limit $2", all.join(" union all "))
}

/// Entities of [`TOGETHER`] rows.
static OF_ROWS: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (1..=TOGETHER).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    format!("select id, doc from hub_entity where id in ({places}) and doc is not null order by id")
});

fn by_row(tx: &mut Tx<'_>, rows: &BTreeSet<i64>, collector: &mut Collector<'_>) -> Outcome<()> {
    let rows: Vec<i64> = rows.iter().copied().collect();
    for some in rows.chunks(TOGETHER) {
        let mut docs: Vec<String> = Vec::with_capacity(some.len());
        let mut keep = |row: &qipan_store::Row<'_>| {
            docs.push(row.get(1)?);
            Ok(())
        };
        if let [row] = some {
            let sql = "select id, doc from hub_entity where id = $1 and doc is not null";
            tx.each(sql, params![*row], &mut keep)?;
        } else {
            let last = some.last().copied().unwrap_or_default();
            let given: Vec<_> = (0..TOGETHER).map(|at| Value::from(*some.get(at).unwrap_or(&last))).collect();
            tx.each(&OF_ROWS, &given, &mut keep)?;
        }
        for doc in docs {
            if !collector.take(tx, &doc)? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Entities of [`TOGETHER`] identifiers.
static OF_URIS: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (2..TOGETHER + 2).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    format!("select doc from hub_entity where tenant = $1 and uri in ({places}) and doc is not null")
});

/// The entities that are there of these, in no order; at most [`TOGETHER`] identifiers.
pub fn of_uris(tx: &mut Tx<'_>, tenant: i64, uris: &[String]) -> Outcome<Vec<Entity>> {
    let Some(last) = uris.last() else { return Ok(Vec::new()) };
    let mut given = params![tenant].to_vec();
    given.extend((0..TOGETHER).map(|at| Value::from(uris.get(at).unwrap_or(last).as_str())));
    tx.rows(&OF_URIS, &given, |row| {
        serde_json::from_str(&row.get::<String>(0)?)
            .map_err(|e| Failure::internal(format!("a stored entity: {e}")))
    })
}

/// What names stand for in the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listed {
    /// Types of entities.
    Types,
    /// Attributes of entities.
    Attributes,
}

/// The names of all types, or of all attributes, that some entity has; in order. Each is one look into the index.
pub fn listed(tx: &mut Tx<'_>, tenant: i64, of: Listed) -> Outcome<Vec<String>> {
    let some = |keys: &str| format!("exists (select 1 from hub_index i where i.name = n.id and {keys})");
    let (which, mut given) = (some("i.key = $2"), params![tenant, keys::TYPE].to_vec());
    let which = match of {
        Listed::Types => which,
        Listed::Attributes => {
            // Whatever is neither membership of a type nor that of a history.
            given.push(Value::from(keys::PAST_TYPE));
            let others = ["i.key < $3", "i.key > $3 and i.key < $2", "i.key > $2"];
            format!("({})", others.map(some).join(" or "))
        }
    };
    let sql = format!("select n.iri from hub_name n where n.tenant = $1 and {which} order by n.iri");
    let mut names: Vec<String> = tx.rows(&sql, &given, |row| row.get(0))?;
    names.retain(|name| name != keys::SCOPE);
    Ok(names)
}

/// Reads in chunks, in the order of creation, until the collector has enough.
fn in_chunks(
    tx: &mut Tx<'_>,
    collector: &mut Collector<'_>,
    mut chunk: impl FnMut(&mut Tx<'_>, i64) -> Outcome<Vec<(i64, String)>>,
) -> Outcome<()> {
    let mut after = 0;
    loop {
        let docs = chunk(tx, after)?;
        let last = docs.len() < CHUNK;
        for (row, doc) in docs {
            after = row;
            if !collector.take(tx, &doc)? {
                return Ok(());
            }
        }
        if last {
            return Ok(());
        }
    }
}

fn by_type(tx: &mut Tx<'_>, tenant: i64, types: &[String], collector: &mut Collector<'_>) -> Outcome<()> {
    let names: BTreeSet<i64> = types.iter().map(|name| names::number(tenant, name)).collect();
    in_chunks(tx, collector, |tx, after| {
        // Of each type the next chunk; together, in order, as much as all of them reach.
        let mut docs: Vec<(i64, String)> = Vec::new();
        for name in &names {
            docs.extend(chunk_of_type(tx, *name, after, CHUNK)?);
        }
        docs.sort_by_key(|(row, _)| *row);
        docs.dedup_by_key(|(row, _)| *row);
        docs.truncate(CHUNK);
        Ok(docs)
    })
}

fn chunk_of_type(tx: &mut Tx<'_>, name: i64, after: i64, limit: usize) -> Outcome<Vec<(i64, String)>> {
    tx.rows(
        "select i.entity, e.doc from hub_index i join hub_entity e on e.id = i.entity
         where i.name = $1 and i.key = $2 and i.entity > $3 order by i.entity limit $4",
        params![name, keys::TYPE, after, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// All of one type and nothing else asked: pages and counts come from the index alone.
fn of_one_type(tx: &mut Tx<'_>, tenant: i64, name: &str, mut collector: Collector<'_>) -> Outcome<Found> {
    let name = names::number(tenant, name);
    let page = collector.page;
    let docs: Vec<String> = tx.rows(
        "select e.doc from (select entity from hub_index where name = $1 and key = $2 order by entity limit $3 offset $4) i
         join hub_entity e on e.id = i.entity order by e.id",
        params![name, keys::TYPE, page.limit.saturating_add(1).min(1 << 40), page.offset.min(1 << 40)],
        |row| row.get(0),
    )?;
    collector.page.offset = 0;
    for doc in docs {
        collector.take(tx, &doc)?;
    }
    if page.count {
        let count: i64 = tx.one(
            "select count(*) from hub_index where name = $1 and key = $2",
            params![name, keys::TYPE],
            |row| row.get(0),
        )?;
        collector.found.count = Some(count as u64);
    }
    Ok(collector.found)
}

fn all(tx: &mut Tx<'_>, tenant: i64, collector: &mut Collector<'_>) -> Outcome<()> {
    in_chunks(tx, collector, |tx, after| {
        tx.rows(
            "select id, doc from hub_entity where tenant = $1 and id > $2 and doc is not null order by id limit $3",
            params![tenant, after, CHUNK],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    })
}
