//! Reading a query of the board from the hub.

use std::sync::Arc;

use qipan_board::readings::{Aggregate, Meter, Observed, Query as Asked};
use qipan_broker::Hub;
use qipan_broker::contexts;
use qipan_broker::entities::plan_store::{self, Page, Wanted};
use qipan_broker::entities::query::{Query, Texts};
use qipan_broker::hub::DEFAULT_TENANT;
use qipan_kernel::{Failure, Moment, Outcome};
use qipan_ngsild::query::Types;
use qipan_ngsild::{Context, Entity, Error, Timestamp};
use qipan_store::Tx;
use serde_json::{Value, json};

/// The meter of a hub.
pub fn meter(hub: Arc<Hub>) -> Meter {
    Meter(Box::new(move |asked, now, from| {
        let hub = hub.clone();
        Box::pin(async move { read(&hub, &asked, now, from).await })
    }))
}

/// A fault of the hub's languages, at the field of the form that has it.
fn refused(error: Error, field: &'static str) -> Failure {
    let mut failure = Failure::invalid("reading-hub-refused");
    failure.message = error.message;
    failure.at(field)
}

async fn context(hub: &Arc<Hub>, asked: &Asked, now: Timestamp) -> Outcome<Context> {
    if asked.context.is_empty() {
        return Ok(Context::core());
    }
    let document = json!(asked.context);
    contexts::resolve_for(hub, DEFAULT_TENANT, now, &document)
        .await
        .map_err(|error| refused(error, "context"))
}

/// The types (full names) whose entities a query looks at; empty where it cannot be said.
pub async fn types(hub: &Arc<Hub>, asked: &Asked, now: Moment) -> Outcome<Vec<String>> {
    let context = context(hub, asked, Timestamp::from(now)).await?;
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    let types = Types::parse(&asked.entity_type, &expand).map_err(|error| refused(error, "type"))?;
    Ok(types.first_names().into_iter().map(str::to_owned).collect())
}

async fn read(hub: &Arc<Hub>, asked: &Asked, now: Moment, from: Option<Moment>) -> Outcome<Observed> {
    let now = Timestamp::from(now);
    let context = context(hub, asked, now).await?;

    let part = |types, q| Query::read(&Texts { types, q, ..Texts::default() }, &context);
    let of_type = part(Some(&asked.entity_type), None).map_err(|error| refused(error, "type"))?;
    let q = Some(asked.q.as_str()).filter(|q| !q.is_empty());
    let query = part(Some(&asked.entity_type), q).map_err(|error| refused(error, "q"))?;
    let name = match asked.attribute.as_str() {
        "" => None,
        name => Some(context.expand(name).map_err(|error| refused(error, "attribute"))?.into_owned()),
    };
    let mut found = Values::new(asked.aggregate, name, from.map(Timestamp::from));
    let scan_limit = hub.options.scan_limit;
    hub.db
        .read(move |tx| {
            scan(tx, &query, scan_limit, now, &mut |entity| found.take(entity))?;
            let observed = found.observed()?;
            // None of a kind that the hub does not hold at all is not "none": a system that sends nothing is not done.
            if asked_for_none(observed) && !any(tx, &of_type, scan_limit, now)? {
                return Ok(Observed::default());
            }
            Ok(observed)
        })
        .await
}

fn asked_for_none(observed: Observed) -> bool {
    observed.entities == 0 && observed.value.is_some()
}

/// Looks at every entity that a query finds; keeps none of them.
fn scan(
    tx: &mut Tx<'_>,
    query: &Query,
    scan_limit: usize,
    now: Timestamp,
    take: &mut dyn FnMut(&Entity),
) -> Outcome<()> {
    let wanted = Wanted { exact: false, ..query.wanted() };
    let page = Page { offset: 0, limit: 0, scan_limit, count: true };
    plan_store::find(tx, DEFAULT_TENANT, &wanted, page, now, &mut |tx, entity| {
        if query.accepts_in(tx, DEFAULT_TENANT, now, entity)? {
            take(entity);
        }
        Ok(false)
    })?;
    Ok(())
}

fn any(tx: &mut Tx<'_>, query: &Query, scan_limit: usize, now: Timestamp) -> Outcome<bool> {
    let wanted = Wanted { exact: false, ..query.wanted() };
    let page = Page { offset: 0, limit: 1, scan_limit, count: false };
    let found = plan_store::find(tx, DEFAULT_TENANT, &wanted, page, now, &mut |tx, entity| {
        query.accepts_in(tx, DEFAULT_TENANT, now, entity)
    })?;
    Ok(!found.entities.is_empty())
}

