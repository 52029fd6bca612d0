//! The working calendar of a year, and changing it.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::calendar::{Calendar, DayKind};
use qipan_kernel::{Day, Failure, FailureKind, Message, Outcome};
use qipan_web::components::{
    Button, Cell, Crumb, Field, Head, Light as Colour, Table, breadcrumb, button_form, callout,
    error_summary, upload_form,
};
use qipan_web::{Kept, Markup, Page, View, html};

use super::change::{Change, days};
use super::commands::{self, Touched};
use super::rules_page::{applied, sent};
use super::view::touched;
use crate::board::Board;

/// GET /calendar
pub(super) async fn year(call: Call) -> Outcome<Response> {
    let view = &call.view;
    let asked = call.query.value("year").parse::<i32>().ok().filter(|year| (2000..=2100).contains(year));
    let year = asked.unwrap_or_else(|| view.today.year());
    let book = call.site.part::<Board>().book();
    let calendar = &book.calendar;
    let may = access::require(call.actor()?, Act::CalendarManage).is_ok();
    let title = view.m(&Message::new("calendar-of").with("year", year.to_string())).into_owned();
    let to = |year: i32| format!("/calendar?year={year}");
    let end = Day::from_ymd(year, 12, 31).ok_or_else(Failure::not_found)?;
    let covered = Message::new("calendar-covered").with("day", calendar.last_noticed);
    let page = Page::new(view, &title).wide().landscape_a3().render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("rules"), "/rules"), Crumb::here(&title)]))
        h1 { (title) }
        p {
            (Button::link(format!("← {}", year - 1), to(year - 1)).small()) " "
            (Button::link(format!("{} →", year + 1), to(year + 1)).small()) " "
            @if may { (Button::link(view.t("calendar-change"), "/calendar/preview").primary()) }
        }
        p { (view.m(&covered)) " " (view.m(&Message::new("calendar-version").with("version", calendar.version))) }
        @if calendar.is_provisional(end) {
            (callout(Colour::Yellow, "", html! { p { (view.t("calendar-provisional")) } }))
        }
        (months(view, calendar, year))
        p class="quiet" { (view.t("calendar-legend")) }
        (exceptions(view, calendar, year))
    });
    call.page(page)
}

/// Months down, days across: one letter a day.
fn months(view: &View, calendar: &Calendar, year: i32) -> Markup {
    let mut heads = vec![Head::new(view.t("calendar-month"))];
    heads.extend((1..=31).map(|day| Head::new(day.to_string())));
    heads.push(Head::number(view.t("calendar-worked")));
    let mut table = Table::new(view.t("calendar-days"), heads).ledger();
    for month in 1..=12 {
        let Some(first) = Day::from_ymd(year, month, 1) else { continue };
        let last = first.month_end();
        let unsure = if calendar.is_provisional(last) { " ?" } else { "" };
        let mut cells: Vec<Cell> = vec![format!("{month}{unsure}").into()];
        for index in 0..31 {
            let day = first + index;
            cells.push(if day > last { "".into() } else { mark(view, calendar, day).into() });
        }
        cells.push(i64::from(calendar.working_days_between(first - 1, last)).into());
        table.row(cells);
    }
    table.render(view)
}

fn mark(view: &View, calendar: &Calendar, day: Day) -> Markup {
    match calendar.kind(day) {
        DayKind::Working => html! { span title=(view.day(day)) { "·" } },
        DayKind::Weekend => {
            html! { span class="quiet" title=(view.day(day)) { (view.t("calendar-mark-weekend")) } }
        }
        DayKind::Holiday(name) => html! {
            strong title={ (view.day(day)) " " (name) } { (view.t("calendar-mark-holiday")) }
        },
        DayKind::MakeUp(name) => html! {
            em title={ (view.day(day)) " " (name) } { (view.t("calendar-mark-make-up")) }
        },
    }
}

