//! One request: where it stands, its units with their clocks, its chain, what can be done, and what happened.

use axum::response::Response;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::Call;
use qipan_board::board::may;
use qipan_board::pages::setting::{Setting, drawn};
use qipan_kernel::{Failure, Id, Outcome};
use qipan_web::components::{
    Bead, Button, Cell, Definitions, Field, Head, Table, callout, error_summary_of, select,
};
use qipan_web::{Kept, Markup, html};

use crate::book::model::Project;
use crate::book::store as projects;
use crate::requests::model::{Request, Satisfaction, Share, ShareState, Solved, State, VisitBack};
use crate::requests::rules::{may_extend, may_object};
use crate::requests::store;
use crate::work::chain;
use crate::work::model::Step;
use crate::work::pages::{deed, deed_with, steps, thing_page, unit_field};
use crate::work::rules::RequestClocks;
use crate::work::store as work;

use super::list::shown_light;

const LABELS: [(&str, &str); 12] = [
    ("note", "problem-note"),
    ("lead", "request-role-lead"),
    ("cooperating", "request-role-cooperating"),
    ("parallel", "request-role-parallel"),
    ("objection", "request-objection"),
    ("extension", "request-extension-reason"),
    ("to", "request-extension-to"),
    ("reply", "request-reply"),
    ("day", "request-visit-on"),
    ("solved", "request-solved"),
    ("satisfaction", "request-satisfaction"),
    ("words", "request-visit-words"),
];

struct Shown {
    setting: Setting,
    request: Request,
    project: Option<Project>,
    clocks: Option<RequestClocks>,
    beads: Vec<Bead>,
    steps: Vec<Step>,
    visits: Vec<VisitBack>,
    kept: Kept,
}

/// Loads the page of a request and draws it, with a form that was refused.
pub(super) async fn markup(call: &Call, id: Id, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let shown = call
        .read(move |tx| {
            let request = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
            access::require_for(&setting.actor, Act::ProjectView, &request.target())?;
            let project = match request.project {
                Some(project) => projects::find(tx, project)?,
                None => None,
            };
            let rules = work::rules_on(tx, request.lead().map_or(setting.today(), |share| share.day))?;
            Ok(Shown {
                clocks: rules.clocks(&request.data.clocks).cloned(),
                beads: chain::load(tx, &setting, request.thing())?,
                steps: work::steps(tx, request.thing())?,
                visits: store::visits(tx, id)?,
                request,
                project,
                setting,
                kept,
            })
        })
        .await?;
    Ok(draw(&shown))
}

/// `GET /projects/requests/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let page = markup(&call, call.id("id")?, Kept::empty()).await?;
    call.page(page)
}

fn draw(shown: &Shown) -> Markup {
    let (setting, view, request) = (&shown.setting, &shown.setting.view, &shown.request);
    let light = shown_light(setting, request);
    let colour = drawn(light.light);
    let title = format!("{} {}", view.t("request"), request.number);
    let way = [State::Received, State::Handling, State::Replied, State::Closed];
    let body = html! {
        (error_summary_of(view, &shown.kept, &LABELS))
        (chain::path(setting, &shown.beads))
        @if way.contains(&request.state) {
            ol class="stage-chain work-state" aria-label=(view.t("request-way")) {
                @for one in way {
                    li class={ @if one == request.state { "here" } @else if one < request.state { "passed" } @else { "ahead" } }
                        aria-current=[(one == request.state).then_some("step")] { span { (view.t(one.key())) } }
                }
            }
        }
        (callout(colour, &view.t(colour.key()), html! { p { (view.m(&light.why)) } }))
        div class="board-layout" {
            div class="board-main" {
                (office(shown))
                (shares(shown))
                (visits(shown))
            }
            aside class="deeds after" aria-label=(view.t("problem-facts")) { (facts(shown)) (life(shown)) }
        }
    };
    let head = html! {
        div class="page-head" {
            h1 class="statement" { (request.data.text) }
            @if setting.may(Act::ProjectReport) {
                @let from = format!("/projects/problems/new?from=request:{}&project={}&class={}", request.id, request.project.map(|id| id.to_string()).unwrap_or_default(), request.class.as_str());
                p class="actions" { (Button::link(view.t("request-open-problem"), from)) }
            }
        }
        p class="statement-facts" {
            strong { (view.t(request.state.key())) } " · " (request.data.enterprise) " · " (view.t(request.class.key())) " · " (request.number)
            @if let Some(project) = &shown.project { " · " a href={ "/projects/" (project.id) } { (project.data.name) } }
            @if request.round > 1 { " · " (setting.say("request-round", "round", request.round)) }
        }
    };
    thing_page(setting, ("requests-title", "/projects/requests"), &title, head, body)
}

