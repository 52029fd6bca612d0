//! From events, or from everything there is, to entities: in batches that are small enough to stand beside other writes,
//! with rests between them while others wait. Each batch has a transaction of its own: the locks that it holds would hold
//! up whatever shared it, and those who wait for them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use qipan_accounts::http::Site;
use qipan_accounts::units;
use qipan_board::commitments::store as commitments;
use qipan_board::lines;
use qipan_broker::Hub;
use qipan_broker::hub::DEFAULT_TENANT;
use qipan_broker::own;
use qipan_kernel::{Id, Moment, Outcome};
use qipan_ngsild::{Entity, Timestamp};
use qipan_projects::book::commands as projects;
use qipan_projects::book::store::{self as book, Filter};
use qipan_projects::{invest, nodes, problems};
use qipan_records::documents;
use qipan_store::{Tx, outbox};

use super::entity::{self, Sort};
use super::project_entity::{self, Facets};
use super::store;

/// The publisher's name among the readers of the outbox.
pub const READER: &str = "hub";
/// Events of one batch.
const EVENTS: usize = 50;
/// Entities written in one transaction.
const BATCH: usize = 50;

/// While others wait for a writer, publishing rests this many times as long as its last batch took: people first.
const REST: u32 = 19;

/// What a publication found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// Subjects looked at.
    pub seen: u64,
    /// Entities that were written, because something of them differed.
    pub written: u64,
}

/// The kind of subject that an event is about.
fn sort_of(topic: &str) -> Option<Sort> {
    match topic {
        commitments::CHANGED => Some(Sort::Commitment),
        units::commands::CHANGED => Some(Sort::Unit),
        lines::commands::CHANGED => Some(Sort::Line),
        documents::commands::CHANGED => Some(Sort::Document),
        projects::CHANGED => Some(Sort::Project),
        _ => None,
    }
}

/// The entity of a subject as it is now; `None` when there is no such subject.
fn entity_of(tx: &mut Tx<'_>, sort: Sort, id: Id, now: Moment) -> Outcome<Option<Entity>> {
    Ok(match sort {
        Sort::Unit => units::store::get(tx, id)?.map(|unit| entity::unit(&unit)),
        Sort::Line => lines::store::get(tx, id)?.map(|line| entity::line(&line)),
        Sort::Document => documents::store::find(tx, id)?.map(|document| entity::document(&document)),
        Sort::Project => project(tx, id, now)?,
        Sort::Problem => problems::store::find(tx, id)?.map(|problem| project_entity::problem(&problem)),
        Sort::Commitment => match commitments::as_of(tx, id, Moment(i64::MAX - 1))? {
            Some(one) => Some(entity::commitment(&one, &commitments::sources(tx, id)?, now)),
            None => None,
        },
    })
}

/// The entity of a project: with this year's money, its months and nodes.
fn project(tx: &mut Tx<'_>, id: Id, now: Moment) -> Outcome<Option<Entity>> {
    let filter = Filter { year: now.day().year(), with_ended: true, ..Filter::default() };
    let listed = book::list(tx, &filter, Id(id.0 - 1), 1)?.pop().filter(|one| one.project.id == id);
    let Some(listed) = listed else { return Ok(None) };
    let (entries, nodes) = (invest::store::of_project(tx, id)?, nodes::store::of_project(tx, id)?);
    let facets = Facets { listed: &listed, entries: &entries, nodes: &nodes };
    Ok(Some(project_entity::project(&facets, now)))
}

/// Writes the entities of these subjects; gives how many differed.
fn put(
    tx: &mut Tx<'_>,
    hub: &Hub,
    subjects: impl IntoIterator<Item = (Sort, Id)>,
    now: Moment,
    fresh: &mut Vec<i64>,
) -> Outcome<u64> {
    let mut written = 0;
    for (sort, id) in subjects {
        let Some(entity) = entity_of(tx, sort, id, now)? else { continue };
        written += u64::from(own::put_in(tx, hub, DEFAULT_TENANT, &entity, Timestamp::from(now), fresh)?);
    }
    Ok(written)
}

