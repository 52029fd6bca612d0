//! Planning a meeting, and changing the plan: what it is, and the route, a row a site.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::people::choice;
use qipan_accounts::{Act, access};
use qipan_board::board::answer_form;
use qipan_board::commitments::commands::Acting;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_web::components::{Button, Field, error_summary_of, form};
use qipan_web::{Kept, Markup, html};

use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::meetings::model::{Meeting, MeetingInput, SiteInput, State};
use crate::meetings::{commands, store};
use crate::problems::pages::project_options;
use crate::work::pages::thing_page;

/// Empty rows below the sites.
const MORE: usize = 4;

const LABELS: [(&str, &str); 8] = [
    ("title", "meeting-title-field"),
    ("day", "meeting-day"),
    ("place", "meeting-place"),
    ("chair", "meeting-chair"),
    ("chair_link", "meeting-chair-link"),
    ("attendees", "meeting-attendees"),
    ("before", "meeting-before"),
    ("sites", "meeting-route"),
];

fn read(call: &Call, setting: &Setting) -> Outcome<MeetingInput> {
    call.form.read(|r| {
        let at = |name: &'static str, row: usize| {
            call.form.values(name).nth(row).unwrap_or_default().trim().to_owned()
        };
        let mut sites = Vec::new();
        for (row, text) in call.form.values("site").enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let Ok(project) = text.trim().parse::<Id>() else {
                r.fail(Failure::invalid("work-project-unknown").at("sites"));
                continue;
            };
            let minutes = at("minutes", row);
            let minutes = if minutes.is_empty() { Ok(0) } else { minutes.parse::<i64>() };
            if minutes.is_err() {
                r.fail(Failure::invalid("form-not-a-number").at("sites"));
            }
            let (arrival, focus) = (at("arrival", row), at("focus", row));
            sites.push(SiteInput { project, arrival, minutes: minutes.unwrap_or_default(), focus });
        }
        MeetingInput {
            title: r.required_text("title", NAME_MAX),
            day: r.required_day("day"),
            place: r.text("place", LINE_MAX),
            chair: r.text("chair", LINE_MAX),
            chair_link: choice::read(r, "chair_link", (&setting.roster, &setting.units), setting.today()),
            attendees: r.paragraph("attendees", TEXT_MAX),
            purpose: r.paragraph("purpose", TEXT_MAX),
            before: r.id("before"),
            sites,
        }
    })
}

fn values(setting: &Setting, one: &Meeting) -> Kept {
    let (data, english) = (&one.data, setting.english());
    let link = choice::value(data.chair_link, (&setting.roster, &setting.units), setting.today(), english);
    let mut pairs = vec![
        ("title", data.title.clone()),
        ("day", one.day.to_string()),
        ("place", data.place.clone()),
        ("chair", data.chair.clone()),
        ("chair_link", link),
        ("attendees", data.attendees.clone()),
        ("purpose", data.purpose.clone()),
        ("before", one.before.map(|id| id.to_string()).unwrap_or_default()),
        ("seen", one.no.to_string()),
    ];
    for site in &one.sites {
        pairs.push(("site", site.project.to_string()));
        pairs.push(("arrival", site.arrival.clone()));
        pairs.push(("minutes", site.minutes.to_string()));
        pairs.push(("focus", site.focus.clone()));
    }
    Kept::with(pairs)
}

