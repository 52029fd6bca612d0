//! Rows of instances: written one at a time, read by time.

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::query::Window;
use qipan_ngsild::{Attr, Entity, Kind, Timestamp};
use qipan_store::{Tx, params};

use super::tail_store;
use crate::entities::keys;
use crate::hub::Hub;
use crate::names;

/// What the URI of an instance begins with; the rest is its row.
const INSTANCE: &str = "urn:ngsi-ld:Instance:";

/// The URI of an instance (`instanceId`).
pub fn instance_uri(id: i64) -> String {
    format!("{INSTANCE}{id}")
}

/// The row that a URI names; `None` for URIs that this broker does not give out.
pub fn instance_row(uri: &str) -> Option<i64> {
    uri.strip_prefix(INSTANCE)?.parse().ok()
}

/// What a history belongs to.
#[derive(Clone, Debug)]
pub struct Head {
    /// Row of the entity.
    pub row: i64,
    /// The entity as it is, or types, scopes and times of one of which only the history is left.
    pub entity: Entity,
    /// Whether the entity is there now.
    pub current: bool,
}

fn head(row: &qipan_store::Row<'_>) -> Outcome<Option<Head>> {
    let (doc, past): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
    let current = doc.is_some();
    let Some(text) = doc.or(past) else { return Ok(None) };
    let entity = parse(&text)?;
    Ok(Some(Head { row: row.get(0)?, entity, current }))
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Outcome<T> {
    serde_json::from_str(text).map_err(|e| Failure::internal(format!("a stored document: {e}")))
}

/// The row of `uri`, whether or not it has a history; locked on PostgreSQL until the act is over.
pub fn lock(tx: &mut Tx<'_>, tenant: i64, uri: &str) -> Outcome<Option<Head>> {
    let found = tx.first(
        "select id, doc, past from hub_entity where tenant = $1 and uri = $2 for update",
        params![tenant, uri],
        head,
    )?;
    Ok(found.flatten())
}

/// The history of `uri`; `None` where there is none.
pub fn find(tx: &mut Tx<'_>, tenant: i64, uri: &str) -> Outcome<Option<Head>> {
    let found = tx.first(
        "select id, doc, past from hub_entity where tenant = $1 and uri = $2",
        params![tenant, uri],
        head,
    )?;
    let Some(head) = found.flatten() else { return Ok(None) };
    let there = has_history(tx, &head)?;
    Ok(there.then_some(head))
}

/// An entity that is gone has a history, and so has one that has instances, or nothing of which there could be any.
pub fn has_history(tx: &mut Tx<'_>, head: &Head) -> Outcome<bool> {
    if !head.current || head.entity.attrs.is_empty() {
        return Ok(true);
    }
    let one =
        tx.first("select id from hub_instance where entity = $1 limit 1", params![head.row], |row| {
            row.get::<i64>(0)
        })?;
    Ok(one.is_some() || tail_store::holds(tx, head.row)?)
}

/// Which entities may have the history that is asked for.
#[derive(Clone, Debug)]
pub enum Candidates {
    /// These URIs.
    Uris(Vec<String>),
    /// Numbers of type names: entities that are or were of one of them.
    Types(Vec<i64>),
    /// All of the tenant.
    All,
}

/// The next candidates after row `after`, in the order of rows.
pub fn candidates(
    tx: &mut Tx<'_>,
    tenant: i64,
    which: &Candidates,
    after: i64,
    limit: usize,
) -> Outcome<Vec<Head>> {
    let mut heads: Vec<Option<Head>> = Vec::new();
    match which {
        Candidates::Uris(uris) => {
            for uri in uris {
                heads.extend(tx.rows(
                    "select id, doc, past from hub_entity where tenant = $1 and uri = $2 and id > $3",
                    params![tenant, uri, after],
                    head,
                )?);
            }
        }
        Candidates::Types(types) => {
            for name in types {
                for key in [keys::TYPE, keys::PAST_TYPE] {
                    heads.extend(tx.rows(
                        "select e.id, e.doc, e.past from hub_index i join hub_entity e on e.id = i.entity
                         where i.name = $1 and i.key = $2 and i.entity > $3 order by i.entity limit $4",
                        params![*name, key, after, limit],
                        head,
                    )?);
                }
            }
        }
        Candidates::All => {
            heads = tx.rows(
                "select id, doc, past from hub_entity where tenant = $1 and id > $2 order by id limit $3",
                params![tenant, after, limit],
                head,
            )?
        }
    }
    let mut heads: Vec<Head> = heads.into_iter().flatten().collect();
    heads.sort_by_key(|head| head.row);
    heads.dedup_by_key(|head| head.row);
    heads.truncate(limit);
    Ok(heads)
}

/// Makes the row of an entity that has only a history, or changes what is known of it.
pub fn save_past(
    tx: &mut Tx<'_>,
    hub: &Hub,
    tenant: i64,
    row: Option<i64>,
    past: &Entity,
    now: Timestamp,
    fresh: &mut Vec<i64>,
) -> Outcome<i64> {
    let text = serde_json::to_string(past).map_err(Failure::internal)?;
    let id = match row {
        Some(id) => {
            tx.queue("update hub_entity set past = $2 where id = $1", params![id, text])?;
            id
        }
        None => {
            let id = hub.next_id(now).0;
            let made = tx.exec(
                "insert into hub_entity (id, tenant, uri, past) values ($1, $2, $3, $4)
                 on conflict (tenant, uri) do nothing",
                params![id, tenant, &past.id, text],
            )?;
            if made == 0 {
                return Err(Failure::conflict("hub-entity-exists").with("id", past.id.as_str()));
            }
            id
        }
    };
    for name in &past.types {
        let name = hub.names.keep(tx, tenant, name, fresh)?;
        tx.queue(
            "insert into hub_index (name, key, entity) values ($1, $2, $3) on conflict do nothing",
            params![name, keys::PAST_TYPE, id],
        )?;
    }
    Ok(id)
}

/// Takes away the row of an entity that has only a history.
pub fn remove_past(tx: &mut Tx<'_>, tenant: i64, head: &Head) -> Outcome<()> {
    for name in &head.entity.types {
        tx.queue(
            "delete from hub_index where name = $1 and key = $2 and entity = $3",
            params![names::number(tenant, name), keys::PAST_TYPE, head.row],
        )?;
    }
    tx.queue("delete from hub_entity where id = $1", params![head.row])
}

struct Columns {
    doc: String,
    moment: Timestamp,
    observed: bool,
    dataset: Option<i64>,
    number: Option<f64>,
}

fn columns(tenant: i64, attr: &Attr, written: Timestamp) -> Outcome<Columns> {
    let plain = attr.kind == Kind::Property && attr.deleted_at.is_none();
    Ok(Columns {
        doc: serde_json::to_string(attr).map_err(Failure::internal)?,
        moment: attr.observed_at.unwrap_or(written),
        observed: attr.observed_at.is_some(),
        dataset: attr.dataset_id.as_deref().map(|id| names::number(tenant, id)),
        number: attr.value.as_f64().filter(|_| plain),
    })
}

/// Adds an instance.
pub fn insert(
    tx: &mut Tx<'_>,
    tenant: i64,
    (entity, name, id): (i64, i64, i64),
    attr: &Attr,
    now: Timestamp,
) -> Outcome<()> {
    let Columns { doc, moment, observed, dataset, number } = columns(tenant, attr, now)?;
    tx.add(
        "insert into hub_instance
           (entity, name, id, at, doc, moment, observed, deleted, expires, dataset, number)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            entity,
            name,
            id,
            now.0,
            doc,
            moment.0,
            observed,
            attr.deleted_at.map(|at| at.0),
            attr.expires_at.map(|at| at.0),
            dataset,
            number
        ],
    )
}