/// The days that differ from the week.
fn exceptions(view: &View, calendar: &Calendar, year: i32) -> Markup {
    let heads = vec![
        Head::new(view.t("calendar-day")),
        Head::new(view.t("calendar-kind")),
        Head::new(view.t("calendar-name")),
    ];
    let mut table = Table::new(view.t("calendar-exceptions"), heads).ledger();
    let first = Day::from_ymd(year, 1, 1).unwrap_or(view.today);
    for index in 0..366 {
        let day = first + index;
        let (key, name) = match calendar.kind(day) {
            DayKind::Holiday(name) => ("calendar-holiday", name),
            DayKind::MakeUp(name) => ("calendar-make-up", name),
            _ => continue,
        };
        if day.year() == year {
            table.row(vec![view.day(day).into(), view.t(key).as_ref().into(), name.into()]);
        }
    }
    if table.is_empty() {
        html! {}
    } else {
        table.render(view)
    }
}

/// GET /calendar/preview
pub(super) async fn start(call: Call) -> Outcome<Response> {
    let page = ask(&call, &Kept::empty());
    call.page(page)
}

fn ask(call: &Call, kept: &Kept) -> Markup {
    let view = &call.view;
    let title = view.t("calendar-change");
    Page::new(view, &title).render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("calendar"), "/calendar"), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.t("calendar-change-about")) }
        (upload_form(view, "/calendar/preview", html! {
            (error_summary(view, kept))
            (Field::number("notice", "calendar-notice").hint(view.t("calendar-notice-hint")).render(view, kept))
            (Field::area("text", "calendar-text", 14).hint(view.t("calendar-text-hint")).render(view, kept))
            (Field::file("file", "calendar-file", ".json,.txt").render(view, kept))
            (Button::submit(view.t("rules-look")))
        }))
    })
}

fn change(call: &Call, text: &str) -> Outcome<Change> {
    let notice = call.form.read(|r| r.int("notice", 2000..=2100))?;
    days(text, notice.map(|year| year as i32))
}

async fn looked(call: &Call) -> Outcome<(Change, String, Vec<Touched>)> {
    let text = sent(call)?;
    let change = change(call, &text)?;
    let (context, book, seen) = (call.context()?.clone(), call.site.part::<Board>().book(), change.clone());
    let all = call.read(move |tx| commands::preview(tx, &context, &book, &seen)).await?;
    Ok((change, text, all))
}

/// POST /calendar/preview
pub(super) async fn preview(call: Call) -> Outcome<Response> {
    let (change, text, all) = match looked(&call).await {
        Ok(looked) => looked,
        Err(failure) if failure.kind == FailureKind::Invalid => {
            let page = ask(&call, &Kept::refused(&call.form, &failure));
            return call.refused(&failure, page);
        }
        Err(failure) => return Err(failure),
    };
    let Change::Calendar { notice, days } = &change else {
        return Err(Failure::internal("days were read as a rule set"));
    };
    let view = &call.view;
    let units = call.site.units()?;
    let title = view.t("calendar-preview");
    let year = notice.map(|year| year.to_string()).unwrap_or_default();
    let page = Page::new(view, &title).wide().render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("calendar"), "/calendar"),
            Crumb::link(view.t("calendar-change"), "/calendar/preview"), Crumb::here(&title)]))
        h1 { (title) }
        @if let Some(year) = notice {
            p { (view.m(&Message::new("calendar-notice-of").with("year", year.to_string()))) }
        }
        ul {
            @for day in days {
                li { (view.day(day.day)) " "
                    (view.t(if day.working { "calendar-worked-day" } else { "calendar-rest-day" })) " " (day.name) }
            }
        }
        (touched(view, &units, &all))
        (button_form(view, "/calendar/apply", &[("text", &text), ("notice", &year)],
            &Button::submit(view.t("rules-apply")).confirm(view.t("rules-apply-sure"))))
    });
    call.page(page)
}

/// POST /calendar/apply
pub(super) async fn apply(call: Call) -> Outcome<Response> {
    let change = change(&call, call.form.value("text"))?;
    applied(&call, change, "/calendar").await
}
