//! Charts drawn on the server as SVG, each with its numbers as a table below.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use qipan_kernel::Day;

use crate::view::View;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Dashed, quiet: what was planned.
    Planned,
    /// Thin, open: what was claimed.
    Claimed,
    /// Strong: what was verified or measured.
    Verified,
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// Name in the view's language.
    pub name: String,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Points in order of days.
    pub points: Vec<(Day, f64)>,
    /// Whether a value holds until the next point (a stairs line), as reported progress does.
    pub steps: bool,
}

/// A vertical line at a day: today, the time limit.
#[derive(Clone, Debug)]
pub struct Marker {
    /// The day.
    pub day: Day,
    /// Its label in the view's language.
    pub label: String,
    /// Whether it is the one that matters (red).
    pub strong: bool,
}

/// A chart of values over days.
#[derive(Clone, Debug)]
pub struct LineChart {
    /// Title in the view's language.
    pub title: String,
    /// Unit of the values, shown on the axis: `%`, `万元`.
    pub unit: String,
    /// The lines.
    pub series: Vec<Series>,
    /// The vertical lines.
    pub markers: Vec<Marker>,
    /// Top of the axis; `None` to fit the values.
    pub top: Option<f64>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const UPPER: f64 = 26.0;
const LOWER: f64 = 30.0;

/// A step of 1, 2 or 5 times a power of ten that divides `range` into about four.
fn round_step(range: f64) -> f64 {
    let rough = (range / 4.0).max(1e-9);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    step * power
}

/// Days to write below a chart, at most five: starts of months, quarters, halves or years, or the ends of what is shorter.
fn ticks(first: Day, last: Day) -> Vec<Day> {
    let from = if first == first.month_start() { first } else { first.month_end() + 1 };
    let starts = |months: i32| -> Vec<Day> {
        let (_, month, _) = from.ymd();
        // Years of a longer step are counted from year 0, so that they are round ones.
        let index = from.year() * 12 + month as i32 - 1;
        let begin = from.plus_months((months - index.rem_euclid(months)) % months);
        (0..).map(|at| begin.plus_months(at * months)).take_while(|day| *day <= last).take(6).collect()
    };
    let found = [1, 3, 6, 12, 24, 60, 120, 600].into_iter().map(starts).find(|days| days.len() <= 5);
    found.filter(|days| days.len() > 1).unwrap_or_else(|| vec![first, last])
}

/// Words at an edge stay within the drawing.
fn anchor(x: f64) -> &'static str {
    match x {
        x if x < LEFT + 50.0 => "start",
        x if x > WIDTH - RIGHT - 50.0 => "end",
        _ => "middle",
    }
}

fn short(value: f64) -> String {
    if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// A chart of values over days, with a data table folded below it.
pub fn line_chart(view: &View, chart: &LineChart) -> Markup {
    let days = || {
        let points = chart.series.iter().flat_map(|series| series.points.iter().map(|(day, _)| *day));
        points.chain(chart.markers.iter().map(|marker| marker.day))
    };
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return html! {};
    };
    let values = || chart.series.iter().flat_map(|series| series.points.iter().map(|(_, value)| *value));
    let highest = values().filter(|value| value.is_finite()).fold(0.0, f64::max);
    let step = round_step(chart.top.unwrap_or(highest).max(1e-6));
    let top = chart.top.unwrap_or((highest / step).ceil().max(1.0) * step);
    let span = f64::from((last - first).max(1));
    let x = |day: Day| LEFT + (WIDTH - LEFT - RIGHT) * f64::from(day - first) / span;
    let y = |value: f64| HEIGHT - LOWER - (HEIGHT - UPPER - LOWER) * (value / top).clamp(0.0, 1.0);
    let lines = (0..=((top / step) + 1e-6) as usize).map(|index| index as f64 * step);
    let ticks = ticks(first, last);
    html! {
        figure class="chart" {
            figcaption { (chart.title) }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(chart.title) {
                title { (chart.title) }
                desc { @for series in &chart.series { (describe(view, series, &chart.unit)) } }
                @for value in lines {
                    line class="ch-grid" x1=(LEFT) x2=(WIDTH - RIGHT) y1=(fixed(y(value))) y2=(fixed(y(value))) {}
                    text class="ch-label ch-end" x=(LEFT - 7.0) y=(fixed(y(value) + 4.0)) { (short(value)) (chart.unit) }
                }
                @for day in ticks {
                    line class="ch-grid" x1=(fixed(x(day))) x2=(fixed(x(day))) y1=(HEIGHT - LOWER) y2=(HEIGHT - LOWER + 5.0) {}
                    text class="ch-label" text-anchor=(anchor(x(day))) x=(fixed(x(day))) y=(HEIGHT - 9.0) { (view.day(day)) }
                }
                @for marker in &chart.markers {
                    line class={ "ch-marker" @if marker.strong { " strong" } } x1=(fixed(x(marker.day))) x2=(fixed(x(marker.day)))
                        y1=(UPPER - 6.0) y2=(HEIGHT - LOWER) {}
                    text class={ "ch-marker-label" @if marker.strong { " strong" } @if x(marker.day) > WIDTH / 2.0 { " ch-end" } }
                        x=(fixed(x(marker.day) + if x(marker.day) > WIDTH / 2.0 { -4.0 } else { 4.0 }))
                        y=(UPPER - 10.0 + if marker.strong { 0.0 } else { 14.0 }) { (marker.label) }
                }
                @for series in &chart.series {
                    @let class = match series.stroke {
                        Stroke::Planned => "planned", Stroke::Claimed => "claimed", Stroke::Verified => "verified",
                    };
                    path class={ "ch-line ch-" (class) } d=(path(series, &x, &y)) {}
                    @if let Some((day, value)) = series.points.last() {
                        @if series.stroke != Stroke::Planned {
                            circle class={ "ch-dot ch-" (class) } cx=(fixed(x(*day))) cy=(fixed(y(*value))) r="4" {}
                        }
                    }
                }
            }
            p class="ch-legend" {
                @for series in &chart.series {
                    @let class = match series.stroke {
                        Stroke::Planned => "planned", Stroke::Claimed => "claimed", Stroke::Verified => "verified",
                    };
                    span { svg viewBox="0 0 26 8" width="26" height="8" aria-hidden="true" {
                        path class={ "ch-line ch-" (class) } d="M1 4h24" {} } " " (series.name) }
                }
            }
            details { summary { (view.t("chart-data")) } (data_table(view, chart)) }
        }
    }
}

