//! The forms of requests.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::board::answer_form;
use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::Evidence;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Id, Moment, Outcome};
use qipan_records::files::Files;
use qipan_web::components::{Button, Field, error_summary_of, form, select};
use qipan_web::{Kept, Markup, html};

use super::detail;
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::problems::model::Class;
use crate::problems::pages::{origin, project_options};
use crate::requests::commands::{self, Then};
use crate::requests::model::{
    Channel, DispatchInput, Request, RequestInput, Satisfaction, Solved, VisitInput,
};
use crate::requests::rules::REQUEST_MAX;
use crate::work::pages::thing_page;
use crate::work::store as work;

const LABELS: [(&str, &str); 9] = [
    ("enterprise", "request-enterprise"),
    ("contact", "request-contact"),
    ("channel", "request-channel"),
    ("class", "problem-class"),
    ("text", "request-text"),
    ("project", "problem-project"),
    ("line", "project-line"),
    ("received_on", "request-received"),
    ("clocks", "request-clocks"),
];

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|one| (word(*one), *one)).collect()
}

async fn editor(call: &Call, kept: Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let projects = project_options(call).await?;
    let today = setting.today();
    let rules = call.read(move |tx| work::rules_on(tx, today)).await?;
    let view = &setting.view;
    let english = setting.english();
    let clocks: Vec<_> = rules
        .requests
        .iter()
        .map(|one| (one.word.clone(), if english { one.name_en.clone() } else { one.name_zh.clone() }))
        .collect();
    let lines = setting.lines.iter().filter(|line| line.active);
    let lines: Vec<_> = lines.map(|line| (line.id, line.name(view.lang).to_owned())).collect();
    let none = view.t("problem-project-none").into_owned();
    let empty = view.t("problem-line-of-project").into_owned();
    let title = view.t("request-new").into_owned();
    let body = html! {
        (error_summary_of(view, &kept, &LABELS))
        (form(view, "/projects/requests/new", html! {
            input type="hidden" name="from" value=(kept.value("from"));
            (Field::text("enterprise", "request-enterprise").required().render(view, &kept))
            (Field::text("contact", "request-contact").hint(view.t("request-contact-hint")).render(view, &kept))
            (Field::day("received_on", "request-received").required().render(view, &kept))
            (select(&setting.view, "channel", "request-channel", Channel::ALL, Channel::as_str, Channel::key).required().render(view, &kept))
            (select(&setting.view, "class", "problem-class", Class::ALL, Class::as_str, Class::key).required().render(view, &kept))
            (Field::area("text", "request-text", 3).required().max(REQUEST_MAX as u32).render(view, &kept))
            (Field::select("project", "problem-project", projects).empty_option(&none).render(view, &kept))
            (Field::select("line", "project-line", lines).empty_option(&empty).hint(view.t("problem-line-hint")).render(view, &kept))
            (Field::select("clocks", "request-clocks", clocks).render(view, &kept))
            div class="actions" { (Button::submit(view.t("request-take-in"))) }
        }))
    };
    let head = html! { div class="page-head" { h1 { (title) } } };
    Ok(thing_page(&setting, ("requests-title", "/projects/requests"), &title, head, body))
}

/// `GET /projects/requests/new`
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let values = ["project", "class", "text", "enterprise", "from"];
    let mut all: Vec<_> = values.iter().map(|name| (*name, call.query.value(name).to_owned())).collect();
    all.push(("received_on", call.view.today.to_string()));
    let page = editor(&call, Kept::with(all)).await?;
    call.page(page)
}

/// `POST /projects/requests/new`
pub(super) async fn take_in(call: Call) -> Outcome<Response> {
    let input = call.form.read(|r| RequestInput {
        enterprise: r.required_text("enterprise", NAME_MAX),
        contact: r.text("contact", LINE_MAX),
        channel: r.required_choice("channel", &words(Channel::ALL, Channel::as_str), Channel::Visit),
        class: r.required_choice("class", &words(Class::ALL, Class::as_str), Class::Other),
        text: r.required_paragraph("text", REQUEST_MAX),
        project: r.id("project"),
        line: r.id("line"),
        received_on: r.required_day("received_on"),
        clocks: r.text("clocks", 60),
    });
    let from = origin(&call.form);
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::take_in(acting, &input, from));
    answer_form(&call, run, "done-request-take-in", address, |kept| editor(&call, kept)).await
}

fn address(request: &Request) -> String {
    format!("/projects/requests/{}", request.id)
}

