//! Lists of commitments, drawn: a table on a screen, cards on a phone, a ledger on paper.

use qipan_accounts::{Act, access};
use qipan_kernel::{Day, Id, Message};
use qipan_web::components::{Button, Field, Head, Table, empty_state, filter_bar, light_small, pager};
use qipan_web::{Cursor, Form, Kept, Markup, Page, html};

use super::setting::{Setting, drawn};
use crate::commitments::model::{Commitment, State, Terms};
use crate::lights::Light;
use crate::lists::Sort;

/// What changed between two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Was open, is done.
    Closed,
    /// Was not red, is red.
    TurnedRed,
    /// Was not there.
    New,
    /// Its limit was put off.
    Slipped,
}

impl Change {
    /// Every change.
    pub const ALL: [Change; 4] = [Change::Closed, Change::TurnedRed, Change::New, Change::Slipped];

    /// The word in links.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Closed => "closed",
            Change::TurnedRed => "turned_red",
            Change::New => "new",
            Change::Slipped => "slipped",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Change::Closed => "list-changed-closed",
            Change::TurnedRed => "list-changed-turned-red",
            Change::New => "list-changed-new",
            Change::Slipped => "list-changed-slipped",
        }
    }
}

/// One page of a list.
pub struct Shown {
    /// Words, names, moment.
    pub setting: Setting,
    /// The rows.
    pub rows: Vec<Commitment>,
    /// Where the page before begins.
    pub before: Option<Cursor>,
    /// Where the page after begins.
    pub after: Option<Cursor>,
    /// The unit asked for.
    pub unit: Option<Id>,
    /// The comparison asked for.
    pub changed: Option<(Day, Change)>,
    /// The query.
    pub query: Form,
}

/// More units than this are chosen by typing a name instead of from a list.
pub const UNITS_LISTED: usize = 300;

/// Units as options of a select, in the order of the tree, those below indented.
pub fn unit_options(setting: &Setting) -> Vec<(String, String)> {
    let today = setting.now.day();
    setting
        .units
        .with_depth()
        .filter(|(unit, _)| unit.data.active_on(today))
        .map(|(unit, depth)| {
            let indent = "\u{3000}".repeat(depth.min(4));
            (unit.id.to_string(), format!("{indent}{}", unit.data.short(setting.english())))
        })
        .collect()
}

/// A field that chooses a unit: a select, or with many units a text field with suggestions.
pub fn unit_field<'a>(setting: &Setting, name: &'a str, label: &'a str, empty: &str) -> Field<'a> {
    if setting.units.len() <= UNITS_LISTED {
        return Field::select(name, label, unit_options(setting)).empty_option(setting.view.t(empty));
    }
    let names = setting.units.names(setting.english());
    Field::text(name, label).suggestions(names.into_iter().map(|(_, name)| (name.to_owned(), String::new())))
}

fn filters(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let names = ["q", "line", "light", "state", "sort", "at", "leader"];
    let mut pairs: Vec<(String, String)> =
        names.iter().map(|name| ((*name).to_owned(), shown.query.value(name).to_owned())).collect();
    if let Some(unit) = shown.unit {
        let many = setting.units.len() > UNITS_LISTED;
        pairs.push(("unit".into(), if many { setting.unit_full(unit) } else { unit.to_string() }));
    }
    for name in ["unverified", "done"] {
        if !shown.query.value(name).is_empty() {
            pairs.push((name.into(), "on".into()));
        }
    }
    let kept = Kept::with(pairs);
    let leaders = setting.roster.choices(&setting.units, setting.when.day(), setting.english());
    let leaders = leaders.into_iter().take(UNITS_LISTED).map(|(_, words)| (words, String::new()));
    let all = view.t("choose-any").into_owned();
    let lines = setting.lines.iter().map(|line| (line.id, line.name(view.lang)));
    let lights = [Light::Red, Light::Yellow, Light::Blue, Light::Green, Light::Grey, Light::Done];
    let lights = lights.map(|light| (light.as_str(), view.t(light.name_key()).into_owned()));
    let states = State::ALL.map(|state| (state.as_str(), view.t(state.key()).into_owned()));
    let sorts = Sort::ALL.map(|(word, _)| (word, view.t(&format!("sort-{word}")).into_owned()));
    filter_bar(
        view,
        html! {
            @for name in ["document", "since", "change", "own"] {
                @if !shown.query.value(name).is_empty() { input type="hidden" name=(name) value=(shown.query.value(name)); }
            }
            (Field::search("q", "list-search").placeholder(view.t("list-search-hint")).render(view, &kept))
            (unit_field(setting, "unit", "list-unit", "choose-any").render(view, &kept))
            (Field::text("leader", "term-leader").suggestions(leaders).render(view, &kept))
            (Field::select("line", "list-line", lines).empty_option(&all).render(view, &kept))
            (Field::select("light", "list-light", lights).empty_option(&all).render(view, &kept))
            (Field::select("state", "list-state", states).empty_option(&all).render(view, &kept))
            (Field::select("sort", "list-sort", sorts).render(view, &kept))
            (Field::day("at", "list-at").between(Day(0), view.today).render(view, &kept))
            (Field::checkbox("unverified", "figure-unverified").render(view, &kept))
            (Field::checkbox("done", "list-with-done").render(view, &kept))
        },
    )
}

