//! The first screen and the wall display, drawn.

use qipan_accounts::{Act, access};
use qipan_kernel::{Day, Id, Message};
use qipan_web::components::goban::{self, BoardTime, Column, Figure, Goban, Group, Row};
use qipan_web::components::stone::Stone;
use qipan_web::components::{self, Button, Crumb, breadcrumb, empty_state, light_small};
use qipan_web::{Markup, Page, html};

use super::decide::{Candidate, card};
use super::rows::{Counted, Rows, Stands, Wanted};
use super::setting::{Link, Setting, drawn};
use crate::commitments::model::State;
use crate::grid::compare::Changes;
use crate::grid::model::Counts;
use crate::lights::Light;
use crate::lines::model::Line;

/// What the board shows.
pub struct Shown {
    /// Words, names, moment.
    pub setting: Setting,
    /// What was asked for.
    pub wanted: Wanted,
    /// There is not a single commitment on the whole board.
    pub empty: bool,
    /// Sum of what is shown.
    pub totals: Counts,
    /// How many of it are suspended.
    pub suspended: u32,
    /// The rows.
    pub rows: Rows,
    /// What must be decided.
    pub cards: Vec<Candidate>,
    /// What changed since the comparison.
    pub changes: Changes,
    /// What may be compared with.
    pub days: Vec<(String, Day)>,
    /// What is compared with.
    pub vs: Option<Day>,
    /// The first day there is anything to see.
    pub first: Day,
}

impl Shown {
    /// A list of what the board counts, narrowed by its unit and line.
    fn list(&self) -> Link {
        self.setting.link("/commitments").maybe("unit", self.wanted.focus).maybe("line", self.wanted.line)
    }

    /// How many of `counts` are counted.
    fn count(&self, counts: &Counts) -> i64 {
        i64::from(if self.wanted.open { counts.open() } else { counts.total })
    }

    fn columns(&self) -> Vec<&Line> {
        let used = |line: &Line| self.rows.rows.iter().any(|row| row.by_line.contains_key(&line.id));
        let wanted = |line: &Line| self.wanted.line.is_none_or(|only| only == line.id);
        self.setting.lines.iter().filter(|line| wanted(line) && (line.active || used(line))).collect()
    }
}

/// Name and link of a row.
fn head(shown: &Shown, stands: Stands) -> (String, String) {
    let setting = &shown.setting;
    match stands {
        Stands::Subtree { unit, deeper: true } => {
            (setting.unit(unit), setting.view.here_with("unit", Some(&unit.to_string())))
        }
        Stands::Subtree { unit, deeper: false } => (setting.unit(unit), row_link(shown, stands).end()),
        Stands::Own(unit) => {
            (setting.say("board-own", "unit", setting.unit(unit)), row_link(shown, stands).end())
        }
        Stands::Rest(count) => {
            (setting.say("board-rest", "count", count), setting.view.here_with("rows", Some("all")))
        }
    }
}

/// The list of what a row counts.
fn row_link(shown: &Shown, stands: Stands) -> Link {
    let done = (!shown.wanted.open).then_some(1);
    let link = shown.setting.link("/commitments").maybe("done", done).maybe("light", shown.wanted.light);
    match stands {
        Stands::Subtree { unit, .. } => link.with("unit", unit),
        Stands::Own(unit) => link.with("unit", unit).with("own", 1),
        Stands::Rest(_) => link.maybe("unit", shown.wanted.focus),
    }
}

fn stone(shown: &Shown, row: &Counted, line: Id) -> Option<Stone> {
    let counts = row.by_line.get(&line).filter(|counts| counts.total > 0)?;
    let open =
        Message::new("board-open").with("open", i64::from(counts.open())).with("red", i64::from(counts.red));
    let href = match row.stands {
        Stands::Rest(_) => shown.setting.view.here_with("rows", Some("all")),
        _ => row_link(shown, row.stands).with("line", line).end(),
    };
    Some(Stone {
        count: shown.count(counts),
        light: drawn(counts.worst()),
        share_closed: counts.share_done() as u8,
        unverified: counts.unverified > 0,
        href,
        note: shown.setting.view.m(&open).into_owned(),
    })
}