/// `POST /projects/requests/{id}/decline`
pub(super) async fn decline(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| r.required_paragraph("reason", TEXT_MAX));
    let run = input.map(|reason| move |acting: &mut Acting<'_, '_>| commands::decline(acting, id, &reason));
    answer_form(&call, run, "done-request-decline", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/requests/{id}/dispatch`
pub(super) async fn dispatch(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| DispatchInput {
        lead: r.required_id("lead"),
        cooperating: r.ids("cooperating"),
        parallel: r.ids("parallel"),
        note: r.paragraph("note", TEXT_MAX),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::dispatch(acting, id, &input));
    answer_form(&call, run, "done-request-dispatch", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/requests/{id}/settle`
pub(super) async fn settle(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        (
            r.required_id("share"),
            r.required_choice("what", &[("objection", true), ("extension", false)], true),
            r.required_choice("answer", &[("yes", true), ("no", false)], true),
            r.paragraph("note", TEXT_MAX),
        )
    });
    let run = input.map(|(share, objection, yes, note)| {
        move |acting: &mut Acting<'_, '_>| match objection {
            true => commands::settle_objection(acting, id, share, yes, &note),
            false => commands::settle_extension(acting, id, share, yes, &note),
        }
    });
    answer_form(&call, run, "done-request-settle", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/requests/{id}/object`
pub(super) async fn object(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| (r.required_id("share"), r.required_paragraph("objection", TEXT_MAX)));
    let run = input.map(|(share, reason)| {
        move |acting: &mut Acting<'_, '_>| commands::object(acting, id, share, &reason)
    });
    answer_form(&call, run, "done-request-object", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/requests/{id}/extension`
pub(super) async fn extension(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        (r.required_id("share"), r.required_day("to"), r.required_paragraph("extension", TEXT_MAX))
    });
    let run = input.map(|(share, to, reason)| {
        move |acting: &mut Acting<'_, '_>| commands::ask_extension(acting, id, share, to, &reason)
    });
    answer_form(&call, run, "done-request-extension", address, |kept| detail::markup(&call, id, kept)).await
}

/// `POST /projects/requests/{id}/reply`
pub(super) async fn reply(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| (r.required_id("share"), r.required_paragraph("reply", TEXT_MAX)));
    let run = input
        .map(|(share, words)| move |acting: &mut Acting<'_, '_>| commands::reply(acting, id, share, &words));
    answer_form(&call, run, "done-request-reply", address, |kept| detail::markup(&call, id, kept)).await
}

/// The note of a visit back as a file: stored by its digest, so that it can be evidence.
pub(crate) async fn visit_evidence(call: &Call, id: Id, input: &VisitInput) -> Outcome<Evidence> {
    let view = &call.view;
    let lines = [
        (view.t("request-visit-on"), view.day(input.day)),
        (view.t("request-solved"), view.t(input.solved.key()).into_owned()),
        (view.t("request-satisfaction"), view.t(input.satisfaction.key()).into_owned()),
        (view.t("request-visit-words"), input.words.clone()),
    ];
    let text: String = lines.iter().map(|(name, value)| format!("{name}：{value}\n")).collect();
    let (files, bytes) = (call.site.part::<Files>().clone(), text.into_bytes());
    let size = bytes.len() as i64;
    let digest =
        tokio::task::spawn_blocking(move || files.put(&bytes)).await.map_err(Failure::internal)??;
    Ok(Evidence {
        id: Id(0),
        report: None,
        at: Moment(0),
        actor_name: String::new(),
        name: format!("{}-{id}.txt", view.t("request-visit")),
        media_type: "text/plain".to_owned(),
        size,
        digest,
        note: view.t("request-visit").into_owned(),
    })
}

/// `POST /projects/requests/{id}/visit`
pub(super) async fn visit(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let input = call.form.read(|r| {
        let then = r.required_choice("then", &[("close", Then::Close), ("redo", Then::Redo)], Then::Close);
        let input = VisitInput {
            day: r.required_day("day"),
            solved: r.required_choice("solved", &words(Solved::ALL, Solved::as_str), Solved::Yes),
            satisfaction: r.required_choice(
                "satisfaction",
                &words(Satisfaction::ALL, Satisfaction::as_str),
                Satisfaction::Not,
            ),
            words: r.paragraph("words", TEXT_MAX),
        };
        (input, then)
    });
    let run = match input {
        Ok((input, then)) => {
            let evidence = visit_evidence(&call, id, &input).await?;
            Ok(move |acting: &mut Acting<'_, '_>| commands::visit_back(acting, id, &input, then, &evidence))
        }
        Err(failure) => Err(failure),
    };
    answer_form(&call, run, "done-request-visit", address, |kept| detail::markup(&call, id, kept)).await
}
