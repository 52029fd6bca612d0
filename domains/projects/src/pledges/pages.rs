//! The pages of contracts, working groups and visits: the side of a project, the rota over the book, one visit.

use axum::response::Response;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_accounts::people::choice;
use qipan_accounts::{Act, access};
use qipan_board::board::{answer_form, may, visible};
use qipan_board::commitments::commands::Acting;
use qipan_board::lights::Light as BoardLight;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_web::components::{
    Button, Cell, Definitions, Field, Head, Light, Table, empty_state, error_summary_of, light, select,
};
use qipan_web::forms::Reader;
use qipan_web::{Kept, Markup, html};

use super::model::{Group, GroupInput, Member, Opened, Pledge, PledgeInput, Role, Visit, VisitInput};
use super::rules::{Due, due};
use super::{commands, store, visits_page};
use crate::book::model::Project;
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::book::store as projects;
use crate::pages::frame;
use crate::problems::model::Class;
use crate::problems::rules::PROBLEM_MAX;
use crate::work::chain;
use crate::work::pages::{deed, deed_with, thing_page, unit_field};
use crate::work::rules::VisitRules;
use crate::work::store as work;

/// Visits beside the contracts of a project; all of them have a page of their own.
const VISITS: usize = 5;
/// Rows for problems in the form of a visit.
const ROWS: usize = 3;

const LABELS: [(&str, &str); 14] = [
    ("role", "pledge-role"),
    ("name", "pledge-name"),
    ("bearer", "pledge-bearer"),
    ("every", "pledge-every"),
    ("why", "problem-reason"),
    ("to", "pledge-to"),
    ("day", "visit-day-field"),
    ("who", "visit-who"),
    ("found", "visit-found"),
    ("promised", "visit-promised"),
    ("problems", "visit-problems"),
    ("group_name", "group-name"),
    ("lead_unit", "group-lead"),
    ("members", "group-members"),
];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let (view, manage, report) = (May(Act::ProjectView), May(Act::ProjectManage), May(Act::ProjectReport));
    routes.page("/projects/visits", view, rota);
    routes.page("/projects/visits/{id}", view, one_visit);
    routes.page("/projects/{id}/team", view, team);
    routes.page("/projects/{id}/visits", view, visits_page::page);
    routes.form("/projects/{id}/team/pledge", manage, pledge);
    routes.form("/projects/{id}/team/end", manage, end);
    routes.form("/projects/{id}/team/group", manage, group);
    routes.form("/projects/{id}/team/visit", report, visit);
}

/// Who bears a duty today, and how: the holder of a post, with the post; a person; or the name as it is written.
pub(crate) fn bearer(setting: &Setting, data: &PledgeInput) -> Markup {
    let Some(bearer) = data.bearer else { return html! { (data.name) } };
    let title = setting.roster.name(bearer, &setting.units, setting.english());
    html! {
        @match setting.roster.bearer(bearer, setting.today()) {
            Some(holder) => {
                (holder.person.name)
                @if let Some((_, since)) = holder.post { br; small { (title) " · " (setting.say("pledge-since", "day", since)) } }
            }
            None => { (title) br; small { (setting.view.t("pledge-vacant")) } }
        }
    }
}

/// When the next visit is due, with its light.
pub(crate) fn due_shown(setting: &Setting, due: Due) -> Markup {
    let view = &setting.view;
    let (colour, key, day) = match due {
        Due::Never => return html! { span class="quiet" { (view.t("visit-never")) } },
        Due::On(day) => (BoardLight::Green, "visit-on", day),
        Due::Near(day) => (BoardLight::Blue, "visit-near", day),
        Due::Over(day) => (BoardLight::Yellow, "visit-over", day),
    };
    html! { span class="lights" { (light(view, drawn(colour))) } " " (setting.say(key, "day", day)) }
}

struct Shown {
    setting: Setting,
    project: Project,
    pledges: Vec<Pledge>,
    groups: Vec<Group>,
    visits: Vec<Visit>,
    rules: VisitRules,
    kept: Kept,
}