fn board(shown: &Shown) -> Goban {
    let lines = shown.columns();
    let lang = shown.setting.view.lang;
    let columns = lines.iter().map(|line| Column {
        name: line.name(lang).to_owned(),
        sub: Some(line.name(lang.other()))
            .filter(|sub| *sub != line.name(lang))
            .unwrap_or_default()
            .to_owned(),
        href: shown.list().with("line", line.id).with("done", 1).end(),
    });
    let mut groups: Vec<Group> = Vec::new();
    for row in &shown.rows.rows {
        let name = match row.stands {
            Stands::Own(_) => String::new(),
            Stands::Rest(_) => shown.setting.view.t("board-others").into_owned(),
            Stands::Subtree { .. } => shown.setting.view.t(row.kind.key()).into_owned(),
        };
        let (label, href) = head(shown, row.stands);
        let drawn = Row {
            name: label,
            href,
            cells: lines.iter().map(|line| stone(shown, row, line.id)).collect(),
            total: shown.count(&row.total),
            red: i64::from(row.total.red),
        };
        match groups.last_mut() {
            Some(group) if group.name == name => group.rows.push(drawn),
            _ => groups.push(Group { name, rows: vec![drawn] }),
        }
    }
    Goban { groups, columns: columns.collect() }
}

fn figures(shown: &Shown) -> Vec<Figure> {
    let (view, totals) = (&shown.setting.view, &shown.totals);
    let number = |n: u32| view.number(i64::from(n));
    let list = |light: Light| shown.list().with("light", light);
    let figure = |number: String, label: String, light: Option<components::Light>, href: Link| Figure {
        number,
        label,
        light,
        href: Some(href.end()),
    };
    let word = |key: &str| view.t(key).into_owned();
    let mut all = vec![
        figure(number(totals.open()), word("figure-open"), None, shown.list()),
        figure(number(totals.red), word("figure-red"), Some(components::Light::Red), list(Light::Red)),
        figure(
            number(totals.yellow),
            word("figure-yellow"),
            Some(components::Light::Yellow),
            list(Light::Yellow),
        ),
    ];
    if totals.timed > 0 {
        let label = Message::new("figure-on-time")
            .with("on-time", number(totals.on_time))
            .with("timed", number(totals.timed));
        let share = crate::lights::pace::Ratio::new(totals.on_time.into(), totals.timed.into());
        let share = share.map_or_else(|| "—".to_owned(), |share| format!("{}%", share.points()));
        all.push(figure(share, view.m(&label).into_owned(), None, list(Light::Done)));
    }
    all.push(figure(
        number(totals.unverified),
        word("figure-unverified"),
        None,
        shown.list().with("unverified", 1),
    ));
    if shown.suspended > 0 {
        let list = shown.list().with("state", State::Suspended.as_str());
        all.push(figure(number(shown.suspended), word("figure-suspended"), None, list));
    }
    if let Some(day) = shown.vs {
        let changed = |change: &str| shown.list().with("since", day).with("change", change);
        let count = |ids: &[Id]| format!("+{}", view.number(ids.len() as i64));
        let since = |key| shown.setting.say(key, "day", day);
        let (green, red) = (components::Light::Green, components::Light::Red);
        all.push(figure(
            count(&shown.changes.closed),
            since("figure-closed"),
            Some(green),
            changed("closed"),
        ));
        all.push(figure(
            count(&shown.changes.turned_red),
            since("figure-turned-red"),
            Some(red),
            changed("turned_red"),
        ));
    }
    all
}

