//! The form of a node that is not done.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_web::components::{Button, Field, error_summary_of, form};
use qipan_web::{Kept, Markup, html};

use super::frame;
use crate::book::commands::seen;
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::nodes::model::{Node, NodeChange};
use crate::nodes::{commands, store};

const LABELS: [(&str, &str); 6] = [
    ("name", "node-name-field"),
    ("person", "node-person"),
    ("start_day", "node-start"),
    ("due_day", "node-due"),
    ("after", "node-after"),
    ("reason", "project-reason"),
];

/// What the form is drawn from.
struct Shown {
    setting: Setting,
    project: Project,
    nodes: Vec<Node>,
    id: Id,
}

impl Shown {
    fn node(&self) -> Outcome<&Node> {
        self.nodes.iter().find(|node| node.id == self.id).ok_or_else(Failure::not_found)
    }
}

async fn load(call: &Call) -> Outcome<Shown> {
    let (project, id, setting) = (call.id("id")?, call.id("node")?, Setting::current(call)?);
    call.read(move |tx| {
        let project = seen(tx, &setting.actor, project)?;
        access::require_for(&setting.actor, Act::ProjectManage, &project.target())?;
        let nodes = store::of_project(tx, project.id)?;
        Ok(Shown { setting, project, nodes, id })
    })
    .await
}

/// `GET /projects/{id}/nodes/{node}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    let node = shown.node()?;
    let mut pairs = vec![
        ("version", node.commitment.version.no.to_string()),
        ("name", node.name.clone()),
        ("person", node.commitment.version.terms.contact.clone()),
        ("start_day", node.start_day.to_string()),
        ("due_day", node.due_day().to_string()),
    ];
    pairs.extend(node.after.iter().map(|id| ("after", id.to_string())));
    call.page(draw(&shown, &Kept::with(pairs))?)
}

/// `POST /projects/{id}/nodes/{node}`
pub(super) async fn change(call: Call) -> Outcome<Response> {
    let (project, node) = (call.id("id")?, call.id("node")?);
    let input = call.form.read(|r| NodeChange {
        version: r.required_int("version", 1..=i64::MAX),
        name: r.required_text("name", NAME_MAX),
        person: r.text("person", LINE_MAX),
        start_day: r.required_day("start_day"),
        due_day: r.required_day("due_day"),
        after: r.ids("after"),
        reason: r.required_paragraph("reason", TEXT_MAX),
    });
    let outcome = match input {
        Ok(change) => act(&call, move |acting| commands::change(acting, project, node, &change)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => call.done(&format!("/projects/{project}#nodes"), Message::new("done-project-node-change")),
        Err(failure) => call.again(failure, async |kept| draw(&load(&call).await?, &kept)).await,
    }
}

fn draw(shown: &Shown, kept: &Kept) -> Outcome<Markup> {
    let (setting, view, node) = (&shown.setting, &shown.setting.view, shown.node()?);
    let back = format!("/projects/{}", shown.project.id);
    let others = shown.nodes.iter().filter(|other| other.id != shown.id && !other.withdrawn());
    let others: Vec<_> = others.map(|other| (other.id, other.name.clone())).collect();
    let version = &node.commitment.version;
    let first = version.first_due.filter(|first| *first != node.due_day());
    let body = html! {
        (error_summary_of(view, kept, &LABELS))
        p class="quiet" { a href={ "/commitments/" (node.commitment.id) } { (node.commitment.number) } " · " (view.t(version.state.key()))
            @if let Some(first) = first { " · " (setting.say("node-first-due", "day", first)) } }
        (form(view, &format!("{back}/nodes/{}", shown.id), html! {
            input type="hidden" name="version" value=(kept.value("version"));
            (Field::text("name", "node-name-field").required().max(NAME_MAX as u32).render(view, kept))
            (Field::text("person", "node-person").max(LINE_MAX as u32).short().render(view, kept))
            (Field::day("start_day", "node-start").required().render(view, kept))
            (Field::day("due_day", "node-due").required().hint(view.t("node-due-hint")).render(view, kept))
            @if !others.is_empty() { (Field::select_many("after", "node-after", others).render(view, kept)) }
            (Field::area("reason", "project-reason", 2).required().max(TEXT_MAX as u32).render(view, kept))
            div class="actions" { (Button::submit(view.t("project-save"))) (Button::link(view.t("cancel"), format!("{back}#nodes"))) }
        }))
    };
    Ok(frame::project_page(setting, &shown.project, "", &view.t("node-change"), body))
}
