//! The board: units as rows, lines of work as columns, a stone on every crossing that holds commitments.
//!
//! It is a table for those who hear it and a goban for those who see it. Written into one string, because it is the
//! largest thing on the busiest page.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use qipan_kernel::{Day, Message, Progress};

use crate::components::stone::{self, Stone};
use crate::components::{Light, status};
use crate::view::View;

/// A column: a line of work.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name in the view's language.
    pub name: String,
    /// Small second line (the other language, the leader's office); may be empty.
    pub sub: String,
    /// What the head opens.
    pub href: String,
}

/// A row: a unit or a roll-up of units.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name of the unit.
    pub name: String,
    /// What the name opens.
    pub href: String,
    /// One per column.
    pub cells: Vec<Option<Stone>>,
    /// All commitments of the row.
    pub total: i64,
    /// How many of them are red.
    pub red: i64,
}

/// Rows under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// The heading, e.g. 街镇; empty for none.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// The whole board.
#[derive(Clone, Debug, Default)]
pub struct Goban {
    /// Groups of units, from top to bottom.
    pub groups: Vec<Group>,
    /// Lines of work, from left to right.
    pub columns: Vec<Column>,
}

fn escape(into: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            c => into.push(c),
        }
    }
}

/// The board as a table in its own scrolling frame; unit names stay at the left, heads at the top.
pub fn goban(view: &View, board: &Goban) -> Markup {
    let rows: usize = board.groups.iter().map(|group| group.rows.len()).sum();
    let mut out = String::with_capacity(4_000 + rows * board.columns.len() * 700);
    stone::defs(&mut out);
    out.push_str("<div class=\"goban\" tabindex=\"0\" role=\"region\" aria-label=\"");
    escape(&mut out, &view.t("board-caption"));
    out.push_str("\"><table class=\"board\"><caption class=\"sr\">");
    escape(&mut out, &view.t("board-caption"));
    out.push_str("</caption><thead><tr><th scope=\"col\" class=\"unit\"><span class=\"sr\">");
    escape(&mut out, &view.t("board-unit"));
    out.push_str("</span></th>");
    for column in &board.columns {
        out.push_str("<th scope=\"col\"><a href=\"");
        escape(&mut out, &column.href);
        out.push_str("\">");
        escape(&mut out, &column.name);
        out.push_str("</a>");
        if !column.sub.is_empty() {
            out.push_str("<small>");
            escape(&mut out, &column.sub);
            out.push_str("</small>");
        }
        out.push_str("</th>");
    }
    out.push_str("<th scope=\"col\" class=\"sum\">");
    escape(&mut out, &view.t("board-total"));
    out.push_str("</th></tr></thead>");
    let mut number = 0;
    for (index, group) in board.groups.iter().enumerate() {
        let last_group = index + 1 == board.groups.len();
        out.push_str("<tbody>");
        if !group.name.is_empty() {
            out.push_str(if index == 0 { "<tr class=\"group first\">" } else { "<tr class=\"group\">" });
            out.push_str("<th class=\"unit\" scope=\"rowgroup\">");
            escape(&mut out, &group.name);
            out.push_str("</th>");
            for _ in &board.columns {
                out.push_str("<td></td>");
            }
            out.push_str("<td class=\"sum\"></td></tr>");
        }
        for (line, row) in group.rows.iter().enumerate() {
            let top = index == 0 && line == 0;
            let bottom = last_group && line + 1 == group.rows.len();
            write_row(&mut out, view, board, row, number, (top, bottom));
            number += 1;
        }
        out.push_str("</tbody>");
    }
    out.push_str("</table></div>");
    PreEscaped(out)
}

fn write_row(
    out: &mut String,
    view: &View,
    board: &Goban,
    row: &Row,
    number: usize,
    (top, bottom): (bool, bool),
) {
    out.push_str(match (top, bottom) {
        (true, true) => "<tr class=\"top bottom\">",
        (true, false) => "<tr class=\"top\">",
        (false, true) => "<tr class=\"bottom\">",
        (false, false) => "<tr>",
    });
    out.push_str("<th scope=\"row\" class=\"unit\"><a href=\"");
    escape(out, &row.href);
    out.push_str("\">");
    escape(out, &row.name);
    out.push_str("</a></th>");
    for (place, column) in board.columns.iter().enumerate() {
        match row.cells.get(place).and_then(Option::as_ref) {
            Some(stone) => {
                let key = if stone.unverified { "board-stone-unverified" } else { "board-stone" };
                let say = Message::new(key)
                    .with("unit", row.name.as_str())
                    .with("line", column.name.as_str())
                    .with("count", stone.count)
                    .with("share", Progress(i32::from(stone.share_closed.min(100)) * 100))
                    .with("light", &*view.t(stone.light.key()));
                let mut said = view.m(&say).into_owned();
                if !stone.note.is_empty() {
                    said.push_str(" · ");
                    said.push_str(&stone.note);
                }
                out.push_str("<td><a class=\"st\" href=\"");
                escape(out, &stone.href);
                out.push_str("\" title=\"");
                escape(out, &said);
                // The drawing is hidden from screen readers, so the title is also the link's name.
                out.push_str("\">");
                stone::draw(out, stone.count, stone.light, stone.share_closed, stone.unverified);
                out.push_str("</a></td>");
            }
            // Star points, as on a real board: something for the eye to count by.
            None if number % 6 == 3 && place % 3 == 1 => out.push_str("<td class=\"hoshi\"></td>"),
            None => out.push_str("<td></td>"),
        }
    }
    let _ = write!(out, "<td class=\"sum\"><b>{}</b>", view.number(row.total));
    if row.red > 0 {
        out.push_str(" <small>");
        escape(out, &view.m(&Message::new("board-reds").with("count", row.red)));
        out.push_str("</small>");
    }
    out.push_str("</td></tr>");
}