/// Writes an instance anew in its place.
pub fn change(
    tx: &mut Tx<'_>,
    tenant: i64,
    (entity, name, id): (i64, i64, i64),
    attr: &Attr,
    now: Timestamp,
) -> Outcome<()> {
    let written = attr.created_at.unwrap_or(now);
    let Columns { doc, moment, observed, dataset, number } = columns(tenant, attr, written)?;
    tx.queue(
        "update hub_instance set doc = $4, moment = $5, observed = $6, modified = $7, deleted = $8, expires = $9,
           dataset = $10, number = $11
         where entity = $1 and name = $2 and id = $3",
        params![
            entity,
            name,
            id,
            doc,
            moment.0,
            observed,
            now.0,
            attr.deleted_at.map(|at| at.0),
            attr.expires_at.map(|at| at.0),
            dataset,
            number
        ],
    )
}

/// One instance.
pub fn get(tx: &mut Tx<'_>, (entity, name, id): (i64, i64, i64)) -> Outcome<Option<Attr>> {
    tx.first(
        "select doc from hub_instance where entity = $1 and name = $2 and id = $3",
        params![entity, name, id],
        |row| parse(&row.get::<String>(0)?),
    )
}

/// Takes one instance away; false when it was not there.
pub fn remove(tx: &mut Tx<'_>, (entity, name, id): (i64, i64, i64)) -> Outcome<bool> {
    tx.exec("delete from hub_instance where entity = $1 and name = $2 and id = $3", params![entity, name, id])
        .map(|gone| gone > 0)
}

