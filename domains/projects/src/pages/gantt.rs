//! Nodes over time, drawn on the server as SVG: a bar from beginning to limit, a mark where it was done, lines from what
//! must be done before, and the critical path in a heavier stroke.

use std::collections::HashMap;

use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Day, Id};
use qipan_web::components::{Light, light_small};
use qipan_web::{Markup, html};

use crate::nodes::model::Node;
use crate::nodes::path::{Room, Step, rooms};

const ROW: i32 = 26;
const TOP: i32 = 30;

/// The room of each node, as things are on a day.
pub fn room(nodes: &[Node], today: Day) -> HashMap<Id, Room> {
    let steps: Vec<Step> = nodes
        .iter()
        .filter(|node| !node.withdrawn())
        .map(|node| Step {
            id: node.id,
            start: node.start_day,
            due: node.due_day().max(node.start_day),
            done: node.done_on(),
            after: node.after.clone(),
        })
        .collect();
    rooms(&steps, today)
}

/// From which day to which a chart reaches. Places are in per cent of its width, which nobody knows here.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Scale {
    /// A scale that holds all of some days, with a margin; nothing where there are none.
    pub fn around(days: impl Iterator<Item = Day>) -> Option<Scale> {
        let (first, last) = days.fold((None, None), |(first, last): (Option<Day>, Option<Day>), day| {
            (Some(first.map_or(day, |first| first.min(day))), Some(last.map_or(day, |last| last.max(day))))
        });
        Some(Scale { first: first? - 7, last: last? + 14 })
    }

    /// The place of a day.
    pub fn x(&self, day: Day) -> f64 {
        100.0 * f64::from(day - self.first) / f64::from((self.last - self.first).max(1))
    }

    /// Something from `from` to `to` can be seen.
    pub fn shows(&self, from: Day, to: Day) -> bool {
        from <= self.last && to >= self.first
    }

    /// The first days of the months, or quarters, or years, in it: about a dozen.
    pub fn ticks(&self) -> Vec<Day> {
        let (first, last) = (self.first, self.last);
        let months = (last - first) / 30 + 1;
        let step = [1, 3, 6, 12, 24, 60].into_iter().find(|step| months / step <= 12).unwrap_or(120);
        let mut day = first.month_start();
        let mut all = Vec::new();
        while day <= last {
            let (year, month, _) = day.ymd();
            if day >= first && (year * 12 + month as i32 - 1) % step == 0 {
                all.push(day);
            }
            day = day.plus_months(1).month_start();
        }
        all
    }
}

