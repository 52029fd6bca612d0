//! The map, drawn: outline, projects as stones with their lights, those that would cover each other as one with their
//! number. Once wide and once tall, for screens and for telephones; every stone is a link.

use std::fmt::Write as _;

use qipan_board::pages::setting::{Setting, drawn};
use qipan_web::components::{
    Field, Head, Light as Drawn, Table, empty_state, filter_bar, light_small, select, stone,
};
use qipan_web::{Kept, Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::outline::{Kind, Outline};
use super::pages::{Placed, Shown};
use super::rules::{Area, Cluster, Frame, clusters, round_length, spot};
use super::tiles::LIBRARY;
use crate::book::model::{Level, Stage};
use crate::invest::lights::rank;
use crate::pages::frame;

/// A sheet to draw on, in units of its own.
struct Sheet {
    class: &'static str,
    width: f64,
    height: f64,
    /// Radius of one stone.
    stone: f64,
    /// Size of letters.
    text: f64,
}

const SHEETS: [Sheet; 2] = [
    Sheet { class: "map-wide", width: 1_200.0, height: 720.0, stone: 9.0, text: 13.0 },
    Sheet { class: "map-tall", width: 420.0, height: 520.0, stone: 8.0, text: 11.0 },
];
/// Rows of the list below.
const ROWS: usize = 200;
/// Most stones that have their names beside them.
const NAMED: usize = 14;

fn degrees(placed: &Placed) -> (f64, f64) {
    let (lon, lat) = placed.one.project.data.point.unwrap_or_default();
    (f64::from(lon) / 1e6, f64::from(lat) / 1e6)
}

/// The outline with as much again around it; nothing where there is no outline.
fn surroundings(shown: &Shown, ratio: f64) -> Option<Frame> {
    Frame::around(shown.maps.outline.points(), ratio).map(|frame| frame.surroundings())
}

/// Projects whose points stand far outside: most likely wrong ones, which would make the map too small to read.
fn outsiders(shown: &Shown) -> Vec<&Placed> {
    let near = surroundings(shown, 1.0);
    shown.placed.iter().filter(|placed| near.is_some_and(|near| !near.holds(degrees(placed)))).collect()
}

/// What a sheet shows: what the address asks for, or else the whole outline with all projects near it.
fn shown_frame(shown: &Shown, sheet: &Sheet) -> Option<Frame> {
    let ratio = sheet.width / sheet.height;
    let asked = Frame::parse(shown.query.value("box"), ratio);
    let near = surroundings(shown, ratio);
    let fits = |point: &(f64, f64)| near.is_none_or(|near| near.holds(*point));
    let points = shown.placed.iter().map(degrees).filter(fits);
    asked.or_else(|| Frame::around(shown.maps.outline.points().chain(points), ratio))
}

fn path(lines: &[Vec<(f64, f64)>], frame: &Frame, sheet: &Sheet, closed: bool) -> String {
    let mut d = String::new();
    for line in lines {
        for (n, point) in line.iter().enumerate() {
            let (x, y) = frame.place(*point, sheet.width, sheet.height);
            let _ = write!(d, "{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' });
        }
        if closed {
            d.push('Z');
        }
    }
    d
}

fn ground(outline: &Outline, frame: &Frame, sheet: &Sheet) -> Markup {
    html! {
        @for shape in &outline.shapes {
            @match shape.kind {
                Kind::Land => path class="map-land" fill-rule="evenodd" d=(path(&shape.lines, frame, sheet, true)) {}
                Kind::Water => path class="map-water" d=(path(&shape.lines, frame, sheet, false)) {}
                Kind::Place | Kind::Sea => {}
            }
        }
    }
}

/// The names of places, beside the stones.
fn names(outline: &Outline, frame: &Frame, sheet: &Sheet, english: bool, mut taken: Vec<Area>) -> Markup {
    let size = sheet.text * 1.15;
    let mut written = Vec::new();
    for shape in outline.shapes.iter().filter(|shape| matches!(shape.kind, Kind::Place | Kind::Sea)) {
        let name = if english { &shape.name.1 } else { &shape.name.0 };
        let point = shape.lines.first().and_then(|line| line.first()).filter(|point| frame.holds(**point));
        if let Some(point) = point {
            let wide: f64 = name.chars().map(|c| if c.is_ascii() { 0.62 } else { 1.15 }).sum();
            let at = spot(frame.place(*point, sheet.width, sheet.height), (wide * size, size), &taken);
            taken.push((
                at.0 - wide * size / 2.0,
                at.1 - size / 2.0,
                at.0 + wide * size / 2.0,
                at.1 + size / 2.0,
            ));
            written.push((shape.kind, at, name));
        }
    }
    html! {
        @for (kind, (x, y), name) in written {
            text class=(if kind == Kind::Sea { "map-sea" } else { "map-name" }) x=(format!("{x:.1}")) y=(format!("{:.1}", y + size * 0.36))
                font-size=(size) text-anchor="middle" { (name) }
        }
    }
}

fn scale(frame: &Frame, sheet: &Sheet) -> Markup {
    let metres = frame.metres_wide();
    let length = round_length(metres / 5.0);
    let wide = length as f64 / metres * sheet.width;
    let label = if length >= 1_000 { format!("{} km", length / 1_000) } else { format!("{length} m") };
    let (x, y) = (sheet.text, sheet.height - sheet.text);
    html! {
        g class="map-scale" {
            path d=(format!("M{x:.1} {:.1}v5h{wide:.1}v-5", y - 5.0)) {}
            text x=(format!("{:.1}", x + wide + 6.0)) y=(format!("{y:.1}")) font-size=(sheet.text) { (label) }
        }
    }
}

/// The radius of so many stones as one.
fn radius(sheet: &Sheet, count: usize) -> f64 {
    sheet.stone + if count == 1 { 0.0 } else { 3.0 + (count as f64).log2() * 2.0 }
}

/// A stone, or some as one.
fn mark(shown: &Shown, sheet: &Sheet, all: &[&Placed], cluster: &Cluster, named: bool) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let members: Vec<&Placed> = cluster.members.iter().map(|at| all[*at]).collect();
    let Some(first) = members.first() else { return html! {} };
    let light = drawn(first.light);
    let words = |placed: &Placed| {
        let project = &placed.one.project;
        format!(
            "{} · {} · {}",
            project.data.name,
            view.t(project.stage.key()),
            view.t(placed.side.word(placed.light))
        )
    };
    let count = members.len();
    let (href, label) = if count == 1 {
        (format!("/projects/{}", first.one.project.id), words(first))
    } else {
        let spread = Frame::around(members.iter().map(|placed| degrees(placed)), sheet.width / sheet.height);
        let closer = spread.filter(|spread| spread.metres_wide() > 600.0).map(|spread| spread.text());
        let mut label = setting.say("map-together", "count", count);
        for placed in members.iter().take(6) {
            let _ = write!(label, "\n{}", words(placed));
        }
        let href = match closer {
            Some(text) => view.here_with("box", Some(&text)),
            // They stand on one spot: nearer does not part them, the list does.
            None => "#map-list".to_owned(),
        };
        (href, label)
    };
    let r = radius(sheet, count);
    html! {
        a class={ "map-stone st-" (light.as_str()) } href=(href) aria-label=(label) {
            title { (label) }
            circle class="map-shade" cx=(format!("{:.1}", cluster.x + 0.8)) cy=(format!("{:.1}", cluster.y + 1.6)) r=(format!("{:.1}", r + 1.2)) {}
            circle class="map-disc" cx=(format!("{:.1}", cluster.x)) cy=(format!("{:.1}", cluster.y)) r=(format!("{r:.1}")) fill={ "url(#g-" (light.as_str()) ")" } {}
            @if light == Drawn::Red { path class="map-mark" d=(format!("M{:.1} {:.1}l4 7h-8Z", cluster.x + r * 0.75, cluster.y - r - 3.0)) {} }
            @if light == Drawn::Yellow { path class="map-mark" d=(format!("M{:.1} {:.1}l3.5 3.5-3.5 3.5-3.5-3.5Z", cluster.x + r * 0.75, cluster.y - r - 3.0)) {} }
            @if count > 1 { text class="map-count" x=(format!("{:.1}", cluster.x)) y=(format!("{:.1}", cluster.y + sheet.text * 0.36)) font-size=(sheet.text) text-anchor="middle" { (count) } }
            @else if named {
                @let short: String = first.one.project.data.name.chars().take(14).collect();
                text class="map-label" x=(format!("{:.1}", cluster.x + r + 4.0)) y=(format!("{:.1}", cluster.y + sheet.text * 0.36)) font-size=(sheet.text * 0.95) { (short) }
            }
        }
    }
}

fn sheet(shown: &Shown, sheet: &Sheet) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let Some(frame) = shown_frame(shown, sheet) else { return html! {} };
    let all: Vec<&Placed> = shown.placed.iter().filter(|placed| frame.holds(degrees(placed))).collect();
    let places: Vec<(f64, f64)> =
        all.iter().map(|placed| frame.place(degrees(placed), sheet.width, sheet.height)).collect();
    let urgent: Vec<u64> = all.iter().map(|placed| u64::from(rank(placed.light))).collect();
    let mut groups = clusters(&places, &urgent, sheet.stone * 2.6);
    // The urgent ones are drawn last, above the others.
    groups.reverse();
    let named = groups.len() <= NAMED;
    let stones = groups.iter().map(|one| (one.x, one.y, radius(sheet, one.members.len()) + 2.0));
    let taken = stones.map(|(x, y, r)| (x - r, y - r, x + r, y + r)).collect();
    html! {
        svg class={ "map " (sheet.class) } viewBox=(format!("0 0 {} {}", sheet.width, sheet.height)) role="group" aria-label=(view.t("map-title")) {
            rect class="map-water-ground" width=(sheet.width) height=(sheet.height) {}
            (ground(&shown.maps.outline, &frame, sheet))
            (names(&shown.maps.outline, &frame, sheet, setting.english(), taken))
            @for cluster in &groups { (mark(shown, sheet, &all, cluster, named)) }
            (scale(&frame, sheet))
        }
    }
}

