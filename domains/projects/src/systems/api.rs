//! The JSON API of systems, `/api/v1/systems…`. Amounts are whole fen.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes};
use qipan_board::board::once;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duties;
use super::duties::DutyKind;
use super::model::{Compliance, State, System, SystemData};
use super::money::{Money, MoneyInput, MoneyState, Split, splits};
use super::pages::{filter, upgrades};
use super::parameters::{Parameter, Value};
use super::repeated;
use super::rules::Block;
use super::{commands, money_store, parameters_store, store};

/// A new system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreateIn {
    /// What is written down of it.
    data: SystemData,
    /// Where it is in its life; only the office enters one that is not planned.
    #[serde(default)]
    state: Option<State>,
}

/// Another wording of a system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangeIn {
    /// The version that was seen.
    version: i64,
    /// All of its data.
    data: SystemData,
    /// Why it changes.
    reason: String,
}

/// A step that needs no gate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StepIn {
    /// Where to.
    to: State,
    /// The day; today when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    day: Option<Day>,
    /// A note.
    #[serde(default)]
    note: String,
}

/// What was found of a system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FindIn {
    /// The version that was seen.
    version: i64,
    /// What was found.
    found: Compliance,
}

/// An evaluation of results.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EvaluateIn {
    /// The day; today when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    day: Option<Day>,
    /// What came of it.
    result: String,
}

/// A decision on a request for money.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecideIn {
    /// Granted, or refused.
    grant: bool,
    /// Why; a refusal needs it.
    #[serde(default)]
    reason: String,
}

/// A decision on an item that a system collects again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RuleIn {
    /// The system.
    system: i64,
    /// The item.
    item: String,
    /// It has to stop, or it may go on.
    stop: bool,
    /// Why.
    reason: String,
}

/// A value that holds from a day on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ParameterIn {
    /// Which.
    parameter: Parameter,
    /// Basis points, fen, months, working days or a unit.
    value: i64,
    /// From this day.
    #[schemars(with = "String")]
    from: Day,
    /// Where it is written.
    source: String,
}

/// A value with the day from which it holds.
#[derive(Serialize, JsonSchema)]
struct ParameterOut {
    parameter: Parameter,
    value: i64,
    from: String,
    source: String,
    by: String,
}

/// A request for money.
#[derive(Serialize, JsonSchema)]
pub(super) struct MoneyOut {
    id: i64,
    system: i64,
    input: MoneyInput,
    day: String,
    state: MoneyState,
    filed_by: String,
    decided_by: Option<String>,
    why: String,
}

impl MoneyOut {
    fn of(one: &Money) -> MoneyOut {
        MoneyOut {
            id: one.id.0,
            system: one.system.0,
            input: one.input.clone(),
            day: one.day.to_string(),
            state: one.state,
            filed_by: one.filed.1.clone(),
            decided_by: one.decided.as_ref().map(|(_, name, _)| name.clone()),
            why: one.why.clone(),
        }
    }
}

/// Upgrades that together pass a line.
#[derive(Serialize, JsonSchema)]
struct SplitOut {
    system: i64,
    requests: Vec<i64>,
    from: String,
    to: String,
    /// In fen.
    sum: i64,
    /// The line of the share, in fen.
    share_line: i64,
    /// The line of the amount, in fen.
    amount_line: i64,
}

impl SplitOut {
    fn of(system: Id, split: &Split) -> SplitOut {
        SplitOut {
            system: system.0,
            requests: split.of.iter().map(|id| id.0).collect(),
            from: split.days.0.to_string(),
            to: split.days.1.to_string(),
            sum: split.sum.0,
            share_line: split.lines.0.0,
            amount_line: split.lines.1.0,
        }
    }
}

/// What somebody has to do by a day.
#[derive(Serialize, JsonSchema)]
struct DutyOut {
    kind: DutyKind,
    word: String,
    commitment: i64,
    number: String,
    due: Option<String>,
    met: bool,
}

/// A system in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ListedOut {
    id: i64,
    /// To be named when it is changed.
    version: i64,
    state: State,
    data: SystemData,
    compliance: Compliance,
    /// What blocks its operating money.
    blocks: Vec<Block>,
}

