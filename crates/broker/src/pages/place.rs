//! Where an entity is: its geometry on a net of meridians and parallels with a scale. Nothing is fetched from a map server.

use maud::{Markup, html};
use serde_json::Value;

use qipan_web::View;

/// Degrees between two lines of the net.
const STEPS: [f64; 15] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0];
/// Degrees of latitude that are shown at least, so that a point stands in some surroundings (about two kilometres).
const LEAST: f64 = 0.02;
/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;
/// The picture, in its own units.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 240.0;

/// Every position of a geometry, in parts that are drawn as one line each.
fn lines(coordinates: &Value, out: &mut Vec<Vec<(f64, f64)>>) {
    let position = |value: &Value| Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?));
    if let Some(point) = position(coordinates) {
        out.push(vec![point]);
        return;
    }
    let Some(items) = coordinates.as_array() else { return };
    let line: Option<Vec<_>> = items.iter().map(position).collect();
    match line {
        Some(line) => out.push(line),
        None => items.iter().for_each(|item| lines(item, out)),
    }
}

/// What part of the world is shown: its middle, and how many units of the picture a degree has.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    middle: (f64, f64),
    /// For degrees of longitude, which are shorter away from the equator, and of latitude.
    scale: (f64, f64),
}

impl Frame {
    /// A frame that holds all of them; `None` for nothing.
    fn around(points: &[(f64, f64)]) -> Option<Frame> {
        let first = points.first()?;
        let (mut low, mut high) = (*first, *first);
        for (lon, lat) in points {
            low = (low.0.min(*lon), low.1.min(*lat));
            high = (high.0.max(*lon), high.1.max(*lat));
        }
        let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        let narrow = middle.1.to_radians().cos().max(0.05);
        // A margin of a sixth all around.
        let tall = ((high.1 - low.1) * 1.5).max(LEAST).max((high.0 - low.0) * narrow * 1.5 * HEIGHT / WIDTH);
        let scale = HEIGHT / tall;
        Some(Frame { middle, scale: (scale * narrow, scale) })
    }

    fn x(&self, lon: f64) -> f64 {
        WIDTH / 2.0 + (lon - self.middle.0) * self.scale.0
    }

    fn y(&self, lat: f64) -> f64 {
        HEIGHT / 2.0 - (lat - self.middle.1) * self.scale.1
    }

    /// Lines of the net within the picture, for `scale` and the middle of one direction.
    fn net(middle: f64, scale: f64, size: f64) -> Vec<(f64, usize)> {
        let shown = size / scale;
        let step = STEPS.into_iter().find(|step| shown / step <= 5.0).unwrap_or(90.0);
        let decimals =
            STEPS.iter().position(|one| *one == step).map_or(0, |at| 3_usize.saturating_sub(at / 3));
        let first = ((middle - shown / 2.0) / step).ceil();
        let last = ((middle + shown / 2.0) / step).floor();
        (0..=(last - first).max(0.0) as usize).map(|at| ((first + at as f64) * step, decimals)).collect()
    }

    /// A round length in metres that takes at most a third of the width, and how much it takes.
    fn bar(&self) -> (f64, f64) {
        let metre = self.scale.1 / DEGREE;
        let most = WIDTH / 3.0 / metre;
        let power = 10_f64.powf(most.log10().floor());
        let length =
            [5.0, 2.0, 1.0].into_iter().map(|one| one * power).find(|one| *one <= most).unwrap_or(power);
        (length, length * metre)
    }
}

/// The map of a place, and its extent in degrees.
pub fn map(view: &View, place: &Value) -> Markup {
    let mut all = Vec::new();
    match place["geometries"].as_array() {
        Some(parts) => parts.iter().for_each(|part| lines(&part["coordinates"], &mut all)),
        None => lines(&place["coordinates"], &mut all),
    }
    let points: Vec<(f64, f64)> = all.iter().flatten().copied().collect();
    let Some(frame) = Frame::around(&points) else { return html! {} };
    let unit = |value: f64| format!("{value:.1}");
    let (length, long) = frame.bar();
    let told =
        if length < 1_000.0 { format!("{length:.0} m") } else { format!("{:.0} km", length / 1_000.0) };
    let extent = |side: fn(&(f64, f64)) -> f64| {
        let (low, high) =
            points.iter().map(side).fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        if low == high { format!("{low:.5}°") } else { format!("{low:.5}° – {high:.5}°") }
    };
    html! {
        svg class="place" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(view.t("hub-place")) {
            rect width=(WIDTH) height=(HEIGHT) {}
            @for (lon, decimals) in Frame::net(frame.middle.0, frame.scale.0, WIDTH) {
                line x1=(unit(frame.x(lon))) x2=(unit(frame.x(lon))) y1="0" y2=(HEIGHT) {}
                // No room for a label at the edge.
                @if frame.x(lon) < WIDTH - 42.0 { text x=(unit(frame.x(lon) + 3.0)) y="11" { (format!("{lon:.decimals$}°")) } }
            }
            @for (lat, decimals) in Frame::net(frame.middle.1, frame.scale.1, HEIGHT) {
                line y1=(unit(frame.y(lat))) y2=(unit(frame.y(lat))) x1="0" x2=(WIDTH) {}
                text x="3" y=(unit(frame.y(lat) - 3.0)) { (format!("{lat:.decimals$}°")) }
            }
            @for line in &all {
                @if let [(lon, lat)] = line.as_slice() {
                    circle cx=(unit(frame.x(*lon))) cy=(unit(frame.y(*lat))) r="7" {}
                } @else {
                    polyline points=(line.iter().map(|(lon, lat)| format!("{:.1},{:.1}", frame.x(*lon), frame.y(*lat))).collect::<Vec<_>>().join(" ")) {}
                }
            }
            path d={ "M" (unit(WIDTH - 12.0 - long)) " " (HEIGHT - 16.0) "v5h" (unit(long)) "v-5" } {}
            text x=(unit(WIDTH - 12.0 - long / 2.0)) y=(HEIGHT - 16.0) text-anchor="middle" { (told) }
        }
        p class="quiet" {
            (place["type"].as_str().unwrap_or_default()) " · " (extent(|at| at.0)) ", " (extent(|at| at.1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_stands_within_the_frame() {
        let cases: [&[(f64, f64)]; 4] = [
            &[(117.7, 39.05)],
            &[(117.0, 38.5), (118.0, 39.5)],
            &[(-180.0, -90.0), (180.0, 90.0)],
            &[(10.0, 89.9), (20.0, 89.9)],
        ];
        for points in cases {
            let frame = Frame::around(points).expect("a frame");
            for (lon, lat) in points {
                assert!(
                    (0.0..=WIDTH).contains(&frame.x(*lon)) && (0.0..=HEIGHT).contains(&frame.y(*lat)),
                    "{points:?}"
                );
            }
            let (length, long) = frame.bar();
            assert!(
                length > 0.0 && long > WIDTH / 9.0 && long <= WIDTH / 3.0,
                "{points:?}: {length} m take {long}"
            );
            for (middle, scale, size) in
                [(frame.middle.0, frame.scale.0, WIDTH), (frame.middle.1, frame.scale.1, HEIGHT)]
            {
                let net = Frame::net(middle, scale, size);
                assert!((1..=9).contains(&net.len()), "{points:?}: {net:?}");
            }
        }
        assert_eq!(Frame::around(&[]), None);
    }
}
