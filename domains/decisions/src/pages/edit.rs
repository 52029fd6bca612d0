//! One draft, to be changed or split: a page of its own, which the review page also shows in place.

use axum::response::Response;
use maud::{Markup, html};
use qipan_accounts::access;
use qipan_accounts::http::Call;
use qipan_accounts::people::choice;
use qipan_board::commitments::model::Kind;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_web::components::{Button, Crumb, Field, Light, breadcrumb, callout, error_summary_of, form};
use qipan_web::{Form, Kept, Page};

use super::setting::Setting;
use super::{assets, cards};
use crate::drafts::commands;
use crate::drafts::model::{Data, Draft};
use crate::drafts::review::{Review, load_comparing};
use crate::drafts::{rules, similar};

/// Longest text of a field, in characters.
const TEXT_MAX: usize = 300;
/// The report schedules that are offered; another one stays as it is.
const SCHEDULES: [&str; 9] = [
    "weekly",
    "ten_day",
    "monthly:5",
    "monthly:10",
    "monthly:15",
    "monthly:20",
    "monthly:25",
    "monthly:31",
    "quarterly",
];
const LABELS: [(&str, &str); 7] = [
    ("statement", "draft-statement"),
    ("lead", "draft-lead"),
    ("cooperating", "draft-cooperating"),
    ("leader_link", "draft-leader-link"),
    ("due_day", "draft-due-day"),
    ("start_day", "draft-start-day"),
    ("at", "draft-split"),
];

/// The draft with its document; one that is still open is compared with the board.
async fn find(call: &Call) -> Outcome<(Review, Draft)> {
    let (document, wanted, context) = (call.id("id")?, call.id("draft")?, call.context()?.clone());
    call.read(move |tx| {
        let mut review = load_comparing(tx, &context, document, 0)?;
        let draft = review.drafts.iter().find(|draft| draft.id == wanted).cloned();
        let draft = draft.ok_or_else(Failure::not_found)?;
        if draft.status.is_open() {
            let visible = access::visible_units(&context.actor);
            review.same.insert(draft.id, similar::find(tx, &draft.data, context.now, visible)?);
        }
        Ok((review, draft))
    })
    .await
}

pub(super) async fn page(call: Call) -> Outcome<Response> {
    let ((review, draft), setting) = (find(&call).await?, Setting::of(&call)?);
    call.page(render(&setting, &review, &draft, &values(&setting, &draft)))
}

async fn refused(call: &Call, failure: Failure) -> Outcome<Response> {
    let page = async |kept| {
        let ((review, draft), setting) = (find(call).await?, Setting::of(call)?);
        Ok(render(&setting, &review, &draft, &kept))
    };
    call.again(failure, page).await
}

fn values(setting: &Setting, draft: &Draft) -> Kept {
    let data = &draft.data;
    let known = (&*setting.roster, &*setting.units);
    let link = choice::value(data.leader_link, known, setting.today, setting.english());
    let id = |id: Option<Id>| id.map_or(String::new(), |id| id.to_string());
    let day = |day: Option<qipan_kernel::Day>| day.map_or(String::new(), |day| day.to_string());
    let mut values = vec![
        ("statement", data.statement.clone()),
        ("kind", data.kind.as_str().to_owned()),
        ("lead", id(data.lead)),
        ("line", id(data.line)),
        ("leader", data.leader.clone()),
        ("leader_link", link),
        ("measure", data.measure.clone()),
        ("limit_words", data.limit_words.clone()),
        ("due_day", day(data.due_day)),
        ("start_day", day(data.start_day)),
        ("schedule", data.schedule.clone().unwrap_or_default()),
        ("version", draft.version.to_string()),
    ];
    values.extend(data.cooperating.iter().map(|unit| ("cooperating", unit.to_string())));
    Kept::with(values)
}

fn render(setting: &Setting, review: &Review, draft: &Draft, kept: &Kept) -> Markup {
    let view = &setting.view;
    let document = &review.document;
    let here = format!("/documents/{}/drafts/{}", document.id, draft.id);
    let back = format!("/documents/{}#d-{}", document.id, draft.id);
    let title = view.t("draft-edit-title");
    let open = draft.status.is_open();
    let body = html! {
        (breadcrumb(view, &[
            Crumb::link(view.t("documents-title"), "/documents"),
            Crumb::link(&document.facts.title, &back),
            Crumb::here(&title),
        ]))
        h1 { (title) }
        blockquote class="d-quote" { (review.words(draft.span)) }
        @if let Some(same) = review.same.get(&draft.id).filter(|same| !same.is_empty()) {
            (cards::alike(setting, draft, same))
        }
        @if open {
            div id="draft-form" {
                (error_summary_of(view, kept, &LABELS))
                (form(view, &here, fields(setting, draft, kept, &back)))
            }
            (split_form(setting, draft, kept, &here))
        } @else {
            (callout(Light::Grey, "", html! { p { (setting.say("draft-closed", "status", qipan_kernel::Arg::Key(draft.status.key().into()))) } }))
        }
    };
    Page::new(view, &title).head(assets::head()).render(body)
}