impl ListedOut {
    fn of(system: &System, blocks: Vec<Block>) -> ListedOut {
        ListedOut {
            id: system.id.0,
            version: system.no,
            state: system.state,
            data: system.data.clone(),
            compliance: system.compliance.clone(),
            blocks,
        }
    }
}

/// A system.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SystemOut {
    #[serde(flatten)]
    listed: ListedOut,
    completed_on: Option<String>,
    accepted_on: Option<String>,
    evaluated_on: Option<String>,
    retired_on: Option<String>,
    money: Vec<MoneyOut>,
    splits: Vec<SplitOut>,
    duties: Vec<DutyOut>,
    changed_at: String,
}

impl SystemOut {
    pub(crate) fn load(tx: &mut Tx<'_>, system: &System) -> Outcome<SystemOut> {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        let money = money_store::of_system(tx, system.id)?;
        let parameters = parameters_store::load(tx)?;
        let split = splits(&upgrades(&money), system.data.invested, &parameters);
        let duties = duties::shown(tx, system.id)?.into_iter().map(|(duty, commitment)| DutyOut {
            kind: duty.kind,
            word: duty.word,
            commitment: commitment.id.0,
            number: commitment.number,
            due: day(commitment.version.terms.due_day),
            met: duty.met_at.is_some(),
        });
        Ok(SystemOut {
            duties: duties.collect(),
            listed: ListedOut::of(system, commands::blocks_of(tx, system)?),
            completed_on: day(system.completed_on),
            accepted_on: day(system.accepted_on),
            evaluated_on: day(system.evaluated_on),
            retired_on: day(system.retired_on),
            money: money.iter().map(MoneyOut::of).collect(),
            splits: split.iter().map(|one| SplitOut::of(system.id, one)).collect(),
            changed_at: system.changed_at.rfc3339(),
        })
    }
}

/// Systems.
#[derive(Serialize, JsonSchema)]
struct PageOut {
    /// How many there are in all.
    total: usize,
    /// Their operating money a year, in fen.
    yearly: i64,
    /// What of it is blocked, in fen.
    blocked: i64,
    /// The systems.
    items: Vec<ListedOut>,
}

/// An item that several systems have.
#[derive(Serialize, JsonSchema)]
struct RepeatedOut {
    item: String,
    /// Somebody has to decide.
    open: bool,
    holders: Vec<HolderOut>,
}

/// A system that has it.
#[derive(Serialize, JsonSchema)]
struct HolderOut {
    system: i64,
    part: super::model::Part,
    /// It has to stop (true), it may go on (false), or nobody has decided.
    stop: Option<bool>,
    reason: String,
}

