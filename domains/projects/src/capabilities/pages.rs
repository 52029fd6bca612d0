//! Capabilities with the phrases that mean them, the lessons with who and when, and the forms to teach.

use std::collections::HashMap;
use std::sync::Arc;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Message, Outcome};
use qipan_overlap::{Capability, Taxonomy};
use qipan_web::components::{Button, Field, Head, Table, empty_state, error_summary_of, filter_bar, form};
use qipan_web::{Form, Kept, Markup, html};

use super::model::{Given, Lesson, PHRASE_MAX, standing};
use super::{commands, store};
use crate::proposals::register::Register;
use crate::systems::pages::side;
use crate::systems::rules::{TEXT_MAX, folded};

const LABELS: [(&str, &str); 9] = [
    ("capability", "capability"),
    ("phrase", "capability-phrase"),
    ("domain", "capability-domain-field"),
    ("id", "capability-id-field"),
    ("zh", "capability-zh"),
    ("en", "capability-en"),
    ("left", "capability-left"),
    ("right", "capability-right"),
    ("reason", "project-reason"),
];

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    routes.page("/projects/capabilities", May(Act::ProjectView), page);
    routes.form("/projects/capabilities/teach", May(Act::SystemDecide), teach);
    routes.form("/projects/capabilities/undo", May(Act::SystemDecide), undo);
}

async fn page(call: Call) -> Outcome<Response> {
    let markup = shown(&call, &Kept::empty()).await?;
    call.page(markup)
}

async fn shown(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let register = call.site.part::<Arc<Register>>().clone();
    let (lessons, taxonomy) = call.read(move |tx| Ok((store::all(tx)?, register.taxonomy(tx)?))).await?;
    let view = &setting.view;
    let (words, domain) = (call.query.value("q").trim().to_owned(), call.query.value("domain").to_owned());
    let wanted = folded(&words);
    let fits = |one: &&Capability| {
        (domain.is_empty() || one.domain == domain)
            && (wanted.is_empty() || one.phrases.iter().any(|phrase| folded(phrase).contains(&wanted)))
    };
    let found: Vec<&Capability> = taxonomy.capabilities().iter().filter(fits).collect();
    let any = view.t("choose-any").into_owned();
    let asked = Kept::with([("q", words.clone()), ("domain", domain.clone())]);
    let sum = Message::new("capability-sum")
        .with("count", found.len())
        .with("version", taxonomy.version())
        .with("lessons", standing(&lessons).count());
    Ok(side(
        &setting,
        "/projects/capabilities",
        &view.t("systems-tab-capabilities"),
        html! {},
        html! {
            p { (view.t("capability-about")) }
            (error_summary_of(view, kept, &LABELS))
            (filter_bar(view, html! {
                (Field::search("q", "project-search").placeholder(view.t("capability-search-hint")).render(view, &asked))
                (Field::select("domain", "capability-domain-field", domains(&setting, &taxonomy)).empty_option(&any).render(view, &asked))
            }))
            p class="quiet" { (view.m(&sum)) }
            @if setting.may(Act::SystemDecide) { (forms(&setting, &taxonomy, kept)) }
            @if found.is_empty() { (empty_state(&view.t("capability-none"), None)) } @else { (table(&setting, &taxonomy, &found, &lessons)) }
            (history(&setting, &taxonomy, &lessons))
        },
    ))
}

fn name(setting: &Setting, one: &Capability) -> String {
    if setting.english() { one.en.clone() } else { one.zh.clone() }
}

fn domains(setting: &Setting, taxonomy: &Taxonomy) -> Vec<(String, String)> {
    let english = setting.english();
    let named = taxonomy.domains().iter();
    named.map(|one| (one.id.clone(), if english { one.en.clone() } else { one.zh.clone() })).collect()
}

