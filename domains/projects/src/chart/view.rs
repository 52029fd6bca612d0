//! The wall chart, drawn as one table: a row a project, a column a month, flags in the cells, subtotals of groups.

use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Message};
use qipan_web::components::{Button, Field, empty_state, filter_bar};
use qipan_web::{Kept, Markup, Page, html};

use super::pages::{Group, Row, Shown};
use super::rules::{Flag, flag, month, numeral};
use crate::book::model::Level;
use crate::invest::rules::Pace;
use crate::nodes::model::Node;
use crate::pages::list_view::{badge, lights_of};
use crate::pages::{assets, frame};

/// Seconds between two looks of a wall display.
const REFRESH: u32 = 60;

fn class(flag: Flag) -> &'static str {
    match flag {
        Flag::Late(_) => "late",
        Flag::Due => "due",
        Flag::DoneLate(_) => "done-late",
        Flag::Done => "done",
    }
}

/// A flag on its pole: filled where something was done or is late, empty while it is to come.
fn pennant(flag: Flag) -> Markup {
    html! {
        svg class={ "flag " (class(flag)) } viewBox="0 0 12 12" aria-hidden="true" { path class="pole" d="M2 1v11" {} path class="cloth" d="M2 1.2h8.4l-2.4 2.6 2.4 2.6H2z" {} }
    }
}

fn flag_words(shown: &Shown, node: &Node) -> (Flag, String) {
    let flag = flag(node.due_day(), node.done_on(), shown.setting.today());
    let (key, days) = match flag {
        Flag::Late(days) => ("chart-late", days),
        Flag::Due => ("wall-chart-due", 0),
        Flag::DoneLate(days) => ("chart-done-late", days),
        Flag::Done => ("chart-done", 0),
    };
    let words = Message::new(key).with("day", node.due_day()).with("days", days);
    (flag, shown.setting.view.m(&words).into_owned())
}

fn cell(shown: &Shown, nodes: &[Node], of: u32) -> Markup {
    let mut here: Vec<(&Node, Flag, String)> = nodes
        .iter()
        .filter(|node| month(node.due_day(), node.done_on(), shown.filter.year) == Some(of))
        .map(|node| {
            let (flag, words) = flag_words(shown, node);
            (node, flag, words)
        })
        .collect();
    here.sort_by_key(|(node, flag, _)| (*flag, node.place));
    html! {
        td class={ "chart-month" @if of <= shown.over { " over" } @if here.is_empty() { " none" } }
            data-label=(shown.setting.say("chart-month", "month", i64::from(of))) {
            @for (node, flag, words) in here {
                span class={ "chart-node " (class(flag)) } title={ (node.name) " " (words) } {
                    (pennant(flag)) " " (node.name)
                    @if let Flag::Late(days) | Flag::DoneLate(days) = flag { small { (shown.setting.say("chart-days", "days", days)) } }
                    @else { span class="sr" { " " (words) } }
                }
            }
        }
    }
}

/// What of the year's plan is done, against the time that has passed.
fn bar(shown: &Shown, pace: Option<&Pace>) -> Markup {
    let Some(pace) = pace else { return html! { span class="quiet" { "—" } } };
    let done = (pace.completion.as_f64() * 100.0).clamp(0.0, 100.0);
    let time = (pace.time.as_f64() * 100.0).clamp(0.0, 100.0);
    let class = if pace.completion < pace.time { "behind" } else { "ahead" };
    html! {
        span class="chart-per" { (pace.completion.percent(1)) "%" }
        svg class={ "chart-bar " (class) } viewBox="0 0 100 8" preserveAspectRatio="none" role="img"
            aria-label=(shown.setting.say("project-lead-points", "points", pace.lead().signed(1))) {
            rect class="all" width="100" height="8" {} rect class="part" width=(format!("{done:.1}")) height="8" {}
            path class="time" d=(format!("M{time:.1} 0v8")) {}
        }
    }
}

fn wan(amount: Fen) -> String {
    amount.wan().to_string()
}

fn row(shown: &Shown, number: usize, row: &Row) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (project, data) = (&row.one.project, &row.one.project.data);
    let lights = lights_of(setting, &row.one);
    html! {
        tr {
            td class="num" { (number) }
            th scope="row" class={ "chart-name" @if row.part { " part" } } {
                @if data.level != Level::District { span title=(view.t(data.level.key())) { "★ " } }
                a href={ "/projects/" (project.id) } { (data.name) }
                small { (view.t(project.stage.key())) @if shown.by_industry { " · " (setting.unit(data.lead_unit)) } @else { " · " (data.industry) } }
            }
            td class=[data.leader.is_empty().then_some("none")] data-label=(view.t("project-leader")) { (data.leader) }
            td class="num" data-label=(view.t("chart-total")) { (wan(data.total)) }
            td class="num" data-label=(view.t("chart-plan")) { (row.one.year.as_ref().map_or_else(|| "—".to_owned(), |year| wan(year.plan))) }
            td class="chart-progress" data-label=(view.t("project-completion")) { (bar(shown, row.pace.as_ref())) }
            td class="chart-light" data-label=(view.t("project-light")) { (badge(setting, lights.worst())) }
            @for of in 1..=12 { (cell(shown, &row.nodes, of)) }
        }
    }
}

/// How many projects, and how many parts of them beside.
fn counted(setting: &Setting, key: &'static str, (whole, parts): (usize, usize)) -> String {
    setting.view.m(&Message::new(key).with("count", whole).with("parts", parts)).into_owned()
}

