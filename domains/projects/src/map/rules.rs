//! From degrees to a sheet, and points that would cover each other as one. Pure.

use std::collections::HashMap;

/// A part of the world, in degrees.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frame {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

/// Least span of a frame, in degrees of latitude: some 550 m.
const LEAST: f64 = 0.005;
/// Room around what is shown, as a share of its span.
const ROOM: f64 = 0.06;

impl Frame {
    /// The frame of some points (longitude, latitude), with a little room, as wide as `ratio` times its height on the sheet.
    pub fn around(points: impl Iterator<Item = (f64, f64)>, ratio: f64) -> Option<Frame> {
        let mut all: Option<Frame> = None;
        for (lon, lat) in points {
            let frame = all.get_or_insert(Frame { west: lon, south: lat, east: lon, north: lat });
            frame.west = frame.west.min(lon);
            frame.east = frame.east.max(lon);
            frame.south = frame.south.min(lat);
            frame.north = frame.north.max(lat);
        }
        all.map(|frame| frame.shaped(ratio))
    }

    fn shaped(self, ratio: f64) -> Frame {
        let (lon, lat) = ((self.west + self.east) / 2.0, (self.south + self.north) / 2.0);
        let shrink = lat.to_radians().cos().max(0.01);
        let high = (self.north - self.south).max(LEAST) * (1.0 + ROOM);
        let wide = (self.east - self.west) * shrink * (1.0 + ROOM);
        let high = high.max(wide / ratio);
        let wide = high * ratio / shrink;
        Frame {
            west: lon - wide / 2.0,
            south: lat - high / 2.0,
            east: lon + wide / 2.0,
            north: lat + high / 2.0,
        }
    }

    /// Its own size again on every side: what is beyond that is not near it.
    pub fn surroundings(&self) -> Frame {
        let (wide, high) = (self.east - self.west, self.north - self.south);
        Frame {
            west: self.west - wide,
            south: self.south - high,
            east: self.east + wide,
            north: self.north + high,
        }
    }

    /// Where a point stands on a sheet of a width and height: equally far in both directions at the middle of the frame.
    pub fn place(&self, (lon, lat): (f64, f64), width: f64, height: f64) -> (f64, f64) {
        let x = (lon - self.west) / (self.east - self.west) * width;
        let y = (self.north - lat) / (self.north - self.south) * height;
        (x, y)
    }

    /// Whether a point is in it.
    pub fn holds(&self, (lon, lat): (f64, f64)) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }

    /// As it stands in an address: west, south, east, north.
    pub fn text(&self) -> String {
        format!("{:.4},{:.4},{:.4},{:.4}", self.west, self.south, self.east, self.north)
    }

    /// From an address, reshaped.
    pub fn parse(text: &str, ratio: f64) -> Option<Frame> {
        let mut parts =
            text.split(',').map(|part| part.trim().parse::<f64>().ok().filter(|one| one.is_finite()));
        let frame = Frame {
            west: parts.next()??,
            south: parts.next()??,
            east: parts.next()??,
            north: parts.next()??,
        };
        let fine = parts.next().is_none()
            && (-180.0..=180.0).contains(&frame.west)
            && frame.west < frame.east
            && frame.east <= 180.0
            && (-85.0..=85.0).contains(&frame.south)
            && frame.south < frame.north
            && frame.north <= 85.0;
        fine.then(|| frame.shaped(ratio))
    }

    /// Metres from its western to its eastern edge, along the middle.
    pub fn metres_wide(&self) -> f64 {
        let middle = ((self.south + self.north) / 2.0).to_radians();
        (self.east - self.west) * 111_195.0 * middle.cos()
    }
}

/// A round length for a scale bar of at most `most` metres: 1, 2 or 5 with noughts.
pub fn round_length(most: f64) -> i64 {
    let mut best = 1;
    let mut ten = 1;
    while ten as f64 <= most {
        for one in [ten, 2 * ten, 5 * ten] {
            if one as f64 <= most {
                best = one;
            }
        }
        ten *= 10;
    }
    best
}

/// Points that stand together.
#[derive(Clone, PartialEq, Debug)]
pub struct Cluster {
    /// Which points, the most urgent first.
    pub members: Vec<usize>,
    /// Their middle.
    pub x: f64,
    /// Their middle.
    pub y: f64,
}

