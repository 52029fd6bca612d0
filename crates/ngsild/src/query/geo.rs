//! Where entities are (clause 4.10).

use serde_json::Value;

use super::Expand;
use crate::error::{Error, Fallible};
use crate::model::{Entity, Kind};

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

/// A geo-query.
#[derive(Clone, PartialEq, Debug)]
pub struct GeoQ {
    /// What is asked.
    pub rel: GeoRel,
    /// The geometry it is asked about.
    pub geometry: Value,
    /// Expanded name of the attribute that holds the entity's geometry.
    pub property: String,
}

impl GeoQ {
    /// Reads the parameters; `geoproperty` is `location` where it is not given.
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter.
    pub fn parse(
        georel: &str,
        _geometry: &str,
        _coordinates: &str,
        _geoproperty: Option<&str>,
        _expand: Expand<'_>,
    ) -> Fallible<GeoQ> {
        Err(Error::bad("ngsild-query-georel").with("given", georel).at("georel"))
    }

    /// Whether a geometry stands so.
    pub fn matches(&self, _geometry: &Value) -> bool {
        false
    }

    /// Whether any instance of the entity's attribute does.
    pub fn matches_entity(&self, entity: &Entity) -> bool {
        let instances = entity.attrs.get(&self.property).map(Vec::as_slice).unwrap_or_default();
        instances.iter().any(|attr| attr.kind == Kind::GeoProperty && self.matches(&attr.value))
    }

    /// Every match touches one of these boxes; `None` where a match may be anywhere.
    pub fn bounding_boxes(&self) -> Option<Vec<Bounds>> {
        None
    }
}

/// The box around a geometry; `None` where it is none.
pub fn bounds_of(_geometry: &Value) -> Option<Bounds> {
    None
}

/// Whether a value is a GeoJSON geometry that an attribute may hold (clause 4.7.1).
///
/// # Errors
/// `BadRequestData` saying what is wrong.
pub fn check_geometry(_value: &Value) -> Fallible<()> {
    Ok(())
}

/// Metres between two geometries on the sphere (haversine); 0 where they touch. `None` where one is no geometry.
pub fn distance(_one: &Value, _other: &Value) -> Option<f64> {
    None
}