fn table(setting: &Setting, taxonomy: &Taxonomy, found: &[&Capability], lessons: &[Given]) -> Markup {
    let view = &setting.view;
    let mut taught: HashMap<(&str, String), &Given> = HashMap::new();
    for (given, lesson) in standing(lessons) {
        if let Lesson::Phrase { capability, phrase } = lesson {
            taught.insert((capability, folded(phrase)), given);
        }
    }
    let heads = vec![
        Head::new(view.t("capability")),
        Head::new(view.t("capability-domain-field")),
        Head::new(view.t("capability-phrases")),
    ];
    let mut table = Table::new(view.t("systems-tab-capabilities"), heads).caption_hidden();
    for one in found {
        let domain = taxonomy.domains().iter().find(|domain| domain.id == one.domain);
        let domain = domain.map_or("", |domain| if setting.english() { &domain.en } else { &domain.zh });
        let other = if setting.english() { &one.zh } else { &one.en };
        table.row(vec![
            html! { strong { (name(setting, one)) } br; small class="quiet" { (other) " · " code { (one.id) } } }.into(),
            domain.into(),
            html! {
                div {
                    @for phrase in &one.phrases {
                        @match taught.get(&(one.id.as_str(), folded(phrase))) {
                            Some(given) => span class="chip taught" title={ (given.by) " · " (view.day(given.at.day())) } { (phrase) },
                            None => span class="chip" { (phrase) },
                        }
                        " "
                    }
                }
            }.into(),
        ]);
    }
    table.render(view)
}

fn forms(setting: &Setting, taxonomy: &Taxonomy, kept: &Kept) -> Markup {
    let view = &setting.view;
    let all: Vec<(String, String)> =
        taxonomy.capabilities().iter().map(|one| (one.id.clone(), name(setting, one))).collect();
    let of = |kind: &str| kept.value("kind") == kind;
    let empty = Kept::empty();
    let used = |kind: &str| if of(kind) { kept } else { &empty };
    let one = |kind: &'static str, label: &'static str, body: Markup| {
        html! {
            details open[of(kind)] {
                summary class="button" { (view.t(label)) }
                (form(view, "/projects/capabilities/teach", html! {
                    input type="hidden" name="kind" value=(kind);
                    (body)
                    div class="actions" { (Button::submit(view.t(label))) }
                }))
            }
        }
    };
    let phrase = |kind: &'static str| {
        Field::text("phrase", "capability-phrase").required().max(PHRASE_MAX as u32).render(view, used(kind))
    };
    html! {
        div class="row teach" {
            (one("phrase", "capability-teach-phrase", html! {
                (Field::select("capability", "capability", all).render(view, used("phrase")))
                (phrase("phrase"))
            }))
            (one("capability", "capability-teach-new", html! {
                (Field::select("domain", "capability-domain-field", domains(setting, taxonomy)).render(view, used("capability")))
                (Field::text("zh", "capability-zh").required().max(PHRASE_MAX as u32).render(view, used("capability")))
                (Field::text("en", "capability-en").required().max(PHRASE_MAX as u32).render(view, used("capability")))
                (Field::text("id", "capability-id-field").required().max(40).short().hint(view.t("capability-id-hint")).render(view, used("capability")))
            }))
            (one("common", "capability-teach-common", html! { (phrase("common")) }))
            (one("ruling", "capability-teach-ruling", html! {
                (Field::text("left", "capability-left").required().max(PHRASE_MAX as u32).render(view, used("ruling")))
                (Field::text("right", "capability-right").required().max(PHRASE_MAX as u32).render(view, used("ruling")))
                (Field::select("same", "capability-same", [("yes", view.t("capability-same-yes").into_owned()), ("no", view.t("capability-same-no").into_owned())]).short().render(view, used("ruling")))
            }))
        }
    }
}

fn said(setting: &Setting, taxonomy: &Taxonomy, given: &Given) -> Markup {
    let view = &setting.view;
    let capability =
        |id: &str| taxonomy.capability(id).map_or_else(|| id.to_owned(), |one| name(setting, one));
    html! {
        @match &given.lesson {
            Some(Lesson::Phrase { capability: id, phrase }) => (view.m(&Message::new("lesson-phrase").with("phrase", phrase.as_str()).with("capability", capability(id)))),
            Some(Lesson::Capability { zh, en, .. }) => (view.m(&Message::new("lesson-capability").with("zh", zh.as_str()).with("en", en.as_str()))),
            Some(Lesson::Common { phrase }) => (setting.say("lesson-common", "phrase", phrase.as_str())),
            Some(Lesson::Ruling { left, right, same }) => {
                (view.m(&Message::new(if *same { "lesson-same" } else { "lesson-different" }).with("left", left.as_str()).with("right", right.as_str())))
            }
            None => { (setting.say("lesson-undo", "version", given.undoes.unwrap_or_default())) " " (given.reason) }
        }
    }
}

