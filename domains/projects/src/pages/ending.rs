//! Taking a project out or ending it cannot be undone as a whole: what will happen is said, and is done when it was said.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::commitments::model::Commitment;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Outcome};
use qipan_store::Tx;
use qipan_web::components::{Button, Head, Light, Table, callout, form};
use qipan_web::{Markup, html};

use super::frame;
use crate::book::commands::{Ending, ending, seen};
use crate::book::model::{Project, Standing};

/// What is to be confirmed.
struct Asked {
    setting: Setting,
    project: Project,
    to: Standing,
    reason: String,
    ending: Ending,
}

impl Ending {
    /// Stands for what was said: another one is said anew before it is done.
    fn mark(&self, to: Standing) -> String {
        let last = self.withdrawn.iter().map(|one| one.id.0).max().unwrap_or(0);
        format!("{}-{}-{last}", to.as_str(), self.withdrawn.len())
    }
}

fn load(tx: &mut Tx<'_>, setting: Setting, id: Id, (to, reason): (Standing, String)) -> Outcome<Asked> {
    let project = seen(tx, &setting.actor, id)?;
    access::require_for(&setting.actor, Act::ProjectManage, &project.target())?;
    let ending = ending(tx, id)?;
    Ok(Asked { setting, project, to, reason, ending })
}

/// The page that asks, unless what it says was said (`confirmed`), or there is nothing to ask.
pub(super) async fn ask(
    call: &Call,
    to: Standing,
    reason: &str,
    confirmed: &str,
) -> Outcome<Option<Response>> {
    let (id, setting, input) = (call.id("id")?, Setting::current(call)?, (to, reason.to_owned()));
    let asked = call.read(move |tx| load(tx, setting, id, input)).await?;
    let standing = asked.project.standing;
    if to.is_open() || standing == to || standing == Standing::Ended || asked.ending.mark(to) == confirmed {
        return Ok(None);
    }
    call.page(page(&asked)).map(Some)
}

fn page(asked: &Asked) -> Markup {
    let (setting, view, project) = (&asked.setting, &asked.setting.view, &asked.project);
    let (light, name, title, says, sure) = match asked.to {
        Standing::Ended => {
            (Light::Red, "project-end-name", "project-end-title", "project-end-says", "project-end-sure")
        }
        _ => {
            let says = "project-remove-says";
            (Light::Yellow, "project-remove-name", "project-remove-title", says, "project-remove-sure")
        }
    };
    let (withdrawn, stays) = (&asked.ending.withdrawn, &asked.ending.stays);
    let back = format!("/projects/{}", project.id);
    let body = html! {
        (callout(light, &setting.say(title, "name", project.data.name.as_str()), html! { p { (view.t(says)) } }))
        section {
            h2 { (setting.say("project-ending-withdrawn", "count", withdrawn.len())) }
            @if withdrawn.is_empty() { p class="quiet" { (view.t("project-ending-none")) } } @else { (list(setting, "project-ending-withdrawn", withdrawn)) }
        }
        @if !stays.is_empty() {
            section {
                h2 { (setting.say("project-ending-stays", "count", stays.len())) }
                p class="quiet" { (view.t("project-ending-stays-why")) }
                (list(setting, "project-ending-stays", stays))
            }
        }
        (form(view, &format!("{back}/standing"), html! {
            input type="hidden" name="standing" value=(asked.to.as_str());
            input type="hidden" name="reason" value=(asked.reason);
            input type="hidden" name="confirmed" value=(asked.ending.mark(asked.to));
            h2 { (view.t("project-reason")) }
            p { (asked.reason) }
            div class="actions" { (Button::submit(view.t(sure)).danger()) (Button::link(view.t("cancel"), format!("{back}#stages"))) }
        }))
    };
    frame::project_page(setting, project, "", &view.t(name), body)
}

fn list(setting: &Setting, caption: &'static str, all: &[Commitment]) -> Markup {
    let view = &setting.view;
    let heads = ["project-ending-what", "node-unit", "node-due"].map(|key| Head::new(view.t(key)));
    let mut table = Table::new(setting.say(caption, "count", all.len()), heads.to_vec()).caption_hidden();
    for one in all {
        let terms = &one.version.terms;
        table.row(vec![
            html! { a href={ "/commitments/" (one.id) } { (terms.statement) } br; small { (one.number) } }
                .into(),
            setting.unit(terms.lead_unit).into(),
            terms.due_day.map(|day| view.day(day)).unwrap_or_default().into(),
        ]);
    }
    table.render(view)
}
