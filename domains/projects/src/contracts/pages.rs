//! Contracts and estimates of a project, and the participants of the book.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::{answer_form, may};
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_web::components::{
    Button, Field, Head, Table, empty_state, error_summary_of, filter_bar, form, select,
};
use qipan_web::{Kept, Markup, html};

use super::model::{
    Budget, BudgetInput, ChangeInput, Contract, ContractInput, PersonInput, Role, SettlementInput, Step,
};
use super::rules::Compared;
use super::{commands, store};
use crate::approvals;
use crate::approvals::model::Paper;
use crate::approvals::rules::approved;
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::book::store::{self as projects, Filter};
use crate::invest::rules::Ratio;
use crate::pages::{filter, frame};

/// Most projects of a table.
const MOST: usize = 20_000;

const LABELS: [(&str, &str); 11] = [
    ("manager", "contract-manager"),
    ("phone", "contract-phone"),
    ("party", "contract-party"),
    ("amount", "fund-amount-wan"),
    ("retention", "contract-retention-field"),
    ("signed_on", "contract-signed-on"),
    ("from", "contract-from"),
    ("until", "contract-until"),
    ("reason", "project-reason"),
    ("paper", "contract-paper"),
    ("report", "contract-report"),
];

/// Registers the pages.
pub(crate) fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, post) = (May(Act::ProjectView), May(Act::FundPost));
    routes.page("/projects/participants", view, participants);
    routes.page("/projects/{id}/contracts", view, page);
    routes.form("/projects/{id}/contracts", post, sign);
    routes.form("/projects/{id}/contracts/budget", post, budget);
    routes.form("/projects/{id}/contracts/{contract}/change", post, change);
    routes.form("/projects/{id}/contracts/{contract}/settle", post, settle);
    routes.form("/projects/{id}/contracts/{contract}/person", post, replace);
}

struct Shown {
    setting: Setting,
    project: Project,
    all: Vec<Contract>,
    estimates: Vec<Compared>,
    budget: Option<Budget>,
    /// The report of a design more than a tenth above the study.
    report: String,
    asked: String,
    contract: Option<Id>,
    kept: Kept,
}

async fn shown(call: &Call, asked: &str, contract: Option<Id>, kept: Kept) -> Outcome<Shown> {
    let (id, setting, asked) = (call.id("id")?, Setting::current(call)?, asked.to_owned());
    call.read(move |tx| {
        let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
        let approvals = approvals::store::of_project(tx, id)?;
        let report = approved(&approvals, Paper::Design).map(|design| design.filing.report.clone());
        Ok(Shown {
            all: store::of_project(tx, id)?,
            estimates: commands::estimates(tx, id)?,
            budget: store::budget(tx, id)?,
            report: report.unwrap_or_default(),
            setting,
            project,
            asked,
            contract,
            kept,
        })
    })
    .await
}

async fn page(call: Call) -> Outcome<Response> {
    let contract = call.query.value("contract").parse().ok();
    let shown = shown(&call, call.query.value("act"), contract, Kept::empty()).await?;
    call.page(draw(&shown))
}

async fn done<T: Send + 'static>(
    call: &Call,
    asked: &str,
    run: Outcome<impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static>,
) -> Outcome<Response> {
    let to = |_: &T| format!("/projects/{}/contracts", call.param("id"));
    let again = async |kept| Ok(draw(&shown(call, asked, call.id("contract").ok(), kept).await?));
    answer_form(call, run, "done-contract", to, again).await
}

async fn sign(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let roles: Vec<_> = Role::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| ContractInput {
        role: r.required_choice("role", &roles, Role::Building),
        party: r.required_text("party", NAME_MAX),
        qualification: r.text("qualification", LINE_MAX),
        number: r.text("number", LINE_MAX),
        section: r.text("section", LINE_MAX),
        amount: r.wan("amount").unwrap_or_default(),
        retention: r.int("retention", 0..=100).unwrap_or_default(),
        signed_on: r.required_day("signed_on"),
        from: r.day("from"),
        until: r.day("until"),
        manager: r.text("manager", LINE_MAX),
        phone: r.text("phone", LINE_MAX),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::sign(acting, id, &input));
    done(&call, "sign", run).await
}

async fn budget(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| BudgetInput {
        amount: r.wan("amount").unwrap_or_default(),
        paper: r.text("paper", LINE_MAX),
        report: r.paragraph("report", TEXT_MAX),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::budget(acting, id, &input));
    done(&call, "budget", run).await
}

