//! A chain: things of which one leads to another, as stones on a line.

use maud::{Markup, html};

use super::Light;
use crate::view::View;

/// One thing of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bead {
    /// What it is, as classes and programs name it.
    pub sort: &'static str,
    /// What it is, in words of the view.
    pub sort_name: String,
    /// Its number on paper, or nothing.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// The address of its page.
    pub href: String,
    /// Where it stands, in words of the view.
    pub state: String,
    /// Its light.
    pub light: Option<Light>,
    /// It is what the page is about.
    pub here: bool,
}

/// Most characters of a name in a chain.
pub const NAME_MAX: usize = 46;

/// A text cut to a number of characters.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The chain, drawn; nothing where a thing stands alone. It is a list in the order of the path, so that it reads the same
/// without the drawing.
pub fn chain(view: &View, label: &str, beads: &[Bead]) -> Markup {
    if beads.len() < 2 {
        return html! {};
    }
    html! {
        nav class="beads" aria-label=(label) {
            ol {
                @for bead in beads {
                    // A state that names the light says it already.
                    @let said = bead.light.map(|light| view.t(light.key())).filter(|light| !bead.state.contains(light.as_ref()));
                    li class={ "bead-" (bead.sort) @if bead.here { " here" } @if let Some(light) = bead.light { " light-" (light.as_str()) } }
                        aria-current=[bead.here.then_some("true")] {
                        span class="bead-sort" { (bead.sort_name) @if !bead.number.is_empty() { " " (bead.number) } }
                        @if bead.here { strong { (cut(&bead.name, NAME_MAX)) } }
                        @else { a href=(bead.href) { (cut(&bead.name, NAME_MAX)) } }
                        small { (bead.state) @if let Some(light) = &said { @if !bead.state.is_empty() { " · " } (light) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_characters() {
        for (text, most, expected) in
            [("三号路改造", 5, "三号路改造"), ("三号路改造", 4, "三号路…"), ("", 4, ""), ("abc", 2, "a…")]
        {
            assert_eq!(cut(text, most), expected);
        }
    }
}