/// The instance of this attribute and `datasetId` that was observed at that time.
pub fn observed_then(tx: &mut Tx<'_>, stream: Stream, at: Timestamp) -> Outcome<Option<(i64, Attr)>> {
    let which = if stream.dataset.is_some() { "dataset = $4" } else { "dataset is null" };
    let sql = format!(
        "select id, doc from hub_instance
         where entity = $1 and name = $2 and moment = $3 and observed = 1 and deleted is null and {which} limit 1"
    );
    let all = params![stream.entity, stream.name, at.0, stream.dataset];
    let given = if stream.dataset.is_some() { all } else { &all[..3] };
    tx.first(&sql, given, |row| Ok((row.get(0)?, parse(&row.get::<String>(1)?)?)))
}

/// The last instance of an attribute that does not tell of a deletion.
pub fn last(tx: &mut Tx<'_>, stream: Stream) -> Outcome<Option<Attr>> {
    let found = read(tx, stream, By::Any, Span::ALL, Direction::Backward, 1)?;
    found.into_iter().next().map(|found| found.attr()).transpose()
}

/// The instances of one attribute with one `datasetId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Row of the entity.
    pub entity: i64,
    /// Number of the attribute's name.
    pub name: i64,
    /// Number of the `datasetId`; `None` for the default instance.
    pub dataset: Option<i64>,
}

/// Names under which an entity has instances: number and text. The store is asked for one after the other, so that the
/// instances themselves are not looked at.
pub fn names(tx: &mut Tx<'_>, entity: i64) -> Outcome<Vec<(i64, String)>> {
    let mut all = Vec::new();
    let mut after = -1_i64;
    loop {
        let next = tx.first(
            "select name from hub_instance where entity = $1 and name > $2 order by name limit 1",
            params![entity, after],
            |row| row.get::<i64>(0),
        )?;
        let Some(name) = next else { return Ok(all) };
        let iri = tx.first("select iri from hub_name where id = $1", params![name], |row| row.get(0))?;
        all.extend(iri.map(|iri: String| (name, iri)));
        after = name;
    }
}

/// The default stream of an attribute and one for each `datasetId`.
pub fn streams(tx: &mut Tx<'_>, entity: i64, name: i64) -> Outcome<Vec<Stream>> {
    let mut all = vec![Stream { entity, name, dataset: None }];
    let mut after = -1_i64;
    loop {
        let next = tx.first(
            "select dataset from hub_instance where entity = $1 and name = $2 and dataset > $3
             order by dataset limit 1",
            params![entity, name, after],
            |row| row.get::<i64>(0),
        )?;
        let Some(dataset) = next else { return Ok(all) };
        all.push(Stream { entity, name, dataset: Some(dataset) });
        after = dataset;
    }
}

/// Which time of an instance counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// `observedAt`, or when it was written; also traces of deletions.
    Any,
    /// `observedAt`; what has none is left out.
    Observed,
    /// `createdAt`.
    Created,
    /// `modifiedAt`.
    Modified,
    /// `deletedAt`.
    Deleted,
}

impl By {
    /// The column, and what else must hold. A trace of a deletion has no other time than `deletedAt`.
    fn sql(self) -> (&'static str, &'static str) {
        match self {
            By::Any => ("moment", ""),
            By::Observed => ("moment", "and observed = 1"),
            By::Created => ("at", "and deleted is null and id >= $6"),
            By::Modified => {
                ("coalesce(modified, at)", "and deleted is null and (id >= $6 or modified >= $3)")
            }
            By::Deleted => ("deleted", "and deleted is not null"),
        }
    }

    /// Rows are numbered in the order of writing: from here on they were written at `from` or later.
    fn floor(self, from: i64) -> Option<i64> {
        let written = matches!(self, By::Created | By::Modified);
        let moment = qipan_kernel::Moment(from.div_euclid(1_000));
        written.then(|| qipan_kernel::Id::first_of(moment).0)
    }
}

/// From (included) until (included), microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: i64,
    /// The last moment.
    pub until: i64,
}

impl Span {
    /// All times.
    pub const ALL: Span = Span { from: i64::MIN, until: i64::MAX };

    /// What both hold.
    pub fn and(self, other: Span) -> Span {
        Span { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Nothing lies in it.
    pub fn empty(self) -> bool {
        self.from > self.until
    }
}

impl From<Window> for Span {
    fn from(window: Window) -> Span {
        Span {
            from: window.from.map_or(i64::MIN, |at| at.0),
            until: window.until.map_or(i64::MAX, |at| at.0.saturating_sub(1)),
        }
    }
}

/// From the earliest on, or from the latest back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The earliest first.
    Forward,
    /// The latest first.
    Backward,
}

/// An instance as it was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The time that was asked for.
    pub time: i64,
    /// Its row.
    pub id: i64,
    doc: String,
}