async fn editor(call: &Call, of: Option<Id>, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let options = project_options(call).await?;
    let earlier = call.read(|tx| store::list(tx, None, None, 40)).await?;
    let view = &setting.view;
    let earlier = earlier.into_iter().filter(|one| Some(one.id) != of && one.state == State::Held);
    let earlier: Vec<_> =
        earlier.map(|one| (one.id, format!("{} {}", view.day(one.day), one.data.title))).collect();
    let none = view.t("meeting-before-none").into_owned();
    let rows = kept.values("site").filter(|site| !site.is_empty()).count() + MORE;
    let at = |name: &str, row: usize| kept.values(name).nth(row).unwrap_or_default().to_owned();
    let title = view.t(if of.is_some() { "meeting-edit" } else { "meeting-new" }).into_owned();
    let action =
        of.map_or_else(|| "/projects/meetings/new".to_owned(), |id| format!("/projects/meetings/{id}/edit"));
    let body = html! {
        (error_summary_of(view, &kept, &LABELS))
        (form(view, &action, html! {
            input type="hidden" name="seen" value=(kept.value("seen"));
            (Field::text("title", "meeting-title-field").required().render(view, &kept))
            (Field::day("day", "meeting-day").required().render(view, &kept))
            (Field::text("place", "meeting-place").render(view, &kept))
            (choice::field("chair_link", "meeting-chair-link", &view.t("project-leader-link-none"), (&setting.roster, &setting.units), setting.today(), setting.english()).render(view, &kept))
            (Field::text("chair", "meeting-chair").hint(view.t("pledge-name-hint")).render(view, &kept))
            (Field::area("attendees", "meeting-attendees", 2).render(view, &kept))
            (Field::area("purpose", "meeting-purpose", 2).render(view, &kept))
            (Field::select("before", "meeting-before", earlier).empty_option(&none).render(view, &kept))
            fieldset class="opened" id="sites" {
                legend { (view.t("meeting-route")) }
                p class="hint" { (view.t("meeting-route-hint")) }
                @if let Some(fault) = kept.error("sites") { p class="wrong" { (view.m(fault)) } }
                @for row in 0..rows {
                    div class="site-row" {
                        select name="site" aria-label={ (view.t("project-name")) " " (row + 1) } {
                            option value="" { (row + 1) "." }
                            @for (id, name) in &options { option value=(id) selected[at("site", row) == *id] { (row + 1) ". " (name) } }
                        }
                        input type="text" name="arrival" inputmode="numeric" aria-label=(view.t("meeting-arrival")) placeholder="09:00" value=(at("arrival", row));
                        input type="text" name="minutes" inputmode="numeric" aria-label=(view.t("meeting-minutes")) placeholder=(view.t("meeting-minutes")) value=(at("minutes", row));
                        input type="text" name="focus" aria-label=(view.t("meeting-focus")) placeholder=(view.t("meeting-focus")) value=(at("focus", row));
                    }
                }
            }
            div class="actions" { (Button::submit(view.t("project-save"))) }
        }))
    };
    let head = html! { div class="page-head" { h1 { (title) } } };
    Ok(thing_page(&setting, ("meetings-title", "/projects/meetings"), &title, head, body))
}

/// `GET /projects/meetings/new`
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let page = editor(&call, None, Kept::empty()).await?;
    call.page(page)
}

fn address(meeting: &Meeting) -> String {
    format!("/projects/meetings/{}", meeting.id)
}

/// `POST /projects/meetings/new`
pub(super) async fn plan(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let run =
        read(&call, &setting).map(|input| move |acting: &mut Acting<'_, '_>| commands::plan(acting, &input));
    answer_form(&call, run, "done-meeting-plan", address, |kept| editor(&call, None, kept)).await
}

/// `GET /projects/meetings/{id}/edit`
pub(super) async fn edit(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let found = call.read(move |tx| store::find(tx, id)?.ok_or_else(Failure::not_found)).await?;
    access::require(&setting.actor, Act::ProjectManage)?;
    let page = editor(&call, Some(id), values(&setting, &found)).await?;
    call.page(page)
}

/// `POST /projects/meetings/{id}/edit`
pub(super) async fn change(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let seen = call.form.value("seen").parse::<i64>().unwrap_or_default();
    let run = read(&call, &setting)
        .map(|input| move |acting: &mut Acting<'_, '_>| commands::change(acting, id, seen, &input));
    answer_form(&call, run, "done-meeting-change", address, |kept| editor(&call, Some(id), kept)).await
}
