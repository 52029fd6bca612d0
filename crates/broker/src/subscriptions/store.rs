//! Rows of subscriptions, and of what they are still to be told.

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::Timestamp;
use qipan_store::{Row, Tx, params};

use super::model::Subscription;

/// A subscription's row.
pub struct Stored {
    /// The row.
    pub id: i64,
    /// The subscription.
    pub doc: Subscription,
    /// When it was made, microseconds.
    pub created_at: i64,
    /// When it was changed, microseconds.
    pub modified_at: i64,
    /// What delivering made of it.
    pub state: State,
    /// The token it belongs to.
    pub token: Option<i64>,
}

/// What delivering made of a subscription.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct State {
    /// Tries.
    pub times_sent: i64,
    /// Tries that failed.
    pub times_failed: i64,
    /// Microseconds.
    pub last_notification: Option<i64>,
    /// Microseconds.
    pub last_success: Option<i64>,
    /// Microseconds.
    pub last_failure: Option<i64>,
}

fn parse(doc: &str) -> Outcome<Subscription> {
    serde_json::from_str(doc).map_err(|e| Failure::internal(format!("a stored subscription: {e}")))
}

fn text(doc: &Subscription) -> Outcome<String> {
    serde_json::to_string(doc).map_err(Failure::internal)
}

const COLUMNS: &str = "s.id, s.doc, s.created_at, s.modified_at, t.times_sent, t.times_failed,
     t.last_notification, t.last_success, t.last_failure, s.token
     from hub_subscription s join hub_subscription_state t on t.subscription = s.id";

fn stored(row: &Row<'_>) -> Outcome<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        doc: parse(&row.get::<String>(1)?)?,
        created_at: row.get(2)?,
        modified_at: row.get(3)?,
        state: State {
            times_sent: row.get(4)?,
            times_failed: row.get(5)?,
            last_notification: row.get(6)?,
            last_success: row.get(7)?,
            last_failure: row.get(8)?,
        },
        token: row.get(9)?,
    })
}

/// The subscription `uri`.
pub fn get(tx: &mut Tx<'_>, tenant: i64, uri: &str, sources: bool) -> Outcome<Option<Stored>> {
    tx.first(
        &format!("select {COLUMNS} where s.tenant = $1 and s.uri = $2 and s.sources = $3"),
        params![tenant, uri, i64::from(sources)],
        stored,
    )
}

/// A page of subscriptions in the order in which they were made.
pub fn page(
    tx: &mut Tx<'_>,
    tenant: i64,
    sources: bool,
    offset: usize,
    limit: usize,
) -> Outcome<Vec<Stored>> {
    tx.rows(
        &format!("select {COLUMNS} where s.tenant = $1 and s.sources = $4 order by s.id limit $2 offset $3"),
        params![tenant, limit, offset, i64::from(sources)],
        stored,
    )
}

/// How many subscriptions a tenant has.
pub fn count(tx: &mut Tx<'_>, tenant: i64, sources: bool) -> Outcome<i64> {
    tx.one(
        "select count(*) from hub_subscription where tenant = $1 and sources = $2",
        params![tenant, i64::from(sources)],
        |row| row.get(0),
    )
}

/// Everybody has to look what changed.
fn changed(tx: &mut Tx<'_>, version: i64) -> Outcome<()> {
    tx.queue("update hub_subscription_version set version = $1 where one = 1", params![version])
}

/// Adds a subscription; `false` when there is one of that URI.
pub fn insert(
    tx: &mut Tx<'_>,
    tenant: i64,
    id: i64,
    doc: &Subscription,
    now: Timestamp,
    next_at: Option<i64>,
    token: Option<i64>,
) -> Outcome<bool> {
    let added = tx.exec(
        "insert into hub_subscription (id, tenant, uri, doc, changed, created_at, modified_at, sources, token)
         values ($1, $2, $3, $4, $1, $5, $5, $6, $7) on conflict (tenant, uri) do nothing",
        params![id, tenant, &doc.id, text(doc)?, now.0, i64::from(doc.sources), token],
    )?;
    if added == 0 {
        return Ok(false);
    }
    tx.queue(
        "insert into hub_subscription_state (subscription, times_sent, times_failed, next_at, owner, lease_until)
         values ($1, 0, 0, $2, 0, 0)",
        params![id, next_at],
    )?;
    changed(tx, id)?;
    Ok(true)
}

