//! Money in the JSON API.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::board::once;
use qipan_kernel::{Failure, Fen, Id, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::funds::{self, Funded, Sums};
use super::model::{Balances, Entry, EntryKind, Figure, OrderInput, Source, Terms};
use super::{commands, rules, store};
use crate::book::store::{self as projects, Filter};
use crate::closing::ClosingOut;
use crate::pages;

/// Most entries of an answer.
const MOST: usize = 500;

/// A figure of an account in a budget year.
#[derive(Serialize, JsonSchema)]
struct BalanceOut {
    /// The account.
    account: &'static str,
    /// The budget year.
    year: i32,
    /// What its postings add up to, in fen; what comes in is negative where it comes from.
    amount: i64,
}

/// What a project's money comes to, in fen.
#[derive(Serialize, JsonSchema)]
struct FiguresOut {
    plan: i64,
    paid_in: i64,
    paid_out: i64,
    cost: i64,
    balance: i64,
    kept: i64,
    returned: i64,
}

impl FiguresOut {
    fn of(balances: &Balances, year: Option<i32>) -> FiguresOut {
        let figure = |figure| balances.figure(figure, year).0;
        FiguresOut {
            plan: figure(Figure::Plan),
            paid_in: figure(Figure::PaidIn),
            paid_out: figure(Figure::PaidOut),
            cost: figure(Figure::Cost),
            balance: figure(Figure::Cash),
            kept: figure(Figure::Kept),
            returned: figure(Figure::Returned),
        }
    }
}

/// The money of a project.
#[derive(Serialize, JsonSchema)]
struct MoneyOut {
    /// Its own figures over all years.
    own: FiguresOut,
    /// With those of its parts.
    whole: FiguresOut,
    /// Paid in longer than the terms' months ago and not paid out, in fen.
    idle: i64,
    /// What of public money may be returned, in fen.
    surplus: i64,
    /// Its accounts.
    balances: Vec<BalanceOut>,
    /// How its final accounts stand; absent before acceptance.
    final_accounts: Option<ClosingOut>,
}

/// A line of an entry.
#[derive(Serialize, JsonSchema)]
struct PostingOut {
    account: &'static str,
    year: i32,
    /// In fen.
    amount: i64,
}

/// An entry of the ledger.
#[derive(Serialize, JsonSchema)]
struct EntryOut {
    id: i64,
    kind: EntryKind,
    day: String,
    at: String,
    by: String,
    paper: String,
    note: String,
    contract: Option<i64>,
    /// The entry that it takes back.
    reverses: Option<i64>,
    /// The entry that takes it back.
    reversed_by: Option<i64>,
    /// Its lines; they add up to nothing.
    postings: Vec<PostingOut>,
}

impl EntryOut {
    fn of(entry: &Entry) -> EntryOut {
        let postings = entry.postings.iter().map(|one| PostingOut {
            account: one.account.word(),
            year: one.year,
            amount: one.amount.0,
        });
        EntryOut {
            id: entry.id.0,
            kind: entry.kind,
            day: entry.day.to_string(),
            at: entry.at.rfc3339(),
            by: entry.by_name.clone(),
            paper: entry.paper.clone(),
            note: entry.note.clone(),
            contract: entry.contract.map(|id| id.0),
            reverses: entry.reverses.map(|id| id.0),
            reversed_by: entry.reversed_by.map(|id| id.0),
            postings: postings.collect(),
        }
    }
}

/// Entries, the newest first.
#[derive(Serialize, JsonSchema)]
struct EntriesOut {
    /// What `before` the next page asks.
    before: Option<i64>,
    /// The entries.
    items: Vec<EntryOut>,
}

/// Why an entry is taken back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReversalIn {
    reason: String,
}

/// What a source gives.
#[derive(Serialize, JsonSchema)]
struct SourceOut {
    source: Source,
    /// Planned and paid in over all years, and of the year, in fen.
    plan: i64,
    paid_in: i64,
    plan_of_year: i64,
    paid_in_of_year: i64,
    note: String,
}

/// The sums of some projects.
#[derive(Serialize, JsonSchema)]
struct SumsOut {
    /// How many projects.
    count: usize,
    /// Their total investment, in fen; parts are in the figures of what they are part of.
    total: i64,
    /// Over all years.
    all: FiguresOut,
    /// Of the year.
    of_year: FiguresOut,
    /// 到位率 and 执行率 of the year in per cent, with two decimals.
    paid_in_rate: Option<String>,
    execution_rate: Option<String>,
    /// In fen.
    idle: i64,
}

impl SumsOut {
    fn of(sums: &Sums, year: i32) -> SumsOut {
        let (come, run) = rules::rates(&sums.balances, Some(year));
        SumsOut {
            count: sums.count,
            total: sums.total.0,
            all: FiguresOut::of(&sums.balances, None),
            of_year: FiguresOut::of(&sums.balances, Some(year)),
            paid_in_rate: come.map(|rate| rate.percent(2)),
            execution_rate: run.map(|rate| rate.percent(2)),
            idle: sums.idle.0,
        }
    }
}

/// A unit with its sums.
#[derive(Serialize, JsonSchema)]
struct UnitOut {
    unit: i64,
    sums: SumsOut,
}

/// A project with its money.
#[derive(Serialize, JsonSchema)]
struct FundedOut {
    id: i64,
    name: String,
    unit: i64,
    /// In fen.
    total: i64,
    all: FiguresOut,
    of_year: FiguresOut,
    sources: Vec<SourceOut>,
    /// In fen.
    idle: i64,
}

