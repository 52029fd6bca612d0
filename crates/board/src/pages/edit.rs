//! Registering a commitment, and changing its terms.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::people::choice;
use qipan_accounts::{Act, Units, access};
use qipan_kernel::{Day, Failure, Id, Message, Moment, Outcome};
use qipan_web::{Form, Kept};

use super::edit_view::{self, Editing};
use super::history::{self};
use super::setting::Setting;
use crate::board::act;
use crate::commitments::commands::{self, Registration, TEXT_MAX, target};
use crate::commitments::model::{Commitment, Kind, Source, Terms};
use crate::commitments::rules::STATEMENT_MAX;
use crate::commitments::store;

/// Longest name of a person, measure, citation.
const LINE_MAX: usize = 300;

/// A unit by identifier or by a name that it has.
fn unit(units: &Units, text: &str) -> Option<Id> {
    let text = text.trim();
    let by_id = text.parse().ok().filter(|id| units.get(*id).is_some());
    by_id.or_else(|| units.by_name(text).map(|unit| unit.id))
}

/// The terms that a form states.
pub(super) fn terms(form: &Form, setting: &Setting) -> Outcome<Terms> {
    let (units, today) = (&*setting.units, setting.now.day());
    form.read(|r| {
        let fault = |field: &str, key: &'static str| r.fail(Failure::invalid(key).at(field));
        let lead = r.required_text("lead_unit", LINE_MAX);
        let lead_unit = unit(units, &lead).unwrap_or_else(|| {
            if !lead.is_empty() {
                fault("lead_unit", "commitment-unit-unknown");
            }
            Id(0)
        });
        let mut cooperating = Vec::new();
        // One field chosen several times, or one text with a name a line.
        let named = r
            .form()
            .values("cooperating")
            .flat_map(|text| text.split(['\n', ';', '；', '、']).map(str::to_owned));
        for text in named.filter(|text| !text.trim().is_empty()) {
            match unit(units, &text) {
                Some(id) if cooperating.contains(&id) => {}
                Some(id) => cooperating.push(id),
                None => fault("cooperating", "commitment-unit-unknown"),
            }
        }
        let schedule = match r.text("schedule", 20).as_str() {
            "" => None,
            "monthly" => Some(format!("monthly:{}", r.int("report_day", 1..=31).unwrap_or(25))),
            other => Some(other.to_owned()),
        };
        let kinds = Kind::ALL.map(|kind| (kind.as_str(), kind));
        Terms {
            statement: r.required_paragraph("statement", STATEMENT_MAX),
            kind: r.choice("kind", &kinds).unwrap_or_default(),
            line: r.required_id("line"),
            lead_unit,
            cooperating,
            leader: r.text("leader", LINE_MAX),
            leader_link: choice::read(r, "leader_link", (&setting.roster, units), today),
            contact: r.text("contact", LINE_MAX),
            measure: r.text("measure", LINE_MAX),
            limit_words: r.text("limit_words", LINE_MAX),
            start_day: r.day("start_day").unwrap_or(today),
            due_day: r.day("due_day"),
            schedule,
            rule_set: r.optional_text("rule_set", 60).unwrap_or_else(|| "generic".to_owned()),
        }
    })
}