/// Values as they come, made into one.
struct Values {
    aggregate: Aggregate,
    name: Option<String>,
    from: Option<Timestamp>,
    count: i64,
    wrong: i64,
    sum: f64,
    least: f64,
    greatest: f64,
    latest: Option<(Timestamp, f64)>,
}

impl Values {
    fn new(aggregate: Aggregate, name: Option<String>, from: Option<Timestamp>) -> Values {
        Values {
            aggregate,
            name,
            from,
            count: 0,
            wrong: 0,
            sum: 0.0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            latest: None,
        }
    }

    fn take(&mut self, entity: &Entity) {
        let (value, at) = match &self.name {
            None => (None, entity.modified_at.or(entity.created_at)),
            Some(name) => {
                let first = || entity.attrs.get(name).and_then(|all| all.first());
                let Some(attr) = entity.attr(name).or_else(first) else { return };
                let at = attr.observed_at.or(attr.modified_at).or(attr.created_at);
                (Some(&attr.value), at.or(entity.modified_at))
            }
        };
        let at = at.unwrap_or(Timestamp(i64::MIN));
        if self.from.is_some_and(|from| at < from) {
            return;
        }
        if self.aggregate == Aggregate::Count {
            self.count += 1;
            return;
        }
        let Some(number) = value.and_then(Value::as_f64).filter(|number| number.is_finite()) else {
            self.wrong += 1;
            return;
        };
        self.count += 1;
        self.sum += number;
        self.least = self.least.min(number);
        self.greatest = self.greatest.max(number);
        if self.latest.is_none_or(|(before, _)| at >= before) {
            self.latest = Some((at, number));
        }
    }

    fn observed(&self) -> Outcome<Observed> {
        if self.wrong > 0 {
            // A sum that leaves something out would be wrong without anybody seeing it.
            return Err(Failure::invalid("reading-not-numbers").with("count", self.wrong).at("attribute"));
        }
        let some = self.count > 0;
        let value = match self.aggregate {
            Aggregate::Count => Some(self.count as f64),
            Aggregate::Latest => self.latest.map(|(_, number)| number),
            Aggregate::Sum => some.then_some(self.sum),
            Aggregate::Avg => some.then(|| self.sum / self.count as f64),
            Aggregate::Max => some.then_some(self.greatest),
            Aggregate::Min => some.then_some(self.least),
        };
        Ok(Observed { value, entities: self.count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(value: Value, observed: Option<&str>) -> Entity {
        let mut attr = json!({ "type": "Property", "value": value });
        if let Some(at) = observed {
            attr["observedAt"] = json!(at);
        }
        let json = json!({ "id": "urn:x:1", "type": "T", "n": attr });
        qipan_ngsild::read::entity(&json, &Context::core()).unwrap()
    }

    #[test]
    fn values_are_made_into_one() {
        let name = Context::core().expand("n").unwrap().into_owned();
        let all = [
            entity(json!(4), Some("2026-03-05T00:00:00Z")),
            entity(json!(1.5), Some("2026-03-09T00:00:00Z")),
            entity(json!(9), Some("2026-01-01T00:00:00Z")),
        ];
        let march = Timestamp::parse("2026-03-01T00:00:00Z");
        for (aggregate, whole, in_march) in [
            (Aggregate::Latest, 1.5, 1.5),
            (Aggregate::Sum, 14.5, 5.5),
            (Aggregate::Avg, 14.5 / 3.0, 2.75),
            (Aggregate::Count, 3.0, 2.0),
            (Aggregate::Max, 9.0, 4.0),
            (Aggregate::Min, 1.5, 1.5),
        ] {
            for (from, expected) in [(None, whole), (march, in_march)] {
                let mut values = Values::new(aggregate, Some(name.clone()), from);
                all.iter().for_each(|entity| values.take(entity));
                assert_eq!(values.observed().unwrap().value, Some(expected), "{aggregate:?}");
            }
            let none = Values::new(aggregate, Some(name.clone()), None).observed().unwrap();
            let nothing = (aggregate == Aggregate::Count).then_some(0.0);
            assert_eq!(none, Observed { value: nothing, entities: 0 }, "{aggregate:?}");
        }
        let mut values = Values::new(Aggregate::Sum, Some(name), None);
        values.take(&entity(json!("four"), None));
        assert_eq!(values.observed().unwrap_err().field.as_deref(), Some("attribute"));
    }
}