async fn markup(call: &Call, id: Id, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let shown = call
        .read(move |tx| {
            let project = projects::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
            Ok(Shown {
                pledges: store::of_project(tx, id)?,
                groups: store::groups(tx, Some(id))?,
                visits: store::visits(tx, id, VISITS)?,
                rules: work::rules_on(tx, setting.today())?.visits,
                project,
                setting,
                kept,
            })
        })
        .await?;
    let setting = &shown.setting;
    let title = setting.view.t("pledges-tab");
    Ok(frame::project_page(setting, &shown.project, "/team", &title, draw(&shown)))
}

/// `GET /projects/{id}/team`
async fn team(call: Call) -> Outcome<Response> {
    let page = markup(&call, call.id("id")?, Kept::empty()).await?;
    call.page(page)
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, kept) = (&shown.setting, &shown.setting.view, &shown.kept);
    let manages = may(&setting.actor, Act::ProjectManage, &shown.project.target());
    let reports = may(&setting.actor, Act::ProjectReport, &shown.project.target());
    let path = format!("/projects/{}/team", shown.project.id);
    html! {
        (error_summary_of(view, kept, &LABELS))
        section id="pledges" {
            h2 { (view.t("pledges-title")) }
            (pledges(shown))
            @if manages {
                div class="deeds-row" {
                    (deed(setting, ("pledge", "pledge-add"), &format!("{path}/pledge"), kept, |kept| html! {
                        (select(&setting.view, "role", "pledge-role", Role::ALL, Role::as_str, Role::key).required().render(view, kept))
                        (choice::field("bearer", "pledge-bearer", &view.t("project-leader-link-none"), (&setting.roster, &setting.units), setting.today(), setting.english()).hint(view.t("pledge-bearer-hint")).render(view, kept))
                        (Field::text("name", "pledge-name").hint(view.t("pledge-name-hint")).render(view, kept))
                        (Field::number("every", "pledge-every").hint(view.t("pledge-every-hint")).render(view, kept))
                        div class="actions" { (Button::submit(view.t("pledge-add"))) }
                    }))
                    @if shown.pledges.iter().any(|one| one.to.is_none()) {
                        (deed(setting, ("end", "pledge-end"), &format!("{path}/end"), kept, |kept| html! {
                            @let open = shown.pledges.iter().filter(|one| one.to.is_none()).map(|one| (one.id, format!("{} {}", view.t(one.data.role.key()), pledge_name(setting, &one.data))));
                            (Field::select("ended", "pledges-title", open).required().render(view, kept))
                            (Field::day("to", "pledge-to").required().render(view, kept))
                            (Field::area("why", "problem-reason", 2).required().render(view, kept))
                            div class="actions" { (Button::submit(view.t("pledge-end")).danger()) }
                        }))
                    }
                }
            }
        }
        section id="groups" {
            h2 { (view.t("groups-title")) }
            @if shown.groups.is_empty() { p class="quiet" { (view.t("groups-none")) } }
            @for group in &shown.groups { (group_shown(setting, group)) }
            @if manages { (group_form(shown, &path)) }
        }
        section id="visits" {
            h2 { (view.t("visits-title")) }
            @if shown.visits.is_empty() { p class="quiet" { (view.t("visits-none")) } }
            ol class="life" {
                @for one in &shown.visits {
                    li {
                        a href={ "/projects/visits/" (one.id) } { strong { (view.day(one.day)) } " " (one.data.who) }
                        br; (chain::cut(&one.data.found, 160))
                    }
                }
            }
            @if shown.visits.len() == VISITS { p { a href={ "/projects/" (shown.project.id) "/visits" } { (view.t("visits-of-project")) } } }
            @if reports { (visit_form(shown, &path)) }
        }
    }
}

/// Who bears a duty, in one line.
fn pledge_name(setting: &Setting, data: &PledgeInput) -> String {
    let holder = data.bearer.and_then(|bearer| setting.roster.bearer(bearer, setting.today()));
    holder.map_or_else(|| data.name.clone(), |holder| holder.person.name.clone())
}

