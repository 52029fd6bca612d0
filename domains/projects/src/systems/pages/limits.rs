//! The limits and spans of the rules: what holds today, since when, and where it is written.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::Call;
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Id, Message, Outcome};
use qipan_web::components::{Button, Field, Head, Table, error_summary_of, form, select};
use qipan_web::{Form, Kept, Markup, html};

use super::side;
use crate::systems::parameters::{Parameter, Unit, Value};
use crate::systems::parameters_store;

const LABELS: [(&str, &str); 5] = [
    ("parameter", "parameter"),
    ("value", "parameter-value"),
    ("office", "parameter-office"),
    ("from", "parameter-from"),
    ("source", "parameter-source"),
];

/// `GET /projects/systems/rules`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let markup = shown(&call, &Kept::empty()).await?;
    call.page(markup)
}

fn written(setting: &Setting, parameter: Parameter, value: i64) -> String {
    match parameter.unit() {
        Unit::Share => {
            let points = value % 100;
            if points == 0 { format!("{}%", value / 100) } else { format!("{}.{points:02}%", value / 100) }
        }
        Unit::Money => setting.say("parameter-wan", "amount", Fen(value).wan_exact()),
        Unit::Months => setting.say("parameter-months", "count", value),
        Unit::WorkingDays => setting.say("parameter-working-days", "count", value),
        Unit::Office if value == 0 => setting.view.t("parameter-office-none").into_owned(),
        Unit::Office => setting.unit(Id(value)),
    }
}

async fn shown(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let setting = Setting::current(call)?;
    let parameters = call.read(parameters_store::load).await?;
    let (view, today) = (&setting.view, setting.today());
    let heads = vec![
        Head::new(view.t("parameter")),
        Head::new(view.t("parameter-value")),
        Head::new(view.t("parameter-from")),
        Head::new(view.t("parameter-source")),
    ];
    let mut table = Table::new(view.t("systems-tab-rules"), heads).caption_hidden();
    for parameter in Parameter::ALL {
        let holds = parameters.value_on(*parameter, today);
        for value in parameters.of(*parameter).rev() {
            let now = holds == Some(value);
            let class = if now { "" } else { "muted" };
            let source =
                html! { (value.source) @if !value.by.is_empty() { br; small class="quiet" { (value.by) } } };
            table.row_of(class, vec![
                html! { (view.t(parameter.key())) @if value.from > today { " " span class="badge" { (view.t("parameter-to-come")) } } @else if !now { " " span class="badge" { (view.t("parameter-past")) } } }.into(),
                html! { strong { (written(&setting, *parameter, value.value)) } }.into(),
                view.day(value.from).into(),
                source.into(),
            ]);
        }
    }
    let fresh = Kept::with([("from", today.to_string())]);
    let refused = !kept.value("parameter").is_empty();
    let entry = if refused { kept } else { &fresh };
    Ok(side(
        &setting,
        "/projects/systems/rules",
        &view.t("systems-tab-rules"),
        html! {},
        html! {
            p { (view.t("parameter-about")) }
            (error_summary_of(view, kept, &LABELS))
            (table.render(view))
            @if setting.may(Act::ProjectManage) {
                details open[refused] {
                    summary class="button" { (view.t("parameter-set")) }
                    (form(view, "/projects/systems/rules", html! {
                        (select(&setting.view, "parameter", "parameter", Parameter::ALL, Parameter::as_str, Parameter::key).render(view, entry))
                        (Field::text("value", "parameter-value").short().hint(view.t("parameter-value-hint")).render(view, entry))
                        (Field::select("office", "parameter-office", setting.unit_options()).empty_option(view.t("parameter-office-none")).render(view, entry))
                        (Field::day("from", "parameter-from").required().render(view, entry))
                        (Field::text("source", "parameter-source").required().max(300).render(view, entry))
                        div class="actions" { (Button::submit(view.t("parameter-set"))) }
                    }))
                }
            }
        },
    ))
}

fn input(form: &Form) -> Outcome<Value> {
    let all: Vec<_> = Parameter::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    form.read(|r| {
        let parameter = r.required_choice("parameter", &all, Parameter::UpgradeShare);
        let value = match parameter.unit() {
            Unit::Share => r.required_progress("value").0.into(),
            Unit::Money => r.wan("value").unwrap_or(Fen(-1)).0,
            Unit::Months | Unit::WorkingDays => r.required_int("value", 1..=250),
            Unit::Office => r.id("office").map_or(0, |id| id.0),
        };
        Value {
            parameter,
            value,
            from: r.required_day("from"),
            source: r.required_text("source", 300),
            by: String::new(),
        }
    })
}

/// `POST /projects/systems/rules`
pub(super) async fn set(call: Call) -> Outcome<Response> {
    let outcome = match input(&call.form) {
        Ok(value) => act(&call, move |acting| parameters_store::set(acting, &value)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => call.done("/projects/systems/rules", Message::new("done-parameter")),
        Err(failure) => {
            call.again(failure, async |kept| {
                let markup = shown(&call, &kept).await?;
                Ok(markup)
            })
            .await
        }
    }
}