/// Puts points together that are nearer to each other than `near`. `urgent` says in which order points draw others to
/// them (smaller first), so that the result does not depend on the order of the list.
pub fn clusters(points: &[(f64, f64)], urgent: &[u64], near: f64) -> Vec<Cluster> {
    let cell = |(x, y): (f64, f64)| ((x / near).floor() as i64, (y / near).floor() as i64);
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (at, point) in points.iter().enumerate() {
        cells.entry(cell(*point)).or_default().push(at);
    }
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|at| (urgent.get(*at).copied(), *at));
    let mut taken = vec![false; points.len()];
    let mut all = Vec::new();
    for seed in order {
        if taken[seed] {
            continue;
        }
        let (x, y) = points[seed];
        let (column, row) = cell((x, y));
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        let mut members: Vec<usize> = around
            .filter_map(|place| cells.get(&place))
            .flatten()
            .copied()
            .filter(|at| !taken[*at] && (points[*at].0 - x).hypot(points[*at].1 - y) < near)
            .collect();
        members.sort_by_key(|at| (urgent.get(*at).copied(), *at));
        members.iter().for_each(|at| taken[*at] = true);
        let count = members.len().max(1) as f64;
        let sum = members.iter().fold((0.0, 0.0), |sum, at| (sum.0 + points[*at].0, sum.1 + points[*at].1));
        all.push(Cluster { members, x: sum.0 / count, y: sum.1 / count });
    }
    all
}

/// A rectangle of the sheet: left, top, right, bottom.
pub type Area = (f64, f64, f64, f64);