fn time(shown: &Shown) -> BoardTime {
    BoardTime {
        first: shown.first,
        at: shown.setting.when.day(),
        comparisons: shown.days.iter().map(|(name, day)| (day.to_string(), name.clone())).collect(),
        versus: shown.vs.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// The trail to the unit shown, and what narrows the board.
fn above(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let seen = |unit: &Id| shown.wanted.visible.as_ref().is_none_or(|units| units.contains(unit));
    html! {
        @if let Some(focus) = shown.wanted.focus {
            @let mut crumbs = vec![Crumb::link(view.t("board-title"), view.here_with("unit", None))];
            @let () = for unit in setting.units.ancestors(focus).into_iter().rev().filter(seen) {
                crumbs.push(Crumb::link(setting.unit(unit), view.here_with("unit", Some(&unit.to_string()))));
            };
            @let () = crumbs.push(Crumb::here(setting.unit_full(focus)));
            (breadcrumb(view, &crumbs))
        }
        @if shown.wanted.line.is_some() || shown.wanted.light.is_some() {
            p class="quiet" {
                (view.t("board-only")) " "
                @if let Some(line) = shown.wanted.line {
                    (setting.line(line)) " " a href=(view.here_with("line", None)) { (view.t("board-all-lines")) } " "
                }
                @if let Some(light) = shown.wanted.light {
                    (components::light(view, drawn(light))) " " a href=(view.here_with("light", None)) { (view.t("board-all-lights")) }
                }
            }
        }
    }
}

/// Other ways to look at the same board.
fn views(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let hidden = [
        ("unit", shown.wanted.focus.map(|id| id.to_string())),
        ("line", shown.wanted.line.map(|id| id.to_string())),
        ("at", (!setting.when.current).then(|| setting.when.day().to_string())),
        ("open", shown.wanted.open.then(|| "1".to_owned())),
    ];
    html! {
        nav class="board-views" aria-label=(view.t("board-views")) {
            a href=(view.here_with("open", None)) aria-current=[(!shown.wanted.open).then_some("true")] { (view.t("board-view-all")) }
            a href=(view.here_with("open", Some("1"))) aria-current=[shown.wanted.open.then_some("true")] { (view.t("board-view-open")) }
            a href=(shown.list().end()) { (view.t("board-view-list")) }
            a href="/wall" { (view.t("board-view-wall")) }
            details data-closes {
                summary { (view.t("board-compare-any")) }
                form class="day-form" method="get" action="/" {
                    @for (name, value) in &hidden { @if let Some(value) = value { input type="hidden" name=(name) value=(value); } }
                    input type="date" name="vs" aria-label=(view.t("board-compare-any")) min=(shown.first) max=(setting.when.day() - 1)
                        value=[shown.vs.map(|day| day.to_string())];
                    button class="button small" { (view.t("board-show")) }
                }
            }
        }
    }
}

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let page = Page::new(view, &view.t("board-title")).wide().landscape_a3();
    if shown.empty {
        return page.render(html! { h1 { (view.t("board-title")) } (shown.setting.past_banner()) (first_steps(&shown.setting)) });
    }
    let cards: Vec<_> = shown.cards.iter().map(|one| card(&shown.setting, one)).collect();
    let board = board(shown);
    page.render(html! {
        (above(shown))
        (views(shown))
        p class="print-only" { strong { (view.t("board-title")) } " · " (shown.setting.say("print-as-of", "at", view.moment(shown.setting.when.at))) }
        @if board.groups.is_empty() {
            h1 { (view.t("board-title")) }
            (empty_state(&view.t("board-nothing-here"), Some(html! { (Button::link(view.t("board-whole"), "/")) })))
        } @else {
            (goban::board_page(view, &time(shown), &figures(shown), &board, &cards))
        }
    })
}

/// What to do in a city that has nothing on its board yet: each step where the actor may take it.
fn first_steps(setting: &Setting) -> Markup {
    let view = &setting.view;
    let steps = [
        ("first-units", "/units", Act::UnitAdd, !setting.units.is_empty()),
        ("first-lines", "/lines", Act::LineManage, setting.lines.iter().any(|line| line.active)),
        ("first-document", "/documents", Act::DocumentImport, false),
        ("first-ledger", "/ledger", Act::LedgerImport, false),
        ("first-commitment", "/commitments/new", Act::Register, false),
    ];
    let any = steps.iter().any(|(_, _, act, _)| access::may(setting.actor.role, *act));
    html! {
        (empty_state(&view.t(if any { "board-empty" } else { "board-empty-unit" }), None))
        @if any {
            ol class="steps" {
                @for (key, href, act, done) in steps {
                    li {
                        @if done { (light_small(view, components::Light::Done, None)) " " (view.t(key)) }
                        @else if access::may(setting.actor.role, act) { a href=(href) { (view.t(key)) } }
                        @else { (view.t(key)) " " span class="quiet" { (view.t("first-by-others")) } }
                    }
                }
            }
        }
    }
}

/// The wall display: board, numbers, and the red ones by name. Nothing on it can be clicked away.
pub fn wall(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let reds: Vec<_> =
        shown.cards.iter().filter(|one| setting.light(&one.commitment.version) == Light::Red).collect();
    let title = view.t("app-name");
    Page::new(view, &view.t("board-title")).wall(30).render(html! {
        div class="wall-head" {
            h1 { (title) " " small { (view.t("board-title")) } }
            p class="wall-time" { (view.moment(setting.now)) }
        }
        (goban::figures(view, &figures(shown)))
        @if !reds.is_empty() {
            section class="wall-red" aria-label=(view.t("figure-red")) {
                h2 { (view.t("figure-red")) }
                ul {
                    @for one in reds {
                        @let version = &one.commitment.version;
                        li { (setting.light_dot(version)) " " strong { (version.terms.statement) } " — " (setting.units_of(version)) " · " (setting.reason(version)) }
                    }
                }
            }
        }
        @if shown.empty {
            (empty_state(&view.t("wall-empty"), None))
        } @else {
            (goban::goban(view, &board(shown)))
            (goban::legend(view))
        }
    })
}
