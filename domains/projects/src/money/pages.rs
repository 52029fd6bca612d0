//! The money of one project: what it adds up to, its entries, and the forms that post.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::{act, may};
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Failure, Fen, Id, Message, Outcome};
use qipan_web::components::chart::{LineChart, Marker, Series, Stroke, line_chart};
use qipan_web::components::{
    Button, Definitions, Field, Head, Table, callout, error_summary_of, form, select,
};
use qipan_web::{Kept, Markup, html};

use super::funds::{self, Of};
use super::model::{Cost, Entry, EntryKind, Figure, Order, OrderInput, Period, Source, Terms};
use super::{commands, fund_page, postings_page, rules, store};
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::closing::{self, pages::Closing};
use crate::contracts;
use crate::contracts::model::Contract;
use crate::invest::rules::Ratio;
use crate::pages::frame;

/// Entries of a page.
const PAGE: usize = 40;

const LABELS: [(&str, &str); 10] = [
    ("source", "fund-source"),
    ("year", "fund-year"),
    ("amount", "fund-amount-wan"),
    ("cost", "fund-cost"),
    ("kept", "fund-kept-wan"),
    ("day", "fund-day"),
    ("paper", "fund-paper-field"),
    ("reason", "project-reason"),
    ("until", "closing-until-field"),
    ("why", "project-reason"),
];

/// Registers the pages.
pub(crate) fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, post) = (May(Act::ProjectView), May(Act::FundPost));
    routes.page("/projects/funds", view, fund_page::page);
    routes.page("/projects/funds/terms", view, fund_page::terms);
    routes.form("/projects/funds/terms", May(Act::RuleSetManage), fund_page::set_terms);
    routes.page("/projects/plan", view, fund_page::plan);
    routes.page("/projects/{id}/money", view, page);
    routes.form("/projects/{id}/money", post, order);
    routes.form("/projects/{id}/money/{entry}/reverse", May(Act::FundReverse), reverse);
    routes.page("/projects/{id}/money/postings", view, postings_page::page);
}

struct Shown {
    setting: Setting,
    project: Project,
    money: Of,
    entries: Vec<Entry>,
    more: bool,
    months: Vec<(Period, Fen, Fen)>,
    contracts: Vec<Contract>,
    closing: Option<Closing>,
    /// The form that is asked for: what is to be posted, or `reverse`.
    asked: String,
    entry: Option<Entry>,
    kept: Kept,
}

async fn shown(call: &Call, asked: &str, entry: Option<Id>, kept: Kept) -> Outcome<Shown> {
    let (id, setting) = (call.id("id")?, Setting::current(call)?);
    let before = match call.query.value("before") {
        "" => Id(i64::MAX),
        text => text.parse().map_err(|_| Failure::not_found())?,
    };
    let asked = asked.to_owned();
    call.read(move |tx| {
        let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
        let mut entries = store::entries(tx, id, before, PAGE + 1)?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let entry = match entry {
            Some(entry) => store::find(tx, id, entry)?,
            None => None,
        };
        Ok(Shown {
            money: funds::of(tx, id, setting.today())?,
            months: store::months(tx, id)?,
            contracts: contracts::store::of_project(tx, id)?,
            closing: closing::pages::load(tx, id, &setting)?,
            setting,
            project,
            entries,
            more,
            asked,
            entry,
            kept,
        })
    })
    .await
}

async fn page(call: Call) -> Outcome<Response> {
    let entry = call.query.value("entry").parse().ok();
    let shown = shown(&call, call.query.value("act"), entry, Kept::empty()).await?;
    call.page(draw(&shown))
}

/// The page with what was typed into a form of another subject, and what is wrong with it.
pub(crate) async fn page_with(call: &Call, kept: Kept) -> Outcome<Markup> {
    Ok(draw(&shown(call, "", None, kept).await?))
}