const LIST_PARAMS: &[Param] = &[
    Param { name: "unit", about: "Owning unit, with all units below it" },
    Param { name: "state", about: "planned, building, trial, accepted, running, retiring or retired" },
    Param { name: "sharing", about: "What was found of sharing" },
    Param { name: "security", about: "What was found of security" },
    Param { name: "blocked", about: "1: only those whose operating money is blocked" },
    Param { name: "retired", about: "1: also those that are retired" },
    Param { name: "q", about: "Words that must be there" },
    Param { name: "limit", about: "Rows, 1 to 500" },
    Param { name: "from", about: "Rows to pass over" },
];

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, file, decide, manage) =
        (May(Act::ProjectView), May(Act::SystemFile), May(Act::SystemDecide), May(Act::ProjectManage));
    let doc = |id, about| Doc::new(id, "Systems", about);
    let get = Method::GET;
    let post = Method::POST;
    routes.api(
        get.clone(),
        "/api/v1/systems",
        view,
        doc("listSystems", "Application systems by filter, with what blocks their operating money")
            .gives::<PageOut>()
            .asks(LIST_PARAMS),
        list,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems",
        file,
        doc("createSystem", "Enters a system in the register")
            .takes::<CreateIn>()
            .gives::<SystemOut>()
            .status(201),
        create,
    );
    routes.api(
        get.clone(),
        "/api/v1/systems/repeated",
        view,
        doc("listRepeatedItems", "Data items that are collected twice, with every system that has them")
            .gives::<Vec<RepeatedOut>>(),
        list_repeated,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems/repeated",
        decide,
        doc("ruleRepeatedItem", "Signs that a system has to stop collecting an item, or may go on")
            .takes::<RuleIn>()
            .gives::<SystemOut>(),
        rule_repeated,
    );
    routes.api(
        get.clone(),
        "/api/v1/systems/parameters",
        view,
        doc("listSystemParameters", "Limits and spans with the days from which they hold")
            .gives::<Vec<ParameterOut>>(),
        parameters,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems/parameters",
        manage,
        doc("setSystemParameter", "Enters a value that holds from a day on")
            .takes::<ParameterIn>()
            .gives::<Vec<ParameterOut>>(),
        set_parameter,
    );
    routes.api(
        get,
        "/api/v1/systems/{id}",
        view,
        doc("getSystem", "One system with money, splits and duties").gives::<SystemOut>(),
        one,
    );
    routes.api(
        Method::PUT,
        "/api/v1/systems/{id}",
        file,
        doc("changeSystem", "Changes what is written down; refused when somebody was faster")
            .takes::<ChangeIn>()
            .gives::<SystemOut>(),
        change,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems/{id}/step",
        file,
        doc("stepSystem", "Takes a step that needs no gate").takes::<StepIn>().gives::<SystemOut>(),
        step,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems/{id}/compliance",
        manage,
        doc("findSystem", "Signs what was found of sharing, listing, catalogue, security and cryptography")
            .takes::<FindIn>()
            .gives::<SystemOut>(),
        find,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems/{id}/evaluation",
        file,
        doc("evaluateSystem", "Notes that its results were evaluated")
            .takes::<EvaluateIn>()
            .gives::<SystemOut>(),
        evaluate,
    );
    routes.api(
        post.clone(),
        "/api/v1/systems/{id}/money",
        file,
        doc("askSystemMoney", "Files a request for money; of a blocked system it is refused with the rule")
            .takes::<MoneyInput>()
            .gives::<MoneyOut>()
            .status(201),
        ask,
    );
    routes.api(
        post,
        "/api/v1/systems/money/{id}",
        decide,
        doc("decideSystemMoney", "Grants or refuses a request that another person filed")
            .takes::<DecideIn>()
            .gives::<MoneyOut>(),
        decide_money,
    );
}

/// A number of the query.
fn number(call: &Call, name: &'static str, absent: usize) -> Outcome<usize> {
    match call.query.value(name) {
        "" => Ok(absent),
        text => text.parse().map_err(|_| {
            Failure::invalid("query-not-understood").with("name", name).with("text", text).at(name)
        }),
    }
}

async fn list(call: Call) -> Outcome<Response> {
    let (filter, narrow) = filter(&call)?;
    let (limit, from) = (number(&call, "limit", 100)?.clamp(1, 500), number(&call, "from", 0)?);
    let (systems, confirmed) =
        call.read(move |tx| Ok((store::list(tx, &filter)?, store::confirmed(tx)?))).await?;
    let rows = narrow.of(systems, &confirmed);
    let yearly = |blocked: bool| {
        let of = rows.iter().filter(|(_, blocks)| !blocked || !blocks.is_empty());
        of.map(|(system, _)| system.data.yearly.0).sum()
    };
    let page = PageOut {
        total: rows.len(),
        yearly: yearly(false),
        blocked: yearly(true),
        items: rows
            .iter()
            .skip(from)
            .take(limit)
            .map(|(system, blocks)| ListedOut::of(system, blocks.clone()))
            .collect(),
    };
    call.answer(&page)
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("id")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let system = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::ProjectView, &system.target())?;
            SystemOut::load(tx, &system)
        })
        .await?;
    call.answer(&found)
}

async fn create(call: Call) -> Outcome<Response> {
    let input = call.json::<CreateIn>()?;
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::create(acting, &input.data, input.state.unwrap_or(State::Planned))?;
        SystemOut::load(acting.tx, &made)
    })
    .await
}