fn fields(setting: &Setting, draft: &Draft, kept: &Kept, back: &str) -> Markup {
    let view = &setting.view;
    let units = setting.unit_options();
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    let current = kept.value("schedule").to_owned();
    let other = (!current.is_empty() && !SCHEDULES.contains(&current.as_str())).then_some(current.as_str());
    let schedules =
        SCHEDULES.iter().copied().chain(other).map(|text| (text.to_owned(), setting.schedule(text)));
    let show = |field: Field<'_>| field.render(view, kept);
    html! {
        input type="hidden" name="version" value=(kept.value("version"));
        (show(Field::area("statement", "draft-statement", 4).required().max(2_000)))
        (show(Field::select("lead", "draft-lead", units.clone()).required().short().empty_option(view.t("draft-choose-unit"))))
        (show(Field::select("line", "draft-line", setting.line_options()).required().short().empty_option(view.t("draft-choose-line"))))
        (unknown(setting, draft, &units))
        (cooperating(setting, kept, &units))
        (show(Field::text("leader", "draft-leader").short().max(TEXT_MAX as u32)))
        (show(choice::field("leader_link", "draft-leader-link", &view.t("draft-leader-untied"), (&setting.roster, &setting.units), setting.today, setting.english()).hint(view.t("draft-leader-link-hint"))))
        (show(Field::select("kind", "draft-kind", kinds).short()))
        (show(Field::text("limit_words", "draft-limit-words").short().max(TEXT_MAX as u32)))
        (show(Field::day("due_day", "draft-due-day")))
        (show(Field::day("start_day", "draft-start-day").hint(view.t("draft-start-day-hint"))))
        (show(Field::select("schedule", "draft-schedule", schedules).short().empty_option(view.t("draft-schedule-none"))))
        (show(Field::area("measure", "draft-measure", 2).max(1_000)))
        div class="actions" {
            (Button::submit(view.t("draft-save")).sends("then", "keep"))
            (Button::submit(view.t("draft-save-accept")).secondary().sends("then", "accept"))
            a class="plain" href=(back) data-cancel { (view.t("cancel")) }
        }
    }
}

/// The cooperating units as boxes to keep or drop, and room to add some.
fn cooperating(setting: &Setting, kept: &Kept, units: &[(Id, String)]) -> Markup {
    let view = &setting.view;
    let chosen: Vec<Id> = kept.values("cooperating").filter_map(|text| text.parse().ok()).collect();
    html! {
        fieldset class="field" id="f-cooperating" tabindex="-1" {
            legend { (view.t("draft-cooperating")) }
            @if let Some(message) = kept.error("cooperating") { p class="error" { (view.m(message)) } }
            div class="coop" {
                @for unit in &chosen {
                    label class="choice" {
                        input type="checkbox" name="cooperating" value=(unit) checked;
                        (setting.unit(*unit))
                    }
                }
                @for number in 1..=2 {
                    select name="cooperating" aria-label=(view.t("draft-add-unit")) data-more[number == 2] {
                        option value="" { (view.t("draft-add-unit")) }
                        @for (id, name) in units { option value=(id) { (name) } }
                    }
                }
            }
        }
    }
}

/// Names that are not among the units: each can be left, given to a unit, or dropped.
fn unknown(setting: &Setting, draft: &Draft, units: &[(Id, String)]) -> Markup {
    let view = &setting.view;
    html! {
        @for (index, one) in draft.data.unknown.iter().enumerate() {
            div class="field unknown-unit" {
                label for={ "unknown-" (index) } {
                    (setting.say(if one.collective { "draft-collective" } else { "draft-unknown" }, "name", one.name.as_str()))
                }
                p class="hint" {
                    (view.t("draft-unknown-hint")) " "
                    @if setting.makes_units && !one.collective { a href={ "/documents/" (draft.document) "#units" } { (view.t("draft-make-unit")) } }
                }
                select id={ "unknown-" (index) } name={ "unknown-" (index) } {
                    option value="" { (view.t("draft-unknown-leave")) }
                    option value="drop" { (view.t("draft-unknown-drop")) }
                    @for (id, name) in units { option value=(id) { (name) } }
                }
            }
        }
    }
}