impl Found {
    /// The instance, with its `instanceId`.
    pub fn attr(&self) -> Outcome<Attr> {
        let mut attr: Attr = parse(&self.doc)?;
        attr.instance_id = Some(instance_uri(self.id));
        Ok(attr)
    }
}

/// The first instances of a stream in a span.
pub fn read(
    tx: &mut Tx<'_>,
    stream: Stream,
    by: By,
    span: Span,
    direction: Direction,
    limit: usize,
) -> Outcome<Vec<Found>> {
    if span.empty() {
        return Ok(Vec::new());
    }
    let way = if direction == Direction::Forward { "asc" } else { "desc" };
    let (sql, given) = range(stream, by, span);
    let (time, _) = by.sql();
    let sql = format!("select {time}, id, doc {sql} order by {time} {way}, id {way} limit $5");
    let mut given = given;
    given[4] = qipan_store::Value::from(limit);
    tx.rows(&sql, &given, |row| Ok(Found { time: row.get(0)?, id: row.get(1)?, doc: row.get(2)? }))
}

/// Whether there is any instance of a stream in a span.
pub fn any(tx: &mut Tx<'_>, stream: Stream, by: By, span: Span) -> Outcome<bool> {
    if span.empty() {
        return Ok(false);
    }
    let (sql, mut given) = range(stream, by, span);
    given[4] = qipan_store::Value::from(1_i64);
    Ok(tx.first(&format!("select id {sql} limit $5"), &given, |row| row.get::<i64>(0))?.is_some())
}

/// Times and numbers of a stream in a span, in the order of time, read from the index alone; `None` when some of its
/// instances are no numbers, or when there are more than `limit`.
pub fn numbers(
    tx: &mut Tx<'_>,
    stream: Stream,
    by: By,
    span: Span,
    limit: usize,
) -> Outcome<Option<Vec<(i64, f64)>>> {
    if span.empty() {
        return Ok(Some(Vec::new()));
    }
    let (sql, mut given) = range(stream, by, span);
    let (time, _) = by.sql();
    given[4] = qipan_store::Value::from(limit.saturating_add(1).min(i64::MAX as usize));
    let sql = format!("select {time}, number {sql} order by {time} limit $5");
    let (mut found, mut plain) = (Vec::new(), true);
    tx.each(&sql, &given, |row| {
        match row.get::<Option<f64>>(1)? {
            Some(number) => found.push((row.get(0)?, number)),
            None => plain = false,
        }
        Ok(())
    })?;
    Ok((plain && found.len() <= limit).then_some(found))
}

/// `from … where …` of a span, with its parameters; the fifth is the limit's place.
fn range(stream: Stream, by: By, span: Span) -> (String, Vec<qipan_store::Value<'static>>) {
    let (time, more) = by.sql();
    let floor = by.floor(span.from);
    let mut given = params![stream.entity, stream.name, span.from, span.until, 0_i64].to_vec();
    given.extend(floor.map(qipan_store::Value::from));
    let dataset = match stream.dataset {
        None => "dataset is null".to_owned(),
        Some(dataset) => {
            given.push(qipan_store::Value::from(dataset));
            format!("dataset = ${}", given.len())
        }
    };
    let sql = format!(
        "from hub_instance where entity = $1 and name = $2 and {time} >= $3 and {time} <= $4 {more} and {dataset}"
    );
    (sql, given)
}

/// Takes away at most `limit` instances of an entity; returns how many went.
pub fn remove_some(tx: &mut Tx<'_>, entity: i64, name: Option<i64>, limit: usize) -> Outcome<u64> {
    match name {
        Some(name) => tx.exec(
            "delete from hub_instance where entity = $1 and name = $2 and id in
               (select id from hub_instance where entity = $1 and name = $2 order by id limit $3)",
            params![entity, name, limit],
        ),
        None => tx.exec(
            "delete from hub_instance where entity = $1 and (name, id) in
               (select name, id from hub_instance where entity = $1 order by name, id limit $2)",
            params![entity, limit],
        ),
    }
}

/// The same for one stream, before a moment.
pub fn remove_stream(tx: &mut Tx<'_>, stream: Stream, before: i64, limit: usize) -> Outcome<u64> {
    let mut given = params![stream.entity, stream.name, before, limit].to_vec();
    let dataset = match stream.dataset {
        None => "dataset is null",
        Some(dataset) => {
            given.push(qipan_store::Value::from(dataset));
            "dataset = $5"
        }
    };
    tx.exec(
        &format!(
            "delete from hub_instance where entity = $1 and name = $2 and id in
               (select id from hub_instance where entity = $1 and name = $2 and moment < $3 and {dataset}
                order by moment limit $4)"
        ),
        &given,
    )
}
