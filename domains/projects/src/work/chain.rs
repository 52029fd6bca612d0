//! The chain in which something stands: request ↔ project ↔ visit, meeting ↔ problem ↔ commitment, as a drawn path with words.

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::target;
use qipan_board::commitments::store as commitments;
use qipan_kernel::{Failure, FailureKind, Outcome};
use qipan_store::Tx;
use qipan_web::{Markup, html};

use super::model::{Sort, Thing};
use super::store;
use crate::book::store as projects;
use crate::pages::setting::{Setting, drawn};
use crate::{meetings, pledges, problems, requests};

/// Longest name in a chain, in characters.
const NAME_MAX: usize = 46;

/// One thing of a chain, as it is drawn.
#[derive(Clone, Debug)]
pub struct Bead {
    /// What.
    pub thing: Thing,
    /// Its number, or nothing.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// Where it stands, in words of the view.
    pub state: String,
    /// Its light.
    pub light: Option<qipan_board::lights::Light>,
}

/// A text cut to a number of characters.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The beads of the chain of a thing, in the order in which one leads to another; what the actor may not see is not there.
///
/// # Errors
/// What the store refuses.
pub fn load(tx: &mut Tx<'_>, setting: &Setting, of: Thing) -> Outcome<Vec<Bead>> {
    let mut beads = Vec::new();
    for thing in store::chain(tx, of)? {
        match bead(tx, setting, thing) {
            Ok(Some(bead)) => beads.push(bead),
            Ok(None) => {}
            Err(failure) if failure.kind == FailureKind::NotFound => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(beads)
}

fn bead(tx: &mut Tx<'_>, setting: &Setting, thing: Thing) -> Outcome<Option<Bead>> {
    let (view, actor, id) = (&setting.view, &setting.actor, thing.id);
    let words = |number: &str, name: &str, state: String, light| Bead {
        thing,
        number: number.to_owned(),
        name: cut(name, NAME_MAX),
        state,
        light,
    };
    Ok(match thing.sort {
        Sort::Project => {
            let found = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(actor, Act::ProjectView, &found.target())?;
            Some(words("", &found.data.name, view.t(found.stage.key()).into_owned(), None))
        }
        Sort::Problem => {
            let found = problems::store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(actor, Act::ProjectView, &found.target())?;
            let light = found.commitment.as_ref().map(|one| one.version.light_at(setting.now));
            let state = view.t(found.state().key()).into_owned();
            Some(words(&found.number, &found.data.text, state, light))
        }
        Sort::Commitment => {
            let found = commitments::current(tx, &[id])?.remove(&id).ok_or_else(Failure::not_found)?;
            access::require_for(actor, Act::BoardView, &target(&found))?;
            let light = Some(found.version.light_at(setting.now));
            let state = view.t(found.version.state.key()).into_owned();
            Some(words(&found.number, &found.version.terms.statement, state, light))
        }
        Sort::Request => {
            let found = requests::store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(actor, Act::ProjectView, &found.target())?;
            let light = requests::pages::shown_light(setting, &found).light;
            let name = format!("{}：{}", found.data.enterprise, found.data.text);
            let state = view.t(found.state.key()).into_owned();
            Some(words(&found.number, &name, state, Some(light)))
        }
        Sort::Visit => {
            let found = pledges::store::find_visit(tx, id)?.ok_or_else(Failure::not_found)?;
            let project = projects::find(tx, found.project)?.ok_or_else(Failure::not_found)?;
            access::require_for(actor, Act::ProjectView, &project.target())?;
            Some(words("", &found.data.who, view.day(found.day), None))
        }
        Sort::Meeting => {
            let found = meetings::pages::seen(tx, setting, id)?.meeting;
            let state = format!("{} · {}", view.day(found.day), view.t(found.state.key()));
            Some(words(&found.number, &found.data.title, state, None))
        }
    })
}

/// The chain, drawn; nothing where a thing stands alone. It is a list in the order of the path, so that it reads the same
/// without the drawing.
pub fn path(setting: &Setting, beads: &[Bead], here: Thing) -> Markup {
    let view = &setting.view;
    if beads.len() < 2 {
        return html! {};
    }
    html! {
        nav class="chain" aria-label=(view.t("work-chain")) {
            ol {
                @for bead in beads {
                    li class={ "chain-" (bead.thing.sort.as_str()) @if bead.thing == here { " here" } @if let Some(light) = bead.light { " light-" (drawn(light).as_str()) } }
                        aria-current=[(bead.thing == here).then_some("true")] {
                        span class="chain-sort" { (view.t(bead.thing.sort.key())) @if !bead.number.is_empty() { " " (bead.number) } }
                        @if bead.thing == here { strong { (bead.name) } }
                        @else { a href=(bead.thing.sort.address(bead.thing.id)) { (bead.name) } }
                        small { (bead.state) @if let Some(light) = bead.light { " · " (view.t(drawn(light).key())) } }
                    }
                }
            }
        }
    }
}
