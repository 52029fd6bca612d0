//! Places as keys: the smallest cell of a quartered world that holds a geometry, so that a search area is a few ranges
//! of the same index that finds everything else, on both engines.
//!
//! The world is halved in longitude and latitude 30 times; a cell is named by its bits, west-east and south-north in
//! turn, and by its level. Cells within a cell follow it in order; cells around it are at most 30. Points, which lie in
//! cells of the last level, are kept apart from what is larger: where there is nothing larger, the cells around a search
//! area need not be looked into.

use qipan_ngsild::query::{Bounds, bounds_of};
use serde_json::Value;

/// Halvings of each axis.
const LEVELS: u32 = 30;
/// Cells that cover a search area at most; more would be finer than it pays.
const COVER: u64 = 16;

fn scaled(degrees: f64, least: f64, span: f64) -> u64 {
    let part = ((degrees - least) / span).clamp(0.0, 1.0);
    ((part * f64::from(1u32 << LEVELS)) as u64).min((1 << LEVELS) - 1)
}

fn grid(bounds: Bounds) -> (u64, u64, u64, u64) {
    let Bounds { west, south, east, north } = bounds;
    (
        scaled(west, -180.0, 360.0),
        scaled(south, -90.0, 180.0),
        scaled(east, -180.0, 360.0),
        scaled(north, -90.0, 180.0),
    )
}

/// The bits of x and y in turn.
fn interleave(x: u64, y: u64) -> u64 {
    (0..LEVELS).fold(0, |code, bit| code | (x >> bit & 1) << (2 * bit + 1) | (y >> bit & 1) << (2 * bit))
}

/// What keys of points, and keys of larger geometries, begin with.
const POINT: u8 = b'g';
/// See [`POINT`].
pub const WIDE: u8 = b'w';

fn key(class: u8, code: u64, level: u32) -> Vec<u8> {
    let mut key = Vec::with_capacity(10);
    key.push(class);
    key.extend(code.to_be_bytes());
    key.push(level as u8);
    key
}

/// The key of a GeoJSON geometry; `None` when it has no coordinates.
pub fn of_geometry(geometry: &Value) -> Option<Vec<u8>> {
    bounds_of(geometry).map(of_bounds)
}

fn of_bounds(bounds: Bounds) -> Vec<u8> {
    let (x0, y0, x1, y1) = grid(bounds);
    let differing = u64::BITS - ((x0 ^ x1) | (y0 ^ y1)).leading_zeros();
    let level = LEVELS - differing;
    let class = if level == LEVELS { POINT } else { WIDE };
    key(class, interleave(x0 >> differing << differing, y0 >> differing << differing), level)
}

/// Every other bit, from the lowest on.
fn deinterleave(code: u64) -> u64 {
    (0..LEVELS).fold(0, |value, bit| value | (code >> (2 * bit) & 1) << bit)
}

/// Whether the cell of a key lies apart from `bounds`: cells that cover a search area cover more than the area, and a
/// key says where its point is to within centimetres.
pub fn apart(key: &[u8], bounds: Bounds) -> bool {
    let Some((code, level)) = key
        .get(1..9)
        .and_then(|code| code.try_into().ok())
        .map(u64::from_be_bytes)
        .zip(key.get(9).map(|level| u32::from(*level)))
        .filter(|(_, level)| *level <= LEVELS)
    else {
        return false;
    };
    let (x0, y0, x1, y1) = grid(bounds);
    let (x, y) = (deinterleave(code >> 1), deinterleave(code));
    let across = (1 << (LEVELS - level)) - 1;
    x > x1 || x + across < x0 || y > y1 || y + across < y0
}

/// A range of keys, from the first to before the second.
pub type Range = (Vec<u8>, Vec<u8>);

