//! The form of a system: entering one, and changing what is written down of it.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Fen, Message, Outcome};
use qipan_web::components::{Button, Crumb, Field, breadcrumb, error_summary_of, form, select};
use qipan_web::{Form, Kept, Markup, Page, html};

use crate::pages::head;
use crate::systems::model::{Item, Part, State, System, SystemData};
use crate::systems::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::systems::{commands, store};

/// The fields with their labels, for the summary of faults.
pub(crate) const LABELS: [(&str, &str); 23] = [
    ("name", "system-name"),
    ("short", "system-short"),
    ("code", "system-code"),
    ("unit", "system-unit"),
    ("users", "system-users"),
    ("line", "project-line"),
    ("state", "system-state"),
    ("purpose", "system-purpose"),
    ("functions", "system-functions"),
    ("items", "system-items"),
    ("collected", "system-items-collected"),
    ("produced", "system-items-produced"),
    ("consumed", "system-items-consumed"),
    ("interfaces", "system-interfaces"),
    ("level", "system-level"),
    ("invested", "system-invested-wan"),
    ("estimate", "system-estimate-wan"),
    ("yearly", "system-yearly-wan"),
    ("vendor", "system-vendor"),
    ("launched", "system-launched"),
    ("project", "system-project"),
    ("basis", "system-basis"),
    ("reason", "project-reason"),
];

/// Words that stand in lines, or between `、` and `；`.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let split = text.split(['\n', '、', '；', ';', '，']);
    split.map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// The data items of a form, by what is done with them.
pub(crate) fn items(r: &qipan_web::forms::Reader<'_>) -> Vec<Item> {
    let of = |part: Part| {
        let names = lines(&r.paragraph(part.as_str(), TEXT_MAX));
        names.into_iter().map(move |name| Item { name, part })
    };
    Part::ALL.iter().flat_map(|part| of(*part)).collect()
}

/// The items of one part, as a form shows them.
pub(crate) fn items_text(items: &[Item], part: Part) -> String {
    let names: Vec<&str> =
        items.iter().filter(|item| item.part == part).map(|item| item.name.as_str()).collect();
    names.join("\n")
}

fn data(form: &Form) -> Outcome<(SystemData, State)> {
    let states: Vec<_> = State::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    form.read(|r| {
        let data = SystemData {
            name: r.required_text("name", NAME_MAX),
            short: r.text("short", NAME_MAX),
            code: r.text("code", 60),
            unit: r.required_id("unit"),
            users: r.ids("users"),
            line: r.required_id("line"),
            purpose: r.required_paragraph("purpose", TEXT_MAX),
            functions: lines(&r.paragraph("functions", TEXT_MAX)),
            items: items(r),
            interfaces: r.paragraph("interfaces", TEXT_MAX),
            level: r.int("level", 0..=5).and_then(|level| u8::try_from(level).ok()).unwrap_or(0),
            invested: r.wan("invested").unwrap_or(Fen(0)),
            estimate: r.wan("estimate").unwrap_or(Fen(0)),
            yearly: r.wan("yearly").unwrap_or(Fen(0)),
            vendor: r.text("vendor", LINE_MAX),
            launched: r.day("launched"),
            project: r.id("project"),
            basis: r.paragraph("basis", TEXT_MAX),
        };
        (data, r.choice("state", &states).unwrap_or(State::Planned))
    })
}

fn values(system: &System) -> Kept {
    let data = &system.data;
    let mut pairs = vec![
        ("name", data.name.clone()),
        ("short", data.short.clone()),
        ("code", data.code.clone()),
        ("unit", data.unit.to_string()),
        ("line", data.line.to_string()),
        ("purpose", data.purpose.clone()),
        ("functions", data.functions.join("\n")),
        ("interfaces", data.interfaces.clone()),
        ("level", data.level.to_string()),
        ("invested", data.invested.wan_exact()),
        ("estimate", data.estimate.wan_exact()),
        ("yearly", data.yearly.wan_exact()),
        ("vendor", data.vendor.clone()),
        ("launched", data.launched.map(|day| day.to_string()).unwrap_or_default()),
        ("project", data.project.map(|id| id.to_string()).unwrap_or_default()),
        ("basis", data.basis.clone()),
        ("seen", system.no.to_string()),
    ];
    pairs.extend(Part::ALL.iter().map(|part| (part.as_str(), items_text(&data.items, *part))));
    pairs.extend(data.users.iter().map(|id| ("users", id.to_string())));
    Kept::with(pairs)
}

/// `GET /projects/systems/new`
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let unit = setting.actor.unit.map(|unit| unit.to_string()).unwrap_or_default();
    let kept = Kept::with([
        ("unit", unit),
        ("state", "planned".to_owned()),
        ("project", call.query.value("project").to_owned()),
    ]);
    call.page(draw(&setting, &kept, None))
}

/// `POST /projects/systems/new`
pub(super) async fn create(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let outcome = match data(&call.form) {
        Ok((data, state)) => act(&call, move |acting| commands::create(acting, &data, state)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(made) => call.done(&format!("/projects/systems/{}", made.id), Message::new("done-system-new")),
        Err(failure) => call.again(failure, async |kept| Ok(draw(&setting, &kept, None))).await,
    }
}

async fn current(call: &Call, setting: &Setting) -> Outcome<System> {
    let (id, actor) = (call.id("id")?, setting.actor.clone());
    call.read(move |tx| {
        let found = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&actor, Act::SystemFile, &found.target())?;
        Ok(found)
    })
    .await
}

