//! The chain in which something stands: request ↔ project ↔ visit, meeting ↔ problem ↔ commitment. Whatever its length, it is
//! read in a bounded number of statements: one a step away, and one or two a sort of thing.

use std::collections::{BTreeMap, BTreeSet};

use qipan_accounts::access::{self, Act, Target};
use qipan_accounts::http::{Call, ReadChain};
use qipan_board::commitments::commands::target;
use qipan_board::commitments::store as commitments;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Id, Outcome};
use qipan_store::Tx;
use qipan_web::Markup;
use qipan_web::components::{self, Bead};

pub use qipan_web::components::chain::cut;

use super::belongs_store::{self, Root};
use super::model::{Sort, Thing};
use super::store;
use crate::book::model::Project;
use crate::book::store as projects;
use crate::{meetings, pledges, problems, proposals, requests, systems};

/// The chain of a commitment, for its page on the board.
///
/// # Errors
/// What reading the units or lines fails with.
pub(crate) fn of_commitment(call: &Call, id: Id) -> Outcome<ReadChain> {
    let setting = Setting::current(call)?;
    Ok(Box::new(move |tx| load(tx, &setting, Thing::new(Sort::Commitment, id))))
}

/// Beads by their place in the order in which one thing leads to another.
type Beads = BTreeMap<(Sort, u8, Id), Bead>;

/// The beads of the chain of a thing, in the order in which one leads to another; what the actor may not see is not there.
///
/// # Errors
/// What the store refuses.
pub(crate) fn load(tx: &mut Tx<'_>, setting: &Setting, of: Thing) -> Outcome<Vec<Bead>> {
    let mut things: BTreeSet<Thing> = store::chain(tx, of)?.into_iter().collect();
    let roots = if of.sort == Sort::Commitment { belongs_store::roots(tx, of.id)? } else { Vec::new() };
    things.extend(roots.iter().flat_map(Root::things));
    if things.len() < 2 && roots.is_empty() {
        return Ok(Vec::new());
    }
    let ids = |sort: Sort| -> Vec<Id> {
        things.iter().filter(|thing| thing.sort == sort).map(|thing| thing.id).collect()
    };
    let ours = Ours { setting, of };
    let mut beads = Beads::new();
    ours.requests(tx, &ids(Sort::Request), &mut beads)?;
    ours.problems(tx, &ids(Sort::Problem), &mut beads)?;
    ours.commitments(tx, &ids(Sort::Commitment), &mut beads)?;
    let visits = pledges::store::some_visits(tx, &ids(Sort::Visit))?;
    let meetings = meetings::store::some(tx, &ids(Sort::Meeting))?;

    let mut wanted: BTreeSet<Id> = ids(Sort::Project).into_iter().collect();
    wanted.extend(visits.iter().map(|visit| visit.project));
    wanted.extend(meetings.iter().flat_map(|meeting| meeting.sites.iter().map(|site| site.project)));
    let seen: BTreeMap<Id, Project> = projects::some(tx, &wanted.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .filter(|project| ours.sees(Act::ProjectView, &project.target()))
        .map(|project| (project.id, project))
        .collect();
    for project in ids(Sort::Project).iter().filter_map(|id| seen.get(id)) {
        let state = setting.view.t(project.stage.key()).into_owned();
        ours.add(&mut beads, Thing::new(Sort::Project, project.id), "", &project.data.name, state, None);
    }
    for visit in visits.iter().filter(|visit| seen.contains_key(&visit.project)) {
        ours.add(&mut beads, visit.thing(), "", &visit.data.who, setting.view.day(visit.day), None);
    }
    for meeting in meetings.iter().filter(|one| one.sites.iter().any(|site| seen.contains_key(&site.project)))
    {
        let state = format!("{} · {}", setting.view.day(meeting.day), setting.view.t(meeting.state.key()));
        ours.add(&mut beads, meeting.thing(), &meeting.number, &meeting.data.title, state, None);
    }
    for root in &roots {
        ours.root(tx, root, &seen, &mut beads)?;
    }
    Ok(beads.into_values().collect())
}

/// Who looks, and at what.
struct Ours<'a> {
    setting: &'a Setting,
    of: Thing,
}