fn fixed(value: f64) -> String {
    format!("{value:.1}")
}

fn describe(view: &View, series: &Series, unit: &str) -> String {
    series.points.last().map_or_else(String::new, |(day, value)| {
        format!("{}: {}{unit} ({}). ", series.name, short(*value), view.day(*day))
    })
}

fn path(series: &Series, x: &impl Fn(Day) -> f64, y: &impl Fn(f64) -> f64) -> String {
    let mut out = String::new();
    for (index, (day, value)) in series.points.iter().enumerate() {
        let (px, py) = (x(*day), y(*value));
        let _ = match (index, series.steps) {
            (0, _) => write!(out, "M{px:.1} {py:.1}"),
            (_, true) => write!(out, "H{px:.1}V{py:.1}"),
            (_, false) => write!(out, "L{px:.1} {py:.1}"),
        };
    }
    out
}

fn data_table(view: &View, chart: &LineChart) -> Markup {
    let mut days: Vec<Day> =
        chart.series.iter().flat_map(|series| series.points.iter().map(|(day, _)| *day)).collect();
    days.sort();
    days.dedup();
    let value = |series: &Series, day: Day| {
        let found = series.points.iter().find(|(at, _)| *at == day);
        found.map(|(_, value)| format!("{}{}", short(*value), chart.unit))
    };
    html! {
        table class="table" {
            thead { tr { th scope="col" { (view.t("chart-day")) } @for series in &chart.series { th class="num" scope="col" { (series.name) } } } }
            tbody {
                @for day in days {
                    tr { th scope="row" { (view.day(day)) } @for series in &chart.series { td class="num" { (value(series, day).unwrap_or_default()) } } }
                }
            }
        }
    }
}

/// Horizontal bars with their numbers, longest first as given.
pub fn bars(view: &View, title: &str, rows: &[(String, i64)]) -> Markup {
    let most = rows.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    html! {
        figure class="bars" {
            figcaption { (title) }
            table {
                tbody {
                    @for (name, value) in rows {
                        tr {
                            th scope="row" { (name) }
                            td { svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                                rect width=(fixed(*value as f64 * 100.0 / most as f64)) height="8" {} } }
                            td class="num" { (view.number(*value)) }
                        }
                    }
                }
            }
        }
    }
}

/// A line the size of a word; decorative, its number stands beside it.
pub fn spark(values: &[f64]) -> Markup {
    let top = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let mut path = String::new();
    for (index, value) in values.iter().enumerate() {
        let x = 1.0 + 58.0 * index as f64 / (values.len().max(2) - 1) as f64;
        let _ = write!(
            path,
            "{}{x:.1} {:.1}",
            if index == 0 { 'M' } else { 'L' },
            15.0 - 14.0 * value.max(0.0) / top
        );
    }
    html! { svg class="spark" viewBox="0 0 60 16" width="60" height="16" aria-hidden="true" { path d=(PreEscaped(path)) {} } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn ticks_are_starts_of_months_quarters_and_years() {
        let cases = [
            ("2026-01-10", "2026-01-20", &["2026-01-10", "2026-01-20"][..]),
            ("2026-01-10", "2026-04-20", &["2026-02-01", "2026-03-01", "2026-04-01"]),
            ("2026-01-31", "2026-12-31", &["2026-04-01", "2026-07-01", "2026-10-01"]),
            ("2025-11-30", "2026-12-31", &["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]),
            (
                "2024-12-31",
                "2027-01-31",
                &["2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01", "2027-01-01"],
            ),
            (
                "2021-03-31",
                "2031-02-28",
                &["2022-01-01", "2024-01-01", "2026-01-01", "2028-01-01", "2030-01-01"],
            ),
        ];
        for (first, last, told) in cases {
            let found: Vec<String> = ticks(day(first), day(last)).iter().map(Day::to_string).collect();
            assert_eq!(found, told, "{first} to {last}");
        }
    }
}
