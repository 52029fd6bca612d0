//! The form of a proposal. It can be looked at before it is filed: what is like it is shown below.

use std::sync::Arc;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::board::{act, visible};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Failure, Fen, Message, Outcome};
use qipan_web::components::{Button, Crumb, Field, breadcrumb, error_summary_of, form};
use qipan_web::{Form, Kept, Markup, Page, html};

use super::likeness::{Around, section};
use super::look;
use crate::pages::head;
use crate::proposals::model::{Found, ProposalData};
use crate::proposals::register::Register;
use crate::proposals::{commands, rules};
use crate::systems::model::{Part, State, System};
use crate::systems::pages::{holds, items, items_text, line_options, lines};
use crate::systems::parameters::Parameter;
use crate::systems::parameters_store;
use crate::systems::rules::{NAME_MAX, TEXT_MAX};
use crate::systems::store::{self as systems, Filter};

const LABELS: [(&str, &str); 12] = [
    ("name", "proposal-name"),
    ("unit", "system-unit"),
    ("line", "project-line"),
    ("purpose", "system-purpose"),
    ("functions", "system-functions"),
    ("collected", "system-items-collected"),
    ("amount", "proposal-amount-wan"),
    ("yearly", "system-yearly-wan"),
    ("basis", "system-basis"),
    ("system", "proposal-system"),
    ("project", "system-project"),
    ("produced", "system-items-produced"),
];

fn data(form: &Form) -> Outcome<ProposalData> {
    form.read(|r| ProposalData {
        name: r.required_text("name", NAME_MAX),
        unit: r.required_id("unit"),
        line: r.required_id("line"),
        purpose: r.required_paragraph("purpose", TEXT_MAX),
        functions: lines(&r.paragraph("functions", TEXT_MAX)),
        items: items(r),
        amount: r.wan("amount").unwrap_or(Fen(0)),
        yearly: r.wan("yearly").unwrap_or(Fen(0)),
        basis: r.paragraph("basis", TEXT_MAX),
        system: r.id("system"),
        project: r.id("project"),
    })
}

/// Planned systems that the actor could propose.
async fn planned(call: &Call) -> Outcome<Vec<System>> {
    let filter = Filter { visible: visible(call.actor()?), state: Some(State::Planned), ..Filter::default() };
    call.read(move |tx| systems::list(tx, &filter)).await
}

/// `GET /projects/proposals/new`
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let planned = planned(&call).await?;
    let asked = call.query.value("system");
    let kept = match planned.iter().find(|one| one.id.to_string() == asked) {
        Some(one) => {
            let data = &one.data;
            let mut pairs = vec![
                ("system", one.id.to_string()),
                ("name", data.name.clone()),
                ("unit", data.unit.to_string()),
                ("line", data.line.to_string()),
                ("purpose", data.purpose.clone()),
                ("functions", data.functions.join("\n")),
                ("amount", data.invested.wan_exact()),
                ("yearly", data.yearly.wan_exact()),
                ("basis", data.basis.clone()),
            ];
            pairs.extend(Part::ALL.iter().map(|part| (part.as_str(), items_text(&data.items, *part))));
            Kept::with(pairs)
        }
        None => Kept::with([("unit", setting.actor.unit.map(|unit| unit.to_string()).unwrap_or_default())]),
    };
    call.page(draw(&setting, &kept, &planned, html! {}))
}

/// `POST /projects/proposals/new`: to look, or to file.
pub(super) async fn create(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let outcome = match data(&call.form) {
        Ok(data) => rules::check(&data).map(|()| data),
        Err(failure) => Err(failure),
    };
    let refused = match outcome {
        Err(failure) => failure,
        Ok(data) => {
            let looked = look(&call, &data, None).await?;
            if call.form.value("act") == "look" {
                let kept =
                    Kept::with(call.form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())));
                let (planned, below) = (planned(&call).await?, below(&call, &setting, &looked.0).await?);
                return call.page(draw(&setting, &kept, &planned, below));
            }
            match act(&call, move |acting| commands::file(acting, &data, &looked)).await {
                Ok(made) => {
                    let place = format!("/projects/proposals/{}", made.id);
                    return call.done(&place, Message::new("done-proposal-file"));
                }
                Err(failure) => failure,
            }
        }
    };
    back(&call, &setting, refused).await
}

async fn back(call: &Call, setting: &Setting, failure: Failure) -> Outcome<Response> {
    let page = async |kept: Kept| Ok(draw(setting, &kept, &planned(call).await?, html! {}));
    call.again(failure, page).await
}

async fn below(call: &Call, setting: &Setting, found: &[Found]) -> Outcome<Markup> {
    let register = call.site.part::<Arc<Register>>().clone();
    let filter = Filter { visible: visible(&setting.actor), with_retired: true, ..Filter::default() };
    let (taxonomy, parameters, seen) = call
        .read(move |tx| {
            Ok((register.taxonomy(tx)?, parameters_store::load(tx)?, systems::list(tx, &filter)?))
        })
        .await?;
    let open = seen.iter().map(|one| one.id).collect();
    let around = Around {
        setting,
        taxonomy: &taxonomy,
        alert: parameters.on(Parameter::OverlapAlert, setting.today()),
        open: visible(&setting.actor).map(|_| &open),
        teach: None,
    };
    Ok(section(&around, found))
}

fn draw(setting: &Setting, kept: &Kept, planned: &[System], below: Markup) -> Markup {
    let view = &setting.view;
    let title = view.t("proposal-new");
    let crumbs = [
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t("systems-tab-proposals"), "/projects/proposals"),
        Crumb::here(&title),
    ];
    let systems = planned.iter().map(|one| (one.id.to_string(), one.data.name.clone()));
    Page::new(view, &title).wide().head(head()).render(html! {
        (breadcrumb(view, &crumbs))
        h1 { (title) }
        p { (view.t("proposal-new-about")) }
        (error_summary_of(view, kept, &LABELS))
        (below)
        (form(view, "/projects/proposals/new", html! {
            (Field::text("name", "proposal-name").required().max(NAME_MAX as u32).render(view, kept))
            @if !planned.is_empty() { (Field::select("system", "proposal-system", systems).empty_option(view.t("proposal-system-none")).hint(view.t("proposal-system-hint")).render(view, kept)) }
            (Field::select("unit", "system-unit", setting.unit_options()).empty_option(view.t("choose-one")).required().render(view, kept))
            (Field::select("line", "project-line", line_options(setting)).empty_option(view.t("choose-one")).required().short().hint(view.t("system-line-hint")).render(view, kept))
            (Field::area("purpose", "system-purpose", 3).required().max(TEXT_MAX as u32).render(view, kept))
            (holds(setting, kept))
            (Field::text("amount", "proposal-amount-wan").required().short().render(view, kept))
            (Field::text("yearly", "system-yearly-wan").short().render(view, kept))
            (Field::text("project", "system-project").max(20).short().hint(view.t("system-project-hint")).render(view, kept))
            (Field::area("basis", "system-basis", 2).max(TEXT_MAX as u32).hint(view.t("system-basis-hint")).render(view, kept))
            div class="actions" {
                (Button::submit(view.t("proposal-look")).secondary().sends("act", "look"))
                (Button::submit(view.t("proposal-file")).sends("act", "file"))
                (Button::link(view.t("cancel"), "/projects/proposals"))
            }
        }))
    })
}