/// Writes a changed subscription.
pub fn update(
    tx: &mut Tx<'_>,
    id: i64,
    version: i64,
    doc: &Subscription,
    now: Timestamp,
    next_at: Option<i64>,
    token: Option<i64>,
) -> Outcome<()> {
    tx.queue(
        "update hub_subscription set doc = $2, changed = $3, modified_at = $4, token = $5 where id = $1",
        params![id, text(doc)?, version, now.0, token],
    )?;
    tx.queue("update hub_subscription_state set next_at = $2 where subscription = $1", params![id, next_at])?;
    changed(tx, version)
}

/// Deletes a subscription and what it was still to be told; `false` when there is none.
pub fn delete(tx: &mut Tx<'_>, tenant: i64, uri: &str, sources: bool, version: i64) -> Outcome<bool> {
    let found: Option<i64> = tx.first(
        "select id from hub_subscription where tenant = $1 and uri = $2 and sources = $3",
        params![tenant, uri, i64::from(sources)],
        |row| row.get(0),
    )?;
    let Some(id) = found else { return Ok(false) };
    tx.queue("delete from hub_subscription where id = $1", params![id])?;
    tx.queue("delete from hub_subscription_state where subscription = $1", params![id])?;
    forget_all(tx, id)?;
    changed(tx, version)?;
    Ok(true)
}

/// The version of all subscriptions together.
pub fn version(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select version from hub_subscription_version where one = 1", &[], |row| row.get(0))
}

