//! What hangs together with a project, on its first page: requests, visits, meetings, problems and open commitments, as a
//! chain of counts that lead to their lists, and the open commitments that ask for somebody.

use std::collections::BTreeMap;

use qipan_accounts::access::{self, Act};
use qipan_board::board::visible;
use qipan_board::commitments::commands::target;
use qipan_board::commitments::model::{Commitment, State};
use qipan_board::commitments::store as commitments;
use qipan_board::lights::Light;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Day, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::{self, Bead, light_small};
use qipan_web::{Markup, html};

use crate::book::model::Project;
use crate::invest::lights::rank;
use crate::nodes::model::Node;
use crate::work::chain::cut;
use crate::work::{Sort, belongs_store, store as work};
use crate::{meetings, pledges, problems, requests};

/// Most of each sort that are looked at.
const MOST: usize = 400;
/// Open commitments that are named.
const NAMED: usize = 5;

/// How many of a sort there are, how many of them are open, the worst light of those, and the last day.
#[derive(Default)]
struct Count {
    all: usize,
    open: usize,
    worst: Option<Light>,
    last: Option<Day>,
}

impl Count {
    /// For each whether it is open, and then its light: none while it is suspended.
    fn of(lights: impl Iterator<Item = Option<Option<Light>>>) -> Count {
        let mut count = Count::default();
        for light in lights {
            count.all += 1;
            if let Some(light) = light {
                count.open += 1;
                count.worst = count.worst.into_iter().chain(light).min_by_key(|one| rank(*one));
            }
        }
        count
    }

    fn days(days: impl Iterator<Item = Day>) -> Count {
        let days: Vec<Day> = days.collect();
        Count { all: days.len(), last: days.into_iter().max(), ..Count::default() }
    }
}

/// What hangs together with a project.
pub struct Together {
    requests: Count,
    visits: Count,
    meetings: Count,
    problems: Count,
    /// Its open commitments that the actor may see, the most urgent first.
    open: Vec<Commitment>,
}

/// Loads what hangs together with a project, as the actor may see it.
///
/// # Errors
/// What the store refuses.
pub fn load(tx: &mut Tx<'_>, setting: &Setting, project: Id, nodes: &[Node]) -> Outcome<Together> {
    let (seen, now) = (visible(&setting.actor), setting.now);
    let rules = work::rules_on(tx, setting.today())?.problems;
    let wanted = requests::store::Filter {
        project: Some(project),
        visible: seen.clone(),
        ..requests::store::Filter::default()
    };
    let requests = requests::store::list(tx, &wanted, None, MOST)?;
    let wanted = problems::store::Filter {
        project: Some(project),
        visible: seen,
        with_ended: true,
        ..problems::store::Filter::default()
    };
    let problems = problems::store::list(tx, &wanted, None, MOST)?;
    let visits = pledges::store::visits(tx, project, MOST)?;
    let meetings = meetings::store::list(tx, None, Some(project), MOST)?;
    let ids = belongs_store::of_project(tx, project, MOST)?;
    let mut open: Vec<Commitment> = commitments::current(tx, &ids)?.into_values().collect();
    open.extend(nodes.iter().map(|node| node.commitment.clone()));
    open.retain(|one| {
        one.version.state.is_open()
            && access::require_for(&setting.actor, Act::BoardView, &target(one)).is_ok()
    });
    open.sort_by_key(|one| (rank(one.version.light_at(now)), one.version.terms.due_day, one.id));
    Ok(Together {
        requests: Count::of(
            requests.iter().map(|one| {
                one.state.is_open().then(|| Some(requests::pages::shown_light(setting, one).light))
            }),
        ),
        problems: Count::of(problems.iter().map(|one| {
            let suspended = one.commitment.as_ref().is_some_and(|one| one.version.suspension().is_some());
            let light = || (!suspended).then(|| problems::pages::shown_light(setting, &rules, one).light);
            one.state().unsolved().then(light)
        })),
        visits: Count::days(visits.iter().map(|visit| visit.day)),
        meetings: Count::days(meetings.iter().map(|meeting| meeting.day)),
        open,
    })
}