async fn change(call: Call) -> Outcome<Response> {
    let (id, contract) = (call.id("id")?, call.id("contract")?);
    let input = call.form.read(|r| ChangeInput {
        amount: r.wan("amount").unwrap_or_default(),
        reason: r.paragraph("reason", TEXT_MAX),
        paper: r.text("paper", LINE_MAX),
    });
    let run =
        input.map(|input| move |acting: &mut Acting<'_, '_>| commands::change(acting, id, contract, &input));
    done(&call, "change", run).await
}

async fn replace(call: Call) -> Outcome<Response> {
    let (id, contract) = (call.id("id")?, call.id("contract")?);
    let input = call.form.read(|r| PersonInput {
        manager: r.required_text("manager", LINE_MAX),
        phone: r.text("phone", LINE_MAX),
        reason: r.required_paragraph("reason", TEXT_MAX),
    });
    let run =
        input.map(|input| move |acting: &mut Acting<'_, '_>| commands::replace(acting, id, contract, &input));
    done(&call, "person", run).await
}

async fn settle(call: Call) -> Outcome<Response> {
    let (id, contract) = (call.id("id")?, call.id("contract")?);
    let input = call.form.read(|r| SettlementInput {
        amount: r.wan("amount").unwrap_or_default(),
        paper: r.text("paper", LINE_MAX),
    });
    let run =
        input.map(|input| move |acting: &mut Acting<'_, '_>| commands::settle(acting, id, contract, &input));
    done(&call, "settle", run).await
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let title = view.t("project-tab-contracts");
    frame::project_page(
        setting,
        &shown.project,
        "/contracts",
        &title,
        html! {
            (error_summary_of(view, &shown.kept, &LABELS))
            (estimates(shown))
            @if may(&setting.actor, Act::FundPost, &shown.project.target()) { (acts(shown)) }
            section {
                h2 { (view.t("contract-all")) }
                @if shown.all.is_empty() { p class="quiet" { (view.t("contract-none")) } } @else { (table(shown)) }
            }
        },
    )
}

/// The estimates side by side, with the rule of the tenth.
fn estimates(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("estimate-step")),
        Head::number(view.t("fund-amount-wan")),
        Head::number(view.t("estimate-over")),
        Head::new(view.t("estimate-remark")),
    ];
    let mut table = Table::new(view.t("estimate-title"), heads);
    for one in &shown.estimates {
        let amount =
            one.amount.map_or_else(|| html! { span class="quiet" { "—" } }, |amount| setting.wan(amount));
        let over = one.over.as_ref().map_or_else(
            || html! { span class="quiet" { "—" } },
            |over| html! { span class="num" { (over) "%" } },
        );
        let report = match (one.step, &shown.budget) {
            (Step::Design, _) => shown.report.as_str(),
            (Step::Budget, Some(budget)) => budget.input.report.as_str(),
            _ => "",
        };
        let remark = html! {
            @if one.beyond { strong class="badge" { (view.t("estimate-beyond")) } }
            @if !report.is_empty() { div class="lines" { (report) } }
            @if let (Step::Budget, Some(budget)) = (one.step, &shown.budget) { small { (budget.input.paper) " · " (budget.by_name) " " (view.day(budget.day)) } }
        };
        table.row(vec![view.t(one.step.key()).into(), amount.into(), over.into(), remark.into()]);
    }
    html! { (table.render(view)) p class="quiet" { (view.t("estimate-note")) } }
}

fn acts(shown: &Shown) -> Markup {
    let (view, id) = (&shown.setting.view, shown.project.id);
    let link = |word: &str, key: &str| {
        let button = Button::link(view.t(key), format!("/projects/{id}/contracts?act={word}#act")).small();
        if shown.asked == word { button.primary() } else { button }
    };
    let contract = shown.contract.and_then(|id| shown.all.iter().find(|one| one.id == id));
    html! {
        div id="act" class="fund-acts" {
            p class="actions" { (link("sign", "contract-sign")) (link("budget", "contract-budget")) }
            @match (shown.asked.as_str(), contract) {
                ("sign", _) => (sign_form(shown)),
                ("budget", _) => (amount_form(shown, "contract-budget", &format!("/projects/{id}/contracts/budget"), Some("report"))),
                ("change", Some(one)) => (amount_form(shown, "contract-change", &format!("/projects/{id}/contracts/{}/change", one.id), Some("reason"))),
                ("settle", Some(one)) => (amount_form(shown, "contract-settle", &format!("/projects/{id}/contracts/{}/settle", one.id), None)),
                ("person", Some(one)) => (person_form(shown, one)),
                _ => {},
            }
        }
    }
}

