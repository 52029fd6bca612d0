//! Histories put together: the instances of a page of entities, as many as one answer holds, cut at a moment so that
//! what lies before it is complete (clause 6.3.10).

use std::collections::BTreeMap;

use qipan_kernel::{Failure, Outcome};
use qipan_ngsild::evolution::Evolution;
use qipan_ngsild::query::{ScopeQ, TimeProperty};
use qipan_ngsild::{Attr, Attrs, Kind, Timestamp};
use qipan_store::Tx;
use serde_json::{Number, Value};

use super::ask::Ask;
use super::store::{self, By, Direction, Found, Head, Span, Stream};
use crate::entities::keys;
use crate::names;

/// Which instances are read.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The tenant.
    pub tenant: i64,
    /// Which time counts.
    pub by: By,
    /// From which end.
    pub direction: Direction,
    /// The span asked for.
    pub span: Span,
    /// Of each attribute at most so many, whatever their `datasetId` (table 5.2.21-1).
    pub last_n: Option<usize>,
    /// Expanded names; `None`: all.
    pub attrs: Option<Vec<String>>,
    /// Names that are left out.
    pub omit: Vec<String>,
    /// Numbers of the `datasetId`s that are read (`None` is the default instance); empty: all.
    pub datasets: Vec<Option<i64>>,
    /// Only while the scopes were such (clause 4.18).
    pub scopes: Option<ScopeQ>,
    /// Instances in one answer.
    pub limit: usize,
    /// Instances that may be read to work something out.
    pub scan_limit: usize,
}

impl Reach {
    /// What an ask says, for these attributes.
    pub fn new(ask: &Ask, tenant: i64, options: &crate::Options) -> Reach {
        let dataset = |id: &String| (id != "@none").then(|| names::number(tenant, id));
        Reach {
            tenant,
            omit: ask.view.omit.clone(),
            datasets: ask.view.datasets.iter().map(dataset).collect(),
            by: ask.by(),
            direction: ask.direction(),
            span: ask.span(),
            last_n: ask.times.last_n,
            attrs: ask.view.attrs.clone().or_else(|| ask.view.pick.clone()),
            scopes: None,
            limit: options.instances_limit.max(1),
            scan_limit: options.scan_limit,
        }
    }

    /// Names and numbers of the attributes of an entity that are read.
    fn names(&self, tx: &mut Tx<'_>, row: i64) -> Outcome<Vec<(i64, String)>> {
        match &self.attrs {
            Some(names) => {
                let wanted = names.iter().filter(|name| !self.omit.contains(name));
                Ok(wanted.map(|name| (names::number(self.tenant, name), name.clone())).collect())
            }
            None => {
                let mut all = store::names(tx, row)?;
                all.retain(|(_, name)| name != keys::SCOPE && !self.omit.contains(name));
                Ok(all)
            }
        }
    }

    /// The streams of an attribute that are read.
    fn streams(&self, tx: &mut Tx<'_>, row: i64, name: i64) -> Outcome<Vec<Stream>> {
        let mut all = store::streams(tx, row, name)?;
        all.retain(|stream| self.datasets.is_empty() || self.datasets.contains(&stream.dataset));
        Ok(all)
    }

    /// When the scopes were such as is asked for, within the span.
    pub fn spans(&self, tx: &mut Tx<'_>, row: i64) -> Outcome<Vec<Span>> {
        let Some(wanted) = &self.scopes else { return Ok(vec![self.span]) };
        let stream = Stream { entity: row, name: names::number(self.tenant, keys::SCOPE), dataset: None };
        let all = store::read(tx, stream, By::Any, Span::ALL, Direction::Forward, self.scan_limit)?;
        let mut spans: Vec<Span> = Vec::new();
        for (at, found) in all.iter().enumerate() {
            let until = all.get(at + 1).map_or(i64::MAX, |next| next.time.saturating_sub(1));
            if wanted.matches(&scopes_of(&found.attr()?)) {
                let span = self.span.and(Span { from: found.time, until });
                spans.extend((!span.empty()).then_some(span));
            }
        }
        Ok(spans)
    }
}

