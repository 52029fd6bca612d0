//! Pages of chains: loading, and the forms. Each form gives the chain its next state.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::{Form, Kept};

use super::model::{Chain, ChainData, Enterprise, Link, Past, State, Tier};
use super::{commands, pages_view, store};
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    let (view, manage) = (Access::May(Act::ProjectView), Access::May(Act::ProjectManage));
    routes.page("/projects/chains", view, list);
    routes.page("/projects/chains/new", manage, new);
    routes.form("/projects/chains/new", manage, create);
    routes.page("/projects/chains/{chain}", view, one);
    routes.page("/projects/chains/{chain}/edit", manage, edit);
    routes.form("/projects/chains/{chain}/edit", manage, change);
    routes.page("/projects/chains/{chain}/links/{place}", manage, link);
    routes.form("/projects/chains/{chain}/links/{place}", manage, put_link);
    routes.form("/projects/chains/{chain}/links/{place}/remove", manage, remove_link);
}

/// What the pages show.
pub(super) struct Shown {
    pub setting: Setting,
    pub chains: Vec<Chain>,
    /// The projects on their links.
    pub projects: HashMap<Id, Project>,
    pub past: Vec<Past>,
}

impl Shown {
    /// The project, when the reader may see it.
    pub fn project(&self, id: Id) -> Option<&Project> {
        let found = self.projects.get(&id)?;
        access::require_for(&self.setting.actor, Act::ProjectView, &found.target()).is_ok().then_some(found)
    }
}

fn load(tx: &mut Tx<'_>, setting: Setting, id: Option<Id>) -> Outcome<Shown> {
    let chains = match id {
        Some(id) => vec![store::find(tx, id)?.ok_or_else(Failure::not_found)?],
        None => store::all(tx)?,
    };
    let past = match id {
        Some(id) => store::past(tx, id)?,
        None => Vec::new(),
    };
    Ok(Shown { projects: store::on_links(tx, &chains)?, setting, chains, past })
}

async fn shown(call: &Call, id: Option<Id>) -> Outcome<Shown> {
    let setting = Setting::current(call)?;
    call.read(move |tx| load(tx, setting, id)).await
}

/// `GET /projects/chains`
async fn list(call: Call) -> Outcome<Response> {
    let shown = shown(&call, None).await?;
    call.page(pages_view::list(&shown))
}

/// `GET /projects/chains/{chain}`
async fn one(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Some(call.id("chain")?)).await?;
    call.page(pages_view::one(&shown))
}

/// `GET /projects/chains/new`
async fn new(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    call.page(pages_view::form(&setting, None, &Kept::empty()))
}

fn head(form: &Form, links: Vec<Link>) -> Outcome<ChainData> {
    form.read(|r| ChainData {
        name: r.required_text("name", NAME_MAX),
        lead_unit: r.required_id("lead_unit"),
        leader: r.text("leader", LINE_MAX),
        head: r.text("head", LINE_MAX),
        aim: r.paragraph("aim", TEXT_MAX),
        links,
    })
}

/// `POST /projects/chains/new`
async fn create(call: Call) -> Outcome<Response> {
    let outcome = match head(&call.form, Vec::new()) {
        Ok(data) => act(&call, move |acting| commands::create(acting, &data)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(chain) => call.done(&format!("/projects/chains/{}", chain.id), Message::new("done-chain")),
        Err(failure) => {
            call.again(failure, async |kept| {
                let setting = Setting::current(&call)?;
                Ok(pages_view::form(&setting, None, &kept))
            })
            .await
        }
    }
}

fn head_values(chain: &Chain) -> Kept {
    let data = &chain.data;
    Kept::with([
        ("name", data.name.clone()),
        ("lead_unit", data.lead_unit.to_string()),
        ("leader", data.leader.clone()),
        ("head", data.head.clone()),
        ("aim", data.aim.clone()),
        ("seen", chain.no.to_string()),
    ])
}

/// `GET /projects/chains/{chain}/edit`
async fn edit(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Some(call.id("chain")?)).await?;
    let chain = &shown.chains[0];
    call.page(pages_view::form(&shown.setting, Some(chain), &head_values(chain)))
}

fn seen(form: &Form) -> i64 {
    form.value("seen").parse().unwrap_or(0)
}