fn person_form(shown: &Shown, one: &Contract) -> Markup {
    let (view, id) = (&shown.setting.view, shown.project.id);
    let known = Kept::with([("manager", one.terms.manager.clone()), ("phone", one.terms.phone.clone())]);
    let kept = if shown.kept.failures().is_empty() { &known } else { &shown.kept };
    html! {
        h2 { (view.t("contract-person")) " · " (one.terms.party) }
        (form(view, &format!("/projects/{id}/contracts/{}/person", one.id), html! {
            (Field::text("manager", "contract-manager").required().short().max(LINE_MAX as u32).render(view, kept))
            (Field::text("phone", "contract-phone").short().max(LINE_MAX as u32).render(view, kept))
            (Field::area("reason", "project-reason", 2).required().max(TEXT_MAX as u32).render(view, kept))
            div class="actions" {
                (Button::submit(view.t("contract-person")))
                (Button::link(view.t("cancel"), format!("/projects/{id}/contracts")).secondary())
            }
        }))
    }
}

fn sign_form(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let fresh = Kept::with([("retention", "3".to_owned()), ("signed_on", setting.today().to_string())]);
    let kept = if shown.kept.failures().is_empty() { &fresh } else { &shown.kept };
    html! {
        h2 { (view.t("contract-sign")) }
        (form(view, &format!("/projects/{id}/contracts"), html! {
            (select(&setting.view, "role", "contract-role", Role::ALL, Role::as_str, Role::key).short().render(view, kept))
            (Field::text("party", "contract-party").required().max(NAME_MAX as u32).render(view, kept))
            (Field::text("qualification", "contract-qualification").short().render(view, kept))
            (Field::text("number", "contract-number").short().render(view, kept))
            (Field::text("section", "contract-section").short().render(view, kept))
            (Field::number("amount", "fund-amount-wan").required().render(view, kept))
            (Field::number("retention", "contract-retention-field").hint(view.t("contract-retention-hint")).render(view, kept))
            (Field::day("signed_on", "contract-signed-on").required().render(view, kept))
            (Field::day("from", "contract-from").render(view, kept))
            (Field::day("until", "contract-until").render(view, kept))
            (Field::text("manager", "contract-manager").short().render(view, kept))
            (Field::text("phone", "contract-phone").short().render(view, kept))
            div class="actions" {
                (Button::submit(view.t("contract-sign")))
                (Button::link(view.t("cancel"), format!("/projects/{id}/contracts")).secondary())
            }
        }))
    }
}

/// A form of an amount and its paper, with a text of its own.
fn amount_form(shown: &Shown, key: &str, action: &str, text: Option<&'static str>) -> Markup {
    let (view, kept) = (&shown.setting.view, &shown.kept);
    html! {
        h2 { (view.t(key)) @if let Some(one) = shown.contract.and_then(|id| shown.all.iter().find(|one| one.id == id)) { " · " (one.terms.party) } }
        p class="quiet" { (view.t(&format!("{key}-hint"))) }
        (form(view, action, html! {
            (Field::number("amount", "fund-amount-wan").required().render(view, kept))
            (Field::text("paper", "contract-paper").required().max(LINE_MAX as u32).render(view, kept))
            @match text {
                Some("report") => (Field::area("report", "contract-report", 2).render(view, kept)),
                Some(name) => (Field::area(name, "project-reason", 2).required().render(view, kept)),
                None => {},
            }
            div class="actions" {
                (Button::submit(view.t(key)).confirm(view.t("contract-confirm")))
                (Button::link(view.t("cancel"), format!("/projects/{}/contracts", shown.project.id)).secondary())
            }
        }))
    }
}

fn table(shown: &Shown) -> Markup {
    let (setting, view, id) = (&shown.setting, &shown.setting.view, shown.project.id);
    let posts = may(&setting.actor, Act::FundPost, &shown.project.target());
    let heads = vec![
        Head::new(view.t("contract-party")),
        Head::new(view.t("contract-number")),
        Head::number(view.t("contract-amount")),
        Head::number(view.t("contract-now")),
        Head::number(view.t("contract-paid")),
        Head::number(view.t("contract-settled")),
        Head::new(view.t("contract-manager")),
        Head::new(""),
    ];
    let mut table = Table::new(view.t("contract-all"), heads).caption_hidden();
    for one in &shown.all {
        let terms = &one.terms;
        let share = Ratio::of(one.paid.0, one.most().0)
            .map_or_else(String::new, |share| format!("{}%", share.percent(1)));
        let act = |word: &str, key: &str| {
            Button::link(view.t(key), format!("/projects/{id}/contracts?act={word}&contract={}#act", one.id))
                .small()
        };
        table.row(vec![
            html! { (terms.party) br; small { (view.t(terms.role.key())) @if !terms.qualification.is_empty() { " · " (terms.qualification) } } }.into(),
            html! { (terms.number) @if !terms.section.is_empty() { br; small { (terms.section) } } br; small { (view.day(terms.signed_on)) } }.into(),
            setting.wan(terms.amount).into(),
            html! {
                (setting.wan(one.amount()))
                @for change in &one.changes { br; small title=(change.reason) { (view.day(change.day)) " " (setting.wan(change.amount)) " " (change.reason) } }
            }.into(),
            html! { (setting.wan(one.paid)) br; small { (share) } @if one.kept > Fen(0) { br; small { (view.t("fund-figure-kept")) " " (setting.wan(one.kept)) } } }.into(),
            html! { @if let Some((amount, day, paper)) = &one.settled { (setting.wan(*amount)) br; small { (view.day(*day)) " " (paper) } } @else { span class="quiet" { "—" } } }.into(),
            html! { (terms.manager) @if !terms.phone.is_empty() { br; small { (terms.phone) } } }.into(),
            html! { @if posts { (act("person", "contract-person")) @if one.settled.is_none() { " " (act("change", "contract-change")) " " (act("settle", "contract-settle")) } } }.into(),
        ]);
    }
    table.render(view)
}