/// Publishes what the outbox holds, until it is empty. Where nothing was ever published, everything is.
///
/// # Errors
/// Those of the store; what was published before stays published.
pub async fn drain(site: &Arc<Site>) -> Outcome<Found> {
    let hub = site.part::<Arc<Hub>>();
    let mut found = Found::default();
    if site.db.read(|tx| outbox::place(tx, READER)).await?.is_none() {
        return all(site, |_, _| {}).await;
    }
    while site.db.read(|tx| outbox::waits(tx, READER)).await? {
        // Which events are next is a transaction of its own: on PostgreSQL it holds off every writer of the journal for
        // a moment, which the writing of entities must not.
        let (from, events) = site
            .db
            .write_wide(|tx| Ok((outbox::place(tx, READER)?.unwrap_or(0), outbox::next(tx, READER, EVENTS)?)))
            .await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(found) };
        let subjects: BTreeSet<(Sort, Id)> =
            events.iter().filter_map(|event| Some((sort_of(&event.topic)?, event.subject))).collect();
        let (own_hub, now, started) = (hub.clone(), site.now(), Instant::now());
        let seen = subjects.len() as u64;
        let done = site.db.write_wide(move |tx| {
            store::hold(tx)?;
            // Another process may have published them meanwhile.
            if outbox::place(tx, READER)?.unwrap_or(0) != from {
                return Ok(None);
            }
            let mut fresh = Vec::new();
            let mut all = subjects.clone();
            for (sort, id) in &subjects {
                all.extend(store::beside(tx, *sort, *id)?);
            }
            let written = put(tx, &own_hub, all, now, &mut fresh)?;
            outbox::advance(tx, READER, last)?;
            Ok(Some((written, fresh)))
        });
        if let Some((written, fresh)) = done.await? {
            own::committed(hub, &fresh, Timestamp::from(now));
            found.seen += seen;
            found.written += written;
        }
        site.db.give_way(started.elapsed(), REST).await;
    }
    Ok(found)
}

/// Publishes everything that there is, whatever the outbox holds; `tell` hears how many of how many are done. What
/// changes meanwhile is in the outbox and comes after.
///
/// # Errors
/// Those of the store.
pub async fn all(site: &Arc<Site>, mut tell: impl FnMut(u64, u64)) -> Outcome<Found> {
    let hub = site.part::<Arc<Hub>>();
    // Everything up to here is in what is read below.
    let newest = site.db.write_wide(outbox::newest).await?;
    let total = site
        .db
        .read(|tx| Sort::ALL.into_iter().map(|sort| store::count(tx, sort)).sum::<Outcome<i64>>())
        .await? as u64;
    let mut found = Found::default();
    for sort in Sort::ALL {
        let mut after = Id(0);
        loop {
            let ids = site.db.read(move |tx| store::next(tx, sort, after, BATCH)).await?;
            let Some(last) = ids.last().copied() else { break };
            after = last;
            let (own_hub, now, count) = (hub.clone(), site.now(), ids.len() as u64);
            let started = Instant::now();
            let done = site.db.write_wide(move |tx| {
                store::hold(tx)?;
                let mut fresh = Vec::new();
                let written = put(tx, &own_hub, ids.iter().map(|id| (sort, *id)), now, &mut fresh)?;
                Ok((written, fresh))
            });
            let (written, fresh) = done.await?;
            own::committed(hub, &fresh, Timestamp::from(now));
            found.seen += count;
            found.written += written;
            tell(found.seen, total.max(found.seen));
            site.db.give_way(started.elapsed(), REST).await;
        }
    }
    site.db
        .write(move |tx| {
            store::hold(tx)?;
            let place = outbox::place(tx, READER)?.unwrap_or(0);
            outbox::advance(tx, READER, newest.max(place))
        })
        .await?;
    Ok(found)
}