async fn change(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ChangeIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::change(acting, id, input.version, &input.data, &input.reason)?;
        SystemOut::load(acting.tx, &done)
    })
    .await
}

async fn step(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<StepIn>()?, call.view.today);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::step(acting, id, input.to, input.day.unwrap_or(today), &input.note)?;
        SystemOut::load(acting.tx, &done)
    })
    .await
}

async fn find(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<FindIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::find(acting, id, input.version, &input.found)?;
        SystemOut::load(acting.tx, &done)
    })
    .await
}

async fn evaluate(call: Call) -> Outcome<Response> {
    let (id, input, today) = (call.id("id")?, call.json::<EvaluateIn>()?, call.view.today);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::evaluate(acting, id, input.day.unwrap_or(today), &input.result)?;
        SystemOut::load(acting.tx, &done)
    })
    .await
}

async fn ask(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<MoneyInput>()?);
    once(&call, StatusCode::CREATED, move |acting| Ok(MoneyOut::of(&commands::ask(acting, id, &input)?)))
        .await
}

async fn decide_money(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<DecideIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        Ok(MoneyOut::of(&commands::decide(acting, id, input.grant, &input.reason)?))
    })
    .await
}

async fn list_repeated(call: Call) -> Outcome<Response> {
    let seen = qipan_board::board::visible(call.actor()?);
    let found = call
        .read(move |tx| {
            let mine: Option<Vec<Id>> = match seen {
                Some(units) => {
                    let of = store::all(tx)?.into_iter().filter(|one| units.contains(&one.data.unit));
                    Some(of.map(|one| one.id).collect())
                }
                None => None,
            };
            let mut all = repeated::all(tx)?;
            all.retain(|one| {
                mine.as_ref()
                    .is_none_or(|mine| one.holders.iter().any(|holder| mine.contains(&holder.system)))
            });
            Ok(all)
        })
        .await?;
    let out = found.into_iter().map(|one| RepeatedOut {
        item: one.holders.first().map_or_else(String::new, |holder| holder.item.name.clone()),
        open: one.is_open(),
        holders: one
            .holders
            .into_iter()
            .map(|holder| HolderOut {
                system: holder.system.0,
                part: holder.item.part,
                stop: holder.ruling.as_ref().map(|ruling| ruling.confirmed),
                reason: holder.ruling.map_or_else(String::new, |ruling| ruling.reason),
            })
            .collect(),
    });
    call.answer(&out.collect::<Vec<_>>())
}

async fn rule_repeated(call: Call) -> Outcome<Response> {
    let input = call.json::<RuleIn>()?;
    once(&call, StatusCode::OK, move |acting| {
        let system = Id(input.system);
        repeated::rule(acting, system, &input.item, input.stop, &input.reason)?;
        let found = store::find(acting.tx, system)?.ok_or_else(Failure::not_found)?;
        SystemOut::load(acting.tx, &found)
    })
    .await
}

fn all_parameters(tx: &mut Tx<'_>) -> Outcome<Vec<ParameterOut>> {
    let all = parameters_store::load(tx)?;
    let of = Parameter::ALL.iter().flat_map(|parameter| all.of(*parameter));
    Ok(of
        .map(|value| ParameterOut {
            parameter: value.parameter,
            value: value.value,
            from: value.from.to_string(),
            source: value.source.clone(),
            by: value.by.clone(),
        })
        .collect())
}

async fn parameters(call: Call) -> Outcome<Response> {
    let all = call.read(all_parameters).await?;
    call.answer(&all)
}

async fn set_parameter(call: Call) -> Outcome<Response> {
    let input = call.json::<ParameterIn>()?;
    once(&call, StatusCode::OK, move |acting| {
        let value = Value {
            parameter: input.parameter,
            value: input.value,
            from: input.from,
            source: input.source.clone(),
            by: String::new(),
        };
        parameters_store::set(acting, &value)?;
        all_parameters(acting.tx)
    })
    .await
}
