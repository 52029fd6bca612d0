//! The money of the book: 资金拼盘及到位汇总表 (`reference/execution.md` 5.3, table 7) by unit and for the city, and the
//! annual plan of government investment with its six fields (Government Investment Regulations, article 16).

use axum::response::Response;
use qipan_accounts::access::Act;
use qipan_accounts::http::Call;
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Message, Outcome};
use qipan_web::components::{Button, Cell, Field, Head, Table, empty_state, error_summary, filter_bar, form};
use qipan_web::{Kept, Markup, html};

use super::funds::{self, Funded, Funds, Sums};
use super::model::{Balances, Figure, Source, Terms};
use super::pages::{linked, percent, terms_kept};
use super::{commands, rules, store};
use crate::book::model::Kind;
use crate::book::store::Filter;
use crate::pages::{filter, frame};

struct Shown {
    setting: Setting,
    filter: Filter,
    funds: Funds,
    terms: Terms,
    unit: String,
}

async fn load(call: &Call) -> Outcome<Shown> {
    let setting = Setting::current(call)?;
    let filter = Filter { with_ended: true, ..filter(call)? };
    let (asked, today) = (filter.clone(), setting.today());
    let (funds, terms) =
        call.read(move |tx| Ok((funds::load(tx, &asked, today)?, store::terms(tx)?))).await?;
    Ok(Shown { setting, filter, funds, terms, unit: call.query.value("unit").to_owned() })
}

/// `GET /projects/funds`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    call.page(draw(&shown))
}

/// `GET /projects/plan`
pub(super) async fn plan(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    call.page(draw_plan(&shown))
}

fn bar(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let this = view.today.year();
    let kept = Kept::with([("year", shown.filter.year.to_string()), ("unit", shown.unit.clone())]);
    let years = (this - 5..=this + 1).rev().map(|year| (year.to_string(), year.to_string()));
    filter_bar(
        view,
        html! {
            (Field::select("year", "project-year", years).render(view, &kept))
            (Field::select("unit", "project-unit", setting.unit_options()).empty_option(view.t("choose-any")).render(view, &kept))
        },
    )
}

/// What a row of the table shows of some balances, after its name: each figure made by `figure`.
fn cells(
    shown: &Shown,
    balances: &Balances,
    idle: Option<Fen>,
    figure: impl Fn(Figure, Option<i32>, Fen) -> Markup,
) -> Vec<Cell> {
    let (setting, year) = (&shown.setting, shown.filter.year);
    let sum = |of: Figure, year: Option<i32>| figure(of, year, balances.figure(of, year));
    let earlier = balances.sum(|account, of| Figure::PaidIn.counts(account) && of < year);
    let (come, run) = rules::rates(balances, Some(year));
    vec![
        sum(Figure::Plan, None).into(),
        setting.wan(Fen(-earlier.0)).into(),
        sum(Figure::Plan, Some(year)).into(),
        sum(Figure::PaidIn, Some(year)).into(),
        percent(come).into(),
        sum(Figure::PaidOut, Some(year)).into(),
        percent(run).into(),
        idle.map_or_else(|| html! {}, |idle| setting.wan(idle)).into(),
    ]
}

fn sum_row(shown: &Shown, name: Cell, sums: &Sums, href: Option<&str>) -> Vec<Cell> {
    let setting = &shown.setting;
    let mut row = vec![name, setting.wan(sums.total).into(), "".into(), "".into()];
    row.extend(cells(shown, &sums.balances, Some(sums.idle), |_, _, amount| match href {
        Some(href) => html! { a class="figure" href=(href) { (setting.wan(amount)) } },
        None => setting.wan(amount),
    }));
    row
}

