//! The plain ground of a map: land, water and names, from a GeoJSON file (RFC 7946). The one that comes with the program is
//! schematic; an installation may name a file of its own.

use serde::Deserialize;
use serde_json::Value;

/// The outline that comes with the program: drawn by hand, no boundary.
const OWN: &str = include_str!("../../data/outline.geojson");
/// Most points of an outline.
const POINTS_MAX: usize = 50_000;

/// What sort of thing is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Dry land, as an area.
    Land,
    /// A river or a lake.
    Water,
    /// The name of a place.
    Place,
    /// The name of a sea.
    Sea,
}

/// One thing that is drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// Its name in Chinese, and in English; may be empty.
    pub name: (String, String),
    /// Its lines: closed ones for areas, one point for a name. Longitude, latitude.
    pub lines: Vec<Vec<(f64, f64)>>,
}

/// The ground of a map.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outline {
    /// What is drawn, in this order.
    pub shapes: Vec<Shape>,
    /// It is no more than a sketch.
    pub schematic: bool,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Properties>,
    geometry: Geometry,
}

#[derive(Deserialize, Default)]
struct Properties {
    kind: Option<Kind>,
    name: Option<String>,
    name_en: Option<String>,
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    coordinates: Value,
}

impl Outline {
    /// The outline that comes with the program.
    pub fn own() -> Outline {
        // Parsed by a test: it cannot fail. A map without ground is better than none.
        Outline { schematic: true, ..Outline::parse(OWN).unwrap_or_default() }
    }

    /// Reads a feature collection. Features without a `kind` are land when they are areas, water when they are lines, and
    /// places when they are points.
    ///
    /// # Errors
    /// What is wrong with it, for its operator.
    pub fn parse(text: &str) -> Result<Outline, String> {
        let all: Collection = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let mut shapes = Vec::with_capacity(all.features.len());
        for (n, feature) in all.features.into_iter().enumerate() {
            let wrong = |why: &str| format!("feature {}: {why}", n + 1);
            let Geometry { r#type: kind, coordinates } = feature.geometry;
            let (usual, lines) = match kind.as_str() {
                "Point" => (Kind::Place, point(&coordinates).map(|point| vec![vec![point]])),
                "LineString" => (Kind::Water, line(&coordinates).map(|line| vec![line])),
                "Polygon" | "MultiLineString" => {
                    (if kind == "Polygon" { Kind::Land } else { Kind::Water }, lines(&coordinates))
                }
                "MultiPolygon" => {
                    let parts = coordinates
                        .as_array()
                        .and_then(|all| all.iter().map(lines).collect::<Option<Vec<_>>>());
                    (Kind::Land, parts.map(|parts| parts.into_iter().flatten().collect()))
                }
                other => return Err(wrong(&format!("geometry {other} is not drawn"))),
            };
            let lines = lines.ok_or_else(|| wrong("coordinates are pairs of degrees"))?;
            let about = feature.properties.unwrap_or_default();
            let name = about.name.unwrap_or_default();
            let english = about.name_en.unwrap_or_else(|| name.clone());
            shapes.push(Shape { kind: about.kind.unwrap_or(usual), name: (name, english), lines });
        }
        let points: usize = shapes.iter().flat_map(|shape| &shape.lines).map(Vec::len).sum();
        if points > POINTS_MAX {
            return Err(format!("{points} points, at most {POINTS_MAX}: simplify it"));
        }
        Ok(Outline { shapes, schematic: false })
    }

    /// Every point of its areas and lines.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.shapes
            .iter()
            .filter(|shape| shape.kind == Kind::Land)
            .flat_map(|shape| shape.lines.iter().flatten().copied())
    }
}

fn point(value: &Value) -> Option<(f64, f64)> {
    let pair = value.as_array()?;
    let (lon, lat) = (pair.first()?.as_f64()?, pair.get(1)?.as_f64()?);
    ((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)).then_some((lon, lat))
}

fn line(value: &Value) -> Option<Vec<(f64, f64)>> {
    value.as_array()?.iter().map(point).collect()
}

fn lines(value: &Value) -> Option<Vec<Vec<(f64, f64)>>> {
    value.as_array()?.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_of_the_program_is_whole() {
        let own = Outline::own();
        assert!(own.schematic && own.shapes.len() > 10 && own.points().count() > 30);
        let land = &own.shapes[0].lines[0];
        assert_eq!(land.first(), land.last(), "an area is closed");
    }

    #[test]
    fn files_of_an_installation_are_read_or_refused_with_a_reason() {
        let of = |geometry: &str| {
            Outline::parse(&format!(
                r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry}}}]}}"#
            ))
        };
        for (geometry, kind, lines) in [
            (r#"{"type":"Point","coordinates":[117.5,39]}"#, Kind::Place, 1),
            (r#"{"type":"LineString","coordinates":[[117.5,39],[117.6,39.1,4]]}"#, Kind::Water, 1),
            (
                r#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]],[[1.2,1.1],[1.3,1.1],[1.3,1.2],[1.2,1.1]]]}"#,
                Kind::Land,
                2,
            ),
            (
                r#"{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]],[[[3,1],[4,1],[4,2],[3,1]]]]}"#,
                Kind::Land,
                2,
            ),
        ] {
            let read = of(geometry).unwrap();
            assert_eq!((read.shapes[0].kind, read.shapes[0].lines.len()), (kind, lines), "{geometry}");
        }
        for (geometry, why) in [
            (r#"{"type":"Point","coordinates":["a",39]}"#, "degrees"),
            (r#"{"type":"Point","coordinates":[500,39]}"#, "degrees"),
            (r#"{"type":"Curve","coordinates":[]}"#, "Curve"),
        ] {
            assert!(of(geometry).unwrap_err().contains(why), "{geometry}");
        }
        assert!(Outline::parse("no").is_err());
    }
}