/// One commitment as a row: what it is; whose; until when; how far; its light and why.
pub fn row(setting: &Setting, one: &Commitment, tick: bool) -> Vec<qipan_web::components::Cell> {
    let (view, version) = (&setting.view, &one.version);
    let terms = &version.terms;
    let what = html! {
        @if tick { input type="checkbox" name="id" value=(one.id) aria-label=(setting.say("list-tick", "number", one.number.as_str())); " " }
        a href=(setting.commitment_link(one)) { (terms.statement) }
        br; small { (one.number) " · " (setting.line(terms.line)) " · " (view.t(version.state.key())) }
    };
    let due = html! {
        div {
            @match terms.due_day {
                Some(due) => span class="nowrap" { (view.day(due)) },
                None if terms.limit_words.is_empty() => span class="quiet" { (view.t("no-limit")) },
                None => (terms.limit_words),
            }
            @if version.suspension().is_some() && terms.due_day.is_some() { br; small class="nowrap" { (view.t("list-due-stopped")) } }
            @if let (Some(first), Some(due)) = (version.first_due, terms.due_day) {
                @if due > first { br; small class="nowrap" { (setting.say("list-first-due", "day", first)) } }
            }
        }
    };
    vec![
        what.into(),
        html! { div { (setting.units_of(version)) (leader(setting, terms)) } }.into(),
        due.into(),
        setting.progress(version).into(),
        html! { div { (setting.light_badge(version)) br; small { (setting.reason(version)) } } }.into(),
    ]
}

/// Who answers for it, as a small line: the holder of the day, with the written name where that is another.
fn leader(setting: &Setting, terms: &Terms) -> Markup {
    let who = setting.responsible(terms);
    html! {
        @if !who.name().is_empty() {
            br; small {
                (who.name())
                @if who.successor { " " span class="badge" title=(setting.say("leader-written", "name", who.written.as_str())) { (setting.view.t("leader-successor")) } }
            }
        }
    }
}

/// The heads of [`row`].
pub fn heads(setting: &Setting) -> Vec<Head> {
    ["list-what", "list-units", "list-due", "list-progress", "list-light"]
        .map(|key| Head::new(setting.view.t(key)))
        .to_vec()
}

fn title(shown: &Shown) -> String {
    let setting = &shown.setting;
    if let Some((since, change)) = shown.changed {
        return setting.say(change.key(), "day", since);
    }
    let light = shown.query.value("light").parse::<Light>().ok();
    let name = match (shown.unit, light) {
        (Some(unit), _) if !shown.query.value("own").is_empty() => {
            setting.say("board-own", "unit", setting.unit(unit))
        }
        (Some(unit), _) => setting.unit(unit),
        (None, _) => String::new(),
    };
    if name.is_empty() {
        return setting.view.t("list-title").into_owned();
    }
    setting.view.m(&Message::new("list-title-of").with("unit", name)).into_owned()
}

fn table(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let may_issue = setting.when.current && access::may(setting.actor.role, Act::Issue);
    let tickable = |one: &Commitment| may_issue && one.version.state == State::Registered;
    let mut table = Table::new(view.t("list-title"), heads(setting)).caption_hidden();
    for one in &shown.rows {
        table.row(row(setting, one, tickable(one)));
    }
    if !shown.rows.iter().any(tickable) {
        return html! { div class="commitments" { (table.render(view)) } };
    }
    html! {
        form class="commitments" method="post" action="/commitments/issue" {
            input type="hidden" name="csrf" value=(view.csrf);
            input type="hidden" name="back" value=(view.here());
            (table.render(view))
            p class="actions" { (Button::submit(view.t("list-issue-ticked"))) span class="quiet" { (view.t("list-issue-hint")) } }
        }
    }
}

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let title = title(shown);
    let board = setting
        .link("/")
        .maybe("unit", shown.unit)
        .maybe("line", Some(shown.query.value("line")).filter(|text| !text.is_empty()));
    Page::new(view, &title).wide().landscape_a3().render(html! {
        (setting.past_banner())
        div class="page-head" {
            h1 {
                @if let Ok(light) = shown.query.value("light").parse::<Light>() { (light_small(view, drawn(light), None)) " " }
                (title)
            }
            p class="actions" {
                @if shown.changed.is_none() {
                    (Button::link(view.t("list-export"), format!("/ledger.xlsx?{}", view.query)).download())
                }
                (Button::link(view.t("list-on-board"), board.end()).shortcut("g b"))
                @if setting.when.current && access::may(setting.actor.role, Act::Register) {
                    (Button::link(view.t("list-new"), "/commitments/new").primary().shortcut("n"))
                }
            }
        }
        p class="print-only" { (setting.say("print-as-of", "at", view.moment(setting.when.at))) }
        (filters(shown))
        @if shown.rows.is_empty() {
            (empty_state(&view.t("list-empty"), Some(html! { (Button::link(view.t("list-all"), "/commitments")) })))
        } @else {
            (table(shown))
            (pager(view, shown.before.as_ref(), shown.after.as_ref()))
        }
    })
}