impl FundedOut {
    fn of(one: &Funded, year: i32) -> FundedOut {
        let own = &one.balances;
        let sources = Source::ALL.iter().filter_map(|source| {
            let (plan, come) = (own.plan_of(*source, None), own.paid_in_of(*source, None));
            (plan != Fen(0) || come != Fen(0)).then(|| SourceOut {
                source: *source,
                plan: plan.0,
                paid_in: come.0,
                plan_of_year: own.plan_of(*source, Some(year)).0,
                paid_in_of_year: own.paid_in_of(*source, Some(year)).0,
                note: one.notes.get(source).cloned().unwrap_or_default(),
            })
        });
        let project = &one.listed.project;
        FundedOut {
            id: project.id.0,
            name: project.data.name.clone(),
            unit: project.data.lead_unit.0,
            total: project.data.total.0,
            all: FiguresOut::of(own, None),
            of_year: FiguresOut::of(own, Some(year)),
            sources: sources.collect(),
            idle: one.idle.0,
        }
    }
}

/// The money of the book in a year.
#[derive(Serialize, JsonSchema)]
struct FundsOut {
    year: i32,
    city: SumsOut,
    units: Vec<UnitOut>,
    projects: Vec<FundedOut>,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, post) = (May(Act::ProjectView), May(Act::FundPost));
    let doc = |id, about| Doc::new(id, "Money", about);
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/money",
        view,
        doc("getMoney", "What the accounts of a project add up to").gives::<MoneyOut>(),
        one,
    );
    routes.api(
        Method::GET,
        "/api/v1/projects/{id}/money/entries",
        view,
        doc("listFundEntries", "Entries of a project's ledger with their lines, the newest first")
            .gives::<EntriesOut>()
            .asks(&[Param { name: "before", about: "Only entries before this identifier" }]),
        entries,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/money/entries",
        post,
        doc(
            "postFunds",
            "Posts a plan, money paid in or paid out, a release or a return; refused by article",
        )
        .takes::<OrderInput>()
        .gives::<EntryOut>()
        .status(201),
        order,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/{id}/money/entries/{entry}/reversal",
        May(Act::FundReverse),
        doc("reverseFunds", "Takes an entry back by another; nothing is ever changed")
            .takes::<ReversalIn>()
            .gives::<EntryOut>()
            .status(201),
        reverse,
    );
    routes.api(
        Method::GET,
        "/api/v1/funds",
        view,
        doc("getFunds", "The money of the book in a year: each project, the sums of units and of the city")
            .gives::<FundsOut>()
            .asks(&[
                Param { name: "year", about: "The year; this year when absent" },
                Param { name: "unit", about: "Lead unit, with all units below it" },
            ]),
        book,
    );
    routes.api(
        Method::PUT,
        "/api/v1/funds/terms",
        May(Act::RuleSetManage),
        doc("setFundTerms", "By what idle money and the light of payment are told")
            .takes::<Terms>()
            .gives::<Terms>(),
        set_terms,
    );
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor, today) = (call.id("id")?, call.actor()?.clone(), call.view.today);
    let found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            let money = funds::of(tx, id, today)?;
            let balances = money.own.0.iter().map(|((account, year), amount)| BalanceOut {
                account: account.word(),
                year: *year,
                amount: amount.0,
            });
            Ok(MoneyOut {
                own: FiguresOut::of(&money.own, None),
                whole: FiguresOut::of(&money.whole, None),
                idle: money.idle.0,
                surplus: money.own.surplus().0,
                balances: balances.collect(),
                final_accounts: ClosingOut::load(tx, id, today)?,
            })
        })
        .await?;
    call.answer(&found)
}

async fn entries(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let before = asked::parsed(&call, "before")?.unwrap_or(Id(i64::MAX));
    let mut found = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &project.target())?;
            store::entries(tx, id, before, MOST + 1)
        })
        .await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let before = found.last().filter(|_| more).map(|one| one.id.0);
    call.answer(&EntriesOut { before, items: found.iter().map(EntryOut::of).collect() })
}

async fn order(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<OrderInput>()?);
    once(&call, StatusCode::CREATED, move |acting| Ok(EntryOut::of(&commands::post(acting, id, &input)?)))
        .await
}

async fn reverse(call: Call) -> Outcome<Response> {
    let (id, entry, input) = (call.id("id")?, call.id("entry")?, call.json::<ReversalIn>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        Ok(EntryOut::of(&commands::reverse(acting, id, entry, &input.reason)?))
    })
    .await
}

async fn book(call: Call) -> Outcome<Response> {
    let (filter, today) = (Filter { with_ended: true, ..pages::filter(&call)? }, call.view.today);
    let year = filter.year;
    let found = call.read(move |tx| funds::load(tx, &filter, today)).await?;
    let units =
        found.units.iter().map(|(unit, sums)| UnitOut { unit: unit.0, sums: SumsOut::of(sums, year) });
    call.answer(&FundsOut {
        year,
        city: SumsOut::of(&found.all, year),
        units: units.collect(),
        projects: found.rows.iter().map(|one| FundedOut::of(one, year)).collect(),
    })
}

async fn set_terms(call: Call) -> Outcome<Response> {
    let terms = call.json::<Terms>()?;
    once(&call, StatusCode::OK, move |acting| {
        commands::set_terms(acting, terms)?;
        Ok(terms)
    })
    .await
}
