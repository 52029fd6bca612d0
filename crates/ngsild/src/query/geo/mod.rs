//! Where entities are (clause 4.10). Distances are measured on the sphere, along great circles; the other relations
//! are those of Simple Features (OGC 06-103r4) over longitudes and latitudes as a plane, as RFC 7946 sees lines.

mod shape;
mod sphere;
#[cfg(test)]
mod tests;

use geo::{Intersects, Relate};
use serde_json::{Value, json};

use super::Expand;
use crate::error::{Error, Fallible};
use crate::model::{Attrs, Entity, Kind};
use crate::read::check_geometry;

pub use sphere::EARTH_RADIUS;

/// The attribute that a geo-query speaks of where it names none (clause 4.7.1).
const LOCATION: &str = "location";

/// The query's own geometry may not have more positions than this; entities may.
const MOST_POSITIONS: usize = 10_000;

/// A box of longitudes and latitudes in degrees. `west` is never east of `east`: an area over the antimeridian has two.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounds {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Bounds {
    /// Both have a point in common.
    pub fn touches(&self, other: &Bounds) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }
}

/// How two geometries must stand to each other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum GeoRel {
    /// Not farther than so many metres.
    NearMax(f64),
    /// Farther than so many metres.
    NearMin(f64),
    /// The same set of points.
    Equals,
    /// No point in common.
    Disjoint,
    /// A point in common.
    Intersects,
    /// The entity's geometry is inside.
    Within,
    /// The entity's geometry holds the query's inside.
    Contains,
    /// Some of each, not all of either.
    Overlaps,
}

impl GeoRel {
    /// Reads `near;maxDistance==2000` or the name of another relation.
    ///
    /// # Errors
    /// `BadRequestData` at `georel`.
    pub fn parse(text: &str) -> Fallible<GeoRel> {
        Ok(match text {
            "equals" => GeoRel::Equals,
            "disjoint" => GeoRel::Disjoint,
            "intersects" => GeoRel::Intersects,
            "within" => GeoRel::Within,
            "contains" => GeoRel::Contains,
            "overlaps" => GeoRel::Overlaps,
            _ => {
                let wrong = || Error::bad("ngsild-query-georel").with("given", text).at("georel");
                let (name, given) =
                    text.strip_prefix("near;").and_then(|rest| rest.split_once("==")).ok_or_else(wrong)?;
                // A JSON number above zero (clause 4.10).
                let metres = serde_json::from_str::<f64>(given)
                    .ok()
                    .filter(|metres| metres.is_finite() && *metres > 0.0 && given.trim() == given)
                    .ok_or_else(|| Error::bad("ngsild-query-distance").with("given", given).at("georel"));
                match name {
                    "maxDistance" => GeoRel::NearMax(metres?),
                    "minDistance" => GeoRel::NearMin(metres?),
                    _ => return Err(wrong()),
                }
            }
        })
    }
}

/// A geo-query.
#[derive(Clone, PartialEq, Debug)]
pub struct GeoQ {
    /// What is asked.
    pub rel: GeoRel,
    /// The geometry it is asked about, as GeoJSON.
    pub geometry: Value,
    /// Expanded name of the attribute that holds the entity's geometry.
    pub property: String,
    /// The geometry, ready to be computed with.
    pub shape: Shape,
}

/// A geometry that can be computed with.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape(geo::Geometry<f64>);

impl GeoQ {
    /// Reads the parameters of a URL: `coordinates` is JSON text; `geoproperty` is `location` where it is not given.
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter.
    pub fn parse(
        georel: &str,
        geometry: &str,
        coordinates: &str,
        geoproperty: Option<&str>,
        expand: Expand<'_>,
    ) -> Fallible<GeoQ> {
        let json = serde_json::from_str(coordinates)
            .map_err(|_| Error::bad("ngsild-query-coordinates-json").at("coordinates"))?;
        GeoQ::build(georel, geometry, &json, geoproperty, expand)
    }

    /// The same with coordinates that are JSON already, as in the body of a query or subscription.
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter.
    pub fn build(
        georel: &str,
        geometry: &str,
        coordinates: &Value,
        geoproperty: Option<&str>,
        expand: Expand<'_>,
    ) -> Fallible<GeoQ> {
        let rel = GeoRel::parse(georel)?;
        let (geometry, shape) = reference(geometry, coordinates, "geometry", "coordinates")?;
        Ok(GeoQ { rel, geometry, property: expand(geoproperty.unwrap_or(LOCATION))?, shape: Shape(shape) })
    }

