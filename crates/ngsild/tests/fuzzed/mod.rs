//! What must hold of every parser, whatever it is given: asked by the fuzz targets (`fuzz/`), and by an ordinary test with
//! a fixed number of inputs.

use qipan_ngsild::evolution::Evolution;
use qipan_ngsild::query::{
    Aggregation, GeoQ, Order, Projection, Q, QOptions, ScopeQ, TemporalQ, Types, bounds_of, distance,
};
use qipan_ngsild::read::{self, What};
use qipan_ngsild::{Attr, Context, Entity, Timestamp, edit};
use serde_json::{Value, json};

/// Years 1 to 9999, as DateTimes are.
const MOMENTS: std::ops::Range<i64> = -62_135_596_800_000_000..253_402_300_800_000_000;
const TYPES: [&str; 6] = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];
const RELATIONS: [&str; 8] = [
    "near;maxDistance==1000",
    "near;minDistance==1000",
    "equals",
    "disjoint",
    "intersects",
    "within",
    "contains",
    "overlaps",
];

/// `q` never panics, ends, and says where a fault stands; what was read can be asked.
pub fn q(text: &str) {
    let options = QOptions { expand_values: &["a"], ..QOptions::default() };
    match Q::parse(text, options, &|name| Ok(name.to_owned())) {
        Ok(q) => {
            let attr = |value| vec![Attr { value, ..Attr::default() }];
            let attrs =
                [("a", json!("b")), ("b", json!([1, "2020-01-01T00:00:00Z"])), ("c", json!({"d": 1}))];
            let attrs = attrs.map(|(name, value)| (name.to_owned(), attr(value))).into();
            q.matches(&Entity { attrs, ..Entity::default() }, &|_| None);
            let _ = (q.conjuncts(), q.attributes(), q.link_depth(), q.simple());
        }
        Err(error) => assert!(error.position.is_none_or(|at| at <= text.chars().count())),
    }
}

/// Type selections never panic; none that names a type selects an entity without types.
pub fn types(text: &str) {
    if let Ok(types) = Types::parse(text, &|name| Ok(name.to_owned())) {
        assert!(types.every() || !types.matches(&[]));
        let _ = (types.simple_any(), types.first_names());
    }
}

/// Scope queries never panic; none selects an entity without scopes.
pub fn scope(text: &str) {
    if let Ok(scopes) = ScopeQ::parse(text) {
        assert!(!scopes.matches(&[]));
        scopes.matches(&["/a/b".to_owned(), "c".to_owned()]);
    }
}

/// Coordinates of every geometry type are read or refused; every relation answers, and a match lies in the search area.
pub fn geo((choice, text): (u8, &str)) {
    let (one, other) = text.split_once('\n').unwrap_or((text, text));
    let choice = usize::from(choice);
    let (kind, relation) = (TYPES[choice % TYPES.len()], RELATIONS[choice / TYPES.len() % RELATIONS.len()]);
    let Ok(q) = GeoQ::parse(relation, kind, one, None, &|name| Ok(name.to_owned())) else { return };
    let Ok(coordinates) = serde_json::from_str::<Value>(other) else { return };
    for kind in TYPES {
        let target = json!({"type": kind, "coordinates": coordinates});
        let Some(own) = bounds_of(&target) else { continue };
        assert!(distance(&target, &q.geometry).is_some_and(|metres| metres >= 0.0));
        if q.matches(&target)
            && let Some(boxes) = q.bounding_boxes()
        {
            assert!(boxes.iter().any(|area| area.touches(&own)), "{target} {}", q.geometry);
        }
    }
}

/// Orders never panic, in parsing or in sorting.
pub fn order((order_by, collation): (&str, &str)) {
    let expand = |name: &str| Ok(name.to_owned());
    if let Ok(order) = Order::parse(order_by, Some("[1,2]"), None, Some(collation), &expand) {
        let values = [json!("b"), json!(1), json!({"a": "ä"}), json!([1, 2]), json!(null), json!("a")];
        let one = |(n, value)| {
            let attrs = [("a".to_owned(), vec![Attr { value, ..Attr::default() }])].into();
            Entity { id: format!("urn:{n}"), attrs, ..Entity::default() }
        };
        let mut all: Vec<Entity> = values.into_iter().enumerate().map(one).collect();
        order.sort(&mut all, |one| one);
        assert_eq!(all.len(), 6);
    }
}

/// Lists of members never panic.
pub fn projection(text: &str) {
    match Projection::parse(text, "pick", &|name| Ok(name.to_owned())) {
        Ok(list) => {
            let _ = (list.depth(), list.picked(), list.omitted());
        }
        Err(error) => assert!(error.position.is_none_or(|at| at <= text.chars().count())),
    }
}

/// Times, durations and methods are read or refused; any period over any times is summed up.
pub fn temporal((period, time, moments): (&str, &str, &[i64])) {
    let _ = TemporalQ::parse(Some("before"), Some(time), None, None, Some(time));
    let Ok(aggregation) = Aggregation::parse("totalCount,avg", Some(period)) else { return };
    let span = MOMENTS.end - MOMENTS.start;
    let seen = |at: &i64| Attr {
        value: json!(1),
        observed_at: Some(Timestamp(MOMENTS.start + at.rem_euclid(span))),
        ..Attr::default()
    };
    let attrs = [("a".to_owned(), moments.iter().take(100).map(seen).collect())].into();
    let evolution = Evolution { attrs, ..Evolution::default() };
    let all = evolution.aggregate(&TemporalQ::default(), &aggregation, &[]);
    for row in all.into_iter().flat_map(|all| all.into_values()).flatten().flat_map(|one| one.rows) {
        assert!(row.1.iter().all(|row| row.from <= row.until));
    }
}

/// Any JSON is a context or is refused; what a context expands and compacts is a name.
pub fn context((document, name): (&str, &str)) {
    let Ok(document) = serde_json::from_str::<Value>(document) else { return };
    if let Ok(context) = Context::build(&document, &|_| None)
        && let Ok(full) = context.expand(name)
    {
        let short = context.compact(&full);
        assert!(!short.is_empty() || full.is_empty());
    }
}

/// Any JSON is an entity or is refused; an entity that was read can be stored and changed by itself.
pub fn entity(text: &str) {
    let Ok(json) = serde_json::from_str::<Value>(text) else { return };
    let context = Context::core();
    let _ = read::temporal(&json, &context);
    let fragment = read::fragment(&json, &context, What::Entity);
    if let Ok(mut entity) = read::entity(&json, &context) {
        edit::create(&mut entity, Timestamp(1));
        if let Ok(fragment) = fragment {
            edit::merge(&mut entity, fragment.clone(), edit::MergeOptions::default(), Timestamp(2));
            edit::update(&mut entity, fragment.clone(), Timestamp(3));
            edit::append(&mut entity, fragment, true, Timestamp(4));
        }
    }
}
