//! GeoJSON as the shapes that can be computed with.

use geo::{
    Coord, CoordsIter, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};
use serde_json::Value;

/// A geometry with finite coordinates and at least one position; heights are left out.
pub(super) fn read(json: &Value) -> Option<Geometry<f64>> {
    let coordinates = json.get("coordinates")?;
    let shape = match json.get("type")?.as_str()? {
        "Point" => Geometry::Point(point(coordinates)?),
        "MultiPoint" => Geometry::MultiPoint(MultiPoint(all(coordinates, point)?)),
        "LineString" => Geometry::LineString(line(coordinates)?),
        "MultiLineString" => Geometry::MultiLineString(MultiLineString(all(coordinates, line)?)),
        "Polygon" => Geometry::Polygon(polygon(coordinates)?),
        "MultiPolygon" => Geometry::MultiPolygon(MultiPolygon(all(coordinates, polygon)?)),
        _ => return None,
    };
    (positions(&shape) > 0).then_some(shape)
}

/// How many positions it has.
pub(super) fn positions(shape: &Geometry<f64>) -> usize {
    shape.coords_count()
}

fn all<T>(json: &Value, read: fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    json.as_array()?.iter().map(read).collect()
}

fn coord(json: &Value) -> Option<Coord<f64>> {
    let [x, y, ..] = json.as_array()?.as_slice() else { return None };
    let (x, y) = (x.as_f64()?, y.as_f64()?);
    (x.is_finite() && y.is_finite()).then_some(Coord { x, y })
}

fn point(json: &Value) -> Option<Point<f64>> {
    coord(json).map(Point)
}

fn line(json: &Value) -> Option<LineString<f64>> {
    let coords = all(json, coord)?;
    (coords.len() > 1).then_some(LineString(coords))
}

fn polygon(json: &Value) -> Option<Polygon<f64>> {
    let mut rings = all(json, line)?;
    if rings.is_empty() {
        return None;
    }
    let outer = rings.remove(0);
    Some(Polygon::new(outer, rings))
}
