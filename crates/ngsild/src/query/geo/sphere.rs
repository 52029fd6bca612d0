//! Distances and boxes on the sphere. Positions are unit vectors, so that nothing is special about poles and the
//! antimeridian.

use geo::{Coord, CoordsIter, Geometry, Intersects};
use geo::{Line, LineString};

use super::Bounds;

/// Mean radius of the earth in metres (IUGG), as the haversine formula takes it.
pub const EARTH_RADIUS: f64 = 6_371_008.8;

#[derive(Clone, Copy)]
struct Vector([f64; 3]);

impl Vector {
    fn of(coord: Coord<f64>) -> Vector {
        let (longitude, latitude) = (coord.x.to_radians(), coord.y.to_radians());
        Vector([latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()])
    }

    fn dot(self, other: Vector) -> f64 {
        self.0.iter().zip(other.0).map(|(a, b)| a * b).sum()
    }

    fn cross(self, other: Vector) -> Vector {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Vector([b * z - c * y, c * x - a * z, a * y - b * x])
    }

    fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    fn scaled(self, factor: f64) -> Vector {
        Vector(self.0.map(|part| part * factor))
    }

    fn minus(self, other: Vector) -> Vector {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Vector([a - x, b - y, c - z])
    }

    /// The angle between two positions in radians; well conditioned for small ones, as the haversine formula is.
    fn angle(self, other: Vector) -> f64 {
        self.cross(other).length().atan2(self.dot(other))
    }
}

/// The shorter arc of a great circle between two positions.
struct Arc {
    from: Vector,
    to: Vector,
    /// Normal of its plane; `None` where the arc is a point.
    normal: Option<Vector>,
}

impl Arc {
    fn of(line: Line<f64>) -> Arc {
        let (from, to) = (Vector::of(line.start), Vector::of(line.end));
        let normal = from.cross(to);
        let length = normal.length();
        Arc { from, to, normal: (length > 1e-15).then(|| normal.scaled(1.0 / length)) }
    }

    /// The foot of the perpendicular from there, where it lies on the arc.
    fn foot(&self, from: Vector) -> Option<Vector> {
        let normal = self.normal?;
        let foot = from.minus(normal.scaled(from.dot(normal)));
        let length = foot.length();
        if length < 1e-15 {
            return None;
        }
        let foot = foot.scaled(1.0 / length);
        let on = self.from.cross(foot).dot(normal) >= 0.0 && foot.cross(self.to).dot(normal) >= 0.0;
        on.then_some(foot)
    }

    /// The angle from a position to the nearest point of the arc.
    fn angle(&self, position: Vector) -> f64 {
        let ends = position.angle(self.from).min(position.angle(self.to));
        self.foot(position).map_or(ends, |foot| position.angle(foot).min(ends))
    }
}

/// Metres between two shapes; 0 where they touch.
pub(super) fn distance(one: &Geometry<f64>, other: &Geometry<f64>) -> f64 {
    if one.intersects(other) {
        return 0.0;
    }
    let (one, other) = (Parts::of(one), Parts::of(other));
    // Where two arcs do not cross, the least distance is at an end of one of them.
    one.least(&other).min(other.least(&one)) * EARTH_RADIUS
}

/// The positions and arcs that a shape is made of.
struct Parts {
    positions: Vec<Vector>,
    arcs: Vec<Arc>,
}

impl Parts {
    fn of(shape: &Geometry<f64>) -> Parts {
        let mut arcs = Vec::new();
        each_line(shape, &mut |line| arcs.push(Arc::of(line)));
        Parts { positions: shape.coords_iter().map(Vector::of).collect(), arcs }
    }

    /// The least angle from one of these positions to the other's arcs or positions.
    fn least(&self, other: &Parts) -> f64 {
        let mut least = f64::INFINITY;
        for position in &self.positions {
            if other.arcs.is_empty() {
                least = other.positions.iter().map(|end| position.angle(*end)).fold(least, f64::min);
            } else {
                least = other.arcs.iter().map(|arc| arc.angle(*position)).fold(least, f64::min);
            }
        }
        least
    }
}

fn each_line(shape: &Geometry<f64>, visit: &mut dyn FnMut(Line<f64>)) {
    let mut string = |line: &LineString<f64>| line.lines().for_each(&mut *visit);
    let mut polygon = |one: &geo::Polygon<f64>| {
        string(one.exterior());
        one.interiors().iter().for_each(&mut string);
    };
    match shape {
        Geometry::Polygon(one) => polygon(one),
        Geometry::MultiPolygon(all) => all.iter().for_each(polygon),
        Geometry::LineString(one) => string(one),
        Geometry::MultiLineString(all) => all.iter().for_each(string),
        _ => {}
    }
}

/// The box around the positions and the arcs between them; `None` where there are no positions.
pub(super) fn bounds(shape: &Geometry<f64>) -> Option<Bounds> {
    let mut coords = shape.coords_iter();
    let first = coords.next()?;
    let mut bounds = Bounds { west: first.x, south: first.y, east: first.x, north: first.y };
    for Coord { x, y } in coords {
        bounds.west = bounds.west.min(x);
        bounds.east = bounds.east.max(x);
        bounds.south = bounds.south.min(y);
        bounds.north = bounds.north.max(y);
    }
    each_line(shape, &mut |line| {
        // The shorter way between these ends goes over the antimeridian.
        if (line.start.x - line.end.x).abs() > 180.0 {
            (bounds.west, bounds.east) = (-180.0, 180.0);
        }
        let arc = Arc::of(line);
        // Where the arc comes nearest to a pole, it may be outside the latitudes of its ends.
        for pole in [1.0, -1.0] {
            if let Some(foot) = arc.foot(Vector([0.0, 0.0, pole])) {
                let latitude = foot.0[2].clamp(-1.0, 1.0).asin().to_degrees();
                bounds.north = bounds.north.max(latitude);
                bounds.south = bounds.south.min(latitude);
            }
        }
    });
    Some(bounds)
}

/// Boxes that hold every position within so many metres of a box.
pub(super) fn around(bounds: &Bounds, metres: f64) -> Vec<Bounds> {
    // A little more than needed, for rounding.
    let angle = metres / EARTH_RADIUS * (1.0 + 1e-9) + 1e-12;
    let degrees = angle.to_degrees();
    let (south, north) = ((bounds.south - degrees).max(-90.0), (bounds.north + degrees).min(90.0));
    let all = |south, north| vec![Bounds { west: -180.0, south, east: 180.0, north }];
    // Over a pole, every longitude is near.
    if south <= -90.0 || north >= 90.0 {
        return all(south, north);
    }
    let latitude = bounds.south.abs().max(bounds.north.abs()).to_radians();
    let wide = (angle.sin() / latitude.cos()).clamp(0.0, 1.0).asin().to_degrees();
    let (west, east) = (bounds.west - wide, bounds.east + wide);
    if east - west >= 360.0 || angle >= std::f64::consts::FRAC_PI_2 {
        return all(south, north);
    }
    let of = |west: f64, east: f64| Bounds { west, south, east, north };
    if west < -180.0 {
        vec![of(-180.0, east), of(west + 360.0, 180.0)]
    } else if east > 180.0 {
        vec![of(west, 180.0), of(-180.0, east - 360.0)]
    } else {
        vec![of(west, east)]
    }
}