/// `GET /projects/participants`
async fn participants(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let asked = Filter { with_ended: true, ..filter(&call)? };
    let unit = call.query.value("unit").to_owned();
    let (names, all) = call
        .read(move |tx| {
            let listed = projects::list(tx, &asked, Id(0), MOST)?;
            let (Some(first), Some(last)) = (listed.first(), listed.last()) else {
                return Ok((HashMap::new(), Vec::new()));
            };
            let all = store::of_range(tx, first.project.id, last.project.id)?;
            let names: HashMap<Id, String> =
                listed.into_iter().map(|one| (one.project.id, one.project.data.name)).collect();
            Ok((names, all))
        })
        .await?;
    let rows: Vec<(&str, &Contract)> =
        all.iter().filter_map(|one| Some((names.get(&one.project)?.as_str(), one))).collect();
    call.page(draw_participants(&setting, &unit, &rows))
}

fn draw_participants(setting: &Setting, unit: &str, rows: &[(&str, &Contract)]) -> Markup {
    let view = &setting.view;
    let title = view.t("participants-title");
    // Contracts beside what was paid under them; the table that is printed is among the tables.
    let heads = vec![
        Head::new(view.t("monthly-no")),
        Head::new(view.t("project-name")),
        Head::new(view.t("contract-role")),
        Head::new(view.t("contract-party")),
        Head::new(view.t("contract-qualification")),
        Head::new(view.t("contract-section")),
        Head::new(view.t("contract-number")),
        Head::number(view.t("contract-amount")),
        Head::number(view.t("contract-now")),
        Head::number(view.t("contract-paid")),
        Head::number(view.t("contract-share")),
        Head::number(view.t("contract-settled")),
        Head::new(view.t("contract-from")),
        Head::new(view.t("contract-until")),
        Head::new(view.t("contract-manager")),
        Head::new(view.t("contract-phone")),
    ];
    let mut table = Table::new(&title, heads).ledger().caption_hidden();
    for (at, (name, one)) in rows.iter().enumerate() {
        let terms = &one.terms;
        let day = |day: Option<qipan_kernel::Day>| html! { @if let Some(day) = day { span class="nowrap" { (view.day(day)) } } };
        let share = Ratio::of(one.paid.0, one.most().0).map_or_else(String::new, |share| share.percent(1));
        let settled = one.settled.as_ref();
        table.row(vec![
            (at + 1).to_string().into(),
            html! { a href={ "/projects/" (one.project) "/contracts" } { (name) } }.into(),
            view.t(terms.role.key()).into(),
            terms.party.as_str().into(),
            terms.qualification.as_str().into(),
            terms.section.as_str().into(),
            terms.number.as_str().into(),
            setting.wan(terms.amount).into(),
            setting.wan(one.amount()).into(),
            setting.wan(one.paid).into(),
            share.into(),
            html! { @if let Some((amount, _, _)) = settled { (setting.wan(*amount)) } }.into(),
            day(terms.from).into(),
            day(terms.until).into(),
            terms.manager.as_str().into(),
            terms.phone.as_str().into(),
        ]);
    }
    let kept = Kept::with([("unit", unit.to_owned())]);
    frame::book_page(
        setting,
        "/projects/participants",
        &title,
        html! {
            (filter_bar(view, html! {
                (Field::select("unit", "project-unit", setting.unit_options()).empty_option(view.t("choose-any")).render(view, &kept))
            }))
            @if table.is_empty() {
                (empty_state(&view.t("contract-book-none"), None))
            } @else {
                p class="row" { (Button::link(view.t("table-xlsx"), "/projects/tables/participants/xlsx").download()) }
                p class="table-unit" { (view.t("monthly-unit")) }
                div class="monthly participants" { (table.render(view)) }
            }
        },
    )
}