/// What the supervision office does: give it out, decline it, ask the enterprise.
fn office(shown: &Shown) -> Markup {
    let (setting, view, request, kept) = (&shown.setting, &shown.setting.view, &shown.request, &shown.kept);
    let path = format!("/projects/requests/{}", request.id);
    if !may(&setting.actor, Act::ProjectManage, &request.target()) {
        return html! {};
    }
    html! {
        div class="deeds-row" {
            @if request.state == State::Received {
                (deed(setting, ("dispatch", "request-dispatch"), &format!("{path}/dispatch"), kept, |kept| html! {
                    @if let Some(clocks) = &shown.clocks { p class="hint" { (if setting.english() { &clocks.name_en } else { &clocks.name_zh }) } }
                    (unit_field(setting, "lead", "request-role-lead").required().render(view, kept))
                    (Field::select_many("cooperating", "request-role-cooperating", setting.unit_options()).render(view, kept))
                    (Field::select_many("parallel", "request-role-parallel", setting.unit_options()).hint(view.t("request-parallel-hint")).render(view, kept))
                    (Field::area("note", "request-dispatch-note", 2).render(view, kept))
                    div class="actions" { (Button::submit(view.t("request-dispatch"))) }
                }))
                @if request.shares.is_empty() {
                    (deed(setting, ("decline", "problem-decline"), &format!("{path}/decline"), kept, |kept| html! {
                        (Field::area("reason", "problem-reason", 2).required().render(view, kept))
                        div class="actions" { (Button::submit(view.t("problem-decline")).danger()) }
                    }))
                }
            }
            @if request.state == State::Replied { (visit_form(shown, &path)) }
        }
    }
}

fn visit_form(shown: &Shown, path: &str) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = shown.kept.value(crate::work::pages::DEED) == "visit";
    let fresh = Kept::with([("day", setting.today().to_string())]);
    let kept = if refused { &shown.kept } else { &fresh };
    let fields = html! {
        (Field::day("day", "request-visit-on").required().render(view, kept))
        (select(&setting.view, "solved", "request-solved", Solved::ALL, Solved::as_str, Solved::key).required().render(view, kept))
        (select(&setting.view, "satisfaction", "request-satisfaction", Satisfaction::ALL, Satisfaction::as_str, Satisfaction::key).required().render(view, kept))
        (Field::area("words", "request-visit-words", 3).hint(view.t("request-visit-words-hint")).render(view, kept))
        div class="actions" {
            (Button::submit(view.t("request-close")).sends("then", "close"))
            (Button::submit(view.t("request-redo")).danger().sends("then", "redo"))
        }
        p class="hint" { (view.t("request-close-hint")) }
    };
    deed_with(setting, ("visit", "request-visit"), &format!("{path}/visit"), true, fields)
}

fn shares(shown: &Shown) -> Markup {
    let (setting, view, request) = (&shown.setting, &shown.setting.view, &shown.request);
    if request.shares.is_empty() {
        return html! {};
    }
    let heads = [
        "request-unit",
        "request-role",
        "request-share",
        "request-due",
        "request-objection-until",
        "request-reply",
    ];
    let mut table = Table::new(view.t("request-units"), heads.map(|key| Head::new(view.t(key))).to_vec())
        .caption_hidden();
    for share in &request.shares {
        let reply = html! {
            @if !share.data.objection.is_empty() { p { (view.t("request-objection")) "：" (share.data.objection) } }
            @if let Some(asked) = &share.data.extension {
                p { (view.t("request-extension")) " " (view.day(asked.to)) " " (asked.reason) " "
                    span class="badge" { (view.t(match asked.granted { None => "request-extension-waits", Some(true) => "request-extension-yes", Some(false) => "request-extension-no" })) } }
            }
            @if !share.data.reply.is_empty() { p class="told" { (share.data.reply) } }
            @if let Some(at) = share.replied_at { small { (view.moment(at)) } }
        };
        let cells: Vec<Cell> = vec![
            setting.unit(share.unit).into(),
            view.t(share.role.key()).into(),
            html! {
                (view.t(share.state.key()))
                @if let Some(one) = &share.commitment { br; a href={ "/commitments/" (one.id) } { (one.number) } }
            }
            .into(),
            html! { span class="nowrap" { (view.day(share.due_day)) } }.into(),
            html! { span class="nowrap" { (view.day(share.objection_day)) } }.into(),
            reply.into(),
        ];
        if share.stands() { table.row(cells) } else { table.row_of("muted", cells) }
    }
    html! {
        section id="units" {
            h2 { (view.t("request-units")) }
            (table.render(view))
            @for share in request.standing() { (share_acts(shown, share)) }
        }
    }
}

