//! A stone on a crossing: size = number, ring = share closed, colour = worst light, hatch = nobody has verified.

use std::fmt::Write as _;

use crate::components::Light;

/// What one crossing shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stone {
    /// How many commitments it stands for.
    pub count: i64,
    /// The worst light among them.
    pub light: Light,
    /// Share closed, 0 to 100.
    pub share_closed: u8,
    /// Whether the progress behind it is only claimed.
    pub unverified: bool,
    /// What it opens: the list it counts.
    pub href: String,
    /// Added to what the pointer and screen readers are told, e.g. the change since the compared day; may be empty.
    pub note: String,
}

/// Radius of a stone by its count, in five steps, within a cell of 44 units.
pub fn radius(count: i64) -> u8 {
    match count {
        ..=1 => 9,
        2..=3 => 11,
        4..=6 => 13,
        7..=12 => 16,
        _ => 19,
    }
}

/// Definitions that stones refer to; once per page, before the first stone.
pub fn defs(into: &mut String) {
    into.push_str(
        "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\"><defs>",
    );
    for (name, top, middle, edge) in [
        ("green", "#6db894", "#3b9068", "#2c7a57"),
        ("blue", "#7e9fd0", "#41699f", "#335688"),
        ("yellow", "#f2c35b", "#dd9b1c", "#c58410"),
        ("red", "#e4725f", "#c93f2e", "#ad2f20"),
        ("done", "#ffffff", "#f7f2e4", "#ddd5bf"),
        ("grey", "#d3d4d2", "#b3b7ba", "#9da2a6"),
    ] {
        let _ = write!(
            into,
            "<radialGradient id=\"g-{name}\" cx=\".36\" cy=\".3\" r=\".8\"><stop stop-color=\"{top}\"/>\
             <stop offset=\".55\" stop-color=\"{middle}\"/><stop offset=\"1\" stop-color=\"{edge}\"/></radialGradient>"
        );
    }
    into.push_str(
        "<radialGradient id=\"g-shade\"><stop offset=\".72\" stop-color=\"#4a3712\" stop-opacity=\".42\"/>\
         <stop offset=\"1\" stop-color=\"#4a3712\" stop-opacity=\"0\"/></radialGradient>\
         <pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"2.2\" height=\"5\" fill=\"#fffdf5\" fill-opacity=\".78\"/></pattern>\
         <pattern id=\"hatch-dark\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"1.7\" height=\"5\" fill=\"#857a5d\" fill-opacity=\".6\"/></pattern></defs></svg>",
    );
}

/// The drawing of a stone, 44 units square, decorative: what it says is the text of the link around it.
pub fn draw(into: &mut String, count: i64, light: Light, share_closed: u8, unverified: bool) {
    let r = u32::from(radius(count));
    let name = light.as_str();
    let _ = write!(
        into,
        "<svg class=\"stone st-{name}\" viewBox=\"-22 -22 44 44\" aria-hidden=\"true\">\
         <circle cx=\".6\" cy=\"1.8\" r=\"{}\" fill=\"url(#g-shade)\"/>\
         <circle class=\"disc\" r=\"{r}\" fill=\"url(#g-{name})\"/>",
        f64::from(r) + 2.6
    );
    if unverified {
        let hatch = if matches!(light, Light::Done | Light::Grey) { "hatch-dark" } else { "hatch" };
        // The number keeps a plain ground of its own; hatching alone would drown it.
        let _ = write!(
            into,
            "<circle r=\"{r}\" fill=\"url(#{hatch})\"/><circle class=\"core\" r=\"{}\" fill=\"url(#g-{name})\"/>",
            (r * 58).div_ceil(100).max(7)
        );
    }
    if light == Light::Red {
        // A triangle, as diagrams of the game mark a stone: red can be told without colour.
        let e = f64::from(r) * 0.72;
        let _ = write!(
            into,
            "<path class=\"mark\" d=\"M{x:.1} {y:.1}l4.6 8h-9.2Z\"/>",
            x = e + 1.2,
            y = -e - 5.6
        );
    } else if light == Light::Yellow {
        let e = f64::from(r) * 0.72;
        let _ = write!(
            into,
            "<path class=\"mark\" d=\"M{x:.1} {y:.1}l4 4-4 4-4-4Z\"/>",
            x = e + 1.2,
            y = -e - 5.2
        );
    }
    if share_closed > 0 {
        let _ = write!(
            into,
            "<circle class=\"ring\" r=\"{}\" pathLength=\"100\" stroke-dasharray=\"{} 100\" transform=\"rotate(-90)\"/>",
            f64::from(r) + 2.2,
            share_closed.min(100)
        );
    }
    let size = match count {
        ..=9 if r < 13 => "s",
        ..=99 => "m",
        _ => "l",
    };
    let _ = write!(into, "<text class=\"n-{size}\" y=\".5\">{count}</text></svg>");
}