fn project_rows(shown: &Shown, table: &mut Table, one: &Funded) {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (project, year) = (&one.listed.project, shown.filter.year);
    let name = html! { a href={ "/projects/" (project.id) "/money" } { (project.data.name) } };
    let mut row = vec![
        name.into(),
        setting.wan(project.data.total).into(),
        project.data.owner.as_str().into(),
        "".into(),
    ];
    let link = |figure: Figure, year: Option<i32>, amount: Fen| {
        linked(setting, project.id, figure.as_str(), year, amount)
    };
    row.extend(cells(shown, &one.balances, Some(one.idle), link));
    table.row(row);
    for source in Source::ALL {
        let own = &one.balances;
        let (plan, come) = (own.plan_of(*source, None), own.paid_in_of(*source, None));
        if plan == Fen(0) && come == Fen(0) {
            continue;
        }
        let (planned, paid) = (format!("plan-{}", source.as_str()), format!("source-{}", source.as_str()));
        let (plan_now, come_now) = (own.plan_of(*source, Some(year)), own.paid_in_of(*source, Some(year)));
        let earlier = own.sum(|account, of| account == super::model::Account::Source(*source) && of < year);
        let rate = crate::invest::rules::Ratio::of(come_now.0, plan_now.0);
        table.row_of(
            "source-row",
            vec![
                html! { span class="quiet" { "\u{3000}" (view.t(source.key())) } }.into(),
                "".into(),
                "".into(),
                one.notes.get(source).map_or("", String::as_str).into(),
                linked(setting, project.id, &planned, None, plan).into(),
                setting.wan(Fen(-earlier.0)).into(),
                linked(setting, project.id, &planned, Some(year), plan_now).into(),
                linked(setting, project.id, &paid, Some(year), come_now).into(),
                percent(rate).into(),
                "".into(),
                "".into(),
                "".into(),
            ],
        );
    }
}

fn table(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let year = shown.filter.year;
    let of_year = |key: &'static str| setting.say(key, "year", year.to_string());
    let heads = vec![
        Head::new(view.t("project-name")),
        Head::number(view.t("project-total-wan")),
        Head::new(view.t("fund-investor")),
        Head::new(view.t("fund-source-note")),
        Head::number(view.t("fund-plan-all")),
        Head::number(of_year("fund-come-before")),
        Head::number(of_year("fund-plan-of")),
        Head::number(of_year("fund-come-of")),
        Head::number(view.t("fund-rate-in")),
        Head::number(of_year("fund-paid-of")),
        Head::number(view.t("fund-rate-out")),
        Head::number(setting.say("fund-idle-head", "months", i64::from(shown.terms.idle_months))),
    ];
    let mut table = Table::new(view.t("fund-title"), heads).ledger().caption_hidden();
    let all = setting.say("fund-all", "count", shown.funds.all.count);
    table.row_of("subtotal", sum_row(shown, all.into(), &shown.funds.all, None));
    let mut rows = shown.funds.rows.iter().peekable();
    for (unit, sums) in &shown.funds.units {
        let href = format!("/projects/funds?year={year}&unit={unit}");
        let count = setting.say("fund-unit-count", "count", sums.count);
        let name = html! { a href=(href) { (setting.unit(*unit)) } " " small { (count) } };
        table.row_of("subtotal", sum_row(shown, name.into(), sums, Some(&href)));
        while let Some(one) = rows.next_if(|one| one.listed.project.data.lead_unit == *unit) {
            project_rows(shown, &mut table, one);
        }
    }
    table.render(view)
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let title = setting.say("fund-title-of", "year", shown.filter.year.to_string());
    let all = &shown.funds.all;
    let (come, run) = rules::rates(&all.balances, Some(shown.filter.year));
    let said = Message::new("fund-said")
        .with("planned", all.balances.planned(Some(shown.filter.year)).wan())
        .with("come", all.balances.paid_in(Some(shown.filter.year)).wan())
        .with("paid", all.balances.paid_out(Some(shown.filter.year)).wan())
        .with("in", come.map_or_else(|| "—".to_owned(), |rate| format!("{}%", rate.percent(1))))
        .with("out", run.map_or_else(|| "—".to_owned(), |rate| format!("{}%", rate.percent(1))))
        .with("idle", all.idle.wan());
    frame::book_page(
        setting,
        "/projects/funds",
        &title,
        html! {
            (bar(shown))
            @if shown.funds.rows.is_empty() {
                (empty_state(&view.t("fund-book-none"), None))
            } @else {
                p { (view.m(&said)) }
                p class="row" {
                    (Button::link(view.t("table-xlsx"), format!("/projects/tables/funds/xlsx?year={}", shown.filter.year)).download())
                }
                p class="table-unit" { (view.t("monthly-unit")) }
                div class="monthly funds" { (table(shown)) }
                p class="quiet" { (view.t("fund-note")) " " a href="/projects/funds/terms" { (view.t("fund-terms-title")) } }
            }
        },
    )
}