/// Where the middle of a name of this width and height is written so that it covers nothing of what is `taken`: at its place where
/// there is room, else at the nearest spot around it that has, at its place again where none has.
pub fn spot(at: (f64, f64), (width, height): (f64, f64), taken: &[Area]) -> (f64, f64) {
    let area = |(x, y): (f64, f64)| (x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0);
    let free = |spot: &(f64, f64)| {
        let own = area(*spot);
        taken.iter().all(|of| own.2 <= of.0 || of.2 <= own.0 || own.3 <= of.1 || of.3 <= own.1)
    };
    // Below and above first: there a name still looks as if it belonged to its place.
    let around = (1..=5).flat_map(|ring| {
        let (dx, dy) = (width * 0.35 * f64::from(ring), height * 0.7 * f64::from(ring));
        [(0.0, dy), (0.0, -dy), (dx, 0.0), (-dx, 0.0), (dx, dy), (-dx, dy), (dx, -dy), (-dx, -dy)]
    });
    let spots = around.map(|(dx, dy)| (at.0 + dx, at.1 + dy));
    std::iter::once(at).chain(spots).find(free).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_keeps_the_shape_of_the_ground() {
        let frame = Frame::around([(117.0, 38.5), (118.0, 39.5)].into_iter(), 1.5).unwrap();
        // The middle of the frame is the middle of the sheet; a kilometre is as long to the east as to the north.
        assert_eq!(frame.place((117.5, 39.0), 900.0, 600.0), (450.0, 300.0));
        let (x, _) = frame.place((117.5 + 0.1 / 39_f64.to_radians().cos(), 39.0), 900.0, 600.0);
        let (_, y) = frame.place((117.5, 39.1), 900.0, 600.0);
        assert!(((x - 450.0) - (300.0 - y)).abs() < 1e-6, "{x} {y}");
        assert!(frame.holds((117.0, 38.5)) && frame.holds((118.0, 39.5)));
        assert!((frame.metres_wide() - 1.06 * 1.5 * 111_195.0).abs() < 1.0);
        // One point has a frame too.
        let one = Frame::around([(117.5, 39.0)].into_iter(), 1.0).unwrap();
        assert!(one.north > one.south && one.east > one.west);
        assert_eq!(Frame::around(std::iter::empty(), 1.0), None);
    }

    #[test]
    fn frames_in_addresses() {
        let frame = Frame::parse("117.1,38.5,118,39.2", 1.5).unwrap();
        assert!(frame.holds((117.1, 38.5)) && frame.holds((118.0, 39.2)));
        for wrong in [
            "",
            "1,2,3",
            "118,38,117,39",
            "117,39,118,38",
            "117,38,118,39,40",
            "a,b,c,d",
            "NaN,1,2,3",
            "-999,0,1,1",
            "0,-89,1,89",
        ] {
            assert_eq!(Frame::parse(wrong, 1.5), None, "{wrong}");
        }
    }

    #[test]
    fn names_stand_where_there_is_room_and_as_near_as_can_be() {
        let stone = |x: f64, y: f64| (x - 10.0, y - 10.0, x + 10.0, y + 10.0);
        let everywhere = vec![(-500.0, -500.0, 500.0, 500.0)];
        for (taken, expected) in [
            (vec![], (0.0, 0.0)),
            (vec![stone(60.0, 0.0)], (0.0, 0.0)),
            // 40 wide and 20 high: two steps of 14 below a stone of 20 are clear of it.
            (vec![stone(0.0, 0.0)], (0.0, 28.0)),
            (vec![stone(0.0, 0.0), stone(0.0, 28.0)], (0.0, -28.0)),
            (everywhere, (0.0, 0.0)),
        ] {
            assert_eq!(spot((0.0, 0.0), (40.0, 20.0), &taken), expected, "{taken:?}");
        }
    }

    #[test]
    fn scale_bars_are_round() {
        for (most, expected) in
            [(0.5, 1), (9.0, 5), (999.0, 500), (1_000.0, 1_000), (19_999.0, 10_000), (20_000.0, 20_000)]
        {
            assert_eq!(round_length(most), expected, "{most}");
        }
    }

    #[test]
    fn points_that_cover_each_other_become_one() {
        let members = |points: &[(f64, f64)], urgent: &[u64]| -> Vec<Vec<usize>> {
            clusters(points, urgent, 10.0).into_iter().map(|one| one.members).collect()
        };
        for (points, urgent, expected) in [
            (vec![], vec![], vec![]),
            (vec![(0.0, 0.0)], vec![1], vec![vec![0]]),
            (vec![(0.0, 0.0), (9.0, 0.0)], vec![1, 2], vec![vec![0, 1]]),
            (vec![(0.0, 0.0), (10.0, 0.0)], vec![1, 2], vec![vec![0], vec![1]]),
            // The urgent one in the middle takes both; else the left one takes what is near to it.
            (vec![(0.0, 0.0), (9.0, 0.0), (18.0, 0.0)], vec![2, 1, 3], vec![vec![1, 0, 2]]),
            (vec![(0.0, 0.0), (9.0, 0.0), (18.0, 0.0)], vec![1, 2, 3], vec![vec![0, 1], vec![2]]),
            // Across the edges of cells and below nought.
            (vec![(-0.1, -0.1), (0.1, 0.1)], vec![1, 1], vec![vec![0, 1]]),
        ] {
            assert_eq!(members(&points, &urgent), expected, "{points:?}");
        }
        let many: Vec<(f64, f64)> =
            (0..2_000).map(|n| (f64::from(n % 50) * 3.0, f64::from(n / 50) * 3.0)).collect();
        let urgent: Vec<u64> = (0..2_000).map(|n| n * 7_919 % 2_000).collect();
        let all = clusters(&many, &urgent, 10.0);
        assert_eq!(all.iter().map(|one| one.members.len()).sum::<usize>(), 2_000, "each is in one");
        let (mut turned, mut turned_urgent) = (many.clone(), urgent.clone());
        turned.reverse();
        turned_urgent.reverse();
        let seeds = |all: &[Cluster], points: &[(f64, f64)]| {
            let mut seeds: Vec<_> = all.iter().map(|one| points[one.members[0]]).collect();
            seeds.sort_by(|a, b| a.partial_cmp(b).unwrap());
            seeds
        };
        let other = clusters(&turned, &turned_urgent, 10.0);
        assert_eq!(seeds(&all, &many), seeds(&other, &turned), "whatever the order of the list");
    }

    #[test]
    fn what_is_beyond_its_own_size_again_is_not_near() {
        let frame = Frame { west: 117.0, south: 38.5, east: 118.0, north: 39.5 };
        let near = frame.surroundings();
        for (point, wanted) in [
            ((117.5, 39.0), true),
            ((116.1, 40.4), true),
            ((118.9, 37.6), true),
            ((119.1, 39.0), false),
            ((17.0, 39.0), false),
        ] {
            assert_eq!(near.holds(point), wanted, "{point:?}");
        }
    }
}