fn scopes_of(attr: &Attr) -> Vec<String> {
    match &attr.value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

/// The evolutions of a page of entities.
#[derive(Debug, Default)]
pub struct Collected {
    /// One for each entity.
    pub evolutions: Vec<Evolution>,
    /// There are more instances than an answer holds.
    pub partial: bool,
    /// The earliest and latest time among those that are there.
    pub range: Option<(i64, i64)>,
}

struct Item {
    entity: usize,
    attr: usize,
    found: Found,
}

/// Reads the evolutions of `heads`, oldest instances first (or with `lastN` latest), up to the limit.
pub fn collect(tx: &mut Tx<'_>, heads: &[Head], reach: &Reach) -> Outcome<Collected> {
    let mut items: Vec<Item> = Vec::new();
    let mut evolutions: Vec<Evolution> = heads.iter().map(bare).collect();
    let mut attrs: Vec<(usize, String)> = Vec::new();
    // What lies beyond this moment is not part of the answer.
    let mut edge = Span::ALL;
    let mut partial = false;
    for (entity, head) in heads.iter().enumerate() {
        let spans = reach.spans(tx, head.row)?;
        for (name, iri) in reach.names(tx, head.row)? {
            let attr = attrs.len();
            let most = reach.last_n.unwrap_or(usize::MAX).min(reach.limit + 1);
            let (mut there, mut own) = (false, Vec::new());
            for stream in reach.streams(tx, head.row, name)? {
                let mut left = most;
                for span in ordered(&spans, reach.direction) {
                    let found = store::read(tx, stream, reach.by, span.and(edge), reach.direction, left)?;
                    there = there
                        || !found.is_empty()
                        || edge != Span::ALL && store::any(tx, stream, reach.by, span)?;
                    left -= found.len();
                    own.extend(found);
                    if left == 0 {
                        break;
                    }
                }
            }
            if let Some(last) = reach.last_n {
                own.sort_by_key(|found| std::cmp::Reverse((found.time, found.id)));
                own.truncate(last);
            }
            items.extend(own.into_iter().map(|found| Item { entity, attr, found }));
            if items.len() > reach.limit {
                partial = true;
                edge = cut(&mut items, reach);
            }
            if there {
                evolutions[entity].attrs.entry(iri.clone()).or_default();
            }
            attrs.push((entity, iri));
        }
        evolutions[entity].scopes = scopes(tx, head.row, reach, &spans)?;
    }
    if partial {
        complete(&mut items, reach.direction, edge);
    }
    items.sort_by_key(|item| (item.found.time, item.found.id));
    let range = items.first().map(|item| item.found.time).zip(items.last().map(|item| item.found.time));
    for item in &items {
        let instances = evolutions[item.entity].attrs.entry(attrs[item.attr].1.clone()).or_default();
        instances.push(item.found.attr()?);
    }
    Ok(Collected { evolutions, partial, range })
}

fn ordered(spans: &[Span], direction: Direction) -> Vec<Span> {
    match direction {
        Direction::Forward => spans.to_vec(),
        Direction::Backward => spans.iter().rev().copied().collect(),
    }
}

/// Leaves what the limit allows and the moment of the first one beyond; returns up to where reading still makes sense.
fn cut(items: &mut Vec<Item>, reach: &Reach) -> Span {
    match reach.direction {
        Direction::Forward => {
            items.sort_by_key(|item| item.found.time);
            let edge = Span { from: i64::MIN, until: items[reach.limit].found.time };
            items.retain(|item| item.found.time <= edge.until);
            edge
        }
        Direction::Backward => {
            items.sort_by_key(|item| std::cmp::Reverse(item.found.time));
            let edge = Span { from: items[reach.limit].found.time, until: i64::MAX };
            items.retain(|item| item.found.time >= edge.from);
            edge
        }
    }
}

/// The moment at the edge is left out, since not all of its instances may be there; unless there is no other.
fn complete(items: &mut Vec<Item>, direction: Direction, edge: Span) {
    let inside = |item: &Item| match direction {
        Direction::Forward => item.found.time < edge.until,
        Direction::Backward => item.found.time > edge.from,
    };
    if items.iter().any(inside) {
        items.retain(inside);
    }
}

fn bare(head: &Head) -> Evolution {
    let entity = &head.entity;
    Evolution {
        id: entity.id.clone(),
        types: entity.types.clone(),
        created_at: entity.created_at,
        modified_at: entity.modified_at,
        deleted_at: entity.deleted_at,
        ..Evolution::default()
    }
}

/// The scopes within the spans, and before them those that still held when they began (clause 4.18).
fn scopes(tx: &mut Tx<'_>, row: i64, reach: &Reach, spans: &[Span]) -> Outcome<Vec<Attr>> {
    let stream = Stream { entity: row, name: names::number(reach.tenant, keys::SCOPE), dataset: None };
    let most = reach.last_n.unwrap_or(usize::MAX).min(reach.limit);
    let mut found: Vec<Found> = Vec::new();
    for span in spans {
        if matches!(reach.by, By::Observed | By::Any) && span.from > i64::MIN {
            let earlier = Span { from: i64::MIN, until: span.from.saturating_sub(1) };
            let held = store::read(tx, stream, By::Any, earlier, Direction::Backward, 1)?;
            // What it became empty by says nothing any more.
            found.extend(
                held.into_iter().filter(|held| held.attr().is_ok_and(|attr| attr.deleted_at.is_none())),
            );
        }
        found.extend(store::read(tx, stream, reach.by, *span, reach.direction, most)?);
    }
    found.sort_by_key(|found| (found.time, found.id));
    found.dedup_by_key(|found| found.id);
    let surplus = if reach.last_n.is_some() { found.len().saturating_sub(most) } else { 0 };
    found.drain(..surplus);
    // Scopes have no instances that could be named.
    found.iter().map(|found| found.attr().map(|attr| Attr { instance_id: None, ..attr })).collect()
}

/// The instances of these attributes in the spans, to be asked whether they match.
pub fn instances(tx: &mut Tx<'_>, row: i64, reach: &Reach, spans: &[Span], attrs: &[&str]) -> Outcome<Attrs> {
    let mut all = Attrs::new();
    for iri in attrs {
        let mut found = Vec::new();
        for stream in store::streams(tx, row, names::number(reach.tenant, iri))? {
            for span in spans {
                let part = store::read(tx, stream, reach.by, *span, Direction::Forward, reach.scan_limit)?;
                found.extend(part);
            }
            if found.len() >= reach.scan_limit {
                return Err(too_much(reach));
            }
        }
        let found = found.iter().map(Found::attr).collect::<Outcome<Vec<_>>>()?;
        if !found.is_empty() {
            all.insert((*iri).to_owned(), found);
        }
    }
    Ok(all)
}

fn too_much(reach: &Reach) -> Failure {
    Failure::invalid("hub-query-too-complex").with("limit", reach.scan_limit as i64)
}

/// Whether an entity has any instance in the spans.
pub fn any(tx: &mut Tx<'_>, row: i64, reach: &Reach, spans: &[Span]) -> Outcome<bool> {
    for (name, _) in reach.names(tx, row)? {
        for stream in reach.streams(tx, row, name)? {
            for span in spans {
                if store::any(tx, stream, reach.by, *span)? {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// An evolution to be summed up: all instances in the spans. Numbers come from the index, without their documents.
pub fn to_sum_up(tx: &mut Tx<'_>, head: &Head, reach: &Reach, property: TimeProperty) -> Outcome<Evolution> {
    let mut evolution = bare(head);
    let spans = reach.spans(tx, head.row)?;
    let mut attrs: BTreeMap<String, Vec<Attr>> = BTreeMap::new();
    let mut read = 0;
    for (name, iri) in reach.names(tx, head.row)? {
        for stream in reach.streams(tx, head.row, name)? {
            for span in &spans {
                let found = of_stream(tx, stream, reach, *span, property)?;
                read += found.len();
                if read > reach.scan_limit {
                    return Err(too_much(reach));
                }
                if !found.is_empty() {
                    attrs.entry(iri.clone()).or_default().extend(found);
                }
            }
        }
    }
    evolution.attrs = attrs;
    Ok(evolution)
}

fn of_stream(
    tx: &mut Tx<'_>,
    stream: Stream,
    reach: &Reach,
    span: Span,
    property: TimeProperty,
) -> Outcome<Vec<Attr>> {
    if reach.last_n.is_none()
        && let Some(numbers) = store::numbers(tx, stream, reach.by, span, reach.scan_limit)?
    {
        // The text of the `datasetId` stands in any of the documents.
        let dataset = match (stream.dataset, numbers.is_empty()) {
            (Some(_), false) => {
                let one = store::read(tx, stream, reach.by, span, Direction::Forward, 1)?;
                one.first().map(Found::attr).transpose()?.and_then(|attr| attr.dataset_id)
            }
            _ => None,
        };
        return Ok(numbers
            .into_iter()
            .map(|(time, number)| point(time, number, dataset.clone(), property))
            .collect());
    }
    let most = reach.last_n.unwrap_or(usize::MAX).min(reach.scan_limit + 1);
    let mut found = store::read(tx, stream, reach.by, span, reach.direction, most)?;
    found.sort_by_key(|found| (found.time, found.id));
    let all = found.iter().map(|one| {
        let attr = one.attr()?;
        // Where its source gave no time, the time of writing counts.
        let observed_at = attr.observed_at.or_else(|| (reach.by == By::Any).then_some(Timestamp(one.time)));
        Ok(Attr { observed_at, ..attr })
    });
    let all = all.collect::<Outcome<Vec<_>>>()?;
    Ok(all.into_iter().filter(|attr| attr.deleted_at.is_none()).collect())
}

fn point(time: i64, number: f64, dataset_id: Option<String>, property: TimeProperty) -> Attr {
    let at = |wanted: TimeProperty| (property == wanted).then_some(Timestamp(time));
    // Whole numbers stay whole.
    let whole = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    let value = if whole { Some(Number::from(number as i64)) } else { Number::from_f64(number) };
    Attr {
        kind: Kind::Property,
        value: value.map_or(Value::Null, Value::Number),
        dataset_id,
        observed_at: at(TimeProperty::ObservedAt),
        created_at: at(TimeProperty::CreatedAt),
        modified_at: at(TimeProperty::ModifiedAt),
        deleted_at: at(TimeProperty::DeletedAt),
        ..Attr::default()
    }
}