fn pledges(shown: &Shown) -> Markup {
    let (setting, view, today) = (&shown.setting, &shown.setting.view, shown.setting.today());
    if shown.pledges.is_empty() {
        return html! { p class="quiet" { (view.t("pledges-none")) } };
    }
    let heads = ["pledge-role", "pledge-who", "pledge-from", "visit-last", "visit-next"];
    let mut table = Table::new(view.t("pledges-title"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for one in &shown.pledges {
        let cells: Vec<Cell> = vec![
            view.t(one.data.role.key()).into(),
            html! { (bearer(setting, &one.data)) @if let Some(unit) = one.data.unit { br; small { (setting.unit(unit)) } } }.into(),
            html! { (view.day(one.data.from)) @if let Some(to) = one.to { " – " (view.day(to)) br; small { (one.why) } } }.into(),
            html! { @match one.visited { Some(day) => (view.day(day)), None => span class="quiet" { "—" } } }.into(),
            due_shown(setting, due(one, &shown.rules, today)).into(),
        ];
        if one.to.is_some_and(|to| to < today) { table.row_of("muted", cells) } else { table.row(cells) }
    }
    table.render(view)
}

fn group_shown(setting: &Setting, group: &Group) -> Markup {
    let view = &setting.view;
    let head = group.data.head.map(|head| setting.roster.name(head, &setting.units, setting.english()));
    html! {
        div class="group-card" {
            h3 { (group.data.name) }
            (Definitions::new()
                .row(view.t("group-lead"), setting.unit(group.data.lead_unit))
                .maybe(view.t("group-head"), head)
                .maybe(view.t("group-duties"), Some(&group.data.duties).filter(|text| !text.is_empty()))
                .row(view.t("group-members"), html! {
                    ul class="plain-list" { @for one in &group.data.members { li { (setting.unit(one.unit)) " " (one.person) @if !one.duty.is_empty() { "：" (one.duty) } } } }
                }))
        }
    }
}

fn group_form(shown: &Shown, path: &str) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    deed(setting, ("group", "group-form"), &format!("{path}/group"), &shown.kept, |kept| {
        html! {
            (Field::text("group_name", "group-name").required().render(view, kept))
            (unit_field(setting, "lead_unit", "group-lead").required().render(view, kept))
            (Field::select_many("members", "group-members", setting.unit_options()).render(view, kept))
            (Field::area("duties", "group-duties", 2).render(view, kept))
            div class="actions" { (Button::submit(view.t("group-form"))) }
        }
    })
}

fn visit_form(shown: &Shown, path: &str) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = shown.kept.value(crate::work::pages::DEED) == "visit";
    let fresh = Kept::with([("day", setting.today().to_string())]);
    let kept = if refused { &shown.kept } else { &fresh };
    let open = shown.pledges.iter().filter(|one| one.data.role.leads() && one.to.is_none());
    let open: Vec<_> = open
        .map(|one| (one.id, format!("{} {}", view.t(one.data.role.key()), pledge_name(setting, &one.data))))
        .collect();
    let none = view.t("visit-pledge-none").into_owned();
    let fields = html! {
        (Field::day("day", "visit-day-field").required().render(view, kept))
        (Field::select("pledge", "visit-pledge", open).empty_option(&none).render(view, kept))
        (Field::text("who", "visit-who").required().hint(view.t("visit-who-hint")).render(view, kept))
        (Field::area("found", "visit-found", 3).required().render(view, kept))
        (Field::area("promised", "visit-promised", 2).render(view, kept))
        (opened_rows(setting, kept))
        div class="actions" { (Button::submit(view.t("visit-note"))) }
    };
    deed_with(setting, ("visit", "visit-note"), &format!("{path}/visit"), refused, fields)
}

/// Rows for the problems that a visit opens.
fn opened_rows(setting: &Setting, kept: &Kept) -> Markup {
    let view = &setting.view;
    let at = |name: &str, row: usize| kept.values(name).nth(row).unwrap_or_default().to_owned();
    let units = setting.unit_options();
    html! {
        fieldset class="opened" id="problems" {
            legend { (view.t("visit-problems")) }
            p class="hint" { (view.t("visit-problems-hint")) }
            @if let Some(fault) = kept.error("problems") { p class="wrong" { (view.m(fault)) } }
            @for row in 0..ROWS {
                div class="opened-row" {
                    select name="p_class" aria-label=(view.t("problem-class")) {
                        @for class in Class::ALL { option value=(class.as_str()) selected[at("p_class", row) == class.as_str()] { (view.t(class.key())) } }
                    }
                    input type="text" name="p_text" aria-label=(view.t("problem-text")) placeholder=(view.t("problem-text")) value=(at("p_text", row));
                    select name="p_unit" aria-label=(view.t("problem-unit")) {
                        option value="" { (view.t("problem-unit")) }
                        @for (id, name) in &units { option value=(id) selected[at("p_unit", row) == *id] { (name) } }
                    }
                    input type="date" name="p_due" aria-label=(view.t("problem-due")) value=(at("p_due", row));
                }
            }
        }
    }
}