    /// The same where any of the parameters may be missing: `None` where there is no geo-query at all. Coordinates may
    /// be an array or its text (clause 5.2.13).
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter that is wrong or missing.
    pub fn given(
        georel: Option<&str>,
        geometry: Option<&str>,
        coordinates: Option<&Value>,
        geoproperty: Option<&str>,
        expand: Expand<'_>,
    ) -> Fallible<Option<GeoQ>> {
        let missing = |name: &'static str| Error::bad("ngsild-query-geo-missing").with("name", name).at(name);
        if georel.is_none() && geometry.is_none() && coordinates.is_none() && geoproperty.is_none() {
            return Ok(None);
        }
        let georel = georel.ok_or_else(|| missing("georel"))?;
        let geometry = geometry.ok_or_else(|| missing("geometry"))?;
        match coordinates.ok_or_else(|| missing("coordinates"))? {
            Value::String(text) => GeoQ::parse(georel, geometry, text, geoproperty, expand),
            json => GeoQ::build(georel, geometry, json, geoproperty, expand),
        }
        .map(Some)
    }

    /// Whether a geometry stands so. What is no geometry matches nothing.
    pub fn matches(&self, geometry: &Value) -> bool {
        let Some(target) = shape::read(geometry) else { return false };
        let reference = &self.shape.0;
        let apart = || match (sphere::bounds(&target), sphere::bounds(reference)) {
            (Some(one), Some(other)) => !one.touches(&other),
            _ => true,
        };
        match self.rel {
            GeoRel::NearMax(metres) => sphere::distance(&target, reference) <= metres,
            GeoRel::NearMin(metres) => sphere::distance(&target, reference) > metres,
            GeoRel::Disjoint => apart() || !target.intersects(reference),
            _ if apart() => false,
            GeoRel::Intersects => target.intersects(reference),
            GeoRel::Within => target.relate(reference).is_within(),
            GeoRel::Contains => target.relate(reference).is_contains(),
            GeoRel::Overlaps => target.relate(reference).is_overlaps(),
            // The same text is the same place, even where a ring crosses itself and has no proper inside.
            GeoRel::Equals => target == *reference || target.relate(reference).is_equal_topo(),
        }
    }

    /// Whether any instance of the entity's attribute does.
    pub fn matches_entity(&self, entity: &Entity) -> bool {
        self.matches_attrs(&entity.attrs)
    }

    /// The same for attributes alone, such as the instances of a time window.
    pub fn matches_attrs(&self, attrs: &Attrs) -> bool {
        let instances = attrs.get(&self.property).map(Vec::as_slice).unwrap_or_default();
        instances.iter().any(|attr| attr.kind == Kind::GeoProperty && self.matches(&attr.value))
    }

    /// For an index: the [`bounds_of`] every match touch one of these boxes. `None` where a match may be anywhere
    /// (`disjoint`, `minDistance`).
    pub fn bounding_boxes(&self) -> Option<Vec<Bounds>> {
        let bounds = sphere::bounds(&self.shape.0)?;
        match self.rel {
            GeoRel::NearMin(_) | GeoRel::Disjoint => None,
            GeoRel::NearMax(metres) => Some(sphere::around(&bounds, metres)),
            _ => Some(vec![bounds]),
        }
    }
}

/// Reads a geometry that a query brings along.
pub(super) fn reference(
    kind: &str,
    coordinates: &Value,
    kind_field: &'static str,
    field: &'static str,
) -> Fallible<(Value, geo::Geometry<f64>)> {
    let types = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];
    if !types.contains(&kind) {
        return Err(Error::bad("ngsild-query-geometry-type").with("given", kind).at(kind_field));
    }
    let geometry = json!({"type": kind, "coordinates": coordinates});
    check_geometry(&geometry).map_err(|error| error.at(field))?;
    let shape = shape::read(&geometry)
        .ok_or_else(|| Error::bad("ngsild-query-coordinates").with("type", kind).at(field))?;
    if shape::positions(&shape) > MOST_POSITIONS {
        return Err(Error::bad("ngsild-query-too-many-positions")
            .with("most", MOST_POSITIONS as i64)
            .at(field));
    }
    Ok((geometry, shape))
}

/// Metres from a geometry to one that a query brought along; `None` where it is no geometry.
pub(super) fn metres(geometry: &Value, reference: &geo::Geometry<f64>) -> Option<f64> {
    Some(sphere::distance(&shape::read(geometry)?, reference))
}

/// The box around a geometry, great circles between its positions included; `None` where it is no geometry.
pub fn bounds_of(geometry: &Value) -> Option<Bounds> {
    sphere::bounds(&shape::read(geometry)?)
}

/// Metres between two geometries on the sphere; 0 where they touch. `None` where one is no geometry.
pub fn distance(one: &Value, other: &Value) -> Option<f64> {
    Some(sphere::distance(&shape::read(one)?, &shape::read(other)?))
}
