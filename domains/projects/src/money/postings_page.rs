//! The postings that a figure is the sum of: every figure of a page can be opened down to its vouchers.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Call, asked};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Fen, Outcome};
use qipan_web::components::{Head, Table};
use qipan_web::{Markup, html};

use super::model::{Account, Entry, Figure, Posting};
use super::store;
use crate::book::model::Project;
use crate::book::store as projects;
use crate::pages::frame;

/// One account, or a figure that several make up.
#[derive(Clone, Copy)]
enum Chosen {
    Account(Account),
    Figure(Figure),
}

impl Chosen {
    fn parse(word: &str) -> Option<Chosen> {
        let figure = word.parse::<Figure>().ok().map(Chosen::Figure);
        figure.or_else(|| Account::parse(word).map(Chosen::Account))
    }

    fn counts(self, account: Account) -> bool {
        match self {
            Chosen::Account(one) => one == account,
            Chosen::Figure(figure) => figure.counts(account),
        }
    }

    /// As the figure's page shows it: what sources gave stands there without its minus.
    fn sign(self) -> i64 {
        match self {
            Chosen::Account(Account::Source(_) | Account::Retention) => -1,
            Chosen::Account(_) => 1,
            Chosen::Figure(figure) => figure.sign(),
        }
    }

    fn key(self) -> String {
        match self {
            Chosen::Account(account) => account.key(),
            Chosen::Figure(figure) => figure.key().to_owned(),
        }
    }
}

/// `GET /projects/{id}/money/postings?account=…&year=…`; without an account, the project's cash.
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let chosen = asked::read(&call, "account", Chosen::parse)?.unwrap_or(Chosen::Account(Account::Cash));
    let year: Option<i32> = asked::parsed(&call, "year")?;
    let (setting, project, lines, sum) = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
            let mut lines = store::lines(tx, id, year)?;
            lines.retain(|(_, posting)| chosen.counts(posting.account));
            let all = store::balances(tx, id)?;
            let sum = all.sum(|account, of| chosen.counts(account) && year.is_none_or(|year| year == of));
            Ok((setting, project, lines, Fen(sum.0 * chosen.sign())))
        })
        .await?;
    call.page(draw(&setting, &project, chosen, year, &lines, sum))
}

fn draw(
    setting: &Setting,
    project: &Project,
    chosen: Chosen,
    year: Option<i32>,
    lines: &[(Entry, Posting)],
    balance: Fen,
) -> Markup {
    let view = &setting.view;
    let heads = vec![
        Head::new(view.t("fund-day")),
        Head::new(view.t("fund-entry")),
        Head::new(view.t("fund-account")),
        Head::number(view.t("fund-year")),
        Head::new(view.t("fund-paper-field")),
        Head::number(view.t("fund-amount-wan")),
        Head::number(view.t("fund-running")),
    ];
    let name = view.t(&chosen.key());
    let title = match year {
        Some(year) => format!("{name} · {year}"),
        None => name.into_owned(),
    };
    let mut table = Table::new(&title, heads).caption_hidden();
    let mut running = 0;
    for (entry, posting) in lines {
        let amount = posting.amount.0 * chosen.sign();
        running += amount;
        let cells = vec![
            html! { span class="nowrap" { (view.day(entry.day)) } }.into(),
            html! { a href={ "/projects/" (project.id) "/money#entry-" (entry.id) } { (view.t(entry.kind.key())) } @if !entry.note.is_empty() { br; small { (entry.note) } } }.into(),
            view.t(&posting.account.key()).into(),
            posting.year.to_string().into(),
            entry.paper.as_str().into(),
            setting.wan(Fen(amount)).into(),
            setting.wan(Fen(running)).into(),
        ];
        if entry.reversed_by.is_some() { table.row_of("muted", cells) } else { table.row(cells) }
    }
    table.foot(vec![
        view.t("fund-sum").into(),
        "".into(),
        "".into(),
        "".into(),
        "".into(),
        setting.wan(Fen(running)).into(),
        "".into(),
    ]);
    frame::project_page(
        setting,
        project,
        "/money",
        &title,
        html! {
            h2 { (title) " " (setting.wan(balance)) " " (view.t("unit-wan")) }
            p class="quiet" { (setting.say("fund-postings-count", "count", lines.len())) }
            @if running != balance.0 {
                // A fault of ours: a figure that is not the sum of its postings is never shown without saying so.
                p class="error" role="alert" { (view.t("fund-postings-differ")) }
            }
            @if table.is_empty() { p class="quiet" { (view.t("fund-postings-none")) } } @else { (table.render(view)) }
            p { a href={ "/projects/" (project.id) "/money" } { (view.t("fund-back")) } }
        },
    )
}