/// What the page and the points that it asks for can be narrowed by.
const FILTERS: [&str; 6] = ["q", "unit", "stage", "level", "industry", "light"];

fn filters(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let pairs = FILTERS.map(|name| (name.to_owned(), shown.query.value(name).to_owned()));
    let kept = Kept::with(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let any = view.t("choose-any").into_owned();
    let industries: Vec<_> = shown.industries.iter().map(|name| (name.clone(), name.clone())).collect();
    let lights = LIGHTS.map(|(light, key)| (light.as_str(), view.t(key).into_owned()));
    filter_bar(
        view,
        html! {
            (Field::search("q", "project-search").render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(&any).render(view, &kept))
            (select(&setting.view, "stage", "project-stage", Stage::ALL, Stage::as_str, Stage::key).empty_option(&any).render(view, &kept))
            (select(&setting.view, "level", "project-level", Level::ALL, Level::as_str, Level::key).empty_option(&any).render(view, &kept))
            (Field::select("industry", "project-industry", industries).empty_option(&any).render(view, &kept))
            (Field::select("light", "project-light", lights).empty_option(&any).render(view, &kept))
        },
    )
}

/// The lights of projects with their colours' names, in the order of the legend: what a colour says depends on what it is about.
const LIGHTS: [(Drawn, &str); 4] = [
    (Drawn::Red, "project-light-red"),
    (Drawn::Yellow, "project-light-yellow"),
    (Drawn::Green, "project-light-green"),
    (Drawn::Grey, "project-light-grey"),
];

/// What MapLibre GL itself says, in its own names.
const OWN_WORDS: [(&str, &str); 10] = [
    ("NavigationControl.ZoomIn", "map-nearer"),
    ("NavigationControl.ZoomOut", "map-farther"),
    ("AttributionControl.ToggleAttribution", "map-credit"),
    ("Popup.Close", "map-close"),
    ("Map.Title", "map-title"),
    ("Marker.Title", "project-name"),
    ("ScaleControl.Meters", "map-metres"),
    ("ScaleControl.Kilometers", "map-kilometres"),
    ("CooperativeGesturesHandler.WindowsHelpText", "map-wheel"),
    ("CooperativeGesturesHandler.MobileHelpText", "map-fingers"),
];

/// Words with a number that the script knows: `{count}` stands for it.
fn counted(setting: &Setting, key: &'static str) -> String {
    setting.say(key, "count", "{count}")
}

/// The map on tiles, which the script fills; without it, or without a network, the plain one stays.
fn tiled(shown: &Shown) -> Markup {
    let (maps, view) = (&shown.maps, &shown.setting.view);
    let query = view.query_of(&FILTERS);
    let own: serde_json::Map<String, Value> =
        OWN_WORDS.iter().map(|(name, key)| ((*name).to_owned(), view.t(key).into_owned().into())).collect();
    let setting = &shown.setting;
    let words = json!({ "map": own, "together": counted(setting, "map-together-here"), "more": counted(setting, "map-more-here") });
    html! {
        div id="map-tiles" hidden data-style=(maps.style) data-tiles=(maps.tiles) data-credit=(maps.credit)
            data-words=(words) data-worker=(maps.worker()) data-points={ "/api/v1/projects/points?" (query) }
            role="region" aria-label=(view.t("map-title")) {}
        p class="flash flash-note" id="map-note" role="status" hidden { (view.t("map-tiles-silent")) }
        button type="button" class="button small" id="map-switch" hidden data-other=(view.t("map-on-tiles")) { (view.t("map-plain")) }
    }
}

/// The list of what is on the map, the urgent ones first.
fn list(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let frame = shown_frame(shown, &SHEETS[0]);
    let mut rows: Vec<&Placed> =
        shown.placed.iter().filter(|placed| frame.is_none_or(|frame| frame.holds(degrees(placed)))).collect();
    rows.sort_by_key(|placed| (rank(placed.light), placed.one.project.id));
    let heads = ["project-name", "project-unit", "project-stage", "project-light"];
    let mut table =
        Table::new(view.t("map-list"), heads.map(|key| Head::new(view.t(key))).to_vec()).caption_hidden();
    for placed in rows.iter().take(ROWS) {
        let project = &placed.one.project;
        table.row(vec![
            html! { a href={ "/projects/" (project.id) } { (project.data.name) } @if !project.data.place.is_empty() { br; small { (project.data.place) } } }.into(),
            setting.unit(project.data.lead_unit).into(),
            view.t(project.stage.key()).into(),
            html! { (light_small(view, drawn(placed.light), None)) " " (view.t(placed.side.word(placed.light))) }.into(),
        ]);
    }
    let outside = outsiders(shown);
    html! {
        section id="map-list" {
            h2 { (view.t("map-list")) }
            @if rows.is_empty() { (empty_state(&view.t("map-none"), None)) } @else { (table.render(view)) }
            @if rows.len() > ROWS { p class="quiet" { (setting.say("map-more", "count", rows.len() - ROWS)) } }
            @if shown.nowhere > 0 { p class="quiet" { (setting.say("map-nowhere", "count", shown.nowhere)) } }
            @if !outside.is_empty() {
                p { (setting.say("map-outside", "count", outside.len()))
                    @for placed in outside.iter().take(ROWS) { " " a href={ "/projects/" (placed.one.project.id) } { (placed.one.project.data.name) } } }
            }
        }
    }
}

/// The page.
pub(super) fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let mut defs = String::new();
    stone::defs(&mut defs);
    let body = html! {
        @if shown.maps.drawn() {
            // In the body, where style sheets and deferred scripts may stand as well.
            link rel="stylesheet" href="/assets-map/maplibre-gl.css";
            script src="/assets-map/maplibre-gl-csp.js" defer {}
        }
        (filters(shown))
        (PreEscaped(defs))
        @if shown.maps.drawn() { (tiled(shown)) }
        div id="map-plain" class="map-frame" { @for one in &SHEETS { (sheet(shown, one)) } }
        p class="map-acts" {
            @if !shown.query.value("box").is_empty() { a class="button small" href=(view.here_with("box", None)) { (view.t("map-whole")) } " " }
            span class="legend quiet" { @for (light, key) in LIGHTS { span class="legend-item" { (light_small(view, light, None)) " " (view.t(key)) } " " } "· " (view.t("map-legend")) }
        }
        @if shown.maps.outline.schematic { p class="quiet" { (view.t("map-schematic")) } }
        @if !LIBRARY.is_empty() && !shown.maps.credit.is_empty() { p class="quiet" { (shown.maps.credit) } }
        (list(shown))
    };
    frame::book_page(setting, "/projects/map", &view.t("map-title"), body)
}
