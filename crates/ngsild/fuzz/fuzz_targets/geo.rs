//! Coordinates of every geometry type are read or refused; every relation answers, and a match lies in the search area.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::query::{GeoQ, bounds_of, distance};
use serde_json::{Value, json};

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

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
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
});