/// Ranges of keys in which everything lies that meets `bounds` (and more): of points, and of what is larger.
pub fn ranges(bounds: Bounds) -> (Vec<Range>, Vec<Range>) {
    let (x0, y0, x1, y1) = grid(bounds);
    // The finest level at which the area is covered by few cells.
    let shift = (0..=LEVELS)
        .find(|shift| ((x1 >> shift) - (x0 >> shift) + 1) * ((y1 >> shift) - (y0 >> shift) + 1) <= COVER)
        .unwrap_or(LEVELS);
    // As numbers first: most cells around the covering ones are the same for all of them.
    let mut found: Vec<(Edge, Edge)> = Vec::new();
    let around = |shift: u32| {
        let across = (x0 >> shift)..=(x1 >> shift);
        across.flat_map(move |x| {
            ((y0 >> shift)..=(y1 >> shift)).map(move |y| interleave(x << shift, y << shift))
        })
    };
    found.extend(around(shift).map(|code| ((code, 0), (code + (1 << (2 * shift)), 0))));
    let points = merged(POINT, found.clone());
    // Geometries too large for these cells lie in one of those around them.
    for wider in shift + 1..=LEVELS {
        let level = LEVELS - wider;
        found.extend(around(wider).map(|code| ((code, level), (code, level + 1))));
    }
    (points, merged(WIDE, found))
}

fn merged(class: u8, mut found: Vec<(Edge, Edge)>) -> Vec<Range> {
    found.sort_unstable();
    let mut merged: Vec<(Edge, Edge)> = Vec::with_capacity(found.len());
    for (from, to) in found {
        match merged.last_mut() {
            // Ranges that meet are one.
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    let key = |(code, level)| key(class, code, level);
    merged.into_iter().map(|(from, to)| (key(from), key(to))).collect()
}

/// Where a range begins or ends: a code and a level, in the order of their keys.
type Edge = (u64, u32);

#[cfg(test)]
mod tests {
    use super::*;

    fn found(area: Bounds, thing: Bounds) -> bool {
        let key = of_bounds(thing);
        let (points, wide) = ranges(area);
        points.iter().chain(&wide).any(|(from, to)| *from <= key && key < *to)
    }

    #[test]
    fn what_meets_the_area_is_in_its_ranges() {
        let mut seed = 7u64;
        let mut chance = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f64 / f64::from(1u32 << 31)
        };
        let mut meeting = 0;
        for _ in 0..20_000 {
            let mut some = |scale: f64| {
                let (x, y) = (chance() * 360.0 - 180.0, chance() * 180.0 - 90.0);
                let (w, h) = (chance() * scale, chance() * scale);
                Bounds { west: x, south: y, east: (x + w).min(180.0), north: (y + h).min(90.0) }
            };
            let (area, thing) = (some(40.0), some(20.0));
            let meets = area.west <= thing.east
                && thing.west <= area.east
                && area.south <= thing.north
                && thing.south <= area.north;
            meeting += u32::from(meets);
            assert!(!meets || found(area, thing), "{area:?} {thing:?}");
            assert!(!meets || !apart(&of_bounds(thing), area), "{area:?} {thing:?}");
        }
        assert!(meeting > 100);
    }

    #[test]
    fn points_elsewhere_are_left_out() {
        let point = |x, y| Bounds { west: x, south: y, east: x, north: y };
        let tianjin = Bounds { west: 117.6, south: 38.9, east: 117.8, north: 39.1 };
        assert!(found(tianjin, point(117.7, 39.0)));
        assert!(!apart(&of_bounds(point(117.7, 39.0)), tianjin));
        for beside in [point(117.59, 39.0), point(117.81, 39.0), point(117.7, 38.89), point(117.7, 39.11)] {
            assert!(apart(&of_bounds(beside), tianjin), "{beside:?}");
        }
        assert!(!found(tianjin, point(116.4, 39.9)));
        assert!(!found(tianjin, point(-117.7, 39.0)));
        assert!(
            found(tianjin, Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 }),
            "the whole world meets every area"
        );
        let (points, wide) = ranges(tianjin);
        assert!(points.len() <= 16 && wide.len() < 80);
        assert!(points.iter().all(|(from, to)| (from[0], to[0]) == (POINT, POINT)));
    }
}