fn history(setting: &Setting, taxonomy: &Taxonomy, lessons: &[Given]) -> Markup {
    let view = &setting.view;
    let heads = vec![
        Head::number(view.t("lesson-version")),
        Head::new(view.t("lesson-what")),
        Head::new(view.t("lesson-by")),
        Head::new(""),
    ];
    let mut table = Table::new(view.t("lessons-title"), heads).caption_hidden();
    for given in lessons.iter().rev() {
        let stands = standing(lessons).any(|(one, _)| one.version == given.version);
        let undo = html! {
            @if stands && setting.may(Act::SystemDecide) {
                details {
                    summary class="button small" { (view.t("lesson-undo-act")) }
                    (form(view, "/projects/capabilities/undo", html! {
                        input type="hidden" name="version" value=(given.version);
                        (Field::area("reason", "project-reason", 2).required().render(view, &Kept::empty()))
                        div class="actions" { (Button::submit(view.t("lesson-undo-act")).danger()) }
                    }))
                }
            }
        };
        let cells = vec![
            given.version.to_string().into(),
            said(setting, taxonomy, given).into(),
            html! { (given.by) br; small class="quiet" { (view.moment(given.at)) } }.into(),
            undo.into(),
        ];
        if stands { table.row(cells) } else { table.row_of("muted", cells) }
    }
    html! {
        section id="lessons" {
            h2 { (view.t("lessons-title")) }
            @if table.is_empty() { p class="quiet" { (view.t("lessons-none")) } } @else { (table.render(view)) }
        }
    }
}

fn lesson(form: &Form) -> Outcome<Lesson> {
    form.read(|r| {
        let phrase = |name: &str| r.required_text(name, PHRASE_MAX);
        match form.value("kind") {
            "capability" => Lesson::Capability {
                domain: phrase("domain"),
                id: phrase("id"),
                zh: phrase("zh"),
                en: phrase("en"),
            },
            "common" => Lesson::Common { phrase: phrase("phrase") },
            "ruling" => Lesson::Ruling {
                left: r.required_text("left", 300),
                right: r.required_text("right", 300),
                same: form.value("same") == "yes",
            },
            _ => Lesson::Phrase { capability: phrase("capability"), phrase: phrase("phrase") },
        }
    })
}

async fn teach(call: Call) -> Outcome<Response> {
    let register = call.site.part::<Arc<Register>>().clone();
    let outcome = match lesson(&call.form) {
        Ok(lesson) => act(&call, move |acting| commands::teach(acting, register.built_in(), &lesson)).await,
        Err(failure) => Err(failure),
    };
    let back = Some(call.form.value("back")).filter(|back| back.starts_with("/projects/proposals/"));
    answer(&call, outcome, back.unwrap_or("/projects/capabilities#lessons"), "done-capability-teach").await
}

async fn undo(call: Call) -> Outcome<Response> {
    let input = call
        .form
        .read(|r| (r.required_int("version", 1..=i64::MAX), r.required_paragraph("reason", TEXT_MAX)));
    let outcome = match input {
        Ok((version, reason)) => act(&call, move |acting| commands::undo(acting, version, &reason)).await,
        Err(failure) => Err(failure),
    };
    answer(&call, outcome, "/projects/capabilities#lessons", "done-capability-undo").await
}

async fn answer(call: &Call, outcome: Outcome<i64>, to: &str, said: &'static str) -> Outcome<Response> {
    match outcome {
        Ok(_) => call.done(to, Message::new(said)),
        Err(failure) => call.again(failure, async |kept| shown(call, &kept).await).await,
    }
}
