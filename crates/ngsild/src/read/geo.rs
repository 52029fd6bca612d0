//! GeoJSON geometries (RFC 7946), all but GeometryCollection (clause 4.7.1).

use serde_json::Value;

use crate::error::{Error, Fallible};

/// Positions beyond this are refused.
const MOST: usize = 100_000;

/// Whether a name is one of GeoJSON's geometry types.
pub(super) fn is_type(name: &str) -> bool {
    matches!(
        name,
        "Point"
            | "MultiPoint"
            | "LineString"
            | "MultiLineString"
            | "Polygon"
            | "MultiPolygon"
            | "GeometryCollection"
    )
}

/// Whether a value is meant as a geometry (clause 4.7.3).
pub(crate) fn like_geometry(json: &Value) -> bool {
    json.get("type").and_then(Value::as_str).is_some_and(is_type) && json.get("coordinates").is_some()
}

/// Checks a geometry: its type, the nesting of its coordinates, WGS 84 longitudes and latitudes in range, at least two
/// positions in a line, four in a ring, and rings closed (RFC 7946, section 3.1).
///
/// # Errors
/// `BadRequestData`; the field is the member in question.
pub fn check_geometry(json: &Value) -> Fallible<()> {
    let Some(kind) = json.get("type").and_then(Value::as_str).filter(|_| json.is_object()) else {
        return Err(Error::bad("ngsild-geometry"));
    };
    let wrong = |key: &'static str| Error::bad(key).at("coordinates");
    let coordinates = json.get("coordinates").ok_or_else(|| Error::bad("ngsild-geometry"))?;
    let mut left = MOST;
    let left = &mut left;
    let sound = match kind {
        "Point" => position(coordinates, left),
        "MultiPoint" => list(coordinates, 1, &mut |one| position(one, left)),
        "LineString" => line(coordinates, left),
        "MultiLineString" => list(coordinates, 1, &mut |one| line(one, left)),
        "Polygon" => polygon(coordinates, left),
        "MultiPolygon" => list(coordinates, 1, &mut |one| polygon(one, left)),
        _ => return Err(Error::bad("ngsild-geometry").at("type")),
    };
    sound.map_err(wrong)
}

type Sound = Result<(), &'static str>;

fn list(json: &Value, least: usize, check: &mut dyn FnMut(&Value) -> Sound) -> Sound {
    match json {
        Value::Array(all) if all.len() >= least => all.iter().try_for_each(check),
        _ => Err("ngsild-geometry-coordinates"),
    }
}

fn position(json: &Value, left: &mut usize) -> Sound {
    let Value::Array(numbers) = json else { return Err("ngsild-geometry-coordinates") };
    *left = left.checked_sub(1).ok_or("ngsild-geometry-coordinates")?;
    let number = |at: usize| numbers.get(at).and_then(Value::as_f64);
    let (Some(longitude), Some(latitude)) = (number(0), number(1)) else {
        return Err("ngsild-geometry-coordinates");
    };
    if numbers.len() > 4 || !numbers.iter().all(Value::is_number) {
        return Err("ngsild-geometry-coordinates");
    }
    if !(-180.0..=180.0).contains(&longitude) || !(-90.0..=90.0).contains(&latitude) {
        return Err("ngsild-geometry-range");
    }
    Ok(())
}

fn line(json: &Value, left: &mut usize) -> Sound {
    list(json, 2, &mut |one| position(one, left))
}

fn polygon(json: &Value, left: &mut usize) -> Sound {
    list(json, 1, &mut |ring| {
        list(ring, 4, &mut |one| position(one, left))?;
        let Value::Array(positions) = ring else { return Err("ngsild-geometry-coordinates") };
        if positions.first() != positions.last() {
            return Err("ngsild-geometry-ring");
        }
        Ok(())
    })
}
