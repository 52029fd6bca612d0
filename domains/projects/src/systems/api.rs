//! The JSON API of systems, `/api/v1/systems…`. Amounts are whole fen.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;

use super::dto::{
    ChangeIn, CreateIn, DecideIn, EvaluateIn, FindIn, HolderOut, ListedOut, MoneyOut, PageOut, ParameterIn,
    ParameterOut, RepeatedOut, RuleIn, StepIn, SystemOut,
};
use super::model::State;
use super::money::MoneyInput;
use super::pages::filter;
use super::parameters::{Parameter, Value};
use super::{commands, parameters_store, repeated, store};

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

async fn list(call: Call) -> Outcome<Response> {
    let (filter, narrow) = filter(&call)?;
    let limit = asked::parsed(&call, "limit")?.unwrap_or(100).clamp(1, 500);
    let from = asked::parsed(&call, "from")?.unwrap_or(0);
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