/// What a form shows for given terms.
pub(super) fn values(setting: &Setting, terms: &Terms) -> Vec<(String, String)> {
    let by_name = setting.units.len() > super::list_view::UNITS_LISTED;
    let unit = |id: Id| if by_name { setting.unit_full(id) } else { id.to_string() };
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let (schedule, report_day) =
        match terms.schedule.as_deref().map(|text| text.split_once(':').unwrap_or((text, ""))) {
            Some((schedule, day)) => (schedule.to_owned(), day.to_owned()),
            None => (String::new(), String::new()),
        };
    let mut pairs = vec![
        ("statement", terms.statement.clone()),
        ("kind", terms.kind.as_str().to_owned()),
        ("line", terms.line.to_string()),
        ("lead_unit", unit(terms.lead_unit)),
        ("leader", terms.leader.clone()),
        (
            "leader_link",
            choice::value(
                terms.leader_link,
                (&setting.roster, &setting.units),
                setting.now.day(),
                setting.english(),
            ),
        ),
        ("contact", terms.contact.clone()),
        ("measure", terms.measure.clone()),
        ("limit_words", terms.limit_words.clone()),
        ("start_day", day(Some(terms.start_day))),
        ("due_day", day(terms.due_day)),
        ("schedule", schedule),
        ("report_day", report_day),
        ("rule_set", terms.rule_set.clone()),
    ];
    if by_name {
        pairs.push((
            "cooperating",
            terms.cooperating.iter().map(|id| unit(*id)).collect::<Vec<_>>().join("\n"),
        ));
    } else {
        pairs.extend(terms.cooperating.iter().map(|id| ("cooperating", id.to_string())));
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// `GET /commitments/new`; `unit` and `line` in the query are filled in.
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let today = setting.now.day();
    let mut pairs = vec![("start_day".to_owned(), today.to_string())];
    for (from, to) in [("unit", "lead_unit"), ("line", "line")] {
        pairs.push((to.to_owned(), call.query.value(from).to_owned()));
    }
    let editing = Editing { setting, kept: Kept::with(pairs), of: None, meanwhile: Vec::new() };
    call.page(edit_view::page(&editing))
}

/// `POST /commitments/new`
pub(super) async fn register(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    match registered(&call, &setting).await {
        Ok((id, number)) => {
            call.done(&format!("/commitments/{id}"), Message::new("done-register").with("number", number))
        }
        Err(failure) => {
            call.again(failure, async |kept| {
                Ok(edit_view::page(&Editing { setting, kept, of: None, meanwhile: Vec::new() }))
            })
            .await
        }
    }
}

async fn registered(call: &Call, setting: &Setting) -> Outcome<(Id, String)> {
    let terms = terms(&call.form, setting)?;
    let (words, cited, number) = call.form.read(|r| {
        (r.paragraph("words", TEXT_MAX), r.text("cited", LINE_MAX), r.optional_text("number", 60))
    })?;
    let stated = !words.is_empty() || !cited.is_empty();
    let sources =
        if stated { vec![Source { document: None, span: (0, 0), words, cited }] } else { Vec::new() };
    let issue = call.form.value("issue") == "on";
    let one = Registration { terms, sources, number };
    act(call, move |acting| {
        if let Some(number) = &one.number
            && store::by_number(acting.tx, number)?.is_some()
        {
            return Err(Failure::conflict("commitment-number-taken")
                .with("number", number.as_str())
                .at("number"));
        }
        let done = commands::register(acting, std::slice::from_ref(&one))?;
        let fresh = done.first().ok_or_else(|| Failure::internal("nothing was registered"))?;
        if issue {
            commands::issue(acting, fresh.id)?;
        }
        Ok((fresh.id, fresh.number.clone()))
    })
    .await
}

async fn current(call: &Call, setting: &Setting) -> Outcome<Commitment> {
    let (id, actor) = (call.id("id")?, setting.actor.clone());
    call.read(move |tx| {
        let found = store::as_of(tx, id, Moment(i64::MAX - 1))?.ok_or_else(Failure::not_found)?;
        access::require_for(&actor, Act::Amend, &target(&found))?;
        Ok(found)
    })
    .await
}

/// `GET /commitments/{id}/edit`
pub(super) async fn edit(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let found = current(&call, &setting).await?;
    let mut pairs = values(&setting, &found.version.terms);
    pairs.push(("version".to_owned(), found.version.no.to_string()));
    let editing = Editing { setting, kept: Kept::with(pairs), of: Some(found), meanwhile: Vec::new() };
    call.page(edit_view::page(&editing))
}

/// `POST /commitments/{id}/edit`. When somebody else changed the commitment meanwhile, the form comes back with what
/// was typed, and beside it what they changed; sending it again then builds on their version.
pub(super) async fn amend(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let seen = call.form.value("version").parse::<i64>().unwrap_or(0);
    let outcome = match terms(&call.form, &setting) {
        Ok(terms) => {
            let reason = call.form.read(|r| r.required_paragraph("reason", TEXT_MAX));
            match reason {
                Ok(reason) => {
                    act(&call, move |acting| commands::amend(acting, id, seen, &terms, &reason).map(drop))
                        .await
                }
                Err(failure) => Err(failure),
            }
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => call.done(&format!("/commitments/{id}"), Message::new("done-amend")),
        Err(failure) if failure.is_mendable() => {
            let found = current(&call, &setting).await?;
            let history = call.read(move |tx| store::history(tx, id)).await?;
            let then = history.iter().find(|one| one.version.no == seen);
            let meanwhile = match then {
                Some(then) if found.version.no != seen => {
                    history::differences(&setting, &then.version.terms, &found.version.terms)
                }
                _ => Vec::new(),
            };
            let failure = if found.version.no != seen {
                Failure::conflict("commitment-changed-since")
            } else {
                failure
            };
            let page =
                async |kept| Ok(edit_view::page(&Editing { setting, kept, of: Some(found), meanwhile }));
            call.again(failure, page).await
        }
        Err(failure) => Err(failure),
    }
}