/// What can be done about a share: by its unit, and by the supervision office where it waits for it.
fn share_acts(shown: &Shown, share: &Share) -> Markup {
    let (setting, view, request) = (&shown.setting, &shown.setting.view, &shown.request);
    let (today, path) = (setting.today(), format!("/projects/requests/{}", request.id));
    let own =
        setting.actor.scope.contains(&share.unit) && may(&setting.actor, Act::Report, &request.target());
    let manages = may(&setting.actor, Act::ProjectManage, &request.target());
    // Several shares can be on one page: what was typed belongs to the one that was sent.
    let none = Kept::empty();
    let kept = if shown.kept.is("share", &share.id.to_string()) { &shown.kept } else { &none };
    let hidden = html! { input type="hidden" name="share" value=(share.id); };
    let unit = setting.unit(share.unit);
    let extends = shown.clocks.as_ref().is_some_and(|clocks| {
        may_extend(share, clocks, &setting.book.calendar, today, share.due_day + 1).is_ok()
    });
    let answers = matches!(share.state, ShareState::Open | ShareState::Drafted);
    let signs = setting.may(Act::SubmitForClosing) || !share.role.answers();
    html! {
        @if own && answers {
            h3 { (unit) " · " (view.t(share.role.key())) }
            div class="deeds-row" {
                (deed(setting, ("reply", if signs { "request-reply-do" } else { "request-draft" }), &format!("{path}/reply"), kept, |kept| html! {
                    (hidden)
                    @let draft = Kept::with([("reply", share.data.reply.clone())]);
                    (Field::area("reply", "request-reply", 4).required().hint(view.t(if signs { "request-reply-hint" } else { "request-draft-hint" })).render(view, if kept.value("reply").is_empty() { &draft } else { kept }))
                    div class="actions" { (Button::submit(view.t(if signs { "request-reply-do" } else { "request-draft" }))) }
                }))
                @if may_object(share, today).is_ok() {
                    (deed(setting, ("object", "request-object"), &format!("{path}/object"), kept, |kept| html! {
                        (hidden)
                        (Field::area("objection", "request-objection", 2).required().hint(setting.say("request-objection-hint", "day", share.objection_day)).render(view, kept))
                        div class="actions" { (Button::submit(view.t("request-object")).danger()) }
                    }))
                }
                @if extends {
                    (deed(setting, ("extension", "request-extension"), &format!("{path}/extension"), kept, |kept| html! {
                        (hidden)
                        (Field::day("to", "request-extension-to").required().render(view, kept))
                        (Field::area("extension", "request-extension-reason", 2).required().render(view, kept))
                        div class="actions" { (Button::submit(view.t("request-extension"))) }
                    }))
                }
            }
        }
        @if manages && (share.state == ShareState::Objected || share.extension_open().is_some()) {
            @let objected = share.state == ShareState::Objected;
            (deed_with(setting, ("settle", if objected { "request-settle-objection" } else { "request-settle-extension" }), &format!("{path}/settle"), true, html! {
                (hidden)
                input type="hidden" name="what" value=(if objected { "objection" } else { "extension" });
                p { (unit) "：" @if objected { (share.data.objection) } @else if let Some(asked) = share.extension_open() { (view.day(asked.to)) " " (asked.reason) } }
                (Field::area("note", "problem-note", 2).hint(view.t("request-settle-hint")).render(view, kept))
                div class="actions" {
                    (Button::submit(view.t(if objected { "request-objection-yes" } else { "request-extension-give" })).sends("answer", "yes"))
                    (Button::submit(view.t("request-refuse")).danger().sends("answer", "no"))
                }
            }))
        }
    }
}

fn visits(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    html! {
        @if !shown.visits.is_empty() {
            section id="visits" {
                h2 { (view.t("request-visits")) }
                ol class="life" {
                    @for one in shown.visits.iter().rev() {
                        li {
                            strong { (view.t(one.solved.key())) " · " (view.t(one.satisfaction.key())) }
                            @if one.round > 1 { " " span class="badge" { (setting.say("request-round", "round", one.round)) } }
                            @if !one.words.is_empty() { br; (one.words) }
                            br; span class="quiet" { (view.day(one.day)) " · " (one.who) }
                        }
                    }
                }
            }
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (setting, view, request) = (&shown.setting, &shown.setting.view, &shown.request);
    let data = &request.data;
    let clocks = shown.clocks.as_ref().map(|one| if setting.english() { &one.name_en } else { &one.name_zh });
    html! {
        h2 { (view.t("problem-facts")) }
        (Definitions::new()
            .row(view.t("request-enterprise"), &data.enterprise)
            .maybe(view.t("request-contact"), Some(&data.contact).filter(|text| !text.is_empty()))
            .row(view.t("request-channel"), view.t(data.channel.key()))
            .row(view.t("request-received"), view.day(request.received_on))
            .maybe(view.t("request-due"), request.due_day.map(|day| view.day(day)))
            .maybe(view.t("request-first-due"), request.first_due.filter(|day| Some(*day) != request.due_day).map(|day| view.day(day)))
            .maybe(view.t("request-replied-on"), request.replied_on.map(|day| view.day(day)))
            .maybe(view.t("request-closed-on"), request.closed_on.map(|day| view.day(day)))
            .maybe(view.t("request-clocks"), clocks)
            .maybe(view.t("problem-told-by"), data.told_by.map(|unit| setting.unit(unit))))
    }
}

fn life(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let words = |step: &Step| {
        let name = view.t(&format!("request-step-{}", step.word)).into_owned();
        if step.note.is_empty() { name } else { format!("{name}：{}", chain::cut(&step.note, 80)) }
    };
    html! { h2 { (view.t("problem-life")) } (steps(setting, &shown.steps, words)) }
}