/// The problems of those rows; rows without words are none.
fn opened(reader: &Reader<'_>) -> Vec<Opened> {
    let form = reader.form();
    let fault = |key: &'static str| reader.fail(Failure::invalid(key).at("problems"));
    let value =
        |name: &'static str, row: usize| form.values(name).nth(row).unwrap_or_default().trim().to_owned();
    let texts = reader.texts("p_text", PROBLEM_MAX);
    let rows = texts.into_iter().enumerate().filter(|(_, text)| !text.is_empty());
    rows.map(|(row, text)| {
        let (unit, due) = (value("p_unit", row), value("p_due", row));
        let unit: Option<Id> = if unit.is_empty() { None } else { unit.parse().ok() };
        let due_day: Option<Day> = if due.is_empty() { None } else { due.parse().ok() };
        if !due.is_empty() && due_day.is_none() {
            fault("form-not-a-date");
        }
        let class = value("p_class", row).parse().unwrap_or(Class::Other);
        Opened { class, text, unit, due_day }
    })
    .collect()
}

fn to_team(project: Id) -> String {
    format!("/projects/{project}/team")
}

/// `POST /projects/{id}/team/pledge`
async fn pledge(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let roles: Vec<_> = Role::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| PledgeInput {
        role: r.required_choice("role", &roles, Role::Main),
        name: r.text("name", LINE_MAX),
        bearer: choice::read(r, "bearer", (&setting.roster, &setting.units), setting.today()),
        unit: None,
        every: r.int("every", 0..=24).and_then(|months| i32::try_from(months).ok()),
        from: setting.today(),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::pledge(acting, id, &input));
    answer_form(&call, run, "done-pledge", |_| to_team(id), |kept| markup(&call, id, kept)).await
}

/// `POST /projects/{id}/team/end`
async fn end(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call
        .form
        .read(|r| (r.required_id("ended"), r.required_day("to"), r.required_paragraph("why", TEXT_MAX)));
    let run = input.map(|(pledge, to, why)| {
        move |acting: &mut Acting<'_, '_>| {
            let ended = commands::end(acting, pledge, to, &why)?;
            if ended.project == id { Ok(ended) } else { Err(Failure::not_found()) }
        }
    });
    answer_form(&call, run, "done-pledge-end", |_| to_team(id), |kept| markup(&call, id, kept)).await
}

/// `POST /projects/{id}/team/group`
async fn group(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        let members = r.ids("members").into_iter();
        GroupInput {
            name: r.required_text("group_name", NAME_MAX),
            lead_unit: r.required_id("lead_unit"),
            head: None,
            members: members
                .map(|unit| Member { unit, person: String::new(), duty: String::new() })
                .collect(),
            projects: vec![id],
            duties: r.paragraph("duties", TEXT_MAX),
        }
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::form(acting, &input));
    answer_form(&call, run, "done-group", |_| to_team(id), |kept| markup(&call, id, kept)).await
}

/// `POST /projects/{id}/team/visit`
async fn visit(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| VisitInput {
        pledge: r.id("pledge"),
        day: r.required_day("day"),
        who: r.required_text("who", LINE_MAX),
        found: r.required_paragraph("found", TEXT_MAX),
        promised: r.paragraph("promised", TEXT_MAX),
        problems: opened(r),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::visit(acting, id, &input));
    let to = |visit: &Visit| format!("/projects/visits/{}", visit.id);
    answer_form(&call, run, "done-visit", to, |kept| markup(&call, id, kept)).await
}

