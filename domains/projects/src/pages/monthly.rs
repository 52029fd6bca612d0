//! The monthly table of key projects (重点项目月报表; `reference/execution.md` 5.3, table 1), as offices print it: two rows
//! of heads, a row for each project, totals with those under construction and those in preparation.

use std::collections::HashSet;

use axum::response::Response;
use qipan_accounts::http::{Call, asked};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Id, Message, Outcome};
use qipan_web::components::{Cell, Field, Head, Table, empty_state, filter_bar};
use qipan_web::{Kept, Markup, Page, html};

use super::frame;
use super::list::filter;
use crate::book::model::{Level, Stage};
use crate::book::store::{self, Filter, Listed};
use crate::invest::lights::months_over;
use crate::invest::rules::Ratio;

/// Most rows of a table.
const MOST: usize = 20_000;

/// The sums of some projects.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: i64,
    parts: i64,
    total: i64,
    earlier: i64,
    plan: i64,
    done: i64,
}

struct Shown {
    setting: Setting,
    filter: Filter,
    month: u32,
    rows: Vec<Listed>,
}

/// Invested from the beginning of the year to the end of a month.
fn until(one: &Listed, month: u32) -> i64 {
    one.months.iter().take(month as usize).flatten().map(|fen| fen.0).sum()
}

impl Sums {
    fn add(&mut self, one: &Listed, month: u32) {
        self.count += 1;
        self.total += one.project.data.total.0;
        self.earlier += one.project.data.before.0 + one.earlier.0;
        self.plan += one.year.as_ref().map_or(0, |year| year.plan.0);
        self.done += until(one, month);
    }
}

/// `GET /projects/monthly`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let filter = Filter { listed: true, ..filter(&call)? };
    let over = months_over(setting.today(), filter.year);
    let month =
        asked::read(&call, "month", |text| text.parse().ok().filter(|month| (1..=12).contains(month)))?;
    let month = month.unwrap_or(over.max(1));
    let wanted = filter.clone();
    let rows = in_order(call.read(move |tx| store::list(tx, &wanted, Id(0), MOST)).await?);
    call.page(draw(&Shown { setting, filter, month, rows }))
}

/// Parts stand after what they are part of.
pub(crate) fn in_order(mut rows: Vec<Listed>) -> Vec<Listed> {
    let there: HashSet<Id> = rows.iter().map(|one| one.project.id).collect();
    rows.sort_by_key(|one| {
        let parent = one.project.data.parent.filter(|parent| there.contains(parent));
        (parent.unwrap_or(one.project.id), parent.is_some(), one.project.id)
    });
    rows
}

fn cells(
    setting: &Setting,
    first: Cell,
    name: Cell,
    sums: Sums,
    image: Cell,
    who: Cell,
    leader: Cell,
) -> Vec<Cell> {
    let share = Ratio::of(sums.done, sums.plan);
    vec![
        first,
        name,
        setting.wan(Fen(sums.total)).into(),
        setting.wan(Fen(sums.earlier)).into(),
        setting.wan(Fen(sums.plan)).into(),
        setting.wan(Fen(sums.done)).into(),
        share.map_or_else(|| html! { "—" }, |share| html! { span class="num" { (share.percent(1)) } }).into(),
        image,
        who,
        leader,
    ]
}

fn table(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("invest-done-wan")),
        Head::new(view.t("invest-of-plan")),
        Head::new(view.t("invest-image")),
    ];
    let span = |key: &str| html! { th scope="col" rowspan="2" { (view.t(key)) } };
    let year = shown.filter.year.to_string();
    let above = html! {
        tr {
            (span("monthly-no")) (span("project-name")) (span("project-total-wan"))
            (span("monthly-earlier"))
            th scope="col" rowspan="2" { (setting.say("project-plan-of-wan", "year", year)) }
            th scope="colgroup" colspan="3" { (view.m(&Message::new("monthly-until").with("month", i64::from(shown.month)))) }
            (span("monthly-owner")) (span("project-leader"))
        }
    };
    let caption = Message::new("monthly-caption")
        .with("year", shown.filter.year.to_string())
        .with("month", i64::from(shown.month));
    let mut table = Table::new(view.m(&caption), heads).ledger().caption_hidden().heads_above(above);
    let (mut all, mut building, mut preparing) = (Sums::default(), Sums::default(), Sums::default());
    // What is part of another project in the table is in that project's figures.
    let there: HashSet<Id> = shown.rows.iter().map(|one| one.project.id).collect();
    let whole = |one: &Listed| one.project.data.parent.is_none_or(|parent| !there.contains(&parent));
    for one in &shown.rows {
        let kind = if one.project.stage >= Stage::Started { &mut building } else { &mut preparing };
        for sums in [&mut all, kind] {
            if whole(one) { sums.add(one, shown.month) } else { sums.parts += 1 }
        }
    }
    let totals = [("monthly-all", all), ("monthly-building", building), ("monthly-preparing", preparing)];
    for (key, sums) in totals {
        let name = view.m(&Message::new(key).with("count", sums.count).with("parts", sums.parts));
        table.row_of(
            "subtotal",
            cells(setting, "".into(), name.into(), sums, "".into(), "".into(), "".into()),
        );
    }
    for (at, one) in shown.rows.iter().enumerate() {
        let data = &one.project.data;
        let mut sums = Sums::default();
        sums.add(one, shown.month);
        let star = if data.level == Level::District { "" } else { "★" };
        let part = if whole(one) { "" } else { "\u{3000}" };
        let name = html! { (part) (star) a href={ "/projects/" (one.project.id) } { (data.name) } };
        let image =
            one.image.as_ref().filter(|(year, month, _)| (*year, *month) <= (shown.filter.year, shown.month));
        let owner = html! { (data.owner) @if !data.liaison.is_empty() { br; (data.liaison) } };
        table.row(cells(
            setting,
            (at + 1).to_string().into(),
            name.into(),
            sums,
            image.map_or("", |(_, _, text)| text.as_str()).into(),
            owner.into(),
            data.leader.as_str().into(),
        ));
    }
    table.render(view)
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let year = shown.filter.year;
    let caption =
        Message::new("monthly-caption").with("year", year.to_string()).with("month", i64::from(shown.month));
    let this = view.today.year();
    let kept = Kept::with([("year", year.to_string()), ("month", shown.month.to_string())]);
    let years = (this - 5..=this + 1).rev().map(|year| (year.to_string(), year.to_string()));
    let months =
        (1..=12).map(|month: i64| (month.to_string(), setting.say("invest-month-of", "month", month)));
    Page::new(view, &view.t("project-monthly")).wide().landscape_a3().head(super::assets::head()).render(
        html! {
            div class="page-head" { h1 { (view.m(&caption)) } }
            (frame::book_tabs(setting, "/projects/monthly"))
            (filter_bar(view, html! {
                (Field::select("year", "project-year", years).render(view, &kept))
                (Field::select("month", "invest-month", months).render(view, &kept))
            }))
            @if shown.rows.is_empty() {
                (empty_state(&setting.say("monthly-none", "year", year.to_string()), None))
            } @else {
                p class="table-unit" { (view.t("monthly-unit")) }
                div class="monthly" { (table(shown)) }
                p class="quiet" { (view.t("monthly-note")) }
            }
        },
    )
}