/// `GET /projects/systems/{id}/edit`
pub(super) async fn edit(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let found = current(&call, &setting).await?;
    call.page(draw(&setting, &values(&found), Some(&found)))
}

/// `POST /projects/systems/{id}/edit`
pub(super) async fn change(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let seen = call.form.value("seen").parse().unwrap_or(0);
    let outcome = match data(&call.form) {
        Ok((data, _)) => {
            let reason = call.form.value("reason").to_owned();
            act(&call, move |acting| commands::change(acting, id, seen, &data, &reason)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => call.done(&format!("/projects/systems/{id}"), Message::new("done-system-change")),
        Err(failure) => {
            call.again(failure, async |kept| {
                let found = current(&call, &setting).await?;
                Ok(draw(&setting, &kept, Some(&found)))
            })
            .await
        }
    }
}

/// Fields of functions and data items.
pub(crate) fn holds(setting: &Setting, kept: &Kept) -> Markup {
    let view = &setting.view;
    let area = |part: Part, label: &'static str| {
        Field::area(part.as_str(), label, 4).max(TEXT_MAX as u32).render(view, kept)
    };
    html! {
        (Field::area("functions", "system-functions", 6).max(TEXT_MAX as u32).hint(view.t("system-lines-hint")).render(view, kept))
        div class="three-fields" {
            (area(Part::Collected, "system-items-collected"))
            (area(Part::Produced, "system-items-produced"))
            (area(Part::Consumed, "system-items-consumed"))
        }
    }
}

/// The choices of lines of work.
pub(crate) fn line_options(setting: &Setting) -> Vec<(String, String)> {
    let active = setting.lines.iter().filter(|line| line.active);
    active.map(|line| (line.id.to_string(), line.name(setting.view.lang).to_owned())).collect()
}

fn draw(setting: &Setting, kept: &Kept, of: Option<&System>) -> Markup {
    let view = &setting.view;
    let mut crumbs = vec![
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t("systems-title"), "/projects/systems"),
    ];
    let (title, action, back) = match of {
        None => (view.t("system-new"), "/projects/systems/new".to_owned(), "/projects/systems".to_owned()),
        Some(one) => {
            let back = format!("/projects/systems/{}", one.id);
            crumbs.push(Crumb::link(&one.data.name, &back));
            (view.t("system-change"), format!("{back}/edit"), back)
        }
    };
    crumbs.push(Crumb::here(&title));
    let units = setting.unit_options();
    Page::new(view, &title).head(head()).render(html! {
        (breadcrumb(view, &crumbs))
        h1 { (title) }
        (error_summary_of(view, kept, &LABELS))
        (form(view, &action, html! {
            fieldset { legend { (view.t("project-part-what")) }
                (Field::text("name", "system-name").required().max(NAME_MAX as u32).render(view, kept))
                (Field::text("short", "system-short").max(NAME_MAX as u32).short().render(view, kept))
                (Field::text("code", "system-code").max(60).short().hint(view.t("system-code-hint")).render(view, kept))
                @if of.is_none() && setting.may(Act::ProjectManage) {
                    (select(&setting.view, "state", "system-state", State::ALL, State::as_str, State::key).short().hint(view.t("system-state-hint")).render(view, kept))
                }
                (Field::area("purpose", "system-purpose", 3).required().max(TEXT_MAX as u32).render(view, kept))
                (holds(setting, kept))
                (Field::area("interfaces", "system-interfaces", 2).max(TEXT_MAX as u32).render(view, kept))
                (Field::area("basis", "system-basis", 2).max(TEXT_MAX as u32).hint(view.t("system-basis-hint")).render(view, kept))
                (Field::number("level", "system-level").between(0, 5).short().hint(view.t("system-level-hint")).render(view, kept))
            }
            fieldset { legend { (view.t("project-part-who")) }
                (Field::select("unit", "system-unit", units.clone()).empty_option(view.t("choose-one")).required().render(view, kept))
                (Field::select_many("users", "system-users", units).render(view, kept))
                (Field::select("line", "project-line", line_options(setting)).empty_option(view.t("choose-one")).required().short().hint(view.t("system-line-hint")).render(view, kept))
                (Field::text("vendor", "system-vendor").max(LINE_MAX as u32).render(view, kept))
                (Field::text("project", "system-project").max(20).short().hint(view.t("system-project-hint")).render(view, kept))
            }
            fieldset { legend { (view.t("project-part-money-time")) }
                (Field::text("invested", "system-invested-wan").short().render(view, kept))
                (Field::text("estimate", "system-estimate-wan").short().hint(view.t("system-estimate-hint")).render(view, kept))
                (Field::text("yearly", "system-yearly-wan").short().render(view, kept))
                (Field::day("launched", "system-launched").render(view, kept))
            }
            @if of.is_some() {
                input type="hidden" name="seen" value=(kept.value("seen"));
                (Field::area("reason", "project-reason", 2).required().render(view, kept))
            }
            div class="actions" { (Button::submit(view.t("project-save"))) (Button::link(view.t("cancel"), back)) }
        }))
    })
}