async fn order(call: Call) -> Outcome<Response> {
    let (id, today) = (call.id("id")?, call.view.today);
    let word = call.form.value("do").to_owned();
    let input = call.form.read(|r| {
        let sources: Vec<_> = Source::ALL.iter().map(|one| (one.as_str(), *one)).collect();
        let costs: Vec<_> = Cost::ALL.iter().map(|one| (one.as_str(), *one)).collect();
        let kinds: Vec<_> = EntryKind::ALL.iter().map(|one| (one.as_str(), *one)).collect();
        let amount = |name: &str| {
            if r.text(name, LINE_MAX).is_empty() {
                r.fail(Failure::invalid("form-required").at(name));
            }
            r.wan(name).unwrap_or_default()
        };
        let source = || r.required_choice("source", &sources, Source::Fiscal);
        let order = match r.required_choice("do", &kinds, EntryKind::Plan) {
            EntryKind::Plan => Order::Plan {
                source: source(),
                year: i32::try_from(r.required_int("year", 2000..=2100)).unwrap_or_default(),
                amount: amount("amount"),
            },
            EntryKind::PayIn => Order::PayIn { source: source(), amount: amount("amount") },
            EntryKind::PayOut => Order::PayOut {
                cost: r.required_choice("cost", &costs, Cost::Building),
                amount: amount("amount"),
                kept: r.wan("kept").unwrap_or_default(),
            },
            EntryKind::Release => Order::Release { amount: amount("amount") },
            EntryKind::Return => Order::Return { amount: amount("amount") },
            EntryKind::Reversal => {
                r.fail(Failure::invalid("form-not-a-choice").at("do"));
                Order::Return { amount: Fen(0) }
            }
        };
        OrderInput {
            order,
            day: Some(r.day("day").unwrap_or(today)),
            paper: r.text("paper", LINE_MAX),
            note: r.paragraph("note", TEXT_MAX),
            contract: r.id("contract"),
        }
    });
    let done = match input {
        Ok(input) => act(&call, move |acting| commands::post(acting, id, &input)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => call.done(&format!("/projects/{id}/money#entries"), Message::new("done-fund-post")),
        Err(failure) => {
            call.again(failure, async |kept| Ok(draw(&shown(&call, &word, None, kept).await?))).await
        }
    }
}

async fn reverse(call: Call) -> Outcome<Response> {
    let (id, entry) = (call.id("id")?, call.id("entry")?);
    let reason = call.form.read(|r| r.required_paragraph("reason", TEXT_MAX));
    let done = match reason {
        Ok(reason) => act(&call, move |acting| commands::reverse(acting, id, entry, &reason)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => call.done(&format!("/projects/{id}/money#entries"), Message::new("done-fund-reverse")),
        Err(failure) => {
            call.again(failure, async |kept| Ok(draw(&shown(&call, "reverse", Some(entry), kept).await?)))
                .await
        }
    }
}

/// The address of the postings that a figure is the sum of.
pub(super) fn postings_href(project: Id, account: &str, year: Option<i32>) -> String {
    let year = year.map_or_else(String::new, |year| format!("&year={year}"));
    format!("/projects/{project}/money/postings?account={account}{year}")
}

/// A figure that leads to its postings.
pub(super) fn linked(
    setting: &Setting,
    project: Id,
    account: &str,
    year: Option<i32>,
    amount: Fen,
) -> Markup {
    html! { a class="figure" href=(postings_href(project, account, year)) { (setting.wan(amount)) } }
}

/// Per cent with one decimal, or a dash.
pub(super) fn percent(ratio: Option<Ratio>) -> Markup {
    match ratio {
        Some(ratio) => html! { span class="num nowrap" { (ratio.percent(1)) "%" } },
        None => html! { span class="quiet" { "—" } },
    }
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let title = view.t("project-tab-money");
    frame::project_page(
        setting,
        &shown.project,
        "/money",
        &title,
        html! {
            (error_summary_of(view, &shown.kept, &LABELS))
            @if let Some(closing) = &shown.closing { (closing::pages::block(setting, &shown.project, closing, &shown.kept)) }
            (figures(shown))
            (acts(shown))
            @if shown.money.own.0.is_empty() {
                p class="quiet" { (view.t("fund-none")) }
            } @else {
                (years(shown))
                (sources(shown))
                (curve(shown))
            }
            (entries(shown))
        },
    )
}

fn figures(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (own, id) = (&shown.money.own, shown.project.id);
    let (come, run) = rules::rates(own, None);
    let figure = |figure: Figure| linked(setting, id, figure.as_str(), None, own.figure(figure, None));
    let light = rules::payment(&shown.project, Some(&shown.money.paid), setting.today());
    let idle = Message::new("fund-idle-of").with("months", i64::from(shown.money.terms.idle_months));
    html! {
        (callout(drawn(light.light), &view.t("light-name-payment"), html! {
            p { (view.m(&light.why)) }
            @if shown.money.idle > Fen(0) {
                p { (view.m(&Message::new("fund-idle-why").with("amount", shown.money.idle.wan()).with("months", i64::from(shown.money.terms.idle_months)))) }
            }
            p class="quiet" { (view.t("fund-light-source")) }
        }))
        p class="table-unit" { (view.t("monthly-unit")) }
        div class="fund-figures" {
            (Definitions::new()
                .row(view.t("fund-figure-plan"), figure(Figure::Plan))
                .row(view.t("fund-figure-paid-in"), html! { (figure(Figure::PaidIn)) " " small { (view.t("fund-rate-in")) " " (percent(come)) } })
                .row(view.t("fund-figure-paid-out"), html! { (figure(Figure::PaidOut)) " " small { (view.t("fund-rate-out")) " " (percent(run)) } })
                .row(view.t("fund-figure-cost"), figure(Figure::Cost))
                .row(view.t("fund-figure-kept"), figure(Figure::Kept))
                .row(view.t("fund-figure-balance"), figure(Figure::Cash))
                .row(view.m(&idle), setting.wan(shown.money.idle))
                .row(view.t("fund-figure-returned"), figure(Figure::Returned))
                .maybe(view.t("fund-surplus"), (shown.project.stage >= crate::book::model::Stage::Completed).then(|| setting.wan(own.surplus()))))
            @if shown.money.whole != *own {
                p class="quiet" {
                    (view.m(&Message::new("fund-with-parts")
                        .with("planned", shown.money.whole.planned(None).wan())
                        .with("come", shown.money.whole.paid_in(None).wan())
                        .with("paid", shown.money.whole.paid_out(None).wan())))
                }
            }
        }
    }
}

fn years(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (own, id) = (&shown.money.own, shown.project.id);
    let heads = vec![
        Head::new(view.t("fund-year")),
        Head::number(view.t("fund-figure-plan")),
        Head::number(view.t("fund-carried")),
        Head::number(view.t("fund-figure-paid-in")),
        Head::number(view.t("fund-rate-in")),
        Head::number(view.t("fund-figure-paid-out")),
        Head::number(view.t("fund-rate-out")),
    ];
    let mut table = Table::new(view.t("fund-by-year"), heads);
    let cells = |name: String, year: Option<i32>| {
        let (come, run) = rules::rates(own, year);
        let figure = |figure: Figure| linked(setting, id, figure.as_str(), year, own.figure(figure, year));
        vec![
            name.into(),
            figure(Figure::Plan).into(),
            year.map_or_else(|| html! {}, |year| setting.wan(own.carried_over(year))).into(),
            figure(Figure::PaidIn).into(),
            percent(come).into(),
            figure(Figure::PaidOut).into(),
            percent(run).into(),
        ]
    };
    for year in own.years() {
        table.row(cells(year.to_string(), Some(year)));
    }
    table.foot(cells(view.t("fund-sum").into_owned(), None));
    table.render(view)
}

fn sources(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (own, id, year) = (&shown.money.own, shown.project.id, shown.setting.today().year());
    let of_year = |key: &'static str| setting.say(key, "year", year.to_string());
    let heads = vec![
        Head::new(view.t("fund-source")),
        Head::number(view.t("fund-figure-plan")),
        Head::number(of_year("fund-plan-of")),
        Head::number(view.t("fund-figure-paid-in")),
        Head::number(of_year("fund-come-of")),
        Head::number(view.t("fund-rate-in")),
    ];
    let mut table = Table::new(view.t("fund-by-source"), heads);
    for source in Source::ALL {
        let (plan, come) = (own.plan_of(*source, None), own.paid_in_of(*source, None));
        if plan == Fen(0) && come == Fen(0) {
            continue;
        }
        let (planned, paid) = (format!("plan-{}", source.as_str()), format!("source-{}", source.as_str()));
        table.row(vec![
            view.t(source.key()).into(),
            linked(setting, id, &planned, None, plan).into(),
            linked(setting, id, &planned, Some(year), own.plan_of(*source, Some(year))).into(),
            linked(setting, id, &paid, None, come).into(),
            linked(setting, id, &paid, Some(year), own.paid_in_of(*source, Some(year))).into(),
            percent(Ratio::of(come.0, plan.0)).into(),
        ]);
    }
    table.render(view)
}

/// Paid in and paid out, cumulative.
fn curve(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let (mut come, mut paid) = (Vec::new(), Vec::new());
    let (mut come_sum, mut paid_sum) = (0, 0);
    for (period, paid_in, paid_out) in &shown.months {
        let Some(start) = period.start() else { continue };
        if come.is_empty() {
            come.push((start - 1, 0.0));
            paid.push((start - 1, 0.0));
        }
        come_sum += paid_in.0;
        paid_sum += paid_out.0;
        let day = start.month_end().min(setting.today());
        come.push((day, come_sum as f64 / 1e6));
        paid.push((day, paid_sum as f64 / 1e6));
    }
    if come.len() < 2 {
        return html! {};
    }
    let series =
        |key: &str, stroke, points| Series { name: view.t(key).into_owned(), stroke, points, steps: true };
    let chart = LineChart {
        title: view.t("fund-curve").into_owned(),
        unit: String::new(),
        series: vec![
            series("fund-figure-paid-in", Stroke::Claimed, come),
            series("fund-figure-paid-out", Stroke::Verified, paid),
        ],
        markers: vec![Marker {
            day: setting.today(),
            label: view.t("project-today").into_owned(),
            strong: true,
        }],
        top: None,
    };
    line_chart(view, &chart)
}

fn acts(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let target = shown.project.target();
    let posts = may(&setting.actor, Act::FundPost, &target);
    if shown.asked == "reverse" && may(&setting.actor, Act::FundReverse, &target) {
        return reverse_form(shown);
    }
    if !posts {
        return html! {};
    }
    let kinds = [EntryKind::Plan, EntryKind::PayIn, EntryKind::PayOut, EntryKind::Release, EntryKind::Return];
    let asked = shown.asked.parse::<EntryKind>().ok().filter(|kind| kinds.contains(kind));
    html! {
        div id="act" class="fund-acts" {
            p class="actions" {
                @for kind in kinds {
                    @let button = Button::link(view.t(kind.key()), format!("/projects/{id}/money?act={}#act", kind.as_str())).small();
                    (if asked == Some(kind) { button.primary() } else { button })
                }
            }
            @if let Some(kind) = asked { (order_form(shown, kind)) }
        }
    }
}

fn order_form(shown: &Shown, kind: EntryKind) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let today = setting.today();
    let fresh = Kept::with([("day", today.to_string()), ("year", today.year().to_string())]);
    let kept = if shown.kept.failures().is_empty() { &fresh } else { &shown.kept };
    let source =
        || select(&setting.view, "source", "fund-source", Source::ALL, Source::as_str, Source::key).short();
    let contracts = shown.contracts.iter().map(|one| {
        let left = Fen(one.most().0 - one.paid.0);
        let name = Message::new("fund-contract-of").with("party", &*one.terms.party).with("left", left.wan());
        (one.id, view.m(&name).into_owned())
    });
    let pays = matches!(kind, EntryKind::PayOut | EntryKind::Release);
    html! {
        h2 { (view.t(kind.key())) }
        p class="quiet" { (view.t(&format!("fund-hint-{}", kind.as_str()))) }
        (form(view, &format!("/projects/{}/money", shown.project.id), html! {
            input type="hidden" name="do" value=(kind.as_str());
            @if matches!(kind, EntryKind::Plan | EntryKind::PayIn) { (source().render(view, kept)) }
            @if kind == EntryKind::Plan { (Field::number("year", "fund-year").required().render(view, kept)) }
            @if kind == EntryKind::PayOut { (select(&setting.view, "cost", "fund-cost", Cost::ALL, Cost::as_str, Cost::key).short().render(view, kept)) }
            (Field::number("amount", "fund-amount-wan").required().render(view, kept))
            @if kind == EntryKind::PayOut { (Field::number("kept", "fund-kept-wan").hint(view.t("fund-kept-hint")).render(view, kept)) }
            @if pays && !shown.contracts.is_empty() {
                (Field::select("contract", "fund-contract", contracts).empty_option(view.t("fund-contract-none")).render(view, kept))
            }
            (Field::day("day", "fund-day").render(view, kept))
            @if kind != EntryKind::Plan { (Field::text("paper", "fund-paper-field").required().max(LINE_MAX as u32).render(view, kept)) }
            (Field::area("note", if kind == EntryKind::Plan { "fund-source-note" } else { "project-note" }, 2).render(view, kept))
            div class="actions" {
                (Button::submit(view.t("fund-post")).confirm(view.t("fund-post-confirm")))
                (Button::link(view.t("cancel"), format!("/projects/{}/money", shown.project.id)).secondary())
            }
        }))
    }
}

fn reverse_form(shown: &Shown) -> Markup {
    let (view, id) = (&shown.setting.view, shown.project.id);
    let Some(entry) = &shown.entry else { return html! {} };
    html! {
        div id="act" class="fund-acts" {
            h2 { (view.t("fund-reverse")) }
            p { (words(shown, entry)) }
            p class="quiet" { (view.t("fund-reverse-hint")) }
            (form(view, &format!("/projects/{id}/money/{}/reverse", entry.id), html! {
                (Field::area("reason", "project-reason", 2).required().render(view, &shown.kept))
                div class="actions" {
                    (Button::submit(view.t("fund-reverse")).danger().confirm(view.t("fund-post-confirm")))
                    (Button::link(view.t("cancel"), format!("/projects/{id}/money")).secondary())
                }
            }))
        }
    }
}

/// What an entry records, in words with its amount.
fn words(shown: &Shown, entry: &Entry) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    html! {
        (view.day(entry.day)) " " strong { (view.t(entry.kind.key())) } " "
        @if !entry.paper.is_empty() { (entry.paper) " " }
        @for one in &entry.postings {
            span class="nowrap posting-line" { (view.t(&one.account.key())) " " (setting.wan(one.amount)) } " "
        }
    }
}