fn per_cent(value: f64) -> String {
    let text = format!("{value:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The days that a node's bar and mark need.
pub fn days<'n>(nodes: &'n [Node], rooms: &'n HashMap<Id, Room>) -> impl Iterator<Item = Day> + use<'n> {
    nodes.iter().flat_map(|node| {
        let end = rooms.get(&node.id).map(|room| room.end);
        [Some(node.start_day), Some(node.due_day()), node.done_on(), end].into_iter().flatten()
    })
}

/// The months above a chart, from `top` to the full height of what they are drawn in.
pub fn months(scale: &Scale, today: Day, top: i32) -> Markup {
    html! {
        @for (at, day) in scale.ticks().into_iter().enumerate() {
            @let (year, month, _) = day.ymd();
            @let at_edge = scale.x(day) > 94.0;
            @let x = per_cent(scale.x(day));
            line class="ch-grid" x1=(x) x2=(x) y1=(top - 8) y2="100%" {}
            text class={ "ch-label gantt-tick" @if at % 2 == 1 { " odd" } @if at_edge { " ch-end" } } x=(x) y="16" { (year) "-" (format!("{month:02}")) }
        }
        @if scale.shows(today, today) {
            @let x = per_cent(scale.x(today));
            line class="ch-marker strong" x1=(x) x2=(x) y1=(top - 8) y2="100%" {}
        }
    }
}

/// The names of nodes, one under the other.
pub fn names(nodes: &[Node]) -> Markup {
    html! {
        ol class="gantt-names" {
            @for node in nodes {
                li { a href={ "/commitments/" (node.commitment.id) } title=(node.name) { (node.name) } }
            }
        }
    }
}

/// The bars of nodes, one under the other from `top`, with what each waits for.
pub fn bars(setting: &Setting, nodes: &[Node], rooms: &HashMap<Id, Room>, scale: &Scale, top: i32) -> Markup {
    let view = &setting.view;
    let x = |day: Day| scale.x(day);
    let place: HashMap<Id, usize> = nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let middle = |at: usize| top + ROW * at as i32 + ROW / 2;
    html! {
        @for node in nodes {
            @for before in &node.after {
                @if let (Some(from), Some(to)) = (place.get(before), place.get(&node.id)) {
                    @let start = per_cent(x(nodes[*from].done_on().unwrap_or(nodes[*from].due_day()) + 1));
                    @let end = per_cent(x(node.start_day));
                    line class="gantt-after" x1=(start) x2=(end) y1=(middle(*from)) y2=(middle(*from)) {}
                    line class="gantt-after" x1=(end) x2=(end) y1=(middle(*from)) y2=(middle(*to)) {}
                }
            }
        }
        @for (at, node) in nodes.iter().enumerate() {
            @let light = drawn(node.commitment.version.light_at(setting.now));
            @let room = rooms.get(&node.id);
            @let critical = room.is_some_and(|room| room.days == 0) && node.done_on().is_none();
            @let (left, right) = (x(node.start_day), x(node.due_day() + 1));
            @if scale.shows(node.start_day, node.due_day()) {
                rect class={ "gantt-bar light-" (light.as_str()) @if critical { " critical" } }
                    x=(per_cent(left)) y=(middle(at) - 7) width=(per_cent((right - left).max(0.4))) height="14" rx="3" {
                    title { (node.name) " " (view.day(node.start_day)) " – " (view.day(node.due_day())) }
                }
            }
            @if let Some(room) = room.filter(|room| node.done_on().is_none() && room.end > node.due_day()) {
                @if scale.shows(node.due_day(), room.end) {
                    rect class="gantt-late" x=(per_cent(right)) y=(middle(at) - 3) width=(per_cent((x(room.end + 1) - right).max(0.0))) height="6" {}
                }
            }
            @if let Some(done) = node.done_on().filter(|done| scale.shows(*done, *done)) {
                @let x = per_cent(x(done));
                line class="gantt-done" x1=(x) x2=(x) y1=(middle(at) - 10) y2=(middle(at) + 10) {}
            }
        }
    }
}

/// The height of the bars of so many nodes.
pub fn height(nodes: usize) -> i32 {
    ROW * nodes as i32
}

/// What the colours and marks mean.
pub fn legend(setting: &Setting) -> Markup {
    let view = &setting.view;
    html! {
        p class="quiet legend" {
            @for light in [Light::Green, Light::Blue, Light::Yellow, Light::Red, Light::Done] {
                span class="legend-item" { (light_small(view, light, None)) " " (view.t(light.key())) }
            }
            span { (view.t("nodes-legend")) }
        }
    }
}

/// The chart of one project.
pub fn chart(setting: &Setting, nodes: &[Node], rooms: &HashMap<Id, Room>) -> Markup {
    let (view, today) = (&setting.view, setting.today());
    let Some(scale) = Scale::around(days(nodes, rooms).chain([today])) else { return html! {} };
    html! {
        div class="gantt" tabindex="0" role="group" aria-label=(view.t("nodes-gantt")) {
            (names(nodes))
            svg width="100%" height=(TOP + height(nodes.len()) + 6) role="img" aria-label=(view.t("nodes-gantt")) {
                (months(&scale, today, TOP))
                (bars(setting, nodes, rooms, &scale, TOP))
            }
        }
        (legend(setting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_a_dozen_ticks_whatever_the_span() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (first, last, count, begin) in [
            ("2026-01-15", "2026-06-20", 5, "2026-02-01"),
            ("2025-01-01", "2026-12-31", 8, "2025-01-01"),
            ("2020-06-01", "2030-06-01", 10, "2021-01-01"),
        ] {
            let found = Scale { first: day(first), last: day(last) }.ticks();
            assert_eq!((found.len(), found[0]), (count, day(begin)), "{first}");
        }
    }
}
