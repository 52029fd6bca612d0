//! What must be done now about requests and problems: of a unit, of the supervision office, of a leader. Nobody is ranked, and
//! nothing is asked for that is known already.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::Call;
use qipan_board::board::visible;
use qipan_board::commitments::model::State as BoardState;
use qipan_board::lights::Light;
use qipan_board::lights::Shown as ShownLight;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Outcome};
use qipan_web::components::{Cell, Head, Table, empty_state};
use qipan_web::{Markup, html};

use super::chain::cut;
use super::rules::WorkRules;
use super::store;
use crate::pages::frame;
use crate::problems::model::{Filed, Level, Problem};
use crate::requests::model::{Request, Role, Share, ShareState, State};
use crate::{problems, requests};

/// Open problems and requests that are looked through; more are in the lists.
const LOOKED_AT: usize = 1_000;
/// Rows of a group.
const SHOWN: usize = 30;

/// One thing to do.
struct Row {
    address: String,
    number: String,
    text: String,
    who: String,
    due: Option<qipan_kernel::Day>,
    light: ShownLight,
}

/// A group of things to do: its heading, and where all of them are.
struct Group {
    key: &'static str,
    rows: Vec<Row>,
}

/// In which group of a unit a share stands.
fn of_share(share: &Share, signs: bool) -> Option<&'static str> {
    match share.state {
        ShareState::Open if share.role == Role::Cooperating => Some("work-cooperate"),
        ShareState::Open => Some("work-reply"),
        ShareState::Drafted if signs => Some("work-sign-reply"),
        _ => None,
    }
}

/// In which group of the supervision office a request stands.
fn of_request(request: &Request) -> Option<&'static str> {
    match request.state {
        State::Received => Some("work-dispatch"),
        State::Replied => Some("work-visit"),
        State::Handling if request.standing().any(|one| one.state == ShareState::Objected) => {
            Some("work-objections")
        }
        State::Handling if request.standing().any(|one| one.extension_open().is_some()) => {
            Some("work-extensions")
        }
        _ => None,
    }
}

/// In which group a problem stands for a role; `own` of a unit that is to solve it.
fn of_problem(problem: &Problem, setting: &Setting) -> Option<&'static str> {
    let board = problem.commitment.as_ref().map(|one| one.version.state);
    let own = problem.solver().is_some_and(|unit| setting.actor.scope.contains(&unit));
    if setting.may(Act::Opinion) {
        let undecided = problem.level != Level::Unit && problem.data.decision.is_none();
        return (undecided && problem.state().unsolved()).then_some("work-decide");
    }
    if setting.may(Act::ProjectManage) {
        return match (problem.filed, board) {
            (Filed::Proposed, _) => Some("work-accept"),
            (Filed::Accepted | Filed::Consulting, _) => Some("work-assign"),
            (_, Some(BoardState::Reported | BoardState::Submitted)) => Some("work-check"),
            (_, Some(BoardState::Closed)) => Some("work-strike"),
            _ => None,
        };
    }
    match board? {
        BoardState::Issued if own => Some("work-sign"),
        BoardState::Signed | BoardState::InProgress if own => Some("work-solve"),
        _ => None,
    }
}

const ORDER: [&str; 15] = [
    "work-reply",
    "work-sign-reply",
    "work-cooperate",
    "work-sign",
    "work-solve",
    "work-decide",
    "work-dispatch",
    "work-objections",
    "work-extensions",
    "work-visit",
    "work-accept",
    "work-assign",
    "work-check",
    "work-strike",
    "todo-others",
];

fn groups(setting: &Setting, rules: &WorkRules, all: &[Request], open: &[Problem]) -> Vec<Group> {
    let mut groups: Vec<Group> = ORDER.iter().map(|key| Group { key, rows: Vec::new() }).collect();
    let mut add = |key: &str, row: Row| {
        if let Some(group) = groups.iter_mut().find(|group| group.key == key) {
            group.rows.push(row);
        }
    };
    let unit = |id: Option<Id>| id.map(|id| setting.unit(id)).unwrap_or_default();
    for one in all {
        let light = || requests::pages::shown_light(setting, one);
        let row = |share: Option<&Share>| Row {
            address: format!("/projects/requests/{}", one.id),
            number: one.number.clone(),
            text: format!("{}：{}", one.data.enterprise, one.data.text),
            who: unit(share.or(one.lead()).map(|share| share.unit)),
            due: share.map_or(one.due_day, |share| Some(share.due_day)),
            light: light(),
        };
        if setting.may(Act::ProjectManage) {
            of_request(one).into_iter().for_each(|key| add(key, row(None)));
        }
        let own = |share: &&Share| setting.actor.scope.contains(&share.unit);
        for share in one.standing().filter(own) {
            let key = of_share(share, setting.may(Act::SubmitForClosing));
            key.into_iter().for_each(|key| add(key, row(Some(share))));
        }
    }
    for one in open {
        let Some(key) = of_problem(one, setting) else { continue };
        let light = problems::pages::shown_light(setting, &rules.problems, one);
        add(
            key,
            Row {
                address: format!("/projects/problems/{}", one.id),
                number: one.number.clone(),
                text: one.data.text.clone(),
                who: unit(one.solver()),
                due: one.due(),
                light,
            },
        );
    }
    // What is late comes first, then what is due first.
    let rank = |light: Light| match light {
        Light::Red => 0,
        Light::Yellow => 1,
        _ => 2,
    };
    for group in &mut groups {
        group.rows.sort_by_key(|row| (rank(row.light.light), row.due.is_none(), row.due));
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn group_shown(setting: &Setting, group: &Group) -> Markup {
    let view = &setting.view;
    let heads = ["problem-number", "work-what", "problem-unit", "problem-due", "problem-light"];
    let mut table =
        Table::new(view.t(group.key), heads.map(|key| Head::new(view.t(key))).to_vec()).caption_hidden();
    for row in group.rows.iter().take(SHOWN) {
        let cells: Vec<Cell> = vec![
            html! { a class="nowrap" href=(row.address) { (row.number) } }.into(),
            cut(&row.text, 110).as_str().into(),
            row.who.as_str().into(),
            html! { @match row.due { Some(due) => span class="nowrap" { (view.day(due)) }, None => span class="quiet" { "—" } } }.into(),
            html! { span class="lights" { (setting.shown(&row.light)) } br; small { (view.m(&row.light.why)) } }.into(),
        ];
        table.row(cells);
    }
    html! {
        section {
            h2 { (view.t(group.key)) " " small { (group.rows.len()) } }
            (table.render(view))
        }
    }
}

/// `GET /projects/work`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let seen = visible(&setting.actor);
    let today = setting.today();
    let (rules, all, open) = call
        .read(move |tx| {
            let of_requests = requests::store::Filter {
                visible: seen.clone(),
                open: true,
                ..requests::store::Filter::default()
            };
            let of_problems = problems::store::Filter { visible: seen, ..problems::store::Filter::default() };
            Ok((
                store::rules_on(tx, today)?,
                requests::store::list(tx, &of_requests, None, LOOKED_AT)?,
                problems::store::list(tx, &of_problems, None, LOOKED_AT)?,
            ))
        })
        .await?;
    let groups = groups(&setting, &rules, &all, &open);
    let view = &setting.view;
    let body = html! {
        @if groups.is_empty() { (empty_state(&view.t("work-nothing"), None)) }
        @for group in &groups { (group_shown(&setting, group)) }
    };
    call.page(frame::book_page(&setting, "/projects/work", &view.t("todo-title"), body))
}
