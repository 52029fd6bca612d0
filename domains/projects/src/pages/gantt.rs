//! Nodes over time, drawn on the server as SVG: a bar from beginning to limit, a mark where it was done, lines from what
//! must be done before, and the critical path in a heavier stroke.

use std::collections::HashMap;

use qipan_kernel::{Day, Id};
use qipan_web::components::light_small;
use qipan_web::{Markup, html};

use super::setting::{Setting, drawn};
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

/// The first days of the months, or quarters, or years, between two days: about a dozen.
fn ticks(first: Day, last: Day) -> Vec<Day> {
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

/// The chart.
pub fn chart(setting: &Setting, nodes: &[Node], rooms: &HashMap<Id, Room>) -> Markup {
    let (view, today) = (&setting.view, setting.today());
    let days = nodes.iter().flat_map(|node| {
        [Some(node.start_day), Some(node.due_day()), node.done_on(), rooms.get(&node.id).map(|room| room.end)]
    });
    let days: Vec<Day> = days.flatten().chain([today]).collect();
    let (Some(first), Some(last)) = (days.iter().min().copied(), days.iter().max().copied()) else {
        return html! {};
    };
    let (first, last) = (first - 7, last + 14);
    // Places are in per cent of the width, which nobody knows here; heights are in pixels.
    let x = |day: Day| 100.0 * f64::from(day - first) / f64::from((last - first).max(1));
    let per_cent = |value: f64| format!("{value:.2}%");
    let height = TOP + ROW * nodes.len() as i32 + 6;
    let place: HashMap<Id, usize> = nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let middle = |at: usize| TOP + ROW * at as i32 + ROW / 2;
    html! {
        div class="gantt" tabindex="0" role="group" aria-label=(view.t("nodes-gantt")) {
            ol class="gantt-names" {
                @for node in nodes {
                    li { a href={ "/commitments/" (node.commitment.id) } title=(node.name) { (node.name) } }
                }
            }
            svg width="100%" height=(height) role="img" aria-label=(view.t("nodes-gantt")) {
                @for (at, day) in ticks(first, last).into_iter().enumerate() {
                    @let (year, month, _) = day.ymd();
                    line class="ch-grid" x1=(per_cent(x(day))) x2=(per_cent(x(day))) y1=(TOP - 8) y2=(height) {}
                    text class={ "ch-label gantt-tick" @if at % 2 == 1 { " odd" } } x=(per_cent(x(day))) y="16" { (year) "-" (format!("{month:02}")) }
                }
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
                    rect class={ "gantt-bar light-" (light.as_str()) @if critical { " critical" } }
                        x=(per_cent(left)) y=(middle(at) - 7) width=(per_cent((right - left).max(0.4))) height="14" rx="3" {
                        title { (node.name) " " (view.day(node.start_day)) " – " (view.day(node.due_day())) }
                    }
                    @if let Some(room) = room.filter(|room| node.done_on().is_none() && room.end > node.due_day()) {
                        rect class="gantt-late" x=(per_cent(right)) y=(middle(at) - 3) width=(per_cent((x(room.end + 1) - right).max(0.0))) height="6" {}
                    }
                    @if let Some(done) = node.done_on() {
                        line class="gantt-done" x1=(per_cent(x(done))) x2=(per_cent(x(done))) y1=(middle(at) - 10) y2=(middle(at) + 10) {}
                    }
                }
                line class="ch-marker strong" x1=(per_cent(x(today))) x2=(per_cent(x(today))) y1=(TOP - 8) y2=(height) {}
            }
        }
        p class="quiet legend" {
            @for light in [qipan_web::components::Light::Green, qipan_web::components::Light::Blue, qipan_web::components::Light::Yellow, qipan_web::components::Light::Red, qipan_web::components::Light::Done] {
                (light_small(view, light, None)) " " (view.t(light.key())) " "
            }
            " · " (view.t("nodes-legend"))
        }
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
            let found = ticks(day(first), day(last));
            assert_eq!((found.len(), found[0]), (count, day(begin)), "{first}");
        }
    }
}