impl Together {
    /// The section; nothing where the project stands alone.
    pub fn section(&self, setting: &Setting, project: &Project) -> Markup {
        let view = &setting.view;
        let all = [&self.requests, &self.visits, &self.meetings, &self.problems];
        if all.iter().all(|count| count.all == 0) && self.open.is_empty() {
            return html! {};
        }
        let urgent: Vec<&Commitment> = self
            .open
            .iter()
            .filter(|one| matches!(one.version.light_at(setting.now), Light::Red | Light::Yellow))
            .take(NAMED)
            .collect();
        html! {
            section id="together" {
                h2 { (view.t("together-title")) }
                (components::chain(view, &view.t("together-title"), &self.beads(setting, project)))
                @if !urgent.is_empty() { (listed(setting, "together-urgent", &urgent)) }
                @if !self.open.is_empty() {
                    details {
                        summary { (setting.say("together-all-open", "count", self.open.len())) }
                        (listed(setting, "commitments", &self.open.iter().collect::<Vec<_>>()))
                    }
                }
            }
        }
    }

    fn beads(&self, setting: &Setting, project: &Project) -> Vec<Bead> {
        let view = &setting.view;
        let bead = |sort: Sort, name: String, state: String, side: &str, light: Option<Light>| Bead {
            sort: sort.as_str(),
            sort_name: view.t(sort.key()).into_owned(),
            number: String::new(),
            name,
            href: format!("/projects/{}{side}", project.id),
            state,
            light: light.map(drawn),
            here: sort == Sort::Project,
        };
        let none = || view.t("together-none").into_owned();
        let open = |sort: Sort, count: &Count, side: &str| {
            let name = if count.all == 0 {
                none()
            } else {
                let words = Message::new("together-open-of").with("open", count.open).with("all", count.all);
                view.m(&words).into_owned()
            };
            bead(sort, name, String::new(), side, count.worst)
        };
        let times = |sort: Sort, count: &Count, side: &str| {
            let name =
                if count.all == 0 { none() } else { setting.say("together-times", "count", count.all) };
            let last = count.last.map(|day| setting.say("together-last", "day", day)).unwrap_or_default();
            bead(sort, name, last, side, None)
        };
        let mut lights: BTreeMap<u8, (Light, usize)> = BTreeMap::new();
        let mut suspended = 0;
        for one in &self.open {
            let light = one.version.light_at(setting.now);
            if one.version.suspension().is_some() {
                suspended += 1;
            } else {
                lights.entry(rank(light)).or_insert((light, 0)).1 += 1;
            }
        }
        let mut said: Vec<String> = lights
            .values()
            .map(|(light, count)| format!("{} {count}", view.t(drawn(*light).key())))
            .collect();
        if suspended > 0 {
            said.push(format!("{} {suspended}", view.t(State::Suspended.key())));
        }
        let name = if self.open.is_empty() {
            none()
        } else {
            setting.say("together-open", "count", self.open.len())
        };
        let worst = lights.values().next().map(|(light, _)| *light);
        let commitments = Bead {
            state: said.join(" · "),
            ..bead(Sort::Commitment, name, String::new(), "#commitments", worst)
        };
        vec![
            open(Sort::Request, &self.requests, "/requests"),
            bead(
                Sort::Project,
                project.data.name.clone(),
                view.t(project.stage.key()).into_owned(),
                "",
                None,
            ),
            times(Sort::Visit, &self.visits, "/visits"),
            times(Sort::Meeting, &self.meetings, "/meetings"),
            open(Sort::Problem, &self.problems, "/problems"),
            commitments,
        ]
    }
}

/// Commitments, each with its light, who leads it and why it is lit so. Where the list is folded away, a browser that is led
/// to its `id` unfolds it.
fn listed(setting: &Setting, id: &str, all: &[&Commitment]) -> Markup {
    let view = &setting.view;
    html! {
        ul id=(id) class="plain-list together" {
            @for one in all {
                @let version = &one.version;
                li {
                    (light_small(view, drawn(version.light_at(setting.now)), None)) " "
                    a href={ "/commitments/" (one.id) } { (cut(&version.terms.statement, 70)) } " "
                    small { (setting.unit(version.terms.lead_unit))
                        " · " (view.m(&version.lights.reason_at(&setting.book.calendar, setting.now))) }
                }
            }
        }
    }
}
