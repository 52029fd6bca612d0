//! The few drawings of the interface, as SVG with presentation attributes only.

use maud::{Markup, PreEscaped};

/// The brand: two stones on a crossing.
pub fn brand() -> Markup {
    PreEscaped(
        "<svg class=\"brand-mark\" viewBox=\"0 0 32 32\" width=\"26\" height=\"26\" aria-hidden=\"true\">\
         <path d=\"M9 2v28M22 2v28M2 10h28M2 23h28\" stroke=\"#b49a5e\" stroke-width=\"1.2\"/>\
         <circle cx=\"9\" cy=\"23\" r=\"7\" fill=\"#26303a\"/>\
         <circle cx=\"22\" cy=\"10\" r=\"6.4\" fill=\"#fffdf6\" stroke=\"#26303a\" stroke-width=\"1.1\"/></svg>"
            .to_owned(),
    )
}

/// Three lines: the menu on a phone.
pub fn menu() -> Markup {
    PreEscaped(
        "<svg viewBox=\"0 0 20 20\" width=\"20\" height=\"20\" aria-hidden=\"true\"><path d=\"M2 5h16M2 10h16M2 15h16\" \
         stroke=\"currentColor\" stroke-width=\"1.8\" stroke-linecap=\"round\"/></svg>"
            .to_owned(),
    )
}

/// A corner of an empty board with one stone off the grid: nothing here, or something went wrong.
pub fn goban_corner() -> Markup {
    PreEscaped(
        "<svg viewBox=\"0 0 140 140\" width=\"140\" height=\"140\" aria-hidden=\"true\">\
         <rect x=\"6\" y=\"6\" width=\"128\" height=\"128\" rx=\"6\" fill=\"#f0e2bd\" stroke=\"#d9c48f\"/>\
         <path d=\"M28 28v106M54 28v106M80 28v106M106 28v106M28 28h106M28 54h106M28 80h106M28 106h106\" stroke=\"#b49a5e\" fill=\"none\"/>\
         <circle cx=\"80\" cy=\"80\" r=\"2.6\" fill=\"#8d7540\"/>\
         <circle cx=\"54\" cy=\"54\" r=\"11\" fill=\"#26303a\"/>\
         <circle cx=\"95\" cy=\"63\" r=\"11\" fill=\"#fffdf6\" stroke=\"#9b9178\" stroke-dasharray=\"3 3\"/></svg>"
            .to_owned(),
    )
}