/// The rows there are, each with its last change.
pub fn changes(tx: &mut Tx<'_>) -> Outcome<Vec<(i64, i64)>> {
    tx.rows("select id, changed from hub_subscription", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A subscription as the index has it.
pub struct Loaded {
    /// The row.
    pub id: i64,
    /// Its last change.
    pub changed: i64,
    /// Tenant.
    pub tenant: i64,
    /// Name of the tenant.
    pub tenant_name: Option<String>,
    /// The subscription.
    pub doc: Subscription,
    /// The token it belongs to.
    pub token: Option<i64>,
}

const LOADED: &str = "select s.id, s.changed, s.tenant, n.name, s.doc, s.token from hub_subscription s
     left join hub_tenant n on n.id = s.tenant";

fn loaded(row: &Row<'_>) -> Outcome<Loaded> {
    Ok(Loaded {
        id: row.get(0)?,
        changed: row.get(1)?,
        tenant: row.get(2)?,
        tenant_name: row.get(3)?,
        doc: parse(&row.get::<String>(4)?)?,
        token: row.get(5)?,
    })
}

/// One subscription for the index.
pub fn load(tx: &mut Tx<'_>, id: i64) -> Outcome<Option<Loaded>> {
    tx.first(&format!("{LOADED} where s.id = $1"), params![id], loaded)
}

/// All subscriptions for the index.
pub fn load_all(tx: &mut Tx<'_>) -> Outcome<Vec<Loaded>> {
    tx.rows(LOADED, &[], loaded)
}

/// Queues what happened for one subscription: `doc`, or the event that holds it.
pub fn queue(
    tx: &mut Tx<'_>,
    subscription: i64,
    at: Timestamp,
    event: Option<i64>,
    doc: Option<&str>,
) -> Outcome<()> {
    tx.queue(
        "insert into hub_delivery (subscription, at, event, doc) values ($1, $2, $3, $4)",
        params![subscription, at.0, event, doc],
    )
}

/// Keeps what happened for several subscriptions.
pub fn event(tx: &mut Tx<'_>, id: i64, doc: &str) -> Outcome<()> {
    tx.queue("insert into hub_event (id, doc) values ($1, $2)", params![id, doc])
}

/// Something a subscription is to be told.
pub struct Delivery {
    /// The row: also the order.
    pub id: i64,
    /// When it happened, microseconds.
    pub at: i64,
    /// What happened.
    pub doc: String,
}

/// What a subscription is to be told next; at most so many, and after the first not more than so many bytes.
pub fn due(tx: &mut Tx<'_>, subscription: i64, most: usize, bytes: usize) -> Outcome<Vec<Delivery>> {
    let mut all = Vec::new();
    let mut size = 0;
    tx.each(
        "select d.id, d.at, coalesce(d.doc, e.doc) from hub_delivery d left join hub_event e on e.id = d.event
         where d.subscription = $1 order by d.id limit $2",
        params![subscription, most],
        |row| {
            let doc: String = row.get::<Option<String>>(2)?.unwrap_or_default();
            size += doc.len();
            if all.is_empty() || size <= bytes {
                all.push(Delivery { id: row.get(0)?, at: row.get(1)?, doc });
            }
            Ok(())
        },
    )?;
    Ok(all)
}

/// Subscriptions that something new waits for: rows after `after`, in order, each with its subscription.
pub fn fresh(tx: &mut Tx<'_>, after: i64, most: usize) -> Outcome<Vec<(i64, i64)>> {
    tx.rows(
        "select id, subscription from hub_delivery where id > $1 order by id limit $2",
        params![after, most],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Every subscription that something waits for. One search in the index for each, however much waits.
pub fn waiting(tx: &mut Tx<'_>) -> Outcome<Vec<i64>> {
    tx.rows(
        "with recursive w (s) as (
           select min(subscription) from hub_delivery
           union all
           select (select min(d.subscription) from hub_delivery d where d.subscription > w.s) from w where w.s is not null
         )
         select s from w where s is not null",
        &[],
        |row| row.get(0),
    )
}

/// Takes the deliveries of a subscription for this process until `until`; `false` when another process has them.
pub fn claim(tx: &mut Tx<'_>, subscription: i64, owner: i64, now: i64, until: i64) -> Outcome<bool> {
    let taken = tx.exec(
        "update hub_subscription_state set owner = $2, lease_until = $4
         where subscription = $1 and (owner = $2 or lease_until <= $3)",
        params![subscription, owner, now, until],
    )?;
    Ok(taken > 0)
}

/// These deliveries are done with.
pub fn done(tx: &mut Tx<'_>, ids: &[i64]) -> Outcome<()> {
    for id in ids {
        tx.queue("delete from hub_delivery where id = $1", params![*id])?;
    }
    Ok(())
}

/// Forgets all that a subscription was to be told.
pub fn forget_all(tx: &mut Tx<'_>, subscription: i64) -> Outcome<()> {
    tx.queue("delete from hub_delivery where subscription = $1", params![subscription])
}

/// Adds to the counters; times that are `None` stay as they are.
pub fn count_tries(tx: &mut Tx<'_>, subscription: i64, tries: State) -> Outcome<()> {
    tx.queue(
        "update hub_subscription_state set times_sent = times_sent + $2, times_failed = times_failed + $3,
           last_notification = coalesce($4, last_notification), last_success = coalesce($5, last_success),
           last_failure = coalesce($6, last_failure)
         where subscription = $1",
        params![
            subscription,
            tries.times_sent,
            tries.times_failed,
            tries.last_notification,
            tries.last_success,
            tries.last_failure
        ],
    )
}

/// When a subscription last got a notification, microseconds.
pub fn last_success(tx: &mut Tx<'_>, subscription: i64) -> Outcome<Option<i64>> {
    let found: Option<Option<i64>> = tx.first(
        "select last_success from hub_subscription_state where subscription = $1",
        params![subscription],
        |row| row.get(0),
    )?;
    Ok(found.flatten())
}

/// Periodic subscriptions that are due.
pub fn periodic(tx: &mut Tx<'_>, now: i64, most: usize) -> Outcome<Vec<i64>> {
    tx.rows(
        "select subscription from hub_subscription_state where next_at is not null and next_at <= $1
         order by next_at limit $2",
        params![now, most],
        |row| row.get(0),
    )
}

/// The next moment at which a periodic subscription is due.
pub fn next_periodic(tx: &mut Tx<'_>) -> Outcome<Option<i64>> {
    tx.one("select min(next_at) from hub_subscription_state where next_at is not null", &[], |row| row.get(0))
}

/// Plans a periodic subscription anew; `false` when another process has done so meanwhile.
pub fn plan(tx: &mut Tx<'_>, subscription: i64, now: i64, next: Option<i64>) -> Outcome<bool> {
    let planned = tx.exec(
        "update hub_subscription_state set next_at = $3
         where subscription = $1 and next_at is not null and next_at <= $2",
        params![subscription, now, next],
    )?;
    Ok(planned > 0)
}

/// Whether something waits for a subscription.
pub fn waits(tx: &mut Tx<'_>, subscription: i64) -> Outcome<bool> {
    let found: Option<i64> = tx.first(
        "select id from hub_delivery where subscription = $1 order by id limit 1",
        params![subscription],
        |row| row.get(0),
    )?;
    Ok(found.is_some())
}

/// Forgets events that nobody is to be told any more. Events younger than `before` are left: who writes them now is
/// not seen yet.
pub fn sweep(tx: &mut Tx<'_>, before: i64) -> Outcome<()> {
    tx.queue(
        "delete from hub_event where id < $1
         and not exists (select 1 from hub_delivery d where d.event = hub_event.id)",
        params![before],
    )
}