fn group_head(shown: &Shown, at: usize, group: &Group) -> Markup {
    let (setting, view, (total, plan, _)) = (&shown.setting, &shown.setting.view, group.sums());
    let counts = group.counts();
    let number = if setting.english() { format!("{}. ", at + 1) } else { format!("{}、", numeral(at + 1)) };
    let late = |row: &Row| {
        row.nodes
            .iter()
            .filter(|node| {
                month(node.due_day(), node.done_on(), shown.filter.year).is_some()
                    && matches!(flag(node.due_day(), node.done_on(), setting.today()), Flag::Late(_))
            })
            .count()
    };
    let late: usize = group.rows.iter().map(late).sum();
    html! {
        tr class="chart-group" {
            th colspan="3" scope="rowgroup" { (number) (group.name) "  " (counted(setting, "chart-count", counts)) }
            td class="num" data-label=(view.t("chart-total")) { (wan(total)) } td class="num" data-label=(view.t("chart-plan")) { (wan(plan)) }
            td class="chart-progress" data-label=(view.t("project-completion")) { (bar(shown, group.pace(shown.over).as_ref())) }
            td class="none" {}
            td class=[(late == 0).then_some("none")] colspan="12" { @if late > 0 { (pennant(Flag::Late(1))) " " (setting.say("chart-late-nodes", "count", late)) } }
        }
    }
}

fn table(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let all = shown.groups.iter().fold((0, 0, 0, 0), |all, group| {
        let (total, plan, done) = group.sums();
        (all.0 + group.counts().0, all.1 + total.0, all.2 + plan.0, all.3 + done.0)
    });
    let parts = shown.groups.iter().map(|group| group.counts().1).sum();
    let pace = crate::invest::rules::pace(Fen(all.3), Fen(all.2), shown.over);
    let mut number = 0;
    html! {
        div class={ "wallchart" @if shown.large { " a1" } } {
            p class="chart-key" {
                @for (flag, key) in [(Flag::Done, "chart-key-done"), (Flag::Late(1), "chart-key-late"), (Flag::Due, "chart-key-due")] {
                    span class="legend-item" { (pennant(flag)) " " (view.t(key)) }
                }
                span class="chart-unit" { (view.t("chart-unit")) }
            }
            div class="table-frame" tabindex="0" role="region" aria-label=(view.t("wall-chart-title")) {
                table class="chart" {
                    caption class="sr" { (view.t("wall-chart-title")) }
                    thead { tr {
                        th scope="col" { (view.t("chart-number")) } th scope="col" { (view.t("project-name")) } th scope="col" { (view.t("project-leader")) }
                        th scope="col" class="num" { (view.t("chart-total")) } th scope="col" class="num" { (view.t("chart-plan")) } th scope="col" { (view.t("project-completion")) } th scope="col" { (view.t("project-light")) }
                        @for of in 1..=12 { th scope="col" class={ "chart-month" @if of <= shown.over { " over" } } { (setting.say("chart-month", "month", i64::from(of))) } }
                    } }
                    @for (at, group) in shown.groups.iter().enumerate() {
                        tbody {
                            (group_head(shown, at, group))
                            @for one in &group.rows { ({ number += 1; row(shown, number, one) }) }
                        }
                    }
                    tbody { tr class="chart-sum" {
                        th colspan="3" scope="row" { (counted(setting, "chart-sum", (all.0, parts))) }
                        td class="num" data-label=(view.t("chart-total")) { (wan(Fen(all.1))) } td class="num" data-label=(view.t("chart-plan")) { (wan(Fen(all.2))) }
                        td class="chart-progress" data-label=(view.t("project-completion")) { (bar(shown, pace.as_ref())) } td class="none" colspan="13" {}
                    } }
                }
            }
        }
    }
}

fn title(shown: &Shown) -> String {
    shown.setting.say("chart-title-of", "year", shown.filter.year.to_string())
}

/// The chart with its filters, to look at and to print.
pub(super) fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let names = ["unit", "by", "paper", "year"];
    let pairs = names.map(|name| (name.to_owned(), shown.query.value(name).to_owned()));
    let kept = Kept::with(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let this = view.today.year();
    let years = (this - 2..=this + 1).rev().map(|year| (year.to_string(), year.to_string()));
    let years: Vec<_> = std::iter::once((String::new(), this.to_string()))
        .chain(years.filter(|(year, _)| *year != this.to_string()))
        .collect();
    let by = [("", "chart-by-unit"), ("industry", "chart-by-industry")]
        .map(|(word, key)| (word, view.t(key).into_owned()));
    let paper = [("", "A3"), ("a1", "A1")];
    let query = if view.query.is_empty() { String::new() } else { format!("?{}", view.query) };
    let body = html! {
        (filter_bar(view, html! {
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(view.t("choose-any")).render(view, &kept))
            (Field::select("by", "chart-by", by).render(view, &kept))
            (Field::select("paper", "chart-paper", paper).render(view, &kept))
            (Field::select("year", "project-year", years).render(view, &kept))
        }))
        p class="chart-acts" { (Button::link(view.t("chart-wall"), format!("/projects/chart/wall{query}")).small()) " " span class="quiet" { (view.t("chart-print")) } }
        @if shown.groups.is_empty() { (empty_state(&view.t("chart-none"), None)) } @else { (table(shown)) }
    };
    frame::book_page(setting, "/projects/chart", &title(shown), body)
}

/// The chart on a wall display.
pub(super) fn wall(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    Page::new(view, &view.t("wall-chart-title")).wall(REFRESH).head(assets::head()).render(html! {
        div class="wall-head" { h1 { (view.t("app-name")) " " small { (title(shown)) } } p class="wall-time" { (view.moment(setting.now)) } }
        @if shown.groups.is_empty() { (empty_state(&view.t("chart-none"), None)) } @else { (table(shown)) }
    })
}