/// The annual plan of government investment: projects with public money planned in the year.
fn draw_plan(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let year = shown.filter.year;
    let title = setting.say("fund-annual-plan-of", "year", year.to_string());
    let heads = vec![
        Head::new(view.t("project-name")),
        Head::new(view.t("project-scale")),
        Head::new(view.t("fund-period")),
        Head::number(view.t("project-total-wan")),
        Head::number(setting.say("fund-plan-of", "year", year.to_string())),
        Head::new(view.t("fund-source")),
    ];
    let mut table = Table::new(&title, heads).ledger().caption_hidden();
    let planned = |one: &Funded| {
        let public = Source::ALL
            .iter()
            .any(|source| source.is_public() && one.balances.plan_of(*source, Some(year)) != Fen(0));
        public
            || one.listed.project.data.kind == Kind::Government && one.balances.planned(Some(year)) != Fen(0)
    };
    let (mut count, mut sum, mut rows) = (0_usize, 0, Vec::new());
    for one in shown.funds.rows.iter().filter(|one| planned(one)) {
        let (project, data) = (&one.listed.project, &one.listed.project.data);
        let amount = one.balances.planned(Some(year));
        count += 1;
        sum += amount.0;
        let sources = html! {
            @for source in Source::ALL {
                @let of = one.balances.plan_of(*source, Some(year));
                @if of != Fen(0) { div class="nowrap" { (view.t(source.key())) " " (linked(setting, project.id, &format!("plan-{}", source.as_str()), Some(year), of)) } }
            }
        };
        rows.push(vec![
            html! { a href={ "/projects/" (project.id) "/money" } { (data.name) } br; small { code { (data.code) } } }.into(),
            data.scale.as_str().into(),
            html! { span class="nowrap" { (view.m(&Message::new("fund-period-of")
                .with("from", data.planned_start.map_or_else(String::new, |day| view.day(day)))
                .with("to", data.planned_finish.map_or_else(String::new, |day| view.day(day))))) } }.into(),
            setting.wan(data.total).into(),
            linked(setting, project.id, Figure::Plan.as_str(), Some(year), amount).into(),
            sources.into(),
        ]);
    }
    table.row_of(
        "subtotal",
        vec![
            setting.say("fund-all", "count", count).into(),
            "".into(),
            "".into(),
            "".into(),
            setting.wan(Fen(sum)).into(),
            "".into(),
        ],
    );
    rows.into_iter().for_each(|row| table.row(row));
    frame::book_page(
        setting,
        "/projects/plan",
        &title,
        html! {
            (bar(shown))
            @if count == 0 {
                (empty_state(&view.t("fund-annual-plan-none"), None))
            } @else {
                p class="table-unit" { (view.t("monthly-unit")) }
                div class="monthly" { (table.render(view)) }
                p class="quiet" { (view.t("fund-annual-plan-note")) }
            }
        },
    )
}

/// `GET /projects/funds/terms`
pub(super) async fn terms(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let terms = call.read(store::terms).await?;
    call.page(draw_terms(&setting, &terms_kept(terms)))
}

/// `POST /projects/funds/terms`
pub(super) async fn set_terms(call: Call) -> Outcome<Response> {
    let input = call.form.read(|r| Terms {
        idle_months: i32::try_from(r.required_int("idle_months", 1..=60)).unwrap_or_default(),
        payment_required: r.required_int("payment_required", 1..=100),
    });
    let done = match input {
        Ok(terms) => act(&call, move |acting| commands::set_terms(acting, terms)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => call.done("/projects/funds", Message::new("done-fund-terms")),
        Err(failure) => {
            call.again(failure, async |kept| {
                let setting = Setting::current(&call)?;
                Ok(draw_terms(&setting, &kept))
            })
            .await
        }
    }
}

fn draw_terms(setting: &Setting, kept: &Kept) -> Markup {
    let view = &setting.view;
    let title = view.t("fund-terms-title");
    frame::book_page(
        setting,
        "/projects/funds",
        &title,
        html! {
            (error_summary(view, kept))
            @if setting.may(Act::RuleSetManage) {
                (form(view, "/projects/funds/terms", html! {
                    (Field::number("idle_months", "fund-terms-idle").required().hint(view.t("fund-terms-idle-hint")).render(view, kept))
                    (Field::number("payment_required", "fund-terms-payment").required().hint(view.t("fund-terms-payment-hint")).render(view, kept))
                    div class="actions" { (Button::submit(view.t("project-save"))) }
                }))
            } @else {
                dl class="definitions" {
                    div { dt { (view.t("fund-terms-idle")) } dd { (kept.value("idle_months")) } }
                    div { dt { (view.t("fund-terms-payment")) } dd { (kept.value("payment_required")) "%" } }
                }
                p class="quiet" { (view.t("fund-terms-who")) }
            }
        },
    )
}