/// `POST /projects/chains/{chain}/edit`
async fn change(call: Call) -> Outcome<Response> {
    let id = call.id("chain")?;
    let before = shown(&call, Some(id)).await?;
    let (no, why) = (seen(&call.form), call.form.value("reason").to_owned());
    let outcome = match head(&call.form, before.chains[0].data.links.clone()) {
        Ok(data) => act(&call, move |acting| commands::change(acting, id, no, &data, &why)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => call.done(&format!("/projects/chains/{id}"), Message::new("done-chain")),
        Err(failure) => {
            call.again(failure, async |kept| {
                Ok(pages_view::form(&before.setting, before.chains.first(), &kept))
            })
            .await
        }
    }
}

/// The link of an address, from 1; the one after the last is a new one.
fn place(call: &Call, chain: &Chain) -> Outcome<usize> {
    let place = call.param("place").parse::<usize>().ok();
    place.filter(|place| (1..=chain.data.links.len() + 1).contains(place)).ok_or_else(Failure::not_found)
}

fn link_values(shown: &Shown, link: Option<&Link>) -> Kept {
    let no = ("seen", shown.chains[0].no.to_string());
    let Some(link) = link else { return Kept::with([no]) };
    let enterprise = |one: &Enterprise| match one.makes.as_str() {
        "" => one.name.clone(),
        makes => format!("{}：{makes}", one.name),
    };
    let enterprises: Vec<String> = link.enterprises.iter().map(enterprise).collect();
    let project =
        |id: &Id| shown.projects.get(id).map_or_else(|| id.to_string(), |one| one.data.name.clone());
    let projects: Vec<String> = link.projects.iter().map(project).collect();
    Kept::with([
        ("link", link.name.clone()),
        ("tier", link.tier.as_str().to_owned()),
        ("state", link.state.as_str().to_owned()),
        ("why", link.why.clone()),
        ("enterprise", enterprises.join("\n")),
        ("project", projects.join("\n")),
        no,
    ])
}

/// `GET /projects/chains/{chain}/links/{place}`
async fn link(call: Call) -> Outcome<Response> {
    let shown = shown(&call, Some(call.id("chain")?)).await?;
    let at = place(&call, &shown.chains[0])?;
    let kept = link_values(&shown, shown.chains[0].data.links.get(at - 1));
    call.page(pages_view::link_form(&shown, at, &kept))
}

/// A line `名称：产品` of enterprises.
fn enterprise(line: &str) -> Enterprise {
    let (name, makes) = line.split_once(['：', ':']).unwrap_or((line, ""));
    Enterprise { name: name.trim().to_owned(), makes: makes.trim().to_owned() }
}

/// What a form says of a link; its projects as they were written.
fn link_input(form: &Form) -> Outcome<(Link, Vec<String>)> {
    let tiers: Vec<_> = Tier::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let states: Vec<_> = State::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let lines = |text: String| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    form.read(|r| {
        let link = Link {
            name: r.required_text("link", NAME_MAX),
            tier: r.required_choice("tier", &tiers, Tier::Upstream),
            state: r.required_choice("state", &states, State::Present),
            why: r.paragraph("why", TEXT_MAX),
            enterprises: lines(r.paragraph("enterprise", 20_000))
                .iter()
                .map(|line| enterprise(line))
                .collect(),
            projects: Vec::new(),
        };
        (link, lines(r.paragraph("project", 20_000)))
    })
}

/// Saves a chain after `alter` has changed its links, and comes back to it.
async fn altered(
    call: &Call,
    at: usize,
    before: Shown,
    alter: Outcome<impl Fn(&mut ChainData, &mut Tx<'_>) -> Outcome<()> + Send + 'static>,
) -> Outcome<Response> {
    let chain = &before.chains[0];
    let (id, data) = (chain.id, chain.data.clone());
    let (no, why) = (seen(&call.form), call.form.value("reason").to_owned());
    let outcome = match alter {
        Ok(alter) => {
            act(call, move |acting| {
                let mut data = data.clone();
                alter(&mut data, acting.tx)?;
                commands::change(acting, id, no, &data, &why)
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => call.done(&format!("/projects/chains/{id}"), Message::new("done-chain")),
        Err(failure) => call.again(failure, async |kept| Ok(pages_view::link_form(&before, at, &kept))).await,
    }
}

/// `POST /projects/chains/{chain}/links/{place}`
async fn put_link(call: Call) -> Outcome<Response> {
    let before = shown(&call, Some(call.id("chain")?)).await?;
    let at = place(&call, &before.chains[0])?;
    let alter = link_input(&call.form).map(|(link, named)| {
        move |data: &mut ChainData, tx: &mut Tx<'_>| {
            let mut link = link.clone();
            for name in &named {
                let found = store::project_named(tx, name)?;
                let unknown =
                    || Failure::invalid("chain-project-named").with("name", name.as_str()).at("project");
                link.projects.push(found.ok_or_else(unknown)?);
            }
            match data.links.get_mut(at - 1) {
                Some(there) => *there = link,
                None => data.links.push(link),
            }
            Ok(())
        }
    });
    altered(&call, at, before, alter).await
}

/// `POST /projects/chains/{chain}/links/{place}/remove`
async fn remove_link(call: Call) -> Outcome<Response> {
    let before = shown(&call, Some(call.id("chain")?)).await?;
    let at = place(&call, &before.chains[0])?;
    if at > before.chains[0].data.links.len() {
        return Err(Failure::not_found());
    }
    let alter = move |data: &mut ChainData, _: &mut Tx<'_>| {
        // Somebody else may have taken one away; then the state that was seen is not the present one.
        if at <= data.links.len() {
            data.links.remove(at - 1);
        }
        Ok(())
    };
    altered(&call, at, before, Ok(alter)).await
}
