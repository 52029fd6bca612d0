//! Lights and progress: never by colour alone.

use std::str::FromStr;

use maud::{Markup, html};
use qipan_kernel::Progress;

use crate::view::View;

/// The light of a commitment, as pages show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Light {
    /// Nothing is known.
    Grey,
    /// On course.
    Green,
    /// Due soon.
    Blue,
    /// Behind.
    Yellow,
    /// Overdue.
    Red,
    /// Closed.
    Done,
}

impl Light {
    /// All lights, in the order of legends.
    pub const ALL: [Light; 6] =
        [Light::Green, Light::Blue, Light::Yellow, Light::Red, Light::Done, Light::Grey];

    /// The word used in links, the API and classes.
    pub fn as_str(self) -> &'static str {
        match self {
            Light::Grey => "grey",
            Light::Green => "green",
            Light::Blue => "blue",
            Light::Yellow => "yellow",
            Light::Red => "red",
            Light::Done => "done",
        }
    }

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Light::Grey => "light-grey",
            Light::Green => "light-green",
            Light::Blue => "light-blue",
            Light::Yellow => "light-yellow",
            Light::Red => "light-red",
            Light::Done => "light-done",
        }
    }
}

impl FromStr for Light {
    type Err = String;
    fn from_str(text: &str) -> Result<Light, String> {
        Light::ALL.into_iter().find(|light| light.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// The sign of a light: each has its own shape, so that it can be told without colour.
fn sign(light: Light) -> Markup {
    html! {
        svg class={ "sign sign-" (light.as_str()) } viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" {
            @match light {
                Light::Green => circle cx="8" cy="8" r="6.5" {},
                Light::Blue => { circle cx="8" cy="8" r="6.5" {} path class="cut" d="M8 4.4V8l2.6 1.8" {} },
                Light::Yellow => path d="M8 .8 15.2 8 8 15.2.8 8Z" {},
                Light::Red => path d="M8 1.2 15.6 14.6H.4Z" {},
                Light::Done => { circle cx="8" cy="8" r="6.2" {} path class="cut" d="m5 8.2 2.2 2.2L11.2 6" {} },
                Light::Grey => circle cx="8" cy="8" r="5.8" stroke-dasharray="2.4 2" {},
            }
        }
    }
}

/// A light with its name.
pub fn light(view: &View, light: Light) -> Markup {
    light_as(view, light, light.key())
}

/// A light with a word of its own: what is behind in money is not overdue.
pub fn light_as(view: &View, light: Light, word: &str) -> Markup {
    html! { span class={ "light light-" (light.as_str()) } { (sign(light)) (view.t(word)) } }
}

/// A light without visible words, for narrow columns; screen readers hear the name, the pointer shows `reason` or
/// the name.
pub fn light_small(view: &View, light: Light, reason: Option<&str>) -> Markup {
    let name = view.t(light.key());
    html! {
        span class={ "light-dot light-" (light.as_str()) } title=(reason.unwrap_or(&name)) {
            (sign(light)) span class="sr" { (name) }
        }
    }
}

/// Claimed and verified progress in one bar: verified solid, claimed beyond it hatched; `planned` is a tick.
pub fn progress_bar(view: &View, claimed: Progress, verified: Progress, planned: Option<Progress>) -> Markup {
    let percent = |progress: Progress| format!("{:.2}", f64::from(progress.0.clamp(0, 10_000)) / 100.0);
    let beyond = Progress((claimed.0 - verified.0).max(0));
    let say = qipan_kernel::Message::new("progress-said").with("claimed", claimed).with("verified", verified);
    html! {
        span class="progress" {
            svg class="progress-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=(view.m(&say)) {
                rect class="pb-track" width="100" height="8" {}
                rect class="pb-claimed" x=(percent(verified)) width=(percent(beyond)) height="8" {}
                @for step in 0..34 {
                    @let x = f64::from(verified.0) / 100.0 + f64::from(step) * 3.0 + 1.0;
                    @if x < f64::from(claimed.0) / 100.0 {
                        rect class="pb-hatch" x=(format!("{x:.2}")) width="1" height="8" {}
                    }
                }
                rect class="pb-verified" width=(percent(verified)) height="8" {}
                @if let Some(planned) = planned {
                    @let x = percent(planned);
                    line class="pb-planned" x1=(x) x2=(x) y1="0" y2="8" {}
                }
            }
            span class="progress-text" { (view.m(&say)) }
        }
    }
}
