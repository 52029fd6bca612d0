//! The JSON API of chains, `/api/v1/chains…`.

use std::collections::HashMap;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::{Actor, Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Chain, ChainData};
use super::rules::finding;
use super::{commands, store};
use crate::book::model::{Stage, Standing};

/// A chain. Projects that the caller may not see are left out.
#[derive(Serialize, JsonSchema)]
struct ChainOut {
    id: i64,
    /// To be named when it is changed.
    version: i64,
    data: ChainData,
    /// What is said of each link, in order.
    links: Vec<LinkOut>,
    changed_at: String,
}

/// What is said of a link besides its state.
#[derive(Serialize, JsonSchema)]
struct LinkOut {
    name: String,
    /// Projects that would fill it.
    would_fill: Vec<i64>,
    /// Projects that are being built.
    building: Vec<i64>,
    /// Projects that stand.
    standing: Vec<i64>,
    /// Weak or missing, and nothing under way would change that.
    open: bool,
    /// Said to be complete, with nobody on it.
    doubtful: bool,
}

/// The next state of a chain.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangeIn {
    /// The state that was seen.
    version: i64,
    /// All of its data.
    data: ChainData,
    /// Why it changes.
    reason: String,
}

impl ChainOut {
    fn load(tx: &mut Tx<'_>, actor: &Actor, chain: &Chain) -> Outcome<ChainOut> {
        let projects = store::on_links(tx, std::slice::from_ref(chain))?;
        let known: HashMap<Id, (Stage, Standing)> =
            projects.iter().map(|(id, project)| (*id, (project.stage, project.standing))).collect();
        let visible = |id: &Id| {
            projects
                .get(id)
                .is_some_and(|one| access::require_for(actor, Act::ProjectView, &one.target()).is_ok())
        };
        let ids = |all: &[Id]| all.iter().filter(|id| visible(id)).map(|id| id.0).collect::<Vec<_>>();
        let links = chain.data.links.iter().map(|link| {
            let found = finding(link, &known);
            LinkOut {
                name: link.name.clone(),
                would_fill: ids(&found.fillers),
                building: ids(&found.building),
                standing: ids(&found.standing),
                open: found.open,
                doubtful: found.doubtful,
            }
        });
        let links = links.collect();
        let mut data = chain.data.clone();
        data.links.iter_mut().for_each(|link| link.projects.retain(|id| visible(id)));
        Ok(ChainOut {
            id: chain.id.0,
            version: chain.no,
            data,
            links,
            changed_at: chain.changed_at.rfc3339(),
        })
    }
}

/// Registers the calls.
pub(super) fn routes(routes: &mut Routes) {
    let (view, manage) = (Access::May(Act::ProjectView), Access::May(Act::ProjectManage));
    let doc = |id, about| Doc::new(id, "Industrial chains", about);
    routes.api(
        Method::GET,
        "/api/v1/chains",
        view,
        doc("listChains", "Industrial chains with their links and gaps").gives::<Vec<ChainOut>>(),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/chains",
        manage,
        doc("createChain", "Enters a chain").takes::<ChainData>().gives::<ChainOut>().status(201),
        create,
    );
    routes.api(
        Method::GET,
        "/api/v1/chains/{chain}",
        view,
        doc("getChain", "One chain").gives::<ChainOut>(),
        one,
    );
    routes.api(
        Method::PUT,
        "/api/v1/chains/{chain}",
        manage,
        doc("changeChain", "Gives a chain its next state; refused when somebody was faster")
            .takes::<ChangeIn>()
            .gives::<ChainOut>(),
        change,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let actor = call.actor()?.clone();
    let found = call
        .read(move |tx| {
            let chains = store::all(tx)?;
            chains.iter().map(|chain| ChainOut::load(tx, &actor, chain)).collect::<Outcome<Vec<_>>>()
        })
        .await?;
    call.answer(&found)
}

async fn one(call: Call) -> Outcome<Response> {
    let (id, actor) = (call.id("chain")?, call.actor()?.clone());
    let found = call
        .read(move |tx| {
            let chain = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            ChainOut::load(tx, &actor, &chain)
        })
        .await?;
    call.answer(&found)
}

async fn create(call: Call) -> Outcome<Response> {
    let data = call.json::<ChainData>()?;
    once(&call, StatusCode::CREATED, move |acting| {
        let chain = commands::create(acting, &data)?;
        ChainOut::load(acting.tx, &acting.context.actor, &chain)
    })
    .await
}

async fn change(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("chain")?, call.json::<ChangeIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let chain = commands::change(acting, id, input.version, &input.data, &input.reason)?;
        ChainOut::load(acting.tx, &acting.context.actor, &chain)
    })
    .await
}