impl Ours<'_> {
    fn sees(&self, act: Act, target: &Target) -> bool {
        access::require_for(&self.setting.actor, act, target).is_ok()
    }

    fn add(
        &self,
        beads: &mut Beads,
        thing: Thing,
        number: &str,
        name: &str,
        state: String,
        light: Option<qipan_board::lights::Light>,
    ) {
        let bead = Bead {
            sort: thing.sort.as_str(),
            sort_name: self.setting.view.t(thing.sort.key()).into_owned(),
            number: number.to_owned(),
            name: name.to_owned(),
            href: thing.sort.address(thing.id),
            state,
            light: light.map(drawn),
            here: thing == self.of,
        };
        beads.insert((thing.sort, 0, thing.id), bead);
    }

    fn requests(&self, tx: &mut Tx<'_>, ids: &[Id], beads: &mut Beads) -> Outcome<()> {
        for one in requests::store::some(tx, ids)? {
            if self.sees(Act::ProjectView, &one.target()) {
                let light = requests::pages::shown_light(self.setting, &one).light;
                let name = format!("{}：{}", one.data.enterprise, one.data.text);
                let state = self.setting.view.t(one.state.key()).into_owned();
                self.add(beads, one.thing(), &one.number, &name, state, Some(light));
            }
        }
        Ok(())
    }

    fn problems(&self, tx: &mut Tx<'_>, ids: &[Id], beads: &mut Beads) -> Outcome<()> {
        for one in problems::store::some(tx, ids)? {
            if self.sees(Act::ProjectView, &one.target()) {
                let light = one.commitment.as_ref().map(|one| one.version.light_at(self.setting.now));
                let state = self.setting.view.t(one.state().key()).into_owned();
                self.add(beads, one.thing(), &one.number, &one.data.text, state, light);
            }
        }
        Ok(())
    }

    fn commitments(&self, tx: &mut Tx<'_>, ids: &[Id], beads: &mut Beads) -> Outcome<()> {
        for (id, one) in commitments::current(tx, ids)? {
            if self.sees(Act::BoardView, &target(&one)) {
                let (version, thing) = (&one.version, Thing::new(Sort::Commitment, id));
                let state = self.setting.view.t(version.state.key());
                // What is set aside is grey because of its state, and not for want of data.
                let light = version.suspension().is_none().then(|| version.light_at(self.setting.now));
                self.add(beads, thing, &one.number, &version.terms.statement, state.into_owned(), light);
            }
        }
        Ok(())
    }

    /// The system or the proposal that a duty is about: what it is, its name, and its address where the actor may see it.
    fn subject(&self, tx: &mut Tx<'_>, id: Id) -> Outcome<(&'static str, String, Option<String>)> {
        let seen = |target: &Target, path: &str| {
            self.sees(Act::ProjectView, target).then(|| format!("/projects/{path}/{id}"))
        };
        if let Some(one) = systems::store::find(tx, id)? {
            let href = seen(&one.target(), "systems");
            return Ok(("work-sort-system", one.data.name, href));
        }
        let one = proposals::store::find(tx, id)?;
        let href = one.as_ref().and_then(|one| seen(&one.target(), "proposals"));
        Ok(("work-sort-proposal", one.map(|one| one.data.name).unwrap_or_default(), href))
    }

    /// What a commitment is for its project or system: a node, a note of a site, an evaluation, its final
    /// accounts, a duty.
    fn root(
        &self,
        tx: &mut Tx<'_>,
        root: &Root,
        seen: &BTreeMap<Id, Project>,
        beads: &mut Beads,
    ) -> Outcome<()> {
        let view = &self.setting.view;
        let of_project = |side: &str| {
            root.project().filter(|id| seen.contains_key(id)).map(|id| format!("/projects/{id}{side}"))
        };
        let (sort, key, name, href, state) = match root {
            Root::Node { kind, name, .. } => {
                ("node", "work-sort-node", name.clone(), of_project("#nodes"), view.t(kind.key()))
            }
            Root::Note { kind, severity, .. } => {
                let name = view.t(kind.key()).into_owned();
                ("note", "work-sort-note", name, of_project("/notes"), view.t(severity.key()))
            }
            Root::Accounts { .. } => {
                let href = of_project("/money");
                ("accounts", "closing-title", view.t("closing-limit").into_owned(), href, "".into())
            }
            Root::Evaluation { evaluator, .. } => {
                let href = of_project("/evaluation");
                ("evaluation", "work-sort-evaluation", evaluator.clone(), href, "".into())
            }
            Root::SelfEvaluation { year, .. } => {
                let href = of_project(&format!("/evaluation?year={year}"));
                ("self-evaluation", "work-sort-self-evaluation", year.to_string(), href, "".into())
            }
            Root::Duty { subject: id, kind } => {
                let (key, name, href) = self.subject(tx, *id)?;
                ("system", key, name, href, view.t(kind.key()))
            }
            Root::Item { .. } => return Ok(()),
        };
        let Some(href) = href else { return Ok(()) };
        let bead = Bead {
            sort,
            sort_name: view.t(key).into_owned(),
            number: String::new(),
            name,
            href,
            state: state.into_owned(),
            light: None,
            here: false,
        };
        beads.insert((Sort::Project, 1, root.id()), bead);
        Ok(())
    }
}

/// The chain, drawn; nothing where a thing stands alone.
pub(crate) fn path(setting: &Setting, beads: &[Bead]) -> Markup {
    components::chain(&setting.view, &setting.view.t("work-chain"), beads)
}