/// `GET /projects/visits/{id}`
async fn one_visit(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let (setting, visit, project, beads) = call
        .read(move |tx| {
            let visit = store::find_visit(tx, id)?.ok_or_else(Failure::not_found)?;
            let project = projects::find(tx, visit.project)?.ok_or_else(Failure::not_found)?;
            access::require_for(&setting.actor, Act::ProjectView, &project.target())?;
            let beads = chain::load(tx, &setting, visit.thing())?;
            Ok((setting, visit, project, beads))
        })
        .await?;
    let view = &setting.view;
    let title = format!("{} {}", view.t("visit"), view.day(visit.day));
    let from = format!("/projects/problems/new?from=visit:{id}&project={}", project.id);
    let head = html! {
        div class="page-head" {
            h1 class="statement" { (title) " · " (project.data.name) }
            @if setting.may(Act::ProjectReport) { p class="actions" { (Button::link(view.t("request-open-problem"), from)) } }
        }
        p class="statement-facts" { (visit.data.who) " · " a href={ "/projects/" (project.id) "/team" } { (project.data.name) } }
    };
    let body = html! {
        (chain::path(&setting, &beads))
        (Definitions::new()
            .row(view.t("visit-found"), html! { span class="told" { (visit.data.found) } })
            .maybe(view.t("visit-promised"), Some(html! { span class="told" { (visit.data.promised) } }).filter(|_| !visit.data.promised.is_empty()))
            .row(view.t("visit-entered"), html! { (visit.entered_by) " · " (view.moment(visit.entered_at)) }))
    };
    call.page(thing_page(&setting, ("visits-title", "/projects/visits"), &title, head, body))
}

/// `GET /projects/visits`
async fn rota(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let only = !call.query.value("over").is_empty();
    let (today, seen) = (setting.today(), visible(&setting.actor));
    let (rows, rules, groups) = call
        .read(move |tx| {
            let rules = work::rules_on(tx, today)?.visits;
            let groups = if seen.is_none() { store::groups(tx, None)? } else { Vec::new() };
            Ok((store::leaders(tx, seen.as_deref(), today)?, rules, groups))
        })
        .await?;
    let view = &setting.view;
    let mut rows: Vec<_> = rows.into_iter().map(|row| (due(&row.pledge, &rules, today), row)).collect();
    // In the order of what is due first; never by who visits how often.
    rows.sort_by_key(|(due, row)| match due {
        Due::Over(day) | Due::Near(day) | Due::On(day) => (0, *day, row.pledge.id),
        Due::Never => (1, today, row.pledge.id),
    });
    let over = rows.iter().filter(|(due, _)| matches!(due, Due::Over(_))).count();
    let all = rows.len();
    if only {
        rows.retain(|(due, _)| matches!(due, Due::Over(_)));
    }
    let heads = ["project-name", "pledge-role", "pledge-who", "visit-last", "visit-next"];
    let mut table =
        Table::new(view.t("visits-title"), heads.map(|key| Head::new(view.t(key))).to_vec()).caption_hidden();
    for (due, row) in &rows {
        table.row(vec![
            html! { a href={ "/projects/" (row.pledge.project) "/team" } { (row.project) } br; small { (setting.unit(row.unit)) } }.into(),
            view.t(row.pledge.data.role.key()).into(),
            bearer(&setting, &row.pledge.data).into(),
            html! { @match row.pledge.visited { Some(day) => (view.day(day)), None => span class="quiet" { "—" } } }.into(),
            due_shown(&setting, *due).into(),
        ]);
    }
    let body = html! {
        p class="quiet" { (view.t("visits-about")) }
        p {
            a href="/projects/visits" aria-current=[(!only).then_some("page")] { (setting.say("visits-all", "count", all as i64)) }
            " · " a href="/projects/visits?over=1" aria-current=[only.then_some("page")] { (light(view, Light::Yellow)) " " (setting.say("visits-over", "count", over as i64)) }
        }
        @if rows.is_empty() { (empty_state(&view.t("visits-none-due"), None)) } @else { (table.render(view)) }
        @if !groups.is_empty() {
            h2 { (view.t("groups-title")) }
            div class="group-cards" { @for group in &groups { (group_shown(&setting, group)) } }
        }
    };
    call.page(frame::book_page(&setting, "/projects/visits", &view.t("visits-title"), body))
}