fn split_form(setting: &Setting, draft: &Draft, kept: &Kept, here: &str) -> Markup {
    let view = &setting.view;
    let statement = &draft.data.statement;
    let points = rules::split_points(statement);
    let halves = |at: usize| {
        let cut = statement.char_indices().nth(at).map_or(statement.len(), |(byte, _)| byte);
        statement.split_at(cut)
    };
    html! {
        @if !points.is_empty() {
            details class="split" id="split" open[kept.error("at").is_some()] {
                summary { (view.t("draft-split")) }
                (form(view, &format!("{here}/split"), html! {
                    input type="hidden" name="version" value=(draft.version);
                    fieldset class="field" id="f-at" {
                        legend { (view.t("draft-split-where")) }
                        @for at in &points {
                            @let (first, second) = halves(*at);
                            label class="choice split-at" {
                                input type="radio" name="at" value=(at);
                                span { (first) span class="cut-here" aria-hidden="true" { "✂" } (second) }
                            }
                        }
                    }
                    div class="actions" { (Button::submit(view.t("draft-split-do")).secondary()) }
                }))
            }
        }
    }
}

/// The data of a sent form over the data of the draft.
fn data_of(form: &Form, before: &Data, setting: &Setting) -> Outcome<Data> {
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), kind));
    form.read(|reader| {
        let mut data = Data {
            statement: reader.required_text("statement", 2_000),
            kind: reader.choice("kind", &kinds).unwrap_or_default(),
            line: reader.id("line"),
            lead: reader.id("lead"),
            cooperating: reader.ids("cooperating"),
            leader: reader.text("leader", TEXT_MAX),
            leader_link: choice::read(
                reader,
                "leader_link",
                (&setting.roster, &setting.units),
                setting.today,
            ),
            measure: reader.paragraph("measure", 1_000),
            limit_words: reader.text("limit_words", TEXT_MAX),
            due_day: reader.day("due_day"),
            start_day: reader.day("start_day"),
            schedule: reader.optional_text("schedule", 40),
            unknown: Vec::new(),
            origin: before.origin.clone(),
        };
        for (index, one) in before.unknown.iter().enumerate() {
            let name = format!("unknown-{index}");
            match form.value(&name) {
                "drop" => {}
                "" => data.unknown.push(one.clone()),
                _ => match reader.id(&name) {
                    Some(unit) if one.lead && data.lead.is_none() => data.lead = Some(unit),
                    Some(unit) if data.lead != Some(unit) && !data.cooperating.contains(&unit) => {
                        data.cooperating.push(unit);
                    }
                    _ => {}
                },
            }
        }
        data
    })
}

pub(super) async fn save(call: Call) -> Outcome<Response> {
    let (document, id) = (call.id("id")?, call.id("draft")?);
    let (_, before) = find(&call).await?;
    let context = call.context()?.clone();
    let accept = call.form.value("then") == "accept";
    let sent = data_of(&call.form, &before.data, &Setting::of(&call)?).and_then(|data| {
        call.form.read(|reader| reader.required_int("version", 1..=i64::MAX)).map(|seen| (data, seen))
    });
    let result = match sent {
        Ok((data, seen)) => {
            call.write(move |tx| {
                let draft = commands::edit(tx, &context, document, id, seen, &data)?;
                if accept && draft.status == crate::drafts::Status::Proposed {
                    commands::decide(tx, &context, document, id, None, rules::Step::Accept)?;
                }
                Ok(())
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match result {
        Ok(()) => {
            let key = if accept { "draft-saved-accepted" } else { "draft-saved" };
            call.done(&format!("/documents/{document}#d-{id}"), Message::new(key))
        }
        Err(failure) => refused(&call, failure).await,
    }
}

pub(super) async fn split(call: Call) -> Outcome<Response> {
    let (document, id) = (call.id("id")?, call.id("draft")?);
    let (context, ids) = (call.context()?.clone(), call.site.ids.clone());
    let sent = call.form.read(|reader| {
        (reader.required_int("version", 1..=i64::MAX), reader.required_int("at", 1..=100_000) as usize)
    });
    let result = match sent {
        Ok((seen, at)) => {
            call.write(move |tx| commands::split(tx, &context, &ids, (document, id, seen), at)).await
        }
        Err(failure) => Err(failure),
    };
    match result {
        Ok(_) => call.done(&format!("/documents/{document}#d-{id}"), Message::new("draft-split-done")),
        Err(failure) => refused(&call, failure).await,
    }
}