fn entries(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let heads = vec![
        Head::new(view.t("fund-day")),
        Head::new(view.t("fund-entry")),
        Head::new(view.t("fund-lines")),
        Head::new(view.t("fund-paper-field")),
        Head::new(view.t("fund-posted-by")),
        Head::new(""),
    ];
    let mut table = Table::new(view.t("fund-entries"), heads).caption_hidden();
    let reverses = may(&setting.actor, Act::FundReverse, &shown.project.target());
    for one in &shown.entries {
        let lines = html! {
            @for posting in &one.postings {
                div class="posting-line" {
                    a href=(postings_href(id, posting.account.word(), Some(posting.year))) { (view.t(&posting.account.key())) }
                    " " small { (posting.year) } " " (setting.wan(posting.amount))
                }
            }
        };
        let what = html! {
            span id={ "entry-" (one.id) } { (view.t(one.kind.key())) }
            @if let Some(of) = one.reverses { br; small { a href={ "#entry-" (of) } { (view.t("fund-reverses")) } } }
            @if let Some(by) = one.reversed_by { br; small class="badge" { a href={ "#entry-" (by) } { (view.t("fund-reversed-mark")) } } }
            @if !one.note.is_empty() { br; small { (one.note) } }
        };
        let cells = vec![
            html! { span class="nowrap" { (view.day(one.day)) } }.into(),
            what.into(),
            lines.into(),
            one.paper.as_str().into(),
            html! { (one.by_name) br; small { (view.moment(one.at)) } }.into(),
            html! {
                @if reverses && one.reversed_by.is_none() && one.kind != EntryKind::Reversal {
                    (Button::link(view.t("fund-reverse"), format!("/projects/{id}/money?act=reverse&entry={}#act", one.id)).small())
                }
            }.into(),
        ];
        if one.reversed_by.is_some() { table.row_of("muted", cells) } else { table.row(cells) }
    }
    html! {
        section id="entries" {
            h2 { (view.t("fund-entries")) }
            @if table.is_empty() { p class="quiet" { (view.t("fund-entries-none")) } } @else { (table.render(view)) }
            @if let Some(last) = shown.entries.last().filter(|_| shown.more) {
                p { a href={ "/projects/" (id) "/money?before=" (last.id) "#entries" } { (view.t("fund-older")) } }
            }
        }
    }
}

/// The form of the terms, with values that stand.
pub(super) fn terms_kept(terms: Terms) -> Kept {
    Kept::with([
        ("idle_months", terms.idle_months.to_string()),
        ("payment_required", terms.payment_required.to_string()),
    ])
}