/// One big number above the board.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number as shown: `412`, `86.4%`, `+12 / +3`.
    pub number: String,
    /// What it counts, in the view's language.
    pub label: String,
    /// Colours it; `None` for ink.
    pub light: Option<Light>,
    /// What it opens: every number opens what it counts.
    pub href: Option<String>,
}

/// The strip of big numbers.
pub fn figures(view: &View, figures: &[Figure]) -> Markup {
    html! {
        ul class="figures" aria-label=(view.t("board-figures")) {
            @for figure in figures {
                li class=[figure.light.map(|light| format!("fig-{}", light.as_str()))] {
                    @if let Some(href) = &figure.href {
                        a href=(href) { b { (figure.number) } span { (figure.label) } }
                    } @else {
                        div { b { (figure.number) } span { (figure.label) } }
                    }
                }
            }
        }
    }
}

/// One thing that must be decided.
#[derive(Clone, Debug)]
pub struct DecideCard {
    /// Its light.
    pub light: Light,
    /// The commitment.
    pub title: String,
    /// What it opens.
    pub href: String,
    /// Why now: “逾期 6 个工作日”.
    pub why: String,
    /// The facts behind it, or what is proposed.
    pub detail: String,
    /// Who: lead unit and cooperating units.
    pub units: String,
}

/// The column beside the board: what must be decided today.
pub fn decide_panel(view: &View, cards: &[DecideCard]) -> Markup {
    html! {
        aside class="decide" aria-labelledby="decide-title" {
            h2 id="decide-title" { (view.t("board-decide")) @if !cards.is_empty() { " " span class="count" { (cards.len()) } } }
            @if cards.is_empty() { p class="quiet" { (view.t("board-decide-none")) } }
            ol {
                @for card in cards {
                    li class={ "decide-card dc-" (card.light.as_str()) } {
                        a href=(card.href) { (card.title) }
                        p class="dc-why" { (status::light_small(view, card.light, None)) " " (card.why) }
                        @if !card.detail.is_empty() { p class="dc-detail" { (card.detail) } }
                        p class="dc-units" { (card.units) }
                    }
                }
            }
        }
    }
}

/// The form above the board that chooses the day and what to compare with.
#[derive(Clone, Debug)]
pub struct BoardTime {
    /// The first day there is anything to see.
    pub first: Day,
    /// The day shown.
    pub at: Day,
    /// What may be compared with: value of `vs` and text in the view's language.
    pub comparisons: Vec<(String, String)>,
    /// The value of `vs` now; empty for none.
    pub versus: String,
}

/// Slider, day and comparison, as a GET form to this page: parameters `at` (a day) and `vs`. Other parameters of
/// the page stay.
pub fn time_form(view: &View, time: &BoardTime) -> Markup {
    let others: Vec<(String, String)> = form_urlencoded::parse(view.query.as_bytes())
        .filter(|(name, _)| name != "at" && name != "vs")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    html! {
        form class="board-time" method="get" action=(view.path) data-autosubmit {
            @for (name, value) in &others { input type="hidden" name=(name) value=(value); }
            label for="at" { (view.t("board-at")) }
            input class="js-only" type="range" data-slider="at" min=(time.first.0) max=(view.today.0.max(time.first.0))
                value=(time.at.0) aria-label=(view.t("board-at"));
            input type="date" id="at" name="at" value=(time.at) min=(time.first) max=(view.today);
            @if time.at == view.today {
                span class="today" { (view.t("board-today")) }
            } @else {
                a class="today" href=(view.here_with("at", None)) { (view.t("board-today")) }
            }
            @if !time.comparisons.is_empty() {
                label for="vs" { (view.t("board-compare")) }
                select id="vs" name="vs" {
                    option value="" { (view.t("board-compare-none")) }
                    @for (value, text) in &time.comparisons {
                        option value=(value) selected[*value == time.versus] { (text) }
                    }
                }
            }
            button class="button small no-js" { (view.t("board-show")) }
        }
    }
}

/// What size, ring, colour and hatch mean.
pub fn legend(view: &View) -> Markup {
    let sample = |light: Light, share: u8, unverified: bool| {
        let mut out = String::new();
        stone::draw(&mut out, 4, light, share, unverified);
        PreEscaped(out)
    };
    html! {
        div class="legend" role="group" aria-label=(view.t("board-legend")) {
            @for light in Light::ALL { span class="legend-item" { (sample(light, 0, false)) (view.t(light.key())) } }
            span class="legend-item" { (sample(Light::Green, 65, false)) (view.t("board-legend-size")) }
            span class="legend-item" { (sample(Light::Green, 0, true)) (view.t("board-legend-hatch")) }
        }
    }
}

/// The whole first screen: figures, board, legend, and what must be decided beside it.
pub fn board_page(
    view: &View,
    time: &BoardTime,
    numbers: &[Figure],
    board: &Goban,
    cards: &[DecideCard],
) -> Markup {
    html! {
        h1 class="sr" { (view.t("board-title")) }
        div class="board-layout" {
            div class="board-strip" { (figures(view, numbers)) (time_form(view, time)) }
            div class="board-main" {
                (goban(view, board))
                (legend(view))
            }
            (decide_panel(view, cards))
        }
    }
}
